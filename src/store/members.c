#include "store/members.h"

#include "base/buf.h"

static struct member_row member_read(struct db_rows *rows, struct arena *arena);
static enum err member_take(struct db_rows *rows, struct arena *arena, struct member_row *ret);
static enum err members_read(struct db_rows *rows, struct arena *arena, struct member_rows *ret);
static enum err memberships_read(struct db_rows *rows, struct arena *arena, size_t max,
                                 struct membership_rows *ret);

enum err members_get(struct db *db, struct arena *arena, struct id id, struct member_row *ret)
{
    DB_QUERY(db, rows, SQL_MEMBER_GET, db_blob(id_bytes(&id)));
    return member_take(&rows, arena, ret);
}

enum err members_find(struct db *db, struct arena *arena, struct str login, struct member_row *ret)
{
    DB_QUERY(db, rows, SQL_MEMBER_FIND, db_text(login));
    return member_take(&rows, arena, ret);
}

enum err members_of_holder(struct db *db, struct arena *arena, struct id holder,
                           struct member_row *ret)
{
    DB_QUERY(db, rows, SQL_MEMBER_OF_HOLDER, db_id(arena, holder));
    return member_take(&rows, arena, ret);
}

enum err members_list(struct db *db, struct arena *arena, struct member_rows *ret)
{
    DB_QUERY(db, rows, SQL_MEMBER_LIST, db_int(LIMIT_DIRECTORY_ROWS + 1));
    return members_read(&rows, arena, ret);
}

enum err members_page(struct db *db, struct arena *arena, struct id after, size_t limit,
                      struct member_rows *ret)
{
    DB_QUERY(db, rows, SQL_MEMBER_PAGE, db_blob(id_bytes(&after)), db_int((int64_t)limit));
    return members_read(&rows, arena, ret);
}

enum err members_of_unit(struct db *db, struct arena *arena, struct id unit,
                         struct member_rows *ret)
{
    DB_QUERY(db, rows, SQL_MEMBER_LIST_OF_UNIT, db_blob(id_bytes(&unit)),
             db_int(LIMIT_DIRECTORY_ROWS + 1));
    return members_read(&rows, arena, ret);
}

enum err members_of_organisation(struct db *db, struct arena *arena, struct id organisation,
                                 struct member_rows *ret)
{
    DB_QUERY(db, rows, SQL_MEMBER_LIST_OF_ORGANISATION, db_blob(id_bytes(&organisation)),
             db_int(LIMIT_DIRECTORY_ROWS + 1));
    return members_read(&rows, arena, ret);
}

void members_add(struct batch *batch, const struct member_row *member)
{
    struct arena *arena = batch->arena;

    BATCH(batch, SQL_MEMBER_ADD, 1, db_id(arena, member->id), db_id(arena, member->unit),
          db_text(member->login), db_text(member->name), db_int(member->roles),
          db_text(member->state), db_id_or_null(arena, member->deputy), db_text(member->language),
          db_id(arena, member->holder), db_blob(member->salt), db_int(member->profile_kib),
          db_int(member->profile_passes), db_blob(member->verifier), db_blob(member->secret_box),
          db_blob(member->activation_box), db_int(member->activation_until_us),
          db_blob(member->mac));
}

void members_change(struct batch *batch, const struct member_row *member)
{
    struct arena *arena = batch->arena;

    BATCH(batch, SQL_MEMBER_CHANGE, 1, db_id(arena, member->id), db_int(member->version),
          db_id(arena, member->unit), db_text(member->login), db_text(member->name),
          db_int(member->roles), db_text(member->state), db_id_or_null(arena, member->deputy),
          db_text(member->language), db_id(arena, member->holder), db_blob(member->salt),
          db_int(member->profile_kib), db_int(member->profile_passes), db_blob(member->verifier),
          db_blob(member->secret_box), db_blob(member->activation_box),
          db_int(member->activation_until_us), db_blob(member->mac));
}

