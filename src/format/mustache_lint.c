#include "format/mustache_lint.h"

#include "base/arena.h"
#include "format/mustache_token.h"

/* A small part of HTML's tokenizer: the states in which a hole differs. */
enum place {
    PLACE_TEXT,
    PLACE_RAW,      /* inside script, style and their like */
    PLACE_TAG_OPEN, /* after < or </ */
    PLACE_TAG_NAME,
    PLACE_IN_TAG,    /* where an attribute may begin */
    PLACE_ENDED,     /* in a tag, after a name or value that a section's edge or quote ended */
    PLACE_ATTRIBUTE, /* its name */
    PLACE_NAMED,     /* after the name and white space */
    PLACE_EQUALS,    /* after = */
    PLACE_QUOTED,    /* between double quotes */
    PLACE_APOSTROPHES,
    PLACE_BARE, /* a value without quotes */
    PLACE_COMMENT,
    PLACE_DECLARATION, /* <!doctype …> */
};

/* How far the static text before a hole has settled where an address leads. */
enum address {
    ADDRESS_START,
    ADDRESS_SCHEME, /* could still become a scheme */
    ADDRESS_SLASH,  /* could still become // and another host */
    ADDRESS_SETTLED,
};

enum attribute_kind { ATTRIBUTE_PLAIN, ATTRIBUTE_ADDRESS, ATTRIBUTE_CLOSED };

struct state {
    enum place place;
    enum attribute_kind kind;
    enum address address;
    struct str element; /* of the tag or raw text we are in */
    bool closing;       /* the tag is </…> */
};

struct lint {
    struct arena *arena;
    struct str name;
    struct fault *fault;
    struct str text; /* the static text being read */
    size_t at;
    size_t line;
    size_t word;   /* where the name or scheme being read began in `text` */
    bool word_cut; /* by a tag: what was read of the word is not in `text` */
    struct state now;
    struct {
        struct str name;
        struct state before;
    } open[LIMIT_TEMPLATE_DEPTH];
    size_t depth;
};

static enum err read_token(struct lint *lint, const struct mustache_token *token);
static enum err read_text(struct lint *lint, const struct mustache_token *token);
static enum err read_char(struct lint *lint, char c);
static enum err read_tag_char(struct lint *lint, char c);
static enum err read_between(struct lint *lint, char c);
static enum err read_value_start(struct lint *lint, char c);
static enum err read_address_char(struct lint *lint, char c);
static void name_element(struct lint *lint);
static enum err name_attribute(struct lint *lint);
static bool ends_raw(struct str rest, struct str element);
static void end_tag(struct lint *lint);
static enum err read_hole(struct lint *lint, struct str name, bool sentence);
static enum err open_section(struct lint *lint, const struct mustache_token *token);
static enum err close_section(struct lint *lint, const struct mustache_token *token);
static enum err cut_word(struct lint *lint);
static bool merge(struct state *now, const struct state *before);
static bool in_list(struct str name, const char *const *list);
static bool is_space(char c);
static enum err refuse(struct lint *lint, const char *message, struct str what);

enum err mustache_lint(struct arena *arena, struct str name, struct str text, struct fault *fault)
{
    struct vec tokens = vec_of(arena, struct mustache_token);
    TRY(mustache_tokens(arena, name, text, &tokens, fault));
    struct lint lint = {.arena = arena, .name = name, .fault = fault, .line = 1};
    for (size_t i = 0; i < tokens.count; i++) {
        TRY(read_token(&lint, vec_at(&tokens, struct mustache_token, i)));
    }
    if (lint.depth > 0) {
        return refuse(&lint, "Template {{arg}}: a section is not closed.",
                      lint.open[lint.depth - 1].name);
    }
    if (lint.now.place != PLACE_TEXT) {
        return refuse(&lint, "Template {{arg}}: it ends inside a tag, comment or script.",
                      STR_NONE);
    }
    return OK;
}

