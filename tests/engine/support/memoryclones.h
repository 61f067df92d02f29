// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "constraint/constraint.h"
#include "support/memorygraph.h"

#include <memory>
#include <vector>

namespace mld::test {

/// Clones of one domain in memory, to see whether constraints converge: triples with transaction ids
/// (semantics.md 7) and causal delivery, without clocks, messages or storage.
class MemoryClones
{
public:
    using MakeConstraint = std::function<std::unique_ptr<Constraint>(int clone)>;

    MemoryClones(int count, const MakeConstraint &makeConstraint)
    {
        for (int i = 0; i < count; ++i)
            m_clones.push_back({ {}, {}, makeConstraint(i), {} });
    }

    const MemoryGraph &graph(int clone) const { return m_clones[size_t(clone)].graph; }

    Result<void> write(int clone, Patch patch)
    {
        Clone &writer = m_clones[size_t(clone)];
        MLD_TRY(writer.constraint->check(writer.graph, patch));
        commit(clone, patch);
        return {};
    }

    /// Gives a clone the earliest operation that it has not seen; false if there is none. Operations
    /// are in the order in which they were made, so this is causal.
    bool deliverNext(int clone)
    {
        Clone &receiver = m_clones[size_t(clone)];
        for (size_t i = 0; i < m_operations.size(); ++i) {
            if (!receiver.seen.contains(i)) {
                receiver.seen.insert(i);
                receive(clone, i);
                return true;
            }
        }
        return false;
    }

    /// Delivers everything, and what comes of it, until quiet; false if it does not become so.
    bool deliverAll()
    {
        for (int round = 0; round < 1000; ++round) {
            bool isQuiet = true;
            for (size_t i = 0; i < m_clones.size(); ++i) {
                while (deliverNext(int(i)))
                    isQuiet = false;
            }
            if (isQuiet)
                return true;
        }
        return false;
    }

private:
    struct Clone
    {
        MemoryGraph graph;
        QHash<Triple, QSet<size_t>> tids;
        std::unique_ptr<Constraint> constraint;
        QSet<size_t> seen;
    };
    struct Operation
    {
        QHash<Triple, QSet<size_t>> deletes;
        std::vector<Triple> inserts;
    };

    // As a local change: deletes name all transaction ids held here.
    void commit(int clone, const Patch &patch)
    {
        Clone &writer = m_clones[size_t(clone)];
        if (!patch.isEmpty()) {
            const size_t tid = m_operations.size();
            Operation operation;
            for (const Triple &triple : patch.deletes) {
                operation.deletes.insert(triple, writer.tids.take(triple));
                writer.graph.remove(triple);
            }
            for (const Triple &triple : patch.inserts) {
                operation.inserts.push_back(triple);
                writer.tids[triple].insert(tid);
                writer.graph.insert(triple);
            }
            m_operations.push_back(operation);
            writer.seen.insert(tid);
        }
        Patch entailed;
        entailed.entailedDeletes = patch.entailedDeletes;
        entailed.entailedInserts = patch.entailedInserts;
        writer.graph.apply(entailed);
    }

    void receive(int clone, size_t tid)
    {
        Clone &receiver = m_clones[size_t(clone)];
        const Operation operation = m_operations[tid];
        Patch remote;
        for (auto it = operation.deletes.cbegin(); it != operation.deletes.cend(); ++it) {
            if (!receiver.tids.value(it.key()).isEmpty()
                && (receiver.tids.value(it.key()) - it.value()).isEmpty())
                remote.deletes.push_back(it.key());
        }
        remote.inserts = operation.inserts;
        Patch resolution;
        const auto applied = receiver.constraint->apply(receiver.graph, remote, resolution);
        Q_ASSERT(applied.isOk());
        for (auto it = operation.deletes.cbegin(); it != operation.deletes.cend(); ++it)
            receiver.tids[it.key()].subtract(it.value());
        for (const Triple &triple : remote.inserts)
            receiver.tids[triple].insert(tid);
        receiver.graph.apply(remote);
        commit(clone, resolution);
    }

    std::vector<Clone> m_clones;
    std::vector<Operation> m_operations;
};

} // namespace mld::test
