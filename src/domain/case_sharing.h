/* What leaves a case: releases, and the referrals that go by them.
 *
 * The part of case_fold() that follows a referral from its draft to its
 * closing. A release stops every referral that goes by it when it is
 * withdrawn; an outcome never undoes what the sender has cancelled or closed.
 */
#ifndef AMPARO_DOMAIN_CASE_SHARING_H
#define AMPARO_DOMAIN_CASE_SHARING_H

#include "domain/case.h"

/* Other types of entry change nothing here. */
void case_fold_sharing(struct case_state *c, const struct entry *entry);

#endif
