#include "base/arena.h"
#include "base/date.h"
#include "domain/form.h"

/* What turns a value into words. */
struct shown {
    const struct field *field;
    const struct option *options;
    size_t option_count;
    struct str (*translate)(void *context, const char *msgid);
    void *context;
};

static const struct {
    const char *name, *label;
} nots[] = {
    {"unknown", N_("Does not know")},
    {"declined", N_("Prefers not to answer")},
    {"not_asked", N_("Was not asked")},
};

static struct str words_of(struct arena *arena, const struct shown *shown, struct str msgid);
static struct str option_words(struct arena *arena, const struct shown *shown, struct str value);
static struct str date_words(struct arena *arena, struct str text);
static json_t *field_schema(const struct field *field);
static void add_options_schema(json_t *schema, const struct field *field);
static void add_bounds_schema(json_t *schema, const struct field *field);
static json_t *ways_of(const struct field *field);
static bool is_words(const struct field *field);

struct str field_display(struct arena *arena, const struct field *field,
                         const struct option_lists *lists, const json_t *value,
                         struct str (*translate)(void *context, const char *msgid), void *context)
{
    struct shown shown = {.field = field, .translate = translate, .context = context};
    shown.options = field_options(field, lists, &shown.option_count);

    if (json_is_object(value)) {
        const char *label = form_not_label(value_get_text(value, "not"));
        return label ? words_of(arena, &shown, str_of(label)) : STR_NONE;
    }
    if (json_is_integer(value)) {
        int64_t at_us = json_integer_value(value);
        return str_printf_in(arena, "%.*s %.*s UTC", STR_ARGS(date_text_day(arena, at_us, 0)),
                             STR_ARGS(date_text_time(arena, at_us, 0)));
    }
    if (json_is_array(value)) {
        struct buf buf = buf_in(arena, LIMIT_ENTRY_BYTES);
        for (size_t i = 0; i < json_array_size(value); i++) {
            buf_add(&buf, i > 0 ? S(", ") : STR_NONE);
            buf_add(&buf, option_words(arena, &shown, value_str(json_array_get(value, i))));
        }
        return buf_failed(&buf) ? STR_NONE : buf_str(&buf);
    }
    struct str text = value_str(value);
    return field->type == FIELD_DATE ? date_words(arena, text) : option_words(arena, &shown, text);
}

const char *form_not_label(struct str way)
{
    for (size_t i = 0; i < sizeof(nots) / sizeof(nots[0]); i++) {
        if (str_eq(way, str_of(nots[i].name))) {
            return nots[i].label;
        }
    }
    return NULL;
}

json_t *form_schema(struct arena *arena, const struct form *form)
{
    json_t *schema = value_object();
    json_t *properties = value_object();
    json_t *required = value_array();

    for (size_t i = 0; i < form->field_count; i++) {
        const struct field *field = &form->fields[i];
        if (field->type == FIELD_GROUP) {
            continue;
        }
        value_set(properties, str_z(arena, field->name), field_schema(field));
        json_t *ways = ways_of(field);
        if (ways && is_words(field)) {
            json_t *way = value_object();
            value_set_z(way, "type", "string");
            value_set(way, "enum", ways);
            value_set(properties, str_z(arena, str_join_in(arena, field->name, S("_not"), S(""))),
                      way);
        }
        if (field->required && field->show_if_field.len == 0 && !ways) {
            value_push_text(required, field->name);
        }
    }
    value_set_z(schema, "type", "object");
    value_set_text(schema, "title", form->title);
    value_set(schema, "properties", properties);
    if (json_array_size(required) > 0) {
        value_set(schema, "required", required);
    }
    return schema;
}

static struct str words_of(struct arena *arena, const struct shown *shown, struct str msgid)
{
    return shown->translate ? shown->translate(shown->context, str_z(arena, msgid)) : msgid;
}

/* Text that is no option (a name that left the directory, or a plain answer) stands as it is. */
static struct str option_words(struct arena *arena, const struct shown *shown, struct str value)
{
    for (size_t i = 0; i < shown->option_count; i++) {
        const struct option *option = &shown->options[i];
        if (str_eq(option->value, value)) {
            return option->name ? option->label : words_of(arena, shown, option->label);
        }
    }
    return value;
}

static struct str date_words(struct arena *arena, struct str text)
{
    struct date day;

    return date_parse(text, &day) ? date_text(arena, day) : text;
}

static json_t *field_schema(const struct field *field)
{
    json_t *schema = value_object();

    value_set_text(schema, "title", field->label);
    switch (field->type) {
    case FIELD_CHOICES: {
        json_t *items = value_object();
        add_options_schema(items, field);
        value_set_z(schema, "type", "array");
        value_set_flag(schema, "uniqueItems", true);
        value_set(schema, "items", items);
        break;
    }
    case FIELD_DATETIME:
        value_set_z(schema, "type", "string");
        value_set_z(schema, "description", "2026-11-21T15:04, in the unit's time zone");
        break;
    case FIELD_DATE:
        value_set_z(schema, "type", "string");
        value_set_z(schema, "format", "date");
        break;
    case FIELD_NUMBER:
        value_set_z(schema, "type", "string");
        value_set_z(schema, "pattern", "^-?[0-9]+$");
        break;
    case FIELD_TEXT:
    case FIELD_NOTE:
    case FIELD_PLACE:
        add_bounds_schema(schema, field);
        break;
    default:
        add_options_schema(schema, field);
        break;
    }
    return schema;
}

/* Names from the directory differ from reader to reader: no enumeration. */
static void add_options_schema(json_t *schema, const struct field *field)
{
    value_set_z(schema, "type", "string");
    if (field->list.len > 0) {
        return;
    }
    json_t *values = value_array();
    for (size_t i = 0; i < field->option_count; i++) {
        value_push_text(values, field->options[i].value);
    }
    const json_t *ways = ways_of(field);
    for (size_t i = 0; i < json_array_size(ways); i++) {
        value_push(values, json_array_get(ways, i));
    }
    value_set(schema, "enum", values);
}

static void add_bounds_schema(json_t *schema, const struct field *field)
{
    value_set_z(schema, "type", "string");
    value_set_int(schema, "maxLength", field->max);
    if (field->min > 0) {
        value_set_int(schema, "minLength", field->min);
    }
}

/* "~unknown" and so on, as they are sent; NULL when the field offers none. */
static json_t *ways_of(const struct field *field)
{
    const struct {
        bool offered;
        const char *way;
    } ways[] = {{field->may_unknown, "~unknown"},
                {field->may_decline, "~declined"},
                {field->may_not_asked, "~not_asked"}};
    json_t *values = value_array();

    for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
        if (ways[i].offered) {
            value_push_text(values, str_of(ways[i].way));
        }
    }
    return json_array_size(values) > 0 ? values : NULL;
}

/* Beside a field of words, NAME_not says how it stays unanswered; a choice has that among its
 * values. */
static bool is_words(const struct field *field)
{
    return field->option_count == 0 && field->list.len == 0;
}
