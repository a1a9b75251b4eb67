/* Part of meeting.h: what its pages show. */
#include "store/directory.h"
#include "store/grants.h"
#include "store/members.h"
#include "work/cards.h"
#include "work/conference/decision.h"
#include "work/conference/meeting.h"
#include "work/see.h"

struct gathering {
    struct act *act;
    struct vec *options;
};

static void show_cases(struct act *act, const struct meeting *now, json_t *view);
static enum err show_agreements(struct act *act, struct id meeting, const struct meeting *now,
                                json_t *view);
static bool add_meeting(void *context, struct card_seen *seen);
static bool add_own_code(void *context, struct card_seen *seen);
static enum err members_of(struct act *act, struct id meeting, struct vec *options);
static struct str meeting_url(struct act *act, struct id meeting, const char *rest);

enum err see_meeting(struct act *act, struct id meeting, json_t *view)
{
    struct dossier dossier;
    TRY(act_permit(act, MAY_MEET_ABOUT_CASES));
    TRY(act_open(act, meeting, DOSSIER_MEETING, &dossier));
    struct meeting now = meeting_fold(act->arena, dossier.entries, dossier.count);
    struct str units = STR_NONE;
    for (size_t i = 0; i < json_array_size(now.units); i++) {
        units = see_joined(act, units, value_str(json_array_get(now.units, i)));
    }
    bool open = now.closed_us == 0;
    bool mine = false;
    TRY(open ? meeting_is_mine(act, &now, meeting, ID_NONE, &mine) : OK);
    value_set_text(view, "about", now.about);
    value_set_text(view, "when", act_time(act, now.when_us));
    value_set_text(view, "place", now.place);
    value_set_text(view, "units", units);
    value_set_text(view, "convener", now.convener_name);
    value_set_text(view, "closed", act_time(act, now.closed_us));
    value_set_text(view, "closed_by", now.closed_by);
    show_cases(act, &now, view);
    TRY(show_agreements(act, meeting, &now, view));
    value_set_text(view, "case_url", open ? meeting_url(act, meeting, "/casos") : STR_NONE);
    value_set_text(view, "agree_url", open ? meeting_url(act, meeting, "/acuerdos") : STR_NONE);
    value_set_text(view, "close_url", mine ? meeting_url(act, meeting, "/cerrar") : STR_NONE);
    value_set_id(view, "close_command", act_new_id(act));
    return OK;
}

enum err see_meetings(struct act *act, json_t *view)
{
    struct vec rows = vec_of(act->arena, json_t *);
    struct gathering g = {act, &rows};
    json_t *items = value_array();
    json_t *list = value_object();
    TRY(act_permit(act, MAY_MEET_ABOUT_CASES));
    TRY(act_cards(act, DOSSIER_MEETING, add_meeting, &g));
    for (size_t i = 0; i < rows.count && i < LIMIT_LIST_ROWS; i++) {
        value_push(items, *vec_at(&rows, json_t *, i));
    }
    value_set(list, "items", items);
    value_set_text(list, "empty", act_words(act, N_("No meeting about cases yet.")));
    value_set(view, "meetings", list);
    return OK;
}

enum err see_meeting_units(struct act *act, struct option_lists *lists)
{
    struct unit_rows units;
    struct vec options = vec_of(act->arena, struct option);
    TRY(act_permit(act, MAY_MEET_ABOUT_CASES));
    TRY(directory_units(act->db, act->arena, &units));
    for (int own = 1; own >= 0; own--) {
        for (size_t i = 0; i < units.count; i++) {
            struct organisation_row organisation;
            if (id_eq(units.at[i].id, act->actor.unit) != (own == 1)) {
                continue;
            }
            TRY(directory_organisation(act->db, act->arena, units.at[i].organisation,
                                       &organisation));
            *(struct option *)vec_add(&options) =
                (struct option){.value = id_text(act->arena, units.at[i].id),
                                .label = see_place(act, organisation.name, units.at[i].name),
                                .name = true};
        }
    }
    form_add_list(lists, "meeting_units", &options);
    return OK;
}

enum err see_meeting_lists(struct act *act, struct id meeting, struct option_lists *lists,
                           json_t *view)
{
    struct dossier dossier;
    struct vec members = vec_of(act->arena, struct option);
    struct vec codes = vec_of(act->arena, struct option);
    struct vec own = vec_of(act->arena, struct option);
    json_t *suggested = value_array();
    TRY(act_permit(act, MAY_MEET_ABOUT_CASES));
    TRY(act_open(act, meeting, DOSSIER_MEETING, &dossier));
    struct meeting now = meeting_fold(act->arena, dossier.entries, dossier.count);
    for (size_t i = 0; i < now.cases.count; i++) {
        struct str code = vec_at(&now.cases, struct meeting_case, i)->code;
        *(struct option *)vec_add(&codes) =
            (struct option){.value = code, .label = code, .name = true};
    }
    TRY(members_of(act, meeting, &members));
    if (permit(act->actor.roles, MAY_OPEN_CASES)) {
        struct gathering g = {act, &own};
        TRY(act_cards(act, DOSSIER_CORE, add_own_code, &g));
    }
    for (size_t i = 0; i < own.count && i < LIMIT_OPTIONS; i++) {
        struct str code = vec_at(&own, struct option, i)->value;
        if (!meeting_has_case(&now, code)) {
            value_push_text(suggested, code);
        }
    }
    lists->count = 0;
    form_add_list(lists, "meeting_members", &members);
    form_add_list(lists, "meeting_codes", &codes);
    value_set(view, "own_codes", suggested);
    value_set_flag(view, "has_own_codes", json_array_size(suggested) > 0);
    return OK;
}

