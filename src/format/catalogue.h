/* The sentences of one language, as msgfmt compiled them (.mo of GNU gettext).
 *
 * The key is the English sentence; what has no translation is shown in English.
 * A NULL catalogue is English. Reading checks every offset, so that a damaged
 * file is refused at start and never read past its end. The catalogue keeps
 * slices of `bytes`, which must live as long as it does; it is never changed
 * after opening (and rewording), and may be read by all threads.
 *
 *     struct catalogue *es = NULL;
 *     TRY(catalogue_open(arena, bytes, &es));
 *     catalogue_text(es, "Sign in")                           // Entrar
 *     catalogue_plural(es, "{{n}} person", "{{n}} people", 2)
 */
#ifndef AMPARO_FORMAT_CATALOGUE_H
#define AMPARO_FORMAT_CATALOGUE_H

#include "base/err.h"
#include "base/str.h"

struct catalogue;

/* ERR_CORRUPT: not a .mo, an offset outside, keys out of order, text that is not UTF-8. */
enum err catalogue_open(struct arena *arena, struct str bytes, struct catalogue **ret) MUST;

/* Every translation becomes what `reword` makes of it, before there is a reader. A NUL between two
 * forms of a plural has to stay. */
void catalogue_reword(struct catalogue *catalogue, struct arena *arena,
                      struct str (*reword)(struct arena *arena, struct str text, struct str by),
                      struct str by);

/* The translation, or the sentence itself. */
struct str catalogue_text(const struct catalogue *catalogue, const char *msgid);
struct str catalogue_str(const struct catalogue *catalogue, struct str msgid);
/* Whether there is a translation of its own. */
bool catalogue_has(const struct catalogue *catalogue, struct str msgid);

/* The form for `n` things; both languages have two forms, the first for exactly one. */
struct str catalogue_plural(const struct catalogue *catalogue, const char *one, const char *many,
                            int64_t n);

/* The translation with every `{{name}}` replaced by `value`, unescaped: escaping is the view's. */
struct str catalogue_fill(struct arena *arena, const struct catalogue *catalogue, const char *msgid,
                          const char *name, struct str value);
/* The same replacement in a text already translated. */
struct str catalogue_fill_str(struct arena *arena, struct str text, const char *name,
                              struct str value);

#endif
