#include "work/see.h"

#include "domain/country.h"
#include "store/directory.h"
#include "store/members.h"

struct str see_service(struct act *act, struct str code)
{
    if (str_eq(code, S(RELEASE_TRANSFER))) {
        return act_words(act, N_("That they accompany from now on"));
    }
    if (str_eq(code, S(PURPOSE_CONFERENCE))) {
        return act_words(act, N_("Conference"));
    }
    const struct service_type *type = service_type_find(&act->server->services, code);
    if (!type) {
        return code;
    }
    return str_eq(act->language, S("en")) ? type->en : type->es;
}

struct str see_choice(struct act *act, const char *form, const char *field, struct str code)
{
    const struct form *declared = server_form(act->server, str_of(form));
    const struct field *found = declared ? form_field(declared, str_of(field)) : NULL;
    if (!found || code.len == 0) {
        return code;
    }
    return field_display(act->arena, found, NULL, value_text(code), see_words, act);
}

struct str see_reason(struct act *act, const struct reason *list, struct str code)
{
    const struct reason *reason = reason_find(list, code);
    return reason ? act_words(act, reason->label) : STR_NONE;
}

struct str see_state(struct act *act, enum referral_state state)
{
    const char *label = referral_state_label(state);
    return label[0] ? act_words(act, label) : STR_NONE;
}

const char *see_risk_tone(struct str level)
{
    return str_eq(level, S("high"))     ? "alert"
           : str_eq(level, S("medium")) ? "warn"
           : str_eq(level, S("low"))    ? "info"
                                        : "quiet";
}

const char *see_priority_tone(struct str priority)
{
    return str_eq(priority, S("emergency")) ? "alert"
           : str_eq(priority, S("urgent"))  ? "warn"
                                            : "quiet";
}

const char *see_state_tone(enum referral_state state)
{
    static const char *const tones[REFERRAL_STATE_COUNT] = {
        [REFERRAL_AWAITS_RELEASE] = "warn", [REFERRAL_DELIVERED] = "info",
        [REFERRAL_RECEIVED] = "info",       [REFERRAL_INFO_ASKED] = "warn",
        [REFERRAL_ACCEPTED] = "good",       [REFERRAL_WAITLISTED] = "warn",
        [REFERRAL_DECLINED] = "alert",      [REFERRAL_SERVICE_GIVEN] = "good",
        [REFERRAL_SERVICE_PARTLY] = "good", [REFERRAL_SERVICE_NOT] = "alert",
        [REFERRAL_STOPPED] = "alert",       [REFERRAL_EXECUTED] = "info",
    };
    return (unsigned)state < REFERRAL_STATE_COUNT && tones[state] ? tones[state] : "quiet";
}

struct str see_joined(struct act *act, struct str a, struct str b)
{
    if (a.len == 0 || b.len == 0) {
        return a.len > 0 ? a : b;
    }
    return str_join_in(act->arena, a, S(" · "), b);
}

struct str see_place(struct act *act, struct str organisation, struct str unit)
{
    if (organisation.len == 0 || unit.len == 0) {
        return organisation.len > 0 ? organisation : unit;
    }
    return str_join_in(act->arena, organisation, S(", "), unit);
}

struct str see_country(struct act *act, struct str code)
{
    const char *name = country_name(code);
    return name ? act_words(act, name) : code;
}

void see_row(struct act *act, json_t *rows, const char *label, struct str value)
{
    if (value.len > 0) {
        json_t *row = value_object();
        value_set_text(row, "label", act_words(act, label));
        value_set_text(row, "value", value);
        value_push(rows, row);
    }
}

json_t *see_said(struct act *act, const struct form *form, const json_t *said, const char *except)
{
    json_t *rows = value_array();
    for (size_t i = 0; i < form->field_count; i++) {
        const struct field *field = &form->fields[i];
        const json_t *value = json_object_getn(said, field->name.at, field->name.len);
        bool shown = value && !str_eq(field->name, str_of(except));
        struct str text =
            shown ? field_display(act->arena, field, NULL, value, see_words, act) : STR_NONE;
        see_row(act, rows, str_z(act->arena, field->label), text);
    }
    return rows;
}

struct str see_person_url(struct act *act, struct id person, const char *rest)
{
    return str_join_in(act->arena, S("/personas/"), id_text(act->arena, person), str_of(rest));
}

struct str see_words(void *act, const char *msgid)
{
    return act_words(act, msgid);
}

struct str see_name_of(struct act *act, struct id member)
{
    struct member_row row;
    return members_get(act->db, act->arena, member, &row) == OK ? row.name : STR_NONE;
}

enum err see_who(struct act *act, struct id id, struct str *ret_who, struct str *ret_place)
{
    struct member_row member;
    struct unit_row unit;
    struct organisation_row organisation;
    enum err err = members_get(act->db, act->arena, id, &member);
    if (err == ERR_NOT_FOUND) {
        *ret_who = act_words(act, N_("The system"));
        *ret_place = STR_NONE;
        return OK;
    }
    TRY(err);
    TRY(directory_unit(act->db, act->arena, member.unit, &unit));
    TRY(directory_organisation(act->db, act->arena, unit.organisation, &organisation));
    bool own = id_eq(unit.organisation, act->actor.organisation);
    *ret_who = own ? member.name : act_words(act, N_("Somebody of the team"));
    *ret_place = see_place(act, organisation.name, unit.name);
    return OK;
}

void see_line(json_t *lines, struct str text)
{
    json_t *line = value_object();
    value_set_text(line, "text", text);
    value_push(lines, line);
}

size_t see_pager(struct act *act, const char *url, int64_t page, size_t count, json_t *view)
{
    int64_t pages = ((int64_t)count + LIMIT_LIST_ROWS - 1) / LIMIT_LIST_ROWS;
    page = page < 1 || pages == 0 ? 1 : page > pages ? pages : page;
    size_t from = (size_t)(page - 1) * LIMIT_LIST_ROWS;
    size_t to = from + LIMIT_LIST_ROWS < count ? from + LIMIT_LIST_ROWS : count;
    if (pages > 1) {
        json_t *pager = value_object();
        value_set_text(pager, "text",
                       str_printf_in(act->arena, "%zu–%zu / %zu", from + 1, to, count));
        value_set_text(pager, "previous_url",
                       page > 1
                           ? str_printf_in(act->arena, "%spagina=%lld", url, (long long)page - 1)
                           : STR_NONE);
        value_set_text(pager, "next_url",
                       to < count
                           ? str_printf_in(act->arena, "%spagina=%lld", url, (long long)page + 1)
                           : STR_NONE);
        value_set(view, "pager", pager);
    }
    return from;
}
