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

Snapshot::Snapshot(std::shared_ptr<Contents> contents) : m_contents(std::move(contents)) { }

Snapshot::~Snapshot() = default;

bool Snapshot::isAtEnd() const
{
    return m_contents->isAtEnd;
}

Result<std::optional<OperationContent>> Snapshot::next(int triples, qint64 bytes)
{
    Contents &contents = *m_contents;
    if (!contents.parts) {
        return Error { ErrorCode::DataLocked,
                       u"The data was replaced while a snapshot of it was being sent."_s };
    }
    const DatasetParts &parts = *contents.parts;
    OperationContent batch;
    TripleIds last = contents.last;
    TripleTids current;
    qint64 size = 0;
    const auto finish = [&] {
        if (!current.triple.object.isNull() && addData(last.object, current.triple.object, batch, size))
            batch.inserts.push_back(std::exchange(current, {}));
        current = {};
        return size < bytes && qsizetype(batch.inserts.size()) < triples;
    };
    contents.isAtEnd = true;
    contents.visitRows([&](const TripleRow &row) {
        if (row.triple != last) {
            if (!finish()) {
                contents.isAtEnd = false;
                return false;
            }
            last = row.triple;
            current.triple = parts.triple(last);
        }
        if (row.tid)
            current.tids.push_back(parts.dictionary.tid(row.tid));
        return true;
    });
    finish();
    contents.passed(last);
    if (const auto &error = parts.store.error())
        return *error;
    if (batch.inserts.empty())
        return std::optional<OperationContent>();
    return std::optional(std::move(batch));
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
