/* What supervision reads of its unit: how much each colleague carries, what is
 * overdue, which files are to be looked at.
 *
 * Codes only, from the cards of the people whom the supervisor may open: no
 * dossier is opened for it. Colleagues stand in the order of their names, in
 * words, without anything that compares them.
 */
#ifndef AMPARO_WORK_SUPERVISION_SEE_SUPERVISION_H
#define AMPARO_WORK_SUPERVISION_SEE_SUPERVISION_H

#include "work/act.h"

/* ceiling_text, workers[{worker, worker_url, load_text, away, late[{late_code, late_url,
 * late_what}]}], list of files. */
enum err see_supervision(struct act *act, json_t *view) MUST;
/* One colleague: the same, and whom they accompany, with what each said about another colleague.
 * ERR_NOT_FOUND for somebody of another unit who accompanies nobody whom the actor can open. */
enum err see_worker(struct act *act, struct id member, json_t *view) MUST;

#endif
