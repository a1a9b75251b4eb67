#include "domain/form.h"

#include "base/arena.h"
#include "base/date.h"
#include "base/utf8.h"
#include "domain/words.h"

enum {
    VALUES_MAX = LIMIT_OPTIONS + 4, /* of one name; choices send one per tick */
    YEAR_MIN = 1900,
    YEAR_MAX = 2100,
};

struct sent { /* what came for one field */
    struct str values[VALUES_MAX];
    size_t count;
    struct str way; /* "unknown", or empty */
    bool muddled;   /* two ways of not answering, or one that the field does not offer */
};

struct checking { /* one form being validated */
    const struct option_lists *lists;
    const struct form_input *input;
    int32_t offset_minutes;
    json_t *answers;
    struct arena *scratch;
    struct fault *fault;
    bool failed;
    struct str raw[VALUES_MAX];
    struct sent sent; /* of the field whose turn it is */
};

static void check_field(struct checking *c, const struct field *field);
static void collect(struct checking *c, const struct field *field);
static void take_not(const struct field *field, struct str value, bool from_not, struct sent *ret);
static bool offers_not(const struct field *field, struct str value);
static json_t *read_value(struct checking *c, const struct field *field);
static json_t *read_text(struct checking *c, const struct field *field, struct str sent);
static json_t *read_secret(struct checking *c, const struct field *field, struct str sent);
static json_t *read_number(struct checking *c, const struct field *field, struct str sent);
static json_t *read_date(struct checking *c, const struct field *field, struct str sent);
static json_t *read_moment(struct checking *c, const struct field *field, struct str sent);
static json_t *read_option(struct checking *c, const struct field *field, struct str sent);
static json_t *read_options(struct checking *c, const struct field *field);
static bool length_fits(struct checking *c, const struct field *field, struct str text);
static bool parse_day(struct str text, struct date *ret);
static bool parse_clock(struct str text, struct date_time *ret);
static bool in_our_times(struct date day);
static struct str tidy_note(struct arena *arena, struct str text);
static bool has_break(struct str text);
static bool is_text(const struct field *field);
static json_t *refuse(struct checking *c, const struct field *field, const char *message,
                      struct str arg);
static json_t *refuse_forged(struct checking *c, const struct field *field, const char *message);
static struct str kept(struct checking *c, int64_t number);

enum err form_validate(const struct form *form, const struct option_lists *lists,
                       const struct form_input *input, int32_t offset_minutes, json_t **ret_answers,
                       struct fault *fault)
{
    struct arena *scratch CLEANUP(arena_closep) = arena_open();
    struct checking *c = arena_new(scratch, struct checking);

    c->lists = lists;
    c->input = input;
    c->offset_minutes = offset_minutes;
    c->answers = value_object();
    c->scratch = scratch;
    c->fault = fault;
    for (size_t i = 0; i < form->field_count; i++) {
        const struct field *field = &form->fields[i];
        if (field->type != FIELD_GROUP && form_shows(form, field, c->answers)) {
            check_field(c, field);
        }
    }
    if (c->failed) {
        return ERR_INVALID;
    }
    *ret_answers = c->answers;
    return OK;
}

bool form_shows(const struct form *form, const struct field *field, const json_t *answers)
{
    if (field->show_if_field.len == 0) {
        return true;
    }
    const struct field *before = form_field(form, field->show_if_field);
    if (!before || !form_shows(form, before, answers)) {
        return false;
    }
    const json_t *answer =
        json_object_getn(answers, field->show_if_field.at, field->show_if_field.len);
    struct str wanted = field->show_if_value;
    while (wanted.len > 0) {
        struct str value = str_cut(wanted, '|', &wanted);
        bool holds = json_is_array(answer) ? value_has_text(answer, value)
                     : json_is_object(answer)
                         ? str_starts(value, S("~")) &&
                               str_eq(value_get_text(answer, "not"), str_from(value, 1))
                         : str_eq(value_str(answer), value);
        if (holds && value.len > 0) {
            return true;
        }
    }
    return false;
}

void form_fill_blanks(const struct form *form, json_t *answers)
{
    for (size_t i = 0; i < form->field_count; i++) {
        struct str name = form->fields[i].name;
        if (form->fields[i].type != FIELD_GROUP && !json_object_getn(answers, name.at, name.len)) {
            json_object_setn_new_nocheck(answers, name.at, name.len, value_text(STR_NONE));
        }
    }
}

int64_t form_answer_us(const json_t *answers, const char *name, int32_t offset_minutes)
{
    struct date day;

    if (date_parse(value_get_text(answers, name), &day)) {
        return date_day_start_us(day, offset_minutes);
    }
    return value_get_int(answers, name, 0);
}

