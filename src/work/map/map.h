/* The service map of one area, read once and joined: who offers what to which
 * profile, how to reach them, and the marks of the pathway.
 *
 * What the pages show and what a referral proposes both stand on this. Closed
 * services are left out; a paused one is there and says so. map_matrix() is the
 * same map as the table of domain/matrix.h: with the wording of the table that
 * was imported for the area, or, when services were entered one by one, with
 * wording made from their names. Everything lives in the request's arena.
 *
 *     struct map map;
 *     TRY(map_read(act, area, &map));
 *     for (size_t i = 0; i < map.count; i++) {
 *         if (map_serves(&map.at[i], profile)) …
 */
#ifndef AMPARO_WORK_MAP_MAP_H
#define AMPARO_WORK_MAP_MAP_H

#include "domain/matrix.h"
#include "store/directory.h"
#include "store/matrices.h"
#include "store/services.h"
#include "work/act.h"

struct map_hours { /* of a unit, at this moment, in its own time zone */
    bool known;    /* only units have hours that a program can read */
    bool open;
    bool always;      /* day and night, every day */
    int until_minute; /* when open: of the day, local */
};

struct map_service {
    struct service_row row;
    struct str organisation; /* names */
    struct str unit;         /* empty: nobody there has an account */
    struct str phone, phone_24h;
    struct str hours; /* in words */
    struct map_hours now;
    bool is_open; /* neither closed nor paused */
    bool account; /* a function of its unit can receive a referral here */
    const struct coverage_row *coverage;
    size_t coverage_count;
};

struct map {
    struct area_row area;
    struct map_service *at; /* by type, then name */
    size_t count;
    struct mark_rows marks;
    struct drawn_matrix drawn; /* row_count 0: the area has no imported table */
};

/* ERR_NOT_FOUND: no such area. */
enum err map_read(struct act *act, struct id area, struct map *ret) MUST;

bool map_serves(const struct map_service *service, struct str profile);
/* The mark of the service's organisation for the profile. */
enum mark map_mark(const struct map *map, struct id organisation, struct str profile);

/* Organisations × profiles, from services that are open, coverage and marks; profiles that nobody
 * serves are columns too. More than LIMIT_CELL_SERVICES in one place are cut. `ret_organisations`
 * has one id per row; may be NULL. */
void map_matrix(struct act *act, const struct map *map, struct matrix *ret,
                struct id **ret_organisations);
/* How the organisation is reached for that profile: the first service with a phone. NULL: none. */
const struct map_service *map_reach(const struct map *map, struct id organisation,
                                    struct str profile);

/* Names in the reader's language; of an added profile or unknown code, what the table says. */
struct str map_type_label(struct act *act, struct str type);
struct str map_profile_label(struct act *act, const struct map *map, struct str profile);
/* "Mujeres, Hombres" */
struct str map_coverage_label(struct act *act, const struct map *map,
                              const struct map_service *service);

#endif
