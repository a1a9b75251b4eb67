#include "base/arena.h"
#include "base/utf8.h"
#include "domain/form.h"

enum { NAME_MAX_BYTES = 40, NUMBER_MAX = 999999999 };

struct loading { /* one form on its way from JSON */
    struct arena *arena;
    struct fault *fault;
    struct field *fields;
    size_t count;
};

static const struct {
    const char *name;
    const char *list; /* where its options come from unless the form says otherwise */
} types[FIELD_TYPE_COUNT] = {
    [FIELD_TEXT] = {"text", NULL},
    [FIELD_NOTE] = {"note", NULL},
    [FIELD_DATE] = {"date", NULL},
    [FIELD_DATETIME] = {"datetime", NULL},
    [FIELD_YESNO] = {"yesno", NULL},
    [FIELD_CHOICE] = {"choice", NULL},
    [FIELD_CHOICES] = {"choices", NULL},
    [FIELD_NUMBER] = {"number", NULL},
    [FIELD_GROUP] = {"group", NULL},
    [FIELD_MEMBER] = {"member", "members"},
    [FIELD_UNIT] = {"unit", "units"},
    [FIELD_ORGANISATION] = {"organisation", "organisations"},
    [FIELD_SERVICE] = {"service", "services"},
    [FIELD_PLACE] = {"place", NULL},
};

/* Lists that somebody answers for at run time. */
static const char *const lists[] = {
    "services",
    "profiles",
    "members",
    "members_of_my_organisation",
    "units",
    "organisations",
    "areas",
    "providers",
    "open_needs",
    "risk_again",
    "countries",
    "report_rules",
    "categories",
    "items",
    "parts",
    "declined_services",
    "declined_actions",
    "decline_reasons",
    "not_given_reasons",
    "needs",
    "accompaniers",
    "unit_accompaniers",
    "team_deputies",
    "team_functions",
    "team_units",
    "emergency_seconds",
    "conference_units",
    "conference_items",
    "conference_guests",
    "conference_people",
    "conference_owners",
    "meeting_members",
    "meeting_codes",
    "meeting_units",
    "conference_needs",
    "conference_places",
    "transfer_places",
    "transfer_referrals",
    "transfer_owners",
    "transfer_reasons",
    "transfer_decline_reasons",
    "transfer_return_reasons",
    NULL,
};

/* How much may be written freely under each category. Coded ones take no words, so that nobody
 * tells the story under "type of incident" and a release for the type lets the story out. */
enum freedom { CODED, LINE, NOTES };
static const enum freedom freedom[CATEGORY_COUNT] = {
    [CATEGORY_NONE] = NOTES,         [CATEGORY_IDENTITY] = LINE,
    [CATEGORY_CONTACT] = NOTES,      [CATEGORY_ADDRESS] = NOTES,
    [CATEGORY_FAMILY] = NOTES,       [CATEGORY_CHILDREN] = NOTES,
    [CATEGORY_PROFILE] = CODED,      [CATEGORY_LANGUAGE] = LINE,
    [CATEGORY_DISABILITY] = NOTES,   [CATEGORY_SOGIESC] = CODED,
    [CATEGORY_NEEDS] = NOTES,        [CATEGORY_INCIDENT_TYPE] = CODED,
    [CATEGORY_NARRATIVE] = NOTES,    [CATEGORY_HEALTH] = NOTES,
    [CATEGORY_SRH] = NOTES,          [CATEGORY_MENTAL_HEALTH] = NOTES,
    [CATEGORY_LEGAL_STATUS] = CODED, [CATEGORY_RISK] = NOTES,
    [CATEGORY_SAFETY_PLAN] = NOTES,  [CATEGORY_DOCUMENTS] = NOTES,
};

/* Fields that rules lean on. Their form must have them; answers about the person (`everywhere`)
 * keep their category whatever form asks again. */
