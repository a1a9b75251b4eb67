/* What stands on the list of transfers, and of it what "Hoy" shows.
 *
 * Transfers of both sides, questions for room, requests by code, archives: read
 * off the cards that the actor's keys open, and the clear rows. Codes and
 * places, never a name.
 *
 *     struct vec items;
 *     TRY(items_all(act, &links, &items));
 */
#ifndef AMPARO_WORK_TRANSFER_ITEMS_H
#define AMPARO_WORK_TRANSFER_ITEMS_H

#include "work/person/case_links.h"
#include "work/transfer/item.h"

enum err items_all(struct act *act, const struct case_links *links, struct vec *ret) MUST;
/* As templates/_list.mustache draws it. */
json_t *items_view(struct act *act, const struct transfer_item *item);

/* sections[{heading, list{items[], empty}}]. */
enum err see_transfers(struct act *act, json_t *view) MUST;

#endif
