/* Part of see_conference.h: what the person's page says of conferences, and why one is proposed. */
#include <string.h>

#include "store/referrals.h"
#include "work/conference/decision.h"
#include "work/conference/see_conference.h"
#include "work/referral/silence.h"
#include "work/see.h"

const char *const see_conference_proposal = N_("It may help that those who serve the person meet");

static enum err look_at_rows(struct act *act, struct vec *referrals);
static bool is_theirs(const struct referral_row *row);
static json_t *reason_view(struct act *act, const struct conference_reason *reason);
static struct str titles(struct act *act, const struct conference *conference, const json_t *items);

enum err see_conference_part(struct act *act, const struct person *p, json_t *view)
{
    struct vec referrals = vec_of(act->arena, struct referral_seen);
    struct vec reasons = vec_of(act->arena, struct conference_reason);
    json_t *part = value_object();
    json_t *why = value_array();
    json_t *known = value_array();
    conference_referrals(&p->c, &referrals);
    TRY(look_at_rows(act, &referrals));
    conference_reasons(&p->c, &referrals, &act->server->need_days, act->now_us, &reasons);
    for (size_t i = 0; i < reasons.count; i++) {
        value_push(why, reason_view(act, vec_at(&reasons, struct conference_reason, i)));
    }
    for (size_t i = p->c.conferences.all.count; i-- > 0;) {
        const struct conference *one = vec_at(&p->c.conferences.all, struct conference, i);
        struct str rest =
            str_join_in(act->arena, S("/conferencias/"), id_text(act->arena, one->id), STR_NONE);
        json_t *item = value_object();
        value_set_text(item, "conference_url",
                       see_person_url(act, p->core.id, str_z(act->arena, rest)));
        value_set_z(item, "state", conference_state_name(one->state));
        value_set_text(item, "state_label", act_words(act, conference_state_label(one->state)));
        value_set_text(item, "when", act_time(act, one->when_us));
        value_push(known, item);
    }
    value_set(part, "reasons", why);
    value_set_flag(part, "proposed", reasons.count > 0);
    value_set(part, "known", known);
    value_set_text(part, "call_url",
                   conferences_open(&p->c.conferences)
                       ? STR_NONE
                       : see_person_url(act, p->core.id, "/conferencia"));
    value_set(view, "conference", part);
    return OK;
}

struct str see_conference_reason(struct act *act, const struct conference_reason *reason)
{
    struct str words = see_reason(act, conference_whys, str_of(reason->code));
    return see_joined(act, words, see_service(act, reason->about));
}

enum err see_conference_proposed(struct act *act, const json_t *proposal, struct vec *ret)
{
    const json_t *known = json_array_get(proposal, 1);
    const json_t *failing = json_array_get(proposal, 2);
    struct vec referrals = vec_of(act->arena, struct referral_seen);
    *ret = vec_of(act->arena, struct conference_reason);
    for (size_t i = 0; i < json_array_size(failing); i++) {
        const json_t *row = json_array_get(failing, i);
        const json_t *last = json_array_get(row, 2);
        struct referral_seen *seen = vec_add(&referrals);
        *seen = (struct referral_seen){.service = value_str(json_array_get(row, 1)),
                                       .failed_us = json_integer_value(last)};
        uint32_t group = 1 + (uint32_t)json_integer_value(json_array_get(row, 0));
        memcpy(seen->need.b, &group, sizeof(group));
        if (!id_parse(value_str(last), &seen->slip)) {
            seen->slip = ID_NONE;
        }
    }
    TRY(look_at_rows(act, &referrals));
    conference_unanswered(&referrals, json_integer_value(json_array_get(proposal, 0)), ret);
    for (size_t i = 0; i < json_array_size(known); i++) {
        const json_t *row = json_array_get(known, i);
        const struct reason *why = reason_find(conference_whys, value_str(json_array_get(row, 0)));
        struct conference_reason reason = {.code = why ? why->code : "",
                                           .about = value_str(json_array_get(row, 1)),
                                           .since_us = json_integer_value(json_array_get(row, 2))};
        if (why && reason.since_us <= act->now_us) {
            *(struct conference_reason *)vec_add(ret) = reason;
        }
    }
    return OK;
}

