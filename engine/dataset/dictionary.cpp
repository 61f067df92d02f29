// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "dataset/dictionary.h"

#include "rdf/literal.h"
#include "rdf/vocabulary.h"

#include <algorithm>
#include <cstring>

namespace mld {

namespace {

// Entries, of some 200 bytes each with their text. Half of them hold all that a list of 8,000 items has.
constexpr size_t termBound = 65536;
constexpr size_t tidBound = 16384;
/// How many terms there may be in a table in memory, at some 32 bytes each.
constexpr qsizetype bulkBound = 1'000'000;
constexpr auto keyName = "hashkey";
/// Where the next number is kept, as half of it, if terms of greater ones than there are have been removed.
constexpr auto nextKey = "nextterm";

std::u16string_view units(const QString &text)
{
    return { reinterpret_cast<const char16_t *>(text.utf16()), size_t(text.size()) };
}

/// The text with U+FFFD in place of lone surrogates.
QString wellFormed(QString text)
{
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (!text.at(i).isSurrogate())
            continue;
        const bool isPair = text.at(i).isHighSurrogate() && i + 1 < text.size()
                && text.at(i + 1).isLowSurrogate();
        if (isPair)
            ++i;
        else
            text[i] = QChar::ReplacementCharacter;
    }
    return text;
}

Term wellFormed(const Term &term)
{
    if (term.isIri())
        return Term::iri(wellFormed(term.text()));
    return Term::literal(wellFormed(term.text()), wellFormed(term.datatype()),
                         wellFormed(term.language()));
}

bool isWellFormed(const Term &term)
{
    return term.text().isValidUtf16() && term.datatype().isValidUtf16()
            && term.language().isValidUtf16();
}

} // namespace

Dictionary::Dictionary(Store &store)
    : m_store(store), m_undoCount(store.undoCount()), m_ids(termBound), m_terms(termBound),
      m_tidIds(tidBound), m_tids(tidBound)
{
    const QByteArray key = store.meta(keyName).value_or(QByteArray());
    if (key.size() >= qsizetype(sizeof m_key))
        std::memcpy(&m_key, key.constData(), sizeof m_key);
}

void Dictionary::followUndo() const
{
    if (m_undoCount == m_store.undoCount())
        return;
    m_undoCount = m_store.undoCount();
    forget();
}

void Dictionary::forget() const
{
    m_next = 0;
    m_datatypes.reset();
    m_bulk.reset();
    dropCaches();
    m_absent.fill({});
}

void Dictionary::dropCaches() const
{
    m_ids.clear();
    m_terms.clear();
    m_tidIds.clear();
    m_tids.clear();
}

void Dictionary::clear()
{
    Store::Query(m_store, "DELETE FROM term").run();
    Store::Query(m_store, "DELETE FROM value").run();
    Store::Query(m_store, "DELETE FROM tid").run();
    Store::Query(m_store, "DELETE FROM datatype").run();
    m_store.removeMeta(nextKey);
    forget();
}

const std::unordered_set<TermId> &Dictionary::datatypes() const
{
    followUndo();
    if (!m_datatypes) {
        m_datatypes.emplace();
        Store::Query query(m_store, "SELECT id FROM datatype");
        while (query.next())
            m_datatypes->insert(TermId(query.integer(0)));
    }
    return *m_datatypes;
}

bool Dictionary::isDatatype(TermId id) const
{
    return datatypes().count(id) > 0;
}

/// Half of it.
TermId Dictionary::nextNumber() const
{
    Store::Query last(m_store, "SELECT max(id) FROM term");
    const TermId next = last.next() ? TermId(last.integer(0)) / 2 + 1 : 1;
    return std::max<TermId>(next, m_store.meta(nextKey).value_or(QByteArray()).toULongLong());
}

void Dictionary::remove(TermId id)
{
    const Term removed = term(id);
    if (m_next == 0)
        m_next = nextNumber();
    m_store.setMeta(nextKey, QByteArray::number(m_next));
    if (const QByteArray key = literal::valueKey(removed).toUtf8(); !key.isEmpty()) {
        Store::Query value(m_store, "DELETE FROM value WHERE key = ? AND term = ?");
        value.bindText(1, key).bind(2, id).run();
    }
    Store::Query query(m_store, "DELETE FROM term WHERE id = ?");
    query.bind(1, id).run();
    m_ids.remove(hashOf(removed));
    m_terms.remove(id);
    m_store.noteErased();
}

void Dictionary::removeTid(qint64 id)
{
    // The greatest stays, so that its number is not given out again.
    Store::Query query(m_store, "DELETE FROM tid WHERE id = ? AND id < (SELECT max(id) FROM tid)");
    const Tid removed = tid(id);
    if (query.bind(1, id).run() && query.changed() > 0) {
        m_tidIds.remove(removed);
        m_tids.remove(id);
    }
}

quint64 Dictionary::hashOf(const Term &term) const
{
    SipHash hash(m_key);
    hash.add(units(term.text()));
    if (term.isLiteral()) {
        hash.add(units(term.datatype()));
        if (!term.language().isEmpty())
            hash.add(units(term.language()));
    }
    return hash.result();
}

TermId Dictionary::find(const Term &term) const
{
    if (term.isNull())
        return 0;
    followUndo();
    const quint64 hash = hashOf(term);
    if (const TermId *id = m_ids.find(hash); id && Dictionary::term(*id) == term)
        return *id;
    if (!isWellFormed(term))
        return find(wellFormed(term));
    return m_bulk ? findInBulk(term, hash) : lookUp(term, hash);
}

