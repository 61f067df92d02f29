// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
// Shared text (semantics.md 12): tseq.json, and the replicas of tseq-cases.json.
#include "compare.h"
#include "vectorfile.h"

#include "text/tseq.h"

#include <QHash>
#include <QJsonArray>

#include <memory>
#include <vector>

namespace mld::vectors {

namespace {

// The vectors have surrogates where this engine has private-use characters (semantics.md 12.11),
// and holes as null or as {"$undefined"}: one form for both.
QJsonValue normal(const QJsonValue &value)
{
    if (value.isArray()) {
        QJsonArray array;
        const QJsonArray members = value.toArray();
        for (const QJsonValue &member : members)
            array.append(normal(member));
        return array;
    }
    if (value.isObject()) {
        QJsonObject object = value.toObject();
        if (object.contains(u"$undefined"))
            return QJsonValue::Null;
        for (auto member = object.begin(); member != object.end(); ++member)
            *member = normal(*member);
        return object;
    }
    const QString text = value.toString();
    if (text.size() == 1 && text.front().isSurrogate())
        return QString(QChar(char16_t(text.front().unicode() + 0x800)));
    return value;
}

// Without what may be missing at the ends
QJsonArray trimmedRevert(const QJsonValue &value)
{
    QJsonArray runs;
    const QJsonArray given = value.toArray();
    for (const QJsonValue &run : given) {
        QJsonArray entries = normal(run).toArray();
        while (!entries.isEmpty() && entries.last().isNull())
            entries.removeLast();
        runs.append(entries);
    }
    while (!runs.isEmpty() && runs.last().toArray().isEmpty())
        runs.removeLast();
    return runs;
}

// The reference forgets the tick of an emptied position when it reads a state (semantics.md 12.8).
QJsonValue withoutTicksOfEmpty(const QJsonValue &value)
{
    if (value.isObject()) {
        QJsonObject object = value.toObject();
        for (auto member = object.begin(); member != object.end(); ++member)
            *member = withoutTicksOfEmpty(*member);
        return object;
    }
    if (!value.isArray())
        return value;
    QJsonArray array;
    const QJsonArray members = value.toArray();
    for (const QJsonValue &member : members)
        array.append(withoutTicksOfEmpty(member));
    if (array.size() > 1 && array[0].isString() && array[0].toString().isEmpty())
        array[1] = 0;
    return array;
}

QList<TextSplice> splicesOf(const QJsonValue &value)
{
    QList<TextSplice> splices;
    const QJsonArray given = value.toArray();
    for (const QJsonValue &each : given)
        splices.append({ each[0].toInteger(), each[1].toInteger(), each[2].toString() });
    return splices;
}

QJsonArray jsonOf(const QList<TextSplice> &splices)
{
    QJsonArray json;
    for (const TextSplice &splice : splices)
        json.append(QJsonArray { splice.index, splice.deleteCount, splice.content });
    return json;
}

qsizetype indexOf(const QJsonValue &value)
{
    return value.isDouble() ? value.toInteger() : TSeq::End;
}

bool tearsPair(const QString &text, qsizetype index)
{
    return index > 0 && index < text.size() && text[index - 1].isHighSurrogate()
            && text[index].isLowSurrogate();
}

TextOperation operationOf(const QJsonValue &json)
{
    const auto operation = TextOperation::fromJson(normal(json));
    return operation ? *operation : TextOperation();
}

QString differenceOfState(const QJsonValue &expected, const TSeq &text, bool hasLoaded)
{
    const QJsonValue wanted = normal(expected);
    const QJsonValue state = normal(text.saveJson());
    const QString difference = hasLoaded
            ? firstDifference(withoutTicksOfEmpty(wanted), withoutTicksOfEmpty(state))
            : firstDifference(wanted, state);
    if (!difference.isNull())
        return QStringLiteral("state") + difference;
    const auto check = text.check();
    return check ? QString() : check.error().message;
}

QString differenceOfCase(const QJsonObject &row)
{
    auto text = TSeq::loadJson(row[u"pid"].toString(), normal(row[u"before"]));
    if (!text)
        return text.error().message;
    QString difference = firstDifference(row[u"text"], text->text(), QStringLiteral("text"));
    if (!difference.isNull())
        return difference;
    if (row.contains(u"splice")) {
        const QJsonValue splice = row[u"splice"];
        const auto edit =
                text->splice(indexOf(splice[0]), splice[1].toInteger(), splice[2].toString());
        if (!edit)
            return edit.error().message;
        difference = firstDifference(normal(row[u"operation"]), normal(edit->operation.toJson()),
                                     QStringLiteral("operation"));
        if (difference.isNull())
            difference = firstDifference(trimmedRevert(row[u"revert"]),
                                         trimmedRevert(edit->revert.toJson()),
                                         QStringLiteral("revert"));
    } else {
        const auto update = text->apply(operationOf(row[u"apply"]));
        if (!update)
            return update.error().message;
        difference = firstDifference(row[u"splices"], jsonOf(update->splices),
                                     QStringLiteral("splices"));
    }
    if (difference.isNull())
        difference = firstDifference(row[u"textAfter"], text->text(), QStringLiteral("textAfter"));
    return difference.isNull() ? differenceOfState(row[u"after"], *text, false) : difference;
}

// A run of the steps of one case with bare texts
class Replicas
{
public:
    explicit Replicas(const QJsonArray &pids)
    {
        for (const QJsonValue &pid : pids)
            m_texts.insert(pid.toString(), std::make_shared<TSeq>(pid.toString()));
    }

