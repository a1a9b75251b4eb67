#include "domain/account.h"

static void fold_exposure(struct exposure *exposure, const struct entry *entry);
static bool is_one_of(struct str code, const char *const *codes);

struct account_known account_known_none(struct arena *arena)
{
    return (struct account_known){.hearings = vec_of(arena, struct hearing)};
}

void account_known_fold(struct account_known *known, const struct entry *entry)
{
    struct id by = value_get_id(entry->body, "by");

    if (entry->type == ENTRY_INCIDENT_KNOWN) {
        known->incidents++;
        bool recent = str_eq(value_get_text(entry->body, "when"), S(INCIDENT_RECENT));
        known->recent = recent ? value_get_id(entry->body, "incident") : known->recent;
        fold_exposure(&known->exposure, entry);
    }
    if (entry->type == ENTRY_PART_ERASED && !id_is_none(value_get_id(entry->body, "account"))) {
        known->incidents = 0; /* with the dossier they stood in */
        known->recent = ID_NONE;
        known->exposure = (struct exposure){0};
    }
    if (entry->type != ENTRY_ACCOUNT_HEARD || id_is_none(by)) {
        return;
    }
    if (!account_known_to(known, by)) {
        known->people++;
    }
    *(struct hearing *)vec_add(&known->hearings) = (struct hearing){
        .by = by,
        .by_name = entry->author_name,
        .how = value_get_text(entry->body, "how"),
        .why = value_get_text(entry->body, "why"),
        .note = value_get_text(entry->body, "note"),
        .at_us = entry->at_us,
    };
}

bool account_known_to(const struct account_known *known, struct id member)
{
    for (size_t i = 0; i < known->hearings.count; i++) {
        if (id_eq(vec_at(&known->hearings, struct hearing, i)->by, member)) {
            return true;
        }
    }
    return false;
}

bool incident_from_entry(const struct entry *entry, struct incident *ret)
{
    if (entry->type != ENTRY_INCIDENT_TOLD) {
        return false;
    }
    *ret = (struct incident){.id = value_get_id(entry->body, "incident"),
                             .said = value_get(entry->body, "answers"),
                             .at_us = entry->at_us,
                             .by_name = entry->author_name};
    return true;
}

int64_t incident_age(const struct incident *incident, const struct childhood *childhood,
                     int32_t offset_min)
{
    struct date day;
    bool dated = date_parse(value_get_text(incident->said, "day"), &day);

    return childhood_age(childhood, dated ? date_day_start_us(day, offset_min) : incident->at_us,
                         offset_min);
}

uint32_t incident_contexts(const json_t *said, int64_t age)
{
    static const char *const sexual[] = {"rape", "sexual_assault", NULL};
    static const char *const partners[] = {"partner", "former_partner", NULL};
    struct str type = value_get_text(said, "incident_type");
    struct str abduction = value_get_text(said, "abduction");
    struct str practice = value_get_text(said, "harmful_practice");
    bool was_sexual = is_one_of(type, sexual);
    bool gendered = type.len > 0 && !str_eq(type, S("not_gbv"));
    bool child = age >= 0 && age < CHILDHOOD_ENDS;
    const bool holds[INCIDENT_CONTEXT_COUNT] = {
        [INCIDENT_PARTNER] = gendered && is_one_of(value_get_text(said, "relation"), partners),
        [INCIDENT_CHILD_ABUSE] = was_sexual && child,
        [INCIDENT_EARLY_MARRIAGE] = str_eq(type, S("forced_marriage")) && child,
        [INCIDENT_EXPLOITATION] = was_sexual && str_eq(value_get_text(said, "exchanged"), S("yes")),
        [INCIDENT_SLAVERY] = was_sexual && abduction.len > 0 && !str_eq(abduction, S("none")),
        [INCIDENT_TRADITION] = gendered && practice.len > 0 && !str_eq(practice, S("no")),
    };
    uint32_t contexts = 0;

    for (enum incident_context one = INCIDENT_PARTNER; one < INCIDENT_CONTEXT_COUNT; one++) {
        contexts |= holds[one] ? UINT32_C(1) << one : 0;
    }
    return contexts;
}

const char *incident_context_label(enum incident_context context)
{
    static const char *const labels[INCIDENT_CONTEXT_COUNT] = {
        [INCIDENT_PARTNER] = N_("Intimate partner violence"),
        [INCIDENT_CHILD_ABUSE] = N_("Child sexual abuse"),
        [INCIDENT_EARLY_MARRIAGE] = N_("Early marriage"),
        [INCIDENT_EXPLOITATION] = N_("Possible sexual exploitation"),
        [INCIDENT_SLAVERY] = N_("Possible sexual slavery"),
        [INCIDENT_TRADITION] = N_("Harmful traditional practice"),
    };

    return labels[context];
}

static void fold_exposure(struct exposure *exposure, const struct entry *entry)
{
    int64_t from_us = value_get_int(entry->body, "exposed_us", 0);

    if (from_us > exposure->from_us) {
        exposure->from_us = from_us;
        exposure->exact = value_get_flag(entry->body, "exposed_exact");
    }
    if (value_get(entry->body, "exposed_us") && from_us == 0) {
        exposure->undated_us = entry->at_us;
    }
}

static bool is_one_of(struct str code, const char *const *codes)
{
    for (; *codes; codes++) {
        if (str_eq(code, str_of(*codes))) {
            return true;
        }
    }
    return false;
}
