// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "query/writetexts.h"

#include "query/patternerror.h"
#include "rdf/vocabulary.h"

#include <QSet>

#include <algorithm>

namespace mld::query {

namespace {

bool isText(const Term &term)
{
    return term.isLiteral() && term.datatype() == iris::text;
}

bool isIn(const Graph &graph, const Triple &triple)
{
    const TermId subject = graph.find(triple.subject);
    const TermId predicate = graph.find(triple.predicate);
    const TermId object = graph.find(triple.object);
    bool isFound = false;
    if (subject != 0 && predicate != 0 && object != 0) {
        graph.match(subject, predicate, object, [&](TermId, TermId, TermId) {
            isFound = true;
            return false;
        });
    }
    return isFound;
}

/// The texts that a property of a subject holds.
std::vector<Triple> textsOf(const Graph &graph, const Term &subject, const Term &predicate)
{
    std::vector<Triple> texts;
    const TermId s = graph.find(subject);
    const TermId p = graph.find(predicate);
    if (s == 0 || p == 0)
        return texts;
    graph.match(s, p, 0, [&](TermId, TermId, TermId object) {
        const Term value = graph.term(object);
        if (isText(value))
            texts.push_back({ subject, predicate, value });
        return true;
    });
    return texts;
}

} // namespace

bool WriteTexts::isTextProperty(const QString &property) const
{
    return m_environment.isTextProperty && m_environment.isTextProperty(property);
}

Triple WriteTexts::inserted(const Triple &triple)
{
    QString content = triple.object.text();
    if (isText(triple.object)) {
        if (isIn(m_graph, triple))
            return triple;
        content = m_graph.textOf(triple.object.text()).value_or(QString());
        if (!isTextProperty(triple.predicate.text()))
            return { triple.subject, triple.predicate, Term::string(content) };
    } else if (triple.object.isIri() || triple.object.datatype() != iris::xsdString
               || !isTextProperty(triple.predicate.text())) {
        return triple;
    }
    const auto made = m_made.constFind(triple);
    if (made != m_made.cend())
        return *made;
    const QString id = m_environment.newId();
    m_contents.insert(id, content);
    const Triple result{ triple.subject, triple.predicate, Term::literal(id, iris::text) };
    m_made.insert(triple, result);
    return result;
}

Result<void> WriteTexts::edit(const Triple &triple, const Splice &splice)
{
    for (const TextSplices &other : m_edits) {
        if (other.triple != triple)
            continue;
        if (other.splices.front() == splice)
            return {}; // the same edit, by another solution
        return badPattern(QStringLiteral("A write can hold one edit of a text, not two of the same."));
    }
    m_edits.push_back({ triple, { splice } });
    return {};
}

Result<void> WriteTexts::finish(Patch &patch) const
{
    const QSet<Triple> deletes(patch.deletes.begin(), patch.deletes.end());
    QSet<std::pair<QString, QString>> seen;
    for (const Triple &triple : patch.inserts) {
        const auto content = m_contents.constFind(triple.object.text());
        if (!isText(triple.object) || content == m_contents.cend())
            continue;
        patch.newTexts.insert(triple.object.text(), *content);
        const std::pair place(triple.subject.text(), triple.predicate.text());
        const std::vector<Triple> old = textsOf(m_graph, triple.subject, triple.predicate);
        const bool isTaken = std::any_of(old.begin(), old.end(), [&](const Triple &text) {
            return !deletes.contains(text);
        });
        if (isTaken || seen.contains(place)) {
            return Error{ ErrorCode::ConstraintViolated,
                          QStringLiteral("%1 has a text in %2 already; edit it instead of adding another.")
                                  .arg(place.first, place.second) };
        }
        seen.insert(place);
    }
    for (const TextSplices &edit : m_edits) {
        if (!deletes.contains(edit.triple))
            patch.splices.push_back(edit);
    }
    return {};
}

} // namespace mld::query
