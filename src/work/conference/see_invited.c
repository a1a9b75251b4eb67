#include "work/conference/see_invited.h"

#include "domain/conference.h"
#include "work/conference/decision.h"
#include "work/referral/sides.h"
#include "work/see.h"

enum { ROWS_MAX = 100 };

static void show_row(struct act *act, const struct invitation_row *row, json_t *view);
static void show_over(struct act *act, const struct invitation_row *row, json_t *view);
static void show_asking(struct act *act, const struct invitation *now, json_t *view);
static void add_part(struct act *act, const json_t *body, json_t *functions, json_t *view);
static void show_tasks(struct act *act, const struct invitation_row *row,
                       const struct invitation *now, json_t *view);
static void show_steps(struct act *act, const struct invitation_row *row, bool promised,
                       json_t *view);
static struct str invitation_url(struct act *act, struct id invitation, const char *rest);
static const char *tone_of(int state);

enum err see_invited(struct act *act, struct id invitation, json_t *view)
{
    struct invitation_row row;
    struct dossier dossier;
    TRY(invited_row(act, invitation, &row));
    show_row(act, &row, view);
    enum err err = act_open(act, invitation, DOSSIER_INVITATION, &dossier);
    if (err == ERR_NOT_FOUND && sides_hold(act, row.receiver)) {
        *act->fault = (struct fault){0};
        show_over(act, &row, view);
        show_steps(act, &row, false, view);
        act_note(act, invitation, S("shown"), 0);
        return OK;
    }
    TRY(err);
    struct invitation now = invitation_fold(act->arena, dossier.entries, dossier.count);
    bool promised = invitation_promised_by(&now, act->actor.member);
    show_asking(act, &now, view);
    value_set_flag(view, "promised", promised);
    if (promised) {
        TRY(see_invited_parts(act, &now, view));
        show_tasks(act, &row, &now, view);
    }
    show_steps(act, &row, promised, view);
    return OK;
}

enum err see_invited_parts(struct act *act, const struct invitation *now, json_t *view)
{
    json_t *functions = value_array();
    for (const struct reason *function = conference_functions; function->code; function++) {
        json_t *section = value_object();
        value_set_z(section, "function", function->code);
        value_set_text(section, "function_label", act_words(act, function->label));
        value_set(section, "items", value_array());
        value_push(functions, section);
    }
    for (size_t i = 0; i < now->parts.count; i++) {
        struct dossier part;
        enum err err = act_open(act, *vec_at(&now->parts, struct id, i), DOSSIER_ITEM, &part);
        if (err == ERR_NOT_FOUND) { /* its time is over */
            *act->fault = (struct fault){0};
            continue;
        }
        TRY(err);
        add_part(act, part.count > 0 ? part.entries[part.count - 1].body : NULL, functions, view);
    }
    for (size_t i = json_array_size(functions); i-- > 0;) {
        if (json_array_size(value_get(json_array_get(functions, i), "items")) == 0) {
            json_array_remove(functions, i); /* an empty part would ask for whom it is */
        }
    }
    value_set(view, "functions", functions);
    return OK;
}

enum err see_invitations(struct act *act, json_t *view)
{
    json_t *items = value_array();
    for (size_t i = 0; i < act->holder_count; i++) {
        struct invitation_rows rows;
        TRY(invitations_of(act->db, act->arena, act->holders[i], ROWS_MAX, &rows));
        for (size_t k = 0; k < rows.count; k++) {
            const struct invitation_row *row = &rows.at[k];
            json_t *card = value_object();
            json_t *facts = value_array();
            json_t *item = value_object();
            TRY(sides_card_of(act, row->dossier, true, &card));
            if (!card) {
                continue;
            }
            struct str from = value_get_text(card, "from");
            if (from.len > 0) {
                value_push_text(facts, from);
            }
            value_set_text(item, "code", row->code);
            value_set_text(item, "url", invitation_url(act, row->dossier, ""));
            value_set_text(
                item, "state",
                act_words(act, invitation_state_label((enum invitation_state)row->state)));
            value_set_z(item, "tone", tone_of(row->state));
            value_set(item, "facts", facts);
            value_set_text(item, "next", act_time(act, value_get_int(card, "when_us", 0)));
            value_push(items, item);
        }
    }
    json_t *list = value_object();
    value_set(list, "items", items);
    value_set_text(list, "empty", act_words(act, N_("No invitation to your function.")));
    value_set(view, "list", list);
    return OK;
}

static void show_row(struct act *act, const struct invitation_row *row, json_t *view)
{
    enum invitation_state state = (enum invitation_state)row->state;
    value_set_text(view, "code", row->code);
    value_set_z(view, "state_code", invitation_state_name(state));
    value_set_text(view, "state", act_words(act, invitation_state_label(state)));
    value_set_z(view, "tone", tone_of(row->state));
}

static void show_over(struct act *act, const struct invitation_row *row, json_t *view)
{
    const char *text = N_("This invitation is over for your function. What was told is no longer "
                          "open to you.");
    if (row->state == INVITATION_STOPPED) {
        text = N_("Do not go on because of this invitation. What was told is no longer open to "
                  "you. Destroy what you have written, and keep to yourself what you have read.");
    } else if (row->state == INVITATION_MINUTES || row->state == INVITATION_PROMISED) {
        text = N_("The time for which the person allowed it has ended. Destroy what you have "
                  "written, and say that it is done.");
    }
    json_t *over = value_object();
    value_set_flag(over, "stopped", row->state == INVITATION_STOPPED);
    value_set_text(over, "text", act_words(act, text));
    value_set_text(over, "since", act_date(act, row->day * DAY_US + DAY_US / 2));
    value_set(view, "over", over);
}

