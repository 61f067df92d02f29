// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "jsonld/context.h"

#include <QHash>
#include <QSet>
#include <QString>
#include <QStringList>

#include <vector>

namespace mld {

/// What a context defines. Internal to jsonld/.
struct Context::Data
{
    struct Definition
    {
        Property property;       ///< with an empty IRI if the term was set to null
        bool isPrefix = false;   ///< may begin a compact IRI
        bool isForOutput = true; ///< may be chosen when compacting
        QString refusal;         ///< why using the term fails, if it does
    };

    struct Prefix
    {
        QString iri;
        QString term;
    };

    QString domainBase;
    QString base;
    QString vocab;
    QHash<QString, Definition> terms;

    // Derived from the above, for compacting
    QHash<QString, QStringList> termsOfIri; ///< shortest first, then by text
    std::vector<Prefix> prefixes;
    bool isPlainBase = false; ///< ids are most often what follows the base

    void deriveInverse();

    /// The IRI of `text` if it begins with a prefix, or nothing.
    std::optional<QString> expandPrefix(const QString &text) const;
    /// The shortest form with a prefix, or null.
    QString compactPrefix(const QString &iri) const;
};

/// Reads JSON-LD contexts into Context::Data, one over the other. Internal to jsonld/.
class ContextBuilder
{
public:
    explicit ContextBuilder(const Context::Data &over);

    Result<void> add(const QJsonValue &definitions);
    Context build();

private:
    Result<void> addObject(const QJsonObject &definitions);
    Result<void> addKeyword(const QString &key, const QJsonValue &value);
    Result<void> define(const QString &term);
    Result<void> defineExpanded(const QString &term, const QJsonObject &definition,
                                Context::Data::Definition &result);
    /// The IRI that `text`, in the definition of `term`, stands for.
    Result<QString> expandIn(const QString &term, const QString &text);

    Context::Data m_data;
    QJsonObject m_definitions; ///< the object that is being read
    QSet<QString> m_defined;   ///< terms of it that have been read
    QSet<QString> m_defining;  ///< terms that are being read, to find cycles
};

} // namespace mld
