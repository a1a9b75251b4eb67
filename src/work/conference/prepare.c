#include "work/conference/prepare.h"
#include "work/childhood/childhood.h"

#include "base/date.h"
#include "domain/form.h"
#include "store/directory.h"
#include "store/tasks.h"
#include "work/conference/invite.h"
#include "work/readers.h"
#include "work/referral/parcel.h"
#include "work/see.h"

static enum err refuse(struct act *act, struct id person, const json_t *answers);
static enum err times(struct act *act, const struct conference *former, const json_t *answers,
                      json_t *body);
static enum err guests_of(struct act *act, const struct person *p, const json_t *answers,
                          json_t **ret);
static enum err add_guest(struct act *act, const struct person *p, struct id unit, json_t *guests);
static enum err remind(struct act *act, struct id person, struct id conference, int64_t when_us);
static enum err end_release(struct act *act, struct conferring *f, struct id release);
static enum err may_be_told(struct act *act, const struct case_state *c, const json_t *categories);

enum err conference_set(struct act *act, struct id person, struct id conference,
                        const json_t *answers, struct id *ret_conference)
{
    struct conferring f = {0};
    json_t *guests;
    *ret_conference = ID_NONE;
    if (!str_eq(value_get_text(answers, "wish"), S("yes"))) {
        return refuse(act, person, answers);
    }
    if (id_is_none(conference)) {
        TRY(act_permit(act, MAY_REFER));
        TRY(person_open_working(act, person, &f.p));
        if (conferences_open(&f.p.c.conferences)) {
            return fault_set(act->fault, ERR_INVALID,
                             N_("A conference is under way already: go on with that one."),
                             STR_NONE);
        }
        conference = act_new_id(act);
    } else {
        TRY(conference_open_until(act, person, conference, CONFERENCE_INVITED, &f));
    }
    TRY(conference_is_let(act, &f.p.c));
    json_t *body = value_object();
    value_set_id(body, "conference", conference);
    value_set(body, "answers", json_deep_copy(answers));
    TRY(times(act, f.conference, answers, body));
    TRY(guests_of(act, &f.p, answers, &guests));
    value_set(body, "guests", guests);
    TRY(act_append(act, &f.p.core, ENTRY_CONFERENCE_SET, 0, body));
    TRY(remind(act, person, conference, value_get_int(body, "when_us", 0)));
    *ret_conference = conference;
    TRY(person_card(act, &f.p));
    f.conference = conference_find(&f.p.c.conferences, conference);
    return invite_tell_change(act, &f);
}

enum err conference_add_item(struct act *act, struct id person, struct id conference,
                             struct id about, const json_t *answers)
{
    struct conferring f;
    TRY(conference_open_until(act, person, conference, CONFERENCE_INVITED, &f));
    if (f.conference->items.count >= CONFERENCE_ITEMS_MAX) {
        return fault_set(act->fault, ERR_LIMIT, N_("This is too long to be kept."), STR_NONE);
    }
    TRY(conference_is_let(act, &f.p.c));
    struct id item = act_new_id(act);
    json_t *body = conference_body(f.conference);
    value_set_id(body, "item", item);
    if (!id_is_none(about)) {
        value_set_id(body, "about", about);
    }
    value_set_text(body, "function", value_get_text(answers, "function"));
    value_set_text(body, "title", value_get_text(answers, "title"));
    value_set_text(body, "text", value_get_text(answers, "text"));
    value_set_flag(body, "all", str_eq(value_get_text(answers, "all"), S("yes")));
    value_set(body, "hears", value_get(answers, "hears"));
    TRY(act_append(act, &f.p.core, ENTRY_CONFERENCE_ITEM, 0, body));
    TRY(person_card(act, &f.p));
    f.conference = conference_find(&f.p.c.conferences, conference);
    return invite_add_item(act, &f, item);
}

enum err conference_drop_item(struct act *act, struct id person, struct id conference,
                              struct id item)
{
    struct conferring f;
    TRY(conference_open_until(act, person, conference, CONFERENCE_INVITED, &f));
    const struct conference_item *found = conference_item(f.conference, item);
    if (!found || found->dropped) {
        return act_not_here(act);
    }
    if (found->written) {
        return fault_set(act->fault, ERR_INVALID,
                         N_("Somebody was invited to hear this item: it stays."), STR_NONE);
    }
    json_t *body = conference_body(f.conference);
    value_set_id(body, "item", item);
    TRY(act_append(act, &f.p.core, ENTRY_CONFERENCE_ITEM_DROPPED, 0, body));
    return person_card(act, &f.p);
}

