// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "memorybackend.h"

#include <QFile>
#include <QJsonDocument>
#include <QTest>

/// The cases of tests/data/jrql-cases.json that need but one clone.
class TestJrqlCases : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cases_data();
    void cases();
};

void TestJrqlCases::cases_data()
{
    QTest::addColumn<QJsonObject>("test");
    QFile file(QStringLiteral(MLD_TEST_DATA "/jrql-cases.json"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QJsonArray cases =
            QJsonDocument::fromJson(file.readAll()).object().value(QLatin1String("cases")).toArray();
    QVERIFY(!cases.isEmpty());
    for (qsizetype i = 0; i < cases.size(); ++i) {
        const QJsonObject test = cases[i].toObject();
        if (!test.contains(QLatin1String("form"))) {
            QTest::addRow("%d %s", int(i),
                          qPrintable(test.value(QLatin1String("about")).toString().left(60)))
                    << test;
        }
    }
}

void TestJrqlCases::cases()
{
    QFETCH(QJsonObject, test);
    MemoryBackend backend(test);
    const QStringList differences = playCase(test, backend);
    const QString quirk = test.value(QLatin1String("quirk")).toString();
    if (!quirk.isEmpty()) {
        if (!differences.isEmpty())
            qInfo().noquote() << "differs on purpose:" << quirk << differences.join(u'\n');
        return;
    }
    QVERIFY2(differences.isEmpty(), qPrintable(differences.join(u'\n')));
}

QTEST_GUILESS_MAIN(TestJrqlCases)
#include "tst_jrqlcases.moc"
