// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "codec/operationcontext.h"

#include <QTest>
#include <rapidcheck.h>

using namespace mld;

namespace {

const OperationContext &context()
{
    static const OperationContext forExample(QStringLiteral("ex.org"));
    return forExample;
}

} // namespace

// wire.md 4.1
class TestOperationContext : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void compacts_data();
    void compacts();
    void expands_data();
    void expands();
    void readsBackWhatItWrites();
};

void TestOperationContext::compacts_data()
{
    QTest::addColumn<QString>("iri");
    QTest::addColumn<QString>("node");
    QTest::addColumn<QString>("vocab");
    const auto row = [](const char *name, const char *iri, const char *node, const char *vocab) {
        QTest::newRow(name) << QString::fromUtf8(iri) << QString::fromUtf8(node)
                            << QString::fromUtf8(vocab);
    };
    row("subject", "http://ex.org/fred", "fred", "http://ex.org/fred");
    row("property, T16", "http://ex.org/#name", "#name", "name");
    row("base", "http://ex.org/", "./", "http://ex.org/");
    row("vocabulary", "http://ex.org/#", "#", "http://ex.org/#");
    row("skolem", "http://ex.org/.well-known/genid/x1", ".well-known/genid/x1",
        "http://ex.org/.well-known/genid/x1");
    row("type", "http://www.w3.org/1999/02/22-rdf-syntax-ns#type", "rdf:type", "rdf:type");
    row("date", "http://www.w3.org/2001/XMLSchema#date", "xs:date", "xs:date");
    row("foreign", "https://schema.org/name", "https://schema.org/name",
        "https://schema.org/name");
    row("urn", "urn:uuid:1", "urn:uuid:1", "urn:uuid:1");
    row("like a term", "http://ex.org/#s", "#s", "http://ex.org/#s");
    row("like a prefix", "http://ex.org/#rdf", "#rdf", "http://ex.org/#rdf");
    row("not ASCII", "http://ex.org/#größe", "#größe", "größe");
    // T15: what m-ld-js writes for these reads back as something else.
    row("longer host", "http://ex.org.evil/x", "http://ex.org.evil/x", "http://ex.org.evil/x");
    row("colon", "http://ex.org/a:b", "http://ex.org/a:b", "http://ex.org/a:b");
    row("colon later", "http://ex.org/x/a:b", "http://ex.org/x/a:b", "http://ex.org/x/a:b");
    row("colon in vocabulary", "http://ex.org/#a:b", "http://ex.org/#a:b", "http://ex.org/#a:b");
    row("double slash", "http://ex.org//x", "http://ex.org//x", "http://ex.org//x");
    row("dot segment", "http://ex.org/a/../b", "http://ex.org/a/../b", "http://ex.org/a/../b");
    row("dots", "http://ex.org/..a/b..", "..a/b..", "http://ex.org/..a/b..");
    row("keyword", "http://ex.org/@type", "http://ex.org/@type", "http://ex.org/@type");
    row("keyword in vocabulary", "http://ex.org/#@type", "#@type", "http://ex.org/#@type");
    row("JavaScript", "http://ex.org/#__proto__", "#__proto__", "http://ex.org/#__proto__");
    row("blank prefix", "http://ex.org/_:x", "http://ex.org/_:x", "http://ex.org/_:x");
    row("space", "http://ex.org/a b", "http://ex.org/a b", "http://ex.org/a b");
    // There is no way to write these.
    row("no scheme", "fred", "", "");
    row("empty", "", "", "");
    row("blank node", "_:b1", "", "");
    row("prefix as scheme", "rdf:type", "", "");
    row("space after scheme", "urn:a b", "", "");
}

void TestOperationContext::compacts()
{
    QFETCH(QString, iri);
    QTEST(QString::fromUtf8(context().compactNode(iri)), "node");
    QTEST(QString::fromUtf8(context().compactVocab(iri)), "vocab");
}

