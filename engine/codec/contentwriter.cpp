// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "codec/contentwriter.h"

#include "codec/contentlimits.h"
#include "codec/msgpackreader.h"
#include "rdf/literal.h"
#include "rdf/vocabulary.h"

#include <algorithm>

namespace mld {

namespace {

// A text without characters, for a delete whose state nobody reads (wire.md 12.1).
QByteArray emptyTextState()
{
    MsgPackWriter writer;
    writer.beginMap(2).writeUtf8("tick").writeInteger(0).writeUtf8("rest").beginArray(0);
    return writer.takeBytes();
}

/// The value of a literal of plain digits that a double holds exactly, the most common number.
std::optional<qint64> smallInteger(const QString &text)
{
    constexpr qsizetype safeDigits = 15;
    const qsizetype sign = text.startsWith(u'-') ? 1 : 0;
    const qsizetype digits = text.size() - sign;
    if (digits < 1 || digits > safeDigits || (text[sign] == u'0' && text.size() > 1))
        return std::nullopt; // also -0
    qint64 value = 0;
    for (qsizetype i = sign; i < text.size(); ++i) {
        if (text[i] < u'0' || text[i] > u'9')
            return std::nullopt;
        value = value * 10 + (text[i].unicode() - u'0');
    }
    return sign ? -value : value;
}

/// The form of an IRI by `compact`, from `cache` if it is there.
template <typename Compact>
const QByteArray &cached(QHash<QString, QByteArray> &cache, const QString &iri, Compact compact)
{
    auto found = cache.constFind(iri);
    if (found == cache.constEnd()) {
        if (cache.size() >= contentCacheSize)
            cache.clear();
        found = cache.insert(iri, compact());
    }
    return *found;
}

/// The label of a triple in an operation, the same for the same triple and else never, in this
/// operation or another: the reference goes on using the labels that it has read, and takes two
/// triples of one label for one when it fuses operations (T39).
QByteArray labelOf(const Triple &triple)
{
    quint64 hash = 0xcbf29ce484222325; // FNV-1a
    const auto add = [&hash](const QString &text) {
        for (const QChar unit : text)
            hash = (hash ^ unit.unicode()) * 0x100000001b3;
        hash = (hash ^ 0xffff) * 0x100000001b3; // the end: no character
    };
    add(triple.subject.text());
    add(triple.predicate.text());
    add(triple.object.text());
    add(triple.object.datatype());
    add(triple.object.language());
    return QByteArray("_:b").append(QByteArray::number(hash, 36));
}

bool isType(const Triple &triple)
{
    return triple.predicate.text() == iris::rdfType && triple.object.isIri();
}

} // namespace

/// Where an insert stands in direct form: which subject and property, numbered as they first appear,
/// then in what order.
struct ContentWriter::Place
{
    int subject = 0;
    int property = 0;
    size_t index = 0;

