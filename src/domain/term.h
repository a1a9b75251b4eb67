/* What a referral is called here: derivación, referencia, remisión or
 * canalización, as countries differ.
 *
 * The Spanish sentences say derivación; where the deployment's setting says
 * another word, it takes the place of each form of that one. All four nouns are
 * feminine, so that articles and adjectives fit.
 *
 *     term_in(arena, S("Derivaciones enviadas"), S("remisión"))   // Remisiones enviadas
 */
#ifndef AMPARO_DOMAIN_TERM_H
#define AMPARO_DOMAIN_TERM_H

#include "base/str.h"

bool term_is_known(struct str term);
/* The text itself where nothing changes. Bytes that are no word stay as they are. */
struct str term_in(struct arena *arena, struct str text, struct str term);

#endif
