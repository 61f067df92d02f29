// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "text/textjson_p.h"
#include "text/textpack_p.h"
#include "text/tseq_p.h"

#include <algorithm>

// The state as it is stored and sent (semantics.md 12.8).

namespace mld {

using namespace text;

namespace {

Error badState(const char *what)
{
    return {ErrorCode::Malformed,
            QStringLiteral("The state of a shared text is not valid: %1.").arg(QLatin1String(what))};
}

/// Reads a state of any depth, without recursion.
class StateReader
{
public:
    StateReader(TextTree &tree, Id ownPid, PackSource &source)
        : m_tree(tree), m_builder(tree), m_ownPid(ownPid), m_source(source),
          m_reader(source.reader())
    {
    }

    /// Reads the arrays of the root and all below them; what is wrong, or nothing.
    const char *read();

    /// The highest tick of the own process.
    qint64 ownTick = 0;

private:
    struct Level
    {
        Id parent = 0;
        qsizetype arraysLeft = 0; // below the parent, not begun yet
        Id array = 0;             // the one being read, or 0
        qsizetype cellsLeft = 0;
        qint64 start = 0;
        qint64 index = 0; // of the next position
        bool isOwn = false;
    };

    const char *beginArray(Level &level);
    const char *readCell();

    TextTree &m_tree;
    TextTree::Builder m_builder;
    Id m_ownPid;
    PackSource &m_source;
    MsgPackReader &m_reader;
    std::vector<Level> m_levels;
};

const char *StateReader::beginArray(Level &level)
{
    const qsizetype count = m_reader.readArray();
    TextName name;
    if (count < 2 || !m_source.readName(name))
        return "an array has no process or start";
    level.start = level.index = name.index;
    if (level.start + count > TextOperation::MaxIndex)
        return "an index is too large";
    const Id id = m_tree.internPid(name.pid);
    level.isOwn = id == m_ownPid;
    level.array = m_builder.begin(level.parent, id, qint32(level.start));
    level.cellsLeft = count - 2;
    --level.arraysLeft;
    return nullptr;
}

const char *StateReader::readCell()
{
    Level &level = m_levels.back();
    --level.cellsLeft;
    const qint32 index = qint32(level.index++);
    if (m_reader.skipNull())
        return nullptr;
    TextChar value;
    qsizetype arrays = 0;
    if (!m_source.readCell(value, arrays))
        return "a position has no character or tick";
    if (level.isOwn)
        ownTick = std::max(ownTick, value.tick);
    const Id chunk = m_builder.append(level.array, index, value);
    if (arrays > 0) {
        if (qsizetype(m_levels.size()) >= TextOperation::MaxPathLength)
            return "it is too deep";
        m_levels.push_back({chunk, arrays, 0, 0, 0, 0, false});
    }
    return nullptr;
}

const char *StateReader::read()
{
    m_levels.push_back({0, m_reader.readArray(), 0, 0, 0, 0, false});
    while (!m_levels.empty()) {
        Level &level = m_levels.back();
        const char *fault = nullptr;
        if (level.array && level.cellsLeft > 0) {
            fault = readCell();
        } else if (level.array) {
            m_builder.end(level.array, qint32(level.index - level.start));
            level.array = 0;
        } else if (level.arraysLeft > 0) {
            fault = beginArray(level);
        } else {
            m_levels.pop_back();
        }
        if (fault)
            return fault;
        if (m_reader.hasFailed())
            return "it ends too early";
    }
    if (m_tree.positions() > TSeq::MaxLength)
        return "it is too long";
    return m_builder.finish() ? nullptr : "two arrays are of one process";
}

/// Writes a state of any depth, without recursion.
class StateWriter
{
public:
    StateWriter(const TextTree &tree, PackSink &sink) : m_tree(tree), m_sink(sink) { }

