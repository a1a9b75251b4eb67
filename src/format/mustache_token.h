/* The first half of reading a template: text to tokens.
 *
 * Comments are gone, the white space around a tag that stands alone on its
 * line is gone, names are checked, and a sentence to translate is one token
 * holding the catalogue's key. Whether sections close is not looked at here.
 * Used by the parser, the lint and the extraction of sentences.
 */
#ifndef AMPARO_FORMAT_MUSTACHE_TOKEN_H
#define AMPARO_FORMAT_MUSTACHE_TOKEN_H

#include "base/buf.h"
#include "base/err.h"

enum mustache_token_kind {
    MUSTACHE_TEXT,
    MUSTACHE_HOLE,
    MUSTACHE_SECTION,
    MUSTACHE_INVERTED,
    MUSTACHE_CLOSE,
    MUSTACHE_PARTIAL,
    MUSTACHE_SENTENCE,
    MUSTACHE_TOKEN_KIND_COUNT
};

struct mustache_token {
    enum mustache_token_kind kind;
    struct str text;   /* the text, the name, or the sentence's key */
    struct str indent; /* of a partial alone on its line */
    size_t line;       /* where it begins, from 1 */
};

/* Appends `struct mustache_token`s. `name` only serves the fault. */
enum err mustache_tokens(struct arena *arena, struct str name, struct str text, struct vec *ret,
                         struct fault *fault) MUST;

/* Text and holes only: the inside of a sentence, or its translation. */
enum err mustache_sentence_tokens(struct arena *arena, struct str name, struct str text,
                                  struct vec *ret, struct fault *fault) MUST;

/* A fault at "NAME:LINE: what"; returns ERR_INVALID. */
enum err mustache_fault(struct arena *arena, struct fault *fault, const char *message,
                        struct str name, size_t line, struct str what);

#endif
