// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "lan/finding/multicastfinder.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSocketNotifier>

#include <cstdio>

#include <unistd.h>

using namespace mld;
using namespace Qt::Literals::StringLiterals;

/// lan-finder SECRET INSTANCE PORT: looks for others and prints what it finds, an object a line, with the milliseconds
/// since its start. The secret and the instance are hexadecimal. A line on its input makes it ask again; the end of the
/// input makes it say goodbye and end.
int main(int argc, char **argv)
{
    const QCoreApplication app(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.size() != 4) {
        std::fputs("usage: lan-finder SECRET INSTANCE PORT\n", stderr);
        return 2;
    }
    QElapsedTimer time;
    time.start();
    const auto print = [&](QJsonObject object) {
        object["ms"_L1] = time.elapsed();
        std::printf("%s\n", QJsonDocument(object).toJson(QJsonDocument::Compact).constData());
        std::fflush(stdout);
    };
    MulticastFinder finder;
    QObject::connect(&finder, &PeerFinder::found, &finder, [&](const FoundPeer &peer) {
        print({{"found"_L1, QString::fromLatin1(peer.instance.toHex())}, {"address"_L1, peer.address.toString()},
               {"port"_L1, peer.port}});
    });
    QObject::connect(&finder, &PeerFinder::goneBy, &finder, [&](const QByteArray &instance) {
        print({{"gone"_L1, QString::fromLatin1(instance.toHex())}});
    });
    QObject::connect(&finder, &PeerFinder::hampered, &finder, [&](const TransportError &error) {
        print({{"hampered"_L1, int(error.code)}, {"message"_L1, error.message}});
    });
    QSocketNotifier input(STDIN_FILENO, QSocketNotifier::Read);
    QObject::connect(&input, &QSocketNotifier::activated, &finder, [&] {
        char line[64];
        if (::read(STDIN_FILENO, line, sizeof line) > 0)
            finder.askAgain();
        else
            QCoreApplication::quit();
    });
    finder.start(QByteArray::fromHex(arguments[1].toLatin1()), QByteArray::fromHex(arguments[2].toLatin1()),
                 arguments[3].toUShort());
    print({{"started"_L1, true}});
    const int result = QCoreApplication::exec();
    finder.stop();
    return result;
}
