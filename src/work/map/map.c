#include "work/map/map.h"

#include "base/date.h"
#include "domain/profile.h"
#include "store/holders.h"

enum { DAY_MINUTES = 24 * 60, WEEK_DAYS = 7, EVERY_DAY = 127 };

struct reading { /* what the services are joined with */
    struct act *act;
    const struct area_row *area;
    struct organisation_rows organisations;
    struct unit_rows units;
    struct coverage_rows coverage;
    bool *accounts; /* one per unit */
    struct date_time local;
    bool holiday;
};

static enum err reading_open(struct act *act, struct map *map, struct reading *ret);
static enum err find_accounts(struct reading *reading);
static struct map_service join(struct reading *reading, const struct service_row *row);
static void join_unit(struct reading *reading, struct map_service *service);
static void find_coverage(const struct reading *reading, struct map_service *service);
static struct map_hours hours_now(const struct reading *reading, const struct unit_row *unit);
static struct str hours_words(struct act *act, const struct unit_row *unit);
static struct str days_words(struct act *act, unsigned days);
static struct vec columns_of(struct act *act, const struct map *map);
static void add_profile(struct vec *profiles, struct str code);
static struct vec rows_of(struct act *act, const struct map *map);
static void fill_row(struct act *act, const struct map *map, size_t row,
                     const struct drawn_row *from, struct matrix *matrix);
static struct cell made_cell(struct act *act, const struct vec *services, struct str profile);
static struct str made_wording(struct act *act, const struct cell *cell);

enum err map_read(struct act *act, struct id area, struct map *ret)
{
    struct map map = {0};
    struct reading reading = {0};
    struct service_rows rows;
    enum err err = directory_area(act->db, act->arena, area, &map.area);
    if (err == ERR_NOT_FOUND) {
        return act_not_here(act);
    }
    TRY(err);
    err = matrices_get(act->db, act->arena, area, &map.drawn);
    if (err != OK && err != ERR_NOT_FOUND) {
        return err;
    }
    TRY(services_of_area(act->db, act->arena, area, &rows));
    TRY(services_marks(act->db, act->arena, area, &map.marks));
    TRY(reading_open(act, &map, &reading));
    map.at = arena_array(act->arena, struct map_service, rows.count + 1);
    for (size_t i = 0; i < rows.count; i++) {
        if (!str_eq(rows.at[i].state, S("closed"))) {
            map.at[map.count++] = join(&reading, &rows.at[i]);
        }
    }
    *ret = map;
    return OK;
}

bool map_serves(const struct map_service *service, struct str profile)
{
    for (size_t i = 0; i < service->coverage_count; i++) {
        if (str_eq(service->coverage[i].profile, profile)) {
            return true;
        }
    }
    return false;
}

/* The rows come sorted by profile, then organisation. */
enum mark map_mark(const struct map *map, struct id organisation, struct str profile)
{
    size_t from = 0;
    size_t to = map->marks.count;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        const struct mark_row *mark = &map->marks.at[middle];
        int order = str_compare(mark->profile, profile);
        order = order != 0 ? order : memcmp(mark->organisation.b, organisation.b, ID_BYTES);
        if (order == 0) {
            return (enum mark)mark->mark;
        }
        if (order < 0) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    return MARK_NONE;
}

const struct map_service *map_reach(const struct map *map, struct id organisation,
                                    struct str profile)
{
    for (size_t i = 0; i < map->count; i++) {
        const struct map_service *service = &map->at[i];
        if (service->phone.len > 0 && service->is_open && map_serves(service, profile) &&
            id_eq(service->row.organisation, organisation)) {
            return service;
        }
    }
    return NULL;
}

