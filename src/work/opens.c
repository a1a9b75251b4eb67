#include "work/opens.h"

#include "store/grants.h"
#include "work/macs.h"
#include "work/secrets.h"

static bool is_over(const struct act *act, const struct grant_row *grant);
static bool quicken_once(struct act *act, struct id grant);
static enum err wrap_anew(struct act *act, const struct grant_row *grant, const struct key *key);

enum err opens_find(struct act *act, struct id dossier, struct grant_row *ret)
{
    for (size_t i = 0; i < act->holder_count; i++) {
        struct grant_row row;
        enum err err = grants_find(act->db, act->arena, dossier, act->holders[i], &row);
        if (err == ERR_NOT_FOUND) {
            continue;
        }
        TRY(err);
        if (opens_now(act, &row)) {
            *ret = row;
            return OK;
        }
    }
    return ERR_NOT_FOUND;
}

enum err opens_find_pending(struct act *act, struct id dossier, const char *reason,
                            struct grant_row *ret)
{
    for (size_t i = 0; i < act->holder_count; i++) {
        enum err err = grants_find(act->db, act->arena, dossier, act->holders[i], ret);
        TRY(err == ERR_NOT_FOUND ? OK : err);
        if (err == OK && ret->form == WRAP_PENDING && !is_over(act, ret) &&
            str_eq(ret->reason, str_of(reason))) {
            return OK;
        }
    }
    return ERR_NOT_FOUND;
}

bool opens_now(const struct act *act, const struct grant_row *grant)
{
    return grant->form != WRAP_PENDING && !is_over(act, grant);
}

/* Its time, or the member's own former key. */
static bool is_over(const struct act *act, const struct grant_row *grant)
{
    bool expired = grant->expires_us != 0 && grant->expires_us <= act->now_us;
    bool lost =
        id_eq(grant->holder, act->actor.holder) && grant->generation < act->actor.generation;
    return expired || lost;
}

/* False when this act has done so: it may open a dossier twice. */
static bool quicken_once(struct act *act, struct id grant)
{
    if (act->quickened.size == 0) {
        act->quickened = vec_of(act->arena, struct id);
    }
    for (size_t i = 0; i < act->quickened.count; i++) {
        if (id_eq(*vec_at(&act->quickened, struct id, i), grant)) {
            return false;
        }
    }
    *(struct id *)vec_add(&act->quickened) = grant;
    return true;
}

enum err opens_unwrap(struct act *act, const struct grant_row *grant, struct key *ret)
{
    TRY(macs_grant_check(act->server, grant));
    const struct key *secret;
    TRY(secrets_find(act, grant->holder, grant->generation, &secret));
    TRY(wrap_open(act->arena, secret, (enum wrap_form)grant->form, grant->dossier, grant->wrap,
                  ret));
    return act->writes ? wrap_anew(act, grant, ret) : OK;
}

enum err opens_unwrap_pending(struct act *act, const struct grant_row *grant, struct key *ret)
{
    const struct key *secret;
    struct str inner;
    TRY(macs_grant_check(act->server, grant));
    TRY(secrets_find(act, grant->holder, grant->generation, &secret));
    TRY(wrap_peel(act->arena, &act->server->outer, grant->dossier, grant->wrap, &inner));
    return wrap_open(act->arena, secret, WRAP_SEALED, grant->dossier, inner, ret);
}

/* A sealed box is slow to open, and a former key shall open nothing for ever: from now on this
 * holder has it under its own present key. */
static enum err wrap_anew(struct act *act, const struct grant_row *grant, const struct key *key)
{
    struct grant_row own = *grant;
    const struct key *secret;
    TRY(secrets_generation(act, grant->holder, &own.generation));
    bool good = grant->form == WRAP_SYMMETRIC && grant->generation == own.generation;
    if (good || !quicken_once(act, grant->id)) {
        return OK;
    }
    TRY(secrets_find(act, grant->holder, own.generation, &secret));
    own.form = WRAP_SYMMETRIC;
    own.wrap = wrap_symmetric(act->arena, secret, grant->dossier, key);
    own.version = grant->version + 1;
    own.reason = str_copy_in(act->arena, grant->reason); /* of a scan it is the statement's */
    own.mac = macs_grant(act, &own);
    grants_change(act->batch, grant, &own);
    return OK;
}
