/* The code list of services: what organisations can offer.
 *
 * Read once at start from data/services.tsv (columns code, en, es, synonyms and
 * note; others are passed over). A deployment may add lines. The strings are
 * slices of the text handed in, which must live as long as the list.
 *
 *     TRY(service_types_parse(arena, embedded_str(file), &types, fault));
 *     service_type_recognise(&types, S("médico"))->code     // "HEALTH"
 */
#ifndef AMPARO_DOMAIN_SERVICE_TYPES_H
#define AMPARO_DOMAIN_SERVICE_TYPES_H

#include "base/err.h"

struct service_type {
    struct str code, en, es;
    struct str synonyms;    /* separated by ';' */
    bool never_in_violence; /* family mediation: never offered, rule R7 */
};
struct service_types {
    struct service_type *at;
    size_t count;
};

/* ERR_INVALID, ERR_LIMIT; the fault's argument is the line. */
enum err service_types_parse(struct arena *arena, struct str tsv, struct service_types *ret,
                             struct fault *fault) MUST;
/* By exact code; NULL when unknown. */
const struct service_type *service_type_find(const struct service_types *types, struct str code);
/* By code, name in either language, or synonym; folded. NULL when unknown. */
const struct service_type *service_type_recognise(const struct service_types *types,
                                                  struct str word);

#endif
