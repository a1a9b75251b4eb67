#include "work/people/giving.h"

#include "work/breach/breach.h"
#include "work/cards.h"
#include "work/person/person.h"
#include "work/person/side.h"
#include "work/readers.h"

struct looking {
    struct act *act;
    struct vec people; /* struct id: cores, or breaches that name the colleague */
};

static bool excludes(void *context, struct card_seen *seen);
static enum err shut_out(struct act *act, struct id person);

enum err giving_shut_out(struct act *act, bool *ret_some)
{
    struct looking looking = {act, vec_of(act->arena, struct id)};
    struct looking breaches = {act, vec_of(act->arena, struct id)};
    TRY(act_cards(act, DOSSIER_CORE, excludes, &looking));
    TRY(act_more_cards(act, DOSSIER_BREACH, excludes, &breaches));
    for (size_t i = 0; i < looking.people.count; i++) {
        TRY(shut_out(act, *vec_at(&looking.people, struct id, i)));
    }
    for (size_t i = 0; i < breaches.people.count; i++) {
        TRY(breach_shut_out(act, *vec_at(&breaches.people, struct id, i)));
    }
    *ret_some = looking.people.count > 0;
    return OK;
}

static bool excludes(void *context, struct card_seen *seen)
{
    struct looking *looking = context;
    struct str mark = S("\"" CARD_NOT_FOR "\":");
    if (str_find(seen->text, mark) == seen->text.len) {
        return true; /* most have none, and need not be parsed */
    }
    struct str member = id_text(looking->act->arena, looking->act->joining.member);
    if (value_has_text(value_get(seen->card(seen), CARD_NOT_FOR), member)) {
        *(struct id *)vec_add(&looking->people) = seen->dossier;
    }
    return true;
}

static enum err shut_out(struct act *act, struct id person)
{
    struct person p;
    struct id owner, member;
    TRY(person_open(act, person, &p));
    TRY(readers_owner(act, person, &owner, &member));
    if (id_eq(owner, act->joining.function)) {
        return fault_set(act->fault, ERR_CONFLICT,
                         N_("Somebody whom this function accompanies for now excluded this "
                            "colleague: take over before."),
                         STR_NONE);
    }
    return side_renew(act, &p, p.c.exclusion);
}
