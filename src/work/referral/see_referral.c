#include "work/referral/see_referral.h"

#include "domain/clock.h"
#include "work/person/see_care.h"
#include "work/person/see_person.h"
#include "work/readers.h"
#include "work/referral/accompanies.h"
#include "work/referral/follow.h"
#include "work/referral/propose.h"
#include "work/referral/refer.h"
#include "work/referral/see_refer.h"
#include "work/referral/see_referral_history.h"
#include "work/referral/silence.h"
#include "work/see.h"

struct seen { /* what a page knows of the referral */
    struct act *act;
    struct id person;
    const struct followed *f;
    struct slip now;
    enum referral_state state; /* as it is shown */
    bool tells_who;            /* the office is still to be told who accompanies now */
    json_t *view;
};

static enum err see_draft(struct act *act, const struct person *p, const struct referral *draft,
                          json_t *view);
static void show_state(const struct seen *seen);
static void add_mark(const struct seen *seen, json_t *marks, const char *key, const char *label,
                     const char *tone);
static void show_steps(const struct seen *seen);
static void add_step(const struct seen *seen, json_t *steps, const char *msgid, struct str arg);
static void add_answer_steps(const struct seen *seen, json_t *steps);
static void show_actions(const struct seen *seen);
static void show_posts(const struct seen *seen);
static enum err show_alternatives(const struct seen *seen);
static bool may(const struct seen *seen, enum referral_act what);
static bool to_tell(const struct seen *seen);
static bool to_tell_cleared(const struct seen *seen);
static bool was_recorded(const struct seen *seen);
static struct str url_of(const struct seen *seen, const char *rest);

enum err see_referral(struct act *act, struct id person, struct id referral, json_t *view)
{
    struct followed f;
    struct referral *found;
    struct task_row task;
    TRY(act_permit(act, MAY_REFER));
    TRY(person_open(act, person, &f.p));
    TRY(person_referral(act, &f.p, referral, &found));
    if (id_is_none(found->slip)) {
        return see_draft(act, &f.p, found, view);
    }
    TRY(follow_open(act, person, referral, &f));
    struct seen seen = {.act = act, .person = person, .f = &f, .view = view};
    seen.now = slip_fold(f.slip.entries, f.slip.count);
    seen.state = see_referral_state(f.referral, &f.row);
    TRY(accompanies_task(act, f.row.slip, &task));
    seen.tells_who = task.is_open && str_eq(task.kind, S(TASK_TELL_WHO));
    see_identity(act, &f.p.c, person, view);
    value_set(view, "to", see_refer_to(act, f.referral));
    see_care_from(act, &f.p, f.referral->service, view);
    value_set_flag(view, "is_draft", false);
    show_state(&seen);
    show_steps(&seen);
    show_actions(&seen);
    show_posts(&seen);
    TRY(see_refer_phones(act, f.referral, view));
    TRY(show_alternatives(&seen));
    json_t *readers = value_array();
    TRY(readers_view(act, f.referral->slip, readers));
    value_set(view, "readers", readers);
    see_referral_history(act, &f.p, f.referral, &f.slip, view);
    return OK;
}

enum err see_referral_head(struct act *act, struct id person, struct id referral, json_t *view)
{
    struct followed f;
    TRY(follow_open(act, person, referral, &f));
    struct slip now = slip_fold(f.slip.entries, f.slip.count);
    enum referral_state state = see_referral_state(f.referral, &f.row);
    see_identity(act, &f.p.c, person, view);
    value_set(view, "to", see_refer_to(act, f.referral));
    value_set_text(view, "code", f.row.code);
    value_set_text(view, "state", see_state(act, state));
    value_set_z(view, "state_code", referral_state_name(state));
    value_set_z(view, "tone", see_state_tone(state));
    value_set_text(view, "question", state == REFERRAL_INFO_ASKED ? now.question : STR_NONE);
    return see_refer_phones(act, f.referral, view);
}

