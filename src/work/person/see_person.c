#include "work/person/see_person.h"

#include "domain/words.h"
#include "work/lists.h"
#include "work/person/exclusion.h"
#include "work/see.h"

static bool identifies(const struct field *field);
static bool is_hers(const struct case_state *c, struct str word);

void see_identity(struct act *act, const struct case_state *c, struct id person, json_t *view)
{
    json_t *identity = value_object();
    json_t *risk = value_object();
    value_set_text(risk, "label", see_choice(act, "risk", "level", c->risk.level));
    value_set_text(risk, "level", c->risk.level);
    value_set_z(risk, "tone", see_risk_tone(c->risk.level));
    value_set(identity, "risk", risk);
    value_set_text(identity, "code", c->code);
    value_set_text(identity, "closed", see_closed_on(act, c));
    value_set_text(identity, "take_up_url", see_person_url(act, person, "/cerrar"));
    value_set_text(identity, "url", see_person_url(act, person, ""));
    value_set_text(identity, "safe_contact", see_safe_contact(act, c));
    value_set_text(identity, "shown_name", STR_NONE);
    value_set_text(identity, "name_url", see_person_url(act, person, "/nombre"));
    value_set_text(identity, "reveal_url", see_person_url(act, person, "?nombre=1"));
    value_set(view, "identity", identity);
}

struct str see_closed_on(struct act *act, const struct case_state *c)
{
    return closure_is_closed(&c->closure)
               ? act_words_with(act, N_("Closed on {{arg}}"), act_date(act, c->closure.closed_us))
               : STR_NONE;
}

struct str see_safe_contact(struct act *act, const struct case_state *c)
{
    const struct answer *may = case_answer(c, S("may_contact"));
    const json_t *answer = may ? may->value : NULL;
    if (c->left.at_us[FOLLOW_UP_LEFT_RULE] != 0) {
        return act_words(act, N_("It changed and is not written down yet: do not call, write or "
                                 "visit."));
    }
    if (str_eq(value_str(answer), S("yes"))) {
        return see_contact_rule(act, c);
    }
    if (str_eq(value_str(answer), S("no"))) {
        return act_words(act, N_("Only the person contacts us: do not call, write or visit."));
    }
    bool asked = json_is_object(answer) && !str_eq(value_get_text(answer, "not"), S("not_asked"));
    return asked ? act_words(act, N_("Not agreed: do not call, write or visit.")) : STR_NONE;
}

struct str see_contact_rule(struct act *act, const struct case_state *c)
{
    struct str rule = case_answer_text(c, ANSWER_CONTACT_RULE);
    return rule.len > 0 ? see_joined(act, rule, see_contact_time(act, contact_time_of(c)))
                        : STR_NONE;
}

struct str see_contact_time(struct act *act, struct contact_time time)
{
    const struct form *form = server_form(act->server, S("first_contact"));
    struct str days = field_display(act->arena, form_field(form, S(CONTACT_DAYS)), NULL, time.days,
                                    see_words, act);
    struct str from =
        time.from.len > 0 ? str_join_in(act->arena, time.from, S(":00"), STR_NONE) : STR_NONE;
    struct str to =
        time.to.len > 0 ? str_join_in(act->arena, time.to, S(":00"), STR_NONE) : STR_NONE;
    bool hours = from.len > 0 || to.len > 0;
    return see_joined(act, days, hours ? str_join_in(act->arena, from, S("–"), to) : STR_NONE);
}

struct str see_heard_words(struct act *act, const struct case_state *c)
{
    if (c->account_known.people == 0) {
        return act_words(act, N_("Nobody has heard or read the account."));
    }
    return act_count(act, "{{n}} person on the team has heard or read the account.",
                     "{{n}} people on the team have heard or read the account.",
                     (int64_t)c->account_known.people);
}

enum err see_person(struct act *act, struct id person, json_t *view)
{
    TRY(act_permit(act, MAY_OPEN_CASES));
    struct person p;
    TRY(person_open(act, person, &p));
    see_identity(act, &p.c, person, view);
    return OK;
}

