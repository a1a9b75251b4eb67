#include "work/sweep.h"

#include "store/commands.h"
#include "store/drafts.h"
#include "store/grants.h"
#include "store/members.h"

void sweep_run(struct act *act)
{
    drafts_forget(act->batch, act->now_us);
    commands_forget(act->batch, act->now_us - SWEEP_COMMANDS_US);
    login_guards_forget(act->batch, act->now_us - SWEEP_GUARDS_US);
    grants_forget(act->batch, act->now_us);
    members_forget_absences(act->batch, act->now_us / DAY_US - 1);
    act_note(act, ID_NONE, S("swept"), 0);
}
