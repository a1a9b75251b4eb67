#include "work/transfer/reply.h"

#include "domain/form.h"
#include "store/journal.h"
#include "store/members.h"
#include "store/referrals.h"
#include "work/macs.h"
#include "work/member_unit.h"
#include "work/people/load.h"
#include "work/transfer/archive.h"
#include "work/transfer/handing.h"

static enum err find_owner(struct act *act, const struct moving *m, const struct case_state *c,
                           const json_t *answers, struct member_row *ret);
static enum err take_case(struct act *act, struct moving *m, struct handing *h,
                          struct id *ret_archive, json_t *kept);
static enum err give_parts(struct act *act, struct handing *h, const struct release *release,
                           json_t *kept);
static enum err leave_behind(struct act *act, struct handing *h, const struct transfer *transfer)
    MUST;
static enum err former_owner(struct act *act, const struct moving *m, const struct case_state *c,
                             struct readers_move *ret);
static enum err parts_back(struct act *act, const struct moving *m, struct handing *h);
static enum err part_back(struct act *act, struct handing *h, const struct transfer_part *part,
                          struct id now, struct id before);
static enum err referrals_back(struct act *act, const struct moving *m, struct handing *h);
static enum err erase_archive(struct act *act, const struct moving *m);
static enum err find_reason(struct act *act, const struct reason *list, const json_t *answers);

enum err reply_accept(struct act *act, struct id transfer, const json_t *answers)
{
    struct moving m;
    struct person p;
    struct member_row owner;
    struct id archive;
    const struct pending by = {READS_TRANSFER, S("opened")};
    json_t *kept = value_array();
    TRY(act_permit(act, MAY_ANSWER));
    TRY(moving_open(act, transfer, &m));
    if (!m.receives) {
        return act_not_here(act);
    }
    TRY(moving_to(act, &m, TRANSFER_ACCEPT, act->now_us + TRANSFER_CONTACT_DAYS * DAY_US));
    TRY(act_open_pending(act, m.person, DOSSIER_CORE, by, &p.core));
    p.c = case_fold(act->arena, p.core.entries, p.core.count);
    if (case_excludes_member(&p.c, act->actor.member)) {
        return act_not_here(act);
    }
    TRY(find_owner(act, &m, &p.c, answers, &owner));
    TRY(load_allows(act, &owner, &p.c, value_get_text(answers, "over")));
    struct handing h = {.p = &p,
                        .transfer = transfer,
                        .to = {.member = owner.id, .unit = m.row.receiver_unit},
                        .waiting = true,
                        .former_until_us = act->now_us + TRANSFER_FORMER_DAYS * DAY_US};
    TRY(take_case(act, &m, &h, &archive, kept));
    value_set_text(h.body, "over", value_get_text(answers, "over"));
    json_t *body = value_object();
    value_set_id(body, "owner", owner.id);
    value_set_text(body, "owner_name", owner.name);
    if (!id_is_none(h.from)) {
        value_set_id(body, "former", h.from);
    }
    value_set_id(body, "archive", archive);
    value_set(body, "kept", kept);
    TRY(act_append(act, &m.dossier, ENTRY_HANDOVER_ACCEPTED, 0, body));
    TRY(handing_one(act, &h, &m.dossier, h.former_until_us));
    return handing_end(act, &h);
}

enum err reply_decline(struct act *act, struct id transfer, const json_t *answers)
{
    struct moving m;
    TRY(act_permit(act, MAY_ANSWER));
    TRY(moving_open(act, transfer, &m));
    if (!m.receives) {
        return act_not_here(act);
    }
    TRY(moving_to(act, &m, TRANSFER_DECLINE, 0));
    TRY(find_reason(act, transfer_decline_reasons, answers));
    json_t *body = value_object();
    value_set_text(body, "reason", value_get_text(answers, "reason"));
    value_set_text(body, "detail", value_get_text(answers, "detail"));
    TRY(act_append(act, &m.dossier, ENTRY_HANDOVER_DECLINED, 0, body));
    return moving_end_offer(act, &m);
}

