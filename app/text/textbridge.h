// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "text/textchange.h"

#include <QObject>
#include <QPointer>

#include <optional>

class QTextBlock;
class QTextDocument;

namespace commonplace {

/// Turns what happens in a text document into precise splices, and applies splices to it.
///
/// QTextDocument reports changes by ranges that may be too large or touch no text at all (formats,
/// composition, whole paragraphs): the bridge compares them with the text it knows. The document's
/// own undo is switched off, since it would take back what others have written.
///
/// Positions are UTF-16 units and the same in the document and in the note: characters that a
/// document cannot hold are shown as others of the same length (displayed()).
class TextBridge : public QObject
{
    Q_OBJECT

public:
    explicit TextBridge(QObject *parent = nullptr);

    void setDocument(QTextDocument *document);
    /// The text area around the document, for its caret: an object with TextArea's properties. May
    /// be null.
    void setArea(QObject *area) { m_area = area; }

    /// Shows `text` as new: no change is reported, the caret goes to the start.
    void reset(const QString &text);
    /// What the document shows; U+FFFD stands for what is no character.
    const QString &text() const { return m_shadow; }

    /// Makes a change that came from elsewhere. Caret and selection stay with their text.
    void applyRemote(const TextChange &change);
    /// Makes a change as if it was typed: it is reported, and the caret goes to its end.
    void applyLocal(const TextChange &change);

    /// `text` with what a text document cannot hold (carriage returns and its own separators)
    /// replaced, unit by unit.
    static QString displayed(QString text);
    /// What is sent of a text that was typed: lone surrogates are no characters.
    static QString wellFormed(QString text);

Q_SIGNALS:
    /// Somebody typed: `before` is the text the change was made on. The splices are well-formed.
    void edited(const commonplace::TextChange &change, const QString &before);

private:
    void onContentsChange(int position, int removed, int added);
    void showWellFormed();
    void applyToDocument(const TextChange &change);
    QString documentText(int from, int to) const;
    int caret() const;
    /// Paragraphs stand alike, and each where its first letter begins: the area would put all of them where the
    /// first one begins, and leave pasted ones as they come.
    void style(int from, int to);
    /// The same once the present change is over.
    void styleLater(int from, int to);
    bool isStyled(const QTextBlock &block) const;
    std::optional<Qt::LayoutDirection> directionOf(const QTextBlock &block) const;

    QPointer<QTextDocument> m_document;
    QPointer<QObject> m_area;
    QString m_shadow; ///< the text as last known, without the document's closing separator
    bool m_isApplying = false;
};

} // namespace commonplace