void map_matrix(struct act *act, const struct map *map, struct matrix *ret,
                struct id **ret_organisations)
{
    struct vec profiles = columns_of(act, map);
    struct vec organisations = rows_of(act, map);
    struct matrix matrix = {
        .corner = map->drawn.row_count > 0 ? map->drawn.corner : act_words(act, N_("Organisation")),
        .columns = arena_array(act->arena, struct str, profiles.count + 1),
        .profiles = profiles.at,
        .column_count = profiles.count,
        .rows = arena_array(act->arena, struct matrix_row, organisations.count + 1),
        .row_count = organisations.count,
    };
    for (size_t column = 0; column < matrix.column_count; column++) {
        matrix.columns[column] = column < map->drawn.column_count
                                     ? map->drawn.columns[column].label
                                     : map_profile_label(act, map, matrix.profiles[column]);
    }
    struct id *ids = arena_array(act->arena, struct id, organisations.count + 1);
    for (size_t row = 0; row < matrix.row_count; row++) {
        const struct drawn_row *from = vec_at(&organisations, struct drawn_row, row);
        ids[row] = from->organisation;
        fill_row(act, map, row, from, &matrix);
    }
    *ret = matrix;
    if (ret_organisations) {
        *ret_organisations = ids;
    }
}

struct str map_type_label(struct act *act, struct str code)
{
    const struct service_type *type = service_type_find(&act->server->services, code);
    if (!type) {
        return code;
    }
    return str_eq(act->language, S("es")) ? type->es : type->en;
}

struct str map_profile_label(struct act *act, const struct map *map, struct str profile)
{
    const char *known = profile_label(profile);
    if (known) {
        return act_words(act, known);
    }
    for (size_t i = 0; i < map->drawn.column_count; i++) {
        if (str_eq(map->drawn.columns[i].profile, profile)) {
            return map->drawn.columns[i].label;
        }
    }
    return profile;
}

struct str map_coverage_label(struct act *act, const struct map *map,
                              const struct map_service *service)
{
    struct buf text = buf_in(act->arena, LIMIT_PAGE_BYTES);
    struct vec profiles = columns_of(act, map);
    for (size_t i = 0; i < profiles.count; i++) {
        struct str profile = *vec_at(&profiles, struct str, i);
        if (map_serves(service, profile)) {
            buf_add(&text, text.len > 0 ? S(", ") : STR_NONE);
            buf_add(&text, map_profile_label(act, map, profile));
        }
    }
    return buf_str(&text);
}

static enum err reading_open(struct act *act, struct map *map, struct reading *ret)
{
    struct calendar_rows today;
    *ret = (struct reading){.act = act, .area = &map->area};
    TRY(directory_organisations(act->db, act->arena, &ret->organisations));
    TRY(directory_units_of_area(act->db, act->arena, map->area.id, &ret->units));
    TRY(services_coverage(act->db, act->arena, map->area.id, &ret->coverage));
    ret->local = date_from_us(act->now_us, map->area.utc_offset_minutes);
    int64_t day = date_to_days(ret->local.date);
    TRY(directory_calendar(act->db, act->arena, map->area.id, day, day, &today));
    ret->holiday = today.count > 0;
    return find_accounts(ret);
}

static enum err find_accounts(struct reading *reading)
{
    struct act *act = reading->act;
    reading->accounts = arena_array(act->arena, bool, reading->units.count + 1);
    for (size_t i = 0; i < reading->units.count; i++) {
        struct holder_row holder;
        enum err err = holders_find_in_unit(act->db, act->arena, reading->units.at[i].id,
                                            S(FUNCTION_FOCAL_POINT), &holder);
        if (err != OK && err != ERR_NOT_FOUND) {
            return err;
        }
        reading->accounts[i] = err == OK;
    }
    return OK;
}

static struct map_service join(struct reading *reading, const struct service_row *row)
{
    struct map_service service = {.row = *row,
                                  .phone = row->phone,
                                  .hours = row->hours,
                                  .is_open = service_is_open(row, reading->act->now_us)};
    for (size_t i = 0; i < reading->organisations.count; i++) {
        if (id_eq(reading->organisations.at[i].id, row->organisation)) {
            service.organisation = reading->organisations.at[i].name;
        }
    }
    if (!id_is_none(row->unit)) {
        join_unit(reading, &service);
    }
    find_coverage(reading, &service);
    return service;
}

