/* Part of closing.h: what its pages show. */
#include <stdlib.h>

#include "domain/form.h"
#include "work/cards.h"
#include "work/case/closing.h"
#include "work/conference/ending.h"
#include "work/person/history.h"
#include "work/person/see_person.h"
#include "work/see.h"

struct opinions {
    struct act *act;
    struct vec cards; /* json_t * */
};

static enum err facts_of(struct act *act, const struct case_state *c, json_t **ret);
static json_t *open_referrals(struct act *act, struct id person, const struct case_state *c);
static bool visit(void *context, struct card_seen *seen);
static json_t *counted(struct act *act, const struct field *field, const struct vec *cards);
static json_t *words_of(struct act *act, const struct form *form, const struct vec *cards);
static int by_text(const void *a, const void *b);

enum err see_closing(struct act *act, struct id person, json_t *view)
{
    struct person p;
    json_t *facts;
    TRY(act_permit(act, MAY_OPEN_CASES));
    TRY(person_open(act, person, &p));
    see_identity(act, &p.c, person, view);
    see_closure_state(act, &p.c, view);
    TRY(facts_of(act, &p.c, &facts));
    value_set(view, "closing_facts", facts);
    value_set(view, "open_referrals", open_referrals(act, person, &p.c));
    return OK;
}

void see_closure_state(struct act *act, const struct case_state *c, json_t *view)
{
    const struct closure *closure = &c->closure;
    bool closed = closure_is_closed(closure);
    value_set_flag(view, "is_closed", closed);
    if (!closure->asked) {
        return;
    }
    bool waits = closure_waits(closure, &c->approvals);
    json_t *state = value_object();
    value_set_text(state, "closure_label",
                   closed  ? see_closed_on(act, c)
                   : waits ? act_words(act, N_("Closing: waits for supervision"))
                           : act_words(act, N_("Closing: supervision asks for a change")));
    value_set_z(state, "closure_tone", closed ? "quiet" : "warn");
    value_set_text(state, "closure_reason", see_choice(act, "closure", "reason", closure->reason));
    value_set(view, "closure", state);
}

enum err see_feedback(struct act *act, json_t *view)
{
    struct opinions all = {.act = act, .cards = vec_of(act->arena, json_t *)};
    const struct form *form = server_form(act->server, S("feedback"));
    json_t *questions = value_array();
    TRY(act_permit(act, MAY_SUPERVISE));
    TRY(act_cards(act, DOSSIER_FEEDBACK, visit, &all));
    bool enough = (int64_t)all.cards.count >= act->server->opinions_least;
    for (size_t i = 0; i < form->field_count && enough; i++) {
        const struct field *field = &form->fields[i];
        if (field->type != FIELD_NOTE && !str_eq(field->name, S("result"))) {
            value_push(questions, counted(act, field, &all.cards));
        }
    }
    value_set_flag(view, "enough", enough);
    value_set_int(view, "opinions_least", act->server->opinions_least);
    value_set_text(view, "opinions_text",
                   act_count(act, "{{n}} person has answered.", "{{n}} people have answered.",
                             (int64_t)all.cards.count));
    value_set(view, "questions", questions);
    value_set(view, "words", enough ? words_of(act, form, &all.cards) : value_array());
    return OK;
}

struct str tell_closure(struct act *act, const struct case_state *c, const struct entry *entry)
{
    (void)c;
    return see_joined(act,
                      see_choice(act, "closure", "reason", value_get_text(entry->body, "reason")),
                      value_get_text(entry->body, "note"));
}

struct str tell_reopened(struct act *act, const struct case_state *c, const struct entry *entry)
{
    (void)c;
    return see_joined(act, see_choice(act, "reopen", "why", value_get_text(entry->body, "why")),
                      value_get_text(entry->body, "note"));
}

struct str tell_feedback(struct act *act, const struct case_state *c, const struct entry *entry)
{
    (void)c;
    return see_choice(act, "feedback", "result", value_get_text(entry->body, "result"));
}

