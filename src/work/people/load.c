#include "work/people/load.h"

#include "work/cards.h"

struct counting {
    struct id member;
    struct str except; /* code of the one that is given */
    struct workload load;
};

static bool count(void *context, struct card_seen *seen);

enum err load_allows(struct act *act, const struct member_row *to, const struct case_state *c,
                     struct str over)
{
    struct counting counting = {.member = to->id, .except = c->code};
    int64_t ceiling = act->server->caseload_ceiling;
    if (over.len > 0 || closure_is_closed(&c->closure)) {
        return OK;
    }
    workload_add(&counting.load, c->risk.level);
    TRY(act_more_cards(act, DOSSIER_CORE, count, &counting));
    if (!workload_is_over(&counting.load, ceiling)) {
        return OK;
    }
    return fault_add_field(act->fault, S("over"),
                           N_("With this one, the colleague would carry more than was set "
                              "({{arg}}). Choose somebody else, or say why it has to be so."),
                           str_printf_in(act->arena, "%lld / %lld", (long long)counting.load.weight,
                                         (long long)ceiling));
}

static bool count(void *context, struct card_seen *seen)
{
    struct counting *counting = context;
    const json_t *card = seen->card(seen);
    bool closed = value_get_int(card, "closed_us", 0) != 0;
    bool same = str_eq(value_get_text(card, "code"), counting->except);
    if (!closed && !same && id_eq(value_get_id(card, "owner"), counting->member)) {
        workload_add(&counting->load, value_get_text(card, "risk"));
    }
    return true;
}
