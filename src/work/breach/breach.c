#include "work/breach/breach.h"

#include "domain/code.h"
#include "domain/form.h"
#include "store/directory.h"
#include "store/members.h"
#include "work/cards.h"
#include "work/macs.h"
#include "work/member_unit.h"
#include "work/person/case_links.h"
#include "work/readers.h"
#include "work/see.h"

static enum err find_case(struct act *act, const json_t *answers, struct str *ret_code,
                          struct id *ret_person);
static enum err must_not_read(struct act *act, const json_t *answers, struct id person,
                              json_t **ret);
static json_t *names_of(struct act *act, const json_t *members);
static enum err add(struct act *act, struct id breach, enum entry_type type, json_t *body);
static enum err open_working(struct act *act, struct id id, struct dossier *ret,
                             struct breach *ret_breach);
static enum err tie(struct act *act, struct dossier *dossier, struct breach *breach);
static struct id case_of(const struct case_links *links, struct str code);
static enum err write_card_again(struct act *act, const struct dossier *dossier);
static enum err ask_her_list(struct act *act, const struct dossier *dossier, json_t *members);

enum err breach_write(struct act *act, const json_t *answers, struct id *ret)
{
    struct str code;
    struct id person;
    json_t *excluded;
    struct vec officers = vec_of(act->arena, struct member_row);
    int64_t when_us = form_answer_us(answers, "when", act->actor.utc_offset_minutes);
    TRY(act_permit(act, MAY_TELL_BREACH));
    if (when_us > act->now_us) {
        return fault_add_field(act->fault, S("when"), N_("This day is still to come."), STR_NONE);
    }
    TRY(find_case(act, answers, &code, &person));
    TRY(must_not_read(act, answers, person, &excluded));
    TRY(breach_officers(act, act->server->privacy_officers, act->actor.organisation, &officers));
    struct dossier dossier = act_create(act, DOSSIER_BREACH);
    TRY(readers_grant_aside(act, &dossier, &officers, excluded));
    json_t *members = value_get(answers, "members");
    json_t *body = value_object();
    value_set_id(body, "person", person);
    value_set_text(body, "code", code);
    value_set_text(body, "what", value_get_text(answers, "what"));
    value_set_text(body, "risk", value_get_text(answers, "risk"));
    value_set_text(body, "others", value_get_text(answers, "others"));
    value_set(body, "members", members ? members : value_array());
    value_set(body, "names", names_of(act, members));
    TRY(act_append(act, &dossier, ENTRY_BREACH_WRITTEN, when_us, body));
    act_note(act, dossier.id, S("breach"), 0);
    *ret = dossier.id;
    return breach_write_card(act, &dossier, excluded);
}

enum err breach_told(struct act *act, struct id breach, const json_t *answers)
{
    struct dossier dossier;
    struct breach now;
    int64_t told_us = 0;
    int64_t again_us = value_get_int(answers, "again", 0);
    TRY(open_working(act, breach, &dossier, &now));
    if (now.told_us != 0) {
        return fault_set(act->fault, ERR_INVALID, N_("The person was told already."), STR_NONE);
    }
    TRY(act_told_at(act, answers, &told_us));
    TRY(act_again_fits(act, "again", again_us));
    json_t *body = value_object();
    value_set_text(body, "told", value_get_text(answers, "told"));
    value_set_text(body, "why", value_get_text(answers, "why"));
    value_set_int(body, "again_us", again_us);
    TRY(act_append(act, &dossier, ENTRY_BREACH_TOLD, told_us, body));
    return write_card_again(act, &dossier);
}

enum err breach_safety(struct act *act, struct id breach, const json_t *answers)
{
    json_t *body = value_object();
    value_set_text(body, "result", value_get_text(answers, "result"));
    value_set_text(body, "why", value_get_text(answers, "why"));
    return add(act, breach, ENTRY_BREACH_SAFETY, body);
}

enum err breach_measure(struct act *act, struct id breach, const json_t *answers)
{
    json_t *body = value_object();
    value_set_text(body, "text", value_get_text(answers, "text"));
    return add(act, breach, ENTRY_BREACH_MEASURE, body);
}

