#include "domain/term.h"

#include "base/buf.h"
#include "base/limits.h"
#include "domain/words.h"

enum { TERM_USUAL, TERM_COUNT = 4 };

/* The first row names the terms, the first column is what the sentences say. */
static const char *const forms[][TERM_COUNT] = {
    {"derivación", "referencia", "remisión", "canalización"},
    {"derivaciones", "referencias", "remisiones", "canalizaciones"},
    {"derivar", "referir", "remitir", "canalizar"},
    {"deriva", "refiere", "remite", "canaliza"},
    {"derivó", "refirió", "remitió", "canalizó"},
};
enum { FORM_COUNT = sizeof(forms) / sizeof(forms[0]) };

static size_t term_of(struct str term);
static void add_word(struct buf *out, struct str word, size_t term);

bool term_is_known(struct str term)
{
    return term_of(term) < TERM_COUNT;
}

struct str term_in(struct arena *arena, struct str text, struct str term)
{
    struct buf out = buf_in(arena, LIMIT_JSON_BYTES);
    size_t which = term_of(term);
    struct str rest = text;

    if (which == TERM_USUAL || which == TERM_COUNT) {
        return text;
    }
    while (rest.len > 0) {
        bool word = false;
        size_t run = words_run(rest, &word);
        if (word) {
            add_word(&out, str_upto(rest, run), which);
        } else {
            buf_add(&out, str_upto(rest, run));
        }
        rest = str_from(rest, run);
    }
    return buf_str(&out);
}

static size_t term_of(struct str term)
{
    size_t which = 0;

    while (which < TERM_COUNT && !str_eq(term, str_of(forms[0][which]))) {
        which++;
    }
    return which;
}

/* Each begins with a letter of ASCII, which may be a capital. */
static void add_word(struct buf *out, struct str word, size_t term)
{
    for (size_t i = 0; i < FORM_COUNT; i++) {
        struct str usual = str_of(forms[i][TERM_USUAL]);
        struct str other = str_of(forms[i][term]);
        bool capital = word.at[0] == 'D';
        if ((capital || word.at[0] == 'd') && str_eq(str_from(word, 1), str_from(usual, 1))) {
            buf_add_char(out, (char)(capital ? other.at[0] - 'a' + 'A' : other.at[0]));
            buf_add(out, str_from(other, 1));
            return;
        }
    }
    buf_add(out, word);
}