static enum err read_token(struct lint *lint, const struct mustache_token *token)
{
    TRY(cut_word(lint));
    lint->line = token->line;
    switch (token->kind) {
    case MUSTACHE_TEXT:
        return read_text(lint, token);
    case MUSTACHE_HOLE:
        return read_hole(lint, token->text, false);
    case MUSTACHE_SENTENCE:
        return read_hole(lint, token->text, true);
    case MUSTACHE_PARTIAL:
        return lint->now.place == PLACE_TEXT
                   ? OK
                   : refuse(lint, "Template {{arg}}: a partial stands between tags only.",
                            token->text);
    case MUSTACHE_SECTION:
    case MUSTACHE_INVERTED:
        return open_section(lint, token);
    case MUSTACHE_CLOSE:
    default:
        return close_section(lint, token);
    }
}

static enum err read_text(struct lint *lint, const struct mustache_token *token)
{
    lint->text = token->text;
    lint->word = 0;
    for (lint->at = 0; lint->at < lint->text.len; lint->at++) {
        char c = lint->text.at[lint->at];
        TRY(read_char(lint, c));
        lint->line += c == '\n' ? 1 : 0;
    }
    return OK;
}

static enum err read_char(struct lint *lint, char c)
{
    struct state *now = &lint->now;
    struct str rest = str_from(lint->text, lint->at);
    switch (now->place) {
    case PLACE_TEXT:
        if (str_starts(rest, S("<!--"))) {
            now->place = PLACE_COMMENT;
            lint->at += 3;
        } else if (str_starts(rest, S("<!"))) {
            now->place = PLACE_DECLARATION;
        } else if (c == '<') {
            now->place = PLACE_TAG_OPEN;
            now->closing = false;
        }
        return OK;
    case PLACE_RAW:
        if (ends_raw(rest, now->element)) {
            now->place = PLACE_TAG_OPEN;
            now->closing = true;
            lint->at++;
        }
        return OK;
    case PLACE_COMMENT:
        if (str_starts(rest, S("-->"))) {
            now->place = PLACE_TEXT;
            lint->at += 2;
        }
        return OK;
    case PLACE_DECLARATION:
        now->place = c == '>' ? PLACE_TEXT : PLACE_DECLARATION;
        return OK;
    default:
        return read_tag_char(lint, c);
    }
}

static enum err read_tag_char(struct lint *lint, char c)
{
    struct state *now = &lint->now;
    bool ends_name = is_space(c) || c == '>' || c == '/' || c == '=';
    switch (now->place) {
    case PLACE_TAG_OPEN:
        if (c == '/' && !now->closing) {
            now->closing = true;
            return OK;
        }
        if ((c | 0x20) < 'a' || (c | 0x20) > 'z') {
            return refuse(lint, "Template {{arg}}: this < begins no tag.", STR_NONE);
        }
        now->place = PLACE_TAG_NAME;
        lint->word = lint->at;
        return OK;
    case PLACE_TAG_NAME:
        if (!ends_name) {
            return OK;
        }
        name_element(lint);
        break;
    case PLACE_ATTRIBUTE:
        if (!ends_name) {
            return OK;
        }
        TRY(name_attribute(lint));
        now->place = PLACE_NAMED;
        break;
    case PLACE_EQUALS:
        return read_value_start(lint, c);
    case PLACE_QUOTED:
        if (c != '"') {
            return now->kind == ATTRIBUTE_ADDRESS ? read_address_char(lint, c) : OK;
        }
        now->place = PLACE_ENDED;
        return OK;
    case PLACE_APOSTROPHES:
        now->place = c == '\'' ? PLACE_ENDED : PLACE_APOSTROPHES;
        return OK;
    case PLACE_BARE:
        if (!is_space(c) && c != '>') {
            return OK;
        }
        now->place = PLACE_ENDED;
        break;
    default:
        break;
    }
    return read_between(lint, c);
}

