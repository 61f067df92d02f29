// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QHashFunctions>
#include <QString>

namespace mld {

/// An RDF term as this engine stores it: an IRI or a literal; blank nodes do not occur in data
/// (semantics.md 1). Terms are compared by their text, never by value: "7" and "007" are two
/// integers. Literals are in the canonical form of semantics.md 3 before they are stored.
///
/// The text of a literal of an indirect datatype (binary, shared text) is the id of its data
/// (semantics.md 3.6).
class Term
{
public:
    enum class Kind : quint8 { Iri, Literal };

    Term() = default;
    static Term iri(QString iri) { return Term(Kind::Iri, std::move(iri), {}, {}); }
    static Term literal(QString text, QString datatype, QString language = {})
    {
        return Term(Kind::Literal, std::move(text), std::move(datatype), std::move(language));
    }
    /// A literal of xsd:string.
    static Term string(QString text);

    Kind kind() const { return m_kind; }
    bool isIri() const { return m_kind == Kind::Iri; }
    bool isLiteral() const { return m_kind == Kind::Literal; }
    /// True for a default-constructed term, which stands for no term.
    bool isNull() const { return m_kind == Kind::Iri && m_text.isNull(); }

    /// The IRI, or the literal's lexical form.
    const QString &text() const { return m_text; }
    /// The absolute datatype IRI of a literal; empty for an IRI.
    const QString &datatype() const { return m_datatype; }
    const QString &language() const { return m_language; }

    friend bool operator==(const Term &a, const Term &b)
    {
        return a.m_kind == b.m_kind && a.m_text == b.m_text && a.m_datatype == b.m_datatype
                && a.m_language == b.m_language;
    }
    friend bool operator!=(const Term &a, const Term &b) { return !(a == b); }
    friend size_t qHash(const Term &term, size_t seed = 0)
    {
        return qHashMulti(seed, term.m_text, quint8(term.m_kind), term.m_datatype, term.m_language);
    }

private:
    Term(Kind kind, QString text, QString datatype, QString language)
        : m_text(std::move(text)), m_datatype(std::move(datatype)),
          m_language(std::move(language)), m_kind(kind)
    {
    }

    QString m_text;
    QString m_datatype;
    QString m_language;
    Kind m_kind = Kind::Iri;
};

/// A triple of the domain's one graph. Subject and predicate are IRIs.
struct Triple
{
    Term subject;
    Term predicate;
    Term object;

    friend bool operator==(const Triple &, const Triple &) = default;
    friend size_t qHash(const Triple &triple, size_t seed = 0)
    {
        return qHashMulti(seed, triple.subject, triple.predicate, triple.object);
    }
};

} // namespace mld
