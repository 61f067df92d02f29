// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "notebook/notebooksmodel.h"

#include "notebook/noteindex.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJSEngine>
#include <QJsonArray>
#include <QRandomGenerator>

#include <algorithm>

namespace commonplace {
namespace {

const QString fileName = QStringLiteral("notebooks.json");
const QString notebooksKey = QStringLiteral("notebooks");
const QString folderName = QStringLiteral("notebooks");

QString randomText(qsizetype length)
{
    static const QString letters = QStringLiteral("abcdefghijklmnopqrstuvwxyz0123456789");
    QString text;
    for (qsizetype i = 0; i < length; ++i)
        text += letters.at(QRandomGenerator::system()->bounded(i == 0 ? 26 : int(letters.size())));
    return text;
}

} // namespace

NotebooksModel::NotebooksModel(const Profile *profile, QObject *parent)
    : QAbstractListModel(parent), m_profile(profile)
{
    m_profile->folder().mkpath(folderName);
    load();
}

void NotebooksModel::load()
{
    const auto document = m_profile->readJson(fileName, notebooksKey);
    if (!document) {
        m_loadProblem = document.error().message;
        m_isWritable = document.error().code == mld::ErrorCode::StoreDamaged;
        if (m_isWritable)
            rebuild();
        return;
    }
    const QJsonArray notebooks = document->object().value(notebooksKey).toArray();
    for (const QJsonValue &json : notebooks) {
        NotebookEntry entry = NotebookEntry::fromJson(json.toObject());
        if (!entry.id.isEmpty() && !entry.domain.isEmpty() && !byId(entry.id))
            adopt(std::make_unique<Notebook>(std::move(entry)));
    }
    saveCopies();
}

void NotebooksModel::rebuild()
{
    const QDir folder(m_profile->filePath(folderName));
    const QStringList stores = folder.entryList({ QStringLiteral("*.mld") }, QDir::Files, QDir::Name);
    int lost = 0;
    for (const QString &store : stores) {
        const QString id = QFileInfo(store).completeBaseName();
        const auto copy = m_profile->readJson(copyName(id));
        NotebookEntry entry = copy ? NotebookEntry::fromJson(copy->object()) : NotebookEntry();
        if (entry.id == id && !entry.domain.isEmpty() && !entry.cloneId.isEmpty())
            adopt(std::make_unique<Notebook>(std::move(entry)));
        else
            ++lost;
    }
    m_loadProblem += u' ' + tr("%n notebook(s) were found again.", nullptr, count());
    if (lost > 0)
        m_loadProblem += u' ' + tr("The data of %n more is still in %1: join again to have it.", nullptr, lost)
                                    .arg(folder.absolutePath());
    save();
}

QString NotebooksModel::copyName(const QString &id) const
{
    return folderName + u'/' + id + QLatin1String(".json");
}

void NotebooksModel::saveCopies()
{
    for (const auto &notebook : m_notebooks) {
        QJsonObject json = notebook->entry().toJson();
        json.remove(QStringLiteral("lastNote")); // changes often, and is not missed
        QJsonObject &written = m_copies[notebook->notebookId()];
        if (written.isEmpty()) { // the first time: it is there from an earlier start, mostly
            if (const auto kept = m_profile->readJson(copyName(notebook->notebookId())))
                written = kept->object();
        }
        // That a copy fails harms nobody as long as the list is whole; the next change tries again.
        if (json != written && m_profile->writeJson(copyName(notebook->notebookId()), QJsonDocument(json)))
            written = json;
    }
}

NotebooksModel::~NotebooksModel() = default;

void NotebooksModel::adopt(std::unique_ptr<Notebook> notebook)
{
    Notebook *added = notebook.get();
    // QML would delete what it got from a call, once it has no more use for it.
    QJSEngine::setObjectOwnership(added, QJSEngine::CppOwnership);
    connect(added, &Notebook::entryChanged, this, &NotebooksModel::save);
    connect(added, &Notebook::nameChanged, this, [this, added] {
        const int row = rowOf(added);
        Q_EMIT dataChanged(index(row), index(row), { NameRole });
    });
    beginInsertRows({}, count(), count());
    m_notebooks.push_back(std::move(notebook));
    endInsertRows();
    Q_EMIT countChanged();
}

int NotebooksModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : count();
}