static enum err read_between(struct lint *lint, char c)
{
    struct state *now = &lint->now;
    if (c == '>') {
        end_tag(lint);
    } else if (is_space(c)) {
        now->place = now->place == PLACE_NAMED ? PLACE_NAMED : PLACE_IN_TAG;
    } else if (c == '/') {
        now->place = PLACE_IN_TAG;
    } else if (c == '=') {
        if (now->place != PLACE_NAMED) {
            return refuse(lint, "Template {{arg}}: this = follows no attribute.", STR_NONE);
        }
        now->place = PLACE_EQUALS;
    } else if (now->place == PLACE_ENDED) {
        return refuse(lint, "Template {{arg}}: a space is missing between attributes.", STR_NONE);
    } else {
        now->place = PLACE_ATTRIBUTE;
        lint->word = lint->at;
    }
    return OK;
}

static enum err read_value_start(struct lint *lint, char c)
{
    if (is_space(c)) {
        return OK;
    }
    if (c == '>') {
        return refuse(lint, "Template {{arg}}: an attribute has no value.", STR_NONE);
    }
    lint->now.place = c == '"' ? PLACE_QUOTED : c == '\'' ? PLACE_APOSTROPHES : PLACE_BARE;
    lint->now.address = ADDRESS_START;
    return OK;
}

static enum err read_address_char(struct lint *lint, char c)
{
    static const char *const schemes[] = {"http", "https", "mailto", "tel", "sms", "geo", NULL};
    struct state *now = &lint->now;
    switch (now->address) {
    case ADDRESS_START:
        lint->word = lint->at;
        lint->word_cut = false;
        now->address = c == '/'               ? ADDRESS_SLASH
                       : c == '?' || c == '#' ? ADDRESS_SETTLED
                                              : ADDRESS_SCHEME;
        return OK;
    case ADDRESS_SCHEME:
        if (c == ':') {
            struct str scheme = str_upto(str_from(lint->text, lint->word), lint->at - lint->word);
            if (lint->word_cut || !in_list(scheme, schemes)) {
                return refuse(lint, "Template {{arg}}: an address of this kind is not allowed.",
                              scheme);
            }
            now->address = ADDRESS_SETTLED;
        } else if (c == '/' || c == '?' || c == '#') {
            now->address = ADDRESS_SETTLED;
        }
        return OK;
    case ADDRESS_SLASH:
        if (c == '/' || c == '\\') {
            return refuse(lint, "Template {{arg}}: an address that begins with // leaves the site.",
                          STR_NONE);
        }
        now->address = ADDRESS_SETTLED;
        return OK;
    case ADDRESS_SETTLED:
    default:
        return OK;
    }
}

static void name_element(struct lint *lint)
{
    lint->now.element = str_upto(str_from(lint->text, lint->word), lint->at - lint->word);
    lint->now.place = PLACE_IN_TAG;
}

static enum err name_attribute(struct lint *lint)
{
    static const char *const addresses[] = {"href",     "src",    "action",     "formaction",
                                            "data",     "poster", "cite",       "xlink:href",
                                            "manifest", "ping",   "background", NULL};
    static const char *const closed[] = {"srcdoc", "srcset", "imagesrcset", NULL};
    struct str name = str_upto(str_from(lint->text, lint->word), lint->at - lint->word);
    bool handler = name.len > 2 && str_eq_fold(str_upto(name, 2), S("on"));
    if (handler || str_eq_fold(name, S("style"))) {
        return refuse(lint, "Template {{arg}}: style and on… attributes are not allowed.", name);
    }
    lint->now.kind = in_list(name, addresses) ? ATTRIBUTE_ADDRESS
                     : in_list(name, closed)  ? ATTRIBUTE_CLOSED
                                              : ATTRIBUTE_PLAIN;
    return OK;
}

static bool ends_raw(struct str rest, struct str element)
{
    struct str name = str_from(rest, 2);
    struct str after = str_from(name, element.len);
    return str_starts(rest, S("</")) && str_eq_fold(str_upto(name, element.len), element) &&
           after.len > 0 && (is_space(after.at[0]) || after.at[0] == '/' || after.at[0] == '>');
}

static void end_tag(struct lint *lint)
{
    static const char *const raw[] = {"script",  "style",    "xmp",       "iframe",
                                      "noembed", "noframes", "plaintext", NULL};
    bool opens_raw = !lint->now.closing && in_list(lint->now.element, raw);
    lint->now.place = opens_raw ? PLACE_RAW : PLACE_TEXT;
}

