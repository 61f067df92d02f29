// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "clone/systemenvironment.h"
#include "configuration.h"
#include "headless.h"
#include "keptid.h"
#include "linereader.h"
#include "linewriter.h"
#include "sealing.h"
#include "standing.h"
#ifdef MLD_WEBSOCKET_MODULE
#include "websocketmodule.h"
#endif

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QLoggingCategory>
#include <QSocketNotifier>

#include <csignal>
#include <cstdio>
#include <fcntl.h>
#include <optional>
#include <sys/stat.h>
#include <unistd.h>

using namespace Qt::Literals::StringLiterals;
using namespace mld;

namespace {

constexpr qsizetype maxLineLength = 64 << 20;
/// How long the last answers may take to be read.
constexpr int farewellMs = 5000;

int signalPipe[2] = {-1, -1};

void passOnSignal(int)
{
    const char byte = 0;
    [[maybe_unused]] const ssize_t written = ::write(signalPipe[1], &byte, 1);
}

/// Calls `quit` from the event loop when the process is asked to end.
void quitOnSignals(QObject *parent, const std::function<void()> &quit)
{
    if (::pipe2(signalPipe, O_CLOEXEC | O_NONBLOCK) != 0)
        return;
    auto *notifier = new QSocketNotifier(signalPipe[0], QSocketNotifier::Read, parent);
    QObject::connect(notifier, &QSocketNotifier::activated, parent, quit);
    std::signal(SIGTERM, passOnSignal);
    std::signal(SIGINT, passOnSignal);
    std::signal(SIGPIPE, SIG_IGN);
}

/// Whoever starts a program may have closed its standard descriptors. The next files that are opened would go by their
/// numbers, and have answers written into them. What is put there ends at once when read, and fails when written.
void holdStandardDescriptors()
{
    for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
        if (::fcntl(descriptor, F_GETFD) < 0)
            (void)::open("/dev/null", descriptor == STDERR_FILENO ? O_WRONLY : O_RDONLY); // takes the lowest number
    }
}

/// Takes from others what an earlier version let them read.
void makePrivate(const QString &folder)
{
    const QFile::Permissions onlyOwner = QFile::ReadOwner | QFile::WriteOwner;
    const QDir dir(folder);
    const QStringList ours = dir.entryList({u"clone.mld*"_s, u"clone.id"_s}, QDir::Files | QDir::NoSymLinks);
    for (const QString &file : ours)
        QFile::setPermissions(dir.filePath(file), onlyOwner);
}

/// To who runs this, whatever the log level.
void tell(const QString &sentence)
{
    std::fprintf(stderr, "%s\n", qUtf8Printable(sentence));
    std::fflush(stderr);
}

int refuse(const Error &error)
{
    const QByteArray line = Headless::errorLine(error);
    std::fwrite(line.constData(), 1, size_t(line.size()), stdout);
    std::fflush(stdout);
    tell(error.message);
    return 1;
}

/// As QCommandLineParser refuses, but telling what to do for the one mistake that matters most.
int refuseArguments(const QCommandLineParser &parser)
{
    const QStringList unknown = parser.unknownOptionNames();
    if (unknown.contains(u"password"_s) || unknown.contains(u"username"_s) || unknown.contains(u"key"_s)) {
        std::fputs("Secrets on the command line can be read by everyone on this machine. Put them in the "
                   "configuration file, or write {\"env\": \"NAME\"} there and set that variable.\n",
                   stderr);
    } else {
        std::fprintf(stderr, "%s\n", qUtf8Printable(parser.errorText()));
    }
    std::fputs("Usage: mld-clone --config FILE --data DIR [--service]\n", stderr);
    return 2;
}

/// New keys, or, if the variable of an owner's key is given, such as replace it.
int printKeys(const QString &replacedVariable)
{
    SystemEnvironment environment;
    Result<NotebookKey> key = replacedVariable.isEmpty() ? NotebookKey::create(environment)
                                                         : keyFromEnvironment(replacedVariable);
    if (key && !replacedVariable.isEmpty())
        key = key->replacement(environment);
    if (!key) {
        tell(key.error().message);
        return 1;
    }
    const QByteArray keys = printed(*key);
    return std::fwrite(keys.constData(), 1, size_t(keys.size()), stdout) == size_t(keys.size()) ? 0 : 1;
}