static void show_cases(struct act *act, const struct meeting *now, json_t *view)
{
    json_t *cases = value_array();
    (void)act;
    for (size_t i = 0; i < now->cases.count; i++) {
        const struct meeting_case *one = vec_at(&now->cases, struct meeting_case, i);
        json_t *shown = value_object();
        value_set_text(shown, "case_code", one->code);
        value_set_text(shown, "question", one->question);
        value_push(cases, shown);
    }
    value_set(view, "cases", cases);
}

static enum err show_agreements(struct act *act, struct id meeting, const struct meeting *now,
                                json_t *view)
{
    json_t *agreements = value_array();
    for (size_t i = 0; i < now->agreements.count; i++) {
        const struct agreement *one = vec_at(&now->agreements, struct agreement, i);
        struct str rest =
            str_join_in(act->arena, S("/acuerdos/"), id_text(act->arena, one->id), STR_NONE);
        bool may = false;
        TRY(one->state.len == 0 ? meeting_is_mine(act, now, one->id, one->owner, &may) : OK);
        json_t *shown = value_object();
        value_set_text(shown, "about_code", one->code);
        value_set_text(shown, "text", one->text);
        value_set_text(shown, "owner", one->owner_name);
        value_set_text(shown, "due", act_date(act, decision_due_us(act, one->due)));
        value_set_text(shown, "agreement_state", one->state);
        value_set_text(
            shown, "agreement_state_label",
            see_joined(act, see_choice(act, "conference_outcome", "state", one->state), one->note));
        value_set_text(shown, "noted_by", id_eq(one->noted, one->owner) ? STR_NONE : one->noted_by);
        value_set_text(shown, "done_url",
                       may ? meeting_url(act, meeting, str_z(act->arena, rest)) : STR_NONE);
        value_push(agreements, shown);
    }
    value_set(view, "agreements", agreements);
    return OK;
}

static bool add_meeting(void *context, struct card_seen *seen)
{
    struct gathering *g = context;
    const json_t *card = seen->card(seen);
    bool closed = value_get_int(card, "closed_us", 0) != 0;
    json_t *item = value_object();
    json_t *facts = value_array();
    value_push_text(
        facts, act_count(g->act, "{{n}} code", "{{n}} codes", value_get_int(card, "cases", 0)));
    value_set_text(item, "code", value_get_text(card, "about"));
    value_set_text(item, "url", meeting_url(g->act, seen->dossier, ""));
    value_set_text(item, "state", act_words(g->act, closed ? N_("Closed") : N_("Called")));
    value_set_z(item, "tone", closed ? "quiet" : "info");
    value_set(item, "facts", facts);
    value_set_text(item, "next", act_time(g->act, value_get_int(card, "when_us", 0)));
    *(json_t **)vec_add(g->options) = item;
    return true;
}

static bool add_own_code(void *context, struct card_seen *seen)
{
    struct gathering *g = context;
    const json_t *card = seen->card(seen);
    if (id_eq(value_get_id(card, "owner"), g->act->actor.member)) {
        struct str code = value_get_text(card, "code");
        *(struct option *)vec_add(g->options) =
            (struct option){.value = code, .label = code, .name = true};
    }
    return true;
}

/* Whoever holds its key. */
static enum err members_of(struct act *act, struct id meeting, struct vec *options)
{
    struct grant_rows grants;
    TRY(grants_of_dossier(act->db, act->arena, meeting, &grants));
    for (size_t i = 0; i < grants.count; i++) {
        struct member_row member;
        enum err err = members_of_holder(act->db, act->arena, grants.at[i].holder, &member);
        if (err == ERR_NOT_FOUND) {
            continue; /* the escrow, a supervision */
        }
        TRY(err);
        *(struct option *)vec_add(options) = (struct option){
            .value = id_text(act->arena, member.id), .label = member.name, .name = true};
    }
    return OK;
}

static struct str meeting_url(struct act *act, struct id meeting, const char *rest)
{
    return str_join_in(act->arena, S("/reuniones/"), id_text(act->arena, meeting), str_of(rest));
}
