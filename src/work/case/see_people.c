#include "work/case/see_people.h"

#include <stdlib.h>

#include "domain/code.h"
#include "domain/names.h"
#include "work/cards.h"
#include "work/conference/see_conference.h"
#include "work/see.h"

enum { ALIKE_MAX = 5 };

struct listed {
    struct id dossier;
    struct str code;
    int64_t next_us;
    struct str text; /* the card */
};

struct search {
    struct vec hits; /* struct listed */
    struct str key;  /* folded words of the query */
    struct str code; /* when the query is one */
    bool more;
};

static bool visit_any(void *context, struct card_seen *seen);
static bool visit_match(void *context, struct card_seen *seen);
static bool visit_alike(void *context, struct card_seen *seen);
static struct listed listed_of(const struct card_seen *seen);
static struct str card_word(struct str card, struct str mark);
static int64_t card_number(struct str card, struct str mark);
static int by_next(const void *a, const void *b);
static int by_code(const void *a, const void *b);
static enum err push_item(struct act *act, const struct listed *one, json_t *items);
static enum err push_proposal(struct act *act, const struct listed *one, json_t *facts);
static void show_list(struct act *act, json_t *items, const char *empty, json_t *view);

enum err see_people(struct act *act, enum see_order order, int64_t page, json_t *view)
{
    TRY(act_permit(act, MAY_OPEN_CASES));
    struct vec all = vec_of(act->arena, struct listed);
    TRY(act_cards(act, DOSSIER_CORE, visit_any, &all));
    if (all.count > 0) {
        qsort(all.at, all.count, sizeof(struct listed), order == SEE_BY_CODE ? by_code : by_next);
    }
    json_t *items = value_array();
    size_t from = see_pager(act, order == SEE_BY_CODE ? "/personas?orden=codigo&" : "/personas?",
                            page, all.count, view);
    for (size_t i = from; i < all.count && i < from + LIMIT_LIST_ROWS; i++) {
        TRY(push_item(act, vec_at(&all, struct listed, i), items));
    }
    show_list(act, items,
              N_("Whom you accompany will stand here, by code. Begin with «New person»."), view);
    value_set_int(view, "total", (int64_t)all.count);
    value_set_flag(view, "by_code", order == SEE_BY_CODE);
    return OK;
}

enum err see_search(struct act *act, struct str query, json_t *view)
{
    TRY(act_permit(act, MAY_OPEN_CASES));
    struct search search = {.hits = vec_of(act->arena, struct listed),
                            .key = names_key_in(act->arena, query)};
    if (!code_read_in(act->arena, query, &search.code)) {
        search.code = STR_NONE;
    }
    TRY(act_cards(act, DOSSIER_CORE, visit_match, &search));
    if (search.hits.count > 0) {
        qsort(search.hits.at, search.hits.count, sizeof(struct listed), by_code);
    }
    json_t *items = value_array();
    for (size_t i = 0; i < search.hits.count; i++) {
        TRY(push_item(act, vec_at(&search.hits, struct listed, i), items));
    }
    show_list(act, items,
              N_("Nobody found among the people whom you accompany or supervise. Try fewer "
                 "letters."),
              view);
    value_set_int(view, "found", (int64_t)search.hits.count);
    value_set_flag(view, "more", search.more);
    value_set_text(
        view, "found_text",
        act_count(act, "{{n}} person found", "{{n}} people found", (int64_t)search.hits.count));
    return OK;
}

enum err see_alike(struct act *act, struct str name, struct str *ret_codes)
{
    TRY(act_permit(act, MAY_OPEN_CASES));
    struct search search = {.hits = vec_of(act->arena, struct listed),
                            .key = names_key_in(act->arena, name)};
    TRY(act_cards(act, DOSSIER_CORE, visit_alike, &search));
    *ret_codes = STR_NONE;
    for (size_t i = 0; i < search.hits.count; i++) {
        const struct listed *one = vec_at(&search.hits, struct listed, i);
        *ret_codes = see_joined(act, *ret_codes, one->code);
    }
    return OK;
}

static bool visit_any(void *context, struct card_seen *seen)
{
    *(struct listed *)vec_add(context) = listed_of(seen);
    return true;
}

static bool visit_match(void *context, struct card_seen *seen)
{
    struct search *search = context;
    bool named = names_match(seen->search, search->key);
    if (!named && search->code.len == 0) {
        return true;
    }
    struct listed one = listed_of(seen);
    if (!named && !str_eq(one.code, search->code)) {
        return true;
    }
    if (search->hits.count == LIMIT_SEARCH_HITS) {
        search->more = true;
        return false;
    }
    *(struct listed *)vec_add(&search->hits) = one;
    return true;
}

