#include "work/cards.h"

#include "store/journal.h"
#include "work/opens.h"

static bool not_for(struct act *act, struct str card);
static json_t *card_parse(struct card_seen *seen);

enum err act_card(struct act *act, const struct dossier *dossier, struct str search, json_t *card)
{
    int64_t version = 0;
    struct str before;
    if (!dossier->fresh) {
        enum err err = journal_card(act->db, act->arena, dossier->id, &version, &before);
        if (err != OK && err != ERR_NOT_FOUND) {
            return err;
        }
    }
    struct str text = value_print(act->arena, card);
    struct str plain = str_join_in(act->arena, search, S("\n"), text);
    if (plain.len > LIMIT_CARD_BYTES) {
        return fault_set(act->fault, ERR_LIMIT, N_("This is too long to be kept."), STR_NONE);
    }
    struct place place = {"card", dossier->id, (uint64_t)version + 1};
    journal_put_card(act->batch, dossier->id, version,
                     envelope_seal(act->arena, dossier->key, &place, plain));
    return OK;
}

void act_card_not_for(json_t *card, const json_t *excluded)
{
    json_t *members = value_get(excluded, "members");
    if (json_array_size(members) > 0) {
        value_set(card, CARD_NOT_FOR, members);
    } else {
        json_object_del(card, CARD_NOT_FOR);
    }
}

enum err act_card_renew(struct act *act, const struct dossier *dossier, const json_t *excluded)
{
    json_t *card;
    TRY(act_card_of(act, dossier->id, &card));
    act_card_not_for(card, excluded);
    return act_card(act, dossier, value_get_text(card, "code"), card);
}

enum err act_card_of(struct act *act, struct id dossier, json_t **ret)
{
    CLEANUP(key_wipe) struct key key = {{0}};
    struct grant_row grant;
    int64_t version = 0;
    struct str box, plain;
    TRY(opens_find(act, dossier, &grant));
    TRY(journal_card(act->db, act->arena, dossier, &version, &box));
    TRY(opens_unwrap(act, &grant, &key));
    struct place place = {"card", dossier, (uint64_t)version};
    TRY(envelope_open(act->arena, &key, &place, box, &plain));
    struct card_seen seen = {.dossier = dossier};
    seen.search = str_cut(plain, '\n', &seen.text);
    if (not_for(act, seen.text)) {
        return ERR_DENIED;
    }
    *ret = card_parse(&seen);
    return OK;
}

enum err act_open_with_card(struct act *act, struct id dossier, enum dossier_kind kind,
                            struct dossier *ret, json_t **ret_card)
{
    enum err err = act_card_of(act, dossier, ret_card);
    if (err == ERR_NOT_FOUND || err == ERR_DENIED) {
        return act_not_here(act);
    }
    TRY(err);
    return act_open(act, dossier, kind, ret);
}

struct card_walk {
    struct act *act;
    bool (*visit)(void *context, struct card_seen *seen);
    void *context;
    size_t holder; /* which of the actor's holders the scan is at */
    int64_t count;
    enum err err;
};

/* A dossier that several of the actor's holders may open comes once, by the first of them. */
static bool by_earlier_holder(struct card_walk *walk, struct id dossier)
{
    for (size_t i = 0; i < walk->holder; i++) {
        struct grant_row row;
        if (grants_find(walk->act->db, walk->act->arena, dossier, walk->act->holders[i], &row) ==
                OK &&
            opens_now(walk->act, &row)) {
            return true;
        }
    }
    return false;
}

/* Read off the text, as lists do: few cards have it. */
static bool not_for(struct act *act, struct str card)
{
    struct str mark = S("\"" CARD_NOT_FOR "\":[");
    size_t at = str_find(card, mark);
    if (at == card.len) {
        return false;
    }
    struct str list = str_from(card, at + mark.len);
    list = str_upto(list, str_find_char(list, ']'));
    return str_find(list, id_text(act->arena, act->actor.member)) < list.len;
}

static bool visit_card(void *context, const struct card_row *card)
{
    struct card_walk *walk = context;
    struct grant_row row = {.id = card->grant,
                            .dossier = card->dossier,
                            .kind = card->kind,
                            .holder = walk->act->holders[walk->holder],
                            .form = card->form,
                            .wrap = card->wrap,
                            .generation = card->generation,
                            .rights = card->rights,
                            .reason = card->reason,
                            .expires_us = card->expires_us,
                            .version = card->grant_version,
                            .mac = card->grant_mac};
    const struct grant_row *grant = &row;
    if (!opens_now(walk->act, grant) || by_earlier_holder(walk, grant->dossier)) {
        return true;
    }
    struct key key;
    struct str plain;
    struct place place = {"card", grant->dossier, (uint64_t)card->version};
    walk->err = opens_unwrap(walk->act, grant, &key);
    if (walk->err == OK) {
        walk->err = envelope_open(walk->act->arena, &key, &place, card->box, &plain);
    }
    key_wipe(&key);
    if (walk->err != OK) {
        return false;
    }
    struct card_seen seen = {.dossier = grant->dossier, .card = card_parse};
    seen.search = str_cut(plain, '\n', &seen.text);
    if (not_for(walk->act, seen.text)) {
        return true;
    }
    walk->count++;
    return walk->visit(walk->context, &seen);
}

static enum err walk_cards(struct card_walk *walk, enum dossier_kind kind)
{
    bool writes = walk->act->writes;
    walk->act->writes = false; /* of all that is only looked at no grant is made quicker */
    for (; walk->holder < walk->act->holder_count && walk->err == OK; walk->holder++) {
        enum err err = journal_scan_cards(walk->act->db, walk->act->holders[walk->holder],
                                          (int)kind, visit_card, walk);
        walk->err = walk->err == OK ? err : walk->err;
    }
    walk->act->writes = writes;
    return walk->err;
}

enum err act_cards(struct act *act, enum dossier_kind kind,
                   bool (*visit)(void *context, struct card_seen *seen), void *context)
{
    struct card_walk walk = {.act = act, .visit = visit, .context = context};
    TRY(walk_cards(&walk, kind));
    act_note(act, ID_NONE, S("listed"), walk.count);
    return OK;
}

enum err act_more_cards(struct act *act, enum dossier_kind kind,
                        bool (*visit)(void *context, struct card_seen *seen), void *context)
{
    struct card_walk walk = {.act = act, .visit = visit, .context = context};
    return walk_cards(&walk, kind);
}

static json_t *card_parse(struct card_seen *seen)
{
    json_t *card = NULL;
    return value_parse(seen->text, &card) == OK ? card : value_object();
}
