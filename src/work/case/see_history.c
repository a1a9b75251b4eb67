/* Part of see_case.h: the one history of a person. */
#include "base/date.h"
#include "domain/words.h"
#include "work/case/erasure_parts.h"
#include "work/case/see_case.h"
#include "work/conference/see_conference.h"
#include "work/person/history.h"
#include "work/person/see_person.h"
#include "work/referral/see_referral_history.h"
#include "work/see.h"

static history_tell tell_consent, tell_answers, tell_need, tell_need_closed, tell_note,
    tell_service, tell_release, tell_withdrawn, tell_referral, tell_outcome, tell_told,
    tell_cleared, tell_executed, tell_who_told, tell_kept, tell_erasure, tell_owner, tell_transfer;

static const char group_meetings[] = "reuniones";
static const char group_needs[] = "necesidades";
static const char group_consent[] = "autorizaciones";
static const char group_referrals[] = "derivaciones";
static const char group_notes[] = "notas";
static const char group_follow_up[] = "seguimiento";
static const char group_plan[] = "plan";
static const char group_data[] = "datos";

static const struct {
    const char *group, *label;
} groups[] = {
    {"", N_("Everything")},
    {group_needs, N_("Needs and risk")},
    {group_plan, N_("Plan")},
    {group_referrals, N_("Referrals")},
    {group_meetings, N_("Conferences")},
    {group_consent, N_("Authorisations")},
    {group_notes, N_("Notes")},
    {group_follow_up, N_("Follow-up")},
    {group_data, N_("Data")},
};

