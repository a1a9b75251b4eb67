/* Choose the service, agree what is told, look at it, send it: three pages. */
#include "web/frame.h"
#include "web/release_lists.h"
#include "web/route.h"
#include "work/referral/refer.h"
#include "work/referral/see_refer.h"
#include "work/referral/send.h"

static struct see_choice_of wanted(struct request *r);
static enum err sent_provider(struct request *r);
static void join_providers(struct request *r);
static void join_provider(json_t *items, const json_t *field);
static enum err ids(struct request *r, struct id *ret_person, struct id *ret_referral);
static struct id provider(struct request *r);
static void person_urls(struct request *r, struct id person);

static enum err page_choose_show(struct request *r)
{
    struct id person;
    json_t *answers;
    struct see_choice_of of = wanted(r);
    TRY(request_id(r, "person", &person));
    r->lists.count = 0;
    TRY(see_refer_choose(&r->act, person, &of, &r->lists, r->view, &answers));
    person_urls(r, person);
    if (!value_get(r->view, "wanted")) {
        return OK;
    }
    struct form_page page = {.form = r->form,
                             .answers = answers,
                             .action = request_path_and_query(r),
                             .submit = N_("Next: what is told")};
    TRY(request_show_form(r, &page));
    join_providers(r);
    return OK;
}

static enum err page_choose(struct request *r)
{
    struct id person;
    struct id referral;
    struct str kind = value_get_text(r->answers, "kind");
    TRY(request_id(r, "person", &person));
    struct refer_choice choice = {
        .need = wanted(r).need,
        .action = wanted(r).action,
        .service_row = provider(r),
        .kind = str_eq(kind, S("self"))       ? REFERRAL_SELF
                : str_eq(kind, S("external")) ? REFERRAL_EXTERNAL
                                              : REFERRAL_SENT_HERE,
        .priority = value_get_text(r->answers, "priority"),
        .thoughts = value_get_text(r->answers, "thoughts"),
        .talked_over = str_eq(value_get_text(r->answers, "talked_over"), S("yes")),
    };
    TRY(refer_draft(&r->act, person, &choice, &referral));
    request_go(r, "/personas/%s/derivaciones/%s/%s", request_id_z(r, person),
               request_id_z(r, referral), choice.kind == REFERRAL_SELF ? "vista" : "autorizacion");
    return OK;
}

static enum err page_decline(struct request *r)
{
    struct id person;
    TRY(request_id(r, "person", &person));
    TRY(refer_decline(&r->act, person, provider(r)));
    r->go = str_join_in(r->arena, S("/personas/"), id_text(r->arena, person), S("/derivar"));
    r->go =
        str_join_in(r->arena, r->go, r->x->wire.query.len ? S("?") : STR_NONE, r->x->wire.query);
    r->notice = N_("It is noted: this service is not proposed again by itself.");
    return OK;
}

static enum err page_reopen(struct request *r)
{
    struct id person;
    TRY(request_id(r, "person", &person));
    TRY(refer_reopen(&r->act, person, provider(r), value_get_text(r->answers, "why")));
    r->go = str_join_in(r->arena, S("/personas/"), id_text(r->arena, person), S("/derivar"));
    r->go =
        str_join_in(r->arena, r->go, r->x->wire.query.len ? S("?") : STR_NONE, r->x->wire.query);
    r->notice = N_("This service may be proposed again.");
    return OK;
}

static enum err page_release_show(struct request *r)
{
    struct id person;
    struct id referral;
    json_t *answers;
    TRY(ids(r, &person, &referral));
    TRY(see_refer_release(&r->act, person, referral, r->view, &answers));
    person_urls(r, person);
    value_set_text(r->view, "referral_url",
                   str_upto(r->x->wire.path, str_find(r->x->wire.path, S("/autorizacion"))));
    if (value_get_flag(r->view, "left")) {
        return OK;
    }
    bool again = value_get_flag(r->view, "again");
    request_ask_child(r, answers);
    struct form_page page = {
        .form = r->form, .answers = answers, .submit = again ? N_("Record") : N_("Next: preview")};
    TRY(request_show_form(r, &page));
    request_join_groups(r);
    bool report = value_get_text(r->view, "reports").len > 0;
    value_set_flag(r->view, "report", report);
    json_t *explained = request_field(r, "report_explained");
    value_set_flag(explained, "required", report);
    value_set_flag(explained, "is_choice", report);
    return OK;
}

