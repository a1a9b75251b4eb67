#include "format/mustache_schema.h"

#include "base/arena.h"
#include "format/mustache_set.h"

/* A value as the template uses it. */
struct shape {
    struct str key;
    struct shape *first; /* what is read inside it, newest first */
    struct shape *next;
    bool printed;
    bool section;
    bool items_printed; /* {{.}} inside its section */
    bool items_nested;  /* {{#.}} inside its section: lists of lists */
    struct part *parts; /* partials that stand inside it */
};

struct part {
    struct str name;
    struct part *next;
};

struct walk {
    struct arena *arena;
    const struct mustache_set *set;
    struct str base; /* under which all templates stand */
    size_t depth;
    struct shape *scope[LIMIT_TEMPLATE_DEPTH + 1];
};

static void walk_nodes(struct walk *walk, uint32_t at, uint32_t end);
static struct shape *shape_of(struct walk *walk, const struct mustache_node *node);
static struct shape *child(struct walk *walk, struct shape *parent, struct str key);
static void add_part(struct walk *walk, struct str name);
static json_t *schema_of(const struct walk *walk, const struct shape *shape, struct str at);
static json_t *properties_of(const struct walk *walk, const struct shape *shape, struct str at);
static json_t *parts_of(const struct walk *walk, const struct shape *shape);
static json_t *printed_types(void);

json_t *mustache_schema(struct arena *arena, const struct mustache_set *set, struct str name,
                        struct str base)
{
    const struct mustache_template *template = mustache_find(set, name);
    if (template == NULL) {
        return NULL;
    }
    check(set->linked);
    struct shape root = {0};
    struct walk walk = {.arena = arena, .set = set, .base = base, .depth = 1};
    walk.scope[0] = &root;
    walk_nodes(&walk, template->first, template->end);
    json_t *schema = value_object();
    value_set_z(schema, "type", "object");
    struct str at = str_join_in(arena, base, name, STR_NONE);
    value_set(schema, "properties", properties_of(&walk, &root, at));
    value_set(schema, "allOf", parts_of(&walk, &root));
    return schema;
}

enum err mustache_msgids(struct arena *arena, struct str name, struct str text, struct vec *ret,
                         struct fault *fault)
{
    struct vec tokens = vec_of(arena, struct mustache_token);
    TRY(mustache_tokens(arena, name, text, &tokens, fault));
    for (size_t i = 0; i < tokens.count; i++) {
        const struct mustache_token *token = vec_at(&tokens, struct mustache_token, i);
        if (token->kind == MUSTACHE_SENTENCE) {
            struct mustache_msgid *msgid = vec_add(ret);
            *msgid = (struct mustache_msgid){.text = token->text, .line = token->line};
        }
    }
    return OK;
}

static void walk_nodes(struct walk *walk, uint32_t at, uint32_t end)
{
    while (at < end) {
        const struct mustache_node *node = mustache_node_at(walk->set, at);
        if (node->kind == MUSTACHE_PARTIAL) {
            add_part(walk, mustache_template_at(walk->set, node->partial)->name);
        } else if (node->kind == MUSTACHE_HOLE) {
            struct shape *shape = shape_of(walk, node);
            shape->printed = shape->printed || node->key_count > 0;
            shape->items_printed = shape->items_printed || node->key_count == 0;
        } else if (node->kind != MUSTACHE_TEXT) {
            struct shape *shape = shape_of(walk, node);
            shape->section = true;
            shape->items_nested = shape->items_nested || node->key_count == 0;
            /* What an inverted section shows is read from outside: its value is empty. */
            size_t before = walk->depth;
            if (node->kind == MUSTACHE_SECTION) {
                walk->scope[walk->depth++] = shape;
            }
            walk_nodes(walk, at + 1, node->next);
            walk->depth = before;
            at = node->next;
            continue;
        }
        at++;
    }
}

/* {{#hint}}<p>{{hint}}</p>{{/hint}} prints the text whose being there it asks: the name of a
 * section that is open means that section's value. */
static struct shape *shape_of(struct walk *walk, const struct mustache_node *node)
{
    struct shape *shape = walk->scope[walk->depth - 1];
    if (node->key_count == 0) {
        return shape;
    }
    for (size_t i = walk->depth - 1; i > 0; i--) {
        if (str_eq(walk->scope[i]->key, node->keys[0])) {
            shape = walk->scope[i];
            for (uint32_t k = 1; k < node->key_count; k++) {
                shape = child(walk, shape, node->keys[k]);
            }
            return shape;
        }
    }
    for (uint32_t k = 0; k < node->key_count; k++) {
        shape = child(walk, shape, node->keys[k]);
    }
    return shape;
}

static struct shape *child(struct walk *walk, struct shape *parent, struct str key)
{
    for (struct shape *shape = parent->first; shape != NULL; shape = shape->next) {
        if (str_eq(shape->key, key)) {
            return shape;
        }
    }
    struct shape *shape = arena_new(walk->arena, struct shape);
    shape->key = key;
    shape->next = parent->first;
    parent->first = shape;
    return shape;
}

static void add_part(struct walk *walk, struct str name)
{
    struct shape *shape = walk->scope[walk->depth - 1];
    for (const struct part *part = shape->parts; part != NULL; part = part->next) {
        if (str_eq(part->name, name)) {
            return;
        }
    }
    struct part *part = arena_new(walk->arena, struct part);
    *part = (struct part){.name = name, .next = shape->parts};
    shape->parts = part;
}

static json_t *schema_of(const struct walk *walk, const struct shape *shape, struct str at)
{
    json_t *schema = value_object();
    bool inside = shape->first != NULL || shape->parts != NULL;
    if (!shape->section && shape->printed && !inside) {
        value_set(schema, "type", printed_types());
        return schema;
    }
    if (shape->first != NULL) {
        value_set(schema, "properties", properties_of(walk, shape, at));
    }
    value_set(schema, "allOf", parts_of(walk, shape));
    if (shape->section && inside) {
        /* said once: written out again, every level would double what stands inside it */
        json_t *items = value_object();
        value_set_text(items, "$ref", at);
        value_set(schema, "items", items);
    } else if (shape->items_printed && !shape->items_nested) {
        json_t *items = value_object();
        value_set(items, "type", printed_types());
        value_set(schema, "items", items);
    }
    return schema;
}

static json_t *properties_of(const struct walk *walk, const struct shape *shape, struct str at)
{
    json_t *properties = value_object();
    for (const struct shape *part = shape->first; part != NULL; part = part->next) {
        struct str inside = str_join_in(walk->arena, at, S("/properties/"), part->key);
        value_set(properties, str_z(walk->arena, part->key), schema_of(walk, part, inside));
    }
    return properties;
}

/* NULL when there are none. */
static json_t *parts_of(const struct walk *walk, const struct shape *shape)
{
    json_t *list = shape->parts != NULL ? value_array() : NULL;
    for (const struct part *part = shape->parts; part != NULL; part = part->next) {
        json_t *one = value_object();
        value_set_text(one, "$ref", str_join_in(walk->arena, walk->base, part->name, STR_NONE));
        value_push(list, one);
    }
    return list;
}

static json_t *printed_types(void)
{
    static const char *const types[] = {"boolean", "null", "number", "string"};
    json_t *list = value_array();
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        value_push_text(list, str_of(types[i]));
    }
    return list;
}
