// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "dataset/datasetparts.h"

#include "dataset/snapshotcontents.h"
#include "rdf/vocabulary.h"

#include <algorithm>

namespace mld {

using Query = Store::Query;

DatasetParts::DatasetParts(Store &dataStore, const QString &cloneId)
    : store(dataStore), dictionary(dataStore), triples(dataStore), texts(dataStore, cloneId), garbage(*this)
{
    texts.setWatcher([this](TermId text) { beforeTextChange(text); });
}

DatasetParts::~DatasetParts()
{
    abandonSnapshots();
}

TripleIds DatasetParts::intern(const Triple &triple)
{
    return { dictionary.intern(triple.subject), dictionary.intern(triple.predicate),
             dictionary.intern(triple.object) };
}

TripleIds DatasetParts::find(const Triple &triple) const
{
    const TripleIds ids { dictionary.find(triple.subject), dictionary.find(triple.predicate),
                          dictionary.find(triple.object) };
    return ids.subject && ids.predicate ? ids : TripleIds {};
}

Triple DatasetParts::triple(const TripleIds &ids) const
{
    return { dictionary.term(ids.subject), dictionary.term(ids.predicate),
             dictionary.term(ids.object) };
}

bool DatasetParts::isText(TermId object) const
{
    return !Dictionary::isIri(object) && dictionary.term(object).datatype() == iris::text;
}

const std::unordered_set<TermId> &DatasetParts::textProperties() const
{
    if (!m_knowsTextProperties || m_undoCount != store.undoCount()) {
        m_textProperties.clear();
        Query query(store, "SELECT p FROM textproperty");
        while (query.next())
            m_textProperties.insert(TermId(query.integer(0)));
        m_knowsTextProperties = true;
        m_undoCount = store.undoCount();
    }
    return m_textProperties;
}

bool DatasetParts::isTextProperty(TermId predicate) const
{
    return textProperties().count(predicate) > 0;
}

std::vector<TripleIds> DatasetParts::withText(TermId text) const
{
    std::vector<TripleIds> found;
    for (const TermId property : textProperties()) {
        triples.match({ 0, property, text }, [&](TermId subject, TermId, TermId) {
            found.push_back({ subject, property, text });
            return true;
        });
    }
    return found;
}

void DatasetParts::noteTextProperty(TermId predicate)
{
    if (isTextProperty(predicate))
        return;
    Query query(store, "INSERT OR IGNORE INTO textproperty VALUES (?)");
    query.bind(1, predicate).run();
    m_textProperties.insert(predicate);
}

const TSeq *DatasetParts::textOf(const QString &valueId) const
{
    const TermId id = dictionary.find(Term::literal(valueId, iris::text));
    return id ? texts.find(id) : nullptr;
}

void DatasetParts::storeBinary(const QString &dataId, const QByteArray &bytes)
{
    Query query(store, "INSERT OR IGNORE INTO binary VALUES (?, ?)");
    const QByteArray id = dataId.toUtf8();
    query.bindText(1, id).bindBlob(2, bytes).run();
}

std::optional<QByteArray> DatasetParts::binary(const QString &dataId) const
{
    Query query(store, "SELECT data FROM binary WHERE id = ?");
    const QByteArray id = dataId.toUtf8();
    if (!query.bindText(1, id).next())
        return std::nullopt;
    return query.bytes(0);
}

void DatasetParts::removeBinary(const QString &dataId)
{
    Query query(store, "DELETE FROM binary WHERE id = ?");
    const QByteArray id = dataId.toUtf8();
    query.bindText(1, id).run();
}

Result<TripleIds> DatasetParts::loadData(const Triple &triple, const OperationContent &batch)
{
    const TripleIds ids = intern(triple);
    const Term &object = triple.object;
    if (object.datatype() == iris::text) {
        noteTextProperty(ids.predicate);
        const auto state = batch.states.find(object.text());
        if (state != batch.states.end() && !texts.contains(ids.object))
            MLD_TRY(texts.create(ids.object, *state));
    } else if (const auto binary = batch.binaries.find(object.text());
               binary != batch.binaries.end() && object.isLiteral()) {
        storeBinary(object.text(), *binary);
    }
    return ids;
}

void DatasetParts::reload()
{
    abandonSnapshots();
    texts.forgetAll();
    garbage.reload();
    m_knowsTextProperties = false;
    // The dictionary sees by itself that the store was changed behind its back.
}

void DatasetParts::clear()
{
    abandonSnapshots();
    triples.clear();
    texts.clear();
    dictionary.clear();
    garbage.clear();
    Query(store, "DELETE FROM textproperty").run();
    Query(store, "DELETE FROM binary").run();
    m_knowsTextProperties = false;
}

std::shared_ptr<Snapshot::Contents> DatasetParts::beginSnapshot() const
{
    auto contents = std::make_shared<Snapshot::Contents>();
    contents->parts = this;
    contents->isAtEnd = true;
    contents->visitRows([&](const TripleRow &) { return contents->isAtEnd = false; });
    contents->hidden = triples.hiddenRows();
    snapshots.push_back(contents);
    triples.setWatcher(const_cast<DatasetParts *>(this));
    return contents;
}

bool DatasetParts::hasSnapshots() const
{
    return std::any_of(snapshots.cbegin(), snapshots.cend(), [](const auto &snapshot) { return !snapshot.expired(); });
}

void DatasetParts::abandonSnapshots()
{
    for (const auto &snapshot : snapshots) {
        if (const auto contents = snapshot.lock())
            contents->parts = nullptr;
    }
    snapshots.clear();
    triples.setWatcher(nullptr);
}

template <typename Note>
void DatasetParts::tellSnapshots(const Note &note)
{
    for (auto it = snapshots.begin(); it != snapshots.end();) {
        const auto contents = it->lock();
        if (!contents) {
            it = snapshots.erase(it);
            continue;
        }
        note(*contents);
        ++it;
    }
    if (snapshots.empty())
        triples.setWatcher(nullptr);
}

void DatasetParts::beforeTextChange(TermId text)
{
    tellSnapshots([text](Snapshot::Contents &contents) { contents.keepText(text); });
}

void DatasetParts::rowChanged(const TripleRow &row, bool isThere)
{
    tellSnapshots([&](Snapshot::Contents &contents) { contents.noteRow(row, isThere); });
}

} // namespace mld