void members_expect(struct batch *batch, const struct member_row *read)
{
    BATCH(batch, SQL_MEMBER_EXPECT, 1, db_id(batch->arena, read->id), db_int(read->version));
}

enum err members_absence(struct db *db, struct id member, struct absence_row *ret)
{
    struct absence_row row = {.member = member};
    bool found = false;

    DB_QUERY(db, rows, SQL_ABSENCE_GET, db_blob(id_bytes(&member)));
    if (db_step(&rows)) {
        found = true;
        row.from_day = db_col_int(&rows, 0);
        row.until_day = db_col_int(&rows, 1);
    }
    TRY(db_done(&rows));
    if (!found) {
        return ERR_NOT_FOUND;
    }
    *ret = row;
    return OK;
}

enum err members_absences(struct db *db, struct arena *arena, int64_t day, struct absence_rows *ret)
{
    struct vec list = vec_of(arena, struct absence_row);

    DB_QUERY(db, rows, SQL_ABSENCE_LIST, db_int(day), db_int(LIMIT_DIRECTORY_ROWS + 1));
    while (db_step_upto(&rows, list.count, LIMIT_DIRECTORY_ROWS)) {
        *(struct absence_row *)vec_add(&list) = (struct absence_row){
            .member = db_col_id(&rows, 0),
            .from_day = db_col_int(&rows, 1),
            .until_day = db_col_int(&rows, 2),
        };
    }
    TRY(db_done(&rows));
    *ret = (struct absence_rows){list.at, list.count};
    return OK;
}

void members_put_absence(struct batch *batch, const struct absence_row *absence)
{
    BATCH(batch, SQL_ABSENCE_PUT, 1, db_id(batch->arena, absence->member),
          db_int(absence->from_day), db_int(absence->until_day));
}

void members_remove_absence(struct batch *batch, struct id member)
{
    BATCH(batch, SQL_ABSENCE_REMOVE, BATCH_ANY_ROWS, db_id(batch->arena, member));
}

void members_forget_absences(struct batch *batch, int64_t before_day)
{
    BATCH(batch, SQL_ABSENCE_FORGET, BATCH_ANY_ROWS, db_int(before_day));
}

enum err members_functions(struct db *db, struct arena *arena, struct id member,
                           struct membership_rows *ret)
{
    DB_QUERY(db, rows, SQL_MEMBERSHIP_LIST_OF_MEMBER, db_blob(id_bytes(&member)),
             db_int(LIMIT_HOLDERS + 1));
    return memberships_read(&rows, arena, LIMIT_HOLDERS, ret);
}

enum err members_of_function(struct db *db, struct arena *arena, struct id holder,
                             struct membership_rows *ret)
{
    DB_QUERY(db, rows, SQL_MEMBERSHIP_LIST_OF_HOLDER, db_blob(id_bytes(&holder)),
             db_int(LIMIT_DIRECTORY_ROWS + 1));
    return memberships_read(&rows, arena, LIMIT_DIRECTORY_ROWS, ret);
}

void members_join(struct batch *batch, const struct membership_row *membership)
{
    BATCH(batch, SQL_MEMBERSHIP_ADD, 1, db_id(batch->arena, membership->holder),
          db_id(batch->arena, membership->member), db_int(membership->is_deputy),
          db_int(membership->version), db_blob(membership->mac));
}

void members_leave(struct batch *batch, const struct membership_row *read)
{
    BATCH(batch, SQL_MEMBERSHIP_REMOVE, 1, db_id(batch->arena, read->holder),
          db_id(batch->arena, read->member), db_int(read->version));
}

enum err members_signers(struct db *db, struct arena *arena, struct id member,
                         struct signer_rows *ret)
{
    struct vec list = vec_of(arena, struct signer_row);

