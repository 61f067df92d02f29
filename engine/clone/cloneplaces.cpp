// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "clone/cloneprivate_p.h"

#include "codec/msgpackreader.h"
#include "codec/msgpackwriter.h"
#include "rdf/vocabulary.h"

// Places in shared texts. A place is an array of the text's value id and the anchor in it, since the text
// of a property may be replaced by another.

namespace mld {

Result<QString> Clone::Private::textId(const QString &id, const QString &property) const
{
    if (!m_open)
        return Error{ErrorCode::Closed, QStringLiteral("Clone has closed")};
    const Result<QString> subject = m_open->context.expandId(id);
    if (!subject)
        return subject.error();
    const Result<Context::Property> expanded = m_open->context.expandProperty(property);
    if (!expanded)
        return expanded.error();
    const Dataset &dataset = m_open->dataset;
    const TermId s = dataset.find(Term::iri(*subject));
    const TermId p = dataset.find(Term::iri(expanded->iri));
    QString found;
    if (s && p) {
        dataset.match(s, p, 0, [&](TermId, TermId, TermId object) {
            const Term term = dataset.term(object);
            if (term.datatype() == iris::text)
                found = term.text();
            return found.isNull();
        });
    }
    if (found.isNull())
        return Error{ErrorCode::BadPattern, QStringLiteral("%1 has no shared text there").arg(id)};
    return found;
}

Result<QByteArray> Clone::Private::textPlace(const QString &id, const QString &property,
                                             qsizetype index) const
{
    const Result<QString> text = textId(id, property);
    if (!text)
        return text.error();
    const auto anchor = m_open->dataset.anchorIn(*text, index);
    if (!anchor)
        return Error{ErrorCode::BadPattern, QStringLiteral("the text of %1 is not held").arg(id)};
    MsgPackWriter place;
    place.beginArray(2).writeString(*text).writeRaw(anchor->toMsgPack());
    return place.takeBytes();
}

Result<qsizetype> Clone::Private::textIndex(const QString &id, const QString &property,
                                            const QByteArray &place) const
{
    const Result<QString> text = textId(id, property);
    if (!text)
        return text.error();
    MsgPackReader reader(place);
    const qsizetype parts = reader.readArray();
    const QString of = reader.readString();
    if (reader.hasFailed() || parts != 2)
        return Error{ErrorCode::Malformed, QStringLiteral("this is no place in a text")};
    const Result<TextAnchor> anchor
            = TextAnchor::fromMsgPack(QByteArrayView(place).last(reader.bytesLeft()));
    if (!anchor)
        return anchor.error();
    const auto index = of == *text ? m_open->dataset.indexIn(of, *anchor) : std::nullopt;
    if (!index)
        return Error{ErrorCode::BadPattern, QStringLiteral("the place is in another text")};
    return *index;
}

} // namespace mld
