/* Part of breach.h: what its pages show. */
#include <stdlib.h>
#include <string.h>

#include "work/breach/breach.h"
#include "work/cards.h"
#include "work/readers.h"
#include "work/see.h"

struct listed {
    struct id id;
    struct str code;
    int64_t written_us;
    enum breach_step step;
};

struct found {
    struct str code;
    struct vec ids; /* struct id */
};

static bool find_breach(void *context, struct card_seen *seen);
static json_t *measures_view(struct act *act, const struct breach *breach);
static bool add_breach(void *context, struct card_seen *seen);
static int by_newest(const void *a, const void *b);
static json_t *item_view(struct act *act, const struct listed *one);
static void show_facts(struct act *act, const struct breach *breach, json_t *view);
static void show_todo(struct act *act, struct id id, const struct breach *breach, json_t *view);
static struct str told_words(struct act *act, const struct breach *breach);

enum err see_breaches(struct act *act, int64_t page, json_t *view)
{
    struct vec all = vec_of(act->arena, struct listed);
    json_t *items = value_array();
    json_t *list = value_object();
    TRY(act_permit(act, MAY_TELL_BREACH));
    TRY(act_cards(act, DOSSIER_BREACH, add_breach, &all));
    if (all.count > 1) {
        qsort(all.at, all.count, sizeof(struct listed), by_newest);
    }
    size_t from = see_pager(act, "/confidencialidad?", page, all.count, view);
    for (size_t i = from; i < all.count && i < from + LIMIT_LIST_ROWS; i++) {
        value_push(items, item_view(act, vec_at(&all, struct listed, i)));
    }
    value_set(list, "items", items);
    value_set_text(list, "empty", act_words(act, N_("Nothing of this kind was written down.")));
    value_set(view, "list", list);
    return OK;
}

enum err see_breach(struct act *act, struct id id, json_t *view)
{
    struct dossier dossier;
    struct breach breach;
    json_t *readers = value_array();
    TRY(breach_open(act, id, &dossier, &breach));
    show_facts(act, &breach, view);
    show_todo(act, id, &breach, view);
    TRY(readers_view(act, id, readers));
    value_set(view, "readers", readers);
    return OK;
}

enum err see_breaches_of(struct act *act, struct id person, struct str code, json_t *view)
{
    struct found found = {code, vec_of(act->arena, struct id)};
    json_t *breaches = value_array();
    TRY(act_more_cards(act, DOSSIER_BREACH, find_breach, &found));
    for (size_t i = 0; i < found.ids.count; i++) {
        struct dossier dossier;
        struct breach breach;
        json_t *one = value_object();
        json_t *rows = value_array();
        TRY(breach_open(act, *vec_at(&found.ids, struct id, i), &dossier, &breach));
        if (!id_is_none(breach.person) && !id_eq(breach.person, person)) {
            continue; /* none by id: its writer could not open the case, and the code is hers */
        }
        see_row(act, rows, N_("What happened"), breach.what);
        see_row(act, rows, N_("When"), act_date(act, breach.happened_us));
        see_row(act, rows, N_("Was the person told?"), told_words(act, &breach));
        value_set(one, "rows", rows);
        value_set(one, "measures", measures_view(act, &breach));
        value_push(breaches, one);
    }
    value_set(view, "breaches", breaches);
    value_set_flag(view, "any_breaches", json_array_size(breaches) > 0);
    return OK;
}

enum err see_breach_head(struct act *act, struct id id, json_t *view)
{
    struct dossier dossier;
    struct breach breach;
    TRY(breach_open(act, id, &dossier, &breach));
    value_set_text(view, "about", breach.code);
    return breach.closed_us == 0
               ? OK
               : fault_set(act->fault, ERR_INVALID, N_("This is closed."), STR_NONE);
}

static bool find_breach(void *context, struct card_seen *seen)
{
    struct found *found = context;
    if (str_eq(value_get_text(seen->card(seen), "code"), found->code)) {
        *(struct id *)vec_add(&found->ids) = seen->dossier;
    }
    return true;
}

static bool add_breach(void *context, struct card_seen *seen)
{
    const json_t *card = seen->card(seen);
    *(struct listed *)vec_add(context) =
        (struct listed){.id = seen->dossier,
                        .code = value_get_text(card, "code"),
                        .written_us = value_get_int(card, "written_us", 0),
                        .step = (enum breach_step)value_get_int(card, "step", 0)};
    return true;
}

static int by_newest(const void *a, const void *b)
{
    const struct listed *x = a;
    const struct listed *y = b;
    return x->written_us != y->written_us ? (x->written_us < y->written_us ? 1 : -1)
                                          : memcmp(x->id.b, y->id.b, ID_BYTES);
}

