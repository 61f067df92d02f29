// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "text/tseq.h"

#include <QFile>
#include <QHash>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <limits>

using namespace mld;

namespace {

QJsonArray casesOf(const char *name)
{
    QFile file(QStringLiteral(MLD_TEST_DATA "/") + QLatin1String(name));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("No vectors %s", name);
    return QJsonDocument::fromJson(file.readAll()).object().value(QLatin1String("cases")).toArray();
}

QString compact(const QJsonValue &value)
{
    return QString::fromUtf8(QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact));
}

// The vectors have surrogates in positions where this engine has private-use characters, and holes
// as null or as {"$undefined"}: one form for both.
QJsonValue normal(const QJsonValue &value)
{
    if (value.isArray()) {
        QJsonArray array;
        for (const QJsonValue &item : value.toArray())
            array.append(normal(item));
        return array;
    }
    if (value.isObject()) {
        QJsonObject object = value.toObject();
        if (object.contains(QLatin1String("$undefined")))
            return QJsonValue::Null;
        for (auto entry = object.begin(); entry != object.end(); ++entry)
            *entry = normal(*entry);
        return object;
    }
    const QString string = value.toString();
    if (string.size() == 1 && string.front().isSurrogate())
        return QString(QChar(char16_t(string.front().unicode() + 0x800)));
    return value;
}

// Without the nulls that may be missing at the end of a run, and runs without any entry as empty.
QJsonValue trimmedRevert(const QJsonValue &value)
{
    QJsonArray runs;
    for (const QJsonValue &run : value.toArray()) {
        QJsonArray entries = run.toArray();
        while (!entries.isEmpty() && entries.last().isNull())
            entries.removeLast();
        runs.append(normal(entries));
    }
    while (!runs.isEmpty() && runs.last().toArray().isEmpty())
        runs.removeLast();
    return runs;
}

QList<TextSplice> splicesOf(const QJsonValue &value)
{
    QList<TextSplice> splices;
    for (const QJsonValue &item : value.toArray()) {
        const QJsonArray splice = item.toArray();
        splices.append({splice[0].toInteger(), splice[1].toInteger(), splice[2].toString()});
    }
    return splices;
}

qsizetype indexOf(const QJsonValue &value)
{
    return value.isDouble() ? value.toInteger() : TSeq::End;
}

// Where this engine does better than the reference, and says so in README.md: the vectors, from a
// step on, hold only where they are not asked about that.
struct Deviation
{
    const char *about;
    int step;
    const char *why;
};

constexpr Deviation deviations[] = {
    {"undo a local insert", 3, "what is nested is taken back too (semantics.md 12.9)"},
    {"undo a remote operation", 4, "what is nested is taken back too (semantics.md 12.9)"},
    {"characters outside the basic plane are two units", 2, "no pair is torn (semantics.md 12.11)"},
    {"an index beyond the end lands in the own root array, an infinite one at the end", 2,
     "an index beyond the end is the end (semantics.md 12.3)"},
};

int firstDeviation(const QString &about)
{
    for (const Deviation &deviation : deviations) {
        if (about == QLatin1String(deviation.about))
            return deviation.step;
    }
    return std::numeric_limits<int>::max();
}

// The reference forgets the tick of an emptied position when it reads a state; semantics.md
// 12.8 says to keep it.
QJsonValue withoutTicksOfEmpty(const QJsonValue &value)
{
    if (value.isObject()) {
        QJsonObject object = value.toObject();
        for (auto entry = object.begin(); entry != object.end(); ++entry)
            *entry = withoutTicksOfEmpty(*entry);
        return object;
    }
    if (!value.isArray())
        return value;
    QJsonArray array;
    for (const QJsonValue &item : value.toArray())
        array.append(withoutTicksOfEmpty(item));
    if (array.size() > 1 && array[0].isString() && array[0].toString().isEmpty())
        array[1] = 0;
    return array;
}

#define COMPARE_JSON(actual, expected)                                                             \
    QCOMPARE(compact(normal(actual)), compact(normal(expected)))

#define VERIFY_OK(result) QVERIFY2((result).isOk(), qPrintable((result).isOk() ? QString() : (result).error().message))

TSeq loaded(const QString &pid, const QJsonValue &state)
{
    Result<TSeq> text = TSeq::loadJson(pid, state);
    if (!text)
        qFatal("%s", qPrintable(text.error().message));
    return std::move(*text);
}

} // namespace

class TestTSeq : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void vectors_data();
    void vectors();
    void cases_data();
    void cases();
};

// tseq.json: each case begins with a state.
void TestTSeq::vectors_data()
{
    QTest::addColumn<QJsonObject>("vector");
    int number = 0;
    for (const QJsonValue &value : casesOf("tseq.json")) {
        const QJsonObject vector = value.toObject();
        QTest::addRow("%d %s", number++, qPrintable(vector[QLatin1String("what")].toString()))
            << vector;
    }
}

