/* The phones of those who help at once, and what to say to them: no name, and
 * not what happened.
 */
#ifndef AMPARO_WORK_MAP_URGENT_HELP_H
#define AMPARO_WORK_MAP_URGENT_HELP_H

#include "work/act.h"

/* Which help a page shows the phones of; bits. */
enum urgent { URGENT_CARE = 1, URGENT_PLACE = 2, URGENT_CHILD = 4 };

/* Services of the actor's area that answer now: helps[{title, say[], phones[{organisation,
 * service, phone, phone_24h, hours}], empty}], what is asked for in `urgent` first. Never
 * mediation. */
enum err see_urgent_help(struct act *act, unsigned urgent, json_t *view) MUST;

#endif