/* Which group of the history an entry belongs to, and what it says beside its name. */
static const struct {
    const char *group;
    history_tell *tell;
} tells[ENTRY_TYPE_COUNT] = {
    [ENTRY_CASE_OPENED] = {group_data, NULL},
    [ENTRY_SERVICES_CONSENT] = {group_consent, tell_consent},
    [ENTRY_ANSWERS_SET] = {group_data, tell_answers},
    [ENTRY_EXCLUSION_SET] = {group_data, NULL},
    [ENTRY_BEST_INTERESTS] = {group_needs, tell_interests},
    [ENTRY_REPORT_NOTED] = {group_consent, tell_report},
    [ENTRY_OVERRIDE_NOTED] = {group_consent, tell_override},
    [ENTRY_OVERRIDE_TOLD] = {group_consent, tell_override},
    [ENTRY_NEED_ADDED] = {group_needs, tell_need},
    [ENTRY_NEED_CLOSED] = {group_needs, tell_need_closed},
    [ENTRY_RISK_ASSESSED] = {group_needs, tell_risk},
    [ENTRY_SAFETY_REVIEW_SET] = {group_plan, tell_safety_review},
    [ENTRY_SAFETY_PUT_OFF] = {group_plan, tell_safety_put_off},
    [ENTRY_NOTE_ADDED] = {group_notes, tell_note},
    [ENTRY_FOLLOW_UP_SET] = {group_follow_up, tell_follow_up},
    [ENTRY_FOLLOW_UP_DONE] = {group_follow_up, tell_follow_up_done},
    [ENTRY_SERVICE_DECLINED] = {group_referrals, tell_service},
    [ENTRY_DECLINED_REOPENED] = {group_referrals, tell_service},
    [ENTRY_RELEASE_GIVEN] = {group_consent, tell_release},
    [ENTRY_RELEASE_WITHDRAWN] = {group_consent, tell_withdrawn},
    [ENTRY_REFERRAL_DRAFTED] = {group_referrals, tell_referral},
    [ENTRY_REFERRAL_DROPPED] = {group_referrals, tell_referral},
    [ENTRY_REFERRAL_SENT] = {group_referrals, tell_referral},
    [ENTRY_REFERRAL_RECORDED] = {group_referrals, tell_referral},
    [ENTRY_REFERRAL_EXECUTED] = {group_referrals, tell_executed},
    [ENTRY_REFERRAL_PHONED] = {group_referrals, tell_referral},
    [ENTRY_REFERRAL_CANCELLED] = {group_referrals, tell_referral},
    [ENTRY_REFERRAL_OUTCOME] = {group_referrals, tell_outcome},
    [ENTRY_REFERRAL_TOLD] = {group_referrals, tell_told},
    [ENTRY_REFERRAL_CLOSED] = {group_referrals, tell_referral},
    [ENTRY_REFERRAL_CLEARED] = {group_referrals, tell_cleared},
    [ENTRY_REFERRAL_CLEARED_TOLD] = {group_referrals, tell_told},
    [ENTRY_REFERRAL_WHO_TOLD] = {group_referrals, tell_who_told},
    [ENTRY_CONFERENCE_SET] = {group_meetings, see_conference_told},
    [ENTRY_CONFERENCE_REFUSED] = {group_meetings, see_conference_told},
    [ENTRY_CONFERENCE_ITEM] = {group_meetings, see_conference_told},
    [ENTRY_CONFERENCE_ITEM_DROPPED] = {group_meetings, see_conference_told},
    [ENTRY_CONFERENCE_SUPPORT] = {group_meetings, see_conference_told},
    [ENTRY_CONFERENCE_SIGNED] = {group_meetings, see_conference_told},
    [ENTRY_CONFERENCE_ANSWER] = {group_meetings, see_conference_told},
    [ENTRY_CONFERENCE_INVITED] = {group_meetings, see_conference_told},
    [ENTRY_CONFERENCE_HELD] = {group_meetings, see_conference_told},
    [ENTRY_CONFERENCE_DECIDED] = {group_meetings, see_conference_told},
    [ENTRY_CONFERENCE_DECISION_DROPPED] = {group_meetings, see_conference_told},
    [ENTRY_CONFERENCE_APPROVED] = {group_meetings, see_conference_told},
    [ENTRY_CONFERENCE_OUTCOME] = {group_meetings, see_conference_told},
    [ENTRY_CONFERENCE_TOLD] = {group_meetings, see_conference_told},
    [ENTRY_CONFERENCE_PRINTED] = {group_meetings, see_conference_told},
    [ENTRY_CONFERENCE_CLOSED] = {group_meetings, see_conference_told},
    [ENTRY_CONFERENCE_STOPPED] = {group_meetings, see_conference_told},
    [ENTRY_ACCOUNT_HEARD] = {group_notes, tell_heard},
    [ENTRY_INCIDENT_KNOWN] = {group_notes, tell_incident},
    [ENTRY_COPY_GIVEN] = {group_consent, NULL},
    [ENTRY_RETENTION_MOVED] = {group_data, tell_kept},
    [ENTRY_ERASURE_ASKED] = {group_data, tell_erasure},
    [ENTRY_ERASURE_DROPPED] = {group_data, NULL},
    [ENTRY_PART_ERASED] = {group_data, tell_erasure},
    [ENTRY_OWNER_CHANGED] = {group_data, tell_owner},
    [ENTRY_FILE_REVIEWED] = {group_plan, tell_file_review},
    [ENTRY_FILE_REVIEW_DONE] = {group_plan, tell_file_review},
    [ENTRY_REASSIGN_ASKED] = {group_data, tell_reassign},
    [ENTRY_TRANSFER_DRAFTED] = {group_referrals, tell_transfer},
    [ENTRY_TRANSFER_SENT] = {group_referrals, tell_transfer},
    [ENTRY_TRANSFER_ENDED] = {group_referrals, tell_transfer},
    [ENTRY_TRANSFER_STARTED] = {group_referrals, tell_transfer},
    [ENTRY_GOAL_SET] = {group_plan, tell_goal},
    [ENTRY_ACTION_SET] = {group_plan, tell_action},
    [ENTRY_ACTION_PROGRESS] = {group_plan, tell_progress},
    [ENTRY_SERVICE_GIVEN] = {group_plan, tell_service_given},
    [ENTRY_PLAN_AGREED] = {group_plan, tell_plan_agreed},
    [ENTRY_CLOSURE_ASKED] = {group_data, tell_closure},
    [ENTRY_CASE_REOPENED] = {group_data, tell_reopened},
    [ENTRY_FEEDBACK_ASKED] = {group_data, tell_feedback},
    [ENTRY_APPROVAL_ASKED] = {group_plan, tell_approval},
    [ENTRY_APPROVAL_ANSWERED] = {group_plan, tell_approval},
};

