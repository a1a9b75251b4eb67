#include "domain/invitation.h"

#define FROM(state) (1u << (state))

static const struct {
    unsigned from;
    enum invitation_state to; /* 0: stays as it is */
} moves[INVITATION_ACT_COUNT] = {
    [INVITATION_PROMISE] = {FROM(INVITATION_SENT), INVITATION_PROMISED},
    [INVITATION_DECLINE] = {FROM(INVITATION_SENT) | FROM(INVITATION_PROMISED), INVITATION_DECLINED},
    [INVITATION_OBJECT] = {FROM(INVITATION_MINUTES), 0},
    [INVITATION_DO_TASK] = {FROM(INVITATION_MINUTES), 0},
    [INVITATION_DESTROY] = {FROM(INVITATION_MINUTES) | FROM(INVITATION_STOPPED),
                            INVITATION_DESTROYED},
    [INVITATION_APPROVE] = {FROM(INVITATION_PROMISED), INVITATION_MINUTES},
    [INVITATION_STOP] = {FROM(INVITATION_SENT) | FROM(INVITATION_PROMISED) |
                             FROM(INVITATION_MINUTES),
                         INVITATION_STOPPED},
};

static const struct {
    const char *name;
    const char *label;
} states[INVITATION_STATE_COUNT] = {
    [INVITATION_SENT] = {"sent", N_("Invited, without an answer")},
    [INVITATION_PROMISED] = {"promised", N_("Undertaking accepted")},
    [INVITATION_DECLINED] = {"declined", N_("Will not come")},
    [INVITATION_MINUTES] = {"minutes", N_("Minutes approved")},
    [INVITATION_MISSED] = {"missed", N_("Held without them")},
    [INVITATION_STOPPED] = {"stopped", N_("No longer valid: do not continue")},
    [INVITATION_DESTROYED] = {"destroyed", N_("Copies destroyed")},
};

const struct reason invitation_decline_reasons[] = {
    {"not_free", N_("Nobody of us is free at that time"), false},
    {"conflict", N_("Conflict of interest"), false},
    {"not_serving", N_("We do not serve this person"), false},
    {"other", N_("Other (without personal data)"), true},
    {NULL, NULL, false},
};

const char *const undertaking_sentences[] = {
    N_("I keep secret what I hear and read here, during the meeting and afterwards."),
    N_("I use it only to help this person, and tell nobody who does not need it for that."),
    N_("I make no copies, no recordings, no photographs; my own telephone stays outside."),
    N_("If something gets out, I tell who convened the meeting at once."),
    N_("If I find that I know the person or whoever did the harm, I say so and stop reading."),
    N_("On the day agreed I destroy my notes, or give them back."),
    N_("I know that breaking this can end my part in the network, and has consequences by law."),
    NULL,
};

static void fold_task(struct invitation *invitation, const struct entry *entry);
static void fold_done(struct invitation *invitation, const struct entry *entry);
static void fold_entry(struct invitation *invitation, const struct entry *entry);
static void take_parts(struct invitation *invitation, const json_t *parts);

enum err invitation_next(enum invitation_state from, enum invitation_act act,
                         enum invitation_state *ret, struct fault *fault)
{
    check(act > 0 && act < INVITATION_ACT_COUNT);
    if ((unsigned)from < INVITATION_STATE_COUNT && (moves[act].from & FROM(from)) != 0) {
        *ret = moves[act].to ? moves[act].to : from;
        return OK;
    }
    if (act == INVITATION_PROMISE && invitation_opens(from)) {
        *ret = from; /* a colleague of the function joins */
        return OK;
    }
    if (act == INVITATION_APPROVE && from == INVITATION_SENT) {
        *ret = INVITATION_MISSED;
        return OK;
    }
    const char *message = from == INVITATION_STOPPED
                              ? N_("This invitation has no effect any more.")
                              : N_("This is not possible as the invitation stands now.");
    return fault_set(fault, ERR_DENIED, message, STR_NONE);
}

bool invitation_opens(enum invitation_state state)
{
    return state == INVITATION_SENT || state == INVITATION_PROMISED || state == INVITATION_MINUTES;
}