TermId Dictionary::findInBulk(const Term &term, quint64 hash) const
{
    const auto found = m_bulk->constFind(hash);
    if (found == m_bulk->constEnd())
        return 0;
    // Of two terms of one hash, which are not to be expected, the second is looked for in the store.
    return Dictionary::term(*found) == term ? *found : lookUp(term, hash);
}

void Dictionary::beginBulk()
{
    m_store.execute("DROP INDEX IF EXISTS term_hash");
    m_bulk.emplace();
}

void Dictionary::endBulk()
{
    m_bulk.reset();
    m_store.execute("CREATE INDEX IF NOT EXISTS term_hash ON term(hash)");
}

TermId Dictionary::intern(const Term &term)
{
    if (const TermId id = find(term))
        return id;
    return isWellFormed(term) ? insert(term, hashOf(term)) : intern(wellFormed(term));
}

TermId Dictionary::datatypeOf(const Term &term) const
{
    return term.isLiteral() ? find(Term::iri(term.datatype())) : 0;
}

TermId Dictionary::lookUp(const Term &term, quint64 hash) const
{
    Term &absent = m_absent[hash % m_absent.size()];
    if (absent == term)
        return 0;
    const TermId datatype = datatypeOf(term);
    if (term.isLiteral() && datatype == 0)
        return 0;
    Store::Query query(m_store, "SELECT id, text, language FROM term WHERE hash = ?"
                                " AND datatype = ?");
    query.bind(1, hash).bind(2, datatype);
    while (query.next()) {
        if (QString::fromUtf8(query.view(1)) == term.text()
            && QString::fromUtf8(query.view(2)) == term.language()) {
            const auto id = TermId(query.integer(0));
            m_ids.insert(hash, id);
            m_terms.insert(id, term);
            return id;
        }
    }
    if (!m_store.error())
        absent = term;
    return 0;
}

TermId Dictionary::insert(const Term &term, quint64 hash)
{
    const TermId datatype = term.isLiteral() ? intern(Term::iri(term.datatype())) : 0;
    if (datatype != 0 && datatypes().count(datatype) == 0) {
        Store::Query query(m_store, "INSERT OR IGNORE INTO datatype VALUES (?)");
        query.bind(1, datatype).run();
        m_datatypes->insert(datatype);
    }
    if (m_next == 0)
        m_next = nextNumber();
    const TermId id = m_next++ * 2 + (term.isIri() ? 1 : 0);
    Store::Query query(m_store, "INSERT INTO term VALUES (?, ?, ?, ?, ?)");
    const QByteArray text = term.text().toUtf8();
    const QByteArray language = term.language().toUtf8();
    query.bind(1, id).bind(2, hash).bindText(3, text).bind(4, datatype);
    if (language.isEmpty())
        query.bindNull(5);
    else
        query.bindText(5, language);
    query.run();
    if (const QByteArray key = literal::valueKey(term).toUtf8(); !key.isEmpty()) {
        Store::Query value(m_store, "INSERT INTO value VALUES (?, ?)");
        value.bindText(1, key).bind(2, id).run();
    }
    m_absent[hash % m_absent.size()] = {};
    m_ids.insert(hash, id);
    m_terms.insert(id, term);
    if (m_bulk) {
        if (!m_bulk->contains(hash))
            m_bulk->insert(hash, id);
        if (m_bulk->size() >= bulkBound)
            endBulk();
    }
    return id;
}

Term Dictionary::term(TermId id) const
{
    followUndo();
    if (const Term *known = m_terms.find(id))
        return *known;
    Store::Query query(m_store, "SELECT text, datatype, language FROM term WHERE id = ?");
    query.bind(1, id);
    if (!query.next())
        return {};
    QString text = QString::fromUtf8(query.view(0));
    // An empty text is not a null one, which would be no term.
    if (text.isNull())
        text = QLatin1String("");
    const auto datatype = TermId(query.integer(1));
    const Term found = datatype == 0
            ? Term::iri(text)
            : Term::literal(text, term(datatype).text(), QString::fromUtf8(query.view(2)));
    return m_terms.insert(id, found);
}

std::vector<TermId> Dictionary::findEqual(const Term &term) const
{
    std::vector<TermId> ids;
    const QByteArray key = literal::valueKey(term).toUtf8();
    if (key.isEmpty()) {
        if (const TermId id = find(term))
            ids.push_back(id);
        return ids;
    }
    Store::Query query(m_store, "SELECT term FROM value WHERE key = ?");
    query.bindText(1, key);
    while (query.next())
        ids.push_back(TermId(query.integer(0)));
    return ids;
}

qint64 Dictionary::findTid(const Tid &tid) const
{
    followUndo();
    if (const qint64 *id = m_tidIds.find(tid))
        return *id;
    Store::Query query(m_store, "SELECT id FROM tid WHERE tid = ?");
    query.bindText(1, tid);
    return query.next() ? m_tidIds.insert(tid, query.integer(0)) : 0;
}

qint64 Dictionary::internTid(const Tid &tid)
{
    if (const qint64 id = findTid(tid))
        return id;
    Store::Query query(m_store, "INSERT INTO tid(tid) VALUES (?)");
    return query.bindText(1, tid).run() ? m_tidIds.insert(tid, query.insertedId()) : 0;
}

Tid Dictionary::tid(qint64 id) const
{
    followUndo();
    if (const Tid *known = m_tids.find(id))
        return *known;
    Store::Query query(m_store, "SELECT tid FROM tid WHERE id = ?");
    query.bind(1, id);
    return query.next() ? m_tids.insert(id, query.bytes(0)) : Tid();
}

} // namespace mld
