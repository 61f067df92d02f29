// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "text/textoperation.h"
#include "text/tseq.h"

#include <rapidcheck.h>

#include <QTest>

#include <algorithm>
#include <set>
#include <vector>

using namespace mld;

namespace {

/// A text of one process, with what it has applied, and what taking each back needs.
struct Process
{
    explicit Process(TSeq base) : text(std::move(base)) { }

    void take(int id, const std::vector<TextOperation> &all)
    {
        const auto update = text.apply(all[size_t(id)]);
        RC_ASSERT(update.isOk());
        note(id, {all[size_t(id)], update->revert});
    }
    void note(int id, TextLocalOperation operation)
    {
        history.emplace_back(id, std::move(operation));
        known.insert(id);
    }

    TSeq text;
    std::vector<std::pair<int, TextLocalOperation>> history;
    std::set<int> known;
};

/// What an agreement of one process does to another (wire.md 13).
void agree(const Process &agreed, Process &other, const std::vector<TextOperation> &all)
{
    const auto isVoid = [&](const auto &entry) { return !agreed.known.contains(entry.first); };
    const auto first = std::find_if(other.history.begin(), other.history.end(), isVoid);
    const std::vector rewound(first, other.history.end());
    other.history.erase(first, other.history.end());
    for (auto it = rewound.crbegin(); it != rewound.crend(); ++it) {
        const auto &[id, operation] = *it;
        RC_ASSERT(other.text.undo(std::span(&operation, 1)).isOk());
        other.known.erase(id);
    }
    for (const auto &entry : rewound) {
        if (!isVoid(entry))
            other.take(entry.first, all);
    }
    for (const auto &[id, operation] : agreed.history) {
        if (!other.known.contains(id))
            other.take(id, all);
    }
}

} // namespace

/// Voiding of edits among edits that stay (wire.md 13, semantics.md 12.9).
class TestTSeqVoiding : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void allHoldWhatWasAgreed()
    {
        QVERIFY(rc::check("what was agreed is the text of all", [] {
            TSeq base(QStringLiteral("p0"));
            RC_ASSERT(base.splice(0, 0, QStringLiteral("ab")).isOk());
            const QByteArray state = base.saveState();
            std::vector<Process> processes;
            for (int i = 0, count = *rc::gen::inRange(2, 4); i < count; ++i)
                processes.emplace_back(*TSeq::load(QStringLiteral("p%1").arg(i), state));
            std::vector<TextOperation> all;
            const auto any = [&]() -> Process & {
                return processes[*rc::gen::inRange<size_t>(0, processes.size())];
            };
            for (int rounds = 0; rounds < 3; ++rounds) {
                for (int steps = *rc::gen::inRange(1, 15); steps > 0; --steps) {
                    Process &one = any();
                    if (*rc::gen::inRange(0, 3) > 0) {
                        const auto content = QString::fromStdString(*rc::gen::resize(
                                2, rc::gen::string<std::string>()));
                        const auto edit = one.text.splice(*rc::gen::inRange<qsizetype>(0, one.text.length() + 1),
                                                          *rc::gen::inRange(0, 3), content);
                        RC_ASSERT(edit.isOk());
                        all.push_back(edit->operation);
                        one.note(int(all.size()) - 1, {edit->operation, edit->revert});
                        continue;
                    }
                    const Process &other = any();
                    const auto upTo = *rc::gen::inRange<size_t>(0, other.history.size() + 1);
                    for (size_t i = 0; i < upTo && &one != &other; ++i) {
                        if (!one.known.contains(other.history[i].first))
                            one.take(other.history[i].first, all);
                    }
                }
                const Process &agreed = any();
                for (Process &process : processes) {
                    if (&process != &agreed)
                        agree(agreed, process, all);
                    RC_ASSERT(process.text.check().isOk());
                    RC_ASSERT(process.text.text() == agreed.text.text());
                }
            }
        }));
    }

    /// A node that was emptied, filled and taken back has the tick that it had: with the later one it would
    /// not take the same character again.
    void emptiedNodeTakesTheSameAgain()
    {
        TSeq first(QStringLiteral("p0"));
        QVERIFY(first.splice(0, 0, QStringLiteral("ab")));
        TSeq second = *TSeq::load(QStringLiteral("p1"), first.saveState());
        const auto below = second.splice(0, 0, QStringLiteral("tc")); // below an empty node of p0
        const auto into = first.splice(0, 1, QStringLiteral("t"));    // the character of that node
        const auto taken = second.apply(into->operation);
        const TextLocalOperation undoneFirst{into->operation, taken->revert};
        const TextLocalOperation undoneThen{below->operation, below->revert};
        QVERIFY(second.undo(std::span(&undoneFirst, 1)));
        QVERIFY(second.undo(std::span(&undoneThen, 1)));
        QCOMPARE(second.text(), QStringLiteral("ab"));
        QVERIFY(second.apply(into->operation));
        QCOMPARE(second.text(), QStringLiteral("tb"));
    }
};

QTEST_GUILESS_MAIN(TestTSeqVoiding)
#include "tst_tseqvoiding.moc"
