#include "work/case/own_copy.h"

#include "work/breach/breach.h"
#include "work/case/account.h"
#include "work/case/hearing.h"
#include "work/case/see_case.h"
#include "work/conference/see_invited.h"
#include "work/lists.h"
#include "work/person/exclusion.h"
#include "work/person/see_person.h"
#include "work/person/side.h"
#include "work/plan/safety.h"
#include "work/referral/see_referral_history.h"
#include "work/see.h"
#include "work/signatures.h"

static enum err show_all_answers(struct act *act, const struct person *p, struct signatures *found,
                                 json_t *view);
static enum err show_exclusion(struct act *act, const struct case_state *c, json_t *view);
static enum err show_copies(struct act *act, const struct person *p, struct signatures *found,
                            json_t *view);
static enum err show_invitations(struct act *act, const struct person *p, struct signatures *found,
                                 json_t *view);
static enum err show_invitation(struct act *act, const struct guest *guest, json_t *view);
static enum err show_signatures(struct act *act, const struct signatures *found, json_t *view);

enum err own_copy_make(struct act *act, struct id person, json_t *view)
{
    struct see_case what = {.person = person, .for_print = true, .for_her = true};
    struct person p;
    struct dossier account;
    struct signatures found = signatures_none(act->arena);
    TRY(act_permit(act, MAY_OPEN_CASES));
    batch_widen(act->batch); /* a long case has many parts */
    TRY(person_open(act, person, &p));
    TRY(side_whole(act, &p));
    TRY(see_case_of(act, &what, &p, view));
    TRY(signatures_check(act, &p.core, &found));
    TRY(account_tell(act, &p, (struct account_reason){.why = S(ACCOUNT_FOR_COPY)}, &account, view));
    TRY(signatures_check(act, &account, &found));
    TRY(act_append(act, &p.core, ENTRY_COPY_GIVEN, 0, value_object()));
    TRY(show_all_answers(act, &p, &found, view));
    TRY(show_exclusion(act, &p.c, view));
    TRY(show_copies(act, &p, &found, view));
    TRY(show_invitations(act, &p, &found, view));
    TRY(see_breaches_of(act, person, p.c.code, view));
    TRY(show_signatures(act, &found, view));
    TRY(see_all_accesses(act, &p, view));
    value_set_text(view, "safe_contact", see_safe_contact(act, &p.c));
    TRY(person_card(act, &p));
    see_hearings(act, &p.c, view); /* with who made this copy among them */
    return OK;
}

static enum err show_all_answers(struct act *act, const struct person *p, struct signatures *found,
                                 json_t *view)
{
    static const char *const forms[] = {"first_contact", "identity", "health", "legal"};
    json_t *cards = value_array();
    for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
        TRY(see_answer_card(act, forms[i], &p->c, cards));
    }
    struct dossier reserved;
    TRY(act_open(act, p->c.reserved, DOSSIER_RESERVED, &reserved));
    TRY(signatures_check(act, &reserved, found));
    struct case_state c = case_fold(act->arena, reserved.entries, reserved.count);
    TRY(see_answer_card(act, "reserved", &c, cards));
    struct dossier safety;
    TRY(act_open(act, p->c.safety, DOSSIER_SAFETY, &safety));
    TRY(see_safety_cards(act, safety.entries, safety.count, cards));
    value_set(view, "answer_cards", cards);
    return OK;
}

/* People of the team, organisations and others, by name. */
static enum err show_exclusion(struct act *act, const struct case_state *c, json_t *view)
{
    const struct form *form = server_form(act->server, S("exclusions"));
    json_t *answers = exclusion_answers(act, c->exclusion);
    struct option_lists lists;
    json_t *names = value_array();
    TRY(lists_for(act, form, &lists));
    for (size_t i = 0; i < form->field_count; i++) {
        const struct field *field = &form->fields[i];
        struct str shown =
            field_display(act->arena, field, &lists,
                          value_get(answers, str_z(act->arena, field->name)), see_words, act);
        if (shown.len > 0) {
            value_push_text(names, shown);
        }
    }
    value_set(view, "must_not_know", names);
    value_set_flag(view, "has_must_not_know", json_array_size(names) > 0);
    return OK;
}

