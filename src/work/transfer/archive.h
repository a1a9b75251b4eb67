/* What the sender of a transfer keeps: number, dates, counts, and the referrals
 * that it still answers for.
 *
 * Written when the case is taken, to the keys of the side that had it; whoever
 * takes it holds none of them. The later dates are read off the clear row.
 */
#ifndef AMPARO_WORK_TRANSFER_ARCHIVE_H
#define AMPARO_WORK_TRANSFER_ARCHIVE_H

#include "work/person/person.h"

/* Before anything of the case has changed hands. */
enum err archive_write(struct act *act, const struct person *p, const struct transfer *transfer,
                       struct id *ret) MUST;
/* A referral that stayed: closed where it has ended, otherwise stopped. What they answered to being
 * asked to delete is noted with it. */
enum err archive_close(struct act *act, struct id archive, struct id slip) MUST;

/* heading, rows[{label, value}], stays[{code, service, state, answer, slip, can_close}]. */
enum err see_archive(struct act *act, struct id archive, json_t *view) MUST;
/* Of the archives that the actor can open the one that has this referral: the case's code, the way
 * to it. Empty: none. */
enum err archive_of(struct act *act, struct id slip, struct str *ret_code, struct str *ret_url)
    MUST;
/* struct transfer_item. */
enum err see_archives(struct act *act, struct vec *items) MUST;

#endif
