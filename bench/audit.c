/* What the log costs, and how fast it is verified.
 *
 *     audit FOLDER ROWS MILLISECONDS
 *
 * Makes FOLDER/audit.db; measures for MILLISECONDS each, in turn, commits of 32
 * batches that write one row, with and without their line in the log, and
 * commits of 32 batches that are such a line and nothing else, as reads are;
 * fills the log up to ROWS lines and verifies it. Prints a line of JSON.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/value.h"
#include "host/clock.h"
#include "store/auditlog.h"
#include "store/commands.h"

enum { GROUP = 32, FACTS = 250, TURNS = 5 };
enum kind { KIND_ROW, KIND_ROW_AND_LINE, KIND_LINE, KIND_COUNT };

static void must(enum err err, const char *what)
{
    if (err != OK) {
        fprintf(stderr, "bench-audit: %s: %s\n", what, err_name(err));
        exit(1);
    }
}

static void add_line(struct batch *batch)
{
    batch_audit(batch, &(struct audit_fact){.at_us = clock_now_us(),
                                            .actor = {{1}},
                                            .action = "case_show",
                                            .object = id_random(),
                                            .outcome = S("opened"),
                                            .number = 1});
}

/* Microseconds of one batch. */
static double measure(struct db *db, enum kind kind, int64_t for_us)
{
    int64_t start = clock_steady_us();
    int64_t done = 0;

    while (clock_steady_us() - start < for_us) {
        CLEANUP(arena_closep) struct arena *arena = arena_open();
        struct batch *batches[GROUP];
        enum err results[GROUP];
        for (size_t i = 0; i < GROUP; i++) {
            batches[i] = batch_open(arena);
            if (kind != KIND_LINE) {
                counters_add(batches[i], S("measured"), 1);
            }
            if (kind != KIND_ROW) {
                add_line(batches[i]);
            }
        }
        batch_commit_group(db, batches, GROUP, results);
        for (size_t i = 0; i < GROUP; i++) {
            must(results[i], "commit");
        }
        done += GROUP;
    }
    return (double)(clock_steady_us() - start) / (double)done;
}

static void fill(struct db *db, int64_t rows)
{
    struct audit_tree tree = {.size = 0};

    must(auditlog_extend_tree(db, &tree), "read");
    for (int64_t done = (int64_t)tree.size; done < rows;) {
        CLEANUP(arena_closep) struct arena *arena = arena_open();
        struct batch *batches[GROUP];
        enum err results[GROUP];
        for (size_t i = 0; i < GROUP; i++) {
            batches[i] = batch_open(arena);
            for (int j = 0; j < FACTS && done < rows; j++, done++) {
                add_line(batches[i]);
            }
        }
        batch_commit_group(db, batches, GROUP, results);
        for (size_t i = 0; i < GROUP; i++) {
            must(results[i], "commit");
        }
    }
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
    double taken[KIND_COUNT][TURNS];
    struct fault fault = {0};
    struct audit_tree tree;
    struct db *db;
    char path[4096];
    int64_t bad = 0;

    if (argc != 4 || seal_start() != OK) {
        return 2;
    }
    value_start();
    snprintf(path, sizeof(path), "%s/audit.db", argv[1]);
    int64_t rows = atoll(argv[2]);
    int64_t for_us = atoll(argv[3]) * 1000;
    must(db_open(path, DB_CREATE, &db, &fault), "open");
    must(db_migrate(db, clock_now_us(), &fault), "migrate");
    for (int turn = 0; turn < TURNS; turn++) {
        for (int kind = 0; kind < KIND_COUNT; kind++) {
            taken[kind][turn] = measure(db, (enum kind)kind, for_us / TURNS);
        }
    }
    for (int kind = 0; kind < KIND_COUNT; kind++) {
        qsort(taken[kind], TURNS, sizeof(taken[kind][0]), by_size);
    }
    fill(db, rows);
    int64_t start = clock_steady_us();
    must(auditlog_verify(db, &tree, &bad), "verify");
    int64_t verify_us = clock_steady_us() - start;
    printf("{\"row_us\":%.2f,\"row_and_line_us\":%.2f,\"line_us\":%.2f,\"rows\":%llu,"
           "\"verify_us\":%lld}\n",
           taken[KIND_ROW][TURNS / 2], taken[KIND_ROW_AND_LINE][TURNS / 2],
           taken[KIND_LINE][TURNS / 2], (unsigned long long)tree.size, (long long)verify_us);
    db_close(db);
    return 0;
}
