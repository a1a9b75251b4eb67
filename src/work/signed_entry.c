#include "work/signed_entry.h"

static struct str signed_text(struct arena *arena, struct id dossier, struct str bytes);

struct str signed_entry_make(struct arena *arena, const struct key *seed, struct id dossier,
                             const struct entry *entry)
{
    struct str bytes = entry_encode(arena, entry);
    uint8_t signature[SIGNATURE_BYTES];

    if (bytes.len == 0 || bytes.len > LIMIT_ENTRY_BYTES - SIGNATURE_BYTES) {
        return STR_NONE;
    }
    sign_bytes(seed, signed_text(arena, dossier, bytes), signature);
    return str_join_in(arena, str_bytes(signature, SIGNATURE_BYTES), bytes, STR_NONE);
}

enum err signed_entry_open(struct arena *arena, const struct key *key, struct id dossier,
                           const struct entry_row *row, struct signed_entry *ret)
{
    struct place place = {"entry", dossier, (uint64_t)row->seq};
    struct str plain;

    TRY(envelope_open(arena, key, &place, row->box, &plain));
    if (plain.len < SIGNATURE_BYTES) {
        return ERR_CORRUPT;
    }
    memcpy(ret->signature, plain.at, SIGNATURE_BYTES);
    ret->bytes = str_from(plain, SIGNATURE_BYTES);
    if (entry_decode(arena, ret->bytes, &ret->entry) != OK) {
        return ERR_CORRUPT;
    }
    ret->entry.seq = row->seq;
    return OK;
}

enum signature signed_entry_check(struct arena *arena, const struct signed_entry *one,
                                  struct id dossier, const struct signer_rows *signers)
{
    struct str text = signed_text(arena, dossier, one->bytes);

    for (size_t i = signers->count; i > 0; i--) { /* most are the newest's */
        struct public_key public;
        check(signers->at[i - 1].public_key.len == PUBLIC_BYTES);
        memcpy(public.b, signers->at[i - 1].public_key.at, PUBLIC_BYTES);
        if (sign_verify(&public, text, one->signature)) {
            bool left = i < signers->count &&
                        one->entry.at_us > signers->at[i].from_us + SIGNATURE_UNDER_WAY_US;
            return left ? SIGNATURE_LATE : SIGNATURE_HOLDS;
        }
    }
    return SIGNATURE_FAILS;
}

static struct str signed_text(struct arena *arena, struct id dossier, struct str bytes)
{
    return str_join_in(arena, S("entry"), id_bytes(&dossier), bytes);
}
