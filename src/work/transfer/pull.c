#include "work/transfer/pull.h"

#include "domain/code.h"
#include "store/directory.h"
#include "store/grants.h"
#include "store/holders.h"
#include "work/cards.h"
#include "work/person/emergency_part.h"
#include "work/see.h"
#include "work/transfer/item.h"
#include "work/transfer/moving.h"

struct pulled {
    struct dossier dossier;
    const json_t *asked, *decided; /* bodies */
    bool mine;                     /* the actor asked */
};

static enum err grant_asker(struct act *act, const struct dossier *dossier);
static enum err grant_side(struct act *act, const struct dossier *dossier, struct id emergency);
static enum err write_card(struct act *act, struct pulled *pulled);
static enum err pull_open(struct act *act, struct id id, struct pulled *ret);
static enum err about(struct act *act, const struct pulled *pulled, struct id *ret_person);
static bool visit(void *context, struct card_seen *seen);
static const struct case_seen *case_of(const struct case_links *links, struct str code);

enum err pull_ask(struct act *act, const json_t *answers)
{
    struct str code, from;
    struct unit_row unit;
    TRY(act_permit(act, MAY_OPEN_CASES));
    if (!code_read_in(act->arena, value_get_text(answers, "code"), &code)) {
        return fault_add_field(act->fault, S("code"), N_("This is no code."), STR_NONE);
    }
    struct id emergency = emergency_id(act, code);
    if (act_can_open(act, emergency)) {
        return fault_add_field(act->fault, S("code"),
                               N_("You can open this person already: look in «People»."), STR_NONE);
    }
    TRY(moving_place(act, act->actor.unit, &from));
    TRY(directory_unit(act->db, act->arena, act->actor.unit, &unit));
    struct pulled pulled = {.dossier = act_create(act, DOSSIER_PULL), .mine = true};
    TRY(grant_asker(act, &pulled.dossier));
    TRY(grant_side(act, &pulled.dossier, emergency));
    json_t *body = value_object();
    value_set_text(body, "code", code);
    value_set_text(body, "from", from);
    value_set_text(body, "phone", unit.phone);
    value_set(body, "how", value_get(answers, "how"));
    value_set_id(body, "asker", act->actor.member);
    TRY(act_append(act, &pulled.dossier, ENTRY_PULL_ASKED, 0, body));
    pulled.asked = body;
    act_note(act, ID_NONE, S("pull_asked"), 0);
    return write_card(act, &pulled);
}

enum err pull_decide(struct act *act, struct id pull, const json_t *answers, struct id *ret_person)
{
    struct pulled pulled;
    TRY(act_permit(act, MAY_REFER));
    TRY(pull_open(act, pull, &pulled));
    TRY(about(act, &pulled, ret_person));
    if (pulled.decided) {
        return fault_set(act->fault, ERR_INVALID, N_("This was decided already."), STR_NONE);
    }
    json_t *body = value_object();
    value_set(body, "answer", value_get(answers, "answer"));
    value_set(body, "asked", value_get(answers, "asked"));
    TRY(act_append(act, &pulled.dossier, ENTRY_PULL_DECIDED, 0, body));
    pulled.decided = body;
    return write_card(act, &pulled);
}

enum err see_pull(struct act *act, struct id pull, json_t *view)
{
    struct pulled pulled;
    struct id person;
    json_t *rows = value_array();
    TRY(act_permit(act, MAY_REFER));
    TRY(pull_open(act, pull, &pulled));
    TRY(about(act, &pulled, &person));
    see_row(act, rows, N_("Code"), value_get_text(pulled.asked, "code"));
    see_row(act, rows, N_("Who asks"), value_get_text(pulled.asked, "from"));
    see_row(act, rows, N_("Phone"), value_get_text(pulled.asked, "phone"));
    see_row(act, rows, N_("What they say"),
            see_choice(act, "transfer_pull", "how", value_get_text(pulled.asked, "how")));
    see_row(act, rows, N_("Asked on"), act_time(act, pulled.dossier.entries[0].at_us));
    if (pulled.decided) {
        see_row(act, rows, N_("Decided"),
                see_choice(act, "transfer_pull_answer", "answer",
                           value_get_text(pulled.decided, "answer")));
    }
    value_set(view, "rows", rows);
    value_set_flag(view, "may_decide", !pulled.decided);
    value_set_text(view, "person_url", see_person_url(act, person, ""));
    return OK;
}

struct pulls {
    struct act *act;
    const struct case_links *links;
    struct vec *items;
};

enum err see_pulls(struct act *act, const struct case_links *links, struct vec *items)
{
    struct pulls pulls = {act, links, items};
    return act_more_cards(act, DOSSIER_PULL, visit, &pulls);
}

