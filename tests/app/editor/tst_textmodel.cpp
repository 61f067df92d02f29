// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "editor/textmodel.h"

#include "editor/piecelayout.h"
#include "editor/textfinder.h"
#include "text/markdownstyle.h"

#include <rapidcheck.h>

#include <QTest>

using namespace commonplace;

namespace {

/// Of few letters, so that what matters meets: breaks, pairs, fences, letters of both directions.
rc::Gen<QString> someText(int most)
{
    return rc::gen::exec([most] {
        static const std::vector<QString> parts { QStringLiteral("a"), QStringLiteral("word "), QStringLiteral("\n"),
                                                  QStringLiteral("\n```\n"), QStringLiteral("😀"), QStringLiteral("\u05d0"),
                                                  QStringLiteral("x").repeated(900) };
        QString text;
        for (int count = *rc::gen::inRange(0, most); count > 0; --count)
            text += *rc::gen::elementOf(parts);
        return text;
    });
}

/// Lines of 20, 30, … high by what is in them, so that heights differ.
double heightOf(const Piece &piece)
{
    return 20 + 10 * double(piece.text.size() % 7);
}

/// Compares all that the model says with what the whole text says.
void check(const TextModel &model, const QString &text)
{
    RC_ASSERT(model.length() == text.size());
    RC_ASSERT(model.text() == text);
    double y = 0;
    qsizetype position = 0;
    int fences = 0;
    for (Piece *piece = model.first(); piece; piece = TextModel::next(piece)) {
        RC_ASSERT(piece->text.size() <= TextModel::longestPiece);
        RC_ASSERT(!piece->text.contains(u'\n'));
        RC_ASSERT(model.positionOf(piece) == position);
        RC_ASSERT(model.yOf(piece) == y);
        RC_ASSERT(piece->height == heightOf(*piece));
        RC_ASSERT(model.pieceAt(y) == piece);
        RC_ASSERT(model.pieceAt(y + piece->height - 0.5) == piece);
        RC_ASSERT(model.isInFence(piece) == (fences % 2 == 1));
        const bool isBeginning = position == 0 || text.at(position - 1) == u'\n';
        RC_ASSERT(piece->isFence == (isBeginning && markdown::isFence(piece->text)));
        fences += piece->isFence;
        y += piece->height;
        position += piece->text.size() + (piece->endsParagraph ? 1 : 0);
        RC_ASSERT((TextModel::next(piece) != nullptr) || !piece->endsParagraph);
        if (Piece *next = TextModel::next(piece))
            RC_ASSERT(TextModel::previous(next) == piece);
    }
    RC_ASSERT(position == text.size());
    RC_ASSERT(model.height() == y);
    const qsizetype step = std::max<qsizetype>(1, text.size() / 40);
    for (qsizetype at = 0; at <= text.size(); at += step) {
        const qsizetype start = at == 0 ? 0 : text.lastIndexOf(u'\n', at - 1) + 1;
        const qsizetype end = text.indexOf(u'\n', at) < 0 ? text.size() : text.indexOf(u'\n', at);
        RC_ASSERT(model.paragraphStart(at) == start);
        RC_ASSERT(model.paragraphEnd(at) == end);
        const TextModel::Place place = model.placeOf(at);
        RC_ASSERT(model.positionOf(place.piece, place.offset) == at);
        RC_ASSERT(model.at(at) == (at < text.size() ? text.at(at) : QChar()));
        RC_ASSERT(model.text(at, 30) == text.mid(at, 30));
    }
}

QStringList found(TextModel &model, const TextQuery &query, const QString &text)
{
    TextFinder finder(model);
    finder.setQuery(query);
    finder.look(0, 1000 + text.size() * 100);
    QStringList hits;
    for (const TextFinder::Hit &hit : finder.hits(100))
        hits.append(text.mid(hit.position, hit.length));
    return hits;
}

} // namespace

