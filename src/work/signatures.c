#include "work/signatures.h"

#include "store/journal.h"
#include "work/macs.h"
#include "work/signed_entry.h"

enum { MEMBERS_AT_ONCE = 200 };

struct author {
    struct id member;
    struct signer_rows signers;
};

static enum err signers_of(struct act *act, struct id member, struct signatures *found,
                           struct signer_rows *ret);
static enum err check_keys_of(struct act *act, const struct member_row *member,
                              struct signer_findings *ret);

struct signatures signatures_none(struct arena *arena)
{
    return (struct signatures){
        .arena = arena,
        .doubts = vec_of(arena, struct signature_doubt),
        .authors = vec_of(arena, struct author),
    };
}

enum err signatures_check(struct act *act, const struct dossier *dossier, struct signatures *found)
{
    struct entry_rows rows;

    TRY(journal_read(act->db, act->arena, dossier->id, 0, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        struct signed_entry one;
        struct signer_rows signers;
        TRY(signed_entry_open(act->arena, dossier->key, dossier->id, &rows.at[i], &one));
        TRY(signers_of(act, one.entry.author, found, &signers));
        enum signature signature = signed_entry_check(act->arena, &one, dossier->id, &signers);
        found->checked++;
        if (signature == SIGNATURE_HOLDS) {
            continue;
        }
        if (found->doubted++ < LIMIT_DOUBTS) {
            *(struct signature_doubt *)vec_add(&found->doubts) = (struct signature_doubt){
                .dossier = dossier->id,
                .seq = one.entry.seq,
                .at_us = one.entry.at_us,
                .author = one.entry.author,
                .late = signature == SIGNATURE_LATE,
            };
        }
    }
    return OK;
}

enum err signatures_check_keys(struct act *act, struct signer_findings *ret)
{
    struct member_rows members;
    struct id after = ID_NONE;

    *ret = (struct signer_findings){.void_of = vec_of(act->arena, struct str)};
    do {
        TRY(members_page(act->db, act->arena, after, MEMBERS_AT_ONCE, &members));
        for (size_t i = 0; i < members.count; i++) {
            TRY(check_keys_of(act, &members.at[i], ret));
            after = members.at[i].id;
        }
    } while (members.count == MEMBERS_AT_ONCE);
    return OK;
}

/* Those whose MAC holds: what somebody added to the database signs for nobody. */
static enum err signers_of(struct act *act, struct id member, struct signatures *found,
                           struct signer_rows *ret)
{
    struct signer_rows all;

    for (size_t i = 0; i < found->authors.count; i++) {
        const struct author *known = vec_at(&found->authors, struct author, i);
        if (id_eq(known->member, member)) {
            *ret = known->signers;
            return OK;
        }
    }
    TRY(members_signers(act->db, found->arena, member, &all));
    struct signer_row *good = arena_array(found->arena, struct signer_row, all.count + 1);
    size_t count = 0;
    for (size_t i = 0; i < all.count; i++) {
        if (macs_signer_check(act->server, &all.at[i]) == OK) {
            good[count++] = all.at[i];
        }
    }
    *ret = (struct signer_rows){good, count};
    *(struct author *)vec_add(&found->authors) = (struct author){member, *ret};
    return OK;
}

static enum err check_keys_of(struct act *act, const struct member_row *member,
                              struct signer_findings *ret)
{
    struct signer_rows signers;
    bool all_hold = true;

    TRY(members_signers(act->db, act->arena, member->id, &signers));
    for (size_t i = 0; i < signers.count; i++) {
        all_hold = all_hold && macs_signer_check(act->server, &signers.at[i]) == OK;
    }
    ret->keys += (int64_t)signers.count;
    if (!all_hold) {
        *(struct str *)vec_add(&ret->void_of) = member->login;
    }
    return OK;
}
