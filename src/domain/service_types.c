#include "domain/service_types.h"

#include "base/arena.h"
#include "base/utf8.h"
#include "domain/words.h"

enum column { COLUMN_CODE, COLUMN_EN, COLUMN_ES, COLUMN_SYNONYMS, COLUMN_NOTE, COLUMN_COUNT };

enum { COLUMNS_MAX = 16 };

static bool read_heading(struct str line, enum column *columns);
static enum err read_type(struct str line, const enum column *columns,
                          const struct service_types *before, struct service_type *ret);
static bool has_synonym(struct str synonyms, struct str word);
static struct str next_line(struct str *rest);

enum err service_types_parse(struct arena *arena, struct str tsv, struct service_types *ret,
                             struct fault *fault)
{
    enum column columns[COLUMNS_MAX];
    struct str rest = tsv;
    struct service_types types = {arena_array(arena, struct service_type, LIMIT_OPTIONS), 0};

    if (!utf8_valid(tsv) || utf8_has_hidden(tsv)) {
        return fault_set(fault, ERR_INVALID, N_("The list of services is not plain text"),
                         STR_NONE);
    }
    if (!read_heading(next_line(&rest), columns)) {
        return fault_set(fault, ERR_INVALID, N_("The list of services lacks a column"), S("1"));
    }
    for (int line = 2; rest.len > 0; line++) {
        struct str text = next_line(&rest);
        if (words_blank(text)) {
            continue;
        }
        if (types.count == LIMIT_OPTIONS) {
            return fault_set(fault, ERR_LIMIT, N_("The list of services is too long"), STR_NONE);
        }
        if (read_type(text, columns, &types, &types.at[types.count]) != OK) {
            return fault_set(fault, ERR_INVALID,
                             N_("Line {{arg}} of the list of services is not well formed"),
                             str_printf_in(arena, "%d", line));
        }
        types.count++;
    }
    *ret = types;
    return OK;
}

const struct service_type *service_type_find(const struct service_types *types, struct str code)
{
    for (size_t i = 0; i < types->count; i++) {
        if (str_eq(types->at[i].code, code)) {
            return &types->at[i];
        }
    }
    return NULL;
}

const struct service_type *service_type_recognise(const struct service_types *types,
                                                  struct str word)
{
    if (words_blank(word)) {
        return NULL;
    }
    for (size_t i = 0; i < types->count; i++) {
        const struct service_type *type = &types->at[i];
        if (words_same(type->code, word) || words_same(type->en, word) ||
            words_same(type->es, word) || has_synonym(type->synonyms, word)) {
            return type;
        }
    }
    return NULL;
}

/* Which of our columns stands in each place of the file; COLUMN_COUNT for a foreign one. */
static bool read_heading(struct str line, enum column *columns)
{
    static const char *const names[COLUMN_COUNT] = {"code", "en", "es", "synonyms", "note"};
    unsigned seen = 0;
    struct str rest = line;

    for (size_t i = 0; i < COLUMNS_MAX; i++) {
        struct str name = str_trim(str_cut(rest, '\t', &rest));
        columns[i] = COLUMN_COUNT;
        for (enum column c = 0; c < COLUMN_COUNT; c++) {
            if (str_eq(name, str_of(names[c])) && !(seen & 1u << c)) {
                columns[i] = c;
                seen |= 1u << c;
            }
        }
    }
    return rest.len == 0 && (seen & 7u) == 7u;
}

static enum err read_type(struct str line, const enum column *columns,
                          const struct service_types *before, struct service_type *ret)
{
    struct str parts[COLUMN_COUNT + 1] = {STR_NONE};
    struct str rest = line;

    for (size_t i = 0; i < COLUMNS_MAX; i++) {
        parts[columns[i]] = str_trim(str_cut(rest, '\t', &rest));
    }
    if (parts[COLUMN_CODE].len == 0 || parts[COLUMN_EN].len == 0 || parts[COLUMN_ES].len == 0 ||
        rest.len > 0 || service_type_find(before, parts[COLUMN_CODE])) {
        return ERR_INVALID;
    }
    *ret = (struct service_type){
        .code = parts[COLUMN_CODE],
        .en = parts[COLUMN_EN],
        .es = parts[COLUMN_ES],
        .synonyms = parts[COLUMN_SYNONYMS],
        .never_in_violence = str_starts(parts[COLUMN_NOTE], S("never offered")),
    };
    return OK;
}

static bool has_synonym(struct str synonyms, struct str word)
{
    while (synonyms.len > 0) {
        struct str synonym = str_cut(synonyms, ';', &synonyms);
        if (!words_blank(synonym) && words_same(synonym, word)) {
            return true;
        }
    }
    return false;
}

static struct str next_line(struct str *rest)
{
    struct str line = str_cut(*rest, '\n', rest);

    return str_ends(line, S("\r")) ? str_upto(line, line.len - 1) : line;
}
