// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "slowtext.h"
#include "text/tseq.h"

#include <QList>
#include <QString>

#include <random>
#include <vector>

/// One thing that happens in a session. Plain data, so that a session can be drawn from a seed, shrunk,
/// and written down; numbers are taken modulo what there is.
struct TextAction
{
    enum Kind {
        Insert,
        Delete,
        Replace,
        Append,
        Several, ///< edits that are sent as one operation
        Deliver,
        DeliverFused,
        TakeBack,
        Reload,
        Restart,
        Rebase,
        Join,       ///< a newcomer takes the place of a replica, with what another one has
        Resnapshot, ///< takes the state of another that has all this one has, as after a long absence
        LastKind = Resnapshot
    };

    Kind kind = Insert;
    unsigned replica = 0;
    unsigned a = 0;
    unsigned b = 0;
    unsigned content = 0;
};

/// A session of replicas that edit and exchange operations in any causal order, whole, fused and cut,
/// that restart, and take each other's states; next to the same with SlowText. After each action
/// every invariant is examined, and everything is compared.
class TextSession
{
public:
    explicit TextSession(int replicas);

    /// What is wrong after the action; empty if nothing.
    QString perform(const TextAction &action);
    /// Delivers what is left, and compares all replicas.
    QString finish();

    static TextAction randomAction(std::mt19937 &random);
    static QString toString(const TextAction &action);

private:
    using Counts = std::vector<size_t>; ///< of operations, by author; those after its end are 0

    struct Sent
    {
        mld::TextLocalOperation local;
        Counts seen; // how many of each author's its author had when it made this
    };
    struct Replica
    {
        size_t author = 0; // the process that it is
        mld::TSeq text;
        SlowText slow;
        Counts seen;
        QByteArray base;
        SlowText slowBase;
        std::vector<mld::TextLocalOperation> log; // since the base
        std::vector<QString> texts;               // before each of the log
    };

    static Replica newReplica(size_t author, mld::TSeq text, const SlowText &slow, const Counts &seen);
    QString edit(Replica &replica, const TextAction &action);
    QString editAndSend(Replica &replica, const TextAction &action);
    QString takeBack(const Replica &replica, const TextAction &action) const;
    QString deliver(Replica &replica, size_t author);
    QString deliverFused(Replica &replica, size_t author, const TextAction &action);
    QString receive(Replica &replica, const mld::TextOperation &operation, size_t author);
    static QString restart(Replica &replica);
    static void rebase(Replica &replica);
    QString join(Replica &replica, const Replica &other);
    static QString resnapshot(Replica &replica, const Replica &other);
    bool isReady(const Replica &replica, size_t author, size_t index) const;
    static QString compare(const Replica &replica);

    std::vector<Replica> m_replicas;
    std::vector<std::vector<Sent>> m_sent; // by author
};
