/* RFC 6962 §2.1 for the tree, C2SP tlog-checkpoint and signed-note for the text. */
#include "seal/audit_tree.h"

#include <sodium.h>

#include "base/buf.h"

enum { PREFIX_LEAF = 0, PREFIX_NODE = 1, PREFIX_CHAIN = 2 }; /* the last is ours */

enum {
    NOTE_ED25519 = 1,
    KEY_HASH_BYTES = 4,
    SIGNED_BYTES = KEY_HASH_BYTES + SIGNATURE_BYTES,
    ROOT_TEXT = sodium_base64_ENCODED_LEN(HASH_BYTES, sodium_base64_VARIANT_ORIGINAL),
    SIGNED_TEXT = sodium_base64_ENCODED_LEN(SIGNED_BYTES, sodium_base64_VARIANT_ORIGINAL),
    CHECKPOINT_MAX = 4096,
};

_Static_assert((int)HASH_BYTES == (int)crypto_hash_sha256_BYTES, "hash size");

static struct hash sha256_of(uint8_t prefix, struct str a, struct str b);
static bool origin_is_name(struct str origin);
static void key_hash(struct str name, const struct public_key *signer, uint8_t ret[KEY_HASH_BYTES]);
static bool signature_holds(struct str line, struct str origin, struct str note,
                            const struct public_key *server, bool *ret_valid);
static bool base64_read(struct str text, uint8_t *ret, size_t size);

struct hash audit_chain(const struct hash *before, const struct hash *leaf)
{
    return sha256_of(PREFIX_CHAIN, hash_bytes(before), hash_bytes(leaf));
}

struct hash audit_leaf(struct str record)
{
    return sha256_of(PREFIX_LEAF, record, STR_NONE);
}

struct hash audit_node(const struct hash *left, const struct hash *right)
{
    return sha256_of(PREFIX_NODE, hash_bytes(left), hash_bytes(right));
}

/* edge[] holds the roots of the whole subtrees, the largest first: one for each 1 in the size. */
void audit_tree_add(struct audit_tree *tree, const struct hash *leaf)
{
    int count = __builtin_popcountll(tree->size);
    struct hash node = *leaf;

    check(tree->size < UINT64_MAX);
    for (uint64_t rest = tree->size; rest & 1; rest >>= 1) {
        count--;
        node = audit_node(&tree->edge[count], &node);
    }
    tree->edge[count] = node;
    tree->size++;
}

struct hash audit_tree_root(const struct audit_tree *tree)
{
    int i = __builtin_popcountll(tree->size) - 1;
    struct hash root;

    if (i < 0) {
        crypto_hash_sha256(root.b, (const uint8_t *)"", 0);
        return root;
    }
    root = tree->edge[i];
    while (i-- > 0) {
        root = audit_node(&tree->edge[i], &root);
    }
    return root;
}

struct str audit_checkpoint_text(struct arena *arena, struct str origin,
                                 const struct audit_tree *tree, const struct key *server_seed)
{
    struct buf text = buf_in(arena, CHECKPOINT_MAX);
    struct hash root = audit_tree_root(tree);
    struct public_key server = signer_public(server_seed);
    char root_text[ROOT_TEXT];
    uint8_t signed_bytes[SIGNED_BYTES];
    char signed_text[SIGNED_TEXT];

    check(origin_is_name(origin));
    sodium_bin2base64(root_text, sizeof(root_text), root.b, sizeof(root.b),
                      sodium_base64_VARIANT_ORIGINAL);
    buf_printf(&text, "%.*s\n%llu\n%s\n", STR_ARGS(origin), (unsigned long long)tree->size,
               root_text);
    key_hash(origin, &server, signed_bytes);
    sign_bytes(server_seed, buf_str(&text), signed_bytes + KEY_HASH_BYTES);
    sodium_bin2base64(signed_text, sizeof(signed_text), signed_bytes, sizeof(signed_bytes),
                      sodium_base64_VARIANT_ORIGINAL);
    buf_printf(&text, "\n— %.*s %s\n", STR_ARGS(origin), signed_text);
    check(!buf_failed(&text));
    return buf_str(&text);
}

enum err audit_checkpoint_read(struct str text, const struct public_key *server, uint64_t *ret_size,
                               struct hash *ret_root)
{
    size_t blank = str_find(text, S("\n\n"));
    struct str note = str_upto(text, blank + 1);
    struct str rest = note;
    struct str origin = str_cut(rest, '\n', &rest);
    struct str size_text = str_cut(rest, '\n', &rest);
    struct str root_text = str_cut(rest, '\n', &rest);
    struct hash root;
    int64_t size;
    bool valid = false;

    if (text.len > CHECKPOINT_MAX || blank == text.len || rest.len > 0 ||
        !str_ends(text, S("\n")) || !origin_is_name(origin) || !str_to_i64(size_text, &size) ||
        size < 0 || !base64_read(root_text, root.b, sizeof(root.b))) {
        return ERR_INVALID;
    }
    /* Witnesses add lines of their own: only the server's must hold. */
    rest = str_from(text, blank + 2);
    if (rest.len == 0) {
        return ERR_INVALID;
    }
    while (rest.len > 0) {
        struct str line = str_cut(rest, '\n', &rest);
        if (!signature_holds(line, origin, note, server, &valid)) {
            return ERR_INVALID;
        }
    }
    if (!valid) {
        return ERR_CORRUPT;
    }
    *ret_size = (uint64_t)size;
    *ret_root = root;
    return OK;
}

