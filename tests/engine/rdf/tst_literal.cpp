// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "rdf/literal.h"
#include "rdf/vocabulary.h"

#include <rapidcheck.h>

#include <QTest>

#include <bit>
#include <cmath>
#include <limits>

using namespace mld;

namespace {

Term integer(const char *text)
{
    return Term::literal(QString::fromLatin1(text), iris::xsdInteger);
}

Term dbl(const char *text)
{
    return Term::literal(QString::fromLatin1(text), iris::xsdDouble);
}

Term typed(const char *text, const char *xsdName)
{
    return Term::literal(QString::fromLatin1(text), iris::xsdNs + QLatin1String(xsdName));
}

} // namespace

class TestLiteral : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void numbers_data();
    void numbers();
    void numberIsNever();
    void wireNumbers_data();
    void wireNumbers();
    void typedValues_data();
    void typedValues();
    void texts_data();
    void texts();
    void valueKeys_data();
    void valueKeys();
    void instants();
    void canonicalIsIdempotent();
    void wireNumbersReadBack();
};

void TestLiteral::numbers_data()
{
    QTest::addColumn<double>("number");
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("isInteger");
    const auto row = [](const char *name, double number, const char *text, bool isInteger) {
        QTest::newRow(name) << number << QString::fromLatin1(text) << isInteger;
    };
    row("0", 0, "0", true);
    row("-0", -0.0, "0", true);
    row("42", 42, "42", true);
    row("-7", -7, "-7", true);
    row("2^53+2", 9007199254740994.0, "9007199254740994", true);
    row("1e20", 1e20, "100000000000000000000", true);
    row("1e21", 1e21, "1.0E21", false);
    row("1.5", 1.5, "1.5E0", false);
    row("0.1", 0.1, "1.0E-1", false);
    row("-0.1", -0.1, "-1.0E-1", false);
    row("123456789.125", 123456789.125, "1.23456789125E8", false);
    row("1e-7 stays a double", 1e-7, "1.0E-7", false);
    row("smallest", 5e-324, "4.940656458412465E-324", false);
    row("largest", 1.7976931348623157e308, "1.797693134862316E308", false);
    row("a tie goes up", 1234567890123456.5, "1.234567890123457E15", false);
    row("infinity", std::numeric_limits<double>::infinity(), "Infinity", false);
    row("-infinity", -std::numeric_limits<double>::infinity(), "-Infinity", false);
}

void TestLiteral::numbers()
{
    QFETCH(double, number);
    QFETCH(QString, text);
    QFETCH(bool, isInteger);
    const std::optional<Term> term = literal::fromNumber(number);
    QVERIFY(term);
    QCOMPARE(term->text(), text);
    QCOMPARE(term->datatype(), isInteger ? iris::xsdInteger : iris::xsdDouble);
}

void TestLiteral::numberIsNever()
{
    QVERIFY(!literal::fromNumber(std::nan("")));
    QVERIFY(!literal::fromWireNumber(std::nan("")));
    QVERIFY(!literal::fromNumber(std::nan(""), iris::xsdDouble));
}

void TestLiteral::wireNumbers_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("isInteger");
    QTest::addColumn<bool>("isBare");
    const auto row = [](const char *text, bool isInteger, bool isBare) {
        QTest::addRow("%s %s", text, isInteger ? "integer" : "double")
                << QString::fromLatin1(text) << isInteger << isBare;
    };
    row("7", true, true);
    row("007", true, false);
    row("-0", true, false);
    row("+1", true, false);
    row("9007199254740992", true, true);
    row("9007199254740993", true, false);
    row("100000000000000000000", true, false);
    row("1.5E0", false, true);
    row("1.50E0", false, false);
    row("2.0E0", false, false);
    row("1.0E-7", false, false);
    row("1.5E-7", false, true);
    row("1.0E21", false, true);
    row("Infinity", false, true);
    row("INF", false, false);
    row("NaN", false, false);
    row("", true, false);
}

