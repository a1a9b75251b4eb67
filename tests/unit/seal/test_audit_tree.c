#include "test.h"

#include "seal/audit_tree.h"

/* The eight leaves that Certificate Transparency tests its trees with, and their roots. */
static const struct str leaves[] = {
    {"", 0},
    {"\x00", 1},
    {"\x10", 1},
    {"\x20\x21", 2},
    {"\x30\x31", 2},
    {"\x40\x41\x42\x43", 4},
    {"\x50\x51\x52\x53\x54\x55\x56\x57", 8},
    {"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f", 16},
};
static const char *const roots[] = {
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
};

static const struct key server = {{42}};

static int start(void **state)
{
    *state = arena_open();
    return seal_start() == OK ? 0 : -1;
}

static int end(void **state)
{
    arena_close(*state);
    return 0;
}

static struct audit_tree tree_of(size_t size)
{
    struct audit_tree tree = {0};

    for (size_t i = 0; i < size; i++) {
        struct hash leaf = audit_leaf(leaves[i % 8]);
        audit_tree_add(&tree, &leaf);
    }
    return tree;
}

static void roots_are_those_of_rfc_6962(void **state)
{
    for (size_t size = 0; size <= 8; size++) {
        struct audit_tree tree = tree_of(size);
        struct hash root = audit_tree_root(&tree);
        assert_int_equal(tree.size, size);
        assert_str(hex_text(*state, hash_bytes(&root)), roots[size]);
    }
}

static void every_size_has_a_root_of_its_own(void **state)
{
    (void)state;
    struct hash before = {{0}};

    for (size_t size = 0; size < 300; size++) {
        struct audit_tree tree = tree_of(size);
        struct hash root = audit_tree_root(&tree);
        assert_false(hash_eq(root, before));
        before = root;
    }
}

static void the_chain_shows_a_changed_record(void **state)
{
    (void)state;
    struct hash none = {{0}};
    struct hash opened = audit_leaf(S("Ana opened a case"));
    struct hash forged = audit_leaf(S("Eva opened a case"));
    struct hash sent = audit_leaf(S("Ana sent a referral"));
    struct hash first = audit_chain(&none, &opened);
    struct hash second = audit_chain(&first, &sent);
    struct hash forged_first = audit_chain(&none, &forged);

    assert_true(hash_eq(first, audit_chain(&none, &opened)));
    assert_false(hash_eq(first, forged_first));
    assert_false(hash_eq(second, audit_chain(&forged_first, &sent)));
    assert_false(hash_eq(first, audit_node(&none, &opened)));
}

static void a_checkpoint_reads_back(void **state)
{
    struct public_key public = signer_public(&server);

    for (size_t size = 0; size < 40; size++) {
        struct audit_tree tree = tree_of(size);
        struct str text = audit_checkpoint_text(*state, S("amparo"), &tree, &server);
        uint64_t read_size = 99;
        struct hash root;
        assert_int_equal(audit_checkpoint_read(text, &public, &read_size, &root), OK);
        assert_int_equal(read_size, size);
        assert_true(hash_eq(root, audit_tree_root(&tree)));
    }
}

static void a_checkpoint_is_a_signed_note(void **state)
{
    struct audit_tree tree = tree_of(8);
    struct str text = audit_checkpoint_text(*state, S("amparo/casa-ceiba"), &tree, &server);

    assert_true(str_starts(text, S("amparo/casa-ceiba\n8\n"
                                   "XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n\n"
                                   "— amparo/casa-ceiba ")));
    assert_true(str_ends(text, S("=\n")));
}

static void a_changed_checkpoint_is_refused(void **state)
{
    struct public_key public = signer_public(&server);
    struct audit_tree tree = tree_of(5);
    struct str text = audit_checkpoint_text(*state, S("amparo"), &tree, &server);
    uint64_t size = 0;
    struct hash root = {{0}};

    for (size_t i = 0; i < text.len; i++) {
        for (int bit = 0; bit < 8; bit++) {
            struct str copy = str_copy_in(*state, text);
            ((uint8_t *)(uintptr_t)copy.at)[i] ^= (uint8_t)(1 << bit);
            enum err err = audit_checkpoint_read(copy, &public, &size, &root);
            assert_true(err == ERR_INVALID || err == ERR_CORRUPT);
        }
        assert_int_equal(audit_checkpoint_read(str_upto(text, i), &public, &size, &root),
                         ERR_INVALID);
    }
    assert_int_equal(size, 0);
}

