/* Custodians: who can open a backup. Not members: somebody with a sheet in a safe.
 *
 * A sheet has a name and a code; the code gives a key pair, of which the
 * deployment knows the public half alone, as a setting under its MAC, so that
 * whoever has only the database can slip in no custodian.
 */
#ifndef AMPARO_WORK_KEEPING_CUSTODIANS_H
#define AMPARO_WORK_KEEPING_CUSTODIANS_H

#include "work/act.h"

struct custodian {
    struct str name;
    struct public_key key;
};

struct custodians {
    const struct custodian *at;
    size_t count; /* at most LIMIT_CUSTODIANS */
};

/* The code for a new sheet, and its public half. */
struct str custodian_new(struct arena *arena, struct public_key *ret);
/* ERR_INVALID when the code is none. */
enum err custodian_secret(struct str code, struct key *ret) MUST;

/* By name. ERR_CORRUPT when a MAC does not hold. */
enum err custodians_list(struct act *act, struct custodians *ret) MUST;
/* Another key under a name that is there already takes its place. ERR_INVALID for a name that is
 * empty, too long or not on one line, and for a key that is none; ERR_LIMIT. */
enum err custodians_add(struct act *act, struct str name, struct str public_hex) MUST;
/* ERR_NOT_FOUND; ERR_INVALID for the last one. What was sealed before stays sealed to it. */
enum err custodians_remove(struct act *act, struct str name) MUST;

#endif
