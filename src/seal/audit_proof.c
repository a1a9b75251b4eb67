/* RFC 6962 §2.1.2 makes the proof, RFC 9162 §2.1.4.2 checks it. */
#include "seal/audit_proof.h"

static void part_add(struct audit_prover *prover, uint64_t start, uint64_t end);
static void subproof(struct audit_prover *prover, uint64_t from, uint64_t start, uint64_t end);
static bool is_power_of_two(uint64_t number);
static uint64_t half_of(uint64_t size);

void audit_prover_start(struct audit_prover *prover, uint64_t from, uint64_t to)
{
    check(from <= to);
    *prover = (struct audit_prover){.from = from, .to = to};
    if (from > 0 && from < to) {
        subproof(prover, from, 0, to);
    }
}

void audit_prover_add(struct audit_prover *prover, const struct hash *leaf)
{
    uint64_t place = prover->seen++;

    for (size_t i = 0; i < prover->count; i++) {
        if (place >= prover->part[i].start && place < prover->part[i].end) {
            audit_tree_add(&prover->part[i].tree, leaf);
            return; /* no two parts share a leaf */
        }
    }
}

void audit_prover_end(const struct audit_prover *prover, struct audit_proof *ret)
{
    check(prover->seen >= prover->to);
    *ret = (struct audit_proof){.from = prover->from, .to = prover->to, .count = prover->count};
    for (size_t i = 0; i < prover->count; i++) {
        ret->node[i] = audit_tree_root(&prover->part[i].tree);
    }
}

bool audit_proof_holds(const struct audit_proof *proof, const struct hash *from_root,
                       const struct hash *to_root)
{
    size_t next = 0;
    struct hash first, old_root, new_root;

    if (proof->from > proof->to || proof->count > AUDIT_PROOF_NODES) {
        return false;
    }
    if (proof->from == proof->to) {
        return proof->count == 0 && hash_eq(*from_root, *to_root);
    }
    if (proof->from == 0) { /* any log begins with nothing */
        struct audit_tree nothing = {.size = 0};
        return proof->count == 0 && hash_eq(*from_root, audit_tree_root(&nothing));
    }
    if (is_power_of_two(proof->from)) {
        first = *from_root;
    } else if (proof->count > 0) {
        first = proof->node[next++];
    } else {
        return false;
    }
    uint64_t old_at = proof->from - 1;
    uint64_t new_at = proof->to - 1;
    for (; old_at & 1; old_at >>= 1) {
        new_at >>= 1;
    }
    old_root = new_root = first;
    for (; next < proof->count; next++) {
        const struct hash *node = &proof->node[next];
        if (new_at == 0) {
            return false;
        }
        if ((old_at & 1) || old_at == new_at) {
            old_root = audit_node(node, &old_root);
            new_root = audit_node(node, &new_root);
            for (; !(old_at & 1) && old_at != 0; old_at >>= 1) {
                new_at >>= 1;
            }
        } else {
            new_root = audit_node(&new_root, node);
        }
        old_at >>= 1;
        new_at >>= 1;
    }
    return new_at == 0 && hash_eq(old_root, *from_root) && hash_eq(new_root, *to_root);
}

/* SUBPROOF of the RFC without its recursion on the way down: what stands beside the way is pushed
 * first and lies in the proof last. */
static void subproof(struct audit_prover *prover, uint64_t from, uint64_t start, uint64_t end)
{
    struct {
        uint64_t start, end;
    } beside[64];
    size_t count = 0;
    bool whole = true; /* the old tree is the part itself: its root is known to who checks */

    while (from < end - start) {
        uint64_t half = half_of(end - start);
        check(count < 64);
        if (from <= half) {
            beside[count].start = start + half;
            beside[count++].end = end;
            end = start + half;
        } else {
            beside[count].start = start;
            beside[count++].end = start + half;
            start += half;
            from -= half;
            whole = false;
        }
    }
    if (!whole) {
        part_add(prover, start, end);
    }
    while (count > 0) {
        count--;
        part_add(prover, beside[count].start, beside[count].end);
    }
}

static void part_add(struct audit_prover *prover, uint64_t start, uint64_t end)
{
    check(prover->count < AUDIT_PROOF_NODES);
    prover->part[prover->count].start = start;
    prover->part[prover->count].end = end;
    prover->count++;
}

static bool is_power_of_two(uint64_t number)
{
    return (number & (number - 1)) == 0;
}

/* The largest power of two below `size`, which is at least 2. */
static uint64_t half_of(uint64_t size)
{
    return UINT64_C(1) << (63 - __builtin_clzll(size - 1));
}
