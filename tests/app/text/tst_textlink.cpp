// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "text/textlink.h"

#include "text/randomchange.h"

#include <QTest>

#include <deque>

using namespace commonplace;

namespace {

struct End
{
    End(const QString &start, TextChange::Side side) : text(start), link(side) { }

    void change(const TextChange &change)
    {
        text = change.applied(text);
        sent.push_back(link.send(change));
    }
    /// Takes the next message of `other`, if there is one.
    void takeFrom(End &other)
    {
        if (other.sent.empty())
            return;
        text = link.receive(other.sent.front()).applied(text);
        other.sent.pop_front();
    }

    QString text;
    TextLink link;
    std::deque<TextMessage> sent;
};

} // namespace

class TestTextLink : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bothEndsConverge()
    {
        QVERIFY(rc::check("both ends hold one text once all messages have been taken", [] {
            const QString start = *randomText();
            End window(start, TextChange::Side::After);
            End notebook(start, TextChange::Side::Before);
            const int steps = *rc::gen::inRange(1, 40);
            for (int i = 0; i < steps; ++i) {
                switch (*rc::gen::inRange(0, 5)) {
                case 0:
                    window.change(*randomChange(window.text));
                    break;
                case 1:
                    notebook.change(*randomChange(notebook.text));
                    break;
                case 2:
                    window.takeFrom(notebook);
                    break;
                case 3:
                    notebook.takeFrom(window);
                    // In order with the messages: nothing is on its way.
                    if (notebook.sent.empty())
                        window.link.acknowledge(notebook.link.received());
                    break;
                default:
                    notebook.takeFrom(window);
                    break;
                }
            }
            while (!window.sent.empty() || !notebook.sent.empty()) {
                window.takeFrom(notebook);
                notebook.takeFrom(window);
            }
            RC_ASSERT(window.text == notebook.text);
        }));
    }

    void theSidesDecideWhoseTextComesFirst()
    {
        End window(QString(), TextChange::Side::After);
        End notebook(QString(), TextChange::Side::Before);
        window.change(TextChange(Splice { 0, 0, QStringLiteral("w") }));
        notebook.change(TextChange(Splice { 0, 0, QStringLiteral("n") }));
        window.takeFrom(notebook);
        notebook.takeFrom(window);
        QCOMPARE(window.text, QStringLiteral("nw"));
        QCOMPARE(notebook.text, QStringLiteral("nw"));
    }

    void settlesByAcknowledgement()
    {
        TextLink link(TextChange::Side::After);
        QVERIFY(link.isSettled());
        link.send(TextChange(Splice { 0, 0, QStringLiteral("a") }));
        link.send(TextChange(Splice { 1, 0, QStringLiteral("b") }));
        link.acknowledge(1);
        QVERIFY(!link.isSettled());
        link.acknowledge(1);
        QVERIFY(!link.isSettled());
        link.acknowledge(99); // more than was sent
        QVERIFY(link.isSettled());
    }
};

QTEST_GUILESS_MAIN(TestTextLink)
#include "tst_textlink.moc"