void TestLiteral::wireNumbers()
{
    QFETCH(QString, text);
    QFETCH(bool, isInteger);
    QFETCH(bool, isBare);
    const Term term = Term::literal(text, isInteger ? iris::xsdInteger : iris::xsdDouble);
    QCOMPARE(literal::toWireNumber(term).has_value(), isBare);
}

void TestLiteral::typedValues_data()
{
    QTest::addColumn<QVariant>("value");
    QTest::addColumn<QString>("datatype");
    QTest::addColumn<QString>("text"); // null: refused
    const auto row = [](const QVariant &value, const char *type, const char *text) {
        QTest::addRow("%s as %s", qPrintable(value.toString()), type)
                << value << (iris::xsdNs + QLatin1String(type))
                << (text ? QString::fromLatin1(text) : QString());
    };
    row(QStringLiteral("1"), "double", "1.0E0");
    row(1.0, "double", "1.0E0");
    row(QStringLiteral("abc"), "double", nullptr);
    row(QStringLiteral("INF"), "double", nullptr);
    row(QStringLiteral("007"), "integer", "007");
    row(QStringLiteral("x"), "integer", nullptr);
    row(3.0, "integer", "3");
    row(3.5, "integer", nullptr);
    row(3.0, "int", "3");
    row(3.5, "decimal", "3.5E0");
    row(QStringLiteral("anything"), "dateTime", "anything");
}

void TestLiteral::typedValues()
{
    QFETCH(QVariant, value);
    QFETCH(QString, datatype);
    QFETCH(QString, text);
    const Result<Term> term = value.userType() == QMetaType::Double
            ? literal::fromNumber(value.toDouble(), datatype)
            : literal::fromText(value.toString(), datatype);
    QCOMPARE(term.isOk(), !text.isNull());
    if (term) {
        QCOMPARE(term->text(), text);
        QCOMPARE(term->datatype(), datatype);
    } else {
        QCOMPARE(term.error().code, ErrorCode::BadPattern);
    }
}

void TestLiteral::texts_data()
{
    QTest::addColumn<double>("number");
    QTest::addColumn<QString>("ecma");
    QTest::addColumn<QString>("decimal");
    const auto row = [](double number, const char *ecma, const char *decimal) {
        QTest::addRow("%s", ecma) << number << QString::fromLatin1(ecma)
                                  << QString::fromLatin1(decimal);
    };
    row(20, "20", "20");
    row(1.0 / 3, "0.3333333333333333", "0.3333333333333333");
    row(-0.5, "-0.5", "-0.5");
    row(0.000001, "0.000001", "0.000001");
    row(1e-7, "1e-7", "0.0000001");
    row(1.5e-7, "1.5e-7", "0.00000015");
    row(1e20, "100000000000000000000", "100000000000000000000");
    row(1e21, "1e+21", "1000000000000000000000");
    row(1.25e22, "1.25e+22", "12500000000000000000000");
    row(123.456, "123.456", "123.456");
}

void TestLiteral::texts()
{
    QFETCH(double, number);
    QFETCH(QString, ecma);
    QFETCH(QString, decimal);
    QCOMPARE(literal::ecmaText(number), ecma);
    QCOMPARE(literal::decimalText(number), decimal);
}

