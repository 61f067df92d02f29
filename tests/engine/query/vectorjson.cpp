// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "vectorjson.h"

#include "rdf/vocabulary.h"

#include <QJsonArray>
#include <QJsonObject>

#include <limits>

QJsonValue fromVector(const QJsonValue &value)
{
    if (value.isArray()) {
        QJsonArray result;
        const QJsonArray array = value.toArray();
        for (const QJsonValue &member : array)
            result.append(fromVector(member));
        return result;
    }
    if (!value.isObject())
        return value;
    const QJsonObject object = value.toObject();
    if (object.contains(QLatin1String("$bytes"))) {
        return QJsonObject{ { QStringLiteral("@type"), mld::iris::xsdBase64Binary },
                            { QStringLiteral("@value"), object.value(QLatin1String("$bytes")) } };
    }
    if (object.contains(QLatin1String("$number"))) {
        const QString text = object.value(QLatin1String("$number")).toString();
        if (text == QLatin1String("-0"))
            return -0.0;
        const double infinity = std::numeric_limits<double>::infinity();
        return text == QLatin1String("NaN") ? std::numeric_limits<double>::quiet_NaN()
                                            : (text.startsWith(u'-') ? -infinity : infinity);
    }
    QJsonObject result;
    for (auto it = object.begin(); it != object.end(); ++it)
        result.insert(it.key(), fromVector(it.value()));
    return result;
}
