/* The safety plan, made with the person (domain/safety_plan.h). Its forms' fields
 * have no category, so that nothing of it leaves with her other answers: what
 * helps goes by a release that names the plan (referral/parcel.h). It shows
 * here, in an emergency opening and in her own copy, and as a list without a
 * heading on paper, if she asks for one.
 *
 *     TRY(safety_set_line(act, &of, answers, conflict));
 */
#ifndef AMPARO_WORK_PLAN_SAFETY_H
#define AMPARO_WORK_PLAN_SAFETY_H

#include "domain/form.h"
#include "work/person/person.h"

/* A new line of a task, or with `line` what is said of one now. ERR_CONFLICT as in planning.h. */
struct safety_set {
    struct id person, line;
    struct str task;
    int64_t base;
    const struct form *form;
};
enum err safety_set_line(struct act *act, const struct safety_set *of, json_t *answers,
                         json_t *conflict) MUST;
/* wanted, review (no later than the level of risk allows), kept; or put_off_why: a plan that she
 * does not want now is no version, and she is asked again on that day. */
enum err safety_agree(struct act *act, struct id person, const json_t *answers) MUST;
/* items[]: the last version as a list; counted. ERR_INVALID when she wanted no copy. */
enum err safety_print(struct act *act, struct id person, json_t *view) MUST;

/* What the last version that she agreed with says that helps, and nothing of where the danger is:
 * the list on paper, and all that a release can let another know. Empty without a version, and of a
 * dossier that was not opened ({0}). */
struct safety_help {
    const char *name;
    const char *label; /* msgid */
    struct vec texts;  /* struct str */
};
enum { SAFETY_HELPS = 3 };
void safety_helps(struct act *act, const struct dossier *dossier,
                  struct safety_help ret[SAFETY_HELPS]);

/* The plan, or as it was at `version` (0: now). ERR_NOT_FOUND for one that is not there. */
enum err see_safety(struct act *act, struct id person, int64_t version, json_t *view) MUST;
enum err see_safety_line(struct act *act, struct id person, struct id line, json_t *view,
                         json_t **ret_answers, int64_t *ret_base, struct str *ret_task) MUST;
/* The form's answers at first: the latest day for the next look. */
enum err see_safety_agree(struct act *act, struct id person, json_t *view, json_t **ret_answers)
    MUST;
/* A card for each task and block with something in it; the journal may be cut at a version. */
enum err see_safety_cards(struct act *act, const struct entry *entries, size_t count, json_t *cards)
    MUST;
/* The form of a task's lines ("tried") or of a block ("bag"); NULL when there is none. */
const struct form *safety_task_form(const struct act *act, struct str task);
const struct form *safety_block_form(const struct act *act, struct str block);

#endif
