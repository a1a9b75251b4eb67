#include "domain/consent.h"

static const struct {
    const char *name;
    const char *label;
    bool after_acceptance;
} categories[CATEGORY_COUNT] = {
    [CATEGORY_IDENTITY] = {"identity", N_("Name and identity"), true},
    [CATEGORY_CONTACT] = {"contact", N_("How to make contact"), true},
    [CATEGORY_ADDRESS] = {"address", N_("Address"), true},
    [CATEGORY_FAMILY] = {"family", N_("Family"), false},
    [CATEGORY_CHILDREN] = {"children", N_("Children in care"), false},
    [CATEGORY_PROFILE] = {"profile", N_("Profile"), false},
    [CATEGORY_LANGUAGE] = {"language", N_("Language"), false},
    [CATEGORY_DISABILITY] = {"disability", N_("Disability"), false},
    [CATEGORY_SOGIESC] = {"sogiesc", N_("Sexual orientation and gender identity"), false},
    [CATEGORY_NEEDS] = {"needs", N_("Needs"), false},
    [CATEGORY_INCIDENT_TYPE] = {"incident_type", N_("Type of incident"), false},
    [CATEGORY_NARRATIVE] = {"narrative", N_("What happened"), false},
    [CATEGORY_HEALTH] = {"health", N_("Health"), false},
    [CATEGORY_SRH] = {"srh", N_("Sexual and reproductive health"), false},
    [CATEGORY_MENTAL_HEALTH] = {"mental_health", N_("Mental health"), false},
    [CATEGORY_LEGAL_STATUS] = {"legal_status", N_("Legal situation"), false},
    [CATEGORY_RISK] = {"risk", N_("Risk"), false},
    [CATEGORY_SAFETY_PLAN] = {"safety_plan", N_("Safety plan: what helps"), true},
    [CATEGORY_DOCUMENTS] = {"documents", N_("Documents"), false},
};

static bool category_known(enum category category);
static uint32_t categories_parse(const json_t *names);

const char *category_name(enum category category)
{
    return category_known(category) ? categories[category].name : "";
}

enum category category_parse(struct str name)
{
    for (unsigned category = 1; category < CATEGORY_COUNT; category++) {
        if (str_eq(name, str_of(categories[category].name))) {
            return category;
        }
    }
    return CATEGORY_NONE;
}

const char *category_label(enum category category)
{
    return category_known(category) ? categories[category].label : "";
}

bool category_after_acceptance(enum category category)
{
    return category_known(category) && categories[category].after_acceptance;
}

uint32_t consent_minimum(struct str service)
{
    static const char *const with_children[] = {"SHELTER-S", "SHELTER-T", "CP", "FTR", "ALTCARE"};
    uint32_t minimum = UINT32_C(1) << CATEGORY_IDENTITY | UINT32_C(1) << CATEGORY_CONTACT |
                       UINT32_C(1) << CATEGORY_PROFILE | UINT32_C(1) << CATEGORY_LANGUAGE |
                       UINT32_C(1) << CATEGORY_NEEDS;

    for (size_t i = 0; i < sizeof(with_children) / sizeof(with_children[0]); i++) {
        if (str_eq(service, str_of(with_children[i]))) {
            minimum |= UINT32_C(1) << CATEGORY_CHILDREN; /* no room for them is no place for her */
        }
    }
    return minimum;
}

void release_from_entry(const struct entry *entry, struct release *ret)
{
    const json_t *body = entry->body;

    *ret = (struct release){
        .id = value_get_id(body, "release"),
        .unit = value_get_id(body, "unit"),
        .organisation = value_get_id(body, "organisation"),
        .unit_name = value_get_text(body, "unit_name"),
        .service = value_get_text(body, "service"),
        .categories = categories_parse(value_get(body, "categories")),
        .withheld = value_get(body, "withheld"),
        .given_us = entry_when_us(entry),
        .until_us = value_get_int(body, "until_us", 0),
        .until_event = value_get_text(body, "until_event"),
        .mode = value_get_text(body, "mode"),
        .body = body,
    };
}

enum release_state release_state(const struct release *release, int64_t now_us)
{
    if (release->withdrawn) {
        return RELEASE_WITHDRAWN;
    }
    if (release->ended_us != 0 || (release->until_us != 0 && now_us >= release->until_us)) {
        return RELEASE_EXPIRED;
    }
    return RELEASE_ACTIVE;
}

const char *release_state_label(enum release_state state)
{
    switch (state) {
    case RELEASE_ACTIVE:
        return N_("In force");
    case RELEASE_EXPIRED:
        return N_("Expired");
    case RELEASE_WITHDRAWN:
        return N_("Withdrawn");
    }
    return "";
}

bool release_is_to(const struct release *release, struct id unit, struct id organisation)
{
    if (!id_is_none(unit) || !id_is_none(release->unit)) {
        return id_eq(release->unit, unit);
    }
    return !id_is_none(organisation) && id_eq(release->organisation, organisation);
}

enum err consent_covers(const struct release *release, const struct release_wish *wish,
                        struct fault *fault)
{
    enum release_state state = release_state(release, wish->now_us);

    if (state == RELEASE_WITHDRAWN) {
        return fault_set(fault, ERR_DENIED, N_("The person withdrew this authorisation."),
                         STR_NONE);
    }
    if (state == RELEASE_EXPIRED) {
        return fault_set(fault, ERR_DENIED, N_("This authorisation has expired."), STR_NONE);
    }
    if (!release_is_to(release, wish->unit, wish->organisation)) {
        return fault_set(fault, ERR_DENIED, N_("This authorisation is for another recipient."),
                         STR_NONE);
    }
    if (wish->service.len == 0 || !str_eq(release->service, wish->service)) {
        return fault_set(fault, ERR_DENIED, N_("This authorisation is for another purpose."),
                         STR_NONE);
    }
    uint32_t missing = wish->categories & ~release->categories;
    if (missing != 0) {
        const char *label = category_label((enum category)__builtin_ctz(missing));
        return fault_set(fault, ERR_DENIED, N_("This authorisation does not include: {{arg}}"),
                         str_of(label));
    }
    return OK;
}

bool release_lets(const struct release *release, enum category category, struct str field)
{
    return category_known(category) && (release->categories & UINT32_C(1) << category) != 0 &&
           !value_has_text(release->withheld, field);
}

static bool category_known(enum category category)
{
    return (unsigned)category < CATEGORY_COUNT && categories[category].name;
}

/* A name that is not known allows nothing. */
static uint32_t categories_parse(const json_t *names)
{
    uint32_t mask = 0;

    for (size_t i = 0; i < json_array_size(names); i++) {
        enum category category = category_parse(value_str(json_array_get(names, i)));
        if (category != CATEGORY_NONE) {
            mask |= UINT32_C(1) << category;
        }
    }
    return mask;
}
