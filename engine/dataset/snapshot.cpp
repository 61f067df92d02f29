// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "dataset/snapshot.h"

#include "dataset/snapshotcontents.h"
#include "rdf/vocabulary.h"

using namespace Qt::Literals::StringLiterals;

namespace mld {

void Snapshot::Contents::keepText(TermId text)
{
    if (texts.erase(text) == 0)
        return;
    if (auto state = parts->texts.state(text))
        kept.emplace(text, *std::move(state));
}

std::optional<QByteArray> Snapshot::Contents::takeText(TermId text)
{
    if (const auto it = kept.find(text); it != kept.end())
        return it->second;
    return texts.count(text) > 0 ? parts->texts.state(text) : std::nullopt;
}

Snapshot::Snapshot(std::shared_ptr<Contents> contents) : m_contents(std::move(contents)) { }

Snapshot::~Snapshot() = default;

bool Snapshot::isAtEnd() const
{
    return m_contents->at == m_contents->rows.size();
}

Result<std::optional<OperationContent>> Snapshot::next(int triples, qint64 bytes)
{
    Contents &contents = *m_contents;
    if (!contents.parts) {
        return Error { ErrorCode::DataLocked,
                       u"The data was replaced while a snapshot of it was being sent."_s };
    }
    if (isAtEnd())
        return std::optional<OperationContent>();
    const DatasetParts &parts = *contents.parts;
    OperationContent batch;
    qint64 size = 0;
    while (!isAtEnd() && size < bytes && qsizetype(batch.inserts.size()) < triples) {
        const TripleIds ids = contents.rows[contents.at].triple;
        TripleTids inserted { parts.triple(ids), {} };
        for (; !isAtEnd() && contents.rows[contents.at].triple == ids; ++contents.at) {
            if (const qint64 tid = contents.rows[contents.at].tid)
                inserted.tids.push_back(parts.dictionary.tid(tid));
        }
        const Term &object = inserted.triple.object;
        if (object.datatype() == iris::text) {
            // A value whose data is not held here is of no use to anyone.
            const auto state = contents.takeText(ids.object);
            if (!state)
                continue;
            size += state->size();
            batch.states.insert(object.text(), *state);
        } else if (object.datatype() == iris::xsdBase64Binary) {
            const auto data = parts.binary(object.text());
            if (!data)
                continue;
            size += data->size();
            batch.binaries.insert(object.text(), *data);
        }
        batch.inserts.push_back(std::move(inserted));
    }
    if (const auto &error = parts.store.error())
        return *error;
    return std::optional(std::move(batch));
}

} // namespace mld
