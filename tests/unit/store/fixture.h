/* A database in a folder of its own, with the least that other rows refer to.
 *
 * raw() goes round the store with a connection of its own: what somebody does
 * who has the file and not the program.
 */
#ifndef AMPARO_TESTS_UNIT_STORE_FIXTURE_H
#define AMPARO_TESTS_UNIT_STORE_FIXTURE_H

#include "test.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

#include "seal/envelope.h"
#include "store/directory.h"
#include "store/holders.h"
#include "store/journal.h"
#include "store/members.h"

enum { NOW = 1000000 };

struct fixture {
    struct arena *arena;
    struct db *db;
    struct fault fault;
    char folder[64];
    char path[96];
    struct id area, organisation, unit, holder, member, function;
};

static inline struct id id_n(unsigned n)
{
    struct id id = {{0xa0}};

    id.b[14] = (uint8_t)(n >> 8);
    id.b[15] = (uint8_t)n;
    return id;
}

static inline struct hash hash_n(unsigned n)
{
    struct hash hash = {{0xb0}};

    hash.b[31] = (uint8_t)n;
    return hash;
}

#define MAC_1 S("11111111111111111111111111111111")
#define MAC_2 S("22222222222222222222222222222222")

static inline void note(struct batch *batch, const char *action, struct id object)
{
    batch_audit(batch, &(struct audit_fact){.at_us = NOW,
                                            .actor = id_n(1),
                                            .action = action,
                                            .object = object,
                                            .outcome = S("ok"),
                                            .number = 1});
}

static inline void add_holder(struct batch *batch, struct fixture *f, struct id id,
                              const char *kind, const char *function)
{
    holders_add(batch, &(struct holder_row){.id = id,
                                            .kind = str_of(kind),
                                            .organisation = f->organisation,
                                            .unit = f->unit,
                                            .function = str_of(function),
                                            .public_key = MAC_1,
                                            .generation = 1,
                                            .mac = MAC_2});
}

static inline void add_member(struct batch *batch, struct fixture *f, struct id id,
                              struct id holder, const char *login)
{
    members_add(batch, &(struct member_row){.id = id,
                                            .unit = f->unit,
                                            .login = str_of(login),
                                            .name = S("Ana R."),
                                            .roles = 3,
                                            .state = S("invited"),
                                            .language = S("es"),
                                            .holder = holder,
                                            .activation_box = S("box"),
                                            .activation_until_us = NOW,
                                            .mac = MAC_1});
}

static inline void add_dossier(struct batch *batch, struct id id, int kind)
{
    journal_create(batch, &(struct dossier_row){.id = id, .kind = kind, .at_day = 20000});
}

static inline void fixture_fill(struct fixture *f)
{
    struct batch *batch = batch_open(f->arena);

    f->area = id_n(11);
    f->organisation = id_n(12);
    f->unit = id_n(13);
    f->holder = id_n(14);
    f->member = id_n(15);
    f->function = id_n(16);
    directory_put_area(batch, &(struct area_row){f->area, S("Centro"), S("CR"), -360});
    directory_put_organisation(batch, &(struct organisation_row){.id = f->organisation,
                                                                 .name = S("Casa"),
                                                                 .kind = S("organisation"),
                                                                 .country = S("CR"),
                                                                 .demo = true,
                                                                 .at_us = NOW});
    directory_add_unit(batch, &(struct unit_row){.id = f->unit,
                                                 .organisation = f->organisation,
                                                 .area = f->area,
                                                 .name = S("Acogida"),
                                                 .phone = S("100"),
                                                 .open_from_minute = 480,
                                                 .open_to_minute = 1020,
                                                 .open_days = 31});
    add_holder(batch, f, f->holder, "member", NULL);
    add_holder(batch, f, f->function, "function", "focal_point");
    add_member(batch, f, f->member, f->holder, "ana");
    assert_int_equal(batch_commit(f->db, batch), OK);
}

static inline struct fixture fixture_empty(void)
{
    struct fixture f = {.arena = arena_open()};
    struct db *db;

    assert_int_equal(seal_start(), OK);
    snprintf(f.folder, sizeof(f.folder), "/tmp/amparo-store-XXXXXX");
    assert_non_null(mkdtemp(f.folder));
    snprintf(f.path, sizeof(f.path), "%s/data.db", f.folder);
    assert_int_equal(db_open(f.path, DB_CREATE, &db, &f.fault), OK);
    assert_int_equal(db_migrate(db, NOW, &f.fault), OK);
    db_close(db);
    assert_int_equal(db_open(f.path, DB_WRITE, &f.db, &f.fault), OK);
    return f;
}

static inline struct fixture fixture_open(void)
{
    struct fixture f = fixture_empty();

    fixture_fill(&f);
    return f;
}

static inline void fixture_close(struct fixture *f)
{
    static const char *const endings[] = {"", "-wal", "-shm"};
    char path[128];

    db_close(f->db);
    for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
        snprintf(path, sizeof(path), "%s%s", f->path, endings[i]);
        unlink(path);
    }
    assert_int_equal(rmdir(f->folder), 0);
    arena_close(f->arena);
}

#define FIXTURE(f, open) CLEANUP(fixture_close) struct fixture f = open()

static inline void raw(struct fixture *f, const char *sql)
{
    sqlite3 *db;
    char *message = NULL;

    assert_int_equal(sqlite3_open(f->path, &db), SQLITE_OK);
    if (sqlite3_exec(db, sql, NULL, NULL, &message) != SQLITE_OK) {
        fail_msg("%s: %s", sql, message);
    }
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

/* Commits and tells the result, for batches that stand alone. */
#define COMMIT(f, batch) batch_commit((f).db, (batch))

#define assert_id(actual, expected) assert_true(id_eq((actual), (expected)))

#endif
