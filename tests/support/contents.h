// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "codec/operationcontent.h"
#include "rdf/literal.h"
#include "rdf/vocabulary.h"

#include "packed.h"

#include <QCryptographicHash>

#include <rapidcheck.h>

#include <vector>

/// Contents of operations, of the domain ex.org.
namespace mld::test {

inline rc::Gen<QString> texts()
{
    return rc::gen::map(rc::gen::container<std::vector<char16_t>>(rc::gen::weightedOneOf<char16_t>(
                                { { 5, rc::gen::inRange<char16_t>(32, 127) },
                                  { 1, rc::gen::inRange<char16_t>(0, 0xd800) },
                                  { 1, rc::gen::inRange<char16_t>(0xe000, 0xffff) } })),
                        [](const std::vector<char16_t> &units) {
                            return QString::fromUtf16(units.data(), qsizetype(units.size()));
                        });
}

inline rc::Gen<Term> iriTerms()
{
    return rc::gen::map(
            rc::gen::pair(rc::gen::element("http://ex.org/", "http://ex.org/#", "http://ex.org",
                                           "https://schema.org/", "urn:x:",
                                           "http://www.w3.org/2001/XMLSchema#"),
                          rc::gen::element("fred", "wilma", "s", "op", "rdf", "a:b", "../x", "x/",
                                           ".evil/", "@type", "", "name", "\xc3\xa9")),
            [](const auto &parts) {
                return Term::iri(QString::fromUtf8(parts.first) + QString::fromUtf8(parts.second));
            });
}

/// Literals without data of their own.
inline rc::Gen<Term> literals()
{
    const auto typed = [](const char *lexical, const QString &datatype) {
        return Term::literal(QString::fromUtf8(lexical), datatype);
    };
    return rc::gen::oneOf(
            rc::gen::map(texts(), Term::string),
            rc::gen::map(rc::gen::arbitrary<qint64>(), [](qint64 value) {
                return Term::literal(QString::number(value), iris::xsdInteger);
            }),
            rc::gen::map(rc::gen::arbitrary<double>(), [](double value) {
                return Term::literal(literal::doubleText(value), iris::xsdDouble);
            }),
            rc::gen::element(typed("true", iris::xsdBoolean), typed("1", iris::xsdBoolean),
                             typed("007", iris::xsdInteger), typed("-0", iris::xsdInteger),
                             typed("2.0E0", iris::xsdDouble), typed("1.0E-7", iris::xsdDouble),
                             typed("1.0E300", iris::xsdDouble), typed("Infinity", iris::xsdDouble),
                             typed("2020-01-01T00:00:00Z", iris::xsdDateTime),
                             typed("", QStringLiteral("http://ex.org/#T"))));
}

/// Content as a clone makes it: with the data of all values in `inserts`, no triple twice, and no TIDs
/// of inserts unless they are reified.
inline rc::Gen<OperationContent> contents(bool isReified)
{
    return rc::gen::exec([isReified] {
        OperationContent content;
        const auto tids = [] {
            return *rc::gen::unique<std::vector<Tid>>(rc::gen::map(
                    rc::gen::inRange(0, 6),
                    [](int i) { return QByteArray("kQ").append(char('A' + i)).append("="); }));
        };
        const auto triple = [](const Term &object) {
            return Triple{ *iriTerms(), *rc::gen::oneOf(iriTerms(),
                                                        rc::gen::just(Term::iri(iris::rdfType))),
                           object };
        };
        QSet<Triple> inserted;
        const auto insert = [&](const Triple &each) {
            if (!std::exchange(inserted, QSet<Triple>(inserted) << each).contains(each))
                content.inserts.push_back({ each, isReified ? tids() : std::vector<Tid>() });
        };
        for (int i = *rc::gen::inRange(0, 6); i > 0; --i)
            content.deletes.push_back(
                    { triple(*rc::gen::oneOf(iriTerms(), literals())), tids() });
        for (int i = *rc::gen::inRange(0, 12); i > 0; --i)
            insert(triple(*rc::gen::oneOf(iriTerms(), literals())));
        for (int i = *rc::gen::inRange(0, 3); i > 0; --i) {
            const QByteArray bytes(i, char(*rc::gen::arbitrary<char>()));
            const QString id = QString::fromLatin1(
                    QCryptographicHash::hash(bytes, QCryptographicHash::Sha1).toBase64());
            content.binaries.insert(id, bytes);
            insert(triple(Term::literal(id, iris::xsdBase64Binary)));
        }
        for (int i = *rc::gen::inRange(0, 3); i > 0; --i) {
            const QString id = QStringLiteral("text%1").arg(i);
            const Triple each = triple(Term::literal(id, iris::text));
            if (*rc::gen::arbitrary<bool>()) {
                content.states.insert(id, packJson(QJsonObject{
                        { QStringLiteral("tick"), i }, { QStringLiteral("rest"), QJsonArray() } }));
                insert(each);
            }
            content.updates.push_back({ each, packJson(QJsonArray{ i, QJsonValue::Null }) });
        }
        return content;
    });
}

} // namespace mld::test
