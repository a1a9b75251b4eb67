#include "store/referrals.h"

#include "base/buf.h"

static struct referral_row row_read(struct db_rows *rows, struct arena *arena);
static enum err row_take(struct db_rows *rows, struct arena *arena, struct referral_row *ret);
static enum err rows_read(struct db_rows *rows, struct arena *arena, struct referral_rows *ret);
static struct db_value clock_value(const struct referral_clock *clock, int64_t number);

enum err referrals_get(struct db *db, struct arena *arena, struct id slip, struct referral_row *ret)
{
    DB_QUERY(db, rows, SQL_REFERRAL_GET, db_blob(id_bytes(&slip)));
    return row_take(&rows, arena, ret);
}

enum err referrals_find(struct db *db, struct arena *arena, struct str code,
                        struct referral_row *ret)
{
    DB_QUERY(db, rows, SQL_REFERRAL_FIND, db_text(code));
    return row_take(&rows, arena, ret);
}

enum err referrals_list(struct db *db, struct arena *arena, const struct referrals_page *page,
                        struct referral_rows *ret)
{
    static const enum sql by_side[] = {
        [REFERRALS_INBOX] = SQL_REFERRAL_INBOX,
        [REFERRALS_OUTBOX] = SQL_REFERRAL_OUTBOX,
        [REFERRALS_OWN] = SQL_REFERRAL_OWN,
    };

    DB_QUERY(db, rows, by_side[page->side], db_blob(id_bytes(&page->whose)),
             db_int(page->open_only), db_int(page->before_us > 0 ? page->before_us : INT64_MAX),
             db_blob(id_bytes(&page->before_slip)), db_int((int64_t)page->limit));
    return rows_read(&rows, arena, ret);
}

enum err referrals_escalated(struct db *db, struct arena *arena,
                             const struct referrals_escalation *of, struct referral_rows *ret)
{
    DB_QUERY(db, rows, SQL_REFERRAL_ESCALATED, db_blob(id_bytes(&of->coordinator)),
             db_int(of->now_us), db_int(of->without[0]), db_int(of->without[1]),
             db_int((int64_t)of->limit));
    return rows_read(&rows, arena, ret);
}

void referrals_add(struct batch *batch, const struct referral_row *referral)
{
    struct arena *arena = batch->arena;
    const struct referral_clock *clock = &referral->clock;

    BATCH(batch, SQL_REFERRAL_ADD, 1, db_id(arena, referral->slip), db_text(referral->code),
          db_int(referral->kind), db_id_or_null(arena, referral->receiver_holder),
          db_id_or_null(arena, referral->receiver_unit), db_id(arena, referral->sender_holder),
          db_id(arena, referral->sender_member), db_id_or_null(arena, referral->coordinator_holder),
          db_int(referral->state), db_int(referral->is_open), db_int(referral->withdrawn),
          db_text(referral->priority), db_int(referral->recorded_us),
          db_int_or_null(referral->sent_us), db_int(referral->state_us),
          clock_value(clock, clock->kind), clock_value(clock, clock->from_us),
          clock_value(clock, clock->remind_us), clock_value(clock, clock->due_us),
          clock_value(clock, clock->escalate_us),
          referral->notice.len > 0 ? db_blob(referral->notice) : db_null(),
          db_int(referral->notice_generation));
}

enum err referrals_former_notices(struct db *db, struct arena *arena, struct id coordinator,
                                  int64_t generation, const struct referral_row *after,
                                  size_t limit, struct referral_rows *ret)
{
    struct id slip = after ? after->slip : ID_NONE;

    DB_QUERY(db, rows, SQL_REFERRAL_LIST_FORMER_NOTICE, db_blob(id_bytes(&coordinator)),
             db_int(generation), db_int(after ? after->recorded_us : 0), db_blob(id_bytes(&slip)),
             db_int((int64_t)limit));
    return rows_read(&rows, arena, ret);
}

void referrals_reseal_notice(struct batch *batch, const struct referral_row *read,
                             struct str notice, int64_t generation)
{
    BATCH(batch, SQL_REFERRAL_RESEAL_NOTICE, BATCH_ANY_ROWS, db_id(batch->arena, read->slip),
          db_int(read->notice_generation), db_blob(notice), db_int(generation));
}

