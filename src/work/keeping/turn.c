#include "work/keeping/turn.h"

#include "work/macs.h"
#include "work/people/second_factor.h"

/* An arena of its own for a page of rows: there may be any number. */
struct page {
    struct arena *kept;
    struct arena *arena;
};

static enum err turn_settings(struct turning *t);
static enum err turn_holders(struct turning *t);
static enum err turn_holder(struct turning *t, const struct holder_row *holder);
static enum err turn_wraps(struct turning *t);
static enum err turn_grants(struct turning *t, struct id holder, int kind);
static enum err turn_grant(struct turning *t, const struct grant_row *grant);
static enum err turn_members(struct turning *t);
static enum err turn_member(struct turning *t, const struct member_row *member);
static enum err turn_memberships(struct turning *t, struct id member);
static enum err turn_signers(struct turning *t, struct id member);
static enum err turn_credential(struct turning *t, struct id member);
static enum err turn_sheet(struct turning *t, struct id member);
static enum err turn_new_sheet(struct turning *t, struct id holder);
static enum err turn_openings(struct turning *t);
static enum err page_open(struct turning *t, struct page *page);
static enum err page_close(struct turning *t, struct page *page, enum err err);
static enum err turn_transfers(struct turning *t);
static bool is_due(struct turning *t, enum err now, enum err before);
static enum err turned(struct turning *t);
static enum err commit(struct turning *t);

enum err turn_rows(struct turning *t)
{
    check(t->rows_per_commit > 0 && t->rows_per_commit <= LIMIT_BATCH_OPS);
    check(t->rows_per_page > 0 && t->rows_per_page <= LIMIT_DIRECTORY_ROWS);
    TRY(turn_settings(t));
    TRY(turn_holders(t));
    TRY(turn_wraps(t));
    TRY(turn_members(t));
    TRY(turn_openings(t));
    TRY(turn_transfers(t));
    act_note(&t->act, ID_NONE, S("turned"), t->turned);
    return commit(t);
}

static enum err turn_settings(struct turning *t)
{
    struct setting_rows rows;

    TRY(settings_list(t->act.db, t->act.arena, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        struct setting_row row = rows.at[i];
        if (is_due(t, macs_setting_check(t->act.server, &row),
                   macs_setting_check(t->former, &row))) {
            row.mac = macs_setting(&t->act, &row);
            settings_put(t->act.batch, &row);
            TRY(turned(t));
        }
    }
    return OK;
}

static enum err turn_holders(struct turning *t)
{
    struct id after = ID_NONE;
    size_t count = 0;

    do {
        struct page page;
        struct holder_rows rows = {0};
        enum err err = page_open(t, &page);
        err = err == OK ? holders_page(t->act.db, page.arena, after, t->rows_per_page, &rows) : err;
        for (size_t i = 0; i < rows.count && err == OK; i++) {
            err = turn_holder(t, &rows.at[i]);
            after = rows.at[i].id;
        }
        count = rows.count;
        TRY(page_close(t, &page, err));
    } while (count == t->rows_per_page);
    return OK;
}

static enum err turn_holder(struct turning *t, const struct holder_row *holder)
{
    if (is_due(t, macs_holder_check(t->act.server, holder), macs_holder_check(t->former, holder))) {
        holders_remac(t->act.batch, holder, macs_holder(&t->act, holder));
        TRY(turned(t));
    }
    TRY(turn_new_sheet(t, holder->id));
    for (int kind = 1; kind < DOSSIER_KIND_COUNT; kind++) {
        TRY(turn_grants(t, holder->id, kind));
    }
    return OK;
}

static enum err turn_wraps(struct turning *t)
{
    struct id after = ID_NONE;
    size_t count = 0;

