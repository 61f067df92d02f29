// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QFlags>
#include <QMap>
#include <QString>
#include <QVariantMap>

#include <functional>

namespace mld {

/// What is known of one service, by the keys of its fields; what is absent has its fallback. No secrets.
using Values = QVariantMap;
/// The secrets of one service, by the keys of their fields. They live in the keychain.
using Secrets = QMap<QString, QString>;

/// One setting of a service: as a form shows it, a file keeps it, and a configuration of mld-clone names it.
struct Field
{
    enum class Kind {
        Text,
        Host,     ///< a name or an address; people paste whole addresses here
        Port,     ///< 0 for the usual one
        Number,
        Switch,
        Choice,
        Password, ///< one line that is not shown
        Pem,      ///< text, which people give as a file
        Json,     ///< text, an object
    };
    enum Flag {
        Required = 1,
        Shared = 2,   ///< an invitation carries it
        Advanced = 4, ///< under "More"
        Secret = 8,   ///< kept in the keychain, never in a file or a link
        FileOnly = 16, ///< for configurations of mld-clone alone
        Account = 32,  ///< who one is there: as another, it is another service
        OfNotebook = 64 ///< a secret of each notebook, made with it and carried by its invitations; in no form
    };
    Q_DECLARE_FLAGS(Flags, Flag)
    struct Option
    {
        QString value;
        QString label;
    };

    QString key;
    Kind kind = Kind::Text;
    Flags flags = {};
    QString label = {}; ///< empty for FileOnly
    QString hint = {};  ///< shown while the field is empty
    QVariant fallback = {}; ///< what it is if nothing is given
    QVariant initial = {};  ///< what a new form begins with, if that is another
    QList<Option> options = {}; ///< of a Choice
    std::function<bool(const Values &)> isShown = {}; ///< null: always
};
Q_DECLARE_OPERATORS_FOR_FLAGS(Field::Flags)

/// Something that is missing or wrong in one field.
struct Fault
{
    QString key;
    QString sentence; ///< for people, with what may stand there
};

} // namespace mld
