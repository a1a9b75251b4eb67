/* A form as its page shows it: one field of forms/NAME.json becomes one object
 * that templates/_fields.mustache knows how to draw. Values come from what was
 * just sent (so that a refused form loses nothing), else from the member's
 * draft, else from the answers that stand in the dossier. */
#include "base/date.h"
#include "web/app.h"
#include "web/parked.h"
#include "web/request.h"
#include "web/route.h"

static const char *const type_flags[FIELD_TYPE_COUNT] = {
    [FIELD_TEXT] = "is_text",       [FIELD_NOTE] = "is_note",
    [FIELD_DATE] = "is_date",       [FIELD_DATETIME] = "is_datetime",
    [FIELD_YESNO] = "is_choice",    [FIELD_CHOICE] = "is_choice",
    [FIELD_CHOICES] = "is_choices", [FIELD_NUMBER] = "is_number",
    [FIELD_GROUP] = "is_heading",   [FIELD_MEMBER] = "is_select",
    [FIELD_UNIT] = "is_select",     [FIELD_ORGANISATION] = "is_select",
    [FIELD_SERVICE] = "is_select",  [FIELD_PLACE] = "is_text",
};

struct sent {                    /* where a field's values come from */
    const struct params *params; /* what was sent or drafted; NULL: the answers */
    const json_t *answers;
};

static json_t *field_view(struct request *r, const struct form_page *page,
                          const struct field *field, const struct sent *sent);
static bool sets_password(const struct form *form);
static bool may_stay_open(const struct field *field);
static void add_options(struct request *r, json_t *view, const struct field *field,
                        const struct sent *sent);
static void add_unanswered(struct request *r, json_t *options, const struct field *field,
                           const struct sent *sent);
static const struct fault_field *fault_of(const struct request *r, struct str name);
static bool chosen(const struct sent *sent, struct str name, struct str value);
static struct str value_of(struct request *r, const struct sent *sent, const struct field *field);

enum err request_show_form(struct request *r, const struct form_page *page)
{
    json_t *form = value_object();
    struct str action = page->action.len > 0 ? page->action : r->x->wire.path;
    struct sent sent = {NULL, page->answers};
    struct parked drafted = {0};
    if (r->x->wire.method == METHOD_POST) {
        sent.params = &r->body;
    } else if (parked_find(r, action, &drafted)) {
        sent.params = &drafted.params;
        json_t *draft = value_object();
        value_set_text(draft, "saved_at", request_time(r, drafted.at_us));
        value_set(form, "draft", draft);
    }
    json_t *fields = value_array();
    for (size_t i = 0; i < page->form->field_count; i++) {
        value_push(fields, field_view(r, page, &page->form->fields[i], &sent));
    }
    value_set_text(form, "action_url", action);
    value_set_text(form, "csrf", request_csrf(r));
    struct id command = r->x->wire.method == METHOD_POST && !id_is_none(r->command)
                            ? r->command
                            : act_new_id(&r->act);
    value_set_id(form, "command", command);
    int64_t base =
        sent.params && params_has(sent.params, "_base") ? request_base_of(sent.params) : page->base;
    value_set_text(form, "base", str_printf_in(r->arena, "%lld", (long long)base));
    bool kept = r->unlocked && parked_takes(action);
    value_set_text(
        form, "autosave_url",
        kept ? str_join_in(r->arena, S("/borrador?de="), urlencode_in(r->arena, action), STR_NONE)
             : STR_NONE);
    value_set_text(form, "name", page->form->name);
    value_set_text(form, "intro", tr(r, str_z(r->arena, page->form->intro)));
    value_set_text(form, "submit", tr(r, page->submit ? page->submit : N_("Save")));
    value_set(form, "fields", fields);
    value_set(r->view, "form", form);
    return OK;
}

int64_t request_base_of(const struct params *params)
{
    int64_t base = 0;
    return str_to_i64(params_get(params, "_base"), &base) ? base : 0;
}

/* Empty words are set too: a template looks further out for a key that is absent. */
static void set_words(struct request *r, json_t *view, const char *key, struct str msgid)
{
    value_set_text(view, key, msgid.len > 0 ? tr(r, str_z(r->arena, msgid)) : STR_NONE);
}

json_t *request_field(struct request *r, const char *name)
{
    json_t *fields = value_get(value_get(r->view, "form"), "fields");
    for (size_t i = 0; i < json_array_size(fields); i++) {
        json_t *field = json_array_get(fields, i);
        if (str_eq(value_get_text(field, "name"), str_of(name))) {
            return field;
        }
    }
    check(false);
    return NULL;
}

json_t *request_own_field(struct request *r, const char *name)
{
    json_t *field = request_field(r, name);
    value_set_flag(field, "is_choice", false);
    value_set_flag(field, "is_choices", false);
    return field;
}

