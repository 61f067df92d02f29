// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "support/mosquittobroker.h"

#include <QElapsedTimer>
#include <QFile>
#include <QStandardPaths>
#include <QTcpServer>
#include <QTcpSocket>
#include <QThread>

#include <csignal>

using namespace Qt::Literals::StringLiterals;

namespace mld::test {

namespace {
constexpr int kStartTimeoutMs = 10'000;
constexpr int kStopTimeoutMs = 5000;

QString program(const QString &name)
{
    // Debian has the broker where an ordinary user's PATH does not look.
    const QString found = QStandardPaths::findExecutable(name);
    return found.isEmpty()
               ? QStandardPaths::findExecutable(name, {u"/usr/sbin"_s, u"/usr/local/sbin"_s})
               : found;
}
} // namespace

MosquittoBroker::MosquittoBroker() : MosquittoBroker(Setup{}) {}

MosquittoBroker::MosquittoBroker(Setup setup) : m_setup(std::move(setup)), m_port(freePort())
{
    m_process.setProcessChannelMode(QProcess::MergedChannels);
}

MosquittoBroker::~MosquittoBroker()
{
    kill();
}

quint16 MosquittoBroker::freePort()
{
    QTcpServer server;
    server.listen(QHostAddress::LocalHost);
    return server.serverPort();
}

bool MosquittoBroker::start()
{
    const QString mosquitto = program(u"mosquitto"_s);
    if (mosquitto.isEmpty()) {
        m_problem = u"mosquitto is not installed"_s;
        return false;
    }
    if (m_setup.security != Security::Plain && !QFile::exists(caFile()) && !makeCertificates())
        return false;
    if (!writeConfiguration())
        return false;
    m_process.start(mosquitto, {u"-c"_s, path("mosquitto.conf")});
    QElapsedTimer elapsed;
    elapsed.start();
    while (elapsed.elapsed() < kStartTimeoutMs) {
        QTcpSocket probe;
        probe.connectToHost(QHostAddress(QHostAddress::LocalHost), m_port);
        if (probe.waitForConnected(1000))
            return true;
        if (m_process.waitForFinished(20))
            break;
    }
    m_problem = u"mosquitto did not start: "_s + QString::fromUtf8(m_process.readAll());
    return false;
}

void MosquittoBroker::kill()
{
    if (m_process.state() == QProcess::NotRunning)
        return;
    m_process.kill();
    m_process.waitForFinished(kStopTimeoutMs);
}

bool MosquittoBroker::setPassword(const QString &password)
{
    if (!run(u"mosquitto_passwd"_s, {u"-b"_s, path("passwords"), m_setup.username, password}))
        return false;
    return ::kill(static_cast<pid_t>(processId()), SIGHUP) == 0;
}

bool MosquittoBroker::renewCertificate()
{
    return m_certificates.make(u"server"_s, u"DNS:localhost"_s);
}

void MosquittoBroker::freeze()
{
    ::kill(static_cast<pid_t>(processId()), SIGSTOP);
}

void MosquittoBroker::thaw()
{
    ::kill(static_cast<pid_t>(processId()), SIGCONT);
}

bool MosquittoBroker::run(const QString &name, const QStringList &arguments)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.setWorkingDirectory(m_folder.path());
    process.start(program(name), arguments);
    if (process.waitForFinished(kStartTimeoutMs) && process.exitCode() == 0)
        return true;
    m_problem = name + u" failed: "_s + QString::fromUtf8(process.readAll());
    return false;
}

bool MosquittoBroker::makeCertificates()
{
    const bool isOther = m_setup.security == Security::TlsOtherName;
    const bool isExpired = m_setup.security == Security::TlsExpired;
    if (m_certificates.makeAuthority(u"ca"_s) && m_certificates.makeAuthority(u"other-ca"_s) &&
        m_certificates.make(u"server"_s, isOther ? u"DNS:other.example.org"_s : u"DNS:localhost"_s,
                            isExpired ? -1 : 2) &&
        m_certificates.make(u"client"_s, u"DNS:client.example.org"_s))
        return true;
    m_problem = m_certificates.problem();
    return false;
}

bool MosquittoBroker::writeConfiguration()
{
    QStringList lines = {
        u"listener %1 127.0.0.1"_s.arg(m_port),
        u"persistence false"_s,
        u"log_dest stdout"_s,
        // Started as root it would change to a user who cannot read our folder.
        u"user root"_s,
    };
    if (m_setup.webSocket) {
        // mosquitto 2.0 does not start with a WebSocket listener alone.
        lines.append(u"protocol websockets"_s);
        lines.prepend(u"listener %1 127.0.0.1"_s.arg(freePort()));
    }
    if (m_setup.username.isEmpty()) {
        lines.append(u"allow_anonymous true"_s);
    } else {
        const QString passwords = path("passwords");
        if (!QFile::exists(passwords) &&
            !run(u"mosquitto_passwd"_s,
                 {u"-b"_s, u"-c"_s, passwords, m_setup.username, m_setup.password}))
            return false;
        lines += {u"allow_anonymous false"_s, u"password_file "_s + passwords};
    }
    if (m_setup.security != Security::Plain) {
        lines += {u"cafile "_s + caFile(), u"certfile "_s + path("server.pem"),
                  u"keyfile "_s + path("server.key")};
        if (m_setup.security == Security::TlsClientAuth)
            lines.append(u"require_certificate true"_s);
    }
    if (!m_setup.acl.isEmpty()) {
        QFile acl(path("acl"));
        if (!acl.open(QIODevice::WriteOnly))
            return false;
        acl.write(m_setup.acl.toUtf8());
        lines.append(u"acl_file "_s + acl.fileName());
    }
    lines.append(m_setup.extra);
    QFile file(path("mosquitto.conf"));
    if (!file.open(QIODevice::WriteOnly)) {
        m_problem = file.errorString();
        return false;
    }
    file.write(lines.join(u'\n').toUtf8() + '\n');
    return true;
}

} // namespace mld::test
