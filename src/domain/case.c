#include "domain/case.h"

#include "domain/case_sharing.h"
#include "domain/contact_time.h"

typedef void fold_entry(struct case_state *c, const struct entry *entry);

static fold_entry fold_case_opened, fold_services_consent, fold_answers_set, fold_exclusion_set,
    fold_need_added, fold_need_closed, fold_follow_up_set, fold_follow_up_done,
    fold_service_declined, fold_declined_reopened, fold_incident_known, fold_erasure_asked,
    fold_erasure_dropped, fold_part_erased, fold_owner_changed;

/* What does not stand here changes no state: it is told by the timeline alone. */
static fold_entry *const folds[ENTRY_TYPE_COUNT] = {
    [ENTRY_CASE_OPENED] = fold_case_opened,
    [ENTRY_SERVICES_CONSENT] = fold_services_consent,
    [ENTRY_ANSWERS_SET] = fold_answers_set,
    [ENTRY_EXCLUSION_SET] = fold_exclusion_set,
    [ENTRY_NEED_ADDED] = fold_need_added,
    [ENTRY_NEED_CLOSED] = fold_need_closed,
    [ENTRY_FOLLOW_UP_SET] = fold_follow_up_set,
    [ENTRY_FOLLOW_UP_DONE] = fold_follow_up_done,
    [ENTRY_SERVICE_DECLINED] = fold_service_declined,
    [ENTRY_DECLINED_REOPENED] = fold_declined_reopened,
    [ENTRY_INCIDENT_KNOWN] = fold_incident_known,
    [ENTRY_ERASURE_ASKED] = fold_erasure_asked,
    [ENTRY_ERASURE_DROPPED] = fold_erasure_dropped,
    [ENTRY_PART_ERASED] = fold_part_erased,
    [ENTRY_OWNER_CHANGED] = fold_owner_changed,
    [ENTRY_CASE_REOPENED] = fold_follow_up_done, /* the next contact is agreed anew */
};

static struct answer *answer_named(const struct case_state *c, struct str name);
static bool list_names(const json_t *ids, struct id id);
static bool declined_same(const struct declined *declined, struct str service, struct id unit,
                          struct id organisation);
static void incident_told(struct case_state *c, const struct entry *entry);

struct case_state case_fold(struct arena *arena, const struct entry *entries, size_t count)
{
    struct case_state c = {
        .answers = vec_of(arena, struct answer),
        .needs = vec_of(arena, struct need),
        .releases = vec_of(arena, struct release),
        .referrals = vec_of(arena, struct referral),
        .conferences = conferences_none(arena),
        .declined = vec_of(arena, struct declined),
        .transfers = vec_of(arena, struct transfer),
        .account_known = account_known_none(arena),
        .childhood = childhood_none(arena),
        .overrides = overrides_none(arena),
        .reporting = reporting_none(arena),
        .risk = risk_none(),
        .plan = action_plan_none(arena),
        .approvals = approvals_none(arena),
    };

    for (size_t i = 0; i < count; i++) {
        enum entry_type type = entries[i].type;
        if ((unsigned)type >= ENTRY_TYPE_COUNT) {
            continue;
        }
        if (folds[type]) {
            folds[type](&c, &entries[i]);
        }
        childhood_fold(&c.childhood, &entries[i], &c.approvals);
        override_fold(&c.overrides, &entries[i]);
        reporting_fold(&c.reporting, &entries[i]);
        conference_fold(&c.conferences, &entries[i]);
        case_fold_sharing(&c, &entries[i]);
        account_known_fold(&c.account_known, &entries[i]);
        action_plan_fold(&c.plan, &entries[i]);
        approval_fold(&c.approvals, &entries[i]);
        follow_up_fold(&c.left, &entries[i]);
        file_review_fold(&c.file_review, &entries[i]);
        reassign_fold(&c.reassign, &entries[i]);
        transfer_fold(&c, &entries[i]);
        risk_fold(&c.risk, &entries[i], &c.approvals);
        safety_review_fold(&c.safety_review, &entries[i]);
        closure_fold(&c.closure, &entries[i], &c.approvals);
    }
    closure_settle(&c.closure, &c.approvals);
    if (closure_is_closed(&c.closure)) {
        c.next_us = 0; /* nothing is due any more */
    }
    return c;
}

