#include "work/referral/parcel.h"

#include "work/lists.h"
#include "work/person/see_person.h"
#include "work/plan/safety.h"
#include "work/see.h"

struct packing {
    struct act *act;
    const struct parcel_from *from;
    struct vec all;          /* struct parcel_item, values and all */
    const struct form *form; /* whose lists are at hand */
    struct option_lists lists;
};

static enum err add_answers(struct packing *packing);
static enum err add_reserved(struct packing *packing);
static enum err add_answer(struct packing *packing, const struct form *form,
                           const struct field *field, const json_t *value);
static enum err add_need(struct packing *packing);
static enum err add_risk(struct packing *packing);
static enum err add_safety(struct packing *packing);
static bool names(const struct release *release, enum category category);
static void add_never_sent(struct packing *packing);
static void sort_in(const struct packing *packing, enum category category, struct parcel *ret);
static enum err shown(struct packing *packing, const struct form *form, const struct field *field,
                      const json_t *value, struct str *ret);

static const char reserved_form[] = "reserved";

enum err parcel_build(struct act *act, const struct parcel_from *from, struct parcel *ret)
{
    struct packing packing = {
        .act = act, .from = from, .all = vec_of(act->arena, struct parcel_item)};
    TRY(add_need(&packing));
    TRY(add_answers(&packing));
    TRY(add_reserved(&packing));
    TRY(add_risk(&packing));
    TRY(add_safety(&packing));
    add_never_sent(&packing);
    *ret = (struct parcel){.now = vec_of(act->arena, struct parcel_item),
                           .later = vec_of(act->arena, struct parcel_item),
                           .not_sent = vec_of(act->arena, struct parcel_item)};
    for (enum category category = CATEGORY_NONE + 1; category < CATEGORY_COUNT; category++) {
        sort_in(&packing, category, ret);
    }
    uint32_t reach = UINT32_C(1) << CATEGORY_CONTACT | UINT32_C(1) << CATEGORY_ADDRESS;
    if (from->release && (from->release->categories & reach) != 0) {
        ret->contact_rule = see_contact_rule(act, from->c);
    }
    return OK;
}

