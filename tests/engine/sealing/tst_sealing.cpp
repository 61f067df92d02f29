// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "clone/systemenvironment.h"
#include "jsonld/context.h"
#include "sealing/notebookkey.h"
#include "sealing/seal.h"
#include "sealing/sealedname.h"
#include "support/vectors.h"

#include <QSet>
#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace mld;

namespace {

const QJsonObject &vectors()
{
    static const QJsonObject all = test::loadVectors(u"sealing.json"_s);
    return all;
}

QJsonObject keyVector(int index)
{
    return vectors().value(u"keys"_s).toArray().at(index).toObject();
}

QByteArray bytes(const QJsonObject &from, const QString &key)
{
    return QByteArray::fromHex(from.value(key).toString().toLatin1());
}

NotebookKey owner(int index)
{
    return *NotebookKey::fromText(keyVector(index).value(u"owner"_s).toString());
}

SealedPlace placeOf(const QJsonObject &json)
{
    return {SealedPlace::Lane(json.value(u"lane"_s).toInt()), json.value(u"from"_s).toString(),
            json.value(u"to"_s).toString(), json.value(u"messageId"_s).toString(),
            json.value(u"sentMessageId"_s).toString(), json.value(u"channelId"_s).toString()};
}

} // namespace

/// What is sealed, by vectors that were made without the engine (tests/data/sealing.py), and by what must fail.
class TestSealing : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keysAreThoseOfTheVectors();
    void messagesAreThoseOfTheVectors();
    void nothingAlteredIsOpened();
    void whatIsForAnotherPlaceIsNotOpened();
    void lengthsAreHidden();
    void noncesDoNotRepeat();
    void idsAreMarkedByMembersAlone();
    void aKeyMakesTheRoundOfText();
    void damagedKeysAreRefused();
    void newerKeysAreToldFromDamagedOnes();
    void recordsAreTakenFromTheOwnerAlone();
    void theGreatestRecordIsInForce();
    void recordsOfNewerVersionsAreTaken();
    void onlyOwnersReplaceTheKey();
    void newNotebooksHaveNamesOfTheirOwn();
};

void TestSealing::keysAreThoseOfTheVectors()
{
    const QJsonArray keys = vectors().value(u"keys"_s).toArray();
    QCOMPARE(keys.size(), 4);
    for (int i = 0; i < keys.size(); ++i) {
        const QJsonObject expected = keyVector(i);
        for (const bool isOwner : {false, true}) {
            const QString link = expected.value(isOwner ? u"owner"_s : u"editor"_s).toString();
            const auto key = NotebookKey::fromText(link);
            QVERIFY2(key, key ? "" : qPrintable(key.error().message));
            QCOMPARE(key->role(), isOwner ? NotebookKey::Role::Owner : NotebookKey::Role::Editor);
            QCOMPARE(key->toText(), link);
            QCOMPARE(key->domain(), expected.value(u"domain"_s).toString());
            QVERIFY(isSealedName(key->domain()));
            QCOMPARE(key->record().encoded(), bytes(expected, u"record"_s));
            QCOMPARE(key->record().keyId(), bytes(expected, u"keyId"_s));
            QCOMPARE(key->record().number(), quint32(expected.value(u"number"_s).toInt()));
            QCOMPARE(key->record().ownerPublicKey(), bytes(expected, u"publicKey"_s));
            QCOMPARE(key->contentSecret().view(), bytes(expected, u"contentSecret"_s));
            QCOMPARE(key->tagSecret().view(), bytes(expected, u"tagSecret"_s));
            QCOMPARE(key->nearbySecret().view(), bytes(expected, u"nearbySecret"_s));
            const Seal seal(*key);
            const QJsonObject ids = expected.value(u"wireIds"_s).toObject();
            QVERIFY(!ids.isEmpty());
            for (const QString &id : ids.keys()) {
                QCOMPARE(seal.wireId(id), ids.value(id).toString());
                QCOMPARE(seal.cloneId(ids.value(id).toString()), id);
            }
        }
    }
}

