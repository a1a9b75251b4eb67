/* Part of see_case.h: who has opened what is kept of a person, in words that she can be shown. */
#include "base/buf.h"
#include "store/auditlog.h"
#include "work/case/see_case.h"
#include "work/log_term.h"
#include "work/person/see_person.h"
#include "work/see.h"

enum { ACCESSES_PAGE = 50, ACCESSES_PRINT = 2000 };

struct part {
    struct id dossier;
    const char *label; /* msgid */
    struct str code;   /* of the referral it belongs to */
    struct auditlog_rows rows;
    size_t at;
};

struct accesses {
    struct act *act;
    struct vec parts; /* struct part */
    int64_t read_to;  /* from this seq on every part was read */
};

static enum err accesses_of(struct act *act, const struct person *p, int64_t before_seq, size_t max,
                            json_t *view);
static enum err read_parts(struct accesses *all, int64_t before_seq, size_t max);
static void add_part(struct accesses *all, struct id dossier, const char *label, struct str code);
static void add_conferences(struct accesses *all, const struct conferences *conferences);
static const struct auditlog_row *next_access(struct accesses *all, struct part **ret_part);
static enum err access_view(struct accesses *all, const struct part *part,
                            const struct auditlog_row *row, json_t **ret);

enum err see_accesses(struct act *act, struct id person, int64_t before_seq, bool for_print,
                      json_t *view)
{
    TRY(act_permit(act, MAY_OPEN_CASES));
    struct person p;
    TRY(person_open(act, person, &p));
    see_identity(act, &p.c, person, view);
    value_set_text(view, "print_url", see_person_url(act, person, "/accesos?imprimir=1"));
    value_set_text(view, "back_url", see_person_url(act, person, "/accesos"));
    return accesses_of(act, &p, before_seq, for_print ? ACCESSES_PRINT : ACCESSES_PAGE, view);
}

enum err see_all_accesses(struct act *act, const struct person *p, json_t *view)
{
    return accesses_of(act, p, 0, ACCESSES_PRINT, view);
}

static enum err accesses_of(struct act *act, const struct person *p, int64_t before_seq, size_t max,
                            json_t *view)
{
    struct accesses *all = arena_new(act->arena, struct accesses);
    all->act = act;
    all->parts = vec_of(act->arena, struct part);
    add_part(all, p->core.id, N_("the main part"), STR_NONE);
    add_part(all, p->c.account, N_("the account"), STR_NONE);
    add_part(all, p->c.safety, N_("the safety plan"), STR_NONE);
    add_part(all, p->c.reserved, N_("the reserved part"), STR_NONE);
    add_part(all, p->c.emergency, N_("what is ready for an emergency"), STR_NONE);
    add_conferences(all, &p->c.conferences);
    for (size_t i = 0; i < p->c.referrals.count; i++) {
        const struct referral *referral = vec_at(&p->c.referrals, struct referral, i);
        add_part(all, referral->slip, N_("what was sent with {{arg}}"), referral->code);
        add_part(all, referral->contact, N_("the contact of {{arg}}"), referral->code);
    }
    TRY(read_parts(all, before_seq, max));
    json_t *accesses = value_array();
    json_t *last = NULL;
    int64_t oldest = 0;
    struct part *part = NULL;
    const struct auditlog_row *row;
    while ((row = next_access(all, &part)) != NULL) {
        if (json_array_size(accesses) == max || row->seq < all->read_to) {
            break;
        }
        oldest = row->seq;
        json_t *one = NULL;
        TRY(access_view(all, part, row, &one));
        if (!last || !json_equal(last, one)) { /* the same within a minute says nothing more */
            value_push(accesses, one);
            last = one;
        }
    }
    if (row || all->read_to != 0) {
        struct str rest = str_printf_in(act->arena, "/accesos?antes=%lld", (long long)oldest);
        value_set_text(view, "older_url", see_person_url(act, p->core.id, str_z(act->arena, rest)));
    }
    value_set(view, "accesses", accesses);
    struct str since;
    TRY(log_term_since(act, &since));
    value_set_text(view, "log_since", since);
    return OK;
}