struct str see_conference_told(struct act *act, const struct case_state *c,
                               const struct entry *entry)
{
    const json_t *body = entry->body;
    const struct conference *one =
        conference_find(&c->conferences, value_get_id(body, "conference"));
    const struct guest *guest = one ? conference_guest(one, value_get_id(body, "unit")) : NULL;
    const struct support *support =
        one ? conference_support(one, value_get_id(body, "support")) : NULL;
    const struct decision *decision =
        one ? conference_decision(one, value_get_id(body, "decision")) : NULL;
    switch (entry->type) {
    case ENTRY_CONFERENCE_SET:
        return see_joined(act, act_time(act, value_get_int(body, "when_us", 0)),
                          value_get_text(value_get(body, "answers"), "place"));
    case ENTRY_CONFERENCE_ITEM:
        return see_joined(act, value_get_text(body, "title"), value_get_text(body, "text"));
    case ENTRY_CONFERENCE_SUPPORT:
        return see_joined(act,
                          see_joined(act, value_get_text(body, "name"),
                                     value_get_text(body, "organisation_name")),
                          one ? titles(act, one, value_get(body, "items")) : STR_NONE);
    case ENTRY_CONFERENCE_SIGNED:
        return support ? support->name : STR_NONE;
    case ENTRY_CONFERENCE_ANSWER:
    case ENTRY_CONFERENCE_INVITED:
        return see_joined(
            act, guest ? see_place(act, guest->organisation_name, guest->unit_name) : STR_NONE,
            see_choice(act, "conference_answer", "answer", value_get_text(body, "answer")));
    case ENTRY_CONFERENCE_DECIDED:
    case ENTRY_CONFERENCE_DECISION_DROPPED:
        return decision ? decision_words(act, decision) : STR_NONE;
    case ENTRY_CONFERENCE_OUTCOME:
        return see_joined(act, decision ? decision_words(act, decision) : STR_NONE,
                          decision_outcome_words(act, value_get_text(body, "state"),
                                                 value_get_text(body, "note")));
    case ENTRY_CONFERENCE_TOLD:
        return see_joined(act,
                          see_choice(act, "conference_told", "told", value_get_text(body, "told")),
                          value_get_text(body, "said"));
    case ENTRY_CONFERENCE_STOPPED:
        return see_choice(act, "conference_stop", "why", value_get_text(body, "why"));
    default:
        return STR_NONE;
    }
}

/* What the shared rows say of those that the case may know less of. */
static enum err look_at_rows(struct act *act, struct vec *referrals)
{
    for (size_t i = 0; i < referrals->count; i++) {
        struct referral_seen *seen = vec_at(referrals, struct referral_seen, i);
        struct referral_row row;
        if (id_is_none(seen->slip)) {
            continue;
        }
        TRY(referrals_get(act->db, act->arena, seen->slip, &row));
        if (row.state == REFERRAL_DECLINED || row.state == REFERRAL_SERVICE_NOT) {
            seen->failed_us = row.state_us;
        } else if (silence_of(&row, act->now_us) >= SILENCE_DUE && is_theirs(&row)) {
            seen->failed_us = row.clock.due_us;
        }
    }
    return OK;
}

/* Once they have accepted, they have answered. What became of what was told to somebody without an
 * account is for them to say, though it is the sender who asks. */
static bool is_theirs(const struct referral_row *row)
{
    return row->state == REFERRAL_EXECUTED ||
           (silence_awaits(row) == SIDES_RECEIVED && row->state != REFERRAL_ACCEPTED);
}

static json_t *reason_view(struct act *act, const struct conference_reason *reason)
{
    json_t *view = value_object();
    value_set_z(view, "code", reason->code);
    value_set_text(view, "text", see_conference_reason(act, reason));
    value_set_text(view, "since", act_date(act, reason->since_us));
    return view;
}

static struct str titles(struct act *act, const struct conference *conference, const json_t *items)
{
    struct str text = STR_NONE;
    for (size_t i = 0; i < json_array_size(items); i++) {
        struct id id;
        const struct conference_item *item = id_parse(value_str(json_array_get(items, i)), &id)
                                                 ? conference_item(conference, id)
                                                 : NULL;
        text = item ? see_joined(act, text, item->title) : text;
    }
    return text;
}
