// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/program.h"

#include "settings/language.h"
#include "settings/privatefiles.h"
#include "settings/words.h"
#include "ui/app.h"
#include "ui/desktopcalls.h"
#include "ui/endsignals.h"
#include "ui/nonetwork.h"
#include "ui/singleinstance.h"
#include "ui/startup.h"

#include <QCommandLineParser>
#include <QFile>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QImage>
#include <QQmlApplicationEngine>
#include <QQuickItem>
#include <QQuickWindow>
#include <QRegularExpression>
#include <QScreen>
#include <QTimer>

#include <algorithm>
#include <cstdio>
#ifdef Q_OS_UNIX
#include <sys/resource.h>
#endif

namespace commonplace {
namespace {

constexpr int screenshotDelayMs = 1500;
constexpr qint64 maxLinkLine = 128 * 1024;
constexpr int titleBarHeight = 36; ///< about; not known before the window is shown

struct CommandLine
{
    QString profile = QStringLiteral("default");
    QString folder;
    QString joining;    ///< the link of a notebook that the person has said they want to join
    QString invitation; ///< perhaps from another program: the person is asked first
    QString service;
    QString name;
    QString geometry;
    QString screenshot;
};

/// A link as it was given: by itself, or as "-", the first line of standard input, where nobody else on the
/// machine can read it.
QString givenLink(const QString &value)
{
    if (value != QLatin1String("-"))
        return value;
    QFile input;
    if (!input.open(stdin, QIODevice::ReadOnly))
        return {};
    return QString::fromUtf8(input.readLine(maxLinkLine)).trimmed();
}

/// Takes the options out of argv that Qt's platform plugin would take for its own (X11 programs have
/// a -name and a -geometry), and returns them.
QStringList takePlatformOptions(int &argc, char *argv[])
{
    QStringList taken;
    int kept = 1;
    for (int i = 1; i < argc; ++i) {
        const QByteArray argument(argv[i]);
        const bool isName = argument == "--name" || argument == "--geometry";
        if (!isName && !argument.startsWith("--name=") && !argument.startsWith("--geometry=")) {
            argv[kept++] = argv[i];
            continue;
        }
        taken.append(QString::fromLocal8Bit(argument));
        if (isName && i + 1 < argc)
            taken.append(QString::fromLocal8Bit(argv[++i]));
    }
    argc = kept;
    argv[kept] = nullptr;
    return taken;
}

CommandLine parseCommandLine(const QStringList &arguments)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(Words::tr("Shared notes that owe nothing to one vendor."));
    parser.addHelpOption();
    parser.addVersionOption();
    const QCommandLineOption profile(QStringLiteral("profile"),
        Words::tr("Data, settings and secrets of their own."), QStringLiteral("NAME"), QStringLiteral("default"));
    const QCommandLineOption folder(QStringLiteral("data"),
        Words::tr("Keep the profile in this folder."), QStringLiteral("DIR"));
    const QCommandLineOption link(QStringLiteral("open"),
        Words::tr("Show what an invitation link does, and ask whether to join; - reads the link from standard input."),
        QStringLiteral("LINK"));
    const QCommandLineOption join(QStringLiteral("join"),
        Words::tr("Join the notebook of an invitation link without being asked, unless something is missing or the link "
           "changes what you have."), QStringLiteral("LINK"));
    const QCommandLineOption service(QStringLiteral("service"),
        Words::tr("Know this messaging service and use it for new notebooks, e.g. mqtt://broker.example:1883, or lan:// for those "
           "nearby."),
        QStringLiteral("URL"));
    const QCommandLineOption name(QStringLiteral("name"), Words::tr("How others see you."), QStringLiteral("NAME"));
    const QCommandLineOption geometry(QStringLiteral("geometry"),
        Words::tr("Where the window stands."), QStringLiteral("WxH+X+Y"));
    const QCommandLineOption screenshot(QStringLiteral("screenshot"),
        Words::tr("Save a picture of the window, and quit."), QStringLiteral("FILE"));
    parser.addOptions({ profile, folder, link, join, service, name, geometry, screenshot });
    parser.addPositionalArgument(QStringLiteral("link"), Words::tr("An invitation link."), QStringLiteral("[link]"));
    parser.process(arguments);
    return { parser.value(profile), parser.value(folder),
             givenLink(parser.value(join)),
             givenLink(parser.isSet(link) ? parser.value(link) : parser.positionalArguments().value(0)),
             parser.value(service), parser.value(name), parser.value(geometry), parser.value(screenshot) };
}

int complain(const QString &message)
{
    std::fprintf(stderr, "commonplace: %s\n", qPrintable(message));
    return 1;
}

/// Says in a window why the program cannot start: who starts it from a menu sees no standard error.
int complainInWindow(const QString &message)
{
    complain(message);
    QQmlApplicationEngine engine;
    prepareEngine(engine);
    engine.setInitialProperties({ { QStringLiteral("message"), message } });
    engine.load(QUrl(QStringLiteral("qrc:/qt/qml/Commonplace/ProblemWindow.qml")));
    if (engine.rootObjects().isEmpty())
        return 1;
    EndSignals endSignals;
    QObject::connect(&endSignals, &EndSignals::asked, qApp, &QCoreApplication::quit);
    QObject::connect(qApp, &QGuiApplication::lastWindowClosed, qApp, &QCoreApplication::quit);
    QGuiApplication::exec();
    return 1;
}

/// Qt Quick's text areas keep the program's shortcuts to themselves while they cannot be written in.
class ShortcutsPassReadOnly : public QObject
{
public:
    using QObject::QObject;

    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() != QEvent::ShortcutOverride)
            return false;
        const auto *window = qobject_cast<QQuickWindow *>(watched);
        const QQuickItem *item = window ? window->activeFocusItem() : nullptr;
        if (!item || !item->property("readOnly").toBool())
            return false;
        event->ignore();
        return true;
    }
};

