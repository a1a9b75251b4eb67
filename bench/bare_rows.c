/* The floors of reading and writing: SQLite and libsodium and nothing else.
 *
 *     bare-rows list|case|group|single|flush DB FILLED.json MILLISECONDS
 *
 * list   50 cards of the worker "few": one query, each key unwrapped, each card decrypted
 * case   the journal of the first of them: its key unwrapped, each entry decrypted
 * group  notes to the cases of "many": entry signed and sealed, card sealed, and the rows of
 *        one note (command, entry, head, card, two audit records), 32 notes to a commit
 * single the same, each note its own commit
 * flush  4 KiB at the end of a file beside DB, then fdatasync
 *
 * What is written is not readable afterwards: `group` and `single` take a copy of
 * the database. Prints a line of JSON: how many, in how many seconds, how many seconds
 * of one processor, and the time that half of the flushes or commits stayed under.
 */
#include <fcntl.h>
#include <sodium.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/value.h"

enum {
    KEY = crypto_aead_xchacha20poly1305_ietf_KEYBYTES,
    NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
    TAG = crypto_aead_xchacha20poly1305_ietf_ABYTES,
    HEADER = 6,
    PLACE = HEADER + 1 + 8 + ID_BYTES + 8,
    BOX_MAX = 64 * 1024,
    NOTE = 512,
    CARD = 320,
    GROUP = 32,
    PEOPLE = 1024,
    CORE = 1,
    SYMMETRIC = 2,
    BLOCK = 4096,
    TIMES_MAX = 1000 * 1000,
};

struct bare {
    struct arena *arena;
    sqlite3 *db;
    const char *path;
    int64_t until_us;
    struct id holder;
    uint8_t wrapping[KEY], seed[crypto_sign_SECRETKEYBYTES];
    struct id people[PEOPLE];
    size_t people_count;
    uint32_t times_us[TIMES_MAX]; /* of each flush or commit */
    size_t times_count;
};

static struct bare bare;

static size_t run_list(void);
static size_t run_case(void);
static size_t run_group(void);
static size_t run_single(void);
static size_t run_flush(void);
static size_t write_notes(int group);
static uint32_t median_time(void);
static void load_filled(const char *path, const char *login);

static int64_t now_us(clockid_t clock)
{
    struct timespec at;

    clock_gettime(clock, &at);
    return at.tv_sec * SECOND_US + at.tv_nsec / 1000;
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        size_t (*run)(void);
        const char *login;
    } measures[] = {{"list", run_list, "few"},
                    {"case", run_case, "few"},
                    {"group", run_group, "many"},
                    {"single", run_single, "many"},
                    {"flush", run_flush, "many"}};

    check(argc == 5 && sodium_init() >= 0);
    value_start();
    bare.arena = arena_open();
    bare.path = argv[2];
    check(sqlite3_open(argv[2], &bare.db) == SQLITE_OK);
    check(sqlite3_exec(bare.db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL", NULL, NULL,
                       NULL) == SQLITE_OK);
    for (size_t i = 0; i < sizeof(measures) / sizeof(measures[0]); i++) {
        if (strcmp(argv[1], measures[i].name) != 0) {
            continue;
        }
        load_filled(argv[3], measures[i].login);
        int64_t start = now_us(CLOCK_MONOTONIC);
        int64_t used = now_us(CLOCK_PROCESS_CPUTIME_ID);
        bare.until_us = start + strtol(argv[4], NULL, 10) * 1000;
        size_t count = measures[i].run();
        printf("{\"count\": %zu, \"seconds\": %.6f, \"cpu_seconds\": %.6f, \"p50_us\": %u}\n",
               count, (double)(now_us(CLOCK_MONOTONIC) - start) / (double)SECOND_US,
               (double)(now_us(CLOCK_PROCESS_CPUTIME_ID) - used) / (double)SECOND_US,
               median_time());
        return 0;
    }
    return 2;
}

