#include "work/supervision/see_supervision.h"

#include "base/date.h"
#include "domain/workload.h"
#include "store/members.h"
#include "work/member_unit.h"
#include "work/people/team.h"
#include "work/person/case_links.h"
#include "work/see.h"

enum { FILES_MAX = 20, LATE_MAX = 20 };
static const int64_t year_us = 365 * DAY_US;

/* The unit, read once for a page. */
struct unit_seen {
    struct act *act;
    struct case_links links;
    struct str today; /* "2026-11-21" */
};

static enum err look(struct act *act, struct unit_seen *ret);
static enum err colleagues(const struct unit_seen *u, struct vec *ret);
static bool is_listed(const struct vec *members, struct id member);
static enum err worker_view(const struct unit_seen *u, const struct member_row *member,
                            json_t **ret);
static struct str load_text(const struct unit_seen *u, struct id member);
static json_t *late_view(const struct unit_seen *u, struct id member);
static struct str late_what(const struct unit_seen *u, const struct case_seen *seen);
static struct str care_text(const struct unit_seen *u);
static json_t *files_view(const struct unit_seen *u);
static json_t *file_view(const struct unit_seen *u, const struct case_seen *seen);
static json_t *asked_view(const struct unit_seen *u, const struct case_seen *seen);
static bool accompanies(const struct case_seen *seen, struct id member);
static json_t *listed(struct act *act, json_t *items, const char *empty);

enum err see_supervision(struct act *act, json_t *view)
{
    struct unit_seen u;
    struct vec members = vec_of(act->arena, struct member_row);
    json_t *workers = value_array();
    TRY(look(act, &u));
    TRY(colleagues(&u, &members));
    for (size_t i = 0; i < members.count; i++) {
        json_t *worker;
        TRY(worker_view(&u, vec_at(&members, struct member_row, i), &worker));
        value_push(workers, worker);
    }
    value_set_text(view, "ceiling_text",
                   act_words_with(act, N_("Set here for each colleague: up to {{arg}}."),
                                  str_printf_in(act->arena, "%lld",
                                                (long long)act->server->caseload_ceiling)));
    value_set(view, "workers", workers);
    value_set(view, "list", listed(act, files_view(&u), N_("No file is to be looked at today.")));
    value_set_text(view, "care_text", care_text(&u));
    return OK;
}

enum err see_worker(struct act *act, struct id member, json_t *view)
{
    struct unit_seen u;
    struct vec members = vec_of(act->arena, struct member_row);
    json_t *items = value_array();
    json_t *workers = value_array();
    json_t *worker;
    TRY(look(act, &u));
    TRY(colleagues(&u, &members));
    const struct member_row *found = NULL;
    for (size_t i = 0; i < members.count; i++) {
        const struct member_row *one = vec_at(&members, struct member_row, i);
        found = id_eq(one->id, member) ? one : found;
    }
    if (!found) {
        return act_not_here(act);
    }
    TRY(worker_view(&u, found, &worker));
    value_push(workers, worker);
    for (size_t i = 0; i < u.links.cases.count && json_array_size(items) < LIMIT_LIST_ROWS; i++) {
        const struct case_seen *seen = vec_at(&u.links.cases, struct case_seen, i);
        if (accompanies(seen, member)) {
            value_push(items, asked_view(&u, seen));
        }
    }
    value_set(view, "workers", workers);
    value_set_text(view, "absence_url",
                   str_join_in(act->arena, S("/equipo/"), id_text(act->arena, member), STR_NONE));
    value_set(view, "list", listed(act, items, N_("Accompanies nobody today.")));
    return OK;
}

static enum err look(struct act *act, struct unit_seen *ret)
{
    TRY(act_permit(act, MAY_SUPERVISE));
    *ret = (struct unit_seen){
        .act = act,
        .today =
            str_upto(date_text_iso(act->arena, act->now_us, act->actor.utc_offset_minutes), 10)};
    return case_links_read(act, &ret->links);
}

/* Who works with people in the actor's unit, and who else accompanies somebody whom the actor can
 * open; by name. */
