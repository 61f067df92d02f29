// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dataset/dataset.h"
#include "dataset/snapshot.h"
#include "rdf/vocabulary.h"
#include "store/store.h"

#include <QTest>

#include <map>
#include <set>

namespace mld::test {

inline Term node(const QString &name)
{
    return Term::iri(QStringLiteral("http://example.org/") + name);
}

inline Term integer(int value)
{
    return Term::literal(QString::number(value), iris::xsdInteger);
}

inline Term text(const QString &valueId)
{
    return Term::literal(valueId, iris::text);
}

inline Triple triple(const QString &subject, const QString &property, const Term &object)
{
    return { node(subject), node(property), object };
}

inline Triple triple(const QString &subject, const QString &property, const QString &value)
{
    return triple(subject, property, Term::string(value));
}

/// A term as text, for comparisons and messages.
inline QString shown(const Term &term)
{
    if (term.isIri())
        return QLatin1Char('<') + term.text() + QLatin1Char('>');
    return QLatin1Char('"') + term.text() + QStringLiteral("\"^^") + term.datatype()
            + QLatin1Char('@') + term.language();
}

inline QString shown(const Triple &triple)
{
    return shown(triple.subject) + QLatin1Char(' ') + shown(triple.predicate) + QLatin1Char(' ')
            + shown(triple.object);
}

inline std::set<QString> shown(const std::vector<Triple> &triples)
{
    std::set<QString> all;
    for (const Triple &triple : triples)
        all.insert(shown(triple));
    return all;
}

/// All that a snapshot holds: triples with their TIDs, and the texts.
using Contents = std::map<QString, std::set<Tid>>;

inline Contents contentsOf(Snapshot &snapshot, QHash<QString, QByteArray> *states = nullptr)
{
    Contents contents;
    while (true) {
        auto batch = snapshot.next();
        if (!batch || !*batch)
            return contents;
        for (const TripleTids &inserted : (*batch)->inserts) {
            contents[shown(inserted.triple)]
                    = std::set<Tid>(inserted.tids.begin(), inserted.tids.end());
        }
        if (states)
            states->insert((*batch)->states);
    }
}

inline Contents contentsOf(const Dataset &dataset, QHash<QString, QByteArray> *states = nullptr)
{
    return contentsOf(*dataset.snapshot(), states);
}

/// The visible objects of a subject and property.
inline std::set<QString> valuesOf(const Dataset &dataset, const QString &subject,
                                  const QString &property)
{
    std::set<QString> values;
    const TermId s = dataset.find(node(subject));
    const TermId p = dataset.find(node(property));
    if (s && p) {
        dataset.match(s, p, 0, [&](TermId, TermId, TermId object) {
            values.insert(dataset.term(object).text());
            return true;
        });
    }
    return values;
}

/// A dataset in memory.
struct Replica
{
    explicit Replica(const QString &id = QStringLiteral("clone"),
                     const QString &path = QStringLiteral(":memory:"))
        : store(*Store::open(path)), dataset(std::make_unique<Dataset>(*store, id)), cloneId(id)
    {
    }

    /// What a crash leaves: nothing since the last commit, and nothing in memory.
    void crash()
    {
        dataset.reset();
        store->rollback();
        dataset = std::make_unique<Dataset>(*store, cloneId);
    }

    LocalChange write(const Patch &patch, const Tid &tid)
    {
        auto change = dataset->applyLocal(patch, tid);
        if (!change)
            qFatal("%s", qPrintable(change.error().message));
        return *std::move(change);
    }

    LocalChange insert(const std::vector<Triple> &triples, const Tid &tid)
    {
        Patch patch;
        patch.inserts = triples;
        return write(patch, tid);
    }

    LocalChange remove(const std::vector<Triple> &triples, const Tid &tid)
    {
        Patch patch;
        patch.deletes = triples;
        return write(patch, tid);
    }

    LocalChange newText(const Triple &triple, const QString &content, const Tid &tid)
    {
        Patch patch;
        patch.inserts = { triple };
        patch.newTexts.insert(triple.object.text(), content);
        return write(patch, tid);
    }

    LocalChange splice(const Triple &triple, const std::vector<Splice> &splices, const Tid &tid)
    {
        Patch patch;
        patch.splices.push_back({ triple, splices });
        return write(patch, tid);
    }

    DatasetChange receive(const OperationContent &content, const Tid &tid)
    {
        auto change = dataset->applyRemote(content, tid);
        if (!change)
            qFatal("%s", qPrintable(change.error().message));
        return *std::move(change);
    }

    DatasetChange undo(const QByteArray &undoData)
    {
        auto change = dataset->undo(undoData);
        if (!change)
            qFatal("%s", qPrintable(change.error().message));
        return *std::move(change);
    }

    QString textOf(const QString &valueId) const
    {
        return dataset->textOf(valueId).value_or(QStringLiteral("(none)"));
    }

    std::unique_ptr<Store> store;
    std::unique_ptr<Dataset> dataset;
    QString cloneId;
};

} // namespace mld::test
