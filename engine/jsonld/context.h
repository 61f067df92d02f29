// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "rdf/term.h"
#include "result.h"

#include <QHash>
#include <QJsonObject>
#include <QStringList>

#include <memory>

namespace mld {

/// A JSON-LD context as m-ld knows it (semantics.md 2): how the names in an app's JSON stand for
/// IRIs. It is local to a clone and never travels. A value that is cheap to copy; all functions are
/// pure and may be called from any thread.
///
/// What works in the reference works here. What fails or goes wrong there (`@reverse`, aliases of
/// keywords, `@json`) is refused where such a term is used, so that a clone with such a context starts.
class Context
{
public:
    /// What a context says of one property of JSON: its IRI and what plain values of it mean.
    struct Property
    {
        /// What a plain string, or a value with no datatype of its own, stands for.
        enum class Coercion {
            None,    ///< itself
            Id,      ///< a reference, resolved on the base
            Vocab,   ///< a reference, expanded as vocabulary
            Datatype ///< a literal of `datatype`
        };

        QString iri; ///< absolute
        Coercion coercion = Coercion::None;
        QString datatype; ///< absolute IRI
    };

    /// A context for which nothing is defined; only for later assignment.
    Context();

    /// The context of a clone: the defaults of its domain (semantics.md 2.1), and what the app gives
    /// over them. Fails with BadConfiguration if `domain` is no domain name, or if a definition
    /// cannot be understood.
    static Result<Context> forDomain(const QString &domain, const QJsonObject &appContext = {});

    /// This context with `definitions` over it: the `@context` of one request. An array is a list of
    /// contexts, later ones over earlier ones. Fails with BadPattern.
    Result<Context> extended(const QJsonValue &definitions) const;

    /// `http://<domain>/`, on which generated ids are resolved whatever the app's base is.
    const QString &domainBase() const;
    const QString &base() const;
    const QString &vocab() const;

    /// The IRI of a subject id, a reference or a datatype: a prefix, or relative to the base. Fails
    /// with BadPattern for a blank node and for what is no IRI.
    Result<QString> expandId(const QString &id) const;
    /// The IRI of a class, or of a `@vocab` reference: a term, a prefix, or relative to the vocabulary.
    Result<QString> expandVocab(const QString &name) const;
    /// As expandVocab(), for a key of a subject other than a keyword.
    Result<Property> expandProperty(const QString &key) const;

    /// The shortest id that expandId() takes back to `iri`: with a prefix, or relative to the base;
    /// else `iri` itself. Never text that would be read as a variable.
    QString compactId(const QString &iri) const;
    /// The shortest name that expandVocab() takes back to `iri`.
    QString compactVocab(const QString &iri) const;
    /// The key under which to show `value` of the property `iri`, and in `coercion` what a plain
    /// value under it means: a term that fits both, or else as compactVocab().
    QString compactProperty(const QString &iri, const Term &value,
                            Property::Coercion *coercion) const;

private:
    struct Data;
    friend class ContextBuilder;
    explicit Context(std::shared_ptr<const Data> data);

    std::shared_ptr<const Data> d; // immutable; shared between copies
};

} // namespace mld