enum { HISTORY_PAGE = 30, HISTORY_PRINT = 2000 };

static json_t *filters_view(struct act *act, const struct see_case *what);
static json_t *entry_view(struct act *act, const struct see_case *what, const struct case_state *c,
                          const struct entry *entry);

void see_history(struct act *act, const struct person *p, const struct see_case *what, json_t *view)
{
    size_t room = what->for_print ? HISTORY_PRINT : HISTORY_PAGE;
    int64_t oldest = 0;
    json_t *items = value_array();
    for (size_t i = p->core.count; i > 0; i--) {
        const struct entry *entry = &p->core.entries[i - 1];
        const char *group = tells[entry->type].group;
        bool shown = what->only.len == 0 || (group && str_eq(what->only, str_of(group)));
        if (!shown || (what->before_seq != 0 && entry->seq >= what->before_seq)) {
            continue;
        }
        if (json_array_size(items) == room) {
            struct str rest = str_printf_in(act->arena, "?tipo=%.*s&antes=%lld",
                                            STR_ARGS(what->only), (long long)oldest);
            value_set_text(view, "older_url",
                           see_person_url(act, what->person, str_z(act->arena, rest)));
            break;
        }
        oldest = entry->seq;
        value_push(items, entry_view(act, what, &p->c, entry));
    }
    json_t *timeline = value_object();
    value_set(timeline, "filters", filters_view(act, what));
    value_set(timeline, "items", items);
    value_set_text(timeline, "empty",
                   act_words(act, N_("Nothing of this kind yet. What is done will stand here.")));
    value_set(view, "timeline", timeline);
}

static json_t *filters_view(struct act *act, const struct see_case *what)
{
    json_t *filters = value_array();
    for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]) && !what->for_print; i++) {
        struct str group = str_of(groups[i].group);
        struct str rest = group.len == 0
                              ? S("#historia")
                              : str_join_in(act->arena, S("?tipo="), group, S("#historia"));
        json_t *filter = value_object();
        value_set_text(filter, "url", see_person_url(act, what->person, str_z(act->arena, rest)));
        value_set_text(filter, "label", act_words(act, groups[i].label));
        value_set_flag(filter, "current", str_eq(group, what->only));
        value_push(filters, filter);
    }
    return filters;
}

static json_t *entry_view(struct act *act, const struct see_case *what, const struct case_state *c,
                          const struct entry *entry)
{
    history_tell *telling = tells[entry->type].tell;
    struct str text = telling ? telling(act, c, entry) : STR_NONE;
    int64_t when_us = entry_when_us(entry);
    bool later = entry->at_us - when_us >= MINUTE_US || when_us - entry->at_us >= MINUTE_US;
    json_t *item = value_object();
    value_set_z(item, "type", entry_type_name(entry->type));
    value_set_text(item, "title", act_words(act, entry_type_label(entry->type)));
    value_set_text(item, "at", date_text_iso(act->arena, when_us, act->actor.utc_offset_minutes));
    value_set_text(item, "when", act_time(act, when_us));
    value_set_text(item, "written",
                   date_text_iso(act->arena, entry->at_us, act->actor.utc_offset_minutes));
    value_set_text(item, "recorded", later ? act_time(act, entry->at_us) : STR_NONE);
    value_set_text(item, "by", entry->author_name);
    bool masked = what->for_print && !what->for_her;
    value_set_text(item, "text", masked ? see_masked(act, c, text) : text);
    struct id referral = value_get_id(entry->body, "referral");
    if (!id_is_none(referral) && case_referral(c, referral) && !what->for_print) {
        struct str rest =
            str_join_in(act->arena, S("/derivaciones/"), id_text(act->arena, referral), STR_NONE);
        value_set_text(item, "link_url",
                       see_person_url(act, what->person, str_z(act->arena, rest)));
        value_set_text(item, "link", act_words(act, N_("Open the referral")));
    }
    return item;
}

