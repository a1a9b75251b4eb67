#include "work/today/see_today.h"

#include <stdlib.h>

#include "base/date.h"
#include "work/today/today.h"

static void show_groups(struct today *t, json_t *view);
static void show_start(struct act *act, json_t *view);
static json_t *row_view(struct act *act, const struct today_row *row, bool late);
static int by_time(const void *a, const void *b);

enum err see_today(struct act *act, json_t *view)
{
    int32_t offset = act->actor.utc_offset_minutes;
    struct today t = {.act = act};
    t.day_start_us = date_day_start_us(date_from_us(act->now_us, offset).date, offset);
    t.day_end_us = t.day_start_us + DAY_US;
    for (size_t i = 0; i < TODAY_GROUP_COUNT; i++) {
        t.groups[i] = vec_of(act->arena, struct today_row);
    }
    TRY(case_links_read(act, &t.links));
    TRY(today_absent(act, &t.absent));
    TRY(today_tasks(&t));
    TRY(today_received(&t));
    TRY(today_sent(&t));
    TRY(today_proposals(&t));
    TRY(today_invitations(&t));
    TRY(today_transfers(&t));
    TRY(today_drafts(&t));
    today_childhood(&t);
    today_safety(&t);
    today_plans(&t);
    today_supervision(&t);
    TRY(today_breaches(&t));
    TRY(today_keys(&t));
    TRY(today_offices(&t));
    show_groups(&t, view);
    if (!permit(act->actor.roles, MAY_OPEN_CASES)) {
        act_note(act, ID_NONE, S("listed"), value_get_int(view, "total", 0));
    }
    return OK;
}

static void show_groups(struct today *t, json_t *view)
{
    static const struct {
        const char *name;
        const char *heading;
        const char *empty;
    } words[TODAY_GROUP_COUNT] = {
        [TODAY_OVERDUE] = {"overdue", N_("Overdue"), N_("Nothing is overdue.")},
        [TODAY_TODAY] = {"today", N_("For today"), N_("Nothing more for today.")},
        [TODAY_NEW] = {"new", N_("New for me"), N_("Nothing new.")},
    };
    json_t *groups = value_array();
    int64_t total = 0;
    for (size_t g = 0; g < TODAY_GROUP_COUNT; g++) {
        struct vec *rows = &t->groups[g];
        json_t *items = value_array();
        if (rows->count > 1) {
            qsort(rows->at, rows->count, sizeof(struct today_row), by_time);
        }
        for (size_t i = 0; i < rows->count; i++) {
            value_push(items,
                       row_view(t->act, vec_at(rows, struct today_row, i), g == TODAY_OVERDUE));
        }
        json_t *list = value_object();
        value_set(list, "items", items);
        value_set_text(list, "empty", act_words(t->act, words[g].empty));
        json_t *group = value_object();
        value_set_z(group, "group", words[g].name);
        value_set_text(group, "heading", act_words(t->act, words[g].heading));
        value_set_int(group, "total", (int64_t)rows->count);
        value_set(group, "list", list);
        value_push(groups, group);
        total += (int64_t)rows->count;
    }
    value_set(view, "groups", groups);
    value_set_int(view, "total", total);
    show_start(t->act, view);
}

/* Where the work of a day without anything waiting begins. */
static void show_start(struct act *act, json_t *view)
{
    static const struct {
        enum permission permission;
        const char *url;
        const char *label;
    } starts[] = {
        {MAY_OPEN_CASES, "/personas", N_("People")},
        {MAY_LIST_REFERRALS, "/derivaciones", N_("Referrals")},
        {MAY_ADMINISTER, "/equipo", N_("Team")},
        {MAY_READ_MAP, "/servicios", N_("Services")},
    };
    for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++) {
        if (permit(act->actor.roles, starts[i].permission)) {
            json_t *start = value_object();
            value_set_z(start, "start_url", starts[i].url);
            value_set_text(start, "start_label", act_words(act, starts[i].label));
            value_set(view, "start", start);
            return;
        }
    }
}

static json_t *row_view(struct act *act, const struct today_row *row, bool late)
{
    json_t *item = value_object();
    json_t *facts = value_array();
    for (size_t i = 0; i < sizeof(row->facts) / sizeof(row->facts[0]); i++) {
        if (row->facts[i].len > 0) {
            value_push_text(facts, row->facts[i]);
        }
    }
    value_set_z(item, "kind", row->kind);
    value_set_text(item, "code", row->code);
    value_set_text(item, "url", row->code.len > 0 ? row->url : STR_NONE);
    value_set_text(item, "state", row->state.len > 0 ? row->state : act_words(act, row->what));
    value_set_z(item, "tone", row->tone ? row->tone : "info");
    value_set(item, "facts", facts);
    value_set_text(item, "next", row->next);
    value_set_flag(item, "is_late", late);
    value_set_text(item, "act_url", row->act ? row->url : STR_NONE);
    value_set_text(item, "act", row->act ? act_words(act, row->act) : STR_NONE);
    return item;
}

static int by_time(const void *a, const void *b)
{
    int64_t left = ((const struct today_row *)a)->at_us;
    int64_t right = ((const struct today_row *)b)->at_us;
    return (left > right) - (left < right);
}
