/* Sending a referral: the act by which something leaves.
 *
 * refer_send() builds the parcel from her release, checks that the release
 * covers every category in it, makes the slip and the contact, gives the
 * receiving function the slip now and the contact when it accepts, starts the
 * clock and seals the coordinator's notice. An external referral, and one
 * that she takes along herself, is recorded here; an external one is executed
 * by a recorded act (follow.h): two facts, two times.
 */
#ifndef AMPARO_WORK_SEND_H
#define AMPARO_WORK_SEND_H

#include "work/parcel.h"
#include "work/person.h"

/* What the preview shows and what refer_send() sends are made by the same function. */
struct outgoing {
    struct person person;
    struct referral *referral;
    struct release *release; /* NULL: it carries nothing */
    struct parcel parcel;
};
/* ERR_DENIED with the reason in words when no release covers it. */
enum err send_prepare(struct act *act, struct id person, struct id referral,
                      struct outgoing *ret) MUST;

enum err refer_send(struct act *act, struct id person, struct id referral,
                    struct str *ret_code) MUST;

#endif
