#include "host/passphrase.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

#include "base/utf8.h"

static enum err read_terminal(struct passphrase *ret, const char *prompt, struct fault *fault);
static enum err read_line(int fd, struct passphrase *ret, struct fault *fault);
static enum err check_new(const struct passphrase *passphrase, struct fault *fault);
static int credential_open(void);

enum err passphrase_read(struct passphrase *ret, bool again, struct fault *fault)
{
    int credential = credential_open();

    if (credential >= 0) {
        enum err err = read_line(credential, ret, fault);
        close(credential);
        return err;
    }
    return passphrase_ask(ret, "Passphrase of the root key: ", again, fault);
}

enum err passphrase_ask(struct passphrase *ret, const char *prompt, bool again, struct fault *fault)
{
    if (!isatty(STDIN_FILENO)) {
        TRY(read_line(STDIN_FILENO, ret, fault));
        return again ? check_new(ret, fault) : OK;
    }

    TRY(read_terminal(ret, prompt, fault));
    if (again) {
        CLEANUP(passphrase_wipe) struct passphrase second = {0};
        TRY(check_new(ret, fault));
        TRY(read_terminal(&second, "Once more: ", fault));
        if (!str_eq(passphrase_str(ret), passphrase_str(&second))) {
            return fault_set(fault, ERR_INVALID, "The two are not the same", STR_NONE);
        }
    }
    return OK;
}

void passphrase_wipe(struct passphrase *passphrase)
{
    explicit_bzero(passphrase, sizeof(*passphrase));
}

static enum err read_terminal(struct passphrase *ret, const char *prompt, struct fault *fault)
{
    struct termios seen;

    if (tcgetattr(STDIN_FILENO, &seen) != 0) {
        return fault_set(fault, ERR_IO, "Cannot read from the terminal", STR_NONE);
    }
    struct termios unseen = seen;
    unseen.c_lflag &= ~(tcflag_t)ECHO;
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &unseen);
    fputs(prompt, stderr);
    enum err err = read_line(STDIN_FILENO, ret, fault);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &seen);
    fputc('\n', stderr);
    return err;
}

/* Byte by byte: what follows the line belongs to somebody else, and no buffer keeps a copy. */
static enum err read_line(int fd, struct passphrase *ret, struct fault *fault)
{
    ret->len = 0;
    for (;;) {
        char c = '\0';
        ssize_t got = read(fd, &c, 1);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return fault_set(fault, ERR_IO, "Cannot read the passphrase", STR_NONE);
        }
        if (got == 0 || c == '\n') {
            break;
        }
        if (ret->len == sizeof(ret->text)) {
            return fault_set(fault, ERR_LIMIT, "The passphrase is too long", STR_NONE);
        }
        ret->text[ret->len++] = c;
    }
    if (ret->len > 0 && ret->text[ret->len - 1] == '\r') {
        ret->len--;
    }
    if (ret->len == 0) {
        return fault_set(fault, ERR_INVALID, "A passphrase is needed", STR_NONE);
    }
    return OK;
}

static enum err check_new(const struct passphrase *passphrase, struct fault *fault)
{
    struct str text = passphrase_str(passphrase);

    if (!utf8_valid(text) || utf8_length(text) < LIMIT_PASSWORD_MIN) {
        return fault_set(fault, ERR_INVALID, "A new passphrase needs 15 characters or more",
                         STR_NONE);
    }
    return OK;
}

/* -1 when systemd has none for us. */
static int credential_open(void)
{
    const char *folder = getenv("CREDENTIALS_DIRECTORY");
    char path[PATH_MAX];

    if (!folder || snprintf(path, sizeof(path), "%s/amparo.root", folder) >= PATH_MAX) {
        return -1;
    }
    return open(path, O_RDONLY | O_CLOEXEC);
}