static enum err colleagues(const struct unit_seen *u, struct vec *ret)
{
    struct act *act = u->act;
    struct member_rows rows;
    TRY(members_of_organisation(act->db, act->arena, act->actor.organisation, &rows));
    struct vec owners = vec_of(act->arena, struct member_row);
    for (size_t i = 0; i < u->links.cases.count; i++) {
        const struct case_seen *seen = vec_at(&u->links.cases, struct case_seen, i);
        if (!seen->closed && !is_listed(&owners, seen->owner)) {
            ((struct member_row *)vec_add(&owners))->id = seen->owner;
        }
    }
    for (size_t i = 0; i < rows.count; i++) {
        bool own = id_eq(rows.at[i].unit, act->actor.unit) && member_accompanies(&rows.at[i]);
        if (own || is_listed(&owners, rows.at[i].id)) {
            *(struct member_row *)vec_add(ret) = rows.at[i];
        }
    }
    return OK;
}

static bool is_listed(const struct vec *members, struct id member)
{
    for (size_t i = 0; i < members->count; i++) {
        if (id_eq(vec_at(members, struct member_row, i)->id, member)) {
            return true;
        }
    }
    return false;
}

static enum err worker_view(const struct unit_seen *u, const struct member_row *member,
                            json_t **ret)
{
    struct act *act = u->act;
    struct str away = see_absence(act, member->id);
    struct str deputy = see_name_of(act, member->deputy);
    json_t *worker = value_object();
    value_set_text(worker, "worker", member->name);
    value_set_text(
        worker, "worker_url",
        str_join_in(act->arena, S("/supervision/"), id_text(act->arena, member->id), STR_NONE));
    value_set_text(worker, "load_text", load_text(u, member->id));
    value_set_text(worker, "away", away);
    value_set_text(worker, "deputy", away.len > 0 ? deputy : STR_NONE);
    json_t *late = late_view(u, member->id);
    value_set(worker, "late", late);
    value_set_flag(worker, "any_late", json_array_size(late) > 0);
    *ret = worker;
    return OK;
}

static struct str load_text(const struct unit_seen *u, struct id member)
{
    struct act *act = u->act;
    struct workload load = {0};
    for (size_t i = 0; i < u->links.cases.count; i++) {
        const struct case_seen *seen = vec_at(&u->links.cases, struct case_seen, i);
        if (accompanies(seen, member)) {
            workload_add(&load, seen->risk);
        }
    }
    int64_t ceiling = act->server->caseload_ceiling;
    struct str text =
        act_count(act, "Accompanies {{n}} person", "Accompanies {{n}} people", load.people);
    if (load.high > 0) {
        text = see_joined(
            act, text,
            act_count(act, "{{n}} of them at high risk", "{{n}} of them at high risk", load.high));
        text = see_joined(act, text,
                          act_count(act, "counts as {{n}}", "counts as {{n}}", load.weight));
    }
    return see_joined(act, text,
                      act_words(act, workload_is_over(&load, ceiling)
                                         ? N_("more than was set: something can be shared or wait")
                                     : load.weight == ceiling ? N_("as much as was set")
                                                              : N_("there is room")));
}

static json_t *late_view(const struct unit_seen *u, struct id member)
{
    json_t *late = value_array();
    for (size_t i = 0; i < u->links.cases.count && json_array_size(late) < LATE_MAX; i++) {
        const struct case_seen *seen = vec_at(&u->links.cases, struct case_seen, i);
        struct str what = accompanies(seen, member) ? late_what(u, seen) : STR_NONE;
        if (what.len == 0) {
            continue;
        }
        json_t *one = value_object();
        value_set_text(one, "late_code", seen->code);
        value_set_text(one, "late_url", see_person_url(u->act, seen->person, ""));
        value_set_text(one, "late_what", what);
        value_push(late, one);
    }
    return late;
}

static struct str late_what(const struct unit_seen *u, const struct case_seen *seen)
{
    struct act *act = u->act;
    int64_t now_us = act->now_us;
    int64_t review_us = json_integer_value(json_array_get(seen->safety, 1));
    int64_t change_us = json_integer_value(json_array_get(seen->review, 2));
    bool change = json_is_true(json_array_get(seen->review, 1)) && change_us + DAY_US <= now_us;
    struct str what = STR_NONE;
    if (seen->next_us != 0 && seen->next_us < now_us) {
        what = act_words_with(act, N_("a follow-up, since {{arg}}"), act_date(act, seen->next_us));
    }
    if (seen->action_due.len > 0 && str_compare(seen->action_due, u->today) < 0) {
        what = see_joined(act, what, act_words(act, N_("something of the plan")));
    }
    if (json_array_size(seen->safety) > 0 && review_us <= now_us) {
        what = see_joined(act, what, act_words(act, N_("the safety plan is to be looked at")));
    }
    return change ? see_joined(act, what, act_words(act, N_("what supervision asked for"))) : what;
}