    DB_QUERY(db, rows, SQL_SIGNER_LIST, db_blob(id_bytes(&member)),
             db_int(LIMIT_DIRECTORY_ROWS + 1));
    while (db_step_upto(&rows, list.count, LIMIT_DIRECTORY_ROWS)) {
        *(struct signer_row *)vec_add(&list) = (struct signer_row){
            .member = db_col_id(&rows, 0),
            .public_key = db_copy(&rows, arena, 1),
            .from_us = db_col_int(&rows, 2),
            .mac = db_copy(&rows, arena, 3),
        };
    }
    TRY(db_done(&rows));
    *ret = (struct signer_rows){list.at, list.count};
    return OK;
}

void members_add_signer(struct batch *batch, const struct signer_row *signer)
{
    BATCH(batch, SQL_SIGNER_ADD, 1, db_id(batch->arena, signer->member),
          db_blob(signer->public_key), db_int(signer->from_us), db_blob(signer->mac));
}

void members_remac(struct batch *batch, const struct member_row *read, struct str mac)
{
    BATCH(batch, SQL_MEMBER_REMAC, 1, db_id(batch->arena, read->id), db_blob(read->mac),
          db_blob(mac));
}

void members_remac_function(struct batch *batch, const struct membership_row *read, struct str mac)
{
    BATCH(batch, SQL_MEMBERSHIP_REMAC, 1, db_id(batch->arena, read->holder),
          db_id(batch->arena, read->member), db_blob(read->mac), db_blob(mac));
}

void members_remac_signer(struct batch *batch, const struct signer_row *read, struct str mac)
{
    BATCH(batch, SQL_SIGNER_REMAC, 1, db_id(batch->arena, read->member), db_blob(read->public_key),
          db_blob(read->mac), db_blob(mac));
}

static struct member_row member_read(struct db_rows *rows, struct arena *arena)
{
    return (struct member_row){
        .id = db_col_id(rows, 0),
        .unit = db_col_id(rows, 1),
        .login = db_copy(rows, arena, 2),
        .name = db_copy(rows, arena, 3),
        .roles = (unsigned)db_col_int(rows, 4),
        .state = db_copy(rows, arena, 5),
        .deputy = db_col_id(rows, 6),
        .language = db_copy(rows, arena, 7),
        .version = db_col_int(rows, 8),
        .holder = db_col_id(rows, 9),
        .salt = db_copy(rows, arena, 10),
        .profile_kib = (int)db_col_int(rows, 11),
        .profile_passes = (int)db_col_int(rows, 12),
        .verifier = db_copy(rows, arena, 13),
        .secret_box = db_copy(rows, arena, 14),
        .activation_box = db_copy(rows, arena, 15),
        .activation_until_us = db_col_int(rows, 16),
        .mac = db_copy(rows, arena, 17),
    };
}

static enum err member_take(struct db_rows *rows, struct arena *arena, struct member_row *ret)
{
    struct member_row row = {.version = 0};

    if (db_step(rows)) {
        row = member_read(rows, arena);
    }
    TRY(db_done(rows));
    if (row.version == 0) {
        return ERR_NOT_FOUND;
    }
    *ret = row;
    return OK;
}

static enum err members_read(struct db_rows *rows, struct arena *arena, struct member_rows *ret)
{
    struct vec list = vec_of(arena, struct member_row);

    while (db_step_upto(rows, list.count, LIMIT_DIRECTORY_ROWS)) {
        *(struct member_row *)vec_add(&list) = member_read(rows, arena);
    }
    TRY(db_done(rows));
    *ret = (struct member_rows){list.at, list.count};
    return OK;
}

static enum err memberships_read(struct db_rows *rows, struct arena *arena, size_t max,
                                 struct membership_rows *ret)
{
    struct vec list = vec_of(arena, struct membership_row);

    while (db_step_upto(rows, list.count, max)) {
        *(struct membership_row *)vec_add(&list) = (struct membership_row){
            .holder = db_col_id(rows, 0),
            .member = db_col_id(rows, 1),
            .is_deputy = db_col_int(rows, 2) != 0,
            .version = db_col_int(rows, 3),
            .mac = db_copy(rows, arena, 4),
        };
    }
    TRY(db_done(rows));
    *ret = (struct membership_rows){list.at, list.count};
    return OK;
}