/// Shows the window and runs until the person quits.
int runWindow(App &app, const CommandLine &line)
{
    QQmlApplicationEngine engine;
    prepareEngine(engine);
    engine.load(QUrl(mainQmlUrl()));
    if (engine.rootObjects().isEmpty())
        return complain(Words::tr("The window could not be made: is the installation complete?"));
    auto *window = qobject_cast<QQuickWindow *>(engine.rootObjects().constFirst());
    placeWindow(window, parseGeometry(line.geometry), app.settings()->windowGeometry());
    window->show();
    for (auto signal : { &App::raiseRequested, &App::unwrittenLeft }) {
        QObject::connect(&app, signal, window, [window] {
            window->show();
            window->raise();
            window->requestActivate();
        });
    }
    QObject::connect(qApp, &QGuiApplication::lastWindowClosed, &app, [&app, window] {
        app.settings()->setWindowGeometry(window->geometry());
        app.stop();
    });
    // As if the person had closed the window, so that all that happens then happens.
    EndSignals endSignals;
    QObject::connect(&endSignals, &EndSignals::asked, window, &QWindow::close);
    QObject::connect(&app, &App::stopped, qApp, &QCoreApplication::quit, Qt::QueuedConnection);
    if (!line.screenshot.isEmpty()) {
        QTimer::singleShot(screenshotDelayMs, window, [window, file = line.screenshot] {
            window->grabWindow().save(file);
            window->close();
        });
    }
    app.start();
    if (!line.joining.isEmpty())
        app.followLink(line.joining);
    else if (!line.invitation.isEmpty())
        Q_EMIT app.invitationArrived(line.invitation);
    return QGuiApplication::exec();
}

} // namespace

std::optional<QRect> parseGeometry(const QString &text)
{
    static const QRegularExpression pattern(QStringLiteral("^(\\d{2,5})x(\\d{2,5})(?:\\+(\\d{1,5})\\+(\\d{1,5}))?$"));
    const auto match = pattern.match(text);
    if (!match.hasMatch())
        return {};
    const bool hasPlace = match.capturedLength(3) > 0;
    return QRect(hasPlace ? match.captured(3).toInt() : -1, hasPlace ? match.captured(4).toInt() : -1,
                 match.captured(1).toInt(), match.captured(2).toInt());
}

QRect fittedTo(const QRect &room, const QRect &wanted)
{
    const QRect inside = room.adjusted(0, titleBarHeight, 0, 0);
    QRect fitted(wanted.topLeft(), wanted.size().boundedTo(inside.size()));
    // Where no screen is any more, nobody would find it.
    if (wanted.x() < 0 || wanted.y() < 0 || !room.intersects(wanted))
        fitted.moveTopLeft({ -1, -1 });
    else
        fitted.moveTopLeft({ std::clamp(wanted.x(), inside.left(), inside.right() + 1 - fitted.width()),
                             std::clamp(wanted.y(), inside.top(), inside.bottom() + 1 - fitted.height()) });
    return fitted;
}

