#include "work/map/pathway_diagram.h"

#include "base/utf8.h"

enum {
    BOX_WIDTH = 270,
    BOX_HEIGHT = 60,
    BOX_GAP = 14,
    COLUMN_GAP = 72,
    MARGIN = 16,
    HEADING = 34,
    TOP = MARGIN + HEADING,
    PADDING = 16,
    NAME_BASE = 25,
    DETAIL_BASE = 46,
    HEADING_BASE = 18,
    NAME_CHARS = 27,
    DETAIL_CHARS = 33, /* that fit into a box */
    ARROW = 8,
    COLUMNS_MAX = 3,
};

struct column {
    const json_t *step;
    size_t count; /* of boxes; one that says "none" counts */
    int x;
    bool none;
};

struct drawing {
    struct act *act;
    struct column columns[COLUMNS_MAX];
    size_t count;
    int width, height;
    json_t *headings, *boxes;
    struct buf lines, heads;
};

static void place_columns(struct drawing *d);
static void draw_column(struct drawing *d, const struct column *column);
static void draw_box(struct drawing *d, const struct column *column, size_t index,
                     const json_t *item);
static void draw_arrows(struct drawing *d, const struct column *from, const struct column *to);
static int middle_of(size_t index);
static struct str cut(struct arena *arena, struct str text, size_t max);

/* A column without boxes is drawn only as the first one: that nobody is an entry point is what the
 * reader must see; without a funnel the arrows lead straight on. */
json_t *pathway_diagram(struct act *act, const json_t *steps)
{
    struct drawing d = {
        .act = act,
        .headings = value_array(),
        .boxes = value_array(),
        .lines = buf_in(act->arena, LIMIT_PAGE_BYTES),
        .heads = buf_in(act->arena, LIMIT_PAGE_BYTES),
    };
    for (size_t i = 0; i < json_array_size(steps) && d.count < COLUMNS_MAX; i++) {
        const json_t *step = json_array_get(steps, i);
        size_t items = json_array_size(value_get(step, "items"));
        if (items > 0 || i == 0) {
            d.columns[d.count++] =
                (struct column){.step = step, .count = items > 0 ? items : 1, .none = items == 0};
        }
    }
    place_columns(&d);
    for (size_t i = 0; i < d.count; i++) {
        draw_column(&d, &d.columns[i]);
        if (i > 0 && !d.columns[i - 1].none) {
            draw_arrows(&d, &d.columns[i - 1], &d.columns[i]);
        }
    }
    json_t *view = value_object();
    value_set_int(view, "width", d.width);
    value_set_int(view, "height", d.height);
    value_set(view, "headings", d.headings);
    value_set(view, "boxes", d.boxes);
    value_set_text(view, "lines", buf_str(&d.lines));
    value_set_text(view, "heads", buf_str(&d.heads));
    return view;
}

static int height_of(size_t boxes)
{
    return (int)boxes * (BOX_HEIGHT + BOX_GAP) - BOX_GAP;
}

static void place_columns(struct drawing *d)
{
    int tallest = 0;
    for (size_t i = 0; i < d->count; i++) {
        int height = height_of(d->columns[i].count);
        tallest = height > tallest ? height : tallest;
    }
    for (size_t i = 0; i < d->count; i++) {
        d->columns[i].x = MARGIN + (int)i * (BOX_WIDTH + COLUMN_GAP);
    }
    d->width = 2 * MARGIN + (int)d->count * (BOX_WIDTH + COLUMN_GAP) - COLUMN_GAP;
    d->height = TOP + tallest + MARGIN;
}

static void draw_column(struct drawing *d, const struct column *column)
{
    const json_t *items = value_get(column->step, "items");
    json_t *heading = value_object();
    value_set_int(heading, "x", column->x);
    value_set_int(heading, "y", MARGIN + HEADING_BASE);
    value_set_text(heading, "text", value_get_text(column->step, "heading"));
    value_push(d->headings, heading);
    for (size_t i = 0; i < column->count; i++) {
        draw_box(d, column, i, json_array_get(items, i));
    }
}

static void draw_box(struct drawing *d, const struct column *column, size_t index,
                     const json_t *item)
{
    struct arena *arena = d->act->arena;
    int y = TOP + (int)index * (BOX_HEIGHT + BOX_GAP);
    json_t *box = value_object();
    value_set_int(box, "x", column->x);
    value_set_int(box, "y", y);
    value_set_int(box, "w", BOX_WIDTH);
    value_set_int(box, "h", BOX_HEIGHT);
    value_set_int(box, "name_x", column->x + PADDING);
    value_set_int(box, "name_y", y + NAME_BASE);
    value_set_int(box, "detail_y", y + DETAIL_BASE);
    value_set_flag(box, "is_none", column->none);
    value_set_flag(box, "is_marked", value_get_int(item, "mark", 0) != 0);
    struct str name =
        column->none ? value_get_text(column->step, "none") : value_get_text(item, "organisation");
    value_set_text(box, "name", cut(arena, name, NAME_CHARS));
    value_set_text(box, "detail", cut(arena, value_get_text(item, "services"), DETAIL_CHARS));
    value_push(d->boxes, box);
}

/* All of one column lead to all of the next: one trunk between them says it with few lines. */
static void draw_arrows(struct drawing *d, const struct column *from, const struct column *to)
{
    int trunk = from->x + BOX_WIDTH + COLUMN_GAP / 2;
    size_t longer = from->count > to->count ? from->count : to->count;
    buf_printf(&d->lines, "M%d %dV%d", trunk, middle_of(0), middle_of(longer - 1));
    for (size_t i = 0; i < from->count; i++) {
        buf_printf(&d->lines, "M%d %dH%d", from->x + BOX_WIDTH, middle_of(i), trunk);
    }
    for (size_t i = 0; i < to->count; i++) {
        buf_printf(&d->lines, "M%d %dH%d", trunk, middle_of(i), to->x - ARROW);
        buf_printf(&d->heads, "M%d %dl-%d -%dv%dz", to->x, middle_of(i), ARROW, ARROW / 2, ARROW);
    }
}

static int middle_of(size_t index)
{
    return TOP + (int)index * (BOX_HEIGHT + BOX_GAP) + BOX_HEIGHT / 2;
}

static struct str cut(struct arena *arena, struct str text, size_t max)
{
    size_t at = 0;
    size_t end = 0;
    for (size_t length = 0; at < text.len; length++) {
        end = length == max - 1 ? at : end;
        if (length == max) {
            return str_join_in(arena, str_upto(text, end), S("…"), STR_NONE);
        }
        utf8_next(text, &at);
    }
    return text;
}
