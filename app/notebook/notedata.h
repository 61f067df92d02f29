// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "text/textchange.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonObject>
#include <QMetaType>
#include <QString>
#include <QStringList>
#include <QVector>

#include <optional>

namespace commonplace {

/// What a list of notes shows of one note.
struct NoteSummary
{
    QString id;
    QString title;
    QString preview;    ///< the first line of the body that has words, without Markdown's marks
    QDateTime created;  ///< UTC, as are the others
    QDateTime modified;
    QDateTime trashed;  ///< invalid unless the note is in the trash
    bool isPinned = false;
    QStringList tags;   ///< those in its text, and its keywords

    friend bool operator==(const NoteSummary &, const NoteSummary &) = default;
};

/// How notes stand in a notebook's data: schema.org's words, so that other programs can read them.
/// All subjects and patterns are in the context of context().
namespace notedata {

/// The subject that carries the notebook's own name.
QString notebookId();
/// The property that holds the text of a note, in the context of context().
QString bodyProperty();
/// The properties that hold shared text, as absolute IRIs.
QStringList textProperties();
/// `@context` of a notebook's clone.
QJsonObject context();
/// `constraints` of a notebook's clone.
QJsonArray constraints();

/// An id for a new note, which nobody else has.
QString newId();

/// Write patterns.
QJsonObject createNote(const QString &id, const QString &title, const QString &body, const QDateTime &now);
/// One with all that a summary has of it: its tags become keywords.
QJsonObject createNote(const NoteSummary &note, const QString &body);
/// A note that starts in the trash.
QJsonObject createTrashed(const QString &id, const QString &title, const QDateTime &now);
QJsonObject setTitle(const QString &id, const QString &title);
QJsonObject setModified(const QString &id, const QDateTime &now);
QJsonObject setPinned(const QString &id, bool isPinned);
/// Into the trash at `when`, or out of it if that is invalid.
QJsonObject setTrashed(const QString &id, const QDateTime &when);
QJsonObject deleteNote(const QString &id);
QJsonObject addKeywords(const QString &id, const QStringList &keywords);
/// For a note that has none: makes it, empty.
QJsonObject createBody(const QString &id);
QJsonObject spliceBody(const QString &id, const Splice &splice);
QJsonObject createNotebook(const QString &name);
QJsonObject setNotebookName(const QString &name);
/// Tells where the notebook is carried from now on: an invitation, or words if there can be none.
QJsonObject setMovedTo(const QString &link);

/// Read patterns.
QJsonObject allNotes();
/// The ids alone, as `?note`.
QJsonObject allIds();
/// The ids in the answer to allIds().
QStringList idsIn(const QJsonArray &answer);
QJsonObject subject(const QString &id);
/// To be asked: whether there is such a note.
QJsonObject isThere(const QString &id);

/// Reading subjects. Concurrent writers may leave several values: the greatest counts.
bool isNote(const QJsonObject &subject);
NoteSummary summary(const QJsonObject &subject);
QString body(const QJsonObject &subject);
/// `schema:name`, empty if there is none.
QString name(const QJsonObject &subject);
/// Where a notebook has been moved to, as setMovedTo() told it; empty if it has not.
QString movedTo(const QJsonObject &subject);
/// `schema:keywords`, as other programs write them: in no order.
QStringList keywords(const QJsonObject &subject);
bool hasBody(const QJsonObject &subject);
/// Whether it has a body with something in it.
bool hasText(const QJsonObject &subject);
/// The subject that a write pattern changes; empty if it makes one.
QString changed(const QJsonObject &pattern);
/// The subject that a write pattern changes or makes.
QString written(const QJsonObject &pattern);
bool isDeletion(const QJsonObject &pattern);
/// Of a part of a note: whether it tells nothing but when the note went into the trash.
bool isTrashing(const QJsonObject &subject);
/// The properties that a list of notes shows, without the body.
QStringList headProperties();
/// How much of a body is looked at for its first line.
constexpr qsizetype previewScan = 4000;
/// The change of a body that a partial subject of `@update` tells; nothing if it tells none.
std::optional<TextChange> bodyChange(const QJsonObject &partial);

/// The line a list shows of a body.
QString preview(const QString &body);

} // namespace notedata
} // namespace commonplace

Q_DECLARE_METATYPE(commonplace::NoteSummary)
