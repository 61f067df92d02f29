// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "dataset/undolog.h"

using namespace Qt::Literals::StringLiterals;

namespace mld {

namespace {

/// Reads what UndoLog writes; a failure sticks.
class LogReader
{
public:
    explicit LogReader(QByteArrayView bytes) : m_left(bytes) { }

    bool isAtEnd() const { return m_left.isEmpty(); }
    bool hasFailed() const { return m_hasFailed; }

    quint64 number()
    {
        quint64 number = 0;
        for (int shift = 0; shift < 64 && !m_left.isEmpty(); shift += 7) {
            const auto byte = uchar(m_left.front());
            m_left = m_left.sliced(1);
            number |= quint64(byte & 0x7f) << shift;
            if (byte < 0x80)
                return number;
        }
        fail();
        return 0;
    }

    QByteArray bytes()
    {
        const quint64 size = number();
        if (size > quint64(m_left.size())) {
            fail();
            return {};
        }
        const QByteArray bytes = m_left.first(qsizetype(size)).toByteArray();
        m_left = m_left.sliced(qsizetype(size));
        return bytes;
    }

    UndoAction action()
    {
        UndoAction action;
        const quint64 kind = number();
        if (kind < quint64(UndoKind::RowAdded) || kind > quint64(UndoKind::TextEdited)) {
            fail();
            return action;
        }
        action.kind = UndoKind(kind);
        if (action.kind >= UndoKind::TextCreated) {
            action.text = number();
        } else {
            action.triple.subject = number();
            action.triple.predicate = number();
            action.triple.object = number();
        }
        if (action.kind <= UndoKind::HiddenRowRemoved)
            action.tid = qint64(number());
        if (action.kind == UndoKind::TextEdited) {
            action.operation = bytes();
            action.revert = bytes();
        }
        return action;
    }

private:
    void fail()
    {
        m_hasFailed = true;
        m_left = {};
    }

    QByteArrayView m_left;
    bool m_hasFailed = false;
};

} // namespace

void UndoLog::addNumber(quint64 number)
{
    while (number >= 0x80) {
        m_bytes.append(char(number | 0x80));
        number >>= 7;
    }
    m_bytes.append(char(number));
}

void UndoLog::addBytes(const QByteArray &bytes)
{
    addNumber(quint64(bytes.size()));
    m_bytes.append(bytes);
}

void UndoLog::add(UndoAction::Kind kind, const TripleIds &triple, qint64 tid)
{
    addNumber(quint64(kind));
    addNumber(triple.subject);
    addNumber(triple.predicate);
    addNumber(triple.object);
    if (kind <= UndoAction::Kind::HiddenRowRemoved)
        addNumber(quint64(tid));
}

void UndoLog::addText(TermId text)
{
    addNumber(quint64(UndoAction::Kind::TextCreated));
    addNumber(text);
}

void UndoLog::addEdit(TermId text, const QByteArray &operation, const QByteArray &revert)
{
    addNumber(quint64(UndoAction::Kind::TextEdited));
    addNumber(text);
    addBytes(operation);
    addBytes(revert);
}

Result<std::vector<UndoAction>> UndoLog::read(QByteArrayView bytes)
{
    std::vector<UndoAction> actions;
    LogReader reader(bytes);
    while (!reader.isAtEnd())
        actions.push_back(reader.action());
    if (reader.hasFailed())
        return Error { ErrorCode::StoreDamaged, u"The undo data of an operation is damaged."_s };
    return actions;
}

} // namespace mld
