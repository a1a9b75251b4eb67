#include "work/transfer/room.h"

#include "store/directory.h"
#include "work/cards.h"
#include "work/map/map.h"
#include "work/readers.h"
#include "work/referral/sides.h"
#include "work/see.h"
#include "work/transfer/item.h"
#include "work/transfer/moving.h"

#define RECENT_US (3 * DAY_US)

/* One question, as its two sides read it. */
struct question {
    struct dossier dossier;
    const json_t *asked, *answered; /* bodies; NULL: not yet */
    struct id receiver;
};

static enum err question_open(struct act *act, struct id id, struct question *ret);
static enum err write_card(struct act *act, struct question *q);
static json_t *asked_rows(struct act *act, const json_t *asked);
static struct str answer_words(struct act *act, const json_t *answered);
static bool visit(void *context, struct card_seen *seen);

enum err room_ask(struct act *act, const struct case_state *c, const struct transfer_place *place,
                  struct str priority, struct id *ret)
{
    struct question q = {.dossier = act_create(act, DOSSIER_CAPACITY), .receiver = place->holder};
    const struct answer *profiles = case_answer(c, S(ANSWER_PROFILES));
    struct str from;
    TRY(moving_place(act, c->unit, &from));
    TRY(readers_grant(act, &q.dossier, c->exclusion));
    TRY(act_grant(act, &q.dossier, (struct grant_to){place->holder, GRANT_NOW, "receiver", 0}));
    json_t *body = value_object();
    value_set(body, "profiles",
              profiles && json_is_array(profiles->value) ? profiles->value : value_array());
    value_set_text(body, "age_band", case_age_band(c, act->now_us, act->actor.utc_offset_minutes));
    value_set_text(body, "language", case_answer_text(c, ANSWER_LANGUAGE));
    value_set_text(body, "priority", priority);
    value_set_text(body, "from", from);
    value_set_text(
        body, "to",
        see_place(act, place->proposal.service.organisation, place->proposal.service.unit));
    value_set_id(body, "receiver", place->holder);
    TRY(act_append(act, &q.dossier, ENTRY_CAPACITY_ASKED, 0, body));
    q.asked = body;
    *ret = q.dossier.id;
    return write_card(act, &q);
}

enum err room_answer(struct act *act, struct id question, const json_t *answers)
{
    struct question q;
    int64_t from_us = form_answer_us(answers, "from", act->actor.utc_offset_minutes);
    TRY(act_permit(act, MAY_ANSWER));
    TRY(question_open(act, question, &q));
    if (!sides_hold(act, q.receiver)) {
        return act_not_here(act);
    }
    json_t *body = value_object();
    value_set_text(body, "answer", value_get_text(answers, "answer"));
    value_set_int(body, "from_us", from_us);
    TRY(act_append(act, &q.dossier, ENTRY_CAPACITY_ANSWERED, 0, body));
    q.answered = body;
    return write_card(act, &q);
}

enum err see_room(struct act *act, struct id question, json_t *view)
{
    struct question q;
    TRY(question_open(act, question, &q));
    value_set(view, "asked", asked_rows(act, q.asked));
    value_set_text(view, "from", value_get_text(q.asked, "from"));
    value_set_text(view, "answer", answer_words(act, q.answered));
    value_set_flag(view, "may_answer", sides_hold(act, q.receiver));
    return OK;
}

struct rooms {
    struct act *act;
    struct vec *items;
};

enum err see_rooms(struct act *act, struct vec *items)
{
    struct rooms rooms = {act, items};
    return act_more_cards(act, DOSSIER_CAPACITY, visit, &rooms);
}

enum err room_words(struct act *act, struct id question, struct str *ret)
{
    struct question q;
    *ret = STR_NONE;
    if (id_is_none(question) || !act_can_open(act, question)) {
        return OK;
    }
    TRY(question_open(act, question, &q));
    *ret = answer_words(act, q.answered);
    return OK;
}