enum err breach_close(struct act *act, struct id breach, struct id *ret)
{
    struct dossier dossier;
    struct breach now;
    *ret = breach;
    TRY(breach_open(act, breach, &dossier, &now));
    if (breach_person_gone(act, now.person)) {
        return breach_leave_out(act, breach, now.code, ret);
    }
    TRY(open_working(act, breach, &dossier, &now));
    enum breach_step step = breach_next(&now);
    if (step != BREACH_CLOSE) {
        return fault_set(act->fault, ERR_INVALID, breach_step_label(step), STR_NONE);
    }
    if (id_eq(now.author, act->actor.member)) {
        return fault_set(act->fault, ERR_INVALID, N_("Somebody else than who wrote it closes it."),
                         STR_NONE);
    }
    TRY(act_append(act, &dossier, ENTRY_BREACH_CLOSED, 0, value_object()));
    return write_card_again(act, &dossier);
}

enum err breach_shut_out(struct act *act, struct id breach)
{
    struct dossier dossier;
    json_t *card;
    json_t *excluded = value_object();
    TRY(act_open_with_card(act, breach, DOSSIER_BREACH, &dossier, &card));
    value_set(excluded, "members", value_get(card, CARD_NOT_FOR));
    return readers_renew_aside(act, &dossier, excluded);
}

enum err breach_open(struct act *act, struct id id, struct dossier *ret, struct breach *ret_breach)
{
    json_t *card; /* says who must not know, whatever key they came to */
    TRY(act_permit(act, MAY_TELL_BREACH));
    TRY(act_open_with_card(act, id, DOSSIER_BREACH, ret, &card));
    *ret_breach = breach_fold(act->arena, ret->entries, ret->count);
    return OK;
}

enum err breach_write_card(struct act *act, const struct dossier *dossier, const json_t *excluded)
{
    struct breach now = breach_fold(act->arena, dossier->entries, dossier->count);
    json_t *card = value_object();
    value_set_text(card, "code", now.code);
    value_set_id(card, "person", now.person);
    value_set_id(card, "author", now.author);
    value_set_int(card, "written_us", now.written_us);
    value_set_int(card, "again_us", now.again_us);
    value_set_int(card, "step", breach_next(&now));
    act_card_not_for(card, excluded);
    return act_card(act, dossier, STR_NONE, card);
}

enum err breach_officers(struct act *act, struct str logins, struct id organisation,
                         struct vec *ret)
{
    while (logins.len > 0) {
        struct member_row member;
        struct unit_row unit;
        struct str login = str_trim(str_cut(logins, ',', &logins));
        enum err err = members_find(act->db, act->arena, login, &member);
        if (err == ERR_NOT_FOUND) {
            continue;
        }
        TRY(err);
        TRY(macs_member_check(act->server, &member));
        TRY(member_unit(act, &member, &unit, NULL));
        if (id_eq(unit.organisation, organisation) && permit(member.roles, MAY_TELL_BREACH)) {
            *(struct member_row *)vec_add(ret) = member;
        }
    }
    return OK;
}

struct str breach_code_of(struct act *act, struct id person)
{
    json_t *card;
    bool may = permit(act->actor.roles, MAY_OPEN_CASES) && act_can_open(act, person);
    return may && act_card_of(act, person, &card) == OK ? value_get_text(card, "code") : STR_NONE;
}

struct str breach_url(struct act *act, struct id breach, const char *rest)
{
    return str_join_in(act->arena, S("/confidencialidad/"), id_text(act->arena, breach),
                       str_of(rest));
}

/* A code that the actor cannot open is kept as it was told: whoever reads this may know it. */
static enum err find_case(struct act *act, const json_t *answers, struct str *ret_code,
                          struct id *ret_person)
{
    struct case_links links;
    struct str told = value_get_text(answers, "code");
    *ret_code = STR_NONE;
    *ret_person = ID_NONE;
    if (told.len == 0) {
        return OK;
    }
    if (!code_read_in(act->arena, told, ret_code)) {
        return fault_add_field(act->fault, S("code"),
                               N_("This is no code: look at its letters and numbers again."),
                               STR_NONE);
    }
    TRY(case_links_read(act, &links));
    *ret_person = case_of(&links, *ret_code);
    return OK;
}

static struct id case_of(const struct case_links *links, struct str code)
{
    for (size_t i = 0; i < links->cases.count; i++) {
        const struct case_seen *seen = vec_at(&links->cases, struct case_seen, i);
        if (str_eq(seen->code, code)) {
            return seen->person;
        }
    }
    return ID_NONE;
}

