#include "format/mustache_parse.h"

#include "base/arena.h"
#include "format/mustache.h"

struct parser {
    struct arena *arena;
    const struct catalogue *catalogue;
    struct str name;
    struct vec *nodes;
    struct fault *fault;
    uint32_t open[LIMIT_TEMPLATE_DEPTH]; /* sections not yet closed */
    size_t depth;
    size_t barrier; /* text before this node is the end of a section, or of another template */
};

static enum err take(struct parser *parser, const struct mustache_token *token);
static enum err open_section(struct parser *parser, const struct mustache_token *token);
static enum err close_section(struct parser *parser, const struct mustache_token *token);
static enum err take_sentence(struct parser *parser, const struct mustache_token *token);
static bool has_hole(const struct vec *tokens, struct str name);
static void add_text(struct parser *parser, struct str text);
static struct mustache_node *add_node(struct parser *parser, const struct mustache_token *token);
static void split_keys(struct arena *arena, struct mustache_node *node);
static enum err refuse(struct parser *parser, const char *message, size_t line, struct str what);

enum err mustache_parse(struct arena *arena, const struct catalogue *catalogue, struct str name,
                        struct str text, struct vec *nodes, struct fault *fault)
{
    struct vec tokens = vec_of(arena, struct mustache_token);
    TRY(mustache_tokens(arena, name, text, &tokens, fault));
    struct parser parser = {.arena = arena,
                            .catalogue = catalogue,
                            .name = name,
                            .nodes = nodes,
                            .fault = fault,
                            .barrier = nodes->count};
    for (size_t i = 0; i < tokens.count; i++) {
        TRY(take(&parser, vec_at(&tokens, struct mustache_token, i)));
    }
    if (parser.depth > 0) {
        const struct mustache_node *node =
            vec_at(nodes, struct mustache_node, parser.open[parser.depth - 1]);
        return refuse(&parser, "Template {{arg}}: a section is not closed.", node->line,
                      node->text);
    }
    return OK;
}

static enum err take(struct parser *parser, const struct mustache_token *token)
{
    switch (token->kind) {
    case MUSTACHE_TEXT:
        add_text(parser, token->text);
        return OK;
    case MUSTACHE_SECTION:
    case MUSTACHE_INVERTED:
        return open_section(parser, token);
    case MUSTACHE_CLOSE:
        return close_section(parser, token);
    case MUSTACHE_SENTENCE:
        return take_sentence(parser, token);
    case MUSTACHE_HOLE:
    case MUSTACHE_PARTIAL:
    default:
        add_node(parser, token);
        return OK;
    }
}

static enum err open_section(struct parser *parser, const struct mustache_token *token)
{
    if (parser->depth == LIMIT_TEMPLATE_DEPTH) {
        return refuse(parser, "Template {{arg}}: sections are too deep.", token->line, token->text);
    }
    parser->open[parser->depth++] = (uint32_t)parser->nodes->count;
    add_node(parser, token);
    return OK;
}

static enum err close_section(struct parser *parser, const struct mustache_token *token)
{
    if (parser->depth == 0) {
        return refuse(parser, "Template {{arg}}: nothing is open here.", token->line, token->text);
    }
    struct mustache_node *node =
        vec_at(parser->nodes, struct mustache_node, parser->open[parser->depth - 1]);
    if (!str_eq(node->text, token->text)) {
        return refuse(parser, "Template {{arg}}: another section is open here.", token->line,
                      token->text);
    }
    parser->depth--;
    node->next = (uint32_t)parser->nodes->count;
    parser->barrier = parser->nodes->count;
    return OK;
}

static enum err take_sentence(struct parser *parser, const struct mustache_token *token)
{
    struct vec english = vec_of(parser->arena, struct mustache_token);
    struct vec shown = vec_of(parser->arena, struct mustache_token);
    TRY(mustache_sentence_tokens(parser->arena, parser->name, token->text, &english,
                                 parser->fault));
    struct str translation = catalogue_str(parser->catalogue, token->text);
    TRY(mustache_sentence_tokens(parser->arena, parser->name, translation, &shown, parser->fault));
    for (size_t i = 0; i < shown.count; i++) {
        struct mustache_token *part = vec_at(&shown, struct mustache_token, i);
        part->line = token->line;
        if (part->kind == MUSTACHE_TEXT) {
            struct buf escaped = buf_in(parser->arena, 8 * LIMIT_TEMPLATE_BYTES);
            mustache_escape(&escaped, part->text);
            add_text(parser, buf_str(&escaped));
        } else if (has_hole(&english, part->text)) {
            add_node(parser, part);
        } else {
            return refuse(parser,
                          "Template {{arg}}: a translation has a hole that the sentence has not.",
                          token->line, part->text);
        }
    }
    return OK;
}

static bool has_hole(const struct vec *tokens, struct str name)
{
    for (size_t i = 0; i < tokens->count; i++) {
        const struct mustache_token *token = vec_at(tokens, struct mustache_token, i);
        if (token->kind == MUSTACHE_HOLE && str_eq(token->text, name)) {
            return true;
        }
    }
    return false;
}

static void add_text(struct parser *parser, struct str text)
{
    if (parser->nodes->count > parser->barrier) {
        struct mustache_node *last =
            vec_at(parser->nodes, struct mustache_node, parser->nodes->count - 1);
        if (last->kind == MUSTACHE_TEXT) {
            last->text = str_join_in(parser->arena, last->text, text, STR_NONE);
            return;
        }
    }
    struct mustache_node *node = vec_add(parser->nodes);
    *node = (struct mustache_node){.kind = MUSTACHE_TEXT, .text = text};
}

static struct mustache_node *add_node(struct parser *parser, const struct mustache_token *token)
{
    struct mustache_node *node = vec_add(parser->nodes);
    *node = (struct mustache_node){.kind = token->kind,
                                   .line = (uint32_t)token->line,
                                   .text = token->text,
                                   .indent = token->indent};
    if (token->kind != MUSTACHE_PARTIAL) {
        split_keys(parser->arena, node);
    }
    return node;
}

static void split_keys(struct arena *arena, struct mustache_node *node)
{
    if (str_eq(node->text, S("."))) {
        return;
    }
    struct vec keys = vec_of(arena, struct str);
    struct str rest = node->text;
    while (rest.len > 0) {
        struct str key = str_cut(rest, '.', &rest);
        *(struct str *)vec_add(&keys) = key;
    }
    node->keys = keys.at;
    node->key_count = (uint32_t)keys.count;
}

static enum err refuse(struct parser *parser, const char *message, size_t line, struct str what)
{
    return mustache_fault(parser->arena, parser->fault, message, parser->name, line, what);
}
