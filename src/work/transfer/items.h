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

enum item_section { ITEM_RECEIVED, ITEM_SENT, ITEM_ROOM, ITEM_PULL, ITEM_ARCHIVE,
                    ITEM_SECTION_COUNT };
enum item_waits { ITEM_WAITS_NOT, ITEM_NEW, ITEM_FOR_TODAY, ITEM_LATE }; /* for the actor */

struct transfer_item {
    enum item_section section;
    enum item_waits waits;
    const char *kind;  /* code of what it is */
    int64_t at_us;     /* due, or since when */
    struct str code, state; /* state: in the reader's language */
    const char *tone;
    struct str place;  /* the other side */
    struct str next;
    struct str url;
    const char *act;   /* msgid; NULL: nothing to do */
};

enum err items_all(struct act *act, const struct case_links *links, struct vec *ret) MUST;
/* As templates/_list.mustache draws it. */
json_t *items_view(struct act *act, const struct transfer_item *item);

/* sections[{heading, list{items[], empty}}]. */
enum err see_transfers(struct act *act, json_t *view) MUST;

#endif
