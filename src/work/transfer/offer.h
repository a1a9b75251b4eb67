/* Offering a case to another unit: what its present side does until it is taken.
 *
 * Three pages, three acts: the unit is chosen and what becomes of each open
 * referral (offer_draft); she decides what goes whole, and what the summary
 * tells (offer_release); after the preview supervision is asked, and with its
 * yes it is sent (offer_go_on). Until then nothing has left; ownership stays until
 * they accept. A transfer that was not taken can be offered elsewhere.
 */
#ifndef AMPARO_WORK_TRANSFER_OFFER_H
#define AMPARO_WORK_TRANSFER_OFFER_H

#include "work/person/person.h"
#include "work/referral/parcel.h"
#include "work/transfer/places.h"

/* forms/transfer_choice.json: place, reason, priority, ask_room, stays, closed. ERR_INVALID while
 * one is under way. */
enum err offer_draft(struct act *act, struct id person, const json_t *answers) MUST;
/* forms/transfer_release.json: hers, for this transfer and no other. */
enum err offer_release(struct act *act, struct id person, const json_t *answers) MUST;
/* Not sent after all; `she_said_no`: she wants to stay. */
enum err offer_drop(struct act *act, struct id person, bool she_said_no) MUST;

/* What would be sent now, in its case; the preview is made of the same. ERR_INVALID with the
 * reason in words; then all but the check is there. */
struct offer {
    struct person p;
    struct transfer *transfer; /* into p */
    const struct release *release;
    struct transfer_place place;
    struct parcel parcel;
    bool approved; /* by supervision */
};
enum err offer_prepare(struct act *act, struct id person, struct offer *ret) MUST;
/* Asks supervision, or sends what it agreed to; at once where nobody could be asked. */
enum err offer_go_on(struct act *act, struct id person, bool *ret_sent) MUST;

/* Before they have answered. */
enum err offer_withdraw(struct act *act, struct id person) MUST;
/* The same where the case is open and changes: her release is withdrawn, or somebody of the
 * receiving unit must not know from now on (`excluded`, NULL: whoever it is to). Nothing when none
 * is offered. */
enum err offer_withdraw_of(struct act *act, struct person *p) MUST;
enum err offer_withdraw_excluded(struct act *act, struct person *p, const json_t *excluded) MUST;
/* What they answered, into her case: nobody has to remember it. */
enum err offer_note(struct act *act, struct id person) MUST;

#endif
