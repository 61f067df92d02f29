// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "slowtext.h"

#include "codec/msgpackwriter.h"

#include <algorithm>

using namespace mld;

namespace {

void collectVisible(const SlowText::Arrays &arrays, std::vector<SlowText::Node *> &nodes)
{
    for (const auto &[pid, array] : arrays) {
        for (const auto &node : array->cells) {
            if (!node)
                continue;
            if (!node->value.isEmpty())
                nodes.push_back(node.get());
            collectVisible(node->arrays, nodes);
        }
    }
}

int visibleIn(const SlowText::Arrays &arrays)
{
    std::vector<SlowText::Node *> nodes;
    collectVisible(arrays, nodes);
    return int(nodes.size());
}

int visibleIn(const SlowText::Node *node)
{
    return node ? visibleIn(node->arrays) + (node->value.isEmpty() ? 0 : 1) : 0;
}

void write(const SlowText::Arrays &arrays, MsgPackWriter &state)
{
    for (const auto &[pid, array] : arrays) {
        state.beginArray(2 + qsizetype(array->cells.size()));
        state.writeString(pid).writeInteger(array->start);
        for (const auto &node : array->cells) {
            if (!node) {
                state.writeUndefined();
                continue;
            }
            state.beginArray(2 + qsizetype(node->arrays.size()));
            const QChar unit(node->value.unit);
            const char ascii = unit.toLatin1();
            if (node->value.isEmpty() || unit.unicode() < 0x80) // nearly all
                state.writeUtf8(QByteArrayView(&ascii, node->value.isEmpty() ? 0 : 1));
            else
                state.writeString(QStringView(&unit, 1));
            state.writeInteger(node->value.tick);
            write(node->arrays, state);
        }
    }
}

void copyArrays(const SlowText::Arrays &from, SlowText::Arrays &to, SlowText::Node *parent)
{
    for (const auto &[pid, array] : from) {
        auto copy = std::make_unique<SlowText::Array>();
        copy->pid = pid;
        copy->parent = parent;
        copy->start = array->start;
        for (const auto &node : array->cells) {
            copy->cells.push_back(nullptr);
            if (!node)
                continue;
            copy->cells.back() = std::make_unique<SlowText::Node>();
            SlowText::Node *cell = copy->cells.back().get();
            cell->array = copy.get();
            cell->index = node->index;
            cell->value = node->value;
            copyArrays(node->arrays, cell->arrays, cell);
        }
        to.emplace(pid, std::move(copy));
    }
}

} // namespace

SlowText::SlowText(const SlowText &other) : m_pid(other.m_pid), m_tick(other.m_tick)
{
    copyArrays(other.m_root, m_root, nullptr);
}

SlowText &SlowText::operator=(const SlowText &other)
{
    Arrays copy;
    copyArrays(other.m_root, copy, nullptr);
    m_pid = other.m_pid;
    m_tick = other.m_tick;
    m_root = std::move(copy);
    return *this;
}

std::vector<SlowText::Node *> SlowText::visible() const
{
    std::vector<Node *> nodes;
    collectVisible(m_root, nodes);
    return nodes;
}

QString SlowText::text() const
{
    QString text;
    for (const Node *node : visible())
        text.append(QChar(node->value.unit));
    return text;
}

QByteArray SlowText::state() const
{
    MsgPackWriter state;
    state.reserve(2048);
    state.beginMap(2).writeString(u"tick").writeInteger(m_tick).writeString(u"rest");
    state.beginArray(qsizetype(m_root.size()));
    write(m_root, state);
    return state.takeBytes();
}

SlowText::Array *SlowText::arrayFor(Arrays &arrays, Node *parent, const QString &pid, bool create)
{
    const auto found = arrays.find(pid);
    if (found != arrays.end())
        return found->second.get();
    if (!create)
        return nullptr;
    auto &array = arrays[pid];
    array = std::make_unique<Array>();
    array->pid = pid;
    array->parent = parent;
    return array.get();
}

