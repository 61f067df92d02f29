// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "exchange/markdownfile.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QStringDecoder>

#include <algorithm>
#include <optional>

namespace commonplace::markdownfile {
namespace {

using namespace Qt::Literals::StringLiterals;

const QString fence = u"---"_s;
/// A front matter that is longer is text.
constexpr qsizetype maxFrontMatter = 64 * 1024;
constexpr qsizetype maxTagLength = 100;

/// A JSON string, which is YAML too.
QString quoted(const QString &text)
{
    const QByteArray json = QJsonDocument(QJsonArray { text }).toJson(QJsonDocument::Compact);
    return QString::fromUtf8(json.sliced(1, json.size() - 2));
}

QString dated(const QDateTime &when)
{
    return when.toUTC().toString(Qt::ISODateWithMs);
}

/// The text of a YAML scalar that stands on one line.
QString scalar(QStringView written)
{
    const QStringView text = written.trimmed();
    if (text.size() >= 2 && text.front() == u'"' && text.back() == u'"') {
        const QJsonArray value = QJsonDocument::fromJson((u'[' + text.toString() + u']').toUtf8()).array();
        return value.size() == 1 && value.at(0).isString() ? value.at(0).toString()
                                                           : text.sliced(1, text.size() - 2).toString();
    }
    if (text.size() >= 2 && text.front() == u'\'' && text.back() == u'\'')
        return text.sliced(1, text.size() - 2).toString().replace(u"''"_s, u"'"_s);
    return text.toString();
}

/// Where the item that begins a YAML list on one line ends: at a comma outside quotes.
qsizetype itemEnd(QStringView list)
{
    QChar quote;
    for (qsizetype i = 0; i < list.size(); ++i) {
        const QChar c = list.at(i);
        if (quote == u'"' && c == u'\\')
            ++i;
        else if (!quote.isNull())
            quote = c == quote ? QChar() : quote;
        else if (c == u'"' || c == u'\'')
            quote = c;
        else if (c == u',')
            return i;
    }
    return list.size();
}

/// A list as `[a, b]`, or words with commas or spaces between them.
QStringList items(QStringView written)
{
    QStringView text = written.trimmed();
    const bool isList = text.startsWith(u'[') && text.endsWith(u']');
    if (isList)
        text = text.sliced(1, text.size() - 2);
    QStringList found;
    while (!text.isEmpty()) {
        const qsizetype end = itemEnd(text);
        found.append(scalar(text.first(end)));
        text = text.sliced(std::min(end + 1, text.size()));
    }
    if (!isList && found.size() == 1)
        found = found.constFirst().split(u' ');
    return found;
}

std::optional<QDateTime> dateTime(const QString &text)
{
    QDateTime when = QDateTime::fromString(QString(text).replace(u' ', u'T'), Qt::ISODateWithMs);
    if (!when.isValid())
        when = QDateTime::fromString(text, Qt::ISODate);
    return when.isValid() ? std::optional(when.toUTC()) : std::nullopt;
}

struct FrontMatter
{
    std::optional<QString> title;
    QStringList tags;
    QDateTime created;
    QDateTime modified;
    QDateTime trashed;
    bool isPinned = false;
    QStringList others; ///< lines that say something else

