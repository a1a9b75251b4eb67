#include "domain/transfer.h"

#include "domain/case.h"

/* What can be done in a state is a row; what is not named is refused. */
static const unsigned char next_states[TRANSFER_STATE_COUNT][TRANSFER_ACT_COUNT] = {
    [TRANSFER_DRAFT] = {[TRANSFER_SEND] = TRANSFER_SENT, [TRANSFER_DROP] = TRANSFER_DROPPED},
    [TRANSFER_SENT] = {[TRANSFER_WITHDRAW] = TRANSFER_WITHDRAWN,
                       [TRANSFER_ACCEPT] = TRANSFER_ACCEPTED,
                       [TRANSFER_DECLINE] = TRANSFER_DECLINED},
    [TRANSFER_ACCEPTED] = {[TRANSFER_AGREE] = TRANSFER_ACCEPTED,
                           [TRANSFER_CONTACT] = TRANSFER_STARTED,
                           [TRANSFER_RETURN] = TRANSFER_RETURNED},
};

static const struct {
    const char *name;
    const char *label;
    const char *refusal; /* why an act is not possible in it */
    enum transfer_side owner;
} states[TRANSFER_STATE_COUNT] = {
    [TRANSFER_DRAFT] = {"draft", N_("Being prepared"), N_("This transfer has not been sent yet."),
                        TRANSFER_SENDER},
    [TRANSFER_SENT] = {"sent", N_("Sent, awaits an answer"),
                       N_("This transfer was sent and awaits an answer."), TRANSFER_SENDER},
    [TRANSFER_ACCEPTED] = {"accepted", N_("Accepted, awaits the first contact"),
                           N_("This transfer was accepted."), TRANSFER_RECEIVER},
    [TRANSFER_STARTED] = {"started", N_("First contact made"),
                          N_("The first contact was made: the transfer is complete."),
                          TRANSFER_RECEIVER},
    [TRANSFER_DECLINED] = {"declined", N_("Transfer not accepted"),
                           N_("This transfer was not accepted."), TRANSFER_SENDER},
    [TRANSFER_WITHDRAWN] = {"withdrawn", N_("Taken back"), N_("This transfer was taken back."),
                            TRANSFER_SENDER},
    [TRANSFER_RETURNED] = {"returned", N_("Given back"), N_("This transfer was given back."),
                           TRANSFER_SENDER},
    [TRANSFER_DROPPED] = {"dropped", N_("Transfer not sent"), N_("This transfer was not sent."),
                          TRANSFER_SENDER},
};

const struct reason transfer_reasons[] = {
    {"moving", N_("The person moves to another place"), false},
    {"specialised", N_("A more specialised service"), false},
    {"protection", N_("The person has to move for protection"), false},
    {"organisational", N_("A change in this organisation"), false},
    {"asked", N_("The person asks for it"), false},
    {"came_of_age", N_("Has turned 18 and still needs support"), false},
    {NULL, NULL, false},
};

const struct reason transfer_decline_reasons[] = {
    {"no_capacity", N_("No place is free"), true},
    {"profile", N_("We do not serve this age or profile"), false},
    {"area", N_("Outside our area"), false},
    {"not_safe", N_("It is not safe to serve the person here"), false},
    {"conflict", N_("Conflict of interest"), false},
    {"requirement", N_("A requirement is missing"), true},
    {"not_verified", N_("The authorisation could not be verified"), false},
    {NULL, NULL, false},
};

const struct reason transfer_return_reasons[] = {
    {"did_not_arrive", N_("The person did not arrive"), false},
    {"asked", N_("The person asks to go back"), false},
    {"not_safe", N_("It is not safe to serve the person here"), false},
    {"no_capacity", N_("No place is free any more"), false},
    {"conflict", N_("Conflict of interest"), false},
    {NULL, NULL, false},
};

const struct transfer_part transfer_parts[] = {
    {"account", N_("What the person told of what happened"), DOSSIER_ACCOUNT},
    {"safety", N_("Safety plan"), DOSSIER_SAFETY},
    {"reserved", N_("The reserved part"), DOSSIER_RESERVED},
    {NULL, NULL, 0},
};

static bool state_known(enum transfer_state state);
static void fold_drafted(struct case_state *c, const struct entry *entry);
static void fold_release(struct case_state *c, const struct entry *entry);
static void end_release(struct case_state *c, const struct transfer *transfer,
                        const struct entry *entry);
static void fold_ended(struct case_state *c, struct transfer *transfer, const struct entry *entry);
static void fold_owner(struct case_state *c, const struct entry *entry);
static void take_parts(struct case_state *c, const json_t *body);
static void leave_referral(struct referral *referral, const struct entry *entry);
static struct transfer *named(struct case_state *c, const struct entry *entry);
static bool names(const json_t *ids, struct id id);

