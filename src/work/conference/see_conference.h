/* A conference as its own side sees it: on the person's page, its own page, its forms.
 *
 * The page has the five functions of a conference (conference.h): under each
 * its items, and beside each item who hears it, so that what leaves can be
 * seen before it leaves. What the invited have answered is read from their
 * invitations, which the own side can open too.
 */
#ifndef AMPARO_WORK_CONFERENCE_SEE_CONFERENCE_H
#define AMPARO_WORK_CONFERENCE_SEE_CONFERENCE_H

#include "domain/conference_reasons.h"
#include "domain/form.h"
#include "work/conference/conferring.h"

/* On the person's page: conference{reasons[{text}], proposed, call_url, open{state_label,
 * conference_url}}; computed now, from the shared rows, for who opened the case. */
enum err see_conference_part(struct act *act, const struct person *p, json_t *view) MUST;

/* That one is proposed, without opening the case. `proposal`: of its card (person/card.c), what the
 * case knows; others may have answered since. struct conference_reason. */
enum err see_conference_proposed(struct act *act, const json_t *proposal, struct vec *ret) MUST;
extern const char *const see_conference_proposal; /* msgid */
struct str see_conference_reason(struct act *act, const struct conference_reason *reason);

/* identity, state, functions[{items[], planned[]}], guests[], supports[], decisions[], and where
 * each next step is done. */
enum err see_conference(struct act *act, struct id person, struct id conference, json_t *view) MUST;

/* The minutes to be looked at: who was there, what was decided, and for whom. */
enum err see_conference_minutes(struct act *act, struct id person, struct id conference,
                                json_t *view) MUST;

/* The same for paper: her code, no name; who came along by what they are to her. */
enum err see_conference_paper(struct act *act, struct id person, struct id conference, json_t *view)
    MUST;

/* What a form shows before it is filled in: its lists, and what is known already (nothing is asked
 * twice). `conference` none: a new one; `unit`: of the organisation that is asked about; `about`:
 * what of the plan becomes an item, of that function. */
struct conference_form {
    struct id person, conference, unit, about;
    struct str form, function;
};
enum err see_conference_form(struct act *act, const struct conference_form *what,
                             struct option_lists *lists, json_t *view, json_t **ret_answers) MUST;

/* What an entry about a conference says in the person's history. */
struct str see_conference_told(struct act *act, const struct case_state *c,
                               const struct entry *entry);

#endif