struct need *case_need(const struct case_state *c, struct id need)
{
    for (size_t i = 0; i < c->needs.count; i++) {
        if (id_eq(vec_at(&c->needs, struct need, i)->id, need)) {
            return vec_at(&c->needs, struct need, i);
        }
    }
    return NULL;
}

struct release *case_release(const struct case_state *c, struct id release)
{
    for (size_t i = 0; i < c->releases.count; i++) {
        if (id_eq(vec_at(&c->releases, struct release, i)->id, release)) {
            return vec_at(&c->releases, struct release, i);
        }
    }
    return NULL;
}

struct referral *case_referral(const struct case_state *c, struct id referral)
{
    for (size_t i = 0; i < c->referrals.count; i++) {
        if (id_eq(vec_at(&c->referrals, struct referral, i)->id, referral)) {
            return vec_at(&c->referrals, struct referral, i);
        }
    }
    return NULL;
}

const struct answer *case_answer(const struct case_state *c, struct str name)
{
    const struct answer *answer = answer_named(c, name);

    return answer && answer->value ? answer : NULL;
}

struct str case_answer_text(const struct case_state *c, const char *name)
{
    const struct answer *answer = case_answer(c, str_of(name));

    return answer ? value_str(answer->value) : STR_NONE;
}

json_t *case_answers_of(const struct case_state *c, struct str form, int64_t *ret_base)
{
    json_t *answers = value_object();
    int64_t base = 0;

    for (size_t i = 0; i < c->answers.count; i++) {
        const struct answer *answer = vec_at(&c->answers, struct answer, i);
        if (str_eq(answer->form, form)) {
            value_set(answers, answer->name.at, answer->value);
            base = answer->set_by > base ? answer->set_by : base;
        }
    }
    *ret_base = base;
    return answers;
}

void case_dossiers(const struct case_state *c, struct vec *ret)
{
    case_dossier_add(ret, c->account, DOSSIER_ACCOUNT);
    case_dossier_add(ret, c->safety, DOSSIER_SAFETY);
    case_dossier_add(ret, c->reserved, DOSSIER_RESERVED);
    case_dossier_add(ret, c->emergency, DOSSIER_EMERGENCY);
    for (size_t i = 0; i < c->referrals.count; i++) {
        const struct referral *referral = vec_at(&c->referrals, struct referral, i);
        if (!id_is_none(referral->slip)) {
            case_dossier_add(ret, referral->slip, DOSSIER_SLIP);
            case_dossier_add(ret, referral->contact, DOSSIER_CONTACT);
        }
    }
    conferences_dossiers(&c->conferences, ret);
    for (size_t i = 0; i < c->transfers.count; i++) {
        const struct transfer *transfer = vec_at(&c->transfers, struct transfer, i);
        case_dossier_add(ret, transfer->sent_us != 0 ? transfer->id : ID_NONE, DOSSIER_TRANSFER);
    }
}

bool case_is_contact_rule(struct str name)
{
    return str_eq(name, S(ANSWER_CONTACT_RULE)) || str_eq(name, S(CONTACT_DAYS)) ||
           str_eq(name, S(CONTACT_FROM)) || str_eq(name, S(CONTACT_TO));
}

bool case_excludes_member(const struct case_state *c, struct id member)
{
    return list_names(value_get(c->exclusion, "members"), member);
}

bool case_excludes_organisation(const struct case_state *c, struct id organisation)
{
    return list_names(value_get(c->exclusion, "organisations"), organisation);
}

bool case_declined(const struct case_state *c, struct str service, struct id unit,
                   struct id organisation)
{
    for (size_t i = 0; i < c->declined.count; i++) {
        const struct declined *declined = vec_at(&c->declined, struct declined, i);
        if (!declined->reopened && declined_same(declined, service, unit, organisation)) {
            return true;
        }
    }
    return false;
}

