// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "service/linked.h"
#include "service/service.h"

#include <QFile>
#include <QRegularExpression>
#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace mld;

Q_DECLARE_METATYPE(const mld::Service *)

namespace {

const QString kSecret = u"hunter2-hunter2"_s;
const QString kPem = u"-----BEGIN CERTIFICATE-----\nYQ==\n-----END CERTIFICATE-----\n"_s;

/// Settings that use every field of the form, in a way that its service takes.
ServiceSettings full(const Service &service)
{
    static const QMap<QString, ServiceSettings> all{
        {u"mqtt"_s,
         {{{u"host"_s, u"broker.example.org"_s}, {u"port"_s, 8443}, {u"protocol"_s, u"wss"_s},
           {u"username"_s, u"ada"_s}, {u"ca"_s, kPem}, {u"path"_s, u"/mqtt?x=1"_s}, {u"cert"_s, kPem},
           {u"dialect"_s, u"rabbitmq"_s}, {u"protocolVersion"_s, u"4"_s}, {u"keepalive"_s, 20}, {u"proxy"_s, u"socks5://127.0.0.1:1080"_s}},
          {{u"password"_s, kSecret}, {u"key"_s, u"-----BEGIN X-----"_s + kSecret}}}},
        {u"io"_s,
         {{{u"uri"_s, u"https://notes.example.org:8443/team"_s}, {u"ca"_s, kPem}, {u"path"_s, u"/io/"_s},
           {u"transports"_s, u"polling"_s}, {u"cert"_s, kPem}, {u"proxy"_s, u"http://127.0.0.1:3128"_s}},
          {{u"auth"_s, u"{\"token\":\"%1\"}"_s.arg(kSecret)}, {u"key"_s, u"-----BEGIN X-----"_s + kSecret},
           {u"extraHeaders"_s, u"{\"Cookie\":\"%1\"}"_s.arg(kSecret)}}}},
        {u"gateway"_s,
         {{{u"uri"_s, u"https://gw.example.org:8443"_s}, {u"account"_s, u"ada"_s}, {u"ca"_s, kPem},
           {u"proxy"_s, u"http://127.0.0.1:3128"_s}},
          {{u"key"_s, u"rootacct.adakey:"_s + kSecret}}}},
        {u"lan"_s,
         {{{u"peers"_s, u"192.168.1.20:47110 [fe80::1]:47110"_s}, {u"port"_s, 47110}},
          {{u"secret"_s, kSecret + u"AAAAAAAAAAAAAAAAAAAAAAAAAAAA"_s}}}},
        {u"amqp"_s,
         {{{u"host"_s, u"rabbit.example.org"_s}, {u"port"_s, 5999}, {u"protocol"_s, u"amqps"_s},
           {u"vhost"_s, u"the team/1"_s}, {u"username"_s, u"ada"_s}, {u"ca"_s, kPem}, {u"prefix"_s, u"mld.team"_s},
           {u"cert"_s, kPem}, {u"heartbeat"_s, 20}},
          {{u"password"_s, kSecret}, {u"key"_s, u"-----BEGIN X-----"_s + kSecret}}}},
    };
    return all.value(service.kind());
}

bool operator==(const ServiceSettings &one, const ServiceSettings &other)
{
    return one.values == other.values && one.secrets == other.secrets;
}

} // namespace

/// What holds for each kind of service. Whoever adds one adds an example above, and finds out here what is missing.
class TestServices : public QObject
{
    Q_OBJECT

private:
    static void eachService()
    {
        QTest::addColumn<const Service *>("service");
        for (const Service *service : allServices())
            QTest::newRow(qPrintable(service->kind())) << service;
    }

private Q_SLOTS:
    void initTestCase() { useLinkedServices(); }

    void saysWhatItIs_data() { eachService(); }
    void saysWhatItIs()
    {
        QFETCH(const Service *, service);
        QCOMPARE(serviceOf(service->kind()), service);
        QVERIFY(!service->title().isEmpty() && service->sentence().endsWith(u'.') && !service->schemes().isEmpty());
        QSet<QString> keys;
        for (const Field &field : service->fields()) {
            QVERIFY2(!keys.contains(field.key), qPrintable(field.key));
            keys.insert(field.key);
            const bool isInForm = !field.flags.testFlag(Field::FileOnly);
            QVERIFY2(isInForm == !field.label.isEmpty(), qPrintable(field.key));
            QVERIFY2(!(field.flags.testFlag(Field::Secret) && field.flags.testFlag(Field::Shared)),
                     qPrintable(field.key));
            QCOMPARE(field.options.isEmpty(), field.kind != Field::Kind::Choice);
        }
    }

