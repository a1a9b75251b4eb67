/* Where in HTML a template's holes stand.
 *
 * A hole is escaped for text and for double-quoted attribute values; anywhere
 * else escaping would not hold. The lint reads a template as HTML, from text
 * to text, and refuses
 *   - a hole or sentence in a tag's or attribute's name, in a value without
 *     double quotes, in a comment, script or style, in srcset or srcdoc;
 *   - style= and on…= as such: the content security policy forbids them;
 *   - in href, src, action, formaction and the like a hole that decides where
 *     the address leads: it must be named url or …_url (such values come from
 *     a route), or follow static text as in /personas/{{case}} or tel:{{phone}};
 *   - a partial outside text, and a section that begins and ends in different
 *     places (inside a value, a tag, in text): both ways through must be HTML.
 *
 *     TRY(mustache_lint(arena, S("person"), text, fault));
 */
#ifndef AMPARO_FORMAT_MUSTACHE_LINT_H
#define AMPARO_FORMAT_MUSTACHE_LINT_H

#include "base/err.h"

/* ERR_INVALID, with "NAME:LINE: what"; whatever mustache_add() refuses token by token, too. */
enum err mustache_lint(struct arena *arena, struct str name, struct str text, struct fault *fault)
    MUST;

#endif
