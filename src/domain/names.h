/* Names of people: what is a name, and how one is found however it was written.
 *
 * Spanish is spoken with one sound where it is written with several letters,
 * and a name heard at a door is written as it sounds: Jiménez, Giménez and
 * Ximénez are one woman. A key is the name without accents and capitals, in
 * sounds, its words sorted, without de, del, la, las, los, y: so that two
 * surnames may come in either order. Keys are for comparing only, never shown
 * and never stored in clear.
 *
 *     struct str query = names_key_in(arena, S("Ximena baldes"));
 *     if (names_match(card_key, query)) …   // "Jimena de la Cruz Valdés"
 *
 * In sounds: b v = b · c (e i y) s x z = s · c k q qu ch = k · g (e i y) j = j ·
 * ll y = y · y (no vowel after) i = i · ph = f · h silent · doubled letters once.
 */
#ifndef AMPARO_DOMAIN_NAMES_H
#define AMPARO_DOMAIN_NAMES_H

#include "base/err.h"
#include "base/str.h"

/* A name somebody gives in `field`: not empty, at most LIMIT_TEXT characters, nothing hidden, no
 * line break, nothing that turns the text around. ERR_INVALID with the field's fault. */
enum err names_valid(struct str name, struct str field, struct fault *fault) MUST;

/* The first LIMIT_TEXT characters count. Empty when there is no letter, or no UTF-8. */
struct str names_key_in(struct arena *arena, struct str name);

/* True when each word of the query begins a word of the card, or, with five letters or more, is one
 * letter away from it (wrong, missing, added, or two exchanged). An empty query matches nobody. */
bool names_match(struct str card_key, struct str query_key);

#endif
