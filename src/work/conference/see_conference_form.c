/* Part of see_conference.h: the lists of its forms, and what stands in them at first. */
#include "base/date.h"
#include "work/childhood/childhood.h"
#include "work/conference/from_plan.h"
#include "work/conference/invite.h"
#include "work/conference/prepare.h"
#include "work/conference/see_conference.h"
#include "work/conference/support.h"
#include "work/person/see_person.h"
#include "work/referral/parcel.h"
#include "work/see.h"

enum { UNTIL_DAYS = 30 };

static enum err new_one(struct act *act, const struct conference_form *what, struct person *p,
                        json_t *view, json_t **ret_answers);
static enum err lists_of(struct act *act, const struct conferring *f, struct option_lists *lists);
static void add_option(struct vec *options, struct str value, struct str label);
static void categories_of(struct act *act, const struct case_state *c, struct vec *options);
static void needs_of(struct act *act, const struct case_state *c, struct vec *options);
static json_t *answer_at_first(struct act *act, const struct conferring *f,
                               const struct guest *guest);
static enum err item_at_first(struct act *act, const struct conferring *f,
                              const struct conference_form *what, json_t *answers);
static json_t *held_at_first(struct act *act, const struct conferring *f);
static void set_day(struct act *act, json_t *answers, int64_t at_us);

enum err see_conference_form(struct act *act, const struct conference_form *what,
                             struct option_lists *lists, json_t *view, json_t **ret_answers)
{
    struct conferring f = {0};
    struct vec units = vec_of(act->arena, struct option);
    struct vec places = vec_of(act->arena, struct option);
    bool is_set = str_eq(what->form, S("conference"));
    lists->count = 0;
    *ret_answers = value_object();
    if (id_is_none(what->conference)) {
        TRY(new_one(act, what, &f.p, view, ret_answers));
    } else {
        TRY(conference_open(act, what->person, what->conference, &f));
    }
    see_identity(act, &f.p.c, what->person, view);
    if (is_set) {
        TRY(conference_units(act, &f.p, &units));
        form_add_list(lists, "conference_units", &units);
    }
    if (!f.conference) {
        return OK;
    }
    TRY(lists_of(act, &f, lists));
    value_set_flag(view, "invited", f.conference->state == CONFERENCE_INVITED);
    if (is_set) {
        *ret_answers = json_deep_copy(f.conference->set);
    } else if (str_eq(what->form, S("conference_answer"))) {
        const struct guest *guest = conference_guest(f.conference, what->unit);
        if (!guest || !guest->listed) {
            return act_not_here(act);
        }
        const struct release *former = case_release(&f.p.c, guest->release);
        *ret_answers = answer_at_first(act, &f, guest);
        TRY(child_says_ask(act, &f.p.c, former ? value_get(former->body, "child") : NULL, view));
        value_set_flag(view, "plan_offered", !parcel_never_sent(act, &f.p.c, CATEGORY_SAFETY_PLAN));
        value_set_text(view, "asked_about",
                       see_place(act, guest->organisation_name, guest->unit_name));
    } else if (str_eq(what->form, S("conference_support"))) {
        TRY(child_says_ask(act, &f.p.c, NULL, view));
        TRY(support_places(act, &f.p.c, &places));
        form_add_list(lists, "conference_places", &places);
    } else if (str_eq(what->form, S("conference_item"))) {
        return item_at_first(act, &f, what, *ret_answers);
    } else if (str_eq(what->form, S("conference_held"))) {
        *ret_answers = held_at_first(act, &f);
    }
    return OK;
}

/* Why it is proposed stands ticked; she is asked anyway. */
static enum err new_one(struct act *act, const struct conference_form *what, struct person *p,
                        json_t *view, json_t **ret_answers)
{
    json_t *why = value_array();
    TRY(act_permit(act, MAY_REFER));
    TRY(person_open(act, what->person, p));
    TRY(see_conference_part(act, p, view));
    json_t *part = value_get(view, "conference");
    const json_t *reasons = value_get(part, "reasons");
    json_object_del(part, "known");
    json_object_del(part, "call_url");
    for (size_t i = 0; i < json_array_size(reasons); i++) {
        value_push_text(why, value_get_text(json_array_get(reasons, i), "code"));
    }
    value_set(*ret_answers, "why", why);
    set_day(act, *ret_answers, act->now_us + UNTIL_DAYS * DAY_US);
    return OK;
}

