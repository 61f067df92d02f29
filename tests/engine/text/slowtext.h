// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "text/textoperation.h"
#include "text/tseq.h"

#include <QByteArray>
#include <QString>

#include <map>
#include <memory>
#include <vector>

/// A shared text as semantics.md 12 words it, with no thought of cost: a tree of nodes, walked from its
/// root for everything. What TSeq does is compared with this.
class SlowText
{
public:
    explicit SlowText(const QString &pid) : m_pid(pid) { }
    SlowText(const SlowText &other);
    SlowText &operator=(const SlowText &other);

    QString text() const;
    /// The state as MessagePack, to the bit as it is stored and sent (semantics.md 12.8).
    QByteArray state() const;
    qint64 tick() const { return m_tick; }
    void setTick(qint64 tick) { m_tick = tick; }
    /// From now on it is another process that writes here.
    void setPid(const QString &pid) { m_pid = pid; }

    mld::TextLocalOperation splice(qsizetype index, qsizetype deleteCount, const QString &content);
    mld::TextRevert apply(const mld::TextOperation &operation);
    void takeBack(const mld::TextLocalOperation &local);

    struct Array;
    using Arrays = std::map<QString, std::unique_ptr<Array>>; // QString's < is by UTF-16 units

    struct Node
    {
        Array *array = nullptr;
        int index = 0;
        mld::TextChar value;
        Arrays arrays;

        bool isEmpty() const { return value.isEmpty() && arrays.empty(); }
    };

    struct Array
    {
        QString pid;
        Node *parent = nullptr;
        int start = 0;
        std::vector<std::unique_ptr<Node>> cells; // null: a hole

        int end() const { return start + int(cells.size()); }
        Node *at(int index) const
        {
            return index >= start && index < end() ? cells[size_t(index - start)].get() : nullptr;
        }
        Node *create(int index)
        {
            while (index < start) {
                cells.insert(cells.begin(), nullptr);
                --start;
            }
            while (index >= end())
                cells.push_back(nullptr);
            auto &cell = cells[size_t(index - start)];
            if (!cell) {
                cell = std::make_unique<Node>();
                cell->array = this;
                cell->index = index;
            }
            return cell.get();
        }
    };

private:
    struct Change
    {
        Node *node;
        mld::TextChar value;
        int rank;
    };

    std::vector<Node *> visible() const;
    Array *arrayFor(Arrays &arrays, Node *parent, const QString &pid, bool create);
    void locate(const mld::TextRun &run, const std::vector<mld::TextChar> &values,
                bool force, std::vector<Change> &changes,
                std::vector<mld::TextChar> &revert);
    void perform(std::vector<Change> changes, bool isTakingBack = false);
    void collect(Node *node);
    void collectAll(const std::vector<Node *> &nodes);
    static mld::TextPath pathTo(const Node *node);
    mld::TextLocalOperation runsOf(const std::vector<Node *> &nodes,
                                   const std::vector<mld::TextChar> &before) const;

    QString m_pid;
    qint64 m_tick = 0;
    Arrays m_root;
};
