#include "work/referral/see_inbox.h"

#include "domain/clock.h"
#include "work/person/case_links.h"
#include "work/referral/silence.h"
#include "work/see.h"

static bool place_read(struct str after, struct sides_page *page);
static struct str place_text(struct act *act, const struct referral_row *row);
static enum err add_item(struct act *act, const struct referral_row *row, enum sides side,
                         const struct case_links *links, json_t *items);
static void show_row(struct act *act, const struct referral_row *row, enum sides side,
                     const json_t *card, json_t *item);
static void add_facts(struct act *act, const struct referral_row *row, enum sides side,
                      const json_t *card, json_t *facts);
static const char *silence_words(const struct referral_row *row, int64_t now_us);

enum err see_inbox(struct act *act, const struct inbox_page *page, json_t *view)
{
    struct sides_page wanted = {
        .side = page->side, .open_only = !page->all, .limit = LIMIT_LIST_ROWS};
    TRY(act_permit(act, page->side == SIDES_RECEIVED ? MAY_ANSWER : MAY_REFER));
    if (page->after.len > 0 && !place_read(page->after, &wanted)) {
        return fault_set(act->fault, ERR_INVALID, N_("The address is not well formed."), STR_NONE);
    }
    struct vec rows;
    bool more = false;
    struct case_links links = {0};
    TRY(sides_list(act, &wanted, &rows, &more));
    if (page->side == SIDES_SENT) {
        TRY(case_links_read(act, &links));
    }
    json_t *items = value_array();
    for (size_t i = 0; i < rows.count; i++) {
        TRY(add_item(act, vec_at(&rows, struct referral_row, i), page->side, &links, items));
    }
    json_t *list = value_object();
    value_set(list, "items", items);
    value_set_text(list, "empty",
                   act_words(act, page->side == SIDES_RECEIVED
                                      ? N_("Referrals sent to your function will stand here, from "
                                           "the moment they are sent.")
                                      : N_("Referrals that you send or record will stand here. To "
                                           "refer, open the person's page.")));
    value_set(view, "list", list);
    value_set_z(view, "side", page->side == SIDES_RECEIVED ? "received" : "sent");
    if (more) {
        value_set_text(view, "next_place",
                       place_text(act, vec_at(&rows, struct referral_row, rows.count - 1)));
    }
    if (page->side == SIDES_RECEIVED) {
        act_note(act, ID_NONE, S("listed"), (int64_t)rows.count);
    }
    return OK;
}

struct str see_inbox_due(struct act *act, const struct referral_row *row, enum sides side)
{
    static const struct {
        const char *own;   /* to the side that is awaited */
        const char *other; /* to the side that waits */
    } words[] = {
        [CLOCK_ACKNOWLEDGE] = {N_("Confirm reception by {{arg}}."),
                               N_("They should confirm reception by {{arg}}.")},
        [CLOCK_DECIDE] = {N_("Decide by {{arg}}."), N_("They should decide by {{arg}}.")},
        [CLOCK_SERVICE] = {N_("Give the service by {{arg}}."),
                           N_("They should give the service by {{arg}}.")},
        [CLOCK_FEEDBACK] = {N_("Tell the person at a safe moment, then close."),
                            N_("The sender tells the person and closes.")},
        [CLOCK_INFO] = {N_("Answer their question by {{arg}}."),
                        N_("The sender should answer by {{arg}}.")},
    };
    int kind = row->clock.kind;
    if (kind <= 0 || kind >= CLOCK_KIND_COUNT) {
        return STR_NONE;
    }
    bool own = silence_awaits(row) == side;
    if (row->state == REFERRAL_WAITLISTED) {
        return act_words_with(act,
                              own ? N_("Look at the waiting list again by {{arg}}.")
                                  : N_("They look at the waiting list again by {{arg}}."),
                              act_time(act, row->clock.due_us));
    }
    if (row->state == REFERRAL_EXECUTED) {
        return act_words_with(act, N_("Ask what came of it by {{arg}}."),
                              act_time(act, row->clock.due_us));
    }
    return act_words_with(act, own ? words[kind].own : words[kind].other,
                          act_time(act, row->clock.due_us));
}

enum referral_state see_inbox_state(const struct referral_row *row, enum sides side)
{
    return side == SIDES_RECEIVED && row->withdrawn ? REFERRAL_STOPPED
                                                    : (enum referral_state)row->state;
}

