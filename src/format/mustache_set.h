/* What a set of templates is made of; only the modules of Mustache include this. */
#ifndef AMPARO_FORMAT_MUSTACHE_SET_H
#define AMPARO_FORMAT_MUSTACHE_SET_H

#include "format/mustache.h"
#include "format/mustache_parse.h"

struct mustache_template {
    struct str name;
    struct str text; /* with the indent put in, for an indented variant */
    struct str indent;
    uint32_t first; /* nodes [first, end) */
    uint32_t end;
    uint32_t depth; /* sections and partials inside one another, once linked */
    enum { MUSTACHE_UNSEEN, MUSTACHE_VISITING, MUSTACHE_SEEN } visit;
};

struct mustache_set {
    struct arena *arena;
    const struct catalogue *catalogue;
    struct vec nodes;     /* struct mustache_node */
    struct vec templates; /* struct mustache_template; variants come after what was added */
    struct vec by_name;   /* uint32_t, sorted by name; no variants */
    bool linked;
};

/* NULL when there is none. */
const struct mustache_template *mustache_find(const struct mustache_set *set, struct str name);

static inline const struct mustache_node *mustache_node_at(const struct mustache_set *set,
                                                           uint32_t at)
{
    return &((const struct mustache_node *)set->nodes.at)[at];
}

static inline const struct mustache_template *mustache_template_at(const struct mustache_set *set,
                                                                   uint32_t at)
{
    return &((const struct mustache_template *)set->templates.at)[at];
}

#endif