enum err conference_answer(struct act *act, struct id person, struct id conference, struct id unit,
                           const json_t *answers)
{
    struct conferring f;
    struct id release = ID_NONE;
    TRY(conference_open_until(act, person, conference, CONFERENCE_INVITED, &f));
    const struct guest *found = conference_guest(f.conference, unit);
    if (!found || !found->listed) {
        return act_not_here(act);
    }
    if (!id_is_none(found->invitation)) {
        return fault_set(act->fault, ERR_INVALID,
                         N_("This organisation is invited: withdraw the authorisation, if the "
                            "person changed her mind."),
                         STR_NONE);
    }
    bool yes = str_eq(value_get_text(answers, "answer"), S("yes"));
    const struct guest guest = *found;
    TRY(end_release(act, &f, guest.release));
    if (yes) {
        TRY(conference_let_come(act, &f, &guest, answers, &release));
    }
    json_t *body = conference_body(f.conference);
    value_set_id(body, "unit", unit);
    value_set_z(body, "answer", yes ? "yes" : "no");
    if (yes) {
        value_set_id(body, "release", release);
        value_set(body, "items", value_get(answers, "items"));
    }
    TRY(act_append(act, &f.p.core, ENTRY_CONFERENCE_ANSWER, 0, body));
    return person_card(act, &f.p);
}

enum err conference_let_come(struct act *act, struct conferring *f, const struct guest *guest,
                             const json_t *answers, struct id *ret)
{
    static const char *const taken[] = {"categories", "mode", "conditions", "copy"};
    TRY(conference_is_let(act, &f->p.c));
    TRY(may_be_told(act, &f->p.c, value_get(answers, "categories")));
    *ret = act_new_id(act);
    json_t *body = value_object();
    value_set_id(body, "release", *ret);
    value_set_id(body, "unit", guest->unit);
    value_set_id(body, "organisation", guest->organisation);
    value_set_text(body, "unit_name", guest->unit_name);
    value_set_text(body, "organisation_name", guest->organisation_name);
    value_set_z(body, "service", PURPOSE_CONFERENCE);
    value_set_id(body, "conference", f->conference->id);
    for (size_t i = 0; i < sizeof(taken) / sizeof(taken[0]); i++) {
        value_set(body, taken[i], value_get(answers, taken[i]));
    }
    value_set_z(body, "until_event", "none");
    value_set_int(body, "until_us", f->conference->until_us);
    const struct child_says_for what = {.service = S(PURPOSE_CONFERENCE)};
    TRY(child_says_into(act, &f->p, answers, &what, body));
    return act_append(act, &f->p.core, ENTRY_RELEASE_GIVEN, 0, body);
}

enum err conference_units(struct act *act, const struct person *p, struct vec *options)
{
    enum { SERVES, SAME_AREA, ELSEWHERE, RANKS };
    struct unit_rows units;
    TRY(directory_units(act->db, act->arena, &units));
    for (int rank = SERVES; rank < RANKS; rank++) {
        for (size_t i = 0; i < units.count; i++) {
            const struct unit_row *unit = &units.at[i];
            struct organisation_row organisation;
            bool reads;
            int own = conference_serves(&p->c, unit->id)   ? SERVES
                      : id_eq(unit->area, act->actor.area) ? SAME_AREA
                                                           : ELSEWHERE;
            if (own != rank || id_eq(unit->id, act->actor.unit) ||
                case_excludes_organisation(&p->c, unit->organisation)) {
                continue;
            }
            TRY(conference_can_invite(act, unit->id, &reads));
            if (!reads) {
                continue;
            }
            TRY(directory_organisation(act->db, act->arena, unit->organisation, &organisation));
            *(struct option *)vec_add(options) =
                (struct option){.value = id_text(act->arena, unit->id),
                                .label = see_place(act, organisation.name, unit->name),
                                .name = true};
        }
    }
    return OK;
}

bool conference_serves(const struct case_state *c, struct id unit)
{
    for (size_t i = 0; i < c->referrals.count; i++) {
        const struct referral *referral = vec_at(&c->referrals, struct referral, i);
        if (id_eq(referral->unit, unit) && referral->sent_us != 0 &&
            referral->state != REFERRAL_DECLINED && referral->state != REFERRAL_STOPPED) {
            return true;
        }
    }
    return false;
}