void placeWindow(QWindow *window, const std::optional<QRect> &asked, const QRect &remembered)
{
    QRect wanted = asked.value_or(remembered);
    if (!wanted.isValid())
        wanted = QRect(QPoint(-1, -1), window->size());
    const QScreen *screen = QGuiApplication::screenAt(wanted.center());
    if (!screen)
        screen = window->screen();
    const QRect room = screen->availableGeometry();
    window->setMinimumSize(window->minimumSize().boundedTo(fittedTo(room, room).size()));
    if (!asked)
        wanted = fittedTo(room, wanted);
    window->resize(wanted.size());
    if (wanted.x() >= 0 && wanted.y() >= 0)
        window->setPosition(wanted.topLeft());
}

QString mainQmlUrl()
{
    return QStringLiteral("qrc:/qt/qml/Commonplace/Main.qml");
}

void prepareEngine(QQmlEngine &engine)
{
    static NoNetwork noNetwork;
    engine.setNetworkAccessManagerFactory(&noNetwork);
    qApp->installEventFilter(new ShortcutsPassReadOnly(&engine));
    engine.addImportPath(QStringLiteral(":/qt/qml")); // not looked in by itself before Qt 6.5
    QFontDatabase::addApplicationFont(QStringLiteral(":/qt/qml/Commonplace/resources/fonts/symbols.ttf"));
    QFont font = QGuiApplication::font();
    font.setFamilies({ QStringLiteral("Inter"), QStringLiteral("Noto Sans"), font.family() });
    font.setPixelSize(14);
    QGuiApplication::setFont(font);
}

int runProgram(int argc, char *argv[])
{
    makeNewFilesPrivate();
#ifdef Q_OS_UNIX
    // Each notebook takes some; the usual limit is for programs that use select().
    rlimit files = {};
    if (getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur < files.rlim_max) {
        files.rlim_cur = std::min<rlim_t>(files.rlim_max, 65'536);
        setrlimit(RLIMIT_NOFILE, &files);
    }
#endif
    QCoreApplication::setApplicationName(QStringLiteral("commonplace"));
    QCoreApplication::setApplicationVersion(QStringLiteral(COMMONPLACE_VERSION));
    if (asksForWords(argc, argv)) {
        const QCoreApplication application(argc, argv);
        speak({});
        parseCommandLine(QCoreApplication::arguments()); // ends the program
    }
    const QStringList taken = takePlatformOptions(argc, argv);
    std::optional<PlatformGuard> guard(std::in_place);
    QGuiApplication application(argc, argv);
    guard.reset();
    speak({});
    drawWithWhatIsThere();
    QGuiApplication::setApplicationDisplayName(QStringLiteral("Commonplace"));
    QGuiApplication::setDesktopFileName(DesktopCalls::id());
    QGuiApplication::setQuitOnLastWindowClosed(false); // notebooks are closed in between
    const CommandLine line = parseCommandLine(QCoreApplication::arguments() + taken);
    if (!line.geometry.isEmpty() && !parseGeometry(line.geometry))
        return complain(Words::tr("--geometry looks like 1200x760+0+0."));

    // The one that the desktop's menu starts.
    const bool isDesktopsProfile = line.folder.isEmpty() && line.profile == CommandLine().profile;
    auto profile = Profile::create(line.profile, line.folder);
    if (!profile)
        return complainInWindow(profile.error().message);
    SingleInstance instance(profile->serviceName());
    if (const auto locked = profile->lock(); !locked) {
        if (locked.error().code == mld::ErrorCode::StoreLocked && instance.handOver(line.joining.isEmpty() ? line.invitation : line.joining)) {
            std::fprintf(stderr, "commonplace: %s\n", qPrintable(locked.error().message));
            return 0;
        }
        return complainInWindow(locked.error().message);
    }
    speak(AppSettings::languageIn(*profile)); // before anything is said that stays

    KeychainStore keychain(profile->serviceName());
    App app(std::move(*profile), &keychain);
    if (!line.name.isEmpty())
        app.settings()->setDisplayName(line.name);
    if (!line.service.isEmpty()) {
        auto service = MessagingService::fromAddress(line.service);
        if (!service)
            return complain(service.error().message);
        const MessagingService *known = app.services()->samePlace(*service);
        app.setDefaultService(app.services()->put(known ? App::asInvited(*known, { {}, {}, *service }) : *service));
    }
    const auto answer = [&app](const QString &link) {
        Q_EMIT app.raiseRequested();
        if (!link.isEmpty())
            Q_EMIT app.invitationArrived(link);
    };
    QObject::connect(&instance, &SingleInstance::called, &app, answer);
    instance.listen();
    DesktopCalls desktop;
    QObject::connect(&desktop, &DesktopCalls::called, &app, answer);
    if (isDesktopsProfile)
        desktop.listen();
    return runWindow(app, line);
}

} // namespace commonplace
