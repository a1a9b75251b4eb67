/* "She is here and asks us": a unit asks for somebody by her code.
 *
 * Who asks learns nothing: a dossier is made and the same words are said,
 * whether there is somebody under the code or not, and the answer is never
 * shown. Whoever accompanies her, and supervision, see it at once and decide
 * with her; "yes" is an ordinary transfer to that unit.
 */
#ifndef AMPARO_WORK_TRANSFER_PULL_H
#define AMPARO_WORK_TRANSFER_PULL_H

#include "work/person/case_links.h"

/* code, how. ERR_INVALID where that is no code, or one that the actor can open. */
enum err pull_ask(struct act *act, const json_t *answers) MUST;
/* answer, asked; *ret_person: whom it is about, for the way on. */
enum err pull_decide(struct act *act, struct id pull, const json_t *answers, struct id *ret_person)
    MUST;

/* rows[{label, value}], decided, may_decide. */
enum err see_pull(struct act *act, struct id pull, json_t *view) MUST;
/* Those that others asked, and the actor's own: struct transfer_item. */
enum err see_pulls(struct act *act, const struct case_links *links, struct vec *items) MUST;

#endif
