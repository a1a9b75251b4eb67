/* The log of accesses, as the auditor reads it.
 *
 * Who did what to what without a name of anyone: unit, roles, action, a short
 * piece of the object's keyed name, outcome, time. It opens no dossier. The
 * same lines go into a table for a spreadsheet; and the newest checkpoint
 * goes onto paper.
 */
#ifndef AMPARO_WORK_PEOPLE_SEE_LOG_H
#define AMPARO_WORK_PEOPLE_SEE_LOG_H

#include "work/act.h"

/* As they stand in the address; empty ones choose nothing. */
struct log_filter {
    int64_t before;         /* number of the last line of the page before; 0: the newest */
    struct str from, until; /* "2026-11-21", days of the auditor's clock, both included */
    struct str outcome;     /* one of the codes that the filter offers */
    struct str object;      /* 1 to 32 hexadecimal digits: how the name begins */
};

/* rows[{seq, at, who, action, object, outcome, number}], filter, csv_url; next_url when there is
 * another page. ERR_INVALID for a filter that is none. */
enum err see_log(struct act *act, const struct log_filter *filter, json_t *view) MUST;
/* The same as CSV, up to `max` lines (less than LIMIT_DIRECTORY_ROWS); where there are more, the
 * last line says so, with the address of the rest. */
enum { LOG_CSV_ROWS = 5000 };
enum err see_log_csv(struct act *act, const struct log_filter *filter, size_t max, struct str *ret)
    MUST;
/* line, size, made, and side and path of its QR code; none of them before the first checkpoint. */
enum err see_log_paper(struct act *act, json_t *view) MUST;

#endif
