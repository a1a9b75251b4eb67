/* The role play of a practice deployment: who plays what, and what only that one knows.
 *
 * A card belongs to an account of data/practice-plan.json, by its login. What
 * it says is invented. The texts are msgids, in the words in which they are
 * read aloud; lists end with NULL.
 *
 *     const struct practice_card *card = practice_card(act->actor.login);
 */
#ifndef AMPARO_DOMAIN_PRACTICE_H
#define AMPARO_DOMAIN_PRACTICE_H

#include "base/str.h"

enum { PRACTICE_LINES = 5 };

struct practice_card {
    const char *login;
    const char *role;
    const char *knows[PRACTICE_LINES], *wants[PRACTICE_LINES], *may[PRACTICE_LINES];
};

extern const struct practice_card practice_cards[];
extern const size_t practice_card_count;

/* NULL for an account that plays nobody. */
const struct practice_card *practice_card(struct str login);

#endif
