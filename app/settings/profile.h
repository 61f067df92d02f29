// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "result.h"

#include <QDir>
#include <QJsonDocument>
#include <QLockFile>
#include <QString>

#include <memory>

namespace commonplace {

/// A set of notebooks, settings and secrets of its own, in one folder:
/// `$XDG_DATA_HOME/commonplace/NAME`. Only one running program has a profile at a time.
class Profile
{
public:
    /// The profile `name` below the person's data folder, or in `folder` if that is not empty.
    /// BadConfiguration for a name that is no file name.
    static mld::Result<Profile> create(const QString &name, const QString &folder = {});

    const QString &name() const { return m_name; }
    const QDir &folder() const { return m_folder; }
    QString filePath(const QString &file) const { return m_folder.filePath(file); }
    /// Under what name other programs see this profile's secrets, and a second start finds the first.
    QString serviceName() const;

    /// Takes the profile for this process until the profile is gone. StoreLocked if another has it.
    mld::Result<void> lock();

    /// Reads a JSON file of the profile, an object that has an array of the name `list` unless that is
    /// empty; a null document if there is none. StoreDamaged if it is anything else, which is then kept
    /// under another name, so that the file can be written anew; any other error means that it must not be.
    mld::Result<QJsonDocument> readJson(const QString &file, const QString &list = {}) const;
    /// Replaces a JSON file as a whole: a crash leaves the old or the new one.
    mld::Result<void> writeJson(const QString &file, const QJsonDocument &document) const;

private:
    Profile(QString name, QDir folder) : m_name(std::move(name)), m_folder(std::move(folder)) { }

    QString m_name;
    QDir m_folder;
    std::unique_ptr<QLockFile> m_lock;
};

} // namespace commonplace