const char *transfer_state_name(enum transfer_state state)
{
    return state_known(state) ? states[state].name : "";
}

const char *transfer_state_label(enum transfer_state state)
{
    return state_known(state) ? states[state].label : "";
}

enum transfer_state transfer_state_parse(struct str name)
{
    for (unsigned state = 1; state < TRANSFER_STATE_COUNT; state++) {
        if (str_eq(name, str_of(states[state].name))) {
            return state;
        }
    }
    return 0;
}

enum err transfer_next(enum transfer_state from, enum transfer_act act, enum transfer_state *ret,
                       struct fault *fault)
{
    if (!state_known(from) || (unsigned)act >= TRANSFER_ACT_COUNT || next_states[from][act] == 0) {
        return fault_set(
            fault, ERR_INVALID,
            state_known(from) ? states[from].refusal : N_("There is no such transfer."), STR_NONE);
    }
    *ret = (enum transfer_state)next_states[from][act];
    return OK;
}

enum transfer_side transfer_owner(enum transfer_state state)
{
    return state_known(state) ? states[state].owner : TRANSFER_SENDER;
}

bool transfer_open(enum transfer_state state)
{
    return state == TRANSFER_DRAFT || state == TRANSFER_SENT || state == TRANSFER_ACCEPTED;
}

bool transfer_gives(const struct release *release, const struct transfer_part *part)
{
    return release && value_has_text(value_get(release->body, "parts"), str_of(part->name));
}

struct transfer *transfer_last(const struct case_state *c)
{
    size_t count = c->transfers.count;

    return count > 0 ? vec_at(&c->transfers, struct transfer, count - 1) : NULL;
}

bool transfer_agreed(const struct case_state *c)
{
    const struct transfer *last = transfer_last(c);

    if (!last || last->state != TRANSFER_DRAFT) {
        return false;
    }
    const struct approval *asked = approval_last(&c->approvals, APPROVAL_TRANSFER, last->release);
    return asked && approval_granted(&c->approvals, asked->id);
}

enum transfer_way transfer_way(const struct transfer *transfer, struct id referral)
{
    return names(transfer->stays, referral)    ? TRANSFER_STAYS
           : names(transfer->closed, referral) ? TRANSFER_CLOSES
                                               : TRANSFER_GOES;
}

void transfer_fold(struct case_state *c, const struct entry *entry)
{
    struct transfer *transfer = named(c, entry);

    if (entry->type == ENTRY_TRANSFER_DRAFTED) {
        fold_drafted(c, entry);
    } else if (entry->type == ENTRY_RELEASE_GIVEN) {
        fold_release(c, entry);
    } else if (entry->type == ENTRY_OWNER_CHANGED) {
        fold_owner(c, entry);
    } else if (transfer && entry->type == ENTRY_TRANSFER_SENT) {
        transfer->state = TRANSFER_SENT;
        transfer->code = value_get_text(entry->body, "code");
        transfer->sent_us = entry->at_us;
    } else if (transfer && entry->type == ENTRY_TRANSFER_ENDED) {
        fold_ended(c, transfer, entry);
    } else if (transfer && entry->type == ENTRY_TRANSFER_STARTED) {
        transfer->state = TRANSFER_STARTED;
    }
}

struct handover handover_fold(const struct entry *entries, size_t count)
{
    struct handover h = {0};

    for (size_t i = 0; i < count; i++) {
        const json_t **into = NULL;
        switch (entries[i].type) {
        case ENTRY_HANDOVER_WRITTEN:
            into = &h.written;
            break;
        case ENTRY_HANDOVER_ACCEPTED:
            into = &h.accepted;
            break;
        case ENTRY_HANDOVER_DECLINED:
            into = &h.declined;
            break;
        case ENTRY_HANDOVER_MEETING:
            into = &h.meeting;
            break;
        case ENTRY_HANDOVER_AGREED:
            into = &h.no_arrival;
            break;
        case ENTRY_HANDOVER_RETURNED:
            into = &h.returned;
            break;
        default:
            break;
        }
        if (into) {
            *into = entries[i].body;
        }
    }
    return h;
}

static bool state_known(enum transfer_state state)
{
    return (unsigned)state < TRANSFER_STATE_COUNT && states[state].name;
}

