#include "work/transfer/archive.h"

#include "store/referrals.h"
#include "store/tasks.h"
#include "work/cards.h"
#include "work/macs.h"
#include "work/readers.h"
#include "work/referral/follow.h"
#include "work/referral/see_referral.h"
#include "work/see.h"
#include "work/transfer/handing.h"
#include "work/transfer/item.h"

enum { TASKS_MAX = 100 };

static json_t *stays_of(struct act *act, const struct case_state *c,
                        const struct transfer *transfer);
static enum err archive_open(struct act *act, struct id id, struct dossier *ret,
                             const json_t **ret_body);
static bool names_slip(const json_t *body, struct id slip);
static enum err stay_view(struct act *act, const json_t *one, json_t **ret);
static enum err told_waits(struct act *act, const struct referral_row *row, bool *ret);
static bool find(void *context, struct card_seen *seen);
static bool visit(void *context, struct card_seen *seen);
static struct str archive_url(struct act *act, struct id archive);

struct finding {
    struct act *act;
    struct id slip;
    struct str code, url;
};

enum err archive_write(struct act *act, const struct person *p, const struct transfer *transfer,
                       struct id *ret)
{
    const struct case_state *c = &p->c;
    struct dossier dossier = act_create(act, DOSSIER_ARCHIVE);
    TRY(readers_grant_as(act, &dossier, p->core.id, c->exclusion));
    json_t *body = value_object();
    value_set_id(body, "transfer", transfer->id);
    value_set_text(body, "code", c->code);
    value_set_text(body, "to", see_place(act, transfer->organisation_name, transfer->unit_name));
    value_set_int(body, "opened_us", c->opened_us);
    value_set_int(body, "moved_us", act->now_us);
    value_set_int(body, "needs", (int64_t)c->needs.count);
    value_set_int(body, "referrals", (int64_t)c->referrals.count);
    value_set_int(body, "entries", (int64_t)p->core.count);
    value_set(body, "stays", stays_of(act, c, transfer));
    TRY(act_append(act, &dossier, ENTRY_ARCHIVE_WRITTEN, 0, body));
    json_t *card = value_object();
    static const char *const taken[] = {"transfer", "code", "to", "moved_us", "stays"};
    for (size_t i = 0; i < sizeof(taken) / sizeof(taken[0]); i++) {
        value_set(card, taken[i], value_get(body, taken[i]));
    }
    act_card_not_for(card, c->exclusion);
    *ret = dossier.id;
    return act_card(act, &dossier, c->code, card);
}

enum err archive_close(struct act *act, struct id archive, struct id slip)
{
    struct dossier dossier, opened;
    const json_t *body;
    struct referral_row row;
    enum referral_state next;
    TRY(act_permit(act, MAY_REFER));
    TRY(archive_open(act, archive, &dossier, &body));
    if (!names_slip(body, slip)) {
        return act_not_here(act);
    }
    TRY(referrals_get(act->db, act->arena, slip, &row));
    if (row.cleared.len > 0) {
        tasks_finish_of_dossier(act->batch, slip, S(TASK_TELL_CLEARED), act->now_us);
    }
    if (row.cleared.len > 0 && row.state == REFERRAL_CLOSED) {
        act_note(act, archive, S("closed"), 0);
        return OK; /* they answered after it was closed */
    }
    bool ended = referral_ended((enum referral_state)row.state);
    enum referral_act what = ended ? ACT_CLOSE : ACT_CANCEL;
    if (referral_next((enum referral_state)row.state, what, &next, act->fault) != OK) {
        return ERR_INVALID;
    }
    TRY(act_open(act, slip, DOSSIER_SLIP, &opened));
    struct slip now = slip_fold(opened.entries, opened.count);
    if (!ended) {
        json_t *why = value_object();
        value_set_z(why, "why", "cancelled");
        TRY(act_append(act, &opened, ENTRY_SLIP_STOPPED, 0, why));
    }
    struct referral_move move = {.slip = slip,
                                 .version = row.version,
                                 .state = (int)next,
                                 .is_open = referral_open(next),
                                 .withdrawn = row.withdrawn || !ended,
                                 .state_us = act->now_us};
    referrals_move(act->batch, &move);
    act_revoke(act, slip, row.receiver_holder);
    act_revoke(act, now.contact, row.receiver_holder);
    return OK;
}

enum err see_archive(struct act *act, struct id archive, json_t *view)
{
    struct dossier dossier;
    const json_t *body;
    struct transfer_row row;
    json_t *rows = value_array();
    json_t *stays = value_array();
    TRY(archive_open(act, archive, &dossier, &body));
    see_row(act, rows, N_("Code"), value_get_text(body, "code"));
    see_row(act, rows, N_("Transferred to"), value_get_text(body, "to"));
    see_row(act, rows, N_("Accompanied since"), act_date(act, value_get_int(body, "opened_us", 0)));
    see_row(act, rows, N_("Transferred on"), act_date(act, value_get_int(body, "moved_us", 0)));
    enum err err = macs_transfer_row(act, value_get_id(body, "transfer"), &row);
    if (err == OK) {
        see_row(act, rows, N_("State"),
                act_words(act, transfer_state_label((enum transfer_state)row.state)));
        see_row(act, rows, N_("Since"), act_date(act, row.state_us));
    } else if (err == ERR_NOT_FOUND) { /* erased since by those who accompany */
        *act->fault = (struct fault){0};
    } else {
        return err;
    }
    see_row(act, rows, N_("Counts"),
            str_printf_in(act->arena, "%.*s: %lld · %.*s: %lld · %.*s: %lld",
                          STR_ARGS(act_words(act, N_("Needs"))),
                          (long long)value_get_int(body, "needs", 0),
                          STR_ARGS(act_words(act, N_("Referrals"))),
                          (long long)value_get_int(body, "referrals", 0),
                          STR_ARGS(act_words(act, N_("Notes of the history"))),
                          (long long)value_get_int(body, "entries", 0)));
    const json_t *list = value_get(body, "stays");
    for (size_t i = 0; i < json_array_size(list); i++) {
        json_t *one;
        TRY(stay_view(act, json_array_get(list, i), &one));
        value_push(stays, one);
    }
    value_set(view, "rows", rows);
    value_set(view, "stays", stays);
    value_set_flag(view, "has_stays", json_array_size(stays) > 0);
    return OK;
}