    void write()
    {
        enter(TextTree::RootList);
        while (!m_levels.empty()) {
            Level &level = m_levels.back();
            if (level.array == 0) {
                if (level.next == level.arrays.size())
                    m_levels.pop_back();
                else
                    beginArray(level);
            } else if (level.chunk) {
                writeChunk(level);
            } else {
                writeHoles(level, m_tree.array(level.array).end());
                level.array = 0;
            }
        }
    }

private:
    struct Level
    {
        std::span<const Id> arrays;
        size_t next = 0; // of `arrays`, to be begun
        Id array = 0;    // the one being written, or 0
        Id chunk = 0;    // of it, the next to be written
        qint32 index = 0;
    };

    void enter(Id list) { m_levels.push_back({m_tree.children(list), 0, 0, 0, 0}); }

    void beginArray(Level &level)
    {
        level.array = level.arrays[level.next++];
        const Array &array = m_tree.array(level.array);
        m_sink.beginArray(2 + array.extent);
        m_sink.writePid(m_tree.pidText(array.pid));
        m_sink.writeInteger(array.start);
        level.chunk = m_tree.firstIn(level.array);
        level.index = array.start;
    }

    void writeHoles(Level &level, qint32 end)
    {
        for (; level.index < end; ++level.index)
            m_sink.writeUndefined();
    }

    void writeChunk(Level &level)
    {
        const Chunk &chunk = m_tree.chunk(level.chunk);
        writeHoles(level, chunk.index);
        const std::span<const Id> below = m_tree.children(chunk.children);
        const char16_t *units = chunk.isVisible ? m_tree.unitsOf(chunk) : u"";
        for (quint32 i = 0; i + 1 < chunk.length; ++i)
            m_sink.writeCell(units[i], chunk.tickAt(i));
        const quint32 last = chunk.length - 1;
        m_sink.writeCell(units[last], chunk.tickAt(last), qsizetype(below.size()));
        level.index = chunk.end();
        level.chunk = m_tree.nextInArray(level.chunk);
        if (!below.empty())
            enter(chunk.children);
    }

    const TextTree &m_tree;
    PackSink &m_sink;
    std::vector<Level> m_levels;
};

} // namespace

Result<TSeq> TSeq::load(const QString &pid, QByteArrayView msgPack)
{
    PackSource source(msgPack);
    MsgPackReader &reader = source.reader();
    TSeq text(pid);
    StateReader state(text.d->tree, text.d->ownPid, source);
    qint64 tick = -1;
    bool hasRest = false;
    const qsizetype count = reader.readMap();
    for (qsizetype i = 0; i < count && !reader.hasFailed(); ++i) {
        const QString key = reader.readString();
        if (key == QLatin1String("tick")) {
            tick = reader.readInteger();
        } else if (key == QLatin1String("rest")) {
            if (hasRest)
                return badState("it has two contents");
            hasRest = true;
            if (const char *fault = state.read())
                return badState(fault);
        } else {
            reader.skip();
        }
    }
    if (!reader.isDone() || !hasRest || tick < 0 || tick > TextOperation::MaxTick)
        return badState("it has no tick or no content");
    text.d->tick = std::max(tick, state.ownTick);
    return text;
}

QByteArray TSeq::saveState() const
{
    PackSink sink(64 + length() * 8);
    sink.writeRaw("\x82\xa4tick"); // a map of two
    sink.writeInteger(d->tick);
    sink.writeRaw("\xa4rest");
    sink.beginArray(qsizetype(d->tree.children(TextTree::RootList).size()));
    StateWriter(d->tree, sink).write();
    return sink.bytes();
}

Result<TSeq> TSeq::loadJson(const QString &pid, const QJsonValue &json)
{
    const Result<QByteArray> bytes = packJson(json);
    MLD_TRY(bytes);
    return load(pid, *bytes);
}

QJsonValue TSeq::saveJson() const
{
    return unpackJson(saveState());
}

} // namespace mld
