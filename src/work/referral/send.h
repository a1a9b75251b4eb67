/* Sending a referral: the act by which something leaves.
 *
 * refer_send() builds the parcel from her release, checks that the release
 * covers every category in it, makes the slip and the contact, gives the
 * receiving function the slip now and the contact when it accepts, starts the
 * clock and seals the coordinator's notice. An external referral, and one
 * that she takes along herself, is recorded here; an external one is executed
 * by a recorded act (follow.h): two facts, two times.
 */
#ifndef AMPARO_WORK_REFERRAL_SEND_H
#define AMPARO_WORK_REFERRAL_SEND_H

#include "work/person/person.h"
#include "work/referral/parcel.h"

/* What the preview shows and what refer_send() sends are made by the same function. */
struct outgoing {
    struct person person;
    struct referral *referral;
    struct release *release; /* NULL: it carries nothing, or she has not allowed anything yet */
    struct parcel parcel;
    struct id receiver; /* sent here: the function */
    bool left;          /* it stands on the lists already */
};
/* ERR_INVALID with the reason in words when it may not be sent: it has left, no release covers it,
 * the organisation or one of those who receive there must not know, a contact would go without its
 * rule. *ret is then filled as far as a page needs it to say so. */
enum err send_prepare(struct act *act, struct id person, struct id referral, struct outgoing *ret)
    MUST;

/* `answered_by`: who answered an emergency's call before it was sent; may be empty. */
enum err refer_send(struct act *act, struct id person, struct id referral, struct str answered_by)
    MUST;

#endif
