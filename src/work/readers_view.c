/* Part of readers.h: who can open something, in words. */
#include "store/directory.h"
#include "store/grants.h"
#include "store/holders.h"
#include "store/members.h"
#include "work/readers.h"

static enum err holder_name(struct act *act, const struct holder_row *holder, struct str *ret);
static struct str reason_words(struct act *act, struct str reason);

enum err readers_view(struct act *act, struct id dossier, json_t *array)
{
    struct grant_rows rows;
    TRY(grants_of_dossier(act->db, act->arena, dossier, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        json_t *view;
        TRY(readers_view_one(act, rows.at[i].holder, rows.at[i].reason, &view));
        value_set_flag(view, "pending", rows.at[i].form == WRAP_PENDING);
        value_push(array, view);
    }
    return OK;
}

enum err readers_view_one(struct act *act, struct id holder, struct str reason, json_t **ret)
{
    struct holder_row row;
    struct str name;
    TRY(holders_get(act->db, act->arena, holder, &row));
    TRY(holder_name(act, &row, &name));
    *ret = value_object();
    value_set_text(*ret, "name", name);
    value_set_text(*ret, "reason", reason_words(act, reason));
    return OK;
}

/* "Ana R.", or "Clínica Poás: Referral focal point". */
static enum err holder_name(struct act *act, const struct holder_row *holder, struct str *ret)
{
    if (str_eq(holder->kind, S("member"))) {
        struct member_row member;
        TRY(members_of_holder(act->db, act->arena, holder->id, &member));
        *ret = member.name;
        return OK;
    }
    struct organisation_row organisation;
    TRY(directory_organisation(act->db, act->arena, holder->organisation, &organisation));
    struct str what = str_eq(holder->kind, S("escrow"))
                          ? act_words(act, N_("Recovery sheet, kept closed"))
                          : act_words(act, function_label(holder->function));
    *ret = str_join_in(act->arena, organisation.name, S(": "), what);
    return OK;
}

static struct str reason_words(struct act *act, struct str reason)
{
    static const struct {
        const char *reason;
        const char *label;
    } labels[] = {
        {"owner", N_("Accompanies her")},
        {"deputy", N_("Stands in")},
        {"supervisor", N_("Supervises")},
        {"escrow", N_("So that nothing is lost")},
        {"receiver", N_("Receives the referral")},
        {READS_WRITER, N_("Wrote it down")},
        {READS_PRIVACY, N_("Looks after confidentiality")},
        {"emergency", N_("In an emergency, with a second person")},
        {READS_FORMER, N_("Responsible until the first contact")},
        {READS_TRANSFER, N_("Accompanies if they accept")},
    };
    for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++) {
        if (str_eq(reason, str_of(labels[i].reason))) {
            return act_words(act, labels[i].label);
        }
    }
    return reason;
}
