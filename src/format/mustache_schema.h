/* What a template says about itself: the values it reads, the sentences it speaks.
 *
 * The schema is JSON Schema for the view a template is filled from. It is loose
 * where a template is: nothing is required, and a section has no type, because
 * a list, an object, a text or a flag may all stand behind it; its `properties`
 * hold when it is an object and its `items`, which are like itself, when it is a
 * list. A name read
 * inside a section is told as the section's own, although the value may stand
 * further out: templates do not say which, only a view does.
 */
#ifndef AMPARO_FORMAT_MUSTACHE_SCHEMA_H
#define AMPARO_FORMAT_MUSTACHE_SCHEMA_H

#include "format/mustache.h"

/* {"type":"object","properties":{…},"allOf":[…]} of a linked set's template; NULL when there is no
 * such template. In the document that it is for, every template stands under `base` and its name
 * ("#/components/schemas/" and "case"): so its partials are told by reference, once for all.
 * `arena` is for the work on the way. */
json_t *mustache_schema(struct arena *arena, const struct mustache_set *set, struct str name,
                        struct str base);

struct mustache_msgid {
    struct str text; /* the key of the catalogue */
    size_t line;
};

/* Appends a `struct mustache_msgid` for each sentence, in order, repeated ones too. */
enum err mustache_msgids(struct arena *arena, struct str name, struct str text, struct vec *ret,
                         struct fault *fault) MUST;

#endif
