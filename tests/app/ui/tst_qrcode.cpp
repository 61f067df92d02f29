// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/qrcode.h"

#include <QImage>
#include <QPainter>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace commonplace;

class TestQrCode : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aReaderReadsIt_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("size");
        QTest::addColumn<double>("ratio");
        const QString link = u"commonplace:join?v=2&d=abc.notebook.local&n=K%C3%BCche&k=mqtt&s.host=broker.example"_s;
        QTest::newRow("a link") << link << 240 << 1.0;
        QTest::newRow("a long one") << link + u"&x="_s + QString(1500, u'a') << 400 << 1.0;
        QTest::newRow("scaled") << link << 201 << 1.5;
        QTest::newRow("letters of all kinds") << u"Küche 厨房"_s << 160 << 2.0;
    }
    void aReaderReadsIt()
    {
        QFETCH(QString, text);
        QFETCH(int, size);
        QFETCH(double, ratio);
        QrCode code;
        code.setText(text);
        code.setSize(QSizeF(size, size));
        QVERIFY(code.isThere());
        QImage image((QSizeF(size, size) * ratio).toSize(), QImage::Format_RGB32);
        image.setDevicePixelRatio(ratio);
        image.fill(Qt::white);
        QPainter painter(&image);
        code.paint(&painter);
        painter.end();
        QTemporaryDir folder;
        QVERIFY(image.save(folder.filePath(u"code.png"_s)));
        QProcess reader;
        reader.start(u"zbarimg"_s, { u"--quiet"_s, u"--raw"_s, u"-Sbinary"_s, folder.filePath(u"code.png"_s) });
        QVERIFY2(reader.waitForFinished(), "is zbarimg installed?");
        QCOMPARE(QString::fromUtf8(reader.readAllStandardOutput()).trimmed(), text);
    }

    void whatIsTooLongHasNone()
    {
        QrCode code;
        QVERIFY(!code.isThere());
        code.setText(QString(5000, u'a'));
        QVERIFY(!code.isThere());
        code.setText(u"short"_s);
        QVERIFY(code.isThere());
    }
};

QTEST_MAIN(TestQrCode)
#include "tst_qrcode.moc"
