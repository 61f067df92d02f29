// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "notebook/notebook.h"
#include "settings/profile.h"

#include <QAbstractListModel>
#include <QHash>
#include <QJsonObject>
#include <QtQml/qqmlregistration.h>

#include <memory>
#include <vector>

namespace commonplace {

/// The notebooks of a profile, in an order of one's own. What is remembered of each is in `notebooks.json`, the data
/// in `notebooks/ID.mld`. Beside the data is what it takes to find it again without the list: a copy of
/// the notebook's entry, `notebooks/ID.json`; and what searches need, `notebooks/ID.index` (NoteIndex).
class NotebooksModel : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("App has it")
    Q_PROPERTY(int count READ count NOTIFY countChanged)

public:
    enum Role { NotebookRole = Qt::UserRole + 1, NameRole };
    Q_ENUM(Role)

    explicit NotebooksModel(const Profile *profile, QObject *parent = nullptr);
    ~NotebooksModel() override;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    int count() const { return int(m_notebooks.size()); }
    Q_INVOKABLE commonplace::Notebook *at(int row) const;
    Notebook *byId(const QString &id) const;
    Notebook *byDomain(const QString &domain) const;
    int rowOf(const Notebook *notebook) const;
    /// Puts a notebook elsewhere in the order: so many rows down, or up.
    Q_INVOKABLE void move(commonplace::Notebook *notebook, int by);

    /// Remembers a new notebook. Gives it an id and a clone id.
    Notebook *add(NotebookEntry entry);
    /// Forgets a notebook that is closed, and deletes its data on this machine.
    void remove(Notebook *notebook);

    QString storePath(const Notebook &notebook) const;
    /// Why the list could not be read, for people; empty if it could.
    QString loadProblem() const { return m_loadProblem; }

    static QString newCloneId();
    static QString newDomain();

Q_SIGNALS:
    void countChanged();
    void saveFailed(const QString &message);

private:
    void adopt(std::unique_ptr<Notebook> notebook);
    void load();
    /// Makes the list anew from the copies of its entries.
    void rebuild();
    void save();
    void saveCopies();
    QString copyName(const QString &id) const;

    const Profile *m_profile;
    std::vector<std::unique_ptr<Notebook>> m_notebooks;
    QHash<QString, QJsonObject> m_copies; ///< as written, by the notebooks' ids
    QString m_loadProblem;
    bool m_isWritable = true; ///< false: the list could not be read, and is not replaced
};

} // namespace commonplace
