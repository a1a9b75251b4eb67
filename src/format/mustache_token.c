#include "format/mustache_token.h"

#include "base/arena.h"

struct scanner {
    struct arena *arena;
    struct str name;
    struct str text;
    size_t at;       /* where the next token begins */
    size_t line;     /* of `counted` */
    size_t counted;  /* newlines before here are in `line` */
    bool holes_only; /* inside a sentence */
    struct vec *tokens;
    struct fault *fault;
};

/* A tag as it stands: text.at[start] is its first brace, text.at[end] what follows it. */
struct tag {
    size_t start;
    size_t end;
    char sigil; /* 0 for a hole */
    struct str name;
};

static enum err scan(struct scanner *scanner);
static enum err read_tag(struct scanner *scanner, size_t start, struct tag *tag);
static enum err take_tag(struct scanner *scanner, const struct tag *tag);
static enum err take_sentence(struct scanner *scanner, const struct tag *open);
static struct str sentence_key(struct scanner *scanner, const struct vec *parts);
static bool holds_markup(struct str text);
static bool stands_alone(struct str text, const struct tag *tag, size_t *from, size_t *to);
static bool name_is_good(struct str name, bool partial);
static void add_token(struct scanner *scanner, enum mustache_token_kind kind, struct str text,
                      struct str indent, size_t at);
static size_t line_at(struct scanner *scanner, size_t at);
static enum err refuse(struct scanner *scanner, size_t at, const char *message);

enum err mustache_tokens(struct arena *arena, struct str name, struct str text, struct vec *ret,
                         struct fault *fault)
{
    if (text.len > LIMIT_TEMPLATE_BYTES) {
        return fault_set(fault, ERR_LIMIT, "Template {{arg}} is too large.", name);
    }
    struct scanner scanner = {
        .arena = arena, .name = name, .text = text, .line = 1, .tokens = ret, .fault = fault};
    return scan(&scanner);
}

enum err mustache_sentence_tokens(struct arena *arena, struct str name, struct str text,
                                  struct vec *ret, struct fault *fault)
{
    struct scanner scanner = {.arena = arena,
                              .name = name,
                              .text = text,
                              .line = 1,
                              .holes_only = true,
                              .tokens = ret,
                              .fault = fault};
    return scan(&scanner);
}

enum err mustache_fault(struct arena *arena, struct fault *fault, const char *message,
                        struct str name, size_t line, struct str what)
{
    struct str arg = str_printf_in(arena, "%.*s:%zu: %.*s", STR_ARGS(name), line, STR_ARGS(what));
    return fault_set(fault, ERR_INVALID, message, arg);
}

static enum err scan(struct scanner *scanner)
{
    while (scanner->at < scanner->text.len) {
        struct str rest = str_from(scanner->text, scanner->at);
        size_t before = str_find(rest, S("{{"));
        size_t start = scanner->at + before;
        if (before == rest.len) {
            add_token(scanner, MUSTACHE_TEXT, rest, STR_NONE, scanner->at);
            return OK;
        }
        struct tag tag = {0};
        TRY(read_tag(scanner, start, &tag));
        size_t from = tag.start;
        size_t to = tag.end;
        struct str indent = STR_NONE;
        bool sentence = tag.sigil == '#' && str_eq(tag.name, S("t"));
        if (tag.sigil != 0 && !sentence && stands_alone(scanner->text, &tag, &from, &to)) {
            indent = str_bytes(scanner->text.at + from, tag.start - from);
        }
        /* A line that stands alone begins where the text before it ends, never earlier. */
        if (from > scanner->at) {
            add_token(scanner, MUSTACHE_TEXT, str_upto(rest, from - scanner->at), STR_NONE,
                      scanner->at);
        }
        scanner->at = to;
        if (sentence) {
            TRY(take_sentence(scanner, &tag));
        } else {
            TRY(take_tag(scanner, &tag));
            if (tag.sigil == '>') {
                vec_at(scanner->tokens, struct mustache_token, scanner->tokens->count - 1)->indent =
                    indent;
            }
        }
    }
    return OK;
}

