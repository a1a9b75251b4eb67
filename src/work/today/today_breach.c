/* Breaches of confidentiality that are not closed: what follows, for whoever can open them. */
#include "work/breach/breach.h"
#include "work/cards.h"
#include "work/today/today.h"

static bool add(void *context, struct card_seen *seen);

enum err today_breaches(struct today *t)
{
    return permit(t->act->actor.roles, MAY_TELL_BREACH)
               ? act_more_cards(t->act, DOSSIER_BREACH, add, t)
               : OK;
}

/* Closing is for another than who wrote it; taking out who was erased is for anybody. */
static bool add(void *context, struct card_seen *seen)
{
    struct today *t = context;
    const json_t *card = seen->card(seen);
    enum breach_step step = (enum breach_step)value_get_int(card, "step", 0);
    bool mine = id_eq(value_get_id(card, "author"), t->act->actor.member);
    int64_t again_us = value_get_int(card, "again_us", 0);
    enum today_group ignored; /* the moment she agreed to may pass: that is nobody's delay */
    bool later = step == BREACH_TELL && again_us != 0 && !today_when(t, again_us, &ignored);
    bool gone = breach_person_gone(t->act, value_get_id(card, "person"));
    if (!gone && (step == BREACH_CLOSED || (step == BREACH_CLOSE && mine) || later)) {
        return true;
    }
    struct today_row row = {
        .kind = "breach",
        .at_us = again_us ? again_us : value_get_int(card, "written_us", 0),
        .code = value_get_text(card, "code"),
        .what = gone ? N_("The person's data were erased: take them out of this too")
                     : breach_step_label(step),
        .facts = {act_words(t->act, N_("Confidentiality"))},
        .tone = "warn",
        .next = act_time(t->act, step == BREACH_TELL && !gone ? again_us : 0),
        .url = breach_url(t->act, seen->dossier, ""),
        .act = N_("Open it")};
    today_add(t, TODAY_TODAY, &row);
    return true;
}
