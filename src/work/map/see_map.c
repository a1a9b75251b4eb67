#include "work/map/see_map.h"

#include "domain/pathway.h"
#include "work/map/missing.h"
#include "work/map/pathway_diagram.h"
#include "work/map/pause.h"
#include "work/see.h"

struct seeing {
    struct act *act;
    const struct map_choice *choice;
    struct map map;
    struct matrix matrix;
    struct id *organisations; /* one per row of the matrix */
    json_t *view;
};

static enum err open_map(struct act *act, const struct map_choice *choice, json_t *view,
                         struct seeing *ret);
static enum err add_missing(struct seeing *s, json_t *columns, json_t *nowhere);
static json_t *missing_view(struct seeing *s, const struct missing *one);
static struct str month_words(struct act *act, struct str month);
static json_t *option_view(struct str value, struct str label, bool checked);
static json_t *profile_options(struct seeing *s, struct str chosen);
static json_t *type_options(struct seeing *s);
static bool chosen(const struct seeing *s, const struct map_service *service);
static json_t *service_view(struct seeing *s, const struct map_service *service, bool may_pause);
static struct str marked_words(struct seeing *s, const struct map_service *service, enum mark mark);
static json_t *matrix_row_view(struct seeing *s, size_t row);
static json_t *step_view(struct seeing *s, size_t column, const char *kind,
                         const struct pathway_step *steps, size_t count);
static struct str cell_services(struct act *act, const struct cell *cell);
static json_t *gap_view(struct seeing *s, const struct gap *gap);

enum err see_map(struct act *act, const struct map_choice *choice, json_t *view)
{
    struct seeing s;
    TRY(open_map(act, choice, view, &s));
    json_t *groups = value_array();
    json_t *services = NULL;
    struct str type = STR_NONE;
    int64_t count = 0;
    for (size_t i = 0; i < s.map.count; i++) {
        const struct map_service *service = &s.map.at[i];
        if (!chosen(&s, service)) {
            continue;
        }
        if (!services || !str_eq(type, service->row.type)) {
            json_t *group = value_object();
            type = service->row.type;
            services = value_array();
            value_set_text(group, "type", type);
            value_set_text(group, "type_label", map_type_label(act, type));
            value_set(group, "services", services);
            value_push(groups, group);
        }
        bool may_pause = false;
        TRY(pause_may(act, &service->row, &may_pause));
        value_push(services, service_view(&s, service, may_pause));
        count++;
    }
    value_set(view, "groups", groups);
    value_set_int(view, "found", count);
    value_set_flag(view, "any_profile", true);
    value_set(view, "profiles", profile_options(&s, choice->profile));
    value_set(view, "types", type_options(&s));
    return OK;
}

enum err see_matrix(struct act *act, const struct map_choice *choice, json_t *view)
{
    struct seeing s;
    TRY(open_map(act, choice, view, &s));
    json_t *columns = value_array();
    json_t *rows = value_array();
    for (size_t i = 0; i < s.matrix.column_count; i++) {
        json_t *column = value_object();
        value_set_text(column, "profile", s.matrix.profiles[i]);
        value_set_text(column, "label", s.matrix.columns[i]);
        value_push(columns, column);
    }
    for (size_t row = 0; row < s.matrix.row_count; row++) {
        value_push(rows, matrix_row_view(&s, row));
    }
    value_set_flag(view, "dense", true);
    value_set_text(view, "corner", s.matrix.corner);
    value_set(view, "columns", columns);
    value_set(view, "rows", rows);
    value_set_text(view, "imported", act_time(act, s.map.drawn.at_us));
    return OK;
}

enum err see_pathway(struct act *act, const struct map_choice *choice, json_t *view)
{
    struct seeing s;
    TRY(open_map(act, choice, view, &s));
    size_t column = 0;
    while (column < s.matrix.column_count && choice->profile.len > 0 &&
           !str_eq(s.matrix.profiles[column], choice->profile)) {
        column++;
    }
    if (column == s.matrix.column_count) {
        return act_not_here(act);
    }
    struct pathway route = pathway_of(act->arena, &s.matrix, column);
    json_t *steps = value_array();
    value_push(steps, step_view(&s, column, "entry", route.entry, route.entry_count));
    value_push(steps, step_view(&s, column, "funnel", route.funnel, route.funnel_count));
    value_push(steps, step_view(&s, column, "service", route.service, route.service_count));
    value_set(view, "steps", steps);
    value_set(view, "diagram", pathway_diagram(act, steps));
    value_set_text(view, "profile", s.matrix.profiles[column]);
    value_set_text(view, "profile_label",
                   map_profile_label(act, &s.map, s.matrix.profiles[column]));
    value_set(view, "profiles", profile_options(&s, s.matrix.profiles[column]));
    return OK;
}

