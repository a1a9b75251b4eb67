#include "domain/case_sharing.h"

typedef void fold_entry(struct case_state *c, const struct entry *entry);

static fold_entry fold_release_given, fold_release_withdrawn, fold_referral_drafted,
    fold_referral_dropped, fold_referral_sent, fold_referral_recorded, fold_referral_executed,
    fold_referral_phoned, fold_referral_cancelled, fold_referral_outcome, fold_referral_told,
    fold_referral_cleared, fold_referral_cleared_told, fold_referral_closed;

static fold_entry *const folds[ENTRY_TYPE_COUNT] = {
    [ENTRY_RELEASE_GIVEN] = fold_release_given,
    [ENTRY_RELEASE_WITHDRAWN] = fold_release_withdrawn,
    [ENTRY_REFERRAL_DRAFTED] = fold_referral_drafted,
    [ENTRY_REFERRAL_DROPPED] = fold_referral_dropped,
    [ENTRY_REFERRAL_SENT] = fold_referral_sent,
    [ENTRY_REFERRAL_RECORDED] = fold_referral_recorded,
    [ENTRY_REFERRAL_EXECUTED] = fold_referral_executed,
    [ENTRY_REFERRAL_PHONED] = fold_referral_phoned,
    [ENTRY_REFERRAL_CANCELLED] = fold_referral_cancelled,
    [ENTRY_REFERRAL_OUTCOME] = fold_referral_outcome,
    [ENTRY_REFERRAL_TOLD] = fold_referral_told,
    [ENTRY_REFERRAL_CLEARED] = fold_referral_cleared,
    [ENTRY_REFERRAL_CLEARED_TOLD] = fold_referral_cleared_told,
    [ENTRY_REFERRAL_CLOSED] = fold_referral_closed,
};

static struct referral *referral_of(struct case_state *c, const struct entry *entry);
static bool referral_unsent(const struct referral *referral);
static bool referral_left(const struct referral *referral);
static bool referral_told_to(const struct referral *referral);
static bool release_fits(const struct release *release, const struct referral *referral);
static void referral_go_by(struct referral *referral, const struct release *release);
static void release_end(struct case_state *c, const struct referral *referral,
                        const struct entry *entry);

void case_fold_sharing(struct case_state *c, const struct entry *entry)
{
    if (folds[entry->type]) {
        folds[entry->type](c, entry);
    }
}

static void fold_release_given(struct case_state *c, const struct entry *entry)
{
    struct release given;
    struct id only = value_get_id(entry->body, "referral");

    release_from_entry(entry, &given);
    if (id_is_none(given.id) || case_release(c, given.id)) {
        return;
    }
    for (size_t i = 0; i < c->releases.count && !id_is_none(only); i++) {
        struct release *former = vec_at(&c->releases, struct release, i);
        if (former->ended_us == 0 && id_eq(value_get_id(former->body, "referral"), only)) {
            former->ended_us = entry->at_us; /* asked anew: one referral has one */
        }
    }
    *(struct release *)vec_add(&c->releases) = given;
    for (size_t i = 0; i < c->referrals.count; i++) {
        struct referral *referral = vec_at(&c->referrals, struct referral, i);
        bool meant = id_is_none(only) || id_eq(referral->id, only);
        if (meant && referral_unsent(referral) && release_fits(&given, referral)) {
            referral_go_by(referral, &given);
        }
    }
}

/* What left by it stops; what has ended stays as it ended; what had not left waits for another. */
static void fold_release_withdrawn(struct case_state *c, const struct entry *entry)
{
    struct release *release = case_release(c, value_get_id(entry->body, "release"));

    if (!release || release->withdrawn) {
        return;
    }
    release->withdrawn = true;
    release->withdrawn_us = entry_when_us(entry);
    for (size_t i = 0; i < c->referrals.count; i++) {
        struct referral *referral = vec_at(&c->referrals, struct referral, i);
        enum referral_state state;
        if (!id_eq(referral->release, release->id)) {
            continue;
        }
        if (referral_left(referral)) {
            if (referral_next(referral->state, ACT_WITHDRAW, &state, NULL) == OK) {
                referral->state = state;
                referral->withdrawn = referral_told_to(referral);
            }
        } else if (referral_unsent(referral)) {
            referral->release = ID_NONE;
            referral->state = referral_unsent_state(referral->kind, false);
        }
    }
}

