#include "test.h"

#include "seal/audit_proof.h"

enum { SIZE_MAX_TRIED = 70 };

static struct hash leaf_n(size_t n)
{
    return audit_leaf(str_bytes(&n, sizeof(n)));
}

static struct hash root_of(size_t size)
{
    struct audit_tree tree = {.size = 0};

    for (size_t i = 0; i < size; i++) {
        struct hash leaf = leaf_n(i);
        audit_tree_add(&tree, &leaf);
    }
    return audit_tree_root(&tree);
}

static struct audit_proof proof_of(size_t from, size_t to)
{
    static struct audit_prover prover;
    struct audit_proof proof;

    audit_prover_start(&prover, from, to);
    for (size_t i = 0; i < to; i++) {
        struct hash leaf = leaf_n(i);
        audit_prover_add(&prover, &leaf);
    }
    audit_prover_end(&prover, &proof);
    return proof;
}

static void every_log_is_proved_to_begin_with_every_earlier_one(void **state)
{
    (void)state;
    for (size_t to = 0; to <= SIZE_MAX_TRIED; to++) {
        struct hash to_root = root_of(to);
        for (size_t from = 0; from <= to; from++) {
            struct hash from_root = root_of(from);
            struct audit_proof proof = proof_of(from, to);
            if (!audit_proof_holds(&proof, &from_root, &to_root)) {
                fail_msg("from %zu to %zu", from, to);
            }
        }
    }
}

/* RFC 6962 §2.1.3: seven leaves; the proof from 3 is c, d, g, l, from 4 is l, from 6 is i, j, k. */
static void the_proofs_are_those_of_the_rfc(void **state)
{
    (void)state;
    struct audit_proof three = proof_of(3, 7);
    struct audit_proof four = proof_of(4, 7);
    struct audit_proof six = proof_of(6, 7);
    struct hash leaf[7];

    for (size_t i = 0; i < 7; i++) {
        leaf[i] = leaf_n(i);
    }
    struct hash g = audit_node(&leaf[0], &leaf[1]);
    struct hash h = audit_node(&leaf[2], &leaf[3]);
    struct hash i = audit_node(&leaf[4], &leaf[5]);
    struct hash k = audit_node(&g, &h);
    struct hash l = audit_node(&i, &leaf[6]);
    assert_int_equal(three.count, 4);
    assert_true(hash_eq(three.node[0], leaf[2]) && hash_eq(three.node[1], leaf[3]) &&
                hash_eq(three.node[2], g) && hash_eq(three.node[3], l));
    assert_int_equal(four.count, 1);
    assert_true(hash_eq(four.node[0], l));
    assert_int_equal(six.count, 3);
    assert_true(hash_eq(six.node[0], i) && hash_eq(six.node[1], leaf[6]) &&
                hash_eq(six.node[2], k));
}

static void a_proof_that_was_changed_proves_nothing(void **state)
{
    (void)state;
    for (size_t from = 1; from < 40; from++) {
        for (size_t to = from; to <= 40; to++) {
            struct hash from_root = root_of(from);
            struct hash to_root = root_of(to);
            struct hash other = root_of(to + 1);
            struct audit_proof proof = proof_of(from, to);
            assert_false(audit_proof_holds(&proof, &other, &to_root));
            assert_false(audit_proof_holds(&proof, &from_root, &other));
            for (size_t i = 0; i < proof.count; i++) {
                struct audit_proof changed = proof;
                changed.node[i].b[i % 32] ^= 1;
                assert_false(audit_proof_holds(&changed, &from_root, &to_root));
            }
            struct audit_proof longer = proof;
            longer.node[longer.count++] = other;
            assert_false(audit_proof_holds(&longer, &from_root, &to_root));
            if (proof.count > 0) {
                struct audit_proof shorter = proof;
                shorter.count--;
                assert_false(audit_proof_holds(&shorter, &from_root, &to_root));
            }
        }
    }
}

static void a_log_that_forked_is_not_proved(void **state)
{
    (void)state;
    struct hash old_root = root_of(21);
    static struct audit_prover prover;
    struct audit_tree forked = {.size = 0};
    struct audit_proof proof;

    audit_prover_start(&prover, 21, 33);
    for (size_t i = 0; i < 33; i++) {
        struct hash leaf = leaf_n(i == 13 ? 999 : i);
        audit_tree_add(&forked, &leaf);
        audit_prover_add(&prover, &leaf);
    }
    audit_prover_end(&prover, &proof);
    struct hash root = audit_tree_root(&forked);
    assert_false(audit_proof_holds(&proof, &old_root, &root));
}

static int ready(void **state)
{
    (void)state;
    return seal_start() == OK ? 0 : -1;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_log_is_proved_to_begin_with_every_earlier_one),
        cmocka_unit_test(the_proofs_are_those_of_the_rfc),
        cmocka_unit_test(a_proof_that_was_changed_proves_nothing),
        cmocka_unit_test(a_log_that_forked_is_not_proved),
    };
    return cmocka_run_group_tests(tests, ready, NULL);
}
