#include "domain/names.h"

#include <stdlib.h>
#include <utf8proc.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/utf8.h"

enum {
    EXPANSION = 32, /* code points that one becomes; Unicode's longest is 18 */
    KEY_MAX = LIMIT_TEXT * EXPANSION * 4,
    NEAR_LETTERS = 5, /* a shorter word has too many neighbours */
};

_Static_assert(LIMIT_TEXT == 200, "the message says so");

static struct str fold(struct arena *arena, struct str name);
static int32_t plain_letter(int32_t point);
static bool is_apostrophe(uint32_t point);
static bool is_letter(int32_t point);
static void add_words(struct vec *words, struct str folded, bool particles);
static bool is_particle(struct str word);
static struct str sounds_in(struct arena *arena, struct str word);
static size_t sound_at(struct str word, size_t i, char *ret);
static size_t sound_of_q(struct str word, size_t i, char *ret);
static char letter_at(struct str word, size_t i);
static bool is_front(char letter);
static bool is_vowel(char letter);
static int compare_words(const void *a, const void *b);
static bool word_found(struct str card_key, struct str word);
static bool begins(struct str word, struct str start);
static bool may_become(char typed, char written);
static size_t letter_count(struct str word);
static bool is_near(struct str a, struct str b);

enum err names_valid(struct str name, struct str field, struct fault *fault)
{
    if (!utf8_valid(name) || utf8_has_hidden(name) || str_find_char(name, '\n') < name.len ||
        str_find_char(name, '\r') < name.len || str_find_char(name, '\t') < name.len) {
        return fault_add_field(fault, field, N_("This name holds characters that cannot be seen"),
                               STR_NONE);
    }
    if (str_trim(name).len == 0) {
        return fault_add_field(fault, field, N_("Write a name"), STR_NONE);
    }
    if (utf8_length(name) > LIMIT_TEXT) {
        return fault_add_field(fault, field, N_("Use at most {{arg}} characters"), S("200"));
    }
    return OK;
}

struct str names_key_in(struct arena *arena, struct str name)
{
    struct vec words = vec_of(arena, struct str);
    struct buf key = buf_in(arena, KEY_MAX);

    if (!utf8_valid(name)) {
        return STR_NONE;
    }

    struct str folded = fold(arena, name);
    add_words(&words, folded, false);
    if (words.count == 0) {
        add_words(&words, folded, true); /* who is called Los is somebody too */
    }
    if (words.count > 0) {
        qsort(words.at, words.count, sizeof(struct str), compare_words);
    }
    for (size_t i = 0; i < words.count; i++) {
        if (i > 0) {
            buf_add_char(&key, ' ');
        }
        buf_add(&key, *vec_at(&words, struct str, i));
    }
    check(!buf_failed(&key));
    return buf_str(&key);
}

bool names_match(struct str card_key, struct str query_key)
{
    if (query_key.len == 0) {
        return false;
    }
    while (query_key.len > 0) {
        struct str word = str_cut(query_key, ' ', &query_key);
        if (!word_found(card_key, word)) {
            return false;
        }
    }
    return true;
}

/* Lower case, without marks; whatever is no letter has become a space, apostrophes nothing. */
static struct str fold(struct arena *arena, struct str name)
{
    const utf8proc_option_t options = UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE |
                                      UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK;
    struct buf folded = buf_in(arena, KEY_MAX);
    size_t at = 0;

    for (size_t read = 0; at < name.len && read < LIMIT_TEXT; read++) {
        uint32_t point = utf8_next(name, &at);
        int32_t parts[EXPANSION];
        int boundary = 0;
        if (is_apostrophe(point)) {
            continue;
        }
        utf8proc_ssize_t count =
            utf8proc_decompose_char((int32_t)point, parts, EXPANSION, options, &boundary);
        check(count <= EXPANSION);
        for (utf8proc_ssize_t i = 0; i < count; i++) {
            int32_t letter = plain_letter(parts[i]);
            uint8_t bytes[4];
            utf8proc_ssize_t len = utf8proc_encode_char(is_letter(letter) ? letter : ' ', bytes);
            buf_add(&folded, str_bytes(bytes, (size_t)len));
        }
    }
    check(!buf_failed(&folded));
    return buf_str(&folded);
}

/* Letters that Unicode does not take apart into a plain one and a mark. */
static int32_t plain_letter(int32_t point)
{
    switch (point) {
    case 0xF8: /* ø */
        return 'o';
    case 0x111: /* đ */
    case 0xF0:  /* ð */
        return 'd';
    case 0x131: /* ı */
        return 'i';
    case 0x142: /* ł */
        return 'l';
    default:
        return point;
    }
}

/* ' ` ´ ʹ ʼ ‘ ’ : D'Angelo is one word, and typed in many ways. */
static bool is_apostrophe(uint32_t point)
{
    return point == '\'' || point == '`' || point == 0xB4 || point == 0x2B9 || point == 0x2BC ||
           point == 0x2018 || point == 0x2019;
}

static bool is_letter(int32_t point)
{
    if (point < 0x80) {
        return (point >= 'a' && point <= 'z') || (point >= '0' && point <= '9');
    }
    switch (utf8proc_category(point)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_ND:
        return true;
    default:
        return false;
    }
}