const struct field *form_field(const struct form *form, struct str name)
{
    for (size_t i = 0; i < form->field_count; i++) {
        if (str_eq(form->fields[i].name, name)) {
            return &form->fields[i];
        }
    }
    return NULL;
}

struct form *form_with(struct arena *arena, const struct form *form, const struct form *part,
                       struct str before)
{
    const struct field *at = form_field(form, before);
    check(at != NULL);
    size_t ahead = (size_t)(at - form->fields);
    size_t count = form->field_count + part->field_count;
    struct field *fields = arena_array(arena, struct field, count);
    struct form *ret = arena_new(arena, struct form);

    for (size_t i = 0; i < count; i++) {
        if (i < ahead) {
            fields[i] = form->fields[i];
        } else if (i >= ahead + part->field_count) {
            fields[i] = form->fields[i - part->field_count];
        } else {
            fields[i] = part->fields[i - ahead];
            if (fields[i].show_if_field.len == 0) {
                fields[i].show_if_field = at->show_if_field;
                fields[i].show_if_value = at->show_if_value;
            }
        }
    }
    *ret = *form;
    ret->fields = fields;
    ret->field_count = count;
    return ret;
}

void form_add_list(struct option_lists *lists, const char *name, const struct vec *options)
{
    check(lists->count < sizeof(lists->lists) / sizeof(lists->lists[0]));
    lists->lists[lists->count].list = name;
    lists->lists[lists->count].options = options->at;
    lists->lists[lists->count].count = options->count;
    lists->count++;
}

const struct option *field_options(const struct field *field, const struct option_lists *lists,
                                   size_t *ret_count)
{
    *ret_count = field->list.len > 0 ? 0 : field->option_count;
    if (field->list.len == 0) {
        return field->options;
    }
    for (size_t i = 0; lists && i < lists->count; i++) {
        if (str_eq(field->list, str_of(lists->lists[i].list))) {
            *ret_count = lists->lists[i].count;
            return lists->lists[i].options;
        }
    }
    return NULL;
}

static void check_field(struct checking *c, const struct field *field)
{
    const struct sent *sent = &c->sent;
    json_t *value = NULL;

    collect(c, field);
    if (sent->muddled || (sent->way.len > 0 && sent->count > 0)) {
        refuse(c, field, N_("Choose one: an answer, or why there is none"), STR_NONE);
    } else if (sent->way.len > 0) {
        value = value_object();
        value_set_text(value, "not", sent->way);
    } else if (sent->count == 0) {
        if (field->required) {
            refuse(c, field, N_("Answer this question"), STR_NONE);
        }
    } else if (sent->count > 1 && field->type != FIELD_CHOICES) {
        refuse_forged(c, field, N_("Choose only one answer"));
    } else {
        value = read_value(c, field);
    }
    if (value) {
        json_object_setn_new_nocheck(c->answers, field->name.at, field->name.len, value);
    }
}

/* Sorts what was sent into values and ways of not answering; empty boxes are nothing sent. */
static void collect(struct checking *c, const struct field *field)
{
    struct sent *sent = &c->sent;
    struct str not_name = str_join_in(c->scratch, field->name, S("_not"), STR_NONE);
    const struct form_input *input = c->input;

    sent->count = 0;
    sent->way = STR_NONE;
    sent->muddled = false;
    size_t count = input->values(input->context, field->name, c->raw, VALUES_MAX);
    for (size_t i = 0; i < count; i++) {
        struct str value = c->raw[i];
        bool empty = field->secret ? value.len == 0 : words_blank(value);
        if (str_starts(value, S("~")) && (!is_text(field) || offers_not(field, value))) {
            take_not(field, value, false, sent);
        } else if (!empty) {
            sent->values[sent->count++] = value;
        }
    }
    count = input->values(input->context, not_name, c->raw, VALUES_MAX);
    for (size_t i = 0; i < count; i++) {
        take_not(field, c->raw[i], true, sent);
    }
}

static void take_not(const struct field *field, struct str value, bool from_not, struct sent *ret)
{
    if (from_not && words_blank(value)) {
        return; /* the way back to "answered" without script */
    }
    struct str way = str_from(value, 1);
    ret->muddled |= !offers_not(field, value) || (ret->way.len > 0 && !str_eq(ret->way, way));
    ret->way = way;
}

static bool offers_not(const struct field *field, struct str value)
{
    return (field->may_unknown && str_eq(value, S("~unknown"))) ||
           (field->may_decline && str_eq(value, S("~declined"))) ||
           (field->may_not_asked && str_eq(value, S("~not_asked")));
}