void TestLiteral::valueKeys_data()
{
    QTest::addColumn<Term>("a");
    QTest::addColumn<Term>("b");
    QTest::addColumn<bool>("isEqual");
    const auto row = [](const char *name, const Term &a, const Term &b, bool isEqual) {
        QTest::newRow(name) << a << b << isEqual;
    };
    row("integer, double", integer("1"), dbl("1.0E0"), true);
    row("leading zeros", integer("1"), integer("01"), true);
    row("integer, decimal", integer("1"), typed("1.0", "decimal"), true);
    row("derived type", integer("100"), typed("100", "unsignedByte"), true);
    row("tenth", dbl("1.0E-1"), typed("0.10", "decimal"), true);
    row("minus zero", integer("0"), dbl("-0.0E0"), true);
    row("signs differ", integer("1"), integer("-1"), false);
    row("digits that a double cannot hold", integer("9007199254740993"),
        integer("9007199254740992"), false);
    row("zones", typed("2020-01-01T01:00:00+01:00", "dateTime"),
        typed("2020-01-01T00:00:00.000Z", "dateTime"), true);
    row("milliseconds differ", typed("2020-01-01T00:00:00.001Z", "dateTime"),
        typed("2020-01-01T00:00:00Z", "dateTime"), false);
    row("no zone", typed("2020-01-01T00:00:00", "dateTime"),
        typed("2020-01-01T00:00:00Z", "dateTime"), false);
}

void TestLiteral::valueKeys()
{
    QFETCH(Term, a);
    QFETCH(Term, b);
    QFETCH(bool, isEqual);
    QVERIFY(!literal::valueKey(a).isEmpty());
    QCOMPARE(literal::valueKey(a) == literal::valueKey(b), isEqual);
    // These match by their text alone.
    QVERIFY(literal::valueKey(typed("1", "float")).isEmpty());
    QVERIFY(literal::valueKey(typed("2020-01-01", "date")).isEmpty());
    QVERIFY(literal::valueKey(integer("abc")).isEmpty());
    QVERIFY(literal::valueKey(Term::string(QStringLiteral("1"))).isEmpty());
    QVERIFY(literal::valueKey(Term::iri(QStringLiteral("1"))).isEmpty());
}

void TestLiteral::instants()
{
    QCOMPARE(literal::dateTimeValue(QStringLiteral("1970-01-01T00:00:01.5Z")), 1500.0);
    QCOMPARE(literal::dateTimeValue(QStringLiteral("2000-03-01T00:00:00Z")), 951868800000.0);
    QCOMPARE(literal::dateTimeValue(QStringLiteral("1969-12-31T23:00:00-01:00")), 0.0);
    QVERIFY(!literal::dateTimeValue(QStringLiteral("2000-13-01T00:00:00Z")));
    QVERIFY(!literal::dateTimeValue(QStringLiteral("yesterday")));
}

void TestLiteral::canonicalIsIdempotent()
{
    const bool isTrue = rc::check("a number's literal reads back as itself", [](quint64 bits) {
        const double number = std::bit_cast<double>(bits);
        RC_PRE(!std::isnan(number));
        const Term term = *literal::fromNumber(number);
        RC_ASSERT(*literal::fromNumber(*literal::jsonNumber(term), term.datatype()) == term);
        const Result<Term> again = literal::fromText(term.text(), term.datatype());
        RC_ASSERT(again.isOk());
        RC_ASSERT(*again == term);
        RC_ASSERT(*literal::parseNumber(literal::ecmaText(number)) == number);
        RC_ASSERT(*literal::parseNumber(literal::decimalText(number)) == number);
    });
    QVERIFY(isTrue);
}

void TestLiteral::wireNumbersReadBack()
{
    const bool isTrue = rc::check("a bare number is read as the literal it stands for", [] {
        const double number = *rc::gen::oneOf(
                rc::gen::map(rc::gen::arbitrary<quint64>(),
                             [](quint64 bits) { return std::bit_cast<double>(bits); }),
                rc::gen::map(rc::gen::arbitrary<int>(), [](int n) { return n / 8.0; }));
        RC_PRE(!std::isnan(number));
        const Term term = *literal::fromNumber(number);
        if (const std::optional<double> bare = literal::toWireNumber(term))
            RC_ASSERT(*literal::fromWireNumber(*bare) == term);
    });
    QVERIFY(isTrue);
}

QTEST_GUILESS_MAIN(TestLiteral)
#include "tst_literal.moc"