static enum err page_release(struct request *r)
{
    struct id person;
    struct id referral;
    TRY(ids(r, &person, &referral));
    bool again = false;
    TRY(refer_release(&r->act, person, referral, r->answers, &again));
    request_go(r, "/personas/%s/derivaciones/%s%s", request_id_z(r, person),
               request_id_z(r, referral), again ? "" : "/vista");
    r->notice = again ? N_("The authorisation was given again.") : NULL;
    return OK;
}

static enum err page_preview_show(struct request *r)
{
    struct id person;
    struct id referral;
    TRY(ids(r, &person, &referral));
    TRY(see_refer_preview(&r->act, person, referral, r->view));
    struct str base = str_upto(r->x->wire.path, str_find(r->x->wire.path, S("/vista")));
    bool left = value_get_flag(r->view, "left");
    if (left && !r->refused) {
        r->go = base;
        frame_redirect(r);
        return OK;
    }
    person_urls(r, person);
    const json_t *to = value_get(r->view, "to");
    value_set_text(r->view, "referral_url", base);
    value_set_text(r->view, "release_url",
                   str_join_in(r->arena, base, S("/autorizacion"), STR_NONE));
    value_set_text(r->view, "drop_url", str_join_in(r->arena, base, S("/no-enviar"), STR_NONE));
    value_set_id(r->view, "drop_command", act_new_id(&r->act));
    if (left) {
        return OK;
    }
    struct form_page page = {
        .form = r->form,
        .submit = value_get_flag(to, "is_sent") ? N_("Send") : N_("Record"),
    };
    TRY(request_show_form(r, &page));
    if (!value_get_flag(to, "is_emergency") || value_get_flag(to, "is_self")) {
        value_set(value_get(r->view, "form"), "fields", value_array());
    }
    return OK;
}

static enum err page_send(struct request *r)
{
    struct id person;
    struct id referral;
    TRY(ids(r, &person, &referral));
    TRY(refer_send(&r->act, person, referral, value_get_text(r->answers, "answered_by")));
    request_go(r, "/personas/%s/derivaciones/%s", request_id_z(r, person),
               request_id_z(r, referral));
    r->notice = N_("Done. This is what happens next.");
    return OK;
}

static enum err page_drop(struct request *r)
{
    struct id person;
    struct id referral;
    TRY(ids(r, &person, &referral));
    bool declined = str_eq(value_get_text(r->answers, "declined"), S("yes"));
    TRY(refer_drop(&r->act, person, referral, declined));
    request_go(r, "/personas/%s", request_id_z(r, person));
    r->notice = declined ? N_("It is noted: this service is not proposed again by itself.")
                         : N_("Nothing was sent.");
    return OK;
}

static struct see_choice_of wanted(struct request *r)
{
    struct see_choice_of of = {.service = request_query(r, "servicio")};
    if (!id_parse(request_query(r, "necesidad"), &of.need)) {
        of.need = ID_NONE;
    }
    if (!id_parse(request_query(r, "accion"), &of.action)) {
        of.action = ID_NONE;
    }
    return of;
}

/* The use case looks the service up and decides; here only an id is an id. */
static enum err sent_provider(struct request *r)
{
    struct id id;
    struct str value = params_get(&r->body, "provider");
    struct vec options = vec_of(r->arena, struct option);
    if (id_parse(value, &id)) {
        *(struct option *)vec_add(&options) = (struct option){.value = value};
    }
    form_add_list(&r->lists, "providers", &options);
    return OK;
}

static void join_providers(struct request *r)
{
    json_t *field = request_own_field(r, "provider");
    json_t *proposals = value_get(r->view, "proposals");
    struct str query =
        r->x->wire.query.len ? str_join_in(r->arena, S("?"), r->x->wire.query, STR_NONE) : STR_NONE;
    join_provider(value_get(proposals, "first"), field);
    join_provider(value_get(proposals, "more"), field);
    value_set_flag(proposals, "has_more", json_array_size(value_get(proposals, "more")) > 0);
    value_set_flag(proposals, "has_declined",
                   json_array_size(value_get(proposals, "declined")) > 0);
    value_set_text(proposals, "error", value_get_text(field, "error"));
    value_set_text(proposals, "group_label", value_get_text(field, "label"));
    value_set_text(proposals, "decline_url",
                   str_join_in(r->arena, r->x->wire.path, S("/no-quiere"), query));
    value_set_text(proposals, "reopen_url",
                   str_join_in(r->arena, r->x->wire.path, S("/reabrir"), query));
    value_set_id(proposals, "decline_command", act_new_id(&r->act));
    value_set_id(proposals, "reopen_command", act_new_id(&r->act));
}

