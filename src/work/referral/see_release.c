#include "work/referral/see_release.h"

#include "store/referrals.h"
#include "work/childhood/childhood.h"
#include "work/person/see_person.h"
#include "work/referral/see_referral.h"
#include "work/see.h"

static json_t *release_row(struct act *act, struct id person, const struct release *release);
static void show_told(struct act *act, const struct release *release, json_t *view);
static void show_rows(struct act *act, const struct person *p, const struct release *release,
                      json_t *view);
static enum err show_stops(struct act *act, const struct person *p, const struct release *release,
                           json_t *view);
static struct str until_words(struct act *act, const struct release *release);
static struct str choices_words(struct act *act, const char *field, const json_t *values);
static struct str place_of(struct act *act, const struct release *release);
static struct str field_label(struct act *act, struct str name);
static const struct entry *entry_of(const struct person *p, struct id release);
static void push_row(struct act *act, json_t *rows, const char *label, struct str value);

enum err see_releases(struct act *act, struct id person, json_t *view)
{
    TRY(act_permit(act, MAY_REFER));
    struct person p;
    TRY(person_open(act, person, &p));
    see_identity(act, &p.c, person, view);
    json_t *array = value_array();
    for (size_t i = p.c.releases.count; i-- > 0;) {
        value_push(array, release_row(act, person, vec_at(&p.c.releases, struct release, i)));
    }
    value_set(view, "releases", array);
    value_set_flag(view, "any", json_array_size(array) > 0);
    value_set_text(view, "refer_url", see_person_url(act, person, "/derivar"));
    return OK;
}

enum err see_release(struct act *act, struct id person, struct id release, json_t *view)
{
    TRY(act_permit(act, MAY_REFER));
    struct person p;
    TRY(person_open(act, person, &p));
    const struct release *found = case_release(&p.c, release);
    if (!found) {
        return act_not_here(act);
    }
    see_identity(act, &p.c, person, view);
    value_set(view, "release", release_row(act, person, found));
    value_set_flag(view, "may_withdraw", !found->withdrawn);
    value_set_text(view, "list_url", see_person_url(act, person, "/autorizaciones"));
    show_told(act, found, view);
    show_rows(act, &p, found, view);
    return show_stops(act, &p, found, view);
}

static json_t *release_row(struct act *act, struct id person, const struct release *release)
{
    static const char *const tones[] = {
        [RELEASE_ACTIVE] = "good", [RELEASE_EXPIRED] = "quiet", [RELEASE_WITHDRAWN] = "alert"};
    static const char *const codes[] = {[RELEASE_ACTIVE] = "active",
                                        [RELEASE_EXPIRED] = "expired",
                                        [RELEASE_WITHDRAWN] = "withdrawn"};
    enum release_state state = release_state(release, act->now_us);
    struct str rest =
        str_join_in(act->arena, S("/autorizaciones/"), id_text(act->arena, release->id), STR_NONE);
    json_t *row = value_object();
    value_set_text(row, "release_url", see_person_url(act, person, str_z(act->arena, rest)));
    value_set_text(row, "place", place_of(act, release));
    value_set_text(row, "service", release->service);
    value_set_text(row, "service_label", see_service(act, release->service));
    value_set_text(row, "state", act_words(act, release_state_label(state)));
    value_set_z(row, "state_code", codes[state]);
    value_set_z(row, "tone", tones[state]);
    value_set_text(row, "given", act_date(act, release->given_us));
    value_set_text(row, "until", until_words(act, release));
    value_set_text(row, "withdrawn", act_time(act, release->withdrawn_us));
    return row;
}

static void show_told(struct act *act, const struct release *release, json_t *view)
{
    json_t *told = value_array();
    json_t *kept = value_array();
    for (enum category category = CATEGORY_NONE + 1; category < CATEGORY_COUNT; category++) {
        if ((release->categories & UINT32_C(1) << category) != 0) {
            value_push_text(told, act_words(act, category_label(category)));
        }
    }
    for (size_t i = 0; i < json_array_size(release->withheld); i++) {
        struct str label = field_label(act, value_str(json_array_get(release->withheld, i)));
        if (label.len > 0) {
            value_push_text(kept, label);
        }
    }
    value_set(view, "told", told);
    value_set_flag(view, "has_told", json_array_size(told) > 0);
    value_set(view, "kept", kept);
    value_set_flag(view, "has_kept", json_array_size(kept) > 0);
}

