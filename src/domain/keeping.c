#include "domain/keeping.h"

#define AS_ROW(NAME, name, kind, label, help)                                                      \
    [KEEPING_##NAME] = {KEEPING_SETTING(name), "keep-" #name, kind, label, help},
const struct keeping keeping_terms[KEEPING_TERM_COUNT] = {KEEPING_TERMS(AS_ROW)};

enum keeping_term keeping_term_of(enum dossier_kind kind)
{
    switch (kind) {
    case DOSSIER_ACCOUNT:
        return KEEPING_ACCOUNT;
    case DOSSIER_SLIP:
    case DOSSIER_CONTACT:
        return KEEPING_REFERRAL;
    default:
        return KEEPING_CASE;
    }
}

int64_t keeping_days(int64_t months)
{
    return months * 365 / 12;
}
