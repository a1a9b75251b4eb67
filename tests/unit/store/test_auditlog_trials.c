/* Ten thousand logs that somebody meddled with, each held against a checkpoint kept elsewhere by
 * the code that `amparo verify` runs. */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>

#include "store/auditlog.h"

enum { ROWS = 48, TRIALS = 10000 };

struct log {
    struct auditlog_row row[ROWS];
    size_t count;
};

static uint64_t seed;

static uint64_t chance(uint64_t below) /* xorshift64: the same trials from the same seed */
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return seed % below;
}

static void link_from(struct log *log, size_t first)
{
    for (size_t i = first; i < log->count; i++) {
        log->row[i].seq = (int64_t)i + 1;
        log->row[i].prior = i > 0 ? log->row[i - 1].chain : (struct hash){{0}};
        assert_true(auditlog_link(&log->row[i]));
    }
}

static struct log honest(void)
{
    static const char *const words[] = {"ok", "opened", "listed", "refused"};
    struct log log = {.count = ROWS};

    for (size_t i = 0; i < ROWS; i++) {
        struct auditlog_row *row = &log.row[i];
        row->at_us = 1700000000000000 + (int64_t)i * 977;
        row->actor.b[3] = (uint8_t)(i % 5);
        row->object.b[7] = (uint8_t)(i * 7);
        row->action = str_of(i % 2 == 0 ? "case" : "note_add");
        row->outcome = str_of(words[i % 4]);
        row->number = (int64_t)(i % 3);
        row->rows_hash.b[0] = (uint8_t)i;
    }
    link_from(&log, 0);
    return log;
}

/* As auditlog_verify(): every row, and the one checkpoint, which is of all of them. */
static bool holds(const struct log *log, const struct hash *root)
{
    struct auditlog_checker checker = {.tree = {.size = 0}};

    for (size_t i = 0; i < log->count; i++) {
        if (!auditlog_check_row(&checker, &log->row[i])) {
            return false;
        }
    }
    return checker.tree.size >= ROWS && auditlog_check_root(&checker, ROWS, root);
}

static void flip(void *at, size_t len)
{
    size_t bit = chance(8 * len);

    ((uint8_t *)at)[bit / 8] ^= (uint8_t)(1u << bit % 8);
}

static void flip_word(struct str *word, char room[AUDITLOG_WORD])
{
    memcpy(room, word->at, word->len);
    flip(room, word->len);
    *word = str_bytes(room, word->len);
}

/* One bit of one value of one row; the hashes are left, or put in order from here on. */
static const char *change(struct log *log, bool forge, char room[AUDITLOG_WORD])
{
    size_t place = chance(log->count);
    struct auditlog_row *row = &log->row[place];

    switch (chance(forge ? 7 : 11)) {
    case 0:
        flip(&row->at_us, sizeof(row->at_us));
        break;
    case 1:
        flip(row->actor.b, sizeof(row->actor.b));
        break;
    case 2:
        flip_word(&row->action, room);
        break;
    case 3:
        flip(row->object.b, sizeof(row->object.b));
        break;
    case 4:
        flip_word(&row->outcome, room);
        break;
    case 5:
        flip(&row->number, sizeof(row->number));
        break;
    case 6:
        flip(row->rows_hash.b, sizeof(row->rows_hash.b));
        break;
    case 7:
        flip(row->prior.b, sizeof(row->prior.b));
        break;
    case 8:
        flip(row->chain.b, sizeof(row->chain.b));
        break;
    case 9:
        flip(row->leaf.b, sizeof(row->leaf.b));
        break;
    default:
        flip(&row->seq, sizeof(row->seq));
        break;
    }
    if (forge) {
        link_from(log, place);
    }
    return "one bit changed";
}

static const char *cut(struct log *log, bool forge)
{
    size_t place = chance(log->count);
    size_t gone = 1 + chance(log->count - place);

    memmove(&log->row[place], &log->row[place + gone],
            (log->count - place - gone) * sizeof(log->row[0]));
    log->count -= gone;
    if (forge) {
        size_t kept = log->count;
        link_from(log, 0);
        while (chance(2) == 0 && log->count < ROWS) { /* filled up with something harmless */
            log->row[log->count] = log->row[chance(kept > 0 ? kept : 1)];
            log->count++;
        }
        link_from(log, 0);
    }
    return "rows cut out";
}

static const char *swap(struct log *log, bool forge)
{
    size_t a = chance(log->count);
    size_t b = (a + 1 + chance(log->count - 1)) % log->count;
    struct auditlog_row kept = log->row[a];

    log->row[a] = log->row[b];
    log->row[b] = kept;
    if (forge) {
        link_from(log, 0);
    }
    return "two rows swapped";
}

static void any_bit_changed_cut_or_swap_is_found(void **state)
{
    (void)state;
    const char *given = getenv("AMPARO_TRIALS_SEED");
    const struct log original = honest();
    struct auditlog_checker checker = {.tree = {.size = 0}};
    char room[AUDITLOG_WORD];

    for (size_t i = 0; i < ROWS; i++) {
        assert_true(auditlog_check_row(&checker, &original.row[i]));
    }
    struct hash root = audit_tree_root(&checker.tree);
    assert_true(holds(&original, &root));
    random_fill(&seed, sizeof(seed));
    seed = given ? strtoull(given, NULL, 10) : seed | 1;
    print_message("AMPARO_TRIALS_SEED=%llu\n", (unsigned long long)seed);
    for (int trial = 0; trial < TRIALS; trial++) {
        struct log log = original;
        bool forge = chance(2) == 0;
        const char *what = NULL;
        switch (chance(3)) {
        case 0:
            what = change(&log, forge, room);
            break;
        case 1:
            what = cut(&log, forge);
            break;
        default:
            what = swap(&log, forge);
            break;
        }
        if (holds(&log, &root)) {
            fail_msg("trial %d: %s%s, and not found", trial, what, forge ? ", hashes anew" : "");
        }
    }
}

static int ready(void **state)
{
    (void)state;
    return seal_start() == OK ? 0 : -1;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(any_bit_changed_cut_or_swap_is_found)};
    return cmocka_run_group_tests(tests, ready, NULL);
}
