/* An entry with its author's signature, as it lies inside the seal.
 *
 * Signature, then the bytes of the entry. It is made over the dossier's id and
 * those bytes, which name author, time and the hash of the entry before: it is
 * worth nothing at another place. Reading opens and does not check it (the chain
 * of hashes is looked at): the check is for those who doubt afterwards
 * (work/signatures.h).
 *
 *     struct str plain = signed_entry_make(arena, &seed, dossier, &entry);
 *     TRY(signed_entry_open(arena, &key, dossier, &row, &one));
 *     … signed_entry_check(arena, &one, dossier, &signers) == SIGNATURE_HOLDS …
 */
#ifndef AMPARO_WORK_SIGNED_ENTRY_H
#define AMPARO_WORK_SIGNED_ENTRY_H

#include "domain/entry.h"
#include "seal/envelope.h"
#include "store/journal.h"
#include "store/members.h"

struct signed_entry {
    struct entry entry;
    struct str bytes;
    uint8_t signature[SIGNATURE_BYTES];
};

enum signature {
    SIGNATURE_HOLDS,
    SIGNATURE_LATE, /* by a key that its member had left when the entry says it was written */
    SIGNATURE_FAILS,
};

/* What was under way when a key was renewed may still be signed with the former one. */
#define SIGNATURE_UNDER_WAY_US HOUR_US

/* Empty when the entry is too large. */
struct str signed_entry_make(struct arena *arena, const struct key *seed, struct id dossier,
                             const struct entry *entry);
/* ERR_CORRUPT, ERR_LIMIT. */
enum err signed_entry_open(struct arena *arena, const struct key *key, struct id dossier,
                           const struct entry_row *row, struct signed_entry *ret) MUST;
/* `signers`: those of the entry's author, the earliest first, their MACs checked. */
enum signature signed_entry_check(struct arena *arena, const struct signed_entry *one,
                                  struct id dossier, const struct signer_rows *signers);

#endif
