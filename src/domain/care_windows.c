#include "domain/care_windows.h"

#include "domain/case.h"

static const struct {
    const char *code;
    const char *label;
} kinds[] = {
    {"pep", N_("To prevent HIV (PEP)")},
    {"contraception", N_("To prevent a pregnancy, if one is possible")},
    {"hepatitis_b", N_("Vaccine against hepatitis B")},
    {"evidence", N_("Evidence, in case the person ever wants to report")},
};
enum { KINDS = sizeof(kinds) / sizeof(kinds[0]), HOURS_MAX = 24 * 365 };

static bool add(struct care_windows *windows, struct str code, struct str hours);
static bool wanted_care(const struct case_state *c);

enum err care_windows_parse(struct str tsv, struct care_windows *ret)
{
    struct care_windows windows = {0};
    struct str rest = tsv;

    if (!str_eq(str_cut(rest, '\n', &rest), S("code\thours\tsource"))) {
        return ERR_INVALID;
    }
    while (rest.len > 0) {
        struct str line = str_cut(rest, '\n', &rest);
        struct str code = str_cut(line, '\t', &line);
        if (!add(&windows, code, str_cut(line, '\t', &line)) || line.len == 0) {
            return ERR_INVALID;
        }
    }
    if (windows.count > 0) {
        *ret = windows;
    }
    return windows.count > 0 ? OK : ERR_INVALID;
}

bool care_windows_read(struct str setting, struct care_windows *ret)
{
    struct care_windows windows = {0};
    struct str rest = setting;

    if (setting.len == 0) {
        return true;
    }
    windows.reviewed_by = str_trim(str_cut(rest, ';', &rest));
    if (windows.reviewed_by.len == 0 ||
        !date_parse(str_trim(str_cut(rest, ';', &rest)), &windows.reviewed_on)) {
        return false;
    }
    while (rest.len > 0) {
        struct str hours = str_cut(rest, ',', &rest);
        struct str code = str_trim(str_cut(hours, '=', &hours));
        if (!add(&windows, code, str_trim(hours))) {
            return false;
        }
    }
    if (windows.count > 0) {
        *ret = windows;
    }
    return windows.count > 0;
}

const char *care_window_label(const char *code)
{
    for (size_t i = 0; i < KINDS; i++) {
        if (str_eq(str_of(code), str_of(kinds[i].code))) {
            return kinds[i].label;
        }
    }
    return "";
}

bool care_is_given_by(struct str service)
{
    return str_eq(service, S("CMR")) || str_eq(service, S("HEALTH")) || str_eq(service, S("SRH"));
}

bool care_follows_from(struct str incident_type)
{
    return incident_type.len == 0 || str_eq(incident_type, S("rape")) ||
           str_eq(incident_type, S("sexual_assault"));
}

struct exposure care_exposure(const struct case_state *c, int32_t offset_minutes)
{
    struct exposure exposure = c->account_known.exposure;
    struct str type = case_answer_text(c, ANSWER_INCIDENT);
    struct date day;

    if (type.len > 0 && care_follows_from(type) &&
        date_parse(case_answer_text(c, ANSWER_LAST_INCIDENT), &day)) {
        int64_t from_us = date_day_start_us(day, offset_minutes);
        if (from_us > exposure.from_us) {
            exposure.from_us = from_us;
            exposure.exact = false;
        }
    }
    return exposure;
}

int64_t care_reached_us(const struct case_state *c, int64_t since_us)
{
    int64_t first_us = 0;

    for (size_t i = 0; i < c->referrals.count; i++) {
        const struct referral *one = vec_at(&c->referrals, struct referral, i);
        bool fits = care_is_given_by(one->service) && one->given_us >= since_us;
        if (fits && one->given_us > 0 && (first_us == 0 || one->given_us < first_us)) {
            first_us = one->given_us;
        }
    }
    for (size_t i = 0; i < c->plan.services.count; i++) {
        const struct own_service *one = vec_at(&c->plan.services, struct own_service, i);
        bool fits = care_is_given_by(one->service) && one->given_us >= since_us;
        if (fits && (first_us == 0 || one->given_us < first_us)) {
            first_us = one->given_us;
        }
    }
    return first_us;
}

struct care_counted care_counted(const struct case_state *c, int32_t offset_minutes)
{
    enum { FIRST_HOURS = 72 };
    struct exposure exposure = care_exposure(c, offset_minutes);
    struct care_counted counted = {.until_us = exposure.from_us + FIRST_HOURS * HOUR_US};

    if (exposure.from_us == 0 || c->opened_us > counted.until_us || !wanted_care(c)) {
        return (struct care_counted){0};
    }
    int64_t reached_us = care_reached_us(c, exposure.from_us);
    counted.reached = reached_us > 0 && reached_us <= counted.until_us;
    return counted;
}

static bool add(struct care_windows *windows, struct str code, struct str hours)
{
    struct care_window window = {0};

    for (size_t i = 0; i < KINDS; i++) {
        window.code = str_eq(code, str_of(kinds[i].code)) ? kinds[i].code : window.code;
    }
    bool fits = window.code && str_to_i64(hours, &window.hours) && window.hours >= 1 &&
                window.hours <= HOURS_MAX;
    for (size_t i = 0; i < windows->count && fits; i++) {
        fits = windows->at[i].code != window.code;
    }
    if (fits) {
        windows->at[windows->count++] = window;
    }
    return fits;
}

/* A need of health care, or a referral for it: what she declined is neither. */
static bool wanted_care(const struct case_state *c)
{
    for (size_t i = 0; i < c->needs.count; i++) {
        if (care_is_given_by(vec_at(&c->needs, struct need, i)->service)) {
            return true;
        }
    }
    for (size_t i = 0; i < c->referrals.count; i++) {
        if (care_is_given_by(vec_at(&c->referrals, struct referral, i)->service)) {
            return true;
        }
    }
    return false;
}
