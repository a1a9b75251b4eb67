#include "work/referral/see_referral_history.h"

#include <stdlib.h>

#include "base/date.h"
#include "work/see.h"

static bool is_about(const struct entry *entry, const struct referral *referral);
static bool is_told_twice(enum entry_type type);
static int by_newest(const void *a, const void *b);
static int stage(enum entry_type type);
static json_t *entry_view(struct act *act, const struct entry *entry);
static struct str text_of(struct act *act, const struct entry *entry);
static struct str answer_text(struct act *act, const struct entry *entry);
static struct str with_reason(struct act *act, struct str before, const json_t *body,
                              const struct reason *reasons);
static struct str outcome_text(struct act *act, const json_t *body);
static struct str executed_text(struct act *act, const json_t *body);
static struct str told_text(struct act *act, const json_t *body);

void see_referral_history(struct act *act, const struct person *p, const struct referral *referral,
                          const struct dossier *slip, json_t *view)
{
    struct vec entries = vec_of(act->arena, const struct entry *);
    for (size_t i = 0; i < p->core.count; i++) {
        if (is_about(&p->core.entries[i], referral)) {
            *(const struct entry **)vec_add(&entries) = &p->core.entries[i];
        }
    }
    for (size_t i = 0; slip && i < slip->count; i++) {
        if (!is_told_twice(slip->entries[i].type)) {
            *(const struct entry **)vec_add(&entries) = &slip->entries[i];
        }
    }
    if (entries.count > 1) {
        qsort(entries.at, entries.count, sizeof(const struct entry *), by_newest);
    }
    json_t *history = value_array();
    for (size_t i = 0; i < entries.count; i++) {
        value_push(history, entry_view(act, *vec_at(&entries, const struct entry *, i)));
    }
    value_set(view, "history", history);
}

static bool is_about(const struct entry *entry, const struct referral *referral)
{
    if (id_eq(value_get_id(entry->body, "referral"), referral->id)) {
        return true;
    }
    return entry->type == ENTRY_RELEASE_WITHDRAWN && !id_is_none(referral->release) &&
           id_eq(value_get_id(entry->body, "release"), referral->release);
}

struct str see_referral_who_told(struct act *act, const json_t *body)
{
    struct str told = see_choice(act, "who_told", "told", value_get_text(body, "told"));
    struct str channel = see_choice(act, "who_told", "channel", value_get_text(body, "channel"));
    return see_joined(act, see_joined(act, told, channel), value_get_text(body, "to"));
}

/* The sender's own acts stand in the case already. */
static bool is_told_twice(enum entry_type type)
{
    return type == ENTRY_SLIP_WRITTEN || type == ENTRY_SLIP_STOPPED;
}

/* By when it took place. Of one moment: what the receiver answered comes between what the sender
 * did before and what followed from it. */
static int by_newest(const void *a, const void *b)
{
    const struct entry *x = *(const struct entry *const *)a;
    const struct entry *y = *(const struct entry *const *)b;
    const int64_t by[][2] = {{entry_when_us(x), entry_when_us(y)},
                             {x->at_us, y->at_us},
                             {stage(x->type), stage(y->type)},
                             {x->seq, y->seq}};
    for (size_t i = 0; i < sizeof(by) / sizeof(by[0]); i++) {
        if (by[i][0] != by[i][1]) {
            return by[i][0] < by[i][1] ? 1 : -1;
        }
    }
    return 0;
}

static int stage(enum entry_type type)
{
    switch (type) {
    case ENTRY_RELEASE_WITHDRAWN:
    case ENTRY_REFERRAL_CANCELLED:
    case ENTRY_REFERRAL_OUTCOME:
    case ENTRY_REFERRAL_TOLD:
    case ENTRY_REFERRAL_CLOSED:
    case ENTRY_REFERRAL_CLEARED:
    case ENTRY_REFERRAL_CLEARED_TOLD:
    case ENTRY_REFERRAL_WHO_TOLD:
        return 2;
    default:
        return entry_belongs(type, DOSSIER_SLIP);
    }
}

