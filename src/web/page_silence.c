/* Referrals that nobody answers, for the coordination: no person. */
#include "web/route.h"
#include "work/referral/silence.h"

static enum err page_silence(struct request *r)
{
    return see_silence(&r->act, r->view);
}

const struct route page_silence_routes[] = {
    {.name = "silence",
     .method = METHOD_GET,
     .pattern = "/sin-respuesta",
     .handle = page_silence,
     .permission = MAY_COORDINATE,
     .template = "silence",
     .title = N_("No answer"),
     .help = HELP_SILENCE,
     .summary = "Providers that have long not answered: service, hours, code."},
};
const size_t page_silence_route_count =
    sizeof(page_silence_routes) / sizeof(page_silence_routes[0]);
