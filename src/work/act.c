#include "work/act.h"

#include "base/date.h"
#include "domain/code.h"
#include "store/grants.h"
#include "store/holders.h"
#include "store/journal.h"
#include "work/macs.h"
#include "work/opens.h"
#include "work/secrets.h"
#include "work/signed_entry.h"

static struct dossier dossier_of(struct act *act, const struct dossier_row *row,
                                 const struct grant_row *grant);
static bool holds(const struct act *act, struct id holder);
static enum err read_entries(struct act *act, struct dossier *dossier);

enum err act_permit(struct act *act, enum permission permission)
{
    if (act->server->policy_off || permit(act->actor.roles, permission)) {
        return OK;
    }
    return fault_set(act->fault, ERR_DENIED, N_("This is not here, or not for you."), STR_NONE);
}

enum err act_not_here(struct act *act)
{
    return fault_set(act->fault, ERR_NOT_FOUND, N_("This is not here, or not for you."), STR_NONE);
}

enum err act_open(struct act *act, struct id dossier, enum dossier_kind kind, struct dossier *ret)
{
    struct grant_row grant;
    enum err err = opens_find(act, dossier, &grant);
    struct dossier_row row;
    if (err == OK) {
        err = journal_get(act->db, dossier, &row);
    }
    if (err == ERR_NOT_FOUND || (err == OK && kind != 0 && row.kind != (int)kind)) {
        return act_not_here(act);
    }
    TRY(err);
    struct dossier opened = dossier_of(act, &row, &grant);
    TRY(opens_unwrap(act, &grant, opened.key));
    TRY(read_entries(act, &opened));
    act_note(act, dossier, S("opened"), (int64_t)opened.count);
    *ret = opened;
    return OK;
}

enum err act_open_pending(struct act *act, struct id dossier, enum dossier_kind kind,
                          struct pending by, struct dossier *ret)
{
    struct dossier_row row;
    struct grant_row grant;
    TRY(journal_get(act->db, dossier, &row));
    TRY(opens_find_pending(act, dossier, by.reason, &grant));
    struct dossier opened = dossier_of(act, &row, &grant);
    TRY(opens_unwrap_pending(act, &grant, opened.key));
    TRY(read_entries(act, &opened));
    act_note(act, dossier, by.outcome, (int64_t)opened.count);
    *ret = opened;
    return opened.kind == kind ? OK : ERR_NOT_FOUND;
}

bool act_can_open_pending(struct act *act, struct id dossier, const char *reason)
{
    struct grant_row grant;
    return opens_find_pending(act, dossier, reason, &grant) == OK;
}

bool act_can_open(struct act *act, struct id dossier)
{
    struct grant_row grant;
    return opens_find(act, dossier, &grant) == OK;
}

struct dossier act_create(struct act *act, enum dossier_kind kind)
{
    return act_create_as(act, act_new_id(act), kind);
}

struct dossier act_create_as(struct act *act, struct id id, enum dossier_kind kind)
{
    struct dossier dossier = {
        .id = id, .kind = kind, .key = arena_new(act->arena, struct key), .fresh = true};
    random_fill(dossier.key->b, sizeof(dossier.key->b));
    struct dossier_row row = {.id = dossier.id, .kind = (int)kind, .at_day = act->now_us / DAY_US};
    journal_create(act->batch, &row);
    return dossier;
}