/* NULL when it was refused. */
static json_t *read_value(struct checking *c, const struct field *field)
{
    struct str first = c->sent.values[0];

    switch (field->type) {
    case FIELD_TEXT:
    case FIELD_NOTE:
    case FIELD_PLACE:
        return field->secret ? read_secret(c, field, first) : read_text(c, field, first);
    case FIELD_NUMBER:
        return read_number(c, field, str_trim(first));
    case FIELD_DATE:
        return read_date(c, field, str_trim(first));
    case FIELD_DATETIME:
        return read_moment(c, field, str_trim(first));
    case FIELD_CHOICES:
        return read_options(c, field);
    case FIELD_YESNO:
    case FIELD_CHOICE:
    case FIELD_MEMBER:
    case FIELD_UNIT:
    case FIELD_ORGANISATION:
    case FIELD_SERVICE:
        return read_option(c, field, first);
    case FIELD_GROUP:
    case FIELD_TYPE_COUNT:
        break;
    }
    check(!"a field type without a reader");
    return NULL;
}

static json_t *read_text(struct checking *c, const struct field *field, struct str sent)
{
    if (!utf8_valid(sent)) {
        return refuse(c, field, N_("This text arrived damaged: write it again"), STR_NONE);
    }
    if (utf8_has_hidden(sent)) {
        return refuse(c, field, N_("There are hidden characters here: write it again"), STR_NONE);
    }
    bool note = field->type == FIELD_NOTE;
    struct str text = note ? tidy_note(c->scratch, sent) : str_trim(sent);
    if (!note && has_break(text)) {
        return refuse(c, field, N_("Write this in one line"), STR_NONE);
    }
    return length_fits(c, field, text) ? value_text(text) : NULL;
}

/* A password is what was typed, spaces included. */
static json_t *read_secret(struct checking *c, const struct field *field, struct str sent)
{
    if (!utf8_valid(sent) || str_find_char(sent, '\0') < sent.len) {
        return refuse(c, field, N_("This text arrived damaged: write it again"), STR_NONE);
    }
    if (sent.len > LIMIT_PASSWORD_MAX) {
        return refuse(c, field, N_("This text is too long"), STR_NONE);
    }
    return length_fits(c, field, sent) ? value_text(sent) : NULL;
}

static bool length_fits(struct checking *c, const struct field *field, struct str text)
{
    size_t length = utf8_length(text);

    if (length > (size_t)field->max) {
        refuse(c, field, N_("Write at most {{arg}} characters"), kept(c, field->max));
        return false;
    }
    if (length < (size_t)field->min) {
        refuse(c, field, N_("Write at least {{arg}} characters"), kept(c, field->min));
        return false;
    }
    return true;
}

static json_t *read_number(struct checking *c, const struct field *field, struct str sent)
{
    int64_t number;

    if (!str_to_i64(sent, &number) || number < field->min || number > field->max) {
        bool below = str_to_i64(sent, &number) && number < field->min;
        return below ? refuse(c, field, N_("Write a whole number, {{arg}} or more"),
                              kept(c, field->min))
                     : refuse(c, field, N_("Write a whole number, {{arg}} or less"),
                              kept(c, field->max));
    }
    return value_text(str_printf_in(c->scratch, "%lld", (long long)number));
}

static json_t *read_date(struct checking *c, const struct field *field, struct str sent)
{
    struct date day;

    if (!parse_day(sent, &day)) {
        return refuse(c, field, N_("Write the date like this: 31/12/2026"), STR_NONE);
    }
    if (!in_our_times(day)) {
        return refuse(c, field, N_("Look at the year again"), STR_NONE);
    }
    return value_text(date_iso(c->scratch, day));
}

static json_t *read_moment(struct checking *c, const struct field *field, struct str sent)
{
    struct date_time local;

    if (!date_time_parse(sent, &local)) {
        local = (struct date_time){.hour = 0};
        size_t gap = str_find_char(sent, ' ');
        if (!parse_day(str_upto(sent, gap), &local.date) ||
            !parse_clock(str_trim(str_from(sent, gap + 1)), &local)) {
            return refuse(c, field, N_("Write date and time like this: 31/12/2026 15:30"),
                          STR_NONE);
        }
    }
    if (!in_our_times(local.date)) {
        return refuse(c, field, N_("Look at the year again"), STR_NONE);
    }
    return json_integer(date_to_us(local, c->offset_minutes));
}

