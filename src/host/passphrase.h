/* Asking for the passphrase of the root key.
 *
 * From the systemd credential `amparo.root` when there is one; else typed at
 * the terminal, unseen; else the first line of standard input. Never from an
 * argument or the environment, which others can read.
 */
#ifndef AMPARO_HOST_PASSPHRASE_H
#define AMPARO_HOST_PASSPHRASE_H

#include "base/err.h"

struct passphrase {
    char text[LIMIT_PASSPHRASE];
    size_t len;
};

/* `again` asks twice, for a new one, and wants it long enough. ERR_INVALID, ERR_LIMIT, ERR_IO. */
enum err passphrase_read(struct passphrase *ret, bool again, struct fault *fault) MUST;
/* Another secret that a person types, or the next line of standard input: a new passphrase
 * (`again`), a custodian's code. Never from the credential. `prompt` ends in a blank. */
enum err passphrase_ask(struct passphrase *ret, const char *prompt, bool again, struct fault *fault)
    MUST;
void passphrase_wipe(struct passphrase *passphrase); /* also for CLEANUP */
static inline struct str passphrase_str(const struct passphrase *passphrase)
{
    return (struct str){passphrase->text, passphrase->len};
}

#endif
