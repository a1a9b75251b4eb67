/* Journals for tests, written so that they can be read, and the arena of a group of them.
 *
 * In a body ' stands for ", and @ with two hexadecimal digits for an id that ends with them:
 *
 *     struct journal j = journal_open(arena);
 *     journal_add(&j, ENTRY_NEED_ADDED, 10, "{'need': '@01', 'service': 'HEALTH'}");
 *     struct case_state c = case_fold(arena, j.at, j.count);
 */
#ifndef AMPARO_TESTS_UNIT_DOMAIN_ENTRIES_H
#define AMPARO_TESTS_UNIT_DOMAIN_ENTRIES_H

#include "base/buf.h"
#include "domain/entry.h"
#include "test.h"

enum { JOURNAL_MAX = 256 };

struct journal {
    struct arena *arena;
    struct entry at[JOURNAL_MAX];
    size_t count;
};

static inline struct id id_ending(uint8_t end)
{
    struct id id = ID_NONE;

    id.b[ID_BYTES - 1] = end;
    return id;
}

static inline json_t *body_of(struct arena *arena, const char *text)
{
    struct buf buf = buf_in(arena, LIMIT_JSON_BYTES);
    json_t *body = NULL;

    for (; *text; text++) {
        if (*text == '@') {
            buf_add_z(&buf, "000000000000000000000000000000");
        } else {
            buf_add_char(&buf, *text == '\'' ? '"' : *text);
        }
    }
    assert_int_equal(value_parse(buf_str(&buf), &body), OK);
    return body;
}

static inline struct journal journal_open(struct arena *arena)
{
    return (struct journal){.arena = arena};
}

/* Written down at `at_us`; when it took place is not said. */
static inline struct entry *journal_add(struct journal *journal, enum entry_type type,
                                        int64_t at_us, const char *body)
{
    assert_true(journal->count < JOURNAL_MAX);
    struct entry *entry = &journal->at[journal->count++];
    *entry = (struct entry){
        .type = type,
        .version = 1,
        .seq = (int64_t)journal->count,
        .at_us = at_us,
        .body = body_of(journal->arena, body),
    };
    return entry;
}

static struct arena *arena;

static inline int arena_setup(void **state)
{
    (void)state;
    value_start();
    arena = arena_open();
    value_use_arena(arena);
    return 0;
}

static inline int arena_teardown(void **state)
{
    (void)state;
    value_use_arena(NULL);
    arena_close(arena);
    return 0;
}

#endif