/* What is told to those who meet stands in items. */
static void add_conferences(struct accesses *all, const struct conferences *conferences)
{
    for (size_t k = 0; k < conferences->all.count; k++) {
        const struct conference *one = vec_at(&conferences->all, struct conference, k);
        for (size_t i = 0; i < one->guests.count; i++) {
            const struct guest *guest = vec_at(&one->guests, struct guest, i);
            add_part(all, guest->invitation, N_("the invitation {{arg}}"), guest->code);
            add_part(all, guest->parcel, N_("what was told with the invitation {{arg}}"),
                     guest->code);
        }
        for (size_t i = 0; i < one->items.count; i++) {
            const struct conference_item *item = vec_at(&one->items, struct conference_item, i);
            if (item->written) {
                add_part(all, item->id, N_("an item of the conference"), STR_NONE);
            }
        }
    }
}

/* A part with more rows than a page has further ones below its last: what is older than that of
 * any part belongs to the next page. */
static enum err read_parts(struct accesses *all, int64_t before_seq, size_t max)
{
    struct act *act = all->act;
    for (size_t i = 0; i < all->parts.count; i++) {
        struct part *part = vec_at(&all->parts, struct part, i);
        struct auditlog_rows *rows = &part->rows;
        TRY(auditlog_page_of_object(act->db, act->arena, act_log_name(act, part->dossier),
                                    before_seq, max + 1, rows));
        if (rows->count > max && rows->at[max].seq > all->read_to) {
            all->read_to = rows->at[max].seq;
        }
    }
    return OK;
}

static void add_part(struct accesses *all, struct id dossier, const char *label, struct str code)
{
    if (!id_is_none(dossier)) {
        *(struct part *)vec_add(&all->parts) =
            (struct part){.dossier = dossier, .label = label, .code = code};
    }
}

/* The newest of what is left of all parts; NULL at the end. */
static const struct auditlog_row *next_access(struct accesses *all, struct part **ret_part)
{
    struct part *newest = NULL;
    for (size_t i = 0; i < all->parts.count; i++) {
        struct part *part = vec_at(&all->parts, struct part, i);
        bool left = part->at < part->rows.count;
        if (left && (!newest || part->rows.at[part->at].seq > newest->rows.at[newest->at].seq)) {
            newest = part;
        }
    }
    *ret_part = newest;
    return newest ? &newest->rows.at[newest->at++] : NULL;
}

static enum err access_view(struct accesses *all, const struct part *part,
                            const struct auditlog_row *row, json_t **ret)
{
    static const struct {
        const char *outcome, *label, *phrase;
    } labels[] = {
        {"opened", N_("Opened it"), N_("opened {{arg}}")},
        {"name_shown", N_("Saw the name"), N_("saw the name")},
        {"contact_shown", N_("Saw the contact"), N_("saw how to make contact")},
        {"owner_changed", N_("Handed it on"), N_("handed on who accompanies")},
        {"taken_over", N_("Took it over"), N_("took over the accompaniment")},
        {"access_given", N_("Gave access"), N_("let somebody else of the team open it")},
        {"emergency_asked", N_("Asked for an emergency opening"),
         N_("asked for an emergency opening")},
        {"emergency_opened", N_("Opened it in an emergency"), N_("opened {{arg}} in an emergency")},
        {"emergency_confirmed", N_("Answered as the second person"),
         N_("answered as the second person of an emergency")},
        {"emergency_reviewed", N_("Reviewed the emergency opening"),
         N_("reviewed an emergency opening")},
        {"emergency_told", N_("Wrote down that she was told"),
         N_("wrote down that you were told of it")},
        {"override_noted", N_("Told somebody because of a danger"),
         N_("told somebody because a life was in danger")},
        {"case_opened", N_("Started the accompaniment"), N_("started the accompaniment")},
    };
    struct act *act = all->act;
    struct str part_words = act_words_with(act, part->label, part->code);
    struct str what = act_words(act, N_("Worked on it"));
    struct str phrase = act_words_with(act, N_("worked on {{arg}}"), part_words);
    struct str who, place;
    TRY(see_who(act, row->actor, &who, &place));
    for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++) {
        if (str_eq(row->outcome, str_of(labels[i].outcome))) {
            what = act_words(act, labels[i].label);
            phrase = act_words_with(act, labels[i].phrase, part_words);
        }
    }
    json_t *view = value_object();
    value_set_text(view, "when", act_time(act, row->at_us));
    value_set_text(view, "who", who);
    value_set_text(view, "place", place);
    value_set_text(view, "part", part_words);
    value_set_text(view, "what", what);
    value_set_text(view, "phrase", phrase);
    *ret = view;
    return OK;
}
