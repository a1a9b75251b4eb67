/* Any entry that is read can be written and read again as the same bytes, and any journal folds. */
#include "fuzz.h"

#include "domain/case.h"

static void fuzz_one(struct arena *arena, struct str input)
{
    struct entry entries[2];
    struct entry again;

    if (entry_decode(arena, input, &entries[0]) != OK) {
        return;
    }
    struct str bytes = entry_encode(arena, &entries[0]);
    if (bytes.len == 0) {
        return; /* escaped text can grow past the bound */
    }
    check(entry_decode(arena, bytes, &again) == OK);
    check(str_eq(entry_encode(arena, &again), bytes));

    entries[0].seq = 1;
    entries[1] = entries[0];
    entries[1].seq = 2;
    struct case_state c = case_fold(arena, entries, 2);
    check(c.needs.count <= 1 && c.releases.count <= 1 && c.referrals.count <= 1);
    check(c.account_known.people <= 1 && c.declined.count <= 1 && c.risk.level.len > 0);
    check(case_age_band(&c, entries[1].at_us, 0).len <= 5);
    int64_t base;
    case_answers_of(&c, value_get_text(entries[0].body, "form"), &base);
    check(base == (c.answers.count > 0 ? 2 : 0));

    struct slip slip = slip_fold(entries, 2);
    check(slip.state == 0 || strlen(referral_state_label(slip.state)) > 0);
}
