#include "work/person/case_links.h"

#include "work/cards.h"
#include "work/see.h"

static bool visit(void *context, struct card_seen *seen);
static struct str text_at(const json_t *array, size_t i);

enum err case_links_read(struct act *act, struct case_links *ret)
{
    *ret = (struct case_links){.links = vec_of(act->arena, struct case_link),
                               .cases = vec_of(act->arena, struct case_seen)};
    if (!permit(act->actor.roles, MAY_OPEN_CASES)) {
        return OK;
    }
    return act_cards(act, DOSSIER_CORE, visit, ret);
}

const struct case_link *case_links_find(const struct case_links *links, struct id slip)
{
    for (size_t i = 0; i < links->links.count; i++) {
        const struct case_link *link = vec_at(&links->links, struct case_link, i);
        if (id_eq(link->slip, slip)) {
            return link;
        }
    }
    return NULL;
}

const struct case_seen *case_links_case(const struct case_links *links, struct id person)
{
    for (size_t i = 0; i < links->cases.count; i++) {
        const struct case_seen *seen = vec_at(&links->cases, struct case_seen, i);
        if (id_eq(seen->person, person)) {
            return seen;
        }
    }
    return NULL;
}

const struct case_seen *case_links_kept(struct act *act, const struct case_links *links,
                                        struct id dossier)
{
    struct str name = id_text(act->arena, dossier);
    for (size_t i = 0; i < links->cases.count; i++) {
        const struct case_seen *seen = vec_at(&links->cases, struct case_seen, i);
        if (id_eq(seen->person, dossier) || value_has_text(seen->kept, name)) {
            return seen;
        }
    }
    return NULL;
}

struct str case_link_url(struct act *act, const struct case_link *link)
{
    return str_join_in(act->arena, see_person_url(act, link->person, "/derivaciones/"),
                       id_text(act->arena, link->referral), STR_NONE);
}

static bool visit(void *context, struct card_seen *seen)
{
    struct case_links *into = context;
    const json_t *card = seen->card(seen);
    struct str code = value_get_text(card, "code");
    *(struct case_seen *)vec_add(&into->cases) =
        (struct case_seen){.person = seen->dossier,
                           .owner = value_get_id(card, "owner"),
                           .code = code,
                           .next_us = value_get_int(card, "next_us", 0),
                           .left = value_get(card, "left"),
                           .transfer_agreed = value_get_flag(card, "transfer_agreed"),
                           .erasure_by = value_get_id(card, "erasure_by"),
                           .erasure_us = value_get_int(card, "erasure_us", 0),
                           .conferences = value_get(card, "conferences"),
                           .proposal = value_get(card, "proposal"),
                           .kept = value_get(card, "kept"),
                           .closed = value_get_int(card, "closed_us", 0) != 0,
                           .feedback = value_get_flag(card, "feedback"),
                           .action_due = value_get_text(card, "action_due"),
                           .consent_us = value_get_int(card, "consent_us", 0),
                           .safety = value_get(card, "safety"),
                           .approvals = value_get(card, "approvals"),
                           .review = value_get(card, "review"),
                           .reassign = value_get(card, "reassign"),
                           .overrides = value_get(card, "overrides"),
                           .care = value_get(card, "care"),
                           .risk = value_get_text(card, "risk"),
                           .opened_us = value_get_int(card, "opened_us", 0)};
    const json_t *slips = value_get(card, "slips");
    for (size_t i = 0; i < json_array_size(slips); i++) {
        const json_t *one = json_array_get(slips, i);
        struct case_link link = {.person = seen->dossier,
                                 .code = code,
                                 .state = referral_state_parse(text_at(one, 2)),
                                 .told = text_at(one, 3)};
        if (id_parse(text_at(one, 0), &link.slip) && id_parse(text_at(one, 1), &link.referral)) {
            *(struct case_link *)vec_add(&into->links) = link;
        }
    }
    return true;
}

static struct str text_at(const json_t *array, size_t i)
{
    return value_str(json_array_get(array, i));
}
