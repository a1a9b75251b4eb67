#include "work/repeat.h"

#include "store/commands.h"

enum err repeat_find(struct act *act, struct id command, struct str *ret_answer)
{
    *ret_answer = STR_NONE;
    enum err err = commands_answer(act->db, act->arena, act->actor.member, command, ret_answer);
    return err == ERR_NOT_FOUND ? OK : err;
}
