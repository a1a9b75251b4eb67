#include "domain/code.h"

#include "base/arena.h"
#include "base/check.h"

enum { FIRST_CAPITAL = 10 }; /* values below are digits */

const char code_letters[33] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

static bool read_code(struct str typed, uint8_t values[CODE_LETTERS]);
static bool starts_with_capitals(const uint8_t *values);
static struct str write_code(struct arena *arena, const uint8_t values[CODE_LETTERS]);
static uint8_t remainder_of(const uint8_t *values, size_t count);
static uint8_t times_x(uint8_t value);
static int letter_value(char c);
static size_t gap_length(struct str rest);

struct str code_new_in(struct arena *arena, struct str prefix,
                       const uint8_t random[CODE_RANDOM_BYTES])
{
    uint8_t values[CODE_LETTERS];

    check(code_read_values(prefix, values, CODE_PREFIX) == CODE_PREFIX);
    check(prefix.len == CODE_PREFIX && starts_with_capitals(values));
    for (size_t i = 0; i < CODE_RANDOM_BYTES; i++) {
        values[CODE_PREFIX + i] = random[i] & 31;
    }
    /* Adding is subtracting here: the letter that makes the remainder 0 is the remainder. */
    values[CODE_LETTERS - 1] = times_x(remainder_of(values, CODE_LETTERS - 1));
    return write_code(arena, values);
}

bool code_valid(struct str typed)
{
    uint8_t values[CODE_LETTERS];

    return read_code(typed, values);
}

bool code_read_in(struct arena *arena, struct str typed, struct str *ret)
{
    uint8_t values[CODE_LETTERS];

    if (!read_code(typed, values)) {
        return false;
    }
    *ret = write_code(arena, values);
    return true;
}

size_t code_read_values(struct str typed, uint8_t *ret, size_t max)
{
    size_t count = 0;

    while (typed.len > 0) {
        size_t gap = gap_length(typed);
        int value = gap > 0 ? 0 : letter_value(typed.at[0]);
        if (gap == 0) {
            if (value < 0 || count == max) {
                return 0;
            }
            ret[count++] = (uint8_t)value;
            gap = 1;
        }
        typed = str_from(typed, gap);
    }
    return count;
}

static bool read_code(struct str typed, uint8_t values[CODE_LETTERS])
{
    return code_read_values(typed, values, CODE_LETTERS) == CODE_LETTERS &&
           starts_with_capitals(values) && remainder_of(values, CODE_LETTERS) == 0;
}

static bool starts_with_capitals(const uint8_t *values)
{
    return values[0] >= FIRST_CAPITAL && values[1] >= FIRST_CAPITAL;
}

static struct str write_code(struct arena *arena, const uint8_t values[CODE_LETTERS])
{
    char *text = arena_alloc(arena, CODE_LETTERS + 3);
    size_t len = 0;

    for (size_t i = 0; i < CODE_LETTERS; i++) {
        if (i == CODE_PREFIX || i == CODE_LETTERS - 1) {
            text[len++] = '-';
        }
        text[len++] = code_letters[values[i]];
    }
    return (struct str){text, len};
}

/* The letters as a polynomial over GF(32), the last one the constant, at the point x. x has order
 * 31, so each of up to 31 places weighs differently: that is why an exchange is always found. */
static uint8_t remainder_of(const uint8_t *values, size_t count)
{
    uint8_t sum = 0;

    for (size_t i = 0; i < count; i++) {
        sum = times_x(sum) ^ values[i];
    }
    return sum;
}

/* In GF(32) = GF(2)[x] / (x⁵ + x² + 1). */
static uint8_t times_x(uint8_t value)
{
    return (uint8_t)(value & 16 ? (value << 1) ^ 0x25 : value << 1);
}

static int letter_value(char c)
{
    char capital = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;

    if (capital == 'O') {
        capital = '0';
    } else if (capital == 'I' || capital == 'L') {
        capital = '1';
    }
    const char *found = memchr(code_letters, capital, sizeof(code_letters) - 1);
    return found ? (int)(found - code_letters) : -1;
}

/* Bytes of white space or of a hyphen, also of those that word processors put in its place. */
static size_t gap_length(struct str rest)
{
    if (memchr("- \t\r\n", rest.at[0], 5)) {
        return 1;
    }
    if (str_starts(rest, S("\u00a0"))) {
        return 2;
    }
    if (rest.len >= 3 && memcmp(rest.at, "\xe2\x80", 2) == 0 && (uint8_t)rest.at[2] >= 0x90 &&
        (uint8_t)rest.at[2] <= 0x95) {
        return 3; /* U+2010 to U+2015 */
    }
    return 0;
}
