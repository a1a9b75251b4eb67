#include "work/map/pause.h"

#include "base/date.h"
#include "domain/form.h"
#include "store/directory.h"
#include "store/holders.h"
#include "work/see.h"

static enum err open_for(struct act *act, struct id service, struct service_row *ret);

enum err pause_set(struct act *act, struct id service, int64_t base, const json_t *answers)
{
    struct service_row row;
    bool paused = str_eq(value_get_text(answers, "paused"), S("yes"));
    int64_t until_us = form_answer_us(answers, "until", act->actor.utc_offset_minutes);
    TRY(open_for(act, service, &row));
    if (row.version != base) {
        return fault_set(act->fault, ERR_CONFLICT,
                         N_("Somebody else changed this in the meantime. Look at it again."),
                         STR_NONE);
    }
    if (paused && until_us <= act->now_us) {
        return fault_add_field(act->fault, S("until"), N_("This day has already passed."),
                               STR_NONE);
    }
    if (paused && until_us > act->now_us + LIMIT_PAUSE_DAYS * DAY_US) {
        return fault_add_field(act->fault, S("until"), N_("Choose a day within a year."), STR_NONE);
    }
    row.paused_until_us = paused ? until_us : 0;
    row.paused_why = paused ? value_get_text(answers, "why") : STR_NONE;
    services_change(act->batch, &row);
    act_note(act, ID_NONE, S("service_paused"), 0);
    return OK;
}

enum err see_pause(struct act *act, struct id service, json_t *view, json_t **ret_answers,
                   int64_t *ret_base)
{
    struct service_row row;
    struct organisation_row organisation;
    TRY(open_for(act, service, &row));
    TRY(directory_organisation(act->db, act->arena, row.organisation, &organisation));
    value_set_text(view, "about", see_joined(act, organisation.name, row.name));
    *ret_answers = value_object();
    *ret_base = row.version;
    if (row.paused_until_us > act->now_us) {
        value_set_z(*ret_answers, "paused", "yes");
        value_set_text(*ret_answers, "why", row.paused_why);
        value_set_text(
            *ret_answers, "until",
            str_upto(date_text_iso(act->arena, row.paused_until_us, act->actor.utc_offset_minutes),
                     10));
    }
    return OK;
}

enum err pause_may(struct act *act, const struct service_row *service, bool *ret)
{
    struct holder_row holder;
    *ret = act->server->policy_off || permit(act->actor.roles, MAY_EDIT_MAP);
    if (*ret || id_is_none(service->unit) || !permit(act->actor.roles, MAY_ANSWER)) {
        return OK;
    }
    enum err err =
        holders_find_in_unit(act->db, act->arena, service->unit, S(FUNCTION_FOCAL_POINT), &holder);
    for (size_t i = 0; err == OK && i < act->holder_count; i++) {
        *ret = *ret || id_eq(act->holders[i], holder.id);
    }
    return err == ERR_NOT_FOUND ? OK : err;
}

enum err pause_refuses(struct act *act, const struct service_row *service, struct str field)
{
    const char *message = N_("This service cannot be offered.");
    struct str until = STR_NONE;
    if (service_is_open(service, act->now_us)) {
        return OK;
    }
    if (service->paused_until_us > act->now_us && !str_eq(service->state, S("closed"))) {
        message = N_("This service is paused: it is open again on {{arg}}.");
        until = act_date(act, service->paused_until_us);
    }
    return field.len > 0 ? fault_add_field(act->fault, field, message, until)
                         : fault_set(act->fault, ERR_INVALID, message, until);
}

static enum err open_for(struct act *act, struct id service, struct service_row *ret)
{
    bool may = false;
    TRY(act_permit(act, MAY_READ_MAP));
    enum err err = services_get(act->db, act->arena, service, ret);
    if (err != OK && err != ERR_NOT_FOUND) {
        return err;
    }
    if (err == OK) {
        TRY(pause_may(act, ret, &may));
    }
    return may && !str_eq(ret->state, S("closed")) ? OK : act_not_here(act);
}
