// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "clone/clone.h"
#include "vectortransport.h"

#include <QJsonArray>
#include <QJsonObject>

#include <map>
#include <memory>

namespace mld::vectors {

/// The clones of one case: whole ones, with all that belongs to them, in memory. What they do they
/// have done when a function returns.
class VectorClones
{
public:
    /// `testCase` may hold the `context`, `config` and `plugins` of its clones.
    explicit VectorClones(const QJsonObject &testCase);
    ~VectorClones();

    /// Starts a clone: the first begins the domain, the others take a snapshot.
    Result<void> join(const CloneId &id);

    Result<void> write(const CloneId &id, const QJsonValue &pattern);
    Result<void> remove(const CloneId &id, const QString &subject);
    const Clone &clone(const CloneId &id) const { return *m_clones.at(id); }

    /// Delivers waiting operations from one clone to another, all of them if `count` is negative.
    void deliver(const CloneId &from, const CloneId &to, int count = -1);
    /// Delivers everything, and what comes of it, until no operation is waiting.
    void deliverAll();

    /// The update events since the last call, by clone; clones without any are left out.
    QMap<CloneId, QJsonArray> takeUpdates();

private:
    void settle();
    Result<void> waitFor(const QString &what, const std::function<bool()> &isDone);
    Result<void> finish(const std::function<void(Clone::Written)> &begin);

    QJsonObject m_context;
    QJsonArray m_constraints;
    VectorNetwork m_network;
    std::map<CloneId, std::unique_ptr<Clone>> m_clones;
    QMap<CloneId, QJsonArray> m_updates;
};

/// JSON of a vector as an app gives it: `{"$bytes": …}` and `{"$number": …}` in the engine's forms.
QJsonValue fromVector(const QJsonValue &value);
/// JSON of the engine in the form of the vectors.
QJsonValue toVector(const QJsonValue &value);

} // namespace mld::vectors
