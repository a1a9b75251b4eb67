#include "work/referral/see_slip.h"

#include "base/date.h"
#include "work/childhood/childhood.h"
#include "work/referral/accompanies.h"
#include "work/referral/see_inbox.h"
#include "work/referral/silence.h"
#include "work/see.h"

static void show_row(struct act *act, const struct referral_row *row, json_t *view);
static void show_over(struct act *act, const struct referral_row *row, json_t *view);
static void show_told(struct act *act, const struct slip *slip, json_t *view);
static json_t *items_view(struct act *act, const json_t *items);
static void show_answers(struct act *act, const struct referral_row *row, json_t *view);
static void show_history(struct act *act, const struct dossier *dossier, json_t *view);
static struct str history_text(struct act *act, const struct entry *entry);
static enum err show_sender(struct act *act, const struct referral_row *row,
                            const struct slip *slip, json_t *view) MUST;
static struct str reason_words(struct act *act, const json_t *body, const struct reason *reasons);
static bool may(const struct referral_row *row, enum referral_act what);

enum err see_slip(struct act *act, struct id slip, json_t *view)
{
    struct referral_row row;
    struct dossier dossier;
    TRY(act_permit(act, MAY_ANSWER));
    TRY(sides_received(act, slip, &row));
    show_row(act, &row, view);
    enum err err = act_open(act, slip, DOSSIER_SLIP, &dossier);
    if (err == ERR_NOT_FOUND && sides_hold(act, row.receiver_holder)) {
        *act->fault = (struct fault){0};
        show_over(act, &row, view);
        act_note(act, slip, S("shown"), 0);
        return OK;
    }
    TRY(err);
    struct slip now = slip_fold(dossier.entries, dossier.count);
    show_told(act, &now, view);
    show_answers(act, &row, view);
    show_history(act, &dossier, view);
    TRY(show_sender(act, &row, &now, view));
    if (!id_is_none(now.contact) && act_can_open(act, now.contact)) {
        value_set_text(view, "contact_url",
                       str_join_in(act->arena, S("/derivaciones/"), id_text(act->arena, slip),
                                   S("/contacto")));
    }
    return OK;
}

enum err see_slip_contact(struct act *act, struct id slip, json_t *view)
{
    struct referral_row row;
    struct dossier dossier, contact;
    TRY(act_permit(act, MAY_ANSWER));
    TRY(sides_received(act, slip, &row));
    TRY(act_open(act, slip, DOSSIER_SLIP, &dossier));
    struct slip now = slip_fold(dossier.entries, dossier.count);
    TRY(act_open(act, now.contact, DOSSIER_CONTACT, &contact));
    const json_t *body = contact.count > 0 ? contact.entries[contact.count - 1].body : NULL;
    value_set_text(view, "code", row.code);
    value_set_text(view, "rule", value_get_text(body, "rule"));
    value_set(view, "told", items_view(act, value_get(body, "items")));
    value_set_text(view, "first_contact", act_time(act, now.first_contact_us));
    return OK;
}

static void show_row(struct act *act, const struct referral_row *row, json_t *view)
{
    enum referral_state state = see_inbox_state(row, SIDES_RECEIVED);
    enum silence silence = silence_of(row, act->now_us);
    value_set_text(view, "code", row->code);
    value_set_text(view, "state", see_state(act, state));
    value_set_z(view, "state_code", referral_state_name(state));
    value_set_z(view, "tone", see_state_tone(state));
    value_set_text(view, "priority", see_inbox_priority(act, row->priority));
    value_set_flag(view, "is_emergency", str_eq(row->priority, S("emergency")));
    value_set_text(view, "due", see_inbox_due(act, row, SIDES_RECEIVED));
    value_set_z(view, "silence", silence_name(silence));
    value_set_flag(view, "is_late",
                   silence >= SILENCE_DUE && silence_awaits(row) == SIDES_RECEIVED);
}

