/* The service map: who offers what, where, to which profile; and the marks.
 *
 * A service is a row of an organisation (perhaps of one unit) in an area; its
 * coverage says which profiles it serves, in the wording of whoever wrote it.
 * A mark (1 entry point, 2 funnel) belongs to organisation × profile × area,
 * never to a single service.
 */
#ifndef AMPARO_STORE_SERVICES_H
#define AMPARO_STORE_SERVICES_H

#include "store/batch.h"

struct service_row {
    struct id id;
    struct id organisation;
    struct id unit; /* may be none: nobody there has an account */
    struct id area;
    struct str type; /* code of domain's service types */
    struct str name;
    struct str phone;
    struct str hours;
    struct str reports; /* what it must report to the authorities */
    struct str languages;
    int64_t verified_us; /* 0: never */
    struct str state;    /* "open", "closed" */
    int64_t version;
    int64_t paused_until_us; /* open again from then on; 0: not paused */
    struct str paused_why;   /* of forms/service_pause.json */
};

static inline bool service_is_open(const struct service_row *service, int64_t now_us)
{
    return str_eq(service->state, S("open")) && service->paused_until_us <= now_us;
}

struct coverage_row {
    struct id service;
    struct str profile;
    struct str wording;
};

struct mark_row {
    struct id organisation;
    struct str profile;
    int mark; /* enum mark, never none */
};

struct service_rows {
    const struct service_row *at;
    size_t count;
};
struct coverage_rows {
    const struct coverage_row *at;
    size_t count;
};
struct mark_rows {
    const struct mark_row *at;
    size_t count;
};

/* ERR_NOT_FOUND. */
enum err services_get(struct db *db, struct arena *arena, struct id id, struct service_row *ret)
    MUST;
/* By type and name. */
enum err services_of_area(struct db *db, struct arena *arena, struct id area,
                          struct service_rows *ret) MUST;
enum err services_of_organisation(struct db *db, struct arena *arena, struct id organisation,
                                  struct service_rows *ret) MUST;
void services_add(struct batch *batch, const struct service_row *service);
/* `service->version` is the one that was read. */
void services_change(struct batch *batch, const struct service_row *service);

/* Of all services of the area, by service. */
enum err services_coverage(struct db *db, struct arena *arena, struct id area,
                           struct coverage_rows *ret) MUST;
void services_put_coverage(struct batch *batch, const struct coverage_row *coverage);
void services_remove_coverage(struct batch *batch, struct id service, struct str profile);
/* Before an import: nothing of the area is covered, nothing is marked. */
void services_clear_area(struct batch *batch, struct id area);

enum err services_marks(struct db *db, struct arena *arena, struct id area, struct mark_rows *ret)
    MUST;
void services_put_mark(struct batch *batch, struct id area, const struct mark_row *mark);
void services_remove_mark(struct batch *batch, struct id area, struct id organisation,
                          struct str profile);

#endif
