/* What is done on the pages of the team, and who may do it.
 *
 * The administrator sees and changes everybody's place, and holds no key by
 * that. Everybody else sees the colleagues of the own organisation; whoever
 * holds a function gives and takes it; deputy and absence are said by the
 * person, by who supervises the unit, or by the administrator. Nothing here
 * opens a dossier, but what takes a key away or hands it on.
 *
 *     TRY(team_give(&r->act, member, r->answers));
 */
#ifndef AMPARO_WORK_PEOPLE_TEAM_H
#define AMPARO_WORK_PEOPLE_TEAM_H

#include "domain/form.h"
#include "work/act.h"
#include "work/people/leaving.h"

/* organisations[{organisation, members[{name, login, url, unit, roles, functions, deputy, absence,
 * state, state_code, tone, until}]}], keys[{label, url}]: former keys that the actor can finish,
 * may_invite. */
enum err see_team(struct act *act, json_t *view) MUST;
/* name, login, rows[{label, value}], actions[{url, label}], functions[{label, deputy, take_url}],
 * renew_url. ERR_NOT_FOUND for somebody of another organisation. */
enum err see_member(struct act *act, struct id member, json_t *view) MUST;
/* "01/12/2026 – 20/12/2026" while it is not over; empty: no absence is known. */
struct str see_absence(struct act *act, struct id member);
/* What would happen: notes[] in words. */
enum err see_leaving(struct act *act, struct id member, enum leaving_kind kind, json_t *view) MUST;
/* The head of a form's page: who. ERR_NOT_FOUND as see_member(). */
enum err see_team_form(struct act *act, struct id member, json_t *view) MUST;

bool team_invites(struct act *act);
/* ERR_NOT_FOUND for who neither administers nor holds a function. */
enum err team_may_invite(struct act *act) MUST;
/* Options that depend on the person: "team_deputies", "team_functions", "team_units". `member`
 * none: for an invitation. */
enum err team_lists(struct act *act, struct id member, struct option_lists *lists) MUST;
/* What stands now, for a form. */
json_t *team_answers(struct act *act, struct id member);

enum err team_set_deputy(struct act *act, struct id member, const json_t *answers) MUST;
enum err team_set_absence(struct act *act, struct id member, const json_t *answers) MUST;
enum err team_set_roles(struct act *act, struct id member, const json_t *answers) MUST;
/* *ret_proposed: the actor holds no key of it, so those who do have a task now. *ret_excluded: as
 * functions_give(). */
enum err team_give(struct act *act, struct id member, const json_t *answers, bool *ret_proposed,
                   bool *ret_excluded) MUST;
enum err team_take(struct act *act, struct id member, struct id function) MUST;
/* Moved, disabled, retired. */
enum err team_leave(struct act *act, struct id member, enum leaving_kind kind,
                    const json_t *answers) MUST;
enum err team_enable(struct act *act, struct id member) MUST;
/* Whether the actor may end somebody's sessions (a phone was lost); on record. */
enum err team_end_sessions(struct act *act, struct id member) MUST;
/* `ret`: name, login, unit, code, until: told once. */
enum err team_invite(struct act *act, const json_t *answers, json_t *ret) MUST;
/* A step of wrapping anew what a former key still opens. */
enum err team_finish_key(struct act *act, struct id function, bool *ret_more) MUST;

#endif