enum err see_gaps(struct act *act, const struct map_choice *choice, json_t *view)
{
    struct seeing s;
    TRY(open_map(act, choice, view, &s));
    struct vec gaps = pathway_gaps(act->arena, &s.matrix, &act->server->services, pathway_expected);
    json_t *columns = value_array();
    json_t *nowhere = value_array();
    json_t *expected = value_array();
    for (size_t column = 0; column < s.matrix.column_count; column++) {
        json_t *item = value_object();
        json_t *of_column = value_array();
        for (size_t i = 0; i < gaps.count; i++) {
            const struct gap *gap = vec_at(&gaps, struct gap, i);
            if (gap->kind != GAP_NOWHERE && gap->column == column) {
                value_push(of_column, gap_view(&s, gap));
            }
        }
        value_set_text(item, "profile", s.matrix.profiles[column]);
        value_set_text(item, "label", map_profile_label(act, &s.map, s.matrix.profiles[column]));
        value_set(item, "gaps", of_column);
        value_push(columns, item);
    }
    for (size_t i = 0; i < gaps.count; i++) {
        const struct gap *gap = vec_at(&gaps, struct gap, i);
        if (gap->kind == GAP_NOWHERE) {
            value_push(nowhere, gap_view(&s, gap));
        }
    }
    TRY(add_missing(&s, columns, nowhere));
    struct buf words = buf_in(act->arena, LIMIT_PAGE_BYTES);
    for (const char *const *code = pathway_expected; *code; code++) {
        value_push_text(expected, str_of(*code));
        buf_add(&words, words.len > 0 ? S(", ") : STR_NONE);
        buf_add(&words, map_type_label(act, str_of(*code)));
    }
    value_set(view, "columns", columns);
    value_set(view, "nowhere", nowhere);
    value_set_flag(view, "any_nowhere", json_array_size(nowhere) > 0);
    value_set(view, "expected", expected);
    value_set_text(view, "expected_words", buf_str(&words));
    return OK;
}

/* What somebody looked for and was told to be missing: at its profile, or of the whole area where
 * none was said or the table has no such column. */
static enum err add_missing(struct seeing *s, json_t *columns, json_t *nowhere)
{
    struct vec told;
    TRY(missing_of(s->act, s->map.area.id, &told));
    for (size_t i = 0; i < told.count; i++) {
        const struct missing *one = vec_at(&told, struct missing, i);
        json_t *list = nowhere;
        for (size_t column = 0; column < json_array_size(columns); column++) {
            json_t *item = json_array_get(columns, column);
            bool is_of = str_eq(value_get_text(item, "profile"), one->profile);
            list = is_of ? value_get(item, "gaps") : list;
        }
        value_push(list, missing_view(s, one));
    }
    return OK;
}

static json_t *missing_view(struct seeing *s, const struct missing *one)
{
    struct act *act = s->act;
    json_t *view = value_object();
    value_set_z(view, "kind", "told");
    value_set_text(view, "text",
                   act_words_with(act, N_("Somebody looked for it and there was none: {{arg}}"),
                                  map_type_label(act, one->service)));
    value_set_text(view, "detail", month_words(act, one->month));
    value_set_text(view, "service", one->service);
    value_set_text(view, "organisation", STR_NONE);
    value_set_flag(view, "is_good", false);
    return view;
}

/* "11/2026" */
static struct str month_words(struct act *act, struct str month)
{
    return str_join_in(act->arena, str_from(month, 5), S("/"), str_upto(month, 4));
}

