#include "work/keeping/check_entries.h"

#include "store/directory.h"
#include "store/grants.h"
#include "work/people/enrol.h"
#include "work/people/escrow.h"

enum { GRANTS_AT_ONCE = 200 };

static enum err find_escrow(struct act *act, struct str code, struct enrolled *ret,
                            struct str *ret_organisation);
static enum err check_kind(const struct act *act, int kind, struct entries_result *result);
static enum err check_dossier(const struct act *act, struct id dossier,
                              struct entries_result *result);

enum err check_entries(struct act *act, struct str code, struct entries_result *ret)
{
    CLEANUP(keyring_closep) struct keyring *keys = keyring_open();
    struct enrolled escrow;

    *ret = (struct entries_result){.damaged = vec_of(act->arena, struct id),
                                   .found = signatures_none(act->arena)};
    TRY(find_escrow(act, code, &escrow, &ret->organisation));

    struct act opened = *act;
    opened.writes = false;
    escrow_hold(&opened, &escrow, keys);
    key_wipe(&escrow.secret);
    for (int kind = 1; kind < DOSSIER_KIND_COUNT; kind++) {
        TRY(check_kind(&opened, kind, ret));
    }
    act_note(act, escrow.holder, S("entries_checked"), ret->found.checked);
    return OK;
}

/* Whose sheet it is, the code says: there is one escrow for each organisation. */
static enum err find_escrow(struct act *act, struct str code, struct enrolled *ret,
                            struct str *ret_organisation)
{
    struct organisation_rows rows;
    struct id wrap;

    TRY(directory_organisations(act->db, act->arena, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        struct holder_row escrow;
        enum err err = holders_find_escrow(act->db, act->arena, rows.at[i].id, &escrow);
        if (err == OK) {
            err = escrow_open(act, &escrow, code, ret, &wrap);
        }
        if (err == OK) {
            *ret_organisation = rows.at[i].name;
            return OK;
        }
        TRY(err == ERR_NOT_FOUND ? OK : err);
    }
    return ERR_NOT_FOUND;
}

static enum err check_kind(const struct act *act, int kind, struct entries_result *result)
{
    struct id after = ID_NONE;
    size_t count = 0;

    do {
        CLEANUP(arena_closep) struct arena *arena = arena_open();
        struct grant_rows rows;
        TRY(grants_of_holder(act->db, arena, act->actor.holder, kind, after, GRANTS_AT_ONCE,
                             &rows));
        for (size_t i = 0; i < rows.count; i++) {
            TRY(check_dossier(act, rows.at[i].dossier, result));
            after = rows.at[i].dossier;
        }
        count = rows.count;
    } while (count == GRANTS_AT_ONCE);
    return OK;
}

/* In an arena and a batch of its own: they may be any number, and what is opened here is shown to
 * nobody. */
static enum err check_dossier(const struct act *act, struct id dossier,
                              struct entries_result *result)
{
    CLEANUP(arena_closep) struct arena *arena = arena_open();
    struct arena *former = value_use_arena(arena);
    struct act own = *act;
    struct fault fault = {0};
    struct dossier opened;

    own.arena = arena;
    own.fault = &fault;
    own.secrets = NULL;
    own.batch = batch_open(arena);
    enum err err = act_open(&own, dossier, 0, &opened);
    if (err == OK) {
        result->dossiers++;
        err = signatures_check(&own, &opened, &result->found);
    }
    value_use_arena(former);
    if (err == ERR_NOT_FOUND) {
        result->waiting++;
        return OK;
    }
    if (err == ERR_CORRUPT) {
        *(struct id *)vec_add(&result->damaged) = dossier;
        return OK;
    }
    return err;
}
