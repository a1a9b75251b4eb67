/* What a form of her authorisation offers: the items, and under 18 who says yes.
 *
 *     {.name = "release", .form = "release", .lists = release_lists, …}
 */
#ifndef AMPARO_WEB_RELEASE_LISTS_H
#define AMPARO_WEB_RELEASE_LISTS_H

#include "web/request.h"

/* Items of a referral, by category. */
enum err release_items(struct request *r) MUST;
/* The same, and who consents. */
enum err release_lists(struct request *r) MUST;

#endif