void TestTSeq::vectors()
{
    QFETCH(QJsonObject, vector);
    const auto field = [&](const char *name) { return vector.value(QLatin1String(name)); };
    const QString pid = field("pid").toString();
    TSeq text = loaded(pid, field("before"));
    QCOMPARE(text.text(), field("text").toString());
    COMPARE_JSON(text.saveJson(), field("before"));
    if (field("splice").isArray()) {
        const QJsonArray splice = field("splice").toArray();
        const auto edit
            = text.splice(indexOf(splice[0]), splice[1].toInteger(), splice[2].toString());
        VERIFY_OK(edit);
        COMPARE_JSON(edit->operation.toJson(), field("operation"));
        QCOMPARE(compact(trimmedRevert(edit->revert.toJson())),
                 compact(trimmedRevert(field("revert"))));
    } else {
        const auto operation = TextOperation::fromJson(field("apply"));
        VERIFY_OK(operation);
        const auto update = text.apply(*operation);
        VERIFY_OK(update);
        QCOMPARE(update->splices, splicesOf(field("splices")));
    }
    QCOMPARE(text.text(), field("textAfter").toString());
    COMPARE_JSON(text.saveJson(), field("after"));
    VERIFY_OK(text.check());
}

// tseq-cases.json, bare replicas.
void TestTSeq::cases_data()
{
    QTest::addColumn<QJsonObject>("testCase");
    for (const QJsonValue &value : casesOf("tseq-cases.json")) {
        const QJsonObject testCase = value.toObject();
        if (testCase[QLatin1String("form")].toString() == QLatin1String("replica"))
            QTest::addRow("%s", qPrintable(testCase[QLatin1String("about")].toString()))
                << testCase;
    }
}

void TestTSeq::cases()
{
    QFETCH(QJsonObject, testCase);
    QHash<QString, TSeq *> replicas;
    std::vector<std::unique_ptr<TSeq>> owned;
    for (const QJsonValue &pid : testCase[QLatin1String("replicas")].toArray()) {
        owned.push_back(std::make_unique<TSeq>(pid.toString()));
        replicas.insert(pid.toString(), owned.back().get());
    }
    std::vector<TextLocalOperation> done;
    int number = -1;
    const int deviatesFrom = firstDeviation(testCase[QLatin1String("about")].toString());
    bool hasLoaded = false;
    for (const QJsonValue &value : testCase[QLatin1String("steps")].toArray()) {
        const QJsonObject step = value.toObject();
        const auto field = [&](const char *name) { return step.value(QLatin1String(name)); };
        ++number;
        const QByteArray where = "step " + QByteArray::number(number);
        if (number == deviatesFrom)
            return;
        TextLocalOperation local;
        if (field("fuse").isArray()) {
            std::vector<TextLocalOperation> parts;
            for (const QJsonValue &part : field("fuse").toArray()) {
                parts.push_back(done[size_t(part.toInt())]);
                if (!field("revert").isArray())
                    parts.back().revert = {};
            }
            local = TextOperation::fuse(parts);
            COMPARE_JSON(local.operation.toJson(), field("op"));
            if (field("revert").isArray())
                QCOMPARE(compact(trimmedRevert(local.revert.toJson())),
                         compact(trimmedRevert(field("revert"))));
        } else if (field("cut").isObject()) {
            const QJsonObject cut = field("cut").toObject();
            local.operation
                = TextOperation::cut(done[size_t(cut[QLatin1String("prefix")].toInt())].operation,
                                     done[size_t(cut[QLatin1String("from")].toInt())].operation);
            COMPARE_JSON(local.operation.toJson(), field("op"));
        } else {
            TSeq &text = *replicas[field("at").toString()];
            const QString before = text.text();
            if (field("load").isString()) {
                hasLoaded = true;
                text = loaded(text.pid(), replicas[field("load").toString()]->saveJson());
            } else if (field("splice").isArray()) {
                const QJsonArray splice = field("splice").toArray();
                const auto edit = text.splice(indexOf(splice[0]), splice[1].toInteger(),
                                              splice[2].toString());
                if (field("error").isString()) {
                    QVERIFY2(!edit, where);
                } else {
                    VERIFY_OK(edit);
                    local = {edit->operation, edit->revert};
                    COMPARE_JSON(edit->operation.toJson(), field("op"));
                }
            } else {
                std::vector<TextLocalOperation> undone;
                for (const QJsonValue &part : field("undo").toArray())
                    undone.push_back(done[size_t(part.toInt())]);
                const bool applies = field("apply").isDouble();
                if (applies)
                    local.operation = done[size_t(field("apply").toInt())].operation;
                const auto update = undone.empty()
                    ? text.apply(local.operation)
                    : text.undo(undone, applies ? &local.operation : nullptr);
                VERIFY_OK(update);
                local.revert = update->revert;
                QString spliced = before;
                applySplices(spliced, update->splices);
                QCOMPARE(spliced, text.text());
                // Some of the reference's do not give the text; 12.5 says how to count instead.
                QString expected = before;
                applySplices(expected, splicesOf(field("splices")));
                if (expected == text.text())
                    QCOMPARE(update->splices, splicesOf(field("splices")));
            }
            if (!field("error").isString() && !field("load").isString())
                QCOMPARE(compact(trimmedRevert(local.revert.toJson())),
                         compact(trimmedRevert(field("revert"))));
            QVERIFY2(text.text() == field("text").toString(), where);
            if (hasLoaded)
                COMPARE_JSON(withoutTicksOfEmpty(text.saveJson()),
                             withoutTicksOfEmpty(field("state")));
            else
                COMPARE_JSON(text.saveJson(), field("state"));
            VERIFY_OK(text.check());
        }
        done.push_back(local);
    }
}

QTEST_GUILESS_MAIN(TestTSeq)
#include "tst_tseq.moc"