enum err act_append(struct act *act, struct dossier *dossier, enum entry_type type, int64_t told_us,
                    json_t *body)
{
    check(entry_belongs(type, dossier->kind));
    struct entry entry = {.type = type,
                          .version = 1,
                          .seq = dossier->head_seq + 1,
                          .node = act->server->node,
                          .author = act->actor.member,
                          .author_name = act->actor.name,
                          .at_us = act->now_us,
                          .told_us = told_us ? told_us : act->now_us,
                          .parent = dossier->head,
                          .body = body};
    CLEANUP(key_wipe) struct key seed = keyring_signing_seed(act->keys);
    struct str plain = signed_entry_make(act->arena, &seed, dossier->id, &entry);
    if (plain.len == 0 || entry.seq > LIMIT_ENTRIES) {
        return fault_set(act->fault, ERR_LIMIT, N_("This is too long to be kept."), STR_NONE);
    }
    struct place place = {"entry", dossier->id, (uint64_t)entry.seq};
    struct str box = envelope_seal(act->arena, dossier->key, &place, plain);
    if (dossier->bytes + box.len > LIMIT_DOSSIER_BYTES) {
        return fault_set(act->fault, ERR_LIMIT, N_("This is too long to be kept."), STR_NONE);
    }
    struct hash hash = hash_of("entry", &box, 1);
    int64_t today = act->now_us / DAY_US;
    int64_t days = act->server->keep_days[keeping_term_of(dossier->kind)];
    struct entry_row row = {.seq = entry.seq,
                            .box = box,
                            .hash = hash,
                            .at_day = today,
                            .retain_until_day = today + days};
    journal_append(act->batch, dossier->id, dossier->head, &row);

    struct entry *entries = arena_array(act->arena, struct entry, dossier->count + 1);
    if (dossier->count > 0) {
        memcpy(entries, dossier->entries, dossier->count * sizeof(*entries));
    }
    entries[dossier->count++] = entry;
    dossier->entries = entries;
    dossier->bytes += box.len;
    dossier->head_seq = entry.seq;
    dossier->head = hash;
    return OK;
}

enum err act_grant(struct act *act, const struct dossier *dossier, struct grant_to to)
{
    struct holder_row holder;
    TRY(holders_get(act->db, act->arena, to.holder, &holder));
    TRY(macs_holder_check(act->server, &holder));
    struct public_key public = macs_holder_key(&holder);
    struct grant_row row = {.id = act_new_id(act),
                            .dossier = dossier->id,
                            .kind = (int)dossier->kind,
                            .holder = to.holder,
                            .reason = str_of(to.reason),
                            .expires_us = to.expires_us,
                            .generation = holder.generation,
                            .version = 1};
    const struct key *secret = NULL;
    if (to.kind == GRANT_NOW && holds(act, to.holder)) {
        TRY(secrets_find(act, to.holder, holder.generation, &secret));
    }
    if (to.kind == GRANT_PENDING) {
        row.form = WRAP_PENDING;
        row.wrap =
            wrap_pending(act->arena, &act->server->outer, dossier->id, &public, dossier->key);
    } else if (secret) {
        row.form = WRAP_SYMMETRIC;
        row.wrap = wrap_symmetric(act->arena, secret, dossier->id, dossier->key);
    } else {
        row.form = WRAP_SEALED;
        row.wrap = wrap_sealed(act->arena, &public, dossier->id, dossier->key);
    }
    row.mac = macs_grant(act, &row);
    grants_add(act->batch, &row);
    return OK;
}

void act_revoke(struct act *act, struct id dossier, struct id holder)
{
    grants_remove_any(act->batch, dossier, holder);
}

enum err act_accept_grant(struct act *act, struct id dossier, struct id holder)
{
    struct grant_row row;
    TRY(grants_find(act->db, act->arena, dossier, holder, &row));
    TRY(macs_grant_check(act->server, &row));
    if (row.form != WRAP_PENDING) {
        return OK;
    }
    struct grant_row opened = row;
    TRY(wrap_peel(act->arena, &act->server->outer, dossier, row.wrap, &opened.wrap));
    opened.form = WRAP_SEALED;
    opened.version = row.version + 1;
    opened.mac = macs_grant(act, &opened);
    grants_change(act->batch, &row, &opened);
    return OK;
}

struct str act_words(struct act *act, const char *msgid)
{
    return catalogue_text(act->words, msgid);
}

struct str act_words_with(struct act *act, const char *msgid, struct str arg)
{
    return catalogue_fill(act->arena, act->words, msgid, "arg", arg);
}

struct str act_count(struct act *act, const char *one, const char *many, int64_t n)
{
    return catalogue_fill_str(act->arena, catalogue_plural(act->words, one, many, n), "n",
                              str_printf_in(act->arena, "%lld", (long long)n));
}

