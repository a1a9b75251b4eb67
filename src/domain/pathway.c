#include "domain/pathway.h"

#include "base/arena.h"

const char *const pathway_expected[] = {"CM",        "PSS", "HEALTH", "LEGAL",
                                        "SHELTER-S", "SEC", "LIV",    NULL};

struct search { /* for gaps */
    struct arena *arena;
    const struct matrix *matrix;
    const struct service_types *types;
    const char *const *expected;
    struct vec gaps;
};

static void find_in_column(struct search *search, size_t column);
static void find_entry_gaps(struct search *search, size_t column, const struct pathway *route);
static void find_funnel_gaps(struct search *search, size_t column, const struct pathway *route);
static void find_service_gaps(struct search *search, size_t column);
static void find_nowhere(struct search *search);
static bool known(const struct search *search, struct str service);
static bool offered(const struct matrix *matrix, size_t column, struct str service);
static bool offered_anywhere(const struct matrix *matrix, struct str service);
static struct str only_service(const struct cell *cell);
static void add_gap(struct search *search, enum gap_kind kind, size_t column, struct str service,
                    struct str organisation);

struct pathway pathway_of(struct arena *arena, const struct matrix *matrix, size_t column)
{
    struct pathway route = {
        .entry = arena_array(arena, struct pathway_step, matrix->row_count),
        .funnel = arena_array(arena, struct pathway_step, matrix->row_count),
        .service = arena_array(arena, struct pathway_step, matrix->row_count),
    };

    for (size_t row = 0; row < matrix->row_count; row++) {
        const struct cell *cell = &matrix->rows[row].cells[column];
        struct pathway_step step = {row, cell->mark, cell};
        if (cell->count == 0) {
            continue;
        }
        route.service[route.service_count++] = step;
        if (cell->mark == MARK_ENTRY) {
            route.entry[route.entry_count++] = step;
        } else if (cell->mark == MARK_FUNNEL) {
            route.funnel[route.funnel_count++] = step;
        }
    }
    return route;
}

struct vec pathway_gaps(struct arena *arena, const struct matrix *matrix,
                        const struct service_types *types, const char *const *expected)
{
    struct search search = {arena, matrix, types, expected, vec_of(arena, struct gap)};

    for (size_t column = 0; column < matrix->column_count; column++) {
        find_in_column(&search, column);
    }
    find_nowhere(&search);
    return search.gaps;
}

static const struct {
    const char *name, *label;
} gap_words[GAP_KIND_COUNT] = {
    [GAP_NO_ENTRY] = {"no_entry", N_("No entry point")},
    [GAP_NO_FUNNEL] = {"no_funnel", N_("No funnel")},
    [GAP_ONE_ENTRY] = {"one_entry", N_("One entry point only")},
    [GAP_EMPTY] = {"empty", N_("Nothing is offered to this profile")},
    [GAP_NO_SERVICE] = {"no_service", N_("Missing: {{arg}}")},
    [GAP_NOWHERE] = {"nowhere", N_("Nobody offers: {{arg}}")},
    [GAP_SINGLE_FUNNEL] = {"single_funnel",
                           N_("A funnel with a single service ({{arg}}): if it fails, the pathway "
                              "breaks")},
    [GAP_COMPLETE] = {"complete",
                      N_("Complete: every expected service that anybody offers is here")},
};

const char *gap_name(enum gap_kind kind)
{
    return gap_words[kind].name;
}

const char *gap_label(enum gap_kind kind)
{
    return gap_words[kind].label;
}

static void find_in_column(struct search *search, size_t column)
{
    struct pathway route = pathway_of(search->arena, search->matrix, column);

    if (route.service_count == 0) {
        add_gap(search, GAP_EMPTY, column, STR_NONE, STR_NONE);
        return;
    }
    find_entry_gaps(search, column, &route);
    find_funnel_gaps(search, column, &route);
    find_service_gaps(search, column);
}

static void find_entry_gaps(struct search *search, size_t column, const struct pathway *route)
{
    if (route->entry_count == 0) {
        add_gap(search, GAP_NO_ENTRY, column, STR_NONE, STR_NONE);
    } else if (route->entry_count == 1) {
        add_gap(search, GAP_ONE_ENTRY, column, only_service(route->entry[0].cell),
                search->matrix->rows[route->entry[0].row].organisation);
    }
}

static void find_funnel_gaps(struct search *search, size_t column, const struct pathway *route)
{
    if (route->funnel_count == 0) {
        add_gap(search, GAP_NO_FUNNEL, column, STR_NONE, STR_NONE);
    }
    for (size_t i = 0; i < route->funnel_count; i++) {
        const struct pathway_step *step = &route->funnel[i];
        if (step->cell->count == 1) {
            add_gap(search, GAP_SINGLE_FUNNEL, column, only_service(step->cell),
                    search->matrix->rows[step->row].organisation);
        }
    }
}

/* What nobody offers at all is said once, for the whole table. */
static void find_service_gaps(struct search *search, size_t column)
{
    bool complete = true;
    bool any = false;

    for (const char *const *code = search->expected; *code; code++) {
        struct str service = str_of(*code);
        if (!known(search, service) || !offered_anywhere(search->matrix, service)) {
            continue;
        }
        any = true;
        if (!offered(search->matrix, column, service)) {
            complete = false;
            add_gap(search, GAP_NO_SERVICE, column, service, STR_NONE);
        }
    }
    if (any && complete) {
        add_gap(search, GAP_COMPLETE, column, STR_NONE, STR_NONE);
    }
}

static void find_nowhere(struct search *search)
{
    for (const char *const *code = search->expected; *code; code++) {
        struct str service = str_of(*code);
        if (known(search, service) && !offered_anywhere(search->matrix, service)) {
            add_gap(search, GAP_NOWHERE, 0, service, STR_NONE);
        }
    }
}

static bool known(const struct search *search, struct str service)
{
    return service_type_find(search->types, service) != NULL;
}

static bool offered(const struct matrix *matrix, size_t column, struct str service)
{
    for (size_t row = 0; row < matrix->row_count; row++) {
        if (cell_has(&matrix->rows[row].cells[column], service)) {
            return true;
        }
    }
    return false;
}

static bool offered_anywhere(const struct matrix *matrix, struct str service)
{
    for (size_t column = 0; column < matrix->column_count; column++) {
        if (offered(matrix, column, service)) {
            return true;
        }
    }
    return false;
}

static struct str only_service(const struct cell *cell)
{
    return cell->count == 1 ? cell->services[0]->code : STR_NONE;
}

static void add_gap(struct search *search, enum gap_kind kind, size_t column, struct str service,
                    struct str organisation)
{
    struct gap *gap = vec_add(&search->gaps);

    *gap = (struct gap){kind, column, service, organisation};
}
