/* After sexual violence: which care is still in time, and until when.
 *
 * The table is data (data/care_windows.tsv), or the deployment's own, which stands only with who
 * reviewed it and when (setting care_windows). It is counted from the latest exposure; where only
 * the day is known, from its first hour, so that it never says there is more time than there is.
 * A time that has passed hides nothing: care is worth it at any time, and no page asks whose body
 * it is before it says what could be prevented.
 *
 *     struct exposure exposure = care_exposure(&c, offset_minutes);
 *     int64_t until_us = exposure.from_us + windows.at[i].hours * HOUR_US;
 *
 * Rules S1, S2. Setting: "Dra. Ana Solís; 2026-11-02; pep=72, contraception=120".
 */
#ifndef AMPARO_DOMAIN_CARE_WINDOWS_H
#define AMPARO_DOMAIN_CARE_WINDOWS_H

#include "base/date.h"
#include "domain/account.h"

enum { CARE_WINDOWS_MAX = 4 };

struct care_window {
    const char *code;
    int64_t hours;
};
struct care_windows {
    struct care_window at[CARE_WINDOWS_MAX];
    size_t count;
    struct str reviewed_by; /* empty: nobody here has looked at them yet */
    struct date reviewed_on;
};

/* ERR_INVALID: no such code, no hours, or twice. */
enum err care_windows_parse(struct str tsv, struct care_windows *ret) MUST;
/* The setting; an empty one leaves `ret` as it is. False when it is not well formed. */
bool care_windows_read(struct str setting, struct care_windows *ret);
const char *care_window_label(const char *code); /* msgid */
/* What health care there is for it. */
bool care_is_given_by(struct str service);
/* What somebody was exposed to may have to be treated: sexual violence, or what was not named. */
bool care_follows_from(struct str incident_type);

struct case_state;
struct exposure care_exposure(const struct case_state *c, int32_t offset_minutes);
/* When care was received for it; 0: not that is known. */
int64_t care_reached_us(const struct case_state *c, int64_t since_us);

/* For what is counted: who came within the first window and wanted care. `reached`: within it. */
struct care_counted {
    int64_t until_us; /* 0: is not counted */
    bool reached;
};
struct care_counted care_counted(const struct case_state *c, int32_t offset_minutes);

#endif