/* What the file says already, so that nobody is asked for it. */
static enum err facts_of(struct act *act, const struct case_state *c, json_t **ret)
{
    json_t *facts = *ret = value_array();
    struct ending_open open;
    int64_t needs = 0;
    int64_t actions = 0;
    for (size_t i = 0; i < c->needs.count; i++) {
        needs += vec_at(&c->needs, struct need, i)->result.len == 0;
    }
    for (size_t i = 0; i < c->plan.actions.count; i++) {
        actions += action_open(vec_at(&c->plan.actions, struct action, i));
    }
    value_push_text(facts, act_count(act, "{{n}} open need", "{{n}} open needs", needs));
    value_push_text(facts, act_count(act, "{{n}} action of the plan is not done",
                                     "{{n}} actions of the plan are not done", actions));
    TRY(ending_open(act, c, &open));
    if (open.ours > 0) {
        value_push_text(
            facts, act_count(act, "{{n}} decision of a conference ends with the closing",
                             "{{n}} decisions of a conference end with the closing", open.ours));
    }
    if (open.theirs > 0) {
        value_push_text(facts,
                        act_count(act,
                                  "{{n}} decision of a conference stays with who took it upon "
                                  "themselves",
                                  "{{n}} decisions of a conference stay with who took them upon "
                                  "themselves",
                                  open.theirs));
    }
    return OK;
}

static json_t *open_referrals(struct act *act, struct id person, const struct case_state *c)
{
    json_t *rows = value_array();
    for (size_t i = 0; i < c->referrals.count; i++) {
        const struct referral *referral = vec_at(&c->referrals, struct referral, i);
        if (!referral_open(referral->state)) {
            continue;
        }
        json_t *row = value_object();
        struct str rest = str_join_in(act->arena, S("/derivaciones/"),
                                      id_text(act->arena, referral->id), STR_NONE);
        value_set_text(row, "place",
                       see_place(act, referral->organisation_name, referral->unit_name));
        value_set_text(row, "referral_state", see_state(act, referral->state));
        value_set_text(row, "referral_url", see_person_url(act, person, str_z(act->arena, rest)));
        value_push(rows, row);
    }
    return rows;
}

static bool visit(void *context, struct card_seen *seen)
{
    struct opinions *all = context;
    *(json_t **)vec_add(&all->cards) = seen->card(seen);
    return true;
}

static json_t *counted(struct act *act, const struct field *field, const struct vec *cards)
{
    json_t *view = value_object();
    json_t *answers = value_array();
    const char *name = str_z(act->arena, field->name);
    for (size_t i = 0; i < field->option_count; i++) {
        int64_t count = 0;
        for (size_t k = 0; k < cards->count; k++) {
            count +=
                str_eq(value_get_text(*vec_at(cards, json_t *, k), name), field->options[i].value);
        }
        json_t *answer = value_object();
        value_set_text(answer, "answer_label",
                       act_words(act, str_z(act->arena, field->options[i].label)));
        value_set_int(answer, "count", count);
        value_push(answers, answer);
    }
    value_set_text(view, "question", act_words(act, str_z(act->arena, field->label)));
    value_set(view, "question_answers", answers);
    return view;
}

/* In the order of their letters, so that nobody's answers stand side by side. */
static json_t *words_of(struct act *act, const struct form *form, const struct vec *cards)
{
    struct vec texts = vec_of(act->arena, struct str);
    json_t *words = value_array();
    for (size_t i = 0; i < form->field_count; i++) {
        for (size_t k = 0; k < cards->count && form->fields[i].type == FIELD_NOTE; k++) {
            struct str text = value_get_text(*vec_at(cards, json_t *, k),
                                             str_z(act->arena, form->fields[i].name));
            if (text.len > 0) {
                *(struct str *)vec_add(&texts) = text;
            }
        }
    }
    if (texts.count > 1) {
        qsort(texts.at, texts.count, sizeof(struct str), by_text);
    }
    for (size_t i = 0; i < texts.count; i++) {
        value_push_text(words, *vec_at(&texts, struct str, i));
    }
    return words;
}

static int by_text(const void *a, const void *b)
{
    return str_compare(*(const struct str *)a, *(const struct str *)b);
}
