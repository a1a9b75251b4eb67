/* Which services fit a person: from the map, with the reasons in words.
 *
 * The actor's own area comes first, then the others. A service is proposed when
 * it is open, of the wanted type, and serves one of her profiles; when her
 * profiles were not asked, that is said and nothing is left out for it. Since
 * she has somebody who accompanies her, she goes straight to the service:
 * marks of the pathway are told and do not rank (rule R6).
 *
 * Absent, without a word: organisations that must not know, and what is never
 * offered in violence. Services she said no to are listed apart; they are
 * proposed again only once she asks or after a new incident.
 *
 *     struct vec list;
 *     TRY(propose_services(act, &p.c, S("LEGAL"), &list));
 *     value_set(view, "proposals", propose_view(act, &list));
 */
#ifndef AMPARO_WORK_REFERRAL_PROPOSE_H
#define AMPARO_WORK_REFERRAL_PROPOSE_H

#include "domain/case.h"
#include "work/map/map.h"

enum { PROPOSE_FIRST = 5 }; /* shown at once; the rest on demand */

struct proposal {
    struct map_service service;
    struct str area; /* name */
    bool own_area, own_unit;
    size_t fits;        /* of her profiles, how many it serves */
    bool declined;      /* by her, and not reopened */
    struct vec reasons; /* struct str, in the reader's language */
};

/* `service`: code of a type; empty takes all. Best first, declined ones last. */
enum err propose_services(struct act *act, const struct case_state *c, struct str service,
                          struct vec *ret) MUST;

/* {first[], more[], declined[], any}: items {provider, organisation, unit, service, service_label,
 * name, area, reasons[], phone, phone_24h, hours, reports, languages, account, open_now}. */
json_t *propose_view(struct act *act, const struct vec *list);
json_t *propose_item_view(struct act *act, const struct proposal *proposal);

/* The choices of the form field "provider": value is the row's id; declined ones are not among
 * them. */
void propose_options(struct act *act, const struct vec *list, struct option_lists *ret);

#endif
