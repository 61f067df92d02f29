// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "codec/msgpackwriter.h"
#include "codec/operationcontent.h"

#include <optional>

namespace mld {

/// Writes the members of an operation's content (wire.md 4). Internal to codec/.
///
/// A failure sticks, and what was written is then of no use.
class ContentWriter
{
public:
    /// How reified triples are labelled: for their own array, or for all operations there will be.
    enum class Labels { Short, Unique };

    ContentWriter(const OperationContent &content, const OperationContext &context, Labels labels)
        : m_content(content), m_context(context), m_labels(labels)
    {
    }

    MsgPackWriter &out() { return m_out; }

    void writeDeletes();
    void writeReifiedInserts();
    void writeDirectInserts();
    void writeUpdates();

    /// All that was written, or why it must not be sent.
    Result<QByteArray> takeResult();

private:
    struct Place;

    void fail(const QString &message);
    void beginMember(size_t count);
    void beginReified(size_t index, const Triple &triple, qsizetype keys);
    void writeReified(const std::vector<TripleTids> &triples, bool isInsert);
    void writeDirectSubject(const std::vector<Place> &places, size_t begin, size_t end);
    void writeKey(const Triple &triple);
    void writeNode(const QString &iri);
    void writeVocab(const QString &iri);
    /// The object of a triple. Only an insert must have the data of its value.
    void writeValue(const Term &object, bool isInsert);
    void writeLiteral(const Term &literal, bool isInsert);
    void writeNumber(const Term &literal);
    void writeBinary(const Term &literal, bool isInsert);
    void writeShared(const Term &literal, bool isInsert);
    /// True if `bytes` is one sound value; else fails.
    bool isMsgPack(const QByteArray &bytes);

    const OperationContent &m_content;
    const OperationContext &m_context;
    const Labels m_labels;
    MsgPackWriter m_out;
    std::optional<Error> m_error;
    QHash<QString, QByteArray> m_nodeForms;  ///< of IRIs that come often
    QHash<QString, QByteArray> m_vocabForms; ///< of property keys, types and datatypes
};

} // namespace mld
