// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "notebook/notedata.h"

#include "rdf/vocabulary.h"

#include <QRandomGenerator>
#include <QRegularExpression>

namespace commonplace::notedata {
namespace {

using namespace Qt::Literals::StringLiterals;

const QString idKey = u"@id"_s;
const QString typeKey = u"@type"_s;
const QString valueKey = u"@value"_s;
const QString updateKey = u"@update"_s;
const QString deleteKey = u"@delete"_s;
const QString spliceKey = u"@splice"_s;

const QString noteType = u"schema:NoteDigitalDocument"_s;
const QString collectionType = u"schema:Collection"_s;
const QString nameProperty = u"schema:name"_s;
const QString textProperty = u"schema:text"_s;
const QString createdProperty = u"schema:dateCreated"_s;
const QString modifiedProperty = u"schema:dateModified"_s;
const QString keywordsProperty = u"schema:keywords"_s;
const QString pinnedProperty = u"cp:pinned"_s;
const QString movedProperty = u"cp:movedTo"_s;
const QString trashedProperty = u"cp:trashed"_s;

constexpr qsizetype idLength = 20;
constexpr qsizetype previewLength = 160;
constexpr qsizetype mostKeywords = 100;

QJsonObject dateTime(const QDateTime &when)
{
    return { { typeKey, mld::iris::xsdDateTime }, { valueKey, when.toUTC().toString(Qt::ISODateWithMs) } };
}

QJsonArray values(const QJsonObject &subject, const QString &property)
{
    const QJsonValue value = subject.value(property);
    if (value.isUndefined() || value.isNull())
        return {};
    return value.isArray() ? value.toArray() : QJsonArray { value };
}

QString plainText(const QJsonValue &value)
{
    return value.isObject() ? value.toObject().value(valueKey).toString() : value.toString();
}

QString greatestText(const QJsonObject &subject, const QString &property)
{
    QString greatest;
    const QJsonArray all = values(subject, property);
    for (const QJsonValue &value : all) {
        if (const QString text = plainText(value); text > greatest)
            greatest = text;
    }
    return greatest;
}

QDateTime latest(const QJsonObject &subject, const QString &property)
{
    QDateTime result;
    const QJsonArray all = values(subject, property);
    for (const QJsonValue &value : all) {
        const QDateTime when = QDateTime::fromString(plainText(value), Qt::ISODate);
        if (when.isValid() && (!result.isValid() || when > result))
            result = when.toUTC();
    }
    return result;
}

QJsonObject update(const QString &id, const QString &property, const QJsonValue &value)
{
    // One property per update: with two, an absent old value of one keeps those of the other
    // (semantics.md 5.3).
    return { { updateKey, QJsonObject { { idKey, id }, { property, value } } } };
}

} // namespace

QString notebookId()
{
    return u"notebook"_s;
}

QString bodyProperty()
{
    return textProperty;
}

QStringList textProperties()
{
    return { u"http://schema.org/text"_s };
}

QJsonObject context()
{
    return { { u"schema"_s, u"http://schema.org/"_s },
             { u"cp"_s, u"http://commonplace.example/ns#"_s } };
}

QJsonArray constraints()
{
    return { QJsonObject { { typeKey, u"single-valued"_s }, { u"property"_s, nameProperty } } };
}

QString newId()
{
    static const QString letters = u"abcdefghijkmnpqrstuvwxyz23456789"_s;
    QString id = u"n-"_s;
    for (qsizetype i = 0; i < idLength; ++i)
        id += letters.at(QRandomGenerator::system()->bounded(int(letters.size())));
    return id;
}

QJsonObject createNote(const QString &id, const QString &title, const QString &body, const QDateTime &now)
{
    return { { idKey, id },           { typeKey, noteType },
             { nameProperty, title }, { textProperty, body },
             { createdProperty, dateTime(now) }, { modifiedProperty, dateTime(now) } };
}

QJsonObject createNote(const NoteSummary &note, const QString &body)
{
    QJsonObject subject = createNote(note.id, note.title, body, note.created);
    subject.insert(modifiedProperty, dateTime(note.modified));
    if (!note.tags.isEmpty())
        subject.insert(keywordsProperty, QJsonArray::fromStringList(note.tags));
    if (note.isPinned)
        subject.insert(pinnedProperty, true);
    if (note.trashed.isValid())
        subject.insert(trashedProperty, dateTime(note.trashed));
    return subject;
}

QJsonObject createTrashed(const QString &id, const QString &title, const QDateTime &now)
{
    QJsonObject note = createNote(id, title, {}, now);
    note.insert(trashedProperty, dateTime(now));
    return note;
}

QJsonObject setTitle(const QString &id, const QString &title)
{
    return update(id, nameProperty, title);
}

QJsonObject setModified(const QString &id, const QDateTime &now)
{
    return update(id, modifiedProperty, dateTime(now));
}

QJsonObject setPinned(const QString &id, bool isPinned)
{
    return update(id, pinnedProperty, isPinned);
}

QJsonObject setTrashed(const QString &id, const QDateTime &when)
{
    if (when.isValid())
        return update(id, trashedProperty, dateTime(when));
    return { { deleteKey, QJsonObject { { idKey, id }, { trashedProperty, u"?when"_s } } } };
}

QJsonObject deleteNote(const QString &id)
{
    return { { deleteKey, QJsonObject { { idKey, id } } } };
}

QJsonObject addKeywords(const QString &id, const QStringList &keywords)
{
    return { { idKey, id }, { keywordsProperty, QJsonArray::fromStringList(keywords) } };
}

QJsonObject createBody(const QString &id)
{
    return { { idKey, id }, { textProperty, QString() } };
}

QJsonObject spliceBody(const QString &id, const Splice &splice)
{
    return update(id, textProperty,
                  QJsonObject { { spliceKey, QJsonArray { splice.position, splice.removed, splice.inserted } } });
}

QJsonObject createNotebook(const QString &name)
{
    return { { idKey, notebookId() }, { typeKey, collectionType }, { nameProperty, name } };
}

QJsonObject setNotebookName(const QString &name)
{
    return update(notebookId(), nameProperty, name);
}

QJsonObject setMovedTo(const QString &link)
{
    return update(notebookId(), movedProperty, link);
}

QJsonObject allNotes()
{
    return { { u"@describe"_s, u"?note"_s },
             { u"@where"_s, QJsonObject { { idKey, u"?note"_s }, { typeKey, noteType } } } };
}

QJsonObject allIds()
{
    return { { u"@select"_s, u"?note"_s },
             { u"@where"_s, QJsonObject { { idKey, u"?note"_s }, { typeKey, noteType } } } };
}

QStringList idsIn(const QJsonArray &answer)
{
    QStringList ids;
    for (const QJsonValue &row : answer) {
        if (const QString id = row.toObject().value(u"?note"_s).toObject().value(idKey).toString(); !id.isEmpty())
            ids.append(id);
    }
    return ids;
}

QJsonObject subject(const QString &id)
{
    return { { u"@describe"_s, id } };
}

QJsonObject isThere(const QString &id)
{
    return { { u"@where"_s, QJsonObject { { idKey, id }, { typeKey, noteType } } } };
}

QString changed(const QJsonObject &pattern)
{
    for (const QString &key : { updateKey, deleteKey }) {
        if (const QJsonValue part = pattern.value(key); part.isObject())
            return part.toObject().value(idKey).toString();
    }
    return {};
}

QString written(const QJsonObject &pattern)
{
    const QString id = changed(pattern);
    return id.isEmpty() ? pattern.value(idKey).toString() : id;
}

bool isDeletion(const QJsonObject &pattern)
{
    const QJsonObject part = pattern.value(deleteKey).toObject();
    return part.size() == 1 && part.contains(idKey);
}

bool isTrashing(const QJsonObject &subject)
{
    return subject.size() == 2 && subject.contains(trashedProperty);
}

bool isNote(const QJsonObject &subject)
{
    return values(subject, typeKey).contains(QJsonValue(noteType));
}

NoteSummary summary(const QJsonObject &subject)
{
    NoteSummary note;
    note.id = subject.value(idKey).toString();
    note.title = name(subject);
    note.preview = preview(body(subject));
    note.created = latest(subject, createdProperty);
    note.modified = latest(subject, modifiedProperty);
    if (!note.modified.isValid())
        note.modified = note.created;
    note.trashed = latest(subject, trashedProperty);
    note.isPinned = values(subject, pinnedProperty).contains(QJsonValue(true));
    return note;
}

QString name(const QJsonObject &subject)
{
    return greatestText(subject, nameProperty);
}

QString movedTo(const QJsonObject &subject)
{
    return greatestText(subject, movedProperty);
}

QString body(const QJsonObject &subject)
{
    return greatestText(subject, textProperty);
}

QStringList keywords(const QJsonObject &subject)
{
    QStringList words;
    const QJsonArray all = values(subject, keywordsProperty);
    for (const QJsonValue &value : all) {
        if (words.size() == mostKeywords)
            break;
        if (const QString word = plainText(value); !word.isEmpty())
            words.append(word);
    }
    words.sort();
    return words;
}

bool hasBody(const QJsonObject &subject)
{
    return subject.contains(textProperty);
}

QStringList headProperties()
{
    return { typeKey, nameProperty, createdProperty, modifiedProperty, pinnedProperty, trashedProperty, keywordsProperty };
}

bool hasText(const QJsonObject &subject)
{
    return !body(subject).isEmpty();
}

std::optional<TextChange> bodyChange(const QJsonObject &partial)
{
    QVector<Splice> splices;
    const QJsonArray all = values(partial, textProperty);
    for (const QJsonValue &value : all) {
        const QJsonArray arguments = value.toObject().value(spliceKey).toArray();
        if (arguments.size() < 2)
            return {};
        splices.append({ qsizetype(arguments.at(0).toInteger()), qsizetype(arguments.at(1).toInteger()),
                         arguments.at(2).toString() });
    }
    if (splices.isEmpty())
        return {};
    return TextChange(std::move(splices));
}

QString preview(const QString &body)
{
    static const QRegularExpression lineMarks(
        QStringLiteral("^[\\s>]*(?:#{1,6}\\s+|[-*+]\\s+(?:\\[[ xX]\\]\\s*)?|\\d{1,9}[.)]\\s+)?"));
    static const QRegularExpression link(QStringLiteral("\\[([^\\[\\]]*)\\]\\([^()\\s]*\\)"));
    static const QRegularExpression inlineMarks(QStringLiteral("\\*\\*|__|~~|`"));
    static const QRegularExpression word(QStringLiteral("[\\p{L}\\p{N}\\p{S}]"));

    const QString beginning = body.left(previewScan);
    for (QStringView rest(beginning); !rest.isEmpty();) {
        const qsizetype end = rest.indexOf(u'\n');
        QString line = (end < 0 ? rest : rest.first(end)).toString();
        rest = end < 0 ? QStringView() : rest.sliced(end + 1);
        line.remove(lineMarks).replace(link, QStringLiteral("\\1")).remove(inlineMarks);
        line = line.simplified();
        if (line.contains(word))
            return line.left(previewLength);
    }
    return {};
}

} // namespace commonplace::notedata
