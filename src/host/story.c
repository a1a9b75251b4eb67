#include "host/story.h"

#include "base/date.h"

enum { STORY_PEOPLE = 32 };

struct teller {
    struct arena *arena;
    struct deployment *deployment;
    const struct app *app;
    struct str password;
    int64_t today_us; /* midnight UTC */
    int64_t now_us;
    json_t *scopes; /* name → what is kept in it */
    json_t *kept;   /* of the present step: name → text */
    struct {
        struct str login;
        struct loopback browser;
    } people[STORY_PEOPLE];
    size_t count;
    struct fault *fault;
};

static enum err tell_step(struct teller *t, const json_t *step);
static enum err browser_of(struct teller *t, struct str login, struct loopback **ret);
static enum err begin_step(struct teller *t, const json_t *step);
static struct str filled(struct teller *t, struct str text);
static json_t *filled_fields(struct teller *t, const struct loopback *browser,
                             const json_t *fields);
static struct str filled_value(struct teller *t, const struct loopback *browser, struct str name,
                               struct str text);
static struct str moment_text(struct teller *t, struct str text);
static struct str option_named(const json_t *form, struct str field, struct str words);
static void keep(struct teller *t, const struct loopback *browser, const json_t *where, bool go);
static struct str pointed(struct teller *t, const json_t *page, struct str pointer);
static const json_t *chosen_item(struct teller *t, const json_t *list, struct str condition);
static struct str segment(struct str path, int64_t n);

enum err story_tell(const struct story *told, const json_t *steps, struct fault *fault)
{
    struct arena *arena = arena_open();
    struct arena *before = value_use_arena(arena);
    struct teller *t = arena_new(arena, struct teller);
    *t = (struct teller){.arena = arena,
                         .deployment = told->deployment,
                         .app = told->app,
                         .password = told->password,
                         .today_us = told->now_us - told->now_us % DAY_US,
                         .scopes = value_object(),
                         .fault = fault};
    enum err err = OK;
    for (size_t i = 0; i < json_array_size(steps) && err == OK; i++) {
        err = tell_step(t, json_array_get(steps, i));
        if (err != OK) {
            const json_t *step = json_array_get(steps, i);
            fault->arg =
                str_printf_in(told->deployment->arena, "step %zu, %.*s %.*s: %.*s", i + 1,
                              STR_ARGS(value_get_text(step, "scope")),
                              STR_ARGS(value_get_text(step, "post")), STR_ARGS(fault->arg));
        }
    }
    for (size_t i = 0; i < t->count; i++) {
        loopback_close(&t->people[i].browser);
    }
    value_use_arena(before);
    arena_close(arena);
    return err;
}

static enum err tell_step(struct teller *t, const json_t *step)
{
    struct loopback *browser;
    TRY(begin_step(t, step));
    TRY(browser_of(t, filled(t, value_get_text(step, "as")), &browser));
    browser->now_us = t->now_us;
    struct str path = filled(t, value_get_text(step, "post"));
    struct str page = filled(t, value_get_text(step, "get"));
    if (!value_get_flag(step, "here")) {
        TRY(loopback_get(browser, page.len > 0 ? page : path, t->fault));
    }
    keep(t, browser, value_get(step, "keep"), false);
    if (path.len > 0) {
        json_t *fields = filled_fields(t, browser, value_get(step, "fields"));
        TRY(loopback_post(browser, path, fields, t->fault));
    }
    keep(t, browser, value_get(step, "keep"), true);
    return OK;
}