enum err see_name(struct act *act, struct id person, json_t *view)
{
    TRY(act_permit(act, MAY_OPEN_CASES));
    struct person p;
    TRY(person_open(act, person, &p));
    struct str name = case_answer_text(&p.c, ANSWER_NAME);
    value_set_text(view, "name", name.len > 0 ? name : act_words(act, N_("No name on file")));
    value_set_text(view, "person_code", p.c.code);
    act_note(act, person, S("name_shown"), 0);
    return OK;
}

enum err see_contact(struct act *act, struct id person, json_t *view)
{
    TRY(act_permit(act, MAY_OPEN_CASES));
    struct person p;
    TRY(person_open(act, person, &p));
    see_identity(act, &p.c, person, view);
    json_t *rows = value_array();
    static const char *const forms[] = {"first_contact", "identity"};
    for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
        const struct form *form = server_form(act->server, str_of(forms[i]));
        json_array_extend(rows, see_answer_rows(act, form, NULL, &p.c, true));
    }
    value_set(view, "contact_rows", rows);
    value_set_text(view, "six_url", see_person_url(act, person, "/datos"));
    value_set_text(view, "identity_url", see_person_url(act, person, "/identidad"));
    act_note(act, person, S("contact_shown"), 0);
    return OK;
}

enum err see_answer_card(struct act *act, const char *form, const struct case_state *c,
                         json_t *cards)
{
    struct form whole = exclusion_form_without(act, server_form(act->server, str_of(form)));
    struct option_lists lists;
    TRY(lists_for(act, &whole, &lists));
    json_t *rows = see_answer_rows(act, &whole, &lists, c, true);
    json_array_extend(rows, see_answer_rows(act, &whole, &lists, c, false));
    if (json_array_size(rows) > 0) {
        json_t *card = value_object();
        value_set_text(card, "card_title", act_words(act, str_z(act->arena, whole.title)));
        value_set_text(card, "state", STR_NONE);
        value_set(card, "card_actions", value_array());
        value_set(card, "rows", rows);
        value_push(cards, card);
    }
    return OK;
}

json_t *see_answer_rows(struct act *act, const struct form *form, const struct option_lists *lists,
                        const struct case_state *c, bool identifying)
{
    json_t *rows = value_array();
    for (size_t i = 0; i < form->field_count; i++) {
        const struct field *field = &form->fields[i];
        const struct answer *answer = case_answer(c, field->name);
        bool wanted = identifies(field) == identifying && answer &&
                      !exclusion_is_field(field->name) && !case_is_contact_rule(field->name);
        struct str shown =
            wanted ? field_display(act->arena, field, lists, answer->value, see_words, act)
                   : STR_NONE;
        if (shown.len > 0) {
            see_row(act, rows, str_z(act->arena, field->label), shown);
        }
    }
    return rows;
}

struct str see_masked(struct act *act, const struct case_state *c, struct str text)
{
    struct buf buf = buf_in(act->arena, LIMIT_ENTRY_BYTES);
    while (text.len > 0) {
        bool word = false;
        struct str run = str_upto(text, words_run(text, &word));
        buf_add(&buf, word && is_hers(c, run) ? S("···") : run);
        text = str_from(text, run.len);
    }
    return buf_failed(&buf) ? STR_NONE : buf_str(&buf);
}

/* An age tells nobody who she is, and is needed at every turn. */
static bool identifies(const struct field *field)
{
    bool hers = category_after_acceptance(field->category) || field->category == CATEGORY_DOCUMENTS;
    return hers && !str_eq(field->name, S(ANSWER_AGE));
}

/* Two letters are too often a word of the language. */
static bool is_hers(const struct case_state *c, struct str word)
{
    static const char *const names[] = {ANSWER_NAME, "legal_name"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]) && word.len > 2; i++) {
        struct str rest = case_answer_text(c, names[i]);
        while (rest.len > 0) {
            struct str one = str_trim(str_cut(rest, ' ', &rest));
            if (one.len > 2 && words_same(one, word)) {
                return true;
            }
        }
    }
    return false;
}
