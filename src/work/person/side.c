#include "work/person/side.h"

#include "store/grants.h"
#include "work/cards.h"
#include "work/macs.h"
#include "work/readers.h"

static enum err renew_one(struct act *act, const struct case_dossier *one, const json_t *excluded);

enum err side_renew(struct act *act, struct person *p, const json_t *excluded)
{
    struct vec dossiers = vec_of(act->arena, struct case_dossier);
    case_dossiers(&p->c, &dossiers);
    batch_widen(act->batch); /* a long case has many */
    TRY(readers_renew(act, &p->core, excluded));
    for (size_t i = 0; i < dossiers.count; i++) {
        const struct case_dossier *one = vec_at(&dossiers, struct case_dossier, i);
        bool opens;
        TRY(side_opens(act, p, one, &opens));
        if (opens) {
            TRY(renew_one(act, one, excluded));
        }
    }
    return OK;
}

enum err side_opens(struct act *act, const struct person *p, const struct case_dossier *one,
                    bool *ret)
{
    struct id owner, member;
    struct grant_rows rows;
    *ret = act_can_open(act, one->id);
    if (*ret) {
        return OK;
    }
    TRY(readers_owner(act, p->core.id, &owner, &member));
    TRY(grants_of_dossier(act->db, act->arena, one->id, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        if (id_eq(rows.at[i].holder, owner)) {
            return fault_set(act->fault, ERR_CONFLICT,
                             N_("Part of this does not open to you yet: somebody has to finish "
                                "giving your access back before."),
                             STR_NONE);
        }
    }
    return OK;
}

enum err side_whole(struct act *act, const struct person *p)
{
    struct vec dossiers = vec_of(act->arena, struct case_dossier);
    bool opens;
    case_dossiers(&p->c, &dossiers);
    for (size_t i = 0; i < dossiers.count; i++) {
        TRY(side_opens(act, p, vec_at(&dossiers, struct case_dossier, i), &opens));
    }
    return OK;
}

static enum err renew_one(struct act *act, const struct case_dossier *one, const json_t *excluded)
{
    struct dossier dossier;
    bool listed = one->kind == DOSSIER_SLIP || one->kind == DOSSIER_INVITATION ||
                  one->kind == DOSSIER_TRANSFER;
    TRY(act_open(act, one->id, one->kind, &dossier));
    TRY(readers_renew(act, &dossier, excluded));
    if (one->kind == DOSSIER_TRANSFER) {
        struct transfer_row row;
        bool hidden;
        TRY(macs_transfer_row(act, one->id, &row));
        TRY(readers_function_excluded(act, row.receiver_holder, excluded, &hidden));
        if (hidden) { /* who of it accompanies her has a key of the case's own */
            act_revoke(act, one->id, row.receiver_holder);
        }
    }
    return listed ? act_card_renew(act, &dossier, excluded) : OK;
}
