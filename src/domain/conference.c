#include "domain/conference.h"

typedef void fold_entry(struct conferences *all, struct conference *conference,
                        const struct entry *entry);

static fold_entry fold_set, fold_refused, fold_item, fold_item_dropped, fold_support, fold_signed,
    fold_answer, fold_invited, fold_held, fold_decided, fold_decision_dropped, fold_approved,
    fold_outcome, fold_told, fold_printed, fold_closed, fold_stopped;

static const struct {
    fold_entry *fold;
    bool of_one; /* nothing happens where the conference is not known */
} folds[ENTRY_TYPE_COUNT] = {
    [ENTRY_CONFERENCE_SET] = {fold_set, false},
    [ENTRY_CONFERENCE_REFUSED] = {fold_refused, false},
    [ENTRY_CONFERENCE_ITEM] = {fold_item, true},
    [ENTRY_CONFERENCE_ITEM_DROPPED] = {fold_item_dropped, true},
    [ENTRY_CONFERENCE_SUPPORT] = {fold_support, true},
    [ENTRY_CONFERENCE_SIGNED] = {fold_signed, true},
    [ENTRY_CONFERENCE_ANSWER] = {fold_answer, true},
    [ENTRY_CONFERENCE_INVITED] = {fold_invited, true},
    [ENTRY_CONFERENCE_HELD] = {fold_held, true},
    [ENTRY_CONFERENCE_DECIDED] = {fold_decided, true},
    [ENTRY_CONFERENCE_DECISION_DROPPED] = {fold_decision_dropped, true},
    [ENTRY_CONFERENCE_APPROVED] = {fold_approved, true},
    [ENTRY_CONFERENCE_OUTCOME] = {fold_outcome, true},
    [ENTRY_CONFERENCE_TOLD] = {fold_told, true},
    [ENTRY_CONFERENCE_PRINTED] = {fold_printed, true},
    [ENTRY_CONFERENCE_CLOSED] = {fold_closed, true},
    [ENTRY_CONFERENCE_STOPPED] = {fold_stopped, true},
};

const struct reason conference_functions[] = {
    {"problems", N_("Ongoing problems"), false},
    {"progress", N_("Progress, and barriers on the way to the goals"), false},
    {"roles", N_("Roles and responsibilities"), false},
    {"strategies", N_("Conflicts, and strategies to solve them"), false},
    {"changes", N_("Changes of the plan"), false},
    {NULL, NULL, false},
};

const struct reason conference_whys[] = {
    {"unanswered", N_("Two referrals for one need were not accepted or not answered"), false},
    {"unmet", N_("A need is still not met, past its time"), false},
    {"incident", N_("There was a new incident after the plan"), false},
    {"transfer", N_("A transfer is near"), false},
    {"uncoordinated", N_("Several organisations, and nobody knows what the others do"), false},
    {"disagreement", N_("Those who serve the person disagree"), false},
    {"asked", N_("The person asks for it"), false},
    {NULL, NULL, false},
};

static const struct {
    const char *name;
    const char *label;
} states[CONFERENCE_STATE_COUNT] = {
    [CONFERENCE_PREPARED] = {"prepared", N_("In preparation")},
    [CONFERENCE_INVITED] = {"invited", N_("Invitations are out")},
    [CONFERENCE_HELD] = {"held", N_("Held, without approved minutes")},
    [CONFERENCE_APPROVED] = {"approved", N_("Minutes approved")},
    [CONFERENCE_CLOSED] = {"closed", N_("Closed")},
    [CONFERENCE_STOPPED] = {"stopped", N_("It does not take place")},
};

static void set_guests(struct conference *conference, const json_t *units);
static void take_ids(struct vec *ids, const json_t *from);
static void mark_came(struct conference *conference, const json_t *body);

struct conferences conferences_none(struct arena *arena)
{
    return (struct conferences){.all = vec_of(arena, struct conference)};
}

void conference_fold(struct conferences *conferences, const struct entry *entry)
{
    if (!folds[entry->type].fold) {
        return;
    }
    struct conference *conference =
        conference_find(conferences, value_get_id(entry->body, "conference"));
    if (conference || !folds[entry->type].of_one) {
        folds[entry->type].fold(conferences, conference, entry);
    }
}

struct conference *conference_find(const struct conferences *conferences, struct id conference)
{
    for (size_t i = 0; i < conferences->all.count; i++) {
        struct conference *one = vec_at(&conferences->all, struct conference, i);
        if (id_eq(one->id, conference)) {
            return one;
        }
    }
    return NULL;
}