void TestOperationContext::expands_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("node");
    QTest::addColumn<QString>("vocab");
    const auto row = [](const char *text, const char *node, const char *vocab) {
        QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(node)
                            << QString::fromUtf8(vocab);
    };
    row("fred", "http://ex.org/fred", "http://ex.org/#fred");
    row("#name", "http://ex.org/#name", "http://ex.org/##name");
    row("./", "http://ex.org/", "http://ex.org/#./");
    row(".", "http://ex.org/", "http://ex.org/#.");
    row("..", "http://ex.org/", "http://ex.org/#..");
    row("../x", "http://ex.org/x", "http://ex.org/#../x");
    row("a/./b/../c", "http://ex.org/a/c", "http://ex.org/#a/./b/../c");
    row("a/..", "http://ex.org/", "http://ex.org/#a/..");
    row("../.evil/x", "http://ex.org/.evil/x", "http://ex.org/#../.evil/x");
    row("?q", "http://ex.org/?q", "http://ex.org/#?q");
    row("a?b/../c#d", "http://ex.org/a?b/../c#d", "http://ex.org/#a?b/../c#d");
    row("/x", "http://ex.org/x", "http://ex.org/#/x");
    row("//other.org/x", "http://other.org/x", "http://ex.org/#//other.org/x");
    row("", "http://ex.org/", "");
    row("rdf:type", "http://www.w3.org/1999/02/22-rdf-syntax-ns#type",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#type");
    row("xs:date", "http://www.w3.org/2001/XMLSchema#date",
        "http://www.w3.org/2001/XMLSchema#date");
    row("rdf://x", "rdf://x", "rdf://x");
    row("http://a.org/b", "http://a.org/b", "http://a.org/b");
    row("a:b", "a:b", "a:b");
    row("x/a:b", "http://ex.org/x/a:b", "http://ex.org/#x/a:b");
    row(":x", "http://ex.org/:x", "http://ex.org/#:x");
    row("tid", "http://ex.org/tid", "http://m-ld.org/#tid");
    row("op", "http://ex.org/op", "http://m-ld.org/#op");
    row("s", "http://ex.org/s", "http://www.w3.org/1999/02/22-rdf-syntax-ns#subject");
    row("p", "http://ex.org/p", "http://www.w3.org/1999/02/22-rdf-syntax-ns#predicate");
    row("o", "http://ex.org/o", "http://www.w3.org/1999/02/22-rdf-syntax-ns#object");
    row("_:b", "", "");
    row("@list", "", "");
}

void TestOperationContext::expands()
{
    QFETCH(QString, text);
    QTEST(context().expandNode(text), "node");
    QTEST(context().expandVocab(text), "vocab");
}

// T15
void TestOperationContext::readsBackWhatItWrites()
{
    QVERIFY(rc::check("an IRI reads back, or is not written", [] {
        const auto part = rc::gen::elementOf(std::vector<const char *>{
                "http://ex.org/", "http://ex.org", "#", "name", "/", "//", ".", "..", ":", "@", "?",
                "rdf", "xs", "s", "tid", "urn:", "_:", " ", "\n", "\xc3\xa9", "%20", "[", "\\", "__",
                "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "http://www.w3.org/2001/XMLSchema#" });
        QString iri;
        for (const char *each : *rc::gen::container<std::vector<const char *>>(part))
            iri += QString::fromUtf8(each);
        const QByteArray node = context().compactNode(iri);
        if (!node.isEmpty())
            RC_ASSERT(context().expandNode(QString::fromUtf8(node)) == iri);
        const QByteArray vocab = context().compactVocab(iri);
        if (!vocab.isEmpty())
            RC_ASSERT(context().expandVocab(QString::fromUtf8(vocab)) == iri);
        if (iri.startsWith(QStringLiteral("http://ex.org/")))
            RC_ASSERT(!node.isEmpty() && !vocab.isEmpty());
    }));
}

QTEST_GUILESS_MAIN(TestOperationContext)
#include "tst_operationcontext.moc"