// semantics.md 12.3
TextLocalOperation SlowText::splice(qsizetype index, qsizetype deleteCount, const QString &content)
{
    std::vector<Node *> touched;
    std::vector<TextChar> before;
    const auto touch = [&](Node *node) {
        if (std::find(touched.begin(), touched.end(), node) == touched.end()) {
            touched.push_back(node);
            before.push_back(node->value);
        }
    };
    std::vector<Node *> all = visible();
    index = std::min<qsizetype>(index, qsizetype(all.size()));
    for (qsizetype i = index; i < qsizetype(all.size()) && i < index + deleteCount; ++i) {
        touch(all[size_t(i)]);
        all[size_t(i)]->value.unit = 0;
    }
    if (!content.isEmpty()) {
        ++m_tick;
        Node *previous = index > 0 ? visible()[size_t(index - 1)] : nullptr;
        qsizetype next = 0; // of the content
        const auto put = [&](Node *node) {
            touch(node);
            node->value = {content[next++].unicode(), m_tick};
        };
        if (previous && previous->array->pid == m_pid && previous->arrays.empty()) {
            while (next < content.size()) {
                Node *cell = previous->array->at(previous->index + 1);
                if (cell && !cell->isEmpty())
                    break;
                previous = previous->array->create(previous->index + 1);
                put(previous);
            }
        }
        if (next < content.size()) {
            all = visible();
            const size_t place = size_t(index + next);
            Node *following = place < all.size() ? all[place] : nullptr;
            bool isInside = !following;
            for (Node *node = previous; following && node; node = node->array->parent)
                isInside = isInside || node->array == following->array;
            if (isInside) {
                Array *own = arrayFor(previous ? previous->arrays : m_root, previous, m_pid, true);
                while (next < content.size())
                    put(own->create(own->end()));
            } else if (following->array->pid == m_pid) {
                const int first = following->array->start - int(content.size() - next);
                for (int i = first; next < content.size(); ++i)
                    put(following->array->create(i));
            } else {
                Node *node = following->array->create(following->array->start - 1);
                Array *own = arrayFor(node->arrays, node, m_pid, true);
                while (next < content.size())
                    put(own->create(own->end()));
            }
        }
    }
    const TextLocalOperation local = runsOf(touched, before);
    collectAll(touched);
    return local;
}

TextPath SlowText::pathTo(const Node *node)
{
    TextPath path;
    for (; node; node = node->array->parent)
        path.push_back({node->array->pid, node->index});
    std::reverse(path.begin(), path.end());
    return path;
}

// semantics.md 12.4
TextLocalOperation SlowText::runsOf(const std::vector<Node *> &nodes,
                                    const std::vector<TextChar> &before) const
{
    const auto placeOf = [&](Node *node) {
        return size_t(std::find(nodes.begin(), nodes.end(), node) - nodes.begin());
    };
    TextLocalOperation local;
    for (Node *head : nodes) {
        if (placeOf(head->array->at(head->index - 1)) < nodes.size())
            continue; // it follows another
        TextRun run;
        run.path = pathTo(head);
        std::vector<TextChar> revert;
        for (Node *node = head; node && placeOf(node) < nodes.size();
             node = node->array->at(node->index + 1)) {
            run.chars.push_back(node->value);
            revert.push_back(before[placeOf(node)]);
        }
        local.operation.runs.push_back(run);
        local.revert.runs.push_back(revert);
    }
    return local;
}

// semantics.md 12.7
void SlowText::collect(Node *node)
{
    if (!node->isEmpty())
        return;
    Array *array = node->array;
    const int index = node->index;
    const auto isEmpty = [](const std::unique_ptr<Node> &cell) { return !cell || cell->isEmpty(); };
    const bool isAll = std::all_of(array->cells.begin(), array->cells.end(), isEmpty);
    if (index == array->start && !isAll) {
        while (isEmpty(array->cells.front())) {
            array->cells.erase(array->cells.begin());
            ++array->start;
        }
    } else if (index == array->end() - 1 && !isAll) {
        while (isEmpty(array->cells.back()))
            array->cells.pop_back();
    } else if (index > array->start && index < array->end()) {
        array->cells[size_t(index - array->start)] = nullptr;
    }
    Arrays &siblings = array->parent ? array->parent->arrays : m_root;
    int visible = 0;
    for (const auto &cell : array->cells)
        visible += visibleIn(cell.get());
    if (visible == 0)
        siblings.erase(QString(array->pid));
}