    void theExampleUsesEachField_data() { eachService(); }
    void theExampleUsesEachField()
    {
        QFETCH(const Service *, service);
        const ServiceSettings settings = full(*service);
        for (const Field &field : service->fields()) {
            if (field.flags.testFlag(Field::FileOnly))
                continue;
            QVERIFY2(settings.values.contains(field.key) != settings.secrets.contains(field.key),
                     qPrintable(field.key));
            QCOMPARE(settings.secrets.contains(field.key), field.flags.testFlag(Field::Secret));
            QVERIFY2(!field.isShown || field.isShown(settings.values), qPrintable(field.key));
        }
        const QList<Fault> faults = service->faults(settings.values);
        QVERIFY2(faults.isEmpty(), qPrintable(faults.isEmpty() ? QString() : faults.first().sentence));
    }

    void configurationsGoRound_data() { eachService(); }
    void configurationsGoRound()
    {
        QFETCH(const Service *, service);
        const ServiceSettings settings = full(*service);
        const QJsonObject config = service->toConfig(settings);
        const auto read = service->fromConfig(config);
        QVERIFY2(read, qPrintable(read ? QString() : read.error().message));
        QVERIFY(*read == settings);
        QCOMPARE(service->toConfig(*read), config);
    }

    void transportsAreMade_data() { eachService(); }
    void transportsAreMade()
    {
        QFETCH(const Service *, service);
        ServiceSettings settings = full(*service);
        settings.values.remove(u"cert"_s); // which these examples only resemble
        settings.secrets.remove(u"key"_s);
        const auto maker = service->maker(settings);
        if (!service->unavailable().isEmpty())
            QSKIP(qPrintable(service->unavailable()));
        QVERIFY2(maker, qPrintable(maker ? QString() : maker.error().message));
        const std::unique_ptr<Transport> transport = (*maker)();
        QVERIFY(transport);
        QCOMPARE(transport->state(), Transport::State::Idle);
    }

    void secretsStaySecret_data() { eachService(); }
    void secretsStaySecret()
    {
        QFETCH(const Service *, service);
        const ServiceSettings settings = full(*service);
        QVERIFY(!service->address(settings.values).contains(kSecret));
        const Values shared = service->sharedPart(settings.values);
        for (auto it = shared.constBegin(); it != shared.constEnd(); ++it) {
            QVERIFY2(service->field(it.key())->flags.testFlag(Field::Shared), qPrintable(it.key()));
            QVERIFY2(!it.value().toString().contains(kSecret), qPrintable(it.key()));
        }
        // Nor does an error hold one, whatever else is wrong.
        for (const Field &field : service->fields()) {
            ServiceSettings spoilt = settings;
            spoilt.values.insert(field.key, u"\n"_s);
            if (const auto read = service->maker(spoilt); !read)
                QVERIFY2(!read.error().message.contains(kSecret), qPrintable(read.error().message));
        }
    }

    void aGuestGetsThere_data() { eachService(); }
    void aGuestGetsThere()
    {
        QFETCH(const Service *, service);
        const ServiceSettings settings = full(*service);
        const Values shared = service->sharedPart(settings.values);
        QVERIFY(service->isSamePlace(shared, settings.values));
        QCOMPARE(service->address(shared), service->address(settings.values));
        if (!service->field(u"ca"_s))
            return;
        // Another authority is another service.
        Values other = shared;
        other.insert(u"ca"_s, QString(kPem + kPem));
        QVERIFY(!service->isSamePlace(shared, other));
        other.remove(u"ca"_s);
        QVERIFY(!service->isSamePlace(shared, other));
    }

    void addressesCanBePasted_data() { eachService(); }
    void addressesCanBePasted()
    {
        QFETCH(const Service *, service);
        for (const QString &scheme : service->schemes()) {
            const auto read = service->fromPaste(u" %1://host.example.org:1234 "_s.arg(scheme));
            QVERIFY2(read, qPrintable(scheme));
            // An address need not say all.
            const QList<Fault> faults = service->faults(read->values);
            for (const Fault &fault : faults) {
                QVERIFY2(service->field(fault.key)->flags.testFlag(Field::Required), qPrintable(fault.sentence));
                QVERIFY2(!read->values.contains(fault.key), qPrintable(fault.sentence));
            }
            const QString address = service->address(read->values);
            QVERIFY2(address.contains(u"host.example.org:1234"), qPrintable(address));
            const auto again = service->fromPaste(address);
            QVERIFY(again && service->isSamePlace(again->values, read->values));
        }
        QVERIFY(!service->fromPaste(u"ftp://host"_s));
        QVERIFY(!service->fromPaste({}));
    }

