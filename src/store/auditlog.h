/* The audit log: who did what to what, in the transaction that did it.
 *
 * Rows are written by batch.c alone, from a batch's facts, and never changed.
 * Each row's record (all columns but the hashes of the chain itself) gives a
 * leaf, and with the former row's chain its own: seal/audit_tree.h. rows_hash
 * covers the statements and values of the batch, so that whoever keeps a copy
 * of what was written can show that it belongs to this row.
 *
 * Whose term is over is forgotten: of the first rows the leaf and the chain
 * stay, and nothing that a person did. Up to which row, is a setting, under the
 * server's MAC (work/log_term.h): a row that is bare without it does not hold,
 * and so nobody empties one without the server's key.
 *
 * A checkpoint's text is signed by the caller, who has the key, and also kept
 * outside the database: a log rewritten as a whole is found out only by that.
 */
#ifndef AMPARO_STORE_AUDITLOG_H
#define AMPARO_STORE_AUDITLOG_H

#include "seal/audit_proof.h"
#include "store/batch.h"

enum { AUDITLOG_WORD = 64 }; /* bytes of an action or outcome */

struct auditlog_row {
    int64_t seq; /* from 1, without gaps */
    int64_t at_us;
    struct id actor;
    struct str action;
    struct id object;
    struct str outcome;
    int64_t number;
    struct hash rows_hash;
    struct hash prior; /* chain of the row before; zero for the first */
    struct hash chain;
    struct hash leaf;
};

struct auditlog_rows {
    const struct auditlog_row *at;
    size_t count;
};

/* Fills chain and leaf from the rest. False when action or outcome is longer than AUDITLOG_WORD. */
bool auditlog_link(struct auditlog_row *row);

/* Whether rows hold, taken one by one from the first: numbers without gaps, chain, leaf. This is
 * the one place that says so; auditlog_verify() runs it over the table. Starts as {0}. */
struct auditlog_checker {
    struct audit_tree tree; /* of the rows that held */
    struct hash prior;
    int64_t forgotten; /* rows up to this one have nothing but their hashes */
};
/* False when the row does not hold; then the checker is as it was. */
bool auditlog_check_row(struct auditlog_checker *checker, const struct auditlog_row *row) MUST;
/* False when the tree has the checkpoint's size and another root. */
bool auditlog_check_root(const struct auditlog_checker *checker, uint64_t size,
                         const struct hash *root) MUST;

/* The newest first, those before `before_seq` (0: from the end); none that is forgotten. */
enum err auditlog_page(struct db *db, struct arena *arena, int64_t before_seq, size_t limit,
                       struct auditlog_rows *ret) MUST;
/* The same of those that were chosen. */
struct auditlog_choice {
    int64_t before_seq;
    int64_t from_us, until_us; /* from and before */
    struct str outcome;        /* empty: any */
    bool by_object;
    struct id object_from, object_to; /* both included */
};
enum err auditlog_page_chosen(struct db *db, struct arena *arena,
                              const struct auditlog_choice *choice, size_t limit,
                              struct auditlog_rows *ret) MUST;
enum err auditlog_page_of_object(struct db *db, struct arena *arena, struct id object,
                                 int64_t before_seq, size_t limit, struct auditlog_rows *ret) MUST;

/* Reads the whole log: numbers without gaps, chain, leaves, and the roots of all checkpoints.
 * ERR_CORRUPT: *ret_bad_seq is the first row that does not hold (or that is missing). The tree
 * is that of all rows when it returns OK. ERR_IO. */
enum err auditlog_verify(struct db *db, struct audit_tree *ret_tree, int64_t *ret_bad_seq) MUST;

/* Proof that the log of `to` rows begins with that of `from`, out of the rows that are there.
 * ERR_NOT_FOUND with fewer rows than `to`. */
enum err auditlog_prove(struct db *db, struct arena *arena, uint64_t from, uint64_t to,
                        struct audit_proof *ret) MUST;

/* Adds the leaves of the rows that the tree does not have yet; an empty tree is built anew. */
enum err auditlog_extend_tree(struct db *db, struct audit_tree *tree) MUST;

#define AUDITLOG_FORGOTTEN "log_forgotten" /* the setting: a number, without leading zeros */
/* Up to which row the log is forgotten, 0: none; by the setting, whose MAC is not looked at. */
enum err auditlog_forgotten(struct db *db, int64_t *ret) MUST;
/* The last of the at most `limit` rows after `after_seq` that, like all before it, is older;
 * `after_seq` when there is none. */
enum err auditlog_older(struct db *db, int64_t after_seq, int64_t before_us, size_t limit,
                        int64_t *ret_seq) MUST;
/* Empties the rows between, in the files too. The setting goes into the same batch. */
void auditlog_forget(struct batch *batch, int64_t after_seq, int64_t upto_seq);

struct auditlog_checkpoint {
    int64_t size;
    struct hash root;
    struct str text;
    int64_t at_us;
};

/* ERR_NOT_FOUND when there is none yet. */
enum err auditlog_checkpoint_last(struct db *db, struct arena *arena,
                                  struct auditlog_checkpoint *ret) MUST;
/* One of the same size that is there already stays. */
void auditlog_checkpoint_add(struct batch *batch, const struct auditlog_checkpoint *checkpoint);

#endif
