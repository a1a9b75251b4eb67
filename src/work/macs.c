#include "work/macs.h"

#include "base/buf.h"

/* Numbers go into the MAC as decimal text: the same on every machine. */
static struct str number(char room[24], int64_t n);
static struct str kept(struct act *act, struct hash made);
static enum err compare(struct hash made, struct str stored);

static struct hash grant_mac(const struct server *server, const struct grant_row *row)
{
    char kind[24], form[24], generation[24], rights[24], expires[24], version[24];
    struct str parts[] = {
        id_bytes(&row->id),
        id_bytes(&row->dossier),
        id_bytes(&row->holder),
        number(kind, row->kind),
        number(form, row->form),
        row->wrap,
        number(generation, row->generation),
        number(rights, row->rights),
        row->reason,
        number(expires, row->expires_us),
        number(version, row->version),
    };
    return mac_of(&server->row_mac, "grant", parts, sizeof(parts) / sizeof(parts[0]));
}

struct str macs_grant(struct act *act, const struct grant_row *row)
{
    return kept(act, grant_mac(act->server, row));
}

enum err macs_grant_check(const struct server *server, const struct grant_row *row)
{
    return compare(grant_mac(server, row), row->mac);
}

static struct hash holder_mac(const struct server *server, const struct holder_row *row)
{
    char generation[24];
    struct str parts[] = {
        id_bytes(&row->id),
        row->kind,
        id_bytes(&row->organisation),
        id_bytes(&row->unit),
        id_bytes(&row->area),
        row->function,
        row->public_key,
        number(generation, row->generation),
    };
    return mac_of(&server->row_mac, "holder", parts, sizeof(parts) / sizeof(parts[0]));
}

struct str macs_holder(struct act *act, const struct holder_row *row)
{
    return kept(act, holder_mac(act->server, row));
}

enum err macs_holder_check(const struct server *server, const struct holder_row *row)
{
    return compare(holder_mac(server, row), row->mac);
}

static struct hash wrap_mac(const struct server *server, const struct wrap_row *row)
{
    char form[24], generation[24];
    struct str parts[] = {
        id_bytes(&row->id),
        id_bytes(&row->holder),
        id_bytes(&row->by_holder),
        number(form, row->form),
        row->wrap,
        number(generation, row->generation),
    };
    return mac_of(&server->row_mac, "wrap", parts, sizeof(parts) / sizeof(parts[0]));
}

struct public_key macs_holder_key(const struct holder_row *row)
{
    struct public_key key = {{0}};
    check(row->public_key.len == PUBLIC_BYTES);
    memcpy(key.b, row->public_key.at, PUBLIC_BYTES);
    return key;
}

struct str macs_wrap(struct act *act, const struct wrap_row *row)
{
    return kept(act, wrap_mac(act->server, row));
}

enum err macs_wrap_check(const struct server *server, const struct wrap_row *row)
{
    return compare(wrap_mac(server, row), row->mac);
}

static struct hash member_mac(const struct server *server, const struct member_row *row)
{
    char roles[24], version[24], kib[24], passes[24], until[24];
    struct str parts[] = {
        id_bytes(&row->id),
        id_bytes(&row->unit),
        row->login,
        row->name,
        number(roles, row->roles),
        row->state,
        id_bytes(&row->deputy),
        number(version, row->version),
        id_bytes(&row->holder),
        row->salt,
        number(kib, row->profile_kib),
        number(passes, row->profile_passes),
        row->verifier,
        row->secret_box,
        row->activation_box,
        number(until, row->activation_until_us),
    };
    return mac_of(&server->row_mac, "member", parts, sizeof(parts) / sizeof(parts[0]));
}

struct str macs_member(struct act *act, const struct member_row *row)
{
    return kept(act, member_mac(act->server, row));
}

enum err macs_member_check(const struct server *server, const struct member_row *row)
{
    return compare(member_mac(server, row), row->mac);
}

static struct hash signer_mac(const struct server *server, const struct signer_row *row)
{
    char from[24];
    struct str parts[] = {id_bytes(&row->member), row->public_key, number(from, row->from_us)};
    return mac_of(&server->row_mac, "signer", parts, sizeof(parts) / sizeof(parts[0]));
}

struct str macs_signer(struct act *act, const struct signer_row *row)
{
    return kept(act, signer_mac(act->server, row));
}

enum err macs_signer_check(const struct server *server, const struct signer_row *row)
{
    return compare(signer_mac(server, row), row->mac);
}

static struct hash credential_mac(const struct server *server, const struct credential_row *row)
{
    char step[24], made[24], recovered[24], password[24], version[24];
    struct str parts[] = {
        id_bytes(&row->member),
        row->totp_box,
        number(step, row->totp_step),
        row->recovery_box,
        number(made, row->recovery_us),
        number(recovered, row->recovered_us),
        number(password, row->password_us),
        number(version, row->version),
    };
    return mac_of(&server->row_mac, "credential", parts, sizeof(parts) / sizeof(parts[0]));
}

struct str macs_credential(struct act *act, const struct credential_row *row)
{
    return kept(act, credential_mac(act->server, row));
}

enum err macs_credential_check(const struct server *server, const struct credential_row *row)
{
    return compare(credential_mac(server, row), row->mac);
}

