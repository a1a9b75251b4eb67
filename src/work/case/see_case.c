#include "work/case/see_case.h"

#include "work/case/closing.h"
#include "work/childhood/childhood.h"
#include "work/childhood/reporting.h"
#include "work/conference/see_conference.h"
#include "work/lists.h"
#include "work/person/exclusion.h"
#include "work/person/see_care.h"
#include "work/person/see_person.h"
#include "work/plan/follow_up.h"
#include "work/readers.h"
#include "work/referral/see_referral.h"
#include "work/see.h"
#include "work/transfer/see_offer.h"

static void show_urgency(struct act *act, const struct case_state *c, json_t *view);
static void show_needs(struct act *act, const struct see_case *what, const struct case_state *c,
                       json_t *view);
static void show_releases(struct act *act, const struct see_case *what, const struct case_state *c,
                          json_t *view);
static enum err show_referrals(struct act *act, const struct see_case *what,
                               const struct case_state *c, json_t *view);
static enum err state_now(struct act *act, const struct referral *referral,
                          enum referral_state *ret);
static void show_declined(struct act *act, const struct see_case *what, const struct case_state *c,
                          json_t *view);
static void show_follow_up(struct act *act, const struct case_state *c, json_t *view);
static enum err show_answers(struct act *act, const struct see_case *what,
                             const struct case_state *c, json_t *view);
static void show_links(struct act *act, const struct see_case *what, json_t *view);
static void mask_rows(struct act *act, const struct case_state *c, json_t *rows);

enum err see_case(struct act *act, const struct see_case *what, json_t *view)
{
    TRY(act_permit(act, MAY_OPEN_CASES));
    struct person p;
    TRY(person_open(act, what->person, &p));
    return see_case_of(act, what, &p, view);
}

enum err see_case_of(struct act *act, const struct see_case *what, const struct person *p,
                     json_t *view)
{
    see_identity(act, &p->c, what->person, view);
    if (what->with_name && !what->for_print) {
        value_set_text(value_get(view, "identity"), "shown_name",
                       case_answer_text(&p->c, ANSWER_NAME));
        act_note(act, what->person, S("name_shown"), 0);
    }
    value_set_id(view, "person", what->person);
    value_set_flag(view, "printing", what->for_print);
    value_set_text(view, "since", act_date(act, p->c.opened_us));
    value_set_int(view, "heard_by", (int64_t)p->c.account_known.people);
    value_set_text(view, "heard_text", see_heard_words(act, &p->c));
    see_closure_state(act, &p->c, view);
    show_urgency(act, &p->c, view);
    see_consent(act, &p->c, what->for_print ? ID_NONE : what->person, view);
    see_childhood_alerts(act, &p->c, view);
    TRY(see_reporting_due(act, p, view));
    if (!what->for_print) {
        see_care(act, p, view);
    }
    show_needs(act, what, &p->c, view);
    show_releases(act, what, &p->c, view);
    TRY(show_referrals(act, what, &p->c, view));
    show_declined(act, what, &p->c, view);
    show_follow_up(act, &p->c, view);
    see_follow_up_left(act, &p->c, what->person, view);
    TRY(show_answers(act, what, &p->c, view));
    TRY(see_conference_part(act, p, view));
    see_history(act, p, what, view);
    TRY(see_offer_of_case(act, p, view));
    show_links(act, what, view);
    json_t *readers = value_array();
    TRY(readers_view(act, what->person, readers));
    value_set(view, "readers", readers);
    return OK;
}

/* What cannot wait, as long as nothing has been done about it. */
static void show_urgency(struct act *act, const struct case_state *c, json_t *view)
{
    const char *text = NULL;
    bool unsafe = str_eq(case_answer_text(c, "safe_tonight"), S("no"));
    bool health = str_eq(case_answer_text(c, "health_today"), S("yes"));
    if (c->referrals.count > 0) {
        return;
    } else if (unsafe && health) {
        text = N_("No safe place for tonight, and health care is needed today: call first.");
    } else if (unsafe) {
        text = N_("No safe place for tonight: call first.");
    } else if (health) {
        text = N_("Health care is needed today: call first.");
    }
    if (text) {
        json_t *warning = value_object();
        value_set_text(warning, "text", act_words(act, text));
        value_set(view, "warning", warning);
    }
}

