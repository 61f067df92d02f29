// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dataset/tripletable.h"
#include "result.h"

#include <QByteArray>

#include <vector>

namespace mld {

/// One step of a change, as done.
struct UndoAction
{
    enum class Kind : quint8 {
        RowAdded = 1,
        RowRemoved,       ///< a visible row
        HiddenRowRemoved,
        Hidden,           ///< all rows of a triple
        Shown,
        TextCreated, ///< `text` only, from here on
        TextEdited,
    };

    Kind kind = Kind::RowAdded;
    TripleIds triple;
    qint64 tid = 0;
    TermId text = 0;      ///< the number of a text's literal
    QByteArray operation; ///< TextOperation
    QByteArray revert;    ///< TextRevert

    friend bool operator==(const UndoAction &, const UndoAction &) = default;
};

using UndoKind = UndoAction::Kind;

/// The steps of a change, as bytes for the journal. Logs may be joined end to end. The numbers in them
/// are those of the dataset, and mean nothing elsewhere.
class UndoLog
{
public:
    void add(UndoAction::Kind kind, const TripleIds &triple, qint64 tid = 0);
    void addText(TermId text);
    void addEdit(TermId text, const QByteArray &operation, const QByteArray &revert);

    QByteArray takeBytes() { return std::move(m_bytes); }

    /// The steps in the order in which they were done. StoreDamaged if the bytes are no log.
    static Result<std::vector<UndoAction>> read(QByteArrayView bytes);

private:
    void addNumber(quint64 number);
    void addBytes(const QByteArray &bytes);

    QByteArray m_bytes;
};

} // namespace mld