/// The text of the editor, without a window, beside a plain string.
class TestTextModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isTheSameAsAString()
    {
        const bool holds = rc::check([] {
            QString text = *someText(30);
            TextModel model;
            model.setEstimate(heightOf);
            model.reset(text);
            check(model, text);
            for (int step = *rc::gen::inRange(1, 12); step > 0; --step) {
                const int position = *rc::gen::inRange(0, int(text.size()) + 1);
                const int most = *rc::gen::element(3, 3000);
                const int removed = *rc::gen::inRange(0, std::min(most, int(text.size()) - position) + 1);
                const QString inserted = *someText(8);
                text.replace(position, removed, inserted);
                model.replace(position, removed, inserted);
                check(model, text);
            }
        });
        QVERIFY(holds);
    }

    void hitsMoveWithTheText()
    {
        const bool holds = rc::check([] {
            const TextQuery query { *rc::gen::elementOf(std::vector<QString> { QStringLiteral("xa"), QStringLiteral("D w"),
                                                                               QStringLiteral("a") }),
                                    false, *rc::gen::arbitrary<bool>() };
            QString text = *someText(30);
            TextModel model;
            model.reset(text);
            TextFinder finder(model);
            finder.setQuery(query);
            for (int step = *rc::gen::inRange(1, 12); step > 0; --step) {
                if (*rc::gen::arbitrary<bool>()) // with some of it not known yet
                    finder.look(*rc::gen::inRange(0, int(text.size()) + 1), *rc::gen::inRange(1, 4000));
                const int position = *rc::gen::inRange(0, int(text.size()) + 1);
                const int removed = *rc::gen::inRange(0, std::min(1500, int(text.size()) - position) + 1);
                const QString inserted = *someText(8);
                text.replace(position, removed, inserted);
                model.replace(position, removed, inserted);
            }
            finder.look(0, 1000 + text.size() * 100);
            RC_ASSERT(finder.isDone());
            const auto isOfWord = [&](qsizetype at) { return at >= 0 && at < text.size() && text.at(at).isLetter(); };
            QVector<TextFinder::Hit> expected;
            for (qsizetype at = 0; (at = text.indexOf(query.text, at, Qt::CaseInsensitive)) >= 0; ++at) {
                const qsizetype end = at + query.text.size();
                if (!query.wholeWords || (!isOfWord(at - 1) && !isOfWord(end)))
                    expected.append({ at, query.text.size() });
            }
            RC_ASSERT(finder.hits(100'000) == expected);
            RC_ASSERT(finder.count() == expected.size());
            for (int i = 0; i < expected.size(); ++i) {
                RC_ASSERT(finder.indexOf(expected.at(i)) == i);
                RC_ASSERT(finder.next(expected.at(i).position) == expected.at(i));
                RC_ASSERT(finder.next(expected.at(i).position + 1) == expected.at((i + 1) % expected.size()));
                RC_ASSERT(finder.previous(expected.at(i).position)
                          == expected.at((i + expected.size() - 1) % expected.size()));
            }
        });
        QVERIFY(holds);
    }

    void findsAsSearchesOverNotesDo_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<TextQuery>("query");
        QTest::addColumn<QStringList>("hits");
        const auto row = [](const char *name, const char16_t *text, const char16_t *query,
                            std::initializer_list<const char16_t *> hits, bool matchesCase = false, bool wholeWords = false) {
            QStringList expected;
            for (const char16_t *hit : hits)
                expected.append(QString::fromUtf16(hit));
            QTest::newRow(name) << QString::fromUtf16(text)
                                << TextQuery { QString::fromUtf16(query), matchesCase, wholeWords } << expected;
        };
        row("nothing", u"text", u"", {});
        row("case", u"Bean bean BEAN", u"bean", { u"Bean", u"bean", u"BEAN" });
        row("the same case", u"Bean bean BEAN", u"bean", { u"bean" }, true);
        row("accents", u"r\u00e9sum\u00e9 re\u0301sume\u0301 resume", u"R\u00c9sume",
            { u"r\u00e9sum\u00e9", u"re\u0301sume\u0301", u"resume" });
        row("accents of the same case", u"\u00c9t\u00e9 \u00e9t\u00e9", u"ete", { u"\u00e9t\u00e9" }, true);
        row("sharp s", u"Stra\u00dfe STRASSE", u"strasse", { u"Stra\u00dfe", u"STRASSE" });
        row("no half of a letter", u"Stra\u00dfe", u"stras", {});
        row("ligature", u"\ufb01n", u"fin", { u"\ufb01n" });
        row("whole words", u"an ant, an_ 'an' \u00e4an", u"an", { u"an", u"an" }, false, true);
        row("signs", u"a **b** c", u"**", { u"**", u"**" });
        row("emoji", u"one 😀 two 😀", u"😀", { u"😀", u"😀" });
        row("no overlap", u"aaaaa", u"aa", { u"aa", u"aa" });
        row("within a line", u"one\ntwo", u"e t", {});
        row("an accent alone", u"e\u0301", u"\u0301", {});
    }
    void findsAsSearchesOverNotesDo()
    {
        QFETCH(QString, text);
        QFETCH(TextQuery, query);
        TextModel model;
        model.reset(text);
        QTEST(found(model, query, text), "hits");
    }

    void looksInPartsFromWhereOneIs()
    {
        QString text;
        for (int i = 0; i < 1000; ++i)
            text += QStringLiteral("a line of forty letters or so: bean %1\n").arg(i);
        TextModel model;
        model.reset(text);
        TextFinder finder(model);
        finder.setQuery({ QStringLiteral("BEAN") });
        const qsizetype middle = text.indexOf(QStringLiteral("bean 500"));
        QVERIFY(!finder.next(middle)); // nothing is known yet
        finder.look(middle, 4000);
        QVERIFY(!finder.isDone());
        QVERIFY(finder.count() > 20 && finder.count() < 200);
        QCOMPARE(finder.next(middle)->position, middle);
        QVERIFY(!finder.previous(middle)); // that is not known
        QVERIFY(!finder.next(0));
        while (!finder.isDone())
            finder.look(middle, 4000);
        QCOMPARE(finder.count(), 1000);
        QCOMPARE(finder.next(text.size())->position, text.indexOf(QStringLiteral("bean 0")));
        QCOMPARE(finder.previous(middle)->position, text.indexOf(QStringLiteral("bean 499")));
        finder.setQuery({});
        QCOMPARE(finder.count(), 0);
    }

    void positionsBeyondTheEndMeanTheEnd()
    {
        TextModel model;
        model.reset(QStringLiteral("one"));
        model.replace(99, 99, QStringLiteral("!"));
        QCOMPARE(model.text(), QStringLiteral("one!"));
        model.replace(-5, 99, {});
        QVERIFY(model.isEmpty());
        QCOMPARE(model.text(3, 7), QString());
    }

    void keysCostTheSameInAnyText_data()
    {
        QTest::addColumn<QString>("line");
        QTest::newRow("paragraphs") << QStringLiteral("the quick brown fox jumps over the lazy dog, once and again\n");
        QTest::newRow("one line") << QStringLiteral("the quick brown fox jumps over the lazy dog, once and again ");
    }
    void keysCostTheSameInAnyText()
    {
        QFETCH(QString, line);
        QVector<qint64> costs;
        for (const int length : { 10'000, 1'000'000 }) {
            TextModel model;
            model.reset(line.repeated(length / int(line.size())));
            const qint64 before = model.work();
            for (int i = 0; i < 200; ++i)
                model.replace(model.length() / 2 + i, 0, QStringLiteral("k"));
            costs.append(model.work() - before);
        }
        // The text itself differs in where its middle is, and so in which part of it is changed.
        QVERIFY2(costs.at(1) < 2 * costs.at(0), qPrintable(QString::number(costs.at(1))));
        QVERIFY(costs.at(1) <= 200 * 4 * TextModel::longestPiece);
    }

    void manyKeysInOneLineKeepItCut()
    {
        TextModel model;
        for (int i = 0; i < 20'000; ++i)
            model.replace(model.length(), 0, QStringLiteral("k"));
        for (int i = 0; i < 15'000; ++i)
            model.replace(100, 1, {});
        int pieces = 0;
        for (const Piece *piece = model.first(); piece; piece = TextModel::next(piece))
            ++pieces;
        QVERIFY2(pieces >= 3 && pieces <= 12, qPrintable(QString::number(pieces)));
    }

    void cutsNoPairs()
    {
        TextModel model;
        model.reset(u'x' + QStringLiteral("😀").repeated(10'000));
        for (const Piece *piece = model.first(); piece; piece = TextModel::next(piece))
            QVERIFY(!piece->text.at(0).isLowSurrogate());
    }

    void paragraphsReadAsTheyBegin()
    {
        const QString hebrew = QStringLiteral("\u05e9\u05dc\u05d5\u05dd");
        TextModel model;
        const auto directions = [&model] {
            QString result;
            for (Piece *piece = model.first(); piece; piece = TextModel::next(piece))
                result += model.directionOf(piece) == Qt::RightToLeft ? u'R' : u'L';
            return result;
        };
        model.reset(hebrew + QStringLiteral("\n- ") + hebrew + QStringLiteral("\nleft\n\n"));
        QCOMPARE(directions(), QStringLiteral("RRLLL"));
        model.replace(0, 0, QStringLiteral("a")); // the first letter counts
        QCOMPARE(directions(), QStringLiteral("LRLLL"));
        model.replace(0, 1, {});
        model.replace(hebrew.size(), 0, QStringLiteral("\n")); // goes on as the one before
        QCOMPARE(directions(), QStringLiteral("RRRLLL"));
    }

    void showsWhatATextCannotHold()
    {
        QCOMPARE(TextModel::displayed(QStringLiteral("a\r\nb\u2029c\u00a0d")), QStringLiteral("a \nb\nc\u00a0d"));
        QCOMPARE(TextModel::wellFormed(QString(QChar(0xd83d)) + QStringLiteral("x😀")),
                 QString(QChar(QChar::ReplacementCharacter)) + QStringLiteral("x😀"));
    }
};

QTEST_GUILESS_MAIN(TestTextModel)
#include "tst_textmodel.moc"
