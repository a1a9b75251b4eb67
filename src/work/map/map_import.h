/* Importing a service matrix: the whole table of an area, or nothing.
 *
 * First tried, then done: a dry run tells what would be made and writes
 * nothing; a cell that is not understood is told with its row and column as a
 * person counts them in the sheet, and then nothing is written either. An
 * import replaces what the area's map said: organisations that are not known
 * are made, services that the table no longer has are closed (referrals to
 * them stand on), phones and hours of those that it keeps stay as they are.
 *
 *     struct map_report report;
 *     enum err err = map_import(act, area, csv, true, &report);
 *     value_set(view, "report", map_report_view(act, &report));   // also when err is not OK
 */
#ifndef AMPARO_WORK_MAP_MAP_IMPORT_H
#define AMPARO_WORK_MAP_MAP_IMPORT_H

#include "domain/matrix.h"
#include "store/directory.h"
#include "store/services.h"
#include "work/act.h"

struct map_report_row { /* an organisation of the table */
    struct str name;    /* as the directory has it, or will */
    struct str kind;    /* "organisation", "institution", "agency" */
    struct id id;
    bool known;
    struct vec services; /* const struct service_type *, each once */
    size_t entry_points, funnels;
};

struct map_report_closed { /* a service that the table no longer has */
    struct service_row row;
    struct str organisation;
};

struct map_report {
    struct area_row area;
    struct matrix matrix;     /* usable when there are no faults */
    struct vec organisations; /* struct map_report_row, row by row of the matrix */
    struct vec closed;        /* struct map_report_closed */
    struct vec faults;        /* struct matrix_fault, row and column of the sheet */
    size_t new_organisations, new_services, kept_services, marks;
    bool written; /* in act->batch */
};

/* MAY_EDIT_MAP, or the operator. ERR_NOT_FOUND: no such area. ERR_INVALID: the table is no table,
 * or ret->faults says where it is not understood. ERR_LIMIT. */
enum err map_import(struct act *act, struct id area, struct str csv, bool dry,
                    struct map_report *ret) MUST;

/* {area, organisations[], counts, closed[], faults[], more_faults}: codes and words in the reader's
 * language; of the faults the first ones, and how many more there are. */
json_t *map_report_view(struct act *act, const struct map_report *report);

#endif