static void show_rows(struct act *act, const struct person *p, const struct release *release,
                      json_t *view)
{
    const struct entry *entry = entry_of(p, release->id);
    const json_t *body = release->body;
    json_t *rows = value_array();
    push_row(act, rows, N_("What for"), see_service(act, release->service));
    push_row(act, rows, N_("Until when"), until_words(act, release));
    push_row(act, rows, N_("How permission was given"),
             see_choice(act, "release", "mode", release->mode));
    push_row(act, rows, N_("Who else was there"),
             choices_words(act, "conditions", value_get(body, "conditions")));
    see_child(act, value_get(body, "child"), rows);
    push_row(act, rows, N_("Copy"),
             see_choice(act, "release", "copy", value_get_text(body, "copy")));
    push_row(act, rows, N_("What this service must report"), value_get_text(body, "reports"));
    push_row(act, rows, N_("Written down by"), entry ? entry->author_name : STR_NONE);
    push_row(act, rows, N_("Written down on"), entry ? act_time(act, entry->at_us) : STR_NONE);
    push_row(act, rows, N_("Withdrawn on"), act_time(act, release->withdrawn_us));
    value_set(view, "rows", rows);
}

/* By the shared rows: what the receiver has opened since is no longer in anybody's hands. */
static enum err show_stops(struct act *act, const struct person *p, const struct release *release,
                           json_t *view)
{
    json_t *stops = value_array();
    json_t *read = value_array();
    for (size_t i = 0; i < p->c.referrals.count; i++) {
        const struct referral *referral = vec_at(&p->c.referrals, struct referral, i);
        struct referral_row row;
        enum referral_state next;
        if (!id_eq(referral->release, release->id) || id_is_none(referral->slip)) {
            continue;
        }
        TRY(referrals_get(act->db, act->arena, referral->slip, &row));
        enum referral_state state = (enum referral_state)row.state;
        struct str rest = str_join_in(act->arena, S("/derivaciones/"),
                                      id_text(act->arena, referral->id), STR_NONE);
        json_t *one = value_object();
        value_set_text(one, "code", row.code);
        value_set_text(one, "state", see_state(act, state));
        value_set_text(one, "cleared", see_referral_cleared(act, referral, &row));
        value_set_text(one, "referral_url",
                       see_person_url(act, p->core.id, str_z(act->arena, rest)));
        bool stop = referral_next(state, ACT_WITHDRAW, &next, NULL) == OK;
        value_push(stop ? stops : read, one);
    }
    value_set(view, "stops", stops);
    value_set_flag(view, "has_stops", json_array_size(stops) > 0);
    value_set(view, "over", read);
    value_set_flag(view, "has_over", json_array_size(read) > 0);
    return OK;
}

static struct str until_words(struct act *act, const struct release *release)
{
    if (release->until_us != 0) {
        return act_date(act, release->until_us);
    }
    return see_choice(act, "release", "until_event", release->until_event);
}

static struct str choices_words(struct act *act, const char *field, const json_t *values)
{
    struct str text = STR_NONE;
    for (size_t i = 0; i < json_array_size(values); i++) {
        text = see_joined(act, text,
                          see_choice(act, "release", field, value_str(json_array_get(values, i))));
    }
    return text;
}

static struct str place_of(struct act *act, const struct release *release)
{
    return see_place(act, value_get_text(release->body, "organisation_name"), release->unit_name);
}

/* Of the form that declares it; empty for a name that no form has. */
static struct str field_label(struct act *act, struct str name)
{
    if (str_eq(name, S("age_band"))) {
        return act_words(act, N_("Age band"));
    }
    if (str_eq(name, S("need_note"))) {
        return act_words(act, N_("What is needed"));
    }
    if (str_eq(name, S("risk"))) {
        return act_words(act, category_label(CATEGORY_RISK));
    }
    for (size_t i = 0; i < act->server->form_count; i++) {
        const struct field *field = form_field(&act->server->forms[i], name);
        if (field && field->category != CATEGORY_NONE) {
            return act_words(act, str_z(act->arena, field->brief));
        }
    }
    return STR_NONE;
}

static const struct entry *entry_of(const struct person *p, struct id release)
{
    for (size_t i = 0; i < p->core.count; i++) {
        const struct entry *entry = &p->core.entries[i];
        if (entry->type == ENTRY_RELEASE_GIVEN &&
            id_eq(value_get_id(entry->body, "release"), release)) {
            return entry;
        }
    }
    return NULL;
}

static void push_row(struct act *act, json_t *rows, const char *label, struct str value)
{
    if (value.len > 0) {
        json_t *row = value_object();
        value_set_text(row, "label", act_words(act, label));
        value_set_text(row, "value", value);
        value_push(rows, row);
    }
}