void TestSealing::messagesAreThoseOfTheVectors()
{
    const QJsonArray messages = vectors().value(u"messages"_s).toArray();
    QVERIFY(messages.size() >= 64);
    for (const auto &value : messages) {
        const QJsonObject message = value.toObject();
        const Seal seal(owner(message.value(u"key"_s).toInt()));
        const SealedPlace place = placeOf(message.value(u"place"_s).toObject());
        const QByteArray payload = bytes(message, u"payload"_s);
        const QByteArray sealed = bytes(message, u"sealed"_s);
        QCOMPARE(seal.sealedWith(bytes(message, u"nonce"_s), payload, place), sealed);
        const auto opened = seal.opened(sealed, place);
        QCOMPARE(opened.outcome, SealOutcome::Opened);
        QCOMPARE(opened.payload, payload);
        QCOMPARE(Seal::nonceOf(sealed), bytes(message, u"nonce"_s));
    }
}

void TestSealing::nothingAlteredIsOpened()
{
    const Seal seal(owner(0));
    const SealedPlace place{SealedPlace::Lane::Send, u"a"_s, u"b"_s, u"m"_s};
    SystemEnvironment environment;
    const QByteArray sealed = seal.sealed("what is said", place, environment);
    QCOMPARE(seal.opened(sealed, place).payload, QByteArray("what is said"));
    for (qsizetype at = 0; at < sealed.size(); ++at) {
        QByteArray other = sealed;
        other[at] = char(other[at] ^ 1);
        const SealOutcome expected = at == 0 ? SealOutcome::NotSealed
                : at < 9                     ? SealOutcome::OtherKey
                                             : SealOutcome::Broken;
        QCOMPARE(seal.opened(other, place).outcome, expected);
        QVERIFY(seal.opened(sealed.first(at), place).outcome != SealOutcome::Opened);
        QVERIFY(seal.opened(sealed.sliced(at + 1), place).outcome != SealOutcome::Opened);
        QVERIFY(seal.opened(QByteArray(sealed + sealed.first(at + 1)), place).outcome != SealOutcome::Opened);
    }
    QCOMPARE(Seal(owner(1)).opened(sealed, place).outcome, SealOutcome::OtherKey);
    // The same secret, of another owner's notebook.
    QVERIFY(Seal(owner(3)).opened(sealed, place).outcome != SealOutcome::Opened);
    QCOMPARE(seal.opened({}, place).outcome, SealOutcome::NotSealed);
}

void TestSealing::whatIsForAnotherPlaceIsNotOpened()
{
    const Seal seal(owner(0));
    SystemEnvironment environment;
    using Lane = SealedPlace::Lane;
    // Fields that hold the same letters, differently divided, are others.
    const QList<SealedPlace> places{
        {},
        {Lane::Send, u"a"_s, u"b"_s, u"m"_s},
        {Lane::Send, u"b"_s, u"a"_s, u"m"_s},
        {Lane::Send, u"ab"_s, u""_s, u"m"_s},
        {Lane::Send, u"a"_s, u"b"_s, u"n"_s},
        {Lane::Reply, u"a"_s, u"b"_s, u"m"_s},
        {Lane::Reply, u"a"_s, u"b"_s, u"m"_s, u"s"_s},
        {Lane::Reply, u"a"_s, u"b"_s, u"m"_s, u"t"_s},
        {.lane = Lane::Notify, .channelId = u"x"_s},
        {.lane = Lane::Notify, .channelId = u"y"_s},
        {.lane = Lane::Notify, .messageId = u"x"_s},
    };
    for (int made = 0; made < places.size(); ++made) {
        const QByteArray sealed = seal.sealed("payload", places[made], environment);
        for (int read = 0; read < places.size(); ++read)
            QCOMPARE(seal.opened(sealed, places[read]).outcome == SealOutcome::Opened, made == read);
    }
}

void TestSealing::lengthsAreHidden()
{
    const Seal seal(owner(0));
    SystemEnvironment environment;
    QSet<qsizetype> sizes;
    for (int size = 0; size < 64; ++size)
        sizes.insert(seal.sealed(QByteArray(size, 'x'), {}, environment).size());
    QCOMPARE(sizes, QSet<qsizetype>{49 + 64});
    QCOMPARE(seal.sealed(QByteArray(238, 'x'), {}, environment).size(), 305);
    for (int size = 1; size < 400; ++size) {
        for (const qint64 most : {113, 176, 177, 178, 1000, 1 << 20}) {
            const bool fits = seal.sealed(QByteArray(size, 'x'), {}, environment).size() <= most;
            QCOMPARE(fits, size <= Seal::payloadFor(most));
        }
    }
    QCOMPARE(Seal::payloadFor(10), 1);
}

