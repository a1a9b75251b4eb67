/* Forms: one declaration drives HTML, validation, display, JSON schema and what
 * a release covers (rule C2).
 *
 * forms/NAME.json: {"name", "title", "intro", "submit", "fields": [{"name", "type",
 * "label", "why", "hint", "heading", "required", "show_if": {"field", "is"}, "max",
 * "min", "options": [{"value","label"}] | "list": "services", "category",
 * "unanswered": ["unknown","declined","not_asked"], "secret"}]}. Texts are English
 * msgids. "is" is one value or an array of values of an earlier field. A "group" is
 * a heading on the page and has no answer.
 *
 * "Yes", "no", "does not know", "prefers not to answer" and "was not asked" are
 * different answers everywhere: a field with `unanswered` offers them, and its
 * value is then {"not": "unknown"}; on the wire they are the values "~unknown",
 * "~declined", "~not_asked" of NAME or of NAME_not.
 *
 * form_load() refuses what would weaken a rule: free text outside note-like
 * categories, an unknown category, a core field that is missing or whose category
 * changed, a bound above ours, a key or list nobody reads.
 *
 * One module in three files, because each can be read alone: form_load.c (the
 * declaration), form.c (what is sent), form_show.c (what is shown).
 */
#ifndef AMPARO_DOMAIN_FORM_H
#define AMPARO_DOMAIN_FORM_H

#include "base/buf.h"
#include "base/value.h"
#include "domain/consent.h"

enum field_type {
    FIELD_TEXT = 1,
    FIELD_NOTE,
    FIELD_DATE,     /* "2026-11-21" */
    FIELD_DATETIME, /* microseconds, an integer */
    FIELD_YESNO,    /* "yes", "no" */
    FIELD_CHOICE,
    FIELD_CHOICES, /* array of values, in the order of the options */
    FIELD_NUMBER,  /* a whole number, as text */
    FIELD_GROUP,
    FIELD_MEMBER,
    FIELD_UNIT,
    FIELD_ORGANISATION,
    FIELD_SERVICE,
    FIELD_PLACE, /* one line of text */
    FIELD_TYPE_COUNT
};

struct option {
    struct str value;
    struct str label; /* msgid, or a name from the directory (then `name` is set) */
    bool name;
};

struct field {
    struct str name, label, why, hint, heading;
    struct str brief; /* msgid: what the datum is called where nobody is asked; else the label */
    enum field_type type;
    enum category category;
    bool required;
    bool secret; /* a password or code: not trimmed, shown as dots, never given back to the page */
    struct str show_if_field;
    struct str show_if_value; /* several are separated by '|': any of them shows the field */
    int64_t min, max;         /* number: bounds; text: code points; always set where they matter */
    const struct option *options; /* yes/no has its two here */
    size_t option_count;
    struct str list; /* options come from the directory at run time */
    bool may_unknown, may_decline, may_not_asked;
};

struct form {
    struct str name, title, intro, submit;
    const struct field *fields;
    size_t field_count;
};

/* Everything lives in the arena. ERR_INVALID, ERR_LIMIT; the fault's argument is the field. */
enum err form_load(struct arena *arena, struct str json, struct form *ret, struct fault *fault)
    MUST;
const struct field *form_field(const struct form *form, struct str name);

/* Options of `list` fields at run time: the caller answers for a list name. */
struct option_lists {
    struct {
        const char *list;
        const struct option *options;
        size_t count;
    } lists[8];
    size_t count;
};
/* `options`: struct option. The name must stay as long as the lists; there is room for all that one
 * form asks for. */
void form_add_list(struct option_lists *lists, const char *name, const struct vec *options);
/* The field's own options or its list's; NULL and 0 when there are none. */
const struct option *field_options(const struct field *field, const struct option_lists *lists,
                                   size_t *ret_count);

/* Untyped input: the values sent for a field name, in order. */
struct form_input {
    const void *context;
    size_t (*values)(const void *context, struct str name, struct str *ret, size_t max);
};

/* The form with the fields of `part` before its own field `before`; those without a condition of
 * their own are shown when that one is. Keeps the form's name. */
struct form *form_with(struct arena *arena, const struct form *form, const struct form *part,
                       struct str before);

/* Validates everything sent, collecting every field's fault; *ret_answers has a value for each
 * field that was shown and answered: string, number as text, array, integer (a moment), or
 * {"not": …}. Fields hidden by show_if are dropped. Text is trimmed, must be valid UTF-8 without
 * hidden characters; lines of notes end with LF. Dates are read as 2026-11-21 or 21/11/2026, a
 * time after them as 15:04; `offset_minutes` turns them into moments. A value that the page does
 * not offer makes the fault `forged`. ERR_INVALID. */
enum err form_validate(const struct form *form, const struct option_lists *lists,
                       const struct form_input *input, int32_t offset_minutes, json_t **ret_answers,
                       struct fault *fault) MUST;

/* Whether the field is on the page with these answers to the fields before it. */
bool form_shows(const struct form *form, const struct field *field, const json_t *answers);

/* Gives every field without an answer, hidden ones too, the empty text: the page as a whole
 * replaces what was said on it before, so that an erased phone number does not stand on. For
 * whoever writes ENTRY_ANSWERS_SET from an edited page. */
void form_fill_blanks(const struct form *form, json_t *answers);

/* The moment of a date (the local day's beginning) or datetime; 0 when it was not answered. */
int64_t form_answer_us(const json_t *answers, const char *name, int32_t offset_minutes);

/* The value as a person reads it: labels of options joined, dates as DD/MM/YYYY, a moment with
 * its UTC time (pages that know the reader's offset show it themselves); `translate` turns msgids
 * into the reader's words, NULL leaves them. Empty when there is no answer. */
struct str field_display(struct arena *arena, const struct field *field,
                         const struct option_lists *lists, const json_t *value,
                         struct str (*translate)(void *context, const char *msgid), void *context);

/* msgid of "unknown", "declined", "not_asked"; NULL for anything else. */
const char *form_not_label(struct str way);

/* JSON schema of what is sent for the form, field by field, for OpenAPI. */
json_t *form_schema(struct arena *arena, const struct form *form);

#endif
