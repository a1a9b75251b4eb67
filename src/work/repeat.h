/* Every command carries a random id: a repetition gets the answer that the
 * first was given, and does nothing. */
#ifndef AMPARO_WORK_REPEAT_H
#define AMPARO_WORK_REPEAT_H

#include "work/act.h"

/* The stored answer (a path), or empty when the command is new. */
enum err repeat_find(struct act *act, struct id command, struct str *ret_answer) MUST;

/* With the batch of what the command did. Kept sealed under the server's key. */
void repeat_keep(struct act *act, struct id command, struct str answer);

#endif
