/* Under 18: who consents, when it is asked again, what a child's no holds back.
 *
 * A child's consent is the same entry as anybody's (ENTRY_SERVICES_CONSENT), with a
 * part `child`: what the child said, who consents, and what is known of that adult. The
 * bands of age are the country's (setting child_bands); each entry says until which age
 * it holds, so that a later change of the setting moves nobody. Who is said to have used
 * violence never consents; who lives with them may, with a reason that somebody reads:
 * a protective mother is not barred. Gaps of age warn and refuse nothing.
 *
 * Rules K1 to K5.
 *
 *     TRY(childhood_may_consent(childhood_band(&bands, age), answers, act->fault));
 *
 * child: age, until_age, said (spoken, written, no, not_able), said_why, consenter (caregiver,
 * trusted_adult, worker, child), adult, adult_age, adult_how, danger (no, lives_with, yes,
 * unknown), danger_why, no_caregiver; of a release also on_file: who consents is who consents to
 * the accompaniment.
 */
#ifndef AMPARO_DOMAIN_CHILDHOOD_H
#define AMPARO_DOMAIN_CHILDHOOD_H

#include "base/buf.h"
#include "base/date.h"
#include "domain/approval.h"
#include "domain/entry.h"

enum { CHILDHOOD_ENDS = 18, CHILDHOOD_LIMITS = 3, CHILDHOOD_WARNINGS = 4 };

enum childhood_band {
    CHILDHOOD_EXPLAIN, /* it is explained; somebody else consents */
    CHILDHOOD_ASSENT,  /* asked, in words; somebody else consents */
    CHILDHOOD_WEIGH,   /* asked, in writing; counts alone where there is no adult */
    CHILDHOOD_OWN,     /* decides alone */
    CHILDHOOD_OVER,    /* no child */
};

/* Ages at which the second, third and fourth band begin. */
struct childhood_bands {
    int64_t from[CHILDHOOD_LIMITS];
};

struct childhood {
    int64_t age;       /* as it was recorded; -1: not known */
    int64_t age_us;    /* when it was recorded first */
    struct date birth; /* year 0: not known */
    int64_t birth_us;
    const json_t *child; /* of the last consent; NULL: an adult's own */
    int64_t consent_us;
    bool refused;         /* the child, or at 18 the person, said no */
    int64_t transfer_us;  /* when best interests were last weighed for a transfer */
    struct vec interests; /* const struct entry *: ENTRY_BEST_INTERESTS, the oldest first */
};

struct childhood childhood_none(struct arena *arena);
void childhood_fold(struct childhood *childhood, const struct entry *entry,
                    struct approvals *approvals);

/* "6,12,15", and after ';' what differs: "MX=5,10,14". False when it is anything else; a country
 * that is not named has the first. */
bool childhood_bands_parse(struct str setting, struct str country, struct childhood_bands *ret);
enum childhood_band childhood_band(const struct childhood_bands *bands, int64_t age);
/* The age at which the band of this age is over. */
int64_t childhood_until(const struct childhood_bands *bands, int64_t age);
/* What is done at this age: msgid. */
const char *childhood_band_says(enum childhood_band band);

/* Whole years, by the birthday or by the age as recorded; -1: not known. */
int64_t childhood_age(const struct childhood *childhood, int64_t now_us, int32_t offset_min);
/* The local day on which consent is to be asked again: the next band begins, 18 is reached, or
 * the age was learnt after an adult's consent. Of somebody whose birthday nobody knows it is the
 * first day on which that may be so; asked then in vain, the last one. 0: never. */
int64_t childhood_again_us(const struct childhood *childhood, int32_t offset_min);

/* Whether who is named in `child` may consent at this age. The first field that stands against
 * it has a fault. ERR_INVALID. */
enum err childhood_may_consent(enum childhood_band band, const json_t *child, struct fault *fault)
    MUST;
/* Whether the band leaves it to this consenter at all. */
bool childhood_band_lets(enum childhood_band band, struct str consenter);
/* Whoever decides alone said no. */
bool childhood_declined(const json_t *child);
/* Supervision is told: nobody but the worker consents, the adult lives with whoever used violence,
 * or the child said no. */
bool childhood_alerts(const json_t *child);
/* What whoever reads it should ask about (msgids); how many. Nothing here refuses. */
size_t childhood_warnings(const json_t *child, const char *ret[CHILDHOOD_WARNINGS]);

/* Who consented, as it is told to whoever receives something: the role, never a name (msgid). NULL:
 * no such role. */
const char *childhood_role(struct str consenter);
/* Whether a life can depend on it. */
bool childhood_is_vital(struct str service, struct str priority);
/* NULL, or why (msgid) this is not begun now: a no holds all that does not save life. */
const char *childhood_holds(const struct childhood *childhood, struct str service,
                            struct str priority);
/* NULL, or why (msgid) a child's case cannot go to another unit yet. `since_us`: when the last one
 * was sent. */
const char *childhood_holds_transfer(const struct childhood *childhood, int64_t age,
                                     int64_t since_us);

#endif
