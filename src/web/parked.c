#include "web/parked.h"

#include "store/drafts.h"
#include "web/app.h"
#include "work/member.h"

static struct hash draft_key(struct request *r, struct str path);
static struct str without_tokens(struct request *r);

bool parked_find(struct request *r, struct str path, struct parked *ret)
{
    if (!r->unlocked) {
        return false;
    }
    struct draft_row row;
    if (drafts_get(r->act.db, r->arena, draft_key(r, path), r->act.actor.member, r->x->now_us,
                   &row) != OK) {
        return false;
    }
    struct str body;
    if (envelope_open_from(r->arena, keyring_member_secret(r->keys), row.box, &body) != OK ||
        params_parse(r->arena, body, &ret->params) != OK) {
        return false;
    }
    ret->at_us = row.at_us;
    return true;
}

enum err parked_keep(struct request *r, struct str path)
{
    struct public_key to;
    TRY(member_public(&r->act, &to));
    struct str box = envelope_seal_to(r->arena, &to, without_tokens(r));
    struct draft_row row = {.key = draft_key(r, path), .member = r->act.actor.member, .box = box,
                            .at_us = r->x->now_us, .expires_us = r->x->now_us + DRAFT_LIFE_US};
    drafts_put(r->x->batch, &row);
    return OK;
}

void parked_drop(struct request *r, struct str path)
{
    drafts_remove(r->x->batch, draft_key(r, path), r->act.actor.member);
}

static struct hash draft_key(struct request *r, struct str path)
{
    struct str parts[] = {id_bytes(&r->act.actor.member), path};
    return mac_of(&r->app->server->index, "draft", parts, 2);
}

/* Passwords and tokens are no part of what somebody was writing. */
static struct str without_tokens(struct request *r)
{
    struct buf buf = buf_in(r->arena, LIMIT_BODY * 3);
    for (size_t i = 0; i < r->body.count; i++) {
        struct str name = r->body.at[i].name;
        if (str_eq(name, S("_csrf")) || str_eq(name, S("_command")) ||
            str_eq(name, S("password")) || r->body.at[i].value.len == 0) {
            continue;
        }
        if (buf.len > 0) {
            buf_add_char(&buf, '&');
        }
        buf_add(&buf, urlencode_in(r->arena, name));
        buf_add_char(&buf, '=');
        buf_add(&buf, urlencode_in(r->arena, r->body.at[i].value));
    }
    return buf_str(&buf);
}
