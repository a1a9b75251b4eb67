/* Going back to the beginning, in a deployment that is there to practise in.
 *
 * Which one is, was said when it was made, under a MAC of the server's key; it
 * alone has a beginning to go back to (store/beginning.h).
 *
 *     TRY(practice_begin_anew(act));    // the whole commit is the way back
 */
#ifndef AMPARO_WORK_KEEPING_PRACTICE_H
#define AMPARO_WORK_KEEPING_PRACTICE_H

#include "work/act.h"

/* ERR_NOT_FOUND where nobody practises; whoever acts must administer, or be the operator. */
enum err practice_begin_anew(struct act *act) MUST;

#endif
