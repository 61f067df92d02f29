// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "connectionwords.h"

#include <QCoreApplication>
#include <QHostAddress>
#include <QLocale>

namespace mld {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(ConnectionWords)
};

QString certificateText(const CertificateFacts &facts)
{
    QString text;
    if (facts.subject.isEmpty())
        text = Words::tr("By a certificate without a name");
    else
        text = Words::tr("By the certificate of %1").arg(facts.subject);
    if (!facts.issuer.isEmpty() && facts.issuer != facts.subject)
        text += Words::tr(", given by %1").arg(facts.issuer);
    if (facts.expiry.isValid())
        text += Words::tr(", until %1").arg(QLocale().toString(facts.expiry.toLocalTime().date(), QLocale::LongFormat));
    text += u'.';
    if (!facts.isChecked)
        text += Words::tr(" It was not checked, as you want it: anybody may have made it.");
    return text;
}

} // namespace

FailureText failureText(const TransportError &error)
{
    using Code = TransportErrorCode;
    FailureText text;
    text.sentence = error.message;
    switch (error.code) {
    case Code::None:
        return text;
    case Code::HostNotFound:
        text.title = Words::tr("Not found");
        text.isInSettings = true;
        break;
    case Code::ConnectionRefused:
        text.title = Words::tr("Refused");
        text.isInSettings = true;
        break;
    case Code::TimedOut:
        text.title = Words::tr("No answer");
        break;
    case Code::ConnectionLost:
        text.title = Words::tr("Connection lost");
        break;
    case Code::TlsFailed:
    case Code::WantsTls:
        text.title = Words::tr("Cannot be secured");
        text.isInSettings = true;
        break;
    case Code::CertificateRejected:
        text.title = Words::tr("Not trusted");
        text.isInSettings = true;
        break;
    case Code::BadCredentials:
        text.title = Words::tr("Password refused");
        text.isInSettings = true;
        break;
    case Code::ClientCertificate:
        text.title = Words::tr("Certificate wanted");
        text.isInSettings = true;
        break;
    case Code::Forbidden:
    case Code::QosRefused:
        text.title = Words::tr("Not allowed");
        break;
    case Code::TooLarge:
        text.title = Words::tr("Too large to send");
        break;
    case Code::NoAnswer:
    case Code::ProtocolError:
        text.title = Words::tr("Not the right service");
        text.isInSettings = true;
        break;
    case Code::BadConfiguration:
        text.title = Words::tr("Cannot be used");
        text.isInSettings = true;
        break;
    case Code::IdInUse:
        text.title = Words::tr("Used twice");
        break;
    case Code::NoResources:
        text.title = Words::tr("Too much is open");
        break;
    case Code::ServiceBlocked:
        text.title = Words::tr("Takes nothing now");
        break;
    }
    if (text.sentence.isEmpty())
        text.sentence = Words::tr("There is no connection to the service.");
    return text;
}

QString stepTitle(ConnectionStep step)
{
    switch (step) {
    case ConnectionStep::Resolved:
        return Words::tr("Find the address");
    case ConnectionStep::Reached:
        return Words::tr("Reach the service");
    case ConnectionStep::Secured:
        return Words::tr("Secure the connection");
    case ConnectionStep::SignedIn:
        return Words::tr("Sign in");
    case ConnectionStep::MaySubscribe:
        return Words::tr("Receive messages");
    case ConnectionStep::MayPublish:
        return Words::tr("Send messages");
    case ConnectionStep::Present:
        return Words::tr("See who is there");
    }
    return {};
}

QString stepText(const ConnectionProgress &progress)
{
    switch (progress.step) {
    case ConnectionStep::Resolved:
        if (progress.addresses.isEmpty())
            return {};
        if (progress.addresses.size() == 1)
            return Words::tr("It is %1.").arg(progress.addresses.first());
        return Words::tr("It is %1; there are %2 in all.").arg(progress.addresses.first()).arg(progress.addresses.size());
    case ConnectionStep::Reached:
        if (progress.byProxy)
            return Words::tr("By way of a proxy, which finds the address.");
        return progress.port > 0 ? Words::tr("Port %1 takes connections.").arg(progress.port) : QString();
    case ConnectionStep::Secured:
        return progress.certificate ? certificateText(*progress.certificate) : QString();
    case ConnectionStep::SignedIn:
        return progress.account.isEmpty() ? QString() : Words::tr("As “%1”.").arg(progress.account);
    case ConnectionStep::MaySubscribe:
    case ConnectionStep::MayPublish:
    case ConnectionStep::Present:
        break;
    }
    return {};
}

QString plainText(const QStringList &addresses)
{
    const bool isHere = addresses.size() == 1 && QHostAddress(addresses.first()).isLoopback();
    return isHere ? Words::tr("Not secured. It does not leave this computer.")
                  : Words::tr("Not secured: anybody on the way can read it, and change it.");
}

QString publishedText(bool isConfirmed)
{
    return isConfirmed ? Words::tr("A message to this computer came back.")
                       : Words::tr("A message to this computer came back. This service does not confirm changes: "
                                   "what it loses is noticed, and sent again.");
}

QString presentText(qsizetype others)
{
    return others == 0   ? Words::tr("Nobody else just now.")
           : others == 1 ? Words::tr("One other.")
                         : Words::tr("%1 others.").arg(others);
}

QString untriedText()
{
    return Words::tr("This shows with the first notebook.");
}

QString overdueText(ConnectionStep step)
{
    switch (step) {
    case ConnectionStep::Resolved:
        return Words::tr("Looking the name up takes too long. Check this computer's connection to the network.");
    case ConnectionStep::MayPublish:
        return Words::tr("A message to this computer did not come back. The account may lack the right to publish, or to "
                         "receive what is sent to it. Ask whoever runs the service.");
    case ConnectionStep::Reached:
    case ConnectionStep::Secured:
    case ConnectionStep::SignedIn:
    case ConnectionStep::MaySubscribe:
    case ConnectionStep::Present:
        break;
    }
    return Words::tr("The service did not answer in time. Check the address and the port; or try again later.");
}

} // namespace mld
