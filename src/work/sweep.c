#include "work/sweep.h"

#include "domain/keeping.h"
#include "domain/transfer.h"
#include "store/commands.h"
#include "store/drafts.h"
#include "store/grants.h"
#include "store/journal.h"
#include "store/members.h"
#include "work/log_term.h"

static enum err erase_over(struct act *act, enum dossier_kind kind, bool in_custody);

enum err sweep_run(struct act *act)
{
    batch_widen(act->batch);
    drafts_forget(act->batch, act->now_us);
    commands_forget(act->batch, act->now_us - SWEEP_COMMANDS_US);
    login_guards_forget(act->batch, act->now_us - SWEEP_GUARDS_US);
    grants_forget(act->batch, act->now_us);
    members_forget_absences(act->batch, act->now_us / DAY_US - 1);
    for (enum dossier_kind kind = DOSSIER_CORE; kind < DOSSIER_KIND_COUNT; kind++) {
        if (keeping_end_of(kind) == KEEPING_SWEPT) {
            TRY(erase_over(act, kind, false));
        }
    }
    for (size_t i = 0; transfer_parts[i].name; i++) {
        TRY(erase_over(act, transfer_parts[i].kind, true));
    }
    TRY(log_term_shorten(act));
    act_note(act, ID_NONE, S("swept"), 0);
    return OK;
}

static enum err erase_over(struct act *act, enum dossier_kind kind, bool in_custody)
{
    struct dossier_row *over;
    size_t count;
    TRY(journal_over(act->db, act->arena, (int)kind, in_custody, act->now_us / DAY_US,
                     SWEEP_DOSSIERS, &over, &count));
    for (size_t i = 0; i < count; i++) {
        journal_erase(act->batch, &over[i]);
        act_note(act, over[i].id, S("term_over"), 1);
    }
    return OK;
}
