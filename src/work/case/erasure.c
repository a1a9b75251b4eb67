#include "work/case/erasure.h"

#include "store/journal.h"
#include "store/referrals.h"
#include "store/tombstones.h"
#include "work/breach/breach.h"
#include "work/case/erasure_parts.h"
#include "work/person/see_person.h"
#include "work/readers.h"
#include "work/see.h"

static enum err no_open_referral(struct act *act, const struct person *p);
static enum err open_referrals(struct act *act, const struct person *p, json_t *ret);
static enum err erase_all(struct act *act, const struct person *p, int64_t *ret_count);
static enum err add_asked(struct act *act, const struct person *p, struct vec *dossiers);
static enum err add_left(struct act *act, const struct person *p, struct vec *dossiers);
static enum err add_there(struct act *act, struct id id, struct vec *dossiers);
static enum err erase_part(struct act *act, struct person *p, const struct erasure_part *part,
                           int64_t *ret_count);
static enum err erase_account(struct act *act, struct person *p, json_t *body, int64_t *ret_count);
static enum err erase_one(struct act *act, struct id dossier, int64_t *count);
static void show_parts(struct act *act, const struct vec *parts, json_t *view);
static void show_asked(struct act *act, const struct person *p, json_t *view);

enum err erasure_ask(struct act *act, struct id person, const json_t *answers)
{
    struct person p;
    struct vec parts;
    TRY(act_permit(act, MAY_OPEN_CASES));
    TRY(person_open(act, person, &p));
    TRY(erasure_parts(act, &p, &parts));
    if (!id_is_none(p.c.erasure.asked_by)) {
        return fault_set(act->fault, ERR_INVALID, N_("This was asked for already."), STR_NONE);
    }
    const struct erasure_part *part = erasure_part_find(&parts, value_get_text(answers, "part"));
    if (!part) {
        return act_not_here(act);
    }
    if (part->term == KEEPING_CASE) {
        TRY(no_open_referral(act, &p));
    }
    json_t *body = value_object();
    value_set_text(body, "part", part->value);
    value_set_text(body, "reason", value_get_text(answers, "reason"));
    TRY(act_append(act, &p.core, ENTRY_ERASURE_ASKED, 0, body));
    return person_card(act, &p);
}

enum err erasure_drop(struct act *act, struct id person)
{
    struct person p;
    TRY(act_permit(act, MAY_OPEN_CASES));
    TRY(person_open(act, person, &p));
    if (id_is_none(p.c.erasure.asked_by)) {
        return fault_set(act->fault, ERR_INVALID, N_("Nobody has asked for this."), STR_NONE);
    }
    TRY(act_append(act, &p.core, ENTRY_ERASURE_DROPPED, 0, value_object()));
    return person_card(act, &p);
}

enum err erasure_confirm(struct act *act, struct id person, bool *ret_all)
{
    struct person p;
    struct vec parts;
    int64_t count = 0;
    TRY(act_permit(act, MAY_OPEN_CASES));
    TRY(person_open(act, person, &p));
    TRY(erasure_parts(act, &p, &parts));
    const struct erasure_part *part = erasure_part_find(&parts, p.c.erasure.part);
    if (id_is_none(p.c.erasure.asked_by) || !part) {
        return fault_set(act->fault, ERR_INVALID, N_("Nobody has asked for this."), STR_NONE);
    }
    if (id_eq(p.c.erasure.asked_by, act->actor.member)) {
        return fault_set(act->fault, ERR_INVALID,
                         N_("Somebody else has to confirm this: two people erase, never one."),
                         STR_NONE);
    }
    struct tombstone_row tombstone = {.object = act_log_name(act, part->dossier),
                                      .part = part->referral ? S("referral") : part->value,
                                      .reason = p.c.erasure.reason,
                                      .asked_by = p.c.erasure.asked_by,
                                      .confirmed_by = act->actor.member,
                                      .day = act->now_us / DAY_US};
    *ret_all = part->term == KEEPING_CASE;
    if (*ret_all) {
        TRY(no_open_referral(act, &p));
        TRY(erase_all(act, &p, &count));
    } else {
        TRY(erase_part(act, &p, part, &count));
    }
    tombstone.dossiers = count;
    tombstones_add(act->batch, &tombstone);
    act_note(act, part->dossier, *ret_all ? S("erased") : S("part_erased"), count);
    return OK;
}

