#include "work/people/plan.h"

#include "base/date.h"
#include "base/utf8.h"
#include "domain/permission.h"
#include "domain/profile.h"

const char *const plan_functions[PLAN_FUNCTIONS] = {
    FUNCTION_FOCAL_POINT,
    FUNCTION_SUPERVISOR,
    FUNCTION_COORDINATOR,
};

enum { COORDINATOR = 1 << 2, EVERY_DAY = 127, DAY_MINUTES = 24 * 60 };

/* Where the reader is, for the message: organisations[2].units[0].phone. */
struct spot {
    const struct spot *in;
    const char *key;
    size_t index;
    bool listed;
};

struct reader {
    struct arena *arena;
    const struct service_types *types;
    struct plan *plan;
    struct fault *fault;
    json_t *areas, *units, *logins, *deputies; /* key → index; the last: login of whom → whose */
    int organisation, unit;                    /* the one that is being read */
    int first_unit;                            /* of the organisation */
};

typedef enum err read_item(struct reader *r, const struct spot *at, json_t *item);

static enum err read_area(struct reader *r, const struct spot *at, json_t *item);
static enum err read_organisation(struct reader *r, const struct spot *at, json_t *item);
static enum err read_unit(struct reader *r, const struct spot *at, json_t *item);
static enum err read_member(struct reader *r, const struct spot *at, json_t *item);
static enum err read_service(struct reader *r, const struct spot *at, json_t *item);
static enum err read_mark(struct reader *r, const struct spot *at, json_t *item);
static enum err find_deputies(struct reader *r);
static enum err check_keys(struct reader *r, const struct spot *at, json_t *object,
                           const char *const *allowed);
static enum err read_list(struct reader *r, const struct spot *in, const json_t *object,
                          const char *key, read_item *read);
static enum err read_text(struct reader *r, const struct spot *in, const json_t *object,
                          const char *key, size_t min, struct str *ret);
static enum err read_number(struct reader *r, const struct spot *in, const json_t *object,
                            const char *key, int64_t least, int64_t most, int *ret);
static enum err read_country(struct reader *r, const struct spot *in, const json_t *object,
                             struct str *ret);
static enum err read_key(struct reader *r, const struct spot *in, const json_t *object,
                         const char *key, json_t *known, size_t index);
static enum err read_reference(struct reader *r, const struct spot *in, const json_t *object,
                               const char *key, const json_t *known, bool needed, int *ret);
static enum err read_functions(struct reader *r, const struct spot *in, const json_t *object,
                               const char *key, unsigned among, unsigned *ret);
static enum err wrong(struct reader *r, const struct spot *in, const char *key,
                      const char *message);

enum err plan_read(struct arena *arena, json_t *json, const struct service_types *types,
                   struct plan *ret, struct fault *fault)
{
    static const char *const allowed[] = {"settings", "areas", "organisations", NULL};
    struct plan plan = {
        .areas = vec_of(arena, struct plan_area),
        .organisations = vec_of(arena, struct plan_organisation),
        .units = vec_of(arena, struct plan_unit),
        .members = vec_of(arena, struct plan_member),
        .services = vec_of(arena, struct plan_service),
        .marks = vec_of(arena, struct plan_mark),
    };
    struct reader r = {
        .arena = arena,
        .types = types,
        .plan = &plan,
        .fault = fault,
        .areas = value_object(),
        .units = value_object(),
        .logins = value_object(),
        .deputies = value_object(),
    };
    const struct spot top = {.key = "plan"};

    TRY(check_keys(&r, &top, json, allowed));
    plan.settings = value_get(json, "settings");
    if (plan.settings && !json_is_object(plan.settings)) {
        return wrong(&r, NULL, "settings", "In the plan, {{arg}} must be an object");
    }
    TRY(read_list(&r, NULL, json, "areas", read_area));
    TRY(read_list(&r, NULL, json, "organisations", read_organisation));
    TRY(find_deputies(&r));
    if (plan.areas.count == 0 || plan.organisations.count == 0) {
        return wrong(&r, NULL, plan.areas.count == 0 ? "areas" : "organisations",
                     "In the plan, {{arg}} is missing");
    }
    *ret = plan;
    return OK;
}

