/* Words as people write them in tables: compared without minding capitals,
 * accents or spacing, so that "Médico", "medico" and " MÉDICO " are one word.
 *
 * Only for code lists and headings. What somebody wrote is never replaced by
 * its folded form: the wording of a cell comes back as drawn.
 *
 *     words_same(S("2.  Educación  FORMAL"), S("2. educacion formal"))   // true
 *     words_slug(arena, S("Personas mayores"))                           // "personas-mayores"
 */
#ifndef AMPARO_DOMAIN_WORDS_H
#define AMPARO_DOMAIN_WORDS_H

#include "base/str.h"

/* False when either is not valid UTF-8. */
bool words_same(struct str a, struct str b);
/* True when nothing but white space stands there, no-break spaces included. */
bool words_blank(struct str s);
/* Letters and digits folded, everything else one hyphen; empty when no letter is left or `s` is
 * not valid UTF-8. The slug of a slug is itself. */
struct str words_slug(struct arena *arena, struct str s);

/* How long the word is with which `s` begins, or (`*ret_word` false) what stands between two: a
 * word is of letters, their marks and digits, whatever the punctuation. Bytes that are not UTF-8
 * are no word. 0 only for the empty text. */
size_t words_run(struct str s, bool *ret_word);

#endif