struct str see_referral_cleared(struct act *act, const struct referral *referral,
                                const struct referral_row *row)
{
    if (!row->withdrawn || (row->kind != REFERRAL_SENT_HERE && referral->executed_us == 0)) {
        return STR_NONE;
    }
    if (row->cleared.len == 0 && row->kind == REFERRAL_EXTERNAL) {
        return act_words(act, N_("Ask them to delete what they have, and write down the answer."));
    }
    if (row->cleared.len == 0) {
        return act_words(act, N_("They were asked to delete what they had: no answer yet."));
    }
    struct str said = see_choice(act, "slip_cleared", "cleared", row->cleared);
    struct str place = act_words_with(act, N_("Asked to delete, they answered: {{arg}}"), said);
    return see_joined(act, place, act_time(act, row->cleared_us));
}

enum referral_state see_referral_state(const struct referral *referral,
                                       const struct referral_row *row)
{
    enum referral_state shared = (enum referral_state)row->state;
    bool outside = row->kind != REFERRAL_SENT_HERE && referral->outcome_us != 0;
    bool running = shared == REFERRAL_RECORDED || shared == REFERRAL_EXECUTED;
    return outside && running ? referral->state : shared;
}

static enum err see_draft(struct act *act, const struct person *p, const struct referral *draft,
                          json_t *view)
{
    struct str rest =
        str_join_in(act->arena, S("/derivaciones/"), id_text(act->arena, draft->id), STR_NONE);
    struct str base = see_person_url(act, p->core.id, str_z(act->arena, rest));
    bool dropped = draft->closed_us != 0;
    bool waits = draft->state == REFERRAL_AWAITS_RELEASE;
    see_identity(act, &p->c, p->core.id, view);
    value_set(view, "to", see_refer_to(act, draft));
    see_care_from(act, p, draft->service, view);
    value_set_flag(view, "is_draft", true);
    value_set_flag(view, "is_dropped", dropped);
    value_set_text(view, "state",
                   dropped ? act_words(act, N_("Not sent")) : see_state(act, draft->state));
    value_set_z(view, "state_code", referral_state_name(draft->state));
    value_set_z(view, "tone", see_state_tone(draft->state));
    if (!dropped) {
        value_set_text(
            view, "continue_url",
            str_join_in(act->arena, base, waits ? S("/autorizacion") : S("/vista"), STR_NONE));
        value_set_text(view, "drop_url", str_join_in(act->arena, base, S("/no-enviar"), STR_NONE));
        value_set_id(view, "drop_command", act_new_id(act));
    }
    see_referral_history(act, p, draft, NULL, view);
    return OK;
}

static void show_state(const struct seen *seen)
{
    struct act *act = seen->act;
    const struct referral_row *row = &seen->f->row;
    enum silence silence = silence_of(row, act->now_us);
    bool awaited = silence_awaits(row) == SIDES_RECEIVED || row->state == REFERRAL_EXECUTED;
    json_t *marks = value_array();
    value_set_text(seen->view, "code", row->code);
    value_set_text(seen->view, "state", see_state(act, seen->state));
    value_set_z(seen->view, "state_code", referral_state_name(seen->state));
    value_set_z(seen->view, "tone", see_state_tone(seen->state));
    value_set_z(seen->view, "silence", silence_name(silence));
    if (silence >= SILENCE_DUE && awaited) {
        add_mark(seen, marks, "no_answer", N_("No answer"), "alert");
    } else if (silence >= SILENCE_DUE) {
        add_mark(seen, marks, "answer_due", N_("Your answer is awaited"), "warn");
    }
    if (to_tell(seen)) {
        add_mark(seen, marks, "to_tell", N_("The person is still to be told"), "warn");
    }
    if (to_tell_cleared(seen)) {
        add_mark(seen, marks, "to_tell_cleared",
                 N_("The person is still to be told what was deleted"), "warn");
    }
    value_set(seen->view, "marks", marks);
    value_set_text(seen->view, "cleared", see_referral_cleared(act, seen->f->referral, row));
    value_set_text(seen->view, "token", seen->f->referral->token);
    value_set_text(seen->view, "phoned", seen->f->referral->phoned);
    value_set_text(seen->view, "question",
                   seen->state == REFERRAL_INFO_ASKED ? seen->now.question : STR_NONE);
    if (!id_is_none(seen->f->referral->release)) {
        struct str rest = str_join_in(act->arena, S("/autorizaciones/"),
                                      id_text(act->arena, seen->f->referral->release), STR_NONE);
        value_set_text(seen->view, "release_url",
                       see_person_url(act, seen->person, str_z(act->arena, rest)));
    }
}