struct str audit_hash_text(struct arena *arena, const struct hash *hash)
{
    char *text = arena_alloc(arena, ROOT_TEXT);

    sodium_bin2base64(text, ROOT_TEXT, hash->b, sizeof(hash->b), sodium_base64_VARIANT_ORIGINAL);
    return str_of(text);
}

struct str audit_checkpoint_line(struct arena *arena, struct str text)
{
    struct str rest = text;
    struct buf line = buf_in(arena, CHECKPOINT_MAX);

    for (int i = 0; i < 3; i++) {
        buf_add(&line, str_cut(rest, '\n', &rest));
        buf_add_char(&line, ' ');
    }
    struct str blank = str_cut(rest, '\n', &rest);
    struct str signature = str_cut(rest, '\n', &rest);
    struct str coded = STR_NONE;
    if (blank.len > 0 || !str_starts(signature, S("— "))) {
        return STR_NONE;
    }
    str_cut(str_from(signature, S("— ").len), ' ', &coded);
    buf_add(&line, coded);
    return buf_failed(&line) ? STR_NONE : buf_str(&line);
}

enum err audit_checkpoint_of_line(struct arena *arena, struct str line, struct str *ret_text,
                                  uint64_t *ret_size, struct hash *ret_root)
{
    struct str rest = str_trim(line);
    struct str words[4];
    size_t count = 0;
    int64_t size = 0;

    while (rest.len > 0) {
        struct str word = str_cut(rest, ' ', &rest);
        if (count == 4) {
            return ERR_INVALID;
        }
        words[count] = word;
        count += word.len > 0;
    }
    bool by_hand = count == 2;
    if ((!by_hand && count != 4) || !str_to_i64(words[by_hand ? 0 : 1], &size) || size < 0 ||
        !base64_read(words[by_hand ? 1 : 2], ret_root->b, sizeof(ret_root->b))) {
        return ERR_INVALID;
    }
    *ret_size = (uint64_t)size;
    *ret_text = by_hand ? STR_NONE
                        : str_printf_in(arena, "%.*s\n%.*s\n%.*s\n\n— %.*s %.*s\n",
                                        STR_ARGS(words[0]), STR_ARGS(words[1]), STR_ARGS(words[2]),
                                        STR_ARGS(words[0]), STR_ARGS(words[3]));
    return OK;
}

static struct hash sha256_of(uint8_t prefix, struct str a, struct str b)
{
    crypto_hash_sha256_state state;
    struct hash hash;

    crypto_hash_sha256_init(&state);
    crypto_hash_sha256_update(&state, &prefix, 1);
    crypto_hash_sha256_update(&state, (const uint8_t *)a.at, a.len);
    crypto_hash_sha256_update(&state, (const uint8_t *)b.at, b.len);
    crypto_hash_sha256_final(&state, hash.b);
    return hash;
}

/* What a signed note allows as the name of a key, and we keep to ASCII. */
static bool origin_is_name(struct str origin)
{
    if (origin.len == 0 || origin.len > 200) {
        return false;
    }
    for (size_t i = 0; i < origin.len; i++) {
        if (origin.at[i] <= ' ' || origin.at[i] > '~' || origin.at[i] == '+') {
            return false;
        }
    }
    return true;
}

static void key_hash(struct str name, const struct public_key *signer, uint8_t ret[KEY_HASH_BYTES])
{
    static const uint8_t kind[] = {'\n', NOTE_ED25519};
    crypto_hash_sha256_state state;
    struct hash hash;

    crypto_hash_sha256_init(&state);
    crypto_hash_sha256_update(&state, (const uint8_t *)name.at, name.len);
    crypto_hash_sha256_update(&state, kind, sizeof(kind));
    crypto_hash_sha256_update(&state, signer->b, sizeof(signer->b));
    crypto_hash_sha256_final(&state, hash.b);
    memcpy(ret, hash.b, KEY_HASH_BYTES);
}

/* False when the line is no signature line; *ret_valid becomes true when it is the server's. */
static bool signature_holds(struct str line, struct str origin, struct str note,
                            const struct public_key *server, bool *ret_valid)
{
    uint8_t expected[KEY_HASH_BYTES];
    uint8_t given[SIGNED_BYTES];
    struct str coded;

    if (!str_starts(line, S("— "))) {
        return false;
    }
    struct str name = str_cut(str_from(line, S("— ").len), ' ', &coded);
    if (!origin_is_name(name) || coded.len == 0) {
        return false;
    }
    key_hash(origin, server, expected);
    if (str_eq(name, origin) && base64_read(coded, given, sizeof(given)) &&
        memcmp(given, expected, sizeof(expected)) == 0 &&
        sign_verify(server, note, given + KEY_HASH_BYTES)) {
        *ret_valid = true;
    }
    return true;
}

/* True when the text is exactly `size` bytes in base64. Written again and compared, because
 * libsodium 1.0.18 reads some bytes above 127 as if they were letters. */
static bool base64_read(struct str text, uint8_t *ret, size_t size)
{
    char again[SIGNED_TEXT];
    size_t len = 0;

    if (sodium_base642bin(ret, size, text.at ? text.at : "", text.len, NULL, &len, NULL,
                          sodium_base64_VARIANT_ORIGINAL) != 0 ||
        len != size) {
        return false;
    }
    sodium_bin2base64(again, sizeof(again), ret, size, sodium_base64_VARIANT_ORIGINAL);
    return str_eq(text, str_of(again));
}
