<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>commonplace::NotebooksModel</name>
    <message numerus="yes">
        <source>%n notebook(s) were found again.</source>
        <translation>
            <numerusform>%n notebook was found again.</numerusform>
            <numerusform>%n notebooks were found again.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The data of %n more is still in %1: join again to have it.</source>
        <translation>
            <numerusform>The data of %n more is still in %1: join again to have it.</numerusform>
            <numerusform>The data of %n more is still in %1: join again to have it.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>commonplace::NotesExport</name>
    <message numerus="yes">
        <source>%1 %n note(s) had been written to %2 before.</source>
        <translation>
            <numerusform>%1 %n note had been written to %2 before.</numerusform>
            <numerusform>%1 %n notes had been written to %2 before.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Stopped. %n note(s) had been written to %1, and stay there.</source>
        <translation>
            <numerusform>Stopped. %n note had been written to %1, and stays there.</numerusform>
            <numerusform>Stopped. %n notes had been written to %1, and stay there.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n note(s) are in %1.</source>
        <translation>
            <numerusform>%n note is in %1.</numerusform>
            <numerusform>%n notes are in %1.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>commonplace::NotesImport</name>
    <message numerus="yes">
        <source>Stopped. %n note(s) came until then, and stay.</source>
        <translation>
            <numerusform>Stopped. %n note came until then, and stays.</numerusform>
            <numerusform>Stopped. %n notes came until then, and stay.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n note(s) came.</source>
        <translation>
            <numerusform>%n note came.</numerusform>
            <numerusform>%n notes came.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n picture(s) or other file(s) stayed where they are.</source>
        <translation>
            <numerusform>%n picture or other file stayed where it is.</numerusform>
            <numerusform>%n pictures or other files stayed where they are.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n thing(s) could not be read, or not as a whole:</source>
        <translation>
            <numerusform>%n thing could not be read, or not as a whole:</numerusform>
            <numerusform>%n things could not be read, or not as a whole:</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>commonplace::PeopleModel</name>
    <message numerus="yes">
        <source>%1 and %n more</source>
        <translation>
            <numerusform>%1 and %n more</numerusform>
            <numerusform>%1 and %n more</numerusform>
        </translation>
    </message>
</context>
</TS>