static void load_filled(const char *path, const char *login)
{
    static char text[BOX_MAX];
    FILE *file = fopen(path, "r");
    json_t *filled;
    struct str secret;

    check(file);
    size_t len = fread(text, 1, sizeof(text), file);
    check(len < sizeof(text) && fclose(file) == 0);
    value_use_arena(bare.arena);
    check(value_parse(str_bytes(text, len), &filled) == OK);
    const json_t *worker = value_get(filled, login);
    const json_t *cases = value_get(worker, "cases");
    bare.holder = value_get_id(worker, "holder");
    check(hex_parse(bare.arena, value_get_text(worker, "secret"), &secret) && secret.len == KEY);
    check(crypto_kdf_derive_from_key(bare.wrapping, KEY, 0, "AmWrapKy",
                                     (const uint8_t *)secret.at) == 0);
    uint8_t public[crypto_sign_PUBLICKEYBYTES];
    check(crypto_sign_seed_keypair(public, bare.seed, bare.wrapping) == 0);
    for (size_t i = 0; i < json_array_size(cases) && i < PEOPLE; i++) {
        check(id_parse(value_str(json_array_get(cases, i)), &bare.people[bare.people_count++]));
    }
}

static void note_time(int64_t since_us)
{
    if (bare.times_count < TIMES_MAX) {
        bare.times_us[bare.times_count++] = (uint32_t)(now_us(CLOCK_MONOTONIC) - since_us);
    }
}

static int compare_times(const void *a, const void *b)
{
    uint32_t left = *(const uint32_t *)a;
    uint32_t right = *(const uint32_t *)b;

    return (left > right) - (left < right);
}

static uint32_t median_time(void)
{
    qsort(bare.times_us, bare.times_count, sizeof(bare.times_us[0]), compare_times);
    return bare.times_us[bare.times_count / 2];
}

static bool more(void)
{
    return now_us(CLOCK_MONOTONIC) < bare.until_us;
}

static sqlite3_stmt *prepare(const char *sql)
{
    sqlite3_stmt *statement;

    check(sqlite3_prepare_v2(bare.db, sql, -1, &statement, NULL) == SQLITE_OK);
    return statement;
}

static void bind_blob(sqlite3_stmt *statement, int place, const void *at, size_t len)
{
    check(sqlite3_bind_blob64(statement, place, at, len, SQLITE_STATIC) == SQLITE_OK);
}

/* The associated data, as seal/envelope.c has it. */
static size_t put_place(uint8_t ret[PLACE], const char *domain, const void *row, uint64_t number)
{
    static const uint8_t header[HEADER] = {1, 1, 1, 0, 0, 0};
    size_t len = strlen(domain);

    memcpy(ret, header, HEADER);
    ret[HEADER] = (uint8_t)len;
    memcpy(ret + HEADER + 1, domain, len);
    memcpy(ret + HEADER + 1 + len, row, ID_BYTES);
    for (size_t i = 0; i < 8; i++) {
        ret[HEADER + 1 + len + ID_BYTES + i] = (uint8_t)(number >> (8 * i));
    }
    return HEADER + 1 + len + ID_BYTES + 8;
}

/* Opens a column's box into `ret`. */
static void open_column(sqlite3_stmt *statement, int column, const uint8_t key[KEY],
                        const char *domain, const void *row, uint64_t number, uint8_t *ret)
{
    uint8_t place[PLACE];
    size_t place_len = put_place(place, domain, row, number);
    const uint8_t *box = sqlite3_column_blob(statement, column);
    size_t len = (size_t)sqlite3_column_bytes(statement, column);

    check(len > HEADER + NONCE + TAG && len <= BOX_MAX);
    check(crypto_aead_xchacha20poly1305_ietf_decrypt(ret, NULL, NULL, box + HEADER + NONCE,
                                                     len - HEADER - NONCE, place, place_len,
                                                     box + HEADER, key) == 0);
}

