#include "domain/referral.h"

/* What can be done in a state is a row; what is not named is refused. */
#define SENDER_MAY_STOP [ACT_CANCEL] = REFERRAL_CANCELLED, [ACT_WITHDRAW] = REFERRAL_STOPPED
#define SENDER_MAY_CLOSE(stays) \
    [ACT_COPY_OUTCOME] = (stays), [ACT_TELL] = (stays), [ACT_CLOSE] = REFERRAL_CLOSED
#define RECEIVER_MAY_DECIDE                                                 \
    [ACT_ACCEPT] = REFERRAL_ACCEPTED, [ACT_WAITLIST] = REFERRAL_WAITLISTED, \
    [ACT_DECLINE] = REFERRAL_DECLINED

static const unsigned char next_states[REFERRAL_STATE_COUNT][REFERRAL_ACT_COUNT] = {
    [REFERRAL_DRAFT] =
        {[ACT_RELEASE] = REFERRAL_DRAFT, [ACT_SEND] = REFERRAL_DELIVERED, SENDER_MAY_STOP},
    [REFERRAL_AWAITS_RELEASE] = {[ACT_RELEASE] = REFERRAL_DRAFT, SENDER_MAY_STOP},
    [REFERRAL_RECORDED] = {[ACT_RELEASE] = REFERRAL_RECORDED,
                           [ACT_EXECUTE] = REFERRAL_EXECUTED,
                           SENDER_MAY_STOP,
                           SENDER_MAY_CLOSE(REFERRAL_RECORDED)},
    [REFERRAL_EXECUTED] = {SENDER_MAY_STOP, SENDER_MAY_CLOSE(REFERRAL_EXECUTED)},
    [REFERRAL_DELIVERED] = {[ACT_RECEIVE] = REFERRAL_RECEIVED,
                            [ACT_ASK_INFO] = REFERRAL_INFO_ASKED,
                            RECEIVER_MAY_DECIDE,
                            SENDER_MAY_STOP},
    [REFERRAL_RECEIVED] = {[ACT_ASK_INFO] = REFERRAL_INFO_ASKED,
                           RECEIVER_MAY_DECIDE,
                           SENDER_MAY_STOP},
    /* A sender who does not answer must not keep the receiver from deciding. */
    [REFERRAL_INFO_ASKED] = {[ACT_GIVE_INFO] = REFERRAL_RECEIVED,
                             RECEIVER_MAY_DECIDE,
                             SENDER_MAY_STOP},
    [REFERRAL_WAITLISTED] = {[ACT_ACCEPT] = REFERRAL_ACCEPTED,
                             [ACT_DECLINE] = REFERRAL_DECLINED,
                             SENDER_MAY_STOP,
                             [ACT_COPY_OUTCOME] = REFERRAL_WAITLISTED,
                             [ACT_TELL] = REFERRAL_WAITLISTED},
    [REFERRAL_ACCEPTED] = {[ACT_SERVICE_GIVEN] = REFERRAL_SERVICE_GIVEN,
                           [ACT_SERVICE_PARTLY] = REFERRAL_SERVICE_PARTLY,
                           [ACT_SERVICE_NOT] = REFERRAL_SERVICE_NOT,
                           SENDER_MAY_STOP,
                           [ACT_COPY_OUTCOME] = REFERRAL_ACCEPTED,
                           [ACT_TELL] = REFERRAL_ACCEPTED},
    [REFERRAL_DECLINED] = {SENDER_MAY_CLOSE(REFERRAL_DECLINED)},
    [REFERRAL_SERVICE_GIVEN] = {SENDER_MAY_CLOSE(REFERRAL_SERVICE_GIVEN)},
    /* Ended for the sender, who may close; but while the receiver goes on it can be stopped. */
    [REFERRAL_SERVICE_PARTLY] = {[ACT_SERVICE_GIVEN] = REFERRAL_SERVICE_GIVEN,
                                 SENDER_MAY_STOP,
                                 SENDER_MAY_CLOSE(REFERRAL_SERVICE_PARTLY)},
    [REFERRAL_SERVICE_NOT] = {SENDER_MAY_CLOSE(REFERRAL_SERVICE_NOT)},
    [REFERRAL_CANCELLED] = {SENDER_MAY_CLOSE(REFERRAL_CANCELLED)},
    [REFERRAL_STOPPED] = {SENDER_MAY_CLOSE(REFERRAL_STOPPED)},
    /* Closing never waits for a safe moment to tell her; the telling may come later. */
    [REFERRAL_CLOSED] = {[ACT_TELL] = REFERRAL_CLOSED},
};