/* Of who came in time, in the last year, and wanted care: how many it reached in time. None is said
 * of fewer people than opinions are shown of. Who still has time and was not seen is not in it. */
static struct str care_text(const struct unit_seen *u)
{
    struct act *act = u->act;
    int64_t came = 0;
    int64_t reached = 0;
    for (size_t i = 0; i < u->links.cases.count; i++) {
        const struct case_seen *seen = vec_at(&u->links.cases, struct case_seen, i);
        int64_t until_us = json_integer_value(json_array_get(seen->care, 0));
        bool in_time = json_is_true(json_array_get(seen->care, 1));
        if (seen->opened_us > act->now_us - year_us && until_us > 0 &&
            (in_time || until_us <= act->now_us)) {
            came++;
            reached += in_time;
        }
    }
    if (came < act->server->opinions_least) {
        return act_words_with(
            act,
            N_("Fewer than {{arg}} people came in time in the last year: "
               "they are not counted."),
            str_printf_in(act->arena, "%lld", (long long)act->server->opinions_least));
    }
    return see_joined(
        act,
        act_count(act, "In the last year {{n}} person came in time and wanted it",
                  "In the last year {{n}} people came in time and wanted it", came),
        act_count(act, "{{n}} was cared for in time", "{{n}} were cared for in time", reached));
}

/* Those that are due, but one's own. */
static json_t *files_view(const struct unit_seen *u)
{
    json_t *items = value_array();
    for (size_t i = 0; i < u->links.cases.count && json_array_size(items) < FILES_MAX; i++) {
        const struct case_seen *seen = vec_at(&u->links.cases, struct case_seen, i);
        int64_t reviewed_us = json_integer_value(json_array_get(seen->review, 0));
        bool mine = id_eq(seen->owner, u->act->actor.member);
        if (!seen->closed && !mine &&
            file_review_is_due(seen->opened_us, reviewed_us, u->act->now_us)) {
            value_push(items, file_view(u, seen));
        }
    }
    return items;
}

static json_t *file_view(const struct unit_seen *u, const struct case_seen *seen)
{
    struct act *act = u->act;
    int64_t reviewed_us = json_integer_value(json_array_get(seen->review, 0));
    json_t *item = value_object();
    json_t *facts = value_array();
    value_push_text(facts, see_name_of(act, seen->owner));
    value_push_text(facts, reviewed_us == 0 ? act_words(act, N_("not looked at yet"))
                                            : act_words_with(act, N_("looked at on {{arg}}"),
                                                             act_date(act, reviewed_us)));
    value_set_text(item, "code", seen->code);
    value_set_text(item, "url", see_person_url(act, seen->person, ""));
    value_set(item, "facts", facts);
    value_set_text(item, "act_url", see_person_url(act, seen->person, "/revision"));
    value_set_text(item, "act", act_words(act, N_("Look at the file")));
    return item;
}

static json_t *asked_view(const struct unit_seen *u, const struct case_seen *seen)
{
    struct act *act = u->act;
    struct str answer = value_str(json_array_get(seen->reassign, 0));
    int64_t asked_us = json_integer_value(json_array_get(seen->reassign, 1));
    int64_t again_us = json_integer_value(json_array_get(seen->reassign, 2));
    json_t *item = value_object();
    json_t *facts = value_array();
    value_push_text(facts, act_words_with(act, N_("Risk: {{arg}}"),
                                          see_choice(act, "risk", "level", seen->risk)));
    value_push_text(facts, asked_us == 0
                               ? act_words(act, N_("not asked"))
                               : see_joined(act, act_date(act, asked_us),
                                            see_choice(act, "reassign", "answer", answer)));
    value_set_text(item, "code", seen->code);
    value_set_text(item, "url", see_person_url(act, seen->person, ""));
    value_set(item, "facts", facts);
    value_set_text(item, "next",
                   again_us == 0 ? STR_NONE
                                 : act_words_with(act, N_("Next safe moment: {{arg}}"),
                                                  act_time(act, again_us)));
    value_set_text(item, "act_url", see_person_url(act, seen->person, "/reparto"));
    value_set_text(item, "act", act_words(act, N_("Ask the person")));
    return item;
}

static bool accompanies(const struct case_seen *seen, struct id member)
{
    return !seen->closed && id_eq(seen->owner, member);
}

static json_t *listed(struct act *act, json_t *items, const char *empty)
{
    json_t *list = value_object();
    value_set(list, "items", items);
    value_set_text(list, "empty", act_words(act, empty));
    return list;
}
