# SPDX-FileCopyrightText: The Commonplace authors
# SPDX-License-Identifier: Apache-2.0

# The desktop program: all of it is a library with the QML module Commonplace, so that tests can
# link it, and a program of ten lines.
if(Qt6_VERSION VERSION_GREATER_EQUAL 6.5)
    qt_policy(SET QTP0001 NEW)
endif()

# Keeps the module's folder away from a program of the same name.
set(QT_QML_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/qml)

set(qml_files
    AccountFields.qml
    ActionRow.qml
    AppButton.qml
    AppChoice.qml
    AppDialog.qml
    AppField.qml
    AppMenu.qml
    AppMenuItem.qml
    AppScrollBar.qml
    AppSwitch.qml
    Avatar.qml
    ConfirmDialog.qml
    ConnectionSteps.qml
    EditorPane.qml
    EmptyState.qml
    ExportDialog.qml
    FindBar.qml
    FormatBar.qml
    Heading.qml
    HitLine.qml
    Icon.qml
    IconButton.qml
    Icons.qml
    ImportDialog.qml
    JoinDialog.qml
    LabeledField.qml
    LanguageChoice.qml
    Layers.qml
    ListChoice.qml
    Main.qml
    MakerNews.qml
    MoveNews.qml
    NoteMenu.qml
    NoteRow.qml
    NotebookChoice.qml
    NotebookDialog.qml
    NotebookRail.qml
    NotesFileDialog.qml
    NotesPane.qml
    NoticeBar.qml
    OptionRow.qml
    PeerCaret.qml
    PeerCarets.qml
    PemFileDialog.qml
    ProblemWindow.qml
    ProgressLine.qml
    QuickSwitcher.qml
    RailButton.qml
    ServiceChoiceDialog.qml
    ServiceDialog.qml
    ServiceField.qml
    ServiceFieldList.qml
    ServiceList.qml
    SettingsDialog.qml
    ShareDialog.qml
    ShortcutsDialog.qml
    StatusChip.qml
    Theme.qml
    Tip.qml
    Toast.qml
    Welcome.qml
)
set(qml_paths)
foreach(file IN LISTS qml_files)
    list(APPEND qml_paths ${PROJECT_SOURCE_DIR}/qml/${file})
    set_source_files_properties(${PROJECT_SOURCE_DIR}/qml/${file} PROPERTIES QT_RESOURCE_ALIAS ${file})
endforeach()
foreach(singleton Icons Layers Theme)
    set_source_files_properties(${PROJECT_SOURCE_DIR}/qml/${singleton}.qml PROPERTIES QT_QML_SINGLETON_TYPE TRUE)
endforeach()
set_source_files_properties(${PROJECT_SOURCE_DIR}/resources/fonts/symbols.ttf
    PROPERTIES QT_RESOURCE_ALIAS resources/fonts/symbols.ttf)

pkg_check_modules(LIBQRENCODE REQUIRED IMPORTED_TARGET libqrencode)

