// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <vector>

/// A recording of real editing, as in https://github.com/josephg/editing-traces.
struct EditingTrace
{
    struct Patch
    {
        qsizetype index = 0; // in code points, which are units: no trace has any beyond U+FFFF
        qsizetype deleteCount = 0;
        QString content;
    };
    struct Transaction
    {
        size_t agent = 0;
        std::vector<size_t> seen; // how many of each agent's transactions were known to this one
        std::vector<Patch> patches;
    };

    size_t agents = 1;
    std::vector<Transaction> transactions; // in a causal order
    QString endContent;

    /// Reads a gzipped file; empty if it cannot.
    static EditingTrace read(const QString &path);
    /// The folder with the traces, from the environment (MLD_EDITING_TRACES); empty if there is none.
    static QString folder();
};
