#include "work/people/login_guard.h"

#include "store/commands.h"

enum { FREE_FAILURES = 4, DOUBLINGS_MAX = 8 };
#define FIRST_WAIT_US (4 * SECOND_US)

static const struct {
    const char *name;
    bool ends;
} guarded[] = {
    [GUARD_PASSWORD] = {"password", true},  [GUARD_APP_CODE] = {"code", true},
    [GUARD_OWN_PASSWORD] = {"own", false},  [GUARD_NEW_APP] = {"new_app", false},
    [GUARD_RECOVERY] = {"recovery", false}, [GUARD_SHEET] = {"sheet", false},
};

static struct hash account_of(const struct act *act, enum guarded what, struct str whose);
static enum err count(struct act *act, struct hash key, bool waits);
static enum err forget(struct act *act, struct hash key);
static int64_t wait_us(int64_t failures);

struct login_guard login_guard_of(const struct act *act, enum guarded what, struct str whose,
                                  struct login_from from)
{
    struct str parts[] = {str_of(guarded[what].name), whose, from.place};

    return (struct login_guard){
        .here = mac_of(&act->server->index, "guard", parts, sizeof(parts) / sizeof(parts[0])),
        .account = account_of(act, what, whose),
        .known = from.known,
        .ends = guarded[what].ends,
    };
}

enum err login_guard_check(struct act *act, const struct login_guard *guard)
{
    struct login_guard_row here;
    struct login_guard_row account;

    TRY(login_guards_get(act->db, guard->here, &here));
    TRY(login_guards_get(act->db, guard->account, &account));
    if (guard->ends && account.failures >= LOGIN_GUARD_FAILURES &&
        (!guard->known || here.failures >= LOGIN_GUARD_FAILURES)) {
        return fault_set(act->fault, ERR_BUSY,
                         N_("There were too many failed attempts. Use a browser in which you have "
                            "come in before, your recovery code, or a new access that a "
                            "colleague gives you."),
                         STR_NONE);
    }
    if (here.next_us <= act->now_us) {
        return OK;
    }
    int64_t wait = (here.next_us - act->now_us + SECOND_US - 1) / SECOND_US;
    return fault_set(act->fault, ERR_BUSY, N_("Wait {{arg}} seconds and try again."),
                     str_printf_in(act->arena, "%lld", (long long)wait));
}

enum err login_guard_failed(struct act *act, const struct login_guard *guard, const char *message)
{
    TRY(count(act, guard->here, true));
    TRY(guard->ends ? count(act, guard->account, false) : OK); /* nobody waits for that one */
    act_note(act, ID_NONE, S("refused"), 0);
    return fault_set(act->fault, ERR_INVALID, message, STR_NONE);
}

enum err login_guard_passed(struct act *act, const struct login_guard *guard)
{
    TRY(forget(act, guard->here));
    return guard->ends ? forget(act, guard->account) : OK;
}

void login_guard_renewed(struct act *act, struct str login, struct id member)
{
    login_guards_clear(act->batch, account_of(act, GUARD_PASSWORD, login));
    login_guards_clear(act->batch, account_of(act, GUARD_APP_CODE, id_bytes(&member)));
}

static struct hash account_of(const struct act *act, enum guarded what, struct str whose)
{
    struct str parts[] = {str_of(guarded[what].name), whose};

    return mac_of(&act->server->index, "guard_account", parts, sizeof(parts) / sizeof(parts[0]));
}

static enum err count(struct act *act, struct hash key, bool waits)
{
    struct login_guard_row read;

    TRY(login_guards_get(act->db, key, &read));
    struct login_guard_row row = read;
    row.failures++;
    row.next_us = act->now_us + (waits ? wait_us(row.failures) : 0);
    login_guards_put(act->batch, &read, &row);
    return OK;
}

static enum err forget(struct act *act, struct hash key)
{
    struct login_guard_row read;

    TRY(login_guards_get(act->db, key, &read));
    login_guards_remove(act->batch, &read);
    return OK;
}

static int64_t wait_us(int64_t failures)
{
    if (failures <= FREE_FAILURES) {
        return 0;
    }
    int64_t doublings = failures - FREE_FAILURES - 1;
    return FIRST_WAIT_US << (doublings > DOUBLINGS_MAX ? DOUBLINGS_MAX : doublings);
}
