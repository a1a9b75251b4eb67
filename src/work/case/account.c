#include "work/case/account.h"

#include "work/case/hearing.h"
#include "work/case/incidents.h"
#include "work/person/history.h"
#include "work/person/see_person.h"
#include "work/see.h"

static enum err count_reading(struct act *act, struct person *p, struct account_reason reason);
static bool accompanies(const struct act *act, const struct case_state *c);
static json_t *part_view(struct act *act, const struct person *p, const struct entry *entry);
static void show_cover(struct act *act, const struct case_state *c, struct id person, json_t *view);

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
    TRY(person_open_working(act, person, &p));
    TRY(act_open(act, p.c.account, DOSSIER_ACCOUNT, &account));
    json_t *body = value_object();
    value_set_text(body, "text", value_get_text(answers, "text"));
    TRY(act_append(act, &account, ENTRY_ACCOUNT_WRITTEN, told_us, body));
    TRY(hearing_add(act, &p));
    return person_card(act, &p);
}

enum err account_open(struct act *act, struct id person, const json_t *answers, json_t *view)
{
    TRY(act_permit(act, MAY_OPEN_CASES));
    struct person p;
    struct dossier account;
    struct account_reason reason = {value_get_text(answers, "why"),
                                    value_get_text(answers, "note")};
    TRY(person_open(act, person, &p));
    if (!accompanies(act, &p.c) && reason.why.len == 0) {
        return fault_add_field(act->fault, S("why"), N_("Say why you open it."), STR_NONE);
    }
    size_t known = p.core.count;
    TRY(account_tell(act, &p, reason, &account, view));
    if (p.core.count > known) {
        TRY(person_card(act, &p));
    }
    value_set_flag(view, "opened", true);
    show_cover(act, &p.c, person, view);
    return OK;
}

enum err account_tell(struct act *act, struct person *p, struct account_reason reason,
                      struct dossier *ret_account, json_t *view)
{
    struct dossier account;
    TRY(act_open(act, p->c.account, DOSSIER_ACCOUNT, &account));
    if (account.count > 0) {
        TRY(count_reading(act, p, reason));
    }
    json_t *parts = value_array();
    for (size_t i = 0; i < account.count; i++) {
        value_push(parts, part_view(act, p, &account.entries[i]));
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
    show_cover(act, &p.c, person, view);
    value_set_flag(view, "needs_reason", !accompanies(act, &p.c));
    value_set_flag(view, "you_know_it", account_known_to(&p.c.account_known, act->actor.member));
    return OK;
}

/* Once for who accompanies her; every time for anybody else. */
static enum err count_reading(struct act *act, struct person *p, struct account_reason reason)
{
    bool hers = accompanies(act, &p->c);
    if (hers && account_known_to(&p->c.account_known, act->actor.member)) {
        return OK;
    }
    json_t *body = value_object();
    value_set_id(body, "by", act->actor.member);
    value_set_z(body, "how", "read");
    if (!hers) {
        value_set_text(body, "why", reason.why);
        value_set_text(body, "note", reason.note);
    }
    return act_append(act, &p->core, ENTRY_ACCOUNT_HEARD, 0, body);
}

static bool accompanies(const struct act *act, const struct case_state *c)
{
    return id_eq(c->owner, act->actor.member);
}

/* What she told, or an incident. */
static json_t *part_view(struct act *act, const struct person *p, const struct entry *entry)
{
    json_t *part = value_object();
    int64_t when_us = entry_when_us(entry);
    value_set_text(part, "text", value_get_text(entry->body, "text"));
    value_set_text(part, "when", act_time(act, when_us));
    value_set_text(part, "recorded",
                   when_us == entry->at_us ? STR_NONE : act_time(act, entry->at_us));
    value_set_text(part, "by", entry->author_name);
    see_incident(act, p, entry, part);
    return part;
}

/* What is said of it, opened or not. */
static void show_cover(struct act *act, const struct case_state *c, struct id person, json_t *view)
{
    see_identity(act, c, person, view);
    see_hearings(act, c, view);
    value_set_text(view, "after_url",
                   id_is_none(c->account_known.recent)
                       ? STR_NONE
                       : see_person_url(act, person, "/relato/hechos/despues"));
}
