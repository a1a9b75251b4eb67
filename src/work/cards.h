/* Cards: what lists show of a dossier, sealed with its key beside its journal.
 *
 * A list opens the cards of all dossiers of a kind that the actor's holders have
 * a grant of, and no journal. A card can name members who do not see it,
 * whatever key they came to.
 *
 *     TRY(act_card(act, &dossier, search, card));             // with each change
 *     TRY(act_cards(act, DOSSIER_CORE, visit, &context));     // one note in the audit
 */
#ifndef AMPARO_WORK_CARDS_H
#define AMPARO_WORK_CARDS_H

#include "work/act.h"

/* The card: `search` is folded text for the search (may be empty), `card` what lists show. */
enum err act_card(struct act *act, const struct dossier *dossier, struct str search, json_t *card)
    MUST;

/* Marks a card with the members of the list (body of ENTRY_EXCLUSION_SET, or NULL); without any
 * the mark goes. What leaves a case for somebody's function has it: whoever comes to that function
 * later has the key, and is shut out by the card. */
void act_card_not_for(json_t *card, const json_t *excluded);
/* The same for a card that is written already and is found by its code: the list has changed. */
enum err act_card_renew(struct act *act, const struct dossier *dossier, const json_t *excluded)
    MUST;

/* The card of one dossier, without its journal and without a note in the audit: for the rows of a
 * list, which notes itself. ERR_NOT_FOUND as act_open(), or when there is none; ERR_DENIED when it
 * says CARD_NOT_FOR of the actor. */
enum err act_card_of(struct act *act, struct id dossier, json_t **ret) MUST;
/* act_open() of what stands on lists, with its card. ERR_NOT_FOUND also for whom that says
 * CARD_NOT_FOR. */
enum err act_open_with_card(struct act *act, struct id dossier, enum dossier_kind kind,
                            struct dossier *ret, json_t **ret_card) MUST;

/* Cards of all dossiers of a kind that the actor can open: `visit` returns false to stop.
 * One audit record for the whole list. */
#define CARD_NOT_FOR "not_for" /* of a card: members who do not see it, whatever key they came to */
struct card_seen {
    struct id dossier;
    struct str search;
    json_t *(*card)(struct card_seen *seen); /* parsed only when asked for */
    struct str text;                         /* its JSON */
};
enum err act_cards(struct act *act, enum dossier_kind kind,
                   bool (*visit)(void *context, struct card_seen *seen), void *context) MUST;
/* The same for a page that notes itself, or has noted its list by act_cards() already. */
enum err act_more_cards(struct act *act, enum dossier_kind kind,
                        bool (*visit)(void *context, struct card_seen *seen), void *context) MUST;

#endif
