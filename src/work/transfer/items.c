#include "work/transfer/items.h"

#include "base/date.h"
#include "work/cards.h"
#include "work/macs.h"
#include "work/referral/sides.h"
#include "work/transfer/archive.h"
#include "work/transfer/moving.h"
#include "work/transfer/pull.h"
#include "work/transfer/room.h"

struct gathering {
    struct act *act;
    const struct case_links *links;
    struct vec *items;
    enum err err;
};

static bool visit(void *context, struct card_seen *seen);
static void describe(struct gathering *g, const struct transfer_row *row, const json_t *card,
                     struct transfer_item *item);
static void receivers(struct act *act, const struct transfer_row *row, bool owns,
                      struct transfer_item *item);
static void senders(struct act *act, const struct transfer_row *row, const json_t *card,
                    struct transfer_item *item);
static void meeting(struct act *act, int64_t when_us, struct transfer_item *item);
static void add_drafts(struct gathering *g);

enum err items_all(struct act *act, const struct case_links *links, struct vec *ret)
{
    struct gathering g = {.act = act, .links = links, .items = ret};
    *ret = vec_of(act->arena, struct transfer_item);
    TRY(act_more_cards(act, DOSSIER_TRANSFER, visit, &g));
    TRY(g.err);
    add_drafts(&g);
    TRY(see_rooms(act, ret));
    TRY(see_pulls(act, links, ret));
    return see_archives(act, ret);
}

json_t *items_view(struct act *act, const struct transfer_item *item)
{
    json_t *view = value_object();
    json_t *facts = value_array();
    if (item->place.len > 0) {
        value_push_text(facts, item->place);
    }
    value_set_z(view, "kind", item->kind);
    value_set_text(view, "code", item->code);
    value_set_text(view, "url", item->code.len > 0 ? item->url : STR_NONE);
    value_set_text(view, "state", item->state);
    value_set_z(view, "tone", item->tone ? item->tone : "quiet");
    value_set(view, "facts", facts);
    value_set_text(view, "next", item->next);
    value_set_flag(view, "is_late", item->waits == ITEM_LATE);
    bool open = item->act != NULL || item->code.len == 0;
    value_set_text(view, "act_url", open ? item->url : STR_NONE);
    value_set_text(view, "act", act_words(act, item->act ? item->act : N_("Open it")));
    return view;
}

enum err see_transfers(struct act *act, json_t *view)
{
    static const struct {
        const char *heading, *empty;
    } words[ITEM_SECTION_COUNT] = {
        [ITEM_RECEIVED] = {N_("Received"), N_("No transfer was received.")},
        [ITEM_SENT] = {N_("Sent ones"), N_("No transfer was sent.")},
        [ITEM_ROOM] = {N_("Is there room?"), N_("Nobody asks for room.")},
        [ITEM_PULL] = {N_("Requests by code"), N_("There is no request.")},
        [ITEM_ARCHIVE] = {N_("Archive"), N_("Nobody was transferred to another unit.")},
    };
    struct case_links links;
    struct vec items;
    json_t *sections = value_array();
    TRY(act_permit(act, MAY_LIST_REFERRALS));
    TRY(case_links_read(act, &links));
    TRY(items_all(act, &links, &items));
    for (size_t s = 0; s < ITEM_SECTION_COUNT; s++) {
        json_t *rows = value_array();
        for (size_t i = 0; i < items.count; i++) {
            const struct transfer_item *item = vec_at(&items, struct transfer_item, i);
            if (item->section == (enum item_section)s) {
                value_push(rows, items_view(act, item));
            }
        }
        json_t *list = value_object();
        value_set(list, "items", rows);
        value_set_text(list, "empty", act_words(act, words[s].empty));
        json_t *section = value_object();
        value_set_text(section, "heading", act_words(act, words[s].heading));
        value_set(section, "list", list);
        value_push(sections, section);
    }
    value_set(view, "sections", sections);
    value_set_flag(view, "may_pull", permit(act->actor.roles, MAY_OPEN_CASES));
    act_note(act, ID_NONE, S("listed"), (int64_t)items.count);
    return OK;
}

static bool visit(void *context, struct card_seen *seen)
{
    struct gathering *g = context;
    struct transfer_row row;
    g->err = macs_transfer_row(g->act, seen->dossier, &row);
    if (g->err == OK) {
        describe(g, &row, seen->card(seen), vec_add(g->items));
    }
    return g->err == OK;
}

