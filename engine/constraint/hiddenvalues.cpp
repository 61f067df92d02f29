// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "constraint/hiddenvalues.h"

#include "constraint/graphread.h"

#include <algorithm>

namespace mld {

namespace {

template <typename T>
bool holds(const std::vector<T> &all, const T &one)
{
    return std::find(all.begin(), all.end(), one) != all.end();
}

} // namespace

std::vector<Term> subjectsTouched(const Patch &patch, const Term &property)
{
    std::vector<Triple> all = patch.deletes;
    all.insert(all.end(), patch.inserts.begin(), patch.inserts.end());
    return subjectsWith(all, property);
}

std::vector<Term> valuesWithHidden(const Graph &before, const Graph &after, const Term &subject,
                                   const Term &property, const Patch &remote)
{
    std::vector<Term> values = objectsOf(after, subject, property);
    before.matchHidden(subject, property, [&](const Triple &triple) {
        if (!holds(remote.deletes, triple) && !holds(values, triple.object))
            values.push_back(triple.object);
    });
    return values;
}

void deleteHidden(const Graph &before, const Term &subject, const Term &property, Patch &patch)
{
    before.matchHidden(subject, property, [&](const Triple &triple) {
        if (!holds(patch.deletes, triple) && !holds(patch.inserts, triple))
            patch.deletes.push_back(triple);
    });
}

} // namespace mld