enum err erasure_keep(struct act *act, struct id person, const json_t *answers)
{
    struct person p;
    struct vec parts;
    int64_t until_us = form_answer_us(answers, "until", act->actor.utc_offset_minutes);
    TRY(act_permit(act, MAY_OPEN_CASES));
    if (until_us <= act->now_us) {
        return fault_add_field(act->fault, S("until"), N_("This day has already passed."),
                               STR_NONE);
    }
    TRY(person_open(act, person, &p));
    TRY(erasure_parts(act, &p, &parts));
    const struct erasure_part *part = erasure_part_find(&parts, value_get_text(answers, "part"));
    if (!part) {
        return act_not_here(act);
    }
    json_t *body = value_object();
    value_set_text(body, "part", part->value);
    value_set_int(body, "until_us", until_us);
    value_set_text(body, "why", value_get_text(answers, "why"));
    TRY(act_append(act, &p.core, ENTRY_RETENTION_MOVED, 0, body));
    journal_retain(act->batch, part->dossier, until_us / DAY_US);
    return person_card(act, &p);
}

enum err see_erasure(struct act *act, struct id person, json_t *view)
{
    struct person p;
    struct vec parts;
    json_t *open = value_array();
    TRY(act_permit(act, MAY_OPEN_CASES));
    TRY(person_open(act, person, &p));
    TRY(erasure_parts(act, &p, &parts));
    TRY(open_referrals(act, &p, open));
    see_identity(act, &p.c, person, view);
    show_parts(act, &parts, view);
    value_set(view, "open", open);
    value_set_flag(view, "has_open", json_array_size(open) > 0);
    value_set_text(view, "back_url", see_person_url(act, person, ""));
    if (!id_is_none(p.c.erasure.asked_by)) {
        show_asked(act, &p, view);
    }
    return OK;
}

enum err see_erasure_choices(struct act *act, struct id person, struct option_lists *lists)
{
    struct person p;
    struct vec parts;
    TRY(act_permit(act, MAY_OPEN_CASES));
    TRY(person_open(act, person, &p));
    TRY(erasure_parts(act, &p, &parts));
    struct vec options = vec_of(act->arena, struct option);
    for (size_t i = 0; i < parts.count; i++) {
        const struct erasure_part *part = vec_at(&parts, struct erasure_part, i);
        *(struct option *)vec_add(&options) =
            (struct option){.value = part->value, .label = part->words, .name = true};
    }
    form_add_list(lists, "parts", &options);
    return OK;
}

static enum err no_open_referral(struct act *act, const struct person *p)
{
    const struct conference *conference = conferences_open(&p->c.conferences);
    if (conference && conference->state != CONFERENCE_APPROVED) {
        return fault_set(act->fault, ERR_INVALID,
                         N_("First cancel the conference that is under way, so that nobody meets "
                            "about this person."),
                         STR_NONE);
    }
    json_t *open = value_array();
    TRY(open_referrals(act, p, open));
    if (json_array_size(open) > 0) {
        return fault_set(act->fault, ERR_INVALID,
                         N_("First stop the referrals that are under way, so that nobody goes on "
                            "with them."),
                         STR_NONE);
    }
    return OK;
}

/* Those that somebody may still be working on. */
static enum err open_referrals(struct act *act, const struct person *p, json_t *ret)
{
    for (size_t i = 0; i < p->c.referrals.count; i++) {
        const struct referral *referral = vec_at(&p->c.referrals, struct referral, i);
        struct referral_row row;
        if (id_is_none(referral->slip)) {
            continue;
        }
        TRY(referrals_get(act->db, act->arena, referral->slip, &row));
        if (referral_ended((enum referral_state)row.state) &&
            row.state != REFERRAL_SERVICE_PARTLY) {
            continue;
        }
        struct str rest = str_join_in(act->arena, S("/derivaciones/"),
                                      id_text(act->arena, referral->id), STR_NONE);
        json_t *one = value_object();
        value_set_text(one, "code", row.code);
        value_set_text(one, "referral_url",
                       see_person_url(act, p->core.id, str_z(act->arena, rest)));
        value_push(ret, one);
    }
    return OK;
}

static enum err erase_all(struct act *act, const struct person *p, int64_t *ret_count)
{
    struct vec dossiers = vec_of(act->arena, struct case_dossier);
    case_dossier_add(&dossiers, p->core.id, DOSSIER_CORE);
    case_dossiers(&p->c, &dossiers);
    TRY(add_asked(act, p, &dossiers));
    TRY(add_left(act, p, &dossiers));
    batch_widen(act->batch); /* a long case has many */
    for (size_t i = 0; i < dossiers.count; i++) {
        TRY(erase_one(act, vec_at(&dossiers, struct case_dossier, i)->id, ret_count));
    }
    return breach_forget(act, p, ret_count);
}

/* Where there was room for her: also of drafts that another took the place of. */
static enum err add_asked(struct act *act, const struct person *p, struct vec *dossiers)
{
    for (size_t i = 0; i < p->core.count; i++) {
        const struct entry *entry = &p->core.entries[i];
        if (entry->type == ENTRY_TRANSFER_DRAFTED) {
            TRY(add_there(act, value_get_id(entry->body, "capacity"), dossiers));
        }
    }
    return OK;
}