static enum err open_map(struct act *act, const struct map_choice *choice, json_t *view,
                         struct seeing *ret)
{
    struct area_rows areas;
    struct id area = act->actor.area;
    TRY(act_permit(act, MAY_READ_MAP));
    if (choice->area.len > 0 && !id_parse(choice->area, &area)) {
        return act_not_here(act);
    }
    *ret = (struct seeing){.act = act, .choice = choice, .view = view};
    TRY(directory_areas(act->db, act->arena, &areas));
    TRY(map_read(act, area, &ret->map));
    map_matrix(act, &ret->map, &ret->matrix, &ret->organisations);
    json_t *options = value_array();
    for (size_t i = 0; i < areas.count; i++) {
        value_push(options, option_view(id_text(act->arena, areas.at[i].id), areas.at[i].name,
                                        id_eq(areas.at[i].id, area)));
    }
    value_set(view, "areas", options);
    value_set_id(view, "area", area);
    value_set_text(view, "area_name", ret->map.area.name);
    value_set_flag(view, "mapped", ret->map.count > 0);
    return OK;
}

static json_t *option_view(struct str value, struct str label, bool checked)
{
    json_t *option = value_object();
    value_set_text(option, "value", value);
    value_set_text(option, "label", label);
    value_set_flag(option, "checked", checked);
    return option;
}

static json_t *profile_options(struct seeing *s, struct str wanted)
{
    json_t *options = value_array();
    for (size_t i = 0; i < s->matrix.column_count; i++) {
        struct str code = s->matrix.profiles[i];
        value_push(options, option_view(code, map_profile_label(s->act, &s->map, code),
                                        str_eq(code, wanted)));
    }
    return options;
}

/* Those that the area has; the services come sorted by type. */
static json_t *type_options(struct seeing *s)
{
    json_t *options = value_array();
    for (size_t i = 0; i < s->map.count; i++) {
        struct str type = s->map.at[i].row.type;
        if (i == 0 || !str_eq(type, s->map.at[i - 1].row.type)) {
            value_push(options, option_view(type, map_type_label(s->act, type),
                                            str_eq(type, s->choice->type)));
        }
    }
    return options;
}

static bool chosen(const struct seeing *s, const struct map_service *service)
{
    const struct map_choice *choice = s->choice;
    return (choice->type.len == 0 || str_eq(choice->type, service->row.type)) &&
           (choice->profile.len == 0 || map_serves(service, choice->profile));
}

static json_t *service_view(struct seeing *s, const struct map_service *service, bool may_pause)
{
    json_t *view = value_object();
    json_t *profiles = value_array();
    for (size_t i = 0; i < service->coverage_count; i++) {
        value_push_text(profiles, service->coverage[i].profile);
    }
    bool named = !str_eq(service->row.name, map_type_label(s->act, service->row.type));
    value_set_id(view, "service", service->row.id);
    value_set_text(view, "type", service->row.type);
    value_set_text(view, "name", named ? service->row.name : STR_NONE);
    value_set_text(view, "organisation", service->organisation);
    value_set_text(view, "unit", service->unit);
    value_set_text(view, "phone", service->phone);
    value_set_text(view, "phone_24h", service->phone_24h);
    value_set_text(view, "hours", service->hours);
    value_set_text(view, "reports", service->row.reports);
    value_set_text(view, "languages", service->row.languages);
    value_set(view, "profiles", profiles);
    value_set_text(view, "serves", map_coverage_label(s->act, &s->map, service));
    value_set_text(view, "entry_for", marked_words(s, service, MARK_ENTRY));
    value_set_text(view, "funnel_for", marked_words(s, service, MARK_FUNNEL));
    value_set_flag(view, "account", service->account);
    bool open = service->is_open;
    struct str why = see_choice(s->act, "service_pause", "why", service->row.paused_why);
    value_set_flag(view, "open_now", open && service->now.open);
    value_set_flag(view, "paused", !open);
    value_set_text(view, "paused_until", act_date(s->act, open ? 0 : service->row.paused_until_us));
    value_set_text(view, "paused_why", open ? STR_NONE : why);
    value_set_text(view, "pause_url",
                   may_pause ? str_join_in(s->act->arena, S("/servicios/"),
                                           id_text(s->act->arena, service->row.id), S("/pausa"))
                             : STR_NONE);
    value_set_text(view, "verified", act_date(s->act, service->row.verified_us));
    return view;
}