static json_t *item_view(struct act *act, const struct listed *one)
{
    json_t *item = value_object();
    json_t *facts = value_array();
    value_push_text(
        facts, act_words_with(act, N_("Written down on {{arg}}"), act_date(act, one->written_us)));
    value_set_text(item, "code", one->code);
    value_set_text(item, "url", breach_url(act, one->id, ""));
    value_set_text(item, "state", act_words(act, breach_step_label(one->step)));
    value_set_z(item, "tone", one->step == BREACH_CLOSED ? "quiet" : "info");
    value_set(item, "facts", facts);
    value_set_text(item, "act_url", breach_url(act, one->id, ""));
    value_set_text(item, "act", act_words(act, N_("Open it")));
    return item;
}

static void show_facts(struct act *act, const struct breach *breach, json_t *view)
{
    struct str names = STR_NONE;
    json_t *rows = value_array();
    for (size_t i = 0; i < json_array_size(breach->names); i++) {
        names = see_joined(act, names, value_str(json_array_get(breach->names, i)));
    }
    see_row(act, rows, N_("Code"), breach->code);
    see_row(act, rows, N_("What happened"), breach->what);
    if (breach->without_us != 0) {
        see_row(act, rows, N_("What happened"),
                act_words_with(act,
                               N_("Confidentiality was broken. The person's data were erased on "
                                  "{{arg}}, and what was told here went with them."),
                               act_date(act, breach->without_us)));
    }
    see_row(act, rows, N_("When"), act_date(act, breach->happened_us));
    see_row(act, rows, N_("Colleagues whom it is about; they cannot read this"), names);
    see_row(act, rows, N_("Who else"), breach->others);
    see_row(act, rows, N_("Does it put the person in danger?"),
            see_choice(act, "breach", "risk", breach->risk));
    see_row(act, rows, N_("Written down by"),
            see_joined(act, breach->author_name, act_time(act, breach->written_us)));
    see_row(act, rows, N_("Was the person told?"), told_words(act, breach));
    see_row(act, rows, N_("Was the safety plan looked at?"),
            see_joined(act, see_choice(act, "breach_safety", "result", breach->safety),
                       breach->safety_why));
    see_row(act, rows, N_("Closed by"),
            see_joined(act, breach->closed_by, act_time(act, breach->closed_us)));
    value_set(view, "rows", rows);
    value_set(view, "measures", measures_view(act, breach));
    value_set_flag(view, "any_measures", breach->measures.count > 0);
}

static json_t *measures_view(struct act *act, const struct breach *breach)
{
    json_t *measures = value_array();
    for (size_t i = 0; i < breach->measures.count; i++) {
        const struct measure *measure = vec_at(&breach->measures, struct measure, i);
        json_t *one = value_object();
        value_set_text(one, "measure",
                       measure->text.len > 0
                           ? measure->text
                           : act_words(act, N_("What was written named the person")));
        value_set_text(one, "measured",
                       see_joined(act, measure->by_name, act_date(act, measure->at_us)));
        value_push(measures, one);
    }
    return measures;
}

static void show_todo(struct act *act, struct id id, const struct breach *breach, json_t *view)
{
    enum breach_step step = breach_next(breach);
    bool open = step != BREACH_CLOSED;
    bool gone = breach_person_gone(act, breach->person);
    bool hers = breach->code.len > 0 && !gone;
    bool mine = id_eq(breach->author, act->actor.member);
    bool may_open = !id_is_none(breach->person) && permit(act->actor.roles, MAY_OPEN_CASES) &&
                    act_can_open(act, breach->person);
    value_set_text(
        view, "step_label",
        act_words(act, gone ? N_("The person's data were erased: take them out of this too")
                            : breach_step_label(step)));
    value_set_flag(view, "any_todo", (open && hers) || may_open);
    value_set_text(view, "told_url", open && hers ? breach_url(act, id, "/informar") : STR_NONE);
    value_set_text(view, "plan_url",
                   may_open ? see_person_url(act, breach->person, "/seguridad") : STR_NONE);
    value_set_text(view, "safety_url", open && hers ? breach_url(act, id, "/seguridad") : STR_NONE);
    value_set_text(view, "measure_url", open ? breach_url(act, id, "/medidas") : STR_NONE);
    bool may_close = gone || (step == BREACH_CLOSE && !mine);
    value_set_text(view, "close_url", may_close ? breach_url(act, id, "/cerrar") : STR_NONE);
    value_set_text(view, "close_label", act_words(act, gone ? N_("Take them out") : N_("Close")));
    value_set_id(view, "close_command", act_new_id(act));
}

static struct str told_words(struct act *act, const struct breach *breach)
{
    struct str told = see_choice(act, "breach_told", "told", breach->told);
    told = see_joined(act, told, act_time(act, breach->told_us));
    if (breach->again_us != 0) {
        told = see_joined(
            act, told,
            act_words_with(act, N_("Next safe moment: {{arg}}"), act_time(act, breach->again_us)));
    }
    return see_joined(act, told, breach->told_why);
}