struct conference *conferences_open(const struct conferences *conferences)
{
    for (size_t i = 0; i < conferences->all.count; i++) {
        struct conference *one = vec_at(&conferences->all, struct conference, i);
        if (one->state < CONFERENCE_CLOSED) {
            return one;
        }
    }
    return NULL;
}

struct guest *conference_guest(const struct conference *conference, struct id unit)
{
    for (size_t i = 0; i < conference->guests.count; i++) {
        struct guest *guest = vec_at(&conference->guests, struct guest, i);
        if (id_eq(guest->unit, unit)) {
            return guest;
        }
    }
    return NULL;
}

struct guest *conference_guest_invited(const struct conference *conference, struct id invitation)
{
    for (size_t i = 0; i < conference->guests.count; i++) {
        struct guest *guest = vec_at(&conference->guests, struct guest, i);
        if (!id_is_none(invitation) && id_eq(guest->invitation, invitation)) {
            return guest;
        }
    }
    return NULL;
}

struct conference_item *conference_item(const struct conference *conference, struct id item)
{
    for (size_t i = 0; i < conference->items.count; i++) {
        struct conference_item *one = vec_at(&conference->items, struct conference_item, i);
        if (id_eq(one->id, item)) {
            return one;
        }
    }
    return NULL;
}

struct support *conference_support(const struct conference *conference, struct id support)
{
    for (size_t i = 0; i < conference->supports.count; i++) {
        struct support *found = vec_at(&conference->supports, struct support, i);
        if (id_eq(found->id, support)) {
            return found;
        }
    }
    return NULL;
}

bool conference_has_guests(const struct conference *conference)
{
    bool any = conference->state > CONFERENCE_PREPARED;

    for (size_t i = 0; i < conference->supports.count; i++) {
        any = any || !id_is_none(vec_at(&conference->supports, struct support, i)->release);
    }
    return any;
}

struct decision *conference_decision(const struct conference *conference, struct id decision)
{
    for (size_t i = 0; i < conference->decisions.count; i++) {
        struct decision *one = vec_at(&conference->decisions, struct decision, i);
        if (id_eq(one->id, decision)) {
            return one;
        }
    }
    return NULL;
}

bool guest_hears(const struct guest *guest, const struct conference_item *item)
{
    for (size_t i = 0; !item->dropped && i < guest->heard.count; i++) {
        if (id_eq(*vec_at(&guest->heard, struct id, i), item->id)) {
            return true;
        }
    }
    return false;
}

const char *conference_state_name(enum conference_state state)
{
    bool known = (unsigned)state < CONFERENCE_STATE_COUNT && states[state].name;

    return known ? states[state].name : "";
}

const char *conference_state_label(enum conference_state state)
{
    bool known = (unsigned)state < CONFERENCE_STATE_COUNT && states[state].label;

    return known ? states[state].label : "";
}

void conferences_dossiers(const struct conferences *conferences, struct vec *ret)
{
    for (size_t i = 0; i < conferences->all.count; i++) {
        const struct conference *one = vec_at(&conferences->all, struct conference, i);
        if (one->state == CONFERENCE_PREPARED) {
            continue;
        }
        for (size_t k = 0; k < one->guests.count; k++) {
            const struct guest *guest = vec_at(&one->guests, struct guest, k);
            case_dossier_add(ret, guest->invitation, DOSSIER_INVITATION);
            case_dossier_add(ret, guest->parcel, DOSSIER_ITEM);
        }
        for (size_t k = 0; k < one->items.count; k++) {
            const struct conference_item *item = vec_at(&one->items, struct conference_item, k);
            if (!item->dropped && item->written) {
                case_dossier_add(ret, item->id, DOSSIER_ITEM);
            }
        }
    }
}

/* Written again before it is held, it replaces: guests who were invited stay what they are. */
static void fold_set(struct conferences *all, struct conference *conference,
                     const struct entry *entry)
{
    const json_t *body = entry->body;
    struct id id = value_get_id(body, "conference");

    if (id_is_none(id) || (conference && conference->state > CONFERENCE_INVITED)) {
        return;
    }
    if (!conference) {
        struct arena *arena = all->all.arena;
        conference = vec_add(&all->all);
        *conference = (struct conference){.id = id,
                                          .state = CONFERENCE_PREPARED,
                                          .guests = vec_of(arena, struct guest),
                                          .items = vec_of(arena, struct conference_item),
                                          .supports = vec_of(arena, struct support),
                                          .decisions = vec_of(arena, struct decision)};
    }
    conference->set = value_get(body, "answers");
    conference->set_us = entry_when_us(entry);
    conference->when_us = value_get_int(body, "when_us", 0);
    conference->until_us = value_get_int(body, "until_us", 0);
    conference->place = value_get_text(conference->set, "place");
    conference->she = value_get_text(conference->set, "she");
    set_guests(conference, value_get(body, "guests"));
}