static void join_provider(json_t *items_of, const json_t *field)
{
    for (size_t i = 0; i < json_array_size(items_of); i++) {
        json_t *item = json_array_get(items_of, i);
        const json_t *option = request_option(field, value_get_text(item, "provider"));
        value_set_text(item, "option_id", value_get_text(option, "id"));
        value_set_flag(item, "chosen", value_get_flag(option, "checked"));
    }
}

static enum err ids(struct request *r, struct id *ret_person, struct id *ret_referral)
{
    TRY(request_id(r, "person", ret_person));
    return request_id(r, "referral", ret_referral);
}

static struct id provider(struct request *r)
{
    struct id id = ID_NONE;
    return id_parse(value_get_text(r->answers, "provider"), &id) ? id : ID_NONE;
}

static void person_urls(struct request *r, struct id person)
{
    struct str base = str_join_in(r->arena, S("/personas/"), id_text(r->arena, person), STR_NONE);
    value_set_text(r->view, "person_url", base);
    value_set_text(r->view, "choose_url", str_join_in(r->arena, base, S("/derivar"), STR_NONE));
}

const struct route page_refer_routes[] = {
    {.name = "refer_choose_show",
     .method = METHOD_GET,
     .pattern = "/personas/{person}/derivar",
     .handle = page_choose_show,
     .permission = MAY_REFER,
     .form = "referral_choice",
     .template = "refer_choose",
     .title = N_("Choose the service"),
     .help = HELP_SHARING,
     .summary = "The services that fit a need, with reasons, and the form to choose one."},
    {.name = "refer_choose",
     .method = METHOD_POST,
     .pattern = "/personas/{person}/derivar",
     .handle = page_choose,
     .permission = MAY_REFER,
     .form = "referral_choice",
     .lists = sent_provider,
     .changes = true,
     .summary = "Drafts a referral to the chosen service; nothing leaves."},
    {.name = "refer_decline",
     .method = METHOD_POST,
     .pattern = "/personas/{person}/derivar/no-quiere",
     .handle = page_decline,
     .permission = MAY_REFER,
     .form = "service_declined",
     .lists = sent_provider,
     .changes = true,
     .summary = "Records that the person does not want a service."},
    {.name = "refer_reopen",
     .method = METHOD_POST,
     .pattern = "/personas/{person}/derivar/reabrir",
     .handle = page_reopen,
     .permission = MAY_REFER,
     .form = "service_reopened",
     .lists = sent_provider,
     .changes = true,
     .summary = "Lets a declined service be proposed again."},
    {.name = "refer_release_show",
     .method = METHOD_GET,
     .pattern = "/personas/{person}/derivaciones/{referral}/autorizacion",
     .handle = page_release_show,
     .permission = MAY_REFER,
     .form = "release",
     .lists = release_items,
     .template = "refer_release",
     .title = N_("What is told"),
     .help = HELP_SHARING,
     .summary = "What there is to tell, and the form of the person's authorisation."},
    {.name = "refer_release",
     .method = METHOD_POST,
     .pattern = "/personas/{person}/derivaciones/{referral}/autorizacion",
     .handle = page_release,
     .permission = MAY_REFER,
     .form = "release",
     .forms = "child_says",
     .lists = release_lists,
     .changes = true,
     .summary = "Records the person's authorisation for this referral."},
    {.name = "refer_preview",
     .method = METHOD_GET,
     .pattern = "/personas/{person}/derivaciones/{referral}/vista",
     .handle = page_preview_show,
     .permission = MAY_REFER,
     .form = "send",
     .template = "refer_preview",
     .title = N_("Preview"),
     .help = HELP_SHARING,
     .summary = "What would leave, when, and who could open it; what would not."},
    {.name = "refer_send",
     .method = METHOD_POST,
     .pattern = "/personas/{person}/derivaciones/{referral}/vista",
     .handle = page_send,
     .permission = MAY_REFER,
     .form = "send",
     .changes = true,
     .summary = "Sends the referral, or records one that is told by other means."},
    {.name = "refer_drop",
     .method = METHOD_POST,
     .pattern = "/personas/{person}/derivaciones/{referral}/no-enviar",
     .handle = page_drop,
     .permission = MAY_REFER,
     .form = "drop",
     .changes = true,
     .summary = "Drops a draft; nothing leaves."},
};
const size_t page_refer_route_count = sizeof(page_refer_routes) / sizeof(page_refer_routes[0]);
