#include "domain/breach.h"

#include "base/err.h"

static void fold_written(struct breach *breach, const struct entry *entry);
static void fold_told(struct breach *breach, const struct entry *entry);
static void fold_kept(struct breach *breach, const struct entry *entry);

struct breach breach_fold(struct arena *arena, const struct entry *entries, size_t count)
{
    struct breach breach = {.measures = vec_of(arena, struct measure)};

    for (size_t i = 0; i < count; i++) {
        const struct entry *entry = &entries[i];
        switch ((int)entry->type) {
        case ENTRY_BREACH_WRITTEN:
            fold_written(&breach, entry);
            break;
        case ENTRY_BREACH_TOLD:
            fold_told(&breach, entry);
            break;
        case ENTRY_BREACH_SAFETY:
            breach.safety = value_get_text(entry->body, "result");
            breach.safety_why = value_get_text(entry->body, "why");
            break;
        case ENTRY_BREACH_MEASURE:
            *(struct measure *)vec_add(&breach.measures) = (struct measure){
                value_get_text(entry->body, "text"), entry->author_name, entry->at_us};
            break;
        case ENTRY_BREACH_CLOSED:
            breach.closed_us = entry->at_us;
            breach.closed_by = entry->author_name;
            break;
        case ENTRY_BREACH_TIED:
            breach.person = value_get_id(entry->body, "person");
            break;
        case ENTRY_BREACH_KEPT:
            fold_kept(&breach, entry);
            break;
        default:
            break;
        }
    }
    return breach;
}

enum breach_step breach_next(const struct breach *breach)
{
    bool told =
        str_eq(breach->told, S(BREACH_TOLD_YES)) || str_eq(breach->told, S(BREACH_TOLD_UNSAFE));

    return breach->closed_us != 0                            ? BREACH_CLOSED
           : !told && breach->code.len > 0                   ? BREACH_TELL
           : breach->safety.len == 0 && breach->code.len > 0 ? BREACH_SAFETY
           : breach->measures.count == 0                     ? BREACH_MEASURES
                                                             : BREACH_CLOSE;
}

const char *breach_step_label(enum breach_step step)
{
    switch (step) {
    case BREACH_TELL:
        return N_("The person is still to be told, when it is safe");
    case BREACH_SAFETY:
        return N_("The safety plan is still to be looked at");
    case BREACH_MEASURES:
        return N_("No measure was written down yet");
    case BREACH_CLOSE:
        return N_("Ready to be closed by somebody else than who wrote it");
    case BREACH_CLOSED:
        return N_("Closed");
    default:
        return "";
    }
}

static void fold_written(struct breach *breach, const struct entry *entry)
{
    const json_t *body = entry->body;

    breach->author = entry->author;
    breach->author_name = entry->author_name;
    breach->written_us = entry->at_us;
    breach->happened_us = entry->told_us < entry->at_us ? entry->told_us : 0;
    breach->person = value_get_id(body, "person");
    breach->code = value_get_text(body, "code");
    breach->what = value_get_text(body, "what");
    breach->risk = value_get_text(body, "risk");
    breach->others = value_get_text(body, "others");
    breach->names = value_get(body, "names");
}

static void fold_told(struct breach *breach, const struct entry *entry)
{
    breach->told = value_get_text(entry->body, "told");
    breach->told_why = value_get_text(entry->body, "why");
    breach->again_us = value_get_int(entry->body, "again_us", 0);
    breach->told_us = str_eq(breach->told, S(BREACH_TOLD_YES)) ? entry_when_us(entry) : 0;
}

static void fold_kept(struct breach *breach, const struct entry *entry)
{
    const json_t *body = entry->body;
    const json_t *measures = value_get(body, "measures");

    breach->author = value_get_id(body, "author");
    breach->author_name = value_get_text(body, "author_name");
    breach->written_us = value_get_int(body, "written_us", 0);
    breach->happened_us = value_get_int(body, "happened_us", 0);
    breach->risk = value_get_text(body, "risk");
    breach->names = value_get(body, "names");
    breach->told = value_get_text(body, "told");
    breach->told_us = value_get_int(body, "told_us", 0);
    breach->safety = value_get_text(body, "safety");
    breach->closed_us = value_get_int(body, "closed_us", 0);
    breach->closed_by = value_get_text(body, "closed_by");
    breach->without_us = entry->at_us;
    for (size_t i = 0; i < json_array_size(measures); i++) {
        const json_t *one = json_array_get(measures, i);
        *(struct measure *)vec_add(&breach->measures) =
            (struct measure){value_get_text(one, "text"), value_get_text(one, "by_name"),
                             value_get_int(one, "at_us", 0)};
    }
}
