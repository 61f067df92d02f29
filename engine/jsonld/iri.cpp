// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "jsonld/iri.h"

#include <QStringList>

#include <algorithm>

namespace mld::iri {

namespace {

/// The five parts of RFC 3986, appendix B. A part that is absent is null; one that is empty is not.
struct Parts
{
    QString scheme;
    QString authority;
    QString path;
    QString query;
    QString fragment;

    QString text() const
    {
        QString result;
        if (!scheme.isNull())
            result += scheme + u':';
        if (!authority.isNull())
            result += QStringLiteral("//") + authority;
        result += path;
        if (!query.isNull())
            result += u'?' + query;
        if (!fragment.isNull())
            result += u'#' + fragment;
        return result;
    }
};

bool isLetter(QChar c)
{
    return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z');
}

/// The length of the scheme that `text` begins with, without its colon; 0 if there is none.
qsizetype schemeLength(const QString &text)
{
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text[i];
        if (c == u':')
            return i;
        const bool isInner = (c >= u'0' && c <= u'9') || c == u'+' || c == u'-' || c == u'.';
        if (!isLetter(c) && (i == 0 || !isInner))
            return 0;
    }
    return 0;
}

QString nonNull(const QString &text)
{
    return text.isNull() ? QStringLiteral("") : text;
}

Parts split(const QString &text)
{
    Parts parts;
    QString rest = text;
    if (const qsizetype hash = rest.indexOf(u'#'); hash >= 0) {
        parts.fragment = nonNull(rest.mid(hash + 1));
        rest.truncate(hash);
    }
    if (const qsizetype mark = rest.indexOf(u'?'); mark >= 0) {
        parts.query = nonNull(rest.mid(mark + 1));
        rest.truncate(mark);
    }
    if (const qsizetype length = schemeLength(rest); length > 0) {
        parts.scheme = rest.left(length);
        rest.remove(0, length + 1);
    }
    if (rest.startsWith(QLatin1String("//"))) {
        const qsizetype slash = rest.indexOf(u'/', 2);
        parts.authority = nonNull(slash < 0 ? rest.mid(2) : rest.mid(2, slash - 2));
        rest = slash < 0 ? QString() : rest.mid(slash);
    }
    parts.path = rest;
    return parts;
}

/// RFC 3986, 5.2.4, segment by segment.
QString removeDotSegments(const QString &path)
{
    if (!path.contains(u'.'))
        return path;
    const bool isRooted = path.startsWith(u'/');
    QStringList segments = path.mid(isRooted ? 1 : 0).split(u'/');
    QStringList kept;
    for (qsizetype i = 0; i < segments.size(); ++i) {
        const QString &segment = segments[i];
        const bool isUp = segment == QLatin1String("..");
        if (!isUp && segment != QLatin1String(".")) {
            kept.append(segment);
            continue;
        }
        if (isUp && !kept.isEmpty())
            kept.removeLast();
        if (i + 1 == segments.size())
            kept.append(QString()); // a trailing dot segment leaves its slash
    }
    return (isRooted ? QStringLiteral("/") : QString()) + kept.join(u'/');
}

QString mergePaths(const Parts &base, const QString &path)
{
    if (!base.authority.isNull() && base.path.isEmpty())
        return u'/' + path;
    return base.path.left(base.path.lastIndexOf(u'/') + 1) + path;
}

/// The path of `to` as seen from `from`, both in the same place otherwise.
QString relativePath(const QString &from, const QString &to)
{
    const qsizetype fromDirectory = from.lastIndexOf(u'/') + 1;
    const qsizetype toDirectory = to.lastIndexOf(u'/') + 1;
    qsizetype common = 0;
    for (qsizetype i = 0; i < std::min(fromDirectory, toDirectory) && from[i] == to[i]; ++i) {
        if (from[i] == u'/')
            common = i + 1;
    }
    const qsizetype ups = QStringView(from).mid(common, fromDirectory - common).count(u'/');
    const QString result = QStringLiteral("../").repeated(ups) + to.mid(common);
    return result.isEmpty() ? QStringLiteral("./") : result;
}

} // namespace

bool isAbsolute(const QString &text)
{
    return schemeLength(text) > 0;
}

bool isValid(const QString &text)
{
    if (!isAbsolute(text))
        return false;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text[i];
        if (c.unicode() < 0x20 || c.unicode() == 0x7f)
            return false;
        if (!c.isSurrogate())
            continue;
        if (!c.isHighSurrogate() || i + 1 == text.size() || !text[i + 1].isLowSurrogate())
            return false;
        ++i;
    }
    return true;
}

QString resolve(const QString &base, const QString &reference)
{
    Parts target = split(reference);
    if (!target.scheme.isNull())
        return reference; // absolute ids are kept as they are, dots and all
    const Parts from = split(base);
    target.scheme = from.scheme;
    if (!target.authority.isNull()) {
        target.path = removeDotSegments(target.path);
        return target.text();
    }
    target.authority = from.authority;
    if (target.path.isEmpty()) {
        target.path = from.path;
        if (target.query.isNull())
            target.query = from.query;
    } else if (target.path.startsWith(u'/')) {
        target.path = removeDotSegments(target.path);
    } else {
        target.path = removeDotSegments(mergePaths(from, target.path));
    }
    return target.text();
}

bool isPlainTail(QStringView rest)
{
    qsizetype start = 0; // of the segment
    for (qsizetype i = 0; i < rest.size(); ++i) {
        const QChar c = rest[i];
        const bool isEnd = c == u'/' || c == u'#';
        if (c == u':' || c == u'?')
            return false;
        if (!isEnd)
            continue;
        const QStringView segment = rest.mid(start, i - start);
        if (segment == u"." || segment == u".." || (c == u'/' && segment.isEmpty()))
            return false;
        if (c == u'#')
            return true; // a fragment may hold anything
        start = i + 1;
    }
    const QStringView last = rest.mid(start);
    return !rest.isEmpty() && last != u"." && last != u"..";
}

QString relativize(const QString &base, const QString &iri)
{
    const Parts from = split(base);
    Parts to = split(iri);
    if (from.scheme != to.scheme || from.authority != to.authority)
        return iri;
    to.scheme = QString();
    to.authority = QString();
    const bool isSamePath = from.path == to.path;
    if (isSamePath && from.query == to.query && !to.fragment.isNull()) {
        to.path.clear();
        to.query = QString();
    } else if (isSamePath && !to.query.isNull()) {
        to.path.clear();
    } else {
        to.path = relativePath(from.path, to.path);
    }
    const QString relative = to.text();
    // Not all IRIs have a relative form, e.g. when a path begins with two slashes.
    return resolve(base, relative) == iri ? relative : iri;
}

} // namespace mld::iri