struct str act_time(struct act *act, int64_t at_us)
{
    if (at_us == 0) {
        return STR_NONE;
    }
    int32_t offset = act->actor.utc_offset_minutes;
    return str_join_in(act->arena, date_text_day(act->arena, at_us, offset), S(" "),
                       date_text_time(act->arena, at_us, offset));
}

struct str act_date(struct act *act, int64_t at_us)
{
    return at_us == 0 ? STR_NONE : date_text_day(act->arena, at_us, act->actor.utc_offset_minutes);
}

struct id act_new_id(struct act *act)
{
    (void)act;
    return id_random();
}

struct str act_new_code(struct act *act, struct str prefix)
{
    uint8_t bits[CODE_RANDOM_BYTES];
    random_fill(bits, sizeof(bits));
    return code_new_in(act->arena, prefix, bits);
}

struct id act_log_name(const struct act *act, struct id dossier)
{
    if (id_is_none(dossier)) {
        return dossier;
    }
    struct str bytes = id_bytes(&dossier);
    struct hash name = mac_of(&act->server->index, "log", &bytes, 1);
    return id_from_bytes(str_bytes(name.b, ID_BYTES));
}

void act_note(struct act *act, struct id object, struct str outcome, int64_t number)
{
    struct audit_fact fact = {.at_us = act->now_us,
                              .actor = act->actor.member,
                              .action = act->what,
                              .object = act_log_name(act, object),
                              .outcome = outcome,
                              .number = number};
    batch_audit(act->batch, &fact);
}

enum err act_told_at(struct act *act, const json_t *answers, int64_t *ret)
{
    static const char field[] = "told_at";
    int64_t told_us = value_get_int(answers, field, 0);
    if (told_us > act->now_us) {
        return fault_add_field(act->fault, str_of(field), N_("This moment is still to come."),
                               STR_NONE);
    }
    *ret = told_us;
    return OK;
}

enum err act_again_fits(struct act *act, const char *field, int64_t again_us)
{
    if (again_us == 0) {
        return OK;
    }
    if (again_us < act->now_us) {
        return fault_add_field(act->fault, str_of(field), N_("This moment has already passed."),
                               STR_NONE);
    }
    return again_us <= act->now_us + LIMIT_AGAIN_DAYS * DAY_US
               ? OK
               : fault_add_field(act->fault, str_of(field),
                                 N_("Choose a moment within three months."), STR_NONE);
}

/* The first of today's holders whose grant opens. Expired and pending ones do not. */
static struct dossier dossier_of(struct act *act, const struct dossier_row *row,
                                 const struct grant_row *grant)
{
    return (struct dossier){.id = row->id,
                            .kind = (enum dossier_kind)row->kind,
                            .key = arena_new(act->arena, struct key),
                            .holder = grant->holder,
                            .head_seq = row->head_seq,
                            .head = row->head};
}

static bool holds(const struct act *act, struct id holder)
{
    for (size_t i = 0; act->keys && i < act->holder_count; i++) {
        if (id_eq(act->holders[i], holder)) {
            return true;
        }
    }
    return false;
}

static enum err read_entries(struct act *act, struct dossier *dossier)
{
    struct entry_rows rows;
    TRY(journal_read(act->db, act->arena, dossier->id, 0, &rows));
    dossier->entries = arena_array(act->arena, struct entry, rows.count + 1);
    struct hash parent = {{0}};
    for (size_t i = 0; i < rows.count; i++) {
        struct signed_entry one;
        TRY(signed_entry_open(act->arena, dossier->key, dossier->id, &rows.at[i], &one));
        dossier->entries[i] = one.entry;
        if (!hash_eq(dossier->entries[i].parent, parent)) {
            return ERR_CORRUPT;
        }
        parent = rows.at[i].hash;
        dossier->bytes += rows.at[i].box.len;
    }
    dossier->count = rows.count;
    return hash_eq(parent, dossier->head) ? OK : ERR_CORRUPT;
}
