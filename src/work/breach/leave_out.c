/* Part of breach.h: what is left of a breach when she is erased.
 *
 * A journal is only appended to, so another dossier takes its place, for the same readers: that and
 * when it happened, whom of the staff it is about, what followed and when, who closed it. Her code,
 * the way to her case and what was written freely about it are not in it. Measures are the
 * organisation's own and stay, unless one names her. */
#include "domain/names.h"
#include "store/grants.h"
#include "store/journal.h"
#include "work/breach/breach.h"
#include "work/cards.h"
#include "work/readers.h"
#include "work/see.h"

enum { NAMES_MAX = 2 };

struct hers { /* what nobody may read any more */
    struct str code;
    struct str names[NAMES_MAX]; /* keys of domain/names.h; empty: not known here */
};

struct found {
    struct str code;
    struct vec ids; /* struct id */
};

static bool find(void *context, struct card_seen *seen);
static enum err leave_out(struct act *act, struct id id, const struct hers *hers, struct id *ret);
static json_t *body_without(struct act *act, const struct dossier *former,
                            const struct breach *breach, const struct hers *hers);
static bool names_her(struct act *act, struct str text, const struct hers *hers);
static bool share_word(struct str a, struct str b);
static enum err grant_alike(struct act *act, const struct dossier *dossier, struct id former);

enum err breach_forget(struct act *act, const struct person *p, int64_t *count)
{
    struct found found = {p->c.code, vec_of(act->arena, struct id)};
    struct hers hers = {p->c.code,
                        {names_key_in(act->arena, case_answer_text(&p->c, ANSWER_NAME)),
                         names_key_in(act->arena, case_answer_text(&p->c, ANSWER_LEGAL_NAME))}};
    if (!permit(act->actor.roles, MAY_TELL_BREACH)) {
        return OK;
    }
    TRY(act_more_cards(act, DOSSIER_BREACH, find, &found));
    for (size_t i = 0; i < found.ids.count; i++) {
        struct id left;
        TRY(leave_out(act, *vec_at(&found.ids, struct id, i), &hers, &left));
        (*count)++;
    }
    return OK;
}

enum err breach_leave_out(struct act *act, struct id breach, struct str code, struct id *ret)
{
    struct hers hers = {.code = code}; /* her name went with her case */
    return leave_out(act, breach, &hers, ret);
}

bool breach_person_gone(struct act *act, struct id person)
{
    struct dossier_row row;
    return !id_is_none(person) && journal_get(act->db, person, &row) == ERR_NOT_FOUND;
}

static bool find(void *context, struct card_seen *seen)
{
    struct found *found = context;
    if (str_eq(value_get_text(seen->card(seen), "code"), found->code)) {
        *(struct id *)vec_add(&found->ids) = seen->dossier;
    }
    return true;
}

static enum err leave_out(struct act *act, struct id id, const struct hers *hers, struct id *ret)
{
    struct dossier former;
    struct breach breach;
    struct dossier_row row;
    json_t *card;
    json_t *excluded = value_object();
    TRY(breach_open(act, id, &former, &breach));
    TRY(act_card_of(act, id, &card));
    TRY(journal_get(act->db, id, &row));
    batch_widen(act->batch);
    struct dossier left = act_create(act, DOSSIER_BREACH);
    TRY(grant_alike(act, &left, id));
    TRY(act_append(act, &left, ENTRY_BREACH_KEPT, 0, body_without(act, &former, &breach, hers)));
    value_set(excluded, "members", value_get(card, CARD_NOT_FOR));
    TRY(breach_write_card(act, &left, excluded));
    journal_retain(act->batch, left.id, row.retain_until_day);
    journal_erase(act->batch, &row);
    *ret = left.id;
    return OK;
}

static json_t *body_without(struct act *act, const struct dossier *former,
                            const struct breach *breach, const struct hers *hers)
{
    json_t *body = value_object();
    json_t *measures = value_array();
    for (size_t i = 0; i < breach->measures.count; i++) {
        const struct measure *measure = vec_at(&breach->measures, struct measure, i);
        json_t *one = value_object();
        value_set_text(one, "text", names_her(act, measure->text, hers) ? STR_NONE : measure->text);
        value_set_text(one, "by_name", measure->by_name);
        value_set_int(one, "at_us", measure->at_us);
        value_push(measures, one);
    }
    value_set_id(body, "author", breach->author);
    value_set_text(body, "author_name", breach->author_name);
    value_set_int(body, "written_us", breach->written_us);
    value_set_int(body, "happened_us", breach->happened_us);
    value_set_text(body, "risk", breach->risk);
    value_set(body, "members", value_get(former->entries[0].body, "members"));
    value_set(body, "names", json_deep_copy(breach->names));
    value_set_text(body, "told", breach->told);
    value_set_int(body, "told_us", breach->told_us);
    value_set_text(body, "safety", breach->safety);
    value_set(body, "measures", measures);
    value_set_int(body, "closed_us", breach->closed_us);
    value_set_text(body, "closed_by", breach->closed_by);
    return body;
}

/* By her code, or by one word of how she is called. */
static bool names_her(struct act *act, struct str text, const struct hers *hers)
{
    struct str rest = text;
    if (str_find(text, hers->code) < text.len) {
        return true;
    }
    while (rest.len > 0) {
        struct str words = names_key_in(act->arena, str_cut(rest, ' ', &rest));
        for (size_t i = 0; i < NAMES_MAX; i++) {
            if (share_word(hers->names[i], words)) {
                return true;
            }
        }
    }
    return false;
}

static bool share_word(struct str a, struct str b)
{
    while (a.len > 0) {
        struct str word = str_cut(a, ' ', &a);
        for (struct str rest = b; rest.len > 0;) {
            if (str_eq(str_cut(rest, ' ', &rest), word)) {
                return true;
            }
        }
    }
    return false;
}

/* The same people, also those whom a list of hers had kept away. */
static enum err grant_alike(struct act *act, const struct dossier *dossier, struct id former)
{
    struct grant_rows rows;
    TRY(grants_of_dossier(act->db, act->arena, former, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        TRY(act_grant(act, dossier,
                      (struct grant_to){.holder = rows.at[i].holder,
                                        .reason = str_z(act->arena, rows.at[i].reason)}));
    }
    return OK;
}