    // True if a step asks for what this engine does not do: an edit between the halves of a pair is
    // moved out of it (semantics.md 12.11), so what follows is another history.
    bool tearsAPair(const QJsonObject &step) const
    {
        const auto text = m_texts.value(step[u"at"].toString());
        const QJsonValue splice = step[u"splice"];
        if (!text || !splice.isArray() || !splice[0].isDouble())
            return false;
        const qsizetype index = splice[0].toInteger();
        return tearsPair(text->text(), index)
                || tearsPair(text->text(), index + splice[1].toInteger());
    }

    QString run(const QJsonObject &step)
    {
        TextLocalOperation done;
        QString difference;
        if (step.contains(u"fuse"))
            difference = fuse(step, done);
        else if (step.contains(u"cut"))
            difference = cut(step, done);
        else if (step.contains(u"load"))
            difference = load(step);
        else if (step.contains(u"splice"))
            difference = splice(step, done);
        else
            difference = apply(step, done);
        m_done.push_back(std::move(done));
        if (difference.isNull() && step.contains(u"at"))
            difference = differenceAfter(step);
        return difference;
    }

private:
    QString fuse(const QJsonObject &step, TextLocalOperation &done)
    {
        std::vector<TextLocalOperation> parts;
        const QJsonArray numbers = step[u"fuse"].toArray();
        for (const QJsonValue &number : numbers)
            parts.push_back(m_done[size_t(number.toInt())]);
        done = TextOperation::fuse(parts);
        return firstDifference(normal(step[u"op"]), normal(done.operation.toJson()),
                               QStringLiteral("op"));
    }

    QString cut(const QJsonObject &step, TextLocalOperation &done)
    {
        const QJsonValue cut = step[u"cut"];
        done.operation = TextOperation::cut(m_done[size_t(cut[u"prefix"].toInt())].operation,
                                            m_done[size_t(cut[u"from"].toInt())].operation);
        return firstDifference(normal(step[u"op"]), normal(done.operation.toJson()),
                               QStringLiteral("op"));
    }

    QString load(const QJsonObject &step)
    {
        m_hasLoaded = true;
        const QString pid = step[u"at"].toString();
        auto text = TSeq::loadJson(pid, m_texts[step[u"load"].toString()]->saveJson());
        if (!text)
            return text.error().message;
        m_texts[pid] = std::make_shared<TSeq>(std::move(*text));
        return {};
    }

    QString splice(const QJsonObject &step, TextLocalOperation &done)
    {
        const QJsonValue splice = step[u"splice"];
        const auto edit = m_texts[step[u"at"].toString()]->splice(
                indexOf(splice[0]), splice[1].toInteger(), splice[2].toString());
        if (step.contains(u"error"))
            return edit ? QStringLiteral("expected an error") : QString();
        if (!edit)
            return edit.error().message;
        done = { edit->operation, edit->revert };
        const QString difference = firstDifference(
                normal(step[u"op"]), normal(edit->operation.toJson()), QStringLiteral("op"));
        return difference.isNull() ? differenceOfRevert(step, edit->revert) : difference;
    }

