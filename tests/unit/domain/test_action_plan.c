#include "domain/action_plan.h"

#include "domain/approval.h"
#include "entries.h"

static struct action_plan folded(const struct journal *j)
{
    struct action_plan plan = action_plan_none(arena);

    for (size_t i = 0; i < j->count; i++) {
        action_plan_fold(&plan, &j->at[i]);
    }
    return plan;
}

static struct approvals approvals_of(const struct journal *j)
{
    struct approvals approvals = approvals_none(arena);

    for (size_t i = 0; i < j->count; i++) {
        approval_fold(&approvals, &j->at[i]);
    }
    return approvals;
}

static void add_action(struct journal *j, const char *decision)
{
    struct str body = str_printf_in(
        arena,
        "{'action': '@0a', 'need': '@01', 'answers': {'what': 'Cita', 'decision': '%s',"
        " 'who': 'person', 'due': '2026-11-25'}}",
        decision);

    journal_add(j, ENTRY_ACTION_SET, 10, str_z(arena, body));
}

static void progress(struct journal *j, const char *state)
{
    struct str body = str_printf_in(arena, "{'action': '@0a', 'state': '%s'}", state);

    journal_add(j, ENTRY_ACTION_PROGRESS, 20, str_z(arena, body));
}

static void an_action_is_open_from_her_yes_until_it_is_done_or_given_up(void **state)
{
    (void)state;
    static const struct {
        const char *decision, *moved;
        bool open;
    } cases[] = {
        {"thinking", NULL, false},
        {"declined", NULL, false},
        {"chosen", NULL, true},
        {"chosen", "to_do", true},
        {"chosen", "in_progress", true},
        {"chosen", "done", false},
        {"chosen", "not_possible", false},
        {"chosen", "flown", true},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct journal j = journal_open(arena);
        add_action(&j, cases[i].decision);
        if (cases[i].moved) {
            progress(&j, cases[i].moved);
        }
        struct action_plan plan = folded(&j);
        const struct action *action = action_plan_find(&plan, id_ending(0x0a));
        assert_non_null(action);
        assert_int_equal(action_open(action), cases[i].open);
        assert_int_equal(action_late(action, S("2026-11-26")), cases[i].open);
        assert_false(action_late(action, S("2026-11-25")));
        assert_str(action_plan_due(&plan), cases[i].open ? "2026-11-25" : "");
    }
}

static void declining_what_was_chosen_keeps_it_listed(void **state)
{
    (void)state;
    struct journal j = journal_open(arena);
    add_action(&j, "chosen");
    progress(&j, "in_progress");
    add_action(&j, "declined");
    struct action_plan plan = folded(&j);

    assert_int_equal(plan.actions.count, 1);
    assert_false(action_open(action_plan_find(&plan, id_ending(0x0a))));
    assert_int_equal(action_plan_size(&plan), 0);
    progress(&j, "done");
    plan = folded(&j);
    assert_str(action_plan_find(&plan, id_ending(0x0a))->state, "in_progress");
}

static void going_through_it_together_covers_what_was_set_before(void **state)
{
    (void)state;
    struct journal j = journal_open(arena);
    journal_add(&j, ENTRY_GOAL_SET, 10, "{'need': '@01', 'goal': 'Dormir'}");
    assert_true(folded(&j).changed);
    journal_add(&j, ENTRY_PLAN_AGREED, 12, "{'how': 'in_person', 'approval': '@0c'}")->told_us = 5;
    struct action_plan plan = folded(&j);
    assert_false(plan.changed);
    assert_int_equal(plan.agreed_us, 5);
    journal_add(&j, ENTRY_GOAL_SET, 13, "{'need': '@01', 'goal': 'Dormir mejor'}");
    plan = folded(&j);
    assert_true(plan.changed);
    assert_int_equal(plan.goals.count, 1);
    assert_str(action_plan_goal(&plan, id_ending(1))->text, "Dormir mejor");
}

static void ask(struct journal *j, const char *id, uint8_t by)
{
    struct str body = str_printf_in(arena, "{'approval': '@%s', 'what': 'plan'}", id);

    journal_add(j, ENTRY_APPROVAL_ASKED, 10, str_z(arena, body))->author = id_ending(by);
}

static void answer(struct journal *j, const char *id, uint8_t by, const char *said)
{
    struct str body = str_printf_in(arena, "{'approval': '@%s', 'answer': '%s'}", id, said);

    journal_add(j, ENTRY_APPROVAL_ANSWERED, 20, str_z(arena, body))->author = id_ending(by);
}

static void nobody_approves_what_they_asked_for(void **state)
{
    (void)state;
    struct journal j = journal_open(arena);
    ask(&j, "0c", 1);
    answer(&j, "0c", 1, "yes");
    struct approvals approvals = approvals_of(&j);
    assert_false(approval_granted(&approvals, id_ending(0x0c)));
    assert_true(approval_waits(approval_find(&approvals, id_ending(0x0c))));
    answer(&j, "0c", 2, "perhaps");
    approvals = approvals_of(&j);
    assert_true(approval_waits(approval_find(&approvals, id_ending(0x0c))));
    answer(&j, "0c", 2, "yes");
    approvals = approvals_of(&j);
    assert_true(approval_granted(&approvals, id_ending(0x0c)));
}

static void the_first_answer_counts_and_asking_anew_drops_what_waits(void **state)
{
    (void)state;
    struct journal j = journal_open(arena);
    ask(&j, "0c", 1);
    ask(&j, "0d", 1);
    answer(&j, "0c", 2, "yes");
    answer(&j, "0d", 2, "change");
    answer(&j, "0d", 3, "yes");
    struct approvals approvals = approvals_of(&j);

    assert_false(approval_granted(&approvals, id_ending(0x0c)));
    assert_false(approval_granted(&approvals, id_ending(0x0d)));
    assert_str(approval_last(&approvals, APPROVAL_PLAN, ID_NONE)->answer, "change");
    assert_null(approval_last(&approvals, "closure", ID_NONE));
    assert_false(approval_granted(&approvals, id_ending(0x0e)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_action_is_open_from_her_yes_until_it_is_done_or_given_up),
        cmocka_unit_test(declining_what_was_chosen_keeps_it_listed),
        cmocka_unit_test(going_through_it_together_covers_what_was_set_before),
        cmocka_unit_test(nobody_approves_what_they_asked_for),
        cmocka_unit_test(the_first_answer_counts_and_asking_anew_drops_what_waits),
    };
    return cmocka_run_group_tests(tests, arena_setup, arena_teardown);
}
