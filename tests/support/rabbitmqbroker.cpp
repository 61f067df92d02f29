// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "support/rabbitmqbroker.h"

#include "support/mosquittobroker.h"

#include <QCryptographicHash>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTcpSocket>

using namespace Qt::Literals::StringLiterals;

namespace mld::test {

namespace {
constexpr int kStartTimeoutMs = 90'000;
constexpr int kStopTimeoutMs = 5000;
// Not the one in PATH, which changes to the user of the service.
const auto kServer = u"/usr/lib/rabbitmq/bin/rabbitmq-server"_s;
const auto kControl = u"/usr/lib/rabbitmq/bin/rabbitmqctl"_s;

/// As RabbitMQ keeps a password: four bytes, and the hash of those with it.
QString hashOf(const QString &password)
{
    const QByteArray salt = "salt";
    const QByteArray hash = QCryptographicHash::hash(QByteArray(salt + password.toUtf8()), QCryptographicHash::Sha256);
    return QString::fromLatin1(QByteArray(salt + hash).toBase64());
}
} // namespace

RabbitMqBroker::RabbitMqBroker(Protocol protocol, const QList<User> &users)
    : m_protocol(protocol), m_users(users), m_port(MosquittoBroker::freePort()),
      m_securePort(MosquittoBroker::freePort()), m_epmdPort(MosquittoBroker::freePort()),
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
    const bool isMqtt = m_protocol == Protocol::Mqtt;
    if (!isMqtt && !QFile::exists(m_certificates.certificateFile(u"server"_s)) && !makeCertificates())
        return false;
    if (!writeFile("rabbitmq.conf", configuration()) || !writeFile("definitions.json", definitions()) ||
        !writeFile("plugins", isMqtt ? "[rabbitmq_mqtt]." : "[rabbitmq_auth_mechanism_ssl]."))
        return false;
    if (m_epmd.state() == QProcess::NotRunning) {
        m_epmd.start(u"epmd"_s, {});
        if (!waitForPort(m_epmdPort, m_epmd))
            return false;
    }
    m_process.start(kServer, {});
    return waitForPort(m_port, m_process);
}

QByteArray RabbitMqBroker::configuration() const
{
    QString lines = u"vm_memory_high_watermark.absolute = 256MB\n"
                    "disk_free_limit.absolute = 10MB\n"_s;
    if (m_protocol == Protocol::Mqtt) {
        lines += u"listeners.tcp = none\n"
                 "mqtt.listeners.tcp.1 = 127.0.0.1:%1\n"
                 "mqtt.allow_anonymous = false\n"_s.arg(m_port);
    } else {
        lines += u"listeners.tcp.1 = 127.0.0.1:%1\n"
                 "listeners.ssl.1 = 127.0.0.1:%2\n"
                 "load_definitions = %3/definitions.json\n"
                 "ssl_options.cacertfile = %3/ca.pem\n"
                 "ssl_options.certfile = %3/server.pem\n"
                 "ssl_options.keyfile = %3/server.key\n"
                 "ssl_options.verify = verify_peer\n"
                 "ssl_options.fail_if_no_peer_cert = false\n"
                 "auth_mechanisms.1 = PLAIN\n"
                 "auth_mechanisms.2 = EXTERNAL\n"
                 "ssl_cert_login_from = common_name\n"_s.arg(m_port).arg(m_securePort).arg(m_folder.path());
    }
    return lines.toUtf8();
}

QByteArray RabbitMqBroker::definitions() const
{
    QList<User> all = m_users;
    all.append({.name = username(), .password = password(), .configure = u".*"_s, .write = u".*"_s, .read = u".*"_s});
    QJsonArray users;
    QJsonArray permissions;
    QStringList vhosts;
    for (const User &user : std::as_const(all)) {
        users.append(QJsonObject{{u"name"_s, user.name},
                                 {u"password_hash"_s, hashOf(user.password)},
                                 {u"hashing_algorithm"_s, u"rabbit_password_hashing_sha256"_s},
                                 {u"tags"_s, QString()}});
        permissions.append(QJsonObject{{u"user"_s, user.name},
                                       {u"vhost"_s, user.vhost},
                                       {u"configure"_s, user.configure},
                                       {u"write"_s, user.write},
                                       {u"read"_s, user.read}});
        if (!vhosts.contains(user.vhost))
            vhosts.append(user.vhost);
    }
    QJsonArray places;
    for (const QString &vhost : std::as_const(vhosts))
        places.append(QJsonObject{{u"name"_s, vhost}});
    return QJsonDocument(QJsonObject{{u"users"_s, users}, {u"vhosts"_s, places}, {u"permissions"_s, permissions}})
        .toJson();
}

bool RabbitMqBroker::makeCertificates()
{
    if (m_certificates.makeAuthority(u"ca"_s) && m_certificates.makeAuthority(u"other-ca"_s)
        && m_certificates.make(u"server"_s, u"DNS:localhost,IP:127.0.0.1"_s)
        && m_certificates.make(u"client"_s, u"DNS:client"_s))
        return true;
    m_problem = m_certificates.problem();
    return false;
}

bool RabbitMqBroker::evaluate(const QString &expression)
{
    QProcess control;
    control.setProcessEnvironment(environment());
    control.start(kControl, {u"eval"_s, expression});
    if (control.waitForFinished(kStartTimeoutMs) && control.exitCode() == 0)
        return true;
    m_problem = QString::fromUtf8(control.readAllStandardError() + control.readAllStandardOutput());
    return false;
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