    QString apply(const QJsonObject &step, TextLocalOperation &done)
    {
        TSeq &text = *m_texts[step[u"at"].toString()];
        const QString before = text.text();
        std::vector<TextLocalOperation> undone;
        const QJsonArray numbers = step[u"undo"].toArray();
        for (const QJsonValue &number : numbers)
            undone.push_back(m_done[size_t(number.toInt())]);
        const bool applies = step.contains(u"apply");
        if (applies)
            done.operation = m_done[size_t(step[u"apply"].toInt())].operation;
        const auto update = undone.empty()
                ? text.apply(done.operation)
                : text.undo(undone, applies ? &done.operation : nullptr);
        if (!update)
            return update.error().message;
        done.revert = update->revert;
        QString spliced = before;
        applySplices(spliced, update->splices);
        if (spliced != text.text())
            return QStringLiteral("splices %1 do not give the text").arg(shown(jsonOf(update->splices)));
        // Some of the reference's splices do not give the text either (semantics.md 12.5).
        QString wanted = before;
        applySplices(wanted, splicesOf(step[u"splices"]));
        const QString difference = wanted == text.text()
                ? firstDifference(step[u"splices"], jsonOf(update->splices),
                                  QStringLiteral("splices"))
                : QString();
        return difference.isNull() ? differenceOfRevert(step, update->revert) : difference;
    }

    static QString differenceOfRevert(const QJsonObject &step, const TextRevert &revert)
    {
        return firstDifference(trimmedRevert(step[u"revert"]), trimmedRevert(revert.toJson()),
                               QStringLiteral("revert"));
    }

    QString differenceAfter(const QJsonObject &step) const
    {
        const TSeq &text = *m_texts[step[u"at"].toString()];
        const QString difference =
                firstDifference(step[u"text"], text.text(), QStringLiteral("text"));
        return difference.isNull() ? differenceOfState(step[u"state"], text, m_hasLoaded)
                                   : difference;
    }

    QHash<QString, std::shared_ptr<TSeq>> m_texts; // shared: QHash asks for copyable values
    std::vector<TextLocalOperation> m_done;
    bool m_hasLoaded = false;
};

QString differenceOfReplicas(const QJsonObject &testCase)
{
    Replicas replicas(testCase[u"replicas"].toArray());
    const QJsonArray steps = testCase[u"steps"].toArray();
    for (qsizetype i = 0; i < steps.size(); ++i) {
        const QJsonObject step = steps[i].toObject();
        if (replicas.tearsAPair(step))
            break;
        const QString difference = replicas.run(step);
        if (!difference.isNull())
            return QStringLiteral("step %1: %2").arg(i).arg(difference);
    }
    return {};
}

QString differenceOfFusion(const QJsonObject &row)
{
    std::vector<TextLocalOperation> parts;
    const QJsonArray operations = row[u"operations"].toArray();
    for (const QJsonValue &operation : operations)
        parts.push_back({ operationOf(operation), {} });
    return firstDifference(normal(row[u"fused"]),
                           normal(TextOperation::fuse(parts).operation.toJson()));
}

QString differenceOfCut(const QJsonObject &row)
{
    const TextOperation rest =
            TextOperation::cut(operationOf(row[u"prefix"]), operationOf(row[u"operation"]));
    // Nothing left is null in the reference
    const QJsonValue wanted = row[u"cut"].isArray() ? normal(row[u"cut"]) : QJsonArray();
    return firstDifference(wanted, normal(rest.toJson()));
}

} // namespace

void runTexts(const QJsonObject &file, Report &report)
{
    const auto run = [&](const QString &group, QString (*difference)(const QJsonObject &)) {
        const QJsonArray rows = file[group].toArray();
        for (qsizetype i = 0; i < rows.size(); ++i) {
            const QJsonObject row = rows[i].toObject();
            report.add(QStringLiteral("%1[%2] %3").arg(group).arg(i).arg(row[u"what"].toString()),
                       difference(row));
        }
    };
    run(QStringLiteral("cases"), differenceOfCase);
    run(QStringLiteral("fuse"), differenceOfFusion);
    run(QStringLiteral("cut"), differenceOfCut);
}

void runReplicas(const QJsonObject &testCase, Report &report)
{
    const QString name = testCase[u"about"].toString();
    if (testCase.contains(u"quirk"))
        report.addQuirk(name, differenceOfReplicas(testCase));
    else
        report.add(name, differenceOfReplicas(testCase));
}

} // namespace mld::vectors