    friend auto operator<=>(const Place &, const Place &) = default;
};

void ContentWriter::fail(const QString &message)
{
    if (!m_error)
        m_error = Error{ ErrorCode::BadUpdate, message };
}

Result<QByteArray> ContentWriter::takeResult()
{
    if (m_error)
        return *m_error;
    return m_out.takeBytes();
}

void ContentWriter::writeNode(const QString &iri)
{
    const QByteArray form = m_context.compactNode(iri);
    if (form.isEmpty())
        fail(QStringLiteral("\"%1\" cannot be sent as an IRI.").arg(iri));
    m_out.writeUtf8(form);
}

void ContentWriter::writeVocab(const QString &iri)
{
    const QByteArray &form =
            cached(m_vocabForms, iri, [&] { return m_context.compactVocab(iri); });
    if (form.isEmpty())
        fail(QStringLiteral("\"%1\" cannot be sent as an IRI.").arg(iri));
    m_out.writeUtf8(form);
}

void ContentWriter::beginMember(size_t count)
{
    if (count > maxTriples)
        m_error = Error{ ErrorCode::DeltaTooBig, QStringLiteral("Too much for one operation.") };
    // One object stands for itself, none for an empty one (T17).
    if (count == 0)
        m_out.beginMap(0);
    else if (count > 1)
        m_out.beginArray(qsizetype(count));
}

void ContentWriter::beginReified(size_t index, const Triple &triple, qsizetype keys)
{
    m_out.beginMap(keys).writeUtf8("@id");
    if (m_labels == Labels::Unique)
        m_out.writeUtf8(labelOf(triple));
    else
        m_out.writeUtf8(QByteArray("_:b").append(QByteArray::number(qulonglong(index))));
    m_out.writeUtf8("s");
    writeNode(triple.subject.text());
    m_out.writeUtf8("p");
    const QString &predicate = triple.predicate.text();
    const QByteArray &form =
            cached(m_nodeForms, predicate, [&] { return m_context.compactNode(predicate); });
    if (form.isEmpty())
        fail(QStringLiteral("\"%1\" cannot be sent as an IRI.").arg(predicate));
    m_out.writeUtf8(form);
    m_out.writeUtf8("o");
}

void ContentWriter::writeReified(const std::vector<TripleTids> &triples, bool isInsert)
{
    beginMember(triples.size());
    for (size_t i = 0; i < triples.size() && !m_error; ++i) {
        const auto &[triple, tids] = triples[i];
        beginReified(i, triple, tids.empty() ? 4 : 5);
        writeValue(triple.object, isInsert);
        if (tids.empty())
            continue;
        m_out.writeUtf8("tid");
        if (tids.size() > 1)
            m_out.beginArray(qsizetype(tids.size()));
        for (const Tid &tid : tids)
            m_out.writeUtf8(tid);
    }
}

void ContentWriter::writeDeletes()
{
    writeReified(m_content.deletes, false);
}

void ContentWriter::writeReifiedInserts()
{
    writeReified(m_content.inserts, true);
}

void ContentWriter::writeUpdates()
{
    beginMember(m_content.updates.size());
    for (size_t i = 0; i < m_content.updates.size() && !m_error; ++i) {
        const auto &[triple, operation] = m_content.updates[i];
        if (!isMsgPack(operation))
            return;
        beginReified(i, triple, 5);
        m_out.beginMap(2).writeUtf8("@value").writeString(triple.object.text());
        m_out.writeUtf8("@type");
        writeVocab(triple.object.datatype());
        m_out.writeUtf8("op").beginMap(3);
        m_out.writeUtf8("@value").writeRaw(operation).writeUtf8("@type").writeUtf8("@json");
        m_out.writeUtf8("@id").writeUtf8(QByteArrayView("\0", 1)); // a placeholder
    }
}

void ContentWriter::writeDirectInserts()
{
    const auto &inserts = m_content.inserts;
    const auto ordinal = [](QHash<QString, int> &ordinals, const QString &name) {
        const int next = int(ordinals.size());
        const auto found = ordinals.constFind(name);
        return found != ordinals.constEnd() ? *found : *ordinals.insert(name, next);
    };
    QHash<QString, int> subjects;
    QHash<QString, int> properties;
    std::vector<Place> places;
    places.reserve(inserts.size());
    for (const auto &[triple, tids] : inserts) {
        places.push_back({ .subject = ordinal(subjects, triple.subject.text()),
                           .property = 2 * ordinal(properties, triple.predicate.text())
                                   + (isType(triple) ? 1 : 0),
                           .index = places.size() });
    }
    std::sort(places.begin(), places.end());
    beginMember(size_t(subjects.size()));
    const auto endOfRun = [&](size_t begin, auto isSame) {
        return size_t(std::find_if_not(places.begin() + qsizetype(begin), places.end(), isSame)
                      - places.begin());
    };
    for (size_t begin = 0, end = 0; begin < places.size() && !m_error; begin = end) {
        const int subject = places[begin].subject;
        end = endOfRun(begin, [&](const Place &place) { return place.subject == subject; });
        writeDirectSubject(places, begin, end);
    }
}

void ContentWriter::writeDirectSubject(const std::vector<Place> &places, size_t begin, size_t end)
{
    const auto isNewProperty = [&](size_t i) {
        return i == begin || places[i].property != places[i - 1].property;
    };
    qsizetype properties = 0;
    for (size_t i = begin; i < end; ++i)
        properties += isNewProperty(i) ? 1 : 0;
    m_out.beginMap(1 + properties).writeUtf8("@id");
    writeNode(m_content.inserts[places[begin].index].triple.subject.text());

    for (size_t i = begin; i < end && !m_error; ++i) {
        const Triple &triple = m_content.inserts[places[i].index].triple;
        if (isNewProperty(i)) {
            writeKey(triple);
            size_t next = i + 1;
            while (next < end && !isNewProperty(next))
                ++next;
            if (next - i > 1)
                m_out.beginArray(qsizetype(next - i));
        }
        if (isType(triple))
            writeVocab(triple.object.text());
        else
            writeValue(triple.object, true);
    }
}

void ContentWriter::writeKey(const Triple &triple)
{
    if (isType(triple))
        m_out.writeUtf8("@type");
    else if (triple.predicate.text() == iris::item)
        m_out.writeUtf8("@item");
    else
        writeVocab(triple.predicate.text());
}

void ContentWriter::writeValue(const Term &object, bool isInsert)
{
    if (object.isLiteral()) {
        writeLiteral(object, isInsert);
    } else {
        m_out.beginMap(1).writeUtf8("@id");
        writeNode(object.text());
    }
}

void ContentWriter::writeLiteral(const Term &literal, bool isInsert)
{
    const QString &datatype = literal.datatype();
    const QString &text = literal.text();
    if (datatype == iris::xsdString) {
        m_out.writeString(text);
    } else if (!literal.language().isEmpty()) {
        m_out.beginMap(2).writeUtf8("@value").writeString(text);
        m_out.writeUtf8("@language").writeString(literal.language());
    } else if (datatype == iris::xsdInteger || datatype == iris::xsdDouble) {
        writeNumber(literal);
    } else if (datatype == iris::xsdBoolean && (text == u"true" || text == u"false")) {
        m_out.writeBoolean(text == u"true");
    } else if (datatype == iris::rdfJson) {
        fail(QStringLiteral("JSON values cannot be sent: they would stop other clones.")); // T8
    } else if (datatype == iris::xsdBase64Binary) {
        writeBinary(literal, isInsert);
    } else if (datatype == iris::text || m_content.states.contains(text)) {
        writeShared(literal, isInsert);
    } else {
        m_out.beginMap(2).writeUtf8("@value").writeString(text).writeUtf8("@type");
        writeVocab(datatype);
    }
}

void ContentWriter::writeNumber(const Term &literal)
{
    const std::optional<qint64> small =
            literal.datatype() == iris::xsdInteger ? smallInteger(literal.text()) : std::nullopt;
    if (small) {
        m_out.writeInteger(*small);
    } else if (const std::optional<double> number = literal::toWireNumber(literal)) {
        m_out.writeNumber(*number);
    } else { // a bare number would be read as another literal (T6)
        m_out.beginMap(2).writeUtf8("@value").writeString(literal.text()).writeUtf8("@type");
        writeVocab(literal.datatype());
    }
}

void ContentWriter::writeBinary(const Term &literal, bool isInsert)
{
    const auto found = m_content.binaries.constFind(literal.text());
    if (isInsert && found == m_content.binaries.constEnd())
        fail(QStringLiteral("The bytes of a binary value are missing."));
    m_out.beginMap(3).writeUtf8("@value");
    m_out.writeBinary(found == m_content.binaries.constEnd() ? QByteArray() : *found);
    m_out.writeUtf8("@type");
    writeVocab(literal.datatype());
    m_out.writeUtf8("@id").writeString(literal.text()); // it is what identifies the value (T19)
}

void ContentWriter::writeShared(const Term &literal, bool isInsert)
{
    static const QByteArray emptyState = emptyTextState();
    const auto found = m_content.states.constFind(literal.text());
    const bool isHeld = found != m_content.states.constEnd();
    if (isInsert && !isHeld)
        fail(QStringLiteral("The state of a shared text is missing."));
    if (isHeld && !isMsgPack(*found))
        return;
    m_out.beginMap(3).writeUtf8("@value").writeRaw(isHeld ? *found : emptyState);
    m_out.writeUtf8("@type");
    writeVocab(literal.datatype());
    m_out.writeUtf8("@id").writeString(literal.text());
}

bool ContentWriter::isMsgPack(const QByteArray &bytes)
{
    MsgPackReader reader(bytes);
    reader.skip();
    if (!reader.isDone())
        fail(QStringLiteral("The data of a shared text is not sound."));
    return reader.isDone();
}

} // namespace mld