static void show_asking(struct act *act, const struct invitation *now, json_t *view)
{
    const json_t *body = now->body;
    value_set_text(view, "from", value_get_text(body, "from"));
    value_set_text(view, "phone", value_get_text(body, "from_phone"));
    value_set_text(view, "when", act_time(act, value_get_int(body, "when_us", 0)));
    value_set_text(view, "place", value_get_text(body, "place"));
    value_set_text(view, "until", act_date(act, value_get_int(body, "until_us", 0)));
    value_set_text(view, "she", see_choice(act, "conference", "she", value_get_text(body, "she")));
}

static void add_part(struct act *act, const json_t *body, json_t *functions, json_t *view)
{
    const json_t *told = value_get(body, "told");
    json_t *shown = value_array();
    for (size_t i = 0; i < json_array_size(told); i++) {
        const json_t *one = json_array_get(told, i);
        json_t *row = value_object();
        value_set_text(row, "label",
                       act_words(act, str_z(act->arena, value_get_text(one, "label"))));
        value_set_text(row, "value", value_get_text(one, "value"));
        value_push(shown, row);
    }
    if (told) {
        value_set(view, "told", shown);
        value_set_flag(view, "has_told", json_array_size(shown) > 0);
        value_set_text(view, "rule", value_get_text(body, "rule"));
        return;
    }
    for (size_t i = 0; i < json_array_size(functions); i++) {
        json_t *section = json_array_get(functions, i);
        if (str_eq(value_get_text(section, "function"), value_get_text(body, "function"))) {
            json_t *item = value_object();
            value_set_text(item, "item_title", value_get_text(body, "title"));
            value_set_text(item, "item_text", value_get_text(body, "text"));
            value_push(value_get(section, "items"), item);
        }
    }
}

static void show_tasks(struct act *act, const struct invitation_row *row,
                       const struct invitation *now, json_t *view)
{
    json_t *tasks = value_array();
    json_t *objections = value_array();
    for (size_t i = 0; i < now->tasks.count; i++) {
        const struct invited_task *task = vec_at(&now->tasks, struct invited_task, i);
        struct str rest =
            str_join_in(act->arena, S("/tareas/"), id_text(act->arena, task->id), STR_NONE);
        json_t *shown = value_object();
        bool may = task->state.len == 0 && row->state == INVITATION_MINUTES;
        value_set_text(shown, "task_text", task->text);
        value_set_text(shown, "due", act_date(act, decision_due_us(act, task->due)));
        value_set_text(shown, "task_state", task->state);
        value_set_text(shown, "task_state_label",
                       see_joined(act, see_choice(act, "conference_outcome", "state", task->state),
                                  task->note));
        value_set_text(shown, "task_url",
                       may ? invitation_url(act, row->dossier, str_z(act->arena, rest)) : STR_NONE);
        value_push(tasks, shown);
    }
    for (size_t i = 0; i < now->objections.count; i++) {
        const struct objection *one = vec_at(&now->objections, struct objection, i);
        json_t *shown = value_object();
        value_set_text(shown, "objection", one->text);
        value_set_text(shown, "by", one->by);
        value_set_text(shown, "reply", one->answer);
        value_push(objections, shown);
    }
    value_set(view, "tasks", tasks);
    value_set_flag(view, "has_tasks", json_array_size(tasks) > 0);
    value_set(view, "objections", objections);
}

static void show_steps(struct act *act, const struct invitation_row *row, bool promised,
                       json_t *view)
{
    const struct {
        const char *key;
        enum invitation_act what;
        const char *rest;
        bool may;
    } steps[] = {
        {"promise_url", INVITATION_PROMISE, "/compromiso", !promised},
        {"decline_url", INVITATION_DECLINE, "/no-participar", true},
        {"object_url", INVITATION_OBJECT, "/objecion", promised},
        {"destroy_url", INVITATION_DESTROY, "/destruido", true},
    };
    bool over = value_get(view, "over") != NULL;
    for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
        enum invitation_state next;
        bool may =
            steps[i].may && (!over || steps[i].what == INVITATION_DESTROY) &&
            invitation_next((enum invitation_state)row->state, steps[i].what, &next, NULL) == OK;
        value_set_text(view, steps[i].key,
                       may ? invitation_url(act, row->dossier, steps[i].rest) : STR_NONE);
    }
    value_set_id(view, "destroy_command", act_new_id(act));
}

static struct str invitation_url(struct act *act, struct id invitation, const char *rest)
{
    return str_join_in(act->arena, S("/reuniones/invitaciones/"), id_text(act->arena, invitation),
                       str_of(rest));
}

static const char *tone_of(int state)
{
    switch (state) {
    case INVITATION_SENT:
        return "info";
    case INVITATION_PROMISED:
    case INVITATION_MINUTES:
        return "good";
    case INVITATION_STOPPED:
        return "alert";
    default:
        return "quiet";
    }
}
