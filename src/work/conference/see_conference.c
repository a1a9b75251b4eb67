#include "work/conference/see_conference.h"

#include "domain/invitation.h"
#include "store/invitations.h"
#include "work/conference/decision.h"
#include "work/conference/from_plan.h"
#include "work/person/see_person.h"
#include "work/see.h"

struct showing {
    struct act *act;
    const struct conferring *f;
    struct str base; /* address of its page */
};

static void show_came(const struct showing *s, bool for_paper, json_t *view);
static void show_printed(const struct showing *s, json_t *view);
static struct str owner_of(const struct showing *s, const struct decision *decision);
static struct str page_of(struct act *act, const struct conferring *f);
static enum err show_head(const struct showing *s, json_t *view);
static enum err show_functions(const struct showing *s, json_t *view);
static enum err show_planned(const struct showing *s, struct str function, json_t *section);
static json_t *item_view(const struct showing *s, const struct conference_item *item);
static enum err show_guests(const struct showing *s, json_t *view);
static enum err guest_view(const struct showing *s, const struct guest *guest, json_t **ret);
static enum err show_invited(const struct showing *s, const struct guest *guest, json_t *view);
static void show_supports(const struct showing *s, json_t *view);
static struct str comes_from(const struct showing *s, const struct support *support);
static enum err show_decisions(const struct showing *s, json_t *view);
static void show_steps(const struct showing *s, json_t *view);
static struct str url(const struct showing *s, const char *rest);
static struct str url_of(const struct showing *s, const char *before, struct id id,
                         const char *after);
static struct str whys_words(struct act *act, const json_t *why);

enum err see_conference(struct act *act, struct id person, struct id conference, json_t *view)
{
    struct conferring f;
    TRY(conference_open(act, person, conference, &f));
    struct showing s = {act, &f, page_of(act, &f)};
    see_identity(act, &f.p.c, person, view);
    TRY(show_head(&s, view));
    TRY(show_functions(&s, view));
    TRY(show_guests(&s, view));
    show_supports(&s, view);
    TRY(show_decisions(&s, view));
    show_steps(&s, view);
    value_set_text(view, "person_url", see_person_url(act, person, ""));
    return OK;
}

enum err see_conference_minutes(struct act *act, struct id person, struct id conference,
                                json_t *view)
{
    struct conferring f;
    TRY(conference_open(act, person, conference, &f));
    struct showing s = {act, &f, page_of(act, &f)};
    bool held = f.conference->state == CONFERENCE_HELD;
    see_identity(act, &f.p.c, person, view);
    TRY(show_head(&s, view));
    TRY(show_decisions(&s, view));
    show_came(&s, false, view);
    show_printed(&s, view);
    value_set_text(view, "conference_url", s.base);
    value_set_text(view, "minutes_url", held ? url(&s, "/acta") : STR_NONE);
    value_set_text(view, "decide_url", held ? url(&s, "/decisiones") : STR_NONE);
    value_set_id(view, "step_command", act_new_id(act));
    return OK;
}

enum err see_conference_paper(struct act *act, struct id person, struct id conference, json_t *view)
{
    struct conferring f;
    TRY(conference_open(act, person, conference, &f));
    struct showing s = {act, &f, page_of(act, &f)};
    json_t *decisions = value_array();
    for (size_t i = 0; i < f.conference->decisions.count; i++) {
        const struct decision *decision = vec_at(&f.conference->decisions, struct decision, i);
        if (!decision->dropped) {
            json_t *shown = value_object();
            value_set_text(shown, "decision_text",
                           see_masked(act, &f.p.c, decision_words(act, decision)));
            value_set_text(shown, "decision_owner", owner_of(&s, decision));
            value_set_text(shown, "due", act_date(act, decision_due_us(act, decision->due)));
            value_push(decisions, shown);
        }
    }
    value_set_text(view, "code", f.p.c.code);
    value_set_text(view, "back_url", url(&s, "/acta"));
    value_set_text(view, "held", act_time(act, f.conference->held_us));
    value_set_text(view, "place", f.conference->place);
    value_set_text(view, "approved", act_time(act, f.conference->approved_us));
    value_set_text(view, "until", act_date(act, f.conference->until_us));
    value_set(view, "decisions", decisions);
    show_came(&s, true, view);
    return OK;
}

