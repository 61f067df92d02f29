// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "exchange/evernotefile.h"

#include "exchange/enml.h"
#include "exchange/markdownfile.h"

#include <QCoreApplication>
#include <QFile>
#include <QXmlStreamReader>

#include <algorithm>

namespace commonplace {
namespace {

using namespace Qt::Literals::StringLiterals;

/// An element with more text than this is skipped. Attachments are left out unread.
constexpr qsizetype maxText = 16 << 20;

QDateTime dateTime(const QString &text)
{
    QDateTime when = QDateTime::fromString(text.trimmed(), u"yyyyMMdd'T'HHmmss'Z'"_s);
    when.setTimeSpec(Qt::UTC);
    return when;
}

/// The text of the element that has begun; nothing if it is too long. What is within it is skipped.
QString elementText(QXmlStreamReader &reader)
{
    QString text;
    int depth = 1;
    while (depth > 0 && !reader.atEnd()) {
        switch (reader.readNext()) {
        case QXmlStreamReader::StartElement:
            ++depth;
            break;
        case QXmlStreamReader::EndElement:
            --depth;
            break;
        case QXmlStreamReader::Characters:
            if (depth == 1 && text.size() + reader.text().size() <= maxText)
                text += reader.text();
            break;
        default:
            break;
        }
    }
    return text;
}

/// Reads the `note` element that has begun.
PlainNote readNote(QXmlStreamReader &reader, ReadReport &report)
{
    PlainNote note;
    EnmlText content { {}, 0, true };
    while (reader.readNextStartElement()) {
        const QStringView name = reader.name();
        if (name == "title"_L1)
            note.title = elementText(reader).simplified();
        else if (name == "content"_L1)
            content = readEnml(elementText(reader).trimmed());
        else if (name == "created"_L1)
            note.created = dateTime(elementText(reader));
        else if (name == "updated"_L1)
            note.modified = dateTime(elementText(reader));
        else if (name == "tag"_L1)
            note.tags.append(markdownfile::tagged(elementText(reader)));
        else
            reader.skipCurrentElement(); // attachments, too: they stand in the text as well, where they are counted
    }
    note.text = content.markdown;
    note.tags.removeAll(QString());
    note.tags.removeDuplicates();
    report.attachments += content.left;
    if (!content.isWhole)
        report.tell(note.title,
                    QCoreApplication::translate("Exchange", "its text breaks off, as its markup is damaged"));
    return note;
}

} // namespace

mld::Result<void> readEvernoteFile(const QString &path, ReadReport &report, const TakeNote &take)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return mld::Error { mld::ErrorCode::StoreReadOnly, file.errorString() };
    const double size = double(std::max<qint64>(1, file.size()));
    QXmlStreamReader reader(&file);
    if (!reader.readNextStartElement() || reader.name() != "en-export"_L1) {
        return mld::Error { mld::ErrorCode::Malformed,
                            QCoreApplication::translate("Exchange", "This is no export of Evernote. In Evernote, choose "
                                                                    "“Export notes”, and ENEX as the format.") };
    }
    while (reader.readNextStartElement()) {
        if (reader.name() != "note"_L1) {
            reader.skipCurrentElement();
            continue;
        }
        PlainNote note = readNote(reader, report);
        if (reader.hasError())
            break;
        ++report.notes;
        if (!take(std::move(note), double(file.pos()) / size))
            return {};
    }
    if (reader.hasError())
        report.tell(file.fileName(),
                    QCoreApplication::translate("Exchange", "it breaks off in line %1, as the file is damaged")
                        .arg(reader.lineNumber()));
    return {};
}

} // namespace commonplace