/* Whom it names, and of whom she said that they must not know: a body as ENTRY_EXCLUSION_SET's. */
static enum err must_not_read(struct act *act, const json_t *answers, struct id person,
                              json_t **ret)
{
    json_t *all = value_array();
    json_t *card = NULL;
    const json_t *named = value_get(answers, "members");
    for (size_t i = 0; i < json_array_size(named); i++) {
        value_push_text(all, value_str(json_array_get(named, i)));
    }
    if (!id_is_none(person)) {
        TRY(act_card_of(act, person, &card));
    }
    const json_t *hidden = value_get(card, CARD_NOT_FOR);
    for (size_t i = 0; i < json_array_size(hidden); i++) {
        value_push_text(all, value_str(json_array_get(hidden, i)));
    }
    *ret = value_object();
    value_set(*ret, "members", all);
    return OK;
}

static json_t *names_of(struct act *act, const json_t *members)
{
    json_t *names = value_array();
    for (size_t i = 0; i < json_array_size(members); i++) {
        struct id id;
        if (id_parse(value_str(json_array_get(members, i)), &id)) {
            value_push_text(names, see_name_of(act, id));
        }
    }
    return names;
}

static enum err add(struct act *act, struct id breach, enum entry_type type, json_t *body)
{
    struct dossier dossier;
    struct breach now;
    TRY(open_working(act, breach, &dossier, &now));
    TRY(act_append(act, &dossier, type, 0, body));
    return write_card_again(act, &dossier);
}

static enum err open_working(struct act *act, struct id id, struct dossier *ret,
                             struct breach *ret_breach)
{
    TRY(breach_open(act, id, ret, ret_breach));
    if (ret_breach->closed_us != 0) {
        return fault_set(act->fault, ERR_INVALID, N_("This is closed."), STR_NONE);
    }
    return tie(act, ret, ret_breach);
}

/* Whoever wrote it may not have been able to open her case. The first who can, and acts on it,
 * joins the two: from then on her list is asked, and it is known here when she is erased. */
static enum err tie(struct act *act, struct dossier *dossier, struct breach *breach)
{
    struct case_links links;
    if (!id_is_none(breach->person) || breach->code.len == 0) {
        return OK;
    }
    TRY(case_links_read(act, &links));
    breach->person = case_of(&links, breach->code);
    if (id_is_none(breach->person)) {
        return OK;
    }
    json_t *body = value_object();
    value_set_id(body, "person", breach->person);
    return act_append(act, dossier, ENTRY_BREACH_TIED, 0, body);
}

/* For the same people as before, but for whom her list names since, where the actor can read it. */
static enum err write_card_again(struct act *act, const struct dossier *dossier)
{
    json_t *before;
    json_t *excluded = value_object();
    TRY(act_card_of(act, dossier->id, &before));
    json_t *members = json_deep_copy(value_get(before, CARD_NOT_FOR));
    members = members ? members : value_array();
    TRY(ask_her_list(act, dossier, members));
    value_set(excluded, "members", members);
    bool more = json_array_size(members) > json_array_size(value_get(before, CARD_NOT_FOR));
    TRY(more ? readers_renew_aside(act, dossier, excluded) : OK);
    return breach_write_card(act, dossier, excluded);
}

/* Adds whom it names to `members`, and takes the key away that they have by themselves. */
static enum err ask_her_list(struct act *act, const struct dossier *dossier, json_t *members)
{
    struct breach now = breach_fold(act->arena, dossier->entries, dossier->count);
    json_t *card;
    if (breach_code_of(act, now.person).len == 0) {
        return OK;
    }
    TRY(act_card_of(act, now.person, &card));
    const json_t *hidden = value_get(card, CARD_NOT_FOR);
    for (size_t i = 0; i < json_array_size(hidden); i++) {
        struct str name = value_str(json_array_get(hidden, i));
        struct member_row member;
        struct id id;
        if (value_has_text(members, name) || !id_parse(name, &id)) {
            continue;
        }
        TRY(members_get(act->db, act->arena, id, &member));
        act_revoke(act, dossier->id, member.holder);
        value_push_text(members, name);
    }
    return OK;
}
