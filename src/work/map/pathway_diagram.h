/* The pathway as a drawing: columns of boxes, and arrows from one to the next.
 *
 * Only numbers and words: templates/services_pathway.mustache makes SVG of
 * them, inside the page, so that it follows the page's colours and size. A list
 * with the same matter, in full, stands beside it. Long names are cut.
 */
#ifndef AMPARO_WORK_MAP_PATHWAY_DIAGRAM_H
#define AMPARO_WORK_MAP_PATHWAY_DIAGRAM_H

#include "work/act.h"

/* `steps`: as see_pathway() makes them. {width, height, headings[]{x, y, text}, boxes[]{x, y, w, h,
 * name, detail, name_x, name_y, detail_y, is_marked, is_none}, lines, heads}, the last two being
 * paths. */
json_t *pathway_diagram(struct act *act, const json_t *steps);

#endif
