// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QJsonValue>

/// `{"$bytes"}` and `{"$number"}` of the vectors as the engine has them in JSON.
QJsonValue fromVector(const QJsonValue &value);
