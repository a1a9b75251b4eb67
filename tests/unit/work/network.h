/* A small network in a database of its own, made from a plan as `amparo init` makes it. */
#ifndef AMPARO_TESTS_UNIT_WORK_NETWORK_H
#define AMPARO_TESTS_UNIT_WORK_NETWORK_H

#include "store/fixture.h"

#include "base/embedded.h"
#include "base/value.h"
#include "store/members.h"
#include "work/people/deploy.h"
#include "work/people/member.h"

#define PASSWORD S("siete nubes sobre el tejado azul")

struct network {
    struct fixture f;
    struct server server;
    json_t *made; /* what deploy_make() told */
    int64_t now_us;
};

static inline struct act network_act(struct network *n)
{
    n->f.fault = (struct fault){0};
    return (struct act){
        .arena = n->f.arena,
        .fault = &n->f.fault,
        .db = n->f.db,
        .server = &n->server,
        .now_us = n->now_us,
        .what = "test",
        .writes = true,
        .batch = batch_open(n->f.arena),
    };
}

static inline struct network network_empty(void)
{
    const struct embedded *services = embedded_file(S("data/services.tsv"));
    struct network n = {.f = fixture_empty(), .now_us = 1000 * DAY_US};
    struct key root = key_random();

    assert_non_null(services);
    value_use_arena(n.f.arena);
    server_derive(&n.server, &root, &root);
    n.server.language = S("es");
    n.server.profile = (struct stretch_profile){.memory_kib = 8, .passes = 1};
    assert_int_equal(
        service_types_parse(n.f.arena, embedded_str(services), &n.server.services, &n.f.fault), OK);
    return n;
}

static inline void network_close(struct network *n)
{
    value_use_arena(NULL);
    fixture_close(&n->f);
}

static inline enum err network_plan(struct network *n, struct str json, struct plan *ret)
{
    json_t *value = NULL;

    n->f.fault = (struct fault){0};
    assert_int_equal(value_parse(json, &value), OK);
    return plan_read(n->f.arena, value, &n->server.services, ret, &n->f.fault);
}

static inline void network_make(struct network *n, struct str json)
{
    struct plan plan;

    assert_int_equal(network_plan(n, json, &plan), OK);
    struct act act = network_act(n);
    n->made = value_object();
    deploy_make(&act, &plan, n->made);
    assert_int_equal(batch_commit(n->f.db, act.batch), OK);
}

static inline const json_t *network_member(const struct network *n, const char *login)
{
    const json_t *members = value_get(n->made, "members");

    for (size_t i = 0; i < json_array_size(members); i++) {
        const json_t *member = json_array_get(members, i);
        if (str_eq(value_get_text(member, "login"), str_of(login))) {
            return member;
        }
    }
    fail_msg("nobody has the login %s", login);
    return NULL;
}

static inline enum err network_activate(struct network *n, const char *login, struct str code)
{
    struct act act = network_act(n);
    CLEANUP(keyring_closep) struct keyring *keys = keyring_open();
    struct stretched stretched;
    uint8_t salt[SALT_BYTES];

    random_fill(salt, sizeof(salt));
    assert_int_equal(password_stretch(PASSWORD, salt, n->server.profile, &stretched), OK);
    enum err err = member_activate(&act, str_of(login), code, salt, &stretched, keys);
    return err == OK ? batch_commit(n->f.db, act.batch) : err;
}

/* As page_entrance does; what the guard counts is kept when nobody comes in. */
static inline enum err network_enter(struct network *n, const char *login, struct str password,
                                     struct keyring *keys)
{
    struct act act = network_act(n);
    struct entering entering;
    struct stretched stretched;

    TRY(member_enter(&act, str_of(login), LOGIN_FROM_ANYWHERE, &entering));
    assert_int_equal(password_stretch(password, entering.salt, entering.profile, &stretched), OK);
    enum err err =
        member_entered(&act, &entering, str_of(login), LOGIN_FROM_ANYWHERE, &stretched, keys);
    assert_int_equal(batch_commit(n->f.db, act.batch), OK);
    return err;
}

/* The forms of the program, for acts that read what was answered. */
static inline void network_forms(struct network *n)
{
    struct vec forms = vec_of(n->f.arena, struct form);

    for (size_t i = 0; i < embedded_count; i++) {
        if (str_starts(str_of(embedded_files[i].name), S("forms/"))) {
            struct form form;
            assert_int_equal(
                form_load(n->f.arena, embedded_str(&embedded_files[i]), &form, &n->f.fault), OK);
            *(struct form *)vec_add(&forms) = form;
        }
    }
    n->server.forms = forms.at;
    n->server.form_count = forms.count;
}

/* Takes up the invitation and enters: the keys are the caller's to close. */
static inline struct keyring *network_come_in(struct network *n, const char *login)
{
    struct keyring *keys = keyring_open();
    const json_t *member = network_member(n, login);

    assert_int_equal(network_activate(n, login, value_get_text(member, "code")), OK);
    assert_int_equal(network_enter(n, login, PASSWORD, keys), OK);
    return keys;
}

static inline struct act network_act_as(struct network *n, const char *login,
                                        const struct keyring *keys)
{
    struct act act = network_act(n);
    struct member_row row;
    int version = 0;

    assert_int_equal(members_find(n->f.db, n->f.arena, str_of(login), &row), OK);
    act.keys = keys;
    assert_int_equal(member_load(&act, row.id, &version), OK);
    assert_int_equal(member_holders(&act), OK);
    return act;
}

static inline json_t *network_json(const char *text)
{
    json_t *value = NULL;

    assert_int_equal(value_parse(str_of(text), &value), OK);
    return value;
}

#define NETWORK(n) CLEANUP(network_close) struct network n = network_empty()

#endif
