// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QHash>
#include <QString>
#include <QStringList>

namespace mld::query {

/// A variable of one request; negative for none.
using Variable = int;

/// The variables of one request, numbered as they are met (semantics.md 4.1).
class Variables
{
public:
    /// True for `?` and for `?` followed by a SPARQL variable name.
    static bool isVariable(const QString &text);

    /// The variable that `text`, for which isVariable() is true, stands for: a new one for each `?`.
    Variable of(const QString &text);
    Variable anonymous();
    /// The variable for the slot of a list item that has no other name than that of its index.
    Variable slotOf(Variable index);

    /// With its question mark, as in results; made up for an anonymous one.
    const QString &name(Variable variable) const { return m_names[variable]; }
    bool isNamed(Variable variable) const { return m_numbers.contains(m_names[variable]); }
    int count() const { return int(m_names.size()); }

private:
    QStringList m_names;
    QHash<QString, Variable> m_numbers; ///< named ones only
    QHash<Variable, Variable> m_slots;
};

} // namespace mld::query