static struct str tell_consent(struct act *act, const struct case_state *c,
                               const struct entry *entry)
{
    (void)c;
    struct str text = see_joined(
        act, see_choice(act, "consent_services", "answer", value_get_text(entry->body, "answer")),
        see_choice(act, "consent_services", "mode", value_get_text(entry->body, "mode")));
    return see_joined(act, text, tell_consent_child(act, value_get(entry->body, "child")));
}

static struct str tell_answers(struct act *act, const struct case_state *c,
                               const struct entry *entry)
{
    const struct form *form = server_form(act->server, value_get_text(entry->body, "form"));
    (void)c;
    return form ? act_words(act, str_z(act->arena, form->title)) : STR_NONE;
}

static struct str tell_need(struct act *act, const struct case_state *c, const struct entry *entry)
{
    (void)c;
    struct str what =
        see_joined(act, see_service(act, value_get_text(entry->body, "service")),
                   see_choice(act, "need", "priority", value_get_text(entry->body, "priority")));
    return see_joined(act, what, value_get_text(entry->body, "note"));
}

static struct str tell_need_closed(struct act *act, const struct case_state *c,
                                   const struct entry *entry)
{
    const struct need *need = case_need(c, value_get_id(entry->body, "need"));
    struct str result =
        see_choice(act, "need_close", "result", value_get_text(entry->body, "result"));
    struct str what = see_joined(act, need ? see_service(act, need->service) : STR_NONE, result);
    return see_joined(act, what, value_get_text(entry->body, "note"));
}

static struct str tell_note(struct act *act, const struct case_state *c, const struct entry *entry)
{
    (void)act;
    (void)c;
    return value_get_text(entry->body, "text");
}

static struct str tell_service(struct act *act, const struct case_state *c,
                               const struct entry *entry)
{
    (void)c;
    return see_joined(act, see_service(act, value_get_text(entry->body, "service")),
                      value_get_text(entry->body, "provider"));
}

static struct str tell_release(struct act *act, const struct case_state *c,
                               const struct entry *entry)
{
    const json_t *categories = value_get(entry->body, "categories");
    (void)c;
    struct str place = see_place(act, value_get_text(entry->body, "organisation_name"),
                                 value_get_text(entry->body, "unit_name"));
    struct str told =
        see_joined(act, place, see_service(act, value_get_text(entry->body, "service")));
    for (size_t i = 0; i < json_array_size(categories); i++) {
        enum category category = category_parse(value_str(json_array_get(categories, i)));
        if (category != CATEGORY_NONE) {
            told = see_joined(act, told, act_words(act, category_label(category)));
        }
    }
    return told;
}

static struct str tell_withdrawn(struct act *act, const struct case_state *c,
                                 const struct entry *entry)
{
    const struct release *release = case_release(c, value_get_id(entry->body, "release"));
    return release ? see_joined(act,
                                see_place(act, value_get_text(release->body, "organisation_name"),
                                          release->unit_name),
                                see_service(act, release->service))
                   : STR_NONE;
}

static struct str tell_referral(struct act *act, const struct case_state *c,
                                const struct entry *entry)
{
    const struct referral *referral = case_referral(c, value_get_id(entry->body, "referral"));
    if (!referral) {
        return STR_NONE;
    }
    struct str to = see_place(act, referral->organisation_name, referral->unit_name);
    struct str what = see_joined(act, see_service(act, referral->service), to);
    struct str why = see_choice(act, "cancel", "why", value_get_text(entry->body, "why"));
    bool dropped = entry->type == ENTRY_REFERRAL_DROPPED;
    what = see_joined(act, what, dropped ? STR_NONE : why);
    return see_joined(act, what, value_get_text(entry->body, "answered_by"));
}

static struct str tell_outcome(struct act *act, const struct case_state *c,
                               const struct entry *entry)
{
    struct str code = value_get_text(entry->body, "reason");
    const struct reason *reason = reason_find(referral_decline_reasons, code);
    reason = reason ? reason : reason_find(referral_not_given_reasons, code);
    struct str state = see_state(act, referral_state_parse(value_get_text(entry->body, "state")));
    struct str what = see_joined(act, tell_referral(act, c, entry), state);
    return see_joined(act, what, reason ? act_words(act, reason->label) : STR_NONE);
}

