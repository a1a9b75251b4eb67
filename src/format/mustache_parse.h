/* The second half of reading a template: tokens to nodes.
 *
 * Nodes of all templates of a set lie in one array. What a section holds
 * follows it directly, up to `next`; nothing else points. Static text that
 * meets is joined, and sentences are text by now: the catalogue is asked here
 * and never while rendering. Only the modules of Mustache include this.
 */
#ifndef AMPARO_FORMAT_MUSTACHE_PARSE_H
#define AMPARO_FORMAT_MUSTACHE_PARSE_H

#include "format/catalogue.h"
#include "format/mustache_token.h"

struct mustache_node {
    enum mustache_token_kind kind; /* TEXT, HOLE, SECTION, INVERTED or PARTIAL */
    uint32_t next;                 /* of a section: the node after its last */
    uint32_t line;
    uint32_t partial; /* of a partial: its template, once linked */
    struct str text;  /* the text, or the name */
    struct str *keys; /* of a name with dots: its parts; none for {{.}} */
    uint32_t key_count;
    struct str indent; /* of a partial */
};

/* Appends the template's nodes; sentences come out of the catalogue (NULL: English). */
enum err mustache_parse(struct arena *arena, const struct catalogue *catalogue, struct str name,
                        struct str text, struct vec *nodes, struct fault *fault) MUST;

#endif