/* What the service does not say of itself is its unit's. */
static void join_unit(struct reading *reading, struct map_service *service)
{
    for (size_t i = 0; i < reading->units.count; i++) {
        const struct unit_row *unit = &reading->units.at[i];
        if (!id_eq(unit->id, service->row.unit)) {
            continue;
        }
        service->unit = unit->name;
        service->phone_24h = unit->phone_24h;
        service->now = hours_now(reading, unit);
        service->account = reading->accounts[i];
        if (service->phone.len == 0) {
            service->phone = unit->phone;
        }
        if (service->hours.len == 0) {
            service->hours = hours_words(reading->act, unit);
        }
    }
}

/* The rows come sorted by service. */
static void find_coverage(const struct reading *reading, struct map_service *service)
{
    const struct coverage_rows *all = &reading->coverage;
    size_t from = 0;
    size_t to = all->count;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (memcmp(all->at[middle].service.b, service->row.id.b, ID_BYTES) < 0) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    service->coverage = all->at + from;
    while (from + service->coverage_count < all->count &&
           id_eq(service->coverage[service->coverage_count].service, service->row.id)) {
        service->coverage_count++;
    }
}

/* A place that never closes does not close on a holiday either. */
static struct map_hours hours_now(const struct reading *reading, const struct unit_row *unit)
{
    int weekday = date_weekday(reading->local.date) - 1;
    int minute = reading->local.hour * 60 + reading->local.minute;
    bool whole_day = unit->open_from_minute == 0 && unit->open_to_minute == DAY_MINUTES;
    struct map_hours hours = {
        .known = true,
        .always = whole_day && (unit->open_days & EVERY_DAY) == EVERY_DAY,
        .until_minute = unit->open_to_minute,
    };
    hours.open =
        hours.always || (!reading->holiday && (unit->open_days >> weekday & 1) != 0 &&
                         minute >= unit->open_from_minute && minute < unit->open_to_minute);
    return hours;
}

static struct str hours_words(struct act *act, const struct unit_row *unit)
{
    if ((unit->open_days & EVERY_DAY) == 0) {
        return STR_NONE;
    }
    struct str days = days_words(act, unit->open_days & EVERY_DAY);
    if (unit->open_from_minute == 0 && unit->open_to_minute == DAY_MINUTES) {
        return str_join_in(act->arena, days, S(", "), act_words(act, N_("day and night")));
    }
    return str_printf_in(act->arena, "%.*s, %02d:%02d–%02d:%02d", STR_ARGS(days),
                         unit->open_from_minute / 60, unit->open_from_minute % 60,
                         unit->open_to_minute / 60, unit->open_to_minute % 60);
}

/* "lunes–viernes", "lunes–jueves, sábado" */
static struct str days_words(struct act *act, unsigned days)
{
    static const char *const names[WEEK_DAYS] = {
        N_("Monday"), N_("Tuesday"),  N_("Wednesday"), N_("Thursday"),
        N_("Friday"), N_("Saturday"), N_("Sunday"),
    };
    struct buf text = buf_in(act->arena, LIMIT_PAGE_BYTES);
    if (days == EVERY_DAY) {
        return act_words(act, N_("every day"));
    }
    for (int from = 0; from < WEEK_DAYS; from++) {
        int to = from;
        if ((days >> from & 1) == 0) {
            continue;
        }
        while (to + 1 < WEEK_DAYS && (days >> (to + 1) & 1) != 0) {
            to++;
        }
        buf_add(&text, text.len > 0 ? S(", ") : STR_NONE);
        buf_add(&text, act_words(act, names[from]));
        if (to > from) {
            buf_add_z(&text, "–");
            buf_add(&text, act_words(act, names[to]));
        }
        from = to;
    }
    return buf_str(&text);
}

