/* The history of both sides of one referral, the newest first. */
#ifndef AMPARO_WORK_REFERRAL_SEE_REFERRAL_HISTORY_H
#define AMPARO_WORK_REFERRAL_SEE_REFERRAL_HISTORY_H

#include "work/person/person.h"

/* history[{title, at, when, recorded, by, text}]. `slip` NULL: it has not left. */
void see_referral_history(struct act *act, const struct person *p, const struct referral *referral,
                          const struct dossier *slip, json_t *view);
/* Of ENTRY_REFERRAL_WHO_TOLD: "Sí · Teléfono · Recepción". */
struct str see_referral_who_told(struct act *act, const json_t *body);

#endif