struct str see_inbox_priority(struct act *act, struct str priority)
{
    const struct clock_policy *policy = clock_policy_find(priority);
    return policy ? act_words(act, policy->label) : priority;
}

static enum err add_item(struct act *act, const struct referral_row *row, enum sides side,
                         const struct case_links *links, json_t *items)
{
    json_t *card = NULL;
    TRY(sides_card(act, row, side, &card));
    if (!card) {
        return OK;
    }
    json_t *item = value_object();
    show_row(act, row, side, card, item);
    const struct case_link *link = case_links_find(links, row->slip);
    struct str url = STR_NONE;
    if (side == SIDES_RECEIVED) {
        url =
            str_join_in(act->arena, S("/derivaciones/"), id_text(act->arena, row->slip), STR_NONE);
    } else if (link) {
        url = case_link_url(act, link);
    }
    value_set_text(item, "url", url);
    value_push(items, item);
    return OK;
}

static void show_row(struct act *act, const struct referral_row *row, enum sides side,
                     const json_t *card, json_t *item)
{
    json_t *facts = value_array();
    enum referral_state state = see_inbox_state(row, side);
    enum silence silence = silence_of(row, act->now_us);
    add_facts(act, row, side, card, facts);
    value_set_text(item, "code", row->code);
    value_set_text(item, "state", see_state(act, state));
    value_set_z(item, "state_code", referral_state_name(state));
    value_set_z(item, "tone", see_state_tone(state));
    value_set_text(item, "priority_code", row->priority);
    value_set(item, "facts", facts);
    value_set_z(item, "silence", silence_name(silence));
    value_set_flag(item, "is_late", silence >= SILENCE_DUE);
    struct str next = see_inbox_due(act, row, side);
    if (silence != SILENCE_NONE) {
        next =
            str_join_in(act->arena, act_words(act, silence_words(row, act->now_us)), S(" "), next);
    }
    value_set_text(item, "next", next);
}

/* Recorded and carried out are two facts, each with its time. */
static void add_facts(struct act *act, const struct referral_row *row, enum sides side,
                      const json_t *card, json_t *facts)
{
    struct str service = value_get_text(card, "service");
    struct str age = value_get_text(card, "age_band");
    struct str other = value_get_text(card, side == SIDES_RECEIVED ? "sender" : "receiver");
    value_push_text(facts, see_inbox_priority(act, row->priority));
    if (service.len > 0) {
        value_push_text(facts, see_service(act, service));
    }
    if (age.len > 0) {
        value_push_text(facts, act_words_with(act, N_("Age {{arg}}"), age));
    }
    if (other.len > 0) {
        value_push_text(
            facts, act_words_with(
                       act, side == SIDES_RECEIVED ? N_("From {{arg}}") : N_("To {{arg}}"), other));
    }
    if (row->kind == REFERRAL_SELF) {
        value_push_text(facts, act_words(act, N_("The person goes there alone; nothing was sent")));
    }
    value_push_text(
        facts, act_words_with(act, N_("Recorded on {{arg}}"), act_time(act, row->recorded_us)));
    if (row->kind == REFERRAL_EXTERNAL && row->sent_us != 0) {
        value_push_text(
            facts, act_words_with(act, N_("Told to them on {{arg}}"), act_time(act, row->sent_us)));
    }
}

static const char *silence_words(const struct referral_row *row, int64_t now_us)
{
    switch (silence_of(row, now_us)) {
    case SILENCE_REMIND:
        return N_("Half of the time has passed.");
    case SILENCE_DUE:
        return silence_awaits(row) == SIDES_RECEIVED ? N_("No answer.") : N_("Overdue.");
    case SILENCE_ESCALATED:
        return silence_awaits(row) == SIDES_RECEIVED
                   ? N_("No answer: the coordination has been told.")
                   : N_("Long overdue.");
    case SILENCE_NONE:
        break;
    }
    return "";
}

/* "1795269600000000-<slip>": random ids and a time of class C, nothing about a person. */
static struct str place_text(struct act *act, const struct referral_row *row)
{
    return str_printf_in(act->arena, "%lld-%.*s", (long long)row->recorded_us,
                         STR_ARGS(id_text(act->arena, row->slip)));
}

static bool place_read(struct str after, struct sides_page *page)
{
    struct str slip;
    struct str us = str_cut(after, '-', &slip);
    return str_to_i64(us, &page->before_us) && page->before_us > 0 &&
           id_parse(slip, &page->before_slip);
}