/* Those of the table in its order; without a table the seven; then whatever else is served. */
static struct vec columns_of(struct act *act, const struct map *map)
{
    struct vec profiles = vec_of(act->arena, struct str);
    for (size_t i = 0; i < map->drawn.column_count; i++) {
        add_profile(&profiles, map->drawn.columns[i].profile);
    }
    for (const struct profile *p = profile_list; map->drawn.column_count == 0 && p->code; p++) {
        add_profile(&profiles, str_of(p->code));
    }
    for (size_t i = 0; i < map->count; i++) {
        for (size_t k = 0; k < map->at[i].coverage_count; k++) {
            add_profile(&profiles, map->at[i].coverage[k].profile);
        }
    }
    return profiles;
}

static void add_profile(struct vec *profiles, struct str code)
{
    for (size_t i = 0; i < profiles->count; i++) {
        if (str_eq(*vec_at(profiles, struct str, i), code)) {
            return;
        }
    }
    *(struct str *)vec_add(profiles) = code;
}

/* Organisations of the table in its order, then those that came to the map otherwise. */
static struct vec rows_of(struct act *act, const struct map *map)
{
    struct vec rows = vec_of(act->arena, struct drawn_row);
    for (size_t i = 0; i < map->drawn.row_count; i++) {
        *(struct drawn_row *)vec_add(&rows) = map->drawn.rows[i];
    }
    for (size_t i = 0; i < map->count; i++) {
        const struct map_service *service = &map->at[i];
        bool there = !service->is_open || service->coverage_count == 0;
        for (size_t k = 0; k < rows.count && !there; k++) {
            there =
                id_eq(vec_at(&rows, struct drawn_row, k)->organisation, service->row.organisation);
        }
        if (!there) {
            *(struct drawn_row *)vec_add(&rows) = (struct drawn_row){
                .organisation = service->row.organisation, .label = service->organisation};
        }
    }
    return rows;
}

/* Rows and columns of the imported table come first, so that they have its numbers. */
static void fill_row(struct act *act, const struct map *map, size_t row,
                     const struct drawn_row *from, struct matrix *matrix)
{
    struct vec services = vec_of(act->arena, const struct map_service *);
    for (size_t i = 0; i < map->count; i++) {
        const struct map_service *service = &map->at[i];
        if (id_eq(service->row.organisation, from->organisation) && service->is_open) {
            *(const struct map_service **)vec_add(&services) = service;
        }
    }
    matrix->rows[row].organisation = from->label;
    matrix->rows[row].cells = arena_array(act->arena, struct cell, matrix->column_count + 1);
    for (size_t column = 0; column < matrix->column_count; column++) {
        struct str profile = matrix->profiles[column];
        struct cell *cell = &matrix->rows[row].cells[column];
        *cell = made_cell(act, &services, profile);
        cell->mark = map_mark(map, from->organisation, profile);
        if (row < map->drawn.row_count && column < map->drawn.column_count) {
            cell->wording = from->wordings[column];
        }
        if (cell->wording.len == 0) {
            cell->wording = made_wording(act, cell);
        }
    }
}

static struct cell made_cell(struct act *act, const struct vec *services, struct str profile)
{
    struct cell cell = {.mark = MARK_NONE};
    for (size_t i = 0; i < services->count && cell.count < LIMIT_CELL_SERVICES; i++) {
        const struct map_service *service = *vec_at(services, const struct map_service *, i);
        const struct service_type *type =
            service_type_find(&act->server->services, service->row.type);
        if (type && map_serves(service, profile) && !cell_has(&cell, type->code)) {
            cell.services[cell.count++] = type;
        }
    }
    return cell;
}

static struct str made_wording(struct act *act, const struct cell *cell)
{
    struct buf text = buf_in(act->arena, LIMIT_PAGE_BYTES);
    if (cell->mark != MARK_NONE && cell->count > 0) {
        buf_printf(&text, "%d. ", (int)cell->mark);
    }
    for (size_t i = 0; i < cell->count; i++) {
        buf_add(&text, i > 0 ? S(", ") : STR_NONE);
        buf_add(&text, map_type_label(act, cell->services[i]->code));
    }
    return buf_str(&text);
}
