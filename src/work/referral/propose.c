#include "work/referral/propose.h"

#include <stdlib.h>

struct wish { /* what is looked for */
    struct act *act;
    const struct case_state *c;
    struct str service;
    const json_t *profiles; /* codes; NULL: not asked, or not answered */
    struct vec *list;
};

static enum err propose_in_area(struct wish *wish, struct id area);
static bool fits(const struct wish *wish, const struct map_service *service);
static size_t profiles_served(const struct wish *wish, const struct map_service *service);
static void add_reasons(const struct wish *wish, const struct map *map, struct proposal *proposal);
static void add_marks(const struct wish *wish, const struct map *map, struct proposal *proposal);
static struct str served_words(const struct wish *wish, const struct map *map,
                               const struct map_service *service);
static void add_reason(struct proposal *proposal, struct str text);
static int compare(const void *a, const void *b);

enum err propose_services(struct act *act, const struct case_state *c, struct str service,
                          struct vec *ret)
{
    struct area_rows areas;
    struct wish wish = {.act = act, .c = c, .service = service, .list = ret};
    const struct answer *profiles = case_answer(c, S(ANSWER_PROFILES));
    if (profiles && json_is_array(profiles->value) && json_array_size(profiles->value) > 0) {
        wish.profiles = profiles->value;
    }
    *ret = vec_of(act->arena, struct proposal);
    TRY(directory_areas(act->db, act->arena, &areas));
    for (size_t i = 0; i < areas.count; i++) {
        TRY(propose_in_area(&wish, areas.at[i].id));
    }
    if (ret->count > 1) {
        qsort(ret->at, ret->count, sizeof(struct proposal), compare);
    }
    return OK;
}

json_t *propose_view(struct act *act, const struct vec *list)
{
    json_t *first = value_array();
    json_t *more = value_array();
    json_t *declined = value_array();
    for (size_t i = 0; i < list->count; i++) {
        const struct proposal *proposal = vec_at(list, struct proposal, i);
        json_t *into = json_array_size(first) < PROPOSE_FIRST ? first : more;
        value_push(proposal->declined ? declined : into, propose_item_view(act, proposal));
    }
    json_t *view = value_object();
    value_set_flag(view, "any", json_array_size(first) > 0);
    value_set(view, "first", first);
    value_set(view, "more", more);
    value_set(view, "declined", declined);
    return view;
}

void propose_options(struct act *act, const struct vec *list, struct option_lists *ret)
{
    struct vec options = vec_of(act->arena, struct option);
    for (size_t i = 0; i < list->count; i++) {
        const struct map_service *service = &vec_at(list, struct proposal, i)->service;
        if (vec_at(list, struct proposal, i)->declined) {
            continue;
        }
        struct str place = service->unit.len > 0 ? str_join_in(act->arena, service->organisation,
                                                               S(", "), service->unit)
                                                 : service->organisation;
        *(struct option *)vec_add(&options) = (struct option){
            .value = id_text(act->arena, service->row.id),
            .label = str_join_in(act->arena, service->row.name, S(" · "), place),
            .name = true,
        };
    }
    form_add_list(ret, "providers", &options);
}

static enum err propose_in_area(struct wish *wish, struct id area)
{
    struct map map;
    TRY(map_read(wish->act, area, &map));
    for (size_t i = 0; i < map.count; i++) {
        const struct map_service *service = &map.at[i];
        if (!fits(wish, service)) {
            continue;
        }
        struct proposal *proposal = vec_add(wish->list);
        *proposal = (struct proposal){
            .service = *service,
            .area = map.area.name,
            .own_area = id_eq(area, wish->act->actor.area),
            .own_unit = id_eq(service->row.unit, wish->act->actor.unit),
            .fits = profiles_served(wish, service),
            .declined = case_declined(wish->c, service->row.type, service->row.unit,
                                      service->row.organisation),
            .reasons = vec_of(wish->act->arena, struct str),
        };
        add_reasons(wish, &map, proposal);
    }
    return OK;
}

static bool fits(const struct wish *wish, const struct map_service *service)
{
    const struct service_type *type =
        service_type_find(&wish->act->server->services, service->row.type);
    if (!service->is_open || (type && type->never_in_violence) ||
        (wish->service.len > 0 && !str_eq(wish->service, service->row.type)) ||
        case_excludes_organisation(wish->c, service->row.organisation)) {
        return false;
    }
    return service->coverage_count > 0 && (!wish->profiles || profiles_served(wish, service) > 0);
}

static size_t profiles_served(const struct wish *wish, const struct map_service *service)
{
    size_t count = 0;
    for (size_t i = 0; i < json_array_size(wish->profiles); i++) {
        count += map_serves(service, value_str(json_array_get(wish->profiles, i)));
    }
    return count;
}

