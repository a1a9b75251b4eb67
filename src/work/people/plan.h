/* A plan: the people and places of a deployment as somebody wrote them down.
 *
 * One JSON file says it all: areas with their hours and holidays, organisations
 * with units, functions, members, services and marks. plan_read() takes nothing
 * on trust: what is unknown, missing, doubled, too long or leads nowhere is
 * refused with the place where it stands ("organisations[2].units[0].phone"),
 * and then nothing has been made. Things name each other by keys that are good
 * inside the file only; here they are indexes already.
 *
 *     {"settings": {"product": "Inicio"},
 *      "areas": [{"key": "centro", "name": "Centro", "country": "CR",
 *                 "utc_offset_minutes": -360}],
 *      "organisations": [{"name": "Casa Ceiba", "kind": "organisation", "country": "CR",
 *        "units": [{"key": "ceiba", "name": "Casa Ceiba", "area": "centro",
 *          "functions": ["focal_point"],
 *          "members": [{"login": "ana", "name": "Ana Rojas", "roles": ["focal_point"],
 *                       "functions": ["focal_point"]}]}]}]}
 */
#ifndef AMPARO_WORK_PEOPLE_PLAN_H
#define AMPARO_WORK_PEOPLE_PLAN_H

#include "base/buf.h"
#include "base/value.h"
#include "domain/service_types.h"
#include "store/directory.h"

enum { PLAN_FUNCTIONS = 3, PLAN_NONE = -1 };

/* Bit i of a unit's or member's functions. */
extern const char *const plan_functions[PLAN_FUNCTIONS];

struct plan_area {
    struct area_row row; /* without id */
    struct vec holidays; /* struct calendar_row */
    bool coordinated;    /* by a function of one of its units */
};

struct plan_organisation {
    struct str name, kind, country;
};

struct plan_unit {
    struct unit_row row; /* without ids */
    int organisation, area;
    unsigned functions;
};

struct plan_member {
    struct str login, name, language;
    unsigned roles;
    unsigned functions; /* among those of the unit */
    unsigned stands_in; /* those held as a deputy; part of functions */
    int unit;
    int deputy; /* PLAN_NONE */
    bool waits; /* a demonstration leaves this one invited: nobody has come in yet */
};

struct plan_service {
    struct str type, name, phone, hours, reports, languages;
    struct str wording;  /* of the coverage: what the type is called */
    struct vec profiles; /* struct str */
    int organisation, area;
    int unit; /* PLAN_NONE: nobody there has an account */
};

struct plan_mark {
    struct str profile;
    int organisation, area, mark;
};

struct plan {
    json_t *settings;         /* object, not looked into; may be NULL */
    struct vec areas;         /* struct plan_area */
    struct vec organisations; /* struct plan_organisation */
    struct vec units;         /* struct plan_unit */
    struct vec members;       /* struct plan_member */
    struct vec services;      /* struct plan_service */
    struct vec marks;         /* struct plan_mark */
};

/* ERR_INVALID with the place; the message is English, as all of the command line. */
enum err plan_read(struct arena *arena, json_t *json, const struct service_types *types,
                   struct plan *ret, struct fault *fault) MUST;

/* What a login may be: 2 to 32 of a-z, 0-9, full stop, hyphen and underscore. */
bool plan_login_fits(struct str login);
/* A name of the directory: one line, nothing hidden, `min` to LIMIT_TEXT characters. */
bool plan_text_fits(struct str text, size_t min);
/* Bit of a function's name; 0 when it is none. */
unsigned plan_function_bit(struct str name);
/* Whoever answers for a function must be let onto its pages too: the role of the same name. */
bool plan_roles_fit(unsigned roles, unsigned functions);
/* "08:00" or "24:00", as minutes of the day. */
bool plan_minutes_parse(struct str text, int *ret);

#endif