static void show_came(const struct showing *s, bool for_paper, json_t *view)
{
    const struct conference *one = s->f->conference;
    json_t *came = value_array();
    for (size_t i = 0; i < one->guests.count; i++) {
        const struct guest *guest = vec_at(&one->guests, struct guest, i);
        if (guest->came) {
            value_push_text(came, see_place(s->act, guest->organisation_name, guest->unit_name));
        }
    }
    for (size_t i = 0; i < one->supports.count; i++) {
        const struct support *support = vec_at(&one->supports, struct support, i);
        if (support->came) {
            value_push_text(came, for_paper ? comes_from(s, support) : support->name);
        }
    }
    value_set(view, "came", came);
}

static void show_printed(const struct showing *s, json_t *view)
{
    const struct conference *one = s->f->conference;
    bool approved = one->state == CONFERENCE_APPROVED || one->state == CONFERENCE_CLOSED;
    bool may = approved && one->until_us >= s->act->now_us;
    value_set_text(view, "print_url", may ? url(s, "/acta/papel") : STR_NONE);
    value_set_text(view, "printed",
                   one->printed > 0 ? act_count(s->act, "Printed {{n}} time", "Printed {{n}} times",
                                                one->printed)
                                    : STR_NONE);
}

static struct str owner_of(const struct showing *s, const struct decision *decision)
{
    const struct guest *guest = conference_guest(s->f->conference, decision->unit);
    return guest ? see_place(s->act, guest->organisation_name, guest->unit_name)
                 : act_words(s->act, N_("Whoever accompanies the person"));
}

static struct str page_of(struct act *act, const struct conferring *f)
{
    struct str rest = str_join_in(act->arena, S("/conferencias/"),
                                  id_text(act->arena, f->conference->id), STR_NONE);
    return see_person_url(act, f->p.core.id, str_z(act->arena, rest));
}

static enum err show_head(const struct showing *s, json_t *view)
{
    static const char *const tones[CONFERENCE_STATE_COUNT] = {
        [CONFERENCE_PREPARED] = "info", [CONFERENCE_INVITED] = "info",
        [CONFERENCE_HELD] = "warn",     [CONFERENCE_APPROVED] = "good",
        [CONFERENCE_CLOSED] = "quiet",  [CONFERENCE_STOPPED] = "quiet"};
    const struct conference *one = s->f->conference;
    struct act *act = s->act;
    struct str who = STR_NONE;
    struct str where;
    if (str_eq(one->told, S("yes"))) {
        TRY(see_who(act, one->told_by, &who, &where));
    }
    value_set_z(view, "state", conference_state_name(one->state));
    value_set_text(view, "state_label", act_words(act, conference_state_label(one->state)));
    value_set_z(view, "tone", tones[one->state]);
    value_set_text(view, "when", act_time(act, one->when_us));
    value_set_text(view, "place", one->place);
    value_set_text(view, "until", act_date(act, one->until_us));
    value_set_text(view, "why", whys_words(act, value_get(one->set, "why")));
    value_set_text(view, "not_said", value_get_text(one->set, "not_said"));
    value_set_text(view, "she",
                   see_joined(act, see_choice(act, "conference", "she", one->she),
                              see_choice(act, "conference", "not_invited",
                                         value_get_text(one->set, "not_invited"))));
    value_set_text(view, "she_came", see_choice(act, "conference_held", "she_came", one->she_came));
    value_set_text(view, "held", act_time(act, one->held_us));
    value_set_text(view, "approved", act_time(act, one->approved_us));
    bool pending = str_eq(one->told, S("pending"));
    value_set_text(view, "told",
                   see_joined(act, see_choice(act, "conference_told", "told", one->told),
                              act_time(act, pending ? one->told_next_us : one->told_us)));
    value_set_text(view, "told_by", who);
    value_set_text(view, "said", one->said);
    return OK;
}

static enum err show_functions(const struct showing *s, json_t *view)
{
    const struct conference *one = s->f->conference;
    json_t *functions = value_array();
    for (const struct reason *function = conference_functions; function->code; function++) {
        json_t *section = value_object();
        json_t *items = value_array();
        for (size_t i = 0; i < one->items.count; i++) {
            const struct conference_item *item = vec_at(&one->items, struct conference_item, i);
            if (!item->dropped && str_eq(item->function, str_of(function->code))) {
                value_push(items, item_view(s, item));
            }
        }
        value_set_z(section, "function", function->code);
        value_set_text(section, "function_label", act_words(s->act, function->label));
        value_set(section, "items", items);
        TRY(show_planned(s, str_of(function->code), section));
        value_push(functions, section);
    }
    value_set(view, "functions", functions);
    return OK;
}

