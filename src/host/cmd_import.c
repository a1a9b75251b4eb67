/* What an operator brings in from files: so far the service matrix of an area. */
#include "base/date.h"
#include "domain/words.h"
#include "host/cli_commands.h"
#include "host/file.h"
#include "host/plan_file.h"
#include "work/map/map_import.h"

static const struct cli_option options[] = {
    {"area", "NAME", "whose matrix it is; needed"},
    {"dry-run", NULL, "tells what would be made, and writes nothing"},
    {0},
};

static enum err find_area(struct cli *cli, struct act *act, struct id *ret);
static void report(struct cli *cli, struct act *act, const struct map_report *made);
static void report_faults(struct cli *cli, const json_t *view);

static enum err run(struct cli *cli)
{
    struct deployment *d;
    struct str csv;
    struct id area;
    struct map_report made;

    if (strcmp(cli->operands[0], "matrix") != 0) {
        return fault_set(&cli->fault, ERR_INVALID, "Only a matrix can be imported, not: {{arg}}",
                         str_of(cli->operands[0]));
    }
    TRY(file_read(cli->arena, cli->operands[1], LIMIT_MATRIX_BYTES, &csv, &cli->fault));
    TRY(cli_open(cli, &d));
    struct act act = plan_file_act(cli, d, "import_matrix");
    TRY(find_area(cli, &act, &area));
    enum err err = map_import(&act, area, csv, cli_switch(cli, "dry-run"), &made);
    if (err == OK && made.written) {
        err = deployment_commit(d, act.batch);
    }
    if (err == OK || made.faults.count > 0) {
        report(cli, &act, &made);
    }
    return err;
}

const struct command command_import = {
    .name = "import",
    .summary = "Brings in the service matrix of an area, whole or not at all",
    .operands = "matrix FILE",
    .operands_min = 2,
    .operands_max = 2,
    .options = options,
    .run = run,
    .more = "FILE is a table as a spreadsheet saves it (CSV, UTF-8): profiles in the first row,\n"
            "organisations in the first column, in a cell what is offered, after 1 for an entry\n"
            "point or 2 for a funnel. It replaces the area's former table. Exit code 64: a cell\n"
            "is not understood; nothing was written.\n",
};

static enum err find_area(struct cli *cli, struct act *act, struct id *ret)
{
    struct area_rows areas;
    struct buf names = buf_in(cli->arena, LIMIT_PAGE_BYTES);
    const char *wanted = cli_option(cli, "area");

    TRY(directory_areas(act->db, act->arena, &areas));
    for (size_t i = 0; i < areas.count; i++) {
        if (wanted && words_same(areas.at[i].name, str_of(wanted))) {
            *ret = areas.at[i].id;
            return OK;
        }
        buf_add(&names, i > 0 ? S(", ") : STR_NONE);
        buf_add(&names, areas.at[i].name);
    }
    return fault_set(&cli->fault, wanted ? ERR_NOT_FOUND : ERR_INVALID,
                     "Name the area with --area. There are: {{arg}}", buf_str(&names));
}

static void report(struct cli *cli, struct act *act, const struct map_report *made)
{
    json_t *view = map_report_view(act, made);
    size_t i;
    json_t *item;

    cli_print_json(cli, view);
    json_array_foreach (value_get(view, "organisations"), i, item) {
        cli_print(cli, "%-6s %-14.*s %.*s: %.*s\n", value_get_flag(item, "known") ? "known" : "new",
                  STR_ARGS(value_get_text(item, "kind")), STR_ARGS(value_get_text(item, "name")),
                  STR_ARGS(value_get_text(item, "services")));
    }
    json_array_foreach (value_get(view, "closed"), i, item) {
        cli_print(cli, "closed %.*s: %.*s\n", STR_ARGS(value_get_text(item, "organisation")),
                  STR_ARGS(value_get_text(item, "name")));
    }
    report_faults(cli, view);
    if (made->faults.count == 0) {
        cli_print(cli, "%.*s: %zu organisations (%zu new), %zu new services, %zu kept, %zu marks\n",
                  STR_ARGS(made->area.name), made->organisations.count, made->new_organisations,
                  made->new_services, made->kept_services, made->marks);
        cli_say(cli, made->written ? "imported" : "a dry run: nothing was written");
    }
}

static void report_faults(struct cli *cli, const json_t *view)
{
    size_t i;
    json_t *item;

    json_array_foreach (value_get(view, "faults"), i, item) {
        cli_say(cli, "row %lld, column %lld (%.*s): %.*s", (long long)value_get_int(item, "row", 0),
                (long long)value_get_int(item, "column", 0),
                STR_ARGS(value_get_text(item, "place")), STR_ARGS(value_get_text(item, "text")));
    }
    if (value_get_int(view, "more_faults", 0) > 0) {
        cli_say(cli, "and %lld more", (long long)value_get_int(view, "more_faults", 0));
    }
}
