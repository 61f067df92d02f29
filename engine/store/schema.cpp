// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "store/schema.h"

namespace mld {

// The number of an IRI is odd and that of a literal even, so that the index by object can leave
// literals out: those are looked up with their property.
#define MLD_TRIPLE_INDEXES                                                                         \
    "CREATE INDEX quad_pos ON quad(p, o, s);"                                                      \
    "CREATE INDEX quad_os ON quad(o, s) WHERE o & 1;"

const char *const createTripleIndexes = MLD_TRIPLE_INDEXES;
const char *const dropTripleIndexes = "DROP INDEX quad_pos; DROP INDEX quad_os;";

static const char *const allSteps[] = {
    // Triples. t is the number of a TID, or 0 for what is entailed.
    "CREATE TABLE meta(key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;"
    "INSERT INTO meta VALUES ('hashkey', randomblob(16));"
    "CREATE TABLE term(id INTEGER PRIMARY KEY, hash INTEGER NOT NULL, text TEXT NOT NULL,"
    " datatype INTEGER NOT NULL, language TEXT);"
    "CREATE INDEX term_hash ON term(hash);"
    "CREATE TABLE value(key TEXT, term INTEGER, PRIMARY KEY(key, term)) WITHOUT ROWID;"
    "CREATE TABLE tid(id INTEGER PRIMARY KEY, tid TEXT NOT NULL UNIQUE);"
    "CREATE TABLE quad(s INTEGER, p INTEGER, o INTEGER, t INTEGER,"
    " PRIMARY KEY(s, p, o, t)) WITHOUT ROWID;" MLD_TRIPLE_INDEXES
    "CREATE TABLE hidden(s INTEGER, p INTEGER, o INTEGER, t INTEGER,"
    " PRIMARY KEY(s, p, o, t)) WITHOUT ROWID;"
    // Shared texts: the state at some time, and what was done since. Both by the literal's number.
    "CREATE TABLE text(id INTEGER PRIMARY KEY, state BLOB NOT NULL);"
    "CREATE TABLE textlog(id INTEGER, seq INTEGER, tick INTEGER NOT NULL, op BLOB NOT NULL,"
    " PRIMARY KEY(id, seq)) WITHOUT ROWID;"
    "CREATE TABLE textproperty(p INTEGER PRIMARY KEY);"
    "CREATE TABLE binary(id TEXT PRIMARY KEY, data BLOB NOT NULL) WITHOUT ROWID;"
    // Operations: those applied, by local tick, and those only kept for cutting.
    "CREATE TABLE journal(tick INTEGER PRIMARY KEY, tid TEXT NOT NULL, prevtick INTEGER NOT NULL,"
    " prevtid TEXT NOT NULL, time BLOB NOT NULL, enc BLOB NOT NULL, pid TEXT, sig BLOB,"
    " undo BLOB NOT NULL, agreed INTEGER NOT NULL);"
    "CREATE INDEX journal_tid ON journal(tid);"
    "CREATE TABLE retained(tid TEXT PRIMARY KEY, time BLOB NOT NULL, enc BLOB NOT NULL)"
    " WITHOUT ROWID;",
    // Entries of the journal that are older than those in its table, many to a row: those at the local ticks
    // from first to last. See journal/journalpack.h.
    "CREATE TABLE journalpack(last INTEGER PRIMARY KEY, first INTEGER NOT NULL, count INTEGER NOT NULL,"
    " filter BLOB NOT NULL, entries BLOB NOT NULL);",
    // What has no TID and is no index in a list came with a snapshot in which it was deleted (wire.md 14.5).
    "DELETE FROM quad WHERE t = 0 AND p NOT IN"
    " (SELECT id FROM term WHERE text = 'http://json-rql.org/#index');",
    // Terms and transaction ids that no triple has any more: to be removed when the journal has forgotten what came up
    // to this local tick. See dataset/garbage.h. What was removed before there were these tables is looked for once.
    "CREATE TABLE unusedterm(id INTEGER PRIMARY KEY, tick INTEGER NOT NULL);"
    "CREATE INDEX unusedterm_tick ON unusedterm(tick);"
    "CREATE TABLE unusedtid(id INTEGER PRIMARY KEY, tick INTEGER NOT NULL);"
    "CREATE INDEX unusedtid_tick ON unusedtid(tick);"
    "CREATE TABLE datatype(id INTEGER PRIMARY KEY);"
    "INSERT INTO datatype SELECT DISTINCT datatype FROM term WHERE datatype <> 0;"
    "INSERT INTO meta SELECT 'unswept', '0' WHERE EXISTS (SELECT 1 FROM term);",
};

std::span<const char *const> schemaSteps()
{
    return allSteps;
}

} // namespace mld