/* Until the minutes say what came of it. */
static enum err show_planned(const struct showing *s, struct str function, json_t *section)
{
    const struct conference *one = s->f->conference;
    struct vec planned = {0};
    json_t *views = value_array();
    if (one->state <= CONFERENCE_HELD) {
        TRY(from_plan(s->act, &s->f->p.c, one, function, &planned));
    }
    struct str take = str_join_in(s->act->arena, S("/temas?parte="), function, S("&de="));
    for (size_t i = 0; i < planned.count; i++) {
        const struct planned *known = vec_at(&planned, struct planned, i);
        json_t *view = value_object();
        if (known->is_item) {
            continue;
        }
        value_set_text(view, "planned_title", known->title);
        value_set_text(view, "planned_text", known->text);
        value_set_text(view, "take_url",
                       one->state <= CONFERENCE_INVITED
                           ? url_of(s, str_z(s->act->arena, take), known->about, "")
                           : STR_NONE);
        value_push(views, view);
    }
    value_set(section, "planned", views);
    value_set_flag(section, "has_planned", json_array_size(views) > 0);
    return OK;
}

static json_t *item_view(const struct showing *s, const struct conference_item *item)
{
    const struct conference *one = s->f->conference;
    struct act *act = s->act;
    struct str heard = STR_NONE;
    json_t *view = value_object();
    for (size_t i = 0; i < one->guests.count; i++) {
        const struct guest *guest = vec_at(&one->guests, struct guest, i);
        bool counts = guest->listed || !id_is_none(guest->invitation);
        if (counts && str_eq(guest->answer, S("yes")) && guest_hears(guest, item)) {
            heard = see_joined(act, heard, guest->organisation_name);
        }
    }
    value_set_id(view, "item", item->id);
    value_set_text(view, "item_title", item->title);
    value_set_text(view, "item_text", item->text);
    value_set_text(view, "heard", heard);
    bool may_drop = !item->written && one->state <= CONFERENCE_INVITED;
    value_set_text(view, "drop_url",
                   may_drop ? url_of(s, "/temas/", item->id, "/quitar") : STR_NONE);
    value_set_id(view, "command", act_new_id(act));
    return view;
}

static enum err show_guests(const struct showing *s, json_t *view)
{
    const struct conference *one = s->f->conference;
    json_t *guests = value_array();
    bool ready = false;
    for (size_t i = 0; i < one->guests.count; i++) {
        const struct guest *guest = vec_at(&one->guests, struct guest, i);
        json_t *shown;
        if (!guest->listed && id_is_none(guest->invitation)) {
            continue;
        }
        TRY(guest_view(s, guest, &shown));
        value_push(guests, shown);
        ready = ready || (str_eq(guest->answer, S("yes")) && id_is_none(guest->invitation));
    }
    value_set(view, "guests", guests);
    if (ready && one->state <= CONFERENCE_INVITED) {
        json_t *invite = value_object();
        value_set_text(invite, "invite_url", url(s, "/invitar"));
        value_set_id(invite, "command", act_new_id(s->act));
        value_set(view, "invite", invite);
    }
    return OK;
}

static enum err guest_view(const struct showing *s, const struct guest *guest, json_t **ret)
{
    const struct conference *one = s->f->conference;
    struct act *act = s->act;
    struct str hears = STR_NONE;
    *ret = value_object();
    for (size_t i = 0; i < one->items.count; i++) {
        const struct conference_item *item = vec_at(&one->items, struct conference_item, i);
        if (guest_hears(guest, item)) {
            hears = see_joined(act, hears, item->title);
        }
    }
    const char *label = str_eq(guest->answer, S("yes"))  ? N_("The person says yes")
                        : str_eq(guest->answer, S("no")) ? N_("The person says no")
                                                         : N_("The person is still to be asked");
    value_set_id(*ret, "unit", guest->unit);
    value_set_text(*ret, "guest_place", see_place(act, guest->organisation_name, guest->unit_name));
    value_set_text(*ret, "answer", guest->answer);
    value_set_text(*ret, "guest_state", act_words(act, label));
    value_set_z(*ret, "guest_tone",
                str_eq(guest->answer, S("yes")) ? "good"
                : guest->answer.len             ? "quiet"
                                                : "warn");
    value_set_text(*ret, "hears", hears);
    value_set_flag(*ret, "came", guest->came);
    value_set_text(*ret, "code", guest->code);
    bool open = id_is_none(guest->invitation) && one->state <= CONFERENCE_INVITED;
    value_set_text(*ret, "answer_url",
                   open ? url_of(s, "/organizaciones/", guest->unit, "") : STR_NONE);
    return id_is_none(guest->invitation) ? OK : show_invited(s, guest, *ret);
}

