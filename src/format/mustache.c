#include "format/mustache.h"

#include "base/arena.h"
#include "format/mustache_set.h"

/* A render's place: what the names are looked up in, innermost last. */
struct render {
    const struct mustache_set *set;
    struct buf *out;
    size_t depth;
    const json_t *context[LIMIT_TEMPLATE_DEPTH + 1];
};

static size_t place_of(const struct mustache_set *set, struct str name, bool *found);
static enum err measure(struct mustache_set *set, uint32_t at, uint32_t level, struct fault *fault);
static enum err join_partials(struct mustache_set *set, uint32_t at, struct fault *fault);
static enum err indented(struct mustache_set *set, uint32_t base, struct str indent, uint32_t *ret,
                         struct fault *fault);
static struct str with_indent(struct arena *arena, struct str text, struct str indent);
static void render_nodes(struct render *render, uint32_t at, uint32_t end);
static void render_section(struct render *render, const struct mustache_node *node, uint32_t at);
static const json_t *look_up(const struct render *render, const struct mustache_node *node);
static bool is_empty(const json_t *value);
static void add_value(struct buf *out, const json_t *value);

struct mustache_set *mustache_set_open(struct arena *arena, const struct catalogue *catalogue)
{
    struct mustache_set *set = arena_new(arena, struct mustache_set);
    set->arena = arena;
    set->catalogue = catalogue;
    set->nodes = vec_of(arena, struct mustache_node);
    set->templates = vec_of(arena, struct mustache_template);
    set->by_name = vec_of(arena, uint32_t);
    return set;
}

enum err mustache_add(struct mustache_set *set, struct str name, struct str text,
                      struct fault *fault)
{
    check(!set->linked);
    bool found = false;
    size_t place = place_of(set, name, &found);
    if (found) {
        return mustache_fault(set->arena, fault, "Template {{arg}}: added before.", name, 1, name);
    }
    uint32_t first = (uint32_t)set->nodes.count;
    TRY(mustache_parse(set->arena, set->catalogue, name, text, &set->nodes, fault));
    uint32_t at = (uint32_t)set->templates.count;
    struct mustache_template *template = vec_add(&set->templates);
    *template = (struct mustache_template){
        .name = name, .text = text, .first = first, .end = (uint32_t)set->nodes.count};

    vec_add(&set->by_name);
    uint32_t *sorted = set->by_name.at;
    memmove(sorted + place + 1, sorted + place, (at - place) * sizeof *sorted);
    sorted[place] = at;
    return OK;
}

enum err mustache_link(struct mustache_set *set, struct fault *fault)
{
    check(!set->linked);
    uint32_t added = (uint32_t)set->templates.count;
    for (uint32_t i = 0; i < added; i++) {
        TRY(measure(set, i, 0, fault));
    }
    /* Joining makes indented variants, which are joined in their turn; without cycles that ends. */
    for (uint32_t i = 0; i < set->templates.count; i++) {
        TRY(join_partials(set, i, fault));
    }
    set->linked = true;
    return OK;
}

bool mustache_has(const struct mustache_set *set, struct str name)
{
    return mustache_find(set, name) != NULL;
}

enum err mustache_render(const struct mustache_set *set, struct str name, const json_t *view,
                         struct buf *out)
{
    check(set->linked);
    const struct mustache_template *template = mustache_find(set, name);
    if (template == NULL) {
        return ERR_NOT_FOUND;
    }
    struct render render = {.set = set, .out = out, .depth = 1};
    render.context[0] = view;
    render_nodes(&render, template->first, template->end);
    return buf_failed(out) ? ERR_LIMIT : OK;
}

void mustache_escape(struct buf *out, struct str text)
{
    static const bool special[256] = {
        ['&'] = true, ['<'] = true, ['>'] = true, ['"'] = true, ['\''] = true};
    size_t start = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (!special[(unsigned char)text.at[i]]) {
            continue;
        }
        buf_add(out, str_bytes(text.at + start, i - start));
        start = i + 1;
        switch (text.at[i]) {
        case '&':
            buf_add(out, S("&amp;"));
            break;
        case '<':
            buf_add(out, S("&lt;"));
            break;
        case '>':
            buf_add(out, S("&gt;"));
            break;
        case '"':
            buf_add(out, S("&quot;"));
            break;
        default:
            buf_add(out, S("&#39;"));
            break;
        }
    }
    buf_add(out, str_from(text, start));
}