static void set_guests(struct conference *conference, const json_t *units)
{
    for (size_t i = 0; i < conference->guests.count; i++) {
        vec_at(&conference->guests, struct guest, i)->listed = false;
    }
    for (size_t i = 0; i < json_array_size(units); i++) {
        const json_t *one = json_array_get(units, i);
        struct id unit = value_get_id(one, "unit");
        struct guest *guest = conference_guest(conference, unit);
        if (!guest && !id_is_none(unit)) {
            guest = vec_add(&conference->guests);
            *guest = (struct guest){.heard = vec_of(conference->guests.arena, struct id),
                                    .unit = unit,
                                    .organisation = value_get_id(one, "organisation"),
                                    .unit_name = value_get_text(one, "unit_name"),
                                    .organisation_name = value_get_text(one, "organisation_name")};
        }
        if (guest) {
            guest->listed = true;
        }
    }
}

static void fold_refused(struct conferences *all, struct conference *conference,
                         const struct entry *entry)
{
    (void)conference;
    all->refused_us = entry_when_us(entry);
}

static void fold_item(struct conferences *all, struct conference *conference,
                      const struct entry *entry)
{
    const json_t *body = entry->body;
    struct id id = value_get_id(body, "item");

    (void)all;
    if (id_is_none(id) || conference_item(conference, id)) {
        return;
    }
    struct conference_item *item = vec_add(&conference->items);
    *item = (struct conference_item){
        .id = id,
        .about = value_get_id(body, "about"),
        .function = value_get_text(body, "function"),
        .title = value_get_text(body, "title"),
        .text = value_get_text(body, "text"),
        .all = value_get_flag(body, "all"),
    };
    const json_t *hears = value_get(body, "hears");
    for (size_t i = 0; i < json_array_size(hears); i++) {
        struct id unit;
        bool named = id_parse(value_str(json_array_get(hears, i)), &unit);
        struct guest *guest = named ? conference_guest(conference, unit) : NULL;
        if (guest && !id_is_none(guest->invitation)) {
            *(struct id *)vec_add(&guest->heard) = id;
            item->written = true;
        }
    }
}

static void take_ids(struct vec *ids, const json_t *from)
{
    struct id id;

    for (size_t i = 0; i < json_array_size(from); i++) {
        if (id_parse(value_str(json_array_get(from, i)), &id)) {
            *(struct id *)vec_add(ids) = id;
        }
    }
}

/* What somebody has been given to read is not taken back by a word of ours. */
static void fold_item_dropped(struct conferences *all, struct conference *conference,
                              const struct entry *entry)
{
    struct conference_item *item = conference_item(conference, value_get_id(entry->body, "item"));

    (void)all;
    if (item && !item->written) {
        item->dropped = true;
    }
}

static void fold_support(struct conferences *all, struct conference *conference,
                         const struct entry *entry)
{
    const json_t *body = entry->body;

    (void)all;
    *(struct support *)vec_add(&conference->supports) = (struct support){
        .id = value_get_id(body, "support"),
        .name = value_get_text(body, "name"),
        .relation = value_get_text(body, "relation"),
        .organisation_name = value_get_text(body, "organisation_name"),
        .release = value_get_id(body, "release"),
        .items = value_get(body, "items"),
        .promised = value_get_flag(body, "promised"),
    };
}

static void fold_signed(struct conferences *all, struct conference *conference,
                        const struct entry *entry)
{
    struct support *support = conference_support(conference, value_get_id(entry->body, "support"));

    (void)all;
    if (support) {
        support->promised = true;
    }
}

static void fold_answer(struct conferences *all, struct conference *conference,
                        const struct entry *entry)
{
    const json_t *body = entry->body;
    struct guest *guest = conference_guest(conference, value_get_id(body, "unit"));

    (void)all;
    if (guest && id_is_none(guest->invitation)) {
        guest->answer = value_get_text(body, "answer");
        guest->release = value_get_id(body, "release");
        guest->heard.count = 0;
        take_ids(&guest->heard, value_get(body, "items"));
    }
}

