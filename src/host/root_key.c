#include "host/root_key.h"

#include "base/value.h"
#include "host/file.h"
#include "seal/password.h"

enum {
    FORMAT = 2,
    FILE_BYTES_MAX = 4096,
    SECRETS_MAX = 3,
    PAD_ROOM = 64,
    MEMORY_KIB_MAX = 4 * 1024 * 1024,
    PASSES_MAX = 20,
};

static const struct stretch_profile profiles[] = {
    [ROOT_KEY_FULL] = {.memory_kib = 256 * 1024, .passes = 3},
    [ROOT_KEY_LIGHT] = {.memory_kib = 8 * 1024, .passes = 1},
};

static const struct place root_place = {.domain = "root"};
static const struct place secrets_place = {.domain = "server secrets"};

struct sealed_root {
    struct stretch_profile profile;
    struct str salt;
    struct str box;     /* the root key, under the passphrase */
    struct str secrets; /* lasting, turning and perhaps former, under the root key */
};

static enum err seal_file(struct arena *arena, struct str passphrase, enum root_key_profile profile,
                          const struct root_secrets *secrets, struct str *ret, struct fault *fault)
    MUST;
static enum err open_root(const struct sealed_root *root, struct str passphrase,
                          struct root_secrets *ret, struct fault *fault) MUST;
static enum err key_of(struct str passphrase, const struct sealed_root *root, struct key *ret);
static struct str print(struct arena *arena, const struct sealed_root *root);
static enum err parse(struct arena *arena, struct str text, struct sealed_root *ret);
static const char *path_in(struct arena *arena, const char *dir);

struct root_secrets root_secrets_random(void)
{
    return (struct root_secrets){
        .root = key_random(),
        .lasting = key_random(),
        .turning = key_random(),
    };
}

void root_secrets_wipe(struct root_secrets *secrets)
{
    bytes_wipe(secrets, sizeof(*secrets));
}

enum err root_key_create(struct arena *arena, const char *dir, struct str passphrase,
                         enum root_key_profile profile, const struct root_secrets *secrets,
                         struct fault *fault)
{
    struct str text;

    TRY(seal_file(arena, passphrase, profile, secrets, &text, fault));
    return file_create(path_in(arena, dir), text, fault);
}

enum err root_key_replace(struct arena *arena, const char *dir, struct str passphrase,
                          enum root_key_profile profile, const struct root_secrets *secrets,
                          struct fault *fault)
{
    struct str text;

    TRY(seal_file(arena, passphrase, profile, secrets, &text, fault));
    return file_replace(path_in(arena, dir), text, fault);
}

enum err root_key_open(struct arena *arena, const char *dir, struct str passphrase,
                       struct root_secrets *ret, enum root_key_profile *ret_profile,
                       struct fault *fault)
{
    struct sealed_root root;
    struct str text;

    TRY(file_read(arena, path_in(arena, dir), FILE_BYTES_MAX, &text, fault));
    if (parse(arena, text, &root) != OK) {
        return fault_set(fault, ERR_CORRUPT, "The file root.key is damaged", STR_NONE);
    }
    TRY(open_root(&root, passphrase, ret, fault));
    bool light = root.profile.memory_kib < profiles[ROOT_KEY_FULL].memory_kib;
    *ret_profile = light ? ROOT_KEY_LIGHT : ROOT_KEY_FULL;
    return OK;
}

enum err root_key_destroy(struct arena *arena, const char *dir, struct fault *fault)
{
    const char *path = path_in(arena, dir);

    const char *fresh = str_z(arena, str_join_in(arena, str_of(path), S(".new"), S("")));

    enum err err = file_destroy(fresh, NULL);
    enum err last = file_destroy(path, fault);
    return last == OK && err != ERR_NOT_FOUND ? err : last;
}

static enum err seal_file(struct arena *arena, struct str passphrase, enum root_key_profile profile,
                          const struct root_secrets *secrets, struct str *ret, struct fault *fault)
{
    CLEANUP(key_wipe) struct key under = {0};
    uint8_t salt[SALT_BYTES];
    uint8_t plain[SECRETS_MAX * KEY_BYTES];
    struct sealed_root root = {.profile = profiles[profile], .salt = str_bytes(salt, SALT_BYTES)};

    random_fill(salt, sizeof(salt));
    if (key_of(passphrase, &root, &under) != OK) {
        return fault_set(fault, ERR_BUSY, "Not enough memory to open the root key", STR_NONE);
    }
    root.box = envelope_seal(arena, &under, &root_place, str_bytes(secrets->root.b, KEY_BYTES));
    memcpy(plain, secrets->lasting.b, KEY_BYTES);
    memcpy(plain + KEY_BYTES, secrets->turning.b, KEY_BYTES);
    memcpy(plain + 2 * KEY_BYTES, secrets->former.b, KEY_BYTES);
    size_t len = (secrets->is_turning ? 3 : 2) * KEY_BYTES;
    root.secrets = envelope_seal(arena, &secrets->root, &secrets_place, str_bytes(plain, len));
    bytes_wipe(plain, sizeof(plain));
    *ret = print(arena, &root);
    return OK;
}

static enum err open_root(const struct sealed_root *root, struct str passphrase,
                          struct root_secrets *ret, struct fault *fault)
{
    CLEANUP(key_wipe) struct key under = {0};
    uint8_t opened[SECRETS_MAX * KEY_BYTES + PAD_ROOM];
    struct root_secrets secrets = {.is_turning = false};
    size_t len = 0;

    if (key_of(passphrase, root, &under) != OK) {
        return fault_set(fault, ERR_BUSY, "Not enough memory to open the root key", STR_NONE);
    }
    enum err err = envelope_open_into(&under, &root_place, root->box, opened, sizeof(opened), &len);
    if (err != OK || len != KEY_BYTES) {
        bytes_wipe(opened, sizeof(opened));
        return fault_set(fault, ERR_DENIED, "This passphrase does not open the root key", STR_NONE);
    }
    memcpy(secrets.root.b, opened, KEY_BYTES);
    err = envelope_open_into(&secrets.root, &secrets_place, root->secrets, opened, sizeof(opened),
                             &len);
    if (err == OK && (len == 2 * KEY_BYTES || len == 3 * KEY_BYTES)) {
        memcpy(secrets.lasting.b, opened, KEY_BYTES);
        memcpy(secrets.turning.b, opened + KEY_BYTES, KEY_BYTES);
        secrets.is_turning = len == 3 * KEY_BYTES;
        if (secrets.is_turning) {
            memcpy(secrets.former.b, opened + 2 * KEY_BYTES, KEY_BYTES);
        }
        *ret = secrets;
    } else {
        err = fault_set(fault, ERR_CORRUPT, "The file root.key is damaged", STR_NONE);
    }
    bytes_wipe(opened, sizeof(opened));
    root_secrets_wipe(&secrets);
    return err;
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
    value_set_text(value, "secrets", hex_text(arena, root->secrets));
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
        ret->salt.len != SALT_BYTES || !hex_parse(arena, value_get_text(value, "box"), &ret->box) ||
        !hex_parse(arena, value_get_text(value, "secrets"), &ret->secrets)) {
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
