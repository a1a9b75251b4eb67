/* Pages: templates filled from one JSON view.
 *
 * A set holds every template of one language, parsed once at start; after
 * mustache_link() it never changes and all threads may render from it. Text is
 * kept as slices: texts, catalogue and arena must outlive the set.
 *
 *     {{key}} {{a.b}} {{.}}     the value, escaped for text and quoted attributes, always
 *     {{#key}}…{{/key}}         once per item of a list, once for anything else that is not empty
 *     {{^key}}…{{/key}}         when it is absent, null, false, 0, "" or an empty list
 *     {{>name}}                 another template; indented as its tag when alone on a line
 *     {{! why }}                nothing
 *     {{#t}}English {{n}}{{/t}} the sentence in the set's language: text and holes, no markup;
 *                               the catalogue's key is the sentence, its white space joined
 *
 * Left out of the Mustache specification on purpose, each a parse error:
 * {{{raw}}} and {{&raw}} (nothing leaves unescaped), {{=set delimiters=}},
 * lambdas, inheritance ({{<}} {{$}}), dynamic names ({{*}}), and a template
 * that comes back to itself.
 */
#ifndef AMPARO_FORMAT_MUSTACHE_H
#define AMPARO_FORMAT_MUSTACHE_H

#include "base/buf.h"
#include "base/value.h"
#include "format/catalogue.h"

struct mustache_set;

/* `catalogue` may be NULL: English. */
struct mustache_set *mustache_set_open(struct arena *arena, const struct catalogue *catalogue);

/* Parses. ERR_INVALID, ERR_LIMIT; the fault's argument is "NAME:LINE: what". */
enum err mustache_add(struct mustache_set *set, struct str name, struct str text,
                      struct fault *fault) MUST;

/* Joins partials to templates; once, after the last add. ERR_INVALID: a partial that is not there,
 * or that contains itself. ERR_LIMIT: sections and partials deeper than LIMIT_TEMPLATE_DEPTH. */
enum err mustache_link(struct mustache_set *set, struct fault *fault) MUST;

bool mustache_has(const struct mustache_set *set, struct str name);

/* ERR_NOT_FOUND: no such template. ERR_LIMIT: `out` is full. */
enum err mustache_render(const struct mustache_set *set, struct str name, const json_t *view,
                         struct buf *out) MUST;

/* Adds the text with & < > " ' escaped, as every hole does. */
void mustache_escape(struct buf *out, struct str text);

#endif
