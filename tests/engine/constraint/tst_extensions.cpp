// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "constraint/extensions.h"
#include "rdf/vocabulary.h"
#include "support/memorygraph.h"

#include <QJsonArray>
#include <QTest>

using namespace mld;
using namespace mld::test;

namespace {

const QString body = QStringLiteral("http://notes.example.org/#body");
const QString title = QStringLiteral("http://notes.example.org/#title");

class Declared : public MemoryGraph
{
public:
    void item(const QString &position, const QString &id, const QString &module,
              const QString &className)
    {
        const QString slot = QStringLiteral("http://notes.example.org/slot/") + position;
        insert(triple(iris::extensions, iris::listPosition + position, Term::iri(slot)));
        insert(triple(slot, iris::item, Term::iri(id)));
        insert(triple(id, iris::jsRequire, Term::string(module)));
        insert(triple(id, iris::jsClass, Term::string(className)));
    }
};

} // namespace

class tst_Extensions : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void noneDeclared();
    void textProperties();
    void recognisedByModuleNotById();
    void shapes();
    void unknownAreReported();
    void authority();
    void malformedPartsAreLeftOut();
    void touched();
    void declarationOfText();
};

void tst_Extensions::noneDeclared()
{
    const Extensions read = Extensions::read(MemoryGraph());
    QVERIFY(read.textProperties().isEmpty());
    QVERIFY(read.shapes().empty());
    QVERIFY(read.unknown().empty());
}

// The triples of mqtt-text.json, "text declared in the data"
void tst_Extensions::textProperties()
{
    Declared graph;
    const QString id = QStringLiteral("http://ext.m-ld.org/tseq/TSeqText");
    graph.item(QStringLiteral("3aaa_____________"), id, QStringLiteral("@m-ld/m-ld/ext/tseq"),
               QStringLiteral("TSeqText"));
    graph.insert(triple(id, iris::jsModule, Term::string(QStringLiteral("@m-ld/m-ld/ext/tseq.js"))));
    graph.insert(triple(id, iris::shTargetObjectsOf, Term::iri(body)));
    graph.insert(triple(id, iris::shTargetObjectsOf, Term::iri(title)));
    const Extensions read = Extensions::read(graph);
    QCOMPARE(read.textProperties(), QSet<QString>({ body, title }));
    QVERIFY(read.unknown().empty());
}

void tst_Extensions::recognisedByModuleNotById()
{
    Declared graph;
    const QString id = QStringLiteral("http://notes.example.org/.well-known/genid/1");
    graph.item(QStringLiteral("3aaa_____________"), id, QStringLiteral("@m-ld/m-ld/ext/tseq"),
               QStringLiteral("TSeqText"));
    graph.insert(triple(id, iris::shTargetObjectsOf, Term::iri(body)));
    QCOMPARE(Extensions::read(graph).textProperties(), QSet<QString>({ body }));

    Declared misleading;
    misleading.item(QStringLiteral("3aaa_____________"),
                    QStringLiteral("http://ext.m-ld.org/tseq/TSeqText"), QStringLiteral("other"),
                    QStringLiteral("TSeqText"));
    QVERIFY(Extensions::read(misleading).textProperties().isEmpty());
    QCOMPARE(Extensions::read(misleading).unknown().size(), size_t(1));
}

void tst_Extensions::shapes()
{
    const QString sh = iris::shNs;
    const QString shape = QStringLiteral("http://notes.example.org/shape");
    Declared graph;
    const QString id = QStringLiteral("http://ext.m-ld.org/shacl/ShapeConstrained");
    graph.item(QStringLiteral("3aaa_____________"), id, QStringLiteral("@m-ld/m-ld/ext/shacl"),
               QStringLiteral("ShapeConstrained"));
    graph.insert(triple(id, QStringLiteral("http://m-ld.org/#controlled-shape"), Term::iri(shape)));
    graph.insert(triple(shape, sh + QStringLiteral("path"), Term::iri(title)));
    graph.insert(triple(shape, sh + QStringLiteral("maxCount"),
                        Term::literal(QStringLiteral("1"), iris::xsdInteger)));
    const PropertyShape expected { title, std::nullopt, 1 };
    QCOMPARE(Extensions::read(graph).shapes(), std::vector { expected });
}