/* Her no ends it, also before it began. */
static enum err refuse(struct act *act, struct id person, const json_t *answers)
{
    struct person p;
    TRY(act_permit(act, MAY_REFER));
    TRY(person_open(act, person, &p));
    if (conferences_open(&p.c.conferences)) {
        return fault_add_field(act->fault, S("wish"),
                               N_("This conference is under way: cancel it, with this reason."),
                               STR_NONE);
    }
    json_t *body = value_object();
    value_set(body, "why", value_get(answers, "why"));
    TRY(act_append(act, &p.core, ENTRY_CONFERENCE_REFUSED, 0, body));
    return person_card(act, &p);
}

/* Until the end of the day that was named; who was invited until then stays so. */
static enum err times(struct act *act, const struct conference *former, const json_t *answers,
                      json_t *body)
{
    int64_t when_us = form_answer_us(answers, "when", act->actor.utc_offset_minutes);
    int64_t until_us = form_answer_us(answers, "until", act->actor.utc_offset_minutes) + DAY_US - 1;
    if (former && former->state == CONFERENCE_INVITED) {
        until_us = former->until_us;
    }
    if (when_us < act->now_us) {
        return fault_add_field(act->fault, S("when"), N_("This moment has already passed."),
                               STR_NONE);
    }
    if (until_us < when_us || until_us > act->now_us + CONFERENCE_DAYS_MAX * DAY_US) {
        return fault_add_field(act->fault, S("until"),
                               N_("Choose a day after the conference, within three months."),
                               STR_NONE);
    }
    value_set_int(body, "when_us", when_us);
    value_set_int(body, "until_us", until_us);
    return OK;
}

static enum err guests_of(struct act *act, const struct person *p, const json_t *answers,
                          json_t **ret)
{
    const json_t *named = value_get(answers, "guests");
    *ret = value_array();
    if (json_array_size(named) > CONFERENCE_GUESTS_MAX) {
        return fault_add_field(act->fault, S("guests"), N_("Choose twelve at most."), STR_NONE);
    }
    for (size_t i = 0; i < json_array_size(named); i++) {
        struct id unit;
        if (!id_parse(value_str(json_array_get(named, i)), &unit)) {
            return act_not_here(act);
        }
        TRY(add_guest(act, p, unit, *ret));
    }
    return OK;
}

static enum err add_guest(struct act *act, const struct person *p, struct id unit, json_t *guests)
{
    struct unit_row row;
    struct organisation_row organisation;
    bool reads = false;
    enum err err = directory_unit(act->db, act->arena, unit, &row);
    if (err == OK) {
        TRY(conference_can_invite(act, unit, &reads));
    }
    if (err == ERR_NOT_FOUND ||
        (err == OK && (!reads || id_eq(unit, act->actor.unit) ||
                       case_excludes_organisation(&p->c, row.organisation)))) {
        return fault_add_field(act->fault, S("guests"), N_("Choose one of the answers in the list"),
                               STR_NONE);
    }
    TRY(err);
    TRY(directory_organisation(act->db, act->arena, row.organisation, &organisation));
    json_t *guest = value_object();
    value_set_id(guest, "unit", unit);
    value_set_text(guest, "unit_name", row.name);
    value_set_id(guest, "organisation", row.organisation);
    value_set_text(guest, "organisation_name", organisation.name);
    value_push(guests, guest);
    return OK;
}

static enum err remind(struct act *act, struct id person, struct id conference, int64_t when_us)
{
    struct id holder, member;
    TRY(readers_owner(act, person, &holder, &member));
    tasks_finish_of_dossier(act->batch, person, S(TASK_CONFERENCE), act->now_us);
    tasks_add(act->batch, &(struct task_row){.id = act_new_id(act),
                                             .holder = holder,
                                             .dossier = person,
                                             .conference = conference,
                                             .kind = S(TASK_CONFERENCE),
                                             .due_us = when_us,
                                             .at_us = act->now_us});
    return OK;
}

static enum err end_release(struct act *act, struct conferring *f, struct id release)
{
    const struct release *given = case_release(&f->p.c, release);
    if (!given || given->withdrawn) {
        return OK;
    }
    json_t *body = value_object();
    value_set_id(body, "release", release);
    value_set_flag(body, "by_her", true);
    return act_append(act, &f->p.core, ENTRY_RELEASE_WITHDRAWN, 0, body);
}

static enum err may_be_told(struct act *act, const struct case_state *c, const json_t *categories)
{
    for (size_t i = 0; i < json_array_size(categories); i++) {
        enum category category = category_parse(value_str(json_array_get(categories, i)));
        if (parcel_never_sent(act, c, category)) {
            return fault_add_field(act->fault, S("categories"),
                                   N_("Choose one of the answers in the list"), STR_NONE);
        }
    }
    return OK;
}
