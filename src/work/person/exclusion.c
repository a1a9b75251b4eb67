#include "work/person/exclusion.h"

static struct str joined_lines(struct act *act, const json_t *lines);

static const char members_field[] = "exclude_members";
static const char organisations_field[] = "exclude_organisations";
static const char people_field[] = "exclude_people";

json_t *exclusion_body(const json_t *answers)
{
    json_t *body = value_object();
    json_t *members = value_get(answers, members_field);
    json_t *organisations = value_get(answers, organisations_field);
    json_t *people = value_array();
    struct str rest = value_get_text(answers, people_field);
    while (rest.len > 0) {
        struct str line = str_trim(str_cut(rest, '\n', &rest));
        if (line.len > 0) {
            value_push_text(people, line);
        }
    }
    value_set(body, "members", json_is_array(members) ? members : value_array());
    value_set(body, "organisations", json_is_array(organisations) ? organisations : value_array());
    value_set(body, "people", people);
    return body;
}

json_t *exclusion_answers(struct act *act, const json_t *exclusion)
{
    json_t *answers = value_object();
    value_set(answers, members_field, value_get(exclusion, "members"));
    value_set(answers, organisations_field, value_get(exclusion, "organisations"));
    value_set_text(answers, people_field, joined_lines(act, value_get(exclusion, "people")));
    return answers;
}

bool exclusion_is_field(struct str field)
{
    return str_eq(field, str_of(members_field)) || str_eq(field, str_of(organisations_field)) ||
           str_eq(field, str_of(people_field));
}

struct form exclusion_form_without(struct act *act, const struct form *form)
{
    struct field *fields = arena_array(act->arena, struct field, form->field_count + 1);
    struct form kept = *form;
    kept.field_count = 0;
    for (size_t i = 0; i < form->field_count; i++) {
        if (!exclusion_is_field(form->fields[i].name)) {
            fields[kept.field_count++] = form->fields[i];
        }
    }
    kept.fields = fields;
    return kept;
}

static struct str joined_lines(struct act *act, const json_t *lines)
{
    struct buf buf = buf_in(act->arena, LIMIT_ENTRY_BYTES);
    for (size_t i = 0; i < json_array_size(lines); i++) {
        buf_add(&buf, i > 0 ? S("\n") : STR_NONE);
        buf_add(&buf, value_str(json_array_get(lines, i)));
    }
    return buf_failed(&buf) ? STR_NONE : buf_str(&buf);
}