static size_t run_list(void)
{
    static uint8_t plain[BOX_MAX];
    uint8_t key[KEY + 64];
    size_t lists = 0;
    size_t cards = 0;
    sqlite3_stmt *query = prepare(
        "SELECT g.dossier, g.wrap, c.version, c.box FROM dossier_grant AS g CROSS JOIN card AS c "
        "WHERE g.holder = ?1 AND g.kind = ?2 AND g.form = ?3 AND c.dossier = g.dossier "
        "ORDER BY g.dossier LIMIT 50");

    for (; more(); lists++) {
        bind_blob(query, 1, bare.holder.b, ID_BYTES);
        sqlite3_bind_int(query, 2, CORE);
        sqlite3_bind_int(query, 3, SYMMETRIC);
        while (sqlite3_step(query) == SQLITE_ROW) {
            const void *dossier = sqlite3_column_blob(query, 0);
            open_column(query, 1, bare.wrapping, "wrap", dossier, SYMMETRIC, key);
            open_column(query, 3, key, "card", dossier, (uint64_t)sqlite3_column_int64(query, 2),
                        plain);
            cards++;
        }
        sqlite3_reset(query);
    }
    check(cards == lists * 50);
    return lists;
}

static size_t run_case(void)
{
    static uint8_t plain[BOX_MAX];
    uint8_t key[KEY + 64];
    size_t journals = 0;
    size_t entries = 0;
    sqlite3_stmt *grant =
        prepare("SELECT wrap FROM dossier_grant WHERE dossier = ?1 AND holder = ?2 AND form = ?3");
    sqlite3_stmt *query = prepare("SELECT seq, box FROM entry WHERE dossier = ?1 ORDER BY seq");

    for (; more(); journals++) {
        bind_blob(grant, 1, bare.people[0].b, ID_BYTES);
        bind_blob(grant, 2, bare.holder.b, ID_BYTES);
        sqlite3_bind_int(grant, 3, SYMMETRIC);
        check(sqlite3_step(grant) == SQLITE_ROW);
        open_column(grant, 0, bare.wrapping, "wrap", bare.people[0].b, SYMMETRIC, key);
        sqlite3_reset(grant);
        bind_blob(query, 1, bare.people[0].b, ID_BYTES);
        while (sqlite3_step(query) == SQLITE_ROW) {
            open_column(query, 1, key, "entry", bare.people[0].b,
                        (uint64_t)sqlite3_column_int64(query, 0), plain);
            entries++;
        }
        sqlite3_reset(query);
    }
    check(entries == journals * 100);
    return journals;
}

/* Seals `len` bytes of nothing in particular. */
static size_t seal(uint8_t *ret, size_t len, const char *domain, const void *row, uint64_t number)
{
    static const uint8_t nothing[NOTE];
    uint8_t place[PLACE];
    size_t place_len = put_place(place, domain, row, number);

    memset(ret, 1, HEADER);
    randombytes_buf(ret + HEADER, NONCE);
    check(crypto_aead_xchacha20poly1305_ietf_encrypt(ret + HEADER + NONCE, NULL, nothing, len,
                                                     place, place_len, NULL, ret + HEADER,
                                                     bare.wrapping) == 0);
    return HEADER + NONCE + len + TAG;
}

enum { OPEN, COMMAND, ADVANCE, ENTRY, SET_CARD, RECORD, KEEP, STATEMENTS };

static void run_once(sqlite3_stmt *statement)
{
    check(sqlite3_step(statement) == SQLITE_DONE);
    sqlite3_reset(statement);
}

