/* Between the password and the first page: the code of an app is asked for, or the app is set up.
 * The session is there already, at a stage; it is replaced by an open one. */
#include "web/app.h"
#include "web/device.h"
#include "web/gate.h"
#include "web/route.h"
#include "work/people/second_factor.h"

static enum err elsewhere(struct request *r);
static enum err come_in(struct request *r, enum err err, struct str recovery_code);

static enum err page_code_show(struct request *r)
{
    if (r->session.stage != SESSION_PROVES) {
        return elsewhere(r);
    }
    value_set_text(r->view, "login", r->act.actor.login);
    return request_show_own_form(r, N_("Continue"));
}

static enum err page_code(struct request *r)
{
    struct str recovery_code = STR_NONE;
    if (r->session.stage != SESSION_PROVES) {
        return elsewhere(r);
    }
    enum err err = second_factor_prove(&r->act, value_get_text(r->answers, "app_code"),
                                       device_from(r, r->act.actor.login), r->keys, &recovery_code);
    return come_in(r, err, recovery_code);
}

static enum err page_setup_show(struct request *r)
{
    if (r->session.stage != SESSION_SETS_UP) {
        return elsewhere(r);
    }
    value_set_text(r->view, "login", r->act.actor.login);
    TRY(second_factor_offer(&r->act, &r->session.sid, r->view));
    return request_show_own_form(r, N_("Continue"));
}

static enum err page_setup(struct request *r)
{
    struct str recovery_code = STR_NONE;
    if (r->session.stage != SESSION_SETS_UP) {
        return elsewhere(r);
    }
    enum err err = second_factor_set_up(
        &r->act, &r->session.sid, value_get_text(r->answers, "app_code"), r->keys, &recovery_code);
    return come_in(r, err, recovery_code);
}

static enum err come_in(struct request *r, enum err err, struct str recovery_code)
{
    if (err != OK) {
        r->kept = err == ERR_INVALID ? r->x->batch : NULL; /* the guard's count */
        return err;
    }
    struct gate_entry entry = {.member = r->session.member,
                               .account = r->act.actor.account,
                               .login = r->act.actor.login,
                               .stage = SESSION_OPEN,
                               .told = recovery_code};
    TRY(gate_enter(r, &entry, r->keys));
    r->go = gate_next(r);
    return OK;
}

/* Who is not at this step has nothing to do here. */
static enum err elsewhere(struct request *r)
{
    r->go = r->session.locked ? S("/desbloquear") : gate_next(r);
    if (r->x->wire.method != METHOD_POST) {
        r->x->reply.status = 303;
        r->x->reply.content_type = "text/plain; charset=utf-8";
        r->x->reply.location = r->go;
    }
    return OK;
}

const struct route page_second_step_routes[] = {
    {.name = "code_show",
     .method = METHOD_GET,
     .pattern = "/entrar/codigo",
     .handle = page_code_show,
     .permission = MAY_SIGNED_IN,
     .half_signed_in = true,
     .form = "second_step",
     .template = "second_code",
     .title = N_("Start"),
     .help = HELP_ENTERING,
     .summary = "Asks for the code of the app; leads on when none is due."},
    {.name = "code",
     .method = METHOD_POST,
     .pattern = "/entrar/codigo",
     .handle = page_code,
     .permission = MAY_SIGNED_IN,
     .half_signed_in = true,
     .form = "second_step",
     .summary = "Finishes signing in with the code of the app, which is then used up."},
    {.name = "setup_show",
     .method = METHOD_GET,
     .pattern = "/entrar/segundo-paso",
     .handle = page_setup_show,
     .permission = MAY_SIGNED_IN,
     .half_signed_in = true,
     .form = "second_step",
     .template = "second_setup",
     .title = N_("Start"),
     .help = HELP_ENTERING,
     .summary = "Shows the key for an app of codes; leads on when one is set up."},
    {.name = "setup",
     .method = METHOD_POST,
     .pattern = "/entrar/segundo-paso",
     .handle = page_setup,
     .permission = MAY_SIGNED_IN,
     .half_signed_in = true,
     .form = "second_step",
     .summary = "Sets up the app with its first code and signs in."},
};
const size_t page_second_step_route_count =
    sizeof(page_second_step_routes) / sizeof(page_second_step_routes[0]);
