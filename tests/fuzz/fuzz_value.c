/* Our reader of JSON against jansson's: what it reads is what jansson reads, and what it refuses
 * jansson refuses too, or is a fraction, nested too deeply, or has a NUL between two tokens, which
 * jansson passes over. */
#include "fuzz.h"

static bool has_fraction(const json_t *value)
{
    const char *key;
    json_t *member;
    size_t i;

    json_object_foreach ((json_t *)(uintptr_t)value, key, member) {
        if (has_fraction(member)) {
            return true;
        }
    }
    json_array_foreach (value, i, member) {
        if (has_fraction(member)) {
            return true;
        }
    }
    return json_is_real(value);
}

static void fuzz_one(struct arena *arena, struct str input)
{
    json_t *ours = NULL;
    json_error_t error;

    (void)arena;
    enum err err = value_parse(input, &ours);
    json_t *theirs =
        input.len > 0 ? json_loadb(input.at, input.len, JSON_REJECT_DUPLICATES, &error) : NULL;
    if (err == OK) {
        check(theirs && json_equal(ours, theirs));
    } else {
        check(!ours && (!theirs || err == ERR_LIMIT || has_fraction(theirs) ||
                        str_find_char(input, '\0') < input.len));
    }
}
