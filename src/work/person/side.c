#include "work/person/side.h"

#include "work/macs.h"
#include "work/readers.h"

static enum err renew_one(struct act *act, const struct case_dossier *one,
                          const json_t *excluded);

enum err side_renew(struct act *act, struct person *p, const json_t *excluded)
{
    struct vec dossiers = vec_of(act->arena, struct case_dossier);
    case_dossiers(&p->c, &dossiers);
    batch_widen(act->batch); /* a long case has many */
    TRY(readers_renew(act, &p->core, excluded));
    for (size_t i = 0; i < dossiers.count; i++) {
        const struct case_dossier *one = vec_at(&dossiers, struct case_dossier, i);
        if (act_can_open(act, one->id)) { /* what a side that had her before keeps does not */
            TRY(renew_one(act, one, excluded));
        }
    }
    return OK;
}

static enum err renew_one(struct act *act, const struct case_dossier *one,
                          const json_t *excluded)
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
