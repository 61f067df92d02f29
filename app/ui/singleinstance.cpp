// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/singleinstance.h"

#include <QDir>
#include <QFile>
#include <QLocalSocket>

#ifdef Q_OS_UNIX
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>
#endif

namespace commonplace {
namespace {

constexpr int waitMs = 1000;
constexpr qint64 maxMessage = 128 * 1024;
const QByteArray raise = QByteArrayLiteral("raise\n");

#ifdef Q_OS_UNIX
/// Whether a folder, not a link to one, is this person's and closed to all others.
bool isOwnFolder(const QString &path)
{
    struct stat found = {};
    return ::lstat(QFile::encodeName(path).constData(), &found) == 0 && S_ISDIR(found.st_mode)
        && found.st_uid == ::geteuid() && (found.st_mode & 077) == 0;
}

/// A folder for the socket that nobody else can enter; empty if there is none.
QString socketFolder()
{
    const QString runtime = qEnvironmentVariable("XDG_RUNTIME_DIR");
    if (!runtime.isEmpty() && isOwnFolder(runtime))
        return runtime;
    // Whoever made a folder of that name before us is found out by its owner.
    const QString own = QDir::tempPath() + QLatin1String("/commonplace-") + QString::number(::geteuid());
    ::mkdir(QFile::encodeName(own).constData(), 0700);
    return isOwnFolder(own) ? own : QString();
}

/// Whether the process at the other end is run by the same person.
bool isOwnPeer(qintptr descriptor)
{
#ifdef Q_OS_LINUX
    ucred peer = {};
    socklen_t size = sizeof peer;
    return ::getsockopt(int(descriptor), SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.uid == ::geteuid();
#else
    uid_t user = 0;
    gid_t group = 0;
    return ::getpeereid(int(descriptor), &user, &group) == 0 && user == ::geteuid();
#endif
}

QString socketPath(const QString &name)
{
    const QString folder = socketFolder();
    return folder.isEmpty() ? QString() : folder + u'/' + name;
}
#else
bool isOwnPeer(qintptr)
{
    return true; // the pipe lets nobody else in
}

QString socketPath(const QString &name)
{
    return name;
}
#endif

} // namespace

SingleInstance::SingleInstance(const QString &name, QObject *parent) : QObject(parent), m_path(socketPath(name))
{
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    connect(&m_server, &QLocalServer::newConnection, this, &SingleInstance::receive);
}

void SingleInstance::listen()
{
    // Who holds the profile's lock is the only one: what is left of a name is from a crash.
    if (m_path.isEmpty())
        return;
    QLocalServer::removeServer(m_path);
    m_server.listen(m_path);
}

bool SingleInstance::handOver(const QString &link) const
{
    // There is no window yet that could freeze, so waiting does no harm here.
    if (m_path.isEmpty())
        return false;
    QLocalSocket socket;
    socket.connectToServer(m_path);
    if (!socket.waitForConnected(waitMs) || !isOwnPeer(socket.socketDescriptor()))
        return false;
    socket.write(raise + link.toUtf8());
    socket.disconnectFromServer();
    return socket.state() == QLocalSocket::UnconnectedState || socket.waitForDisconnected(waitMs);
}

void SingleInstance::receive()
{
    while (QLocalSocket *socket = m_server.nextPendingConnection()) {
        if (!isOwnPeer(socket->socketDescriptor())) {
            socket->deleteLater();
            continue;
        }
        socket->setReadBufferSize(maxMessage);
        connect(socket, &QLocalSocket::disconnected, this, [this, socket] {
            const QByteArray message = socket->readAll();
            socket->deleteLater();
            if (message.startsWith(raise))
                Q_EMIT called(QString::fromUtf8(message.mid(raise.size())).trimmed());
        });
    }
}

} // namespace commonplace
