/* Practising: one's card, the questions afterwards, and the way back to the beginning. Elsewhere
 * than in a practice deployment none of these pages is there. */
#include "domain/practice.h"
#include "web/route.h"
#include "work/keeping/practice.h"

static json_t *card_view(struct request *r, const struct practice_card *card);
static json_t *lines(struct request *r, const char *const *texts);

static enum err practising(struct request *r)
{
    return r->app->server->practice ? OK : act_not_here(&r->act);
}

/* Whoever plays a role sees that card and no other; whoever administers leads, and sees all. */
static enum err page_practice(struct request *r)
{
    TRY(practising(r));
    bool leads = permit(r->act.actor.roles, MAY_ADMINISTER);
    json_t *cards = value_array();
    for (size_t i = 0; i < practice_card_count; i++) {
        if (leads || str_eq(r->act.actor.login, str_of(practice_cards[i].login))) {
            value_push(cards, card_view(r, &practice_cards[i]));
        }
    }
    value_set(r->view, "cards", cards);
    value_set_z(r->view, "talk_url", "/practica/conversar");
    if (leads) {
        json_t *lead = value_object();
        value_set_z(lead, "anew_url", "/practica/de-nuevo");
        value_set_id(lead, "anew_command", act_new_id(&r->act));
        value_set(r->view, "leads", lead);
    }
    return OK;
}

static enum err page_practice_talk(struct request *r)
{
    TRY(practising(r));
    value_set_z(r->view, "back_url", "/practica");
    return OK;
}

static enum err page_practice_anew(struct request *r)
{
    TRY(practice_begin_anew(&r->act));
    r->notice = N_("All is as it was at the beginning.");
    r->go = S("/practica");
    return OK;
}

static json_t *card_view(struct request *r, const struct practice_card *card)
{
    json_t *view = value_object();
    value_set_text(view, "role", tr(r, card->role));
    value_set_z(view, "login", card->login);
    value_set(view, "knows", lines(r, card->knows));
    value_set(view, "wants", lines(r, card->wants));
    value_set(view, "may", lines(r, card->may));
    return view;
}

static json_t *lines(struct request *r, const char *const *texts)
{
    json_t *list = value_array();
    for (; *texts; texts++) {
        value_push_text(list, tr(r, *texts));
    }
    return list;
}

const struct route page_practice_routes[] = {
    {.name = "practice",
     .method = METHOD_GET,
     .pattern = "/practica",
     .handle = page_practice,
     .permission = MAY_WORK,
     .template = "practice",
     .title = N_("Practice"),
     .help = HELP_MEETINGS,
     .summary = "Where one practises: how it goes, and the card of one's role."},
    {.name = "practice_talk",
     .method = METHOD_GET,
     .pattern = "/practica/conversar",
     .handle = page_practice_talk,
     .permission = MAY_WORK,
     .template = "practice_talk",
     .title = N_("Practice"),
     .help = HELP_MEETINGS,
     .summary = "Where one practises: questions to the group, afterwards."},
    {.name = "practice_anew",
     .method = METHOD_POST,
     .pattern = "/practica/de-nuevo",
     .handle = page_practice_anew,
     .permission = MAY_ADMINISTER,
     .changes = true,
     .summary = "Where one practises: everything goes back to the beginning."},
};
const size_t page_practice_route_count =
    sizeof(page_practice_routes) / sizeof(page_practice_routes[0]);
