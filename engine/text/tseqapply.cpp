// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "text/tseq_p.h"

#include <algorithm>

// Operations of other clones, and taking operations back (semantics.md 12.5, 12.9).

namespace mld {

Result<> TSeq::Private::checkAuthor(const TextOperation &operation, const QString &author) const
{
    for (const TextRun &run : operation.runs) {
        if (!run.path.empty() && run.hasInserts() && run.path.back().pid != author)
            return malformedOperation("its author writes in the place of another");
    }
    return {};
}

Result<TextUpdate> TSeq::Private::apply(const TextOperation &operation)
{
    TextApplication application(tree, m_scratch);
    for (const TextRun &run : operation.runs) {
        if (const Result<> located = application.locate(run, run.chars, false); !located) {
            application.rollBack();
            return located.error();
        }
    }
    TextUpdate update;
    update.splices = application.commit();
    update.revert = std::move(application.revert);
    return update;
}

Result<TextUpdate> TSeq::Private::takeBack(const TextOperation &operation,
                                           const TextRevert &revert)
{
    TextApplication application(tree, m_scratch);
    for (size_t i = 0; i < operation.runs.size() && i < revert.runs.size(); ++i) {
        if (const auto located
            = application.locate(operation.runs[i], revert.runs[i], true);
            !located) {
            application.rollBack();
            return located.error();
        }
    }
    TextUpdate update;
    update.splices = application.commit();
    return update;
}

void TSeq::Private::raiseTickBy(const TextOperation &operation)
{
    const QString &pid = tree.pidText(ownPid);
    for (const TextRun &run : operation.runs) {
        if (run.path.empty() || run.path.back().pid != pid)
            continue;
        for (const TextChar &value : run.chars)
            tick = std::max(tick, value.tick);
    }
}

} // namespace mld
