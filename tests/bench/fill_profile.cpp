// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0

// Fills a profile for measurements: fill_profile DIR [NOTEBOOKS [NOTES [WORDS]]], with so many notes in each notebook
// and so many words in each note. `commonplace --data DIR` opens it.
#include "clone/clone.h"
#include "constraint/extensions.h"
#include "notebook/notebooksmodel.h"
#include "notebook/notedata.h"

#include <QCoreApplication>
#include <QDir>
#include <QEventLoop>
#include <QJsonArray>
#include <QRandomGenerator>

#include <cstdio>

using namespace commonplace;

namespace {

constexpr int vocabulary = 20'000;

/// Some words are in many notes, and most in few, as in any language.
QString word(QRandomGenerator &random)
{
    static const QStringList syllables { QStringLiteral("ka"), QStringLiteral("ro"), QStringLiteral("mi"),
                                         QStringLiteral("sel"), QStringLiteral("tün"), QStringLiteral("ba"),
                                         QStringLiteral("dre"), QStringLiteral("wo"), QStringLiteral("ne"),
                                         QStringLiteral("lé") };
    const double part = random.generateDouble();
    QString text;
    for (int number = int(vocabulary * part * part * part) + 10; number > 0; number /= 10)
        text += syllables.at(number % 10);
    return text;
}

QString words(QRandomGenerator &random, int count)
{
    QString text;
    for (int i = 0; i < count; ++i) {
        text += word(random);
        text += i % 12 == 11 ? QStringLiteral(".\n") : i % 97 == 50 ? QStringLiteral(" #garden ") : QStringLiteral(" ");
    }
    return text;
}

bool write(mld::Clone &clone, const QJsonValue &pattern, int &open)
{
    ++open;
    bool isFine = true;
    clone.write(pattern, [&open, &isFine](const mld::Result<void> &result) {
        --open;
        isFine = result.isOk();
    });
    while (open > 0)
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    return isFine;
}

bool fill(const Notebook &notebook, const QString &path, int notes, int length, QRandomGenerator &random)
{
    mld::CloneConfig config;
    config.id = notebook.entry().cloneId;
    config.domain = notebook.entry().domain;
    config.genesis = true;
    config.context = notedata::context();
    config.constraints = notedata::constraints();
    config.storePath = path;
    mld::Clone clone(config);
    if (!clone.start())
        return false;
    while (!clone.isStarted())
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    int open = 0;
    if (!write(clone, mld::Extensions::textDeclaration(notedata::textProperties()), open)
        || !write(clone, notedata::createNotebook(notebook.entry().name), open))
        return false;
    constexpr int together = 100;
    const QDateTime now = QDateTime::currentDateTimeUtc();
    for (int done = 0; done < notes; done += together) {
        QJsonArray some;
        for (int i = done; i < std::min(done + together, notes); ++i) {
            some.append(notedata::createNote(notedata::newId(), words(random, 4).simplified(),
                                             words(random, length), now.addSecs(-60 * i)));
        }
        if (!write(clone, some, open))
            return false;
    }
    QEventLoop loop;
    QObject::connect(&clone, &mld::Clone::closed, &loop, &QEventLoop::quit);
    clone.close();
    loop.exec();
    return true;
}

} // namespace

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    const QString folder = arguments.value(1);
    const int notebooks = arguments.value(2, QStringLiteral("10")).toInt();
    const int notes = arguments.value(3, QStringLiteral("1000")).toInt();
    const int length = arguments.value(4, QStringLiteral("200")).toInt();
    auto profile = folder.isEmpty() ? mld::Result<Profile>(mld::Error { mld::ErrorCode::BadConfiguration, {} })
                                    : Profile::create(QStringLiteral("bench"), QDir(folder).absolutePath());
    if (!profile || notebooks < 1 || notes < 1 || length < 0) {
        std::fputs("fill_profile DIR [NOTEBOOKS [NOTES [WORDS]]]\n", stderr);
        return 2;
    }
    QRandomGenerator random(1);
    NotebooksModel model(&*profile);
    for (int i = 0; i < notebooks; ++i) {
        NotebookEntry entry;
        entry.name = QStringLiteral("Notebook %1").arg(i + 1);
        entry.domain = NotebooksModel::newDomain();
        entry.isGenesis = true;
        entry.hasStarted = true;
        const Notebook *notebook = model.add(entry);
        if (!fill(*notebook, model.storePath(*notebook), notes, length, random)) {
            std::fprintf(stderr, "%s could not be filled\n", qPrintable(entry.name));
            return 1;
        }
    }
    std::printf("%d notebooks of %d notes\n", notebooks, notes);
    return 0;
}
