/* The second factor: codes of six digits from an app, one each 30 seconds (RFC 6238, liboath).
 *
 * A step is the number of such half minutes since 1970. totp_step() says which of the steps a code
 * may be of: the present one, the one before and the one after, for clocks that differ. Whoever
 * stores the step of the last code and gives it as `after` takes no code twice.
 */
#ifndef AMPARO_SEAL_TOTP_H
#define AMPARO_SEAL_TOTP_H

#include "seal/envelope.h"

enum { TOTP_BYTES = 20, TOTP_DIGITS = 6, TOTP_STEP_SECONDS = 30 };

struct totp {
    uint8_t b[TOTP_BYTES];
};

/* The secret as apps take it, in base32 without filling: 32 letters and digits. */
struct str totp_text(struct arena *arena, const struct totp *totp);
/* The step that the code is of, later than `after`; 0 when it is of none. Blanks within the code
 * are passed over. */
int64_t totp_step(const struct totp *totp, struct str code, int64_t now_us, int64_t after);

#endif
