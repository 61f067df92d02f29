// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "mqtt/mqttpresence.h"
#include "mqtt/mqtttopics.h"

#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace mld;

/// wire.md 16
class TestMqttTopics : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void topicsAreTheReferences()
    {
        QCOMPARE(m_topics.operations(), u"d.org/operations/me"_s);
        QCOMPARE(m_topics.presence(), u"__presence/d.org/me"_s);
        QCOMPARE(m_topics.control(), u"d.org/control"_s);
        QCOMPARE(m_topics.forMessage({Lane::Send, {}, u"you"_s, u"m1"_s, {}, {}}),
                 u"__send/you/me/m1/d.org/control"_s);
        QCOMPARE(m_topics.forMessage({Lane::Reply, {}, u"you"_s, u"m2"_s, u"m1"_s, {}}),
                 u"__reply/you/me/m2/m1"_s);
        QCOMPARE(m_topics.forMessage({Lane::Notify, {}, u"you"_s, {}, {}, u"ch"_s}),
                 u"d.org/control/ch"_s); // T32
        QList<QPair<QString, int>> subscriptions;
        for (const auto &subscription : m_topics.subscriptions())
            subscriptions.append({subscription.filter, subscription.qos});
        const QList<QPair<QString, int>> expected = {{u"__presence/d.org/+"_s, 1},
                                                     {u"d.org/operations/+"_s, 1},
                                                     {u"d.org/control"_s, 1},
                                                     {u"__send/me/+/+/d.org/control"_s, 0},
                                                     {u"__reply/me/+/+/+"_s, 0}};
        QCOMPARE(subscriptions, expected);
    }

    void idsCannotReachOtherTopics()
    {
        for (const QString &id : {u"a/b"_s, u"+"_s, u"#"_s, u""_s, u"a\0b"_s}) {
            QVERIFY(!MqttTopics::isLevel(id));
            QVERIFY(m_topics.forMessage({Lane::Send, {}, id, u"m"_s, {}, {}}).isEmpty());
            QVERIFY(m_topics.forMessage({Lane::Reply, {}, u"you"_s, u"m"_s, id, {}}).isEmpty());
            QVERIFY(m_topics.forMessage({Lane::Notify, {}, u"you"_s, {}, {}, id}).isEmpty());
        }
    }

    void topicsAreUnderstood()
    {
        using T = MqttTopics;
        QCOMPARE(std::get<T::Operation>(m_topics.meaning(u"d.org/operations/you"_s)).publisher,
                 u"you"_s);
        QCOMPARE(std::get<T::Presence>(m_topics.meaning(u"__presence/d.org/you"_s)).clientId,
                 u"you"_s);
        QCOMPARE(std::get<T::Notification>(m_topics.meaning(u"d.org/control/ch"_s)).channelId,
                 u"ch"_s);
        const Address sent =
            std::get<T::Unicast>(m_topics.meaning(u"__send/me/you/m1/d.org/control"_s)).address;
        QCOMPARE(sent.lane, Lane::Send);
        QCOMPARE(sent.from, u"you"_s);
        QCOMPARE(sent.messageId, u"m1"_s);
        const Address reply =
            std::get<T::Unicast>(m_topics.meaning(u"__reply/me/you/m2/m1"_s)).address;
        QCOMPARE(reply.lane, Lane::Reply);
        QCOMPARE(reply.messageId, u"m2"_s);
        QCOMPARE(reply.sentMessageId, u"m1"_s);
        for (const QString &other :
             {u""_s, u"/"_s, u"d.org"_s, u"d.org/control"_s, u"e.org/operations/you"_s,
              u"__send/me/you/m1/e.org/control"_s, u"__send/you/me/m1/d.org/control"_s,
              u"__reply/me/you/m2"_s, u"__presence/e.org/you"_s, u"d.org/operations/a/b"_s})
            QCOMPARE(m_topics.meaning(other).index(), std::size_t(0));
    }

    /// No dot reaches RabbitMQ, which would give it back as a slash.
    void theRabbitMqDialectHasNoDots()
    {
        using T = MqttTopics;
        const T topics(u"d.org"_s, u"m.e"_s, MqttOptions::Dialect::RabbitMq);
        QVERIFY(topics.areValid());
        for (const auto &subscription : topics.subscriptions())
            QVERIFY2(!subscription.filter.contains(u'.'), qPrintable(subscription.filter));
        QCOMPARE(topics.control(), u"d.org/control"_s); // what others compare, not a topic
        QCOMPARE(topics.presence(), u"__presence/d~org/m~e"_s);
        QCOMPARE(std::get<T::Presence>(topics.meaning(u"__presence/d~org/y~u"_s)).clientId,
                 u"y.u"_s);
        QCOMPARE(std::get<T::Operation>(topics.meaning(u"d~org/operations/y~u"_s)).publisher,
                 u"y.u"_s);
        QVERIFY(std::holds_alternative<T::Who>(topics.meaning(topics.who())));
        QVERIFY(std::holds_alternative<std::monostate>(m_topics.meaning(u"__who/d.org"_s)));
        const Address address{Lane::Send, {}, u"y.u"_s, u"m.1"_s, {}, {}};
        QCOMPARE(topics.forMessage(address), u"__send/y~u/m~e/m~1/d~org/control"_s);
        const Address received =
            std::get<T::Unicast>(topics.meaning(u"__send/m~e/y~u/m~1/d~org/control"_s)).address;
        QCOMPARE(received.from, u"y.u"_s);
        QCOMPARE(received.messageId, u"m.1"_s);
    }

    void theRabbitMqDialectIsUnambiguous()
    {
        const auto rabbit = MqttOptions::Dialect::RabbitMq;
        const MqttTopics topics(u"d.org"_s, u"me"_s, rabbit);
        QVERIFY(m_topics.canBeLevel(u"a~b"_s));
        QVERIFY(!topics.canBeLevel(u"a~b"_s)); // would be a.b
        QVERIFY(topics.forMessage({Lane::Notify, {}, {}, {}, {}, u"a~b"_s}).isEmpty());
        QVERIFY(!MqttTopics(u"d.org"_s, u"a~b"_s, rabbit).areValid());
        QVERIFY(!MqttTopics(u"d.org"_s, QString(300, u'a'), rabbit).areValid());
        QVERIFY(MqttTopics(u"d.org"_s, QString(300, u'a')).areValid());
        const QString tooLong(250, u'a');
        QVERIFY(topics.forMessage({Lane::Send, {}, u"you"_s, tooLong, {}, {}}).isEmpty());
        QVERIFY(!m_topics.forMessage({Lane::Send, {}, u"you"_s, tooLong, {}, {}}).isEmpty());
    }

    void presenceIsReadAsTheReferenceWritesIt()
    {
        const QString address = u"d.org/control"_s;
        QCOMPARE(MqttPresence::declaration(u"me"_s, address),
                 QByteArray(R"({"me":"d.org/control"})"));
        MqttPresence presence;
        presence.update(u"you"_s, R"({"you":"d.org/control"})", address);
        presence.update(u"me"_s, R"({"me":"d.org/control"})", address);
        QCOMPARE(presence.present(u"me"_s), QSet<CloneId>({u"you"_s})); // T33
        presence.update(u"you"_s, MqttPresence::ghost(), address); // T31: says nothing of others
        QCOMPARE(presence.present(u"me"_s), QSet<CloneId>({u"you"_s}));
        presence.update(u"she"_s, R"({"she":"elsewhere","they":"d.org/control"})", address);
        QCOMPARE(presence.present(u"me"_s), QSet<CloneId>({u"you"_s, u"they"_s}));
        presence.update(u"you"_s, {}, address);
        QCOMPARE(presence.present(u"me"_s), QSet<CloneId>({u"they"_s}));
        for (const QByteArray &bad : {QByteArray("{"), QByteArray("[]"), QByteArray("7"),
                                      QByteArray("{\"x\":7}"), QByteArray(1'000'000, '[')}) {
            presence.update(u"she"_s, R"({"they":"d.org/control"})", address);
            presence.update(u"she"_s, bad, address);
            QVERIFY(presence.present(u"me"_s).isEmpty());
        }
    }

private:
    const MqttTopics m_topics{u"d.org"_s, u"me"_s};
};

QTEST_APPLESS_MAIN(TestMqttTopics)
#include "tst_mqtttopics.moc"