enum err archive_of(struct act *act, struct id slip, struct str *ret_code, struct str *ret_url)
{
    struct finding finding = {.act = act, .slip = slip};
    TRY(act_more_cards(act, DOSSIER_ARCHIVE, find, &finding));
    *ret_code = finding.code;
    *ret_url = finding.url;
    return OK;
}

struct archives {
    struct act *act;
    struct vec *items;
};

enum err see_archives(struct act *act, struct vec *items)
{
    struct archives archives = {act, items};
    return act_more_cards(act, DOSSIER_ARCHIVE, visit, &archives);
}

static json_t *stays_of(struct act *act, const struct case_state *c,
                        const struct transfer *transfer)
{
    json_t *stays = value_array();
    for (size_t i = 0; i < c->referrals.count; i++) {
        const struct referral *referral = vec_at(&c->referrals, struct referral, i);
        if (!id_is_none(referral->slip) && handing_leaves(act, transfer, referral)) {
            json_t *one = value_object();
            value_set_id(one, "slip", referral->slip);
            value_set_text(one, "code", referral->code);
            value_set_text(one, "service", referral->service);
            value_set_text(one, "place",
                           see_place(act, referral->organisation_name, referral->unit_name));
            value_push(stays, one);
        }
    }
    return stays;
}

static enum err archive_open(struct act *act, struct id id, struct dossier *ret,
                             const json_t **ret_body)
{
    json_t *card;
    TRY(act_open_with_card(act, id, DOSSIER_ARCHIVE, ret, &card));
    *ret_body = ret->count > 0 ? ret->entries[0].body : NULL;
    return *ret_body ? OK : ERR_CORRUPT;
}

static bool names_slip(const json_t *body, struct id slip)
{
    const json_t *stays = value_get(body, "stays");
    for (size_t i = 0; i < json_array_size(stays); i++) {
        if (id_eq(value_get_id(json_array_get(stays, i), "slip"), slip)) {
            return true;
        }
    }
    return false;
}

static enum err stay_view(struct act *act, const json_t *one, json_t **ret)
{
    struct referral_row row;
    struct id slip = value_get_id(one, "slip");
    TRY(referrals_get(act->db, act->arena, slip, &row));
    json_t *view = value_object();
    value_set_text(view, "code", value_get_text(one, "code"));
    value_set_text(view, "service_label", see_service(act, value_get_text(one, "service")));
    value_set_text(view, "place", value_get_text(one, "place"));
    value_set_id(view, "slip", slip);
    value_set_text(view, "state", see_state(act, (enum referral_state)row.state));
    bool waits = false;
    TRY(told_waits(act, &row, &waits));
    value_set_text(view, "cleared", see_referral_cleared(act, &(struct referral){0}, &row));
    value_set_flag(view, "is_told", row.cleared.len > 0);
    value_set_flag(view, "is_open", referral_open((enum referral_state)row.state) || waits);
    value_set_flag(view, "ended", referral_ended((enum referral_state)row.state));
    *ret = view;
    return OK;
}

/* What they answered to being asked to delete has not been noted here yet. */
static enum err told_waits(struct act *act, const struct referral_row *row, bool *ret)
{
    struct task_rows tasks;
    TRY(tasks_of_dossier(act->db, act->arena, row->slip, TASKS_MAX, &tasks));
    *ret = false;
    for (size_t i = 0; i < tasks.count; i++) {
        *ret = *ret || (tasks.at[i].is_open && str_eq(tasks.at[i].kind, S(TASK_TELL_CLEARED)));
    }
    return OK;
}

static bool find(void *context, struct card_seen *seen)
{
    struct finding *finding = context;
    const json_t *card = seen->card(seen);
    if (names_slip(card, finding->slip)) {
        finding->code = value_get_text(card, "code");
        finding->url = archive_url(finding->act, seen->dossier);
    }
    return finding->url.len == 0;
}

static bool visit(void *context, struct card_seen *seen)
{
    struct archives *archives = context;
    struct act *act = archives->act;
    const json_t *card = seen->card(seen);
    int64_t moved_us = value_get_int(card, "moved_us", 0);
    *(struct transfer_item *)vec_add(archives->items) = (struct transfer_item){
        .section = ITEM_ARCHIVE,
        .kind = "archive",
        .at_us = moved_us,
        .code = value_get_text(card, "code"),
        .state = act_words(act, N_("Transferred")),
        .place = value_get_text(card, "to"),
        .next = act_words_with(act, N_("Since {{arg}}"), act_date(act, moved_us)),
        .url = archive_url(act, seen->dossier),
    };
    return true;
}

static struct str archive_url(struct act *act, struct id archive)
{
    return str_join_in(act->arena, S("/transferencias/archivo/"), id_text(act->arena, archive),
                       STR_NONE);
}
