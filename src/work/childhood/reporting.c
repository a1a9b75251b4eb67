#include "work/childhood/reporting.h"

#include "store/directory.h"
#include "store/settings.h"
#include "work/childhood/childhood.h"
#include "work/macs.h"
#include "work/person/history.h"
#include "work/person/see_person.h"
#include "work/see.h"

static const struct str prefix = {"report_rule ", 12};
static const char rule_form[] = "report_rule";
static const char report_form[] = "report";
static const char no_rule[] = "other";

static enum err rule_read(struct act *act, const struct setting_row *row, struct report_rule *ret);
static enum err rules_fit(struct act *act, struct id rule, struct str country);
static enum err rules_met(struct act *act, const struct case_state *c, struct vec *ret);
static enum err find(struct act *act, struct id rule, struct report_rule *ret,
                     struct str *ret_stored);
static enum err take_to(struct act *act, const struct report_rule *rule, json_t *body);
static struct str name_of(struct act *act, struct id rule);
static void rule_view(struct act *act, const struct report_rule *rule, bool editing, json_t *list);
static struct str met_by(struct act *act, const struct report_rule *rule);
static void done_view(struct act *act, const struct report_done *done, json_t *list);
static struct str choice(struct act *act, const json_t *body, const char *field);
static struct str day_of(struct act *act, struct str iso);

