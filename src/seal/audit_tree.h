/* The audit log as a chain and as a Merkle tree.
 *
 * Each record gives a leaf for an RFC 6962 tree (SHA-256, prefix 0x00 for
 * leaves, 0x01 for nodes), and the chain's hash covers the former one and the
 * leaf: both hold without the record, once that is forgotten. A
 * checkpoint is the tree's size and root, signed by the server; it is kept
 * outside the database, so that whoever rewrites the database is found out.
 */
#ifndef AMPARO_SEAL_AUDIT_TREE_H
#define AMPARO_SEAL_AUDIT_TREE_H

#include "seal/envelope.h"

struct hash audit_chain(const struct hash *before, const struct hash *leaf);
struct hash audit_leaf(struct str record);
struct hash audit_node(const struct hash *left, const struct hash *right);

/* The right edge of the tree: enough to add leaves and to give the root, 64 hashes at most. */
struct audit_tree {
    uint64_t size;
    struct hash edge[64];
};

void audit_tree_add(struct audit_tree *tree, const struct hash *leaf);
struct hash audit_tree_root(const struct audit_tree *tree);

/* "amparo\nSIZE\nROOT(base64)\n\n— signature line", the text of a signed note. */
struct str audit_checkpoint_text(struct arena *arena, struct str origin,
                                 const struct audit_tree *tree, const struct key *server_seed);
/* ERR_INVALID malformed, ERR_CORRUPT wrong signature. */
enum err audit_checkpoint_read(struct str text, const struct public_key *server, uint64_t *ret_size,
                               struct hash *ret_root) MUST;

/* As it stands in a checkpoint: base64. */
struct str audit_hash_text(struct arena *arena, const struct hash *hash);

/* The same on one line, to be printed: "origin size root signature", the server's signature alone.
 * Empty when the text is no checkpoint. */
struct str audit_checkpoint_line(struct arena *arena, struct str text);
/* And back. Without a signature, and without an origin, it gives the size and root that somebody
 * copied by hand; then *ret_text is empty. ERR_INVALID. */
enum err audit_checkpoint_of_line(struct arena *arena, struct str line, struct str *ret_text,
                                  uint64_t *ret_size, struct hash *ret_root) MUST;

#endif
