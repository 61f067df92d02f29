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
