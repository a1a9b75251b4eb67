#include "work/transfer/see_transfer.h"

#include "work/childhood/childhood.h"
#include "work/emergency/emergency.h"
#include "work/person/emergency_part.h"
#include "work/see.h"

static void show_head(struct act *act, const struct moving *m, json_t *view);
static void show_told(struct act *act, const struct moving *m, json_t *view);
static void show_agreed(struct act *act, const struct moving *m, json_t *view);
static void show_missed(struct act *act, const struct moving *m, json_t *view);
static void show_acts(struct act *act, const struct moving *m, json_t *view);
static struct str choices(struct act *act, const char *form, const char *field,
                          const json_t *codes);

enum err see_transfer(struct act *act, struct id transfer, json_t *view)
{
    struct moving m;
    TRY(act_permit(act, MAY_LIST_REFERRALS));
    TRY(moving_open(act, transfer, &m));
    show_head(act, &m, view);
    show_told(act, &m, view);
    show_agreed(act, &m, view);
    show_acts(act, &m, view);
    return OK;
}

enum err see_transfer_contact(struct act *act, struct id transfer, json_t *view)
{
    struct moving m;
    struct dossier emergency, safety;
    const json_t *set;
    json_t *rows = value_array();
    TRY(act_permit(act, MAY_OPEN_CASES));
    TRY(moving_open(act, transfer, &m));
    TRY(emergency_read(act, value_get_id(m.h.written, "emergency"), &emergency, &set));
    value_set_text(view, "code", m.row.code);
    value_set_text(view, "rule", emergency_rule(act, set));
    see_row(act, rows, N_("Name"), value_get_text(set, "name"));
    see_row(act, rows, N_("Phone"), value_get_text(set, "phone"));
    see_row(act, rows, N_("Language"), value_get_text(set, "language"));
    value_set(view, "rows", rows);
    if (act_can_open(act, value_get_id(set, "safety"))) {
        TRY(act_open(act, value_get_id(set, "safety"), DOSSIER_SAFETY, &safety));
        TRY(see_safety_plan(act, &safety, view));
    }
    value_set_text(view, "back_url", moving_url(act, transfer, ""));
    act_note(act, emergency.id, S("contact_shown"), 0);
    return OK;
}

static void show_head(struct act *act, const struct moving *m, json_t *view)
{
    enum transfer_state state = (enum transfer_state)m->row.state;
    const json_t *written = m->h.written;
    json_t *rows = value_array();
    bool late = m->row.due_us != 0 && m->row.due_us <= act->now_us;
    value_set_text(view, "code", m->row.code);
    value_set_text(view, "state", act_words(act, transfer_state_label(state)));
    value_set_z(view, "state_code", transfer_state_name(state));
    value_set_z(view, "tone",
                state == TRANSFER_DECLINED || late ? "alert"
                : transfer_open(state)             ? "info"
                                                   : "quiet");
    value_set_flag(view, "abroad", value_get_flag(written, "abroad"));
    see_row(act, rows, N_("From"), value_get_text(m->card, "from"));
    see_row(act, rows, N_("To"), value_get_text(m->card, "to"));
    bool theirs = transfer_owner(state) == TRANSFER_RECEIVER;
    see_row(act, rows, N_("Accompanies and answers now"),
            value_get_text(m->card, theirs ? "to" : "from"));
    see_row(act, rows, N_("Responsible until the first contact"),
            state == TRANSFER_ACCEPTED ? value_get_text(m->card, "from") : STR_NONE);
    see_row(act, rows, N_("Phone of who transfers"), value_get_text(written, "sender_phone"));
    see_row(act, rows, N_("Reason"),
            see_reason(act, transfer_reasons, value_get_text(written, "reason")));
    see_row(act, rows, N_("Priority"),
            see_choice(act, "transfer_choice", "priority", m->row.priority));
    see_row(act, rows, N_("Who consented"), see_child_role(act, value_get(written, "consent")));
    see_row(act, rows, N_("Sent"), act_time(act, m->row.sent_us));
    see_row(act, rows, state == TRANSFER_SENT ? N_("To be answered by") : N_("First contact by"),
            act_time(act, m->row.due_us));
    see_row(act, rows, N_("Will accompany"), value_get_text(m->h.accepted, "owner_name"));
    see_row(act, rows, N_("Not accepted because"),
            see_joined(
                act,
                see_reason(act, transfer_decline_reasons, value_get_text(m->h.declined, "reason")),
                value_get_text(m->h.declined, "detail")));
    see_row(act, rows, N_("Given back because"),
            see_reason(act, transfer_return_reasons, value_get_text(m->h.returned, "reason")));
    value_set(view, "rows", rows);
    value_set_flag(view, "is_late", late);
    value_set_flag(view, "no_arrival", late && state == TRANSFER_ACCEPTED);
}

/* The summary; and by their labels the parts that open when it is accepted. */
static void show_told(struct act *act, const struct moving *m, json_t *view)
{
    const json_t *items = value_get(m->h.written, "items");
    const json_t *given = value_get(m->h.written, "parts");
    json_t *told = value_array();
    json_t *parts = value_array();
    for (size_t i = 0; i < json_array_size(items); i++) {
        const json_t *item = json_array_get(items, i);
        json_t *row = value_object();
        value_set_text(row, "label",
                       act_words(act, str_z(act->arena, value_get_text(item, "label"))));
        value_set_text(row, "value", value_get_text(item, "value"));
        value_push(told, row);
    }
    for (size_t i = 0; transfer_parts[i].name; i++) {
        if (value_has_text(given, str_of(transfer_parts[i].name))) {
            value_push_text(parts, act_words(act, transfer_parts[i].label));
        }
    }
    value_set(view, "told", told);
    value_set(view, "parts", parts);
    value_set_flag(view, "has_parts", json_array_size(parts) > 0);
    value_set_text(view, "rule", value_get_text(m->h.written, "rule"));
    value_set_text(view, "until", act_date(act, value_get_int(m->h.written, "until_us", 0)));
}