    /// Takes what a key says; false if it is no key of a note.
    bool take(const QString &key, const QString &value, const QStringList &listed);
};

bool FrontMatter::take(const QString &key, const QString &value, const QStringList &listed)
{
    const auto date = [&](QDateTime &into) {
        const auto when = dateTime(scalar(value));
        if (when)
            into = *when;
        return when.has_value();
    };
    if (key == u"title" && !value.isEmpty() && listed.isEmpty()) {
        title = scalar(value);
        return true;
    }
    if (key == u"tags" || key == u"tag" || key == u"keywords") {
        const QStringList words = listed.isEmpty() ? items(value) : listed;
        for (const QString &word : words) {
            if (const QString tag = tagged(word); !tag.isEmpty() && !tags.contains(tag))
                tags.append(tag);
        }
        return true;
    }
    if (!listed.isEmpty())
        return false;
    if (key == u"created" || key == u"date")
        return date(created);
    if (key == u"modified" || key == u"updated")
        return date(modified);
    if (key == u"trashed")
        return date(trashed);
    if (key == u"pinned" && (value == u"true" || value == u"false")) {
        isPinned = value == u"true";
        return true;
    }
    return false;
}

/// Reads the lines between the fences: `key: value`, with a list perhaps on lines of its own.
FrontMatter frontMatter(const QStringList &lines)
{
    FrontMatter found;
    for (qsizetype i = 0; i < lines.size();) {
        const qsizetype first = i;
        const QString &line = lines.at(i++);
        const qsizetype colon = line.indexOf(u':');
        QStringList listed;
        bool isList = true;
        while (i < lines.size() && (lines.at(i).startsWith(u' ') || lines.at(i).startsWith(u'-'))) {
            const QString item = lines.at(i++).trimmed();
            isList = isList && item.startsWith(u"- ");
            listed.append(scalar(QStringView(item).sliced(std::min<qsizetype>(2, item.size()))));
        }
        const bool isTaken = colon > 0 && isList
            && found.take(line.first(colon).trimmed().toLower(), line.sliced(colon + 1).trimmed(), listed);
        if (!isTaken)
            found.others += lines.sliced(first, i - first);
    }
    return found;
}

/// The lines of a front matter, and where the text after it begins; nothing if there is none.
std::optional<std::pair<QStringList, qsizetype>> splitFrontMatter(const QString &text)
{
    if (!text.startsWith(fence + u'\n'))
        return {};
    QStringList lines;
    for (qsizetype at = fence.size() + 1; at < std::min(text.size(), maxFrontMatter);) {
        qsizetype end = text.indexOf(u'\n', at);
        if (end < 0)
            end = text.size();
        const QString line = text.sliced(at, end - at);
        at = std::min(end + 1, text.size());
        if (line == fence || line == u"...")
            return std::pair(lines, at);
        lines.append(line);
    }
    return {};
}

} // namespace

QByteArray write(const PlainNote &note)
{
    QString head = fence + u"\ntitle: "_s + quoted(note.title) + u'\n';
    if (note.created.isValid())
        head += u"created: "_s + dated(note.created) + u'\n';
    if (note.modified.isValid())
        head += u"modified: "_s + dated(note.modified) + u'\n';
    if (!note.tags.isEmpty()) {
        QStringList tags;
        for (const QString &tag : note.tags)
            tags.append(quoted(tag));
        head += u"tags: ["_s + tags.join(u", ") + u"]\n"_s;
    }
    if (note.isPinned)
        head += u"pinned: true\n"_s;
    if (note.trashed.isValid())
        head += u"trashed: "_s + dated(note.trashed) + u'\n';
    return (head + fence + u"\n\n"_s + note.text).toUtf8();
}

PlainNote read(const QByteArray &file, const QString &name)
{
    PlainNote note { name, decoded(file), {} };
    const auto split = splitFrontMatter(note.text);
    if (!split)
        return note;
    const FrontMatter head = frontMatter(split->first);
    note.title = head.title.value_or(name);
    note.tags = head.tags;
    note.created = head.created;
    note.modified = head.modified;
    note.trashed = head.trashed;
    note.isPinned = head.isPinned;
    note.text = note.text.sliced(split->second);
    if (note.text.startsWith(u'\n'))
        note.text.remove(0, 1);
    if (!head.others.isEmpty())
        note.text.prepend(fence + u'\n' + head.others.join(u'\n') + u'\n' + fence + u"\n\n"_s);
    return note;
}

QString decoded(const QByteArray &file)
{
    const auto encoding = QStringConverter::encodingForData(file);
    QStringDecoder decoder(encoding.value_or(QStringConverter::Utf8));
    QString text = decoder(file);
    if (decoder.hasError())
        text = QString::fromLatin1(file);
    text.remove(u'\0');
    if (!text.isValidUtf16())
        text = QString::fromUtf8(text.toUtf8()); // half a character is none
    // Where lines end in both ways, nobody can tell what was meant.
    const qsizetype pairs = text.count(u"\r\n"_s);
    if (pairs > 0 && pairs == text.count(u'\n'))
        text.replace(u"\r\n"_s, u"\n"_s);
    return text;
}

QString tagged(const QString &words)
{
    QString tag = words.simplified().replace(u' ', u'-');
    while (tag.startsWith(u'#'))
        tag.remove(0, 1);
    tag.truncate(maxTagLength);
    if (!tag.isEmpty() && tag.back().isHighSurrogate())
        tag.chop(1);
    return tag;
}

} // namespace commonplace::markdownfile
