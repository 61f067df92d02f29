// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "notebook.h"
#include "query/expression.h"
#include "rdf/vocabulary.h"

#include <QTest>

using namespace mld;
using namespace mld::query;

class TestExpression : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void values_data();
    void values();
    void refused_data();
    void refused();
    void depthIsBounded();

private:
    Result<Expression> parse(const QByteArray &text);

    Context m_context = *Context::forDomain(QStringLiteral("test.m-ld.org"));
    Variables m_variables;
};

Result<Expression> TestExpression::parse(const QByteArray &text)
{
    return ExpressionParser(m_context, m_variables).operation(json(text).toObject());
}

void TestExpression::values_data() // semantics.md 4.4; ?n is 7, ?none is unbound
{
    QTest::addColumn<QByteArray>("expression");
    QTest::addColumn<QString>("text"); // null: no value
    QTest::addColumn<QString>("type");
    const auto row = [](const char *expression, const char *text, const char *type = "boolean") {
        QTest::newRow(expression) << QByteArray(expression)
                                  << (text ? QString::fromUtf8(text) : QString())
                                  << QString::fromLatin1(type);
    };
    const char *error = nullptr;
    row(R"({"@eq": [2, {"@value": 2, "@type": "http://www.w3.org/2001/XMLSchema#double"}]})", "true");
    row(R"({"@eq": ["?n", 7]})", "true");
    row(R"({"@eq": [1, "1"]})", error);
    row(R"({"@neq": [1, "1"]})", error);
    row(R"({"@eq": [{"@id": "a"}, {"@id": "a"}]})", "true");
    row(R"({"@neq": [{"@id": "a"}, "a"]})", "true");
    row(R"({"@eq": [{"@value": "x", "@type": "t"}, {"@value": "x", "@type": "t"}]})", "true");
    row(R"({"@eq": [{"@value": "x", "@type": "t"}, {"@value": "y", "@type": "t"}]})", error);
    row(R"({"@eq": [{"@value": "2020-01-01T00:00:00Z",
        "@type": "http://www.w3.org/2001/XMLSchema#dateTime"}, {"@value": "2020-01-01T01:00:00+01:00",
        "@type": "http://www.w3.org/2001/XMLSchema#dateTime"}]})", "true");
    row(R"({"@lt": [2, 10]})", "true");
    row(R"({"@lt": ["2", "10"]})", "false");
    row(R"({"@lte": [2, 2.0]})", "true");
    row(R"({"@gt": [false, true]})", "false");
    row(R"({"@gte": [true, true]})", "true");
    row(R"({"@gt": [{"@id": "b"}, {"@id": "a"}]})", error);
    row(R"({"@lt": [1, "?none"]})", error);
    row(R"({"@plus": [1, 2]})", "3", "integer");
    row(R"({"@plus": [1, 1.5]})", "2.5E0", "double");
    row(R"({"@minus": ["?n", 10]})", "-3", "integer");
    row(R"({"@times": [3, 4]})", "12", "integer");
    row(R"({"@plus": [{"@type": "http://www.w3.org/2001/XMLSchema#integer", "@value": "9007199254740993"}, 1]})",
        "9007199254740994", "integer");
    row(R"({"@divide": [40, 2]})", "20", "decimal");
    row(R"({"@divide": [1, 3]})", "0.3333333333333333", "decimal");
    row(R"({"@divide": [1, 0]})", error);
    row(R"({"@divide": [1, 0.5]})", "2.0E0", "double");
    row(R"({"@plus": [{"@type": "http://www.w3.org/2001/XMLSchema#float", "@value": "3.5"}, 1]})", "4.5", "float");
    row(R"({"@plus": ["a", 1]})", error);
    row(R"({"@not": true})", "false");
    row(R"({"@not": {"@eq": [1, "1"]}})", error);
    row(R"({"@and": [true, 1, "x"]})", "true");
    row(R"({"@and": [true, ""]})", "false");
    row(R"({"@and": ["?none", false]})", "false");
    row(R"({"@and": ["?none", true]})", error);
    row(R"({"@or": ["?none", true]})", "true");
    row(R"({"@or": ["?none", false]})", error);
    row(R"({"@bound": "?n"})", "true");
    row(R"({"@bound": "?none"})", "false");
    row(R"({"@in": ["?n", 1, 7]})", "true");
    row(R"({"@in": ["?n", 1, "a"]})", error);
    row(R"({"@notin": ["?n", 1, 2]})", "true");
    row(R"({"@in": ["?n"]})", "false");
    row(R"({"@regex": ["Hello", "^h", "i"]})", "true");
    row(R"({"@regex": ["Hello", "^h"]})", "false");
    row(R"({"@regex": ["a.c", "a.c", "q"]})", "true");
    row(R"({"@regex": ["abc", "a.c", "q"]})", "false");
    row(R"({"@regex": ["abc", "("]})", error);
    row(R"({"@regex": ["abc", "a", "?n"]})", error);
    row(R"({"@regex": [7, "7"]})", error);
    row(R"({"@str": "?n"})", "7", "string");
    row(R"({"@str": {"@id": "a"}})", "http://test.m-ld.org/a", "string");
    row(R"({"@lang": "x"})", "", "string");
    row(R"({"@langmatches": ["en-GB", "EN"]})", "true");
    row(R"({"@langmatches": ["", "*"]})", "false");
    row(R"({"@concat": ["a", "b", "c"]})", "abc", "string");
    row(R"({"@concat": ["a", 1]})", error);
    row(R"({"@gt": [{"@plus": ["?n", {"@times": [2, 3]}]}, 12], "@lt": ["?n", 8]})", "true");
}

void TestExpression::values()
{
    QFETCH(QByteArray, expression);
    QFETCH(QString, text);
    QFETCH(QString, type);
    const Result<Expression> parsed = parse(expression);
    QVERIFY2(parsed, parsed ? "" : qPrintable(parsed.error().message));
    const Variable n = m_variables.of(QStringLiteral("?n"));
    const std::optional<Term> value = evaluate(*parsed, [n](Variable v) -> std::optional<Term> {
        return v == n ? std::optional(Term::literal(QStringLiteral("7"), iris::xsdInteger))
                      : std::nullopt;
    });
    QCOMPARE(value.has_value(), !text.isNull());
    if (value) {
        QCOMPARE(value->text(), text);
        QCOMPARE(value->datatype(), QString(iris::xsdNs + type));
    }
}

void TestExpression::refused_data()
{
    QTest::addColumn<QByteArray>("expression");
    const auto row = [](const char *expression) {
        QTest::newRow(expression) << QByteArray(expression);
    };
    row("{}");
    row(R"({"@bogus": [1, 2]})");
    row(R"({"@count": "?n"})");
    row(R"({"@splice": [0, 1]})");
    row(R"({"@eq": [1]})");
    row(R"({"@eq": [1, 2, 3]})");
    row(R"({"@plus": "?n"})");
    row(R"({"@not": [true, false]})");
    row(R"({"@in": ["?n", [1, 2]]})");
    row(R"({"@bound": 1})");
    row(R"({"@regex": ["a"]})");
    row(R"({"@eq": [null, 1]})");
    row(R"({"eq": [1, 1]})");
    row(R"({"@eq": [{"@gt": [1]}, 1]})");
}

void TestExpression::refused()
{
    QFETCH(QByteArray, expression);
    const Result<Expression> parsed = parse(expression);
    QVERIFY(!parsed);
    QCOMPARE(parsed.error().code, ErrorCode::BadPattern);
    QVERIFY(!parsed.error().message.isEmpty());
}

void TestExpression::depthIsBounded()
{
    QJsonValue nested = true;
    for (int i = 0; i < 1000; ++i)
        nested = QJsonObject{ { QStringLiteral("@not"), nested } };
    QVERIFY(!ExpressionParser(m_context, m_variables).operation(nested.toObject()));
}

QTEST_GUILESS_MAIN(TestExpression)
#include "tst_expression.moc"
