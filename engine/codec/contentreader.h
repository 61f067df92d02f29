// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "codec/msgpackreader.h"
#include "codec/operationcontent.h"
#include "codec/rawmap.h"

namespace mld {

/// Reads the members of an operation's content (wire.md 4), in all the forms that are allowed.
/// Internal to codec/.
///
/// A failure of `reader` sticks, and what was read is then of no use.
class ContentReader
{
public:
    ContentReader(MsgPackReader &reader, const OperationContext &context)
        : m_in(reader), m_context(context)
    {
    }

    void readDeletes();
    void readReifiedInserts();
    void readDirectInserts();
    void readUpdates();

    OperationContent takeContent() { return std::move(m_content); }

private:
    using Type = MsgPackReader::Type;

    template <typename ReadItem>
    void readItems(ReadItem readItem, int depth = 0);
    void readReified(std::vector<TripleTids> &triples, bool isInsert);
    void readUpdate();
    void readSubject();
    void readProperty(const Term &subject, QByteArrayView key);
    void readList(const Term &subject);
    void addInsert(const Term &subject, const Term &predicate, Term object);
    /// Subject and predicate of a reified triple.
    Triple readEnds(const RawMap &map);
    std::vector<Tid> readTids(MsgPackReader in);

    // These read from another reader than m_in, and make m_in fail as well.

    /// A value in one of the forms of wire.md 4.4; null for what says nothing or is left out.
    Term readValue(MsgPackReader &in, bool isInsert);
    Term readObject(MsgPackReader &in, bool isInsert);
    Term readTyped(const RawMap &map, bool isInsert);
    Term readIdentified(const RawMap &map, const QString &datatype, bool isInsert);
    Term readLiteral(MsgPackReader in, const QString &datatype);
    Term readNumber(MsgPackReader &in);
    QByteArrayView readOneUtf8(MsgPackReader in);

    /// The term of an IRI, or null and a failure.
    Term node(QByteArrayView form);
    Term predicateNode(QByteArrayView form);
    Term vocab(QByteArrayView form);

    MsgPackReader &m_in;
    const OperationContext &m_context;
    OperationContent m_content;
    QHash<QByteArray, Term> m_predicates; ///< by their node form
    QHash<QByteArray, Term> m_vocabs;     ///< predicates and datatypes by their vocabulary form
    // Subjects and TIDs come in runs; memory is saved by sharing them.
    QByteArray m_lastNodeForm;
    Term m_lastNode;
    Tid m_lastTid;
};

} // namespace mld
