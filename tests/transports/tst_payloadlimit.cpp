// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "mqtt/payloadlimit.h"

#include <QTest>

using mld::PayloadLimit;

class TestPayloadLimit : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatTheServiceSaysHoldsForTheConnection()
    {
        PayloadLimit limit(1'000'000);
        QCOMPARE(limit.bytes(), 1'000'000);
        limit.setAnnounced(128'000);
        QCOMPARE(limit.bytes(), 128'000);
        limit.setAnnounced({});
        QCOMPARE(limit.bytes(), 1'000'000);
    }

    void whatIsRefusedIsHalved()
    {
        PayloadLimit limit(1'000'000);
        limit.noteRefused(300'000);
        QCOMPARE(limit.bytes(), 150'000);
        limit.noteRefused(150'000);
        QCOMPARE(limit.bytes(), 75'000);
        limit.noteTaken(75'000);
        limit.noteRefused(140'000); // on its way before that was known
        QCOMPARE(limit.bytes(), 75'000);
        limit.noteRefused(75'000); // and the service takes less than before
        QCOMPARE(limit.bytes(), 37'500);
    }

    void onceThrownOutIsChance()
    {
        PayloadLimit limit(1'000'000);
        limit.noteThrownOut(300'000);
        QCOMPARE(limit.bytes(), 1'000'000);
        limit.noteTaken(300'000);
        limit.noteThrownOut(300'000);
        limit.noteThrownOut(300'000);
        QCOMPARE(limit.bytes(), 1'000'000);
    }

    void twiceIsNot()
    {
        PayloadLimit limit(1'000'000);
        limit.noteThrownOut(300'000);
        limit.noteThrownOut(310'000);
        QCOMPARE(limit.bytes(), 150'000);
    }

    void smallOnesAreNoReason()
    {
        PayloadLimit limit(1'000'000);
        for (int i = 0; i < 10; ++i)
            limit.noteThrownOut(10'000);
        QCOMPARE(limit.bytes(), 1'000'000);
    }
};

QTEST_APPLESS_MAIN(TestPayloadLimit)
#include "tst_payloadlimit.moc"
