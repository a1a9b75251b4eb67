/* A service that is paused until a day: not offered meanwhile, and open again by itself.
 *
 * Its focal points say so, and who edits the map. The reason is a code, so that
 * no word about anybody can stand in it: everybody reads the map.
 */
#ifndef AMPARO_WORK_MAP_PAUSE_H
#define AMPARO_WORK_MAP_PAUSE_H

#include "store/services.h"
#include "work/act.h"

/* Answers of forms/service_pause.json; `base` is the version that the page was made from.
 * ERR_NOT_FOUND: no such service, or it is not the actor's to pause. */
enum err pause_set(struct act *act, struct id service, int64_t base, const json_t *answers) MUST;
enum err see_pause(struct act *act, struct id service, json_t *view, json_t **ret_answers,
                   int64_t *ret_base) MUST;
enum err pause_may(struct act *act, const struct service_row *service, bool *ret) MUST;
/* "This service is paused: …", or that it cannot be offered, when it is not open; `field` as in
 * fault_add_field(), empty: of the page. */
enum err pause_refuses(struct act *act, const struct service_row *service, struct str field) MUST;

#endif
