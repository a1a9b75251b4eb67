#include "work/referral/sides.h"

#include "work/cards.h"

#include <stdlib.h>

static enum err add_rows(struct act *act, const struct sides_page *page, enum referrals_side side,
                         struct id whose, struct vec *into);
static int by_newest(const void *a, const void *b);
static void once_each(struct vec *rows);

enum err sides_list(struct act *act, const struct sides_page *page, struct vec *ret, bool *ret_more)
{
    *ret = vec_of(act->arena, struct referral_row);
    enum referrals_side side = page->side == SIDES_RECEIVED ? REFERRALS_INBOX : REFERRALS_OUTBOX;
    if (page->side == SIDES_SENT) {
        TRY(add_rows(act, page, REFERRALS_OWN, act->actor.member, ret));
    }
    for (size_t i = 0; i < act->holder_count; i++) {
        TRY(add_rows(act, page, side, act->holders[i], ret));
    }
    if (ret->count > 1) {
        qsort(ret->at, ret->count, sizeof(struct referral_row), by_newest);
        once_each(ret);
    }
    *ret_more = ret->count > page->limit;
    ret->count = *ret_more ? page->limit : ret->count;
    return OK;
}

enum err sides_sent_by(struct act *act, struct id member, size_t limit, struct vec *ret)
{
    struct sides_page page = {.side = SIDES_SENT, .open_only = true, .limit = limit};
    *ret = vec_of(act->arena, struct referral_row);
    return add_rows(act, &page, REFERRALS_OWN, member, ret);
}

enum err sides_received(struct act *act, struct id slip, struct referral_row *ret)
{
    enum err err = referrals_get(act->db, act->arena, slip, ret);
    if (err != OK && err != ERR_NOT_FOUND) {
        return err;
    }
    json_t *card = NULL;
    if (err == OK && (sides_hold(act, ret->receiver_holder) || act->server->policy_off)) {
        TRY(sides_card(act, ret, SIDES_RECEIVED, &card));
    }
    return card ? OK : act_not_here(act);
}

enum err sides_card(struct act *act, const struct referral_row *row, enum sides side, json_t **ret)
{
    bool own = side == SIDES_RECEIVED || id_eq(row->sender_member, act->actor.member);
    return sides_card_of(act, row->slip, own, ret);
}

enum err sides_card_of(struct act *act, struct id dossier, bool own, json_t **ret)
{
    enum err err = act_card_of(act, dossier, ret);
    if (err == ERR_NOT_FOUND || err == ERR_DENIED) {
        *ret = err == ERR_NOT_FOUND && own ? value_object() : NULL;
        return OK;
    }
    return err;
}

bool sides_hold(const struct act *act, struct id holder)
{
    for (size_t i = 0; i < act->holder_count && !id_is_none(holder); i++) {
        if (id_eq(act->holders[i], holder)) {
            return true;
        }
    }
    return false;
}

static enum err add_rows(struct act *act, const struct sides_page *page, enum referrals_side side,
                         struct id whose, struct vec *into)
{
    struct referrals_page wanted = {.side = side,
                                    .whose = whose,
                                    .open_only = page->open_only,
                                    .before_us = page->before_us,
                                    .before_slip = page->before_slip,
                                    .limit = page->limit + 1};
    struct referral_rows rows;
    TRY(referrals_list(act->db, act->arena, &wanted, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        *(struct referral_row *)vec_add(into) = rows.at[i];
    }
    return OK;
}

/* The order of the store's pages. */
static int by_newest(const void *a, const void *b)
{
    const struct referral_row *left = a;
    const struct referral_row *right = b;
    if (left->recorded_us != right->recorded_us) {
        return left->recorded_us < right->recorded_us ? 1 : -1;
    }
    return memcmp(right->slip.b, left->slip.b, ID_BYTES);
}

static void once_each(struct vec *rows)
{
    size_t kept = 1;
    for (size_t i = 1; i < rows->count; i++) {
        const struct referral_row *row = vec_at(rows, struct referral_row, i);
        if (!id_eq(row->slip, vec_at(rows, struct referral_row, kept - 1)->slip)) {
            *vec_at(rows, struct referral_row, kept) = *row;
            kept++;
        }
    }
    rows->count = kept;
}
