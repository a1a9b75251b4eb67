/* Consistency of two checkpoints: the later log begins with the earlier one.
 *
 * RFC 6962 §2.1.2. The proof is a short list of subtree roots; whoever has the
 * two roots checks it without a single row. It is made in one pass over the
 * leaves, in memory for 65 subtrees at most, however long the log.
 *
 *     audit_prover_start(&prover, old_size, new_size);
 *     for each leaf of the new log, in order: audit_prover_add(&prover, &leaf);
 *     audit_prover_end(&prover, &proof);
 *     if (audit_proof_holds(&proof, &old_root, &new_root)) …
 */
#ifndef AMPARO_SEAL_AUDIT_PROOF_H
#define AMPARO_SEAL_AUDIT_PROOF_H

#include "seal/audit_tree.h"

enum { AUDIT_PROOF_NODES = 65 };

struct audit_proof {
    uint64_t from, to;
    size_t count;
    struct hash node[AUDIT_PROOF_NODES];
};

struct audit_prover {
    uint64_t from, to, seen;
    size_t count;
    struct {
        uint64_t start, end; /* of its leaves */
        struct audit_tree tree;
    } part[AUDIT_PROOF_NODES];
};

/* `from` is at most `to`. It is some 130 KiB: not for a small stack. */
void audit_prover_start(struct audit_prover *prover, uint64_t from, uint64_t to);
/* The leaves from the first to the last, each once; those past `to` are not looked at. */
void audit_prover_add(struct audit_prover *prover, const struct hash *leaf);
/* All leaves up to `to` were added. */
void audit_prover_end(const struct audit_prover *prover, struct audit_proof *ret);

bool audit_proof_holds(const struct audit_proof *proof, const struct hash *from_root,
                       const struct hash *to_root) MUST;

#endif