void request_ask_child(struct request *r, json_t *answers)
{
    const json_t *asked = value_get(r->view, "child_says");
    if (!asked) {
        return;
    }
    const json_t *consenters = value_get(asked, "consenters");
    struct vec options = vec_of(r->arena, struct option);
    for (size_t i = 0; i < json_array_size(consenters); i++) {
        const json_t *one = json_array_get(consenters, i);
        *(struct option *)vec_add(&options) = (struct option){.value = value_get_text(one, "value"),
                                                              .label = value_get_text(one, "label"),
                                                              .name = true};
    }
    const struct form *part = server_form(r->app->server, S("child_says"));
    struct form narrowed = *part;
    struct field *fields = arena_array(r->arena, struct field, part->field_count);
    for (size_t i = 0; i < part->field_count; i++) {
        fields[i] = part->fields[i];
        if (str_eq(fields[i].name, S("consenter"))) {
            fields[i].options = options.at;
            fields[i].option_count = options.count;
        }
    }
    narrowed.fields = fields;
    r->form = form_with(r->arena, r->form, &narrowed, S("mode"));
    (void)json_object_update_missing(answers, value_get(asked, "answers"));
    (void)json_object_del(r->view, "child_says"); /* the form has it all */
}

void request_ask_if_refused(struct request *r, const char *name)
{
    json_t *field = request_field(r, name);
    if (!fault_of(r, str_of(name)) && value_get_text(field, "value").len == 0) {
        value_set_flag(field, "is_note", false);
    }
}

json_t *request_option(const json_t *field, struct str value)
{
    json_t *options = value_get(field, "options");
    for (size_t i = 0; i < json_array_size(options); i++) {
        if (str_eq(value_get_text(json_array_get(options, i), "value"), value)) {
            return json_array_get(options, i);
        }
    }
    return NULL;
}

void request_join_groups(struct request *r)
{
    const json_t *categories = request_own_field(r, "categories");
    const json_t *withheld = request_own_field(r, "withheld");
    json_t *groups = value_get(r->view, "groups");
    for (size_t i = 0; i < json_array_size(groups); i++) {
        json_t *group = json_array_get(groups, i);
        json_t *inside = value_get(group, "items");
        const json_t *option = request_option(categories, value_get_text(group, "value"));
        bool any = false;
        value_set_text(group, "option_id", value_get_text(option, "id"));
        value_set_flag(group, "ticked", value_get_flag(option, "checked"));
        for (size_t j = 0; j < json_array_size(inside); j++) {
            json_t *item = json_array_get(inside, j);
            option = request_option(withheld, value_get_text(item, "value"));
            value_set_text(item, "option_id", value_get_text(option, "id"));
            value_set_flag(item, "left_out", value_get_flag(option, "checked"));
            any = any || value_get_flag(option, "checked");
        }
        value_set_flag(group, "has_items", any || json_array_size(inside) > 1);
        value_set_flag(group, "is_open", any);
    }
    value_set_text(r->view, "groups_error", value_get_text(categories, "error"));
}

static json_t *field_view(struct request *r, const struct form_page *page,
                          const struct field *field, const struct sent *sent)
{
    json_t *view = value_object();
    value_set_text(view, "name", field->name);
    value_set_text(view, "id", str_join_in(r->arena, S("f-"), field->name, STR_NONE));
    set_words(r, view, "label", field->label);
    set_words(r, view, "why", field->why);
    set_words(r, view, "hint", field->hint);
    set_words(r, view, "heading", field->heading);
    value_set_flag(view, "required", field->required);
    /* where "prefers not to answer" stands beside it, it need not be said */
    value_set_flag(view, "optional", !field->required && !may_stay_open(field));
    value_set_flag(view, field->secret ? "is_password" : type_flags[field->type], true);
    if (field->secret) {
        bool fresh = sets_password(page->form) && str_eq(field->name, S("password"));
        value_set_z(view, "autocomplete", fresh ? "new-password" : "current-password");
    } else if (str_eq(field->name, S("login"))) {
        value_set_z(view, "autocomplete", "username");
    } else if (str_eq(field->name, S("app_code"))) {
        value_set_z(view, "autocomplete", "one-time-code");
    }
    value_set_flag(view, "digits", str_eq(field->name, S("app_code")));
    if (field->show_if_field.len > 0) {
        value_set_text(view, "show_if",
                       str_join_in(r->arena, field->show_if_field, S("="), field->show_if_value));
    }
    if (field->type == FIELD_NOTE) {
        value_set_int(view, "max", field->max);
    }
    value_set_text(view, "value", field->secret ? STR_NONE : value_of(r, sent, field));
    add_options(r, view, field, sent);
    struct str described = STR_NONE;
    if (field->why.len > 0) {
        described = str_join_in(r->arena, S("f-"), field->name, S("-why"));
    }
    if (field->hint.len > 0) {
        struct str hint = str_join_in(r->arena, S("f-"), field->name, S("-hint"));
        described = described.len ? str_join_in(r->arena, described, S(" "), hint) : hint;
    }
    const struct fault_field *fault = fault_of(r, field->name);
    value_set_text(view, "error", STR_NONE);
    value_set_text(view, "described", STR_NONE);
    if (fault) {
        value_set_text(view, "error", tr_arg(r, fault->message, fault->arg));
        struct str error = str_join_in(r->arena, S("f-"), field->name, S("-error"));
        described = described.len ? str_join_in(r->arena, described, S(" "), error) : error;
    }
    if (described.len > 0) {
        value_set_text(view, "described", described);
    }
    return view;
}