/* Drafted anew it is still the same, until something has left. */
static void fold_drafted(struct case_state *c, const struct entry *entry)
{
    const json_t *body = entry->body;
    struct transfer *last = transfer_last(c);
    struct transfer drafted = {
        .id = value_get_id(body, "transfer"),
        .state = TRANSFER_DRAFT,
        .unit = value_get_id(body, "unit"),
        .organisation = value_get_id(body, "organisation"),
        .service_row = value_get_id(body, "service_row"),
        .unit_name = value_get_text(body, "unit_name"),
        .organisation_name = value_get_text(body, "organisation_name"),
        .country = value_get_text(body, "country"),
        .abroad = value_get_flag(body, "abroad"),
        .reason = value_get_text(body, "reason"),
        .priority = value_get_text(body, "priority"),
        .capacity = value_get_id(body, "capacity"),
        .stays = value_get(body, "stays"),
        .closed = value_get(body, "closed"),
        .drafted_us = entry->at_us,
    };

    if (id_is_none(drafted.id) || named(c, entry)) {
        return;
    }
    if (last && last->state == TRANSFER_DRAFT) {
        *last = drafted;
    } else {
        *(struct transfer *)vec_add(&c->transfers) = drafted;
    }
}

static void fold_release(struct case_state *c, const struct entry *entry)
{
    struct transfer *transfer = named(c, entry);

    if (transfer && transfer->state == TRANSFER_DRAFT) {
        end_release(c, transfer, entry); /* asked anew: one transfer has one */
        transfer->release = value_get_id(entry->body, "release");
    }
}

static void end_release(struct case_state *c, const struct transfer *transfer,
                        const struct entry *entry)
{
    struct release *release = case_release(c, transfer->release);

    if (release && release->ended_us == 0) {
        release->ended_us = entry->at_us;
    }
}

/* What the other side answered, or what was done with it here. */
static void fold_ended(struct case_state *c, struct transfer *transfer, const struct entry *entry)
{
    enum transfer_state how = transfer_state_parse(value_get_text(entry->body, "how"));
    bool ends = how == TRANSFER_DECLINED || how == TRANSFER_WITHDRAWN || how == TRANSFER_DROPPED;

    if (ends && transfer_owner(transfer->state) == TRANSFER_SENDER) {
        transfer->state = how;
        transfer->ended_us = entry->at_us;
        end_release(c, transfer, entry);
    }
}

static void fold_owner(struct case_state *c, const struct entry *entry)
{
    const json_t *stays = value_get(entry->body, "stays");
    const json_t *back = value_get(entry->body, "back");
    struct transfer *transfer = named(c, entry);
    struct id id;

    if (!transfer) {
        return;
    }
    bool returned = str_eq(value_get_text(entry->body, "why"), S("returned"));
    transfer->state = returned ? TRANSFER_RETURNED : TRANSFER_ACCEPTED;
    *(returned ? &transfer->ended_us : &transfer->moved_us) = entry->at_us;
    take_parts(c, entry->body);
    for (size_t i = 0; i < json_array_size(stays); i++) {
        bool read = id_parse(value_str(json_array_get(stays, i)), &id);
        struct referral *referral = read ? case_referral(c, id) : NULL;
        if (referral) {
            leave_referral(referral, entry);
        }
    }
    for (size_t i = 0; i < json_array_size(back); i++) {
        const json_t *one = json_array_get(back, i);
        struct referral *referral = case_referral(c, value_get_id(one, "referral"));
        if (referral) {
            referral->slip = value_get_id(one, "slip");
            referral->contact = value_get_id(one, "contact");
            referral->state = referral_state_parse(value_get_text(one, "state"));
            referral->closed_us = 0;
        }
    }
}

static void take_parts(struct case_state *c, const json_t *body)
{
    const struct {
        const char *key;
        struct id *into;
    } parts[] = {{"account", &c->account}, {"safety", &c->safety}, {"reserved", &c->reserved}};

    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        struct id id = value_get_id(body, parts[i].key);
        *parts[i].into = id_is_none(id) ? *parts[i].into : id;
    }
}

/* Whoever accompanied her answers for it; here it is over, and nothing of it can be opened. */
static void leave_referral(struct referral *referral, const struct entry *entry)
{
    referral->slip = ID_NONE;
    referral->contact = ID_NONE;
    referral->state = REFERRAL_CLOSED;
    referral->closed_us = entry->at_us;
}

static struct transfer *named(struct case_state *c, const struct entry *entry)
{
    struct id id = value_get_id(entry->body, "transfer");

    for (size_t i = 0; i < c->transfers.count && !id_is_none(id); i++) {
        struct transfer *transfer = vec_at(&c->transfers, struct transfer, i);
        if (id_eq(transfer->id, id)) {
            return transfer;
        }
    }
    return NULL;
}

static bool names(const json_t *ids, struct id id)
{
    struct id listed;

    for (size_t i = 0; i < json_array_size(ids); i++) {
        if (id_parse(value_str(json_array_get(ids, i)), &listed) && id_eq(listed, id)) {
            return true;
        }
    }
    return false;
}
