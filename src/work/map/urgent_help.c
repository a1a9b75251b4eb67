#include "work/map/urgent_help.h"

#include "store/directory.h"
#include "store/services.h"
#include "work/see.h"

static json_t *help_view(struct act *act, size_t which, const struct service_rows *services,
                         const struct unit_rows *units,
                         const struct organisation_rows *organisations);
static json_t *phone_view(struct act *act, const struct service_row *service,
                          const struct unit_rows *units,
                          const struct organisation_rows *organisations);

static const struct {
    enum urgent urgent;
    const char *title, *first; /* msgids; `first` opens the call, {{arg}} is who calls */
    const char *types[4];      /* codes, NULL at the end; mediation never */
} helps[] = {
    {URGENT_CARE,
     N_("Urgent health care"),
     N_("I am {{arg}}. I am with a person who needs care today."),
     {"HEALTH", "CMR", "MH", NULL}},
    {URGENT_PLACE,
     N_("A safe place"),
     N_("I am {{arg}}. I am with a person who needs a safe place for tonight."),
     {"SHELTER-S", "SEC", NULL}},
    {URGENT_CHILD,
     N_("Protection of children and adolescents"),
     N_("I am {{arg}}. I am with a person under 18 who needs protection today."),
     {"CP", NULL}},
};
enum { HELP_COUNT = sizeof(helps) / sizeof(helps[0]) };

enum err see_urgent_help(struct act *act, unsigned urgent, json_t *view)
{
    struct service_rows services;
    struct unit_rows units;
    struct organisation_rows organisations;
    TRY(services_of_area(act->db, act->arena, act->actor.area, &services));
    TRY(directory_units(act->db, act->arena, &units));
    TRY(directory_organisations(act->db, act->arena, &organisations));
    json_t *array = value_array();
    for (int round = 0; round < 2; round++) {
        for (size_t i = 0; i < HELP_COUNT; i++) {
            bool first = (urgent & helps[i].urgent) != 0;
            bool shown = first || helps[i].urgent != URGENT_CHILD;
            if (shown && first == (round == 0)) {
                value_push(array, help_view(act, i, &services, &units, &organisations));
            }
        }
    }
    value_set(view, "helps", array);
    return OK;
}

static json_t *help_view(struct act *act, size_t which, const struct service_rows *services,
                         const struct unit_rows *units,
                         const struct organisation_rows *organisations)
{
    json_t *view = value_object();
    json_t *phones = value_array();
    json_t *say = value_array();
    struct str me = catalogue_fill(act->arena, act->words, N_("{{name}}, from {{organisation}}"),
                                   "name", act->actor.name);
    me = catalogue_fill_str(act->arena, me, "organisation", act->actor.organisation_name);
    for (const char *const *type = helps[which].types; *type; type++) {
        for (size_t i = 0; i < services->count; i++) {
            const struct service_row *service = &services->at[i];
            if (str_eq(service->type, str_of(*type)) && service_is_open(service, act->now_us)) {
                json_t *phone = phone_view(act, service, units, organisations);
                if (phone) {
                    value_push(phones, phone);
                }
            }
        }
    }
    see_line(say, act_words_with(act, helps[which].first, me));
    see_line(say, act_words(act, N_("Can you receive the person now? Whom do we ask for?")));
    see_line(say, act_words(act, N_("Do not say the name or what happened: it is not needed.")));
    value_set_text(view, "help_title", act_words(act, helps[which].title));
    value_set(view, "say", say);
    value_set(view, "phones", phones);
    value_set_flag(view, "any", json_array_size(phones) > 0);
    return view;
}

/* NULL when it has no phone at all. */
static json_t *phone_view(struct act *act, const struct service_row *service,
                          const struct unit_rows *units,
                          const struct organisation_rows *organisations)
{
    struct str night = STR_NONE;
    struct str day = service->phone;
    struct str name = STR_NONE;
    for (size_t i = 0; i < units->count; i++) {
        if (id_eq(units->at[i].id, service->unit)) {
            night = units->at[i].phone_24h;
            day = day.len > 0 ? day : units->at[i].phone;
        }
    }
    if (day.len == 0 && night.len == 0) {
        return NULL;
    }
    for (size_t i = 0; i < organisations->count; i++) {
        if (id_eq(organisations->at[i].id, service->organisation)) {
            name = organisations->at[i].name;
        }
    }
    const struct service_type *type = service_type_find(&act->server->services, service->type);
    json_t *view = value_object();
    value_set_text(view, "organisation", name);
    value_set_text(view, "service", service->type);
    value_set_text(view, "service_label",
                   !type                            ? service->type
                   : str_eq(act->language, S("en")) ? type->en
                                                    : type->es);
    value_set_text(view, "phone", day);
    value_set_text(view, "phone_24h", night);
    value_set_text(view, "hours", service->hours);
    return view;
}
