#include "host/root_key.h"

#include "base/value.h"
#include "host/file.h"
#include "seal/password.h"

enum {
    FORMAT = 1,
    FILE_BYTES_MAX = 4096,
    PADDED_BYTES = 64, /* a box holds whole steps of it */
    MEMORY_KIB_MAX = 4 * 1024 * 1024,
    PASSES_MAX = 20,
};

static const struct stretch_profile profiles[] = {
    [ROOT_KEY_FULL] = {.memory_kib = 256 * 1024, .passes = 3},
    [ROOT_KEY_LIGHT] = {.memory_kib = 8 * 1024, .passes = 1},
};

static const struct place place = {.domain = "root"};

struct sealed_root {
    struct stretch_profile profile;
    struct str salt;
    struct str box;
};

static enum err key_of(struct str passphrase, const struct sealed_root *root, struct key *ret);
static struct str print(struct arena *arena, const struct sealed_root *root);
static enum err parse(struct arena *arena, struct str text, struct sealed_root *ret);
static const char *path_in(struct arena *arena, const char *dir);

enum err root_key_create(struct arena *arena, const char *dir, struct str passphrase,
                         enum root_key_profile profile, struct key *ret, struct fault *fault)
{
    CLEANUP(key_wipe) struct key under = {0};
    CLEANUP(key_wipe) struct key root_key = key_random();
    uint8_t salt[SALT_BYTES];
    struct sealed_root root = {.profile = profiles[profile], .salt = str_bytes(salt, SALT_BYTES)};

    random_fill(salt, sizeof(salt));
    if (key_of(passphrase, &root, &under) != OK) {
        return fault_set(fault, ERR_BUSY, "Not enough memory to open the root key", STR_NONE);
    }
    root.box = envelope_seal(arena, &under, &place, str_bytes(root_key.b, KEY_BYTES));
    TRY(file_create(path_in(arena, dir), print(arena, &root), fault));
    *ret = root_key;
    return OK;
}

enum err root_key_open(struct arena *arena, const char *dir, struct str passphrase,
                       struct key *ret, enum root_key_profile *ret_profile, struct fault *fault)
{
    CLEANUP(key_wipe) struct key under = {0};
    struct sealed_root root;
    struct str text;
    size_t len = 0;

    TRY(file_read(arena, path_in(arena, dir), FILE_BYTES_MAX, &text, fault));
    if (parse(arena, text, &root) != OK) {
        return fault_set(fault, ERR_CORRUPT, "The file root.key is damaged", STR_NONE);
    }
    if (key_of(passphrase, &root, &under) != OK) {
        return fault_set(fault, ERR_BUSY, "Not enough memory to open the root key", STR_NONE);
    }
    uint8_t opened[PADDED_BYTES];
    enum err err = envelope_open_into(&under, &place, root.box, opened, sizeof(opened), &len);
    if (err == OK && len == KEY_BYTES) {
        memcpy(ret->b, opened, KEY_BYTES);
    }
    bytes_wipe(opened, sizeof(opened));
    if (err != OK || len != KEY_BYTES) {
        return fault_set(fault, ERR_DENIED, "This passphrase does not open the root key",
                         STR_NONE);
    }
    bool light = root.profile.memory_kib < profiles[ROOT_KEY_FULL].memory_kib;
    *ret_profile = light ? ROOT_KEY_LIGHT : ROOT_KEY_FULL;
    return OK;
}

static enum err key_of(struct str passphrase, const struct sealed_root *root, struct key *ret)
{
    struct stretched stretched;
    struct str part = str_bytes(stretched.b, STRETCHED_BYTES);

    TRY(password_stretch(passphrase, (const uint8_t *)root->salt.at, root->profile, &stretched));
    struct hash hash = hash_of("root passphrase", &part, 1);
    memcpy(ret->b, hash.b, KEY_BYTES);
    bytes_wipe(&stretched, sizeof(stretched));
    bytes_wipe(&hash, sizeof(hash));
    return OK;
}

static struct str print(struct arena *arena, const struct sealed_root *root)
{
    json_t *value = value_object();

    value_set_z(value, "what", "amparo root key");
    value_set_int(value, "format", FORMAT);
    value_set_int(value, "memory_kib", root->profile.memory_kib);
    value_set_int(value, "passes", root->profile.passes);
    value_set_text(value, "salt", hex_text(arena, root->salt));
    value_set_text(value, "box", hex_text(arena, root->box));
    return str_join_in(arena, value_print(arena, value), S("\n"), S(""));
}

static enum err parse(struct arena *arena, struct str text, struct sealed_root *ret)
{
    json_t *value;

    TRY(value_parse(text, &value));
    int64_t memory_kib = value_get_int(value, "memory_kib", 0);
    int64_t passes = value_get_int(value, "passes", 0);
    if (value_get_int(value, "format", 0) != FORMAT || memory_kib < 1 ||
        memory_kib > MEMORY_KIB_MAX || passes < 1 || passes > PASSES_MAX ||
        !hex_parse(arena, value_get_text(value, "salt"), &ret->salt) ||
        ret->salt.len != SALT_BYTES || !hex_parse(arena, value_get_text(value, "box"), &ret->box)) {
        return ERR_CORRUPT;
    }
    ret->profile = (struct stretch_profile){
        .memory_kib = (uint32_t)memory_kib,
        .passes = (uint32_t)passes,
    };
    return OK;
}

static const char *path_in(struct arena *arena, const char *dir)
{
    return str_z(arena, str_join_in(arena, str_of(dir), S("/root.key"), S("")));
}