// semantics.md 12.5
void SlowText::locate(const TextRun &run, const std::vector<TextChar> &values,
                      bool force, std::vector<Change> &changes,
                      std::vector<TextChar> &revert)
{
    const bool inserts = std::any_of(values.begin(), values.end(),
                                     [](const TextChar &value) { return !value.isEmpty(); });
    Node *parent = nullptr;
    int rank = 0;
    for (size_t step = 0;; ++step) {
        const TextName &name = run.path[step];
        Arrays &arrays = parent ? parent->arrays : m_root;
        Array *array = arrayFor(arrays, parent, name.pid, inserts);
        if (!array)
            return;
        for (const auto &[pid, sibling] : arrays) {
            if (pid == name.pid)
                break;
            for (const auto &cell : sibling->cells)
                rank += visibleIn(cell.get());
        }
        for (int i = array->start; i < name.index; ++i)
            rank += visibleIn(array->at(i));
        if (step + 1 < run.path.size()) {
            parent = inserts ? array->create(name.index) : array->at(name.index);
            if (!parent)
                return;
            rank += parent->value.isEmpty() ? 0 : 1;
            continue;
        }
        for (size_t k = 0; k < values.size(); ++k) {
            const int index = name.index + int(k);
            Node *node = array->at(index);
            const int length = visibleIn(node);
            const TextChar value = values[k];
            if (value != TextRevert::Nothing
                && (force || !node || TextChar::hasPrecedence(value, node->value))
                && (!value.isEmpty() || (node && !node->value.isEmpty()))) {
                node = array->create(index);
                revert.resize(k + 1, TextRevert::Nothing);
                revert[k] = node->value;
                changes.push_back({node, value, rank});
            }
            rank += length;
        }
        return;
    }
}

void SlowText::perform(std::vector<Change> changes, bool isTakingBack)
{
    std::stable_sort(changes.begin(), changes.end(),
                     [](const Change &a, const Change &b) { return a.rank < b.rank; });
    for (const Change &change : changes) {
        // What is emptied keeps its tick, unless it is as it was before that tick.
        if (change.value.isEmpty() && !isTakingBack)
            change.node->value.unit = 0;
        else
            change.node->value = change.value;
    }
    std::vector<Node *> nodes;
    for (const Change &change : changes)
        nodes.push_back(change.node);
    collectAll(nodes);
}

// By name, since a node may go with the array of one before it.
void SlowText::collectAll(const std::vector<Node *> &nodes)
{
    std::vector<TextPath> paths;
    for (const Node *node : nodes)
        paths.push_back(pathTo(node));
    for (const TextPath &path : paths) {
        Node *node = nullptr;
        for (const TextName &name : path) {
            Array *array = arrayFor(node ? node->arrays : m_root, node, name.pid, false);
            node = array ? array->at(name.index) : nullptr;
            if (!node)
                break;
        }
        if (node)
            collect(node);
    }
}

TextRevert SlowText::apply(const TextOperation &operation)
{
    TextRevert revert;
    std::vector<Change> changes;
    for (const TextRun &run : operation.runs) {
        revert.runs.emplace_back();
        locate(run, run.chars, false, changes, revert.runs.back());
    }
    perform(changes);
    return revert;
}

void SlowText::takeBack(const TextLocalOperation &local)
{
    TextRevert revert;
    std::vector<Change> changes;
    for (size_t i = 0; i < local.operation.runs.size() && i < local.revert.runs.size(); ++i) {
        revert.runs.emplace_back();
        locate(local.operation.runs[i], local.revert.runs[i], true, changes, revert.runs.back());
    }
    perform(changes, true);
}