static enum err read_hole(struct lint *lint, struct str name, bool sentence)
{
    struct state *now = &lint->now;
    if (now->place == PLACE_TEXT) {
        return OK;
    }
    if (now->place != PLACE_QUOTED) {
        return refuse(
            lint, "Template {{arg}}: a hole stands in text or between double quotes only.", name);
    }
    if (now->kind == ATTRIBUTE_CLOSED) {
        return refuse(lint, "Template {{arg}}: this attribute takes no hole.", name);
    }
    if (now->kind == ATTRIBUTE_ADDRESS) {
        bool route = !sentence && (str_eq(name, S("url")) || str_ends(name, S("_url")) ||
                                   str_ends(name, S(".url")));
        if (sentence ||
            (now->address != ADDRESS_SETTLED && !(route && now->address == ADDRESS_START))) {
            return refuse(lint, "Template {{arg}}: this hole would decide where the address leads.",
                          name);
        }
        now->address = ADDRESS_SETTLED;
    }
    return OK;
}

static enum err open_section(struct lint *lint, const struct mustache_token *token)
{
    if (lint->depth == LIMIT_TEMPLATE_DEPTH) {
        return refuse(lint, "Template {{arg}}: sections are too deep.", token->text);
    }
    if (lint->now.place == PLACE_TAG_OPEN || lint->now.place == PLACE_EQUALS ||
        lint->now.place == PLACE_BARE) {
        return refuse(lint, "Template {{arg}}: no section can begin here.", token->text);
    }
    lint->open[lint->depth].name = token->text;
    lint->open[lint->depth].before = lint->now;
    lint->depth++;
    return OK;
}

static enum err close_section(struct lint *lint, const struct mustache_token *token)
{
    if (lint->depth == 0 || !str_eq(lint->open[lint->depth - 1].name, token->text)) {
        return refuse(lint, "Template {{arg}}: another section is open here.", token->text);
    }
    lint->depth--;
    if (!merge(&lint->now, &lint->open[lint->depth].before)) {
        return refuse(lint,
                      "Template {{arg}}: the section begins in one part of a tag and ends in "
                      "another.",
                      token->text);
    }
    return OK;
}

/* A name ends where a tag or comment of ours stands: what follows must not lengthen it unseen. */
static enum err cut_word(struct lint *lint)
{
    struct state *now = &lint->now;
    lint->word_cut = true;
    if (now->place == PLACE_TAG_NAME) {
        name_element(lint);
        now->place = PLACE_ENDED;
    } else if (now->place == PLACE_ATTRIBUTE) {
        TRY(name_attribute(lint));
        now->place = PLACE_ENDED;
    } else if (now->place == PLACE_NAMED) {
        now->place = PLACE_IN_TAG;
    }
    return OK;
}

/* Both ways past a section's end lead here: what is known afterwards is what holds for both. */
static bool merge(struct state *now, const struct state *before)
{
    bool tag_now = now->place == PLACE_IN_TAG || now->place == PLACE_ENDED;
    bool tag_before = before->place == PLACE_IN_TAG || before->place == PLACE_ENDED;
    bool same_element =
        str_eq_fold(now->element, before->element) && now->closing == before->closing;
    if (tag_now && tag_before) {
        now->place = before->place == now->place ? now->place : PLACE_ENDED;
        return same_element;
    }
    if (now->place != before->place) {
        return false;
    }
    if (now->place == PLACE_QUOTED || now->place == PLACE_APOSTROPHES) {
        now->address = before->address < now->address ? before->address : now->address;
        return same_element && now->kind == before->kind;
    }
    return now->place != PLACE_RAW || str_eq_fold(now->element, before->element);
}

static bool in_list(struct str name, const char *const *list)
{
    for (size_t i = 0; list[i] != NULL; i++) {
        if (str_eq_fold(name, str_of(list[i]))) {
            return true;
        }
    }
    return false;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static enum err refuse(struct lint *lint, const char *message, struct str what)
{
    return mustache_fault(lint->arena, lint->fault, message, lint->name, lint->line, what);
}
