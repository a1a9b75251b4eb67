#include "work/log_term.h"

#include "store/auditlog.h"
#include "work/macs.h"

static int64_t oldest_us(const struct act *act);

enum err log_term_check(const struct server *server, struct db *db)
{
    CLEANUP(arena_closep) struct arena *arena = arena_open();
    struct setting_row row;
    enum err err = settings_get(db, arena, S(AUDITLOG_FORGOTTEN), &row);
    return err == OK ? macs_setting_check(server, &row) : err == ERR_NOT_FOUND ? OK : err;
}

enum err log_term_shorten(struct act *act)
{
    int64_t former, upto;
    if (act->server->practice) {
        return OK;
    }
    TRY(log_term_check(act->server, act->db));
    TRY(auditlog_forgotten(act->db, &former));
    TRY(auditlog_older(act->db, former, oldest_us(act), LOG_TERM_ROWS, &upto));
    if (upto == former) {
        return OK;
    }
    struct setting_row row = {.name = S(AUDITLOG_FORGOTTEN),
                              .value = str_printf_in(act->arena, "%lld", (long long)upto)};
    row.mac = macs_setting(act, &row);
    auditlog_forget(act->batch, former, upto);
    settings_put(act->batch, &row);
    act_note(act, ID_NONE, S("log_forgotten"), upto - former);
    return OK;
}

enum err log_term_since(struct act *act, struct str *ret)
{
    int64_t forgotten;
    TRY(auditlog_forgotten(act->db, &forgotten));
    *ret = forgotten > 0 ? act_date(act, oldest_us(act)) : STR_NONE;
    return OK;
}

static int64_t oldest_us(const struct act *act)
{
    return act->now_us - act->server->keep_days[KEEPING_LOG] * DAY_US;
}
