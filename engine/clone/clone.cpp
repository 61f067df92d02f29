// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "clone/clone.h"

#include "clone/cloneprivate_p.h"

namespace mld {

QJsonObject CloneUpdate::toJson() const
{
    QJsonObject json{{QStringLiteral("@ticks"), ticks},
                     {QStringLiteral("@delete"), deletes},
                     {QStringLiteral("@insert"), inserts},
                     {QStringLiteral("@update"), updates}};
    if (!principal.isEmpty())
        json.insert(QStringLiteral("@principal"), QJsonObject{{QStringLiteral("@id"), principal}});
    if (!agreement.isUndefined())
        json.insert(QStringLiteral("@agree"), agreement);
    return json;
}

Clone::Clone(CloneConfig config, std::unique_ptr<Transport> transport, QObject *parent)
    : QObject(parent), d(std::make_unique<Private>(*this, std::move(config), std::move(transport)))
{
}

Clone::~Clone() = default;

void Clone::setSecurity(std::unique_ptr<TransportSecurity> security)
{
    d->setSecurity(std::move(security));
}

Result<void> Clone::start()
{
    return d->start();
}

void Clone::close()
{
    d->close();
}

CloneId Clone::id() const
{
    return d->id();
}

bool Clone::isCopy() const
{
    return d->isCopy();
}

bool Clone::isStarted() const
{
    return d->isStarted();
}

CloneStatus Clone::status() const
{
    return d->status();
}

QSet<CloneId> Clone::peers() const
{
    return d->peers();
}

Result<QJsonArray> Clone::read(const QJsonObject &pattern) const
{
    return d->read(pattern);
}

Result<bool> Clone::ask(const QJsonObject &pattern) const
{
    return d->ask(pattern);
}

Result<std::optional<QJsonObject>> Clone::get(const QString &id,
                                              const QStringList &properties) const
{
    return d->get(id, properties);
}

Result<QByteArray> Clone::textPlace(const QString &id, const QString &property,
                                    qsizetype index) const
{
    return d->textPlace(id, property, index);
}

Result<qsizetype> Clone::textIndex(const QString &id, const QString &property,
                                   const QByteArray &place) const
{
    return d->textIndex(id, property, place);
}

void Clone::write(const QJsonValue &pattern, Written done)
{
    d->write(pattern, std::move(done));
}

void Clone::remove(const QString &id, Written done)
{
    d->remove(id, std::move(done));
}

QByteArray Clone::time() const
{
    return d->time();
}

std::optional<qint64> Clone::ownTicksAt(const QByteArray &time) const
{
    return d->ownTicksAt(time);
}

Transport *Clone::transport() const
{
    return d->transport();
}

} // namespace mld

#include "moc_clone.cpp"
