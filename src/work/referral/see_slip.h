/* A referral as its receiver sees it: the slip, never the case.
 *
 * How contact is safe comes first, before any datum. What else was told, what
 * comes after acceptance (labels only), what may be done now, until when, and
 * the history of the slip. The contact has a page of its own, which opens when
 * the key does: from acceptance on. What was taken back or has ended for the
 * receiver shows its code and what became of it, out of class C alone: there is
 * no key any more.
 */
#ifndef AMPARO_WORK_REFERRAL_SEE_SLIP_H
#define AMPARO_WORK_REFERRAL_SEE_SLIP_H

#include "work/act.h"

/* view: code, state, state_code, tone, due, silence; `over` {text} when it has ended for the
 * receiver, and then nothing more; otherwise rule, told[], later[], from, phone, history[], asked,
 * given, can{receive, ask, accept, waitlist, decline, service}, contact_url when it opens. */
enum err see_slip(struct act *act, struct id slip, json_t *view) MUST;

/* rule, then told[{label, value}]. ERR_NOT_FOUND before acceptance: there is no key. */
enum err see_slip_contact(struct act *act, struct id slip, json_t *view) MUST;

#endif