enum err report_rules(struct act *act, struct vec *ret)
{
    struct setting_rows rows;
    *ret = vec_of(act->arena, struct report_rule);
    TRY(settings_list(act->db, act->arena, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        if (str_starts(rows.at[i].name, prefix)) {
            TRY(rule_read(act, &rows.at[i], vec_add(ret)));
        }
    }
    return OK;
}

enum err report_rule_set(struct act *act, struct id rule, int64_t base, const json_t *answers)
{
    struct report_rule former;
    struct str stored = STR_NONE;
    struct id id = id_is_none(rule) ? act_new_id(act) : rule;
    json_t *body = json_deep_copy(answers);
    TRY(act_permit(act, MAY_EDIT_MAP));
    if (!id_is_none(rule)) {
        TRY(find(act, rule, &former, &stored));
        if (value_get_int(former.body, "version", 0) != base) {
            return fault_set(act->fault, ERR_CONFLICT,
                             N_("Somebody else changed this in the meantime. Look at it again."),
                             STR_NONE);
        }
    }
    if (json_array_size(value_get(body, "services")) == 0 &&
        json_array_size(value_get(body, "incidents")) == 0 &&
        value_get_text(body, "under_age").len == 0) {
        return fault_add_field(act->fault, S("under_age"),
                               N_("Say for whom: an age, a need, or what happened."), STR_NONE);
    }
    TRY(rules_fit(act, id, value_get_text(body, "country")));
    value_set_int(body, "version", id_is_none(rule) ? 1 : base + 1);
    struct setting_row row = {.name = name_of(act, id), .value = value_print(act->arena, body)};
    row.mac = macs_setting(act, &row);
    if (id_is_none(rule)) {
        settings_put(act->batch, &row);
    } else {
        settings_change(act->batch, stored, &row);
    }
    act_note(act, ID_NONE, S("report_rule_set"), 0);
    return OK;
}

enum err report_note(struct act *act, struct id person, const json_t *answers)
{
    static const char *const taken[] = {"done", "to",        "told_before", "not_told_why",
                                        "wish", "objection", "along",       "note"};
    struct person p;
    struct report_rule rule = {.to = STR_NONE};
    struct id id;
    int64_t told_us = 0;
    json_t *body = value_object();
    TRY(act_permit(act, MAY_OPEN_CASES));
    TRY(person_open_working(act, person, &p));
    TRY(act_told_at(act, answers, &told_us));
    if (id_parse(value_get_text(answers, "rule"), &id)) {
        TRY(find(act, id, &rule, NULL));
        value_set_id(body, "rule", id);
        value_set_text(body, "what", rule.what);
    }
    for (size_t i = 0; i < sizeof(taken) / sizeof(taken[0]); i++) {
        value_set(body, taken[i], value_get(answers, taken[i]));
    }
    TRY(take_to(act, &rule, body));
    TRY(act_append(act, &p.core, ENTRY_REPORT_NOTED, told_us, body));
    return person_card(act, &p);
}

static enum err rules_fit(struct act *act, struct id rule, struct str country)
{
    struct vec rules;
    size_t others = 0;
    TRY(report_rules(act, &rules));
    for (size_t i = 0; i < rules.count; i++) {
        const struct report_rule *one = vec_at(&rules, struct report_rule, i);
        others += str_eq(one->country, country) && !id_eq(one->id, rule);
    }
    return others < LIMIT_REPORT_RULES
               ? OK
               : fault_set(act->fault, ERR_LIMIT,
                           N_("This country has as many duties to report as there can be: change "
                              "one that stands."),
                           STR_NONE);
}

/* The rule says to whom, unless it was somebody else. */
static enum err take_to(struct act *act, const struct report_rule *rule, json_t *body)
{
    bool reported = str_eq(value_get_text(body, "done"), S("reported"));
    if (!reported || value_get_text(body, "to").len > 0) {
        return OK;
    }
    if (rule->to.len == 0) {
        return fault_add_field(act->fault, S("to"), N_("Say to whom."), STR_NONE);
    }
    value_set_text(body, "to", rule->to);
    return OK;
}

enum err see_report_rules(struct act *act, json_t *view)
{
    struct vec rules;
    json_t *list = value_array();
    bool editing = permit(act->actor.roles, MAY_EDIT_MAP);
    TRY(act_permit(act, MAY_READ_MAP));
    TRY(report_rules(act, &rules));
    for (size_t i = 0; i < rules.count; i++) {
        rule_view(act, vec_at(&rules, struct report_rule, i), editing, list);
    }
    value_set(view, "rules", list);
    value_set_flag(view, "any_rules", rules.count > 0);
    value_set_flag(view, "may_edit", editing);
    return OK;
}

enum err see_report_rule(struct act *act, struct id rule, json_t **ret_answers, int64_t *ret_base)
{
    struct report_rule found;
    TRY(act_permit(act, MAY_EDIT_MAP));
    TRY(find(act, rule, &found, NULL));
    *ret_answers = json_deep_copy(found.body);
    *ret_base = value_get_int(found.body, "version", 0);
    return OK;
}

enum err see_reports(struct act *act, struct id person, json_t *view)
{
    struct person p;
    struct vec met;
    json_t *due = value_array();
    json_t *done = value_array();
    TRY(act_permit(act, MAY_OPEN_CASES));
    TRY(person_open(act, person, &p));
    TRY(rules_met(act, &p.c, &met));
    for (size_t i = 0; i < met.count; i++) {
        rule_view(act, vec_at(&met, struct report_rule, i), false, due);
    }
    for (size_t i = p.c.reporting.done.count; i-- > 0;) {
        done_view(act, vec_at(&p.c.reporting.done, struct report_done, i), done);
    }
    see_identity(act, &p.c, person, view);
    value_set(view, "rules", due);
    value_set_flag(view, "any_rules", met.count > 0);
    value_set(view, "reports", done);
    value_set_flag(view, "any_reports", json_array_size(done) > 0);
    return OK;
}

enum err see_reports_lists(struct act *act, struct id person, struct option_lists *lists)
{
    struct person p;
    struct vec met;
    struct vec options = vec_of(act->arena, struct option);
    TRY(person_open(act, person, &p));
    TRY(rules_met(act, &p.c, &met));
    for (size_t i = 0; i < met.count; i++) {
        const struct report_rule *rule = vec_at(&met, struct report_rule, i);
        *(struct option *)vec_add(&options) = (struct option){
            .value = id_text(act->arena, rule->id), .label = rule->what, .name = true};
    }
    *(struct option *)vec_add(&options) = (struct option){
        .value = str_of(no_rule), .label = act_words(act, N_("Something else")), .name = true};
    form_add_list(lists, "report_rules", &options);
    return OK;
}

enum err see_reporting_due(struct act *act, const struct person *p, json_t *view)
{
    struct vec met;
    int64_t open = 0;
    TRY(rules_met(act, &p->c, &met));
    for (size_t i = 0; i < met.count; i++) {
        open += !reporting_settled(&p->c.reporting, vec_at(&met, struct report_rule, i)->id);
    }
    if (open > 0) {
        json_t *due = value_object();
        value_set_text(due, "text",
                       act_words(act, N_("The law may oblige to report this. The person is told "
                                         "before, whenever that is possible.")));
        value_set(view, "report_due", due);
    }
    return OK;
}

struct str tell_report(struct act *act, const struct case_state *c, const struct entry *entry)
{
    const json_t *body = entry->body;
    struct str text = see_joined(act, choice(act, body, "done"), value_get_text(body, "what"));
    (void)c;
    text = see_joined(act, text, value_get_text(body, "to"));
    text = see_joined(act, text, choice(act, body, "wish"));
    return see_joined(act, text, value_get_text(body, "objection"));
}

static enum err rule_read(struct act *act, const struct setting_row *row, struct report_rule *ret)
{
    struct id id;
    json_t *body = NULL;
    TRY(macs_setting_check(act->server, row));
    if (!id_parse(str_from(row->name, prefix.len), &id) || value_parse(row->value, &body) != OK) {
        return ERR_CORRUPT;
    }
    *ret = report_rule_from(id, body);
    return OK;
}

/* In force, of the country in which the actor works, and met by the case. */
static enum err rules_met(struct act *act, const struct case_state *c, struct vec *ret)
{
    struct vec rules;
    struct organisation_row organisation;
    int64_t age = childhood_age_now(act, c);
    *ret = vec_of(act->arena, struct report_rule);
    TRY(directory_organisation(act->db, act->arena, act->actor.organisation, &organisation));
    TRY(report_rules(act, &rules));
    for (size_t i = 0; i < rules.count; i++) {
        const struct report_rule *rule = vec_at(&rules, struct report_rule, i);
        if (str_eq(rule->country, organisation.country) && reporting_meets(rule, c, age)) {
            *(struct report_rule *)vec_add(ret) = *rule;
        }
    }
    return OK;
}

/* `ret_stored`: its bytes; may be NULL. */
static enum err find(struct act *act, struct id rule, struct report_rule *ret,
                     struct str *ret_stored)
{
    struct setting_row row;
    enum err err = settings_get(act->db, act->arena, name_of(act, rule), &row);
    if (err == ERR_NOT_FOUND) {
        return act_not_here(act);
    }
    TRY(err);
    if (ret_stored) {
        *ret_stored = row.value;
    }
    return rule_read(act, &row, ret);
}

static struct str name_of(struct act *act, struct id rule)
{
    return str_join_in(act->arena, prefix, id_text(act->arena, rule), STR_NONE);
}

static void rule_view(struct act *act, const struct report_rule *rule, bool editing, json_t *list)
{
    json_t *view = value_object();
    json_t *rows = value_array();
    json_t *actions = value_array();
    see_row(act, rows, N_("Met by"), met_by(act, rule));
    see_row(act, rows, N_("Who has to report"), rule->who);
    see_row(act, rows, N_("To whom"), rule->to);
    see_row(act, rows, N_("Within"), rule->within);
    see_row(act, rows, N_("Exceptions"), rule->except);
    see_row(act, rows, N_("Law"), rule->law);
    see_row(act, rows, N_("Reviewed by"), rule->reviewed_by);
    see_row(act, rows, N_("Reviewed on"), day_of(act, rule->reviewed_on));
    if (editing) {
        json_t *change = value_object();
        value_set_text(change, "url",
                       str_join_in(act->arena, S("/servicios/avisos/"),
                                   id_text(act->arena, rule->id), STR_NONE));
        value_set_text(change, "label", act_words(act, N_("Change")));
        value_push(actions, change);
    }
    value_set_text(view, "card_title",
                   see_joined(act, see_country(act, rule->country), rule->what));
    value_set_text(view, "state", rule->in_force ? STR_NONE : act_words(act, N_("Not in force")));
    value_set_z(view, "tone", "quiet");
    value_set(view, "card_actions", actions);
    value_set(view, "rows", rows);
    value_push(list, view);
}

static struct str met_by(struct act *act, const struct report_rule *rule)
{
    struct str text = STR_NONE;
    if (rule->under_age > 0) {
        text = act_words_with(act, N_("Under {{arg}} years"),
                              str_printf_in(act->arena, "%lld", (long long)rule->under_age));
    }
    for (size_t i = 0; i < json_array_size(rule->services); i++) {
        text =
            see_joined(act, text, see_service(act, value_str(json_array_get(rule->services, i))));
    }
    for (size_t i = 0; i < json_array_size(rule->incidents); i++) {
        text = see_joined(
            act, text,
            see_choice(act, rule_form, "incidents", value_str(json_array_get(rule->incidents, i))));
    }
    return text;
}

static void done_view(struct act *act, const struct report_done *done, json_t *list)
{
    const json_t *body = done->entry->body;
    json_t *view = value_object();
    json_t *rows = value_array();
    see_row(act, rows, N_("What"), value_get_text(body, "what"));
    see_row(act, rows, N_("To whom"), value_get_text(body, "to"));
    see_row(act, rows, N_("Was the person told before?"), choice(act, body, "told_before"));
    see_row(act, rows, N_("Why not before"), value_get_text(body, "not_told_why"));
    see_row(act, rows, N_("What the person wishes"), choice(act, body, "wish"));
    see_row(act, rows, N_("Objection, in the person’s words"), value_get_text(body, "objection"));
    see_row(act, rows, N_("Somebody went along"), choice(act, body, "along"));
    see_row(act, rows, N_("Note"), value_get_text(body, "note"));
    see_row(act, rows, N_("When"), act_time(act, entry_when_us(done->entry)));
    see_row(act, rows, N_("Written down by"), done->entry->author_name);
    value_set_text(view, "card_title", choice(act, body, "done"));
    value_set_text(view, "state", STR_NONE);
    value_set(view, "card_actions", value_array());
    value_set(view, "rows", rows);
    value_push(list, view);
}

static struct str choice(struct act *act, const json_t *body, const char *field)
{
    struct str value = value_get_text(body, field);
    return value.len > 0 ? see_choice(act, report_form, field, value) : STR_NONE;
}

static struct str day_of(struct act *act, struct str iso)
{
    struct date day;
    return date_parse(iso, &day) ? date_text(act->arena, day) : iso;
}