void applyLogLevel(const QString &level)
{
    static const QStringList levels{u"trace"_s, u"debug"_s, u"info"_s, u"warn"_s, u"error"_s, u"silent"_s};
    const auto isOn = [&](QLatin1String kind) { return levels.indexOf(level) <= levels.indexOf(kind); };
    QString rules;
    rules += u"*.debug=%1\n"_s.arg(isOn("debug"_L1) ? u"true"_s : u"false"_s);
    rules += u"*.info=%1\n"_s.arg(isOn("info"_L1) ? u"true"_s : u"false"_s);
    rules += u"*.warning=%1\n"_s.arg(isOn("warn"_L1) ? u"true"_s : u"false"_s);
    rules += u"*.critical=%1\n"_s.arg(isOn("error"_L1) ? u"true"_s : u"false"_s);
    rules += u"qt.*.debug=false\n"_s;
    QLoggingCategory::setFilterRules(rules);
}

} // namespace

int main(int argc, char **argv)
{
    holdStandardDescriptors();
    ::umask(077); // what others wrote is for nobody else on this machine to read
    // Nothing here needs GLib's event loop: Qt's own is smaller and quicker.
    if (!qEnvironmentVariableIsSet("QT_NO_GLIB"))
        qputenv("QT_NO_GLIB", "1");
    QCoreApplication app(argc, argv);
    QCoreApplication::setApplicationName(u"mld-clone"_s);
    QCoreApplication::setApplicationVersion(QStringLiteral(MLD_VERSION));

    QCommandLineParser parser;
    parser.setApplicationDescription(
            u"A member of an m-ld domain without a screen. Requests are read from the standard input and answered "
            "on the standard output: JSON, one object to a line."_s);
    const QCommandLineOption help = parser.addHelpOption();
    const QCommandLineOption version = parser.addVersionOption();
    const QCommandLineOption config(u"config"_s, u"The configuration, a JSON file."_s, u"FILE"_s);
    const QCommandLineOption data(u"data"_s, u"The folder that keeps the domain's data."_s, u"DIR"_s);
    const QCommandLineOption takeOver(
            u"take-over"_s,
            u"If the data are a copy: go on in place of the original, which will never run again."_s);
    const QCommandLineOption service(
            QStringList{u"service"_s, u"stay"_s},
            u"Go on when the standard input ends: for a clone that runs as a service, with no input at all."_s);
    const QCommandLineOption newSeal(
            u"new-seal"_s, u"Print the keys of a new sealed notebook, and end. Keep them where nobody else reads them."_s);
    const QCommandLineOption replaceSeal(
            u"replace-seal"_s,
            u"Print keys that replace the owner's key in the environment variable NAME, and end. Nobody is told before a "
            "member is started with the new key."_s,
            u"NAME"_s);
    parser.addOptions({config, data, takeOver, service, newSeal, replaceSeal});
    if (!parser.parse(app.arguments()))
        return refuseArguments(parser);
    if (parser.isSet(help))
        parser.showHelp();
    if (parser.isSet(version))
        parser.showVersion();
    if (parser.isSet(newSeal) || parser.isSet(replaceSeal))
        return printKeys(parser.isSet(replaceSeal) ? parser.value(replaceSeal) : QString());
    if (!parser.isSet(config) || !parser.isSet(data) || !parser.positionalArguments().isEmpty())
        return refuseArguments(parser);

#ifdef MLD_WEBSOCKET_MODULE
    Bridge::setMaker(&bridgeOfModule);
    setSocketIoMaker(&socketIoOfModule);
    setGatewayMaker(&gatewayOfModule);
    setLanMaker(&lanOfModule);
#endif
    const QString folder = parser.value(data);
    std::optional<Error> idFault;
    const auto madeUpId = [&]() -> QString {
        SystemEnvironment environment;
        if (!QDir().mkpath(folder))
            return environment.uniqueId(); // the folder is refused below
        const auto id = keptId(folder, [&] { return environment.uniqueId(); });
        if (!id)
            idFault = id.error();
        return id ? *id : QString();
    };
    auto configuration = Configuration::fromFile(parser.value(config), madeUpId);
    if (!configuration)
        return refuse(configuration.error());
    if (!QDir().mkpath(folder)) {
        return refuse({ErrorCode::StoreNoFolder,
                       u"The folder \"%1\" for the data cannot be made."_s.arg(folder)});
    }
    if (idFault)
        return refuse(*idFault);
    makePrivate(folder);
    applyLogLevel(configuration->logLevel);
    for (const QString &remark : std::as_const(configuration->remarks))
        qWarning().noquote() << remark;

    CloneConfig cloneConfig = configuration->clone;
    cloneConfig.storePath = QDir(folder).filePath(u"clone.mld"_s);
    cloneConfig.takeOver = parser.isSet(takeOver);
    std::unique_ptr<Transport> transport;
    if (configuration->makeTransport) {
        transport = configuration->makeTransport();
        if (!transport) {
            return refuse({ErrorCode::BadConfiguration,
                           u"The messaging service cannot be used: the library for it was not found beside the program."_s});
        }
    }
    if (transport && configuration->seal) {
        auto behindSeal = sealed(std::move(transport), *configuration->seal, folder);
        if (!behindSeal)
            return refuse(behindSeal.error());
        transport = std::move(*behindSeal);
    }
    Clone clone(cloneConfig, std::move(transport));
    if (configuration->makeSecurity)
        clone.setSecurity(configuration->makeSecurity());

    LineWriter writer(STDOUT_FILENO);
    Headless headless(clone, [&writer](const QByteArray &lines, bool isAsked) {
        isAsked ? writer.write(lines) : writer.writeEvent(lines);
    });
    LineReader reader(STDIN_FILENO, maxLineLength);
    QObject::connect(&reader, &LineReader::lineRead, &headless, &Headless::handleLine);
    QObject::connect(&reader, &LineReader::lineSkipped, &headless, [&headless] {
        headless.refuseLine(u"The line is longer than %1 bytes."_s.arg(maxLineLength));
    });
    if (!parser.isSet(service))
        QObject::connect(&reader, &LineReader::ended, &headless, &Headless::handleEnd);
    QObject::connect(&writer, &LineWriter::congestionChanged, &reader, &LineReader::setPaused);
    QObject::connect(
            &writer, &LineWriter::failed, &clone,
            [&clone](const QString &why) {
                tell(u"The standard output cannot be written: %1. The clone ends; its data are safe."_s.arg(why));
                clone.close();
            },
            Qt::QueuedConnection);

    Standing standing(clone, cloneConfig.domain, 2 * cloneConfig.networkTimeoutMs);
    QObject::connect(&standing, &Standing::problemChanged, &headless, &Headless::setProblem);
    QObject::connect(&standing, &Standing::problemChanged, &app, [told = QString()](const QString &problem) mutable {
        // Each reason once; and that it is over, if it was told.
        if (!problem.isEmpty() && problem != told)
            tell(problem);
        else if (problem.isEmpty() && !told.isEmpty())
            tell(u"All is well again."_s);
        told = problem;
    });

    QObject::connect(
            &headless, &Headless::finished, &app,
            [&](int exitCode) {
                QObject::connect(&writer, &LineWriter::finished, &app, [&, exitCode](bool isComplete) {
                    if (!isComplete && !writer.hasFailed())
                        tell(u"Not all answers could be written: nobody reads the standard output."_s);
                    app.exit(exitCode != 0 || isComplete ? exitCode : 1);
                });
                writer.finish(farewellMs);
            },
            Qt::QueuedConnection);
    quitOnSignals(&app, [&clone] { clone.close(); });
    QMetaObject::invokeMethod(&headless, &Headless::start, Qt::QueuedConnection);
    return app.exec();
}
