// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAccessibleObject>

namespace commonplace {

class TextView;

/// A text view as a screen reader knows it: text that can be read and edited. Its name, and that it is to be known at
/// all, come from the Accessible properties in QML.
class TextViewAccessible : public QAccessibleObject,
                           public QAccessibleTextInterface,
                           public QAccessibleEditableTextInterface
{
public:
    explicit TextViewAccessible(TextView *view);

    /// From now on, text views are known so. Any number of times.
    static void install();
    static void tellOfCaret(TextView *view);
    /// A change is about to be made.
    static void tellOfChange(TextView *view, qsizetype position, qsizetype removed, const QString &inserted);
    static void tellOfReset(TextView *view);

    QWindow *window() const override;
    QAccessibleInterface *parent() const override;
    QAccessibleInterface *child(int index) const override;
    int childCount() const override;
    int indexOfChild(const QAccessibleInterface *child) const override;
    QRect rect() const override;
    QString text(QAccessible::Text kind) const override;
    QAccessible::Role role() const override;
    QAccessible::State state() const override;
    void *interface_cast(QAccessible::InterfaceType type) override;

    void selection(int index, int *start, int *end) const override;
    int selectionCount() const override;
    void addSelection(int start, int end) override;
    void removeSelection(int index) override;
    void setSelection(int index, int start, int end) override;
    int cursorPosition() const override;
    void setCursorPosition(int position) override;
    QString text(int start, int end) const override;
    QString textBeforeOffset(int offset, QAccessible::TextBoundaryType boundary, int *start, int *end) const override;
    QString textAfterOffset(int offset, QAccessible::TextBoundaryType boundary, int *start, int *end) const override;
    QString textAtOffset(int offset, QAccessible::TextBoundaryType boundary, int *start, int *end) const override;
    int characterCount() const override;
    QRect characterRect(int offset) const override;
    int offsetAtPoint(const QPoint &point) const override;
    void scrollToSubstring(int start, int end) override;
    QString attributes(int offset, int *start, int *end) const override;

    void deleteText(int start, int end) override;
    void insertText(int offset, const QString &text) override;
    void replaceText(int start, int end, const QString &text) override;

private:
    TextView *view() const;
    QString named(const char *property) const;
    /// The stretch around an offset; of characters and words it is found in the paragraph.
    std::pair<int, int> stretchAt(int offset, QAccessible::TextBoundaryType boundary) const;
    QString stretch(std::pair<int, int> stretch, int *start, int *end) const;
    QPoint onScreen(QPointF point) const;
};

} // namespace commonplace
