/* One line of the list of transfers (items.h): what it is, whose turn it is, and the way to it.
 *
 *     *(struct transfer_item *)vec_add(items) = (struct transfer_item){.section = ITEM_PULL, …};
 */
#ifndef AMPARO_WORK_TRANSFER_ITEM_H
#define AMPARO_WORK_TRANSFER_ITEM_H

#include <stdint.h>

#include "base/str.h"

enum item_section {
    ITEM_RECEIVED,
    ITEM_SENT,
    ITEM_ROOM,
    ITEM_PULL,
    ITEM_ARCHIVE,
    ITEM_SECTION_COUNT
};
enum item_waits { ITEM_WAITS_NOT, ITEM_NEW, ITEM_FOR_TODAY, ITEM_LATE }; /* for the actor */

struct transfer_item {
    enum item_section section;
    enum item_waits waits;
    const char *kind;       /* code of what it is */
    int64_t at_us;          /* due, or since when */
    struct str code, state; /* state: in the reader's language */
    const char *tone;
    struct str place; /* the other side */
    struct str next;
    struct str url;
    const char *act; /* msgid; NULL: nothing to do */
};

#endif
