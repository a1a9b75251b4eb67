#include "work/person/consent_words.h"

#include "store/directory.h"
#include "store/settings.h"
#include "work/macs.h"
#include "work/see.h"

static enum err setting_text(struct act *act, struct str name, struct str *ret);
static enum err law_line(struct act *act, struct str *ret);
static enum err complaints_line(struct act *act, struct str *ret);

/* The sentences that she was read: a change of their meaning is a new version. */
static const char consent_text_version[] = "1";

/* What rule C1 asks to be said. NULL stands for a line that the deployment may set. */
static const char *const consent_lines[] = {
    N_("You may say no."),
    N_("Even so we give you information and urgent help."),
    N_("You may leave a question, stop, or change your mind."),
    N_("You may have someone you trust with you."),
    N_("You may ask for another person to attend to you."),
    N_("You do not need to tell what happened to receive help."),
    N_("There is a limit: I must tell someone if a life is in danger."),
    NULL, /* what the law of the country obliges to */
    N_("If I can, I tell you before."),
    N_("I write only what serves to help you."),
    N_("It is seen by who accompanies you and who supervises that work."),
    N_("Beyond that limit, I always ask you before."),
    N_("You may ask to see, correct or erase your data."),
    NULL, /* whom to complain to */
};

json_t *consent_body(struct act *act, const json_t *consent)
{
    static const char *const taken[] = {"answer", "explained",  "explained_except",
                                        "mode",   "conditions", "copy"};
    json_t *body = value_object();
    for (size_t i = 0; i < sizeof(taken) / sizeof(taken[0]); i++) {
        value_set(body, taken[i], value_get(consent, taken[i]));
    }
    value_set_z(body, "text_version", consent_text_version);
    value_set_text(body, "language", act->language);
    return body;
}

enum err see_consent_words(struct act *act, json_t *view)
{
    json_t *lines = value_array();
    struct str me =
        catalogue_fill(act->arena, act->words, N_("I am {{name}}, from {{organisation}}."), "name",
                       act->actor.name);
    see_line(lines,
             catalogue_fill_str(act->arena, me, "organisation", act->actor.organisation_name));
    bool law = false;
    for (size_t i = 0; i < sizeof(consent_lines) / sizeof(consent_lines[0]); i++) {
        struct str line;
        if (consent_lines[i]) {
            line = act_words(act, consent_lines[i]);
        } else if (!law) {
            law = true;
            TRY(law_line(act, &line));
        } else {
            TRY(complaints_line(act, &line));
        }
        see_line(lines, line);
    }
    value_set(view, "lines", lines);
    return OK;
}

/* Empty when nobody set it. */
static enum err setting_text(struct act *act, struct str name, struct str *ret)
{
    struct setting_row row;
    *ret = STR_NONE;
    enum err err = settings_get(act->db, act->arena, name, &row);
    if (err == ERR_NOT_FOUND) {
        return OK;
    }
    TRY(err);
    TRY(macs_setting_check(act->server, &row));
    *ret = row.value;
    return OK;
}

static enum err law_line(struct act *act, struct str *ret)
{
    struct organisation_row organisation;
    struct str law;
    TRY(directory_organisation(act->db, act->arena, act->actor.organisation, &organisation));
    TRY(setting_text(
        act, str_join_in(act->arena, S("consent_law_"), organisation.country, STR_NONE), &law));
    *ret = law.len > 0 ? act_words_with(act, N_("Also if the law obliges me: {{arg}}."), law)
                       : act_words(act, N_("Also if the law of this country obliges me."));
    return OK;
}

static enum err complaints_line(struct act *act, struct str *ret)
{
    struct str channel;
    TRY(setting_text(act, S("complaints"), &channel));
    *ret = channel.len > 0
               ? act_words_with(act, N_("To complain: {{arg}}."), channel)
               : act_words(act, N_("To complain: ask for the person who supervises this work."));
    return OK;
}