/* What she held back at a transfer, and what who had her before remembers: only the transfer knows
 * of them. */
static enum err add_left(struct act *act, const struct person *p, struct vec *dossiers)
{
    for (size_t i = 0; i < p->c.transfers.count; i++) {
        const struct transfer *transfer = vec_at(&p->c.transfers, struct transfer, i);
        struct dossier dossier;
        if (transfer->sent_us == 0 || !act_can_open(act, transfer->id)) {
            continue;
        }
        TRY(act_open(act, transfer->id, DOSSIER_TRANSFER, &dossier));
        struct handover h = handover_fold(dossier.entries, dossier.count);
        const json_t *kept = value_get(h.accepted, "kept");
        for (size_t k = 0; k < json_array_size(kept); k++) {
            struct id id = value_get_id(json_array_get(kept, k), "dossier");
            TRY(add_there(act, id, dossiers));
        }
        TRY(add_there(act, value_get_id(h.accepted, "archive"), dossiers));
    }
    return OK;
}

/* Once, and if it is still there: given back, a part is the case's again and an archive is gone. */
static enum err add_there(struct act *act, struct id id, struct vec *dossiers)
{
    struct dossier_row row;
    for (size_t i = 0; i < dossiers->count; i++) {
        if (id_eq(vec_at(dossiers, struct case_dossier, i)->id, id)) {
            return OK;
        }
    }
    enum err err = id_is_none(id) ? ERR_NOT_FOUND : journal_get(act->db, id, &row);
    if (err == ERR_NOT_FOUND) {
        return OK;
    }
    TRY(err);
    case_dossier_add(dossiers, id, (enum dossier_kind)row.kind);
    return OK;
}

static enum err erase_part(struct act *act, struct person *p, const struct erasure_part *part,
                           int64_t *ret_count)
{
    json_t *body = value_object();
    value_set_text(body, "part", part->value);
    value_set_text(body, "reason", p->c.erasure.reason);
    value_set_id(body, "asked_by", p->c.erasure.asked_by);
    if (part->referral) {
        value_set_id(body, "referral", part->referral->id);
        TRY(erase_one(act, part->referral->slip, ret_count));
        TRY(erase_one(act, part->referral->contact, ret_count));
    } else {
        TRY(erase_account(act, p, body, ret_count));
    }
    TRY(act_append(act, &p->core, ENTRY_PART_ERASED, 0, body));
    return person_card(act, p);
}

/* An empty one takes its place: a case always has its five dossiers, and she may tell it again. */
static enum err erase_account(struct act *act, struct person *p, json_t *body, int64_t *ret_count)
{
    struct dossier empty = act_create(act, DOSSIER_ACCOUNT);
    TRY(erase_one(act, p->c.account, ret_count));
    TRY(readers_grant_as(act, &empty, p->core.id, p->c.exclusion));
    TRY(readers_wait_as(act, &empty, p->c.account));
    value_set_id(body, "account", empty.id);
    return OK;
}

static void show_parts(struct act *act, const struct vec *parts, json_t *view)
{
    json_t *kept = value_array();
    for (size_t i = 0; i < parts->count; i++) {
        const struct erasure_part *part = vec_at(parts, struct erasure_part, i);
        json_t *one = value_object();
        value_set_text(one, "part", part->value);
        value_set_text(one, "words", part->words);
        value_set_text(one, "until", act_date(act, part->until_day * DAY_US + DAY_US / 2));
        value_set_flag(one, "is_due", erasure_part_due(act, part));
        value_push(kept, one);
    }
    value_set(view, "kept", kept);
}

static void show_asked(struct act *act, const struct person *p, json_t *view)
{
    struct id person = p->core.id;
    json_t *asked = value_object();
    value_set_text(asked, "by", see_name_of(act, p->c.erasure.asked_by));
    value_set_text(asked, "when", act_time(act, p->c.erasure.asked_us));
    value_set_text(asked, "why", see_choice(act, "erasure", "reason", p->c.erasure.reason));
    value_set_text(asked, "what", erasure_part_words(act, &p->c, p->c.erasure.part));
    value_set_flag(asked, "is_all", str_eq(p->c.erasure.part, S(ERASURE_ALL)));
    value_set_flag(asked, "may_confirm", !id_eq(p->c.erasure.asked_by, act->actor.member));
    value_set_text(asked, "confirm_url", see_person_url(act, person, "/conservar/borrar"));
    value_set_text(asked, "drop_url", see_person_url(act, person, "/conservar/no-borrar"));
    value_set(view, "asked", asked);
}

static enum err erase_one(struct act *act, struct id dossier, int64_t *count)
{
    struct dossier_row row;
    if (id_is_none(dossier)) {
        return OK;
    }
    TRY(journal_get(act->db, dossier, &row));
    journal_erase(act->batch, &row);
    (*count)++;
    return OK;
}