    do {
        struct page page;
        struct wrap_rows rows = {0};
        enum err err = page_open(t, &page);
        err = err == OK ? holders_wraps_page(t->act.db, page.arena, after, t->rows_per_page, &rows)
                        : err;
        for (size_t i = 0; i < rows.count && err == OK; i++) {
            const struct wrap_row *wrap = &rows.at[i];
            if (is_due(t, macs_wrap_check(t->act.server, wrap), macs_wrap_check(t->former, wrap))) {
                holders_remac_wrap(t->act.batch, wrap, macs_wrap(&t->act, wrap));
                err = turned(t);
            }
            after = wrap->id;
        }
        count = rows.count;
        TRY(page_close(t, &page, err));
    } while (count == t->rows_per_page);
    return OK;
}

static enum err turn_grants(struct turning *t, struct id holder, int kind)
{
    struct id after = ID_NONE;
    size_t count = 0;

    do {
        struct page page;
        struct grant_rows rows = {0};
        enum err err = page_open(t, &page);
        err = err == OK ? grants_of_holder(t->act.db, page.arena, holder, kind, after,
                                           t->rows_per_page, &rows)
                        : err;
        for (size_t i = 0; i < rows.count && err == OK; i++) {
            err = turn_grant(t, &rows.at[i]);
            after = rows.at[i].dossier;
        }
        count = rows.count;
        TRY(page_close(t, &page, err));
    } while (count == t->rows_per_page);
    return OK;
}

static enum err turn_grant(struct turning *t, const struct grant_row *grant)
{
    struct grant_row now = *grant;

    if (!is_due(t, macs_grant_check(t->act.server, grant), macs_grant_check(t->former, grant))) {
        return OK;
    }
    if (grant->form == WRAP_PENDING) {
        struct str inner;
        TRY(wrap_peel(t->act.arena, &t->former->outer, grant->dossier, grant->wrap, &inner));
        now.wrap = wrap_pending_around(t->act.arena, &t->act.server->outer, grant->dossier, inner);
    }
    grants_rewrap(t->act.batch, grant, now.wrap, macs_grant(&t->act, &now));
    return turned(t);
}

static enum err turn_members(struct turning *t)
{
    struct id after = ID_NONE;
    size_t count = 0;

    do {
        struct page page;
        struct member_rows rows = {0};
        enum err err = page_open(t, &page);
        err = err == OK ? members_page(t->act.db, page.arena, after, t->rows_per_page, &rows) : err;
        for (size_t i = 0; i < rows.count && err == OK; i++) {
            err = turn_member(t, &rows.at[i]);
            after = rows.at[i].id;
        }
        count = rows.count;
        TRY(page_close(t, &page, err));
    } while (count == t->rows_per_page);
    return OK;
}

static enum err turn_member(struct turning *t, const struct member_row *member)
{
    if (is_due(t, macs_member_check(t->act.server, member), macs_member_check(t->former, member))) {
        members_remac(t->act.batch, member, macs_member(&t->act, member));
        TRY(turned(t));
    }
    TRY(turn_memberships(t, member->id));
    TRY(turn_signers(t, member->id));
    TRY(turn_sheet(t, member->id));
    return turn_credential(t, member->id);
}

static enum err turn_memberships(struct turning *t, struct id member)
{
    struct membership_rows rows;

    TRY(members_functions(t->act.db, t->act.arena, member, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        const struct membership_row *row = &rows.at[i];
        if (is_due(t, macs_membership_check(t->act.server, row),
                   macs_membership_check(t->former, row))) {
            members_remac_function(t->act.batch, row, macs_membership(&t->act, row));
            TRY(turned(t));
        }
    }
    return OK;
}

static enum err turn_signers(struct turning *t, struct id member)
{
    struct signer_rows rows;

    TRY(members_signers(t->act.db, t->act.arena, member, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        const struct signer_row *row = &rows.at[i];
        if (is_due(t, macs_signer_check(t->act.server, row), macs_signer_check(t->former, row))) {
            members_remac_signer(t->act.batch, row, macs_signer(&t->act, row));
            TRY(turned(t));
        }
    }
    return OK;
}

static enum err turn_credential(struct turning *t, struct id member)
{
    struct credential_row row;
    enum err err = credentials_get(t->act.db, t->act.arena, member, &row);