const struct mustache_template *mustache_find(const struct mustache_set *set, struct str name)
{
    bool found = false;
    size_t place = place_of(set, name, &found);
    return found ? mustache_template_at(set, *vec_at(&set->by_name, uint32_t, place)) : NULL;
}

/* Where the name stands in by_name, or would. */
static size_t place_of(const struct mustache_set *set, struct str name, bool *found)
{
    size_t low = 0;
    size_t high = set->by_name.count;
    *found = false;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        uint32_t at = *vec_at(&set->by_name, uint32_t, middle);
        int order = str_compare(mustache_template_at(set, at)->name, name);
        if (order == 0) {
            *found = true;
            return middle;
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* Finds each partial's template, refuses circles, and bounds what render() keeps on its stack. */
static enum err measure(struct mustache_set *set, uint32_t at, uint32_t level, struct fault *fault)
{
    struct mustache_template *template = vec_at(&set->templates, struct mustache_template, at);
    if (template->visit == MUSTACHE_SEEN) {
        return OK;
    }
    if (template->visit == MUSTACHE_VISITING) {
        return mustache_fault(set->arena, fault, "Template {{arg}}: it contains itself.",
                              template->name, 1, template->name);
    }
    if (level > LIMIT_TEMPLATE_DEPTH) {
        return fault_set(fault, ERR_LIMIT, "Template {{arg}}: partials are too deep.",
                         template->name);
    }
    template->visit = MUSTACHE_VISITING;
    uint32_t ends[LIMIT_TEMPLATE_DEPTH];
    uint32_t open = 0;
    for (uint32_t i = template->first; i < template->end; i++) {
        while (open > 0 && ends[open - 1] <= i) {
            open--;
        }
        struct mustache_node *node = vec_at(&set->nodes, struct mustache_node, i);
        uint32_t depth = open;
        if (node->kind == MUSTACHE_SECTION || node->kind == MUSTACHE_INVERTED) {
            ends[open++] = node->next;
            depth = open;
        } else if (node->kind == MUSTACHE_PARTIAL) {
            bool found = false;
            size_t place = place_of(set, node->text, &found);
            if (!found) {
                return mustache_fault(set->arena, fault,
                                      "Template {{arg}}: there is no such partial.", template->name,
                                      node->line, node->text);
            }
            node->partial = *vec_at(&set->by_name, uint32_t, place);
            TRY(measure(set, node->partial, level + 1, fault));
            depth = open + 1 + mustache_template_at(set, node->partial)->depth;
        }
        template->depth = depth > template->depth ? depth : template->depth;
    }
    template->visit = MUSTACHE_SEEN;
    if (template->depth > LIMIT_TEMPLATE_DEPTH) {
        return fault_set(fault, ERR_LIMIT, "Template {{arg}}: sections and partials are too deep.",
                         template->name);
    }
    return OK;
}

static enum err join_partials(struct mustache_set *set, uint32_t at, struct fault *fault)
{
    uint32_t end = mustache_template_at(set, at)->end;
    for (uint32_t i = mustache_template_at(set, at)->first; i < end; i++) {
        const struct mustache_node *node = mustache_node_at(set, i);
        if (node->kind != MUSTACHE_PARTIAL) {
            continue;
        }
        bool found = false;
        size_t place = place_of(set, node->text, &found);
        check(found);
        uint32_t partial = *vec_at(&set->by_name, uint32_t, place);
        TRY(indented(set, partial, node->indent, &partial, fault));
        vec_at(&set->nodes, struct mustache_node, i)->partial = partial;
    }
    return OK;
}

/* The template with every line indented: as it is when there is no indent, else a variant, made
 * once. A value's own line breaks are not indented, so this is done to the text, not while
 * rendering. */
static enum err indented(struct mustache_set *set, uint32_t base, struct str indent, uint32_t *ret,
                         struct fault *fault)
{
    *ret = base;
    if (indent.len == 0) {
        return OK;
    }
    struct mustache_template variant = *mustache_template_at(set, base);
    for (uint32_t i = 0; i < set->templates.count; i++) {
        const struct mustache_template *other = mustache_template_at(set, i);
        if (str_eq(other->name, variant.name) && str_eq(other->indent, indent)) {
            *ret = i;
            return OK;
        }
    }
    variant.indent = indent;
    variant.text = with_indent(set->arena, variant.text, indent);
    variant.first = (uint32_t)set->nodes.count;
    TRY(mustache_parse(set->arena, set->catalogue, variant.name, variant.text, &set->nodes, fault));
    variant.end = (uint32_t)set->nodes.count;
    *ret = (uint32_t)set->templates.count;
    *(struct mustache_template *)vec_add(&set->templates) = variant;
    return OK;
}

static struct str with_indent(struct arena *arena, struct str text, struct str indent)
{
    struct buf out = buf_in(arena, SIZE_MAX / 2);
    struct str rest = text;
    while (rest.len > 0) {
        size_t end = str_find_char(rest, '\n');
        buf_add(&out, indent);
        buf_add(&out, str_upto(rest, end + 1));
        rest = str_from(rest, end + 1);
    }
    return buf_str(&out);
}

static void render_nodes(struct render *render, uint32_t at, uint32_t end)
{
    while (at < end) {
        const struct mustache_node *node = mustache_node_at(render->set, at);
        switch (node->kind) {
        case MUSTACHE_TEXT:
            buf_add(render->out, node->text);
            break;
        case MUSTACHE_HOLE:
            add_value(render->out, look_up(render, node));
            break;
        case MUSTACHE_SECTION:
            render_section(render, node, at);
            at = node->next;
            continue;
        case MUSTACHE_INVERTED:
            if (is_empty(look_up(render, node))) {
                render_nodes(render, at + 1, node->next);
            }
            at = node->next;
            continue;
        case MUSTACHE_PARTIAL: {
            const struct mustache_template *partial =
                mustache_template_at(render->set, node->partial);
            render_nodes(render, partial->first, partial->end);
            break;
        }
        default:
            check(false);
        }
        at++;
    }
}

static void render_section(struct render *render, const struct mustache_node *node, uint32_t at)
{
    const json_t *value = look_up(render, node);
    if (is_empty(value)) {
        return;
    }
    check(render->depth <= LIMIT_TEMPLATE_DEPTH);
    size_t place = render->depth++;
    if (json_is_array(value)) {
        size_t count = json_array_size(value);
        for (size_t i = 0; i < count && !buf_failed(render->out); i++) {
            render->context[place] = json_array_get(value, i);
            render_nodes(render, at + 1, node->next);
        }
    } else {
        render->context[place] = value;
        render_nodes(render, at + 1, node->next);
    }
    render->depth = place;
}

/* The first part is looked for from the innermost context outwards; where it is found, the other
 * parts must be found too. */
static const json_t *look_up(const struct render *render, const struct mustache_node *node)
{
    if (node->key_count == 0) {
        return render->context[render->depth - 1];
    }
    const json_t *value = NULL;
    for (size_t i = render->depth; i > 0 && value == NULL; i--) {
        value = json_object_getn(render->context[i - 1], node->keys[0].at, node->keys[0].len);
    }
    for (uint32_t k = 1; k < node->key_count && value != NULL; k++) {
        value = json_object_getn(value, node->keys[k].at, node->keys[k].len);
    }
    return value;
}

static bool is_empty(const json_t *value)
{
    switch (value ? json_typeof(value) : JSON_NULL) {
    case JSON_NULL:
    case JSON_FALSE:
        return true;
    case JSON_STRING:
        return json_string_length(value) == 0;
    case JSON_INTEGER:
        return json_integer_value(value) == 0;
    case JSON_ARRAY:
        return json_array_size(value) == 0;
    default:
        return false;
    }
}

static void add_value(struct buf *out, const json_t *value)
{
    switch (value ? json_typeof(value) : JSON_NULL) {
    case JSON_STRING:
        mustache_escape(out, str_bytes(json_string_value(value), json_string_length(value)));
        break;
    case JSON_INTEGER:
        buf_add_i64(out, json_integer_value(value));
        break;
    case JSON_TRUE:
        buf_add(out, S("true"));
        break;
    case JSON_FALSE:
        buf_add(out, S("false"));
        break;
    default:
        break; /* a list or an object has no text of its own */
    }
}
