#include "seal/totp.h"

#include <liboath/oath.h>
#include <sodium.h>

enum {
    STEPS_ASIDE = 1,
    BASE32_BITS = 5,
    TEXT = TOTP_BYTES * 8 / BASE32_BITS,
};

static bool digits_of(struct str code, char ret[TOTP_DIGITS]);

struct str totp_text(struct arena *arena, const struct totp *totp)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    char *text = arena_alloc(arena, TEXT + 1);

    _Static_assert(TOTP_BYTES * 8 % BASE32_BITS == 0, "no filling");
    for (size_t i = 0; i < TEXT; i++) {
        size_t bit = i * BASE32_BITS;
        unsigned two = (unsigned)totp->b[bit / 8] << 8;
        two |= bit / 8 + 1 < TOTP_BYTES ? totp->b[bit / 8 + 1] : 0U;
        text[i] = letters[two >> (16 - BASE32_BITS - bit % 8) & 31];
    }
    return (struct str){text, TEXT};
}

int64_t totp_step(const struct totp *totp, struct str code, int64_t now_us, int64_t after)
{
    int64_t now = now_us / SECOND_US / TOTP_STEP_SECONDS;
    char typed[TOTP_DIGITS];
    int64_t found = 0;

    if (!digits_of(code, typed)) {
        return 0;
    }
    /* All of them each time, so that the time says nothing of which it was. */
    for (int64_t step = now - STEPS_ASIDE; step <= now + STEPS_ASIDE; step++) {
        char right[TOTP_DIGITS + 1];
        check(oath_totp_generate((const char *)totp->b, TOTP_BYTES,
                                 (time_t)(step * TOTP_STEP_SECONDS), TOTP_STEP_SECONDS, 0,
                                 TOTP_DIGITS, right) == OATH_OK);
        if (sodium_memcmp(right, typed, TOTP_DIGITS) == 0 && step > after) {
            found = step;
        }
        sodium_memzero(right, sizeof(right));
    }
    return found;
}

static bool digits_of(struct str code, char ret[TOTP_DIGITS])
{
    size_t count = 0;

    for (size_t i = 0; i < code.len; i++) {
        if (code.at[i] == ' ') {
            continue;
        }
        if (code.at[i] < '0' || code.at[i] > '9' || count == TOTP_DIGITS) {
            return false;
        }
        ret[count++] = code.at[i];
    }
    return count == TOTP_DIGITS;
}
