// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "codec/contentreader.h"

#include "codec/contentlimits.h"
#include "rdf/listkey.h"
#include "rdf/literal.h"
#include "rdf/vocabulary.h"

#include <QCryptographicHash>

#include <cmath>

namespace mld {

namespace {

constexpr int maxNesting = 32;
constexpr qsizetype maxTidSize = 64;
constexpr qint64 maxSafeInteger = qint64(1) << 53;

/// An array of one stands for what is in it.
void unwrap(MsgPackReader &in)
{
    while (in.nextIs(MsgPackReader::Type::Array)) {
        if (in.readArray() != 1)
            in.fail();
    }
}

/// The term that `cache` has for `form`, or else that `expand` makes of it.
template <typename Expand>
Term cachedTerm(QHash<QByteArray, Term> &cache, QByteArrayView form, Expand expand)
{
    const auto key = QByteArray::fromRawData(form.data(), form.size());
    const auto found = cache.constFind(key);
    if (found != cache.constEnd())
        return *found;
    if (cache.size() >= contentCacheSize)
        cache.clear();
    const QString iri = expand(QString::fromUtf8(form));
    return *cache.insert(form.toByteArray(), iri.isEmpty() ? Term() : Term::iri(iri));
}

} // namespace

// ---- Members -------------------------------------------------------------------------------

/// Calls `readItem` where the next value is one thing; arrays and sets of any depth are taken apart,
/// and nulls passed over.
template <typename ReadItem>
void ContentReader::readItems(ReadItem readItem, int depth)
{
    if (m_in.skipNull())
        return;
    if (depth > maxNesting)
        m_in.fail();
    if (m_in.nextIs(Type::Map)) {
        MsgPackReader ahead = m_in;
        if (ahead.readMap() == 1 && ahead.readUtf8() == "@set") {
            m_in = ahead;
            readItems(readItem, depth + 1);
            return;
        }
    }
    if (!m_in.nextIs(Type::Array)) {
        readItem();
        return;
    }
    const qsizetype count = m_in.readArray();
    for (qsizetype i = 0; i < count && !m_in.hasFailed(); ++i)
        readItems(readItem, depth + 1);
}

void ContentReader::readDeletes()
{
    readItems([this] { readReified(m_content.deletes, false); });
}

void ContentReader::readReifiedInserts()
{
    readItems([this] { readReified(m_content.inserts, true); });
}

void ContentReader::readDirectInserts()
{
    readItems([this] { readSubject(); });
}

void ContentReader::readUpdates()
{
    readItems([this] { readUpdate(); });
}

void ContentReader::readReified(std::vector<TripleTids> &triples, bool isInsert)
{
    const RawMap map(m_in);
    if (map.size() == 0 || m_in.hasFailed())
        return;
    TripleTids entry{ readEnds(map), readTids(map.at("tid")) };
    MsgPackReader object = map.at("o");
    unwrap(object);
    entry.triple.object = readValue(object, isInsert);
    if (triples.size() >= maxTriples)
        m_in.fail();
    if (!entry.triple.object.isNull() && !m_in.hasFailed())
        triples.push_back(std::move(entry));
}

void ContentReader::readUpdate()
{
    const RawMap map(m_in);
    if (map.size() == 0 || m_in.hasFailed())
        return;
    ContentUpdate update{ readEnds(map), {} };
    MsgPackReader object = map.at("o");
    unwrap(object);
    update.triple.object = readValue(object, false);
    MsgPackReader operation = map.at("op");
    unwrap(operation);
    update.operation = RawMap(operation).value("@value").toByteArray();
    if (!update.triple.object.isLiteral() || update.operation.isEmpty()
        || m_content.updates.size() >= maxTriples)
        m_in.fail();
    if (!m_in.hasFailed())
        m_content.updates.push_back(std::move(update));
}

Triple ContentReader::readEnds(const RawMap &map)
{
    Triple triple;
    triple.subject = node(readOneUtf8(map.at("s")));
    triple.predicate = predicateNode(readOneUtf8(map.at("p")));
    return triple;
}

std::vector<Tid> ContentReader::readTids(MsgPackReader in)
{
    std::vector<Tid> tids;
    if (in.bytesLeft() == 0 || in.skipNull())
        return tids;
    const qsizetype count = in.nextIs(Type::Array) ? in.readArray() : 1;
    tids.reserve(size_t(count));
    for (qsizetype i = 0; i < count && !in.hasFailed(); ++i) {
        const QByteArrayView tid = in.readUtf8();
        if (tid.isEmpty() || tid.size() > maxTidSize)
            in.fail();
        if (tid != m_lastTid)
            m_lastTid = tid.toByteArray();
        tids.push_back(m_lastTid);
    }
    m_in.failWith(in);
    return tids;
}

// ---- Direct form ---------------------------------------------------------------------------

void ContentReader::readSubject()
{
    const qsizetype count = m_in.readMap();
    if (count == 0)
        return;
    // The subject's id may come after its properties.
    QByteArrayView id;
    MsgPackReader ahead = m_in;
    for (qsizetype i = 0; i < count && id.isNull() && !ahead.hasFailed(); ++i) {
        if (ahead.readUtf8() == "@id")
            id = readOneUtf8(ahead);
        else
            ahead.skip();
    }
    const Term subject = node(id);
    for (qsizetype i = 0; i < count && !m_in.hasFailed(); ++i) {
        const QByteArrayView key = m_in.readUtf8();
        if (key == "@id")
            m_in.skip();
        else
            readProperty(subject, key);
    }
}

void ContentReader::readProperty(const Term &subject, QByteArrayView key)
{
    if (key == "@type") {
        const Term predicate = Term::iri(iris::rdfType);
        readItems([&] { addInsert(subject, predicate, vocab(m_in.readUtf8())); });
        return;
    }
    if (key == "@list")
        return readList(subject);
    const Term predicate = key == "@item" ? Term::iri(iris::item)
            : key == "@index"             ? Term::iri(iris::index)
                                          : vocab(key);
    // In these two keys, text is an IRI (wire.md 4.1).
    const bool isCoerced = key == "s" || key == "p";
    readItems([&] {
        if (isCoerced && m_in.nextIs(Type::String))
            addInsert(subject, predicate, node(m_in.readUtf8()));
        else
            addInsert(subject, predicate, readValue(m_in, true));
    });
}

/// Places in a list that its writer has not made positions of (T42): by index, several for one in an array.
void ContentReader::readList(const Term &subject)
{
    const qsizetype count = m_in.readMap();
    for (qsizetype i = 0; i < count && !m_in.hasFailed(); ++i) {
        bool isNumber = false;
        const qint64 index = m_in.readUtf8().toByteArray().toLongLong(&isNumber);
        if (!isNumber || index < 0)
            m_in.fail();
        const QString iri = ListKey{ index, 0 }.toIri();
        if (!m_in.nextIs(Type::Array)) {
            addInsert(subject, Term::iri(iri), readValue(m_in, true));
            continue;
        }
        const qsizetype items = m_in.readArray();
        for (qsizetype order = 0; order < items && !m_in.hasFailed(); ++order)
            addInsert(subject, Term::iri(iri + u',' + QString::number(order)), readValue(m_in, true));
    }
}

void ContentReader::addInsert(const Term &subject, const Term &predicate, Term object)
{
    if (m_content.inserts.size() >= maxTriples)
        m_in.fail();
    if (!object.isNull() && !m_in.hasFailed())
        m_content.inserts.push_back({ { subject, predicate, std::move(object) }, {} });
}

// ---- Values --------------------------------------------------------------------------------

Term ContentReader::readValue(MsgPackReader &in, bool isInsert)
{
    Term value;
    switch (in.peek()) {
    case Type::String:
        value = Term::string(in.readString());
        break;
    case Type::Integer:
    case Type::Float:
        value = readNumber(in);
        break;
    case Type::Boolean:
        value = literal::fromBoolean(in.readBoolean());
        break;
    case Type::Map:
        value = readObject(in, isInsert);
        break;
    case Type::Null:
    case Type::Undefined:
        in.skipNull();
        break;
    case Type::Binary:
    case Type::Array:
    case Type::Extension:
    case Type::Invalid:
        in.fail();
        break;
    }
    m_in.failWith(in);
    return value;
}

Term ContentReader::readObject(MsgPackReader &in, bool isInsert)
{
    const RawMap map(in);
    if (map.contains("@value"))
        return readTyped(map, isInsert);
    // A reference. Nested subjects, which have other keys, are not used on the wire.
    if (map.size() != 1)
        in.fail();
    return node(readOneUtf8(map.at("@id")));
}

Term ContentReader::readTyped(const RawMap &map, bool isInsert)
{
    const MsgPackReader value = map.at("@value");
    const QByteArrayView type = map.contains("@type") ? readOneUtf8(map.at("@type"))
                                                      : QByteArrayView();
    if (type == "@json")
        return {}; // T8
    // Language tags are lost on reception by every clone, and so by us (T7).
    if (type.isEmpty() || map.contains("@language"))
        return readLiteral(value, iris::xsdString);
    const Term datatype = vocab(type);
    if (datatype.text() == iris::rdfJson)
        return {};
    if (map.contains("@id") || datatype.text() == iris::xsdBase64Binary)
        return readIdentified(map, datatype.text(), isInsert);
    return readLiteral(value, datatype.text());
}

/// A value whose data is kept apart from its literal (semantics.md 3.6).
Term ContentReader::readIdentified(const RawMap &map, const QString &datatype, bool isInsert)
{
    const bool isBinary = datatype == iris::xsdBase64Binary;
    MsgPackReader value = map.at("@value");
    QByteArray data;
    if (!isBinary)
        data = map.value("@value").toByteArray();
    else if (value.nextIs(Type::Binary))
        data = value.readBinary().toByteArray();
    else
        data = QByteArray::fromBase64(value.readUtf8().toByteArray());
    const QByteArrayView given = map.contains("@id") ? readOneUtf8(map.at("@id")) : QByteArrayView();
    m_in.failWith(value);
    const QString id = !given.isEmpty()
            ? QString::fromUtf8(given)
            : QString::fromLatin1(
                    QCryptographicHash::hash(data, QCryptographicHash::Sha1).toBase64());
    if (isInsert)
        (isBinary ? m_content.binaries : m_content.states).insert(id, data);
    return Term::literal(id, datatype);
}

/// A literal of a value object; `datatype` is that of text.
Term ContentReader::readLiteral(MsgPackReader in, const QString &datatype)
{
    const bool isString = datatype == iris::xsdString;
    Term term;
    if (in.nextIs(Type::String)) {
        const QString text = in.readString();
        // Text that is no number under a numeric type is kept as the author has it.
        const Result<Term> canonical = literal::fromText(text, datatype);
        term = canonical ? *canonical : Term::literal(text, datatype);
    } else if (in.nextIs(Type::Boolean)) {
        term = literal::fromBoolean(in.readBoolean());
        if (!isString)
            term = Term::literal(term.text(), datatype);
    } else if (in.nextIs(Type::Integer) || in.nextIs(Type::Float)) {
        // A whole number keeps its digits under any type, xs:double too (T6).
        term = readNumber(in);
        if (!isString)
            term = Term::literal(term.text(), datatype);
    } else if (!in.skipNull()) {
        in.fail();
    }
    m_in.failWith(in);
    return term;
}

Term ContentReader::readNumber(MsgPackReader &in)
{
    if (in.nextIs(Type::Integer)) {
        MsgPackReader small = in;
        const qint64 value = small.readInteger();
        if (!small.hasFailed() && qAbs(value) <= maxSafeInteger) {
            in = small;
            return Term::literal(QString::number(value), iris::xsdInteger);
        }
    }
    const double number = in.readNumber();
    const std::optional<Term> term = literal::fromWireNumber(number);
    return term ? *term : Term::literal(literal::doubleText(number), iris::xsdDouble);
}

QByteArrayView ContentReader::readOneUtf8(MsgPackReader in)
{
    unwrap(in);
    const QByteArrayView utf8 = in.readUtf8();
    m_in.failWith(in);
    return utf8;
}

// ---- IRIs ----------------------------------------------------------------------------------

Term ContentReader::node(QByteArrayView form)
{
    if (form == m_lastNodeForm && !m_lastNode.isNull())
        return m_lastNode;
    const QString iri = form.isNull() ? QString() : m_context.expandNode(QString::fromUtf8(form));
    if (iri.isEmpty()) {
        m_in.fail();
        return {};
    }
    m_lastNodeForm = form.toByteArray();
    m_lastNode = Term::iri(iri);
    return m_lastNode;
}

Term ContentReader::predicateNode(QByteArrayView form)
{
    Term term = cachedTerm(m_predicates, form,
                           [this](const QString &text) { return m_context.expandNode(text); });
    if (term.isNull())
        m_in.fail();
    return term;
}

Term ContentReader::vocab(QByteArrayView form)
{
    Term term = cachedTerm(m_vocabs, form,
                           [this](const QString &text) { return m_context.expandVocab(text); });
    if (term.isNull())
        m_in.fail();
    return term;
}

} // namespace mld
