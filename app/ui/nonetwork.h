// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QQmlNetworkAccessManagerFactory>

namespace commonplace {

/// Gives the QML engine a network that refuses everything. All QML is in the program, so whatever
/// asks for something from elsewhere was brought by content: a picture in what a member calls
/// itself would tell its owner who reads it, and from where.
class NoNetwork : public QQmlNetworkAccessManagerFactory
{
public:
    QNetworkAccessManager *create(QObject *parent) override;
};

} // namespace commonplace
