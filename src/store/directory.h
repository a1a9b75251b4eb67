/* The directory: areas, organisations, units, holidays, focal points.
 *
 * Who works where. It says nothing about who holds which key (holders.h) and
 * is no secret inside the deployment. Lists are short and come whole, sorted
 * by name; more than LIMIT_DIRECTORY_ROWS is ERR_LIMIT.
 */
#ifndef AMPARO_STORE_DIRECTORY_H
#define AMPARO_STORE_DIRECTORY_H

#include "store/batch.h"

struct area_row {
    struct id id;
    struct str name;
    struct str country; /* two capital letters */
    int utc_offset_minutes;
};

struct organisation_row {
    struct id id;
    struct str name;
    struct str kind; /* "organisation", "institution", "agency" */
    struct str country;
    bool demo;
    int64_t at_us;
};

struct unit_row {
    struct id id;
    struct id organisation;
    struct id area;
    struct str name;
    struct str phone;
    struct str phone_24h; /* empty: nobody answers at night */
    int open_from_minute; /* of the day, local */
    int open_to_minute;
    unsigned open_days; /* bit 0 Monday … bit 6 Sunday */
    int64_t version;
};

struct calendar_row {
    int64_t day; /* local, since 1970-01-01 */
    struct str name;
};

struct focal_point_row {
    struct id unit;
    struct str function;
    struct id member;
    struct id deputy; /* may be none */
};

struct area_rows {
    const struct area_row *at;
    size_t count;
};
struct organisation_rows {
    const struct organisation_row *at;
    size_t count;
};
struct unit_rows {
    const struct unit_row *at;
    size_t count;
};
struct calendar_rows {
    const struct calendar_row *at;
    size_t count;
};
struct focal_point_rows {
    const struct focal_point_row *at;
    size_t count;
};

/* The …_get and …_find: ERR_NOT_FOUND. */
enum err directory_area(struct db *db, struct arena *arena, struct id id, struct area_row *ret)
    MUST;
enum err directory_areas(struct db *db, struct arena *arena, struct area_rows *ret) MUST;
void directory_put_area(struct batch *batch, const struct area_row *area);

enum err directory_organisation(struct db *db, struct arena *arena, struct id id,
                                struct organisation_row *ret) MUST;
/* By its whole name, byte for byte; the oldest of that name. */
enum err directory_find_organisation(struct db *db, struct arena *arena, struct str name,
                                     struct organisation_row *ret) MUST;
enum err directory_organisations(struct db *db, struct arena *arena, struct organisation_rows *ret)
    MUST;
void directory_put_organisation(struct batch *batch, const struct organisation_row *organisation);
/* Only while no other bears the name: two imports at once make it once. */
void directory_add_organisation(struct batch *batch, const struct organisation_row *organisation);

enum err directory_unit(struct db *db, struct arena *arena, struct id id, struct unit_row *ret)
    MUST;
enum err directory_units(struct db *db, struct arena *arena, struct unit_rows *ret) MUST;
enum err directory_units_of_organisation(struct db *db, struct arena *arena, struct id organisation,
                                         struct unit_rows *ret) MUST;
enum err directory_units_of_area(struct db *db, struct arena *arena, struct id area,
                                 struct unit_rows *ret) MUST;
void directory_add_unit(struct batch *batch, const struct unit_row *unit);
/* `unit->version` is the one that was read. */
void directory_change_unit(struct batch *batch, const struct unit_row *unit);

/* Holidays from one local day to another, both included. */
enum err directory_calendar(struct db *db, struct arena *arena, struct id area, int64_t from_day,
                            int64_t to_day, struct calendar_rows *ret) MUST;
void directory_put_calendar_day(struct batch *batch, struct id area,
                                const struct calendar_row *day);
void directory_remove_calendar_day(struct batch *batch, struct id area, int64_t day);

enum err directory_focal_point(struct db *db, struct arena *arena, struct id unit,
                               struct str function, struct focal_point_row *ret) MUST;
enum err directory_focal_points(struct db *db, struct arena *arena, struct focal_point_rows *ret)
    MUST;
void directory_put_focal_point(struct batch *batch, const struct focal_point_row *point);

#endif
