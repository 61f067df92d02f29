// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "text/textoperation.h"

namespace mld {

class MsgPackReader;
class MsgPackWriter;

namespace text {

/// Reads a unit and a tick; false if they are not that. The unit comes as it is held in a position.
bool readTextChar(MsgPackReader &reader, TextChar &value);
void writeTextChar(MsgPackWriter &writer, const TextChar &value);
/// Reads a path of one step or more; false if it is not one.
bool readTextPath(MsgPackReader &reader, TextPath &path);
void writeTextPath(MsgPackWriter &writer, const TextPath &path);

} // namespace text

} // namespace mld