    void notebooksGetSecretsOfTheirOwn_data() { eachService(); }
    void notebooksGetSecretsOfTheirOwn()
    {
        QFETCH(const Service *, service);
        const Secrets one = service->newNotebookSecrets();
        QCOMPARE(!one.isEmpty(), service->hasNotebookSecrets());
        for (const Field &field : service->fields()) {
            QCOMPARE(one.contains(field.key), field.flags.testFlag(Field::OfNotebook));
            if (!one.contains(field.key))
                continue;
            QVERIFY(field.flags.testFlag(Field::Secret));
            QVERIFY(one.value(field.key) != service->newNotebookSecrets().value(field.key));
            QCOMPARE(service->maker({{}, one}).isOk(), service->unavailable().isEmpty());
            QVERIFY(!service->maker({}));
        }
    }

    void pastedSecretsAreApart()
    {
        const auto read = serviceOf(u"mqtt"_s)->fromPaste(u"mqtts://ada:hunter%212@broker.example.org"_s);
        QVERIFY(read);
        QCOMPARE(read->values.value(u"username"_s).toString(), u"ada"_s);
        QCOMPARE(read->values.value(u"host"_s).toString(), u"broker.example.org"_s);
        QCOMPARE(read->values.value(u"protocol"_s).toString(), u"mqtts"_s);
        QCOMPARE(read->secrets.value(u"password"_s), u"hunter!2"_s);
        QVERIFY(!read->values.contains(u"password"_s));
    }

    void addressesOfRabbitMqSayAll()
    {
        const Service *service = serviceOf(u"amqp"_s);
        const auto read = service->fromPaste(u"amqps://ada:hunter%212@rabbit.example.org:5999/the%20team%2f1?heartbeat=5"_s);
        QVERIFY(read);
        QCOMPARE(read->values.value(u"host"_s).toString(), u"rabbit.example.org"_s);
        QCOMPARE(read->values.value(u"port"_s).toInt(), 5999);
        QCOMPARE(read->values.value(u"protocol"_s).toString(), u"amqps"_s);
        QCOMPARE(read->values.value(u"vhost"_s).toString(), u"the team/1"_s);
        QCOMPARE(read->values.value(u"username"_s).toString(), u"ada"_s);
        QCOMPARE(read->secrets.value(u"password"_s), u"hunter!2"_s);
        QVERIFY(!service->address(read->values).contains(u"ada"_s));
        // The virtual host “/” is written in three ways.
        for (const QString &end : {QString(), u"/"_s, u"/%2f"_s, u"/%2F"_s}) {
            const auto usual = service->fromPaste(u"amqp://rabbit.example.org"_s + end);
            QVERIFY2(usual, qPrintable(end));
            QCOMPARE(service->value(usual->values, u"vhost"_s).toString(), u"/"_s);
            QVERIFY(service->isSamePlace(usual->values, {{u"host"_s, u"Rabbit.example.org"_s}}));
            QVERIFY(!service->isSamePlace(usual->values, read->values));
        }
        QVERIFY(!service->fromPaste(u"amqp://rabbit.example.org/a/b"_s));
    }

    void hostsCanBePastedBare_data()
    {
        QTest::addColumn<QString>("kind");
        for (const QString &kind : {u"mqtt"_s, u"io"_s, u"gateway"_s, u"amqp"_s})
            QTest::newRow(qPrintable(kind)) << kind;
    }
    void hostsCanBePastedBare()
    {
        QFETCH(QString, kind);
        const Service *service = serviceOf(kind);
        for (const QString &host : {u" notes.example.org "_s, u"notes.example.org:1234"_s, u"[::1]:1234"_s}) {
            const auto read = service->fromPaste(host);
            QVERIFY2(read, qPrintable(host));
            Values values = read->values;
            values.insert(u"account"_s, u"ada"_s); // which only a gateway asks for
            QVERIFY2(service->faults(kind == u"gateway" ? values : read->values).isEmpty(), qPrintable(host));
            QVERIFY2(service->address(read->values).contains(host.trimmed()), qPrintable(service->address(read->values)));
        }
        if (kind == u"io" || kind == u"gateway") {
            QVERIFY(service->address(service->fromPaste(u"notes.example.org"_s)->values).startsWith(u"https:"));
            QVERIFY(service->address(service->fromPaste(u"localhost:3000"_s)->values).startsWith(u"http:"));
        }
    }