static void show_over(struct act *act, const struct referral_row *row, json_t *view)
{
    const char *text = N_("For your function this referral is over. What was told is no longer "
                          "open to you.");
    if (row->withdrawn) {
        text = N_("Do not contact the person because of this referral. What was told is no longer "
                  "open to you; what you have read, keep to yourself. Delete or destroy what you "
                  "wrote down or printed.");
    } else if (referral_receiver_sees((enum referral_state)row->state)) {
        text = N_("The time for which the person allowed it has ended. What was told is no longer "
                  "open to you. Speak with who refers.");
    }
    json_t *over = value_object();
    json_t *codes = value_array();
    value_set_flag(over, "stopped", row->withdrawn);
    value_set_text(over, "text", act_words(act, text));
    value_set_text(over, "since", act_time(act, row->state_us));
    if (row->withdrawn && row->cleared.len == 0) {
        value_set_text(over, "clear_url",
                       str_join_in(act->arena, S("/derivaciones/"), id_text(act->arena, row->slip),
                                   S("/borrado")));
        value_push_text(codes, S("clear"));
    }
    value_set_text(over, "cleared",
                   row->cleared.len > 0 ? see_choice(act, "slip_cleared", "cleared", row->cleared)
                                        : STR_NONE);
    value_set(view, "over", over);
    value_set(view, "can", codes);
}

static void show_told(struct act *act, const struct slip *slip, json_t *view)
{
    const json_t *later = value_get(slip->body, "later");
    json_t *labels = value_array();
    for (size_t i = 0; i < json_array_size(later); i++) {
        struct str msgid = value_str(json_array_get(later, i));
        value_push_text(labels, act_words(act, str_z(act->arena, msgid)));
    }
    value_set_text(view, "service", see_service(act, value_get_text(slip->body, "service")));
    value_set_text(view, "rule", value_get_text(slip->body, "contact_rule"));
    value_set(view, "told", items_view(act, value_get(slip->body, "items")));
    value_set(view, "later", labels);
    value_set_text(view, "consented", see_child_role(act, value_get(slip->body, "consent")));
    value_set_text(view, "from", value_get_text(slip->sender, "sender_name"));
    value_set_text(view, "phone", value_get_text(slip->sender, "sender_phone"));
    value_set_text(view, "until", act_date(act, value_get_int(slip->body, "until_us", 0)));
    value_set_text(view, "asked", slip->question);
    value_set_text(view, "given", slip->answer);
    value_set_text(view, "first_contact", act_time(act, slip->first_contact_us));
    value_set_text(view, "expected", act_date(act, slip->expected_us));
}

static json_t *items_view(struct act *act, const json_t *items)
{
    json_t *array = value_array();
    for (size_t i = 0; i < json_array_size(items); i++) {
        const json_t *item = json_array_get(items, i);
        struct str label = value_get_text(item, "label");
        json_t *view = value_object();
        value_set_text(view, "name", value_get_text(item, "name"));
        value_set_text(view, "label", act_words(act, str_z(act->arena, label)));
        value_set_text(view, "value", value_get_text(item, "value"));
        value_push(array, view);
    }
    return array;
}

/* What may be done now, as the one table of transitions says. */
static void show_answers(struct act *act, const struct referral_row *row, json_t *view)
{
    static const struct {
        enum referral_act what;
        const char *key;
        const char *path;
        const char *label;
    } answers[] = {
        {ACT_ACCEPT, "accept", "aceptar", N_("Accept")},
        {ACT_WAITLIST, "waitlist", "espera", N_("Put on the waiting list")},
        {ACT_ASK_INFO, "ask", "preguntar", N_("Ask for more information")},
        {ACT_DECLINE, "decline", "no-aceptar", N_("Do not accept")},
        {ACT_SERVICE_GIVEN, "service", "servicio", N_("Record the service")},
    };
    json_t *can = value_array();
    json_t *codes = value_array();
    struct str base =
        str_join_in(act->arena, S("/derivaciones/"), id_text(act->arena, row->slip), S("/"));
    for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
        if (!may(row, answers[i].what)) {
            continue;
        }
        json_t *one = value_object();
        value_set_z(one, "key", answers[i].key);
        value_set_text(one, "answer_url",
                       str_join_in(act->arena, base, str_of(answers[i].path), STR_NONE));
        value_set_text(one, "label", act_words(act, answers[i].label));
        value_set_flag(one, "is_first", json_array_size(can) == 0);
        value_push(can, one);
        value_push_text(codes, str_of(answers[i].key));
    }
    value_set(view, "answers", can);
    value_set_flag(view, "can_answer", json_array_size(can) > 0);
    if (may(row, ACT_RECEIVE)) {
        json_t *receive = value_object();
        value_set_text(receive, "answer_url",
                       str_join_in(act->arena, base, S("recibir"), STR_NONE));
        value_set_id(receive, "command", act_new_id(act));
        value_set(view, "receive", receive);
        value_push_text(codes, S("receive"));
    }
    value_set(view, "can", codes);
    value_set_flag(view, "has_later",
                   may(row, ACT_ACCEPT) && json_array_size(value_get(view, "later")) > 0);
}

