/* Fills a throw-away deployment to measure on: invented people only.
 *
 *     fill DIR PLAN.json CASES FILLED.json
 *
 * Makes DIR from the plan, with light password profiles, and activates two case
 * workers: "few" meets 50 people, the first of whom gets a journal of 100
 * entries; "many" meets CASES people. All of it goes through the same use cases
 * as in the program, in groups of one commit. FILLED.json then says who they
 * are, with their keys: what a bare program needs to open the same rows; and
 * how long the root key takes to unlock.
 */
#include <stdio.h>
#include <stdlib.h>

#include "host/clock.h"
#include "host/deployment.h"
#include "host/file.h"
#include "work/case/casework.h"
#include "work/case/meet.h"
#include "work/people/deploy.h"
#include "work/people/member.h"

enum { FEW = 50, ENTRIES = 100, GROUP = 32, SHOWN = 1024, UNLOCKS = 5 };

static const char passphrase[] = "a passphrase to measure with";
static const char password[] = "cuatro garzas sobre el manglar";

struct filling {
    struct arena *arena; /* what lasts to the end */
    struct deployment *d;
    struct fault fault;
    json_t *made; /* by deploy_make() */
};

/* One who works, as between two commits. */
struct worker {
    const char *login;
    struct id member;
    struct keyring *keys;
    json_t *cases; /* the first SHOWN */
};

static void try(struct filling *f, enum err err);
static void deploy(struct filling *f, const char *dir, const char *plan_path);
static void activate(struct filling *f, struct worker *worker);
static void meet_all(struct filling *f, struct worker *worker, size_t count);
static void write_long(struct filling *f, struct worker *worker);
static json_t *told_of(struct filling *f, const struct worker *worker);
static int64_t unlock_us(struct filling *f, const char *dir);

int main(int argc, char **argv)
{
    if (argc != 5) {
        fprintf(stderr, "usage: fill DIR PLAN.json CASES FILLED.json\n");
        return 2;
    }
    value_start();
    struct filling f = {.arena = arena_open()};
    try(&f, seal_start());
    value_use_arena(f.arena);
    deploy(&f, argv[1], argv[2]);

    struct worker few = {.login = "few", .keys = keyring_open(), .cases = value_array()};
    struct worker many = {.login = "many", .keys = keyring_open(), .cases = value_array()};
    activate(&f, &few);
    activate(&f, &many);
    meet_all(&f, &few, FEW);
    write_long(&f, &few);
    meet_all(&f, &many, strtoul(argv[3], NULL, 10));
    try(&f, deployment_finish(f.d, &f.fault));

    json_t *told = value_object();
    value_set_z(told, "passphrase", passphrase);
    value_set_z(told, "password", password);
    value_set_int(told, "unlock_us", unlock_us(&f, argv[1]));
    value_set(told, "few", told_of(&f, &few));
    value_set(told, "many", told_of(&f, &many));
    try(&f, file_create(argv[4], value_print(f.arena, told), &f.fault));
    keyring_close(few.keys);
    keyring_close(many.keys);
    deployment_close(f.d);
    value_use_arena(NULL);
    arena_close(f.arena);
    return 0;
}

static void try(struct filling *f, enum err err)
{
    if (err != OK) {
        fprintf(stderr, "fill: %s: %s %.*s\n", err_name(err),
                f->fault.message ? f->fault.message : "", STR_ARGS(f->fault.arg));
        exit(1);
    }
}

static struct act act_in(struct filling *f, struct arena *arena, struct batch *batch)
{
    return (struct act){
        .arena = arena,
        .fault = &f->fault,
        .db = f->d->db,
        .server = f->d->server,
        .now_us = clock_now_us(),
        .language = S("es"),
        .what = "fill",
        .writes = true,
        .batch = batch,
    };
}

static void deploy(struct filling *f, const char *dir, const char *plan_path)
{
    const struct deployment_new new = {.dir = dir,
                                       .passphrase = str_of(passphrase),
                                       .light = true,
                                       .demo = true,
                                       .second_factor = S("off")};
    struct str text;
    json_t *json;
    struct plan plan;

    try(f, deployment_create(f->arena, &new, &f->d, &f->fault));
    try(f, file_read(f->arena, plan_path, LIMIT_JSON_BYTES, &text, &f->fault));
    try(f, value_parse(text, &json));
    try(f, plan_read(f->arena, json, &f->d->server->services, &plan, &f->fault));
    struct act act = act_in(f, f->arena, batch_open(f->arena));
    f->made = value_object();
    deploy_make(&act, &plan, f->made);
    try(f, deployment_commit(f->d, act.batch));
}

static void activate(struct filling *f, struct worker *worker)
{
    struct act act = act_in(f, f->arena, batch_open(f->arena));
    struct str code = STR_NONE;
    uint8_t salt[SALT_BYTES];
    struct stretched stretched;
    size_t i;
    json_t *member;

    json_array_foreach (value_get(f->made, "members"), i, member) {
        if (str_eq(value_get_text(member, "login"), str_of(worker->login))) {
            code = value_get_text(member, "code");
        }
    }
    random_fill(salt, sizeof(salt));
    try(f, password_stretch(str_of(password), salt, f->d->server->profile, &stretched));
    try(f, member_activate(&act, str_of(worker->login), code, salt, &stretched, worker->keys));
    worker->member = act.actor.member;
    try(f, deployment_commit(f->d, act.batch));
}

/* As at the start of a request. */
static struct act act_of(struct filling *f, struct worker *worker, struct arena *arena)
{
    struct act act = act_in(f, arena, batch_open(arena));
    int version;

    act.keys = worker->keys;
    try(f, member_load(&act, worker->member, &version));
    try(f, member_holders(&act));
    return act;
}