    if (err == ERR_NOT_FOUND) {
        return OK;
    }
    TRY(err);
    if (is_due(t, macs_credential_check(t->act.server, &row),
               macs_credential_check(t->former, &row))) {
        struct credential_row now = row;
        TRY(second_factor_reseal(&t->act, t->former, &now));
        now.mac = macs_credential(&t->act, &now);
        credentials_reseal(t->act.batch, &row, &now);
        TRY(turned(t));
    }
    return OK;
}

/* A request for the recovery sheet, if one stands. */
static enum err turn_sheet(struct turning *t, struct id member)
{
    struct sheet_row row;
    enum err err = sheets_get(t->act.db, t->act.arena, member, &row);

    if (err == ERR_NOT_FOUND) {
        return OK;
    }
    TRY(err);
    if (is_due(t, macs_sheet_check(t->act.server, &row), macs_sheet_check(t->former, &row))) {
        row.mac = macs_sheet(&t->act, &row);
        sheets_put(t->act.batch, &row);
        TRY(turned(t));
    }
    return OK;
}

/* A new sheet that is not finished. */
static enum err turn_new_sheet(struct turning *t, struct id holder)
{
    struct new_sheet_row row;
    enum err err = sheets_new_get(t->act.db, t->act.arena, holder, &row);

    if (err == ERR_NOT_FOUND) {
        return OK;
    }
    TRY(err);
    if (is_due(t, macs_new_sheet_check(t->act.server, &row),
               macs_new_sheet_check(t->former, &row))) {
        row.mac = macs_new_sheet(&t->act, &row);
        sheets_new_put(t->act.batch, &row);
        TRY(turned(t));
    }
    return OK;
}

static enum err turn_openings(struct turning *t)
{
    struct id after = ID_NONE;
    size_t count = 0;

    do {
        struct page page;
        struct opening_rows rows = {0};
        enum err err = page_open(t, &page);
        err = err == OK ? openings_all(t->act.db, page.arena, after, t->rows_per_page, &rows) : err;
        for (size_t i = 0; i < rows.count && err == OK; i++) {
            const struct opening_row *row = &rows.at[i];
            if (is_due(t, macs_opening_check(t->act.server, row),
                       macs_opening_check(t->former, row))) {
                openings_remac(t->act.batch, row, macs_opening(&t->act, row));
                err = turned(t);
            }
            after = row->id;
        }
        count = rows.count;
        TRY(page_close(t, &page, err));
    } while (count == t->rows_per_page);
    return OK;
}

/* What is in the batch lies in the arena that is left: it goes first. */
static enum err page_open(struct turning *t, struct page *page)
{
    *page = (struct page){.kept = t->act.arena, .arena = arena_open()};
    enum err err = commit(t);
    t->act.arena = page->arena;
    t->act.batch = batch_open(page->arena);
    return err;
}

static enum err page_close(struct turning *t, struct page *page, enum err err)
{
    err = err == OK ? commit(t) : err;
    t->act.arena = page->kept;
    t->act.batch = batch_open(page->kept);
    arena_close(page->arena);
    return err;
}

static enum err turn_transfers(struct turning *t)
{
    struct id after = ID_NONE;
    size_t count = 0;

    do {
        struct page page;
        struct transfer_rows rows = {0};
        enum err err = page_open(t, &page);
        err =
            err == OK ? transfers_all(t->act.db, page.arena, after, t->rows_per_page, &rows) : err;
        for (size_t i = 0; i < rows.count && err == OK; i++) {
            const struct transfer_row *row = &rows.at[i];
            if (is_due(t, macs_transfer_check(t->act.server, row),
                       macs_transfer_check(t->former, row))) {
                transfers_remac(t->act.batch, row, macs_transfer(&t->act, row));
                err = turned(t);
            }
            after = row->id;
        }
        count = rows.count;
        TRY(page_close(t, &page, err));
    } while (count == t->rows_per_page);
    return OK;
}

static bool is_due(struct turning *t, enum err now, enum err before)
{
    t->void_rows += now != OK && before != OK;
    return now != OK && before == OK;
}

static enum err turned(struct turning *t)
{
    t->turned++;
    return t->act.batch->count >= t->rows_per_commit ? commit(t) : OK;
}

static enum err commit(struct turning *t)
{
    if (!batch_empty(t->act.batch)) {
        TRY(t->commit(t->context, t->act.batch));
        t->act.batch = batch_open(t->act.arena);
    }
    return OK;
}