const char *invitation_state_name(enum invitation_state state)
{
    bool known = (unsigned)state < INVITATION_STATE_COUNT && states[state].name;

    return known ? states[state].name : "";
}

const char *invitation_state_label(enum invitation_state state)
{
    bool known = (unsigned)state < INVITATION_STATE_COUNT && states[state].label;

    return known ? states[state].label : "";
}

struct invitation invitation_fold(struct arena *arena, const struct entry *entries, size_t count)
{
    struct invitation invitation = {
        .parts = vec_of(arena, struct id),
        .promises = vec_of(arena, struct promise),
        .tasks = vec_of(arena, struct invited_task),
        .objections = vec_of(arena, struct objection),
    };

    for (size_t i = 0; i < count; i++) {
        fold_entry(&invitation, &entries[i]);
    }
    return invitation;
}

bool invitation_promised_by(const struct invitation *invitation, struct id member)
{
    for (size_t i = 0; i < invitation->promises.count; i++) {
        const struct promise *promise = vec_at(&invitation->promises, struct promise, i);
        if (id_eq(promise->member, member) && promise->version == UNDERTAKING_VERSION) {
            return true;
        }
    }
    return false;
}

struct invited_task *invitation_task(const struct invitation *invitation, struct id task)
{
    for (size_t i = 0; i < invitation->tasks.count; i++) {
        struct invited_task *one = vec_at(&invitation->tasks, struct invited_task, i);
        if (id_eq(one->id, task)) {
            return one;
        }
    }
    return NULL;
}

static void fold_entry(struct invitation *invitation, const struct entry *entry)
{
    const json_t *body = entry->body;

    switch (entry->type) {
    case ENTRY_INVITATION_WRITTEN:
        invitation->body = body;
        take_parts(invitation, value_get(body, "parts"));
        break;
    case ENTRY_INVITATION_PART:
        take_parts(invitation, value_get(body, "parts"));
        break;
    case ENTRY_INVITATION_PROMISED:
        *(struct promise *)vec_add(&invitation->promises) = (struct promise){
            entry->author, entry->author_name, entry->at_us, value_get_int(body, "version", 0)};
        break;
    case ENTRY_INVITATION_DECLINED:
        invitation->reason = value_get_text(body, "reason");
        invitation->detail = value_get_text(body, "detail");
        break;
    case ENTRY_INVITATION_TASK:
        fold_task(invitation, entry);
        break;
    case ENTRY_INVITATION_TASK_DONE:
        fold_done(invitation, entry);
        break;
    case ENTRY_INVITATION_OBJECTED:
        *(struct objection *)vec_add(&invitation->objections) = (struct objection){
            .text = value_get_text(body, "text"), .by = entry->author_name, .at_us = entry->at_us};
        break;
    case ENTRY_INVITATION_ANSWERED:
        for (size_t i = 0; i < invitation->objections.count; i++) {
            struct objection *one = vec_at(&invitation->objections, struct objection, i);
            one->answer = one->answer.len > 0 ? one->answer : value_get_text(body, "text");
        }
        break;
    default:
        break;
    }
}

static void take_parts(struct invitation *invitation, const json_t *parts)
{
    struct id id;

    for (size_t i = 0; i < json_array_size(parts); i++) {
        if (id_parse(value_str(json_array_get(parts, i)), &id)) {
            *(struct id *)vec_add(&invitation->parts) = id;
        }
    }
}

static void fold_task(struct invitation *invitation, const struct entry *entry)
{
    struct id id = value_get_id(entry->body, "task");

    if (!id_is_none(id) && !invitation_task(invitation, id)) {
        *(struct invited_task *)vec_add(&invitation->tasks) =
            (struct invited_task){.id = id,
                                  .text = value_get_text(entry->body, "text"),
                                  .due = value_get_text(entry->body, "due")};
    }
}

static void fold_done(struct invitation *invitation, const struct entry *entry)
{
    struct invited_task *task = invitation_task(invitation, value_get_id(entry->body, "task"));

    if (task) {
        task->state = value_get_text(entry->body, "state");
        task->note = value_get_text(entry->body, "note");
    }
}
