#include "work/keeping/custodians.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "work/macs.h"

enum { NAME_BYTES_MAX = 48 };

static const struct str prefix = {"custodian ", 10};

static bool key_read(struct arena *arena, struct str hex, struct public_key *ret);

struct str custodian_new(struct arena *arena, struct public_key *ret)
{
    struct str code = password_code_new(arena);
    CLEANUP(key_wipe) struct key secret = {0};

    enum err err = custodian_secret(code, &secret);
    check(err == OK);
    *ret = holder_public(&secret);
    return code;
}

enum err custodian_secret(struct str code, struct key *ret)
{
    CLEANUP(key_wipe) struct key key = {0};

    TRY(password_code_key(code, &key));
    *ret = key_derive(&key, "AmCustod", 0);
    return OK;
}

enum err custodians_list(struct act *act, struct custodians *ret)
{
    struct setting_rows rows;
    struct vec list = vec_of(act->arena, struct custodian);

    TRY(settings_list(act->db, act->arena, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        const struct setting_row *row = &rows.at[i];
        if (!str_starts(row->name, prefix)) {
            continue;
        }
        struct custodian *one = vec_add(&list);
        one->name = str_from(row->name, prefix.len);
        if (macs_setting_check(act->server, row) != OK ||
            !key_read(act->arena, row->value, &one->key)) {
            return fault_set(act->fault, ERR_CORRUPT, "The custodian {{arg}} was changed by force",
                             one->name);
        }
    }
    *ret = (struct custodians){list.at, list.count};
    return OK;
}

enum err custodians_add(struct act *act, struct str name, struct str public_hex)
{
    struct custodians known;
    struct public_key key;

    if (name.len == 0 || name.len > NAME_BYTES_MAX || !utf8_valid(name) || utf8_has_hidden(name) ||
        str_find_char(name, '\n') < name.len) {
        return fault_set(act->fault, ERR_INVALID, "A custodian needs a short name", STR_NONE);
    }
    if (!key_read(act->arena, public_hex, &key)) {
        return fault_set(act->fault, ERR_INVALID, "That is no public key of a sheet", STR_NONE);
    }
    TRY(custodians_list(act, &known));
    if (known.count >= LIMIT_CUSTODIANS) {
        return fault_set(act->fault, ERR_LIMIT, "There are too many custodians", STR_NONE);
    }
    struct setting_row row = {
        .name = str_join_in(act->arena, prefix, name, STR_NONE),
        .value = str_copy_in(act->arena, public_hex),
    };
    row.mac = macs_setting(act, &row);
    settings_put(act->batch, &row);
    act_note(act, ID_NONE, S("custodian_added"), 0);
    return OK;
}

enum err custodians_remove(struct act *act, struct str name)
{
    struct custodians known;

    TRY(custodians_list(act, &known));
    for (size_t i = 0; i < known.count; i++) {
        if (str_eq(known.at[i].name, name) && known.count == 1) {
            return fault_set(act->fault, ERR_INVALID,
                             "{{arg}} is the last custodian: without one nothing is backed up. Add "
                             "another first",
                             name);
        }
        if (str_eq(known.at[i].name, name)) {
            settings_remove(act->batch, str_join_in(act->arena, prefix, name, STR_NONE));
            act_note(act, ID_NONE, S("custodian_removed"), 0);
            return OK;
        }
    }
    return fault_set(act->fault, ERR_NOT_FOUND, "There is no custodian {{arg}}", name);
}

static bool key_read(struct arena *arena, struct str hex, struct public_key *ret)
{
    struct str bytes;

    if (!hex_parse(arena, hex, &bytes) || bytes.len != PUBLIC_BYTES) {
        return false;
    }
    memcpy(ret->b, bytes.at, PUBLIC_BYTES);
    return envelope_can_seal_to(ret);
}
