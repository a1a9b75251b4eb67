/* What a form's choices are at run time: services, profiles, units, people. */
#ifndef AMPARO_WORK_LISTS_H
#define AMPARO_WORK_LISTS_H

#include "work/act.h"

/* Fills the lists that the form's fields name: services, profiles, countries, areas, organisations
 * (without one's own), units, members_of_my_organisation (without oneself), categories,
 * decline_reasons, not_given_reasons, those of transfers. Labels are names of the directory, or
 * words in the reader's language. Lists that depend on one person ("providers", "items") or belong
 * to one use case are filled there. */
enum err lists_for(struct act *act, const struct form *form, struct option_lists *ret) MUST;

#endif