static void show_agreed(struct act *act, const struct moving *m, json_t *view)
{
    json_t *meeting = value_array();
    json_t *agreed = value_array();
    const json_t *how = m->h.meeting;
    const json_t *wait = m->h.no_arrival;
    see_row(act, meeting, N_("When"), act_time(act, value_get_int(how, "when_us", 0)));
    see_row(act, meeting, N_("How"),
            see_choice(act, "transfer_meeting", "how", value_get_text(how, "how")));
    see_row(act, meeting, N_("Who"),
            choices(act, "transfer_meeting", "present", value_get(how, "present")));
    see_row(act, meeting, N_("With the person"),
            see_choice(act, "transfer_meeting", "she_comes", value_get_text(how, "she_comes")));
    see_row(act, agreed, N_("Expected"), act_date(act, value_get_int(wait, "expected_us", 0)));
    if (wait) {
        see_row(act, agreed, N_("We wait"),
                act_count(act, "{{n}} day", "{{n}} days", value_get_int(wait, "wait_days", 0)));
    }
    see_row(act, agreed, N_("Who looks"),
            see_choice(act, "transfer_no_arrival", "looks", value_get_text(wait, "looks")));
    see_row(act, agreed, N_("How it is looked for"),
            choices(act, "transfer_no_arrival", "ways", value_get(wait, "ways")));
    see_row(act, agreed, N_("Code phrase"), value_get_text(wait, "phrase"));
    value_set(view, "meeting", meeting);
    value_set_flag(view, "has_meeting", how != NULL);
    value_set(view, "agreed", agreed);
    value_set_flag(view, "has_agreed", wait != NULL);
    show_missed(act, m, view);
}

/* The one thing both sides have to know: what was done when she did not come. */
static void show_missed(struct act *act, const struct moving *m, json_t *view)
{
    json_t *missed = value_array();
    for (size_t i = 0; i < m->dossier.count; i++) {
        const struct entry *entry = &m->dossier.entries[i];
        if (entry->type == ENTRY_HANDOVER_NOT_ARRIVED) {
            struct str noted = see_joined(act, act_time(act, entry->at_us), entry->author_name);
            see_row(act, missed, N_("Noted"), noted);
            see_row(act, missed, N_("What was done?"),
                    choices(act, "transfer_not_arrived", "done", value_get(entry->body, "done")));
            see_row(act, missed, N_("We wait until"),
                    act_date(act, value_get_int(entry->body, "again_us", 0)));
        }
    }
    value_set(view, "missed", missed);
    value_set_flag(view, "has_missed", json_array_size(missed) > 0);
}

static void show_acts(struct act *act, const struct moving *m, json_t *view)
{
    bool sent = m->row.state == TRANSFER_SENT;
    bool accepted = m->row.state == TRANSFER_ACCEPTED;
    bool former =
        accepted && !m->owns && act_can_open(act, value_get_id(m->h.written, "emergency"));
    const struct {
        bool can;
        const char *code, *label;
    } acts[] = {
        {sent && m->receives, "aceptar", N_("Accept")},
        {sent && m->receives, "no-aceptar", N_("Do not accept")},
        {former, "contacto", N_("See how to make contact")},
        {accepted && m->owns, "primer-contacto", N_("Record the first contact")},
        {accepted, "encuentro", N_("Agree the hand-over meeting")},
        {accepted, "si-no-llega", N_("Agree what to do if the person does not arrive")},
        {accepted, "no-llego", N_("The person did not arrive")},
        {accepted && m->owns, "devolver", N_("Give the case back")},
    };
    json_t *list = value_array();
    json_t *can = value_array();
    for (size_t i = 0; i < sizeof(acts) / sizeof(acts[0]); i++) {
        if (acts[i].can) {
            struct str rest = str_join_in(act->arena, S("/"), str_of(acts[i].code), STR_NONE);
            json_t *one = value_object();
            value_set_text(one, "url", moving_url(act, m->row.id, str_z(act->arena, rest)));
            value_set_text(one, "label", act_words(act, acts[i].label));
            value_push(list, one);
            value_push_text(can, str_of(acts[i].code));
        }
    }
    bool note = m->owns && m->row.state == TRANSFER_DECLINED && !value_get_flag(m->card, "noted");
    value_set(view, "acts", list);
    value_set(view, "can", can);
    value_set_text(view, "person_url", m->owns ? see_person_url(act, m->person, "") : STR_NONE);
    value_set_text(view, "withdraw_url",
                   sent && m->owns ? see_person_url(act, m->person, "/transferir/retirar")
                                   : STR_NONE);
    value_set_text(view, "note_url",
                   note ? see_person_url(act, m->person, "/transferir/anotar") : STR_NONE);
    value_set_flag(view, "is_former", former);
}

static struct str choices(struct act *act, const char *form, const char *field, const json_t *codes)
{
    struct str text = STR_NONE;
    for (size_t i = 0; i < json_array_size(codes); i++) {
        text = see_joined(act, text,
                          see_choice(act, form, field, value_str(json_array_get(codes, i))));
    }
    return text;
}