static void add_mark(const struct seen *seen, json_t *marks, const char *key, const char *label,
                     const char *tone)
{
    json_t *mark = value_object();
    value_set_z(mark, "key", key);
    value_set_text(mark, "label", act_words(seen->act, label));
    value_set_z(mark, "tone", tone);
    value_push(marks, mark);
}

/* What happens next, in sentences: who has it, until when, what to do. */
static void show_steps(const struct seen *seen)
{
    struct act *act = seen->act;
    const struct referral_row *row = &seen->f->row;
    const struct referral *referral = seen->f->referral;
    struct str due = row->clock.kind ? act_time(act, row->clock.due_us) : STR_NONE;
    json_t *steps = value_array();
    switch (seen->state) {
    case REFERRAL_RECORDED:
        if (referral->kind == REFERRAL_SELF) {
            add_step(seen, steps, N_("The person goes alone. Nothing was told to anyone."),
                     STR_NONE);
            add_step(seen, steps, N_("Write down the outcome when the person tells you."),
                     STR_NONE);
        } else {
            add_step(seen, steps, N_("Nothing has left yet."), STR_NONE);
            add_step(seen, steps,
                     N_("Tell it to {{arg}} by other means, only what was agreed, and "
                        "write down what you did."),
                     referral->organisation_name);
        }
        break;
    case REFERRAL_EXECUTED:
        add_step(seen, steps, N_("An answer is expected by {{arg}}. Write it down when it comes."),
                 due);
        break;
    case REFERRAL_DELIVERED:
        add_step(seen, steps, N_("It is in the inbox of {{arg}}."), referral->unit_name);
        add_step(seen, steps, N_("They should confirm reception by {{arg}}."), due);
        add_step(seen, steps, N_("If there is no answer by then, your supervision sees it too."),
                 STR_NONE);
        break;
    default:
        add_answer_steps(seen, steps);
        break;
    }
    if (seen->tells_who) {
        add_step(seen, steps,
                 N_("Your unit accompanies the person now: tell {{arg}} whom to call, if the "
                    "person agrees."),
                 referral->organisation_name);
    }
    value_set(seen->view, "steps", steps);
    value_set_text(seen->view, "due", due);
}

/* "{{arg}}" of a sentence that has one; a sentence without its moment is left out. */
static void add_step(const struct seen *seen, json_t *steps, const char *msgid, struct str arg)
{
    bool wants = strstr(msgid, "{{arg}}") != NULL;
    if (wants && arg.len == 0) {
        return;
    }
    json_t *step = value_object();
    value_set_text(step, "text", act_words_with(seen->act, msgid, arg));
    value_push(steps, step);
}

static void add_answer_steps(const struct seen *seen, json_t *steps)
{
    struct act *act = seen->act;
    const struct referral_row *row = &seen->f->row;
    struct str due = row->clock.kind ? act_time(act, row->clock.due_us) : STR_NONE;
    switch (seen->state) {
    case REFERRAL_RECEIVED:
        add_step(seen, steps, N_("They should decide by {{arg}}."), due);
        break;
    case REFERRAL_INFO_ASKED:
        add_step(seen, steps, N_("They ask for information. Your answer is expected by {{arg}}."),
                 due);
        break;
    case REFERRAL_WAITLISTED:
        add_step(seen, steps, N_("There may be a place from {{arg}} on."),
                 act_date(act, seen->now.expected_us));
        break;
    case REFERRAL_ACCEPTED:
        add_step(seen, steps, N_("They may now read how to make contact, and the rule for it."),
                 STR_NONE);
        add_step(seen, steps, N_("First contact: {{arg}}"),
                 act_time(act, seen->now.first_contact_us));
        add_step(seen, steps, N_("The service should begin by {{arg}}."), due);
        break;
    case REFERRAL_DECLINED:
        add_step(seen, steps, N_("Talk over with the person what else there is."), STR_NONE);
        break;
    case REFERRAL_CANCELLED:
    case REFERRAL_STOPPED:
        add_step(seen, steps, N_("They were told not to continue, and can no longer open it."),
                 STR_NONE);
        break;
    case REFERRAL_CLOSED:
        add_step(seen, steps, N_("Closed: nothing is awaited any more."), STR_NONE);
        break;
    default:
        break;
    }
    if (to_tell(seen)) {
        add_step(seen, steps, N_("Tell the person, when it is safe. Next safe moment: {{arg}}"),
                 act_time(act, seen->f->referral->told_next_us));
    }
}