bool plan_login_fits(struct str login)
{
    if (login.len < 2 || login.len > 32) {
        return false;
    }
    for (size_t i = 0; i < login.len; i++) {
        char c = login.at[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (!plain && c != '.' && c != '-' && c != '_') {
            return false;
        }
    }
    return true;
}

bool plan_text_fits(struct str text, size_t min)
{
    if (!utf8_valid(text) || utf8_has_hidden(text) || str_trim(text).len != text.len) {
        return false;
    }
    for (size_t i = 0; i < text.len; i++) {
        if ((unsigned char)text.at[i] < ' ' || text.at[i] == 0x7f) {
            return false;
        }
    }
    size_t length = utf8_length(text);
    return length >= min && length <= LIMIT_TEXT;
}

unsigned plan_function_bit(struct str name)
{
    for (unsigned f = 0; f < PLAN_FUNCTIONS; f++) {
        if (str_eq(name, str_of(plan_functions[f]))) {
            return 1U << f;
        }
    }
    return 0;
}

bool plan_roles_fit(unsigned roles, unsigned functions)
{
    for (unsigned f = 0; f < PLAN_FUNCTIONS; f++) {
        bool known = false;
        if ((functions & 1U << f) && !(roles & roles_parse(str_of(plan_functions[f]), &known))) {
            return false;
        }
    }
    return true;
}

bool plan_minutes_parse(struct str text, int *ret)
{
    int32_t minutes = DAY_MINUTES;

    if (!str_eq(text, S("24:00")) && !date_parse_minutes(text, &minutes)) {
        return false;
    }
    *ret = minutes;
    return true;
}

static enum err read_holiday(struct reader *r, const struct spot *at, json_t *item)
{
    static const char *const allowed[] = {"day", "name", NULL};
    struct plan_area *area = vec_at(&r->plan->areas, struct plan_area, r->plan->areas.count - 1);
    struct calendar_row holiday = {0};
    struct date date;

    TRY(check_keys(r, at, item, allowed));
    TRY(read_text(r, at, item, "name", 1, &holiday.name));
    if (!date_parse(value_get_text(item, "day"), &date)) {
        return wrong(r, at, "day", "In the plan, {{arg}} must be a day like 2026-12-25");
    }
    holiday.day = date_to_days(date);
    *(struct calendar_row *)vec_add(&area->holidays) = holiday;
    return OK;
}

static enum err read_area(struct reader *r, const struct spot *at, json_t *item)
{
    static const char *const allowed[] = {"key",      "name", "country", "utc_offset_minutes",
                                          "holidays", NULL};
    struct plan_area area = {.holidays = vec_of(r->arena, struct calendar_row)};

    TRY(check_keys(r, at, item, allowed));
    TRY(read_key(r, at, item, "key", r->areas, r->plan->areas.count));
    TRY(read_text(r, at, item, "name", 1, &area.row.name));
    TRY(read_country(r, at, item, &area.row.country));
    TRY(read_number(r, at, item, "utc_offset_minutes", DATE_OFFSET_MIN, DATE_OFFSET_MAX,
                    &area.row.utc_offset_minutes));
    *(struct plan_area *)vec_add(&r->plan->areas) = area;
    return read_list(r, at, item, "holidays", read_holiday);
}

static enum err read_organisation(struct reader *r, const struct spot *at, json_t *item)
{
    static const char *const allowed[] = {"name",  "kind",     "country", "units",
                                          "marks", "services", NULL};
    struct plan_organisation organisation = {0};

    TRY(check_keys(r, at, item, allowed));
    TRY(read_text(r, at, item, "name", 1, &organisation.name));
    TRY(read_country(r, at, item, &organisation.country));
    organisation.kind = value_get_text(item, "kind");
    if (!str_eq(organisation.kind, S("organisation")) &&
        !str_eq(organisation.kind, S("institution")) && !str_eq(organisation.kind, S("agency"))) {
        return wrong(r, at, "kind",
                     "In the plan, {{arg}} must be organisation, institution or agency");
    }
    r->organisation = (int)r->plan->organisations.count;
    r->first_unit = (int)r->plan->units.count;
    *(struct plan_organisation *)vec_add(&r->plan->organisations) = organisation;
    TRY(read_list(r, at, item, "units", read_unit));
    TRY(read_list(r, at, item, "services", read_service));
    return read_list(r, at, item, "marks", read_mark);
}

static enum err read_hours(struct reader *r, const struct spot *at, json_t *item,
                           struct unit_row *unit)
{
    const json_t *days = value_get(item, "days");
    struct str opens = value_get_text(item, "opens");
    struct str closes = value_get_text(item, "closes");
    size_t i;
    const json_t *day;

    if (!plan_minutes_parse(opens.len > 0 ? opens : S("08:00"), &unit->open_from_minute)) {
        return wrong(r, at, "opens", "In the plan, {{arg}} must be a time like 08:00");
    }
    if (!plan_minutes_parse(closes.len > 0 ? closes : S("17:00"), &unit->open_to_minute) ||
        unit->open_to_minute <= unit->open_from_minute) {
        return wrong(r, at, "closes",
                     "In the plan, {{arg}} must be a time like 17:00, after the opening");
    }
    unit->open_days = days ? 0 : EVERY_DAY >> 2;
    json_array_foreach (days, i, day) {
        json_int_t number = json_is_integer(day) ? json_integer_value(day) : 0;
        if (number < 1 || number > 7) {
            return wrong(r, at, "days", "In the plan, {{arg}} must be numbers, 1 is Monday");
        }
        unit->open_days |= 1U << (number - 1);
    }
    return unit->open_days
               ? OK
               : wrong(r, at, "days", "In the plan, {{arg}} must be numbers, 1 is Monday");
}

static enum err read_unit(struct reader *r, const struct spot *at, json_t *item)
{
    static const char *const allowed[] = {"key",       "name",    "area",   "phone",
                                          "phone_24h", "opens",   "closes", "days",
                                          "functions", "members", NULL};
    struct plan_unit unit = {.organisation = r->organisation};

    TRY(check_keys(r, at, item, allowed));
    TRY(read_key(r, at, item, "key", r->units, r->plan->units.count));
    TRY(read_text(r, at, item, "name", 1, &unit.row.name));
    TRY(read_text(r, at, item, "phone", 0, &unit.row.phone));
    TRY(read_text(r, at, item, "phone_24h", 0, &unit.row.phone_24h));
    TRY(read_reference(r, at, item, "area", r->areas, true, &unit.area));
    TRY(read_hours(r, at, item, &unit.row));
    TRY(read_functions(r, at, item, "functions", UINT32_MAX, &unit.functions));
    if (unit.functions & COORDINATOR) {
        struct plan_area *area = vec_at(&r->plan->areas, struct plan_area, unit.area);
        if (area->coordinated) {
            return wrong(r, at, "functions",
                         "In the plan, {{arg}} makes a second coordination of one area");
        }
        area->coordinated = true;
    }
    r->unit = (int)r->plan->units.count;
    *(struct plan_unit *)vec_add(&r->plan->units) = unit;
    return read_list(r, at, item, "members", read_member);
}

static enum err read_roles(struct reader *r, const struct spot *at, json_t *item, unsigned *ret)
{
    size_t i;
    const json_t *role;
    bool known = true;

    *ret = 0;
    json_array_foreach (value_get(item, "roles"), i, role) {
        *ret |= roles_parse(value_str(role), &known);
        if (!known) {
            break;
        }
    }
    return known && *ret != 0 ? OK : wrong(r, at, "roles", "In the plan, {{arg}} must name roles");
}

static enum err read_member(struct reader *r, const struct spot *at, json_t *item)
{
    static const char *const allowed[] = {"login",     "name",      "language", "roles", "waits",
                                          "functions", "stands_in", "deputy",   NULL};
    const struct plan_unit *unit = vec_at(&r->plan->units, struct plan_unit, r->unit);
    struct plan_member member = {.unit = r->unit, .deputy = PLAN_NONE};
    size_t index = r->plan->members.count;

    TRY(check_keys(r, at, item, allowed));
    member.login = value_get_text(item, "login");
    if (!plan_login_fits(member.login)) {
        return wrong(r, at, "login",
                     "In the plan, {{arg}} must be 2 to 32 of a-z, 0-9, '.', '-' and '_'");
    }
    TRY(read_key(r, at, item, "login", r->logins, index));
    TRY(read_text(r, at, item, "name", 1, &member.name));
    member.language = value_get_text(item, "language");
    if (member.language.len > 0 && !str_eq(member.language, S("es")) &&
        !str_eq(member.language, S("en"))) {
        return wrong(r, at, "language", "In the plan, {{arg}} must be es or en");
    }
    TRY(read_roles(r, at, item, &member.roles));
    TRY(read_functions(r, at, item, "functions", unit->functions, &member.functions));
    TRY(read_functions(r, at, item, "stands_in", unit->functions, &member.stands_in));
    member.functions |= member.stands_in;
    if (!plan_roles_fit(member.roles, member.functions)) {
        return wrong(r, at, "functions", "In the plan, {{arg}} needs the role of that name");
    }
    struct str deputy = value_get_text(item, "deputy");
    if (value_get(item, "deputy")) {
        value_set_text(r->deputies, str_z(r->arena, member.login), deputy);
    }
    member.waits = value_get_flag(item, "waits");
    *(struct plan_member *)vec_add(&r->plan->members) = member;
    return OK;
}

/* As on the pages of the team: who stands in can do, and open, what the other does. */
static bool may_stand_in(const struct plan *plan, const struct plan_member *member,
                         const struct plan_member *deputy)
{
    const struct plan_unit *mine = vec_at(&plan->units, struct plan_unit, member->unit);
    const struct plan_unit *theirs = vec_at(&plan->units, struct plan_unit, deputy->unit);
    bool works = permit(deputy->roles, MAY_OPEN_CASES) || !permit(member->roles, MAY_OPEN_CASES);
    bool holds = member->functions == 0 ||
                 (member->unit == deputy->unit && (member->functions & ~deputy->functions) == 0);

    return member != deputy && mine->organisation == theirs->organisation && works && holds;
}

static enum err find_deputies(struct reader *r)
{
    const struct vec *members = &r->plan->members;
    for (size_t i = 0; i < members->count; i++) {
        struct plan_member *member = vec_at(members, struct plan_member, i);
        const char *login = str_z(r->arena, member->login);
        if (!value_get(r->deputies, login)) {
            continue;
        }
        struct str deputy = value_get_text(r->deputies, login);
        int64_t found = value_get_int(r->logins, str_z(r->arena, deputy), PLAN_NONE);
        if (found == PLAN_NONE ||
            !may_stand_in(r->plan, member, vec_at(members, struct plan_member, found))) {
            struct spot whose = {.key = str_z(r->arena, str_join_in(r->arena, S("member "),
                                                                    member->login, STR_NONE))};
            return wrong(r, &whose, "deputy",
                         "In the plan, {{arg}} must be a colleague of the same organisation who "
                         "works with people if the member does, and holds the same functions");
        }
        member->deputy = (int)found;
    }
    return OK;
}

static enum err read_profile(struct reader *r, const struct spot *at, json_t *item)
{
    struct plan_service *service =
        vec_at(&r->plan->services, struct plan_service, r->plan->services.count - 1);
    struct str label = value_str(item);
    struct str profile = profile_code(r->arena, label);

    if (!plan_text_fits(label, 1) || profile.len == 0 || profile.len > 64) {
        return wrong(r, at, NULL, "In the plan, {{arg}} must be a profile");
    }
    for (size_t i = 0; i < service->profiles.count; i++) {
        if (str_eq(*vec_at(&service->profiles, struct str, i), profile)) {
            return wrong(r, at, NULL, "In the plan, {{arg}} is there twice");
        }
    }
    *(struct str *)vec_add(&service->profiles) = profile;
    return OK;
}

static enum err read_service(struct reader *r, const struct spot *at, json_t *item)
{
    static const char *const allowed[] = {"type", "name",      "phone", "hours",    "reports",
                                          "unit", "languages", "area",  "profiles", NULL};
    struct plan_service service = {
        .organisation = r->organisation,
        .profiles = vec_of(r->arena, struct str),
    };

    TRY(check_keys(r, at, item, allowed));
    const struct service_type *type = service_type_find(r->types, value_get_text(item, "type"));
    if (!type) {
        return wrong(r, at, "type", "In the plan, {{arg}} must be the code of a service");
    }
    service.type = type->code;
    service.wording = type->es;
    TRY(read_text(r, at, item, "name", 0, &service.name));
    TRY(read_text(r, at, item, "phone", 0, &service.phone));
    TRY(read_text(r, at, item, "hours", 0, &service.hours));
    TRY(read_text(r, at, item, "reports", 0, &service.reports));
    TRY(read_text(r, at, item, "languages", 0, &service.languages));
    TRY(read_reference(r, at, item, "unit", r->units, false, &service.unit));
    if (service.unit != PLAN_NONE && service.unit < r->first_unit) {
        return wrong(r, at, "unit", "In the plan, {{arg}} is of another organisation");
    }
    TRY(read_reference(r, at, item, "area", r->areas, service.unit == PLAN_NONE, &service.area));
    if (service.area == PLAN_NONE) {
        service.area = vec_at(&r->plan->units, struct plan_unit, service.unit)->area;
    }
    *(struct plan_service *)vec_add(&r->plan->services) = service;
    return read_list(r, at, item, "profiles", read_profile);
}

static enum err read_mark(struct reader *r, const struct spot *at, json_t *item)
{
    static const char *const allowed[] = {"area", "profile", "mark", NULL};
    struct plan_mark mark = {.organisation = r->organisation};

    TRY(check_keys(r, at, item, allowed));
    TRY(read_reference(r, at, item, "area", r->areas, true, &mark.area));
    TRY(read_number(r, at, item, "mark", 1, 2, &mark.mark));
    mark.profile = profile_code(r->arena, value_get_text(item, "profile"));
    if (mark.profile.len == 0 || mark.profile.len > 64) {
        return wrong(r, at, "profile", "In the plan, {{arg}} must be a profile");
    }
    *(struct plan_mark *)vec_add(&r->plan->marks) = mark;
    return OK;
}

static enum err check_keys(struct reader *r, const struct spot *at, json_t *object,
                           const char *const *allowed)
{
    const char *key;
    json_t *value;

    if (!json_is_object(object)) {
        return wrong(r, at, NULL, "In the plan, {{arg}} must be an object");
    }
    json_object_foreach (object, key, value) {
        size_t i = 0;
        while (allowed[i] && strcmp(allowed[i], key) != 0) {
            i++;
        }
        if (!allowed[i]) {
            return wrong(r, at, key, "In the plan, {{arg}} is not known");
        }
    }
    return OK;
}

static enum err read_list(struct reader *r, const struct spot *in, const json_t *object,
                          const char *key, read_item *read)
{
    const json_t *list = value_get(object, key);

    if (list && !json_is_array(list)) {
        return wrong(r, in, key, "In the plan, {{arg}} must be a list");
    }
    if (json_array_size(list) > LIMIT_DIRECTORY_ROWS) {
        return wrong(r, in, key, "In the plan, {{arg}} is too long");
    }
    for (size_t i = 0; i < json_array_size(list); i++) {
        struct spot at = {.in = in, .key = key, .index = i, .listed = true};
        TRY(read(r, &at, json_array_get(list, i)));
    }
    return OK;
}

static enum err read_text(struct reader *r, const struct spot *in, const json_t *object,
                          const char *key, size_t min, struct str *ret)
{
    const json_t *value = value_get(object, key);

    *ret = value_str(value);
    if ((value && !json_is_string(value)) || !plan_text_fits(*ret, min)) {
        return wrong(r, in, key,
                     "In the plan, {{arg}} must be a line of text, at most 200 characters");
    }
    return OK;
}

static enum err read_number(struct reader *r, const struct spot *in, const json_t *object,
                            const char *key, int64_t least, int64_t most, int *ret)
{
    const json_t *value = value_get(object, key);
    int64_t number = json_is_integer(value) ? json_integer_value(value) : INT64_MIN;

    if (number < least || number > most) {
        return wrong(r, in, key, "In the plan, {{arg}} must be a number that fits");
    }
    *ret = (int)number;
    return OK;
}

static enum err read_country(struct reader *r, const struct spot *in, const json_t *object,
                             struct str *ret)
{
    struct str country = value_get_text(object, "country");

    if (country.len != 2 || country.at[0] < 'A' || country.at[0] > 'Z' || country.at[1] < 'A' ||
        country.at[1] > 'Z') {
        return wrong(r, in, "country", "In the plan, {{arg}} must be two capitals, like CR");
    }
    *ret = country;
    return OK;
}

/* A key that others will name; `known` remembers it. */
static enum err read_key(struct reader *r, const struct spot *in, const json_t *object,
                         const char *key, json_t *known, size_t index)
{
    struct str text;

    TRY(read_text(r, in, object, key, 1, &text));
    const char *name = str_z(r->arena, text);
    if (value_get(known, name)) {
        return wrong(r, in, key, "In the plan, {{arg}} is there twice");
    }
    value_set_int(known, name, (int64_t)index);
    return OK;
}

static enum err read_reference(struct reader *r, const struct spot *in, const json_t *object,
                               const char *key, const json_t *known, bool needed, int *ret)
{
    if (!needed && !value_get(object, key)) {
        *ret = PLAN_NONE;
        return OK;
    }
    struct str text = value_get_text(object, key);
    *ret = (int)value_get_int(known, str_z(r->arena, text), PLAN_NONE);
    return *ret != PLAN_NONE ? OK : wrong(r, in, key, "In the plan, {{arg}} leads nowhere");
}

static enum err read_functions(struct reader *r, const struct spot *in, const json_t *object,
                               const char *key, unsigned among, unsigned *ret)
{
    const json_t *list = value_get(object, key);
    size_t i;
    const json_t *name;

    *ret = 0;
    if (list && !json_is_array(list)) {
        return wrong(r, in, key, "In the plan, {{arg}} must be a list");
    }
    json_array_foreach (list, i, name) {
        unsigned bit = plan_function_bit(value_str(name));
        if ((bit & among) == 0) {
            return wrong(r, in, key, "In the plan, {{arg}} names no function of the unit");
        }
        *ret |= bit;
    }
    return OK;
}

static void add_spot(struct buf *buf, const struct spot *spot)
{
    if (!spot) {
        return;
    }
    add_spot(buf, spot->in);
    if (buf->len > 0) {
        buf_add_char(buf, '.');
    }
    buf_add_z(buf, spot->key);
    if (spot->listed) {
        buf_printf(buf, "[%zu]", spot->index);
    }
}

/* For the command line, which speaks English. */
static enum err wrong(struct reader *r, const struct spot *in, const char *key, const char *message)
{
    struct buf place = buf_in(r->arena, LIMIT_TARGET);

    add_spot(&place, in);
    if (key) {
        add_spot(&place, &(struct spot){.key = key});
    }
    return fault_set(r->fault, ERR_INVALID, message, buf_str(&place));
}
