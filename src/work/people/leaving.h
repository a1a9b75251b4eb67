/* Somebody moves to another unit, is disabled or retires.
 *
 * One commit takes all access away: the functions (whose keys move on), every
 * grant, the standing in for others. Who acts holds no key for this. What the
 * person accompanied has another owner from the same commit on: exactly one at
 * each moment is the holder of the grant with the reason "owner". That is the
 * deputy, else the unit's supervision, else one supervisor alone (where others
 * are excluded); nobody of these: the organisation's recovery sheet, which must
 * be confirmed before. Tasks and referrals go along; what
 * the person was to confirm in an emergency waits for any other of that function.
 * The successor has the keys already (readers.c), and takes over in her journal
 * by owner_change(). What was to be done of a meeting goes the same way, else to
 * another who was called.
 *
 * Nobody is the last of anything: a function's last member and the last with a
 * role that is needed are refused, with what to do first; the last who looks
 * after confidentiality is to be confirmed, because only the operator names another;
 * and so is whoever is the last to read a breach of it, which only its readers could
 * give a key of. Who only loses a function keeps such a key.
 *
 *     struct leaving l;
 *     TRY(leaving_look(act, member, LEAVING_RETIRED, &l));
 *     … show l …
 *     TRY(leaving_carry_out(act, &l, unit, confirmed));
 */
#ifndef AMPARO_WORK_PEOPLE_LEAVING_H
#define AMPARO_WORK_PEOPLE_LEAVING_H

#include "store/grants.h"
#include "store/members.h"
#include "work/act.h"
#include "work/people/last.h"

enum leaving_kind { LEAVING_MOVED, LEAVING_DISABLED, LEAVING_RETIRED };

struct leaving {
    enum leaving_kind kind;
    struct member_row member;
    struct id organisation;
    struct id deputy;      /* holder; none: nobody who is active stands in */
    struct id supervision; /* holder: the unit's function, with somebody else in it */
    struct membership_rows functions;
    struct grant_rows grants;                   /* of the member's own holder */
    size_t cases;                               /* that the member accompanies */
    size_t to_deputy, to_supervision, to_sheet; /* of these */
    size_t breaches;                            /* that nobody else who is here could go on with */
    struct str last_of; /* label (msgid) of a function whose last member it is; empty: none */
    struct last last;
};

extern const char leaving_last_message[]; /* msgid; {{arg}}: the function */

/* A task of the successor: the dossier is the case. */
#define TASK_TAKE_OVER "take_over"

/* ERR_NOT_FOUND; ERR_INVALID when somebody retired is to leave again. */
enum err leaving_look(struct act *act, struct id member, enum leaving_kind kind,
                      struct leaving *ret) MUST;
/* `unit` for who moves. ERR_INVALID: the last of something, a unit of another organisation, or
 * something would be left to the recovery sheet alone, or confidentiality to nobody, and was not
 * `confirmed`. */
enum err leaving_carry_out(struct act *act, const struct leaving *leaving, struct id unit,
                           bool confirmed) MUST;

/* Takes one function away from a member. ERR_INVALID for its last one. */
enum err leaving_function(struct act *act, struct id member, struct id function) MUST;
/* Back after being disabled: without functions and without anybody's keys. */
enum err leaving_undone(struct act *act, struct id member) MUST;

#endif