struct str case_age_band(const struct case_state *c, int64_t now_us, int32_t offset_min)
{
    static const struct {
        int64_t from;
        const char *band;
    } bands[] = {{60, "60+"}, {25, "25-59"}, {18, "18-24"}, {0, "0-17"}};
    int64_t age = childhood_age(&c->childhood, now_us, offset_min);

    for (size_t i = 0; i < sizeof(bands) / sizeof(bands[0]); i++) {
        if (age >= bands[i].from) {
            return str_of(bands[i].band);
        }
    }
    return STR_NONE;
}

void case_changed_since(const struct case_state *c, struct str form, int64_t base,
                        const json_t *new_answers, struct vec *ret_names)
{
    for (size_t i = 0; i < c->answers.count; i++) {
        const struct answer *answer = vec_at(&c->answers, struct answer, i);
        const json_t *mine = value_get(new_answers, answer->name.at);
        bool cleared = !answer->value && json_is_null(mine);
        if (mine && answer->set_by > base && str_eq(answer->form, form) && !cleared &&
            !json_equal(mine, answer->value)) {
            *(struct str *)vec_add(ret_names) = answer->name;
        }
    }
}

static void fold_case_opened(struct case_state *c, const struct entry *entry)
{
    c->code = value_get_text(entry->body, "code");
    c->owner = value_get_id(entry->body, "owner");
    c->unit = value_get_id(entry->body, "unit");
    c->account = value_get_id(entry->body, "account");
    c->safety = value_get_id(entry->body, "safety");
    c->reserved = value_get_id(entry->body, "reserved");
    c->emergency = value_get_id(entry->body, "emergency");
    c->opened_us = entry_when_us(entry);
}

static void fold_services_consent(struct case_state *c, const struct entry *entry)
{
    c->consent = entry->body;
}

static void fold_answers_set(struct case_state *c, const struct entry *entry)
{
    json_t *answers = value_get(entry->body, "answers");
    const char *name;
    json_t *value;

    json_object_foreach (answers, name, value) {
        bool kept = json_is_string(value) || json_is_array(value) || json_is_object(value);
        if (!kept && !json_is_null(value)) {
            continue;
        }
        struct answer *answer = answer_named(c, str_of(name));
        if (!answer) {
            answer = vec_add(&c->answers);
            answer->name = str_of(name);
        }
        answer->value = kept ? value : NULL;
        answer->set_by = entry->seq;
        answer->form = value_get_text(entry->body, "form");
    }
}

static void fold_exclusion_set(struct case_state *c, const struct entry *entry)
{
    c->exclusion = entry->body;
    c->exclusion_seq = entry->seq;
}

static void fold_need_added(struct case_state *c, const struct entry *entry)
{
    struct id id = value_get_id(entry->body, "need");

    if (id_is_none(id) || case_need(c, id)) {
        return;
    }
    *(struct need *)vec_add(&c->needs) = (struct need){
        .id = id,
        .service = value_get_text(entry->body, "service"),
        .priority = value_get_text(entry->body, "priority"),
        .note = value_get_text(entry->body, "note"),
        .added_us = entry_when_us(entry),
    };
}

static void fold_need_closed(struct case_state *c, const struct entry *entry)
{
    struct need *need = case_need(c, value_get_id(entry->body, "need"));

    if (need) {
        need->result = value_get_text(entry->body, "result");
    }
}

static void fold_follow_up_set(struct case_state *c, const struct entry *entry)
{
    c->next_us = value_get_int(entry->body, "next_us", 0);
    c->next_how = value_get_text(entry->body, "how");
}

static void fold_follow_up_done(struct case_state *c, const struct entry *entry)
{
    if (!value_get_flag(entry->body, "stays")) {
        c->next_us = 0;
        c->next_how = STR_NONE;
    }
    for (size_t i = 0; i < c->answers.count && follow_up_ends_rule(entry); i++) {
        struct answer *answer = vec_at(&c->answers, struct answer, i);
        if (case_is_contact_rule(answer->name)) {
            answer->value = NULL;
            answer->set_by = entry->seq;
        }
    }
}

