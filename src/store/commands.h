/* Commands that have been carried out, and what each was answered.
 *
 * batch_command() writes them, in the transaction of what they did; here they
 * are looked up, so that a repeated POST gets the first one's answer. They are
 * kept for a while only (commands_forget).
 *
 * Two small neighbours that no person owns: counters ("a person said no to
 * services": a number and nothing else) and log-in guards (failures per keyed
 * hash of a name or address).
 */
#ifndef AMPARO_STORE_COMMANDS_H
#define AMPARO_STORE_COMMANDS_H

#include "store/batch.h"

/* ERR_NOT_FOUND: not carried out yet, or forgotten. */
enum err commands_answer(struct db *db, struct arena *arena, struct id member, struct id command,
                         struct str *ret) MUST;
void commands_forget(struct batch *batch, int64_t before_us);

/* 0 when nothing was ever counted under the name. */
enum err counters_get(struct db *db, struct str name, int64_t *ret) MUST;
void counters_add(struct batch *batch, struct str name, int64_t number);

struct login_guard_row {
    struct hash key;
    int64_t failures;
    int64_t next_us; /* no attempt before this */
};

/* No failures and time 0 when there is no row. */
enum err login_guards_get(struct db *db, struct hash key, struct login_guard_row *ret) MUST;
/* Both hold only while the count is the one that was read. */
void login_guards_put(struct batch *batch, const struct login_guard_row *read,
                      const struct login_guard_row *now);
void login_guards_remove(struct batch *batch, const struct login_guard_row *read);
/* Whatever its count is. */
void login_guards_clear(struct batch *batch, struct hash key);
/* Those whose time was over before this. */
void login_guards_forget(struct batch *batch, int64_t before_us);

#endif