qt_add_library(commonplace-app STATIC)
qt_add_qml_module(commonplace-app
    URI Commonplace VERSION 1.0
    RESOURCE_PREFIX /qt/qml
    IMPORTS QtQuick DEPENDENCIES QtQuick
    SOURCES
        editor/piecelayout.h editor/piecelayout.cpp
        editor/piecetree.h editor/piecetree.cpp
        editor/textfinder.h editor/textfinder.cpp
        editor/textlayout.h editor/textlayout.cpp
        editor/textmodel.h editor/textmodel.cpp
        editor/textview.h editor/textview.cpp editor/textviewinput.cpp editor/textviewpaint.cpp
        editor/textviewaccessible.h editor/textviewaccessible.cpp
        notebook/awareness.h notebook/awareness.cpp
        notebook/indexfile.h notebook/indexfile.cpp
        notebook/invitation.h notebook/invitation.cpp
        notebook/notebook.h notebook/notebook.cpp notebook/notebookactions.cpp
        notebook/notebooksmodel.h notebook/notebooksmodel.cpp
        notebook/notebookworker.h notebook/notebookworker.cpp notebook/notebookworkernotes.cpp
        notebook/notebookworkersearch.cpp
        notebook/notecopy.h notebook/notecopy.cpp
        notebook/notedata.h notebook/notedata.cpp
        notebook/notefiles.h notebook/notefiles.cpp
        notebook/noteindex.h notebook/noteindex.cpp
        notebook/notelinks.h notebook/notelinks.cpp
        notebook/notesearch.h notebook/notesearch.cpp
        notebook/noteselection.h notebook/noteselection.cpp
        notebook/notetotals.h notebook/notetotals.cpp
        notebook/notesmodel.h notebook/notesmodel.cpp
        notebook/peoplemodel.h notebook/peoplemodel.cpp
        notebook/searchwords.h notebook/searchwords.cpp
        notebook/syncfacts.h notebook/syncfacts.cpp
        notebook/unwritten.h notebook/unwritten.cpp
        settings/appsettings.h settings/appsettings.cpp
        settings/certificates.h settings/certificates.cpp
        settings/initial.h
        settings/language.h settings/language.cpp
        settings/latetransport.h settings/latetransport.cpp
        settings/messagingservice.h settings/messagingservice.cpp
        settings/personcolours.h
        settings/privatefiles.h settings/privatefiles.cpp
        settings/profile.h settings/profile.cpp
        settings/secretstore.h settings/secretstore.cpp
        settings/servicesmodel.h settings/servicesmodel.cpp
        settings/words.h
        text/markdownediting.h text/markdownediting.cpp
        text/markdownstyle.h text/markdownstyle.cpp
        text/textchange.h text/textchange.cpp
        text/textlink.h text/textlink.cpp
        ui/accountform.h ui/accountform.cpp
        ui/app.h ui/app.cpp ui/appmoves.cpp ui/appsecrets.cpp ui/appsharing.cpp
        ui/connectionstepsmodel.h ui/connectionstepsmodel.cpp
        ui/desktopcalls.h ui/desktopcalls.cpp
        ui/endsignals.h ui/endsignals.cpp
        ui/joinform.h ui/joinform.cpp
        ui/nonetwork.h ui/nonetwork.cpp
        ui/notebookmaker.h ui/notebookmaker.cpp
        ui/notesexport.h ui/notesexport.cpp
        ui/notesimport.h ui/notesimport.cpp
        ui/notefinder.h ui/notefinder.cpp
        ui/noteeditor.h ui/noteeditor.cpp ui/noteeditorcommands.cpp
        ui/program.h ui/program.cpp
        ui/qrcode.h ui/qrcode.cpp
        ui/servicefields.h ui/servicefields.cpp
        ui/serviceform.h ui/serviceform.cpp
        ui/singleinstance.h ui/singleinstance.cpp
        ui/startup.h ui/startup.cpp
    QML_FILES ${qml_paths}
    RESOURCES ${PROJECT_SOURCE_DIR}/resources/fonts/symbols.ttf
)
# The code that Qt's compiler makes of QML is not up to our warnings.
get_target_property(qml_code commonplace-app SOURCES)
list(FILTER qml_code INCLUDE REGEX "qmlcache")
mld_unite_made(commonplace-app qml_code ${qml_code})
set_source_files_properties(${qml_code} ${CMAKE_CURRENT_BINARY_DIR}/qml_code.cpp
    PROPERTIES COMPILE_OPTIONS "-Wno-shadow;-Wno-extra;-Wno-pedantic")
target_include_directories(commonplace-app
    PUBLIC ${CMAKE_CURRENT_SOURCE_DIR}
    # What registers the types includes their headers by base name.
    PRIVATE notebook settings ui)
set_source_files_properties(${CMAKE_CURRENT_BINARY_DIR}/commonplace-app_qmltyperegistrations.cpp
    PROPERTIES INCLUDE_DIRECTORIES ${CMAKE_CURRENT_SOURCE_DIR}/editor)
target_compile_definitions(commonplace-app PRIVATE COMMONPLACE_VERSION="${PROJECT_VERSION}")
target_link_libraries(commonplace-app
    PUBLIC mld-transports Qt6::Quick Qt6::QuickControls2
    PRIVATE commonplace-exchange mld-flags Qt6::DBus Qt6::Network Qt6Keychain::Qt6Keychain SQLite::SQLite3
        PkgConfig::LIBQRENCODE)
mld_precompile(commonplace-app)

# The words in each language; translations/update.sh gathers what there is to translate.
qt_add_lrelease(commonplace-app
    TS_FILES ${PROJECT_SOURCE_DIR}/translations/commonplace_de.ts ${PROJECT_SOURCE_DIR}/translations/commonplace_en.ts
    QM_FILES_OUTPUT_VARIABLE qm_files)
qt_add_resources(commonplace-app translations PREFIX /i18n BASE ${CMAKE_CURRENT_BINARY_DIR} FILES ${qm_files})

qt_add_executable(commonplace main.cpp)
target_link_libraries(commonplace PRIVATE commonplace-app commonplace-appplugin mld-flags)
install(TARGETS commonplace RUNTIME COMPONENT Desktop)
