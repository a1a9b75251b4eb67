#include "host/deployment.h"

#include <sodium.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/embedded.h"
#include "base/value.h"
#include "host/clock.h"
#include "host/file.h"
#include "host/presence.h"

/* There while a deployment is being made. */
static const char unfinished[] = "unfinished";

static struct deployment *deployment_start(struct arena *arena, const char *dir);
static enum err is_unfinished(struct arena *arena, const char *dir, bool *ret, struct fault *fault);
static enum err open_whole(struct deployment *d, struct str passphrase,
                           struct root_secrets *ret_secrets, struct fault *fault);
static enum err fill(struct deployment *d, const struct root_secrets *secrets, struct fault *fault);
static enum err migrate(struct deployment *d, enum db_mode mode, struct fault *fault);
static enum err load_forms(struct deployment *d, struct fault *fault);
static enum err put_settings(struct deployment *d, const struct deployment_new *new,
                             struct fault *fault);

enum err deployment_create(struct arena *arena, const struct deployment_new *new,
                           struct deployment **ret, struct fault *fault)
{
    CLEANUP(deployment_closep) struct deployment *d = deployment_start(arena, new->dir);
    CLEANUP(root_secrets_wipe) struct root_secrets secrets = root_secrets_random();

    d->in_the_making = true;
    d->root_profile = new->light ? ROOT_KEY_LIGHT : ROOT_KEY_FULL;
    TRY(deployment_begin(d->arena, d->dir, &d->alone, fault));
    TRY(root_key_create(d->arena, d->dir, new->passphrase, d->root_profile, &secrets, fault));
    TRY(migrate(d, DB_CREATE, fault));
    server_derive(d->server, &secrets.lasting, &secrets.turning);
    TRY(put_settings(d, new, fault));
    TRY(fill(d, &secrets, fault));
    *ret = d;
    d = NULL;
    return OK;
}

enum err deployment_begin(struct arena *arena, const char *dir, int *ret_alone, struct fault *fault)
{
    bool there;

    TRY(is_unfinished(arena, dir, &there, fault));
    if (!there) {
        TRY(file_make_dir(dir, fault));
    }
    TRY(presence_change_keys(dir, ret_alone, fault));
    TRY(deployment_abandon(arena, dir, fault));
    TRY(file_make_dir(dir, fault));
    return file_create(deployment_path(arena, dir, unfinished), STR_NONE, fault);
}

/* The sign of it goes last: what is left of a removal that was interrupted is unfinished too. */
enum err deployment_abandon(struct arena *arena, const char *dir, struct fault *fault)
{
    const char *const names[] = {
        "root.key",      "amparo.db",       "amparo.db-journal",   "amparo.db-wal",
        "amparo.db-shm", "checkpoints.txt", "checkpoints.txt.new", unfinished};

    bool there;

    TRY(is_unfinished(arena, dir, &there, fault));
    for (size_t i = 0; there && i < sizeof(names) / sizeof(names[0]); i++) {
        TRY(file_remove(deployment_path(arena, dir, names[i]), fault));
    }
    return OK;
}

bool deployment_is_there(struct arena *arena, const char *dir)
{
    struct str key;
    bool unfinished_there = false;
    enum err err = is_unfinished(arena, dir, &unfinished_there, NULL);

    return err != OK ||
           (!unfinished_there && file_read(arena, deployment_path(arena, dir, "root.key"),
                                           LIMIT_JSON_BYTES, &key, NULL) != ERR_NOT_FOUND);
}

/* What was committed in a hurry is on disk before the sign goes. */
enum err deployment_finish(struct deployment *d, struct fault *fault)
{
    if (d->in_the_making && d->writer) {
        TRY(db_checkpoint(d->writer));
        db_close(d->writer);
        d->writer = NULL;
    }
    d->in_the_making = false;
    TRY(file_destroy(deployment_path(d->arena, d->dir, unfinished), fault));
    return d->alone < 0 ? OK : presence_share_on(d->alone, d->dir, fault);
}

enum err deployment_open(struct arena *arena, const char *dir, struct str passphrase,
                         struct deployment **ret, struct fault *fault)
{
    CLEANUP(root_secrets_wipe) struct root_secrets secrets = {0};

    return deployment_open_secrets(arena, dir, passphrase, &secrets, ret, fault);
}

enum err deployment_open_secrets(struct arena *arena, const char *dir, struct str passphrase,
                                 struct root_secrets *ret_secrets, struct deployment **ret,
                                 struct fault *fault)
{
    CLEANUP(deployment_closep) struct deployment *d = deployment_start(arena, dir);
    bool there;

    TRY(is_unfinished(d->arena, d->dir, &there, fault));
    if (there) {
        return fault_set(fault, ERR_BUSY, "It was not made to its end: make it again", STR_NONE);
    }
    TRY(presence_share_keys(d->dir, fault));
    TRY(open_whole(d, passphrase, ret_secrets, fault));
    *ret = d;
    d = NULL;
    return OK;
}

enum err deployment_open_unfinished(struct arena *arena, const char *dir, struct str passphrase,
                                    struct deployment **ret, struct fault *fault)
{
    CLEANUP(deployment_closep) struct deployment *d = deployment_start(arena, dir);
    CLEANUP(root_secrets_wipe) struct root_secrets secrets = {0};

    TRY(open_whole(d, passphrase, &secrets, fault));
    *ret = d;
    d = NULL;
    return OK;
}

void deployment_close(struct deployment *d)
{
    if (!d) {
        return;
    }
    db_close(d->writer);
    db_close(d->db);
    if (d->alone >= 0) {
        close(d->alone);
    }
    sodium_free(d->server);
    *d = (struct deployment){.alone = -1};
}