static enum err show_invited(const struct showing *s, const struct guest *guest, json_t *view)
{
    static const char *const tones[INVITATION_STATE_COUNT] = {
        [INVITATION_SENT] = "info",      [INVITATION_PROMISED] = "good",
        [INVITATION_DECLINED] = "alert", [INVITATION_MINUTES] = "good",
        [INVITATION_MISSED] = "warn",    [INVITATION_STOPPED] = "quiet",
        [INVITATION_DESTROYED] = "quiet"};
    struct act *act = s->act;
    struct invitation_row row;
    struct dossier dossier = {.count = 0};
    struct str names = STR_NONE;
    json_t *objections = value_array();
    TRY(invitations_get(act->db, act->arena, guest->invitation, &row));
    if (act_can_open(act, guest->invitation)) { /* it may have stayed with who had her before */
        TRY(act_open(act, guest->invitation, DOSSIER_INVITATION, &dossier));
    }
    struct invitation now = invitation_fold(act->arena, dossier.entries, dossier.count);
    for (size_t i = 0; i < now.promises.count; i++) {
        names = see_joined(act, names, vec_at(&now.promises, struct promise, i)->name);
    }
    for (size_t i = 0; i < now.objections.count; i++) {
        const struct objection *one = vec_at(&now.objections, struct objection, i);
        json_t *shown = value_object();
        value_set_text(shown, "objection", one->text);
        value_set_text(shown, "by", one->by);
        value_set_text(shown, "reply", one->answer);
        value_push(objections, shown);
    }
    const struct reason *reason = reason_find(invitation_decline_reasons, now.reason);
    bool waits = row.state == INVITATION_DECLINED || now.objections.count > 0;
    value_set_z(view, "state_code", invitation_state_name((enum invitation_state)row.state));
    value_set_text(view, "guest_state",
                   act_words(act, invitation_state_label((enum invitation_state)row.state)));
    value_set_z(view, "guest_tone", tones[row.state]);
    value_set_text(view, "promised", names);
    value_set_text(view, "reason",
                   reason ? see_joined(act, act_words(act, reason->label), now.detail) : STR_NONE);
    value_set(view, "objections", objections);
    value_set_text(view, "reply_url",
                   waits ? url_of(s, "/invitaciones/", guest->invitation, "") : STR_NONE);
    return OK;
}

static void show_supports(const struct showing *s, json_t *view)
{
    const struct conference *one = s->f->conference;
    json_t *supports = value_array();
    for (size_t i = 0; i < one->supports.count; i++) {
        const struct support *support = vec_at(&one->supports, struct support, i);
        struct str items = STR_NONE;
        json_t *shown = value_object();
        for (size_t k = 0; k < one->items.count; k++) {
            const struct conference_item *item = vec_at(&one->items, struct conference_item, k);
            if (value_has_text(support->items, id_text(s->act->arena, item->id))) {
                items = see_joined(s->act, items, item->title);
            }
        }
        value_set_text(shown, "support_name", support->name);
        const struct release *release = case_release(&s->f->p.c, support->release);
        bool may_sign = !support->promised && one->state <= CONFERENCE_HELD;
        value_set_text(shown, "relation", comes_from(s, support));
        value_set_flag(shown, "withdrawn", release && release->withdrawn);
        value_set_text(shown, "sign_url",
                       may_sign ? url_of(s, "/apoyos/", support->id, "/firma") : STR_NONE);
        value_set_id(shown, "command", act_new_id(s->act));
        value_set_text(shown, "support_items", items);
        value_set_flag(shown, "signed", support->promised);
        value_set_flag(shown, "came", support->came);
        value_push(supports, shown);
    }
    value_set(view, "supports", supports);
}

