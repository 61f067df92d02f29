// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "rdf/termorder.h"
#include "rdf/vocabulary.h"

#include <rapidcheck.h>

#include <QTest>

#include <algorithm>

using namespace mld;

namespace {

Term typed(const char *text, const char *xsdName)
{
    return Term::literal(QString::fromLatin1(text), iris::xsdNs + QLatin1String(xsdName));
}

const std::vector<Term> &inOrder()
{
    static const std::vector<Term> terms{
        Term::iri(QStringLiteral("http://a.example/")),
        Term::iri(QStringLiteral("http://b.example/")),
        Term::string(QString()),
        Term::string(QStringLiteral("0")),
        Term::string(QStringLiteral("10")),
        Term::string(QStringLiteral("9")),
        Term::string(QStringLiteral("a")),
        Term::string(QStringLiteral("ä")),
        typed("-Infinity", "double"),
        typed("-20", "integer"),
        typed("-1", "integer"),
        typed("0", "integer"),
        typed("0.5", "decimal"),
        typed("1.0E0", "double"),
        typed("01", "integer"),
        typed("1", "integer"),
        typed("1.9", "decimal"),
        typed("10", "integer"), // as in the reference
        typed("2", "integer"),
        typed("9", "integer"),
        typed("11", "integer"),
        typed("19.9", "decimal"),
        typed("100", "integer"),
        typed("20", "integer"),
        typed("Infinity", "double"),
        typed("2024-01-01T12:00:00+02:00", "dateTime"),
        typed("2024-01-01T11:00:00Z", "dateTime"),
        Term::literal(QStringLiteral("x"), QStringLiteral("http://ext.example/type")),
        typed("true", "boolean"),
        typed("2024-01-01", "date"),
        typed("tomorrow", "dateTime"),
        typed("NaN", "double"),
        typed("many", "integer"),
    };
    return terms;
}

} // namespace

/// Values in an order that all clones agree on.
class TestTermOrder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isAsListed()
    {
        const std::vector<Term> &terms = inOrder();
        for (size_t i = 0; i < terms.size(); ++i) {
            for (size_t j = 0; j < terms.size(); ++j) {
                QVERIFY2(comesBefore(terms[i], terms[j]) == (i < j),
                         qPrintable(terms[i].text() + u" and " + terms[j].text()));
            }
        }
    }

    void anyShuffleIsPutRight()
    {
        QVERIFY(rc::check([] {
            std::vector<Term> terms = inOrder();
            const auto swaps = *rc::gen::container<std::vector<size_t>>(
                    terms.size(), rc::gen::inRange<size_t>(0, terms.size()));
            for (size_t i = 0; i < terms.size(); ++i)
                std::swap(terms[i], terms[swaps[i]]);
            std::sort(terms.begin(), terms.end(), comesBefore);
            RC_ASSERT(terms == inOrder());
        }));
    }
};

QTEST_GUILESS_MAIN(TestTermOrder)
#include "tst_termorder.moc"
