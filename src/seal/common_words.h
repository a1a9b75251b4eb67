/* What people here put into passwords first: Spanish words, names, places, and keys in a row.
 *
 * zxcvbn's dictionaries are English. Small letters without marks: what is compared is folded
 * first. The commonest stand first, since a word costs the more guesses the later it comes.
 */
#ifndef AMPARO_SEAL_COMMON_WORDS_H
#define AMPARO_SEAL_COMMON_WORDS_H

#include <stddef.h>

extern const char *const common_words[];
extern const size_t common_word_count;

#endif
