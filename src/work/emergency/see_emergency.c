/* Part of emergency.h: what the pages of an emergency opening show. */
#include "work/emergency/emergency.h"
#include "work/macs.h"
#include "work/person/emergency_part.h"
#include "work/plan/safety.h"
#include "work/see.h"

enum { OPENINGS_MAX = 50 };

static bool is_open(const struct act *act, const struct opening_row *row);
static json_t *item_view(struct act *act, const struct opening_row *row, bool answers);
static json_t *last_of(const struct dossier *dossier, enum entry_type type, struct id opening);

enum err see_emergencies(struct act *act, json_t *view)
{
    struct opening_rows rows;
    TRY(act_permit(act, MAY_OPEN_CASES));
    TRY(openings_of(act->db, act->arena, act->actor.member, OPENINGS_MAX, &rows));
    json_t *openings = value_array();
    for (size_t i = 0; i < rows.count; i++) {
        bool answers = false;
        TRY(emergency_answers(act, &rows.at[i], &answers));
        value_push(openings, item_view(act, &rows.at[i], answers));
    }
    value_set(view, "openings", openings);
    value_set_flag(view, "any", rows.count > 0);
    return OK;
}

enum err see_emergency(struct act *act, struct id opening, json_t *view)
{
    struct opening_row row;
    struct dossier dossier, safety;
    json_t *rows = value_array();
    const struct pending by = {"emergency", S("emergency_opened")};
    TRY(act_permit(act, MAY_OPEN_CASES));
    TRY(emergency_opening(act, opening, &row));
    bool hers = id_eq(row.asker, act->actor.member);
    enum err err = hers && is_open(act, &row)
                       ? act_open_pending(act, row.dossier, DOSSIER_EMERGENCY, by, &dossier)
                       : ERR_NOT_FOUND;
    TRY(err == ERR_NOT_FOUND ? OK : err);
    const json_t *set = err == OK ? last_of(&dossier, ENTRY_EMERGENCY_SET, ID_NONE) : NULL;
    if (!set ||
        value_has_text(value_get(set, "excluded"), id_text(act->arena, act->actor.member))) {
        return act_not_here(act);
    }
    value_set_text(view, "emergency_code", value_get_text(set, "code"));
    value_set_text(view, "until", act_time(act, row.until_us));
    value_set_text(view, "rule", emergency_rule(act, set));
    see_row(act, rows, N_("Name"), value_get_text(set, "name"));
    see_row(act, rows, N_("Phone"), value_get_text(set, "phone"));
    see_row(act, rows, N_("Language"), value_get_text(set, "language"));
    see_row(act, rows, N_("Support to communicate"), value_get_text(set, "access"));
    see_row(act, rows, N_("Risk"), see_choice(act, "risk", "level", value_get_text(set, "risk")));
    see_row(act, rows, N_("Why this level?"), value_get_text(set, "risk_reason"));
    value_set(view, "rows", rows);
    TRY(act_open_pending(act, value_get_id(set, "safety"), DOSSIER_SAFETY, by, &safety));
    return see_safety_plan(act, &safety, view);
}

enum err see_emergency_asked(struct act *act, struct id opening, json_t *view)
{
    struct opening_row row;
    json_t *rows = value_array();
    bool answers = false;
    TRY(act_permit(act, MAY_OPEN_CASES));
    TRY(emergency_opening(act, opening, &row));
    TRY(emergency_answers(act, &row, &answers));
    if (!answers) {
        return act_not_here(act);
    }
    see_row(act, rows, N_("Asks for it"), see_name_of(act, row.asker));
    see_row(act, rows, N_("When"), act_time(act, row.asked_us));
    see_row(act, rows, N_("Why"), see_choice(act, "emergency_ask", "reason", row.reason));
    see_row(act, rows, N_("Open until"),
            is_open(act, &row) ? act_time(act, row.until_us) : STR_NONE);
    value_set(view, "rows", rows);
    return OK;
}

