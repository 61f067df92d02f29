// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <QVector>

namespace commonplace::markdown {

/// How a stretch of a line is shown.
struct Style
{
    enum class Tone : quint8 {
        Text,
        Mark,   ///< the marks themselves: # ** ` [ ]( )
        Accent, ///< links, list marks, open boxes
        Done,   ///< ticked-off items
        Quote,
    };

    Tone tone = Tone::Text;
    bool isBold = false;
    bool isItalic = false;
    bool isStruck = false;
    bool isUnderlined = false;
    bool isCode = false; ///< of equal widths, on a ground of its own

    friend bool operator==(const Style &, const Style &) = default;
};

struct StyledRun
{
    qsizetype start = 0;
    qsizetype length = 0;
    Style style;

    friend bool operator==(const StyledRun &, const StyledRun &) = default;
};

/// How a line of Markdown source is shown: as what it means, with its marks. The text itself is not changed.
struct LineStyle
{
    int heading = 0;       ///< 1 to 6; 0 if it is none
    bool isCode = false;   ///< of a block of code, or the fence around it
    qsizetype box = -1;    ///< where the box "[ ]" of a task is
    bool isTicked = false;
    QVector<StyledRun> runs; ///< without those that look as ordinary text
};

/// The style of a line. `isInFence`: a fence before it began a block of code.
LineStyle styleOf(const QString &line, bool isInFence);
/// The size of a heading's letters, as a multiple of ordinary ones.
double headingScale(int heading);
/// The level of the heading that a line is; 0 if it is none.
int headingOf(QStringView line);
/// Whether a line begins or ends a block of code.
bool isFence(QStringView line);

} // namespace commonplace::markdown