static void add_words(struct vec *words, struct str folded, bool particles)
{
    while (folded.len > 0) {
        struct str word = str_cut(folded, ' ', &folded);
        if (word.len > 0 && (particles || !is_particle(word))) {
            struct str sounds = sounds_in(words->arena, word);
            *(struct str *)vec_add(words) = sounds;
        }
    }
}

static bool is_particle(struct str word)
{
    return str_eq(word, S("de")) || str_eq(word, S("del")) || str_eq(word, S("la")) ||
           str_eq(word, S("las")) || str_eq(word, S("los")) || str_eq(word, S("y"));
}

/* A sound is one byte; letters of other scripts pass as they are. */
static struct str sounds_in(struct arena *arena, struct str word)
{
    char *sounds = arena_alloc(arena, word.len);
    size_t len = 0;

    for (size_t i = 0; i < word.len;) {
        char sound = '\0';
        i += sound_at(word, i, &sound);
        bool doubled = len > 0 && sounds[len - 1] == sound && sound >= 'a' && sound <= 'z';
        if (sound != '\0' && !doubled) {
            sounds[len++] = sound;
        }
    }
    return len > 0 ? (struct str){sounds, len} : word; /* "H." */
}

/* How many letters the sound at `i` takes; a silent one leaves *ret alone. */
static size_t sound_at(struct str word, size_t i, char *ret)
{
    char next = letter_at(word, i + 1);

    switch (word.at[i]) {
    case 'h':
        return 1;
    case 'v':
        *ret = 'b';
        return 1;
    case 'x':
    case 'z':
        *ret = 's';
        return 1;
    case 'c':
        *ret = is_front(next) ? 's' : 'k';
        return 1;
    case 'g':
        *ret = is_front(next) ? 'j' : 'g';
        return 1;
    case 'q':
        return sound_of_q(word, i, ret);
    case 'l':
        *ret = next == 'l' ? 'y' : 'l';
        return next == 'l' ? 2 : 1;
    case 'y':
        *ret = is_vowel(next) ? 'y' : 'i';
        return 1;
    case 'p':
        *ret = next == 'h' ? 'f' : 'p';
        return next == 'h' ? 2 : 1;
    default:
        *ret = word.at[i];
        return 1;
    }
}

/* The u of que and qui is silent; at a word's end too, for a query that stops there. */
static size_t sound_of_q(struct str word, size_t i, char *ret)
{
    char after = letter_at(word, i + 2);

    *ret = 'k';
    return letter_at(word, i + 1) == 'u' && (after == 'e' || after == 'i' || after == '\0') ? 2 : 1;
}

/* NUL past the end. */
static char letter_at(struct str word, size_t i)
{
    return i < word.len ? word.at[i] : '\0';
}

static bool is_front(char letter)
{
    return letter == 'e' || letter == 'i' || letter == 'y';
}

static bool is_vowel(char letter)
{
    return letter == 'a' || letter == 'e' || letter == 'i' || letter == 'o' || letter == 'u';
}

static int compare_words(const void *a, const void *b)
{
    return str_compare(*(const struct str *)a, *(const struct str *)b);
}

static bool word_found(struct str card_key, struct str word)
{
    bool near = letter_count(word) >= NEAR_LETTERS;

    while (card_key.len > 0) {
        struct str written = str_cut(card_key, ' ', &card_key);
        if (begins(written, word) || (near && is_near(written, word))) {
            return true;
        }
    }
    return false;
}

static bool begins(struct str word, struct str start)
{
    if (start.len == 0 || word.len < start.len) {
        return false;
    }
    size_t last = start.len - 1;
    return memcmp(word.at, start.at, last) == 0 &&
           (word.at[last] == start.at[last] ||
            (word.len > start.len && may_become(start.at[last], word.at[last])));
}

/* A query that stops within a word has not shown yet how its last letter sounds: "Marc" is the
 * beginning of Marcos and of Marcela. */
static bool may_become(char typed, char written)
{
    return (typed == 'k' && written == 's') || (typed == 'g' && written == 'j') ||
           (typed == 'l' && written == 'y') || (typed == 'i' && written == 'y');
}

static size_t letter_count(struct str word)
{
    size_t count = 0;

    for (size_t i = 0; i < word.len; i++) {
        count += ((uint8_t)word.at[i] & 0xC0) != 0x80;
    }
    return count;
}

/* One byte wrong, missing or added, or two neighbours exchanged. Bytes are letters here: the key
 * of a name in Latin script is ASCII. */
static bool is_near(struct str a, struct str b)
{
    struct str longer = a.len >= b.len ? a : b;
    struct str shorter = a.len >= b.len ? b : a;
    size_t i = 0;

    if (longer.len - shorter.len > 1) {
        return false;
    }
    while (i < shorter.len && longer.at[i] == shorter.at[i]) {
        i++;
    }
    if (longer.len > shorter.len) {
        return str_eq(str_from(longer, i + 1), str_from(shorter, i));
    }
    if (str_eq(str_from(longer, i + 1), str_from(shorter, i + 1))) {
        return true;
    }
    return i + 1 < shorter.len && longer.at[i] == shorter.at[i + 1] &&
           longer.at[i + 1] == shorter.at[i] &&
           str_eq(str_from(longer, i + 2), str_from(shorter, i + 2));
}
