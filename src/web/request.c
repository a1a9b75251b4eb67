#include "web/request.h"

#include <stdarg.h>
#include <stdio.h>

#include "web/app.h"
#include "web/route.h"

enum err request_id(struct request *r, const char *name, struct id *ret)
{
    for (size_t i = 0; i < r->path_count; i++) {
        if (str_eq(r->path[i].name, str_of(name)) && id_parse(r->path[i].value, ret)) {
            return OK;
        }
    }
    return fault_set(&r->fault, ERR_NOT_FOUND, N_("This is not here, or not for you."), STR_NONE);
}

struct str request_path(struct request *r, const char *name)
{
    for (size_t i = 0; i < r->path_count; i++) {
        if (str_eq(r->path[i].name, str_of(name))) {
            return r->path[i].value;
        }
    }
    return STR_NONE;
}

struct str request_query(struct request *r, const char *name)
{
    return params_get(&r->query, name);
}

int64_t request_number(struct request *r, const char *name)
{
    int64_t number = 0;
    return str_to_i64(request_query(r, name), &number) && number > 0 ? number : 0;
}

struct str tr(struct request *r, const char *msgid)
{
    return act_words(&r->act, msgid);
}

struct str tr_arg(struct request *r, const char *msgid, struct str arg)
{
    return act_words_with(&r->act, msgid, arg);
}

void request_go(struct request *r, const char *format, ...)
{
    char path[LIMIT_TARGET];
    va_list args;
    va_start(args, format);
    int len = vsnprintf(path, sizeof(path), format, args);
    va_end(args);
    check(len > 0 && (size_t)len < sizeof(path));
    r->go = str_copy_in(r->arena, str_bytes(path, (size_t)len));
}

const char *request_id_z(struct request *r, struct id id)
{
    return str_z(r->arena, id_text(r->arena, id));
}

bool request_stretch(struct request *r, struct str password, const uint8_t salt[SALT_BYTES],
                     struct stretch_profile profile)
{
    if (r->x->stretch.done) {
        return false;
    }
    struct stretch_job job = {.password = password, .profile = profile};
    memcpy(job.salt, salt, SALT_BYTES);
    r->x->stretch = job;
    r->stretch = true;
    return true;
}

bool request_stretch_new(struct request *r, struct str password)
{
    uint8_t salt[SALT_BYTES];

    if (r->x->stretch.done) {
        return false;
    }
    random_fill(salt, sizeof(salt));
    return request_stretch(r, password, salt, r->app->server->profile);
}

/* Never an address of another place. */
struct str request_back(struct request *r)
{
    struct str path = request_query(r, "de");
    bool own = str_starts(path, S("/")) && !str_starts(path, S("//")) &&
               str_find_char(path, '\\') == path.len;

    return own ? path : S("/hoy");
}

struct str request_path_and_query(struct request *r)
{
    struct str path = r->x->wire.path;
    struct str query = r->x->wire.query;

    return query.len > 0 ? str_join_in(r->arena, path, S("?"), query) : path;
}

enum err request_show_own_form(struct request *r, const char *submit)
{
    struct form_page page = {
        .form = server_form(r->app->server, str_of(r->route->form)),
        .action = request_path_and_query(r),
        .submit = submit,
    };
    return request_show_form(r, &page);
}

int64_t request_base(struct request *r)
{
    int64_t base = 0;
    return str_to_i64(params_get(&r->body, "_base"), &base) ? base : 0;
}

struct str request_time(struct request *r, int64_t at_us)
{
    return act_time(&r->act, at_us);
}

static size_t body_values(const void *context, struct str name, struct str *ret, size_t max)
{
    const struct params *params = context;
    size_t count = 0;
    for (size_t i = 0; i < params->count && count < max; i++) {
        if (str_eq(params->at[i].name, name)) {
            ret[count++] = params->at[i].value;
        }
    }
    return count;
}

enum err request_validate(struct request *r, const struct form *form)
{
    struct form_input input = {&r->body, body_values};
    r->answers = NULL;
    json_t *answers = NULL;
    enum err err = form_validate(form, &r->lists, &input, r->act.actor.utc_offset_minutes, &answers,
                                 &r->fault);
    if (err == OK) {
        r->answers = answers;
    }
    return err;
}
