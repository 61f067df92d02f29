// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "exchange/notesreader.h"

#include "exchange/evernotefile.h"
#include "exchange/joplinfile.h"
#include "exchange/markdownfile.h"

#include <QCoreApplication>
#include <QDir>
#include <QDirIterator>
#include <QFileInfo>

#include <algorithm>

namespace commonplace {
namespace {

using namespace Qt::Literals::StringLiterals;

/// More is no note that anybody has written.
constexpr qint64 maxTextFile = 16 << 20;
constexpr qsizetype maxFiles = 1'000'000;

bool isTextFile(const QFileInfo &file)
{
    const QString ending = file.suffix().toLower();
    return ending == u"md" || ending == u"markdown" || ending == u"mdown" || ending == u"txt" || ending == u"text";
}

/// Reads one file; false if the reading is to end.
bool readTextFile(const QFileInfo &info, const QString &shownName, const QStringList &folders, double progress,
                  ReadReport &report, const TakeNote &take)
{
    if (info.size() > maxTextFile) {
        report.tell(shownName, QCoreApplication::translate("Exchange", "is larger than 16 MB"));
        return true;
    }
    QFile file(info.filePath());
    if (!file.open(QIODevice::ReadOnly)) {
        report.tell(shownName, file.errorString());
        return true;
    }
    // Larger by now, perhaps, and some files have no end.
    const QByteArray bytes = file.read(maxTextFile);
    PlainNote note = markdownfile::read(bytes, info.completeBaseName());
    for (const QString &folder : folders) {
        if (const QString tag = markdownfile::tagged(folder); !tag.isEmpty() && !note.tags.contains(tag))
            note.tags.append(tag);
    }
    if (!note.modified.isValid())
        note.modified = info.lastModified().toUTC();
    if (!note.created.isValid()) {
        const QDateTime born = info.birthTime().toUTC();
        note.created = born.isValid() ? std::min(born, note.modified) : note.modified;
    }
    ++report.notes;
    return take(std::move(note), progress);
}

mld::Result<void> readFolder(const QString &path, ReadReport &report, const TakeNote &take)
{
    const QDir folder(path);
    // By name, so that it goes the same way each time. Hidden folders hold programs' own files and what was deleted.
    QStringList files;
    QDirIterator walk(path, QDir::Files | QDir::NoSymLinks, QDirIterator::Subdirectories);
    while (walk.hasNext() && files.size() < maxFiles)
        files.append(folder.relativeFilePath(walk.next()));
    std::sort(files.begin(), files.end());
    for (qsizetype i = 0; i < files.size(); ++i) {
        QStringList folders = files.at(i).split(u'/');
        folders.removeLast();
        const QFileInfo info(folder.filePath(files.at(i)));
        if (!isTextFile(info)) {
            ++report.attachments;
            continue;
        }
        if (!readTextFile(info, files.at(i), folders, double(i + 1) / double(files.size()), report, take))
            return {};
    }
    return {};
}

} // namespace

void ReadReport::tell(const QString &name, const QString &reason)
{
    ++misfits;
    if (told.size() < most)
        told.append(u"%1: %2"_s.arg(name.left(200), reason));
}

mld::Result<void> readNotes(const QString &path, ReadReport &report, const TakeNote &take)
{
    const QFileInfo info(path);
    if (!info.exists())
        return mld::Error { mld::ErrorCode::StoreNoFolder,
                            QCoreApplication::translate("Exchange", "“%1” is not there.").arg(path) };
    if (!info.isReadable())
        return mld::Error { mld::ErrorCode::StoreReadOnly,
                            QCoreApplication::translate("Exchange", "“%1” may not be read by you.").arg(path) };
    if (info.isDir())
        return readFolder(path, report, take);
    const QString ending = info.suffix().toLower();
    if (ending == u"enex")
        return readEvernoteFile(path, report, take);
    if (ending == u"jex" || ending == u"tar")
        return readJoplinFile(path, report, take);
    if (isTextFile(info)) {
        readTextFile(info, info.fileName(), {}, 1, report, take);
        return {};
    }
    return mld::Error { mld::ErrorCode::Malformed,
                        QCoreApplication::translate("Exchange",
                                                    "“%1” is none of the files that notes can be read from: a folder, "
                                                    "Markdown (.md), text (.txt), Joplin (.jex) or Evernote (.enex).")
                            .arg(info.fileName()) };
}

} // namespace commonplace
