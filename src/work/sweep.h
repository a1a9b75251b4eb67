/* The sweep: what has no use any more goes, so that it cannot be found.
 *
 * Drafts past their fourteen days, ids of commands after thirty days, log-in
 * guards a day after their wait was over, grants whose time has passed. Nothing
 * that anyone waits for depends on it: what is over is refused at each reading
 * as well. Clocks and silence need no sweep, they are computed from now. It
 * opens nothing and needs no keys.
 *
 * Dossiers go when their day has come, if their kind ends so (domain/keeping.h);
 * and parts that she held back at a transfer, which only a recovery sheet opens:
 * "Hoy" of nobody could tell that their day has come. So does what stands in the
 * oldest lines of the log (work/log_term.h).
 *
 *     struct act act = {.arena = arena, .fault = &fault, .db = db, .server = server,
 *                       .now_us = now, .what = "sweep", .batch = batch_open(arena)};
 *     TRY(sweep_run(&act));
 *     … commit act.batch …
 */
#ifndef AMPARO_WORK_SWEEP_H
#define AMPARO_WORK_SWEEP_H

#include "work/act.h"

#define SWEEP_COMMANDS_US (30 * DAY_US)
#define SWEEP_GUARDS_US (30 * DAY_US) /* since the last failure, and its wait */
enum { SWEEP_DOSSIERS = 64 };

/* At most SWEEP_DOSSIERS of a kind; the next takes the rest. */
enum err sweep_run(struct act *act) MUST;

#endif
