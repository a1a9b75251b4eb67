/* Part of safety.h: what the pages of the safety plan show. */
#include "base/date.h"
#include "work/person/see_person.h"
#include "work/plan/safety.h"
#include "work/see.h"

/* The three tasks of rule P4, in its order. */
static const struct {
    const char *task, *title, *form;
} tasks[] = {
    {SAFETY_TRIED, N_("What was tried since then, and how it worked"), "safety_tried"},
    {SAFETY_UNSAFE, N_("Places and people that are not safe"), "safety_unsafe"},
    {SAFETY_SAFE, N_("Safe people and places for an emergency"), "safety_safe"},
};
enum { TASK_COUNT = sizeof(tasks) / sizeof(tasks[0]) };

/* The first comes before everything; the others only if she wants them. */
static const char *const blocks[] = {
    "safety_concern", "safety_warning", "safety_signals",   "safety_crisis",     "safety_episode",
    "safety_bag",     "safety_money",   "safety_children",  "safety_dependants", "safety_leaving",
    "safety_digital", "safety_route",   "safety_community", "safety_phones",     "safety_strength"};
enum { BLOCK_COUNT = sizeof(blocks) / sizeof(blocks[0]) };

static const char prefix[] = "safety_";

struct safety_page {
    struct act *act;
    struct id person;
    struct safety_plan plan;
    struct case_state answers;
    bool now; /* not a former version */
    int64_t review_us;
};

static enum err cut(struct safety_page *page, const struct dossier *dossier, int64_t version);
static json_t *task_view(const struct safety_page *page, size_t which);
static json_t *line_view(const struct safety_page *page, const struct safety_line *line);
static json_t *block_view(const struct safety_page *page, const char *name);
static json_t *versions_view(const struct safety_page *page, const struct safety_plan *all);
static void show_last(const struct safety_page *page, const struct safety_plan *all, json_t *view);
static const struct form *form_of(const struct act *act, const char *name);
static struct str url(const struct safety_page *page, const char *before, struct str after);

enum err see_safety(struct act *act, struct id person, int64_t version, json_t *view)
{
    struct person p;
    struct dossier dossier;
    struct safety_page page = {.act = act, .person = person, .now = version == 0};
    TRY(act_permit(act, MAY_OPEN_CASES));
    TRY(person_open(act, person, &p));
    TRY(act_open(act, p.c.safety, DOSSIER_SAFETY, &dossier));
    TRY(cut(&page, &dossier, version));
    page.review_us = safety_review_day(&p.c.safety_review, &p.c.risk);
    struct safety_plan all = safety_plan_fold(act->arena, dossier.entries, dossier.count);
    see_identity(act, &p.c, person, view);
    json_t *task_views = value_array();
    for (size_t i = 0; i < TASK_COUNT; i++) {
        value_push(task_views, task_view(&page, i));
    }
    json_t *block_views = value_array();
    for (size_t i = 1; i < BLOCK_COUNT; i++) {
        value_push(block_views, block_view(&page, blocks[i]));
    }
    struct safety_due due = safety_review_due(&p.c.safety_review, &p.c.risk, p.c.incident_known_us);
    bool happened = p.c.incident_known_us > p.c.safety_review.agreed_us && due.why != NULL;
    value_set_flag(view, "ask_changed", page.now && happened);
    value_set(view, "concern", block_view(&page, blocks[0]));
    value_set(view, "safety_tasks", task_views);
    value_set(view, "blocks", block_views);
    value_set(view, "versions", versions_view(&page, &all));
    value_set_flag(view, "former", !page.now);
    value_set_text(view, "now_url", see_person_url(act, person, "/seguridad"));
    show_last(&page, &all, view);
    return OK;
}

enum err see_safety_line(struct act *act, struct id person, struct id line, json_t *view,
                         json_t **ret_answers, int64_t *ret_base, struct str *ret_task)
{
    struct person p;
    struct dossier dossier;
    TRY(act_permit(act, MAY_OPEN_CASES));
    TRY(person_open(act, person, &p));
    TRY(act_open(act, p.c.safety, DOSSIER_SAFETY, &dossier));
    struct safety_plan plan = safety_plan_fold(act->arena, dossier.entries, dossier.count);
    const struct safety_line *found = safety_plan_line(&plan, line);
    if (!found) {
        return act_not_here(act);
    }
    see_identity(act, &p.c, person, view);
    *ret_answers = json_copy(found->said);
    *ret_base = found->set_by;
    *ret_task = found->task;
    return OK;
}