static const struct {
    const char *form, *field;
    enum category category;
    bool everywhere;
} core[] = {
    {"first_contact", "safe_tonight", CATEGORY_RISK, true},
    {"first_contact", "health_today", CATEGORY_HEALTH, true},
    {"first_contact", "needs_first", CATEGORY_NEEDS, true},
    {"first_contact", "name", CATEGORY_IDENTITY, true},
    {"first_contact", "language", CATEGORY_LANGUAGE, true},
    {"first_contact", "access_needs", CATEGORY_DISABILITY, true},
    {"first_contact", "may_contact", CATEGORY_CONTACT, true},
    {"first_contact", "contact_rule", CATEGORY_CONTACT, true},
    {"first_contact", "contact_days", CATEGORY_CONTACT, true},
    {"first_contact", "contact_from", CATEGORY_CONTACT, true},
    {"first_contact", "contact_to", CATEGORY_CONTACT, true},
    {"first_contact", "phone", CATEGORY_CONTACT, true},
    {"first_contact", "age", CATEGORY_IDENTITY, true},
    {"first_contact", "with_her", CATEGORY_FAMILY, true},
    {"first_contact", "children", CATEGORY_CHILDREN, true},
    {"first_contact", "other_help", CATEGORY_NONE, true},
    {"first_contact", "profiles", CATEGORY_PROFILE, true},
    {"first_contact", "exclude_members", CATEGORY_NONE, true},
    {"first_contact", "exclude_organisations", CATEGORY_NONE, true},
    {"first_contact", "exclude_people", CATEGORY_NONE, true},
    {"identity", "legal_name", CATEGORY_IDENTITY, true},
    {"identity", "birth_date", CATEGORY_IDENTITY, true},
    {"identity", "nationality", CATEGORY_IDENTITY, true},
    {"identity", "address", CATEGORY_ADDRESS, true},
    {"identity", "documents", CATEGORY_DOCUMENTS, true},
    {"reserved", "gender_identity", CATEGORY_SOGIESC, true},
    {"reserved", "sexual_orientation", CATEGORY_SOGIESC, true},
    {"reserved", "intersex", CATEGORY_SOGIESC, true},
    {"reserved", "pregnancy", CATEGORY_SRH, true},
    {"reserved", "hiv", CATEGORY_SRH, true},
    {"reserved", "srh_note", CATEGORY_SRH, true},
    {"health", "health_needs", CATEGORY_HEALTH, true},
    {"health", "medication", CATEGORY_HEALTH, true},
    {"health", "mental_health", CATEGORY_MENTAL_HEALTH, true},
    {"legal", "legal_status", CATEGORY_LEGAL_STATUS, true},
    {"legal", "incident_type", CATEGORY_INCIDENT_TYPE, true},
    {"legal", "last_incident", CATEGORY_INCIDENT_TYPE, true},
    {"need", "service", CATEGORY_NEEDS, false},
    {"need", "note", CATEGORY_NEEDS, false},
    {"risk", "level", CATEGORY_RISK, false},
    {"risk", "reason", CATEGORY_RISK, false},
    {"account", "text", CATEGORY_NARRATIVE, false},
    {"account_open", "why", CATEGORY_NONE, false},
    {"incident", "when", CATEGORY_INCIDENT_TYPE, false},
    {"incident", "day", CATEGORY_INCIDENT_TYPE, false},
    {"incident", "relation", CATEGORY_INCIDENT_TYPE, false},
    {"note", "text", CATEGORY_NONE, false},
    {"referral_choice", "thoughts", CATEGORY_NONE, false},
};

static const struct option yes_no[] = {
    {{"yes", 3}, {N_("Yes"), 3}, false},
    {{"no", 2}, {N_("No"), 2}, false},
};

static enum err load_form(struct loading *l, const json_t *root, struct form *ret);
static enum err load_field(struct loading *l, const json_t *from, struct field *ret);
static enum err load_words(struct loading *l, const json_t *from, struct field *ret);
static enum err load_category(struct loading *l, const json_t *from, struct field *ret);
static enum err load_bounds(struct loading *l, const json_t *from, struct field *ret);
static enum err load_options(struct loading *l, const json_t *from, struct field *ret);
static enum err load_own_options(struct loading *l, const json_t *options, struct field *ret);
static enum err load_unanswered(struct loading *l, const json_t *from, struct field *ret);
static enum err load_show_if(struct loading *l, const json_t *from, struct field *ret);
static bool field_can_be(const struct field *field, struct str value);
static enum err check_core(struct loading *l, const struct form *form);
static enum err refuse(struct loading *l, const char *message, struct str where);
static bool keys_known(const json_t *object, const char *const *known);
static bool text_in(const json_t *object, const char *key, struct str *ret);
static bool flag_in(const json_t *object, const char *key, bool *ret);
static bool is_name(struct str name);
static const char *known_list(struct str name);