static void a_checkpoint_of_another_server_is_refused(void **state)
{
    struct key other = {{43}};
    struct public_key public = signer_public(&server);
    struct audit_tree tree = tree_of(5);
    struct str text = audit_checkpoint_text(*state, S("amparo"), &tree, &other);
    uint64_t size;
    struct hash root;

    assert_int_equal(audit_checkpoint_read(text, &public, &size, &root), ERR_CORRUPT);
}

static void a_larger_size_under_an_old_signature_is_refused(void **state)
{
    struct public_key public = signer_public(&server);
    struct audit_tree tree = tree_of(5);
    struct audit_tree more = tree_of(6);
    struct str text = audit_checkpoint_text(*state, S("amparo"), &tree, &server);
    struct str later = audit_checkpoint_text(*state, S("amparo"), &more, &server);
    struct str forged = str_join_in(*state, str_upto(later, str_find(later, S("\n\n"))),
                                    str_from(text, str_find(text, S("\n\n"))), STR_NONE);
    uint64_t size;
    struct hash root;

    assert_int_equal(audit_checkpoint_read(forged, &public, &size, &root), ERR_CORRUPT);
}

static void a_witness_may_add_its_line(void **state)
{
    struct public_key public = signer_public(&server);
    struct audit_tree tree = tree_of(5);
    struct str text = audit_checkpoint_text(*state, S("amparo"), &tree, &server);
    struct str both = str_join_in(*state, text, S("— witness AAAA\n"), STR_NONE);
    struct str noise = str_join_in(*state, text, S("witness AAAA\n"), STR_NONE);
    uint64_t size = 0;
    struct hash root;

    assert_int_equal(audit_checkpoint_read(both, &public, &size, &root), OK);
    assert_int_equal(size, 5);
    assert_int_equal(audit_checkpoint_read(noise, &public, &size, &root), ERR_INVALID);
}

static void what_is_no_checkpoint_is_refused(void **state)
{
    (void)state;
    struct public_key public = signer_public(&server);
    uint64_t size;
    struct hash root;

    assert_int_equal(audit_checkpoint_read(STR_NONE, &public, &size, &root), ERR_INVALID);
    assert_int_equal(audit_checkpoint_read(S("\n\n"), &public, &size, &root), ERR_INVALID);
    assert_int_equal(audit_checkpoint_read(S("amparo\n5\nAAAA\n\n"), &public, &size, &root),
                     ERR_INVALID);
    assert_int_equal(
        audit_checkpoint_read(S("amparo\n-5\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n\n"
                                "— amparo AAAA\n"),
                              &public, &size, &root),
        ERR_INVALID);
    assert_int_equal(
        audit_checkpoint_read(S("amparo\n5\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n\n"
                                "— amparo AAAA\n"),
                              &public, &size, &root),
        ERR_CORRUPT);
    assert_int_equal(
        audit_checkpoint_read(S("amparo\n5\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\nmore\n\n"
                                "— amparo AAAA\n"),
                              &public, &size, &root),
        ERR_INVALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(roots_are_those_of_rfc_6962),
        cmocka_unit_test(every_size_has_a_root_of_its_own),
        cmocka_unit_test(the_chain_shows_a_changed_record),
        cmocka_unit_test(a_checkpoint_reads_back),
        cmocka_unit_test(a_checkpoint_is_a_signed_note),
        cmocka_unit_test(a_changed_checkpoint_is_refused),
        cmocka_unit_test(a_checkpoint_of_another_server_is_refused),
        cmocka_unit_test(a_larger_size_under_an_old_signature_is_refused),
        cmocka_unit_test(a_witness_may_add_its_line),
        cmocka_unit_test(what_is_no_checkpoint_is_refused),
    };
    return cmocka_run_group_tests(tests, start, end);
}
