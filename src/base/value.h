/* Values: what entries carry, what forms answer, what views show.
 *
 * jansson's json_t is the one tree type of the program. Its memory comes from
 * the arena that value_use_arena() names for the thread; json_decref is never
 * called, the arena's wipe ends everything. Trees made before the first
 * value_use_arena() (forms, settings) live as long as the process and are
 * never changed afterwards.
 *
 * Readers never fail: what is absent or of another type reads as empty.
 */
#ifndef AMPARO_BASE_VALUE_H
#define AMPARO_BASE_VALUE_H

#include <jansson.h>

#include "base/err.h"
#include "base/id.h"
#include "base/str.h"

/* Once, before the first value. */
void value_start(void);
/* This thread's values come from `arena` from now on; NULL: from the process. Returns the
 * former. */
struct arena *value_use_arena(struct arena *arena);

json_t *value_object(void);
json_t *value_array(void);
/* Bytes that are not UTF-8 become U+FFFD: what is stored can always be printed. */
json_t *value_text(struct str s);

/* Sets or replaces; a NULL value sets nothing. */
void value_set(json_t *object, const char *key, json_t *value);
void value_set_text(json_t *object, const char *key, struct str s);
void value_set_z(json_t *object, const char *key, const char *z);
void value_set_int(json_t *object, const char *key, int64_t number);
void value_set_flag(json_t *object, const char *key, bool flag);
void value_set_id(json_t *object, const char *key, struct id id);
void value_push(json_t *array, json_t *value);
void value_push_text(json_t *array, struct str s);

/* The string itself, without copying; empty when absent. */
struct str value_get_text(const json_t *object, const char *key);
int64_t value_get_int(const json_t *object, const char *key, int64_t otherwise);
bool value_get_flag(const json_t *object, const char *key);
struct id value_get_id(const json_t *object, const char *key);
json_t *value_get(const json_t *object, const char *key);
struct str value_str(const json_t *string);
/* True when the array holds the text. */
bool value_has_text(const json_t *array, struct str s);

/* Parses hostile bytes: LIMIT_JSON_BYTES, LIMIT_JSON_DEPTH, no duplicate keys, no NUL inside text.
 * ERR_INVALID, ERR_LIMIT. */
enum err value_parse(struct str bytes, json_t **ret) MUST;
/* Compact, keys sorted: the same tree gives the same bytes. Empty past LIMIT_PAGE_BYTES. */
struct str value_print(struct arena *arena, const json_t *value);

#endif
