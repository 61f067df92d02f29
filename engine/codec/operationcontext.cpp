// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "codec/operationcontext.h"

#include "rdf/vocabulary.h"

#include <QStringList>

#include <algorithm>
#include <array>

namespace mld {

namespace {

struct Name
{
    QStringView name;
    const QString &iri;
};

const QString tidIri = QStringLiteral("http://m-ld.org/#tid");
const QString opIri = QStringLiteral("http://m-ld.org/#op");

const std::array prefixes = { Name{ u"rdf", iris::rdfNs }, Name{ u"xs", iris::xsdNs } };
const std::array terms = {
    Name{ u"rdf", iris::rdfNs },     Name{ u"xs", iris::xsdNs },         Name{ u"tid", tidIri },
    Name{ u"op", opIri },            Name{ u"s", iris::rdfSubject },     Name{ u"p", iris::rdfPredicate },
    Name{ u"o", iris::rdfObject },
};

bool isAsciiLetter(QChar c)
{
    return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z');
}

bool isDigit(QChar c)
{
    return c >= u'0' && c <= u'9';
}

bool hasSpace(QStringView text)
{
    return std::any_of(text.begin(), text.end(), [](QChar c) { return c.isSpace(); });
}

/// What a JSON-LD reader takes for an absolute IRI; its scheme is the part before `colon`.
bool looksAbsolute(QStringView text, qsizetype colon)
{
    const QStringView scheme = text.left(colon);
    return isAsciiLetter(scheme[0]) && std::all_of(scheme.begin(), scheme.end(), [](QChar c) {
        return isAsciiLetter(c) || isDigit(c) || (c >= u'+' && c <= u'.');
    }) && !hasSpace(text.mid(colon));
}

/// True if a relative reference of these characters means the same to every reader. Stricter than
/// need be: what is not sure is written absolute, which always is right.
bool isPlain(QStringView text)
{
    if (text.isEmpty() || text[0] == u'@' || text.startsWith(u"__"))
        return false; // like a keyword, or like a name with a meaning to JavaScript
    return std::all_of(text.begin(), text.end(), [](QChar c) {
        static const QStringView others = u"-._~!$&'()*+,;=%@/?#";
        return isAsciiLetter(c) || isDigit(c) || others.contains(c)
                || (c.unicode() > 0xa0 && !c.isSpace());
    });
}

/// True if resolving the path `text` against the root of a host gives just that path.
bool isPlainPath(QStringView text)
{
    if (!isPlain(text) || text.startsWith(u'/'))
        return false;
    const auto segments = text.split(u'/');
    return std::none_of(segments.begin(), segments.end(), [&](QStringView segment) {
        return segment == u"." || segment == u".." || (segment.isEmpty() && segments.size() > 1);
    });
}

QString withoutDotSegments(const QString &path)
{
    QStringList result;
    const QStringList segments = path.split(u'/');
    for (qsizetype i = 0; i < segments.size(); ++i) {
        const bool isLast = i + 1 == segments.size();
        if (segments[i] == u".." && result.size() > 1)
            result.removeLast(); // the first is the empty one before the root
        if (segments[i] != u".." && segments[i] != u".")
            result.append(segments[i]);
        else if (isLast)
            result.append(QString());
    }
    return result.join(u'/');
}

QByteArray compactPrefix(const QString &iri)
{
    for (const Name &prefix : prefixes) {
        if (iri.startsWith(prefix.iri) && isPlain(QStringView(iri).mid(prefix.iri.size()))
            && iri[prefix.iri.size()] != u'/') {
            return prefix.name.toUtf8() + ':' + QStringView(iri).mid(prefix.iri.size()).toUtf8();
        }
    }
    return {};
}

/// The absolute IRI that `text` writes by a prefix or in full, or null if it does neither.
QString expandAbsolute(const QString &text)
{
    const qsizetype colon = text.indexOf(u':');
    if (colon <= 0)
        return {};
    const QStringView suffix = QStringView(text).mid(colon + 1);
    if (suffix.startsWith(u"//"))
        return text;
    for (const Name &prefix : prefixes) {
        if (QStringView(text).left(colon) == prefix.name)
            return prefix.iri + suffix;
    }
    return looksAbsolute(text, colon) ? text : QString();
}

/// An IRI in full, if that reads back.
QByteArray absolute(const QString &iri)
{
    const bool isWritable = !iri.startsWith(u"_:") && !iri.startsWith(u'@') && iri.isValidUtf16()
            && expandAbsolute(iri) == iri;
    return isWritable ? iri.toUtf8() : QByteArray();
}

} // namespace

OperationContext::OperationContext(const QString &domain)
    : m_base(QStringLiteral("http://") + domain + u'/'), m_vocab(m_base + u'#'),
      m_host(QStringLiteral("http://") + domain)
{
}

QByteArray OperationContext::compactNode(const QString &iri) const
{
    if (!iri.isValidUtf16())
        return {};
    if (iri.startsWith(m_base)) {
        const QStringView rest = QStringView(iri).mid(m_base.size());
        if (rest.isEmpty())
            return "./";
        if (isPlainPath(rest))
            return rest.toUtf8();
        return absolute(iri);
    }
    const QByteArray prefixed = compactPrefix(iri);
    return prefixed.isEmpty() ? absolute(iri) : prefixed;
}

QByteArray OperationContext::compactVocab(const QString &iri) const
{
    if (!iri.isValidUtf16())
        return {};
    if (iri.startsWith(m_vocab)) {
        const QStringView rest = QStringView(iri).mid(m_vocab.size());
        const bool isTerm = std::any_of(terms.begin(), terms.end(),
                                        [&](const Name &term) { return term.name == rest; });
        return isPlain(rest) && !isTerm ? rest.toUtf8() : absolute(iri);
    }
    const QByteArray prefixed = compactPrefix(iri);
    return prefixed.isEmpty() ? absolute(iri) : prefixed;
}

QString OperationContext::expandNode(const QString &text) const
{
    if (text.startsWith(u"_:") || text.startsWith(u'@'))
        return {};
    if (const QString iri = expandAbsolute(text); !iri.isNull())
        return iri;
    // RFC 3986 5.2, against a base whose path is the root.
    if (text.startsWith(u"//"))
        return QStringLiteral("http:") + text;
    qsizetype pathEnd = 0;
    while (pathEnd < text.size() && text[pathEnd] != u'?' && text[pathEnd] != u'#')
        ++pathEnd;
    if (pathEnd == 0)
        return m_base + text;
    const bool isFromRoot = text.startsWith(u'/');
    const QString path = isFromRoot ? text.left(pathEnd) : QString(u'/' + text.left(pathEnd));
    return m_host + withoutDotSegments(path) + text.mid(pathEnd);
}

QString OperationContext::expandVocab(const QString &text) const
{
    if (text.isEmpty() || text.startsWith(u"_:") || text.startsWith(u'@'))
        return {};
    for (const Name &term : terms) {
        if (text == term.name)
            return term.iri;
    }
    const QString iri = expandAbsolute(text);
    return iri.isNull() ? QString(m_vocab + text) : iri;
}

} // namespace mld
