#include "domain/override.h"

static struct override *find(const struct overrides *overrides, struct id id);

struct overrides overrides_none(struct arena *arena)
{
    return (struct overrides){.all = vec_of(arena, struct override)};
}

void override_fold(struct overrides *overrides, const struct entry *entry)
{
    struct id id = value_get_id(entry->body, "override");

    if (entry->type == ENTRY_OVERRIDE_NOTED && !id_is_none(id) && !find(overrides, id)) {
        *(struct override *)vec_add(&overrides->all) = (struct override){
            .id = id,
            .told = value_get_text(entry->body, "told"),
            .next_us = value_get_int(entry->body, "next_at", 0),
            .words = value_get_text(entry->body, "words"),
            .entry = entry,
        };
    } else if (entry->type == ENTRY_OVERRIDE_TOLD) {
        struct override *one = find(overrides, id);
        if (one && override_is_untold(one)) {
            one->told = S("after");
            one->words = value_get_text(entry->body, "words");
            one->person_told_us = entry_when_us(entry);
        }
    }
}

const struct override *override_find(const struct overrides *overrides, struct id id)
{
    return find(overrides, id);
}

bool override_is_untold(const struct override *one)
{
    return str_eq(one->told, S("not_yet"));
}

bool override_is_late(const struct override *one, const struct approvals *approvals, int64_t now_us)
{
    const struct approval *asked = approval_last(approvals, APPROVAL_OVERRIDE, one->id);

    return asked && approval_waits(asked) && now_us > one->entry->at_us + OVERRIDE_COUNTERSIGN_US;
}

static struct override *find(const struct overrides *overrides, struct id id)
{
    for (size_t i = 0; i < overrides->all.count; i++) {
        struct override *one = vec_at(&overrides->all, struct override, i);
        if (id_eq(one->id, id)) {
            return one;
        }
    }
    return NULL;
}
