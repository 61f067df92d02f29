// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "query/patternparser.h"

#include "jsonld/keywords.h"
#include "jsonld/values.h"
#include "query/patternerror.h"
#include "rdf/vocabulary.h"

#include <cmath>

namespace mld::query {

using Coercion = Context::Property::Coercion;

namespace {

// Far beyond any text, and exact as a JSON number.
constexpr double maxSplice = 4503599627370496.0;


bool isSubjectKeyword(const QString &key)
{
    return key == keyword::id || key == keyword::type || key == keyword::item || key == keyword::index || key == keyword::list
            || key == keyword::context;
}

/// True if an object with these keys can only be meant as a constraint.
bool isConstraint(const QJsonObject &object)
{
    if (object.contains(keyword::value))
        return true;
    for (auto it = object.begin(); it != object.end(); ++it) {
        if (it.key().startsWith(u'@') && !isSubjectKeyword(it.key()) && it.key() != keyword::vocab
            && it.key() != keyword::set) {
            return true;
        }
    }
    return false;
}

} // namespace

bool isGroup(const QJsonObject &object)
{
    return object.contains(QLatin1String("@graph")) || object.contains(QLatin1String("@union"))
            || object.contains(QLatin1String("@filter")) || object.contains(QLatin1String("@values"))
            || object.contains(QLatin1String("@bind"));
}

ValueForm formOf(const QJsonValue &value)
{
    if (value.isString())
        return Variables::isVariable(value.toString()) ? ValueForm::Placeholder : ValueForm::Term;
    if (!value.isObject())
        return ValueForm::Term;
    const QJsonObject object = value.toObject();
    if (jsonld::isValueObject(object))
        return ValueForm::Term;
    if (jsonld::isReference(object)) {
        const QJsonValue id = object.contains(keyword::id) ? object.value(keyword::id) : object.value(keyword::vocab);
        return Variables::isVariable(id.toString()) ? ValueForm::Placeholder : ValueForm::Term;
    }
    return isConstraint(object) ? ValueForm::Constraint : ValueForm::Subject;
}

Result<void> forEachValue(const QJsonValue &value,
                          const std::function<Result<void>(const QJsonValue &)> &visit)
{
    // Without recursion, as arrays may be nested to any depth.
    std::vector<QJsonValue> open = { value };
    while (!open.empty()) {
        const QJsonValue next = open.back();
        open.pop_back();
        if (next.isNull() || next.isUndefined())
            continue;
        if (next.isArray()) {
            const QJsonArray members = next.toArray();
            for (qsizetype i = members.size(); i-- > 0;)
                open.push_back(members[i]);
        } else if (next.isObject() && next.toObject().contains(keyword::set)
                   && next.toObject().size() == 1) {
            open.push_back(next.toObject().value(keyword::set));
        } else {
            MLD_TRY(visit(next));
        }
    }
    return {};
}

PatternParser::PatternParser(const Context &context, Variables &variables, Mode mode,
                             const std::function<QString()> &newId)
    : m_context(context), m_variables(variables), m_mode(mode), m_newId(newId)
{
}

Node PatternParser::newNode()
{
    if (m_mode == Mode::Match)
        return Node::of(m_variables.anonymous());
    return Term::iri(QString(m_context.domainBase() + QLatin1String(".well-known/genid/") + m_newId()));
}

Result<Quads> PatternParser::subjects(const QJsonValue &value)
{
    Quads quads;
    MLD_TRY(addSubjects(value, quads));
    return quads;
}

Result<void> PatternParser::addSubjects(const QJsonValue &value, Quads &quads)
{
    const QJsonArray members = value.isArray() ? value.toArray() : QJsonArray{ value };
    for (const QJsonValue &member : members) {
        if (!member.isObject())
            return badPattern(QStringLiteral("A pattern must be a subject, not a plain value."));
        const QJsonObject subject = member.toObject();
        if (isGroup(subject))
            return badPattern(QStringLiteral("A group cannot stand here, only subjects."));
        const Result<Node> added = addSubject(subject, quads, true);
        MLD_TRY(added);
    }
    return {};
}

Result<Node> PatternParser::addSubject(const QJsonObject &subject, Quads &quads, bool isTop)
{
    if (m_depth >= maxPatternDepth)
        return badPattern(QStringLiteral("Subjects are nested too deeply."));
    ++m_depth;
    Result<Node> id = idNode(subject);
    MLD_TRY(id);
    // A bare reference at the top means any property of the subject (semantics.md 4.2).
    if (isTop && m_mode == Mode::Match && jsonld::isReference(subject)) {
        quads.triples.push_back({ *id, Node::of(m_variables.anonymous()),
                                  Node::of(m_variables.anonymous()) });
    } else {
        for (auto it = subject.begin(); it != subject.end(); ++it) {
            if (it.key() != keyword::id && it.key() != keyword::context)
                MLD_TRY(addMember(*id, it.key(), it.value(), quads));
        }
    }
    --m_depth;
    return id;
}

Result<Node> PatternParser::idNode(const QJsonObject &subject)
{
    const QJsonValue id = subject.value(keyword::id);
    if (id.isUndefined() || id.isNull())
        return newNode();
    if (!id.isString())
        return badPattern(QStringLiteral("An @id must be text."));
    const QString text = id.toString();
    if (Variables::isVariable(text))
        return Node::of(m_variables.of(text));
    // Blank nodes are never stored, so such an id matches nothing (semantics.md 1).
    if (m_mode == Mode::Match && text.startsWith(QLatin1String("_:")))
        return Node(Term::iri(text));
    const Result<QString> iri = m_context.expandId(text);
    if (!iri)
        return iri.error();
    return Node(Term::iri(*iri));
}

Result<void> PatternParser::addMember(const Node &subject, const QString &key,
                                      const QJsonValue &value, Quads &quads)
{
    if (key == keyword::list)
        return addList(subject, value, quads);
    Context::Property property;
    const Result<Node> predicate = propertyNode(key, &property);
    MLD_TRY(predicate);
    if (property.iri == iris::index && m_mode != Mode::Match && !value.isNull())
        return badPattern(QStringLiteral("\"@index\" cannot be written: it follows from the list."));
    return forEachValue(value, [&](const QJsonValue &member) {
        return addValue(subject, *predicate, property, key, member, quads);
    });
}

Result<Node> PatternParser::propertyNode(const QString &key, Context::Property *property)
{
    *property = {};
    if (Variables::isVariable(key))
        return Node::of(m_variables.of(key));
    if (key == keyword::type) {
        property->iri = iris::rdfType;
        property->coercion = Coercion::Vocab;
    } else if (key == keyword::item) {
        property->iri = iris::item;
    } else if (key == keyword::index) {
        property->iri = iris::index;
    } else {
        Result<Context::Property> expanded = m_context.expandProperty(key);
        if (!expanded)
            return expanded.error();
        *property = *std::move(expanded);
    }
    return Node(Term::iri(property->iri));
}

Result<void> PatternParser::addValue(const Node &subject, const Node &predicate,
                                     const Context::Property &property, const QString &key,
                                     const QJsonValue &value, Quads &quads)
{
    Result<Node> object = objectNode(property, key, value, quads);
    MLD_TRY(object);
    if (property.iri == iris::rdfType && object->term.isLiteral() && !object->isVariable())
        return badPattern(QStringLiteral("A value of \"%1\" must be a class, not a literal.").arg(key));
    quads.triples.push_back({ subject, predicate, *object });
    return {};
}

Result<Node> PatternParser::objectNode(const Context::Property &property, const QString &key,
                                       const QJsonValue &value, Quads &quads)
{
    switch (formOf(value)) {
    case ValueForm::Placeholder:
        if (m_mode == Mode::Update) {
            return badPattern(QStringLiteral("In @update, \"%1\" has a variable but no operation on it.")
                                      .arg(key.left(80)));
        }
        return valueNode(value, property, key);
    case ValueForm::Term: {
        Result<ParsedValue> parsed = jsonld::termOf(value, m_context, property, key);
        if (!parsed) {
            // A reference to a blank node matches nothing, as above.
            const QString id = value.toObject().value(keyword::id).toString();
            if (m_mode == Mode::Match && id.startsWith(QLatin1String("_:")))
                return Node(Term::iri(id));
            return parsed.error();
        }
        if (parsed->binary)
            quads.binaries.insert(parsed->term.text(), *parsed->binary);
        return Node(parsed->term);
    }
    case ValueForm::Constraint:
        if (m_mode == Mode::Match)
            return constraintNode(value.toObject(), key, quads);
        return operationNode(value.toObject(), key, quads);
    case ValueForm::Subject:
        return addSubject(value.toObject(), quads, false);
    }
    return badPattern(QStringLiteral("\"%1\" has no value.").arg(key.left(80)));
}

Result<Node> PatternParser::valueNode(const QJsonValue &value, const Context::Property &property,
                                      const QString &key)
{
    if (formOf(value) == ValueForm::Placeholder) {
        const QJsonObject object = value.toObject();
        const QString name = value.isString() ? value.toString()
                : object.contains(keyword::id)      ? object.value(keyword::id).toString()
                                              : object.value(keyword::vocab).toString();
        return Node::of(m_variables.of(name));
    }
    Result<ParsedValue> parsed = jsonld::termOf(value, m_context, property, key);
    MLD_TRY(parsed);
    return Node(parsed->term);
}

Result<Node> PatternParser::constraintNode(const QJsonObject &constraint, const QString &key,
                                           Quads &quads)
{
    Operation operation;
    MLD_TRY(readOperation(constraint, key, operation));
    quads.filters.push_back(std::move(operation.expression));
    return Node::of(operation.oldValue);
}

Result<Node> PatternParser::operationNode(const QJsonObject &constraint, const QString &key,
                                          Quads &quads)
{
    Operation operation;
    MLD_TRY(readOperation(constraint, key, operation));
    if (operation.isSplice && m_mode != Mode::Update)
        return badPattern(QStringLiteral("\"@splice\" can only stand in @update."));
    operation.newValue = m_variables.anonymous();
    const Node node = Node::of(operation.newValue);
    quads.operations.push_back(std::move(operation));
    return node;
}

Result<void> PatternParser::readOperation(const QJsonObject &constraint, const QString &key,
                                          Operation &operation)
{
    QJsonObject operators = constraint;
    const QJsonValue variable = operators.take(keyword::value);
    if (variable.isUndefined()) {
        operation.oldValue = m_variables.anonymous();
    } else if (variable.isString() && Variables::isVariable(variable.toString())) {
        operation.oldValue = m_variables.of(variable.toString());
    } else {
        return badPattern(QStringLiteral("The value of \"%1\" needs a @type or @language beside its "
                                         "@value, or nothing but operators.")
                                  .arg(key.left(80)));
    }
    const QString splice = QStringLiteral("@splice");
    if (m_mode != Mode::Match && operators.size() != 1)
        return badPattern(QStringLiteral("The value of \"%1\" needs exactly one operator.").arg(key.left(80)));
    if (m_mode != Mode::Match && operators.contains(splice))
        return readSplice(operators.value(splice), key, operation);
    ExpressionParser parser(m_context, m_variables);
    Result<Expression> expression =
            parser.operation(operators, Expression::of(operation.oldValue));
    if (!expression)
        return Error{ expression.error().code,
                      QStringLiteral("In \"%1\": %2").arg(key.left(80), expression.error().message) };
    operation.isConcat = operators.contains(QLatin1String("@concat"));
    operation.expression = *std::move(expression);
    return {};
}

Result<void> PatternParser::readSplice(const QJsonValue &arguments, const QString &key,
                                       Operation &operation)
{
    // [index, delete count, content?] (semantics.md 12.3)
    const QJsonArray values = arguments.toArray();
    const auto isCount = [&](qsizetype i) {
        const double number = values.at(i).toDouble(-1);
        return number >= 0 && number == std::floor(number) && number <= maxSplice;
    };
    const bool hasContent = values.size() == 3 && !values.at(2).isNull();
    if (values.size() < 2 || values.size() > 3 || !isCount(0) || !isCount(1)
        || (hasContent && !values.at(2).isString())) {
        return badPattern(QStringLiteral("The @splice of \"%1\" must be [index, length to delete, "
                                         "text to insert], counting from 0.")
                                  .arg(key.left(80)));
    }
    operation.isSplice = true;
    operation.splice = { qint64(values.at(0).toDouble()), qint64(values.at(1).toDouble()),
                         values.at(2).toString() };
    return {};
}

} // namespace mld::query
