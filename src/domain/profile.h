/* Profiles: the columns of a service matrix, and what a person may be.
 *
 * The seven of rule M2 have codes of their own: girls, boys, women, men, lgbti,
 * disability, other. A deployment may rename a column or add one (a profile or
 * a case type): its code is then made from its label, the same label always
 * giving the same code.
 *
 *     profile_code(arena, S("Niñas"))              // "girls"
 *     profile_code(arena, S("Personas mayores"))   // "personas-mayores"
 */
#ifndef AMPARO_DOMAIN_PROFILE_H
#define AMPARO_DOMAIN_PROFILE_H

#include "base/str.h"

/* Of a label in either language or of a code; empty when the label has no letter. */
struct str profile_code(struct arena *arena, struct str label);
/* msgid, or NULL for an added one */
const char *profile_label(struct str code);

/* The seven, in the order in which the field draws them. */
struct profile {
    const char *code, *label; /* label: msgid */
    const char *names;        /* how a table may call it, separated by ';' */
};
extern const struct profile profile_list[]; /* ends with {NULL} */

#endif
