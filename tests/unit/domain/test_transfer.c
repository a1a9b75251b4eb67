/* Ownership moves, and there is exactly one owner at each instant. */
#include "domain/case.h"

#include "entries.h"

enum { UNITS = 4, MEMBERS = 3, STEPS = 18, WALKS = 3000, FIRST_TRANSFER = 0x40 };

/* What a walk knows without the program: which unit has her, and who there. Unit n is id n, its
 * members are n, n + 0x10, n + 0x20; nobody (0): the unit's supervision, until somebody takes over.
 */
struct walk {
    struct journal journal;
    unsigned seed;
    unsigned owner, member;
    unsigned former, former_member; /* back to whom a transfer is returned; 0: who has left */
    unsigned transfer;              /* of the last one; 0: none yet */
    unsigned to;
    unsigned next_part;
    enum transfer_state state;
};

static unsigned any(struct walk *w, unsigned below)
{
    w->seed = w->seed * 1103515245u + 12345u;
    return (w->seed >> 16) % below;
}

static void tell(struct walk *w, enum entry_type type, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void tell(struct walk *w, enum entry_type type, const char *format, ...)
{
    char text[256];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    journal_add(&w->journal, type, (int64_t)w->journal.count + 1, text);
}

/* Offered by whoever has her, to another unit. */
static void offer(struct walk *w)
{
    if (transfer_open(w->state)) {
        return;
    }
    w->transfer = (w->transfer ? w->transfer : FIRST_TRANSFER) + 1;
    w->to = 1 + (w->owner + any(w, UNITS - 1)) % UNITS;
    w->state = TRANSFER_DRAFT;
    tell(w, ENTRY_TRANSFER_DRAFTED, "{'transfer': '@%02x', 'unit': '@%02x'}", w->transfer, w->to);
}

static unsigned some_member(struct walk *w)
{
    return w->owner + 0x10 * any(w, MEMBERS);
}

static void say(struct walk *w, enum transfer_act act, enum transfer_state to)
{
    switch (act) {
    case TRANSFER_SEND:
        tell(w, ENTRY_TRANSFER_SENT, "{'transfer': '@%02x', 'code': 'T'}", w->transfer);
        break;
    case TRANSFER_ACCEPT:
        w->former = w->owner;
        w->former_member = w->member;
        w->owner = w->to;
        w->member = some_member(w);
        tell(w, ENTRY_OWNER_CHANGED,
             "{'owner': '@%02x', 'unit': '@%02x', 'why': 'transfer', 'transfer': '@%02x',"
             " 'account': '@%02x'}",
             w->member, w->owner, w->transfer, 0x80 + w->next_part++);
        break;
    case TRANSFER_RETURN:
        w->owner = w->former;
        w->member = w->former_member;
        if (w->member == 0) {
            tell(w, ENTRY_OWNER_CHANGED,
                 "{'unit': '@%02x', 'why': 'returned', 'transfer': '@%02x'}", w->owner,
                 w->transfer);
        } else {
            tell(w, ENTRY_OWNER_CHANGED,
                 "{'owner': '@%02x', 'unit': '@%02x', 'why': 'returned', 'transfer': '@%02x'}",
                 w->member, w->owner, w->transfer);
        }
        break;
    case TRANSFER_CONTACT:
        tell(w, ENTRY_TRANSFER_STARTED, "{'transfer': '@%02x'}", w->transfer);
        break;
    default:
        if (to != w->state) { /* what is agreed stands in the transfer's own journal */
            tell(w, ENTRY_TRANSFER_ENDED, "{'transfer': '@%02x', 'how': '%s'}", w->transfer,
                 transfer_state_name(to));
        }
    }
}

/* Somebody tries something, whether it is possible now or not. */
static void attempt(struct walk *w)
{
    enum transfer_act act = (enum transfer_act)(1 + any(w, TRANSFER_ACT_COUNT - 1));
    enum transfer_state to;
    struct fault fault = {0};

    if (w->transfer == 0 || transfer_next(w->state, act, &to, &fault) != OK) {
        return;
    }
    enum transfer_side before = transfer_owner(w->state);
    bool moves = act == TRANSFER_ACCEPT || act == TRANSFER_RETURN;
    assert_int_equal(transfer_owner(to) != before, moves);
    say(w, act, to);
    w->state = to;
}

/* Who has her leaves, and another of the same unit takes over: in whatever state a transfer is. */
static void take_over(struct walk *w)
{
    w->member = some_member(w);
    tell(w, ENTRY_OWNER_CHANGED, "{'owner': '@%02x', 'unit': '@%02x', 'why': 'left'}", w->member,
         w->owner);
}

static void one_owner(const struct walk *w)
{
    struct case_state c = case_fold(arena, w->journal.at, w->journal.count);
    const struct transfer *last = transfer_last(&c);
    int owners = 0;

    for (unsigned unit = 1; unit <= UNITS; unit++) {
        owners += id_eq(c.unit, id_ending((uint8_t)unit)) && id_is_none(c.owner);
        for (unsigned k = 0; k < MEMBERS; k++) {
            owners += id_eq(c.unit, id_ending((uint8_t)unit)) &&
                      id_eq(c.owner, id_ending((uint8_t)(unit + 0x10 * k)));
        }
    }
    assert_int_equal(owners, 1);
    assert_true(id_eq(c.unit, id_ending((uint8_t)w->owner)));
    assert_true(w->member == 0 ? id_is_none(c.owner)
                               : id_eq(c.owner, id_ending((uint8_t)w->member)));
    if (last) {
        assert_int_equal(last->state, w->state);
        bool theirs = transfer_owner(last->state) == TRANSFER_RECEIVER;
        assert_int_equal(theirs, id_eq(c.unit, last->unit));
    }
}

static void whatever_happens_there_is_exactly_one_owner(void **state)
{
    (void)state;
    struct arena *kept = arena;
    for (unsigned seed = 1; seed <= WALKS; seed++) {
        struct walk w = {.seed = seed, .owner = 1, .member = 1};
        arena = arena_open();
        value_use_arena(arena);
        w.journal = journal_open(arena);
        tell(&w, ENTRY_CASE_OPENED,
             "{'code': 'C', 'owner': '@01', 'unit': '@01',"
             " 'account': '@70', 'safety': '@71', 'reserved': '@72'}");
        for (unsigned step = 0; step < STEPS; step++) {
            unsigned what = any(&w, 7);
            if (what == 0) {
                offer(&w);
            } else if (what == 1) {
                take_over(&w);
            } else if (what == 2) {
                w.former_member = 0; /* who had her before leaves, and the case tells nothing */
            } else {
                attempt(&w);
            }
            one_owner(&w);
        }
        arena_close(arena);
    }
    arena = kept;
    value_use_arena(arena);
}

static void what_is_over_cannot_be_answered_any_more(void **state)
{
    (void)state;
    static const enum transfer_state over[] = {TRANSFER_STARTED, TRANSFER_DECLINED,
                                               TRANSFER_WITHDRAWN, TRANSFER_RETURNED,
                                               TRANSFER_DROPPED};
    for (size_t i = 0; i < sizeof(over) / sizeof(over[0]); i++) {
        for (unsigned act = 0; act <= TRANSFER_ACT_COUNT; act++) {
            enum transfer_state to;
            struct fault fault = {0};
            assert_int_equal(transfer_next(over[i], act, &to, &fault), ERR_INVALID);
            assert_non_null(fault.message);
        }
        assert_false(transfer_open(over[i]));
        assert_int_equal(transfer_state_parse(str_of(transfer_state_name(over[i]))), over[i]);
        assert_true(strlen(transfer_state_label(over[i])) > 0);
    }
    assert_int_equal(transfer_state_parse(S("nothing")), 0);
    assert_string_equal(transfer_state_label(TRANSFER_STATE_COUNT), "");
    assert_string_equal(transfer_state_name(0), "");
}

static const char opened[] = "{'code': 'C', 'owner': '@01', 'unit': '@01', 'account': '@70',"
                             " 'safety': '@71', 'reserved': '@72'}";
static const char drafted[] = "{'transfer': '@41', 'unit': '@02', 'unit_name': 'Unidad',"
                              " 'organisation': '@03', 'abroad': true, 'reason': 'moving',"
                              " 'priority': 'urgent', 'capacity': '@60', 'stays': ['@10'],"
                              " 'closed': ['@12']}";
static const char given[] = "{'release': '@50', 'service': 'transfer', 'unit': '@02',"
                            " 'transfer': '@41', 'parts': ['safety']}";

static void a_release_says_part_by_part_what_goes(void **state)
{
    (void)state;
    struct journal j = journal_open(arena);

    journal_add(&j, ENTRY_CASE_OPENED, 1, opened);
    journal_add(&j, ENTRY_TRANSFER_DRAFTED, 2, drafted);
    journal_add(&j, ENTRY_RELEASE_GIVEN, 3, given);
    struct case_state c = case_fold(arena, j.at, j.count);
    const struct transfer *t = transfer_last(&c);
    const struct release *release = case_release(&c, t->release);
    assert_false(transfer_gives(release, &transfer_parts[0]));
    assert_true(transfer_gives(release, &transfer_parts[1]));
    assert_false(transfer_gives(release, &transfer_parts[2]));
    assert_false(transfer_gives(NULL, &transfer_parts[1]));
    assert_int_equal(transfer_way(t, id_ending(0x10)), TRANSFER_STAYS);
    assert_int_equal(transfer_way(t, id_ending(0x11)), TRANSFER_GOES);
    assert_int_equal(transfer_way(t, id_ending(0x12)), TRANSFER_CLOSES);
    assert_true(t->abroad);
    assert_str(t->reason, "moving");

    journal_add(&j, ENTRY_TRANSFER_ENDED, 4, "{'transfer': '@41', 'how': 'dropped'}");
    c = case_fold(arena, j.at, j.count);
    assert_int_equal(transfer_last(&c)->state, TRANSFER_DROPPED);
    assert_int_equal(release_state(case_release(&c, id_ending(0x50)), 5), RELEASE_EXPIRED);
}

static void drafted_anew_it_replaces_what_had_not_left(void **state)
{
    (void)state;
    struct journal j = journal_open(arena);

    journal_add(&j, ENTRY_TRANSFER_DRAFTED, 1, drafted);
    journal_add(&j, ENTRY_RELEASE_GIVEN, 2, given);
    journal_add(&j, ENTRY_TRANSFER_DRAFTED, 3, "{'transfer': '@42', 'unit': '@05'}");
    struct case_state c = case_fold(arena, j.at, j.count);
    assert_int_equal(c.transfers.count, 1);
    assert_true(id_is_none(transfer_last(&c)->release));
    journal_add(&j, ENTRY_TRANSFER_SENT, 4, "{'transfer': '@42', 'code': 'T'}");
    journal_add(&j, ENTRY_TRANSFER_ENDED, 5, "{'transfer': '@42', 'how': 'declined'}");
    journal_add(&j, ENTRY_TRANSFER_DRAFTED, 6, "{'transfer': '@43', 'unit': '@05'}");
    c = case_fold(arena, j.at, j.count);
    assert_int_equal(c.transfers.count, 2);
    assert_int_equal(transfer_last(&c)->state, TRANSFER_DRAFT);
}

static void a_referral_that_stays_comes_back_she_comes(void **state)
{
    (void)state;
    struct journal j = journal_open(arena);

    journal_add(&j, ENTRY_CASE_OPENED, 1, opened);
    journal_add(&j, ENTRY_REFERRAL_DRAFTED, 2, "{'referral': '@10', 'kind': 'sent'}");
    journal_add(&j, ENTRY_REFERRAL_SENT, 3,
                "{'referral': '@10', 'slip': '@30', 'contact': '@31', 'code': 'R'}");
    journal_add(&j, ENTRY_TRANSFER_DRAFTED, 4, drafted);
    journal_add(&j, ENTRY_TRANSFER_SENT, 5, "{'transfer': '@41', 'code': 'T'}");
    journal_add(&j, ENTRY_OWNER_CHANGED, 6,
                "{'owner': '@02', 'unit': '@02', 'why': 'transfer', 'transfer': '@41',"
                " 'account': '@80', 'reserved': '@81',"
                " 'stays': ['@10']}");
    struct case_state c = case_fold(arena, j.at, j.count);
    const struct referral *referral = case_referral(&c, id_ending(0x10));
    assert_int_equal(referral->state, REFERRAL_CLOSED);
    assert_true(id_is_none(referral->slip) && id_is_none(referral->contact));
    assert_true(id_eq(c.account, id_ending(0x80)) && id_eq(c.safety, id_ending(0x71)));

    journal_add(&j, ENTRY_OWNER_CHANGED, 7,
                "{'owner': '@01', 'unit': '@01', 'why': 'returned', 'transfer': '@41',"
                " 'account': '@70', 'back': [{'referral': '@10', 'slip': '@30',"
                " 'contact': '@31', 'state': 'accepted'}]}");
    c = case_fold(arena, j.at, j.count);
    referral = case_referral(&c, id_ending(0x10));
    assert_int_equal(referral->state, REFERRAL_ACCEPTED);
    assert_true(id_eq(referral->slip, id_ending(0x30)));
    assert_true(id_eq(c.account, id_ending(0x70)) && id_eq(c.reserved, id_ending(0x81)));
    assert_int_equal(transfer_last(&c)->state, TRANSFER_RETURNED);
}

static void the_other_journal_tells_what_both_agreed(void **state)
{
    (void)state;
    struct journal j = journal_open(arena);

    journal_add(&j, ENTRY_HANDOVER_WRITTEN, 1, "{'code': 'T'}");
    journal_add(&j, ENTRY_HANDOVER_ACCEPTED, 2, "{'owner': '@02'}");
    journal_add(&j, ENTRY_HANDOVER_MEETING, 3, "{'she_comes': 'yes'}");
    journal_add(&j, ENTRY_HANDOVER_AGREED, 4, "{'wait_days': 7}");
    struct handover h = handover_fold(j.at, j.count);
    assert_str(value_get_text(h.written, "code"), "T");
    assert_true(id_eq(value_get_id(h.accepted, "owner"), id_ending(2)));
    assert_int_equal(value_get_int(h.no_arrival, "wait_days", 0), 7);
    assert_str(value_get_text(h.meeting, "she_comes"), "yes");
    assert_null(h.declined);
    assert_null(h.returned);
}

int main(void)
{
    static const struct CMUnitTest all[] = {
        cmocka_unit_test(whatever_happens_there_is_exactly_one_owner),
        cmocka_unit_test(what_is_over_cannot_be_answered_any_more),
        cmocka_unit_test(a_release_says_part_by_part_what_goes),
        cmocka_unit_test(drafted_anew_it_replaces_what_had_not_left),
        cmocka_unit_test(a_referral_that_stays_comes_back_she_comes),
        cmocka_unit_test(the_other_journal_tells_what_both_agreed),
    };
    return cmocka_run_group_tests(all, arena_setup, arena_teardown);
}
