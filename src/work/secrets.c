#include "work/secrets.h"

#include "store/holders.h"
#include "work/macs.h"

struct opened {
    struct id holder;
    int64_t generation;
    struct key secret;
};

struct present {
    struct id holder;
    int64_t generation;
};

struct secrets {
    struct vec opened;  /* struct opened *: they stay where they are */
    struct vec present; /* struct present */
};

static struct secrets *secrets_of(struct act *act);

enum err secrets_find(struct act *act, struct id holder, int64_t generation, const struct key **ret)
{
    if (!act->keys) {
        return ERR_NOT_FOUND;
    }
    *ret = keyring_secret_of(act->keys, holder, generation);
    if (*ret) {
        return OK;
    }
    struct secrets *secrets = secrets_of(act);
    for (size_t i = 0; i < secrets->opened.count; i++) {
        const struct opened *one = *vec_at(&secrets->opened, struct opened *, i);
        if (id_eq(one->holder, holder) && one->generation == generation) {
            *ret = &one->secret;
            return OK;
        }
    }
    struct wrap_row wrap;
    TRY(holders_find_wrap(act->db, act->arena, holder, act->actor.holder, generation, &wrap));
    TRY(macs_wrap_check(act->server, &wrap));
    struct opened *fresh = arena_new(act->arena, struct opened);
    fresh->holder = holder;
    fresh->generation = generation;
    TRY(wrap_open(act->arena, keyring_member_secret(act->keys), (enum wrap_form)wrap.form, holder,
                  wrap.wrap, &fresh->secret));
    *(struct opened **)vec_add(&secrets->opened) = fresh;
    *ret = &fresh->secret;
    return OK;
}

enum err secrets_generation(struct act *act, struct id holder, int64_t *ret)
{
    struct secrets *secrets = secrets_of(act);
    struct holder_row row;
    for (size_t i = 0; i < secrets->present.count; i++) {
        const struct present *one = vec_at(&secrets->present, struct present, i);
        if (id_eq(one->holder, holder)) {
            *ret = one->generation;
            return OK;
        }
    }
    TRY(holders_get(act->db, act->arena, holder, &row));
    TRY(macs_holder_check(act->server, &row));
    *(struct present *)vec_add(&secrets->present) = (struct present){holder, row.generation};
    *ret = row.generation;
    return OK;
}

static struct secrets *secrets_of(struct act *act)
{
    if (!act->secrets) {
        act->secrets = arena_new(act->arena, struct secrets);
        act->secrets->opened = vec_of(act->arena, struct opened *);
        act->secrets->present = vec_of(act->arena, struct present);
    }
    return act->secrets;
}
