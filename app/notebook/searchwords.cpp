// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "notebook/searchwords.h"

#include <QChar>

#include <algorithm>
#include <utility>

namespace commonplace {
namespace {

/// Of whatever is longer, its beginning is compared.
constexpr qsizetype longestWord = 64;
constexpr qsizetype mostPhrases = 12;
constexpr qsizetype longestPhrase = 16;
constexpr qsizetype longestSearch = 400;
constexpr qsizetype snippetBefore = 32;
constexpr qsizetype snippetLength = 160;
constexpr int foldingVersion = 1;

enum class Kind {
    Separator,
    Letter, ///< goes on with a word
    Single, ///< a word of its own
    Mark,   ///< belongs to what is before it
    Silent, ///< the same, and is not compared
};

bool writesNoSpaces(char32_t c)
{
    switch (QChar::script(c)) {
    case QChar::Script_Han:
    case QChar::Script_Hiragana:
    case QChar::Script_Katakana:
    case QChar::Script_Thai:
    case QChar::Script_Lao:
    case QChar::Script_Khmer:
    case QChar::Script_Myanmar:
        return true;
    default:
        return false;
    }
}

Kind kindOf(char32_t c)
{
    if (c < 0x80)
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ? Kind::Letter : Kind::Separator;
    // Soft hyphens, joiners, how an emoji is drawn, and its skin.
    if (c == 0xad || c == 0x200c || c == 0x200d || (c >= 0xfe00 && c <= 0xfe0f) || (c >= 0x1f3fb && c <= 0x1f3ff))
        return Kind::Silent;
    switch (QChar::category(c)) {
    case QChar::Letter_Uppercase:
    case QChar::Letter_Lowercase:
    case QChar::Letter_Titlecase:
    case QChar::Letter_Modifier:
    case QChar::Letter_Other:
        return writesNoSpaces(c) ? Kind::Single : Kind::Letter;
    case QChar::Number_DecimalDigit:
    case QChar::Number_Letter:
    case QChar::Number_Other:
    case QChar::Other_PrivateUse:
        return Kind::Letter;
    case QChar::Mark_NonSpacing:
    case QChar::Mark_SpacingCombining:
    case QChar::Mark_Enclosing:
        return Kind::Mark;
    case QChar::Symbol_Currency:
    case QChar::Symbol_Other:
    case QChar::Other_NotAssigned: // emoji that are younger than the tables
        return Kind::Single;
    default:
        return Kind::Separator;
    }
}

char32_t codePointAt(QStringView text, qsizetype at)
{
    const QChar c = text.at(at);
    if (c.isHighSurrogate() && at + 1 < text.size() && text.at(at + 1).isLowSurrogate())
        return QChar::surrogateToUcs4(c, text.at(at + 1));
    return c.unicode();
}

/// Marks that people leave out when they search: accents, points of vowels.
bool isDecoration(char32_t c)
{
    return (c >= 0x300 && c <= 0x36f) || (c >= 0x591 && c <= 0x5c7) || (c >= 0x610 && c <= 0x61a)
        || (c >= 0x64b && c <= 0x65f) || c == 0x670 || (c >= 0x1ab0 && c <= 0x1aff) || (c >= 0x1dc0 && c <= 0x1dff)
        || (c >= 0x20d0 && c <= 0x20ff) || (c >= 0xfe20 && c <= 0xfe2f);
}

bool isPlain(QStringView word)
{
    return std::all_of(word.begin(), word.end(), [](QChar c) { return c.unicode() < 0x80; });
}

QString onOneLine(QStringView text)
{
    QString line = text.toString();
    for (QChar &c : line) {
        if (c.isSpace() || c.category() == QChar::Other_Control)
            c = u' ';
    }
    return line;
}

/// A place in a text that is not within a pair of surrogates.
qsizetype whole(QStringView text, qsizetype at)
{
    at = std::clamp<qsizetype>(at, 0, text.size());
    return at > 0 && at < text.size() && text.at(at).isLowSurrogate() ? at - 1 : at;
}

} // namespace

QString searching::folded(QStringView word)
{
    word = word.first(whole(word, longestWord));
    if (isPlain(word))
        return word.toString().toLower();
    // Qt folds letter by letter; by way of capitals, "ß" and "SS" meet.
    const QString apart = word.toString().normalized(QString::NormalizationForm_KC).toUpper().toCaseFolded()
                              .normalized(QString::NormalizationForm_KD);
    QString kept;
    for (qsizetype at = 0; at < apart.size();) {
        const char32_t c = codePointAt(apart, at);
        const qsizetype length = QChar::requiresSurrogates(c) ? 2 : 1;
        const Kind kind = kindOf(c);
        if (kind == Kind::Separator)
            kept += u' ';
        else if (kind != Kind::Silent && !isDecoration(c))
            kept += QStringView(apart).mid(at, length);
        at += length;
    }
    return kept.normalized(QString::NormalizationForm_C).simplified();
}

QString searching::foldedCharacter(char32_t c, bool keepsCase)
{
    QString apart = QString::fromUcs4(&c, 1).normalized(QString::NormalizationForm_KC);
    if (!keepsCase)
        apart = apart.toUpper().toCaseFolded();
    apart = apart.normalized(QString::NormalizationForm_KD);
    QString kept;
    for (qsizetype at = 0; at < apart.size();) {
        const char32_t part = codePointAt(apart, at);
        const qsizetype length = QChar::requiresSurrogates(part) ? 2 : 1;
        if (kindOf(part) != Kind::Silent && !isDecoration(part))
            kept += QStringView(apart).mid(at, length);
        at += length;
    }
    return kept;
}

bool searching::isOfWord(char32_t c)
{
    const Kind kind = kindOf(c);
    return kind == Kind::Letter || kind == Kind::Mark || c == '_';
}

void searching::forEachWord(QStringView text, const std::function<bool(qsizetype, qsizetype, const QString &)> &visit)
{
    qsizetype begin = -1;
    bool isSingle = false;
    const auto end = [&](qsizetype at) {
        if (begin < 0)
            return true;
        const qsizetype start = std::exchange(begin, -1);
        const QString word = folded(text.mid(start, at - start));
        return word.isEmpty() || visit(start, at - start, word);
    };
    for (qsizetype at = 0; at < text.size();) {
        const char32_t c = codePointAt(text, at);
        const Kind kind = kindOf(c);
        const bool goesOn = kind == Kind::Mark || kind == Kind::Silent ? begin >= 0
                                                                       : kind == Kind::Letter && begin >= 0 && !isSingle;
        if (!goesOn) {
            if (!end(at))
                return;
            if (kind == Kind::Letter || kind == Kind::Single || kind == Kind::Mark) {
                begin = at;
                isSingle = kind == Kind::Single;
            }
        }
        at += QChar::requiresSurrogates(c) ? 2 : 1;
    }
    end(text.size());
}

QString searching::indexable(QStringView text)
{
    QString words;
    words.reserve(text.size() + 1);
    forEachWord(text, [&](qsizetype, qsizetype, const QString &word) {
        if (!words.isEmpty())
            words += u' ';
        words += word;
        return true;
    });
    return words;
}

int searching::version()
{
    return foldingVersion * 1000 + int(QChar::currentUnicodeVersion());
}

SearchWords::SearchWords(const QString &typed)
{
    const QStringList words = typed.left(longestSearch).simplified().split(u' ', Qt::SkipEmptyParts);
    for (const QString &word : words) {
        QStringList phrase = searching::indexable(word).split(u' ', Qt::SkipEmptyParts);
        if (phrase.isEmpty() || m_phrases.contains(phrase))
            continue;
        phrase = phrase.mid(0, longestPhrase);
        m_phrases.append(phrase);
        if (m_phrases.size() == mostPhrases)
            return;
    }
}

QString SearchWords::expression() const
{
    QStringList phrases;
    for (const QStringList &phrase : m_phrases)
        phrases.append(QString(u'"' + phrase.join(u' ') + QLatin1String("\" *")));
    return phrases.join(QLatin1String(" AND "));
}

bool SearchWords::isHit(const QString &word) const
{
    return std::any_of(m_phrases.begin(), m_phrases.end(), [&](const QStringList &phrase) {
        for (qsizetype i = 0; i < phrase.size(); ++i) {
            if (i + 1 == phrase.size() ? word.startsWith(phrase.at(i)) : word == phrase.at(i))
                return true;
        }
        return false;
    });
}

QStringList SearchWords::pieces(QStringView line, qsizetype longest) const
{
    line = line.first(whole(line, longest));
    QStringList pieces { QString() };
    qsizetype done = 0;
    searching::forEachWord(line, [&](qsizetype start, qsizetype length, const QString &word) {
        if (!isHit(word))
            return true;
        pieces.last() += line.mid(done, start - done);
        pieces.append(line.mid(start, length).toString());
        pieces.append(QString());
        done = start + length;
        return true;
    });
    pieces.last() += line.mid(done);
    return pieces;
}

QStringList SearchWords::snippet(QStringView text, qsizetype scanned) const
{
    text = text.first(whole(text, scanned));
    qsizetype hit = -1;
    searching::forEachWord(text, [&](qsizetype start, qsizetype, const QString &word) {
        hit = isHit(word) ? start : -1;
        return hit < 0;
    });
    if (hit < 0)
        return {};
    // From the beginning of the line, unless that is far.
    qsizetype from = text.first(hit).lastIndexOf(u'\n') + 1;
    const bool isCut = hit - from > snippetBefore;
    if (isCut) {
        from = whole(text, hit - snippetBefore);
        if (const qsizetype space = text.mid(from, hit - from).indexOf(u' '); space >= 0)
            from += space + 1;
    }
    const QString line = onOneLine(text.mid(from, whole(text.mid(from), snippetLength)));
    QStringList result = pieces(line, snippetLength);
    if (isCut)
        result.first().prepend(u'…');
    else
        result.first() = QStringView(result.first()).trimmed().isEmpty() ? QString() : result.first();
    return result;
}

} // namespace commonplace
