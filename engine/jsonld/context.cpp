// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "jsonld/context.h"

#include "jsonld/contextdata.h"
#include "jsonld/iri.h"
#include "rdf/vocabulary.h"

#include <algorithm>

namespace mld {

namespace {

/// Parts of lower-case letters, digits and "_", between single "." or "-", and a last one of two to
/// six letters after a ".". By hand: the first regular expression of a process costs half a MiB.
bool isDomainName(QStringView name)
{
    const auto isLetter = [](QChar c) { return c >= u'a' && c <= u'z'; };
    const auto isInPart = [&](QChar c) { return isLetter(c) || (c >= u'0' && c <= u'9') || c == u'_'; };
    const qsizetype dot = name.lastIndexOf(u'.');
    const QStringView last = name.sliced(dot + 1);
    if (dot <= 0 || last.size() < 2 || last.size() > 6 || !std::all_of(last.begin(), last.end(), isLetter))
        return false;
    bool isPartBefore = false;
    for (const QChar c : name.first(dot)) {
        if (!isInPart(c) && (!isPartBefore || (c != u'.' && c != u'-')))
            return false;
        isPartBefore = isInPart(c);
    }
    return isPartBefore;
}

Error badIri(const QString &text, const QString &reason)
{
    return { ErrorCode::BadPattern, QStringLiteral("\"%1\" %2.").arg(text.left(80), reason) };
}

bool isBlank(const QString &text)
{
    return text.startsWith(QLatin1String("_:"));
}

/// Text that would mean something else than an IRI if it were read again in a pattern.
bool isMisread(const QString &text)
{
    return text.isEmpty() || text[0] == u'?' || text[0] == u'@' || isBlank(text);
}

bool isShorter(const QString &a, const QString &b)
{
    return a.size() != b.size() ? a.size() < b.size() : a < b;
}

Result<QString> checked(const QString &text, const QString &iri)
{
    if (!iri::isValid(iri))
        return badIri(text, QStringLiteral("is not an IRI"));
    return iri;
}

/// How well a term fits a value: 0 best, -1 not at all (semantics.md 2.3).
int fit(const Context::Property &property, const Term &value, bool isVocabTerm)
{
    using Coercion = Context::Property::Coercion;
    switch (property.coercion) {
    case Coercion::None:
        return 2;
    case Coercion::Id:
        return value.isIri() ? (isVocabTerm ? 1 : 0) : -1;
    case Coercion::Vocab:
        return value.isIri() ? (isVocabTerm ? 0 : 1) : -1;
    case Coercion::Datatype:
        return value.isLiteral() && value.datatype() == property.datatype ? 0 : -1;
    }
    return -1;
}

} // namespace

void Context::Data::deriveInverse()
{
    termsOfIri.clear();
    prefixes.clear();
    // Not a base with dots in its path, which resolving would take out.
    isPlainBase = base.endsWith(u'/') && iri::resolve(base, QStringLiteral("a")) == base + u'a';
    for (auto it = terms.cbegin(); it != terms.cend(); ++it) {
        const Definition &definition = *it;
        if (definition.property.iri.isEmpty() || !definition.refusal.isEmpty()
            || isMisread(it.key())) {
            continue;
        }
        if (definition.isForOutput)
            termsOfIri[definition.property.iri].append(it.key());
        if (definition.isPrefix)
            prefixes.push_back({ definition.property.iri, it.key() });
    }
    for (QStringList &names : termsOfIri)
        std::sort(names.begin(), names.end(), isShorter);
}

std::optional<QString> Context::Data::expandPrefix(const QString &text) const
{
    const qsizetype colon = text.indexOf(u':', 1);
    if (colon < 0 || QStringView(text).mid(colon + 1).startsWith(u"//"))
        return std::nullopt;
    const auto it = terms.constFind(text.left(colon));
    if (it == terms.cend() || !it->isPrefix || it->property.iri.isEmpty())
        return std::nullopt;
    return it->property.iri + text.mid(colon + 1);
}

QString Context::Data::compactPrefix(const QString &iri) const
{
    QString best;
    for (const Prefix &prefix : prefixes) {
        if (iri.size() <= prefix.iri.size() || !iri.startsWith(prefix.iri))
            continue;
        const QString candidate = prefix.term + u':' + iri.mid(prefix.iri.size());
        // A term of that very name would hide the prefix, two slashes would make it absolute.
        if (terms.contains(candidate) || expandPrefix(candidate) != iri)
            continue;
        if (best.isNull() || isShorter(candidate, best))
            best = candidate;
    }
    return best;
}

Context::Context() : d(std::make_shared<const Data>()) { }
Context::Context(std::shared_ptr<const Data> data) : d(std::move(data)) { }

Result<Context> Context::forDomain(const QString &domain, const QJsonObject &appContext)
{
    if (!isDomainName(domain)) {
        return Error{ ErrorCode::BadConfiguration,
                      QStringLiteral("\"%1\" is not a domain name, such as \"notes.example.org\".")
                              .arg(domain.left(80)) };
    }
    Data defaults;
    defaults.domainBase = QStringLiteral("http://%1/").arg(domain);
    defaults.base = defaults.domainBase;
    defaults.vocab = defaults.base + u'#';
    const QString appBase = appContext.value(QLatin1String("@base")).toString();
    if (!appBase.isEmpty())
        defaults.vocab = iri::resolve(iri::resolve(defaults.base, appBase), QStringLiteral("/#"));
    ContextBuilder builder(defaults);
    if (const Result<void> added = builder.add(appContext); !added)
        return Error{ ErrorCode::BadConfiguration, added.error().message };
    return builder.build();
}

Result<Context> Context::extended(const QJsonValue &definitions) const
{
    if (definitions.isUndefined() || definitions.isNull())
        return *this;
    ContextBuilder builder(*d);
    MLD_TRY(builder.add(definitions));
    return builder.build();
}

const QString &Context::domainBase() const
{
    return d->domainBase;
}

const QString &Context::base() const
{
    return d->base;
}

const QString &Context::vocab() const
{
    return d->vocab;
}

Result<QString> Context::expandId(const QString &id) const
{
    if (isBlank(id))
        return badIri(id, QStringLiteral("is a blank node, which cannot be stored; leave out the @id"));
    if (id.startsWith(u'@'))
        return badIri(id, QStringLiteral("is not an IRI"));
    if (const std::optional<QString> expanded = d->expandPrefix(id))
        return checked(id, *expanded);
    return checked(id, iri::resolve(d->base, id));
}

Result<QString> Context::expandVocab(const QString &name) const
{
    Result<Property> property = expandProperty(name);
    MLD_TRY(property);
    return property->iri;
}

Result<Context::Property> Context::expandProperty(const QString &key) const
{
    if (const auto it = d->terms.constFind(key); it != d->terms.cend()) {
        if (!it->refusal.isEmpty())
            return badIri(key, it->refusal);
        return it->property;
    }
    if (isBlank(key))
        return badIri(key, QStringLiteral("is a blank node, which is no property or class"));
    if (key.startsWith(u'@'))
        return badIri(key, QStringLiteral("is not a property"));
    Property property;
    if (const std::optional<QString> expanded = d->expandPrefix(key))
        property.iri = *expanded;
    else
        property.iri = iri::isAbsolute(key) ? key : d->vocab + key;
    MLD_TRY(checked(key, property.iri));
    return property;
}

QString Context::compactId(const QString &iri) const
{
    if (const QString compact = d->compactPrefix(iri); !compact.isNull())
        return compact;
    if (d->isPlainBase && iri.startsWith(d->base)) {
        const QStringView rest = QStringView(iri).mid(d->base.size());
        if (iri::isPlainTail(rest) && rest[0] != u'@' && !rest.contains(u':'))
            return rest.toString();
    }
    const QString relative = iri::relativize(d->base, iri);
    if (isMisread(relative) || d->expandPrefix(relative))
        return iri;
    return relative;
}

QString Context::compactVocab(const QString &iri) const
{
    for (const QString &term : d->termsOfIri.value(iri)) {
        if (d->terms[term].property.coercion == Property::Coercion::None)
            return term;
    }
    if (iri.size() > d->vocab.size() && iri.startsWith(d->vocab)) {
        const QString name = iri.mid(d->vocab.size());
        if (!isMisread(name) && !d->terms.contains(name) && !iri::isAbsolute(name)
            && !d->expandPrefix(name)) {
            return name;
        }
    }
    const QString compact = d->compactPrefix(iri);
    return compact.isNull() ? iri : compact;
}

QString Context::compactProperty(const QString &iri, const Term &value,
                                 Property::Coercion *coercion) const
{
    *coercion = Property::Coercion::None;
    const auto names = d->termsOfIri.constFind(iri);
    if (names == d->termsOfIri.cend())
        return compactVocab(iri);
    const bool isVocabTerm = value.isIri() && d->termsOfIri.contains(value.text());
    QString best;
    int bestFit = 0;
    for (const QString &name : *names) {
        const Property &property = d->terms[name].property;
        const int nameFit = fit(property, value, isVocabTerm);
        if (nameFit < 0 || (!best.isNull() && nameFit >= bestFit))
            continue;
        best = name;
        bestFit = nameFit;
        *coercion = property.coercion;
    }
    if (!best.isNull())
        return best;
    const QString name = compactVocab(iri);
    // An absolute IRI may itself be defined as a term, and then means what that says.
    if (const auto term = d->terms.constFind(name); term != d->terms.cend())
        *coercion = term->property.coercion;
    return name;
}

} // namespace mld