static enum err lists_of(struct act *act, const struct conferring *f, struct option_lists *lists)
{
    const struct conference *one = f->conference;
    struct vec items = vec_of(act->arena, struct option);
    struct vec guests = vec_of(act->arena, struct option);
    struct vec people = vec_of(act->arena, struct option);
    struct vec owners = vec_of(act->arena, struct option);
    struct vec categories = vec_of(act->arena, struct option);
    struct vec needs = vec_of(act->arena, struct option);
    add_option(&owners, S("us"), act_words(act, N_("Whoever accompanies the person")));
    for (size_t i = 0; i < one->items.count; i++) {
        const struct conference_item *item = vec_at(&one->items, struct conference_item, i);
        if (!item->dropped) {
            add_option(&items, id_text(act->arena, item->id), item->title);
        }
    }
    for (size_t i = 0; i < one->guests.count; i++) {
        const struct guest *guest = vec_at(&one->guests, struct guest, i);
        struct str unit = id_text(act->arena, guest->unit);
        bool promised;
        if (!id_is_none(guest->invitation)) {
            struct str place = see_place(act, guest->organisation_name, guest->unit_name);
            add_option(&guests, unit, place);
            add_option(&people, unit, place);
        }
        TRY(invite_promised(act, guest, &promised));
        if (promised) {
            add_option(&owners, unit, guest->organisation_name);
        }
    }
    for (size_t i = 0; i < one->supports.count; i++) {
        const struct support *support = vec_at(&one->supports, struct support, i);
        add_option(&people, id_text(act->arena, support->id), support->name);
    }
    categories_of(act, &f->p.c, &categories);
    needs_of(act, &f->p.c, &needs);
    form_add_list(lists, "conference_items", &items);
    form_add_list(lists, "conference_guests", &guests);
    form_add_list(lists, "conference_people", &people);
    form_add_list(lists, "conference_owners", &owners);
    form_add_list(lists, "categories", &categories);
    form_add_list(lists, "conference_needs", &needs);
    return OK;
}

static void add_option(struct vec *options, struct str value, struct str label)
{
    *(struct option *)vec_add(options) =
        (struct option){.value = value, .label = label, .name = true};
}

static void categories_of(struct act *act, const struct case_state *c, struct vec *options)
{
    for (enum category category = CATEGORY_NONE + 1; category < CATEGORY_COUNT; category++) {
        if (!parcel_never_sent(act, c, category)) {
            add_option(options, str_of(category_name(category)),
                       act_words(act, category_label(category)));
        }
    }
}

static void needs_of(struct act *act, const struct case_state *c, struct vec *options)
{
    for (size_t i = 0; i < c->needs.count; i++) {
        const struct need *need = vec_at(&c->needs, struct need, i);
        if (need->result.len == 0) {
            add_option(options, id_text(act->arena, need->id), see_service(act, need->service));
        }
    }
}

/* The items that were meant for all, and of her the least; her name only to those who serve her
 * already. */
static json_t *answer_at_first(struct act *act, const struct conferring *f,
                               const struct guest *guest)
{
    json_t *answers = value_object();
    json_t *items = value_array();
    json_t *categories = value_array();
    for (size_t i = 0; i < f->conference->items.count; i++) {
        const struct conference_item *item =
            vec_at(&f->conference->items, struct conference_item, i);
        bool ticked =
            guest->answer.len > 0 ? guest_hears(guest, item) : item->all && !item->dropped;
        if (ticked) {
            value_push_text(items, id_text(act->arena, item->id));
        }
    }
    const struct release *former = case_release(&f->p.c, guest->release);
    static const char *const kept[] = {"categories", "mode", "conditions", "copy"};
    if (!former && conference_serves(&f->p.c, guest->unit)) {
        value_push_text(categories, str_of(category_name(CATEGORY_IDENTITY)));
    }
    value_push_text(categories, str_of(category_name(CATEGORY_LANGUAGE)));
    value_set(answers, "items", items);
    value_set(answers, "categories", categories);
    for (size_t i = 0; former && i < sizeof(kept) / sizeof(kept[0]); i++) {
        value_set(answers, kept[i], value_get(former->body, kept[i]));
    }
    if (guest->answer.len > 0) {
        value_set_text(answers, "answer", guest->answer);
    }
    return answers;
}

/* Who hears it is asked: the plan does not know. */
static enum err item_at_first(struct act *act, const struct conferring *f,
                              const struct conference_form *what, json_t *answers)
{
    struct planned planned;
    if (id_is_none(what->about)) {
        return OK;
    }
    TRY(from_plan_one(act, f, what->function, what->about, &planned));
    value_set_text(answers, "function", what->function);
    value_set_text(answers, "title", planned.title);
    value_set_text(answers, "text", planned.text);
    return OK;
}

static json_t *held_at_first(struct act *act, const struct conferring *f)
{
    const struct conference *one = f->conference;
    json_t *answers = value_object();
    json_t *came = value_array();
    int64_t held_us = one->held_us ? one->held_us : one->when_us;
    for (size_t i = 0; i < one->guests.count; i++) {
        const struct guest *guest = vec_at(&one->guests, struct guest, i);
        if (guest->came) {
            value_push_text(came, id_text(act->arena, guest->unit));
        }
    }
    for (size_t i = 0; i < one->supports.count; i++) {
        const struct support *support = vec_at(&one->supports, struct support, i);
        if (support->came) {
            value_push_text(came, id_text(act->arena, support->id));
        }
    }
    value_set(answers, "came", came);
    value_set_text(answers, "she_came", one->she_came);
    value_set_int(answers, "held_at", held_us < act->now_us ? held_us : act->now_us);
    return answers;
}

static void set_day(struct act *act, json_t *answers, int64_t at_us)
{
    struct date_time day = date_from_us(at_us, act->actor.utc_offset_minutes);
    value_set_text(answers, "until", date_iso(act->arena, day.date));
}
