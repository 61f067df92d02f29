// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "query/variables.h"

#include <QTest>

using namespace mld::query;

class TestVariables : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void names_data();
    void names();
    void numbers();
};

void TestVariables::names_data() // semantics.md 4.1
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("isVariable");
    const auto row = [](const char *text, bool isVariable) {
        QTest::newRow(*text ? text : "empty") << QString::fromUtf8(text) << isVariable;
    };
    row("?", true);
    row("?x", true);
    row("?_x1", true);
    row("?1st", true);
    row("?naïve", true);
    row("?日本", true);
    row("?\xF0\x90\x80\x80", true); // U+10000
    row("?a\u00B7b", true);
    row("?\u00B7b", false);
    row("?a-b", false);
    row("?x y", false);
    row("?a.b", false);
    row("??", false);
    row("x", false);
    row("", false);
    QTest::newRow("half a pair") << QString(QStringLiteral("?") + QChar(0xd800)) << false;
}

void TestVariables::names()
{
    QFETCH(QString, text);
    QFETCH(bool, isVariable);
    QCOMPARE(Variables::isVariable(text), isVariable);
}

void TestVariables::numbers()
{
    Variables variables;
    const Variable x = variables.of(QStringLiteral("?x"));
    const Variable i = variables.of(QStringLiteral("?i"));
    QCOMPARE(variables.of(QStringLiteral("?x")), x);
    QVERIFY(variables.of(QStringLiteral("?")) != variables.of(QStringLiteral("?")));
    QCOMPARE(variables.slotOf(i), variables.slotOf(i));
    QVERIFY(variables.slotOf(i) != variables.slotOf(x));
    QVERIFY(variables.isNamed(x));
    QVERIFY(!variables.isNamed(variables.slotOf(i)));
    QCOMPARE(variables.name(x), QStringLiteral("?x"));
}

QTEST_GUILESS_MAIN(TestVariables)
#include "tst_variables.moc"