void referrals_hand_over(struct batch *batch, struct id slip, struct id from, struct id to)
{
    BATCH(batch, SQL_REFERRAL_HAND_OVER, BATCH_ANY_ROWS, db_id(batch->arena, slip),
          db_id(batch->arena, from), db_id(batch->arena, to));
}

void referrals_change_sender(struct batch *batch, struct id slip, struct id holder,
                             struct id member)
{
    BATCH(batch, SQL_REFERRAL_CHANGE_SENDER, 1, db_id(batch->arena, slip),
          db_id(batch->arena, holder), db_id(batch->arena, member));
}

void referrals_clear(struct batch *batch, const struct referral_row *read, struct str cleared,
                     int64_t now_us)
{
    BATCH(batch, SQL_REFERRAL_CLEAR, 1, db_id(batch->arena, read->slip), db_int(read->version),
          db_text(cleared), db_int(now_us));
}

void referrals_move(struct batch *batch, const struct referral_move *move)
{
    const struct referral_clock *clock = &move->clock;

    BATCH(batch, SQL_REFERRAL_MOVE, 1, db_id(batch->arena, move->slip), db_int(move->version),
          db_int(move->state), db_int(move->is_open), db_int(move->withdrawn),
          db_int(move->state_us), db_int_or_null(move->sent_us), clock_value(clock, clock->kind),
          clock_value(clock, clock->from_us), clock_value(clock, clock->remind_us),
          clock_value(clock, clock->due_us), clock_value(clock, clock->escalate_us));
}

static struct referral_row row_read(struct db_rows *rows, struct arena *arena)
{
    return (struct referral_row){
        .slip = db_col_id(rows, 0),
        .code = db_copy(rows, arena, 1),
        .kind = (int)db_col_int(rows, 2),
        .receiver_holder = db_col_id(rows, 3),
        .receiver_unit = db_col_id(rows, 4),
        .sender_holder = db_col_id(rows, 5),
        .sender_member = db_col_id(rows, 6),
        .coordinator_holder = db_col_id(rows, 7),
        .state = (int)db_col_int(rows, 8),
        .is_open = db_col_int(rows, 9) != 0,
        .withdrawn = db_col_int(rows, 10) != 0,
        .version = db_col_int(rows, 11),
        .priority = db_copy(rows, arena, 12),
        .recorded_us = db_col_int(rows, 13),
        .sent_us = db_col_int(rows, 14),
        .state_us = db_col_int(rows, 15),
        .clock =
            {
                .kind = (int)db_col_int(rows, 16),
                .from_us = db_col_int(rows, 17),
                .remind_us = db_col_int(rows, 18),
                .due_us = db_col_int(rows, 19),
                .escalate_us = db_col_int(rows, 20),
            },
        .notice = db_copy(rows, arena, 21),
        .notice_generation = db_col_int(rows, 22),
        .cleared = db_copy(rows, arena, 23),
        .cleared_us = db_col_int(rows, 24),
    };
}

static enum err row_take(struct db_rows *rows, struct arena *arena, struct referral_row *ret)
{
    struct referral_row row = {.version = 0};

    if (db_step(rows)) {
        row = row_read(rows, arena);
    }
    TRY(db_done(rows));
    if (row.version == 0) {
        return ERR_NOT_FOUND;
    }
    *ret = row;
    return OK;
}

static enum err rows_read(struct db_rows *rows, struct arena *arena, struct referral_rows *ret)
{
    struct vec list = vec_of(arena, struct referral_row);

    while (db_step_upto(rows, list.count, LIMIT_DIRECTORY_ROWS)) {
        *(struct referral_row *)vec_add(&list) = row_read(rows, arena);
    }
    TRY(db_done(rows));
    *ret = (struct referral_rows){list.at, list.count};
    return OK;
}

/* Where no clock runs, all of it is NULL. */
static struct db_value clock_value(const struct referral_clock *clock, int64_t number)
{
    return clock->kind != 0 ? db_int(number) : db_null();
}