static void fold_referral_drafted(struct case_state *c, const struct entry *entry)
{
    const json_t *body = entry->body;
    struct str kind = value_get_text(body, "kind");
    struct referral drafted = {
        .id = value_get_id(body, "referral"),
        .kind = str_eq(kind, S("self"))       ? REFERRAL_SELF
                : str_eq(kind, S("external")) ? REFERRAL_EXTERNAL
                                              : REFERRAL_SENT_HERE,
        .need = value_get_id(body, "need"),
        .action = value_get_id(body, "action"),
        .service = value_get_text(body, "service"),
        .unit = value_get_id(body, "unit"),
        .organisation = value_get_id(body, "organisation"),
        .provider_service = value_get_id(body, "provider_service"),
        .unit_name = value_get_text(body, "unit_name"),
        .organisation_name = value_get_text(body, "organisation_name"),
        .priority = value_get_text(body, "priority"),
        .talked_over = value_get_flag(body, "talked_over"),
        .thoughts = value_get_text(body, "thoughts"),
        .code = value_get_text(body, "code"),
        .token = value_get_text(body, "token"),
        .drafted_us = entry_when_us(entry),
    };
    struct referral *referral = case_referral(c, drafted.id);

    if (id_is_none(drafted.id) ||
        (referral && (referral_left(referral) || !referral_unsent(referral)))) {
        return;
    }
    if (referral) {
        drafted.drafted_us = referral->drafted_us;
    } else {
        referral = vec_add(&c->referrals);
    }
    *referral = drafted;
    referral->state = referral_unsent_state(referral->kind, false);
    for (size_t i = 0; i < c->releases.count; i++) {
        const struct release *release = vec_at(&c->releases, struct release, i);
        if (release_state(release, entry->at_us) == RELEASE_ACTIVE &&
            id_is_none(value_get_id(release->body, "referral")) &&
            release_fits(release, referral)) {
            referral_go_by(referral, release);
        }
    }
}

/* Nobody has anything left to do. */
static void fold_referral_dropped(struct case_state *c, const struct entry *entry)
{
    struct referral *referral = referral_of(c, entry);

    if (referral && !referral_left(referral) && referral_unsent(referral)) {
        referral->state = REFERRAL_CLOSED;
        referral->closed_us = entry_when_us(entry);
        release_end(c, referral, entry);
    }
}

static void fold_referral_sent(struct case_state *c, const struct entry *entry)
{
    struct referral *referral = referral_of(c, entry);
    struct id release = value_get_id(entry->body, "release");

    if (!referral) {
        return;
    }
    referral->state = REFERRAL_DELIVERED;
    referral->slip = value_get_id(entry->body, "slip");
    referral->contact = value_get_id(entry->body, "contact");
    referral->code = value_get_text(entry->body, "code");
    referral->sent_us = entry_when_us(entry);
    if (!id_is_none(release)) {
        referral->release = release;
    }
}

/* External, or what she takes along herself: written down, nothing has left. */
static void fold_referral_recorded(struct case_state *c, const struct entry *entry)
{
    struct referral *referral = referral_of(c, entry);
    struct id release = value_get_id(entry->body, "release");

    if (!referral) {
        return;
    }
    referral->state = REFERRAL_RECORDED;
    referral->slip = value_get_id(entry->body, "slip");
    referral->code = value_get_text(entry->body, "code");
    referral->recorded_us = entry_when_us(entry);
    if (!id_is_none(release)) {
        referral->release = release;
    }
}

static void fold_referral_executed(struct case_state *c, const struct entry *entry)
{
    struct referral *referral = referral_of(c, entry);
    struct id release = value_get_id(entry->body, "release");

    if (!referral) {
        return;
    }
    referral->state = REFERRAL_EXECUTED;
    referral->executed = entry;
    referral->executed_us = entry_when_us(entry);
    if (!id_is_none(release)) {
        referral->release = release;
    }
}

