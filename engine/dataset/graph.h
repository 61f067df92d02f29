// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "rdf/term.h"

#include <QByteArray>

#include <functional>
#include <optional>
#include <vector>

namespace mld {

/// A number that stands for a Term within one graph; 0 stands for none.
using TermId = quint64;

/// The domain's triples, for reading: what query/, list/ and constraint/ know of storage.
/// Terms are numbers here, since joins and indexes compare them often and look inside seldom.
/// Contains what is visible: hidden triples (semantics.md 9) are left out, entailed ones are in.
class Graph
{
public:
    virtual ~Graph() = default;

    /// The number of a term, or 0 if no triple ever had it.
    virtual TermId find(const Term &term) const = 0;
    /// The term of a number that this graph gave out.
    virtual Term term(TermId id) const = 0;
    /// The numbers of all terms that match `term` by value in a pattern (semantics.md 4.2): itself,
    /// and, for numbers and dateTimes, all other spellings of the same value.
    virtual std::vector<TermId> findEqual(const Term &term) const = 0;

    /// Called for each match; returns false to stop.
    using Visitor = std::function<bool(TermId subject, TermId predicate, TermId object)>;
    /// Visits each triple once that has the given terms; 0 matches any. O(log n) to the first, if a
    /// subject, a predicate or an object is given.
    virtual void match(TermId subject, TermId predicate, TermId object,
                       const Visitor &visit) const = 0;
    /// A cheap upper guess at the number of matches, for ordering joins.
    virtual qint64 estimate(TermId subject, TermId predicate, TermId object) const = 0;

    /// Visits each triple that has transaction ids but is hidden by a constraint (semantics.md 9.2,
    /// 12.6), with the given subject and predicate: only constraints look at these.
    virtual void matchHidden(const Term &, const Term &,
                             const std::function<void(const Triple &)> &) const
    {
    }

    /// The current text of a shared text value, by the value id that is its literal's lexical form;
    /// nothing if there is no such text.
    virtual std::optional<QString> textOf(const QString &valueId) const = 0;
    /// The bytes of a binary literal, by its data id; nothing if they are not held.
    virtual std::optional<QByteArray> binaryOf(const QString &dataId) const = 0;
};

} // namespace mld
