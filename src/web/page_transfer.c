/* Transferring a case: choose the unit, agree what goes, look at it, send it: three pages. */
#include "web/release_lists.h"
#include "web/route.h"
#include "work/lists.h"
#include "work/transfer/offer.h"
#include "work/transfer/see_offer.h"

static void person_urls(struct request *r, struct id person);
static enum err sent_ids(struct request *r);
static void add_sent(struct request *r, const char *list, const char *const *fields);

static enum err page_choose_show(struct request *r)
{
    struct id person;
    struct id unit;
    json_t *answers;
    TRY(request_id(r, "person", &person));
    unit = id_parse(request_query(r, "unidad"), &unit) ? unit : ID_NONE;
    TRY(lists_for(&r->act, r->form, &r->lists)); /* with their words: a refused form has but ids */
    TRY(see_offer_choose(&r->act, person, unit, &r->lists, r->view, &answers));
    person_urls(r, person);
    struct form_page page = {
        .form = r->form, .answers = answers, .submit = N_("Next: what goes along")};
    TRY(request_show_form(r, &page));
    if (!value_get_flag(r->view, "has_referrals")) {
        (void)request_own_field(r, "stays");
        (void)request_own_field(r, "closed");
    }
    return OK;
}

static enum err page_choose(struct request *r)
{
    struct id person;
    TRY(request_id(r, "person", &person));
    TRY(offer_draft(&r->act, person, r->answers));
    request_go(r, "/personas/%s/transferir/autorizacion", request_id_z(r, person));
    return OK;
}

static enum err page_release_show(struct request *r)
{
    struct id person;
    json_t *answers;
    TRY(request_id(r, "person", &person));
    TRY(see_offer_release(&r->act, person, r->view, &answers));
    person_urls(r, person);
    request_ask_child(r, answers);
    struct form_page page = {.form = r->form, .answers = answers, .submit = N_("Next: preview")};
    TRY(request_show_form(r, &page));
    request_join_groups(r);
    return OK;
}

static enum err page_release(struct request *r)
{
    struct id person;
    TRY(request_id(r, "person", &person));
    TRY(offer_release(&r->act, person, r->answers));
    request_go(r, "/personas/%s/transferir/vista", request_id_z(r, person));
    return OK;
}

static enum err page_preview_show(struct request *r)
{
    struct id person;
    TRY(request_id(r, "person", &person));
    TRY(see_offer_preview(&r->act, person, r->view));
    person_urls(r, person);
    value_set_text(r->view, "send_url", r->x->wire.path);
    value_set_id(r->view, "command", act_new_id(&r->act));
    value_set_id(r->view, "drop_command", act_new_id(&r->act));
    return OK;
}

static enum err page_go_on(struct request *r)
{
    struct id person;
    bool sent = false;
    TRY(request_id(r, "person", &person));
    TRY(offer_go_on(&r->act, person, &sent));
    r->notice = sent ? N_("Sent. You go on accompanying until they accept.")
                     : N_("Supervision is asked. Nothing has left yet.");
    request_go(r, "/personas/%s", request_id_z(r, person));
    return OK;
}

static enum err page_drop(struct request *r)
{
    struct id person;
    bool said_no = str_eq(value_get_text(r->answers, "said_no"), S("yes"));
    TRY(request_id(r, "person", &person));
    TRY(offer_drop(&r->act, person, said_no));
    r->notice = N_("Nothing was sent.");
    request_go(r, "/personas/%s", request_id_z(r, person));
    return OK;
}

static enum err page_withdraw(struct request *r)
{
    struct id person;
    TRY(request_id(r, "person", &person));
    TRY(offer_withdraw(&r->act, person));
    r->notice = N_("Taken back: they can open nothing any more.");
    request_go(r, "/personas/%s", request_id_z(r, person));
    return OK;
}

static enum err page_note(struct request *r)
{
    struct id person;
    TRY(request_id(r, "person", &person));
    TRY(offer_note(&r->act, person));
    r->notice = N_("The answer stands in the history.");
    request_go(r, "/personas/%s", request_id_z(r, person));
    return OK;
}

static void person_urls(struct request *r, struct id person)
{
    struct str base = str_join_in(r->arena, S("/personas/"), id_text(r->arena, person), STR_NONE);
    value_set_text(r->view, "person_url", base);
    value_set_text(r->view, "choose_url", str_join_in(r->arena, base, S("/transferir"), STR_NONE));
    value_set_text(r->view, "release_url",
                   str_join_in(r->arena, base, S("/transferir/autorizacion"), STR_NONE));
    value_set_text(r->view, "drop_url",
                   str_join_in(r->arena, base, S("/transferir/no-enviar"), STR_NONE));
}