/* When it is, and what it knows. */
static enum err begin_step(struct teller *t, const json_t *step)
{
    int64_t day, minute;
    struct str at = value_get_text(step, "at");
    t->now_us += MINUTE_US;
    if (at.len > 0) {
        if (!story_moment(at, &day, &minute)) {
            return fault_set(t->fault, ERR_INVALID, "{{arg}}", at);
        }
        int64_t at_us = t->today_us + day * DAY_US + minute * MINUTE_US;
        t->now_us = at_us > t->now_us ? at_us : t->now_us;
    }
    const char *scope = str_z(t->arena, value_get_text(step, "scope"));
    if (!value_get(t->scopes, scope)) {
        value_set(t->scopes, scope, value_object());
    }
    t->kept = value_get(t->scopes, scope);
    json_t *known = value_get(step, "know");
    if (known) {
        check(json_object_update(t->kept, known) == 0);
    }
    return OK;
}

static enum err browser_of(struct teller *t, struct str login, struct loopback **ret)
{
    for (size_t i = 0; i < t->count; i++) {
        if (str_eq(t->people[i].login, login)) {
            *ret = &t->people[i].browser;
            /* the story leaps over days: whoever was locked out meanwhile signs in again */
            if (t->now_us - (*ret)->now_us < t->app->server->idle_us_max) {
                return OK;
            }
            (*ret)->now_us = t->now_us;
            return loopback_enter(*ret, login, t->password, t->fault);
        }
    }
    check(t->count < STORY_PEOPLE);
    t->people[t->count].login = login;
    *ret = &t->people[t->count++].browser;
    **ret = (struct loopback){
        .app = t->app, .deployment = t->deployment, .arena = t->arena, .now_us = t->now_us};
    return loopback_enter(*ret, login, t->password, t->fault);
}

bool story_moment(struct str at, int64_t *ret_day, int64_t *ret_minute)
{
    int64_t days = 0, hours = 0, minutes = 0;
    struct str time, minute;
    struct str day = str_cut(at, 'd', &time);
    struct str hour = str_cut(str_trim(time), ':', &minute);
    bool back = str_starts(day, S("-"));
    if (!str_to_i64(back ? str_from(day, 1) : day, &days) || !str_to_i64(hour, &hours) ||
        !str_to_i64(minute, &minutes)) {
        return false;
    }
    *ret_day = back ? -days : days;
    *ret_minute = hours * 60 + minutes;
    return true;
}

static struct str filled(struct teller *t, struct str text)
{
    struct buf buf = buf_in(t->arena, LIMIT_BODY);
    for (size_t i = 0; i < text.len;) {
        if (text.at[i] != '$') {
            buf_add_char(&buf, text.at[i++]);
            continue;
        }
        size_t end = i + 1;
        while (end < text.len && ((text.at[end] >= 'a' && text.at[end] <= 'z') ||
                                  (text.at[end] >= '0' && text.at[end] <= '9'))) {
            end++;
        }
        struct str name = str_bytes(text.at + i + 1, end - i - 1);
        buf_add(&buf, value_get_text(t->kept, str_z(t->arena, name)));
        i = end;
    }
    return buf_str(&buf);
}

static json_t *filled_fields(struct teller *t, const struct loopback *browser, const json_t *fields)
{
    json_t *ret = value_object();
    for (void *at = json_object_iter((json_t *)(uintptr_t)fields); at;
         at = json_object_iter_next((json_t *)(uintptr_t)fields, at)) {
        const char *name = json_object_iter_key(at);
        const json_t *value = json_object_iter_value(at);
        json_t *list = value_array();
        size_t count = json_is_array(value) ? json_array_size(value) : 1;
        for (size_t i = 0; i < count; i++) {
            const json_t *one = json_is_array(value) ? json_array_get(value, i) : value;
            value_push_text(list, filled_value(t, browser, str_of(name), value_str(one)));
        }
        value_set(ret, name, list);
    }
    return ret;
}

static struct str filled_value(struct teller *t, const struct loopback *browser, struct str name,
                               struct str text)
{
    text = filled(t, text);
    if (str_starts(text, S("@"))) {
        return option_named(loopback_form(browser), name, str_from(text, 1));
    }
    if (str_starts(text, S("&/"))) {
        return pointed(t, browser->view, str_from(text, 1));
    }
    if (str_starts(text, S("date:")) || str_starts(text, S("time:"))) {
        return moment_text(t, text);
    }
    return text;
}

