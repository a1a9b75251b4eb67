#include "work/draft.h"

#include "store/drafts.h"
#include "work/member.h"

static struct hash draft_name(struct act *act, struct str path);

enum err draft_read(struct act *act, struct str path, struct str *ret_text, int64_t *ret_at_us)
{
    struct draft_row row;
    TRY(drafts_get(act->db, act->arena, draft_name(act, path), act->actor.member, act->now_us,
                   &row));
    if (envelope_open_from(act->arena, keyring_member_secret(act->keys), row.box, ret_text) != OK) {
        return ERR_NOT_FOUND;
    }
    *ret_at_us = row.at_us;
    return OK;
}

enum err draft_keep(struct act *act, struct str path, struct str text)
{
    struct public_key to;
    TRY(member_public(act, &to));
    struct draft_row row = {.key = draft_name(act, path), .member = act->actor.member,
                            .box = envelope_seal_to(act->arena, &to, text),
                            .at_us = act->now_us, .expires_us = act->now_us + DRAFT_LIFE_US};
    drafts_put(act->batch, &row);
    return OK;
}

void draft_drop(struct act *act, struct str path)
{
    drafts_remove(act->batch, draft_name(act, path), act->actor.member);
}

static struct hash draft_name(struct act *act, struct str path)
{
    struct str parts[] = {id_bytes(&act->actor.member), path};
    return mac_of(&act->server->index, "draft", parts, 2);
}
