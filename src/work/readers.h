/* Who of one's own side may read a person's dossiers, and how exclusion holds.
 *
 * Default readers (rules W1, C7): the case's manager, the deputy, the unit's
 * supervisors; and the organisation's escrow, so that nobody's leaving loses
 * it. The exclusion list beats every role: when somebody excluded belongs to
 * the supervisors, the function gets no key and each of the others gets one
 * alone. Policy could be switched off: the excluded still hold no key.
 */
#ifndef AMPARO_WORK_READERS_H
#define AMPARO_WORK_READERS_H

#include "work/act.h"

/* Grants a fresh dossier to its readers. `excluded`: body of ENTRY_EXCLUSION_SET, or NULL. */
enum err readers_grant(struct act *act, const struct dossier *dossier, const json_t *excluded) MUST;
/* The same for what leaves a case (slip, contact): the readers of `core`, whoever acts; for who is
 * to receive her case by a transfer it waits as the case does. */
enum err readers_grant_as(struct act *act, const struct dossier *dossier, struct id core,
                          const json_t *excluded) MUST;
/* Beside them, for the function that it is written to: until then, and not longer. `kind`: pending
 * until it accepts or promises. */
enum err readers_grant_receiver(struct act *act, const struct dossier *dossier, struct id function,
                                enum grant_kind kind, int64_t until_us) MUST;
/* Waits for the receiver of a transfer as that other one does, if it does. */
enum err readers_wait_as(struct act *act, const struct dossier *dossier, struct id other) MUST;
/* For what is not for everybody who reads a case: who acts, the supervisors of that unit, `more`
 * (struct id, members) and the escrow; nobody of the list. */
#define READS_WRITER "writer"
#define READS_PRIVACY "privacy"
enum err readers_grant_aside(struct act *act, const struct dossier *dossier, const struct vec *more,
                             const json_t *excluded) MUST;
/* One of the list comes to the supervisors' function: it loses its key of this, and each of the
 * others gets one alone. */
enum err readers_renew_aside(struct act *act, const struct dossier *dossier, const json_t *excluded)
    MUST;
/* After the exclusion list changed: takes away and gives anew for a dossier that is open. */
enum err readers_renew(struct act *act, const struct dossier *dossier, const json_t *excluded) MUST;
/* Another accompanies her from now on: all grants of her own side but the escrow's are made anew
 * for a dossier that is open. */
enum err readers_change_owner(struct act *act, const struct dossier *dossier, struct id member,
                              const json_t *excluded) MUST;

/* A transfer: from one side to another, perhaps of another organisation. Whatever the former side
 * had is taken away, the escrow's and what waited for the receiver too; `former_until_us` leaves
 * its members and supervisors a key until then (0: none). A fresh dossier gets its readers. */
struct readers_move {
    struct id member; /* who accompanies from now on; none: the unit's supervision */
    struct id unit;
    int64_t former_until_us;
};
enum err readers_move(struct act *act, const struct dossier *dossier, const struct readers_move *to,
                      const json_t *excluded) MUST;
#define READS_FORMER "former"     /* reason of such a key */
#define READS_TRANSFER "transfer" /* of what waits for the receiver to accept */
/* Takes away what was granted for this reason. */
enum err readers_end(struct act *act, struct id dossier, const char *reason) MUST;
/* Kept for its time by the escrow alone, which needs the recovery sheet. */
enum err readers_leave_to_escrow(struct act *act, struct id dossier) MUST;

/* Whose it is: the holder of the grant that says so, a member's or (after somebody left, until
 * another takes over) a function's or the escrow's. `ret_member` is none for those.
 * ERR_NOT_FOUND. */
enum err readers_owner(struct act *act, struct id core, struct id *ret_holder,
                       struct id *ret_member) MUST;
/* Whether one of the list is, or belongs to, who accompanies her: then another must take over
 * before. */
enum err readers_owner_excluded(struct act *act, struct id core, const json_t *excluded, bool *ret)
    MUST;
/* Whether one of the list holds a function: then nothing of hers goes to it. */
enum err readers_function_excluded(struct act *act, struct id function, const json_t *excluded,
                                   bool *ret) MUST;
/* Whom a unit's supervision is reached by: its function, or `otherwise` where it has none. */
enum err readers_supervision(struct act *act, struct id unit, struct id otherwise, struct id *ret)
    MUST;
/* Their names, for "who can open this": [{name, reason, pending}]. */
enum err readers_view(struct act *act, struct id dossier, json_t *array) MUST;
/* One of them. */
enum err readers_view_one(struct act *act, struct id holder, struct str reason, json_t **ret) MUST;
/* Whom readers_grant_as() would give a key: the same view, before there is a dossier. */
enum err readers_preview(struct act *act, struct id core, const json_t *excluded, json_t *array)
    MUST;

#endif
