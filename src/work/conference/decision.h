/* A decision of a conference, as its convening side reads it.
 *
 *     TRY(decision_is_ours(act, conference, decision, &ours));
 *     if (ours) {
 *         TRY(decision_end(act, p, conference, decision));
 *     }
 */
#ifndef AMPARO_WORK_CONFERENCE_DECISION_H
#define AMPARO_WORK_CONFERENCE_DECISION_H

#include "domain/conference.h"
#include "work/person/person.h"

/* The end of the day "2026-12-15" where the actor is. */
int64_t decision_due_us(const struct act *act, struct str day);
/* Whose outcome the convening side records: its own, and one of an organisation that cannot say it
 * any more. */
enum err decision_is_ours(struct act *act, const struct conference *conference,
                          const struct decision *decision, bool *ret) MUST;
/* The decision in words: its kind, and what was written beside it. */
struct str decision_words(struct act *act, const struct decision *decision);
/* What became of it, in words. */
struct str decision_outcome_words(struct act *act, struct str state, struct str note);
/* A decision of ours that nobody does any more. */
enum err decision_end(struct act *act, struct person *p, const struct conference *conference,
                      const struct decision *decision) MUST;

#endif