/* The asker, and the escrow, so that it is lost with nobody's leaving. */
static enum err grant_asker(struct act *act, const struct dossier *dossier)
{
    struct holder_row escrow;
    TRY(act_grant(act, dossier, (struct grant_to){act->actor.holder, GRANT_NOW, "owner", 0}));
    enum err err = holders_find_escrow(act->db, act->arena, act->actor.organisation, &escrow);
    if (err == ERR_NOT_FOUND) {
        return OK;
    }
    TRY(err);
    return act_grant(act, dossier, (struct grant_to){escrow.id, GRANT_NOW, "escrow", 0});
}

/* Whoever of her side has a key today, and so nobody whom she excluded. */
static enum err grant_side(struct act *act, const struct dossier *dossier, struct id emergency)
{
    static const char *const sides[] = {"owner", "deputy", "supervisor"};
    struct grant_rows rows;
    TRY(grants_of_dossier(act->db, act->arena, emergency, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        bool of_side = false;
        for (size_t k = 0; k < sizeof(sides) / sizeof(sides[0]); k++) {
            of_side = of_side || str_eq(rows.at[i].reason, str_of(sides[k]));
        }
        if (of_side && !id_eq(rows.at[i].holder, act->actor.holder)) {
            TRY(act_grant(act, dossier,
                          (struct grant_to){rows.at[i].holder, GRANT_NOW, "receiver", 0}));
        }
    }
    return OK;
}

static enum err write_card(struct act *act, struct pulled *pulled)
{
    json_t *card = value_object();
    static const char *const taken[] = {"code", "from", "asker"};
    for (size_t i = 0; i < sizeof(taken) / sizeof(taken[0]); i++) {
        value_set(card, taken[i], value_get(pulled->asked, taken[i]));
    }
    value_set_int(card, "asked_us", pulled->dossier.entries[0].at_us);
    value_set_flag(card, "decided", pulled->decided != NULL);
    return act_card(act, &pulled->dossier, STR_NONE, card);
}

static enum err pull_open(struct act *act, struct id id, struct pulled *ret)
{
    *ret = (struct pulled){0};
    TRY(act_open(act, id, DOSSIER_PULL, &ret->dossier));
    for (size_t i = 0; i < ret->dossier.count; i++) {
        const struct entry *entry = &ret->dossier.entries[i];
        *(entry->type == ENTRY_PULL_ASKED ? &ret->asked : &ret->decided) = entry->body;
    }
    return ret->asked ? OK : ERR_CORRUPT;
}

/* Only for those who can open her: who asked gets no view, and what was decided is not shown. */
static enum err about(struct act *act, const struct pulled *pulled, struct id *ret_person)
{
    struct case_links links;
    TRY(case_links_read(act, &links));
    const struct case_seen *seen = case_of(&links, value_get_text(pulled->asked, "code"));
    if (!seen) {
        return act_not_here(act);
    }
    *ret_person = seen->person;
    return OK;
}

/* To who asked it looks the same for ever; to the others it stands where they see her too. */
static bool visit(void *context, struct card_seen *seen)
{
    struct pulls *pulls = context;
    struct act *act = pulls->act;
    const json_t *card = seen->card(seen);
    bool mine = id_eq(value_get_id(card, "asker"), act->actor.member);
    bool decided = value_get_flag(card, "decided");
    struct str code = value_get_text(card, "code");
    if (!mine && !case_of(pulls->links, code)) {
        return true;
    }
    *(struct transfer_item *)vec_add(pulls->items) = (struct transfer_item){
        .section = ITEM_PULL,
        .waits = !mine && !decided ? ITEM_NEW : ITEM_WAITS_NOT,
        .kind = mine ? "pull_asked" : "pull",
        .at_us = value_get_int(card, "asked_us", 0),
        .code = code,
        .state = act_words(act, mine      ? N_("Asked: who accompanies decides with the person")
                                : decided ? N_("Decided")
                                          : N_("Another unit asks for the person")),
        .tone = mine || decided ? "quiet" : "warn",
        .place = mine ? STR_NONE : value_get_text(card, "from"),
        .next = act_words_with(act, N_("Since {{arg}}"),
                               act_time(act, value_get_int(card, "asked_us", 0))),
        .url = mine ? STR_NONE
                    : str_join_in(act->arena, S("/transferencias/pedidos/"),
                                  id_text(act->arena, seen->dossier), STR_NONE),
        .act = !mine && !decided ? N_("Decide") : NULL,
    };
    return true;
}

static const struct case_seen *case_of(const struct case_links *links, struct str code)
{
    for (size_t i = 0; i < links->cases.count; i++) {
        const struct case_seen *seen = vec_at(&links->cases, struct case_seen, i);
        if (str_eq(seen->code, code)) {
            return seen;
        }
    }
    return NULL;
}