/* "date:+7" and "time:+1 10:00" are days from the step's own day, as a field wants them. */
static struct str moment_text(struct teller *t, struct str text)
{
    struct str time;
    int64_t days = 0;
    struct str day = str_cut(str_from(text, sizeof("date:") - 1), ' ', &time);
    if (!str_to_i64(str_from(day, 1), &days)) {
        return text;
    }
    days = str_starts(day, S("-")) ? -days : days;
    struct str iso = date_iso(t->arena, date_from_days(t->now_us / DAY_US + days));
    return time.len == 0 ? iso : str_join_in(t->arena, iso, S("T"), time);
}

static struct str option_named(const json_t *form, struct str field, struct str words)
{
    const json_t *fields = value_get(form, "fields");
    for (size_t i = 0; i < json_array_size(fields); i++) {
        const json_t *one = json_array_get(fields, i);
        const json_t *options = value_get(one, "options");
        for (size_t k = 0;
             k < json_array_size(options) && str_eq(value_get_text(one, "name"), field); k++) {
            const json_t *option = json_array_get(options, k);
            if (str_starts(value_get_text(option, "label"), words)) {
                return value_get_text(option, "value");
            }
        }
    }
    return words;
}

/* What the page has, before its form is sent; or, with `go`, where it led. */
static void keep(struct teller *t, const struct loopback *browser, const json_t *where, bool go)
{
    for (void *at = json_object_iter((json_t *)(uintptr_t)where); at;
         at = json_object_iter_next((json_t *)(uintptr_t)where, at)) {
        struct str pointer = value_str(json_object_iter_value(at));
        int64_t n = 0;
        struct str found = STR_NONE;
        if (str_starts(pointer, S("go:")) != go) {
            continue;
        }
        if (go && str_to_i64(str_from(pointer, 3), &n)) {
            found = segment(browser->go, n);
        } else if (!go) {
            struct str deeper;
            struct str which = str_cut(pointer, ':', &deeper);
            bool one = str_to_i64(which, &n);
            found = pointed(t, browser->view, filled(t, one ? deeper : pointer));
            found = one ? segment(found, n) : found;
        }
        value_set_text(t->kept, json_object_iter_key(at), found);
    }
}

/* "/list/items[code=DV-…]/url": names, and in a list the first item whose member is that. */
static struct str pointed(struct teller *t, const json_t *page, struct str pointer)
{
    const json_t *at = page;
    struct str rest = str_from(pointer, 1);
    while (rest.len > 0 && at) {
        struct str condition;
        int64_t n = 0;
        struct str name = str_cut(str_cut(rest, '/', &rest), '[', &condition);
        at = json_is_array(at) && str_to_i64(name, &n) && n >= 0
                 ? json_array_get(at, (size_t)n)
                 : value_get(at, str_z(t->arena, name));
        if (condition.len > 0) {
            at = chosen_item(t, at, condition);
        }
    }
    return value_str(at);
}

/* "code=DV-…&kind=approval]": the first that has all of it. */
static const json_t *chosen_item(struct teller *t, const json_t *list, struct str condition)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *item = json_array_get(list, i);
        struct str rest = str_upto(condition, condition.len - 1);
        bool fits = true;
        while (rest.len > 0 && fits) {
            struct str value;
            struct str key = str_cut(str_cut(rest, '&', &rest), '=', &value);
            fits = str_eq(value_get_text(item, str_z(t->arena, key)), value);
        }
        if (fits) {
            return item;
        }
    }
    return NULL;
}

/* Segment 1 of "/personas/ID" is "personas". */
static struct str segment(struct str path, int64_t n)
{
    struct str rest;
    struct str part = str_cut(path, '/', &rest);
    while (n-- > 0) {
        part = str_cut(str_upto(rest, str_find_char(rest, '?')), '/', &rest);
    }
    return part;
}
