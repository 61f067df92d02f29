// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "../fuzz/announcementtarget.h"
#include "../fuzz/commontarget.h"
#include "../fuzz/configurationtarget.h"
#include "../fuzz/contexttarget.h"
#include "../fuzz/lantarget.h"
#include "../fuzz/machinetarget.h"
#ifdef MLD_HAVE_MQTT
#include "../fuzz/mqtttarget.h"
#endif
#include "../fuzz/patterntarget.h"
#include "../fuzz/sealingtarget.h"
#ifdef MLD_HAVE_SOCKETIO
#include "../fuzz/socketiotarget.h"
#endif
#include "../fuzz/textsessiontarget.h"

#include <QDirIterator>
#include <QFile>
#include <QTest>

using Target = void (*)(QByteArrayView);
Q_DECLARE_METATYPE(Target)

/// The fuzz targets, on the inputs that once did harm and on those that fuzzing begins with.
class TestCorpus : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void inputs_data();
    void inputs();
};

void TestCorpus::inputs_data()
{
    QTest::addColumn<Target>("target");
    QTest::addColumn<QString>("file");
    const auto addFiles = [](Target target, const char *name) {
        const QString tests = QStringLiteral(MLD_TEST_DATA "/../");
        int count = 0;
        for (const char *folder : { "corpus/", "fuzz/corpus/fuzz_" }) {
            QDirIterator files(tests + QLatin1String(folder) + QLatin1String(name), QDir::Files);
            for (; files.hasNext(); ++count) {
                const QString file = files.next();
                QTest::newRow(qPrintable(file.mid(tests.size()))) << target << file;
            }
        }
        QVERIFY(count > 0);
    };
    addFiles(mld::fuzz::operation, "operation");
    addFiles(mld::fuzz::control, "control");
    addFiles(mld::fuzz::text, "text");
    addFiles(mld::fuzz::textSession, "textsession");
#ifdef MLD_HAVE_MQTT
    addFiles(mld::fuzz::mqtt, "mqtt");
#endif
#ifdef MLD_HAVE_SOCKETIO
    addFiles(mld::fuzz::socketIo, "socketio");
#endif
    addFiles(mld::fuzz::common, "common");
    addFiles(mld::fuzz::announcement, "announcement");
    addFiles(mld::fuzz::lan, "lan");
    addFiles(mld::fuzz::sealing, "sealing");
    addFiles(mld::fuzz::machine, "machine");
    addFiles(mld::fuzz::pattern, "pattern");
    addFiles(mld::fuzz::domainContext, "context");
    addFiles(mld::fuzz::configuration, "configuration");
}

void TestCorpus::inputs()
{
    QFETCH(Target, target);
    QFETCH(QString, file);
    QFile input(file);
    QVERIFY(input.open(QIODevice::ReadOnly));
    target(input.readAll()); // aborts if a promise is broken
}

QTEST_GUILESS_MAIN(TestCorpus)
#include "tst_corpus.moc"