/* Finds where the tag ends and what it says. */
static enum err read_tag(struct scanner *scanner, size_t start, struct tag *tag)
{
    struct str inside = str_from(scanner->text, start + 2);
    size_t close = str_find(inside, S("}}"));
    if (close == inside.len) {
        return refuse(scanner, start, "Template {{arg}}: a tag is not closed.");
    }
    tag->start = start;
    tag->end = start + 2 + close + 2;
    if (str_starts(inside, S("{")) || str_starts(inside, S("&"))) {
        return refuse(scanner, start, "Template {{arg}}: nothing can leave unescaped.");
    }
    if (str_starts(inside, S("="))) {
        return refuse(scanner, start, "Template {{arg}}: the delimiters cannot be changed.");
    }
    struct str content = str_upto(inside, close);
    char first = content.len > 0 ? content.at[0] : '\0';
    bool has_sigil = first != '\0' && memchr("#^/>!", first, 5) != NULL;
    tag->sigil = has_sigil ? first : '\0';
    tag->name = str_trim(str_from(content, has_sigil ? 1 : 0));
    if (tag->sigil != '!' && !name_is_good(tag->name, tag->sigil == '>')) {
        return refuse(scanner, start, "Template {{arg}}: this is no name of a value.");
    }
    return OK;
}

static enum err take_tag(struct scanner *scanner, const struct tag *tag)
{
    if (scanner->holes_only && tag->sigil != 0) {
        return refuse(scanner, tag->start,
                      "Template {{arg}}: a sentence holds text and plain holes only.");
    }
    if (tag->sigil == '^' && str_eq(tag->name, S("t"))) {
        return refuse(scanner, tag->start, "Template {{arg}}: the name t is for sentences.");
    }
    enum mustache_token_kind kind = MUSTACHE_HOLE;
    switch (tag->sigil) {
    case '!':
        return OK;
    case '#':
        kind = MUSTACHE_SECTION;
        break;
    case '^':
        kind = MUSTACHE_INVERTED;
        break;
    case '/':
        kind = MUSTACHE_CLOSE;
        break;
    case '>':
        kind = MUSTACHE_PARTIAL;
        break;
    default:
        break;
    }
    add_token(scanner, kind, tag->name, STR_NONE, tag->start);
    return OK;
}

static enum err take_sentence(struct scanner *scanner, const struct tag *open)
{
    if (scanner->holes_only) {
        return refuse(scanner, open->start,
                      "Template {{arg}}: a sentence holds text and plain holes only.");
    }
    struct tag tag = {0};
    size_t at = open->end;
    do {
        struct str rest = str_from(scanner->text, at);
        size_t next = str_find(rest, S("{{"));
        if (next == rest.len) {
            return refuse(scanner, open->start, "Template {{arg}}: a sentence is not closed.");
        }
        tag = (struct tag){0};
        TRY(read_tag(scanner, at + next, &tag));
        at = tag.end;
    } while (tag.sigil != '/' || !str_eq(tag.name, S("t")));

    struct str inner = str_bytes(scanner->text.at + open->end, tag.start - open->end);
    struct vec parts = vec_of(scanner->arena, struct mustache_token);
    struct scanner inside = {.arena = scanner->arena,
                             .name = scanner->name,
                             .text = inner,
                             .line = line_at(scanner, open->start),
                             .holes_only = true,
                             .tokens = &parts,
                             .fault = scanner->fault};
    TRY(scan(&inside));
    struct str key = sentence_key(scanner, &parts);
    if (key.len == 0) {
        return refuse(scanner, open->start, "Template {{arg}}: a sentence is empty.");
    }
    if (holds_markup(key)) {
        return refuse(scanner, open->start,
                      "Template {{arg}}: a sentence is plain text, without tags or entities.");
    }
    add_token(scanner, MUSTACHE_SENTENCE, key, STR_NONE, open->start);
    scanner->at = tag.end;
    return OK;
}

