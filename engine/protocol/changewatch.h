// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dataset/dataset.h"
#include "protocol/change.h"

#include <QHash>

namespace mld {

/// Watches a dataset through several changes, some of which take others back, to tell apps the
/// difference as one. Costs what the changes cost, not what the dataset holds.
class ChangeWatch
{
public:
    explicit ChangeWatch(const Dataset &dataset) : m_dataset(dataset) { }

    /// Each change is announced, by what it is made of, and then noted.
    Result<void> beforeUndo(QByteArrayView undoData);
    void beforeRemote(const OperationContent &content);
    void beforeLocal(const Patch &patch);
    void note(const DatasetChange &change);

    /// The way from what was visible at first to what is now. A text that stays is given as one splice.
    Change difference() const;

private:
    void remember(const Triple &triple, bool wasVisible);
    void remember(const std::vector<Triple> &triples);
    void rememberText(const QString &valueId);

    const Dataset &m_dataset;
    QHash<Triple, bool> m_wasVisible;
    QHash<QString, QString> m_oldTexts;
    QHash<QString, QByteArray> m_oldBinaries;
};

} // namespace mld
