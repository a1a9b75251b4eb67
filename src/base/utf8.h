/* Text from people: valid UTF-8, without what hides or turns it around. */
#ifndef AMPARO_BASE_UTF8_H
#define AMPARO_BASE_UTF8_H

#include "base/str.h"

bool utf8_valid(struct str s);    /* RFC 3629: no surrogates, no overlong forms */
size_t utf8_length(struct str s); /* code points; s must be valid */

/* Decodes the code point at s.at[*at] and moves *at on; s must be valid. */
uint32_t utf8_next(struct str s, size_t *at);

/* True when s holds a control character other than \t \n \r, a bidi control
 * (U+202A–202E, U+2066–2069, U+200E–200F, U+061C), a zero-width character
 * (U+200B–200D, U+2060, U+FEFF) or a non-character. */
bool utf8_has_hidden(struct str s);

#endif