enum err see_safety_agree(struct act *act, struct id person, json_t *view, json_t **ret_answers)
{
    struct person p;
    TRY(act_permit(act, MAY_OPEN_CASES));
    TRY(person_open(act, person, &p));
    see_identity(act, &p.c, person, view);
    int64_t latest_us = act->now_us + safety_review_days(p.c.risk.level) * DAY_US;
    *ret_answers = value_object();
    value_set_text(
        *ret_answers, "review",
        str_upto(date_text_iso(act->arena, latest_us, act->actor.utc_offset_minutes), 10));
    return OK;
}

enum err see_safety_cards(struct act *act, const struct entry *entries, size_t count, json_t *cards)
{
    struct safety_plan plan = safety_plan_fold(act->arena, entries, count);
    struct case_state answers = case_fold(act->arena, entries, count);
    TRY(see_answer_card(act, blocks[0], &answers, cards));
    for (size_t i = 0; i < TASK_COUNT; i++) {
        json_t *rows = value_array();
        for (size_t k = 0; k < plan.lines.count; k++) {
            const struct safety_line *line = vec_at(&plan.lines, struct safety_line, k);
            if (str_eq(line->task, str_of(tasks[i].task))) {
                json_array_extend(rows, see_said(act, form_of(act, tasks[i].form), line->said, ""));
            }
        }
        if (json_array_size(rows) > 0) {
            json_t *card = value_object();
            value_set_text(card, "card_title", act_words(act, tasks[i].title));
            value_set_text(card, "state", STR_NONE);
            value_set(card, "card_actions", value_array());
            value_set(card, "rows", rows);
            value_push(cards, card);
        }
    }
    for (size_t i = 1; i < BLOCK_COUNT; i++) {
        TRY(see_answer_card(act, blocks[i], &answers, cards));
    }
    return OK;
}

const struct form *safety_task_form(const struct act *act, struct str task)
{
    for (size_t i = 0; i < TASK_COUNT; i++) {
        if (str_eq(task, str_of(tasks[i].task))) {
            return form_of(act, tasks[i].form);
        }
    }
    return NULL;
}

const struct form *safety_block_form(const struct act *act, struct str block)
{
    for (size_t i = 0; i < BLOCK_COUNT; i++) {
        if (str_eq(block, str_from(str_of(blocks[i]), sizeof(prefix) - 1))) {
            return form_of(act, blocks[i]);
        }
    }
    return NULL;
}

static enum err cut(struct safety_page *page, const struct dossier *dossier, int64_t version)
{
    struct act *act = page->act;
    size_t count = dossier->count;
    page->plan = safety_plan_fold(act->arena, dossier->entries, count);
    if (version != 0) {
        size_t made = page->plan.versions.count;
        if (version < 0 || (uint64_t)version > made) {
            return act_not_here(act);
        }
        count =
            (size_t)vec_at(&page->plan.versions, struct safety_version, (size_t)version - 1)->seq;
        page->plan = safety_plan_fold(act->arena, dossier->entries, count);
    }
    page->answers = case_fold(act->arena, dossier->entries, count);
    return OK;
}

static json_t *task_view(const struct safety_page *page, size_t which)
{
    json_t *view = value_object();
    json_t *lines = value_array();
    for (size_t i = 0; i < page->plan.lines.count; i++) {
        const struct safety_line *line = vec_at(&page->plan.lines, struct safety_line, i);
        if (str_eq(line->task, str_of(tasks[which].task))) {
            value_push(lines, line_view(page, line));
        }
    }
    value_set_z(view, "task", tasks[which].task);
    value_set_text(view, "task_title", act_words(page->act, tasks[which].title));
    value_set(view, "lines", lines);
    value_set_text(view, "add_url", url(page, "/tarea/", str_of(tasks[which].task)));
    return view;
}

