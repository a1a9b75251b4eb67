/* Words for the codes that pages show: one place, so that a service, a level of
 * risk or a state is called the same everywhere, and has the same tone.
 */
#ifndef AMPARO_WORK_SEE_H
#define AMPARO_WORK_SEE_H

#include "work/act.h"

/* A service's name in the reader's language; the code itself when it is not in the list. */
struct str see_service(struct act *act, struct str code);
/* What the option of that form's field is called; the code when there is no such option. */
struct str see_choice(struct act *act, const char *form, const char *field, struct str code);
/* act_words() as the forms call it back for a label. */
struct str see_words(void *act, const char *msgid);
/* The name of somebody of the staff; empty when nobody is known by that id. */
struct str see_name_of(struct act *act, struct id member);
/* The label of a coded reason; empty when it is none of the list. */
struct str see_reason(struct act *act, const struct reason *list, struct str code);
/* Who it was and where: colleagues by name; of another organisation nobody's name, which is theirs
 * to tell. Whoever is no member is the system. */
enum err see_who(struct act *act, struct id member, struct str *ret_who, struct str *ret_place)
    MUST;
/* Label in the reader's language; empty for no state. */
struct str see_state(struct act *act, enum referral_state state);

/* Tones of tags: "info", "good", "warn", "alert", "quiet". */
const char *see_risk_tone(struct str level);
const char *see_priority_tone(struct str priority);
const char *see_state_tone(enum referral_state state);

/* Both parts with " · " between them, or the one that is there. */
struct str see_joined(struct act *act, struct str a, struct str b);
/* "Organisation, unit", or the one that is there. */
struct str see_place(struct act *act, struct str organisation, struct str unit);
/* Its name in the reader's language, or the code of one without a name. */
struct str see_country(struct act *act, struct str code);
/* Pushes {text}. */
void see_line(json_t *lines, struct str text);
/* Pushes {label, value}: a row of a summary list. An empty value is left out. */
void see_row(struct act *act, json_t *rows, const char *label, struct str value);
/* What was said on a form, [{label, value}], but for one field that stands elsewhere ("": none). */
json_t *see_said(struct act *act, const struct form *form, const json_t *said, const char *except);
/* Of a list of `count` rows in pages of LIMIT_LIST_ROWS: where the one begins that is meant,
 * counted from 1, or the nearest that there is; pager{text, previous_url, next_url} for
 * _pager.mustache, when there are several. `url` ends so that "pagina=2" can follow. */
size_t see_pager(struct act *act, const char *url, int64_t page, size_t count, json_t *view);
/* "/personas/{id}" and what follows. */
struct str see_person_url(struct act *act, struct id person, const char *rest);

#endif