static void fold_referral_phoned(struct case_state *c, const struct entry *entry)
{
    struct referral *referral = referral_of(c, entry);

    if (referral) {
        referral->phoned = value_get_text(entry->body, "answered_by");
    }
}

static void fold_referral_cancelled(struct case_state *c, const struct entry *entry)
{
    struct referral *referral = referral_of(c, entry);

    if (referral && referral->state != REFERRAL_CLOSED) {
        referral->state = REFERRAL_CANCELLED;
        referral->withdrawn = referral_told_to(referral);
    }
}

/* Only what a receiver can say is an outcome: cancelled and stopped are the sender's own. */
static void fold_referral_outcome(struct case_state *c, const struct entry *entry)
{
    struct referral *referral = referral_of(c, entry);
    enum referral_state told = referral_state_parse(value_get_text(entry->body, "state"));

    if (!referral || referral->state == REFERRAL_CLOSED) {
        return;
    }
    if (told >= REFERRAL_RECEIVED && told <= REFERRAL_SERVICE_NOT) {
        referral->state = told;
    }
    referral->outcome_reason = value_get_text(entry->body, "reason");
    referral->outcome_us = entry_when_us(entry);
    bool given = told == REFERRAL_SERVICE_GIVEN || told == REFERRAL_SERVICE_PARTLY;
    referral->given_us = given ? referral->outcome_us : referral->given_us;
    referral->told = STR_NONE; /* of what came before; that moment may lie after this outcome's */
    referral->told_next_us = 0;
    referral->told_us = 0;
}

static void fold_referral_told(struct case_state *c, const struct entry *entry)
{
    struct referral *referral = referral_of(c, entry);

    if (referral) {
        referral->told = value_get_text(entry->body, "told");
        referral->told_next_us = value_get_int(entry->body, "next_us", 0);
        referral->told_us = entry_when_us(entry);
    }
}

static void fold_referral_cleared(struct case_state *c, const struct entry *entry)
{
    struct referral *referral = referral_of(c, entry);

    if (referral) {
        referral->cleared = value_get_text(entry->body, "cleared");
    }
}

static void fold_referral_cleared_told(struct case_state *c, const struct entry *entry)
{
    struct referral *referral = referral_of(c, entry);

    if (referral) {
        referral->cleared_told = value_get_text(entry->body, "told");
    }
}

static void fold_referral_closed(struct case_state *c, const struct entry *entry)
{
    struct referral *referral = referral_of(c, entry);

    if (!referral) {
        return;
    }
    referral->state = REFERRAL_CLOSED;
    referral->closed_us = entry_when_us(entry);
    release_end(c, referral, entry);
}

/* What she allowed for this referral, or until it closed, is over with it. */
static void release_end(struct case_state *c, const struct referral *referral,
                        const struct entry *entry)
{
    struct release *release = case_release(c, referral->release);

    if (release && release->ended_us == 0 && str_eq(release->until_event, S("referral_closed"))) {
        release->ended_us = entry->at_us;
    }
}

static struct referral *referral_of(struct case_state *c, const struct entry *entry)
{
    return case_referral(c, value_get_id(entry->body, "referral"));
}

static bool referral_unsent(const struct referral *referral)
{
    return referral->state == REFERRAL_DRAFT || referral->state == REFERRAL_AWAITS_RELEASE ||
           referral->state == REFERRAL_RECORDED;
}

/* It stands on lists that others see, or somebody was told. */
static bool referral_left(const struct referral *referral)
{
    return referral->sent_us != 0 || referral->recorded_us != 0 || referral->executed_us != 0;
}

/* Somebody has it: what was only written down, or what she took along herself, nobody deletes. */
static bool referral_told_to(const struct referral *referral)
{
    return referral->sent_us != 0 || referral->executed_us != 0;
}

static bool release_fits(const struct release *release, const struct referral *referral)
{
    return referral->kind != REFERRAL_SELF && referral->service.len > 0 &&
           str_eq(release->service, referral->service) &&
           release_is_to(release, referral->unit, referral->organisation);
}

static void referral_go_by(struct referral *referral, const struct release *release)
{
    referral->release = release->id;
    referral->state = referral_unsent_state(referral->kind, true);
}