enum err reply_return(struct act *act, struct id transfer, const json_t *answers)
{
    struct moving m;
    struct person p;
    TRY(act_permit(act, MAY_OPEN_CASES));
    TRY(moving_open(act, transfer, &m));
    if (!m.owns) {
        return act_not_here(act);
    }
    TRY(moving_to(act, &m, TRANSFER_RETURN, 0));
    TRY(find_reason(act, transfer_return_reasons, answers));
    TRY(person_open(act, m.person, &p));
    struct handing h = {.p = &p, .transfer = transfer};
    TRY(former_owner(act, &m, &p.c, &h.to));
    TRY(handing_begin(act, &h, "returned"));
    TRY(handing_core(act, &h));
    TRY(parts_back(act, &m, &h));
    TRY(referrals_back(act, &m, &h));
    json_t *body = value_object();
    value_set_text(body, "reason", value_get_text(answers, "reason"));
    value_set_text(body, "asked", value_get_text(answers, "asked"));
    value_set_text(h.body, "reason", value_get_text(answers, "reason"));
    TRY(act_append(act, &m.dossier, ENTRY_HANDOVER_RETURNED, 0, body));
    TRY(handing_one(act, &h, &m.dossier, 0));
    act_revoke(act, transfer, m.row.receiver_holder);
    TRY(erase_archive(act, &m));
    return handing_end(act, &h);
}

enum err reply_owners(struct act *act, struct option_lists *lists)
{
    struct vec options = vec_of(act->arena, struct option);
    struct member_rows rows;
    TRY(members_of_unit(act->db, act->arena, act->actor.unit, &rows));
    for (size_t i = 0; i < rows.count && options.count < LIMIT_OPTIONS; i++) {
        if (member_accompanies(&rows.at[i])) {
            *(struct option *)vec_add(&options) =
                (struct option){.value = id_text(act->arena, rows.at[i].id),
                                .label = rows.at[i].name,
                                .name = true};
        }
    }
    form_add_list(lists, "transfer_owners", &options);
    return OK;
}

static enum err find_owner(struct act *act, const struct moving *m, const struct case_state *c,
                           const json_t *answers, struct member_row *ret)
{
    struct id id;
    bool fits = id_parse(value_get_text(answers, "owner"), &id) &&
                members_get(act->db, act->arena, id, ret) == OK &&
                id_eq(ret->unit, m->row.receiver_unit) && member_accompanies(ret) &&
                !case_excludes_member(c, id);
    if (!fits) {
        return fault_add_field(act->fault, S("owner"),
                               N_("Choose a colleague of the unit who works with people and is "
                                  "not on the list of who must not know."),
                               STR_NONE);
    }
    return macs_member_check(act->server, ret);
}

/* While her release holds. What she held back stays where it is, with an empty part beside it. */
static enum err take_case(struct act *act, struct moving *m, struct handing *h,
                          struct id *ret_archive, json_t *kept)
{
    struct case_state *c = &h->p->c;
    const struct transfer *transfer = transfer_last(c);
    const struct release *release = transfer ? case_release(c, transfer->release) : NULL;
    if (!release || !id_eq(transfer->id, m->row.id)) {
        return ERR_CORRUPT;
    }
    struct release_wish wish = {
        .unit = m->row.receiver_unit, .service = S(RELEASE_TRANSFER), .now_us = act->now_us};
    if (consent_covers(release, &wish, act->fault) != OK) {
        return ERR_INVALID;
    }
    TRY(archive_write(act, h->p, transfer, ret_archive));
    TRY(handing_begin(act, h, "transfer"));
    TRY(leave_behind(act, h, transfer));
    TRY(handing_core(act, h));
    return give_parts(act, h, release, kept);
}

static enum err give_parts(struct act *act, struct handing *h, const struct release *release,
                           json_t *kept)
{
    const struct case_state *c = &h->p->c;
    const struct id parts[] = {c->account, c->safety, c->reserved};
    for (size_t i = 0; transfer_parts[i].name; i++) {
        if (transfer_gives(release, &transfer_parts[i])) {
            TRY(handing_part(act, h, parts[i], transfer_parts[i].kind));
            continue;
        }
        json_t *one = value_object();
        value_set_z(one, "part", transfer_parts[i].name);
        value_set_id(one, "dossier", parts[i]);
        value_push(kept, one);
        TRY(handing_empty(act, h, &transfer_parts[i]));
    }
    return OK;
}

/* Whoever accompanied her goes on answering for them. */
static enum err leave_behind(struct act *act, struct handing *h, const struct transfer *transfer)
{
    json_t *stays = value_array();
    for (size_t i = 0; i < h->p->c.referrals.count; i++) {
        struct referral *referral = vec_at(&h->p->c.referrals, struct referral, i);
        if (!id_is_none(referral->slip) && handing_leaves(act, transfer, referral)) {
            value_push_text(stays, id_text(act->arena, referral->id));
            TRY(handing_tell(act, h, referral, referral->slip, true));
            referral->slip = ID_NONE; /* handing passes over it */
        }
    }
    value_set(h->body, "stays", stays);
    return OK;
}