static void write_note(sqlite3_stmt *const *st, const struct id *person, int64_t seq)
{
    uint8_t entry[NOTE + 128], card[CARD + 128], signature[crypto_sign_BYTES], hash[HASH_BYTES];
    struct id command;
    size_t card_len = seal(card, CARD, "card", person->b, (uint64_t)seq);

    check(crypto_sign_detached(signature, NULL, entry, NOTE, bare.seed) == 0);
    size_t entry_len = seal(entry, NOTE, "entry", person->b, (uint64_t)seq);
    check(crypto_generichash(hash, sizeof(hash), entry, entry_len, NULL, 0) == 0);
    randombytes_buf(command.b, ID_BYTES);

    run_once(st[OPEN]);
    bind_blob(st[COMMAND], 1, bare.holder.b, ID_BYTES);
    bind_blob(st[COMMAND], 2, command.b, ID_BYTES);
    run_once(st[COMMAND]);
    bind_blob(st[ADVANCE], 1, person->b, ID_BYTES);
    bind_blob(st[ADVANCE], 2, hash, HASH_BYTES);
    run_once(st[ADVANCE]);
    bind_blob(st[ENTRY], 1, person->b, ID_BYTES);
    sqlite3_bind_int64(st[ENTRY], 2, seq);
    bind_blob(st[ENTRY], 3, entry, entry_len);
    bind_blob(st[ENTRY], 4, hash, HASH_BYTES);
    run_once(st[ENTRY]);
    bind_blob(st[SET_CARD], 1, person->b, ID_BYTES);
    bind_blob(st[SET_CARD], 2, card, card_len);
    run_once(st[SET_CARD]);
    for (int i = 0; i < 2; i++) {
        bind_blob(st[RECORD], 1, bare.holder.b, ID_BYTES);
        bind_blob(st[RECORD], 2, person->b, ID_BYTES);
        bind_blob(st[RECORD], 3, hash, HASH_BYTES);
        run_once(st[RECORD]);
    }
    run_once(st[KEEP]);
}

static size_t run_group(void)
{
    return write_notes(GROUP);
}

static size_t run_single(void)
{
    return write_notes(1);
}

static size_t write_notes(int group)
{
    sqlite3_stmt *begin = prepare("BEGIN IMMEDIATE");
    sqlite3_stmt *commit = prepare("COMMIT");
    sqlite3_stmt *const statements[STATEMENTS] = {
        [OPEN] = prepare("SAVEPOINT one"),
        [COMMAND] = prepare("INSERT INTO command (member, id, answer, at_us) "
                            "VALUES (?1, ?2, '/personas/00000000000000000000000000000000', 1)"),
        [ADVANCE] = prepare("UPDATE dossier SET head_seq = head_seq + 1, head_hash = ?2 "
                            "WHERE id = ?1"),
        [ENTRY] = prepare("INSERT INTO entry (dossier, seq, box, hash, at_day) "
                          "VALUES (?1, ?2, ?3, ?4, 20000)"),
        [SET_CARD] = prepare("UPDATE card SET version = version + 1, box = ?2 WHERE dossier = ?1"),
        [RECORD] = prepare("INSERT INTO audit (seq, at_us, actor, action, object, outcome, number, "
                           "rows_hash, prior, chain, leaf) "
                           "VALUES ((SELECT max(seq) + 1 FROM audit), 1, ?1, 'note', ?2, 'ok', 0, "
                           "?3, ?3, ?3, ?3)"),
        [KEEP] = prepare("RELEASE one"),
    };
    size_t notes = 0;

    check(sqlite3_exec(bare.db, "PRAGMA foreign_keys = ON", NULL, NULL, NULL) == SQLITE_OK);
    while (more()) {
        int64_t start = now_us(CLOCK_MONOTONIC);
        run_once(begin);
        for (int i = 0; i < group; i++, notes++) {
            write_note(statements, &bare.people[notes % bare.people_count],
                       1000 + (int64_t)(notes / bare.people_count));
        }
        run_once(commit);
        note_time(start);
    }
    return notes;
}

static size_t run_flush(void)
{
    static const char block[BLOCK];
    const char *path =
        str_z(bare.arena, str_join_in(bare.arena, str_of(bare.path), S(".flush"), STR_NONE));
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    size_t flushes = 0;

    check(fd >= 0);
    for (; more(); flushes++) {
        int64_t start = now_us(CLOCK_MONOTONIC);
        check(write(fd, block, BLOCK) == BLOCK);
        check(fdatasync(fd) == 0);
        note_time(start);
    }
    close(fd);
    unlink(path);
    return flushes;
}
