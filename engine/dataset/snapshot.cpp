// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "dataset/snapshot.h"

#include "dataset/snapshotcontents.h"
#include "rdf/vocabulary.h"

#include <limits>

using namespace Qt::Literals::StringLiterals;

namespace mld {

void Snapshot::Contents::noteRow(const TripleRow &row, bool isThere)
{
    // The first change tells how it was; what the store undoes comes to the same.
    if (row.triple > last)
        changed.emplace(row, !isThere);
}

void Snapshot::Contents::keepText(TermId text)
{
    if (given.count(text) == 0 && kept.count(text) == 0)
        kept.emplace(text, parts->texts.state(text));
}

std::optional<QByteArray> Snapshot::Contents::takeText(TermId text)
{
    given.insert(text);
    const auto it = kept.find(text);
    return it != kept.end() ? it->second : parts->texts.state(text);
}

void Snapshot::Contents::visitRows(const std::function<bool(const TripleRow &)> &visit) const
{
    auto next = changed.begin();
    bool goesOn = true;
    const auto visitUpTo = [&](const TripleRow *end) {
        for (; goesOn && next != changed.end() && (!end || next->first < *end); ++next)
            goesOn = !next->second || visit(next->first);
    };
    parts->triples.rowsAfter(last, [&](const TripleRow &row) {
        visitUpTo(&row);
        bool wasThere = true;
        if (next != changed.end() && next->first == row)
            wasThere = next++->second;
        goesOn = goesOn && (!wasThere || visit(row));
        return goesOn;
    });
    visitUpTo(nullptr);
}

void Snapshot::Contents::passed(const TripleIds &triple)
{
    last = triple;
    changed.erase(changed.begin(), changed.upper_bound({ last, std::numeric_limits<qint64>::max() }));
}

namespace {

Error dataAreGone()
{
    return { ErrorCode::DataLocked, u"The data was replaced while a snapshot of it was being sent."_s };
}

} // namespace

Snapshot::Snapshot(std::shared_ptr<Contents> contents) : m_contents(std::move(contents)) { }

Snapshot::~Snapshot() = default;

bool Snapshot::isAtEnd() const
{
    return m_contents->isAtEnd;
}

/// Makes triples with their TIDs of the rows that it is given, in order.
class Snapshot::BatchMaker
{
public:
    BatchMaker(Snapshot &snapshot, int triples, qint64 bytes)
        : m_snapshot(snapshot), m_parts(*snapshot.m_contents->parts), m_triples(triples), m_bytes(bytes)
    {
    }

    /// False if the batch is full: the row belongs to the next one.
    bool add(const TripleRow &row)
    {
        if (row.triple != m_last) {
            if (!finish())
                return false;
            m_last = row.triple;
            m_current.triple = m_parts.triple(m_last);
        }
        if (row.tid)
            m_current.tids.push_back(m_parts.dictionary.tid(row.tid));
        return true;
    }

    Result<std::optional<OperationContent>> take()
    {
        finish();
        if (const auto &error = m_parts.store.error())
            return *error;
        if (m_batch.inserts.empty())
            return std::optional<OperationContent>();
        return std::optional(std::move(m_batch));
    }

    /// The last triple of which a row was added.
    const TripleIds &last() const { return m_last; }

private:
    bool finish()
    {
        if (!m_current.triple.object.isNull()
            && m_snapshot.addData(m_last.object, m_current.triple.object, m_batch, m_size)) {
            m_batch.inserts.push_back(std::move(m_current));
        }
        m_current = {};
        return m_size < m_bytes && qsizetype(m_batch.inserts.size()) < m_triples;
    }

    Snapshot &m_snapshot;
    const DatasetParts &m_parts;
    const int m_triples;
    const qint64 m_bytes;
    OperationContent m_batch;
    TripleIds m_last;
    TripleTids m_current;
    qint64 m_size = 0;
};

Result<std::optional<OperationContent>> Snapshot::next(int triples, qint64 bytes)
{
    Contents &contents = *m_contents;
    if (!contents.parts)
        return dataAreGone();
    BatchMaker batch(*this, triples, bytes);
    contents.isAtEnd = true;
    contents.visitRows([&](const TripleRow &row) { return contents.isAtEnd = batch.add(row); });
    auto made = batch.take();
    if (batch.last() != TripleIds())
        contents.passed(batch.last());
    return made;
}

Result<std::optional<OperationContent>> Snapshot::nextHidden(int triples, qint64 bytes)
{
    Contents &contents = *m_contents;
    if (!contents.parts)
        return dataAreGone();
    BatchMaker batch(*this, triples, bytes);
    while (contents.hiddenGiven < contents.hidden.size() && batch.add(contents.hidden[contents.hiddenGiven]))
        ++contents.hiddenGiven;
    return batch.take();
}

bool Snapshot::addData(TermId id, const Term &object, OperationContent &batch, qint64 &size)
{
    // A value whose data is not held here is of no use to anyone.
    if (object.datatype() == iris::text) {
        auto state = m_contents->takeText(id);
        if (!state)
            return false;
        size += state->size();
        batch.states.insert(object.text(), *std::move(state));
    } else if (object.datatype() == iris::xsdBase64Binary) {
        auto data = m_contents->parts->binary(object.text());
        if (!data)
            return false;
        size += data->size();
        batch.binaries.insert(object.text(), *std::move(data));
    }
    return true;
}

} // namespace mld
