// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "report.h"
#include "result.h"

#include <QJsonObject>

/// Runs the project's vector files (tests/data) against the engine. Each file explains its own format
/// in `about` or `notes`. Whole clones need a QCoreApplication, whose events are processed.
namespace mld::vectors {

/// Runs all cases of a file. BadPattern if it cannot be read or has no format known here.
Result<void> runFile(const QString &path, Report &report);
/// As runFile(), of what was read already.
Result<void> runVectors(const QJsonObject &file, Report &report);

// One function for each format.
void runClocks(const QJsonObject &file, Report &report);
void runMsgPack(const QJsonObject &file, Report &report);
void runPositions(const QJsonObject &file, Report &report);
void runFusion(const QJsonObject &file, Report &report);
void runTexts(const QJsonObject &file, Report &report);
void runMessages(const QJsonObject &file, Report &report);

// One function for each form of a case.
void runReplicas(const QJsonObject &testCase, Report &report);
void runClones(const QJsonObject &testCase, Report &report);

} // namespace mld::vectors