static json_t *read_option(struct checking *c, const struct field *field, struct str sent)
{
    size_t count;
    const struct option *options = field_options(field, c->lists, &count);

    for (size_t i = 0; i < count; i++) {
        if (str_eq(options[i].value, sent)) {
            return value_text(sent);
        }
    }
    return refuse_forged(c, field, N_("Choose one of the answers in the list"));
}

static json_t *read_options(struct checking *c, const struct field *field)
{
    const struct sent *sent = &c->sent;
    size_t count;
    size_t found = 0;
    const struct option *options = field_options(field, c->lists, &count);
    json_t *chosen = value_array();

    for (size_t i = 0; i < count; i++) {
        size_t times = 0;
        for (size_t k = 0; k < sent->count; k++) {
            times += str_eq(options[i].value, sent->values[k]);
        }
        if (times > 0) {
            value_push_text(chosen, options[i].value);
        }
        found += times;
    }
    if (found != sent->count) {
        return refuse_forged(c, field, N_("Choose one of the answers in the list"));
    }
    return chosen;
}

/* 2026-11-21, or day, month and year with / - or . between them. */
static bool parse_day(struct str text, struct date *ret)
{
    if (date_parse(text, ret)) {
        return true;
    }
    size_t first = 0;
    while (first < text.len && text.at[first] >= '0' && text.at[first] <= '9') {
        first++;
    }
    char between = first < text.len ? text.at[first] : '\0';
    struct str rest = text;
    struct str day = str_cut(rest, between, &rest);
    struct str month = str_cut(rest, between, &rest);
    int64_t numbers[3];
    if ((between != '/' && between != '-' && between != '.') || day.len > 2 || month.len > 2 ||
        rest.len != 4 || !str_to_i64(day, &numbers[0]) || !str_to_i64(month, &numbers[1]) ||
        !str_to_i64(rest, &numbers[2])) {
        return false;
    }
    *ret = (struct date){(int32_t)numbers[2], (int32_t)numbers[1], (int32_t)numbers[0]};
    return date_is_valid(*ret);
}

/* 15:04, 9:05 */
static bool parse_clock(struct str text, struct date_time *ret)
{
    char padded[5] = "0";
    int32_t minutes;

    if (text.len == 4) {
        memcpy(padded + 1, text.at, 4);
        text = str_bytes(padded, 5);
    }
    if (!date_parse_minutes(text, &minutes)) {
        return false;
    }
    ret->hour = minutes / 60;
    ret->minute = minutes % 60;
    return true;
}

/* 0206 for 2006 is a slip of the hand, and nothing here is told about other centuries. */
static bool in_our_times(struct date day)
{
    return day.year >= YEAR_MIN && day.year <= YEAR_MAX;
}

/* Browsers end lines with CRLF. Tabs before the first word stay: an empty cell of a pasted table
 * may stand there. */
static struct str tidy_note(struct arena *arena, struct str text)
{
    struct buf buf = buf_in(arena, text.len);

    for (size_t i = 0; i < text.len; i++) {
        bool ended = text.at[i] == '\n' && i > 0 && text.at[i - 1] == '\r';
        if (!ended) {
            buf_add_char(&buf, text.at[i] == '\r' ? '\n' : text.at[i]);
        }
    }
    struct str tidy = buf_str(&buf);
    while (tidy.len > 0 && (tidy.at[0] == ' ' || tidy.at[0] == '\n')) {
        tidy = str_from(tidy, 1);
    }
    struct str end = str_trim(tidy);
    return str_upto(tidy, end.len > 0 ? (size_t)(end.at + end.len - tidy.at) : 0);
}

static bool has_break(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.at[i] == '\n' || text.at[i] == '\r' || text.at[i] == '\t') {
            return true;
        }
    }
    return false;
}

static bool is_text(const struct field *field)
{
    return field->type == FIELD_TEXT || field->type == FIELD_NOTE || field->type == FIELD_PLACE;
}

static json_t *refuse(struct checking *c, const struct field *field, const char *message,
                      struct str arg)
{
    (void)fault_add_field(c->fault, field->name, message, arg);
    c->failed = true;
    return NULL;
}

/* A list of the directory may have changed since the page was shown; what a form itself says does
 * not. */
static json_t *refuse_forged(struct checking *c, const struct field *field, const char *message)
{
    c->fault->forged = c->fault->forged || field->list.len == 0;
    return refuse(c, field, message, STR_NONE);
}

/* The fault outlives the scratch arena: its argument lives where values live. */
static struct str kept(struct checking *c, int64_t number)
{
    return value_str(value_text(str_printf_in(c->scratch, "%lld", (long long)number)));
}
