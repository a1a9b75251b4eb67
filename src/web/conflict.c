#include "web/conflict.h"

static json_t *field_named(const json_t *fields, struct str name);
static struct str both(struct request *r, struct str theirs, struct str yours);

void conflict_join(struct request *r)
{
    const json_t *conflict = value_get(r->view, "conflict");
    json_t *form = value_get(r->view, "form");
    size_t i;
    const json_t *differs;

    if (json_array_size(value_get(conflict, "fields")) == 0 || !form) {
        return;
    }
    r->template = "conflict";
    value_set_text(form, "base", value_get_text(conflict, "base"));
    json_array_foreach (value_get(conflict, "fields"), i, differs) {
        json_t *field = field_named(value_get(form, "fields"), value_get_text(differs, "name"));
        if (field && value_get_flag(field, "is_note")) {
            value_set_text(
                field, "value",
                both(r, value_get_text(differs, "theirs"), value_get_text(field, "value")));
        }
    }
}

static json_t *field_named(const json_t *fields, struct str name)
{
    for (size_t i = 0; i < json_array_size(fields); i++) {
        json_t *field = json_array_get(fields, i);
        if (str_eq(value_get_text(field, "name"), name)) {
            return field;
        }
    }
    return NULL;
}

/* One after the other, unless the one is part of the other already. */
static struct str both(struct request *r, struct str theirs, struct str yours)
{
    if (theirs.len == 0 || str_find(yours, theirs) < yours.len) {
        return yours;
    }
    if (yours.len == 0 || str_find(theirs, yours) < theirs.len) {
        return theirs;
    }
    return str_join_in(r->arena, theirs, S("\n\n"), yours);
}
