// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "exchange/joplinfile.h"

#include "exchange/archive.h"
#include "exchange/markdownfile.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QHash>
#include <QMultiHash>
#include <QRegularExpression>
#include <QSet>

#include <algorithm>

namespace commonplace {
namespace {

using namespace Qt::Literals::StringLiterals;

constexpr qint64 maxItem = 16 << 20;
/// Of notes and links between them; a real archive has a few thousand.
constexpr qsizetype maxItems = 1'000'000;
/// Notebooks within notebooks.
constexpr int maxOuterNotebooks = 20;

/// Joplin's kinds of items, those that are read.
enum class Kind { Note = 1, Notebook = 2, Resource = 4, Tag = 5, NoteTag = 6 };

/// An item as Joplin writes it: a title, a text, and properties, with an empty line between them.
struct Item
{
    QString title;
    QString text;
    QHash<QString, QString> properties;

    QString property(const QString &name) const { return properties.value(name); }
    bool is(Kind kind) const { return property(u"type_"_s).toInt() == int(kind); }
};

Item readItem(const QByteArray &bytes)
{
    Item item;
    QString text = QString::fromUtf8(bytes);
    text.replace(u"\r\n"_s, u"\n"_s);
    while (text.endsWith(u'\n'))
        text.chop(1);
    // The properties are the last lines that have no empty one among them.
    qsizetype head = text.lastIndexOf(u"\n\n"_s);
    const QStringList lines = text.sliced(head < 0 ? 0 : head + 2).split(u'\n');
    for (const QString &line : lines) {
        if (const qsizetype colon = line.indexOf(u':'); colon > 0)
            item.properties.insert(line.first(colon), line.sliced(colon + 1).trimmed());
    }
    if (head < 0)
        return item;
    text.truncate(head);
    const qsizetype end = text.indexOf(u"\n\n"_s);
    item.title = end < 0 ? text : text.first(end);
    item.text = end < 0 ? QString() : text.sliced(end + 2);
    return item;
}

QDateTime dateTime(const Item &item, const QString &userName, const QString &name)
{
    for (const QString &key : { userName, name }) {
        const QDateTime when = QDateTime::fromString(item.property(key), Qt::ISODateWithMs);
        if (when.isValid())
            return when.toUTC();
    }
    return {};
}

/// What an archive tells beside its notes, which may stand anywhere in it.
class Surroundings
{
public:
    void take(const Item &item);
    /// Of a note: the notebooks that it is in, and its tags.
    QStringList tagsOf(const Item &note) const;
    /// A text with its links to other notes as notebooks here have them.
    QString linked(QString text) const;

private:
    QHash<QString, Item> m_notebooks;
    QHash<QString, QString> m_tags;
    QMultiHash<QString, QString> m_tagsOfNotes;
    QHash<QString, QString> m_titles; ///< of notes
    qsizetype m_items = 0;
};

void Surroundings::take(const Item &item)
{
    if (++m_items > maxItems)
        return;
    const QString id = item.property(u"id"_s);
    if (item.is(Kind::Note))
        m_titles.insert(id, item.title);
    else if (item.is(Kind::Notebook))
        m_notebooks.insert(id, { item.title, {}, { { u"parent_id"_s, item.property(u"parent_id"_s) } } });
    else if (item.is(Kind::Tag))
        m_tags.insert(id, item.title);
    else if (item.is(Kind::NoteTag))
        m_tagsOfNotes.insert(item.property(u"note_id"_s), item.property(u"tag_id"_s));
}

QStringList Surroundings::tagsOf(const Item &note) const
{
    QStringList tags;
    QString parent = note.property(u"parent_id"_s);
    for (int i = 0; i < maxOuterNotebooks && m_notebooks.contains(parent); ++i) {
        const Item notebook = m_notebooks.value(parent);
        tags.prepend(markdownfile::tagged(notebook.title));
        parent = notebook.property(u"parent_id"_s);
    }
    QStringList own;
    const QStringList ids = m_tagsOfNotes.values(note.property(u"id"_s));
    for (const QString &id : ids)
        own.append(markdownfile::tagged(m_tags.value(id)));
    std::sort(own.begin(), own.end());
    tags += own;
    tags.removeAll(QString());
    tags.removeDuplicates();
    return tags;
}

QString Surroundings::linked(QString text) const
{
    static const QRegularExpression link(u"\\[([^\\]\\n]{0,500})\\]\\(:/([0-9a-f]{32})\\)"_s);
    QString result;
    qsizetype end = 0;
    for (auto found = link.globalMatch(text); found.hasNext();) {
        const auto match = found.next();
        const QString title = m_titles.value(match.captured(2));
        if (title.isEmpty())
            continue;
        result += QStringView(text).sliced(end, match.capturedStart() - end);
        result += u"[["_s + title + u"]]"_s;
        end = match.capturedEnd();
    }
    return result + QStringView(text).sliced(end);
}

PlainNote noteOf(const Item &item, const Surroundings &around)
{
    PlainNote note { item.title, around.linked(item.text), around.tagsOf(item) };
    if (item.property(u"is_todo"_s) == u"1") {
        const bool isDone = item.property(u"todo_completed"_s).toLongLong() > 0;
        note.text.prepend((isDone ? u"- [x] "_s : u"- [ ] "_s) + item.title
                          + (note.text.isEmpty() ? QString() : u"\n\n"_s));
    }
    note.created = dateTime(item, u"user_created_time"_s, u"created_time"_s);
    note.modified = dateTime(item, u"user_updated_time"_s, u"updated_time"_s);
    if (const qint64 deleted = item.property(u"deleted_time"_s).toLongLong(); deleted > 0)
        note.trashed = QDateTime::fromMSecsSinceEpoch(deleted, Qt::UTC);
    return note;
}

/// Reads each item of the archive; what is none, such as a picture, comes as an empty one.
mld::Result<void> readItems(const QString &path, const std::function<bool(const ArchivedFile &, const Item &)> &take)
{
    return readArchive(path, maxItem, [&](const ArchivedFile &file) {
        // Attachments stand in a folder.
        const bool isItem = file.name.endsWith(u".md"_s) && !file.name.contains(u"resources/"_s);
        return take(file, isItem ? readItem(file.bytes) : Item());
    });
}

} // namespace

mld::Result<void> readJoplinFile(const QString &path, ReadReport &report, const TakeNote &take)
{
    // Once for what notes refer to, wherever it stands, and once for the notes.
    Surroundings around;
    (void)readItems(path, [&](const ArchivedFile &, const Item &item) {
        around.take(item);
        return true;
    });
    const double size = double(std::max<qint64>(1, QFileInfo(path).size()));
    const auto read = readItems(path, [&](const ArchivedFile &file, const Item &item) {
        if (item.is(Kind::Resource))
            ++report.attachments;
        else if (file.size > maxItem && file.name.endsWith(u".md"_s))
            report.tell(file.name, QCoreApplication::translate("Exchange", "is larger than 16 MB"));
        if (!item.is(Kind::Note))
            return true;
        ++report.notes;
        return take(noteOf(item, around), std::min(1.0, double(file.position) / size));
    });
    if (!read && report.notes > 0) {
        report.tell(QFileInfo(path).fileName(), read.error().message);
        return {};
    }
    return read;
}

} // namespace commonplace
