#include "domain/keeping.h"

#define AS_ROW(NAME, name, kind, label, help) \
    [KEEPING_##NAME] = {KEEPING_SETTING(name), "keep-" #name, kind, label, help},
const struct keeping keeping_terms[KEEPING_TERM_COUNT] = {KEEPING_TERMS(AS_ROW)};

/* Swept is what nobody decides about together with a case: what was asked before a transfer, what
 * a former side remembers, what names nobody, and the record of a breach, which its case does not
 * know of. */
static const struct {
    enum keeping_end end;
    enum keeping_term term;
} kinds[DOSSIER_KIND_COUNT] = {
    [DOSSIER_CORE] = {KEEPING_BY_TWO, KEEPING_CASE},
    [DOSSIER_ACCOUNT] = {KEEPING_BY_TWO, KEEPING_ACCOUNT},
    [DOSSIER_SAFETY] = {KEEPING_WITH_CASE, KEEPING_CASE},
    [DOSSIER_RESERVED] = {KEEPING_WITH_CASE, KEEPING_CASE},
    [DOSSIER_SLIP] = {KEEPING_BY_TWO, KEEPING_REFERRAL},
    [DOSSIER_CONTACT] = {KEEPING_WITH_CASE, KEEPING_REFERRAL},
    [DOSSIER_INVITATION] = {KEEPING_WITH_CASE, KEEPING_CASE},
    [DOSSIER_ITEM] = {KEEPING_WITH_CASE, KEEPING_CASE},
    [DOSSIER_MEETING] = {KEEPING_SWEPT, KEEPING_CASE},
    [DOSSIER_FEEDBACK] = {KEEPING_SWEPT, KEEPING_CASE},
    [DOSSIER_BREACH] = {KEEPING_SWEPT, KEEPING_CASE},
    [DOSSIER_EMERGENCY] = {KEEPING_WITH_CASE, KEEPING_CASE},
    [DOSSIER_TRANSFER] = {KEEPING_WITH_CASE, KEEPING_CASE},
    [DOSSIER_ARCHIVE] = {KEEPING_SWEPT, KEEPING_CASE},
    [DOSSIER_CAPACITY] = {KEEPING_SWEPT, KEEPING_REFERRAL},
    [DOSSIER_PULL] = {KEEPING_SWEPT, KEEPING_REFERRAL},
};

enum keeping_term keeping_term_of(enum dossier_kind kind)
{
    return kinds[kind].term;
}

enum keeping_end keeping_end_of(enum dossier_kind kind)
{
    return kinds[kind].end;
}

int64_t keeping_days(int64_t months)
{
    return months * 365 / 12;
}