static struct hash sheet_mac(const struct server *server, const struct sheet_row *row)
{
    char at[24];
    struct str parts[] = {id_bytes(&row->member), id_bytes(&row->organisation),
                          id_bytes(&row->asked_by), number(at, row->at_us)};
    return mac_of(&server->row_mac, "sheet", parts, sizeof(parts) / sizeof(parts[0]));
}

struct str macs_sheet(struct act *act, const struct sheet_row *row)
{
    return kept(act, sheet_mac(act->server, row));
}

enum err macs_sheet_check(const struct server *server, const struct sheet_row *row)
{
    return compare(sheet_mac(server, row), row->mac);
}

static struct hash new_sheet_mac(const struct server *server, const struct new_sheet_row *row)
{
    char generation[24], at[24];
    struct str parts[] = {id_bytes(&row->holder), id_bytes(&row->wrap), id_bytes(&row->member),
                          number(generation, row->generation), number(at, row->at_us)};
    return mac_of(&server->row_mac, "new_sheet", parts, sizeof(parts) / sizeof(parts[0]));
}

struct str macs_new_sheet(struct act *act, const struct new_sheet_row *row)
{
    return kept(act, new_sheet_mac(act->server, row));
}

enum err macs_new_sheet_check(const struct server *server, const struct new_sheet_row *row)
{
    return compare(new_sheet_mac(server, row), row->mac);
}

static struct hash membership_mac(const struct server *server, const struct membership_row *row)
{
    char deputy[24], version[24];
    struct str parts[] = {
        id_bytes(&row->holder),
        id_bytes(&row->member),
        number(deputy, row->is_deputy),
        number(version, row->version),
    };
    return mac_of(&server->row_mac, "membership", parts, sizeof(parts) / sizeof(parts[0]));
}

struct str macs_membership(struct act *act, const struct membership_row *row)
{
    return kept(act, membership_mac(act->server, row));
}

enum err macs_membership_check(const struct server *server, const struct membership_row *row)
{
    return compare(membership_mac(server, row), row->mac);
}

struct str macs_setting(struct act *act, const struct setting_row *row)
{
    struct str parts[] = {row->name, row->value};
    return kept(act, mac_of(&act->server->row_mac, "setting", parts, 2));
}

static struct hash opening_mac(const struct server *server, const struct opening_row *row)
{
    char asked[24], confirmed[24], until[24], reviewed[24], told[24], version[24];
    struct str parts[] = {
        id_bytes(&row->id),
        id_bytes(&row->dossier),
        id_bytes(&row->asker),
        id_bytes(&row->second),
        row->reason,
        row->state,
        number(asked, row->asked_us),
        number(confirmed, row->confirmed_us),
        number(until, row->until_us),
        number(reviewed, row->reviewed_us),
        number(told, row->told_us),
        number(version, row->version),
    };
    return mac_of(&server->row_mac, "opening", parts, sizeof(parts) / sizeof(parts[0]));
}

struct str macs_opening(struct act *act, const struct opening_row *row)
{
    return kept(act, opening_mac(act->server, row));
}

enum err macs_opening_check(const struct server *server, const struct opening_row *row)
{
    return compare(opening_mac(server, row), row->mac);
}

static struct hash transfer_mac(const struct server *server, const struct transfer_row *row)
{
    char state[24], sent[24], since[24], due[24], version[24];
    struct str parts[] = {
        id_bytes(&row->id),
        row->code,
        id_bytes(&row->sender_unit),
        id_bytes(&row->receiver_holder),
        id_bytes(&row->receiver_unit),
        number(state, row->state),
        row->priority,
        number(sent, row->sent_us),
        number(since, row->state_us),
        number(due, row->due_us),
        number(version, row->version),
    };
    return mac_of(&server->row_mac, "transfer", parts, sizeof(parts) / sizeof(parts[0]));
}

struct str macs_transfer(struct act *act, const struct transfer_row *row)
{
    return kept(act, transfer_mac(act->server, row));
}

enum err macs_transfer_check(const struct server *server, const struct transfer_row *row)
{
    return compare(transfer_mac(server, row), row->mac);
}

enum err macs_transfer_row(struct act *act, struct id transfer, struct transfer_row *ret)
{
    enum err err = transfers_get(act->db, act->arena, transfer, ret);
    if (err == ERR_NOT_FOUND) {
        return act_not_here(act);
    }
    TRY(err);
    return macs_transfer_check(act->server, ret);
}

enum err macs_setting_check(const struct server *server, const struct setting_row *row)
{
    struct str parts[] = {row->name, row->value};
    return compare(mac_of(&server->row_mac, "setting", parts, 2), row->mac);
}

static struct str number(char room[24], int64_t n)
{
    uint64_t rest = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;
    size_t at = 24;
    do {
        room[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (n < 0) {
        room[--at] = '-';
    }
    return str_bytes(room + at, 24 - at);
}

static struct str kept(struct act *act, struct hash made)
{
    return str_copy_in(act->arena, hash_bytes(&made));
}

static enum err compare(struct hash made, struct str stored)
{
    return stored.len == HASH_BYTES && hash_eq(made, hash_from_bytes(stored)) ? OK : ERR_CORRUPT;
}
