#include "work/map/missing.h"

#include "base/date.h"
#include "store/settings.h"
#include "work/macs.h"

enum { MONTH_LENGTH = 7, YEAR_DAYS = 365 };

static const char no_profile[] = "-";

static enum err read(struct act *act, struct id area, struct setting_row *ret_row,
                     json_t **ret_told);
static struct key sealing_key(const struct act *act);
static struct str name_of(struct act *act, struct id area);
static struct str month_of(struct act *act, int64_t at_us);
static bool note(json_t *of_service, struct str profile, struct str month);

bool missing_by(struct str reason)
{
    static const char *const reasons[] = {"no_capacity", "profile",        "no_service",
                                          "closed",      "not_accessible", "interrupted"};

    for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++) {
        if (str_eq(reason, str_of(reasons[i]))) {
            return true;
        }
    }
    return false;
}

enum err missing_tell(struct act *act, struct id area, struct str service,
                      const struct case_state *c)
{
    struct setting_row row;
    json_t *told;
    TRY(read(act, area, &row, &told));
    struct str former = row.value;
    struct str month = month_of(act, act->now_us);
    const struct answer *answer = case_answer(c, S(ANSWER_PROFILES));
    const json_t *profiles = answer && json_is_array(answer->value) ? answer->value : NULL;
    const char *code = str_z(act->arena, service);
    json_t *of_service = value_get(told, code);
    if (!of_service) {
        of_service = value_object();
        value_set(told, code, of_service);
    }
    bool is_new = json_array_size(profiles) == 0 && note(of_service, str_of(no_profile), month);
    for (size_t i = 0; i < json_array_size(profiles); i++) {
        is_new = note(of_service, value_str(json_array_get(profiles, i)), month) || is_new;
    }
    if (!is_new) {
        return OK;
    }
    CLEANUP(key_wipe) struct key key = sealing_key(act);
    struct place place = {"missing", area, 0};
    row.value = envelope_seal(act->arena, &key, &place, value_print(act->arena, told));
    row.mac = macs_setting(act, &row);
    if (former.len == 0) {
        settings_put(act->batch, &row);
    } else {
        settings_change(act->batch, former, &row);
    }
    return OK;
}

enum err missing_of(struct act *act, struct id area, struct vec *ret)
{
    struct setting_row row;
    json_t *told;
    const char *service, *profile;
    json_t *of_service, *month;
    *ret = vec_of(act->arena, struct missing);
    TRY(read(act, area, &row, &told));
    struct str since = month_of(act, act->now_us - YEAR_DAYS * DAY_US);
    json_object_foreach (told, service, of_service) {
        json_object_foreach (of_service, profile, month) {
            struct str last = value_str(month);
            bool is_none = str_eq(str_of(profile), str_of(no_profile));
            if (str_compare(last, since) >= 0) {
                *(struct missing *)vec_add(ret) =
                    (struct missing){.service = str_of(service),
                                     .profile = is_none ? STR_NONE : str_of(profile),
                                     .month = last};
            }
        }
    }
    return OK;
}

/* An area of which nothing was told has no row: an empty value. */
static enum err read(struct act *act, struct id area, struct setting_row *ret_row,
                     json_t **ret_told)
{
    *ret_told = value_object();
    *ret_row = (struct setting_row){.name = name_of(act, area)};
    enum err err = settings_get(act->db, act->arena, ret_row->name, ret_row);
    if (err == ERR_NOT_FOUND) {
        return OK;
    }
    TRY(err);
    TRY(macs_setting_check(act->server, ret_row));
    CLEANUP(key_wipe) struct key key = sealing_key(act);
    struct place place = {"missing", area, 0};
    struct str plain;
    TRY(envelope_open(act->arena, &key, &place, ret_row->value, &plain));
    return value_parse(plain, ret_told) == OK ? OK : ERR_CORRUPT;
}

/* Whoever holds the database alone is not to read which service was looked for. */
static struct key sealing_key(const struct act *act)
{
    return key_derive(&act->server->index, "AmMissng", 1);
}

static struct str name_of(struct act *act, struct id area)
{
    return str_join_in(act->arena, S("missing "), id_text(act->arena, area), STR_NONE);
}

static struct str month_of(struct act *act, int64_t at_us)
{
    return str_upto(date_text_iso(act->arena, at_us, act->actor.utc_offset_minutes), MONTH_LENGTH);
}

/* True when that month is not there yet. */
static bool note(json_t *of_service, struct str profile, struct str month)
{
    const char *key = profile.at; /* of an answer: it ends with a zero */
    if (str_eq(value_get_text(of_service, key), month)) {
        return false;
    }
    value_set_text(of_service, key, month);
    return true;
}
