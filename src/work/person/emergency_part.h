/* What an emergency would need of her, kept as it stands now.
 *
 * A small dossier of its own (contact and risk), always there, so that its
 * being there says nothing; who opens it, and when, is work/emergency/.
 */
#ifndef AMPARO_WORK_PERSON_EMERGENCY_PART_H
#define AMPARO_WORK_PERSON_EMERGENCY_PART_H

#include "work/act.h"

/* Task about the dossier: the second person's answer is asked for. Of a member, or of the
 * organisation's function. */
#define TASK_EMERGENCY_CONFIRM "emergency_confirm"

/* The dossier's id, from her code: so that it is found without a list of names. */
struct id emergency_id(struct act *act, struct str code);
/* Body of ENTRY_EMERGENCY_SET. */
json_t *emergency_extract(const struct case_state *c);
/* Its rule of safe contact, with days and hours. */
struct str emergency_rule(struct act *act, const json_t *extract);
/* Writes it anew if it became another. */
enum err emergency_keep(struct act *act, const struct case_state *before,
                        const struct case_state *now) MUST;

#endif
