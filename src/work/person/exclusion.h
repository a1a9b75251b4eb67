/* Who must not know, as a form has it and as the journal has it.
 *
 * The list stands beside other questions on the first page about her; it is
 * no answer of hers but an entry of its own, and what it does to keys is
 * casework_exclude().
 *
 * Rule C7.
 */
#ifndef AMPARO_WORK_PERSON_EXCLUSION_H
#define AMPARO_WORK_PERSON_EXCLUSION_H

#include "work/act.h"

/* Body of ENTRY_EXCLUSION_SET from answers of the form, and back. */
json_t *exclusion_body(const json_t *answers);
json_t *exclusion_answers(struct act *act, const json_t *exclusion);
/* True for the names of the form's fields that are no answers but the list. */
bool exclusion_is_field(struct str field);
/* The form without those fields. */
struct form exclusion_form_without(struct act *act, const struct form *form);

#endif
