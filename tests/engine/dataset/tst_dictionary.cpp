// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "dataset/dictionary.h"

#include "rdf/vocabulary.h"

#include <QTest>

#include <rapidcheck.h>

using namespace mld;
using namespace Qt::Literals::StringLiterals;

namespace {

Term numbered(int i)
{
    switch (i % 3) {
    case 0:
        return Term::iri(u"http://example.org/%1"_s.arg(i));
    case 1:
        return Term::string(QString::number(i));
    default:
        return Term::literal(QString::number(i), iris::xsdInteger);
    }
}

} // namespace

class TestDictionary : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void numbersAreForGood();
    void numbersTellIris();
    void followsAnUndo();
    void absenceIsNotForGood();
    void clearForgets();
    void tidsHaveNumbers();
    void cacheKeepsWhatIsUsed();
    void hashIsStable();
    void hashTellsTextsApart();

private:
    std::unique_ptr<Store> m_store = *Store::open(u":memory:"_s);
};

/// Also of more terms than are held in memory.
void TestDictionary::numbersAreForGood()
{
    Dictionary dictionary(*m_store);
    std::vector<TermId> ids;
    QVERIFY(m_store->begin());
    for (int i = 0; i < 50'000; ++i)
        ids.push_back(dictionary.intern(numbered(i)));
    for (int i = 0; i < 50'000; i += 7) {
        QCOMPARE(dictionary.intern(numbered(i)), ids[size_t(i)]);
        QCOMPARE(dictionary.find(numbered(i)), ids[size_t(i)]);
        QCOMPARE(dictionary.term(ids[size_t(i)]), numbered(i));
    }
    std::sort(ids.begin(), ids.end());
    QVERIFY(std::adjacent_find(ids.begin(), ids.end()) == ids.end());
    m_store->rollback();
}

void TestDictionary::numbersTellIris()
{
    Dictionary dictionary(*m_store);
    QVERIFY(Dictionary::isIri(dictionary.intern(Term::iri(u"http://example.org/"_s))));
    QVERIFY(!Dictionary::isIri(dictionary.intern(Term::string(u"http://example.org/"_s))));
    m_store->rollback();
}

void TestDictionary::followsAnUndo()
{
    Dictionary dictionary(*m_store);
    TermId lost = 0;
    qint64 lostTid = 0;
    {
        Store::Savepoint part(*m_store);
        lost = dictionary.intern(numbered(0));
        lostTid = dictionary.internTid("t1");
    }
    QCOMPARE(dictionary.find(numbered(0)), TermId(0));
    QVERIFY(dictionary.term(lost).isNull());
    QCOMPARE(dictionary.findTid("t1"), 0);
    QVERIFY(dictionary.tid(lostTid).isEmpty());
    // The number may be given anew, and must then mean the new term.
    const TermId next = dictionary.intern(numbered(3));
    QCOMPARE(dictionary.term(next), numbered(3));
    m_store->rollback();
}

/// That a term is not there is remembered, too.
void TestDictionary::absenceIsNotForGood()
{
    Dictionary dictionary(*m_store);
    for (int round = 0; round < 2; ++round) {
        for (int i = 0; i < 60; ++i)
            QCOMPARE(dictionary.find(numbered(i)), TermId(0));
        QVERIFY(m_store->begin());
        std::vector<TermId> ids;
        for (int i = 0; i < 60; ++i)
            ids.push_back(dictionary.intern(numbered(i)));
        for (int i = 0; i < 60; ++i)
            QCOMPARE(dictionary.find(numbered(i)), ids[size_t(i)]);
        m_store->rollback();
    }
    // By way of a store that takes the place of this one's content.
    const auto other = *m_store->openBeside();
    QVERIFY(other->begin());
    const TermId id = Dictionary(*other).intern(numbered(1));
    QVERIFY(other->commit());
    QCOMPARE(dictionary.find(numbered(1)), TermId(0));
    QVERIFY(m_store->takeAll(*other));
    QCOMPARE(dictionary.find(numbered(1)), id);
}

void TestDictionary::clearForgets()
{
    Dictionary dictionary(*m_store);
    dictionary.intern(numbered(2));
    dictionary.internTid("t1");
    dictionary.clear();
    QCOMPARE(dictionary.find(numbered(2)), TermId(0));
    QVERIFY(dictionary.findEqual(numbered(2)).empty());
    QCOMPARE(dictionary.findTid("t1"), 0);
    m_store->rollback();
}

void TestDictionary::tidsHaveNumbers()
{
    Dictionary dictionary(*m_store);
    QCOMPARE(dictionary.findTid("t1"), 0);
    const qint64 id = dictionary.internTid("t1");
    QVERIFY(id > 0); // 0 is for what is entailed
    QCOMPARE(dictionary.internTid("t1"), id);
    QVERIFY(dictionary.internTid("t2") != id);
    QCOMPARE(dictionary.tid(id), Tid("t1"));
    m_store->rollback();
}

void TestDictionary::cacheKeepsWhatIsUsed()
{
    BoundedCache<int, int> cache(100);
    cache.insert(-1, 7);
    int held = 0;
    for (int i = 0; i < 1000; ++i) {
        cache.insert(i, i);
        QVERIFY(cache.find(-1));
        QCOMPARE(*cache.find(-1), 7);
    }
    for (int i = 0; i < 1000; ++i)
        held += cache.find(i) ? 1 : 0;
    QVERIFY(held > 0);
    QVERIFY(held <= 100);
}

/// It is stored: it must be the same in every version, on every machine.
void TestDictionary::hashIsStable()
{
    SipHash empty({ 0x0706050403020100, 0x0f0e0d0c0b0a0908 });
    const quint64 ofNothing = empty.result();
    SipHash text({ 0x0706050403020100, 0x0f0e0d0c0b0a0908 });
    text.add(u"Commonplace");
    QCOMPARE(ofNothing, quint64(0xb488fcf41c8cc5de));
    QCOMPARE(text.result(), quint64(0x0e05349b52649019));
}

void TestDictionary::hashTellsTextsApart()
{
    QVERIFY(rc::check([](const std::u16string &a, const std::u16string &b) {
        SipHash first({ 1, 2 }), second({ 1, 2 }), joined({ 1, 2 });
        first.add(a);
        second.add(b);
        joined.add(a + b);
        joined.add(u"");
        SipHash apart({ 1, 2 });
        apart.add(a);
        apart.add(b);
        RC_ASSERT((first.result() == second.result()) == (a == b));
        if (!b.empty())
            RC_ASSERT(joined.result() != apart.result());
    }));
}

QTEST_GUILESS_MAIN(TestDictionary)
#include "tst_dictionary.moc"