static void fold_invited(struct conferences *all, struct conference *conference,
                         const struct entry *entry)
{
    const json_t *body = entry->body;
    struct guest *guest = conference_guest(conference, value_get_id(body, "unit"));

    (void)all;
    if (!guest) {
        return;
    }
    guest->invitation = value_get_id(body, "invitation");
    guest->parcel = value_get_id(body, "parcel");
    guest->code = value_get_text(body, "code");
    if (conference->state == CONFERENCE_PREPARED) {
        conference->state = CONFERENCE_INVITED;
    }
    for (size_t i = 0; i < conference->items.count; i++) {
        struct conference_item *item = vec_at(&conference->items, struct conference_item, i);
        item->written = item->written || guest_hears(guest, item);
    }
}

static void fold_held(struct conferences *all, struct conference *conference,
                      const struct entry *entry)
{
    (void)all;
    if (conference->state <= CONFERENCE_HELD && conference_has_guests(conference)) {
        conference->state = CONFERENCE_HELD;
        conference->held_us = entry_when_us(entry);
        conference->she_came = value_get_text(entry->body, "she_came");
        mark_came(conference, entry->body);
    }
}

static void mark_came(struct conference *conference, const json_t *body)
{
    struct id id;

    for (size_t i = 0; i < conference->guests.count; i++) {
        vec_at(&conference->guests, struct guest, i)->came = false;
    }
    for (size_t i = 0; i < conference->supports.count; i++) {
        vec_at(&conference->supports, struct support, i)->came = false;
    }
    const json_t *came = value_get(body, "came");
    for (size_t i = 0; i < json_array_size(came); i++) {
        if (!id_parse(value_str(json_array_get(came, i)), &id)) {
            continue;
        }
        struct guest *guest = conference_guest(conference, id);
        if (guest) {
            guest->came = true;
        }
        struct support *support = conference_support(conference, id);
        if (support) {
            support->came = true;
        }
    }
}

static void fold_decided(struct conferences *all, struct conference *conference,
                         const struct entry *entry)
{
    const json_t *body = entry->body;
    struct id id = value_get_id(body, "decision");

    (void)all;
    if (id_is_none(id) || conference_decision(conference, id) ||
        conference->state != CONFERENCE_HELD) {
        return;
    }
    *(struct decision *)vec_add(&conference->decisions) = (struct decision){
        .id = id,
        .need = value_get_id(body, "need"),
        .kind = value_get_text(body, "kind"),
        .text = value_get_text(body, "text"),
        .unit = value_get_id(body, "unit"),
        .due = value_get_text(body, "due"),
        .agreed = value_get_text(body, "agreed"),
    };
}

static void fold_decision_dropped(struct conferences *all, struct conference *conference,
                                  const struct entry *entry)
{
    struct decision *decision =
        conference_decision(conference, value_get_id(entry->body, "decision"));

    (void)all;
    if (decision && conference->state == CONFERENCE_HELD) {
        decision->dropped = true;
    }
}

static void fold_approved(struct conferences *all, struct conference *conference,
                          const struct entry *entry)
{
    (void)all;
    if (conference->state == CONFERENCE_HELD) {
        conference->state = CONFERENCE_APPROVED;
        conference->approved_us = entry_when_us(entry);
    }
}

static void fold_outcome(struct conferences *all, struct conference *conference,
                         const struct entry *entry)
{
    struct decision *decision =
        conference_decision(conference, value_get_id(entry->body, "decision"));

    (void)all;
    if (decision) {
        decision->state = value_get_text(entry->body, "state");
        decision->note = value_get_text(entry->body, "note");
    }
}

static void fold_told(struct conferences *all, struct conference *conference,
                      const struct entry *entry)
{
    (void)all;
    conference->told = value_get_text(entry->body, "told");
    conference->told_next_us = value_get_int(entry->body, "next_us", 0);
    conference->told_us = entry_when_us(entry);
    conference->told_by = entry->author;
    conference->said = value_get_text(entry->body, "said");
}

static void fold_printed(struct conferences *all, struct conference *conference,
                         const struct entry *entry)
{
    (void)all;
    (void)entry;
    conference->printed++;
}

static void fold_closed(struct conferences *all, struct conference *conference,
                        const struct entry *entry)
{
    (void)all;
    (void)entry;
    if (conference->state == CONFERENCE_APPROVED) {
        conference->state = CONFERENCE_CLOSED;
    }
}

/* With her "no" it ends as if she had been asked before. */
static void fold_stopped(struct conferences *all, struct conference *conference,
                         const struct entry *entry)
{
    if (conference->state < CONFERENCE_APPROVED) {
        conference->state = CONFERENCE_STOPPED;
        if (str_eq(value_get_text(entry->body, "why"), S("she_says_no"))) {
            all->refused_us = entry_when_us(entry);
        }
    }
}
