/* Transfers of both sides, questions for room, requests by code: what waits for the actor. */
#include "work/today/today.h"
#include "work/transfer/items.h"

enum err today_transfers(struct today *t)
{
    static const enum today_group groups[] = {
        [ITEM_NEW] = TODAY_NEW, [ITEM_FOR_TODAY] = TODAY_TODAY, [ITEM_LATE] = TODAY_OVERDUE};
    struct vec items;
    if (!permit(t->act->actor.roles, MAY_LIST_REFERRALS)) {
        return OK;
    }
    TRY(items_all(t->act, &t->links, &items));
    for (size_t i = 0; i < items.count; i++) {
        const struct transfer_item *item = vec_at(&items, struct transfer_item, i);
        if (item->waits == ITEM_WAITS_NOT) {
            continue;
        }
        struct today_row row = {.kind = item->kind,
                                .at_us = item->at_us,
                                .code = item->code,
                                .state = item->state,
                                .facts = {item->place},
                                .next = item->next,
                                .url = item->url,
                                .act = item->act ? item->act : N_("Open it"),
                                .tone = item->tone};
        today_add(t, groups[item->waits], &row);
    }
    return OK;
}
