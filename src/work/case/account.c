#include "work/case/account.h"

#include "work/case/see_case.h"

static enum err count_hearing(struct act *act, struct person *p, const char *how);
static void show_heard(struct act *act, const struct case_state *c, json_t *view);

enum err account_write(struct act *act, struct id person, const json_t *answers)
{
    TRY(act_permit(act, MAY_OPEN_CASES));
    struct person p;
    struct dossier account;
    int64_t told_us = value_get_int(answers, "told_at", 0);
    if (told_us > act->now_us) {
        return fault_add_field(act->fault, S("told_at"), N_("This moment is still to come."),
                               STR_NONE);
    }
    TRY(person_open(act, person, &p));
    TRY(act_open(act, p.c.account, DOSSIER_ACCOUNT, &account));
    json_t *body = value_object();
    value_set_text(body, "text", value_get_text(answers, "text"));
    TRY(act_append(act, &account, ENTRY_ACCOUNT_WRITTEN, told_us, body));
    TRY(count_hearing(act, &p, "heard"));
    return person_card(act, &p);
}

enum err account_open(struct act *act, struct id person, json_t *view)
{
    TRY(act_permit(act, MAY_OPEN_CASES));
    struct person p;
    struct dossier account;
    TRY(person_open(act, person, &p));
    size_t known = p.core.count;
    TRY(account_tell(act, &p, &account, view));
    if (p.core.count > known) {
        TRY(person_card(act, &p));
    }
    value_set_flag(view, "opened", true);
    see_identity(act, &p.c, person, view);
    show_heard(act, &p.c, view);
    return OK;
}

enum err account_tell(struct act *act, struct person *p, struct dossier *ret_account,
                      json_t *view)
{
    struct dossier account;
    TRY(act_open(act, p->c.account, DOSSIER_ACCOUNT, &account));
    if (account.count > 0) {
        TRY(count_hearing(act, p, "read"));
    }
    json_t *parts = value_array();
    for (size_t i = 0; i < account.count; i++) {
        const struct entry *entry = &account.entries[i];
        json_t *part = value_object();
        int64_t when_us = entry_when_us(entry);
        value_set_text(part, "text", value_get_text(entry->body, "text"));
        value_set_text(part, "when", act_time(act, when_us));
        value_set_text(part, "recorded",
                       when_us == entry->at_us ? STR_NONE : act_time(act, entry->at_us));
        value_set_text(part, "by", entry->author_name);
        value_push(parts, part);
    }
    value_set(view, "account", parts);
    *ret_account = account;
    return OK;
}

enum err see_account(struct act *act, struct id person, json_t *view)
{
    TRY(act_permit(act, MAY_OPEN_CASES));
    struct person p;
    TRY(person_open(act, person, &p));
    see_identity(act, &p.c, person, view);
    show_heard(act, &p.c, view);
    bool knows = false;
    for (size_t i = 0; i < p.c.heard.count; i++) {
        knows = knows || id_eq(*vec_at(&p.c.heard, struct id, i), act->actor.member);
    }
    value_set_flag(view, "you_know_it", knows);
    return OK;
}

static enum err count_hearing(struct act *act, struct person *p, const char *how)
{
    for (size_t i = 0; i < p->c.heard.count; i++) {
        if (id_eq(*vec_at(&p->c.heard, struct id, i), act->actor.member)) {
            return OK;
        }
    }
    json_t *body = value_object();
    value_set_id(body, "by", act->actor.member);
    value_set_z(body, "how", how);
    return act_append(act, &p->core, ENTRY_ACCOUNT_HEARD, 0, body);
}

static void show_heard(struct act *act, const struct case_state *c, json_t *view)
{
    value_set_int(view, "heard_by", (int64_t)c->heard_by);
    value_set_text(view, "heard_text", see_heard_words(act, c));
}
