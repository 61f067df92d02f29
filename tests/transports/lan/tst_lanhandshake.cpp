// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "lan/meeting/handshake.h"

#include <QTest>

#include <rapidcheck.h>

using namespace Qt::Literals::StringLiterals;
using namespace mld;
using namespace mld::lan;

namespace {

const QByteArray kSecret(kSecretSize, 's');
const DomainName kDomain = u"notes.example.org"_s;

QByteArray bytes(qsizetype size, char what)
{
    return QByteArray(size, what);
}

Self selfOf(char name, const QByteArray &secret = kSecret, const DomainName &domain = kDomain)
{
    return {secret, domain, u"clone-%1"_s.arg(QLatin1Char(name)), bytes(kInstanceSize, name)};
}

/// One end; its certificate is its name.
struct End
{
    End(Role role, char name, char sees, const Self &self)
        : handshake(role, self, bytes(32, name), bytes(32, sees), bytes(kNonceSize, char(name + 1)))
    {
    }
    QByteArray hear(const QByteArray &message)
    {
        const auto step = handshake.receive(message, [this](const QByteArray &) { return isLinked; });
        if (refusal == Refusal::None)
            refusal = step.refusal;
        return step.answer;
    }
    Handshake handshake;
    Refusal refusal = Refusal::None;
    bool isLinked = false;
};

/// What the two say, until one has nothing to say. `inBetween` may change it.
void talk(End &dialler, End &listener,
          const std::function<QByteArray(int, QByteArray)> &inBetween = [](int, QByteArray said) { return said; })
{
    QByteArray said = inBetween(0, dialler.handshake.begin());
    for (int i = 1; !said.isEmpty(); ++i)
        said = inBetween(i, (i % 2 == 1 ? listener : dialler).hear(said));
}

QList<QByteArray> recorded(End &dialler, End &listener)
{
    QList<QByteArray> all;
    talk(dialler, listener, [&](int, const QByteArray &said) {
        all.append(said);
        return said;
    });
    return all;
}

} // namespace

