// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QColor>
#include <QSyntaxHighlighter>

namespace commonplace {

/// The colours and sizes Markdown source is shown in.
struct MarkdownLook
{
    QColor text;
    QColor faint;  ///< for the marks themselves: # ** ` [ ]( )
    QColor accent; ///< links, list marks, open boxes
    QColor done;   ///< ticked-off items
    QColor codeBackground;
    QColor quote;
    int pixelSize = 16;
    QString codeFamily;

    friend bool operator==(const MarkdownLook &, const MarkdownLook &) = default;
};

/// Shows Markdown source as what it means, mark by mark: the text itself is not changed.
class MarkdownHighlighter : public QSyntaxHighlighter
{
    Q_OBJECT

public:
    using QSyntaxHighlighter::QSyntaxHighlighter;

    void setLook(const MarkdownLook &look);

protected:
    void highlightBlock(const QString &text) override;

private:
    enum State { Plain = -1, InFence = 1 };

    /// Returns where the text of the line begins.
    qsizetype highlightLineStart(const QString &text);
    void highlightInline(const QString &text, qsizetype start);
    void highlightDelimited(const QString &text, qsizetype start, const QString &mark,
                            const QTextCharFormat &format, QVector<bool> &taken);
    void highlightLinks(const QString &text, qsizetype start, QVector<bool> &taken);
    void mergeFormat(qsizetype start, qsizetype count, const QTextCharFormat &extra);

    MarkdownLook m_look;
};

} // namespace commonplace