void TestSealing::noncesDoNotRepeat()
{
    const Seal seal(owner(0));
    SystemEnvironment environment;
    QSet<QByteArray> nonces;
    for (int i = 0; i < 1000; ++i)
        nonces.insert(Seal::nonceOf(seal.sealed("the same", {}, environment)).toByteArray());
    QCOMPARE(nonces.size(), 1000);
}

void TestSealing::idsAreMarkedByMembersAlone()
{
    const Seal seal(owner(0));
    const QString mine = seal.wireId(u"ada"_s);
    QCOMPARE(mine.size(), 3 + 1 + 16);
    QCOMPARE(seal.cloneId(mine), u"ada"_s);
    for (int at = 0; at < mine.size(); ++at) {
        QString other = mine;
        other[at] = other[at] == u'a' ? u'b' : u'a';
        QVERIFY(!seal.cloneId(other));
    }
    for (const QString &wrong : QStringList{{}, u"ada"_s, u"-"_s, mine.mid(3), mine + u'a', mine.chopped(1), mine.toUpper()})
        QVERIFY(!seal.cloneId(wrong));
    QVERIFY(!Seal(owner(1)).cloneId(mine));
    QVERIFY(!Seal(owner(3)).cloneId(mine)); // whose secret is the same
    QVERIFY(!seal.cloneId(QString(1 << 20, u'x')));
}

void TestSealing::aKeyMakesTheRoundOfText()
{
    SystemEnvironment environment;
    for (int i = 0; i < 20; ++i) {
        const NotebookKey key = NotebookKey::create(environment);
        QVERIFY(*NotebookKey::fromText(key.toText()) == key);
        QVERIFY(*NotebookKey::fromText(u"  "_s + key.toText() + u'\n') == key);
        const NotebookKey editor = key.forEditor();
        QVERIFY(*NotebookKey::fromText(editor.toText()) == editor);
        QCOMPARE(editor.role(), NotebookKey::Role::Editor);
        QVERIFY(!(editor == key));
        QVERIFY(editor.record() == key.record());
        // What makes an owner is in none of it.
        QVERIFY(editor.toText().size() < 200);
        QVERIFY(editor.toText() != key.toText());
    }
}

void TestSealing::damagedKeysAreRefused()
{
    const QString link = keyVector(0).value(u"editor"_s).toString();
    for (qsizetype at = 0; at < link.size() - 1; ++at) {
        QString other = link;
        other[at] = other[at] == u'A' ? u'B' : u'A';
        QCOMPARE(NotebookKey::fromText(other).error().code, ErrorCode::Malformed);
        QCOMPARE(NotebookKey::fromText(link.first(at)).error().code, ErrorCode::Malformed);
        other[at] = u'!';
        QCOMPARE(NotebookKey::fromText(other).error().code, ErrorCode::Malformed);
    }
    QCOMPARE(NotebookKey::fromText(link + u"AAAA"_s).error().code, ErrorCode::Malformed);
    QCOMPARE(NotebookKey::fromText(QString(1 << 20, u'A')).error().code, ErrorCode::Malformed);
}

void TestSealing::newerKeysAreToldFromDamagedOnes()
{
    // Made by sealing.py's functions: version 2; role 3; suite 2. Their checksums are right.
    const QJsonArray newer = vectors().value(u"newerKeys"_s).toArray();
    QCOMPARE(newer.size(), 3);
    for (const auto &link : newer)
        QCOMPARE(NotebookKey::fromText(link.toString()).error().code, ErrorCode::StoreTooNew);
    // The checksum is right, but the owner has signed another secret.
    const QString notSigned = vectors().value(u"unsignedKey"_s).toString();
    QCOMPARE(NotebookKey::fromText(notSigned).error().code, ErrorCode::Malformed);
}

