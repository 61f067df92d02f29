// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "dataset/undolog.h"

#include <QTest>

#include <rapidcheck.h>

using namespace mld;

using Kind = UndoAction::Kind;

namespace {

UndoAction anyAction()
{
    const auto number = rc::gen::weightedOneOf<quint64>(
            { { 3, rc::gen::inRange<quint64>(0, 300) }, { 1, rc::gen::arbitrary<quint64>() } });
    const auto bytes = [] {
        const auto units = *rc::gen::arbitrary<std::string>();
        return QByteArray(units.data(), qsizetype(units.size()));
    };
    UndoAction action;
    action.kind = Kind(*rc::gen::inRange(1, 8));
    if (action.kind >= Kind::TextCreated) {
        action.text = *number;
    } else {
        action.triple = { *number, *number, *number };
        if (action.kind <= Kind::HiddenRowRemoved)
            action.tid = qint64(*number);
    }
    if (action.kind == Kind::TextEdited) {
        action.operation = bytes();
        action.revert = bytes();
    }
    return action;
}

QByteArray logOf(const std::vector<UndoAction> &actions)
{
    UndoLog log;
    for (const UndoAction &action : actions) {
        if (action.kind == Kind::TextEdited)
            log.addEdit(action.text, action.operation, action.revert);
        else if (action.kind == Kind::TextCreated)
            log.addText(action.text);
        else
            log.add(action.kind, action.triple, action.tid);
    }
    return log.takeBytes();
}

std::vector<UndoAction> anyActions()
{
    std::vector<UndoAction> actions;
    for (int i = *rc::gen::inRange(0, 10); i > 0; --i)
        actions.push_back(anyAction());
    return actions;
}

void roundTrip()
{
    const auto first = anyActions();
    const auto second = anyActions();
    auto all = first;
    all.insert(all.end(), second.begin(), second.end());
    const auto read = UndoLog::read(logOf(first).append(logOf(second)));
    RC_ASSERT(read.isOk());
    RC_ASSERT(*read == all);
}

/// A log cut short is refused, or is that of fewer actions; other damage is at least survived.
void damage()
{
    const auto actions = anyActions();
    QByteArray bytes = logOf(actions);
    const auto cut = *rc::gen::inRange<qsizetype>(0, bytes.size() + 1);
    const auto read = UndoLog::read(bytes.first(cut));
    if (read) {
        RC_ASSERT(read->size() <= actions.size());
        RC_ASSERT(std::equal(read->begin(), read->end(), actions.begin()));
    } else {
        RC_ASSERT(read.error().code == ErrorCode::StoreDamaged);
    }
    if (!bytes.isEmpty()) {
        bytes[*rc::gen::inRange<qsizetype>(0, bytes.size())] = *rc::gen::arbitrary<char>();
        (void)UndoLog::read(bytes);
    }
}

} // namespace

class TestUndoLog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void roundTrips() { QVERIFY(rc::check(roundTrip)); }
    void survivesDamage() { QVERIFY(rc::check(damage)); }
    void refusesUnknownKinds()
    {
        for (const char kind : { '\0', '\x08', '\x7f' })
            QVERIFY(!UndoLog::read(QByteArray(5, kind)));
    }
};

QTEST_GUILESS_MAIN(TestUndoLog)
#include "tst_undolog.moc"
