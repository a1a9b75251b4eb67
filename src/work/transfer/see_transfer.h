/* One transfer as either side sees it, and what it may do now. */
#ifndef AMPARO_WORK_TRANSFER_SEE_TRANSFER_H
#define AMPARO_WORK_TRANSFER_SEE_TRANSFER_H

#include "work/transfer/moving.h"

/* code, state, state_code, tone, from, to, abroad, rows[], items[], rule, parts[], meeting[],
 * agreed[], missed[], person_url, acts[{url, label}], can[] (codes), withdraw_url, note_url. */
enum err see_transfer(struct act *act, struct id transfer, json_t *view) MUST;
/* For the sender until the first contact: rows[], rule, plan[]. On record. */
enum err see_transfer_contact(struct act *act, struct id transfer, json_t *view) MUST;

#endif
