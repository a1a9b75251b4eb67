#include "domain/childhood.h"

#include "domain/case.h"

enum { GAP_MIN = 12 }; /* fewer years between a child and who cares for it are asked about */

static const struct {
    const char *name;
    const char *role;
} consenters[] = {
    {"caregiver", N_("Mother, father or guardian")},
    {"trusted_adult", N_("Another adult whom the child trusts")},
    {"worker", N_("Who accompanies, in the child’s best interest")},
    {"child", N_("The adolescent alone")},
};
enum { CAREGIVER = 1, TRUSTED = 2, WORKER = 4, CHILD = 8, CONSENTERS = 4 };

static const struct {
    unsigned consenters; /* any of them is enough */
    const char *says;
} bands_known[CHILDHOOD_OVER + 1] = {
    [CHILDHOOD_EXPLAIN] = {CAREGIVER | TRUSTED | WORKER,
                           N_("At this age: explain it in simple words. Mother, father or guardian "
                              "consents; if that cannot be, another adult whom the child trusts, "
                              "or you, in the child’s best interest.")},
    [CHILDHOOD_ASSENT] = {CAREGIVER | TRUSTED | WORKER,
                          N_("At this age: explain it, and ask whether the child agrees. Mother, "
                             "father or guardian consents; if that cannot be, another adult whom "
                             "the child trusts, or you, in the child’s best interest.")},
    [CHILDHOOD_WEIGH] = {CAREGIVER | TRUSTED | CHILD,
                         N_("At this age: explain it, and ask for agreement, in writing if "
                            "possible. Mother, father or guardian consents, or another adult of "
                            "trust; if there is none, the agreement counts by itself.")},
    [CHILDHOOD_OWN] = {CAREGIVER | CHILD,
                       N_("At this age the adolescent decides. Mother, father or guardian is asked "
                          "only if the adolescent wants it.")},
    [CHILDHOOD_OVER] = {0, ""},
};

static void fold_answers(struct childhood *childhood, const struct entry *entry);
static void fold_consent(struct childhood *childhood, const struct entry *entry);
static bool bands_read(struct str text, struct childhood_bands *ret);
static unsigned consenter_of(struct str consenter);
static bool agreed(const json_t *child);
static bool is(const json_t *child, const char *field, const char *value);
static bool is_doubtful(const json_t *child);
static enum err check_adult(const json_t *child, struct fault *fault);
static enum err check_field(const json_t *child, const char *field, const char *message,
                            struct fault *fault);
static int64_t may_reach_us(const struct childhood *childhood, int64_t age, int32_t offset_min);
static int64_t reaches_us(const struct childhood *childhood, int64_t age, int32_t offset_min);

static const char refused_says[] =
    N_("The person does not agree: only what a life depends on goes ahead. Ask again, without "
       "pressing.");

struct childhood childhood_none(struct arena *arena)
{
    return (struct childhood){.age = -1, .interests = vec_of(arena, const struct entry *)};
}

void childhood_fold(struct childhood *childhood, const struct entry *entry,
                    struct approvals *approvals)
{
    switch ((int)entry->type) {
    case ENTRY_ANSWERS_SET:
        fold_answers(childhood, entry);
        break;
    case ENTRY_SERVICES_CONSENT:
        fold_consent(childhood, entry);
        approval_drop(approvals, APPROVAL_CONSENT); /* it was about the one before */
        break;
    case ENTRY_BEST_INTERESTS:
        *(const struct entry **)vec_add(&childhood->interests) = entry;
        if (str_eq(value_get_text(entry->body, "about"), S("transfer"))) {
            childhood->transfer_us = entry->at_us;
        }
        break;
    default:
        break;
    }
}

bool childhood_bands_parse(struct str setting, struct str country, struct childhood_bands *ret)
{
    struct str rest = setting;
    bool first = true;

    do {
        struct childhood_bands bands;
        struct str one = str_cut(rest, ';', &rest);
        struct str name = STR_NONE;
        if (!first) {
            name = str_trim(str_cut(one, '=', &one));
        }
        if (!bands_read(one, &bands) || (!first && name.len != 2)) {
            return false;
        }
        if (first || str_eq(name, country)) {
            *ret = bands;
        }
        first = false;
    } while (rest.len > 0);
    return true;
}

enum childhood_band childhood_band(const struct childhood_bands *bands, int64_t age)
{
    int band = CHILDHOOD_EXPLAIN;

    if (age >= CHILDHOOD_ENDS) {
        return CHILDHOOD_OVER;
    }
    for (int i = 0; i < CHILDHOOD_LIMITS; i++) {
        band += age >= bands->from[i];
    }
    return (enum childhood_band)band;
}

int64_t childhood_until(const struct childhood_bands *bands, int64_t age)
{
    for (int i = 0; i < CHILDHOOD_LIMITS; i++) {
        if (age < bands->from[i]) {
            return bands->from[i];
        }
    }
    return CHILDHOOD_ENDS;
}

