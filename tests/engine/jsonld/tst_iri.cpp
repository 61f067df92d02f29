// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "jsonld/iri.h"

#include <rapidcheck.h>

#include <QTest>

using namespace mld;

class TestIri : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void resolves_data();
    void resolves();
    void relativizes_data();
    void relativizes();
    void validity_data();
    void validity();
    void relativeFormsResolveBack();
};

void TestIri::resolves_data()
{
    QTest::addColumn<QString>("reference");
    QTest::addColumn<QString>("iri");
    const auto row = [](const char *reference, const char *iri) {
        QTest::newRow(*reference ? reference : "empty")
                << QString::fromLatin1(reference) << QString::fromLatin1(iri);
    };
    // RFC 3986, 5.4.1 and 5.4.2, with the base http://a/b/c/d;p?q
    row("g:h", "g:h");
    row("g", "http://a/b/c/g");
    row("./g", "http://a/b/c/g");
    row("g/", "http://a/b/c/g/");
    row("/g", "http://a/g");
    row("//g", "http://g");
    row("?y", "http://a/b/c/d;p?y");
    row("g?y", "http://a/b/c/g?y");
    row("#s", "http://a/b/c/d;p?q#s");
    row("g#s", "http://a/b/c/g#s");
    row("g?y#s", "http://a/b/c/g?y#s");
    row(";x", "http://a/b/c/;x");
    row("g;x", "http://a/b/c/g;x");
    row("", "http://a/b/c/d;p?q");
    row(".", "http://a/b/c/");
    row("./", "http://a/b/c/");
    row("..", "http://a/b/");
    row("../", "http://a/b/");
    row("../g", "http://a/b/g");
    row("../..", "http://a/");
    row("../../", "http://a/");
    row("../../g", "http://a/g");
    row("../../../g", "http://a/g");
    row("../../../../g", "http://a/g");
    row("/./g", "http://a/g");
    row("/../g", "http://a/g");
    row("g.", "http://a/b/c/g.");
    row(".g", "http://a/b/c/.g");
    row("g..", "http://a/b/c/g..");
    row("./../g", "http://a/b/g");
    row("./g/.", "http://a/b/c/g/");
    row("g/./h", "http://a/b/c/g/h");
    row("g/../h", "http://a/b/c/h");
    row("g;x=1/./y", "http://a/b/c/g;x=1/y");
    row("g;x=1/../y", "http://a/b/c/y");
    row("g?y/../x", "http://a/b/c/g?y/../x");
    row("g#s/../x", "http://a/b/c/g#s/../x");
}

void TestIri::resolves()
{
    QFETCH(QString, reference);
    QFETCH(QString, iri);
    QCOMPARE(iri::resolve(QStringLiteral("http://a/b/c/d;p?q"), reference), iri);
}

void TestIri::relativizes_data()
{
    QTest::addColumn<QString>("base");
    QTest::addColumn<QString>("iri");
    QTest::addColumn<QString>("relative");
    const auto row = [](const char *base, const char *iri, const char *relative) {
        QTest::addRow("%s on %s", iri, base) << QString::fromLatin1(base)
                                             << QString::fromLatin1(iri)
                                             << QString::fromLatin1(relative);
    };
    const char *domain = "http://test.m-ld.org/";
    row(domain, "http://test.m-ld.org/fred", "fred");
    row(domain, "http://test.m-ld.org/a/b", "a/b");
    row(domain, "http://test.m-ld.org/#Person", "#Person");
    row(domain, "http://test.m-ld.org/x?q=1", "x?q=1");
    row(domain, "http://test.m-ld.org/", "./");
    row(domain, "http://other.org/x", "http://other.org/x");
    row(domain, "https://test.m-ld.org/x", "https://test.m-ld.org/x");
    row(domain, "http://test.m-ld.org", "http://test.m-ld.org");
    row(domain, "http://test.m-ld.org//x", "http://test.m-ld.org//x");
    row(domain, "http://test.m-ld.org/a:b", "http://test.m-ld.org/a:b");
    row("http://ex.org/base/", "http://ex.org/base/fred", "fred");
    row("http://ex.org/base/", "http://ex.org/fred", "../fred");
    row("http://ex.org/base/", "http://ex.org/basement", "../basement");
    row("http://ex.org/base", "http://ex.org/fred", "fred");
    row("http://ex.org/base", "http://ex.org/base#x", "#x");
    row("http://ex.org/base", "http://ex.org/base/x", "base/x");
}

void TestIri::relativizes()
{
    QFETCH(QString, base);
    QFETCH(QString, iri);
    QFETCH(QString, relative);
    QCOMPARE(iri::relativize(base, iri), relative);
    QCOMPARE(iri::resolve(base, relative), iri);
}

void TestIri::validity_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("isValid");
    QTest::newRow("plain") << QStringLiteral("http://a/b") << true;
    QTest::newRow("spaces are kept") << QStringLiteral("http://a/b c") << true;
    QTest::newRow("any scheme") << QStringLiteral("a:b") << true;
    QTest::newRow("emoji") << QStringLiteral("a:\U0001F600") << true;
    QTest::newRow("relative") << QStringLiteral("b/c") << false;
    QTest::newRow("no scheme before the colon") << QStringLiteral("1a:b") << false;
    QTest::newRow("empty") << QString() << false;
    QTest::newRow("line feed") << QStringLiteral("a:b\n") << false;
    QTest::newRow("half a pair") << QString(QStringLiteral("a:") + QChar(0xd83d)) << false;
    QTest::newRow("halves in wrong order")
            << QString(QStringLiteral("a:") + QChar(0xde00) + QChar(0xd83d)) << false;
}

void TestIri::validity()
{
    QFETCH(QString, text);
    QFETCH(bool, isValid);
    QCOMPARE(iri::isValid(text), isValid);
}

void TestIri::relativeFormsResolveBack()
{
    const bool isTrue = rc::check("a relative form stands for its IRI", [] {
        const auto part = [] {
            return QString::fromStdString(*rc::gen::container<std::string>(
                    rc::gen::elementOf(std::string("ab./:?#"))));
        };
        const QString origin = QStringLiteral("http://ex.org/");
        const QString base = origin + part();
        const QString target = origin + part();
        RC_ASSERT(iri::resolve(base, iri::relativize(base, target)) == target);
        const QString tail = part();
        if (iri::isPlainTail(tail))
            RC_ASSERT(iri::relativize(origin, origin + tail) == tail);
    });
    QVERIFY(isTrue);
}

QTEST_GUILESS_MAIN(TestIri)
#include "tst_iri.moc"