enum err see_emergency_done(struct act *act, struct id opening, json_t *view)
{
    struct opening_row row;
    struct dossier dossier;
    const json_t *set;
    json_t *rows = value_array();
    TRY(act_permit(act, MAY_OPEN_CASES));
    TRY(emergency_opening(act, opening, &row));
    TRY(emergency_read(act, row.dossier, &dossier, &set));
    const json_t *asked = last_of(&dossier, ENTRY_EMERGENCY_ASKED, opening);
    const json_t *reviewed = last_of(&dossier, ENTRY_EMERGENCY_REVIEWED, opening);
    see_row(act, rows, N_("Person"), value_get_text(set, "code"));
    see_row(act, rows, N_("Asked for it"), see_name_of(act, row.asker));
    see_row(act, rows, N_("When"), act_time(act, row.asked_us));
    see_row(act, rows, N_("Why"), see_choice(act, "emergency_ask", "reason", row.reason));
    see_row(act, rows, N_("In words"), value_get_text(asked, "note"));
    see_row(act, rows, N_("Second person"), see_name_of(act, row.second));
    see_row(act, rows, N_("Answer of the second person"),
            row.confirmed_us == 0             ? act_words(act, N_("None yet"))
            : str_eq(row.state, S("refused")) ? act_words(act, N_("No"))
                                              : act_words(act, N_("Yes")));
    see_row(act, rows, N_("Open until"), act_time(act, row.until_us));
    see_row(act, rows, N_("Review"),
            see_choice(act, "emergency_review", "finding", value_get_text(reviewed, "finding")));
    see_row(act, rows, N_("The person was told"), act_time(act, row.told_us));
    value_set(view, "rows", rows);
    return OK;
}

static bool is_open(const struct act *act, const struct opening_row *row)
{
    return str_eq(row->state, S("open")) && act->now_us < row->until_us;
}

static json_t *item_view(struct act *act, const struct opening_row *row, bool answers)
{
    bool asker = id_eq(row->asker, act->actor.member);
    bool waits = row->confirmed_us == 0 && (str_eq(row->state, S("asked")) || is_open(act, row));
    struct str url = str_join_in(act->arena, S("/emergencia/"), id_text(act->arena, row->id),
                                 asker ? STR_NONE : S("/confirmar"));
    json_t *item = value_object();
    value_set_text(item, "opening_url",
                   (asker && is_open(act, row)) || (answers && waits) ? url : STR_NONE);
    value_set_text(item, "who",
                   act_words_with(act, asker ? N_("With {{arg}}") : N_("Asked by {{arg}}"),
                                  see_name_of(act, asker ? row->second : row->asker)));
    value_set_text(item, "when", act_time(act, row->asked_us));
    value_set_text(item, "state",
                   act_words(act, is_open(act, row) ? N_("Open")
                                  : str_eq(row->state, S("asked"))
                                      ? N_("Waits for the second person")
                                  : str_eq(row->state, S("refused")) ? N_("Not confirmed")
                                                                     : N_("Over")));
    value_set_z(item, "tone", is_open(act, row) ? "alert" : waits ? "warn" : "quiet");
    return item;
}

/* The newest of a type, of one opening or of any. */
static json_t *last_of(const struct dossier *dossier, enum entry_type type, struct id opening)
{
    for (size_t i = dossier->count; i-- > 0;) {
        const struct entry *entry = &dossier->entries[i];
        bool fits = id_is_none(opening) || id_eq(value_get_id(entry->body, "opening"), opening);
        if (entry->type == type && fits) {
            return entry->body;
        }
    }
    return NULL;
}

/* In the words of the form that asked: a card for each. */
enum err see_safety_plan(struct act *act, const struct dossier *safety, json_t *view)
{
    json_t *cards = value_array();
    TRY(see_safety_cards(act, safety->entries, safety->count, cards));
    value_set(view, "plan_cards", cards);
    value_set_flag(view, "has_plan", json_array_size(cards) > 0);
    return OK;
}
