#include "work/conference/support.h"

#include "domain/form.h"
#include "store/directory.h"
#include "work/conference/prepare.h"

static enum err let_come(struct act *act, struct conferring *f, const json_t *answers,
                         json_t *body);
static enum err may_be_named(struct act *act, const struct case_state *c, struct id organisation,
                             bool *ret);

enum err support_add(struct act *act, struct id person, struct id conference, const json_t *answers)
{
    struct conferring f;
    TRY(conference_open_until(act, person, conference, CONFERENCE_INVITED, &f));
    json_t *body = conference_body(f.conference);
    value_set_id(body, "support", act_new_id(act));
    value_set_text(body, "name", value_get_text(answers, "companion"));
    value_set_text(body, "relation", value_get_text(answers, "relation"));
    value_set(body, "items", value_get(answers, "items"));
    value_set_flag(body, "promised", str_eq(value_get_text(answers, "promised"), S("yes")));
    if (str_eq(value_get_text(answers, "relation"), S(RELATION_SERVICE))) {
        TRY(let_come(act, &f, answers, body));
    }
    TRY(act_append(act, &f.p.core, ENTRY_CONFERENCE_SUPPORT, 0, body));
    return person_card(act, &f.p);
}

enum err support_sign(struct act *act, struct id person, struct id conference, struct id support)
{
    struct conferring f;
    TRY(conference_open_until(act, person, conference, CONFERENCE_HELD, &f));
    const struct support *found = conference_support(f.conference, support);
    if (!found) {
        return act_not_here(act);
    }
    if (found->promised) {
        return fault_set(act->fault, ERR_CONFLICT, N_("The undertaking was signed already."),
                         STR_NONE);
    }
    json_t *body = conference_body(f.conference);
    value_set_id(body, "support", support);
    TRY(act_append(act, &f.p.core, ENTRY_CONFERENCE_SIGNED, 0, body));
    return person_card(act, &f.p);
}

const char *support_missing(const struct case_state *c, const struct support *support,
                            int64_t held_us)
{
    const struct release *release = case_release(c, support->release);
    if (!support->promised) {
        return N_("Without their undertaking they cannot have been there: {{arg}}");
    }
    if (release && release_state(release, held_us) != RELEASE_ACTIVE) {
        return N_("Without the person's authorisation they cannot have been there: {{arg}}");
    }
    return NULL;
}

enum err support_places(struct act *act, const struct case_state *c, struct vec *options)
{
    struct organisation_rows rows;
    TRY(directory_organisations(act->db, act->arena, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        bool may;
        TRY(may_be_named(act, c, rows.at[i].id, &may));
        if (may) {
            *(struct option *)vec_add(options) =
                (struct option){.value = id_text(act->arena, rows.at[i].id),
                                .label = rows.at[i].name,
                                .name = true};
        }
    }
    return OK;
}

/* A release as for who is invited here; no category goes, what is heard is the items. */
static enum err let_come(struct act *act, struct conferring *f, const json_t *answers, json_t *body)
{
    struct guest guest = {0};
    struct organisation_row organisation;
    struct id release;
    bool may = false;
    if (id_parse(value_get_text(answers, "organisation"), &guest.organisation)) {
        TRY(may_be_named(act, &f->p.c, guest.organisation, &may));
    }
    if (!may) {
        return fault_add_field(act->fault, S("organisation"),
                               N_("Choose one of the answers in the list"), STR_NONE);
    }
    TRY(directory_organisation(act->db, act->arena, guest.organisation, &organisation));
    guest.organisation_name = organisation.name;
    TRY(conference_let_come(act, f, &guest, answers, &release));
    value_set_id(body, "organisation", guest.organisation);
    value_set_text(body, "organisation_name", organisation.name);
    value_set_id(body, "release", release);
    return OK;
}

/* Not who must not know; not who can be invited here, and then reads what is theirs themselves. */
static enum err may_be_named(struct act *act, const struct case_state *c, struct id organisation,
                             bool *ret)
{
    struct organisation_row row;
    struct unit_rows units;
    enum err err = directory_organisation(act->db, act->arena, organisation, &row);
    *ret = false;
    if (err == ERR_NOT_FOUND || case_excludes_organisation(c, organisation)) {
        return OK;
    }
    TRY(err);
    TRY(directory_units_of_organisation(act->db, act->arena, organisation, &units));
    for (size_t i = 0; i < units.count; i++) {
        bool reads;
        TRY(conference_can_invite(act, units.at[i].id, &reads));
        if (reads) {
            return OK;
        }
    }
    *ret = true;
    return OK;
}
