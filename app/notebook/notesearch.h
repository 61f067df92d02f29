// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "notebook/notebooksmodel.h"
#include "notebook/noteindex.h"

#include <QAbstractListModel>
#include <QHash>
#include <QPointer>
#include <QTimer>
#include <QVector>
#include <QtQml/qqmlregistration.h>

namespace commonplace {

/// The notes of all notebooks that fit some words, the best first: those whose titles begin with them or have them,
/// those whose titles have their letters in that order, and then those that have them in their texts. With no words,
/// the notes that were changed last.
///
/// Titles are looked at here. Texts are searched by the notebooks' own threads, or, for one that is not open, in its
/// index on another; what they find is added when it comes.
class NoteSearch : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(commonplace::NotebooksModel *notebooks READ notebooks WRITE setNotebooks NOTIFY notebooksChanged)
    /// The notebook in the window: of notes that fit equally well, its own come first.
    Q_PROPERTY(commonplace::Notebook *current READ current WRITE setCurrent NOTIFY currentChanged)
    /// Whether there is anything to show: who does not look lets nothing be searched.
    Q_PROPERTY(bool isOn READ isOn WRITE setOn NOTIFY isOnChanged)
    Q_PROPERTY(QString words READ words WRITE setWords NOTIFY wordsChanged)
    Q_PROPERTY(int count READ count NOTIFY countChanged)

public:
    enum Role {
        NoteRole = Qt::UserRole + 1,
        NotebookRole,
        NotebookNameRole,
        TitleRole,
        TitlePiecesRole, ///< plain and hit by turns (SearchWords)
        PiecesRole,      ///< the same of the part of the text that has the words, or of its first line
        WhenRole,
    };
    Q_ENUM(Role)

    explicit NoteSearch(QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    NotebooksModel *notebooks() const { return m_notebooks; }
    void setNotebooks(NotebooksModel *notebooks);
    Notebook *current() const { return m_current; }
    void setCurrent(Notebook *notebook);
    bool isOn() const { return m_isOn; }
    void setOn(bool isOn);
    QString words() const { return m_typed; }
    void setWords(const QString &words);
    int count() const { return int(m_rows.size()); }

    Q_INVOKABLE QString noteAt(int row) const;
    Q_INVOKABLE commonplace::Notebook *notebookAt(int row) const;

Q_SIGNALS:
    void notebooksChanged();
    void currentChanged();
    void isOnChanged();
    void wordsChanged();
    void countChanged();

private:
    struct Row
    {
        QPointer<Notebook> notebook;
        NoteSummary note;
        QStringList snippet;
        int rank = 0; ///< the lower, the better it fits
    };

    void lookAtTitles();
    void lookAtTexts();
    void listenTo(Notebook *notebook);
    void add(Notebook *notebook, const QVector<FoundNote> &notes);
    /// A note that may be shown, and how well it fits.
    struct Candidate
    {
        Notebook *notebook = nullptr;
        const NoteSummary *note = nullptr;
        int rank = 0;
    };
    bool isBefore(const Candidate &a, const Candidate &b) const;
    void show(QVector<Row> rows);

    QPointer<NotebooksModel> m_notebooks;
    QPointer<Notebook> m_current;
    QString m_typed;
    SearchWords m_words;
    QVector<Row> m_rows;
    QTimer m_textTimer;
    qint64 m_request = 0;
    bool m_isOn = false;
};

} // namespace commonplace