/* The use case looks them up and decides; here only an id is an id. */
static enum err sent_ids(struct request *r)
{
    static const char *const places[] = {"place", NULL};
    static const char *const referrals[] = {"stays", "closed", NULL};
    add_sent(r, "transfer_places", places);
    add_sent(r, "transfer_referrals", referrals);
    return OK;
}

static void add_sent(struct request *r, const char *list, const char *const *fields)
{
    struct vec options = vec_of(r->arena, struct option);
    for (size_t i = 0; i < r->body.count; i++) {
        struct id id;
        bool named = false;
        for (const char *const *field = fields; *field; field++) {
            named = named || str_eq(r->body.at[i].name, str_of(*field));
        }
        if (named && id_parse(r->body.at[i].value, &id)) {
            *(struct option *)vec_add(&options) = (struct option){.value = r->body.at[i].value};
        }
    }
    check(r->lists.count < sizeof(r->lists.lists) / sizeof(r->lists.lists[0]));
    r->lists.lists[r->lists.count].list = list;
    r->lists.lists[r->lists.count].options = options.at;
    r->lists.lists[r->lists.count].count = options.count;
    r->lists.count++;
}

#define PERSON "/personas/{person}/transferir"

const struct route page_transfer_routes[] = {
    {.name = "transfer_choose_show",
     .method = METHOD_GET,
     .pattern = PERSON,
     .handle = page_choose_show,
     .permission = MAY_REFER,
     .form = "transfer_choice",
     .template = "transfer_choose",
     .title = N_("Person"),
     .help = HELP_TRANSFER,
     .summary = "The units that a case can be transferred to, and the form to choose one."},
    {.name = "transfer_choose",
     .method = METHOD_POST,
     .pattern = PERSON,
     .handle = page_choose,
     .permission = MAY_REFER,
     .form = "transfer_choice",
     .lists = sent_ids,
     .changes = true,
     .summary = "Prepares a transfer, and asks the unit for room without saying for whom."},
    {.name = "transfer_release_show",
     .method = METHOD_GET,
     .pattern = PERSON "/autorizacion",
     .handle = page_release_show,
     .permission = MAY_REFER,
     .form = "transfer_release",
     .lists = release_items,
     .template = "transfer_release",
     .title = N_("Person"),
     .help = HELP_TRANSFER,
     .summary = "What goes whole and what the summary tells: the person's authorisation."},
    {.name = "transfer_release",
     .method = METHOD_POST,
     .pattern = PERSON "/autorizacion",
     .handle = page_release,
     .permission = MAY_REFER,
     .form = "transfer_release",
     .forms = "child_says",
     .lists = release_lists,
     .changes = true,
     .summary = "Records the person's authorisation for this transfer."},
    {.name = "transfer_preview",
     .method = METHOD_GET,
     .pattern = PERSON "/vista",
     .handle = page_preview_show,
     .permission = MAY_REFER,
     .template = "transfer_preview",
     .title = N_("Person"),
     .help = HELP_TRANSFER,
     .summary = "What would be sent now, and what would not."},
    {.name = "transfer_go_on",
     .method = METHOD_POST,
     .pattern = PERSON "/vista",
     .handle = page_go_on,
     .permission = MAY_REFER,
     .changes = true,
     .summary = "Asks supervision, or sends what it agreed to."},
    {.name = "transfer_drop",
     .method = METHOD_POST,
     .pattern = PERSON "/no-enviar",
     .handle = page_drop,
     .permission = MAY_REFER,
     .form = "transfer_drop",
     .changes = true,
     .summary = "Drops a prepared transfer; nothing leaves."},
    {.name = "transfer_withdraw",
     .method = METHOD_POST,
     .pattern = PERSON "/retirar",
     .handle = page_withdraw,
     .permission = MAY_REFER,
     .changes = true,
     .summary = "Takes a transfer back before it was answered."},
    {.name = "transfer_note",
     .method = METHOD_POST,
     .pattern = PERSON "/anotar",
     .handle = page_note,
     .permission = MAY_REFER,
     .changes = true,
     .summary = "Writes into the case what the other unit answered."},
};
const size_t page_transfer_route_count =
    sizeof(page_transfer_routes) / sizeof(page_transfer_routes[0]);