enum err form_load(struct arena *arena, struct str json, struct form *ret, struct fault *fault)
{
    struct arena *before = value_use_arena(arena);
    struct loading l = {.arena = arena, .fault = fault};
    json_t *root = NULL;

    enum err err = value_parse(json, &root);
    if (err != OK) {
        fault_set(fault, err, N_("The form is not well formed JSON"), STR_NONE);
    } else {
        err = load_form(&l, root, ret);
    }
    value_use_arena(before);
    return err;
}

static enum err load_form(struct loading *l, const json_t *root, struct form *ret)
{
    static const char *const known[] = {"name", "title", "intro", "submit", "fields", NULL};
    struct form form = {.field_count = 0};
    const json_t *fields = value_get(root, "fields");
    size_t count = json_array_size(fields);

    if (!json_is_object(root) || !keys_known(root, known) || !text_in(root, "name", &form.name) ||
        !text_in(root, "title", &form.title) || !text_in(root, "intro", &form.intro) ||
        !text_in(root, "submit", &form.submit) || !is_name(form.name) || form.title.len == 0) {
        return refuse(l, N_("A form needs name, title and fields, and nothing it does not know"),
                      form.name);
    }
    if (count == 0 || count > LIMIT_FORM_FIELDS) {
        return refuse(l, N_("A form has no fields, or too many"), form.name);
    }
    l->fields = arena_array(l->arena, struct field, count);
    for (; l->count < count; l->count++) {
        TRY(load_field(l, json_array_get(fields, l->count), &l->fields[l->count]));
    }
    form.fields = l->fields;
    form.field_count = count;
    TRY(check_core(l, &form));
    *ret = form;
    return OK;
}

static enum err load_field(struct loading *l, const json_t *from, struct field *ret)
{
    static const char *const known[] = {"name",    "type",     "label",    "why",        "hint",
                                        "heading", "required", "show_if",  "max",        "min",
                                        "options", "list",     "category", "unanswered", "secret",
                                        "brief",   NULL};
    if (!json_is_object(from) || !text_in(from, "name", &ret->name) || !is_name(ret->name) ||
        str_ends(ret->name, S("_not"))) { /* on the wire NAME_not is how NAME stays unanswered */
        return refuse(l, N_("A field needs a name of small letters, digits and _"), STR_NONE);
    }
    if (!keys_known(from, known)) {
        return refuse(l, N_("Field {{arg}}: a key that is not known"), ret->name);
    }
    for (size_t i = 0; i < l->count; i++) {
        if (str_eq(l->fields[i].name, ret->name)) {
            return refuse(l, N_("Field {{arg}}: the name is taken"), ret->name);
        }
    }
    struct str type = value_get_text(from, "type");
    for (unsigned t = 1; t < FIELD_TYPE_COUNT; t++) {
        if (str_eq(type, str_of(types[t].name))) {
            ret->type = t;
        }
    }
    if (ret->type == 0) {
        return refuse(l, N_("Field {{arg}}: a type that is not known"), ret->name);
    }
    TRY(load_words(l, from, ret));
    TRY(load_category(l, from, ret));
    TRY(load_bounds(l, from, ret));
    TRY(load_options(l, from, ret));
    TRY(load_unanswered(l, from, ret));
    return load_show_if(l, from, ret);
}

static enum err load_words(struct loading *l, const json_t *from, struct field *ret)
{
    if (!text_in(from, "label", &ret->label) || ret->label.len == 0 ||
        !text_in(from, "why", &ret->why) || !text_in(from, "hint", &ret->hint) ||
        !text_in(from, "heading", &ret->heading) || !text_in(from, "brief", &ret->brief)) {
        return refuse(l, N_("Field {{arg}}: label, brief, why, hint and heading are texts"),
                      ret->name);
    }
    ret->brief = ret->brief.len > 0 ? ret->brief : ret->label;
    if (!flag_in(from, "required", &ret->required) || !flag_in(from, "secret", &ret->secret)) {
        return refuse(l, N_("Field {{arg}}: required and secret are true or false"), ret->name);
    }
    return OK;
}

static enum err load_category(struct loading *l, const json_t *from, struct field *ret)
{
    const json_t *category = value_get(from, "category");

