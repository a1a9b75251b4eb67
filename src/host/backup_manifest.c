#include "host/backup_manifest.h"

#include "base/value.h"
#include "host/file.h"

enum { FORMAT = 1, FILE_BYTES_MAX = 8192 };

static struct str signed_text(struct arena *arena, struct str json);
static json_t *sum_value(struct arena *arena, const struct backup_sum *sum);
static bool sum_read(struct arena *arena, const json_t *value, struct backup_sum *ret);
static bool hash_read(struct arena *arena, struct str hex, struct hash *ret);

enum err backup_manifest_write(struct arena *arena, const char *path,
                               const struct backup_manifest *manifest,
                               const struct key *signer_seed, struct fault *fault)
{
    json_t *value = value_object();
    uint8_t signature[SIGNATURE_BYTES];

    value_set_z(value, "what", "amparo backup");
    value_set_int(value, "format", FORMAT);
    value_set_text(value, "id", id_text(arena, manifest->id));
    value_set_text(value, "node", id_text(arena, manifest->node));
    value_set_int(value, "at_us", manifest->at_us);
    value_set_text(value, "schema", hex_text(arena, hash_bytes(&manifest->schema)));
    value_set_int(value, "log_size", (int64_t)manifest->log_size);
    value_set_text(value, "log_root", hex_text(arena, hash_bytes(&manifest->log_root)));
    value_set(value, "keys", sum_value(arena, &manifest->sum[DUMP_KEYS]));
    value_set(value, "data", sum_value(arena, &manifest->sum[DUMP_DATA]));
    struct str json = value_print(arena, value);
    sign_bytes(signer_seed, signed_text(arena, json), signature);
    struct str text =
        str_printf_in(arena, "%.*s\n%.*s\n", STR_ARGS(json),
                      STR_ARGS(hex_text(arena, str_bytes(signature, sizeof(signature)))));
    return file_replace(path, text, fault);
}

enum err backup_manifest_read(struct arena *arena, const char *path,
                              struct backup_manifest_file *ret, struct fault *fault)
{
    struct backup_manifest *manifest = &ret->manifest;
    struct str text, rest, signature;
    json_t *value;

    TRY(file_read(arena, path, FILE_BYTES_MAX, &text, fault));
    ret->json = str_cut(text, '\n', &rest);
    bool fits = hex_parse(arena, str_trim(rest), &signature) && signature.len == SIGNATURE_BYTES &&
                value_parse(ret->json, &value) == OK && value_get_int(value, "format", 0) == FORMAT;
    if (fits) {
        memcpy(ret->signature, signature.at, SIGNATURE_BYTES);
        manifest->id = value_get_id(value, "id");
        manifest->node = value_get_id(value, "node");
        manifest->at_us = value_get_int(value, "at_us", 0);
        manifest->log_size = (uint64_t)value_get_int(value, "log_size", 0);
        fits = hash_read(arena, value_get_text(value, "schema"), &manifest->schema) &&
               hash_read(arena, value_get_text(value, "log_root"), &manifest->log_root) &&
               sum_read(arena, value_get(value, "keys"), &manifest->sum[DUMP_KEYS]) &&
               sum_read(arena, value_get(value, "data"), &manifest->sum[DUMP_DATA]);
    }
    return fits ? OK
                : fault_set(fault, ERR_CORRUPT, "{{arg}} is no manifest of a backup", str_of(path));
}

bool backup_manifest_is_of(const struct backup_manifest_file *file, const struct public_key *signer)
{
    CLEANUP(arena_closep) struct arena *arena = arena_open();

    return sign_verify(signer, signed_text(arena, file->json), file->signature);
}

/* Under a word of its own: the same key signs checkpoints. */
static struct str signed_text(struct arena *arena, struct str json)
{
    return str_join_in(arena, S("amparo backup manifest\n"), json, STR_NONE);
}

static json_t *sum_value(struct arena *arena, const struct backup_sum *sum)
{
    json_t *value = value_object();

    value_set_int(value, "bytes", sum->bytes);
    value_set_text(value, "hash", hex_text(arena, hash_bytes(&sum->hash)));
    return value;
}

static bool sum_read(struct arena *arena, const json_t *value, struct backup_sum *ret)
{
    ret->bytes = value_get_int(value, "bytes", -1);
    return ret->bytes >= 0 && hash_read(arena, value_get_text(value, "hash"), &ret->hash);
}

static bool hash_read(struct arena *arena, struct str hex, struct hash *ret)
{
    struct str bytes;

    if (!hex_parse(arena, hex, &bytes) || bytes.len != HASH_BYTES) {
        return false;
    }
    *ret = hash_from_bytes(bytes);
    return true;
}