static void show_actions(const struct seen *seen)
{
    const struct referral *referral = seen->f->referral;
    bool sent = referral->kind == REFERRAL_SENT_HERE;
    bool running = !referral_ended((enum referral_state)seen->f->row.state);
    bool emergency = str_eq(referral->priority, S("emergency"));
    const struct {
        bool shown;
        const char *key, *rest, *label;
    } actions[] = {
        {sent && emergency && running && referral->phoned.len == 0, "phoned", "/llamada",
         N_("Record who answered the phone")},
        {may(seen, ACT_GIVE_INFO), "give_info", "/informacion", N_("Answer the question")},
        {refer_lapsed(&seen->f->p.c, referral, seen->act->now_us) != NULL, "renew", "/autorizacion",
         N_("The authorisation ran out: ask the person again")},
        {referral->kind == REFERRAL_EXTERNAL && may(seen, ACT_EXECUTE), "execute", "/ejecutar",
         N_("Record that it was told")},
        {seen->tells_who, "who_told", "/quien-acompana",
         N_("Record whether they know who accompanies now")},
        {to_tell(seen), "told", "/informar", N_("Record whether the person was told")},
        {!sent && may(seen, ACT_COPY_OUTCOME) &&
             (referral->kind == REFERRAL_SELF || referral->executed_us != 0),
         "outcome", "/resultado", N_("Record the outcome")},
        {referral->kind == REFERRAL_EXTERNAL && referral->executed_us != 0 &&
             seen->f->row.withdrawn && seen->f->row.cleared.len == 0,
         "cleared", "/borrado", N_("Record what they deleted")},
        {to_tell_cleared(seen), "cleared_told", "/borrado/informar",
         N_("Record whether the person was told")},
        {may(seen, ACT_CANCEL), "cancel", "/anular", N_("Cancel this referral")},
    };
    json_t *array = value_array();
    for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++) {
        if (!actions[i].shown) {
            continue;
        }
        bool cancel = strcmp(actions[i].key, "cancel") == 0;
        json_t *one = value_object();
        value_set_z(one, "key", actions[i].key);
        value_set_text(one, "label", act_words(seen->act, actions[i].label));
        value_set_text(one, "act_url", url_of(seen, actions[i].rest));
        value_set_flag(one, "is_first", json_array_size(array) == 0 && !cancel);
        value_push(array, one);
    }
    value_set(seen->view, "actions", array);
}

/* What needs no form: copying the outcome, closing. */
static void show_posts(const struct seen *seen)
{
    const struct referral *referral = seen->f->referral;
    enum referral_state shared = (enum referral_state)seen->f->row.state;
    bool stopped = shared == REFERRAL_CANCELLED || shared == REFERRAL_STOPPED;
    bool sent = referral->kind == REFERRAL_SENT_HERE;
    bool news = sent && !stopped && shared > REFERRAL_DELIVERED && shared != REFERRAL_CLOSED &&
                shared != referral->state;
    bool over = sent ? referral_ended(shared) : referral->outcome_us != 0;
    bool done = stopped || (over && (referral->kind == REFERRAL_SELF || was_recorded(seen)));
    const struct {
        bool shown;
        const char *key, *rest, *label;
    } posts[] = {
        {news, "copy", "/copiar", N_("Copy the answer into the person's record")},
        {done && may(seen, ACT_CLOSE), "close", "/cerrar", N_("Close this referral")},
    };
    json_t *array = value_array();
    for (size_t i = 0; i < sizeof(posts) / sizeof(posts[0]); i++) {
        if (posts[i].shown) {
            json_t *one = value_object();
            value_set_z(one, "key", posts[i].key);
            value_set_text(one, "label", act_words(seen->act, posts[i].label));
            value_set_text(one, "act_url", url_of(seen, posts[i].rest));
            value_set_id(one, "command", act_new_id(seen->act));
            value_set_flag(one, "is_quiet", strcmp(posts[i].key, "copy") == 0);
            value_push(array, one);
        }
    }
    value_set(seen->view, "posts", array);
}