/* Back to who had her when she went, if still there; otherwise to the supervision of the unit. */
static enum err former_owner(struct act *act, const struct moving *m, const struct case_state *c,
                             struct readers_move *ret)
{
    struct id id = value_get_id(m->h.accepted, "former");
    struct member_row member;
    enum err err = id_is_none(id) ? ERR_NOT_FOUND : members_get(act->db, act->arena, id, &member);
    TRY(err == ERR_NOT_FOUND ? OK : err);
    bool there = err == OK && member_accompanies(&member) &&
                 id_eq(member.unit, m->row.sender_unit) && !case_excludes_member(c, id);
    *ret = (struct readers_move){.member = there ? id : ID_NONE, .unit = m->row.sender_unit};
    return OK;
}

static enum err parts_back(struct act *act, const struct moving *m, struct handing *h)
{
    const struct case_state *c = &h->p->c;
    const struct id parts[] = {c->account, c->safety, c->reserved};
    const json_t *kept = value_get(m->h.accepted, "kept");
    for (size_t i = 0; transfer_parts[i].name; i++) {
        struct id before = ID_NONE;
        for (size_t k = 0; k < json_array_size(kept); k++) {
            const json_t *one = json_array_get(kept, k);
            if (str_eq(value_get_text(one, "part"), str_of(transfer_parts[i].name))) {
                before = value_get_id(one, "dossier");
            }
        }
        TRY(part_back(act, h, &transfer_parts[i], parts[i], before));
    }
    return OK;
}

/* Theirs, if they have written in it; otherwise hers as it was before. */
static enum err part_back(struct act *act, struct handing *h, const struct transfer_part *part,
                          struct id now, struct id before)
{
    struct dossier_row row;
    TRY(journal_get(act->db, now, &row));
    if (row.head_seq > 0 && !id_is_none(before)) {
        TRY(readers_leave_to_escrow(act, before));
    }
    if (row.head_seq > 0 || id_is_none(before)) {
        return handing_part(act, h, now, part->kind);
    }
    value_set_id(h->body, part->name, before);
    journal_erase(act->batch, &row);
    return OK;
}

/* What had stayed with them was closed for this case: it stands again as it does on its row. */
static enum err referrals_back(struct act *act, const struct moving *m, struct handing *h)
{
    const struct person *p = h->p;
    json_t *back = value_array();
    size_t until = p->core.count;
    for (size_t i = 0; i < p->core.count; i++) {
        const struct entry *entry = &p->core.entries[i];
        bool moved = entry->type == ENTRY_OWNER_CHANGED &&
                     id_eq(value_get_id(entry->body, "transfer"), m->row.id);
        until = moved && i < until ? i : until;
    }
    struct case_state before = case_fold(act->arena, p->core.entries, until);
    for (size_t i = 0; i < before.referrals.count; i++) {
        const struct referral *was = vec_at(&before.referrals, struct referral, i);
        const struct referral *is = case_referral(&p->c, was->id);
        struct referral_row row;
        if (id_is_none(was->slip) || !is || !id_is_none(is->slip)) {
            continue;
        }
        TRY(referrals_get(act->db, act->arena, was->slip, &row));
        json_t *one = value_object();
        value_set_id(one, "referral", was->id);
        value_set_id(one, "slip", was->slip);
        value_set_id(one, "contact", was->contact);
        value_set_z(one, "state", referral_state_name((enum referral_state)row.state));
        value_push(back, one);
        TRY(handing_tell(act, h, was, was->slip, false));
    }
    value_set(h->body, "back", back);
    return OK;
}

/* They have her again: nothing is to be remembered apart. */
static enum err erase_archive(struct act *act, const struct moving *m)
{
    struct dossier_row row;
    enum err err = journal_get(act->db, value_get_id(m->h.accepted, "archive"), &row);
    if (err == ERR_NOT_FOUND) {
        return OK;
    }
    TRY(err);
    journal_erase(act->batch, &row);
    return OK;
}

static enum err find_reason(struct act *act, const struct reason *list, const json_t *answers)
{
    const struct reason *known = reason_find(list, value_get_text(answers, "reason"));
    if (!known) {
        return fault_add_field(act->fault, S("reason"), N_("Choose one of the answers in the list"),
                               STR_NONE);
    }
    if (known->detail && value_get_text(answers, "detail").len == 0) {
        return fault_add_field(act->fault, S("detail"),
                               N_("This reason needs a detail: from when, or what is missing."),
                               STR_NONE);
    }
    return OK;
}
