// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/progress.h"
#include "protocol/transport.h"

namespace mld {

/// A failure of a connection, as a person is told of it, whatever the service and whoever tells.
struct FailureText
{
    QString title;    ///< a word or three
    QString sentence; ///< what is wrong, and what to do
    /// Whether what to do may be to change how this program reaches the service: its address, port, credentials or
    /// certificates. Who knows where a person changes those says so.
    bool isInSettings = false;
};
FailureText failureText(const TransportError &error);

/// What a step does, in a word or three.
QString stepTitle(ConnectionStep step);
/// What has come of a step that is done, in a sentence; empty if there is nothing to add.
QString stepText(const ConnectionProgress &progress);
/// That a connection is not secured, and what that means for one to this address; none if it is not known.
QString plainText(const QStringList &addresses);
/// What has come of publishing. `isConfirmed`: the service says whether it has a change.
QString publishedText(bool isConfirmed);
QString presentText(qsizetype others);
/// That a step could not be tried without a notebook.
QString untriedText();
/// That a step was not done in time.
QString overdueText(ConnectionStep step);

} // namespace mld
