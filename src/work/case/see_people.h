/* The people whom one accompanies or supervises: a list of codes, and a search.
 *
 * Only cards that the actor's keys open are looked at: what somebody may not
 * know of is neither counted nor found. No name stands in a list; the search
 * compares folded names inside the sealed cards and shows codes.
 */
#ifndef AMPARO_WORK_CASE_SEE_PEOPLE_H
#define AMPARO_WORK_CASE_SEE_PEOPLE_H

#include "work/act.h"

enum see_order { SEE_BY_NEXT, SEE_BY_CODE }; /* what is due first, or by code */

/* One page (from 1) of LIMIT_LIST_ROWS: list{items, empty}, pager, total. */
enum err see_people(struct act *act, enum see_order order, int64_t page, json_t *view) MUST;

/* By name, however written, or by code: list{items, empty}, found, more (there are more than
 * LIMIT_SEARCH_HITS). One audit record, with the number of cards looked at. */
enum err see_search(struct act *act, struct str query, json_t *view) MUST;

/* Before somebody is met: the codes of those who may be the same person, by this name; empty when
 * there is none among whom the actor can open. */
enum err see_alike(struct act *act, struct str name, struct str *ret_codes) MUST;

#endif
