#include "format/qr.h"

#include <qrencode.h>

#include "base/buf.h"

enum { MARGIN = 4, WIDTH_MAX = 177, TEXT_MAX = 2048, PATH_MAX_BYTES = 512 * 1024 };

static bool is_dark(const struct qr *qr, int x, int y);

enum err qr_make(struct arena *arena, struct str text, struct qr *ret)
{
    if (text.len == 0 || text.len > TEXT_MAX) {
        return ERR_LIMIT;
    }
    QRcode *code =
        QRcode_encodeData((int)text.len, (const unsigned char *)text.at, 0, QR_ECLEVEL_M);
    if (!code) {
        return ERR_LIMIT;
    }
    check(code->width > 0 && code->width <= WIDTH_MAX);
    size_t count = (size_t)code->width * (size_t)code->width;
    uint8_t *module = arena_alloc(arena, count);
    for (size_t i = 0; i < count; i++) {
        module[i] = code->data[i] & 1; /* the other bits say why */
    }
    *ret = (struct qr){.width = code->width, .module = module};
    QRcode_free(code);
    return OK;
}

int qr_side(const struct qr *qr)
{
    return qr->width + 2 * MARGIN;
}

struct str qr_path(struct arena *arena, const struct qr *qr)
{
    struct buf path = buf_in(arena, PATH_MAX_BYTES);

    for (int y = 0; y < qr->width; y++) {
        for (int x = 0; x < qr->width; x++) {
            int start = x;
            while (is_dark(qr, x, y)) {
                x++;
            }
            if (x > start) {
                buf_printf(&path, "M%d %dh%dv1h-%dz", start + MARGIN, y + MARGIN, x - start,
                           x - start);
            }
        }
    }
    check(!buf_failed(&path));
    return buf_str(&path);
}

struct str qr_blocks(struct arena *arena, const struct qr *qr)
{
    static const char *const block[] = {"█", "▄", "▀", " "}; /* upper dark: 1, lower dark: 2 */
    struct buf lines = buf_in(arena, PATH_MAX_BYTES);

    for (int y = -MARGIN; y < qr->width + MARGIN; y += 2) {
        for (int x = -MARGIN; x < qr->width + MARGIN; x++) {
            buf_add_z(&lines, block[is_dark(qr, x, y) + 2 * is_dark(qr, x, y + 1)]);
        }
        buf_add_char(&lines, '\n');
    }
    check(!buf_failed(&lines));
    return buf_str(&lines);
}

static bool is_dark(const struct qr *qr, int x, int y)
{
    return x >= 0 && y >= 0 && x < qr->width && y < qr->width && qr->module[y * qr->width + x];
}
