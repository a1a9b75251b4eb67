#include "web/parked.h"

#include "web/route.h"
#include "work/people/draft.h"

static struct str without_tokens(struct request *r);

bool parked_find(struct request *r, struct str path, struct parked *ret)
{
    struct str text;
    return r->unlocked && draft_read(&r->act, path, &text, &ret->at_us) == OK &&
           params_parse(r->arena, text, &ret->params) == OK;
}

bool parked_takes(struct str path)
{
    struct path_param params[ROUTE_PARAMS];
    struct str query;
    struct str page = str_cut(path, '?', &query);
    size_t count = 0;
    bool allowed = false;
    const struct route *shown = route_find(METHOD_GET, page, params, &count, &allowed);
    const struct route *sent = route_find(METHOD_POST, page, params, &count, &allowed);
    return shown && sent && (sent->form || sent->forms) && sent->changes && !sent->unkept;
}

enum err parked_keep(struct request *r, struct str path)
{
    return parked_takes(path) ? draft_keep(&r->act, path, without_tokens(r)) : OK;
}

void parked_drop(struct request *r, struct str path)
{
    draft_drop(&r->act, path);
}

/* Passwords and tokens are no part of what somebody was writing. */
static struct str without_tokens(struct request *r)
{
    static const char *const left_out[] = {"_csrf", "_command",     "_path",   "password",
                                           "code",  "old_password", "app_code"};
    struct buf buf = buf_in(r->arena, LIMIT_BODY * 3);
    for (size_t i = 0; i < r->body.count; i++) {
        bool out = r->body.at[i].value.len == 0;
        for (size_t k = 0; k < sizeof(left_out) / sizeof(left_out[0]); k++) {
            out = out || str_eq(r->body.at[i].name, str_of(left_out[k]));
        }
        if (out) {
            continue;
        }
        if (buf.len > 0) {
            buf_add_char(&buf, '&');
        }
        buf_add(&buf, urlencode_in(r->arena, r->body.at[i].name));
        buf_add_char(&buf, '=');
        buf_add(&buf, urlencode_in(r->arena, r->body.at[i].value));
    }
    return buf_str(&buf);
}
