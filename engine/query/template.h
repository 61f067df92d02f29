// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "query/patternparser.h"

#include <memory>
#include <vector>

namespace mld::query {

struct Template;

/// One value of one property of a template, with the triples that it stands for.
struct Member
{
    bool isListItem = false;
    Node property; ///< the index, for a list item
    Node value;
    std::shared_ptr<Template> nested; ///< shared, as a Member is copied with its vector
    std::vector<TriplePattern> triples;
    std::vector<Expression> filters;

    bool isConstant() const
    {
        return !isListItem && !nested && !property.isVariable() && !value.isVariable();
    }
};

/// A subject of a `@construct` (semantics.md 4.7).
struct Template
{
    Node id;
    bool isBlank = false; ///< without an id: one subject for the whole result
    std::vector<Member> members;
};

/// Reads the subjects of a `@construct`. Fails with BadPattern.
class TemplateParser
{
public:
    /// Both must outlive this; `parser` reads in Mode::Match.
    TemplateParser(PatternParser &parser, Variables &variables)
        : m_parser(parser), m_variables(variables)
    {
    }

    Result<Template> parse(const QJsonObject &subject, int depth = 0);

private:
    Result<void> addMember(Template &into, const QString &key, const QJsonValue &value, int depth);
    Result<void> addList(Template &into, const QJsonValue &value, int depth);
    Result<void> addItem(Template &into, const Node &index, const QJsonValue &value, int depth);
    Result<void> readValue(const QJsonValue &value, const Context::Property &property,
                           const QString &key, int depth, Member &member);

    PatternParser &m_parser;
    Variables &m_variables;
};

} // namespace mld::query