static bool may(const struct referral_row *row, enum referral_act what)
{
    struct fault unused = {0};
    enum referral_state next;
    return referral_next((enum referral_state)row->state, what, &next, &unused) == OK;
}

static void show_history(struct act *act, const struct dossier *dossier, json_t *view)
{
    json_t *array = value_array();
    for (size_t i = dossier->count; i-- > 0;) {
        const struct entry *entry = &dossier->entries[i];
        json_t *item = value_object();
        value_set_text(item, "what", act_words(act, entry_type_label(entry->type)));
        value_set_text(
            item, "at",
            date_text_iso(act->arena, entry_when_us(entry), act->actor.utc_offset_minutes));
        value_set_text(item, "when", act_time(act, entry_when_us(entry)));
        value_set_text(item, "by", entry->author_name);
        value_set_text(item, "text", history_text(act, entry));
        value_push(array, item);
    }
    value_set(view, "history", array);
}

static struct str history_text(struct act *act, const struct entry *entry)
{
    switch (entry->type) {
    case ENTRY_SLIP_INFO_ASKED:
        return value_get_text(entry->body, "question");
    case ENTRY_SLIP_INFO_GIVEN:
        return value_get_text(entry->body, "answer");
    case ENTRY_SLIP_DECLINED:
        return reason_words(act, entry->body, referral_decline_reasons);
    case ENTRY_SLIP_SERVICE:
        return reason_words(act, entry->body, referral_not_given_reasons);
    case ENTRY_SLIP_WAITLISTED:
        return act_words_with(act, N_("There may be a place from {{arg}} on."),
                              act_date(act, value_get_int(entry->body, "expected_us", 0)));
    default:
        return STR_NONE;
    }
}

/* Of a case that was transferred: who accompanies now, or that it is not who sent this. */
static enum err show_sender(struct act *act, const struct referral_row *row,
                            const struct slip *slip, json_t *view)
{
    struct task_row task;
    TRY(accompanies_task(act, row->slip, &task));
    value_set_flag(view, "elsewhere", str_eq(task.kind, S(TASK_SENDER_STAYS)));
    if (task.kind.len == 0 || str_eq(task.kind, S(TASK_TELL_WHO))) {
        return OK;
    }
    bool stays = str_eq(task.kind, S(TASK_SENDER_STAYS));
    json_t *sender = value_object();
    value_set_text(sender, "text",
                   act_words_with(act,
                                  stays ? N_("Another unit accompanies the person now. For this "
                                             "referral {{arg}} goes on answering.")
                                        : N_("Who accompanies the person has changed. Now it is "
                                             "{{arg}}."),
                                  value_get_text(slip->sender, "sender_name")));
    value_set_text(sender, "since", act_time(act, task.at_us));
    if (task.is_open) {
        value_set_text(sender, "note_url",
                       str_join_in(act->arena, S("/derivaciones/"), id_text(act->arena, row->slip),
                                   S("/enterado")));
        value_set_id(sender, "note_command", act_new_id(act));
    }
    value_set(view, "sender", sender);
    return OK;
}

static struct str reason_words(struct act *act, const json_t *body, const struct reason *reasons)
{
    const struct reason *reason = reason_find(reasons, value_get_text(body, "reason"));
    struct str detail = value_get_text(body, "detail");
    struct str words = reason ? act_words(act, reason->label) : STR_NONE;
    return detail.len > 0 ? str_join_in(act->arena, words, S(": "), detail) : words;
}
