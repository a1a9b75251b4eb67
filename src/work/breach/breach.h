/* Breaches of confidentiality: written down, followed up, closed (domain/breach.h).
 *
 * Each is a dossier of its own. It is opened to who writes it, to the unit's
 * supervision, to the organisation's privacy officers (the setting
 * `privacy_officers`: logins with commas between) and to the escrow; to none of
 * the colleagues whom it names and to nobody whom she said must not know, also
 * not by a function that they come to later. No entry of the case tells of it,
 * and no clear row: what is to be done is read off the cards.
 *
 *     TRY(breach_write(act, answers, &breach));
 */
#ifndef AMPARO_WORK_BREACH_BREACH_H
#define AMPARO_WORK_BREACH_BREACH_H

#include "domain/breach.h"
#include "work/person/person.h"

/* forms/breach.json. */
enum err breach_write(struct act *act, const json_t *answers, struct id *ret) MUST;
/* forms/breach_told.json, breach_safety.json, breach_measure.json; ERR_INVALID once it is
 * closed. */
enum err breach_told(struct act *act, struct id breach, const json_t *answers) MUST;
enum err breach_safety(struct act *act, struct id breach, const json_t *answers) MUST;
enum err breach_measure(struct act *act, struct id breach, const json_t *answers) MUST;
/* By another than who wrote it, when nothing is left to do. Whom it is about was erased meanwhile:
 * it is this that takes her out of it, whoever does it. *ret is where it stands then. */
enum err breach_close(struct act *act, struct id breach, struct id *ret) MUST;

/* leave_out.c: she is erased with all that is held about her. What happened stays without her:
 * those that the actor can open are replaced, and counted. */
enum err breach_forget(struct act *act, const struct person *p, int64_t *count) MUST;
enum err breach_leave_out(struct act *act, struct id breach, struct str code, struct id *ret) MUST;
/* Whether that case is there no more. */
bool breach_person_gone(struct act *act, struct id person);
/* What lists show of it, for all but those whom it must not reach: a body as
 * ENTRY_EXCLUSION_SET's. */
enum err breach_write_card(struct act *act, const struct dossier *dossier, const json_t *excluded)
    MUST;

/* Somebody who must not read it comes to a function that does (people/giving.h). */
enum err breach_shut_out(struct act *act, struct id breach) MUST;

/* ERR_NOT_FOUND without a key, and for who must not read it. */
enum err breach_open(struct act *act, struct id id, struct dossier *ret, struct breach *ret_breach)
    MUST;

/* Of `logins`, as the setting has them, those of the organisation, as struct member_row; passed
 * over are a login that nobody has, and who may not read breaches. */
enum err breach_officers(struct act *act, struct str logins, struct id organisation,
                         struct vec *ret) MUST;

/* see_breach.c: those that the actor can open, the newest first; `page` counts from 1. */
enum err see_breaches(struct act *act, int64_t page, json_t *view) MUST;
enum err see_breach(struct act *act, struct id breach, json_t *view) MUST;
/* For the person's own copy, those about them that the actor can open, without the colleagues'
 * names: breaches[{rows[{label, value}], measures[{measure, measured}]}]. */
enum err see_breaches_of(struct act *act, struct id person, struct str code, json_t *view) MUST;
/* The head of a form. ERR_INVALID once it is closed. */
enum err see_breach_head(struct act *act, struct id breach, json_t *view) MUST;
/* The code of that person, if the actor can open the case; otherwise empty. */
struct str breach_code_of(struct act *act, struct id person);
struct str breach_url(struct act *act, struct id breach, const char *rest);

#endif
