/* What she has allowed: the list, each one to read again, withdrawing it. */
#include "web/route.h"
#include "work/case/withdraw.h"
#include "work/referral/see_release.h"

static enum err page_releases_show(struct request *r)
{
    struct id person;
    TRY(request_id(r, "person", &person));
    return see_releases(&r->act, person, r->view);
}

static enum err page_release_one(struct request *r)
{
    struct id person;
    struct id release;
    TRY(request_id(r, "person", &person));
    TRY(request_id(r, "release", &release));
    TRY(see_release(&r->act, person, release, r->view));
    if (!value_get_flag(r->view, "may_withdraw")) {
        return OK;
    }
    struct form_page page = {.form = r->form, .submit = N_("Withdraw this authorisation")};
    return request_show_form(r, &page);
}

static enum err page_withdraw(struct request *r)
{
    struct id person;
    struct id release;
    TRY(request_id(r, "person", &person));
    TRY(request_id(r, "release", &release));
    bool by_her = str_eq(value_get_text(r->answers, "by_her"), S("yes"));
    TRY(withdraw_release(&r->act, person, release, by_her));
    request_go(r, "/personas/%s/autorizaciones/%s", request_id_z(r, person),
               request_id_z(r, release));
    r->notice = N_("Withdrawn: they were told not to continue.");
    return OK;
}

const struct route page_releases_routes[] = {
    {.name = "releases",
     .method = METHOD_GET,
     .pattern = "/personas/{person}/autorizaciones",
     .handle = page_releases_show,
     .permission = MAY_REFER,
     .template = "releases",
     .title = N_("Authorisations"),
     .help = HELP_SHARING,
     .summary = "Every authorisation the person gave."},
    {.name = "release_show",
     .method = METHOD_GET,
     .pattern = "/personas/{person}/autorizaciones/{release}",
     .handle = page_release_one,
     .permission = MAY_REFER,
     .form = "withdraw",
     .template = "release",
     .title = N_("Authorisation"),
     .help = HELP_SHARING,
     .summary = "One authorisation as it was given, and what withdrawing it stops."},
    {.name = "release_withdraw",
     .method = METHOD_POST,
     .pattern = "/personas/{person}/autorizaciones/{release}",
     .handle = page_withdraw,
     .permission = MAY_REFER,
     .form = "withdraw",
     .changes = true,
     .summary = "Withdraws an authorisation; referrals that go by it stop at once."},
};
const size_t page_releases_route_count =
    sizeof(page_releases_routes) / sizeof(page_releases_routes[0]);
