/* Countries, as a deployment's plan names them: two capitals of ISO 3166-1.
 *
 *     country_name(S("EC"))   // "Ecuador", a msgid; NULL for one that is not listed
 */
#ifndef AMPARO_DOMAIN_COUNTRY_H
#define AMPARO_DOMAIN_COUNTRY_H

#include "base/str.h"

const char *country_name(struct str code);

#endif
