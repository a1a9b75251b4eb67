#include "work/enrol.h"

#include "work/macs.h"

enum { FIRST_GENERATION = 1 };

static void add_wrap(struct act *act, struct wrap_row row);
static struct key key_of_code(struct str code);

struct enrolled enrol_holder(struct act *act, struct holder_row row)
{
    struct enrolled made = {.holder = act_new_id(act), .secret = key_random()};
    struct public_key *public = arena_new(act->arena, struct public_key);

    *public = holder_public(&made.secret);
    row.id = made.holder;
    row.public_key = str_bytes(public->b, PUBLIC_BYTES);
    row.generation = FIRST_GENERATION;
    row.mac = macs_holder(act, &row);
    holders_add(act->batch, &row);
    return made;
}

struct invited enrol_member(struct act *act, struct id organisation, struct member_row row)
{
    struct invited made = {
        .member = act_new_id(act),
        .own = enrol_holder(act, (struct holder_row){.kind = S("member"),
                                                     .organisation = organisation}),
        .code = password_code_new(act->arena),
        .until_us = act->now_us + ENROL_INVITED_US,
    };
    struct place place = {"activation", made.member, 0};
    CLEANUP(key_wipe) struct key code = key_of_code(made.code);

    row.id = made.member;
    row.holder = made.own.holder;
    row.state = S("invited");
    row.version = 1;
    row.activation_box = envelope_seal(act->arena, &code, &place,
                                       str_bytes(made.own.secret.b, KEY_BYTES));
    row.activation_until_us = made.until_us;
    row.mac = macs_member(act, &row);
    members_add(act->batch, &row);
    return made;
}
