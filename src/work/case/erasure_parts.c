#include "work/case/erasure_parts.h"

#include "store/journal.h"

static enum err add(struct act *act, const struct person *p, struct vec *parts,
                    struct erasure_part part);

enum err erasure_parts(struct act *act, const struct person *p, struct vec *ret)
{
    *ret = vec_of(act->arena, struct erasure_part);
    TRY(add(act, p, ret,
            (struct erasure_part){
                .term = KEEPING_CASE, .value = S(ERASURE_ALL), .dossier = p->core.id}));
    TRY(add(act, p, ret,
            (struct erasure_part){
                .term = KEEPING_ACCOUNT, .value = S(ERASURE_ACCOUNT), .dossier = p->c.account}));
    for (size_t i = 0; i < p->c.referrals.count; i++) {
        const struct referral *referral = vec_at(&p->c.referrals, struct referral, i);
        if (id_is_none(referral->slip) || referral_open(referral->state)) {
            continue;
        }
        TRY(add(act, p, ret,
                (struct erasure_part){.term = KEEPING_REFERRAL,
                                      .value = id_text(act->arena, referral->id),
                                      .dossier = referral->slip,
                                      .referral = referral}));
    }
    return OK;
}

const struct erasure_part *erasure_part_find(const struct vec *parts, struct str value)
{
    for (size_t i = 0; i < parts->count; i++) {
        const struct erasure_part *part = vec_at(parts, struct erasure_part, i);
        if (str_eq(part->value, value)) {
            return part;
        }
    }
    return NULL;
}

struct str erasure_part_words(struct act *act, const struct case_state *c, struct str value)
{
    struct id id;
    if (str_eq(value, S(ERASURE_ALL))) {
        return act_words(act, keeping_terms[KEEPING_CASE].label);
    }
    if (str_eq(value, S(ERASURE_ACCOUNT))) {
        return act_words(act, keeping_terms[KEEPING_ACCOUNT].label);
    }
    const struct referral *referral = id_parse(value, &id) ? case_referral(c, id) : NULL;
    struct str label = act_words(act, keeping_terms[KEEPING_REFERRAL].label);
    return referral ? str_join_in(act->arena, label, S(" "), referral->code) : label;
}

bool erasure_part_due(const struct act *act, const struct erasure_part *part)
{
    return part->until_day <= act->now_us / DAY_US;
}

/* A dossier in which nothing was ever written has no day. */
static enum err add(struct act *act, const struct person *p, struct vec *parts,
                    struct erasure_part part)
{
    struct dossier_row row;
    TRY(journal_get(act->db, part.dossier, &row));
    if (row.retain_until_day != 0) {
        part.until_day = row.retain_until_day;
        part.words = erasure_part_words(act, &p->c, part.value);
        *(struct erasure_part *)vec_add(parts) = part;
    }
    return OK;
}
