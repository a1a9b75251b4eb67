/* A disk whose power can be cut: a SQLite file layer for tests.
 *
 * What is written stays in memory until the file is synced; only then does the
 * real file get it. At a cut everything unsynced is gone, or (torn) any part
 * of it has arrived, in pieces of 512 bytes; from then on each operation fails
 * until droppingvfs_reboot(). Or (kills) the process ends there, and all that it
 * wrote has arrived. Locks and shared memory are the real file's.
 *
 *     droppingvfs_start();
 *     droppingvfs_plan((struct droppingvfs_plan){.cut_at = 17, .seed = 4});
 *     db_test_vfs(DROPPINGVFS);
 *     … until operations fail …
 *     db_close(db);
 *     droppingvfs_reboot();
 *
 * An operation is a write, truncation or sync. One thread.
 */
#ifndef AMPARO_TESTS_FAULTS_DROPPINGVFS_H
#define AMPARO_TESTS_FAULTS_DROPPINGVFS_H

#include <stdbool.h>
#include <stdint.h>

#define DROPPINGVFS "dropping"

enum droppingvfs_error { DROPPING_IOERR, DROPPING_FULL };

struct droppingvfs_plan {
    int64_t cut_at;  /* the power goes during the n-th operation from now; 0: never */
    bool torn;       /* what was unsynced has arrived in part */
    uint64_t seed;   /* which part */
    bool kills;      /* SIGKILL instead, on a machine that goes on */
    bool lies;       /* a sync does nothing and says that it did */
    int64_t fail_at; /* the n-th operation from now fails; 0: none */
    enum droppingvfs_error error;
    int64_t read_at; /* so does the n-th reading, which is no operation; 0: none */
    bool on;         /* and from then on each of its kind, until there is another plan */
};

void droppingvfs_start(void);
void droppingvfs_plan(struct droppingvfs_plan plan);
/* Operations, and readings, since the plan was made. */
int64_t droppingvfs_operations(void);
int64_t droppingvfs_readings(void);
/* Now, between two operations. */
void droppingvfs_cut(void);
bool droppingvfs_is_cut(void);
/* Power is back; every connection must be closed. */
void droppingvfs_reboot(void);

#endif