/* Its "password" is one that is being chosen: a browser must not fill in the former. */
static bool sets_password(const struct form *form)
{
    return str_eq(form->name, S("activate")) || str_eq(form->name, S("recover")) ||
           str_eq(form->name, S("change_password"));
}

static bool may_stay_open(const struct field *field)
{
    return field->may_unknown || field->may_decline || field->may_not_asked;
}

static json_t *option_view(struct request *r, const struct field *field, size_t index,
                           struct str value, struct str label, bool checked)
{
    json_t *option = value_object();
    value_set_text(option, "value", value);
    value_set_text(option, "label", label);
    value_set_flag(option, "checked", checked);
    value_set_text(option, "id",
                   str_printf_in(r->arena, "f-%.*s-%zu", STR_ARGS(field->name), index));
    return option;
}

static void add_options(struct request *r, json_t *view, const struct field *field,
                        const struct sent *sent)
{
    const struct option *options = field->options;
    size_t count = field->option_count;
    for (size_t i = 0; i < r->lists.count && field->list.len > 0; i++) {
        if (str_eq(str_of(r->lists.lists[i].list), field->list)) {
            options = r->lists.lists[i].options;
            count = r->lists.lists[i].count;
        }
    }
    json_t *array = value_array();
    for (size_t i = 0; i < count; i++) {
        struct str label =
            options[i].name ? options[i].label : tr(r, str_z(r->arena, options[i].label));
        value_push(array, option_view(r, field, i, options[i].value, label,
                                      chosen(sent, field->name, options[i].value)));
    }
    add_unanswered(r, array, field, sent);
    if (json_array_size(array) > 0) {
        value_set(view, "options", array);
    }
}

/* "Does not know", "prefers not to answer" and "was not asked" are answers of their own. For a
 * field of words they are radios beside it, sent as NAME_not. */
static void add_unanswered(struct request *r, json_t *options, const struct field *field,
                           const struct sent *sent)
{
    const struct {
        bool offered;
        const char *value;
        const char *label;
    } ways[] = {
        {field->may_unknown, "~unknown", N_("Does not know")},
        {field->may_decline, "~declined", N_("Prefers not to answer")},
        {field->may_not_asked, "~not_asked", N_("Was not asked")},
    };
    for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
        if (!ways[i].offered) {
            continue;
        }
        struct str not_name = str_join_in(r->arena, field->name, S("_not"), STR_NONE);
        struct str value = str_of(ways[i].value);
        bool on = chosen(sent, field->name, value) || chosen(sent, not_name, value);
        json_t *option = option_view(r, field, 900 + i, value, tr(r, ways[i].label), on);
        value_set_flag(option, "is_not", true);
        value_push(options, option);
    }
}

static const struct fault_field *fault_of(const struct request *r, struct str name)
{
    for (size_t i = 0; i < r->fault.field_count; i++) {
        if (str_eq(r->fault.fields[i].field, name)) {
            return &r->fault.fields[i];
        }
    }
    return NULL;
}

static bool chosen(const struct sent *sent, struct str name, struct str value)
{
    if (sent->params) {
        for (size_t i = 0; i < sent->params->count; i++) {
            if (str_eq(sent->params->at[i].name, name) &&
                str_eq(sent->params->at[i].value, value)) {
                return true;
            }
        }
        return false;
    }
    const json_t *answer = json_object_getn(sent->answers, name.at, name.len);
    if (json_is_array(answer)) {
        return value_has_text(answer, value);
    }
    if (json_is_object(answer)) {
        return str_starts(value, S("~")) &&
               str_eq(value_get_text(answer, "not"), str_from(value, 1));
    }
    return json_is_string(answer) && str_eq(value_str(answer), value);
}

static struct str value_of(struct request *r, const struct sent *sent, const struct field *field)
{
    if (sent->params) {
        for (size_t i = 0; i < sent->params->count; i++) {
            if (str_eq(sent->params->at[i].name, field->name)) {
                return sent->params->at[i].value;
            }
        }
        return STR_NONE;
    }
    const json_t *answer = json_object_getn(sent->answers, field->name.at, field->name.len);
    if (json_is_integer(answer)) { /* a moment: as the browser's own field wants it */
        struct str iso =
            date_text_iso(r->arena, json_integer_value(answer), r->act.actor.utc_offset_minutes);
        return str_upto(iso, sizeof("2026-11-21T15:04") - 1);
    }
    return json_is_string(answer) ? value_str(answer) : STR_NONE;
}