/* What was told to others, and what came back. */
static enum err show_copies(struct act *act, const struct person *p, struct signatures *found,
                            json_t *view)
{
    json_t *copies = value_array();
    for (size_t i = 0; i < p->c.referrals.count; i++) {
        const struct referral *referral = vec_at(&p->c.referrals, struct referral, i);
        struct dossier slip;
        json_t *one = value_object();
        bool left = !id_is_none(referral->slip);
        if (left) {
            TRY(act_open(act, referral->slip, DOSSIER_SLIP, &slip));
            TRY(signatures_check(act, &slip, found));
        }
        see_referral_history(act, p, referral, left ? &slip : NULL, one);
        value_set_text(one, "place",
                       see_place(act, referral->organisation_name, referral->unit_name));
        value_set_text(one, "service_label", see_service(act, referral->service));
        value_push(copies, one);
    }
    value_set(view, "copies", copies);
    return OK;
}

/* Who was invited to a conference, who promised to keep it, and what was for them to hear. */
static enum err show_invitations(struct act *act, const struct person *p, struct signatures *found,
                                 json_t *view)
{
    struct vec dossiers = vec_of(act->arena, struct case_dossier);
    json_t *invitations = value_array();
    for (size_t i = 0; i < p->c.conferences.all.count; i++) {
        const struct conference *one = vec_at(&p->c.conferences.all, struct conference, i);
        for (size_t k = 0; k < one->guests.count; k++) {
            const struct guest *guest = vec_at(&one->guests, struct guest, k);
            if (!id_is_none(guest->invitation) && act_can_open(act, guest->invitation)) {
                json_t *shown = value_object();
                value_set_text(shown, "when", act_time(act, one->when_us));
                TRY(show_invitation(act, guest, shown));
                value_push(invitations, shown);
            }
        }
    }
    conferences_dossiers(&p->c.conferences, &dossiers);
    for (size_t i = 0; i < dossiers.count; i++) {
        const struct case_dossier *of = vec_at(&dossiers, struct case_dossier, i);
        struct dossier dossier;
        if (act_can_open(act, of->id)) { /* it may have stayed with who had her before */
            TRY(act_open(act, of->id, of->kind, &dossier));
            TRY(signatures_check(act, &dossier, found));
        }
    }
    value_set(view, "invitations", invitations);
    return OK;
}

static enum err show_invitation(struct act *act, const struct guest *guest, json_t *view)
{
    struct dossier dossier;
    struct str names = STR_NONE;
    TRY(act_open(act, guest->invitation, DOSSIER_INVITATION, &dossier));
    struct invitation now = invitation_fold(act->arena, dossier.entries, dossier.count);
    for (size_t i = 0; i < now.promises.count; i++) {
        names = see_joined(act, names, vec_at(&now.promises, struct promise, i)->name);
    }
    value_set_text(view, "guest_place", see_place(act, guest->organisation_name, guest->unit_name));
    value_set_text(view, "promised", names);
    value_set_flag(view, "came", guest->came);
    return see_invited_parts(act, &now, view);
}

/* Of all that the copy was made of. */
static enum err show_signatures(struct act *act, const struct signatures *found, json_t *view)
{
    json_t *doubts = value_array();
    json_t *one;
    struct str who, place;
    for (size_t i = 0; i < found->doubts.count; i++) {
        const struct signature_doubt *doubt = vec_at(&found->doubts, struct signature_doubt, i);
        TRY(see_who(act, doubt->author, &who, &place));
        one = value_object();
        value_set_text(one, "when", act_time(act, doubt->at_us));
        value_set_text(one, "who", who);
        value_set_text(one, "place", place);
        value_push(doubts, one);
    }
    one = value_object();
    value_set_int(one, "checked", found->checked);
    struct str text =
        act_count(act, "{{n}} note was checked: its signature holds.",
                  "{{n}} notes were checked: the signature of each holds.", found->checked);
    if (found->doubted > 0) {
        text = act_count(act, "The signature of {{n}} note does not hold:",
                         "The signatures of {{n}} notes do not hold:", found->doubted);
    }
    value_set_text(one, "text", text);
    value_set(one, "doubts", doubts);
    value_set(view, "signatures", one);
    return OK;
}