static void fold_service_declined(struct case_state *c, const struct entry *entry)
{
    struct str service = value_get_text(entry->body, "service");
    struct id unit = value_get_id(entry->body, "unit");
    struct id organisation = value_get_id(entry->body, "organisation");

    if (service.len == 0) {
        return;
    }
    for (size_t i = 0; i < c->declined.count; i++) {
        struct declined *declined = vec_at(&c->declined, struct declined, i);
        if (str_eq(declined->service, service) && id_eq(declined->unit, unit) &&
            id_eq(declined->organisation, organisation)) {
            declined->reopened = false;
            return;
        }
    }
    *(struct declined *)vec_add(&c->declined) = (struct declined){
        .service = service,
        .unit = unit,
        .organisation = organisation,
        .provider = value_get_text(entry->body, "provider"),
    };
}

static void fold_declined_reopened(struct case_state *c, const struct entry *entry)
{
    struct str service = value_get_text(entry->body, "service");
    struct id unit = value_get_id(entry->body, "unit");
    struct id organisation = value_get_id(entry->body, "organisation");

    for (size_t i = 0; i < c->declined.count; i++) {
        struct declined *declined = vec_at(&c->declined, struct declined, i);
        bool anywhere =
            id_is_none(unit) && id_is_none(organisation) && str_eq(declined->service, service);
        if (anywhere || declined_same(declined, service, unit, organisation)) {
            declined->reopened = true;
        }
    }
    bool told = !id_is_none(value_get_id(entry->body, "incident")); /* it has an entry of its own */
    if (!told && str_eq(value_get_text(entry->body, "why"), S("new_incident"))) {
        incident_told(c, entry);
    }
}

static void fold_incident_known(struct case_state *c, const struct entry *entry)
{
    if (str_eq(value_get_text(entry->body, "when"), S(INCIDENT_RECENT))) {
        incident_told(c, entry);
    }
}

static void fold_erasure_asked(struct case_state *c, const struct entry *entry)
{
    c->erasure.asked_by = entry->author;
    c->erasure.reason = value_get_text(entry->body, "reason");
    c->erasure.part = value_get_text(entry->body, "part");
    c->erasure.asked_us = entry->at_us;
}

static void fold_erasure_dropped(struct case_state *c, const struct entry *entry)
{
    (void)entry;
    c->erasure.asked_by = ID_NONE;
}

/* What is left of a referral is what the case's own journal says about it. */
static void fold_part_erased(struct case_state *c, const struct entry *entry)
{
    struct id account = value_get_id(entry->body, "account");
    struct referral *referral = case_referral(c, value_get_id(entry->body, "referral"));

    c->erasure.asked_by = ID_NONE;
    if (!id_is_none(account)) {
        c->account = account;
    }
    if (referral) {
        referral->slip = ID_NONE;
        referral->contact = ID_NONE;
    }
}

static void fold_owner_changed(struct case_state *c, const struct entry *entry)
{
    c->owner = value_get_id(entry->body, "owner");
    c->unit = value_get_id(entry->body, "unit");
}

static struct answer *answer_named(const struct case_state *c, struct str name)
{
    for (size_t i = 0; i < c->answers.count; i++) {
        if (str_eq(vec_at(&c->answers, struct answer, i)->name, name)) {
            return vec_at(&c->answers, struct answer, i);
        }
    }
    return NULL;
}

static bool list_names(const json_t *ids, struct id id)
{
    struct id listed;

    for (size_t i = 0; i < json_array_size(ids); i++) {
        if (id_parse(value_str(json_array_get(ids, i)), &listed) && id_eq(listed, id)) {
            return true;
        }
    }
    return false;
}

/* Of no unit and no organisation: she said no to the service anywhere. */
static bool declined_same(const struct declined *declined, struct str service, struct id unit,
                          struct id organisation)
{
    if (!str_eq(declined->service, service)) {
        return false;
    }
    if (!id_is_none(declined->unit)) {
        return id_eq(declined->unit, unit);
    }
    return id_is_none(declined->organisation) ||
           (id_is_none(unit) && id_eq(declined->organisation, organisation));
}

static void incident_told(struct case_state *c, const struct entry *entry)
{
    int64_t when_us = entry_when_us(entry);

    c->last_incident_us = when_us > c->last_incident_us ? when_us : c->last_incident_us;
    c->incident_known_us = entry->at_us;
}
