#include "work/transfer/moving.h"

#include "store/directory.h"
#include "work/cards.h"
#include "work/macs.h"
#include "work/readers.h"
#include "work/referral/sides.h"
#include "work/see.h"

enum err moving_open(struct act *act, struct id transfer, struct moving *ret)
{
    TRY(macs_transfer_row(act, transfer, &ret->row));
    TRY(act_open_with_card(act, transfer, DOSSIER_TRANSFER, &ret->dossier, &ret->card));
    ret->h = handover_fold(ret->dossier.entries, ret->dossier.count);
    ret->person = value_get_id(ret->h.written, "person");
    ret->receives = sides_hold(act, ret->row.receiver_holder);
    ret->owns = act_can_open(act, ret->person);
    return OK;
}

enum err moving_to(struct act *act, struct moving *m, enum transfer_act what, int64_t due_us)
{
    enum transfer_state next;
    TRY(transfer_next((enum transfer_state)m->row.state, what, &next, act->fault));
    struct transfer_row now = m->row;
    now.state = (int)next;
    now.state_us = next == (enum transfer_state)m->row.state ? m->row.state_us : act->now_us;
    now.due_us = due_us;
    now.version++;
    now.mac = macs_transfer(act, &now);
    now.version--; /* the one that was read */
    transfers_change(act->batch, &now);
    return OK;
}

void moving_add(struct act *act, struct transfer_row *row)
{
    row->version = 1;
    row->mac = macs_transfer(act, row);
    transfers_add(act->batch, row);
}

enum err moving_end_offer(struct act *act, const struct moving *m)
{
    const json_t *waits = value_get(m->h.written, "waits");
    batch_widen(act->batch);
    for (size_t i = 0; i < json_array_size(waits); i++) {
        struct id id;
        if (id_parse(value_str(json_array_get(waits, i)), &id)) {
            TRY(readers_end(act, id, READS_TRANSFER));
        }
    }
    act_revoke(act, m->row.id, m->row.receiver_holder);
    return OK;
}

struct str moving_url(struct act *act, struct id transfer, const char *rest)
{
    return str_join_in(act->arena, S("/transferencias/"), id_text(act->arena, transfer),
                       str_of(rest));
}

enum err moving_place(struct act *act, struct id unit, struct str *ret)
{
    struct unit_row row;
    struct organisation_row organisation;
    TRY(directory_unit(act->db, act->arena, unit, &row));
    TRY(directory_organisation(act->db, act->arena, row.organisation, &organisation));
    *ret = see_place(act, organisation.name, row.name);
    return OK;
}