class TestLanHandshake : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void membersMeet()
    {
        End a(Role::Dialler, 'a', 'b', selfOf('a'));
        End b(Role::Listener, 'b', 'a', selfOf('b'));
        a.isLinked = true;
        talk(a, b);
        QVERIFY(a.handshake.isDone() && b.handshake.isDone());
        QCOMPARE(a.handshake.met()->clone, u"clone-b"_s);
        QCOMPARE(a.handshake.met()->instance, bytes(kInstanceSize, 'b'));
        QVERIFY(!a.handshake.met()->hasLink);
        QCOMPARE(b.handshake.met()->clone, u"clone-a"_s);
        QVERIFY(b.handshake.met()->hasLink);
    }

    void nothingIsToldToStrangers()
    {
        // A dialler who knows nothing hears of us no name; nor does one whom we dial.
        End a(Role::Dialler, 'a', 'x', selfOf('a'));
        End b(Role::Listener, 'b', 'x', selfOf('b'));
        const QByteArray hello = a.handshake.begin();
        const QByteArray answer = b.hear(hello);
        for (const QByteArray &said : {hello, answer}) {
            QVERIFY(!said.contains("clone-"));
            QVERIFY(!said.contains("example"));
        }
        QVERIFY(b.hear(QByteArray(answer).replace(1, 1, "\x03")).isEmpty());
        QCOMPARE(b.refusal, Refusal::Stranger);
    }

    void whoKnowsLessIsRefused_data()
    {
        QTest::addColumn<QByteArray>("secret");
        QTest::addColumn<QString>("domain");
        QTest::addRow("secret") << bytes(kSecretSize, 'x') << kDomain;
        QTest::addRow("domain") << kSecret << u"other.example.org"_s;
    }
    void whoKnowsLessIsRefused()
    {
        QFETCH(QByteArray, secret);
        QFETCH(QString, domain);
        End member(Role::Dialler, 'a', 'b', selfOf('a'));
        End stranger(Role::Listener, 'b', 'a', selfOf('b', secret, domain));
        talk(member, stranger);
        QCOMPARE(member.refusal, Refusal::Stranger);
        QVERIFY(!member.handshake.met() && !stranger.handshake.met());
        // The other way round the member has said its proof, which helps nobody, and the stranger says one too.
        End listening(Role::Listener, 'b', 'a', selfOf('b'));
        End dialling(Role::Dialler, 'a', 'b', selfOf('a', secret, domain));
        const QByteArray answer = listening.hear(dialling.handshake.begin());
        QVERIFY(dialling.hear(answer).isEmpty());
        End believer(Role::Dialler, 'a', 'b', selfOf('a', secret, domain));
        End same(Role::Listener, 'b', 'a', selfOf('b', secret, domain));
        const QList<QByteArray> said = recorded(believer, same);
        QVERIFY(listening.hear(said.at(2)).isEmpty());
        QCOMPARE(listening.refusal, Refusal::Stranger);
    }

    void oneInBetweenIsRefused()
    {
        // Who passes on every byte, but had to show certificates of his own, to one or to both.
        for (const auto &[seenByA, seenByB] : {std::pair('m', 'm'), std::pair('m', 'a'), std::pair('b', 'm')}) {
            End a(Role::Dialler, 'a', seenByA, selfOf('a'));
            End b(Role::Listener, 'b', seenByB, selfOf('b'));
            talk(a, b);
            QCOMPARE(a.refusal, Refusal::Stranger);
            QVERIFY(!a.handshake.met() && !b.handshake.met());
        }
    }

    void whatWasSaidOnceIsWorthNothing()
    {
        End a(Role::Dialler, 'a', 'b', selfOf('a'));
        End b(Role::Listener, 'b', 'a', selfOf('b'));
        const QList<QByteArray> said = recorded(a, b);
        // To a listener who chose another nonce, even over a channel with the same certificates.
        Handshake again(Role::Listener, selfOf('b'), bytes(32, 'b'), bytes(32, 'a'), bytes(kNonceSize, 'z'));
        const auto no = [](const QByteArray &) { return false; };
        QVERIFY(!again.receive(said.at(0), no).answer.isEmpty());
        QCOMPARE(again.receive(said.at(2), no).refusal, Refusal::Stranger);
        // And to a dialler.
        Handshake dialler(Role::Dialler, selfOf('a'), bytes(32, 'a'), bytes(32, 'b'), bytes(kNonceSize, 'z'));
        dialler.begin();
        QCOMPARE(dialler.receive(said.at(1), no).refusal, Refusal::Stranger);
    }

    void mirrorsAreRefused()
    {
        End a(Role::Dialler, 'a', 'm', selfOf('a'));
        const QByteArray hello = a.handshake.begin();
        a.hear(QByteArray(hello).replace(1, 1, "\x02") + bytes(32, 'p'));
        QCOMPARE(a.refusal, Refusal::Ourselves);
        // Our own listener is asked to answer for us.
        End listener(Role::Listener, 'a', 'm', selfOf('a'));
        QVERIFY(listener.hear(hello).isEmpty());
        QCOMPARE(listener.refusal, Refusal::Ourselves);
        // By another instance of the same member, what the one proves as a dialler is no proof of a listener.
        End one(Role::Dialler, 'a', 'm', selfOf('a'));
        End other(Role::Dialler, 'c', 'm', selfOf('c'));
        const QByteArray theirs = other.handshake.begin();
        one.hear(QByteArray(theirs).replace(1, 1, "\x02") + bytes(32, 'p'));
        QCOMPARE(one.refusal, Refusal::Stranger);
    }

    void otherVersionsAreTold()
    {
        End b(Role::Listener, 'b', 'a', selfOf('b'));
        QVERIFY(b.hear("\x02\x01hello").isEmpty());
        QCOMPARE(b.refusal, Refusal::OtherVersion);
    }

    void anyChangeIsNoticed()
    {
        rc::check("no byte can be changed, cut off or added on the way", [] {
            const int message = *rc::gen::inRange(0, 4);
            const int where = *rc::gen::inRange(0, 4096);
            const int change = *rc::gen::inRange(0, 3);
            const char by = char(*rc::gen::inRange(1, 256));
            End a(Role::Dialler, 'a', 'b', selfOf('a'));
            End b(Role::Listener, 'b', 'a', selfOf('b'));
            talk(a, b, [&](int i, QByteArray said) {
                if (i != message || said.isEmpty())
                    return said;
                if (change == 0)
                    said[where % said.size()] = char(said[where % said.size()] ^ by);
                else if (change == 1)
                    said.chop(1 + where % said.size());
                else
                    said.append(by);
                return said;
            });
            RC_ASSERT(a.refusal != Refusal::None || b.refusal != Refusal::None || !a.handshake.isDone());
            // Nobody takes the other for a member under a name that it did not say.
            if (a.handshake.met())
                RC_ASSERT(a.handshake.met()->clone == u"clone-b"_s);
            if (b.handshake.met())
                RC_ASSERT(b.handshake.met()->clone == u"clone-a"_s);
        });
    }

    void anythingCanBeHeard()
    {
        rc::check("bytes end a handshake, or are no news", [](const std::vector<std::string> &messages) {
            End b(Role::Listener, 'b', 'a', selfOf('b'));
            for (const std::string &message : messages)
                b.hear(QByteArray(message.data(), qsizetype(message.size())));
            RC_ASSERT(!b.handshake.met());
        });
    }

    void theLongestNameFits()
    {
        Self long1 = selfOf('a');
        long1.clone = QString(kLongestCloneId, u'x');
        End a(Role::Dialler, 'a', 'b', long1);
        End b(Role::Listener, 'b', 'a', selfOf('b'));
        talk(a, b);
        QVERIFY(b.handshake.met());
        QCOMPARE(b.handshake.met()->clone, long1.clone);
    }
};

QTEST_GUILESS_MAIN(TestLanHandshake)
#include "tst_lanhandshake.moc"
