// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "exchange/enml.h"

#include <QHash>
#include <QSet>
#include <QStringList>
#include <QXmlStreamReader>

namespace commonplace {
namespace {

using namespace Qt::Literals::StringLiterals;

/// Deeper elements are read as text alone.
constexpr int maxDepth = 200;

/// Writes Markdown from the elements of a document, as they come.
class MarkdownWriter
{
public:
    void begin(const QString &element, const QXmlStreamAttributes &attributes);
    void end(const QString &element);
    void text(QStringView words);
    QString result();
    int left() const { return m_left; }

private:
    struct List
    {
        bool isOrdered = false;
        int count = 0;
    };

    /// Begins a paragraph, unless one has just begun.
    void breakLine(int emptyLines);
    void write(const QString &markdown);
    void beginItem();
    void endLink();
    void endRow();

    QString m_text;
    QString m_indent;        ///< before each further line of a list item
    QList<List> m_lists;
    QStringList m_links;
    QStringList m_cells;     ///< of the row that is being read
    int m_rows = 0;
    int m_wanted = 0;        ///< line ends that the next words are to stand after
    int m_quotes = 0;
    int m_lastQuotes = 0;    ///< on the line that was written last
    int m_left = 0;
    bool m_isPreformatted = false;
    bool m_isInCell = false;
    bool m_isAtMark = false; ///< nothing but the mark of a list item stands on the line
};

/// The mark on both sides of what an element holds.
QString markOf(const QString &element)
{
    static const QHash<QString, QString> marks {
        { u"b"_s, u"**"_s }, { u"strong"_s, u"**"_s }, { u"i"_s, u"_"_s }, { u"em"_s, u"_"_s },
        { u"s"_s, u"~~"_s }, { u"strike"_s, u"~~"_s }, { u"del"_s, u"~~"_s }, { u"code"_s, u"`"_s },
        { u"tt"_s, u"`"_s },
    };
    return marks.value(element);
}

int headingLevel(const QString &element)
{
    return element.size() == 2 && element.front() == u'h' && element.back() >= u'1' && element.back() <= u'6'
        ? element.back().digitValue()
        : 0;
}

bool isBlock(const QString &element)
{
    static const QSet<QString> blocks { u"div"_s, u"p"_s, u"section"_s, u"article"_s, u"address"_s, u"center"_s,
                                        u"dl"_s,  u"dt"_s, u"dd"_s };
    return blocks.contains(element);
}

void MarkdownWriter::breakLine(int emptyLines)
{
    if (m_isInCell) {
        if (!m_cells.isEmpty() && !m_cells.constLast().isEmpty() && !m_cells.constLast().endsWith(u' '))
            m_cells.last() += u' ';
        return;
    }
    m_wanted = std::max(m_wanted, emptyLines + 1);
}

void MarkdownWriter::write(const QString &markdown)
{
    if (m_isInCell) {
        m_cells.last() += markdown;
        return;
    }
    if (m_wanted > 0 || m_text.isEmpty()) {
        if (!m_text.isEmpty())
            m_text += QString(u'\n' + QString(std::min(m_quotes, m_lastQuotes), u'>')).repeated(m_wanted - 1) + u'\n';
        m_text += QString(m_quotes, u'>') + (m_quotes > 0 ? u" "_s : QString()) + m_indent;
    }
    m_lastQuotes = m_quotes;
    m_wanted = 0;
    m_isAtMark = false;
    m_text += markdown;
}

void MarkdownWriter::beginItem()
{
    breakLine(0);
    if (m_lists.isEmpty())
        m_lists.append(List {});
    List &list = m_lists.last();
    m_indent = QString((m_lists.size() - 1) * 4, u' ');
    write(list.isOrdered ? QString::number(++list.count) + u". "_s : u"- "_s);
    m_indent += u"    "_s;
    m_isAtMark = true;
}

void MarkdownWriter::endLink()
{
    const QString address = m_links.isEmpty() ? QString() : m_links.takeLast();
    if (!address.isEmpty())
        write(u"]("_s + address + u')');
}

void MarkdownWriter::endRow()
{
    m_isInCell = false;
    if (m_cells.isEmpty())
        return;
    QStringList cells;
    for (const QString &cell : std::as_const(m_cells))
        cells.append(cell.simplified().replace(u'|', u"\\|"_s));
    const qsizetype columns = m_cells.size();
    m_cells.clear();
    breakLine(m_rows == 0 ? 1 : 0);
    write(u"| "_s + cells.join(u" | "_s) + u" |"_s);
    if (m_rows++ == 0) {
        breakLine(0);
        write(u'|' + u" --- |"_s.repeated(columns));
    }
}

void MarkdownWriter::begin(const QString &element, const QXmlStreamAttributes &attributes)
{
    if (const int level = headingLevel(element)) {
        breakLine(1);
        write(QString(level, u'#') + u' ');
    } else if (element == u"ul" || element == u"ol") {
        breakLine(m_lists.isEmpty() ? 1 : 0);
        m_lists.append({ element == u"ol", 0 });
    } else if (element == u"li") {
        beginItem();
    } else if (element == u"blockquote") {
        breakLine(1);
        ++m_quotes;
    } else if (element == u"pre") {
        breakLine(1);
        write(u"```\n"_s);
        m_isPreformatted = true;
    } else if (element == u"br") {
        // By itself on a line, it is an empty one.
        breakLine(m_wanted > 0 ? 1 : 0);
    } else if (element == u"hr") {
        breakLine(1);
        write(u"---"_s);
        breakLine(1);
    } else if (element == u"en-todo") {
        const bool isDone = attributes.value("checked"_L1) == "true"_L1;
        const QString box = isDone ? u"[x] "_s : u"[ ] "_s;
        write(m_isAtMark && m_wanted == 0 ? box : u"- "_s + box);
    } else if (element == u"en-media" || element == u"img") {
        ++m_left;
    } else if (element == u"a") {
        const QString address = attributes.value("href"_L1).trimmed().toString();
        // A file of that machine is none of this one's.
        const bool isUseful = !address.isEmpty() && !address.startsWith(u"file:"_s, Qt::CaseInsensitive);
        m_links.append(isUseful ? QString(address).replace(u' ', u"%20"_s).replace(u')', u"%29"_s) : QString());
        if (isUseful)
            write(u"["_s);
    } else if (element == u"table") {
        m_rows = 0;
        breakLine(1);
    } else if (element == u"tr") {
        endRow(); // of an outer table
    } else if (element == u"td" || element == u"th") {
        m_isInCell = true;
        m_cells.append(QString());
    } else if (isBlock(element)) {
        // The first block of an item stands beside its mark.
        if (!m_isAtMark)
            breakLine(element == u"p" ? 1 : 0);
    } else if (const QString mark = markOf(element); !mark.isEmpty() && !m_isPreformatted) {
        write(mark);
    }
}

void MarkdownWriter::end(const QString &element)
{
    if (headingLevel(element) > 0) {
        breakLine(1);
    } else if (element == u"ul" || element == u"ol") {
        if (!m_lists.isEmpty())
            m_lists.removeLast();
        m_indent = QString(m_lists.size() * 4, u' ');
        breakLine(m_lists.isEmpty() ? 1 : 0);
    } else if (element == u"li") {
        breakLine(0);
    } else if (element == u"blockquote") {
        m_quotes = std::max(0, m_quotes - 1);
        breakLine(1);
    } else if (element == u"pre") {
        write(m_text.endsWith(u'\n') ? u"```"_s : u"\n```"_s);
        m_isPreformatted = false;
        breakLine(1);
    } else if (element == u"a") {
        endLink();
    } else if (element == u"tr") {
        endRow();
    } else if (element == u"table") {
        breakLine(1);
    } else if (isBlock(element)) {
        breakLine(element == u"p" ? 1 : 0);
    } else if (const QString mark = markOf(element); !mark.isEmpty() && !m_isPreformatted) {
        write(mark);
    }
}

void MarkdownWriter::text(QStringView words)
{
    if (m_isPreformatted) {
        write(words.toString());
        return;
    }
    // Spaces and line ends of the markup are one space, and none at the beginning of a line.
    QString plain;
    bool isAfterSpace = m_wanted > 0 || m_text.isEmpty() || m_text.endsWith(u' ');
    for (const QChar c : words) {
        const bool isSpace = c == u' ' || c == u'\n' || c == u'\t' || c == u'\r';
        if (!isSpace || !isAfterSpace)
            plain += isSpace ? u' ' : c == QChar::Nbsp ? u' ' : c;
        isAfterSpace = isSpace;
    }
    if (!plain.isEmpty() && !(plain == u" " && m_wanted > 0))
        write(plain);
}

QString MarkdownWriter::result()
{
    endRow();
    while (m_text.endsWith(u'\n') || m_text.endsWith(u' '))
        m_text.chop(1);
    return m_text;
}

} // namespace

EnmlText readEnml(const QString &markup)
{
    // The reader keeps the last words of a text that breaks off to itself, unless something follows them.
    QXmlStreamReader reader(markup + u"<!-- -->"_s);
    // The DTD names HTML's entities by an address; nothing is fetched, so they are said here.
    class Entities : public QXmlStreamEntityResolver
    {
    public:
        QString resolveUndeclaredEntity(const QString &name) override
        {
            static const QHash<QString, QString> known { { u"nbsp"_s, u" "_s }, { u"ndash"_s, u"–"_s },
                                                         { u"mdash"_s, u"—"_s }, { u"hellip"_s, u"…"_s },
                                                         { u"bull"_s, u"•"_s },  { u"copy"_s, u"©"_s },
                                                         { u"euro"_s, u"€"_s } };
            // What is answered is read as markup: the entity itself would be asked for again, for ever.
            return known.value(name, u"&amp;"_s + name + u';');
        }
    } entities;
    reader.setEntityResolver(&entities);
    MarkdownWriter writer;
    int depth = 0;
    while (!reader.atEnd()) {
        switch (reader.readNext()) {
        case QXmlStreamReader::StartElement:
            if (++depth <= maxDepth)
                writer.begin(reader.name().toString().toLower(), reader.attributes());
            break;
        case QXmlStreamReader::EndElement:
            if (depth-- <= maxDepth)
                writer.end(reader.name().toString().toLower());
            break;
        case QXmlStreamReader::Characters:
            writer.text(reader.text());
            break;
        default:
            break;
        }
    }
    return { writer.result(), writer.left(), !reader.hasError() };
}

} // namespace commonplace
