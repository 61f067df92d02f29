// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/program.h"

#include "support/expectedwarnings.h"

#include <QColor>
#include <QDir>
#include <QFile>
#include <QHash>
#include <QQmlComponent>
#include <QQmlEngine>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>

using namespace commonplace;

namespace {

QStringList linesOf(const QString &file)
{
    QFile source(QStringLiteral(QML_FOLDER "/") + file);
    return source.open(QIODevice::ReadOnly) ? QString::fromUtf8(source.readAll()).split(u'\n') : QStringList();
}

/// The "file:line" of each Text and Label whose own lines do not say that it is plain.
QStringList unplainTexts(const QString &file)
{
    static const QRegularExpression opening(QStringLiteral("^(\\s*)(?:[\\w.]+: )?(?:Text|Label) \\{"));
    QStringList found;
    const QStringList lines = linesOf(file);
    for (int i = 0; i < lines.size(); ++i) {
        const auto match = opening.match(lines.at(i));
        if (!match.hasMatch())
            continue;
        const QString own = match.captured(1) + QStringLiteral("    textFormat: Text.PlainText");
        const QString end = match.captured(1) + u'}';
        int j = i + 1;
        while (j < lines.size() && lines.at(j) != own && !lines.at(j).startsWith(end))
            ++j;
        if (j == lines.size() || lines.at(j) != own)
            found.append(QStringLiteral("%1:%2").arg(file).arg(i + 1));
    }
    return found;
}

double luminance(const QColor &color)
{
    const auto linear = [](double c) { return c <= 0.03928 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4); };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

/// As WCAG 2 counts it: from 1 to 21.
double contrast(const QColor &a, const QColor &b)
{
    const auto [dark, light] = std::minmax({ luminance(a), luminance(b) });
    return (light + 0.05) / (dark + 0.05);
}

} // namespace

/// What is said of the look as a whole: words from outside are shown as they are, nothing is fetched
/// for them, and everything can be read.
class TestLook : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void allTextIsPlain()
    {
        const QStringList files = QDir(QStringLiteral(QML_FOLDER)).entryList({ QStringLiteral("*.qml") });
        QVERIFY(files.size() > 20);
        QStringList found;
        for (const QString &file : files)
            found += unplainTexts(file);
        QVERIFY2(found.isEmpty(), qPrintable(QStringLiteral("Needs textFormat: Text.PlainText: ") + found.join(u' ')));
    }

    void nothingIsFetched_data()
    {
        QTest::addColumn<QString>("qml");
        QTest::newRow("picture") << QStringLiteral("Image { source: \"%1\" }");
        QTest::newRow("rich text") << QStringLiteral("Text { textFormat: Text.RichText; text: \"<img src='%1'>\" }");
        QTest::newRow("styled text") << QStringLiteral("Text { textFormat: Text.StyledText; text: \"<img src='%1'>\" }");
    }
    void nothingIsFetched()
    {
        QFETCH(QString, qml);
        // An engine as Qt makes it shows that the test would notice.
        for (const bool isOurs : { false, true }) {
            QTcpServer server;
            QVERIFY(server.listen(QHostAddress::LocalHost));
            QSignalSpy asked(&server, &QTcpServer::newConnection);
            const QString address = QStringLiteral("http://127.0.0.1:%1/x.png").arg(server.serverPort());
            QQmlEngine engine;
            if (isOurs)
                prepareEngine(engine);
            const mld::test::ExpectedWarnings refusals(QStringLiteral("Protocol \"refused\" is unknown"));
            QQmlComponent component(&engine);
            component.setData("import QtQuick\n" + qml.arg(address).toUtf8(), QUrl());
            const std::unique_ptr<QObject> item(component.create());
            QVERIFY2(item, qPrintable(component.errorString()));
            QCOMPARE(asked.wait(isOurs ? 300 : 5000), !isOurs);
        }
    }

    void everythingCanBeRead()
    {
        static const QRegularExpression token(
            QStringLiteral("property color (\\w+): isDark \\? \"(#[0-9a-f]{6})\" : \"(#[0-9a-f]{6})\""));
        const QStringList words { QStringLiteral("text"),  QStringLiteral("secondary"), QStringLiteral("faint"),
                                  QStringLiteral("done"),  QStringLiteral("accent"),    QStringLiteral("good"),
                                  QStringLiteral("warn"),  QStringLiteral("bad") };
        const QStringList planes { QStringLiteral("rail"),  QStringLiteral("list"),     QStringLiteral("page"),
                                   QStringLiteral("raised"), QStringLiteral("field"),   QStringLiteral("selected"),
                                   QStringLiteral("badPlane"), QStringLiteral("code"),   QStringLiteral("hit") };
        QStringList faults;
        for (const int look : { 2, 3 }) {
            QHash<QString, QColor> colors;
            for (const QString &line : linesOf(QStringLiteral("Theme.qml"))) {
                if (const auto match = token.match(line); match.hasMatch())
                    colors.insert(match.captured(1), QColor(match.captured(look)));
            }
            QList<std::pair<QString, QString>> pairs { { QStringLiteral("accentText"), QStringLiteral("accent") },
                                                       { QStringLiteral("accentText"), QStringLiteral("accentHover") },
                                                       { QStringLiteral("text"), QStringLiteral("selection") },
                                                       { QStringLiteral("text"), QStringLiteral("selectedHit") } };
            for (const QString &word : words) {
                for (const QString &plane : planes)
                    pairs.append({ word, plane });
            }
            for (const auto &[word, plane] : std::as_const(pairs)) {
                QVERIFY2(colors.contains(word) && colors.contains(plane), qPrintable(word + u' ' + plane));
                const double found = contrast(colors.value(word), colors.value(plane));
                if (found < 4.5)
                    faults.append(QStringLiteral("%1: %2 on %3 is %4:1").arg(look == 2 ? QStringLiteral("dark") : QStringLiteral("light"), word, plane)
                                      .arg(found, 0, 'f', 2));
            }
        }
        QVERIFY2(faults.isEmpty(), qPrintable(faults.join(QStringLiteral("; "))));
    }
};

QTEST_MAIN(TestLook)
#include "tst_look.moc"
