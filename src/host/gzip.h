/* Compressing one page after another in memory that is kept and wiped.
 *
 * zlib's work memory holds the page it compresses, so it is ours: mapped once
 * per thread and overwritten after each page.
 */
#ifndef AMPARO_HOST_GZIP_H
#define AMPARO_HOST_GZIP_H

#include "base/str.h"

enum { GZIP_MIN_BYTES = 600 }; /* shorter pages fit into one packet as they are */

struct gzip;

struct gzip *gzip_open(void);
void gzip_close(struct gzip *gzip); /* NULL is fine */

/* The page compressed, in the arena; empty when that would not make it smaller. */
struct str gzip_page(struct gzip *gzip, struct arena *arena, struct str page);
/* Whether an Accept-Encoding header takes gzip. */
bool gzip_accepted(struct str accept_encoding);

#endif