static json_t *line_view(const struct safety_page *page, const struct safety_line *line)
{
    struct act *act = page->act;
    json_t *view = value_object();
    struct str still = value_get_text(line->said, "still");
    value_set_text(view, "what", value_get_text(line->said, "what"));
    value_set_text(view, "over",
                   str_eq(still, S("no")) || str_eq(still, S("change"))
                       ? see_choice(act, "safety_safe", "still", still)
                       : STR_NONE);
    value_set(view, "line_rows",
              see_said(act, safety_task_form(act, line->task), line->said, "what"));
    value_set_text(view, "change_url", url(page, "/lineas/", id_text(act->arena, line->id)));
    return view;
}

static json_t *block_view(const struct safety_page *page, const char *name)
{
    struct act *act = page->act;
    int64_t base;
    const struct form *form = form_of(act, name);
    json_t *view = value_object();
    json_t *said = case_answers_of(&page->answers, form->name, &base);
    json_t *rows = see_said(act, form, said, "");
    value_set_text(view, "block_title", act_words(act, str_z(act->arena, form->title)));
    value_set_flag(view, "written", json_array_size(rows) > 0);
    value_set(view, "block_rows", rows);
    value_set_text(view, "block_url",
                   url(page, "/parte/", str_from(form->name, sizeof(prefix) - 1)));
    return view;
}

static json_t *versions_view(const struct safety_page *page, const struct safety_plan *all)
{
    struct act *act = page->act;
    json_t *views = value_array();
    for (size_t i = all->versions.count; i-- > 0;) {
        const struct safety_version *version = vec_at(&all->versions, struct safety_version, i);
        json_t *view = value_object();
        value_set_int(view, "number", version->number);
        value_set_text(view, "agreed", act_time(act, version->agreed_us));
        value_set_text(view, "by", version->by);
        value_set_text(
            view, "version_url",
            see_person_url(act, page->person,
                           str_z(act->arena, str_printf_in(act->arena, "/seguridad?version=%lld",
                                                           (long long)version->number))));
        value_push(views, view);
    }
    return views;
}

static void show_last(const struct safety_page *page, const struct safety_plan *all, json_t *view)
{
    struct act *act = page->act;
    const struct safety_version *last = safety_plan_last(page->now ? all : &page->plan);
    const struct safety_not_now *none = &all->not_now;
    if (page->now && none->at_us != 0) {
        json_t *not_now = value_object();
        value_set_text(not_now, "said", act_date(act, none->at_us));
        value_set_text(not_now, "put_off_why", none->why);
        value_set_text(not_now, "by", none->by);
        value_set_text(not_now, "again", act_date(act, page->review_us));
        value_set(view, "not_now", not_now);
    }
    value_set_text(view, "agree_url", url(page, "/acordado", STR_NONE));
    value_set_flag(view, "changed_since", last && page->now && all->changed);
    value_set_text(view, "list_url",
                   page->now && safety_copy_wanted(last)
                       ? see_person_url(act, page->person, "/seguridad/lista")
                       : STR_NONE);
    value_set_id(view, "command", act_new_id(act));
    value_set_text(view, "printed",
                   all->printed > 0
                       ? act_count(act, "Printed {{n}} time", "Printed {{n}} times", all->printed)
                       : STR_NONE);
    if (!last) {
        return;
    }
    json_t *version = value_object();
    value_set_int(version, "number", last->number);
    value_set_text(version, "agreed", act_time(act, last->agreed_us));
    value_set_text(version, "review", act_date(act, page->now ? page->review_us : last->review_us));
    value_set_text(version, "kept", see_choice(act, "safety_agreed", "kept", last->kept));
    value_set(view, "version", version);
}

static const struct form *form_of(const struct act *act, const char *name)
{
    const struct form *form = server_form(act->server, str_of(name));
    check(form != NULL);
    return form;
}

/* Empty on a former version, where nothing can be changed. */
static struct str url(const struct safety_page *page, const char *before, struct str after)
{
    struct str rest = str_join_in(page->act->arena, S("/seguridad"), str_of(before), after);
    return page->now ? see_person_url(page->act, page->person, str_z(page->act->arena, rest))
                     : STR_NONE;
}