static struct str tell_told(struct act *act, const struct case_state *c, const struct entry *entry)
{
    struct str told = see_choice(act, "told", "told", value_get_text(entry->body, "told"));
    return see_joined(act, tell_referral(act, c, entry),
                      see_joined(act, told, value_get_text(entry->body, "not_told_why")));
}

static struct str tell_cleared(struct act *act, const struct case_state *c,
                               const struct entry *entry)
{
    return see_joined(
        act, tell_referral(act, c, entry),
        see_choice(act, "slip_cleared", "cleared", value_get_text(entry->body, "cleared")));
}

static struct str tell_executed(struct act *act, const struct case_state *c,
                                const struct entry *entry)
{
    static const char *const parts[] = {"by", "to", "said_back"};
    struct str what =
        see_joined(act, tell_referral(act, c, entry),
                   see_choice(act, "executed", "channel", value_get_text(entry->body, "channel")));
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        what = see_joined(act, what, value_get_text(entry->body, parts[i]));
    }
    return what;
}

static struct str tell_who_told(struct act *act, const struct case_state *c,
                                const struct entry *entry)
{
    return see_joined(act, tell_referral(act, c, entry), see_referral_who_told(act, entry->body));
}

static struct str tell_kept(struct act *act, const struct case_state *c, const struct entry *entry)
{
    struct str what = erasure_part_words(act, c, value_get_text(entry->body, "part"));
    struct str day = act_date(act, value_get_int(entry->body, "until_us", 0));
    return see_joined(act, see_joined(act, what, day), value_get_text(entry->body, "why"));
}

static struct str tell_erasure(struct act *act, const struct case_state *c,
                               const struct entry *entry)
{
    return see_joined(act, erasure_part_words(act, c, value_get_text(entry->body, "part")),
                      see_choice(act, "erasure", "reason", value_get_text(entry->body, "reason")));
}

static struct str tell_owner(struct act *act, const struct case_state *c, const struct entry *entry)
{
    static const struct reason moves[] = {{"transfer", N_("Transferred to another unit"), false},
                                          {"returned", N_("Given back"), false},
                                          {"absence", N_("A long absence"), false},
                                          {"share", N_("To share the work"), false},
                                          {"refused",
                                           N_("The person did not want another "
                                              "colleague"),
                                           false},
                                          {NULL, NULL, false}};
    struct str code = value_get_text(entry->body, "why");
    struct str why = see_reason(act, moves, code);
    (void)c;
    why = why.len > 0 ? why : see_choice(act, "owner", "why", code);
    why = see_joined(act, why, value_get_text(entry->body, "over"));
    why = see_joined(
        act, why, see_reason(act, transfer_return_reasons, value_get_text(entry->body, "reason")));
    return see_joined(act, value_get_text(entry->body, "owner_name"), why);
}

static struct str tell_transfer(struct act *act, const struct case_state *c,
                                const struct entry *entry)
{
    const struct id id = value_get_id(entry->body, "transfer");
    struct str code = value_get_text(entry->body, "reason");
    struct str what = STR_NONE;
    for (size_t i = 0; i < c->transfers.count; i++) {
        const struct transfer *transfer = vec_at(&c->transfers, struct transfer, i);
        if (id_eq(transfer->id, id)) {
            what = see_place(act, transfer->organisation_name, transfer->unit_name);
        }
    }
    enum transfer_state how = transfer_state_parse(value_get_text(entry->body, "how"));
    bool said_no = value_get_flag(entry->body, "she_said_no");
    what = see_joined(act, what, how != 0 ? act_words(act, transfer_state_label(how)) : STR_NONE);
    what = see_joined(act, what,
                      said_no ? act_words(act, N_("The person prefers to stay")) : STR_NONE);
    what = see_joined(act, what, see_reason(act, transfer_reasons, code));
    return see_joined(act, what, see_reason(act, transfer_decline_reasons, code));
}