const char *childhood_band_says(enum childhood_band band)
{
    return bands_known[band].says;
}

int64_t childhood_age(const struct childhood *childhood, int64_t now_us, int32_t offset_min)
{
    struct date today = date_from_us(now_us, offset_min).date;

    if (childhood->birth.year != 0) {
        return date_years_between(childhood->birth, today);
    }
    if (childhood->age < 0) {
        return -1;
    }
    struct date known_on = date_from_us(childhood->age_us, offset_min).date;
    return date_to_days(today) < date_to_days(known_on)
               ? childhood->age - date_years_between(today, known_on)
               : childhood->age + date_years_between(known_on, today);
}

int64_t childhood_again_us(const struct childhood *childhood, int32_t offset_min)
{
    int64_t then = childhood_age(childhood, childhood->consent_us, offset_min);

    if (childhood->child) {
        int64_t until = value_get_int(childhood->child, "until_age", CHILDHOOD_ENDS);
        int64_t may_us = may_reach_us(childhood, until, offset_min);
        return childhood->consent_us < may_us ? may_us : reaches_us(childhood, until, offset_min);
    }
    if (then < 0 || then >= CHILDHOOD_ENDS) {
        return 0;
    }
    return childhood->age_us > childhood->birth_us ? childhood->age_us : childhood->birth_us;
}

enum err childhood_may_consent(enum childhood_band band, const json_t *child, struct fault *fault)
{
    unsigned who = consenter_of(value_get_text(child, "consenter"));
    bool alone = who == CHILD;

    if ((bands_known[band].consenters & who) == 0) {
        return fault_add_field(fault, S("consenter"),
                               N_("At this age that is not enough: read what stands above."),
                               STR_NONE);
    }
    if (is(child, "said", "not_able")) {
        if (band == CHILDHOOD_OWN) {
            return fault_add_field(fault, S("said"),
                                   N_("At this age the person decides: ask, and wait."), STR_NONE);
        }
        TRY(check_field(child, "said_why", N_("Say why not."), fault));
    }
    if (alone && !agreed(child) && band != CHILDHOOD_OWN) {
        return fault_add_field(fault, S("consenter"),
                               N_("Who does not agree cannot be the only one to consent."),
                               STR_NONE);
    }
    if (band == CHILDHOOD_OWN && !agreed(child) && !alone) {
        return fault_add_field(fault, S("consenter"),
                               N_("At this age nobody consents against the person’s no."),
                               STR_NONE);
    }
    if (who != CAREGIVER) {
        TRY(check_field(child, "no_caregiver", N_("Say why nobody of them is asked."), fault));
    }
    return (who & (CAREGIVER | TRUSTED)) != 0 ? check_adult(child, fault) : OK;
}

bool childhood_band_lets(enum childhood_band band, struct str consenter)
{
    return (bands_known[band].consenters & consenter_of(consenter)) != 0;
}

const char *childhood_role(struct str consenter)
{
    for (unsigned i = 0; i < CONSENTERS; i++) {
        if (str_eq(consenter, str_of(consenters[i].name))) {
            return consenters[i].role;
        }
    }
    return NULL;
}

bool childhood_declined(const json_t *child)
{
    return is(child, "said", "no") && is(child, "consenter", "child");
}

bool childhood_alerts(const json_t *child)
{
    return is(child, "said", "no") || is(child, "consenter", "worker") || is_doubtful(child);
}

size_t childhood_warnings(const json_t *child, const char *ret[CHILDHOOD_WARNINGS])
{
    int64_t age = value_get_int(child, "age", -1);
    int64_t adult = 0;
    size_t count = 0;

    if (is(child, "danger", "lives_with")) {
        ret[count++] = N_("Who consents lives with whoever is said to have used violence.");
    } else if (is_doubtful(child)) {
        ret[count++] = N_("It is not known whether who consents used violence, or lives with who "
                          "did.");
    }
    if (age < 0 || !str_to_i64(value_get_text(child, "adult_age"), &adult)) {
        return count;
    }
    if (adult < age) {
        ret[count++] = N_("Who consents is younger than who is cared for: ask what the law says.");
    } else if (adult < CHILDHOOD_ENDS) {
        ret[count++] = N_("Who consents is under 18 too: ask what the law says.");
    } else if (adult - age < GAP_MIN) {
        ret[count++] = N_("Few years lie between both: ask what they are to each other.");
    }
    return count;
}

bool childhood_is_vital(struct str service, struct str priority)
{
    static const char *const vital[] = {"HEALTH", "CMR", "MH", "SEC", "SHELTER-S", "CP"};

    for (size_t i = 0; i < sizeof(vital) / sizeof(vital[0]); i++) {
        if (str_eq(service, str_of(vital[i])) && str_eq(priority, S("emergency"))) {
            return true;
        }
    }
    return false;
}

const char *childhood_holds(const struct childhood *childhood, struct str service,
                            struct str priority)
{
    return childhood->refused && !childhood_is_vital(service, priority) ? refused_says : NULL;
}