/* One may have given a surname more than the other time. */
static bool visit_alike(void *context, struct card_seen *seen)
{
    struct search *search = context;
    if (names_match(seen->search, search->key) || names_match(search->key, seen->search)) {
        *(struct listed *)vec_add(&search->hits) = listed_of(seen);
    }
    return search->hits.count < ALIKE_MAX;
}

static struct listed listed_of(const struct card_seen *seen)
{
    return (struct listed){.dossier = seen->dossier,
                           .code = card_word(seen->text, S("\"code\":\"")),
                           .next_us = card_number(seen->text, S("\"next_us\":")),
                           .text = seen->text};
}

/* A list reads few facts of many cards, and parsing them all would be a third of its work: they are
 * read off the text. value_print() writes no space, and codes need no escape. */
static struct str card_word(struct str card, struct str mark)
{
    size_t at = str_find(card, mark);
    struct str rest = at < card.len ? str_from(card, at + mark.len) : STR_NONE;
    return str_upto(rest, str_find_char(rest, '"'));
}

/* 0 when it is not there. */
static int64_t card_number(struct str card, struct str mark)
{
    size_t at = str_find(card, mark);
    struct str rest = at < card.len ? str_from(card, at + mark.len) : STR_NONE;
    size_t digits = 0;
    int64_t number = 0;
    while (digits < rest.len && rest.at[digits] >= '0' && rest.at[digits] <= '9') {
        digits++;
    }
    return str_to_i64(str_upto(rest, digits), &number) ? number : 0;
}

static int by_code(const void *a, const void *b)
{
    const struct listed *one = a;
    const struct listed *other = b;
    return str_compare(one->code, other->code);
}

/* Nothing due stands last. */
static int by_next(const void *a, const void *b)
{
    const struct listed *one = a;
    const struct listed *other = b;
    int64_t first = one->next_us ? one->next_us : INT64_MAX;
    int64_t second = other->next_us ? other->next_us : INT64_MAX;
    return first < second ? -1 : first > second ? 1 : by_code(a, b);
}

static enum err push_item(struct act *act, const struct listed *one, json_t *items)
{
    struct str risk = card_word(one->text, S("\"risk\":\""));
    json_t *facts = value_array();
    value_push_text(facts, act_count(act, "{{n}} open need", "{{n}} open needs",
                                     card_number(one->text, S("\"needs\":"))));
    value_push_text(facts, act_count(act, "{{n}} open referral", "{{n}} open referrals",
                                     card_number(one->text, S("\"referrals\":"))));
    TRY(push_proposal(act, one, facts));
    json_t *item = value_object();
    value_set_text(item, "code", one->code);
    value_set_text(item, "url", see_person_url(act, one->dossier, ""));
    value_set_text(item, "risk", risk);
    bool closed = card_number(one->text, S("\"closed_us\":")) != 0;
    value_set_text(
        item, "state",
        closed ? act_words(act, N_("Closed"))
               : act_words_with(act, N_("Risk: {{arg}}"), see_choice(act, "risk", "level", risk)));
    value_set_z(item, "tone", closed ? "quiet" : see_risk_tone(risk));
    value_set(item, "facts", facts);
    value_set_int(item, "next_us", one->next_us);
    value_set_text(item, "next",
                   one->next_us
                       ? act_words_with(act, N_("Next: {{arg}}"), act_time(act, one->next_us))
                       : STR_NONE);
    value_set_flag(item, "is_late", one->next_us != 0 && one->next_us < act->now_us);
    value_set_text(item, "name_url", see_person_url(act, one->dossier, "/nombre"));
    value_set_text(item, "reveal_url", see_person_url(act, one->dossier, "?nombre=1"));
    value_set_text(item, "shown_name", STR_NONE);
    value_push(items, item);
    return OK;
}

/* The few that may have one are parsed. */
static enum err push_proposal(struct act *act, const struct listed *one, json_t *facts)
{
    int64_t from_us = card_number(one->text, S("\"proposal_us\":"));
    struct vec reasons;
    json_t *card;
    if (from_us == 0 || from_us > act->now_us) {
        return OK;
    }
    TRY(value_parse(one->text, &card));
    TRY(see_conference_proposed(act, value_get(card, "proposal"), &reasons));
    if (reasons.count > 0) {
        value_push_text(facts, act_words(act, see_conference_proposal));
    }
    return OK;
}

static void show_list(struct act *act, json_t *items, const char *empty, json_t *view)
{
    json_t *list = value_object();
    value_set(list, "items", items);
    value_set_text(list, "empty", act_words(act, empty));
    value_set(view, "list", list);
}
