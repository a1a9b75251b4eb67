/* What waits in offices that open no dossier. */
#include "store/auditlog.h"
#include "store/members.h"
#include "work/referral/silence.h"
#include "work/today/today.h"

static enum err coordination(struct today *t);
static enum err administration(struct today *t);
static enum err audit(struct today *t);

enum err today_offices(struct today *t)
{
    unsigned roles = t->act->actor.roles;
    if (permit(roles, MAY_COORDINATE)) {
        TRY(coordination(t));
    }
    if (permit(roles, MAY_ADMINISTER)) {
        TRY(administration(t));
    }
    return permit(roles, MAY_AUDIT) ? audit(t) : OK;
}

static enum err coordination(struct today *t)
{
    int64_t count = 0;
    TRY(silence_count(t->act, &count));
    if (count > 0) {
        struct today_row row = {
            .kind = "no_answer",
            .what = N_("Without an answer"),
            .tone = "alert",
            .next = act_count(t->act, "{{n}} referral has long had no answer.",
                              "{{n}} referrals have long had no answer.", count),
            .url = S("/sin-respuesta"),
            .act = N_("See which"),
        };
        today_add(t, TODAY_OVERDUE, &row);
    }
    return OK;
}

static enum err administration(struct today *t)
{
    struct member_rows members;
    int64_t waiting = 0;
    int64_t lapsed = 0;
    TRY(members_list(t->act->db, t->act->arena, &members));
    for (size_t i = 0; i < members.count; i++) {
        if (str_eq(members.at[i].state, S("invited"))) {
            bool over = members.at[i].activation_until_us < t->act->now_us;
            lapsed += over;
            waiting += !over;
        }
    }
    struct today_row row = {.url = S("/equipo"), .act = N_("See the team")};
    if (lapsed > 0) {
        row.kind = "invitation_lapsed";
        row.what = N_("Invitations that ran out");
        row.tone = "warn";
        row.next = act_count(t->act, "{{n}} person could not come in: the code is too old.",
                             "{{n}} people could not come in: the code is too old.", lapsed);
        today_add(t, TODAY_TODAY, &row);
    }
    if (waiting > 0) {
        row.kind = "invited";
        row.what = N_("Invited");
        row.tone = "info";
        row.next = act_count(t->act, "{{n}} person has not come in yet.",
                             "{{n}} people have not come in yet.", waiting);
        today_add(t, TODAY_NEW, &row);
    }
    return OK;
}

static enum err audit(struct today *t)
{
    struct auditlog_rows rows;
    TRY(auditlog_page(t->act->db, t->act->arena, 0, 1, &rows));
    if (rows.count > 0) {
        struct today_row row = {
            .kind = "log",
            .what = N_("Log of accesses"),
            .tone = "quiet",
            .next = act_count(t->act, "{{n}} line so far.", "{{n}} lines so far.", rows.at[0].seq),
            .url = S("/registro-de-accesos"),
            .act = N_("Read it"),
        };
        today_add(t, TODAY_TODAY, &row);
    }
    return OK;
}