static struct str invented_name(struct arena *arena, size_t number)
{
    static const char *const given[] = {
        "Ana",   "Beatriz", "Carmen", "Dayana",  "Elena",  "Fátima", "Gabriela", "Hilda",    "Inés",
        "Julia", "Karla",   "Lucía",  "Marisol", "Nohemí", "Olga",   "Paola",    "Quetzali", "Rosa",
        "Sofía", "Teresa",  "Úrsula", "Violeta", "Wendy",  "Ximena", "Yolanda",  "Zoila",
    };
    static const char *const family[] = {
        "Acuña",  "Bonilla", "Castro", "Duarte",  "Espinoza", "Fallas", "Granados", "Hernández",
        "Ibarra", "Jiménez", "Lobo",   "Mendoza", "Núñez",    "Orozco", "Peñate",   "Quirós",
        "Rojas",  "Salazar", "Téllez", "Umaña",   "Vargas",   "Zelaya",
    };
    enum { GIVEN = sizeof(given) / sizeof(given[0]), FAMILY = sizeof(family) / sizeof(family[0]) };

    return str_printf_in(arena, "%s %s %s", given[number % GIVEN], family[number / GIVEN % FAMILY],
                         family[number * 7 % FAMILY]);
}

static struct id meet_one(struct filling *f, struct act *act, size_t number)
{
    json_t *consent = value_object();
    json_t *answers = value_object();
    json_t *needs = value_array();
    struct id person;

    value_set_z(consent, "answer", "yes");
    value_set_z(consent, "mode", "spoken");
    value_set_z(answers, "safe_tonight", "yes");
    value_set_z(answers, "health_today", "no");
    value_push_text(needs, S("PSS"));
    value_set(answers, "needs_first", needs);
    value_set_text(answers, "name", invented_name(act->arena, number));
    value_set_z(answers, "language", "español");
    value_set_text(answers, "age", str_printf_in(act->arena, "%zu", 18 + number % 50));
    value_set_z(answers, "may_contact", "yes");
    value_set_z(answers, "contact_rule",
                "Solo mensajes, de 9 a 11. Si otra persona contesta: es "
                "de la panadería.");
    value_set_text(answers, "phone", str_printf_in(act->arena, "0000-%04zu", number % 10000));
    try(f, meet_open(act, consent, answers, &person));
    return person;
}

/* GROUP acts share a commit, as requests that come at once do. */
static void meet_group(struct filling *f, struct worker *worker, size_t first, size_t count)
{
    CLEANUP(arena_closep) struct arena *arena = arena_open();
    struct batch *batches[GROUP];
    enum err results[GROUP];
    struct id people[GROUP];

    value_use_arena(arena);
    try(f, db_begin_read(f->d->db));
    for (size_t i = 0; i < count; i++) {
        struct act act = act_of(f, worker, arena);
        people[i] = meet_one(f, &act, first + i);
        batches[i] = act.batch;
    }
    db_end(f->d->db);
    batch_commit_group(f->d->writer, batches, count, results);
    value_use_arena(f->arena);
    for (size_t i = 0; i < count; i++) {
        if (results[i] == ERR_CONFLICT) { /* somebody has that code already: another one */
            meet_group(f, worker, first + i, 1);
            continue;
        }
        try(f, results[i]);
        if (json_array_size(worker->cases) < SHOWN) {
            value_push_text(worker->cases, id_text(f->arena, people[i]));
        }
    }
}

static void meet_all(struct filling *f, struct worker *worker, size_t count)
{
    for (size_t i = 0; i < count; i += GROUP) {
        meet_group(f, worker, i, count - i < GROUP ? count - i : GROUP);
    }
}

/* One note a commit, until the journal is as long as it is to be. */
static void write_long(struct filling *f, struct worker *worker)
{
    struct id person;

    check(id_parse(value_str(json_array_get(worker->cases, 0)), &person));
    for (bool more = true; more;) {
        CLEANUP(arena_closep) struct arena *arena = arena_open();
        value_use_arena(arena);
        struct act act = act_of(f, worker, arena);
        struct person opened;
        try(f, person_open(&act, person, &opened));
        more = opened.core.head_seq < ENTRIES;
        if (more) {
            json_t *answers = value_object();
            value_set_z(answers, "text",
                        "Llamó por la mañana. Está más tranquila; el lunes va a la cita con la "
                        "psicóloga y después me cuenta. Acordamos hablar el miércoles.");
            try(f, casework_add_note(&act, person, answers));
            try(f, deployment_commit(f->d, act.batch));
        }
        value_use_arena(f->arena);
    }
}

static json_t *told_of(struct filling *f, const struct worker *worker)
{
    json_t *told = value_object();
    struct id holder = keyring_holder_at(worker->keys, 0);

    value_set_z(told, "login", worker->login);
    value_set_id(told, "member", worker->member);
    value_set_id(told, "holder", holder);
    value_set_text(
        told, "secret",
        hex_text(f->arena, str_bytes(keyring_member_secret(worker->keys)->b, KEY_BYTES)));
    value_set(told, "cases", worker->cases);
    return told;
}

/* The quickest of several: what is measured with it is the rest of starting. */
static int64_t unlock_us(struct filling *f, const char *dir)
{
    int64_t best = INT64_MAX;

    for (int i = 0; i < UNLOCKS; i++) {
        struct root_secrets secrets;
        enum root_key_profile profile;
        int64_t start = clock_steady_us();
        try(f, root_key_open(f->arena, dir, str_of(passphrase), &secrets, &profile, &f->fault));
        int64_t took = clock_steady_us() - start;
        best = took < best ? took : best;
        root_secrets_wipe(&secrets);
    }
    return best;
}
