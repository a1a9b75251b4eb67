#include "work/supervision/review.h"

#include "domain/form.h"
#include "work/person/history.h"
#include "work/person/see_person.h"
#include "work/see.h"

static const char *const points[] = {"consent", "plan", "safety", "referrals", "words"};
enum { POINT_COUNT = sizeof(points) / sizeof(points[0]) };

static bool may_review(const struct act *act, const struct case_state *c);
static enum err due_of(struct act *act, const json_t *answers, int64_t *ret_us);
static enum err open_waiting(struct act *act, struct id person, struct person *p);
static json_t *facts_of(struct act *act, const struct case_state *c);
static void show_last(struct act *act, const struct file_review *review, json_t *view);
static json_t *points_of(struct act *act, const json_t *body);

enum err review_write(struct act *act, struct id person, const json_t *answers)
{
    struct person p;
    int64_t due_us;
    TRY(act_permit(act, MAY_SUPERVISE));
    TRY(person_open_working(act, person, &p));
    if (!may_review(act, &p.c)) {
        return fault_set(act->fault, ERR_INVALID,
                         N_("Somebody else looks at the files of whom you accompany."), STR_NONE);
    }
    TRY(due_of(act, answers, &due_us));
    json_t *body = value_object();
    for (size_t i = 0; i < POINT_COUNT; i++) {
        value_set_text(body, points[i], value_get_text(answers, points[i]));
    }
    value_set_text(body, "change", value_get_text(answers, "change"));
    value_set_int(body, "due_us", due_us);
    TRY(act_append(act, &p.core, ENTRY_FILE_REVIEWED, 0, body));
    return person_card(act, &p);
}

enum err review_done(struct act *act, struct id person, const json_t *answers)
{
    struct person p;
    TRY(open_waiting(act, person, &p));
    json_t *body = value_object();
    value_set_text(body, "note", value_get_text(answers, "note"));
    TRY(act_append(act, &p.core, ENTRY_FILE_REVIEW_DONE, 0, body));
    return person_card(act, &p);
}

enum err see_review(struct act *act, struct id person, json_t *view)
{
    struct person p;
    TRY(act_permit(act, MAY_OPEN_CASES));
    TRY(person_open(act, person, &p));
    see_identity(act, &p.c, person, view);
    value_set(view, "file_facts", facts_of(act, &p.c));
    show_last(act, &p.c.file_review, view);
    value_set_flag(view, "may_review", may_review(act, &p.c));
    value_set_text(view, "done_url",
                   file_review_waits(&p.c.file_review) && !may_review(act, &p.c)
                       ? see_person_url(act, person, "/revision/hecho")
                       : STR_NONE);
    return OK;
}

enum err see_review_done(struct act *act, struct id person, json_t *view)
{
    struct person p;
    TRY(open_waiting(act, person, &p));
    see_identity(act, &p.c, person, view);
    value_set_text(view, "about", p.c.file_review.change);
    return OK;
}

struct str tell_file_review(struct act *act, const struct case_state *c, const struct entry *entry)
{
    (void)c;
    return see_joined(act, value_get_text(entry->body, "change"),
                      value_get_text(entry->body, "note"));
}

/* Nobody looks at their own file. */
static bool may_review(const struct act *act, const struct case_state *c)
{
    return permit(act->actor.roles, MAY_SUPERVISE) && !id_eq(c->owner, act->actor.member);
}

/* Of the change; without one there is no day. */
static enum err due_of(struct act *act, const json_t *answers, int64_t *ret_us)
{
    *ret_us = 0;
    if (value_get_text(answers, "change").len == 0) {
        return OK;
    }
    *ret_us = form_answer_us(answers, "due", act->actor.utc_offset_minutes);
    if (*ret_us == 0) {
        return fault_add_field(act->fault, S("due"), N_("Say until when it should be done."),
                               STR_NONE);
    }
    if (*ret_us + DAY_US <= act->now_us) {
        return fault_add_field(act->fault, S("due"), N_("This day has already passed."), STR_NONE);
    }
    return OK;
}

static enum err open_waiting(struct act *act, struct id person, struct person *p)
{
    TRY(act_permit(act, MAY_OPEN_CASES));
    TRY(person_open(act, person, p));
    bool theirs = file_review_waits(&p->c.file_review) && !may_review(act, &p->c);
    return theirs ? OK : act_not_here(act);
}

/* What nobody has to be asked for. */
static json_t *facts_of(struct act *act, const struct case_state *c)
{
    json_t *rows = value_array();
    int64_t open = 0;
    for (size_t i = 0; i < c->referrals.count; i++) {
        open += referral_open(vec_at(&c->referrals, struct referral, i)->state);
    }
    struct str none = act_words(act, N_("not yet"));
    see_row(act, rows, N_("Consent to be accompanied"),
            see_choice(act, "consent_services", "answer", value_get_text(c->consent, "answer")));
    see_row(act, rows, N_("Risk"),
            see_joined(act, see_choice(act, "risk", "level", c->risk.level),
                       act_date(act, c->risk.us)));
    see_row(act, rows, N_("Plan gone through with the person"),
            c->plan.agreed_us ? act_date(act, c->plan.agreed_us) : none);
    see_row(
        act, rows, N_("Safety plan gone through together"),
        see_joined(
            act, c->safety_review.agreed_us ? act_date(act, c->safety_review.agreed_us) : none,
            c->safety_review.put_off ? act_words(act, N_("the person wants none now")) : STR_NONE));
    see_row(act, rows, N_("Referrals"),
            act_count(act, "{{n}} open referral", "{{n}} open referrals", open));
    see_row(act, rows, N_("Next follow-up"), act_time(act, c->next_us));
    return rows;
}

static void show_last(struct act *act, const struct file_review *review, json_t *view)
{
    if (review->at_us == 0) {
        return;
    }
    json_t *last = value_object();
    value_set_text(last, "reviewed_by",
                   see_joined(act, review->by_name, act_time(act, review->at_us)));
    value_set(last, "points", points_of(act, review->body));
    value_set_text(last, "change", review->change);
    value_set_text(last, "change_due", act_date(act, review->due_us));
    value_set_text(last, "changed",
                   see_joined(act, act_time(act, review->done_us), review->done_note));
    value_set(view, "reviewed", last);
}

static json_t *points_of(struct act *act, const json_t *body)
{
    const struct form *form = server_form(act->server, S("file_review"));
    json_t *rows = value_array();
    for (size_t i = 0; i < POINT_COUNT; i++) {
        const struct field *field = form_field(form, str_of(points[i]));
        see_row(act, rows, str_z(act->arena, field->label),
                see_choice(act, "file_review", points[i], value_get_text(body, points[i])));
    }
    return rows;
}
