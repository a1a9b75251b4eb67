/* The frame around every page: language, title, navigation, token, notice; and
 * how a view becomes a reply: HTML through its template, or JSON as it is. */
#ifndef AMPARO_WEB_FRAME_H
#define AMPARO_WEB_FRAME_H

#include "web/request.h"

void frame_page(struct request *r);
void frame_error(struct request *r, enum err err);
void frame_redirect(struct request *r); /* 303 to r->go; JSON: {"go": …} */

#endif