static struct str comes_from(const struct showing *s, const struct support *support)
{
    return support->organisation_name.len > 0
               ? support->organisation_name
               : see_choice(s->act, "conference_support", "relation", support->relation);
}

static enum err show_decisions(const struct showing *s, json_t *view)
{
    const struct conference *one = s->f->conference;
    bool approved = one->state == CONFERENCE_APPROVED || one->state == CONFERENCE_CLOSED;
    struct act *act = s->act;
    json_t *decisions = value_array();
    for (size_t i = 0; i < one->decisions.count; i++) {
        const struct decision *decision = vec_at(&one->decisions, struct decision, i);
        json_t *shown = value_object();
        if (decision->dropped) {
            continue;
        }
        value_set_id(shown, "decision", decision->id);
        value_set_text(shown, "decision_text", decision_words(act, decision));
        value_set_text(shown, "decision_owner", owner_of(s, decision));
        value_set_text(shown, "due", act_date(act, decision_due_us(act, decision->due)));
        value_set_flag(shown, "agreed", str_eq(decision->agreed, S("yes")));
        value_set_text(shown, "decision_state", decision->state);
        value_set_text(shown, "decision_state_label",
                       decision_outcome_words(act, decision->state, decision->note));
        value_set_text(shown, "drop_url",
                       one->state == CONFERENCE_HELD
                           ? url_of(s, "/decisiones/", decision->id, "/quitar")
                           : STR_NONE);
        value_set_id(shown, "command", act_new_id(act));
        bool ours = false;
        if (approved && decision->state.len == 0) {
            TRY(decision_is_ours(act, one, decision, &ours));
        }
        value_set_text(shown, "outcome_url",
                       ours ? url_of(s, "/decisiones/", decision->id, "/resultado") : STR_NONE);
        value_push(decisions, shown);
    }
    value_set(view, "decisions", decisions);
    value_set_flag(view, "has_decisions", json_array_size(decisions) > 0);
    return OK;
}

/* What may be done now, each with its page. */
static void show_steps(const struct showing *s, json_t *view)
{
    enum conference_state state = s->f->conference->state;
    const struct {
        const char *key;
        const char *rest;
        bool may;
    } steps[] = {
        {"edit_url", "/datos", state <= CONFERENCE_INVITED},
        {"item_url", "/temas", state <= CONFERENCE_INVITED},
        {"support_url", "/apoyos", state <= CONFERENCE_INVITED},
        {"attendance_url", "/asistencia",
         state <= CONFERENCE_HELD && conference_has_guests(s->f->conference)},
        {"decide_url", "/decisiones", state == CONFERENCE_HELD},
        {"minutes_url", "/acta", state == CONFERENCE_HELD},
        {"kept_minutes_url", "/acta", state == CONFERENCE_APPROVED || state == CONFERENCE_CLOSED},
        {"tell_url", "/informar",
         state == CONFERENCE_HELD || state == CONFERENCE_APPROVED ||
             (state == CONFERENCE_CLOSED && str_eq(s->f->conference->told, S("pending")))},
        {"copy_url", "/copiar", state == CONFERENCE_APPROVED},
        {"close_url", "/cerrar", state == CONFERENCE_APPROVED && s->f->conference->told.len > 0},
        {"stop_url", "/anular", state <= CONFERENCE_HELD},
    };
    for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
        value_set_text(view, steps[i].key, steps[i].may ? url(s, steps[i].rest) : STR_NONE);
    }
    value_set_id(view, "step_command", act_new_id(s->act));
    value_set_id(view, "close_command", act_new_id(s->act));
}

static struct str url(const struct showing *s, const char *rest)
{
    return str_join_in(s->act->arena, s->base, str_of(rest), STR_NONE);
}

static struct str url_of(const struct showing *s, const char *before, struct id id,
                         const char *after)
{
    struct str text =
        str_join_in(s->act->arena, str_of(before), id_text(s->act->arena, id), str_of(after));
    return str_join_in(s->act->arena, s->base, text, STR_NONE);
}

static struct str whys_words(struct act *act, const json_t *why)
{
    struct str text = STR_NONE;
    for (size_t i = 0; i < json_array_size(why); i++) {
        const struct reason *known =
            reason_find(conference_whys, value_str(json_array_get(why, i)));
        text = known ? see_joined(act, text, act_words(act, known->label)) : text;
    }
    return text;
}
