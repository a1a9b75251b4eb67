/* The term of the audit log (the setting keep_log_months).
 *
 * When it is over, a line is forgotten: who, when, what and on what. Its leaf
 * and its place in the chain stay, so that checkpoints kept elsewhere are
 * proved as before. Up to which row stands in a setting under the server's MAC:
 * whoever has only the database can neither empty a row nor say that it was
 * time. Never in a practice, whose settings go back to its beginning while the
 * log goes on.
 *
 *     TRY(log_term_shorten(&act));           // in the sweep
 *     TRY(log_term_check(server, db));       // before anything is signed
 */
#ifndef AMPARO_WORK_LOG_TERM_H
#define AMPARO_WORK_LOG_TERM_H

#include "work/act.h"

enum { LOG_TERM_ROWS = 4096 }; /* of one sweep; the next takes the rest */

/* ERR_CORRUPT: somebody without the server's key said up to where. */
enum err log_term_check(const struct server *server, struct db *db) MUST;
/* Into act->batch. */
enum err log_term_shorten(struct act *act) MUST;
/* The day before which nothing is shown any more; empty when nothing was forgotten yet. */
enum err log_term_since(struct act *act, struct str *ret) MUST;

#endif
