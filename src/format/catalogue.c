#include "format/catalogue.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/utf8.h"

/* Layout of a .mo: magic, revision, count, offset of the table of keys, offset of the table of
 * texts (and a hash table, which is optional and unused here). A table row is length, offset; the
 * bytes there end with a NUL that the length does not count. A plural entry's key is both forms
 * with a NUL between, and so is its text. */
static const uint32_t MAGIC = 0x950412DE;
enum { HEADER_BYTES = 20, ROW_BYTES = 8 };

struct entry {
    struct str msgid; /* singular */
    struct str text;  /* all forms, NUL between */
};

struct catalogue {
    struct entry *entries; /* sorted by msgid */
    size_t count;
};

static uint32_t read_u32(struct str bytes, size_t at, bool swapped);
static enum err read_row(struct str bytes, size_t at, bool swapped, struct str *ret);
static const struct entry *find(const struct catalogue *catalogue, struct str msgid);
static struct str form(struct str text, size_t nth);

enum err catalogue_open(struct arena *arena, struct str bytes, struct catalogue **ret)
{
    if (bytes.len < HEADER_BYTES) {
        return ERR_CORRUPT;
    }
    bool swapped = read_u32(bytes, 0, false) != MAGIC;
    if (swapped && read_u32(bytes, 0, true) != MAGIC) {
        return ERR_CORRUPT;
    }
    uint32_t major = read_u32(bytes, 4, swapped) >> 16;
    uint64_t count = read_u32(bytes, 8, swapped);
    uint64_t keys_at = read_u32(bytes, 12, swapped);
    uint64_t texts_at = read_u32(bytes, 16, swapped);
    if (major != 0 || keys_at + count * ROW_BYTES > bytes.len ||
        texts_at + count * ROW_BYTES > bytes.len) {
        return ERR_CORRUPT;
    }
    struct catalogue *catalogue = arena_new(arena, struct catalogue);
    catalogue->entries = arena_array(arena, struct entry, count + 1);
    catalogue->count = count;
    for (size_t i = 0; i < count; i++) {
        struct entry *entry = &catalogue->entries[i];
        struct str key;
        TRY(read_row(bytes, keys_at + i * ROW_BYTES, swapped, &key));
        TRY(read_row(bytes, texts_at + i * ROW_BYTES, swapped, &entry->text));
        entry->msgid = form(key, 0);
        if (i > 0 && str_compare(catalogue->entries[i - 1].msgid, entry->msgid) >= 0) {
            return ERR_CORRUPT;
        }
    }
    *ret = catalogue;
    return OK;
}

void catalogue_reword(struct catalogue *catalogue, struct arena *arena,
                      struct str (*reword)(struct arena *arena, struct str text, struct str by),
                      struct str by)
{
    for (size_t i = 0; i < catalogue->count; i++) {
        catalogue->entries[i].text = reword(arena, catalogue->entries[i].text, by);
    }
}

struct str catalogue_text(const struct catalogue *catalogue, const char *msgid)
{
    return catalogue_str(catalogue, str_of(msgid));
}

struct str catalogue_str(const struct catalogue *catalogue, struct str msgid)
{
    const struct entry *entry = find(catalogue, msgid);
    return entry ? form(entry->text, 0) : msgid;
}

bool catalogue_has(const struct catalogue *catalogue, struct str msgid)
{
    return find(catalogue, msgid) != NULL;
}

struct str catalogue_plural(const struct catalogue *catalogue, const char *one, const char *many,
                            int64_t n)
{
    const struct entry *entry = find(catalogue, str_of(one));
    struct str text = entry ? form(entry->text, n == 1 ? 0 : 1) : STR_NONE;
    if (text.len > 0) {
        return text;
    }
    return str_of(n == 1 ? one : many);
}

struct str catalogue_fill(struct arena *arena, const struct catalogue *catalogue, const char *msgid,
                          const char *name, struct str value)
{
    return catalogue_fill_str(arena, catalogue_text(catalogue, msgid), name, value);
}

struct str catalogue_fill_str(struct arena *arena, struct str text, const char *name,
                              struct str value)
{
    struct str hole = str_join_in(arena, S("{{"), str_of(name), S("}}"));
    struct buf out = buf_in(arena, LIMIT_JSON_BYTES);
    struct str rest = text;
    for (;;) {
        size_t at = str_find(rest, hole);
        buf_add(&out, str_upto(rest, at));
        if (at == rest.len) {
            break;
        }
        buf_add(&out, value);
        rest = str_from(rest, at + hole.len);
    }
    return buf_str(&out);
}

static uint32_t read_u32(struct str bytes, size_t at, bool swapped)
{
    const unsigned char *b = (const unsigned char *)bytes.at + at;
    if (swapped) {
        return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
    }
    return (uint32_t)b[3] << 24 | (uint32_t)b[2] << 16 | (uint32_t)b[1] << 8 | b[0];
}

static enum err read_row(struct str bytes, size_t at, bool swapped, struct str *ret)
{
    uint64_t len = read_u32(bytes, at, swapped);
    uint64_t start = read_u32(bytes, at + 4, swapped);
    if (start + len >= bytes.len || bytes.at[start + len] != '\0') {
        return ERR_CORRUPT;
    }
    struct str text = str_bytes(bytes.at + start, len);
    if (!utf8_valid(text)) {
        return ERR_CORRUPT;
    }
    *ret = text;
    return OK;
}

/* The entry with the empty key is the file's own header, not a sentence; an empty text is no
 * translation. */
static const struct entry *find(const struct catalogue *catalogue, struct str msgid)
{
    if (catalogue == NULL || msgid.len == 0) {
        return NULL;
    }
    size_t low = 0;
    size_t high = catalogue->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = str_compare(catalogue->entries[middle].msgid, msgid);
        if (order == 0) {
            const struct entry *entry = &catalogue->entries[middle];
            return entry->text.len > 0 ? entry : NULL;
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return NULL;
}

static struct str form(struct str text, size_t nth)
{
    struct str rest = text;
    struct str found = str_cut(rest, '\0', &rest);
    for (size_t i = 0; i < nth; i++) {
        found = str_cut(rest, '\0', &rest);
    }
    return found;
}
