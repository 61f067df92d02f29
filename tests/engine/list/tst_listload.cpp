// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "codec/controlmessage.h"
#include "constraint/graphread.h"
#include "list/listrows.h"
#include "protocol/replica.h"
#include "rdf/vocabulary.h"

#include <QTest>

using namespace mld;

namespace {

const QString base = QStringLiteral("http://test.m-ld.org/");
const Term listIri = Term::iri(base + u'l');

Term slot(int number)
{
    return Term::iri(base + QStringLiteral("slot%1").arg(number));
}

Term integer(int number)
{
    return Term::literal(QString::number(number), iris::xsdInteger);
}

} // namespace

/// Lists in a snapshot (semantics.md 8.1).
class tst_ListLoad : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void indexesAreRanksAfterASnapshot();
};

// m-ld-js gives its indexes along, as triples without TIDs, and they can be wrong (8.6).
void tst_ListLoad::indexesAreRanksAfterASnapshot()
{
    const QString domain = QStringLiteral("test.m-ld.org");
    const QString cloneId = QStringLiteral("test");
    auto store = Store::open(QStringLiteral(":memory:"));
    QVERIFY(store.isOk());
    Dataset dataset(**store, cloneId);
    Journal journal(**store);
    DomainRules rules({}, cloneId, [] { return base + QStringLiteral("new"); });
    Replica replica(**store, dataset, journal, rules, {domain, cloneId});

    OperationContent data;
    const Tid tid = TreeClock::genesis().ticked().hash();
    const QString wrongIndexes[] = { QStringLiteral("5"), QStringLiteral("0"), {} };
    for (int i = 0; i < 3; ++i) {
        const QString position = QStringLiteral("%1aaa_____________").arg(3 + i);
        data.inserts.push_back({ list::positionTriple(listIri, position, slot(i)), { tid } });
        data.inserts.push_back(
                { { slot(i), Term::iri(iris::item), Term::string(position) }, { tid } });
        if (!wrongIndexes[i].isNull())
            data.inserts.push_back({ { slot(i), Term::iri(iris::index),
                                       Term::literal(wrongIndexes[i], iris::xsdInteger) },
                                     {} });
    }
    const auto batch = encodeSnapshotBatch(data, replica.context());
    QVERIFY(batch.isOk());
    SnapshotHeader header;
    header.clock = TreeClock::genesis().ticked().forked()->right;
    QVERIFY(replica.beginLoad(header));
    QVERIFY(replica.loadBatch(*batch));
    const auto loaded = replica.finishLoad();
    QVERIFY2(loaded, loaded ? "" : qPrintable(loaded.error().message));
    for (int i = 0; i < 3; ++i)
        QCOMPARE(objectsOf(dataset, slot(i), Term::iri(iris::index)), std::vector { integer(i) });
    QCOMPARE(list::itemsOf(dataset, listIri).size(), size_t(3));
}

QTEST_GUILESS_MAIN(tst_ListLoad)
#include "tst_listload.moc"
