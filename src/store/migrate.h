/* Migrations: numbered, forward only, in the program, known by their hash.
 *
 * The ledger `migration` says which ones a database has seen and what their
 * texts were. A released migration is never changed: a database that has seen
 * another text under the same number is refused, and so is one that has seen
 * more than this program knows. Each migration is one transaction.
 * db_migrate() itself is in db.h.
 */
#ifndef AMPARO_STORE_MIGRATE_H
#define AMPARO_STORE_MIGRATE_H

#include "store/db.h"

/* ERR_CORRUPT: newer than the program, another text, a gap, or no database of ours at all.
 * *ret_seen is how many migrations it has had. ERR_IO. */
enum err migrate_check(struct db *db, size_t *ret_seen, struct fault *fault) MUST;

#endif
