// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/endsignals.h"

#ifdef Q_OS_UNIX
#include <QSocketNotifier>

#include <array>
#include <csignal>
#include <fcntl.h>
#include <unistd.h>
#endif

namespace commonplace {

#ifdef Q_OS_UNIX
namespace {

constexpr std::array endSignals { SIGTERM, SIGINT, SIGHUP };
int signalPipe[2] = { -1, -1 };

extern "C" void passOnEndSignal(int)
{
    const char byte = 0;
    [[maybe_unused]] const auto written = ::write(signalPipe[1], &byte, 1);
}

} // namespace

EndSignals::EndSignals(QObject *parent) : QObject(parent)
{
    if (::pipe(signalPipe) != 0)
        return;
    for (const int end : signalPipe) {
        ::fcntl(end, F_SETFD, FD_CLOEXEC);
        ::fcntl(end, F_SETFL, O_NONBLOCK);
    }
    auto *notifier = new QSocketNotifier(signalPipe[0], QSocketNotifier::Read, this);
    connect(notifier, &QSocketNotifier::activated, this, [this] {
        char bytes[16];
        while (::read(signalPipe[0], bytes, sizeof bytes) > 0) { }
        Q_EMIT asked();
    });
    for (const int number : endSignals)
        std::signal(number, passOnEndSignal);
}

EndSignals::~EndSignals()
{
    if (signalPipe[0] < 0)
        return;
    for (const int number : endSignals)
        std::signal(number, SIG_DFL);
    for (int &end : signalPipe) {
        ::close(end);
        end = -1;
    }
}
#else
EndSignals::EndSignals(QObject *parent) : QObject(parent) { }

EndSignals::~EndSignals() = default;
#endif

} // namespace commonplace