const char *childhood_holds_transfer(const struct childhood *childhood, int64_t age,
                                     int64_t since_us)
{
    bool minor = age < 0 ? childhood->child != NULL : age < CHILDHOOD_ENDS;

    if (childhood->refused) {
        return refused_says;
    }
    if (minor && (childhood->transfer_us == 0 || childhood->transfer_us < since_us)) {
        return N_("Under 18: first write down what is in the person’s best interest about this "
                  "transfer.");
    }
    return NULL;
}

/* The first time that an age was written counts: the same number again makes nobody younger. */
static void fold_answers(struct childhood *childhood, const struct entry *entry)
{
    const json_t *answers = value_get(entry->body, "answers");
    json_t *age_said = value_get(answers, ANSWER_AGE);
    json_t *birth_said = value_get(answers, ANSWER_BIRTH_DATE);
    int64_t age = -1;

    if (age_said) {
        if (!str_to_i64(value_str(age_said), &age)) {
            childhood->age = -1;
        } else if (age != childhood->age) {
            childhood->age = age;
            childhood->age_us = entry_when_us(entry);
        }
    }
    if (birth_said) {
        struct date birth = {0};
        bool read = date_parse(value_str(birth_said), &birth);
        childhood->birth_us = read ? entry_when_us(entry) : 0;
        childhood->birth = read ? birth : (struct date){0};
    }
}

static void fold_consent(struct childhood *childhood, const struct entry *entry)
{
    childhood->child = value_get(entry->body, "child");
    childhood->consent_us = entry_when_us(entry);
    childhood->refused = childhood->child
                             ? is(childhood->child, "said", "no")
                             : !str_eq(value_get_text(entry->body, "answer"), S("yes"));
}

/* Three ages that rise, within childhood. */
static bool bands_read(struct str text, struct childhood_bands *ret)
{
    struct str rest = text;
    int64_t before = 0;

    for (int i = 0; i < CHILDHOOD_LIMITS; i++) {
        struct str one = str_trim(str_cut(rest, ',', &rest));
        if (!str_to_i64(one, &ret->from[i]) || ret->from[i] <= before ||
            ret->from[i] >= CHILDHOOD_ENDS) {
            return false;
        }
        before = ret->from[i];
    }
    return rest.len == 0;
}

static unsigned consenter_of(struct str consenter)
{
    for (unsigned i = 0; i < CONSENTERS; i++) {
        if (str_eq(consenter, str_of(consenters[i].name))) {
            return 1U << i;
        }
    }
    return 0;
}

static bool agreed(const json_t *child)
{
    return is(child, "said", "spoken") || is(child, "said", "written");
}

static bool is(const json_t *child, const char *field, const char *value)
{
    return str_eq(value_get_text(child, field), str_of(value));
}

/* Who consents may stand on the wrong side, or nobody knows: a reason, and supervision reads it. */
static bool is_doubtful(const json_t *child)
{
    return is(child, "danger", "lives_with") || is(child, "danger", "unknown");
}

static enum err check_adult(const json_t *child, struct fault *fault)
{
    TRY(check_field(child, "adult", N_("Say who it is."), fault));
    TRY(check_field(child, "danger", N_("Answer this question"), fault));
    if (is(child, "danger", "yes")) {
        return fault_add_field(fault, S("danger"),
                               N_("Who is said to have used violence never consents. Choose "
                                  "somebody else."),
                               STR_NONE);
    }
    return is_doubtful(child)
               ? check_field(child, "danger_why",
                             N_("Say why it is good for the person all the same."), fault)
               : OK;
}

static enum err check_field(const json_t *child, const char *field, const char *message,
                            struct fault *fault)
{
    return value_get_text(child, field).len > 0
               ? OK
               : fault_add_field(fault, str_of(field), message, STR_NONE);
}

/* The first day on which the person can be so old: by an age alone the birthday may be the day
 * after it was recorded. */
static int64_t may_reach_us(const struct childhood *childhood, int64_t age, int32_t offset_min)
{
    bool born = childhood->birth.year != 0;
    int64_t us = reaches_us(childhood, born ? age : age - 1, offset_min);
    if (us == 0 || born) {
        return us;
    }
    int64_t last = date_to_days(date_from_us(us, offset_min).date); /* of the year before */
    return date_day_start_us(date_from_days(last + 1), offset_min);
}

/* A birthday on 29 February is on 1 March where there is none; by an age alone, the day on which
 * the person is so old at last. */
static int64_t reaches_us(const struct childhood *childhood, int64_t age, int32_t offset_min)
{
    bool born = childhood->birth.year != 0;
    struct date day = born ? childhood->birth : date_from_us(childhood->age_us, offset_min).date;

    if (!born && childhood->age < 0) {
        return 0;
    }
    day.year += (int32_t)(born ? age : age - childhood->age);
    if (!date_is_valid(day)) {
        day.month++;
        day.day = 1;
    }
    return date_is_valid(day) ? date_day_start_us(day, offset_min) : 0;
}
