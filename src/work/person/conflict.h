/* Two edits from one base: what both said, field by field, for the page where one chooses.
 *
 *     TRY(conflict_refuse(act, &dossier, &(struct conflict_of){…}, base, conflict));
 */
#ifndef AMPARO_WORK_PERSON_CONFLICT_H
#define AMPARO_WORK_PERSON_CONFLICT_H

#include "domain/form.h"
#include "work/act.h"

struct conflict_of {
    const struct form *form;
    const struct option_lists *lists; /* NULL: none of its options come from the directory */
    const json_t *theirs, *yours;     /* {name: value} */
    int64_t base;                     /* the newest entry among theirs */
};

/* conflict{fields[{name, label, theirs, yours}], base}: fields that both have and that differ.
 * Returns how many. */
size_t conflict_show(struct act *act, const struct conflict_of *of, json_t *conflict);

/* ERR_CONFLICT with what both said, when theirs is newer than the `base` of the page in `dossier`;
 * ERR_INVALID as conflict_base_known(). */
enum err conflict_refuse(struct act *act, const struct dossier *dossier,
                         const struct conflict_of *of, int64_t base, json_t *conflict) MUST;
/* ERR_CONFLICT, in words. */
enum err conflict_choose(struct act *act) MUST;

/* ERR_INVALID for a base beyond the journal: no page was made of what is still to come, and it
 * would see no conflict. */
enum err conflict_base_known(struct act *act, const struct dossier *dossier, int64_t base) MUST;

#endif
