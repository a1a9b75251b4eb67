/* The signatures of every entry that an organisation's recovery sheet opens.
 *
 * The escrow stands beside each dossier of its organisation, so the sheet's code
 * reaches them all; what others sent it and what waits for acceptance it does
 * not open. Entries are opened in memory, one dossier after the other; what is
 * told are counts, and of an entry in doubt where it stands and which member it
 * names. One line of the log says that it was done.
 *
 *     TRY(check_entries(&act, code, &result));
 *     batch_commit(…, act.batch);
 */
#ifndef AMPARO_WORK_KEEPING_CHECK_ENTRIES_H
#define AMPARO_WORK_KEEPING_CHECK_ENTRIES_H

#include "work/signatures.h"

struct entries_result {
    struct str organisation;
    int64_t dossiers;   /* that were opened */
    int64_t waiting;    /* whose grant does not open now */
    struct vec damaged; /* struct id: they do not open with their own key */
    struct signatures found;
};

/* ERR_NOT_FOUND when it is no organisation's code. */
enum err check_entries(struct act *act, struct str code, struct entries_result *ret) MUST;

#endif
