#include "domain/reassign.h"

void reassign_fold(struct reassign *reassign, const struct entry *entry)
{
    if (entry->type == ENTRY_REASSIGN_ASKED) {
        *reassign = (struct reassign){
            .answer = value_get_text(entry->body, "answer"),
            .asked_us = entry->at_us,
            .again_us = value_get_int(entry->body, "again_us", 0),
        };
    } else if (entry->type == ENTRY_OWNER_CHANGED) {
        reassign->again_us = 0; /* whoever accompanies from now on is another */
    }
}