    if (category) {
        ret->category = category_parse(value_str(category));
        if (ret->category == CATEGORY_NONE) {
            return refuse(l, N_("Field {{arg}}: a category that is not known"), ret->name);
        }
    }
    bool line = ret->type == FIELD_TEXT || ret->type == FIELD_PLACE;
    bool note = ret->type == FIELD_NOTE;
    if ((line && freedom[ret->category] < LINE) || (note && freedom[ret->category] < NOTES)) {
        return refuse(l, N_("Field {{arg}}: no free text under this category"), ret->name);
    }
    if (ret->secret && (ret->type != FIELD_TEXT || category)) {
        return refuse(l, N_("Field {{arg}}: only a text without category can be secret"),
                      ret->name);
    }
    return OK;
}

/* A note that says nothing about a person (a pasted table) may be as long as a matrix. */
static enum err load_bounds(struct loading *l, const json_t *from, struct field *ret)
{
    const json_t *min = value_get(from, "min");
    const json_t *max = value_get(from, "max");
    bool number = ret->type == FIELD_NUMBER;
    bool note = ret->type == FIELD_NOTE;
    bool line = ret->type == FIELD_TEXT || ret->type == FIELD_PLACE;
    int64_t most = number                                   ? INT32_MAX
                   : note && ret->category == CATEGORY_NONE ? LIMIT_MATRIX_BYTES
                   : note                                   ? LIMIT_NOTE
                                                            : LIMIT_TEXT;
    if (!number && !note && !line) {
        return min || max ? refuse(l, N_("Field {{arg}}: this type has no bounds"), ret->name) : OK;
    }
    ret->min = value_get_int(from, "min", 0);
    ret->max = value_get_int(from, "max", number ? NUMBER_MAX : note ? LIMIT_NOTE : LIMIT_TEXT);
    if ((min && !json_is_integer(min)) || (max && !json_is_integer(max)) || ret->min > ret->max ||
        ret->max > most || ret->min < (number ? INT32_MIN : 0)) {
        return refuse(l, N_("Field {{arg}}: bounds that cannot be"), ret->name);
    }
    return OK;
}

static enum err load_options(struct loading *l, const json_t *from, struct field *ret)
{
    const json_t *options = value_get(from, "options");
    const json_t *list = value_get(from, "list");
    bool chosen = ret->type == FIELD_CHOICE || ret->type == FIELD_CHOICES;
    bool named = types[ret->type].list != NULL;

    if ((options && !chosen) || (list && !chosen && !named) || (options && list) ||
        (chosen && !options && !list)) {
        return refuse(l, N_("Field {{arg}}: choices need either options or a list, others none"),
                      ret->name);
    }
    if (list || named) {
        const char *name = list ? known_list(value_str(list)) : types[ret->type].list;
        ret->list = str_of(name);
        return name ? OK : refuse(l, N_("Field {{arg}}: a list that is not known"), ret->name);
    }
    if (ret->type == FIELD_YESNO) {
        ret->options = yes_no;
        ret->option_count = sizeof(yes_no) / sizeof(yes_no[0]);
    }
    return options ? load_own_options(l, options, ret) : OK;
}

static enum err load_own_options(struct loading *l, const json_t *options, struct field *ret)
{
    static const char *const known[] = {"value", "label", NULL};
    size_t count = json_array_size(options);

    if (count == 0 || count > LIMIT_OPTIONS) {
        return refuse(l, N_("Field {{arg}}: no options, or too many"), ret->name);
    }
    struct option *own = arena_array(l->arena, struct option, count);
    for (size_t i = 0; i < count; i++) {
        const json_t *option = json_array_get(options, i);
        if (!json_is_object(option) || !keys_known(option, known) ||
            !text_in(option, "value", &own[i].value) || !is_name(own[i].value) ||
            !text_in(option, "label", &own[i].label) || own[i].label.len == 0) {
            return refuse(l, N_("Field {{arg}}: an option needs value and label"), ret->name);
        }
        for (size_t k = 0; k < i; k++) {
            if (str_eq(own[k].value, own[i].value)) {
                return refuse(l, N_("Field {{arg}}: an option stands twice"), ret->name);
            }
        }
    }
    ret->options = own;
    ret->option_count = count;
    return OK;
}

static enum err load_unanswered(struct loading *l, const json_t *from, struct field *ret)
{
    const json_t *ways = value_get(from, "unanswered");
    size_t count = json_array_size(ways);

    ret->may_unknown = value_has_text(ways, S("unknown"));
    ret->may_decline = value_has_text(ways, S("declined"));
    ret->may_not_asked = value_has_text(ways, S("not_asked"));
    size_t offered = (size_t)ret->may_unknown + ret->may_decline + ret->may_not_asked;
    if ((ways && offered == 0) || offered != count || (ways && ret->type == FIELD_GROUP)) {
        return refuse(l, N_("Field {{arg}}: a way of not answering that is not known"), ret->name);
    }
    return OK;
}

