/* Class C of referrals: state, clock and sides, readable without any key.
 *
 * One row per referral, named by its slip's dossier. It holds no word about a
 * person and not which service was asked for. `state`, `kind` and `clock_kind`
 * are domain's enums; `is_open` is what referral_open(state) says and lets
 * lists leave out what is over. Silence is not stored: the clock's times are
 * compared with the now that is given.
 *
 * referrals_move() names the version that was read; when the row has moved
 * since (a withdrawal, an answer), the batch is a conflict.
 */
#ifndef AMPARO_STORE_REFERRALS_H
#define AMPARO_STORE_REFERRALS_H

#include "store/batch.h"

struct referral_clock {
    int kind; /* enum clock_kind; 0: no clock runs, the times are nothing */
    int64_t from_us;
    int64_t remind_us;
    int64_t due_us;
    int64_t escalate_us;
};

struct referral_row {
    struct id slip;
    struct str code;
    int kind;                  /* enum referral_kind */
    struct id receiver_holder; /* function; none: no account here */
    struct id receiver_unit;   /* may be none */
    struct id sender_holder;   /* function of the sender's unit */
    struct id sender_member;
    struct id coordinator_holder; /* who hears of long silence; may be none */
    int state;                    /* enum referral_state */
    bool is_open;
    bool withdrawn;
    int64_t version; /* 1 when added */
    struct str priority;
    int64_t recorded_us;
    int64_t sent_us;  /* 0: not yet */
    int64_t state_us; /* since when this state */
    struct referral_clock clock;
    struct str notice;         /* sealed to the coordinator: provider, service, hours */
    int64_t notice_generation; /* of the coordinator's key; 0: no notice */
    struct str cleared; /* deleted, nothing, by_law: answered to being asked; empty: not yet */
    int64_t cleared_us;
};

struct referral_rows {
    const struct referral_row *at;
    size_t count;
};

enum referrals_side {
    REFERRALS_INBOX,  /* whose: receiving function (holder) */
    REFERRALS_OUTBOX, /* whose: sending function (holder) */
    REFERRALS_OWN,    /* whose: member */
};

struct referrals_page {
    enum referrals_side side;
    struct id whose;
    bool open_only;
    int64_t before_us; /* recorded_us and slip of the last row of the page before; 0: start */
    struct id before_slip;
    size_t limit;
};

/* What one coordinator hears of: past its escalation, but for two kinds of clock. */
struct referrals_escalation {
    struct id coordinator;
    int64_t now_us;
    int without[2];
    size_t limit;
};

/* ERR_NOT_FOUND. */
enum err referrals_get(struct db *db, struct arena *arena, struct id slip, struct referral_row *ret)
    MUST;
enum err referrals_find(struct db *db, struct arena *arena, struct str code,
                        struct referral_row *ret) MUST;
/* The newest first. */
enum err referrals_list(struct db *db, struct arena *arena, const struct referrals_page *page,
                        struct referral_rows *ret) MUST;
/* The longest first. */
enum err referrals_escalated(struct db *db, struct arena *arena,
                             const struct referrals_escalation *of, struct referral_rows *ret) MUST;

void referrals_add(struct batch *batch, const struct referral_row *referral);

/* Notices still sealed to a former key of the coordinator, after that one; NULL starts. */
enum err referrals_former_notices(struct db *db, struct arena *arena, struct id coordinator,
                                  int64_t generation, const struct referral_row *after,
                                  size_t limit, struct referral_rows *ret) MUST;
/* If it still is what was read. */
void referrals_reseal_notice(struct batch *batch, const struct referral_row *read,
                             struct str notice, int64_t generation);
/* Another member sees to what `from` has sent, if it was from's. */
void referrals_hand_over(struct batch *batch, struct id slip, struct id from, struct id to);

/* Another unit answers for it from now on. */
void referrals_change_sender(struct batch *batch, struct id slip, struct id holder,
                             struct id member);

struct referral_move {
    struct id slip;
    int64_t version; /* that was read */
    int state;
    bool is_open;
    bool withdrawn;
    int64_t state_us;
    int64_t sent_us; /* 0: stays as it is */
    struct referral_clock clock;
};
/* What the receiver answered to being asked to delete; from the version that was read. */
void referrals_clear(struct batch *batch, const struct referral_row *read, struct str cleared,
                     int64_t now_us);
void referrals_move(struct batch *batch, const struct referral_move *move);

#endif
