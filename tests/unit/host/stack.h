/* A deployment with the whole stack over it but for the socket, and people to sign in. */
#ifndef AMPARO_TESTS_UNIT_HOST_STACK_H
#define AMPARO_TESTS_UNIT_HOST_STACK_H

#include "fixture.h"

#include "host/clock.h"
#include "host/loopback.h"
#include "host/sessions.h"
#include "store/directory.h"
#include "work/people/enrol.h"
#include "work/people/member.h"

static const struct str stack_password = {"la luna trae tres limones", 25};

struct stack {
    struct folder folder;
    struct deployment *d;
    struct app app;
    struct sessions *sessions;
};

static inline void stack_open(struct stack *s)
{
    struct fault fault = {0};

    *s = (struct stack){.folder = folder_open()};
    s->d = make_deployment(&s->folder);
    s->sessions = sessions_open(s->folder.arena, DAY_US);
    assert_int_equal(
        app_open(s->folder.arena, s->d->server, sessions_table(s->sessions), &s->app, &fault), OK);
}

static inline void stack_close(struct stack *s)
{
    sessions_close(s->sessions);
    deployment_close(s->d);
    folder_close(&s->folder);
}

static inline struct loopback stack_browser(struct stack *s)
{
    return (struct loopback){
        .app = &s->app, .deployment = s->d, .arena = s->folder.arena, .now_us = clock_now_us()};
}

/* Of an organisation of their own, who accompanies people; with `stack_password`. */
static inline void stack_add_member(struct stack *s, struct str login)
{
    struct fault fault = {0};
    struct act act = {.arena = s->folder.arena,
                      .fault = &fault,
                      .db = s->d->db,
                      .server = s->d->server,
                      .now_us = clock_now_us(),
                      .what = "test",
                      .operator= true,
                      .writes = true,
                      .batch = batch_open(s->folder.arena)};
    struct area_row area = {.id = id_random(), .name = S("Centro"), .country = S("CR")};
    struct organisation_row organisation = {.id = id_random(),
                                            .name = S("Casa"),
                                            .kind = S("organisation"),
                                            .country = S("CR"),
                                            .at_us = 1};
    struct unit_row unit = {.id = id_random(),
                            .organisation = organisation.id,
                            .area = area.id,
                            .name = S("Casa"),
                            .open_to_minute = 1,
                            .open_days = 1};
    CLEANUP(keyring_closep) struct keyring *keys = keyring_open();
    struct stretched stretched;
    uint8_t salt[SALT_BYTES] = {1};

    directory_put_area(act.batch, &area);
    directory_put_organisation(act.batch, &organisation);
    directory_add_unit(act.batch, &unit);
    struct invited invited = enrol_member(&act, organisation.id,
                                          (struct member_row){.unit = unit.id,
                                                              .login = login,
                                                              .name = S("Ana"),
                                                              .roles = ROLE_CASE_WORKER,
                                                              .language = S("es")});
    act_note(&act, ID_NONE, S("made"), 0);
    assert_int_equal(deployment_commit(s->d, act.batch), OK);
    act.batch = batch_open(s->folder.arena);
    assert_int_equal(password_stretch(stack_password, salt, s->d->server->profile, &stretched), OK);
    assert_int_equal(member_activate(&act, login, invited.code, salt, &stretched, keys), OK);
    assert_int_equal(deployment_commit(s->d, act.batch), OK);
}

#endif
