/* What the pages of the service map show: the map, the matrix, the pathway of
 * a profile, and the gaps.
 *
 * Read by everybody but the auditor; it says nothing about any person. All four
 * speak of one area (the actor's own unless another is asked for) and offer the
 * others: view["areas"] are the choices of a filter, view["area"] the one shown.
 */
#ifndef AMPARO_WORK_MAP_SEE_MAP_H
#define AMPARO_WORK_MAP_SEE_MAP_H

#include "work/map/map.h"

/* Ids and codes as they stand in an address; empty: the actor's area, every profile or type.
 * ERR_NOT_FOUND: no such area. */
struct map_choice {
    struct str area, profile, type;
};

/* groups[]{type_label, services[]}, with filters profiles[] and types[]. */
enum err see_map(struct act *act, const struct map_choice *choice, json_t *view) MUST;
/* corner, columns[], rows[]{organisation, cells[]}: each wording byte for byte as it was drawn. */
enum err see_matrix(struct act *act, const struct map_choice *choice, json_t *view) MUST;
/* steps[]: entry points, funnels, services, each with items[]; and diagram{}. Without a profile
 * that of the first column. */
enum err see_pathway(struct act *act, const struct map_choice *choice, json_t *view) MUST;
/* columns[]{label, gaps[]}, nowhere[], expected[]. */
enum err see_gaps(struct act *act, const struct map_choice *choice, json_t *view) MUST;

#endif
