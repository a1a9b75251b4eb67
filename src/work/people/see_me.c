#include "work/people/see_me.h"

#include "base/buf.h"
#include "store/holders.h"
#include "work/people/credentials.h"

static enum err functions_words(struct act *act, struct str *ret);
static struct str roles_words(struct act *act);
static json_t *card(struct act *act, json_t *cards, const char *title);
static void add_row(struct act *act, json_t *card, const char *label, struct str value);
static void add_action(struct act *act, json_t *card, const char *label, const char *url);
static void add_state(struct act *act, json_t *card, bool well, const char *good, const char *bad);
static struct str time_or(struct act *act, int64_t at_us, const char *otherwise);

enum err see_me(struct act *act, json_t *view)
{
    struct credential_row credential;
    struct str functions;
    json_t *cards = value_array();

    TRY(act_permit(act, MAY_WORK));
    TRY(credentials_load(act, act->actor.member, &credential));
    TRY(functions_words(act, &functions));

    json_t *who = card(act, cards, N_("Who you are here"));
    add_row(act, who, N_("Name"), act->actor.name);
    add_row(act, who, N_("User name"), act->actor.login);
    add_row(act, who, N_("Unit"), act->actor.unit_name);
    add_row(act, who, N_("Organisation"), act->actor.organisation_name);
    add_row(act, who, N_("Roles"), roles_words(act));
    add_row(act, who, N_("Functions"), functions);
    add_row(act, who, N_("Language of the screens"),
            str_eq(act->language, S("en")) ? S("English") : S("Español"));

    json_t *password = card(act, cards, N_("Password"));
    add_row(act, password, N_("Chosen"), act_time(act, credential.password_us));
    add_action(act, password, N_("Change"), "/cuenta/contrasena");

    json_t *step = card(act, cards, N_("Second step"));
    add_state(act, step, credential.totp_box.len > 0, N_("Set up"), N_("Not set up"));
    add_row(act, step, N_("Asked for"),
            act_words(act, act->server->second_factor
                               ? N_("Each time you sign in")
                               : N_("Switched off here: for demonstrations and practice only")));
    add_action(act, step, N_("Set up another app"), "/cuenta/segundo-paso");

    json_t *code = card(act, cards, N_("Recovery code"));
    add_state(act, code, credential.recovery_box.len > 0, N_("On paper"), N_("None"));
    add_row(act, code, N_("Made"), time_or(act, credential.recovery_us, N_("Not yet")));
    add_row(act, code, N_("Last used"), time_or(act, credential.recovered_us, N_("Never")));
    add_action(act, code, N_("Make a new one"), "/cuenta/codigo");

    json_t *keys = card(act, cards, N_("Keys"));
    add_row(act, keys, N_("What they are"),
            act_words(act, N_("What your password opens, and what opens the people and functions "
                              "that you have access to")));
    add_action(act, keys, N_("Renew my keys"), "/cuenta/llaves");
    value_set(view, "cards", cards);
    act_note(act, act->actor.member, S("shown"), 0);
    return OK;
}

static enum err functions_words(struct act *act, struct str *ret)
{
    struct membership_rows rows;
    struct buf buf = buf_in(act->arena, LIMIT_TARGET);

    TRY(members_functions(act->db, act->arena, act->actor.member, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        struct holder_row holder;
        TRY(holders_get(act->db, act->arena, rows.at[i].holder, &holder));
        buf_add(&buf, buf.len > 0 ? S(", ") : STR_NONE);
        buf_add(&buf, act_words(act, function_label(holder.function)));
    }
    *ret = buf.len > 0 ? buf_str(&buf) : act_words(act, N_("No function"));
    return OK;
}

static struct str roles_words(struct act *act)
{
    struct buf buf = buf_in(act->arena, LIMIT_TARGET);

    for (unsigned role = 1; role <= act->actor.roles; role <<= 1) {
        if (act->actor.roles & role) {
            buf_add(&buf, buf.len > 0 ? S(", ") : STR_NONE);
            buf_add(&buf, act_words(act, role_label((enum role)role)));
        }
    }
    return buf_str(&buf);
}

static json_t *card(struct act *act, json_t *cards, const char *title)
{
    json_t *made = value_object();

    value_set_text(made, "card_title", act_words(act, title));
    value_set_text(made, "state", STR_NONE);
    value_set_z(made, "tone", "quiet");
    value_set(made, "rows", value_array());
    value_set(made, "card_actions", value_array());
    value_push(cards, made);
    return made;
}

static void add_row(struct act *act, json_t *card, const char *label, struct str value)
{
    json_t *row = value_object();

    value_set_text(row, "label", act_words(act, label));
    value_set_text(row, "value", value);
    value_push(value_get(card, "rows"), row);
}

static void add_action(struct act *act, json_t *card, const char *label, const char *url)
{
    json_t *action = value_object();

    value_set_z(action, "url", url);
    value_set_text(action, "label", act_words(act, label));
    value_push(value_get(card, "card_actions"), action);
}

static void add_state(struct act *act, json_t *card, bool well, const char *good, const char *bad)
{
    value_set_text(card, "state", act_words(act, well ? good : bad));
    value_set_z(card, "tone", well ? "good" : "quiet");
}

static struct str time_or(struct act *act, int64_t at_us, const char *otherwise)
{
    return at_us > 0 ? act_time(act, at_us) : act_words(act, otherwise);
}
