#include "work/people/enrol.h"

#include "work/macs.h"

enum { FIRST_GENERATION = 1 };

static struct id add_wrap(struct act *act, struct wrap_row row);
static struct key key_of_code(struct str code);

struct enrolled enrol_holder(struct act *act, struct holder_row row)
{
    struct enrolled made = {
        .holder = act_new_id(act), .generation = FIRST_GENERATION, .secret = key_random()};
    struct public_key *public = arena_new(act->arena, struct public_key);

    *public = holder_public(&made.secret);
    row.id = made.holder;
    row.public_key = str_bytes(public->b, PUBLIC_BYTES);
    row.generation = made.generation;
    row.mac = macs_holder(act, &row);
    holders_add(act->batch, &row);
    return made;
}

struct enrolled enrol_anew(struct act *act, const struct holder_row *function)
{
    struct enrolled made = {
        .holder = function->id, .generation = function->generation + 1, .secret = key_random()};
    struct public_key *public = arena_new(act->arena, struct public_key);
    struct holder_row now = *function;

    *public = holder_public(&made.secret);
    now.public_key = str_bytes(public->b, PUBLIC_BYTES);
    now.generation = made.generation;
    now.mac = macs_holder(act, &now);
    holders_move_on(act->batch, function, &now);
    holders_remove_former_wraps(act->batch, function->id, now.generation);
    return made;
}

struct invited enrol_member(struct act *act, struct id organisation, struct member_row row)
{
    struct enrolled own =
        enrol_holder(act, (struct holder_row){.kind = S("member"), .organisation = organisation});
    struct invited made = {.row = row, .secret = own.secret, .code = password_code_new(act->arena)};
    CLEANUP(key_wipe) struct key under = key_of_code(made.code);

    made.row.id = act_new_id(act);
    made.row.holder = own.holder;
    made.row.state = S("invited");
    made.row.version = 1;
    struct place place = {"activation", made.row.id, 0};
    made.row.activation_box =
        envelope_seal(act->arena, &under, &place, str_bytes(made.secret.b, KEY_BYTES));
    made.row.activation_until_us = act->now_us + ENROL_INVITED_US;
    made.row.mac = macs_member(act, &made.row);
    members_add(act->batch, &made.row);
    return made;
}

void enrol_deputy(struct act *act, struct invited *member, struct id deputy)
{
    struct member_row now = member->row;

    now.deputy = deputy;
    now.version++;
    now.mac = macs_member(act, &now);
    struct member_row change = now;
    change.version = member->row.version;
    members_change(act->batch, &change);
    member->row = now;
}

void enrol_join(struct act *act, const struct enrolled *function, const struct invited *member,
                bool is_deputy)
{
    add_wrap(act, (struct wrap_row){
                      .holder = function->holder,
                      .by_holder = member->row.holder,
                      .form = WRAP_SYMMETRIC,
                      .wrap = wrap_symmetric(act->arena, &member->secret, function->holder,
                                             &function->secret),
                      .generation = function->generation,
                  });
    struct membership_row membership = {
        .holder = function->holder, .member = member->row.id, .is_deputy = is_deputy, .version = 1};
    membership.mac = macs_membership(act, &membership);
    members_join(act->batch, &membership);
}

void enrol_seal(struct act *act, const struct enrolled *holder, struct id to,
                const struct public_key *to_key)
{
    add_wrap(act, (struct wrap_row){
                      .holder = holder->holder,
                      .by_holder = to,
                      .form = WRAP_SEALED,
                      .wrap = wrap_sealed(act->arena, to_key, holder->holder, &holder->secret),
                      .generation = holder->generation,
                  });
}

struct str enrol_recovery(struct act *act, const struct enrolled *escrow, struct id *ret_wrap)
{
    struct str code = password_code_new(act->arena);

    *ret_wrap = enrol_under_code(act, escrow, code);
    return code;
}

struct id enrol_under_code(struct act *act, const struct enrolled *escrow, struct str code)
{
    CLEANUP(key_wipe) struct key under = key_of_code(code);

    return add_wrap(act,
                    (struct wrap_row){
                        .holder = escrow->holder,
                        .form = WRAP_SYMMETRIC,
                        .wrap = wrap_symmetric(act->arena, &under, escrow->holder, &escrow->secret),
                        .generation = escrow->generation,
                    });
}

void enrol_under(struct act *act, const struct enrolled *former, const struct key *present)
{
    add_wrap(act, (struct wrap_row){
                      .holder = former->holder,
                      .by_holder = former->holder,
                      .form = WRAP_SYMMETRIC,
                      .wrap = wrap_symmetric(act->arena, present, former->holder, &former->secret),
                      .generation = former->generation,
                  });
}

static struct id add_wrap(struct act *act, struct wrap_row row)
{
    row.id = act_new_id(act);
    row.mac = macs_wrap(act, &row);
    holders_add_wrap(act->batch, &row);
    return row.id;
}

static struct key key_of_code(struct str code)
{
    struct key key;

    check(password_code_key(code, &key) == OK);
    return key;
}
