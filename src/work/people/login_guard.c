#include "work/people/login_guard.h"

#include "store/commands.h"

enum { GUARD_FREE = 4, GUARD_DOUBLINGS_MAX = 8 };
#define GUARD_FIRST_US (4 * SECOND_US)

struct hash login_guard_of(const struct act *act, const char *what, struct str whose,
                           struct str from)
{
    struct str parts[] = {str_of(what), whose, from};

    return mac_of(&act->server->index, "guard", parts, sizeof(parts) / sizeof(parts[0]));
}

enum err login_guard_check(struct act *act, const struct hash *key)
{
    struct login_guard_row guard;

    TRY(login_guards_get(act->db, *key, &guard));
    if (guard.next_us <= act->now_us) {
        return OK;
    }
    int64_t wait = (guard.next_us - act->now_us + SECOND_US - 1) / SECOND_US;
    return fault_set(act->fault, ERR_BUSY, N_("Wait {{arg}} seconds and try again."),
                     str_printf_in(act->arena, "%lld", (long long)wait));
}

enum err login_guard_failed(struct act *act, const struct hash *key, const char *message)
{
    struct login_guard_row read;

    TRY(login_guards_get(act->db, *key, &read));
    struct login_guard_row guard = read;
    guard.failures++;
    guard.next_us = act->now_us;
    if (guard.failures > GUARD_FREE) {
        int64_t doublings = guard.failures - GUARD_FREE - 1;
        doublings = doublings > GUARD_DOUBLINGS_MAX ? GUARD_DOUBLINGS_MAX : doublings;
        guard.next_us += GUARD_FIRST_US << doublings;
    }
    login_guards_put(act->batch, &read, &guard);
    act_note(act, ID_NONE, S("refused"), 0);
    return fault_set(act->fault, ERR_INVALID, message, STR_NONE);
}

enum err login_guard_passed(struct act *act, const struct hash *key)
{
    struct login_guard_row read;

    TRY(login_guards_get(act->db, *key, &read));
    login_guards_remove(act->batch, &read);
    return OK;
}
