#include "base/err.h"

static const struct {
    const char *name;
    int http_status;
    int exit_code; /* as in sysexits(3) */
} errs[ERR_COUNT] = {
    [OK] = {"ok", 200, 0},
    [ERR_INVALID] = {"invalid", 422, 64},
    [ERR_DENIED] = {"denied", 404, 77}, /* like not found: a refusal must not confirm */
    [ERR_NOT_FOUND] = {"not_found", 404, 66},
    [ERR_CONFLICT] = {"conflict", 409, 75},
    [ERR_REPEATED] = {"repeated", 409, 75},
    [ERR_LOCKED] = {"locked", 401, 77},
    [ERR_BUSY] = {"busy", 503, 75},
    [ERR_LIMIT] = {"limit", 413, 65},
    [ERR_IO] = {"io", 500, 74},
    [ERR_CORRUPT] = {"corrupt", 500, 65},
    [ERR_INTERNAL] = {"internal", 500, 70},
};

int err_http_status(enum err err)
{
    check((unsigned)err < ERR_COUNT);
    return errs[err].http_status;
}

int err_exit_code(enum err err)
{
    check((unsigned)err < ERR_COUNT);
    return errs[err].exit_code;
}

const char *err_name(enum err err)
{
    check((unsigned)err < ERR_COUNT);
    return errs[err].name;
}

enum err fault_set(struct fault *fault, enum err err, const char *message, struct str arg)
{
    if (fault && fault->err == OK) {
        fault->err = err;
        fault->message = message;
        fault->arg = arg;
    }
    return err;
}

enum err fault_add_field(struct fault *fault, struct str field, const char *message, struct str arg)
{
    if (!fault) {
        return ERR_INVALID;
    }
    if (fault->err == OK) {
        fault->err = ERR_INVALID;
    }
    /* A field shows one message: the first thing to put right. */
    for (size_t i = 0; i < fault->field_count; i++) {
        if (str_eq(fault->fields[i].field, field)) {
            return ERR_INVALID;
        }
    }
    if (fault->field_count < LIMIT_FAULT_FIELDS) {
        fault->fields[fault->field_count++] =
            (struct fault_field){.field = field, .message = message, .arg = arg};
    }
    return ERR_INVALID;
}