/* Emergencies first, what is closed last; among equals the older first. */
static const struct need **needs_by_weight(struct act *act, const struct case_state *c)
{
    static const char *const weights[] = {"emergency", "urgent", "normal"};
    enum { WEIGHTS = sizeof(weights) / sizeof(weights[0]) };
    const struct need **sorted = arena_array(act->arena, const struct need *, c->needs.count + 1);
    size_t count = 0;
    for (size_t w = 0; w <= WEIGHTS; w++) {
        for (size_t i = 0; i < c->needs.count; i++) {
            const struct need *need = vec_at(&c->needs, struct need, i);
            size_t weight = WEIGHTS;
            for (size_t k = 0; k < WEIGHTS && need->result.len == 0; k++) {
                weight = str_eq(need->priority, str_of(weights[k])) ? k : weight;
            }
            if (weight == w) {
                sorted[count++] = need;
            }
        }
    }
    check(count == c->needs.count);
    return sorted;
}

static void show_needs(struct act *act, const struct see_case *what, const struct case_state *c,
                       json_t *view)
{
    json_t *needs = value_array();
    const struct need **sorted = needs_by_weight(act, c);
    for (size_t i = 0; i < c->needs.count; i++) {
        const struct need *need = sorted[i];
        struct str id = id_text(act->arena, need->id);
        bool open = need->result.len == 0;
        json_t *item = value_object();
        value_set_text(item, "need", id);
        value_set_text(item, "service", need->service);
        value_set_text(item, "service_label", see_service(act, need->service));
        value_set_text(item, "priority", need->priority);
        value_set_text(item, "priority_label", see_choice(act, "need", "priority", need->priority));
        value_set_z(item, "tone", open ? see_priority_tone(need->priority) : "quiet");
        value_set_text(item, "note",
                       what->for_print && !what->for_her ? see_masked(act, c, need->note)
                                                         : need->note);
        value_set_text(item, "added", act_date(act, need->added_us));
        value_set_flag(item, "is_open", open);
        value_set_text(item, "result", need->result);
        value_set_text(item, "result_label", see_choice(act, "need_close", "result", need->result));
        value_set_text(item, "close_url", STR_NONE); /* else the page's own would be taken */
        value_set_text(item, "refer_url", STR_NONE);
        if (open && !what->for_print) {
            struct str rest = str_join_in(act->arena, S("/necesidades/"), id, S("/cerrar"));
            value_set_text(item, "close_url",
                           see_person_url(act, what->person, str_z(act->arena, rest)));
            rest = str_join_in(act->arena, S("/derivar?necesidad="), id, STR_NONE);
            value_set_text(item, "refer_url",
                           see_person_url(act, what->person, str_z(act->arena, rest)));
        }
        value_push(needs, item);
    }
    value_set(view, "needs", needs);
}

