#include "work/person/conflict.h"

#include "work/see.h"

static bool same(const json_t *theirs, const json_t *yours);

size_t conflict_show(struct act *act, const struct conflict_of *of, json_t *conflict)
{
    json_t *fields = value_array();
    for (size_t i = 0; i < of->form->field_count; i++) {
        const struct field *field = &of->form->fields[i];
        const char *name = str_z(act->arena, field->name);
        const json_t *theirs = value_get(of->theirs, name);
        const json_t *yours = value_get(of->yours, name);
        if ((!theirs && !yours) || same(theirs, yours)) {
            continue;
        }
        json_t *view = value_object();
        value_set_text(view, "name", field->name);
        value_set_text(view, "label", act_words(act, str_z(act->arena, field->label)));
        value_set_text(view, "theirs",
                       field_display(act->arena, field, of->lists, theirs, see_words, act));
        value_set_text(view, "yours",
                       field_display(act->arena, field, of->lists, yours, see_words, act));
        value_push(fields, view);
    }
    value_set(conflict, "fields", fields);
    value_set_text(conflict, "base", str_printf_in(act->arena, "%lld", (long long)of->base));
    return json_array_size(fields);
}

enum err conflict_refuse(struct act *act, const struct dossier *dossier,
                         const struct conflict_of *of, int64_t base, json_t *conflict)
{
    TRY(conflict_base_known(act, dossier, base));
    bool same = of->base <= base || conflict_show(act, of, conflict) == 0;
    return same ? OK : conflict_choose(act);
}

enum err conflict_choose(struct act *act)
{
    return fault_set(act->fault, ERR_CONFLICT,
                     N_("Somebody else changed this in the meantime. Nothing is lost: choose."),
                     STR_NONE);
}

enum err conflict_base_known(struct act *act, const struct dossier *dossier, int64_t base)
{
    return base <= dossier->head_seq
               ? OK
               : fault_set(act->fault, ERR_INVALID,
                           N_("This page is not as it was sent to you: open it again."), STR_NONE);
}

/* Nothing, and the empty text, are the same. */
static bool same(const json_t *theirs, const json_t *yours)
{
    const json_t *one = theirs ? theirs : yours;
    if (theirs && yours) {
        return json_equal(theirs, yours);
    }
    return json_is_string(one) && value_str(one).len == 0;
}