static json_t *entry_view(struct act *act, const struct entry *entry)
{
    int64_t when_us = entry_when_us(entry);
    bool later = entry->at_us - when_us >= MINUTE_US;
    json_t *item = value_object();
    value_set_z(item, "type", entry_type_name(entry->type));
    value_set_text(item, "what", act_words(act, entry_type_label(entry->type)));
    value_set_text(item, "at", date_text_iso(act->arena, when_us, act->actor.utc_offset_minutes));
    value_set_text(item, "when", act_time(act, when_us));
    value_set_text(item, "recorded", later ? act_time(act, entry->at_us) : STR_NONE);
    value_set_text(item, "by", entry->author_name);
    value_set_text(item, "text", text_of(act, entry));
    return item;
}

static struct str text_of(struct act *act, const struct entry *entry)
{
    const json_t *body = entry->body;
    switch (entry->type) {
    case ENTRY_REFERRAL_DRAFTED:
        return value_get_text(body, "thoughts");
    case ENTRY_REFERRAL_EXECUTED:
        return executed_text(act, body);
    case ENTRY_REFERRAL_PHONED:
        return value_get_text(body, "answered_by");
    case ENTRY_REFERRAL_CANCELLED:
        return see_choice(act, "cancel", "why", value_get_text(body, "why"));
    case ENTRY_REFERRAL_OUTCOME:
        return outcome_text(act, body);
    case ENTRY_REFERRAL_TOLD:
    case ENTRY_REFERRAL_CLEARED_TOLD:
        return told_text(act, body);
    case ENTRY_REFERRAL_WHO_TOLD:
        return see_referral_who_told(act, body);
    case ENTRY_REFERRAL_CLEARED:
        return see_choice(act, "slip_cleared", "cleared", value_get_text(body, "cleared"));
    default:
        return answer_text(act, entry);
    }
}

static struct str answer_text(struct act *act, const struct entry *entry)
{
    const json_t *body = entry->body;
    switch (entry->type) {
    case ENTRY_SLIP_INFO_ASKED:
        return value_get_text(body, "question");
    case ENTRY_SLIP_INFO_GIVEN:
        return value_get_text(body, "answer");
    case ENTRY_SLIP_ACCEPTED:
        return act_time(act, value_get_int(body, "first_contact_us", 0));
    case ENTRY_SLIP_WAITLISTED:
        return act_words_with(act, N_("There may be a place from {{arg}} on."),
                              act_date(act, value_get_int(body, "expected_us", 0)));
    case ENTRY_SLIP_DECLINED:
        return with_reason(act, STR_NONE, body, referral_decline_reasons);
    case ENTRY_SLIP_SERVICE:
        return with_reason(
            act, see_choice(act, "service_result", "result", value_get_text(body, "result")), body,
            referral_not_given_reasons);
    default:
        return STR_NONE;
    }
}

/* "Recibido en parte · La persona prefirió no recibirlo: …" */
static struct str with_reason(struct act *act, struct str before, const json_t *body,
                              const struct reason *reasons)
{
    const struct reason *reason = reason_find(reasons, value_get_text(body, "reason"));
    struct str detail = value_get_text(body, "detail");
    struct str words = reason ? act_words(act, reason->label) : STR_NONE;
    if (detail.len > 0) {
        words = str_join_in(act->arena, words, S(": "), detail);
    }
    return see_joined(act, before, words);
}

static struct str outcome_text(struct act *act, const json_t *body)
{
    enum referral_state state = referral_state_parse(value_get_text(body, "state"));
    return with_reason(act, see_state(act, state), body,
                       state == REFERRAL_DECLINED ? referral_decline_reasons
                                                  : referral_not_given_reasons);
}

static struct str executed_text(struct act *act, const json_t *body)
{
    struct str channel = see_choice(act, "executed", "channel", value_get_text(body, "channel"));
    struct str who =
        str_join_in(act->arena, value_get_text(body, "by"), S(" → "), value_get_text(body, "to"));
    return see_joined(act, see_joined(act, channel, who), value_get_text(body, "said_back"));
}

static struct str told_text(struct act *act, const json_t *body)
{
    struct str told = see_choice(act, "told", "told", value_get_text(body, "told"));
    return see_joined(act, see_joined(act, told, value_get_text(body, "not_told_why")),
                      act_time(act, value_get_int(body, "next_us", 0)));
}