/* The same service elsewhere, where nothing is open yet. */
static enum err show_alternatives(const struct seen *seen)
{
    struct act *act = seen->act;
    const struct referral *referral = seen->f->referral;
    enum silence silence = silence_of(&seen->f->row, act->now_us);
    bool no = seen->state == REFERRAL_DECLINED || seen->state == REFERRAL_SERVICE_NOT;
    json_t *array = value_array();
    value_set(seen->view, "alternatives", array);
    value_set_flag(seen->view, "look_further", no || silence == SILENCE_ESCALATED);
    value_set_flag(seen->view, "has_alternatives", false);
    if (!no && silence != SILENCE_ESCALATED) {
        return OK;
    }
    struct vec list;
    TRY(propose_services(act, &seen->f->p.c, referral->service, &list));
    for (size_t i = 0; i < list.count && json_array_size(array) < PROPOSE_FIRST; i++) {
        const struct proposal *proposal = vec_at(&list, struct proposal, i);
        if (!proposal->declined && !proposal->own_unit &&
            !id_eq(proposal->service.row.id, referral->provider_service) &&
            !refer_open_to(&seen->f->p.c, proposal->service.row.id)) {
            value_push(array, propose_item_view(act, proposal));
        }
    }
    struct str need = id_text(act->arena, referral->need);
    struct str rest =
        id_is_none(referral->need)
            ? str_join_in(act->arena, S("/derivar?servicio="), referral->service, STR_NONE)
            : str_join_in(act->arena, S("/derivar?necesidad="), need, STR_NONE);
    value_set_text(seen->view, "refer_url",
                   see_person_url(act, seen->person, str_z(act->arena, rest)));
    value_set_flag(seen->view, "has_alternatives", json_array_size(array) > 0);
    return OK;
}

static bool may(const struct seen *seen, enum referral_act what)
{
    enum referral_state next;
    return referral_next((enum referral_state)seen->f->row.state, what, &next, NULL) == OK;
}

/* There is an answer, and nobody has recorded since that she was told of it, or that it cannot be
 * done safely. Of what she took along herself it is she who tells us. */
static bool to_tell(const struct seen *seen)
{
    const struct referral *referral = seen->f->referral;
    enum referral_state shared = (enum referral_state)seen->f->row.state;
    bool answered = referral->kind == REFERRAL_SENT_HERE
                        ? shared >= REFERRAL_ACCEPTED && shared <= REFERRAL_SERVICE_NOT
                        : referral->outcome_us != 0;
    bool pending = str_eq(referral->told, S("pending"));
    if (referral->kind == REFERRAL_SELF || !may(seen, ACT_TELL)) {
        return false;
    }
    return shared == REFERRAL_CLOSED ? pending : answered && (pending || !was_recorded(seen));
}

static bool to_tell_cleared(const struct seen *seen)
{
    return seen->f->row.cleared.len > 0 && referral_clearing_untold(seen->f->referral);
}

/* Whether she was told, or not, since the last answer. */
static bool was_recorded(const struct seen *seen)
{
    const struct referral *referral = seen->f->referral;
    int64_t since_us =
        referral->kind == REFERRAL_SENT_HERE ? seen->now.state_us : referral->outcome_us;
    return referral->told.len > 0 && referral->told_us >= since_us;
}

static struct str url_of(const struct seen *seen, const char *rest)
{
    struct act *act = seen->act;
    struct str path = str_join_in(act->arena, S("/derivaciones/"),
                                  id_text(act->arena, seen->f->referral->id), str_of(rest));
    return see_person_url(act, seen->person, str_z(act->arena, path));
}
