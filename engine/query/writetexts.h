// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dataset/graph.h"
#include "dataset/patch.h"
#include "query/write.h"
#include "result.h"

#include <QHash>

#include <vector>

namespace mld::query {

/// The shared texts of one write (semantics.md 12.6): which strings become new texts, and which
/// texts are edited.
class WriteTexts
{
public:
    /// Both must outlive this.
    WriteTexts(const Graph &graph, const WriteEnvironment &environment)
        : m_graph(graph), m_environment(environment)
    {
    }

    /// The triple to insert in place of `triple`: a string of a text property becomes a new text, the
    /// same one each time; a text of another triple is copied, as a text is one value of one subject.
    Triple inserted(const Triple &triple);

    /// Takes down an edit of the text that is the object of `triple`. Fails with BadPattern if
    /// it has one already.
    Result<void> edit(const Triple &triple, const Splice &splice);

    /// Adds the texts of the inserts to `patch`, and the edits of texts that it does not delete.
    /// Fails with ConstraintViolated if a property would have two texts.
    Result<void> finish(Patch &patch) const;

private:
    bool isTextProperty(const QString &property) const;

    const Graph &m_graph;
    const WriteEnvironment &m_environment;
    QHash<Triple, Triple> m_made; ///< new texts, by the string that was to be inserted
    QHash<QString, QString> m_contents;
    std::vector<TextSplices> m_edits;
};

} // namespace mld::query