void TestSealing::recordsAreTakenFromTheOwnerAlone()
{
    const NotebookKey key = owner(0);
    const QByteArray record = owner(1).record().encoded();
    QVERIFY(EpochRecord::decode(record, key.domain()));
    QVERIFY(!EpochRecord::decode(record, owner(3).domain()));
    QVERIFY(!EpochRecord::decode(owner(3).record().encoded(), key.domain()));
    for (qsizetype at = 0; at < record.size(); ++at) {
        QByteArray other = record;
        other[at] = char(other[at] ^ 1);
        QVERIFY(!EpochRecord::decode(other, key.domain()));
        QVERIFY(!EpochRecord::decode(record.first(at), key.domain()));
    }
    QVERIFY(!EpochRecord::decode(QByteArray(record + 'x'), key.domain()));
    // Somebody else's signature under the owner's name.
    const NotebookKey stranger = owner(3);
    QByteArray forged = record.chopped(64) + stranger.record().signature();
    QVERIFY(!EpochRecord::decode(forged, key.domain()));
    QVERIFY(EpochRecord::mayReplace(forged, key.record())); // which costs nothing to tell, and proves nothing
    QVERIFY(!EpochRecord::mayReplace(stranger.record().encoded(), key.record()));
}

void TestSealing::theGreatestRecordIsInForce()
{
    const EpochRecord first = owner(0).record();
    const EpochRecord one = owner(1).record();
    const EpochRecord twin = owner(2).record();
    QVERIFY(one.replaces(first) && twin.replaces(first));
    QVERIFY(!first.replaces(one) && !one.replaces(one));
    // Of two with one number all choose the same.
    QVERIFY(one.replaces(twin) != twin.replaces(one));
    QCOMPARE(one.replaces(twin), one.keyId() > twin.keyId());
    QVERIFY(EpochRecord::mayReplace(one.encoded(), first));
    QVERIFY(!EpochRecord::mayReplace(first.encoded(), one));
    QVERIFY(!EpochRecord::mayReplace(one.encoded(), one));
    QVERIFY(!EpochRecord::mayReplace("junk", first));
}

void TestSealing::recordsOfNewerVersionsAreTaken()
{
    const QJsonArray newer = vectors().value(u"newerRecords"_s).toArray();
    QCOMPARE(newer.size(), 2);
    for (const auto &value : newer) {
        const auto record = EpochRecord::decode(QByteArray::fromHex(value.toString().toLatin1()), owner(0).domain());
        QVERIFY(record);
        QVERIFY(!record->isUnderstood());
        QVERIFY(record->replaces(owner(0).record()));
    }
    QVERIFY(owner(0).record().isUnderstood());
}

void TestSealing::onlyOwnersReplaceTheKey()
{
    SystemEnvironment environment;
    const NotebookKey first = NotebookKey::create(environment);
    QCOMPARE(first.record().number(), 0u);
    QCOMPARE(first.forEditor().replacement(environment).error().code, ErrorCode::Unauthorised);
    const auto second = first.replacement(environment);
    QVERIFY(second);
    QCOMPARE(second->domain(), first.domain());
    QVERIFY(second->record().replaces(first.record()));
    QVERIFY(!(second->contentSecret() == first.contentSecret()));
    // Another device of the owner was quicker, twice.
    const auto other = first.replacement(environment)->replacement(environment);
    const auto third = second->replacement(environment, other->record());
    QVERIFY(third->record().replaces(other->record()));
    QCOMPARE(third->record().number(), 3u);
    QVERIFY(EpochRecord::decode(third->record().encoded(), first.domain()));
}

void TestSealing::newNotebooksHaveNamesOfTheirOwn()
{
    SystemEnvironment environment;
    QSet<QString> names;
    for (int i = 0; i < 50; ++i) {
        const QString name = NotebookKey::create(environment).domain();
        names.insert(name);
        QVERIFY2(Context::forDomain(name), qPrintable(name)); // as m-ld wants them
    }
    QCOMPARE(names.size(), 50);
    QVERIFY(!isSealedName(u"notes.example.org"_s));
    QCOMPARE(base32("foobar"), u"mzxw6ytboi"_s); // RFC 4648, 10
    QCOMPARE(base32(""), QString());
}

QTEST_GUILESS_MAIN(TestSealing)
#include "tst_sealing.moc"
