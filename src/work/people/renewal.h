/* A new access for somebody who has lost the password and its paper, or the phone.
 *
 * Who helps learns no password: the member gets a new key pair and a code to activate it with.
 * The key of the member's own holder moves on, so that what was granted to the former one opens
 * for nobody; memberships stay. Whoever holds the functions gives their secrets to the new key,
 * and opens to it what was granted to the former one and one of their functions can open. What no
 * function opens is left to the organisation's recovery sheet (sheet.h); what that does not open
 * either is lost. Drafts, sealed to the former key alone, are lost in any case.
 *
 *     TRY(renewal_start(act, member, view));      // tells the code
 *     TRY(renewal_give(act, member, &more));      // by each who can
 */
#ifndef AMPARO_WORK_PEOPLE_RENEWAL_H
#define AMPARO_WORK_PEOPLE_RENEWAL_H

#include "store/holders.h"
#include "store/members.h"
#include "work/act.h"

/* Of who holds a function that waits: its secret, and dossiers, are to be given. */
#define TASK_RENEW_ACCESS "renew_access"
/* Of everybody whom it concerns: a colleague has a new access; the recovery sheet was asked for, or
 * used, to give back what was theirs. */
#define TASK_ACCESS_RENEWED "access_renewed"
#define TASK_SHEET_ASKED "sheet_asked"
#define TASK_SHEET_USED "sheet_used"

struct renewal {
    struct member_row member;
    struct holder_row own;
    struct id organisation;
    bool may_start;
    bool told;             /* the actor has a notice about it */
    struct vec waiting;    /* struct holder_row: functions without a secret for the member */
    size_t functions_mine; /* of these, that the actor can give */
    size_t dossiers, dossiers_mine;
};

/* ERR_NOT_FOUND for who may neither help nor sees the member. */
enum err renewal_look(struct act *act, struct id member, struct renewal *ret) MUST;
/* ERR_NOT_FOUND for who may not. *ret_code is told once. */
enum err renewal_start(struct act *act, struct id member, struct str *ret_code) MUST;
/* What the actor's functions can give; *ret_more: there is more of it. */
enum err renewal_give(struct act *act, struct id member, bool *ret_more) MUST;
/* A task of this kind for everybody else who is in one of the member's functions, and for the
 * member. */
enum err renewal_tell(struct act *act, const struct member_row *member, const char *kind) MUST;
enum err renewal_seen(struct act *act, struct id member) MUST;

#endif