static enum err question_open(struct act *act, struct id id, struct question *ret)
{
    *ret = (struct question){0};
    TRY(act_open(act, id, DOSSIER_CAPACITY, &ret->dossier));
    for (size_t i = 0; i < ret->dossier.count; i++) {
        const struct entry *entry = &ret->dossier.entries[i];
        *(entry->type == ENTRY_CAPACITY_ASKED ? &ret->asked : &ret->answered) = entry->body;
    }
    ret->receiver = value_get_id(ret->asked, "receiver");
    return ret->asked ? OK : ERR_CORRUPT;
}

static enum err write_card(struct act *act, struct question *q)
{
    json_t *card = value_object();
    static const char *const taken[] = {"from", "to", "age_band", "priority", "receiver"};
    for (size_t i = 0; i < sizeof(taken) / sizeof(taken[0]); i++) {
        value_set(card, taken[i], value_get(q->asked, taken[i]));
    }
    value_set_int(card, "asked_us", q->dossier.entries[0].at_us);
    if (q->answered) {
        value_set(card, "answer", value_get(q->answered, "answer"));
        value_set(card, "from_us", value_get(q->answered, "from_us"));
        value_set_int(card, "answered_us", act->now_us);
    }
    return act_card(act, &q->dossier, STR_NONE, card);
}

static json_t *asked_rows(struct act *act, const json_t *asked)
{
    static const struct map no_map;
    json_t *rows = value_array();
    const json_t *profiles = value_get(asked, "profiles");
    struct str served = STR_NONE;
    for (size_t i = 0; i < json_array_size(profiles); i++) {
        struct str profile = value_str(json_array_get(profiles, i));
        served = see_joined(act, served, map_profile_label(act, &no_map, profile));
    }
    see_row(act, rows, N_("Profile"), served);
    see_row(act, rows, N_("Age band"), value_get_text(asked, "age_band"));
    see_row(act, rows, N_("Language"), value_get_text(asked, "language"));
    see_row(act, rows, N_("Priority"),
            see_choice(act, "transfer_choice", "priority", value_get_text(asked, "priority")));
    return rows;
}

static struct str answer_words(struct act *act, const json_t *answered)
{
    struct str answer = value_get_text(answered, "answer");
    if (answer.len == 0) {
        return act_words(act, N_("Asked whether there is room: not answered yet"));
    }
    return see_joined(act, see_choice(act, "transfer_room", "answer", answer),
                      act_date(act, value_get_int(answered, "from_us", 0)));
}

static bool visit(void *context, struct card_seen *seen)
{
    struct rooms *rooms = context;
    struct act *act = rooms->act;
    const json_t *card = seen->card(seen);
    bool received = sides_hold(act, value_get_id(card, "receiver"));
    int64_t answered_us = value_get_int(card, "answered_us", 0);
    int64_t asked_us = value_get_int(card, "asked_us", 0);
    bool fresh = answered_us != 0 && act->now_us - answered_us < RECENT_US;
    *(struct transfer_item *)vec_add(rooms->items) = (struct transfer_item){
        .section = ITEM_ROOM,
        .waits = (received ? answered_us == 0 : fresh) ? ITEM_NEW : ITEM_WAITS_NOT,
        .kind = received ? "room_asked" : "room_answered",
        .at_us = asked_us,
        .state = answer_words(act, card),
        .tone = answered_us != 0 ? "quiet" : "info",
        .place = see_joined(act, value_get_text(card, received ? "from" : "to"),
                            value_get_text(card, "age_band")),
        .next = act_words_with(act, N_("Since {{arg}}"), act_time(act, asked_us)),
        .url = str_join_in(act->arena, S("/transferencias/cupo/"),
                           id_text(act->arena, seen->dossier), STR_NONE),
        .act = received && answered_us == 0 ? N_("Answer") : NULL,
    };
    return true;
}
