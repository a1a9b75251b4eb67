#include "work/keeping/practice.h"

enum err practice_begin_anew(struct act *act)
{
    if (!act->server->practice) {
        return act_not_here(act);
    }
    if (!act->operator) { /* a command on this machine has no role */
        TRY(act_permit(act, MAY_ADMINISTER));
    }
    batch_begin_anew(act->batch);
    act_note(act, ID_NONE, S("begun_anew"), 0);
    return OK;
}