static void describe(struct gathering *g, const struct transfer_row *row, const json_t *card,
                     struct transfer_item *item)
{
    struct act *act = g->act;
    bool owns = case_links_case(g->links, value_get_id(card, "person")) != NULL;
    bool theirs = transfer_owner((enum transfer_state)row->state) == TRANSFER_RECEIVER;
    bool receives = theirs ? owns || sides_hold(act, row->receiver_holder)
                           : sides_hold(act, row->receiver_holder);
    *item = (struct transfer_item){
        .section = receives ? ITEM_RECEIVED : ITEM_SENT,
        .kind = "transfer",
        .at_us = row->state_us,
        .code = row->code,
        .state = act_words(act, transfer_state_label((enum transfer_state)row->state)),
        .tone = "info",
        .place = value_get_text(card, receives ? "from" : "to"),
        .next = act_words_with(act, N_("Since {{arg}}"), act_time(act, row->state_us)),
        .url = moving_url(act, row->id, ""),
    };
    if (receives) {
        receivers(act, row, owns, item);
    } else {
        senders(act, row, card, item);
    }
    if (row->state == TRANSFER_ACCEPTED) {
        meeting(act, value_get_int(card, "meeting_us", 0), item);
    }
}

/* On its day, for whoever reads the transfer on either side. */
static void meeting(struct act *act, int64_t when_us, struct transfer_item *item)
{
    int32_t offset = act->actor.utc_offset_minutes;
    int64_t day = date_to_days(date_from_us(when_us, offset).date);
    if (when_us == 0 || day != date_to_days(date_from_us(act->now_us, offset).date)) {
        return;
    }
    if (item->waits != ITEM_LATE) {
        item->waits = ITEM_FOR_TODAY;
        item->kind = "handover_meeting";
        item->tone = "warn";
        item->at_us = when_us;
    }
    item->state =
        act_words_with(act, N_("Hand-over meeting today: {{arg}}"), act_time(act, when_us));
    item->act = N_("Open it");
}

static void receivers(struct act *act, const struct transfer_row *row, bool owns,
                      struct transfer_item *item)
{
    bool late = row->due_us != 0 && row->due_us <= act->now_us;
    if (row->state == TRANSFER_SENT) {
        item->kind = "transfer_received";
        item->waits = late ? ITEM_LATE : ITEM_NEW;
        item->at_us = row->due_us;
        item->next =
            act_words_with(act, N_("To be answered by {{arg}}"), act_time(act, row->due_us));
        item->act = N_("Answer");
    } else if (row->state == TRANSFER_ACCEPTED && owns) {
        item->kind = late ? "no_arrival" : "first_contact";
        item->waits = late ? ITEM_LATE : ITEM_FOR_TODAY;
        item->tone = late ? "alert" : "warn";
        item->at_us = row->due_us;
        item->next = act_words_with(act,
                                    late ? N_("Has not arrived: waited until {{arg}}")
                                         : N_("First contact by {{arg}}"),
                                    act_time(act, row->due_us));
        item->act = N_("Open it");
    }
}

static void senders(struct act *act, const struct transfer_row *row, const json_t *card,
                    struct transfer_item *item)
{
    bool late = row->due_us != 0 && row->due_us <= act->now_us;
    if (row->state == TRANSFER_SENT && late) {
        item->kind = "transfer_silent";
        item->waits = ITEM_LATE;
        item->tone = "warn";
        item->next = act_words_with(act, N_("They have not answered: due {{arg}}"),
                                    act_time(act, row->due_us));
        item->act = N_("Open it");
    } else if (row->state == TRANSFER_DECLINED && !value_get_flag(card, "noted")) {
        item->kind = "transfer_declined";
        item->waits = ITEM_NEW;
        item->tone = "alert";
        item->act = N_("See why");
    } else if (row->state == TRANSFER_ACCEPTED) {
        item->kind = late ? "no_arrival" : "responsible";
        item->waits = late ? ITEM_LATE : ITEM_FOR_TODAY;
        item->tone = late ? "alert" : "warn";
        item->next = act_words_with(act,
                                    late ? N_("Has not arrived: waited until {{arg}}")
                                         : N_("You are responsible until the first contact: by "
                                              "{{arg}}"),
                                    act_time(act, row->due_us));
        item->act = N_("Open it");
    }
}

/* What supervision agreed to is still to be sent. */
static void add_drafts(struct gathering *g)
{
    struct act *act = g->act;
    for (size_t i = 0; i < g->links->cases.count; i++) {
        const struct case_seen *seen = vec_at(&g->links->cases, struct case_seen, i);
        if (!seen->transfer_agreed) {
            continue;
        }
        *(struct transfer_item *)vec_add(g->items) = (struct transfer_item){
            .section = ITEM_SENT,
            .waits = id_eq(seen->owner, act->actor.member) ? ITEM_NEW : ITEM_WAITS_NOT,
            .kind = "transfer_agreed",
            .at_us = act->now_us,
            .code = seen->code,
            .state = act_words(act, N_("Supervision agrees: send it")),
            .tone = "good",
            .url = str_join_in(act->arena, S("/personas/"), id_text(act->arena, seen->person),
                               S("/transferir/vista")),
            .act = N_("Look at it"),
        };
    }
}