QVariant NotebooksModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    Notebook *notebook = m_notebooks.at(index.row()).get();
    switch (role) {
    case NotebookRole:
        return QVariant::fromValue(notebook);
    case Qt::DisplayRole:
    case NameRole:
        return notebook->name();
    default:
        return {};
    }
}

QHash<int, QByteArray> NotebooksModel::roleNames() const
{
    return { { NotebookRole, "notebook" }, { NameRole, "name" } };
}

Notebook *NotebooksModel::at(int row) const
{
    return row < 0 || row >= count() ? nullptr : m_notebooks.at(row).get();
}

Notebook *NotebooksModel::byId(const QString &id) const
{
    for (const auto &notebook : m_notebooks) {
        if (notebook->notebookId() == id)
            return notebook.get();
    }
    return nullptr;
}

Notebook *NotebooksModel::byDomain(const QString &domain) const
{
    for (const auto &notebook : m_notebooks) {
        if (notebook->entry().domain == domain)
            return notebook.get();
    }
    return nullptr;
}

int NotebooksModel::rowOf(const Notebook *notebook) const
{
    for (int row = 0; row < count(); ++row) {
        if (m_notebooks.at(row).get() == notebook)
            return row;
    }
    return -1;
}

void NotebooksModel::move(Notebook *notebook, int by)
{
    const int from = rowOf(notebook);
    const int to = from < 0 ? -1 : std::clamp(from + by, 0, count() - 1);
    if (to < 0 || to == from)
        return;
    // Qt counts the place as it is before the row is taken out of its own.
    beginMoveRows({}, from, from, {}, to > from ? to + 1 : to);
    auto moved = std::move(m_notebooks.at(from));
    m_notebooks.erase(m_notebooks.begin() + from);
    m_notebooks.insert(m_notebooks.begin() + to, std::move(moved));
    endMoveRows();
    save();
}

Notebook *NotebooksModel::add(NotebookEntry entry)
{
    entry.id = randomText(16);
    entry.cloneId = newCloneId();
    adopt(std::make_unique<Notebook>(std::move(entry)));
    save();
    return m_notebooks.back().get();
}

void NotebooksModel::remove(Notebook *notebook)
{
    const int row = rowOf(notebook);
    if (row < 0)
        return;
    const QString path = storePath(*notebook);
    beginRemoveRows({}, row, row);
    // Not at once: this may run in a signal of the notebook.
    m_notebooks.at(row).release()->deleteLater();
    m_notebooks.erase(m_notebooks.begin() + row);
    endRemoveRows();
    Q_EMIT countChanged();
    save();
    for (const QString &suffix : { QString(), QStringLiteral("-wal"), QStringLiteral("-shm") })
        QFile::remove(path + suffix);
    IndexFile::removeFiles(NoteIndex::pathFor(path));
    m_copies.remove(QFileInfo(path).completeBaseName());
    QFile::remove(m_profile->filePath(copyName(QFileInfo(path).completeBaseName())));
}

QString NotebooksModel::storePath(const Notebook &notebook) const
{
    return m_profile->filePath(folderName + u'/' + notebook.notebookId() + QLatin1String(".mld"));
}

void NotebooksModel::save()
{
    // A list that could not be read is left as it is, for a person to mend.
    if (!m_isWritable) {
        Q_EMIT saveFailed(m_loadProblem);
        return;
    }
    QJsonArray notebooks;
    for (const auto &notebook : m_notebooks)
        notebooks.append(notebook->entry().toJson());
    const QJsonDocument document(QJsonObject { { notebooksKey, notebooks } });
    if (const auto saved = m_profile->writeJson(fileName, document); !saved)
        Q_EMIT saveFailed(saved.error().message);
    saveCopies();
}

QString NotebooksModel::newCloneId()
{
    return randomText(24);
}

QString NotebooksModel::newDomain()
{
    return randomText(20) + QStringLiteral(".notebook.local");
}

} // namespace commonplace
