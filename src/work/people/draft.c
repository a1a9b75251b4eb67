#include "work/people/draft.h"

#include "store/drafts.h"
#include "work/people/member.h"

static struct hash draft_name(struct act *act, struct str path);
static enum err open_box(struct act *act, const struct draft_row *row, struct str *ret_path,
                         struct str *ret_text);
static bool leads_here(struct str path);

enum err draft_read(struct act *act, struct str path, struct str *ret_text, int64_t *ret_at_us)
{
    struct draft_row row;
    TRY(drafts_get(act->db, act->arena, draft_name(act, path), act->actor.member, act->now_us,
                   &row));
    struct str kept_path;
    if (open_box(act, &row, &kept_path, ret_text) != OK) {
        return ERR_NOT_FOUND;
    }
    *ret_at_us = row.at_us;
    return OK;
}

enum err draft_keep(struct act *act, struct str path, struct str text)
{
    struct public_key to;
    TRY(member_public(act, &to));
    struct draft_row row = {
        .key = draft_name(act, path),
        .member = act->actor.member,
        .box = envelope_seal_to(act->arena, &to, str_join_in(act->arena, path, S("\n"), text)),
        .at_us = act->now_us,
        .expires_us = act->now_us + DRAFT_LIFE_US};
    drafts_put(act->batch, &row);
    drafts_keep_newest(act->batch, act->actor.member, LIMIT_DRAFTS);
    return OK;
}

void draft_drop(struct act *act, struct str path)
{
    drafts_remove(act->batch, draft_name(act, path), act->actor.member);
}

enum err draft_list(struct act *act, size_t max, struct vec *ret)
{
    struct draft_rows rows;
    *ret = vec_of(act->arena, struct draft_kept);
    TRY(drafts_of_member(act->db, act->arena, act->actor.member, act->now_us, max, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        struct draft_kept kept = {.at_us = rows.at[i].at_us};
        struct str text;
        if (open_box(act, &rows.at[i], &kept.path, &text) == OK && leads_here(kept.path)) {
            *(struct draft_kept *)vec_add(ret) = kept;
        }
    }
    return OK;
}

/* The path, one line, then what was typed. */
static enum err open_box(struct act *act, const struct draft_row *row, struct str *ret_path,
                         struct str *ret_text)
{
    struct str opened;
    TRY(envelope_open_from(act->arena, keyring_member_secret(act->keys), row->box, &opened));
    *ret_path = str_cut(opened, '\n', ret_text);
    return OK;
}

static bool leads_here(struct str path)
{
    return str_starts(path, S("/")) && !str_starts(path, S("//")) &&
           str_find_char(path, '\\') == path.len;
}

static struct hash draft_name(struct act *act, struct str path)
{
    struct str parts[] = {id_bytes(&act->actor.member), path};
    return mac_of(&act->server->index, "draft", parts, 2);
}