/* The profiles, among those it serves, that its organisation has the mark for. */
static struct str marked_words(struct seeing *s, const struct map_service *service, enum mark mark)
{
    struct buf text = buf_in(s->act->arena, LIMIT_PAGE_BYTES);
    for (size_t i = 0; i < s->matrix.column_count; i++) {
        struct str profile = s->matrix.profiles[i];
        if (map_serves(service, profile) &&
            map_mark(&s->map, service->row.organisation, profile) == mark) {
            buf_add(&text, text.len > 0 ? S(", ") : STR_NONE);
            buf_add(&text, map_profile_label(s->act, &s->map, profile));
        }
    }
    return buf_str(&text);
}

static json_t *matrix_row_view(struct seeing *s, size_t row)
{
    json_t *view = value_object();
    json_t *cells = value_array();
    for (size_t column = 0; column < s->matrix.column_count; column++) {
        const struct cell *cell = &s->matrix.rows[row].cells[column];
        json_t *item = value_object();
        json_t *services = value_array();
        for (size_t i = 0; i < cell->count; i++) {
            value_push_text(services, cell->services[i]->code);
        }
        value_set_text(item, "wording", cell->wording);
        value_set_int(item, "mark", (int)cell->mark);
        value_set_flag(item, "is_entry", cell->mark == MARK_ENTRY);
        value_set_flag(item, "is_funnel", cell->mark == MARK_FUNNEL);
        value_set(item, "services", services);
        value_push(cells, item);
    }
    value_set_text(view, "organisation", s->matrix.rows[row].organisation);
    value_set(view, "cells", cells);
    return view;
}

static json_t *step_view(struct seeing *s, size_t column, const char *kind,
                         const struct pathway_step *steps, size_t count)
{
    static const struct {
        const char *kind, *title, *empty;
    } words[] = {
        {"entry", N_("Entry points"), N_("No entry point")},
        {"funnel", N_("Funnels"), N_("No funnel")},
        {"service", N_("Services"), N_("Nothing is offered to this profile")},
    };
    json_t *view = value_object();
    json_t *items = value_array();
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (strcmp(words[i].kind, kind) == 0) {
            value_set_text(view, "heading", act_words(s->act, words[i].title));
            value_set_text(view, "none", act_words(s->act, words[i].empty));
        }
    }
    for (size_t i = 0; i < count; i++) {
        json_t *item = value_object();
        const struct map_service *reach =
            map_reach(&s->map, s->organisations[steps[i].row], s->matrix.profiles[column]);
        value_set_text(item, "organisation", s->matrix.rows[steps[i].row].organisation);
        value_set_text(item, "services", cell_services(s->act, steps[i].cell));
        value_set_int(item, "mark", (int)steps[i].mark);
        value_set_text(item, "phone", reach ? reach->phone : STR_NONE);
        value_push(items, item);
    }
    value_set_z(view, "kind", kind);
    value_set(view, "items", items);
    return view;
}

static struct str cell_services(struct act *act, const struct cell *cell)
{
    struct buf text = buf_in(act->arena, LIMIT_PAGE_BYTES);
    for (size_t i = 0; i < cell->count; i++) {
        buf_add(&text, i > 0 ? S(", ") : STR_NONE);
        buf_add(&text, map_type_label(act, cell->services[i]->code));
    }
    return buf_str(&text);
}

/* "Un embudo con un solo servicio (Gestión de casos) …", "Institución 1". */
static json_t *gap_view(struct seeing *s, const struct gap *gap)
{
    struct act *act = s->act;
    struct str service = gap->service.len > 0 ? map_type_label(act, gap->service) : STR_NONE;
    struct str detail = gap->organisation;
    if (gap->kind == GAP_ONE_ENTRY && service.len > 0) {
        detail = str_join_in(act->arena, detail, S(": "), service);
    }
    json_t *view = value_object();
    value_set_z(view, "kind", gap_name(gap->kind));
    value_set_text(view, "text", act_words_with(act, gap_label(gap->kind), service));
    value_set_text(view, "detail", detail);
    value_set_text(view, "service", gap->service);
    value_set_text(view, "organisation", gap->organisation);
    value_set_flag(view, "is_good", gap->kind == GAP_COMPLETE);
    return view;
}
