/* A deployment: a folder with amparo.db, root.key and checkpoints.txt, opened.
 *
 * Every command opens one; `amparo serve` hands it to the server. Its keys lie
 * in guarded memory that is read-only once filled. The deployment belongs to
 * one thread; `db` is a read connection for it. It lives in the caller's arena
 * until deployment_close(), which wipes the keys.
 *
 *     struct deployment *d;
 *     TRY(deployment_open(arena, dir, passphrase, &d, fault));
 *     struct batch *batch = batch_open(d->arena);
 *     … a use case of work/ fills it …
 *     TRY(deployment_commit(d, batch));
 *     deployment_close(d);
 */
#ifndef AMPARO_HOST_DEPLOYMENT_H
#define AMPARO_HOST_DEPLOYMENT_H

#include "host/configuration.h"
#include "host/root_key.h"

struct deployment {
    struct arena *arena;
    const char *dir;
    const char *db_path;
    const char *checkpoints_path;
    struct server *server;
    enum root_key_profile root_profile;
    struct db *db;      /* reads */
    struct db *writer;  /* opened by the first deployment_commit() */
    int alone;          /* deployment_begin() of one that was made here; -1 */
    bool in_the_making; /* commits are not flushed one by one */
};

struct deployment_new {
    const char *dir;
    struct str passphrase;
    bool light; /* light profiles for root key and passwords: demonstrations and tests */
    bool demo;
    bool practice; /* a demonstration that `amparo practice` makes, and nothing else */
    struct str second_factor;
    struct str product, term, language; /* empty: as the table of settings has it */
};

/* Makes folder, root key, database and settings, and opens it. Until deployment_finish() it is
 * unfinished: nothing else opens it, and the next time begins anew. ERR_CONFLICT when there is
 * something else already, ERR_INVALID, ERR_IO, ERR_BUSY. */
enum err deployment_create(struct arena *arena, const struct deployment_new *new,
                           struct deployment **ret, struct fault *fault) MUST;
/* The beginning of it, for what is made in another way: an empty folder with the sign in it, in
 * which nobody else begins until *ret_alone is closed. What an earlier beginning left is removed;
 * deployment_abandon() removes it too, with the sign. */
enum err deployment_begin(struct arena *arena, const char *dir, int *ret_alone, struct fault *fault)
    MUST;
enum err deployment_abandon(struct arena *arena, const char *dir, struct fault *fault) MUST;
/* deployment_open() of what is being made, by who has it alone. */
enum err deployment_open_unfinished(struct arena *arena, const char *dir, struct str passphrase,
                                    struct deployment **ret, struct fault *fault) MUST;
/* Whether DIR has one that was made to its end, or cannot be looked at. */
bool deployment_is_there(struct arena *arena, const char *dir);
/* All that it is made of is in it. ERR_IO. */
enum err deployment_finish(struct deployment *deployment, struct fault *fault) MUST;
/* Brings the schema up to this program first, but never beside a server that is older: ERR_BUSY.
 * ERR_NOT_FOUND, ERR_DENIED with another passphrase, ERR_CORRUPT, ERR_IO, ERR_BUSY. */
enum err deployment_open(struct arena *arena, const char *dir, struct str passphrase,
                         struct deployment **ret, struct fault *fault) MUST;
/* The same, and hands out the secrets of root.key too: for a backup. The caller wipes them. */
enum err deployment_open_secrets(struct arena *arena, const char *dir, struct str passphrase,
                                 struct root_secrets *ret_secrets, struct deployment **ret,
                                 struct fault *fault) MUST;
void deployment_close(struct deployment *deployment); /* NULL is fine */
void deployment_closep(struct deployment **deployment);

/* For commands, which have no writer thread: on disk when it returns OK. */
enum err deployment_commit(struct deployment *deployment, struct batch *batch) MUST;

/* "DIR/name", in the arena. */
const char *deployment_path(struct arena *arena, const char *dir, const char *name);

#endif
