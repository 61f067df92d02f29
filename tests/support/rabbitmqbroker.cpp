// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "support/rabbitmqbroker.h"

#include "support/mosquittobroker.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTcpSocket>

using namespace Qt::Literals::StringLiterals;

namespace mld::test {

namespace {
constexpr int kStartTimeoutMs = 90'000;
constexpr int kStopTimeoutMs = 5000;
// Not the one in PATH, which changes to the user of the service.
const auto kServer = u"/usr/lib/rabbitmq/bin/rabbitmq-server"_s;
} // namespace

RabbitMqBroker::RabbitMqBroker()
    : m_port(MosquittoBroker::freePort()), m_epmdPort(MosquittoBroker::freePort()),
      m_nodePort(MosquittoBroker::freePort())
{
    m_process.setProcessChannelMode(QProcess::MergedChannels);
    m_process.setProcessEnvironment(environment());
    m_epmd.setProcessEnvironment(environment());
}

RabbitMqBroker::~RabbitMqBroker()
{
    kill();
    m_epmd.kill();
    m_epmd.waitForFinished(kStopTimeoutMs);
}

QProcessEnvironment RabbitMqBroker::environment() const
{
    auto variables = QProcessEnvironment::systemEnvironment();
    const auto folder = m_folder.path();
    const auto set = [&](const char *name, const QString &value) {
        variables.insert(QString::fromLatin1(name), value);
    };
    set("HOME", folder); // for Erlang's cookie
    set("RABBITMQ_CONF_ENV_FILE", u"/dev/null"_s);
    set("RABBITMQ_CONFIG_FILE", folder + u"/rabbitmq.conf"_s);
    set("RABBITMQ_ENABLED_PLUGINS_FILE", folder + u"/plugins"_s);
    set("RABBITMQ_FEATURE_FLAGS_FILE", folder + u"/feature_flags"_s);
    set("RABBITMQ_PID_FILE", folder + u"/pid"_s);
    set("RABBITMQ_MNESIA_BASE", folder + u"/mnesia"_s);
    set("RABBITMQ_LOG_BASE", folder + u"/log"_s);
    set("RABBITMQ_NODENAME", u"test%1@localhost"_s.arg(m_nodePort));
    set("RABBITMQ_USE_LONGNAME", u"false"_s);
    set("RABBITMQ_DIST_PORT", QString::number(m_nodePort));
    set("ERL_EPMD_PORT", QString::number(m_epmdPort));
    set("ERL_EPMD_ADDRESS", u"127.0.0.1"_s);
    set("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS",
        u"+S 1:1 -kernel inet_dist_use_interface {127,0,0,1}"_s);
    // Then the script becomes the server, and has the process id that we know.
    set("RUNNING_UNDER_SYSTEMD", u"true"_s);
    return variables;
}

bool RabbitMqBroker::start()
{
    if (!QFile::exists(kServer)) {
        m_problem = u"rabbitmq-server is not installed"_s;
        return false;
    }
    const auto configuration = u"listeners.tcp = none\n"
                               "mqtt.listeners.tcp.1 = 127.0.0.1:%1\n"
                               "mqtt.allow_anonymous = false\n"
                               "vm_memory_high_watermark.absolute = 256MB\n"
                               "disk_free_limit.absolute = 10MB\n"_s.arg(m_port);
    if (!writeFile("rabbitmq.conf", configuration.toUtf8()) ||
        !writeFile("plugins", "[rabbitmq_mqtt]."))
        return false;
    if (m_epmd.state() == QProcess::NotRunning) {
        m_epmd.start(u"epmd"_s, {});
        if (!waitForPort(m_epmdPort, m_epmd))
            return false;
    }
    m_process.start(kServer, {});
    return waitForPort(m_port, m_process);
}

bool RabbitMqBroker::writeFile(const char *name, const QByteArray &contents)
{
    QFile file(m_folder.filePath(QString::fromLatin1(name)));
    if (file.open(QIODevice::WriteOnly) && file.write(contents) == contents.size())
        return true;
    m_problem = file.errorString();
    return false;
}

bool RabbitMqBroker::waitForPort(quint16 port, QProcess &process)
{
    QElapsedTimer elapsed;
    elapsed.start();
    while (elapsed.elapsed() < kStartTimeoutMs) {
        QTcpSocket probe;
        probe.connectToHost(QHostAddress(QHostAddress::LocalHost), port);
        if (probe.waitForConnected(1000))
            return true;
        if (process.waitForFinished(50))
            break;
    }
    m_problem = process.program() + u" did not start: "_s + QString::fromUtf8(process.readAll());
    return false;
}

void RabbitMqBroker::kill()
{
    if (m_process.state() == QProcess::NotRunning)
        return;
    m_process.kill();
    m_process.waitForFinished(kStopTimeoutMs);
}

} // namespace mld::test