static const struct {
    const char *name;
    const char *label;
    const char *refusal; /* why an act is not possible in it */
    bool receiver_sees;
    bool ended;
} states[REFERRAL_STATE_COUNT] = {
    [REFERRAL_DRAFT] = {"draft", N_("Draft"), N_("This referral is still a draft."), false, false},
    [REFERRAL_AWAITS_RELEASE] = {"awaits_release", N_("Authorisation missing"),
                                 N_("This referral still lacks the person's authorisation."), false,
                                 false},
    [REFERRAL_RECORDED] = {"recorded", N_("Recorded, not sent"),
                           N_("This referral was recorded and not sent."), false, false},
    [REFERRAL_DELIVERED] = {"delivered", N_("Delivered, not opened"),
                            N_("This referral was delivered and awaits an answer."), true, false},
    [REFERRAL_RECEIVED] = {"received", N_("Reception confirmed"),
                           N_("Reception of this referral was confirmed."), true, false},
    [REFERRAL_INFO_ASKED] = {"info_asked", N_("Asks for information"),
                             N_("More information was asked for on this referral."), true, false},
    [REFERRAL_ACCEPTED] = {"accepted", N_("Accepted"), N_("This referral was accepted."), true,
                           false},
    [REFERRAL_WAITLISTED] = {"waitlisted", N_("On the waiting list"),
                             N_("This referral is on the waiting list."), true, false},
    [REFERRAL_DECLINED] = {"declined", N_("Not accepted"), N_("This referral was not accepted."),
                           false, true},
    [REFERRAL_SERVICE_GIVEN] = {"service_given", N_("Service received"),
                                N_("The service of this referral was received."), false, true},
    [REFERRAL_SERVICE_PARTLY] = {"service_partly", N_("Received in part"),
                                 N_("The service of this referral was received in part."), true,
                                 true},
    [REFERRAL_SERVICE_NOT] = {"service_not", N_("Not received"),
                              N_("The service of this referral was not received."), false, true},
    [REFERRAL_CANCELLED] = {"cancelled", N_("Cancelled"), N_("This referral was cancelled."), false,
                            true},
    [REFERRAL_STOPPED] = {"stopped", N_("No longer valid: do not continue"),
                          N_("This referral is no longer valid: do not continue."), false, true},
    [REFERRAL_EXECUTED] = {"executed", N_("Sent"), N_("This referral was already sent."), false,
                           false},
    [REFERRAL_CLOSED] = {"closed", N_("Closed"), N_("This referral is closed."), false, true},
};

static const struct {
    const char *name;
    bool by_receiver;
} acts[REFERRAL_ACT_COUNT] = {
    [ACT_RELEASE] = {"release", false},
    [ACT_SEND] = {"send", false},
    [ACT_EXECUTE] = {"execute", false},
    [ACT_GIVE_INFO] = {"give_info", false},
    [ACT_CANCEL] = {"cancel", false},
    [ACT_WITHDRAW] = {"withdraw", false},
    [ACT_COPY_OUTCOME] = {"copy_outcome", false},
    [ACT_TELL] = {"tell", false},
    [ACT_CLOSE] = {"close", false},
    [ACT_RECEIVE] = {"receive", true},
    [ACT_ASK_INFO] = {"ask_info", true},
    [ACT_ACCEPT] = {"accept", true},
    [ACT_WAITLIST] = {"waitlist", true},
    [ACT_DECLINE] = {"decline", true},
    [ACT_SERVICE_GIVEN] = {"service_given", true},
    [ACT_SERVICE_PARTLY] = {"service_partly", true},
    [ACT_SERVICE_NOT] = {"service_not", true},
};

const struct reason referral_decline_reasons[] = {
    {"no_capacity", N_("No place is free"), true},
    {"profile", N_("We do not serve this age or profile"), false},
    {"area", N_("Outside our area"), false},
    {"no_service", N_("We do not give this service"), false},
    {"closed", N_("Service closed or paused"), false},
    {"requirement", N_("A requirement is missing"), true},
    {"not_accessible", N_("The place is not accessible"), false},
    {"not_safe", N_("It is not safe to serve the person here"), false},
    {"conflict", N_("Conflict of interest"), false},
    {"already_served", N_("Already receives this service here"), false},
    {"not_verified", N_("The authorisation could not be verified"), false},
    {"other", N_("Other (no personal data)"), true},
    {NULL, NULL, false},
};

const struct reason referral_not_given_reasons[] = {
    {"preferred_not", N_("The person preferred not to receive it"), false},
    {"no_show", N_("Did not come to the appointment"), false},
    {"no_safe_contact", N_("There was no safe way to make contact"), false},
    {"left_area", N_("Is no longer in the area"), false},
    {"interrupted", N_("The service was interrupted"), false},
    {"died", N_("Died"), false},
    {NULL, NULL, false},
};

static bool state_known(enum referral_state state);
static void slip_state(struct slip *slip, enum referral_state state, const struct entry *entry);
static enum referral_state service_state(struct str result);

const char *referral_state_name(enum referral_state state)
{
    return state_known(state) ? states[state].name : "";
}

enum referral_state referral_state_parse(struct str name)
{
    for (unsigned state = 1; state < REFERRAL_STATE_COUNT; state++) {
        if (str_eq(name, str_of(states[state].name))) {
            return state;
        }
    }
    return 0;
}

const char *referral_state_label(enum referral_state state)
{
    return state_known(state) ? states[state].label : "";
}