static void add_reasons(const struct wish *wish, const struct map *map, struct proposal *proposal)
{
    struct act *act = wish->act;
    const struct map_service *service = &proposal->service;
    add_reason(proposal,
               act_words_with(act, N_("Serves: {{arg}}"), served_words(wish, map, service)));
    if (!wish->profiles) {
        add_reason(proposal, act_words(act, N_("The profile was not asked: confirm that they serve "
                                               "the person")));
    }
    if (proposal->own_unit) {
        add_reason(proposal, act_words(act, N_("It is your own unit")));
    } else if (!proposal->own_area) {
        add_reason(proposal, act_words_with(act, N_("In another area: {{arg}}"), proposal->area));
    }
    add_reason(proposal,
               act_words(act, service->account ? N_("Receives the referral here")
                                               : N_("Has no account: it is told by other means")));
    if (service->now.open && service->now.always) {
        add_reason(proposal, act_words(act, N_("Open now, day and night")));
    } else if (service->now.open) {
        add_reason(proposal, act_words_with(act, N_("Open now until {{arg}}"),
                                            str_printf_in(act->arena, "%02d:%02d",
                                                          service->now.until_minute / 60,
                                                          service->now.until_minute % 60)));
    } else if (service->now.known) {
        add_reason(proposal, act_words(act, N_("Closed now")));
    }
    add_marks(wish, map, proposal);
}

/* For what they are worth to somebody who has a case manager: information, no rank. */
static void add_marks(const struct wish *wish, const struct map *map, struct proposal *proposal)
{
    bool entry = false;
    bool funnel = false;
    for (size_t i = 0; i < json_array_size(wish->profiles); i++) {
        enum mark mark = map_mark(map, proposal->service.row.organisation,
                                  value_str(json_array_get(wish->profiles, i)));
        entry = entry || mark == MARK_ENTRY;
        funnel = funnel || mark == MARK_FUNNEL;
    }
    if (funnel) {
        add_reason(proposal, act_words(wish->act, N_("Funnel: refers on by protocols")));
    }
    if (entry) {
        add_reason(proposal, act_words(wish->act, N_("Entry point")));
    }
}

/* Of her profiles those that it serves; all of its own when hers are not known. */
static struct str served_words(const struct wish *wish, const struct map *map,
                               const struct map_service *service)
{
    struct buf text = buf_in(wish->act->arena, LIMIT_PAGE_BYTES);
    if (!wish->profiles) {
        return map_coverage_label(wish->act, map, service);
    }
    for (size_t i = 0; i < json_array_size(wish->profiles); i++) {
        struct str profile = value_str(json_array_get(wish->profiles, i));
        if (map_serves(service, profile)) {
            buf_add(&text, text.len > 0 ? S(", ") : STR_NONE);
            buf_add(&text, map_profile_label(wish->act, map, profile));
        }
    }
    return buf_str(&text);
}

static void add_reason(struct proposal *proposal, struct str text)
{
    *(struct str *)vec_add(&proposal->reasons) = text;
}

/* Her own area, most of her profiles, somebody who can receive it here, open now; then by name, so
 * that the order is the same each time. One's own unit needs no referral and comes last. */
static int compare(const void *a, const void *b)
{
    const struct proposal *x = a;
    const struct proposal *y = b;
    const int by[] = {
        x->declined - y->declined,
        y->own_area - x->own_area,
        x->own_unit - y->own_unit,
        (x->fits < y->fits) - (x->fits > y->fits),
        y->service.account - x->service.account,
        y->service.now.open - x->service.now.open,
        str_compare(x->service.organisation, y->service.organisation),
        str_compare(x->service.row.name, y->service.row.name),
        memcmp(x->service.row.id.b, y->service.row.id.b, ID_BYTES),
    };
    for (size_t i = 0; i < sizeof(by) / sizeof(by[0]); i++) {
        if (by[i] != 0) {
            return by[i];
        }
    }
    return 0;
}

json_t *propose_item_view(struct act *act, const struct proposal *proposal)
{
    const struct map_service *service = &proposal->service;
    json_t *view = value_object();
    json_t *reasons = value_array();
    for (size_t i = 0; i < proposal->reasons.count; i++) {
        value_push_text(reasons, *vec_at(&proposal->reasons, struct str, i));
    }
    value_set_id(view, "provider", service->row.id);
    value_set_text(view, "organisation", service->organisation);
    value_set_text(view, "unit", service->unit);
    if (!id_is_none(service->row.unit)) {
        value_set_id(view, "unit_id", service->row.unit);
    }
    value_set_text(view, "service", service->row.type);
    value_set_text(view, "service_label", map_type_label(act, service->row.type));
    value_set_text(view, "name", service->row.name);
    value_set_text(view, "area", proposal->area);
    value_set(view, "reasons", reasons);
    value_set_text(view, "phone", service->phone);
    value_set_text(view, "phone_24h", service->phone_24h);
    value_set_text(view, "hours", service->hours);
    value_set_text(view, "reports", service->row.reports);
    value_set_text(view, "languages", service->row.languages);
    value_set_flag(view, "account", service->account);
    value_set_flag(view, "open_now", service->now.open);
    return view;
}
