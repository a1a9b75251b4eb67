/* Between acceptance and first contact: when and how they meet, what is done if
 * she does not come, and the first contact, with which the transfer is complete.
 *
 * Both sides may agree and write down what they agreed; the first contact is
 * recorded by whoever accompanies her. If she does not arrive nobody asks her
 * family: what is possible is a list of codes without it.
 */
#ifndef AMPARO_WORK_TRANSFER_ARRIVAL_H
#define AMPARO_WORK_TRANSFER_ARRIVAL_H

#include "work/transfer/moving.h"

/* when, how, present, she_comes. */
enum err arrival_meet(struct act *act, struct id transfer, const json_t *answers) MUST;
/* expected, wait_days, looks, ways, phrase. */
enum err arrival_agree(struct act *act, struct id transfer, const json_t *answers) MUST;
/* done, again: until when they wait now. */
enum err arrival_missed(struct act *act, struct id transfer, const json_t *answers) MUST;
/* child_says in `view`, if the case of whoever makes the first contact asks it. */
enum err arrival_ask(struct act *act, struct id transfer, json_t *view) MUST;
/* when, how, answer, mode, under 18 also forms/child_says.json: the person agrees to be accompanied
 * here, or the case is given back. */
enum err arrival_contact(struct act *act, struct id transfer, const json_t *answers) MUST;

#endif
