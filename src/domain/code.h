/* Codes that people read aloud, copy by hand and type: "CR-7K4Q2-M".
 *
 * Two letters say what kind of thing it is, five random letters which one, and
 * the last letter checks the rest. The letters are Crockford's base 32 (no I,
 * L, O, U): 33 million codes for a prefix, so whoever stores a new one redoes
 * it when it is taken. The check is a Reed-Solomon one over GF(32): it finds
 * every single wrong letter and every exchange of two letters, wherever they
 * stand, the prefix included; a lost or added one shows in the length.
 *
 *     struct str code = code_new_in(arena, S("CR"), random);
 *     if (code_read_in(arena, S("cr 7k4q2 m"), &code)) …   // "CR-7K4Q2-M"
 */
#ifndef AMPARO_DOMAIN_CODE_H
#define AMPARO_DOMAIN_CODE_H

#include "base/str.h"

enum { CODE_PREFIX = 2, CODE_RANDOM_BYTES = 5, CODE_LETTERS = CODE_PREFIX + CODE_RANDOM_BYTES + 1 };

/* The 32 letters in the order of their values. */
extern const char code_letters[33];

/* `prefix` is two of the capitals among code_letters, chosen by the program. */
struct str code_new_in(struct arena *arena, struct str prefix,
                       const uint8_t random[CODE_RANDOM_BYTES]);

/* True when what somebody typed is a code: lower case, spaces and hyphens anywhere, O for 0, I
 * and L for 1 are taken. code_read_in() gives it as it is stored and shown. */
bool code_valid(struct str typed);
bool code_read_in(struct arena *arena, struct str typed, struct str *ret);

/* The values (0 to 31) of the letters of any such text, `max` at most. 0 when there is none, when
 * there are more, or when something else stands among them. */
size_t code_read_values(struct str typed, uint8_t *ret, size_t max);

#endif
