// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "protocol/environment.h"

#include <QRegularExpression>
#include <QSet>
#include <QTest>

using namespace mld;

namespace {

/// Gives the numbers it was told to, then a sequence that never repeats within a test.
class Scripted : public Environment
{
public:
    qint64 nowMs() const override { return 0; }
    quint32 random() override
    {
        if (!next.isEmpty())
            return next.takeFirst();
        m_state = m_state * 6364136223846793005u + 1442695040888963407u;
        return quint32(m_state >> 32);
    }

    QList<quint32> next;

private:
    quint64 m_state = 1;
};

} // namespace

class TestEnvironment : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void uniqueIdsAreSafeAndDiffer()
    {
        Scripted environment;
        const QRegularExpression form(QStringLiteral("^c[a-z0-9]{24}$"));
        QSet<QString> ids;
        for (int i = 0; i < 1000; ++i) {
            const QString id = environment.uniqueId();
            QVERIFY2(form.match(id).hasMatch(), qPrintable(id));
            ids.insert(id);
        }
        QCOMPARE(ids.size(), 1000);
    }

    void numbersBelowABoundAreFair()
    {
        Scripted environment;
        // 2^32 mod 36 = 4: the first four numbers are drawn again.
        environment.next = {0, 3, 4};
        QCOMPARE(environment.below(36), 4u);
        QVERIFY(environment.next.isEmpty());
        environment.next = {0xffffffffu};
        QCOMPARE(environment.below(36), 0xffffffffu % 36);
    }

    void uniformStaysBelowOne()
    {
        Scripted environment;
        environment.next = {0xffffffffu, 0};
        QVERIFY(environment.uniform() < 1.0);
        QCOMPARE(environment.uniform(), 0.0);
    }
};

QTEST_GUILESS_MAIN(TestEnvironment)
#include "tst_environment.moc"
