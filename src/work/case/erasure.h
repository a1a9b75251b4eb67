/* Keeping and erasing: how long a person's dossiers are kept, her own copy, and her erasure.
 *
 * A person's dossiers are kept for the deployment's years after the last entry; then somebody who
 * accompanies her decides: keep longer, with the reason, or erase. She may ask for it at any time.
 * Two people do it: one asks, another one who holds her key confirms. Then every dossier of hers
 * is gone with its keys, those of her referrals too, and a tombstone says that it was done and
 * by whom. Referrals that are under way are stopped first, so that whoever received one is told
 * not to go on.
 */
#ifndef AMPARO_WORK_CASE_ERASURE_H
#define AMPARO_WORK_CASE_ERASURE_H

#include "work/case/person.h"

/* `answers` of forms/erasure.json. ERR_INVALID while a referral is under way, or when it was asked
 * for already. */
enum err erasure_ask(struct act *act, struct id person, const json_t *answers) MUST;
/* It is not wanted any more; anybody who accompanies her may say so. */
enum err erasure_drop(struct act *act, struct id person) MUST;
/* By another member than the one who asked: ERR_INVALID otherwise. */
enum err erasure_confirm(struct act *act, struct id person) MUST;
/* `answers` of forms/retention.json. ERR_INVALID for a day before the present one. */
enum err erasure_keep(struct act *act, struct id person, const json_t *answers) MUST;

/* identity, kept_until, is_due; asked{by, when, reason, may_confirm}; open[{code, url}] while
 * referrals are under way. */
enum err see_erasure(struct act *act, struct id person, json_t *view) MUST;

#endif