static enum err load_show_if(struct loading *l, const json_t *from, struct field *ret)
{
    static const char *const known[] = {"field", "is", NULL};
    const json_t *show_if = value_get(from, "show_if");
    if (!show_if) {
        return OK;
    }
    struct form before = {.fields = l->fields, .field_count = l->count};
    const struct field *other = form_field(&before, value_get_text(show_if, "field"));
    const json_t *is = value_get(show_if, "is");
    size_t count = json_is_array(is) ? json_array_size(is) : 1;
    struct buf values = buf_in(l->arena, LIMIT_LIST_ROWS * NAME_MAX_BYTES);
    bool fine = json_is_object(show_if) && keys_known(show_if, known) && other && count > 0;

    for (size_t i = 0; i < count && fine; i++) {
        struct str value = value_str(json_is_array(is) ? json_array_get(is, i) : is);
        fine = field_can_be(other, value);
        buf_add(&values, i > 0 ? S("|") : STR_NONE);
        buf_add(&values, value);
    }
    if (!fine || buf_failed(&values)) {
        return refuse(l, N_("Field {{arg}}: it would never be shown"), ret->name);
    }
    ret->show_if_field = other->name;
    ret->show_if_value = buf_str(&values);
    return OK;
}

static bool field_can_be(const struct field *field, struct str value)
{
    if ((field->may_unknown && str_eq(value, S("~unknown"))) ||
        (field->may_decline && str_eq(value, S("~declined"))) ||
        (field->may_not_asked && str_eq(value, S("~not_asked")))) {
        return true;
    }
    for (size_t i = 0; i < field->option_count; i++) {
        if (str_eq(field->options[i].value, value)) {
            return true;
        }
    }
    return false;
}

static enum err check_core(struct loading *l, const struct form *form)
{
    for (size_t i = 0; i < sizeof(core) / sizeof(core[0]); i++) {
        bool own = str_eq(form->name, str_of(core[i].form));
        const struct field *field = form_field(form, str_of(core[i].field));
        if (own && !field) {
            return refuse(l, N_("Field {{arg}} is missing, and rules lean on it"),
                          str_of(core[i].field));
        }
        if (field && (own || core[i].everywhere) && field->category != core[i].category) {
            return refuse(l, N_("Field {{arg}}: the category of a core field cannot change"),
                          field->name);
        }
    }
    return OK;
}

static enum err refuse(struct loading *l, const char *message, struct str where)
{
    return fault_set(l->fault, ERR_INVALID, message, where);
}

static bool keys_known(const json_t *object, const char *const *known)
{
    /* jansson's iterator takes no const; nothing is changed through it. */
    for (void *at = json_object_iter((json_t *)(uintptr_t)object); at;
         at = json_object_iter_next((json_t *)(uintptr_t)object, at)) {
        const char *const *name = known;
        while (*name && !str_eq(str_of(*name), str_of(json_object_iter_key(at)))) {
            name++;
        }
        if (!*name) {
            return false;
        }
    }
    return true;
}

/* Absent is empty; anything but a plain text is refused. */
static bool text_in(const json_t *object, const char *key, struct str *ret)
{
    const json_t *text = value_get(object, key);

    *ret = value_str(text);
    return !text || (json_is_string(text) && ret->len > 0 && !utf8_has_hidden(*ret));
}

static bool flag_in(const json_t *object, const char *key, bool *ret)
{
    const json_t *flag = value_get(object, key);

    *ret = json_is_true(flag);
    return !flag || json_is_boolean(flag);
}

/* '|' and '~' mean something in values. */
static bool is_name(struct str name)
{
    if (name.len == 0 || name.len > NAME_MAX_BYTES) {
        return false;
    }
    for (size_t i = 0; i < name.len; i++) {
        char c = name.at[i];
        bool letter = c >= 'a' && c <= 'z';
        bool later = (c >= '0' && c <= '9') || c == '_';
        if (!letter && !(later && i > 0)) {
            return false;
        }
    }
    return true;
}

static const char *known_list(struct str name)
{
    for (const char *const *list = lists; *list; list++) {
        if (str_eq(name, str_of(*list))) {
            return *list;
        }
    }
    return NULL;
}