void tst_Extensions::unknownAreReported()
{
    Declared graph;
    graph.item(QStringLiteral("4bbb_____________"), QStringLiteral("http://example.org/second"),
               QStringLiteral("@m-ld/m-ld/ext/security"), QStringLiteral("ReadPermitted"));
    graph.item(QStringLiteral("3zzz_____________"), QStringLiteral("http://example.org/first"),
               QStringLiteral("their-module"), QStringLiteral("Theirs"));
    const std::vector<UnknownExtension> expected {
        { QStringLiteral("http://example.org/first"), QStringLiteral("their-module"),
          QStringLiteral("Theirs") },
        { QStringLiteral("http://example.org/second"), QStringLiteral("@m-ld/m-ld/ext/security"),
          QStringLiteral("ReadPermitted") },
    };
    QCOMPARE(Extensions::read(graph).unknown(), expected);
}

void tst_Extensions::authority()
{
    Declared graph;
    QVERIFY(!Extensions::read(graph).areStatutory());
    QVERIFY(!Extensions::read(graph).areWritePermitted());
    graph.item(QStringLiteral("3aaa_____________"), QStringLiteral("http://example.org/any"),
               QStringLiteral("@m-ld/m-ld/ext/statutes"), QStringLiteral("Statutory"));
    QVERIFY(Extensions::read(graph).areStatutory());
    QVERIFY(!Extensions::read(graph).areWritePermitted());
    graph.item(QStringLiteral("4aaa_____________"), QStringLiteral("http://example.org/other"),
               QStringLiteral("@m-ld/m-ld/ext/security.js"), QStringLiteral("WritePermitted"));
    QVERIFY(Extensions::read(graph).areWritePermitted());
    QVERIFY(Extensions::read(graph).unknown().empty());
}

void tst_Extensions::malformedPartsAreLeftOut()
{
    Declared graph;
    const QString id = QStringLiteral("http://notes.example.org/x");
    graph.item(QStringLiteral("3aaa_____________"), id, QStringLiteral("@m-ld/m-ld/ext/tseq"),
               QStringLiteral("TSeqText"));
    graph.insert(triple(id, iris::shTargetObjectsOf, Term::string(QStringLiteral("body"))));
    // a slot without item, and a position whose object is no slot
    graph.insert(triple(iris::extensions, iris::listPosition + QStringLiteral("5aaa_____________"),
                        Term::iri(QStringLiteral("http://notes.example.org/dead"))));
    graph.insert(triple(iris::extensions, iris::listPosition + QStringLiteral("6aaa_____________"),
                        Term::string(QStringLiteral("no slot"))));
    const Extensions read = Extensions::read(graph);
    QVERIFY(read.textProperties().isEmpty());
    QVERIFY(read.unknown().empty());
}

void tst_Extensions::touched()
{
    Declared graph;
    const QString id = QStringLiteral("http://notes.example.org/x");
    graph.item(QStringLiteral("3aaa_____________"), id, QStringLiteral("@m-ld/m-ld/ext/tseq"),
               QStringLiteral("TSeqText"));
    const Extensions read = Extensions::read(graph);
    Patch patch;
    patch.inserts = { triple(QStringLiteral("http://notes.example.org/y"), body,
                             Term::string(QStringLiteral("text"))) };
    QVERIFY(!read.isTouchedBy(patch));
    patch.inserts.push_back(triple(id, iris::shTargetObjectsOf, Term::iri(body)));
    QVERIFY(read.isTouchedBy(patch));

    Patch first;
    first.inserts = { triple(iris::extensions, iris::listPosition + QStringLiteral("3aaa_____________"),
                             Term::iri(QStringLiteral("http://notes.example.org/slot"))) };
    QVERIFY(Extensions::read(MemoryGraph()).isTouchedBy(first));
}

void tst_Extensions::declarationOfText()
{
    const QJsonObject pattern = Extensions::textDeclaration({ body });
    QCOMPARE(pattern[u"@id"].toString(), iris::extensions);
    const QJsonObject item = pattern[u"@list"].toObject()[u"0"].toObject();
    QCOMPARE(item[iris::jsRequire].toString(), QStringLiteral("@m-ld/m-ld/ext/tseq"));
    QCOMPARE(item[iris::jsModule].toString(), QStringLiteral("@m-ld/m-ld/ext/tseq.js"));
    QCOMPARE(item[iris::jsClass].toString(), QStringLiteral("TSeqText"));
    const QJsonArray properties { QJsonObject { { QStringLiteral("@id"), body } } };
    QCOMPARE(item[iris::shTargetObjectsOf].toArray(), properties);
}

QTEST_GUILESS_MAIN(tst_Extensions)
#include "tst_extensions.moc"