    void knowsThisMachine()
    {
        for (const char *host : {"localhost", "127.0.0.1", "127.1.2.3", "::1", "[::1]", "a.LOCALHOST"})
            QVERIFY2(isThisMachine(QLatin1String(host)), host);
        for (const char *host : {"", "192.0.2.1", "localhost.example", "127.0.0.1.example", "notlocalhost", "h"})
            QVERIFY2(!isThisMachine(QLatin1String(host)), host);
    }

    void faultsNameTheirField_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("key");
        QTest::addColumn<QVariant>("value");
        const auto row = [](const char *kind, const char *key, const QVariant &value) {
            QTest::addRow("%s %s %s", kind, key, qPrintable(value.toString()))
                << QString::fromLatin1(kind) << QString::fromLatin1(key) << value;
        };
        row("mqtt", "host", {});
        row("mqtt", "host", u"not a host"_s);
        row("mqtt", "port", 99999);
        row("mqtt", "port", u"many"_s);
        row("mqtt", "protocol", u"carrier pigeon"_s);
        row("mqtt", "ca", u"/no/such/file"_s);
        row("mqtt", "path", u"mqtt"_s);
        row("mqtt", "keepalive", -1);
        row("mqtt", "dialect", u"latin"_s);
        row("amqp", "host", {});
        row("amqp", "host", u"not a host"_s);
        row("amqp", "port", 99999);
        row("amqp", "protocol", u"carrier pigeon"_s);
        row("amqp", "vhost", QString(300, u'v'));
        row("amqp", "prefix", u"amq.ours"_s);
        row("amqp", "prefix", u"a b"_s);
        row("amqp", "heartbeat", 0);
        row("amqp", "ca", u"/no/such/file"_s);
        row("io", "uri", {});
        row("io", "uri", u"notes.example.org"_s);
        row("io", "uri", u"https://ada:secret@notes.example.org"_s);
        row("io", "path", u"io"_s);
        row("io", "transports", u"tube"_s);
        row("io", "ca", u"/no/such/file"_s);
        row("io", "proxy", u"somewhere"_s);
        for (const char *kind : {"mqtt", "io", "gateway"})
            row(kind, "proxy", u"http://ada:hunter2@127.0.0.1:3128"_s);
        row("lan", "peers", u"nowhere"_s);
        row("lan", "port", 99999);
        row("gateway", "uri", u"gw.example.org"_s);
        row("gateway", "uri", u"https://ada:secret@gw.example.org"_s);
        row("gateway", "uri", u"https://gw.example.org/api"_s);
        row("gateway", "account", {});
        row("gateway", "account", u"ada_b"_s);
        row("gateway", "account", u"ada-"_s);
        row("gateway", "ca", u"/no/such/file"_s);
        row("gateway", "proxy", u"somewhere"_s);
    }
    void faultsNameTheirField()
    {
        QFETCH(QString, kind);
        QFETCH(QString, key);
        QFETCH(QVariant, value);
        const Service *service = serviceOf(kind);
        Values values = full(*service).values;
        QVERIFY(service->faults(values).isEmpty());
        values.insert(key, value);
        const QList<Fault> faults = service->faults(values);
        QVERIFY(!faults.isEmpty());
        QCOMPARE(faults.first().key, key);
        QVERIFY2(faults.first().sentence.startsWith(service->field(key)->label), qPrintable(faults.first().sentence));
        QVERIFY2(faults.first().sentence.endsWith(u'.'), qPrintable(faults.first().sentence));
    }

    void theReadmeListsEachKey_data() { eachService(); }
    void theReadmeListsEachKey()
    {
        QFETCH(const Service *, service);
        const QString folder = service->kind() == u"io" ? u"socketio"_s : service->kind();
        QFile readme(QStringLiteral(MLD_TRANSPORTS) + u'/' + folder + u"/README.md"_s);
        QVERIFY2(readme.open(QIODevice::ReadOnly), qPrintable(readme.fileName()));
        const QString text = QString::fromUtf8(readme.readAll());
        for (const Field &field : service->fields())
            QVERIFY2(text.contains(u'`' + field.key + u'`'), qPrintable(field.key));
    }
};

QTEST_GUILESS_MAIN(TestServices)
#include "tst_services.moc"