/* The sentence as the catalogue knows it: holes as {{name}}, white space joined. */
static struct str sentence_key(struct scanner *scanner, const struct vec *parts)
{
    struct buf key = buf_in(scanner->arena, 2 * LIMIT_TEMPLATE_BYTES);
    bool gap = false;
    for (size_t i = 0; i < parts->count; i++) {
        const struct mustache_token *part = vec_at(parts, struct mustache_token, i);
        if (part->kind == MUSTACHE_HOLE) {
            buf_printf(&key, "%s{{%.*s}}", gap ? " " : "", STR_ARGS(part->text));
            gap = false;
            continue;
        }
        for (size_t k = 0; k < part->text.len; k++) {
            char c = part->text.at[k];
            if (c == ' ' || (c >= '\t' && c <= '\r')) {
                gap = key.len > 0;
                continue;
            }
            if (gap) {
                buf_add_char(&key, ' ');
                gap = false;
            }
            buf_add_char(&key, c);
        }
    }
    return buf_str(&key);
}

/* Translations are escaped as they are loaded: markup would be shown as it is written. */
static bool holds_markup(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i];
        if (c == '<' || c == '>') {
            return true;
        }
        if (c == '&') {
            struct str rest = str_from(text, i + 1);
            size_t end = str_find_char(rest, ';');
            if (end > 0 && end < rest.len && str_find_char(rest, ' ') > end) {
                return true;
            }
        }
    }
    return false;
}

/* Whether only blanks share the line with the tag; then *from … *to is the whole line. */
static bool stands_alone(struct str text, const struct tag *tag, size_t *from, size_t *to)
{
    size_t start = tag->start;
    while (start > 0 && (text.at[start - 1] == ' ' || text.at[start - 1] == '\t')) {
        start--;
    }
    if (start > 0 && text.at[start - 1] != '\n') {
        return false;
    }
    size_t end = tag->end;
    while (end < text.len && (text.at[end] == ' ' || text.at[end] == '\t')) {
        end++;
    }
    if (end < text.len && text.at[end] == '\r' && end + 1 < text.len && text.at[end + 1] == '\n') {
        end++;
    }
    if (end < text.len && text.at[end] != '\n') {
        return false;
    }
    *from = start;
    *to = end < text.len ? end + 1 : end;
    return true;
}

static bool name_is_good(struct str name, bool partial)
{
    if (!partial && str_eq(name, S("."))) {
        return true;
    }
    bool after_dot = true;
    for (size_t i = 0; i < name.len; i++) {
        char c = name.at[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                     c == '_' || c == '-' || (partial && c == '/');
        if (!plain && (c != '.' || after_dot)) {
            return false;
        }
        after_dot = c == '.';
    }
    return !after_dot;
}

static void add_token(struct scanner *scanner, enum mustache_token_kind kind, struct str text,
                      struct str indent, size_t at)
{
    struct mustache_token *token = vec_add(scanner->tokens);
    *token = (struct mustache_token){
        .kind = kind, .text = text, .indent = indent, .line = line_at(scanner, at)};
}

/* Called with growing places, so that a text's newlines are counted once. */
static size_t line_at(struct scanner *scanner, size_t at)
{
    for (; scanner->counted < at; scanner->counted++) {
        scanner->line += scanner->text.at[scanner->counted] == '\n' ? 1 : 0;
    }
    return scanner->line;
}

static enum err refuse(struct scanner *scanner, size_t at, const char *message)
{
    struct str rest = str_from(scanner->text, at);
    size_t shown = str_find_char(str_upto(rest, 40), '\n');
    return mustache_fault(scanner->arena, scanner->fault, message, scanner->name,
                          line_at(scanner, at), str_upto(rest, shown));
}
