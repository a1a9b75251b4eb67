/* Keeping and erasing: how long a person's dossiers are kept, and erasing them.
 *
 * Each kind of record is kept for its term (domain/keeping.h) after its last entry; then somebody
 * who accompanies her decides: keep longer, with the reason, or erase. She may ask for it at any
 * time, for everything or for one part (erasure_parts.h). Two people do it: one asks, another one
 * who holds her key confirms. Then the dossiers are gone with their keys, and a tombstone says
 * that it was done and by whom. Before everything goes, referrals that are under way are stopped,
 * so that whoever received one is told not to go on.
 */
#ifndef AMPARO_WORK_CASE_ERASURE_H
#define AMPARO_WORK_CASE_ERASURE_H

#include "work/person/person.h"

/* `answers` of forms/erasure.json. ERR_INVALID while a referral is under way, or when it was asked
 * for already. */
enum err erasure_ask(struct act *act, struct id person, const json_t *answers) MUST;
/* It is not wanted any more; anybody who accompanies her may say so. */
enum err erasure_drop(struct act *act, struct id person) MUST;
/* By another member than the one who asked: ERR_INVALID otherwise. `ret_all`: nothing is left. */
enum err erasure_confirm(struct act *act, struct id person, bool *ret_all) MUST;
/* `answers` of forms/retention.json. ERR_INVALID for a day before the present one. */
enum err erasure_keep(struct act *act, struct id person, const json_t *answers) MUST;

/* identity; kept[{part, words, until, is_due}]; asked{by, when, why, what, is_all, may_confirm};
 * open[{code, referral_url}] while referrals are under way. */
enum err see_erasure(struct act *act, struct id person, json_t *view) MUST;
/* The list "parts" of forms/erasure.json and forms/retention.json. */
enum err see_erasure_choices(struct act *act, struct id person, struct option_lists *lists) MUST;

#endif