void deployment_closep(struct deployment **deployment)
{
    deployment_close(*deployment);
    *deployment = NULL;
}

enum err deployment_commit(struct deployment *d, struct batch *batch)
{
    if (!d->writer) {
        TRY(db_open(d->db_path, DB_WRITE, &d->writer, NULL));
        if (d->in_the_making) {
            TRY(db_hurry(d->writer));
        }
    }
    return batch_commit(d->writer, batch);
}

const char *deployment_path(struct arena *arena, const char *dir, const char *name)
{
    return str_z(arena, str_join_in(arena, str_of(dir), S("/"), str_of(name)));
}

static struct deployment *deployment_start(struct arena *arena, const char *dir)
{
    struct deployment *d = arena_new(arena, struct deployment);

    d->arena = arena;
    d->alone = -1;
    d->dir = str_z(arena, str_of(dir));
    d->db_path = deployment_path(arena, dir, "amparo.db");
    d->checkpoints_path = deployment_path(arena, dir, "checkpoints.txt");
    d->server = sodium_malloc(sizeof(*d->server));
    check(d->server);
    *d->server = (struct server){0};
    return d;
}

/* What cannot be looked at may be a deployment that is whole: that is an error, and no sign. */
static enum err is_unfinished(struct arena *arena, const char *dir, bool *ret, struct fault *fault)
{
    struct str content;
    enum err err = file_read(arena, deployment_path(arena, dir, unfinished), 1, &content, NULL);

    *ret = err == OK || err == ERR_LIMIT;
    return *ret || err == ERR_NOT_FOUND ? OK
                                        : fault_set(fault, err, "Cannot read {{arg}}", str_of(dir));
}

static enum err open_whole(struct deployment *d, struct str passphrase,
                           struct root_secrets *ret_secrets, struct fault *fault)
{
    TRY(root_key_open(d->arena, d->dir, passphrase, ret_secrets, &d->root_profile, fault));
    if (ret_secrets->is_turning) {
        return fault_set(fault, ERR_BUSY,
                         "The root key is being changed: 'amparo rotate root' goes on with it",
                         STR_NONE);
    }
    TRY(migrate(d, DB_WRITE, fault));
    return fill(d, ret_secrets, fault);
}

static enum err fill(struct deployment *d, const struct root_secrets *secrets, struct fault *fault)
{
    const struct embedded *services = embedded_file(S("data/services.tsv"));
    const struct embedded *care = embedded_file(S("data/care_windows.tsv"));

    check(care && care_windows_parse(embedded_str(care), &d->server->care_windows) == OK);
    TRY(db_open(d->db_path, DB_READ, &d->db, fault));
    server_derive(d->server, &secrets->lasting, &secrets->turning);
    TRY(configuration_load(d->arena, d->db, d->server, fault));
    check(services);
    TRY(service_types_parse(d->arena, embedded_str(services), &d->server->services, fault));
    TRY(load_forms(d, fault));
#ifdef AMPARO_TEST_BUILD
    d->server->policy_off = getenv("AMPARO_TEST_POLICY_OFF") != NULL;
#endif
    check(sodium_mprotect_readonly(d->server) == 0);
    return OK;
}

/* Never beside a server: it is one of the program before, which does not know the new schema. */
static enum err migrate(struct deployment *d, enum db_mode mode, struct fault *fault)
{
    CLEANUP(db_closep) struct db *db = NULL;
    bool current = false;
    pid_t server = 0;

    TRY(db_open(d->db_path, mode, &db, fault));
    TRY(db_is_current(db, &current, fault));
    if (current) {
        return OK;
    }
    TRY(presence_of(d->dir, &server, fault));
    if (server != 0) {
        return fault_set(fault, ERR_BUSY,
                         "The server that runs on {{arg}} is older than this program: restart it "
                         "first",
                         str_of(d->dir));
    }
    return db_migrate(db, clock_now_us(), fault);
}

static enum err load_forms(struct deployment *d, struct fault *fault)
{
    struct arena *former = value_use_arena(NULL);
    struct vec forms = vec_of(d->arena, struct form);
    enum err err = OK;

    for (size_t i = 0; i < embedded_count && err == OK; i++) {
        if (str_starts(str_of(embedded_files[i].name), S("forms/"))) {
            err = form_load(d->arena, embedded_str(&embedded_files[i]), vec_add(&forms), fault);
        }
    }
    value_use_arena(former);
    d->server->forms = forms.at;
    d->server->form_count = forms.count;
    return err;
}

static enum err put_settings(struct deployment *d, const struct deployment_new *new,
                             struct fault *fault)
{
    struct batch *batch = batch_open(d->arena);
    const struct {
        const char *name;
        struct str value;
    } given[] = {
        {"node", id_text(d->arena, id_random())},
        {"product", new->product},
        {"term", new->term},
        {"language", new->language},
        {"demo", new->practice ? S("practice")
                 : new->demo   ? S("1")
                               : STR_NONE},
        {"second_factor", new->second_factor},
        {"password_memory_kib", new->light ? S("8192") : STR_NONE},
        {"password_passes", new->light ? S("1") : STR_NONE},
    };

    for (size_t i = 0; i < sizeof(given) / sizeof(given[0]); i++) {
        if (given[i].value.len > 0) {
            TRY(configuration_put(batch, d->server, given[i].name,
                                  str_copy_in(d->arena, given[i].value), fault));
        }
    }
    batch_audit(batch, &(struct audit_fact){
                           .at_us = clock_now_us(),
                           .action = "deployment_create",
                           .outcome = S("ok"),
                       });
    return deployment_commit(d, batch);
}
