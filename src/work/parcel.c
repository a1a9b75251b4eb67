#include "work/parcel.h"

static void add_answers(struct act *act, const struct case_state *c, const struct case_state *from,
                        struct parcel *parcel, const struct release *release);
static void add(struct act *act, const struct case_state *c, struct parcel *parcel,
                const struct release *release, const struct field *field, const json_t *value);
static void add_risk(struct act *act, struct parcel *parcel, const struct release *release,
                     const struct case_state *c);
static void sort_in(struct parcel *parcel, const struct release *release,
                    const struct parcel_item *item);
static struct str shown(struct act *act, const struct field *field, const json_t *value);
static struct str words(void *context, const char *msgid);

void parcel_build(struct act *act, const struct case_state *c,
                  const struct case_state *reserved,
                  const struct release *release, struct parcel *ret)
{
    struct arena *arena = act->arena;
    *ret = (struct parcel){.now = vec_of(arena, struct parcel_item),
                           .later = vec_of(arena, struct parcel_item),
                           .not_sent = vec_of(arena, struct parcel_item),
                           .contact_rule = case_answer_text(c, ANSWER_CONTACT_RULE)};
    add_answers(act, c, c, ret, release);
    if (reserved) {
        add_answers(act, c, reserved, ret, release);
    }
    add_risk(act, ret, release, c);
}

json_t *parcel_items_view(struct act *act, const struct vec *items, bool with_values)
{
    json_t *array = value_array();
    for (size_t i = 0; i < items->count; i++) {
        const struct parcel_item *item = vec_at(items, struct parcel_item, i);
        json_t *view = value_object();
        value_set_z(view, "category", category_name(item->category));
        value_set_text(view, "name", item->name);
        value_set_text(view, "label", act_words(act, str_z(act->arena, item->label)));
        if (with_values) {
            value_set_text(view, "value", item->value);
        }
        value_push(array, view);
    }
    return array;
}

json_t *parcel_items_body(const struct vec *items)
{
    json_t *array = value_array();
    for (size_t i = 0; i < items->count; i++) {
        const struct parcel_item *item = vec_at(items, struct parcel_item, i);
        json_t *body = value_object();
        value_set_z(body, "category", category_name(item->category));
        value_set_text(body, "name", item->name);
        value_set_text(body, "label", item->label);
        value_set_text(body, "value", item->value);
        value_push(array, body);
    }
    return array;
}

static void add_answers(struct act *act, const struct case_state *c, const struct case_state *from,
                        struct parcel *parcel, const struct release *release)
{
    for (size_t i = 0; i < from->answers.count; i++) {
        const struct answer *answer = vec_at(&from->answers, struct answer, i);
        const struct form *form = server_form(act->server, answer->form);
        const struct field *field = form ? form_field(form, answer->name) : NULL;
        if (field && answer->value && field->category != CATEGORY_NONE) {
            add(act, c, parcel, release, field, answer->value);
        }
    }
}

static void add(struct act *act, const struct case_state *c, struct parcel *parcel,
                const struct release *release, const struct field *field, const json_t *value)
{
    struct parcel_item item = {.category = field->category, .name = field->name,
                               .label = field->label};
    if (str_eq(field->name, S(ANSWER_CONTACT_RULE))) {
        return; /* it has a place of its own in the slip */
    }
    if (str_eq(field->name, S(ANSWER_AGE))) {
        item.name = S("age_band"); /* the band, not the age: design §3 */
        item.label = str_of(N_("Age band"));
        item.category = CATEGORY_PROFILE;
        item.value = case_age_band(c);
    } else {
        item.value = shown(act, field, value);
    }
    if (item.value.len > 0) {
        sort_in(parcel, release, &item);
    }
}

static void add_risk(struct act *act, struct parcel *parcel, const struct release *release,
                     const struct case_state *c)
{
    if (c->risk.len == 0 || str_eq(c->risk, S("not_assessed"))) {
        return;
    }
    const struct field *level = form_field(server_form(act->server, S("risk")), S("level"));
    struct parcel_item item = {.category = CATEGORY_RISK, .name = S("risk"),
                               .label = level->label,
                               .value = shown(act, level, value_text(c->risk))};
    sort_in(parcel, release, &item);
}

static void sort_in(struct parcel *parcel, const struct release *release,
                    const struct parcel_item *item)
{
    struct vec *into = &parcel->not_sent;
    if (release && release_lets(release, item->category, item->name)) {
        into = category_after_acceptance(item->category) ? &parcel->later : &parcel->now;
        parcel->categories |= UINT32_C(1) << item->category;
    }
    struct parcel_item *kept = vec_add(into);
    *kept = *item;
    if (into == &parcel->not_sent) {
        kept->value = STR_NONE;
    }
}

static struct str shown(struct act *act, const struct field *field, const json_t *value)
{
    struct option_lists lists = {0};
    return field_display(act->arena, field, &lists, value, words, act);
}

static struct str words(void *context, const char *msgid)
{
    return act_words(context, msgid);
}
