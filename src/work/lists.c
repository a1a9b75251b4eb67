#include "work/lists.h"

#include "domain/profile.h"
#include "store/directory.h"
#include "store/members.h"
#include "work/see.h"

static enum err list_services(struct act *act, struct vec *options);
static enum err list_profiles(struct act *act, struct vec *options);
static enum err list_areas(struct act *act, struct vec *options);
static enum err list_countries(struct act *act, struct vec *options);
static enum err list_organisations(struct act *act, struct vec *options);
static enum err list_units(struct act *act, struct vec *options);
static enum err list_colleagues(struct act *act, struct vec *options);
static enum err list_categories(struct act *act, struct vec *options);
static enum err list_decline_reasons(struct act *act, struct vec *options);
static enum err list_not_given_reasons(struct act *act, struct vec *options);
static enum err list_transfer_reasons(struct act *act, struct vec *options);
static enum err list_transfer_decline_reasons(struct act *act, struct vec *options);
static enum err list_transfer_return_reasons(struct act *act, struct vec *options);

static const struct {
    const char *name;
    enum err (*fill)(struct act *act, struct vec *options);
} lists[] = {
    {"services", list_services},
    {"profiles", list_profiles},
    {"countries", list_countries},
    {"areas", list_areas},
    {"organisations", list_organisations},
    {"units", list_units},
    {"members_of_my_organisation", list_colleagues},
    {"categories", list_categories},
    {"decline_reasons", list_decline_reasons},
    {"not_given_reasons", list_not_given_reasons},
    {"transfer_reasons", list_transfer_reasons},
    {"transfer_decline_reasons", list_transfer_decline_reasons},
    {"transfer_return_reasons", list_transfer_return_reasons},
};

enum { LIST_COUNT = sizeof(lists) / sizeof(lists[0]) };

static bool names(const struct form *form, const char *list)
{
    for (size_t i = 0; i < form->field_count; i++) {
        if (str_eq(form->fields[i].list, str_of(list))) {
            return true;
        }
    }
    return false;
}

enum err lists_for(struct act *act, const struct form *form, struct option_lists *ret)
{
    *ret = (struct option_lists){0};
    for (size_t i = 0; i < LIST_COUNT; i++) {
        if (!names(form, lists[i].name)) {
            continue;
        }
        struct vec options = vec_of(act->arena, struct option);
        TRY(lists[i].fill(act, &options));
        form_add_list(ret, lists[i].name, &options);
    }
    return OK;
}

static void add(struct vec *options, struct str value, struct str label)
{
    struct option *option = vec_add(options);
    *option = (struct option){.value = value, .label = label, .name = true};
}

static enum err list_services(struct act *act, struct vec *options)
{
    for (size_t i = 0; i < act->server->services.count; i++) {
        const struct service_type *type = &act->server->services.at[i];
        if (!type->never_in_violence) {
            add(options, type->code, str_eq(act->language, S("en")) ? type->en : type->es);
        }
    }
    return OK;
}

static enum err list_profiles(struct act *act, struct vec *options)
{
    for (const struct profile *profile = profile_list; profile->code; profile++) {
        add(options, str_of(profile->code), act_words(act, profile->label));
    }
    return OK;
}

static enum err list_areas(struct act *act, struct vec *options)
{
    struct area_rows rows;
    TRY(directory_areas(act->db, act->arena, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        add(options, id_text(act->arena, rows.at[i].id), rows.at[i].name);
    }
    return OK;
}

/* Where an organisation of the network works; one's own first. */
static enum err list_countries(struct act *act, struct vec *options)
{
    struct organisation_rows rows;
    struct organisation_row own;
    TRY(directory_organisation(act->db, act->arena, act->actor.organisation, &own));
    TRY(directory_organisations(act->db, act->arena, &rows));
    add(options, own.country, see_country(act, own.country));
    for (size_t i = 0; i < rows.count; i++) {
        bool there = false;
        for (size_t k = 0; k < options->count; k++) {
            there = there || str_eq(vec_at(options, struct option, k)->value, rows.at[i].country);
        }
        if (!there) {
            add(options, rows.at[i].country, see_country(act, rows.at[i].country));
        }
    }
    return OK;
}

static enum err list_organisations(struct act *act, struct vec *options)
{
    struct organisation_rows rows;
    TRY(directory_organisations(act->db, act->arena, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        if (!id_eq(rows.at[i].id, act->actor.organisation)) {
            add(options, id_text(act->arena, rows.at[i].id), rows.at[i].name);
        }
    }
    return OK;
}

static enum err list_units(struct act *act, struct vec *options)
{
    struct unit_rows rows;
    TRY(directory_units(act->db, act->arena, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        add(options, id_text(act->arena, rows.at[i].id), rows.at[i].name);
    }
    return OK;
}

static enum err list_colleagues(struct act *act, struct vec *options)
{
    struct member_rows rows;
    TRY(members_of_organisation(act->db, act->arena, act->actor.organisation, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        bool me = id_eq(rows.at[i].id, act->actor.member);
        if (!me && !str_eq(rows.at[i].state, S("disabled"))) {
            add(options, id_text(act->arena, rows.at[i].id), rows.at[i].name);
        }
    }
    return OK;
}

static enum err list_categories(struct act *act, struct vec *options)
{
    for (enum category category = CATEGORY_IDENTITY; category < CATEGORY_COUNT; category++) {
        add(options, str_of(category_name(category)), act_words(act, category_label(category)));
    }
    return OK;
}

static enum err list_reasons(struct act *act, const struct reason *reasons, struct vec *options)
{
    for (; reasons->code; reasons++) {
        add(options, str_of(reasons->code), act_words(act, reasons->label));
    }
    return OK;
}

static enum err list_decline_reasons(struct act *act, struct vec *options)
{
    return list_reasons(act, referral_decline_reasons, options);
}

static enum err list_not_given_reasons(struct act *act, struct vec *options)
{
    return list_reasons(act, referral_not_given_reasons, options);
}

static enum err list_transfer_reasons(struct act *act, struct vec *options)
{
    return list_reasons(act, transfer_reasons, options);
}

static enum err list_transfer_decline_reasons(struct act *act, struct vec *options)
{
    return list_reasons(act, transfer_decline_reasons, options);
}

static enum err list_transfer_return_reasons(struct act *act, struct vec *options)
{
    return list_reasons(act, transfer_return_reasons, options);
}