static void show_releases(struct act *act, const struct see_case *what, const struct case_state *c,
                          json_t *view)
{
    json_t *releases = value_array();
    for (size_t i = 0; i < c->releases.count; i++) {
        const struct release *release = vec_at(&c->releases, struct release, i);
        enum release_state state = release_state(release, act->now_us);
        struct str told = STR_NONE;
        for (enum category k = CATEGORY_IDENTITY; k < CATEGORY_COUNT; k++) {
            if (release->categories & (UINT32_C(1) << k)) {
                told = see_joined(act, told, act_words(act, category_label(k)));
            }
        }
        json_t *item = value_object();
        value_set_id(item, "release", release->id);
        if (!what->for_print) {
            struct str rest = str_join_in(act->arena, S("/autorizaciones/"),
                                          id_text(act->arena, release->id), STR_NONE);
            value_set_text(item, "release_url",
                           see_person_url(act, what->person, str_z(act->arena, rest)));
        }
        value_set_text(
            item, "place",
            see_place(act, value_get_text(release->body, "organisation_name"), release->unit_name));
        value_set_text(item, "service_label", see_service(act, release->service));
        value_set_text(item, "categories", told);
        value_set_text(item, "consented", see_child_role(act, child_says_told(release)));
        value_set_text(item, "given", act_date(act, release->given_us));
        value_set_text(item, "until", act_date(act, release->until_us));
        value_set_text(item, "state_label", act_words(act, release_state_label(state)));
        value_set_z(item, "tone", state == RELEASE_ACTIVE ? "good" : "quiet");
        value_set_flag(item, "is_active", state == RELEASE_ACTIVE);
        value_push(releases, item);
    }
    value_set(view, "releases", releases);
}

static enum err show_referrals(struct act *act, const struct see_case *what,
                               const struct case_state *c, json_t *view)
{
    json_t *referrals = value_array();
    for (size_t i = 0; i < c->referrals.count; i++) {
        const struct referral *referral = vec_at(&c->referrals, struct referral, i);
        struct str rest = str_join_in(act->arena, S("/derivaciones/"),
                                      id_text(act->arena, referral->id), STR_NONE);
        int64_t when_us = referral->sent_us ? referral->sent_us : referral->drafted_us;
        enum referral_state state;
        TRY(state_now(act, referral, &state));
        json_t *item = value_object();
        value_set_id(item, "referral", referral->id);
        if (!what->for_print) {
            value_set_text(item, "referral_url",
                           see_person_url(act, what->person, str_z(act->arena, rest)));
        }
        value_set_text(item, "referral_code", referral->code);
        value_set_text(item, "service_label", see_service(act, referral->service));
        value_set_text(item, "to",
                       see_place(act, referral->organisation_name, referral->unit_name));
        value_set_z(item, "state", referral_state_name(state));
        value_set_text(item, "state_label", see_state(act, state));
        value_set_z(item, "tone", see_state_tone(state));
        value_set_text(item, "when", act_date(act, when_us));
        value_set_text(item, "told", see_choice(act, "told", "told", referral->told));
        value_push(referrals, item);
    }
    value_set(view, "referrals", referrals);
    return OK;
}

/* Once it has left, the receiver's answers are in the shared row before they are in the case. */
static enum err state_now(struct act *act, const struct referral *referral,
                          enum referral_state *ret)
{
    struct referral_row row;
    *ret = referral->state;
    if (id_is_none(referral->slip)) {
        return OK;
    }
    TRY(referrals_get(act->db, act->arena, referral->slip, &row));
    *ret = see_referral_state(referral, &row);
    return OK;
}

static void show_declined(struct act *act, const struct see_case *what, const struct case_state *c,
                          json_t *view)
{
    json_t *declined = value_array();
    for (size_t i = 0; i < c->declined.count; i++) {
        const struct declined *one = vec_at(&c->declined, struct declined, i);
        if (!one->reopened) {
            json_t *item = value_object();
            value_set_text(item, "service", one->service);
            value_set_text(item, "service_label", see_service(act, one->service));
            value_set_text(item, "provider", one->provider);
            if (!what->for_print) { /* where she can change her mind */
                struct str rest =
                    str_join_in(act->arena, S("/derivar?servicio="), one->service, STR_NONE);
                value_set_text(item, "propose_url",
                               see_person_url(act, what->person, str_z(act->arena, rest)));
            }
            value_push(declined, item);
        }
    }
    value_set(view, "declined", declined);
    value_set_flag(view, "any_declined", json_array_size(declined) > 0);
}

