#include "work/repeat.h"

#include "store/commands.h"

static struct key answer_key(const struct act *act);

enum err repeat_find(struct act *act, struct id command, struct str *ret_answer)
{
    struct str box;
    *ret_answer = STR_NONE;
    enum err err = commands_answer(act->db, act->arena, act->actor.member, command, &box);
    if (err == ERR_NOT_FOUND) {
        return OK;
    }
    TRY(err);
    CLEANUP(key_wipe) struct key key = answer_key(act);
    struct place place = {"command", command, 0};
    return envelope_open(act->arena, &key, &place, box, ret_answer);
}

void repeat_keep(struct act *act, struct id command, struct str answer)
{
    CLEANUP(key_wipe) struct key key = answer_key(act);
    struct place place = {"command", command, 0};
    batch_command(act->batch, act->actor.member, command,
                  envelope_seal(act->arena, &key, &place, answer));
}

/* The answer names a dossier: in clear it would join the command to it. */
static struct key answer_key(const struct act *act)
{
    return key_derive(&act->server->index, "AmAnswer", 1);
}
