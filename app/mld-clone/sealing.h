// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "protocol/transport.h"
#include "result.h"
#include "sealing/notebookkey.h"

#include <memory>

namespace mld {

/// A transport that seals what `inner` carries. What is heard of other keys is kept in `folder`, which must exist;
/// Unauthorised if it was heard that `key` was replaced.
Result<std::unique_ptr<Transport>> sealed(std::unique_ptr<Transport> inner, const NotebookKey &key, const QString &folder);

/// The key in an environment variable. BadConfiguration, with words, if there is none.
Result<NotebookKey> keyFromEnvironment(const QString &variable);
/// A key for a person to keep, as JSON: the domain's name, what an owner needs, what those need who are invited.
QByteArray printed(const NotebookKey &key);

} // namespace mld
