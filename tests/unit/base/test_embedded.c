#include "test.h"

#include "base/embedded.h"

static void folders_give_the_files_of_their_ending_by_name(void **state)
{
    (void)state;
    const char *names[] = {"fixture/b.txt", "fixture/deeper/c.txt", "fixture/deeper/empty.txt",
                           "zone/single"};

    assert_int_equal(embedded_count, sizeof(names) / sizeof(names[0]));
    for (size_t i = 0; i < embedded_count; i++) {
        assert_string_equal(embedded_files[i].name, names[i]);
        assert_ptr_equal(embedded_file(str_of(names[i])), &embedded_files[i]);
    }
}

static void bytes_are_those_of_the_file(void **state)
{
    (void)state;
    assert_str(embedded_str(embedded_file(S("fixture/b.txt"))), "dos\n");
    assert_str(embedded_str(embedded_file(S("fixture/deeper/c.txt"))), "tres\n");
    assert_str(embedded_str(embedded_file(S("fixture/deeper/empty.txt"))), "");
    assert_str(embedded_str(embedded_file(S("zone/single"))), "not asked for\n");
}

static void unknown_names_are_not_found(void **state)
{
    (void)state;
    assert_null(embedded_file(S("")));
    assert_null(embedded_file(S("fixture")));
    assert_null(embedded_file(S("fixture/other.md")));
    assert_null(embedded_file(S("fixture/b.txt\0")));
    assert_null(embedded_file(S("zone/single2")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(folders_give_the_files_of_their_ending_by_name),
        cmocka_unit_test(bytes_are_those_of_the_file),
        cmocka_unit_test(unknown_names_are_not_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