static void show_follow_up(struct act *act, const struct case_state *c, json_t *view)
{
    json_t *follow_up = value_object();
    value_set_text(follow_up, "when", act_time(act, c->next_us));
    value_set_int(follow_up, "next_us", c->next_us);
    value_set_text(follow_up, "how", see_choice(act, "follow_up", "how", c->next_how));
    value_set_flag(follow_up, "is_due", c->next_us != 0);
    value_set_flag(follow_up, "is_late", c->next_us != 0 && c->next_us < act->now_us);
    value_set(view, "follow_up", follow_up);
}

/* What she told, but for what says who and where she is. */
static enum err show_answers(struct act *act, const struct see_case *what,
                             const struct case_state *c, json_t *view)
{
    static const struct {
        const char *form, *page;
    } parts[] = {{"first_contact", "/datos"}, {"health", "/salud"}, {"legal", "/legal"}};
    json_t *cards = value_array();
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        struct form form =
            exclusion_form_without(act, server_form(act->server, str_of(parts[i].form)));
        struct option_lists lists;
        TRY(lists_for(act, &form, &lists));
        json_t *rows = see_answer_rows(act, &form, &lists, c, false);
        if (json_array_size(rows) == 0) {
            continue; /* the page has a link to it all the same */
        }
        json_t *card = value_object();
        json_t *actions = value_array();
        if (!what->for_print) {
            json_t *change = value_object();
            value_set_text(change, "url", see_person_url(act, what->person, parts[i].page));
            value_set_text(change, "label", act_words(act, N_("Change")));
            value_push(actions, change);
        }
        value_set_text(card, "card_title", act_words(act, str_z(act->arena, form.title)));
        value_set_text(card, "state", STR_NONE);
        value_set(card, "card_actions", actions);
        if (what->for_print && !what->for_her) {
            mask_rows(act, c, rows);
        }
        value_set(card, "rows", rows);
        value_push(cards, card);
    }
    value_set(view, "answer_cards", cards);
    return OK;
}

static void show_links(struct act *act, const struct see_case *what, json_t *view)
{
    static const struct {
        const char *key, *rest;
    } links[] = {
        {"add_need_url", "/necesidades"},
        {"refer_url", "/derivar"},
        {"plan_url", "/plan"},
        {"closing_url", "/cerrar"},
        {"safety_url", "/seguridad"},
        {"risk_url", "/riesgo"},
        {"note_url", "/notas"},
        {"follow_up_url", "/seguimiento"},
        {"follow_up_done_url", "/seguimiento/hecho"},
        {"exclusion_url", "/exclusion"},
        {"identity_url", "/identidad"},
        {"six_url", "/datos"},
        {"health_url", "/salud"},
        {"legal_url", "/legal"},
        {"reserved_url", "/reservado"},
        {"account_url", "/relato"},
        {"contact_url", "/contacto"},
        {"accesses_url", "/accesos"},
        {"print_url", "?imprimir=1"},
        {"keeping_url", "/conservar"},
        {"owner_url", "/quien-acompana"},
        {"transferring_url", "/transferir"},
        {"interests_url", "/interes"},
        {"reports_url", "/avisos"},
        {"override_url", "/peligro"},
        {"reassign_url", "/reparto"},
        {"review_url", "/revision"},
        {"back_url", ""},
    };
    for (size_t i = 0; i < sizeof(links) / sizeof(links[0]); i++) {
        value_set_text(view, links[i].key, see_person_url(act, what->person, links[i].rest));
    }
    value_set_text(view, "breach_url",
                   str_join_in(act->arena, S("/confidencialidad/nueva?persona="),
                               id_text(act->arena, what->person), STR_NONE));
}

static void mask_rows(struct act *act, const struct case_state *c, json_t *rows)
{
    for (size_t i = 0; i < json_array_size(rows); i++) {
        json_t *row = json_array_get(rows, i);
        value_set_text(row, "value", see_masked(act, c, value_get_text(row, "value")));
    }
}