const char *referral_act_name(enum referral_act act)
{
    bool known = (unsigned)act < REFERRAL_ACT_COUNT && acts[act].name;

    return known ? acts[act].name : "";
}

enum referral_act referral_act_parse(struct str name)
{
    for (unsigned act = 1; act < REFERRAL_ACT_COUNT; act++) {
        if (str_eq(name, str_of(acts[act].name))) {
            return act;
        }
    }
    return 0;
}

bool referral_act_by_receiver(enum referral_act act)
{
    return (unsigned)act < REFERRAL_ACT_COUNT && acts[act].by_receiver;
}

enum err referral_next(enum referral_state from, enum referral_act act, enum referral_state *ret,
                       struct fault *fault)
{
    if (!state_known(from)) {
        return fault_set(fault, ERR_DENIED, N_("There is no such referral."), STR_NONE);
    }

    enum referral_state to =
        (unsigned)act < REFERRAL_ACT_COUNT ? (enum referral_state)next_states[from][act] : 0;
    if (to == 0) {
        return fault_set(fault, ERR_DENIED, states[from].refusal, STR_NONE);
    }
    *ret = to;
    return OK;
}

enum referral_state referral_unsent_state(enum referral_kind kind, bool released)
{
    if (kind == REFERRAL_SELF) {
        return REFERRAL_RECORDED; /* carries nothing: there is nothing to authorise */
    }
    if (!released) {
        return REFERRAL_AWAITS_RELEASE;
    }
    return kind == REFERRAL_EXTERNAL ? REFERRAL_RECORDED : REFERRAL_DRAFT;
}

bool referral_receiver_sees(enum referral_state state)
{
    return state_known(state) && states[state].receiver_sees;
}

bool referral_open(enum referral_state state)
{
    return state_known(state) && state != REFERRAL_CLOSED;
}

bool referral_ended(enum referral_state state)
{
    return state_known(state) && states[state].ended;
}

const struct reason *reason_find(const struct reason *list, struct str code)
{
    for (; list->code; list++) {
        if (str_eq(code, str_of(list->code))) {
            return list;
        }
    }
    return NULL;
}

struct slip slip_fold(const struct entry *entries, size_t count)
{
    struct slip slip = {0};

    for (size_t i = 0; i < count; i++) {
        const struct entry *entry = &entries[i];
        const json_t *body = entry->body;
        switch (entry->type) {
        case ENTRY_SLIP_WRITTEN:
            slip.body = body;
            slip.sender = body;
            slip.contact = value_get_id(body, "contact");
            slip_state(&slip, REFERRAL_DELIVERED, entry);
            break;
        case ENTRY_SLIP_RECEIVED:
            slip_state(&slip, REFERRAL_RECEIVED, entry);
            break;
        case ENTRY_SLIP_INFO_ASKED:
            slip.question = value_get_text(body, "question");
            slip.answer = STR_NONE;
            slip_state(&slip, REFERRAL_INFO_ASKED, entry);
            break;
        case ENTRY_SLIP_INFO_GIVEN:
            slip.answer = value_get_text(body, "answer");
            slip_state(&slip, REFERRAL_RECEIVED, entry);
            break;
        case ENTRY_SLIP_ACCEPTED:
            slip.first_contact_us = value_get_int(body, "first_contact_us", 0);
            slip_state(&slip, REFERRAL_ACCEPTED, entry);
            break;
        case ENTRY_SLIP_WAITLISTED:
            slip.expected_us = value_get_int(body, "expected_us", 0);
            slip_state(&slip, REFERRAL_WAITLISTED, entry);
            break;
        case ENTRY_SLIP_DECLINED:
            slip.reason = value_get_text(body, "reason");
            slip.detail = value_get_text(body, "detail");
            slip_state(&slip, REFERRAL_DECLINED, entry);
            break;
        case ENTRY_SLIP_SERVICE:
            slip.reason = value_get_text(body, "reason");
            slip.detail = value_get_text(body, "detail");
            slip_state(&slip, service_state(value_get_text(body, "result")), entry);
            break;
        case ENTRY_SLIP_SENDER_CHANGED:
            slip.sender = body;
            break;
        case ENTRY_SLIP_STOPPED:
            slip_state(&slip, REFERRAL_STOPPED, entry);
            slip.stopped = true;
            break;
        default:
            break;
        }
    }
    return slip;
}

static bool state_known(enum referral_state state)
{
    return (unsigned)state < REFERRAL_STATE_COUNT && states[state].name;
}

/* Stopped stays stopped, whatever was written at the same moment elsewhere. */
static void slip_state(struct slip *slip, enum referral_state state, const struct entry *entry)
{
    if (!slip->stopped && state != 0) {
        slip->state = state;
        slip->state_us = entry->at_us;
    }
}

static enum referral_state service_state(struct str result)
{
    if (str_eq(result, S("given"))) {
        return REFERRAL_SERVICE_GIVEN;
    }
    if (str_eq(result, S("partly"))) {
        return REFERRAL_SERVICE_PARTLY;
    }
    return str_eq(result, S("not")) ? REFERRAL_SERVICE_NOT : 0;
}