bool parcel_never_sent(struct act *act, const struct case_state *c, enum category category)
{
    return category == CATEGORY_NARRATIVE ||
           (category == CATEGORY_SAFETY_PLAN &&
            (c->safety_review.version == 0 || !act_can_open(act, c->safety)));
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

static enum err add_answers(struct packing *packing)
{
    const struct case_state *c = packing->from->c;
    for (size_t i = 0; i < c->answers.count; i++) {
        const struct answer *answer = vec_at(&c->answers, struct answer, i);
        const struct form *form = server_form(packing->act->server, answer->form);
        const struct field *field = form ? form_field(form, answer->name) : NULL;
        if (field && answer->value) {
            TRY(add_answer(packing, form, field, answer->value));
        }
    }
    return OK;
}

/* Every field of the form: named by the release it goes with its value, otherwise by label. */
static enum err add_reserved(struct packing *packing)
{
    const struct form *form = server_form(packing->act->server, str_of(reserved_form));
    const struct parcel_from *from = packing->from;
    struct dossier dossier = {0};
    if (names(from->release, CATEGORY_SOGIESC) || names(from->release, CATEGORY_SRH)) {
        TRY(act_open(packing->act, from->c->reserved, DOSSIER_RESERVED, &dossier));
    }
    struct case_state reserved = case_fold(packing->act->arena, dossier.entries, dossier.count);
    for (size_t i = 0; i < form->field_count; i++) {
        const struct field *field = &form->fields[i];
        if (from->release && release_lets(from->release, field->category, field->name)) {
            const struct answer *answer = case_answer(&reserved, field->name);
            if (answer) {
                TRY(add_answer(packing, form, field, answer->value));
            }
        } else if (field->category != CATEGORY_NONE) {
            struct parcel_item *item = vec_add(&packing->all);
            *item = (struct parcel_item){
                .category = field->category, .name = field->name, .label = field->brief};
        }
    }
    return OK;
}

/* What was not answered is not told either. */
static enum err add_answer(struct packing *packing, const struct form *form,
                           const struct field *field, const json_t *value)
{
    struct parcel_item item = {
        .category = field->category, .name = field->name, .label = field->brief};
    if (field->category == CATEGORY_NONE || json_is_object(value) ||
        case_is_contact_rule(field->name)) { /* it has a place of its own in the slip */
        return OK;
    }
    if (str_eq(field->name, S(ANSWER_AGE))) {
        item.name = S("age_band"); /* the band, not the age: rule C4 */
        item.label = str_of(N_("Age band"));
        item.category = CATEGORY_PROFILE;
        item.value = case_age_band(packing->from->c, packing->act->now_us,
                                   packing->act->actor.utc_offset_minutes);
    } else {
        TRY(shown(packing, form, field, value, &item.value));
    }
    if (item.value.len > 0) {
        *(struct parcel_item *)vec_add(&packing->all) = item;
    }
    return OK;
}

static enum err add_need(struct packing *packing)
{
    const struct need *need = packing->from->need;
    if (need && need->note.len > 0) {
        struct parcel_item *item = vec_add(&packing->all);
        *item = (struct parcel_item){.category = CATEGORY_NEEDS,
                                     .name = S("need_note"),
                                     .label = str_of(N_("What is needed")),
                                     .value = need->note};
    }
    return OK;
}

static enum err add_risk(struct packing *packing)
{
    struct str risk = packing->from->c->risk.level;
    if (risk.len == 0 || str_eq(risk, S("not_assessed"))) {
        return OK;
    }
    const struct form *form = server_form(packing->act->server, S("risk"));
    const struct field *level = form_field(form, S("level"));
    struct parcel_item item = {.category = CATEGORY_RISK, .name = S("risk"), .label = level->brief};
    TRY(shown(packing, form, level, value_text(risk), &item.value));
    *(struct parcel_item *)vec_add(&packing->all) = item;
    return OK;
}

/* By what helps, with or without what stands there; nothing as long as she agreed with none. */
static enum err add_safety(struct packing *packing)
{
    struct act *act = packing->act;
    const struct parcel_from *from = packing->from;
    struct dossier dossier = {0};
    struct safety_help helps[SAFETY_HELPS];
    if (parcel_never_sent(act, from->c, CATEGORY_SAFETY_PLAN)) {
        return OK;
    }
    if (names(from->release, CATEGORY_SAFETY_PLAN)) {
        TRY(act_open(act, from->c->safety, DOSSIER_SAFETY, &dossier));
    }
    safety_helps(act, &dossier, helps);
    for (size_t i = 0; i < SAFETY_HELPS; i++) {
        struct parcel_item item = {.category = CATEGORY_SAFETY_PLAN,
                                   .name = str_of(helps[i].name),
                                   .label = str_of(helps[i].label)};
        for (size_t k = 0; k < helps[i].texts.count; k++) {
            item.value = see_joined(act, item.value, *vec_at(&helps[i].texts, struct str, k));
        }
        *(struct parcel_item *)vec_add(&packing->all) = item;
    }
    return OK;
}

static bool names(const struct release *release, enum category category)
{
    return release && release_lets(release, category, STR_NONE);
}

static void add_never_sent(struct packing *packing)
{
    for (enum category category = CATEGORY_NONE + 1; category < CATEGORY_COUNT; category++) {
        if (parcel_never_sent(packing->act, packing->from->c, category)) {
            struct parcel_item *item = vec_add(&packing->all);
            *item = (struct parcel_item){.category = category,
                                         .name = str_of(category_name(category)),
                                         .label = str_of(category_label(category))};
        }
    }
}

static void sort_in(const struct packing *packing, enum category category, struct parcel *ret)
{
    const struct release *release = packing->from->release;
    for (size_t i = 0; i < packing->all.count; i++) {
        struct parcel_item item = *vec_at(&packing->all, struct parcel_item, i);
        if (item.category != category) {
            continue;
        }
        if (release && item.value.len > 0 && release_lets(release, category, item.name)) {
            bool later = category_after_acceptance(category);
            *(struct parcel_item *)vec_add(later ? &ret->later : &ret->now) = item;
            ret->categories |= UINT32_C(1) << category;
        } else {
            item.value = STR_NONE;
            *(struct parcel_item *)vec_add(&ret->not_sent) = item;
        }
    }
}

static enum err shown(struct packing *packing, const struct form *form, const struct field *field,
                      const json_t *value, struct str *ret)
{
    if (form != packing->form) {
        TRY(lists_for(packing->act, form, &packing->lists));
        packing->form = form;
    }
    *ret =
        field_display(packing->act->arena, field, &packing->lists, value, see_words, packing->act);
    return OK;
}
