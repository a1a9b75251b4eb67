#include "work/readers.h"

#include "store/directory.h"
#include "store/grants.h"
#include "store/holders.h"
#include "store/members.h"
#include "work/macs.h"

/* Whose case it is: the readers follow from that, whoever acts. */
struct owner {
    struct id member, unit, deputy;
};

static enum err grant_others(struct act *act, const struct dossier *dossier,
                             const struct owner *owner, const json_t *excluded);
static enum err grant_supervisors(struct act *act, const struct dossier *dossier,
                                  const struct owner *owner, const json_t *excluded);
static enum err grant_member(struct act *act, const struct dossier *dossier, struct id member,
                             const struct owner *owner, const json_t *excluded,
                             const char *reason);
static enum err owner_of_grant(struct act *act, struct id holder, struct owner *ret);
static enum err holder_name(struct act *act, const struct holder_row *holder, struct str *ret);
static struct str reason_words(struct act *act, struct str reason);
static bool is_excluded(const json_t *excluded, struct act *act, struct id member);

static const char reason_owner[] = "owner";
static const char reason_deputy[] = "deputy";
static const char reason_supervisor[] = "supervisor";
static const char reason_escrow[] = "escrow";

enum err readers_grant(struct act *act, const struct dossier *dossier, const json_t *excluded)
{
    struct owner owner = {act->actor.member, act->actor.unit, act->actor.deputy};
    TRY(act_grant(act, dossier, (struct grant_to){act->actor.holder, GRANT_NOW, reason_owner, 0}));
    TRY(grant_others(act, dossier, &owner, excluded));
    struct holder_row escrow;
    enum err err = holders_find_escrow(act->db, act->arena, act->actor.organisation, &escrow);
    if (err == ERR_NOT_FOUND) {
        return OK;
    }
    TRY(err);
    return act_grant(act, dossier, (struct grant_to){escrow.id, GRANT_NOW, reason_escrow, 0});
}

enum err readers_renew(struct act *act, const struct dossier *dossier, const json_t *excluded)
{
    struct grant_rows rows;
    struct owner owner = {0};
    TRY(grants_of_dossier(act->db, act->arena, dossier->id, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        struct str reason = rows.at[i].reason;
        if (str_eq(reason, str_of(reason_owner))) {
            TRY(owner_of_grant(act, rows.at[i].holder, &owner));
        }
        if (str_eq(reason, str_of(reason_deputy)) || str_eq(reason, str_of(reason_supervisor))) {
            /* whatever its version: opening the dossier may just have rewrapped it */
            act_revoke(act, dossier->id, rows.at[i].holder);
        }
    }
    return id_is_none(owner.member) ? OK : grant_others(act, dossier, &owner, excluded);
}

enum err readers_view(struct act *act, struct id dossier, json_t *array)
{
    struct grant_rows rows;
    TRY(grants_of_dossier(act->db, act->arena, dossier, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        struct holder_row holder;
        TRY(holders_get(act->db, act->arena, rows.at[i].holder, &holder));
        json_t *view = value_object();
        struct str name;
        TRY(holder_name(act, &holder, &name));
        value_set_text(view, "name", name);
        value_set_text(view, "reason", reason_words(act, rows.at[i].reason));
        value_set_flag(view, "pending", rows.at[i].form == WRAP_PENDING);
        value_push(array, view);
    }
    return OK;
}

static enum err grant_others(struct act *act, const struct dossier *dossier,
                             const struct owner *owner, const json_t *excluded)
{
    if (!id_is_none(owner->deputy)) {
        TRY(grant_member(act, dossier, owner->deputy, owner, excluded, reason_deputy));
    }
    return grant_supervisors(act, dossier, owner, excluded);
}

/* To the function, so that whoever supervises later can read too; but when somebody excluded is
 * among its members, to each of the others alone. */
static enum err grant_supervisors(struct act *act, const struct dossier *dossier,
                                  const struct owner *owner, const json_t *excluded)
{
    struct holder_row function;
    enum err err = holders_find_in_unit(act->db, act->arena, owner->unit, S(FUNCTION_SUPERVISOR),
                                        &function);
    if (err == ERR_NOT_FOUND) {
        return OK;
    }
    TRY(err);
    struct membership_rows members;
    TRY(members_of_function(act->db, act->arena, function.id, &members));
    bool anyone = false;
    for (size_t i = 0; i < members.count; i++) {
        anyone = anyone || is_excluded(excluded, act, members.at[i].member);
    }
    if (!anyone) {
        return act_grant(act, dossier,
                         (struct grant_to){function.id, GRANT_NOW, reason_supervisor, 0});
    }
    for (size_t i = 0; i < members.count; i++) {
        TRY(macs_membership_check(act->server, &members.at[i]));
        if (!id_eq(members.at[i].member, owner->deputy)) { /* who stands in has a key already */
            TRY(grant_member(act, dossier, members.at[i].member, owner, excluded,
                             reason_supervisor));
        }
    }
    return OK;
}

static enum err grant_member(struct act *act, const struct dossier *dossier, struct id member,
                             const struct owner *owner, const json_t *excluded,
                             const char *reason)
{
    if (is_excluded(excluded, act, member) || id_eq(member, owner->member)) {
        return OK;
    }
    struct member_row row;
    TRY(members_get(act->db, act->arena, member, &row));
    TRY(macs_member_check(act->server, &row));
    return act_grant(act, dossier, (struct grant_to){row.holder, GRANT_NOW, reason, 0});
}

static enum err owner_of_grant(struct act *act, struct id holder, struct owner *ret)
{
    struct member_row row;
    TRY(members_of_holder(act->db, act->arena, holder, &row));
    *ret = (struct owner){row.id, row.unit, row.deputy};
    return OK;
}

static bool is_excluded(const json_t *excluded, struct act *act, struct id member)
{
    return value_has_text(value_get(excluded, "members"), id_text(act->arena, member));
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
        {reason_owner, N_("Accompanies her")},   {reason_deputy, N_("Stands in")},
        {reason_supervisor, N_("Supervises")},   {reason_escrow, N_("So that nothing is lost")},
        {"receiver", N_("Receives the referral")},
    };
    for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++) {
        if (str_eq(reason, str_of(labels[i].reason))) {
            return act_words(act, labels[i].label);
        }
    }
    return reason;
}
