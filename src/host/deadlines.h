/* Deadlines for reading, which libmicrohttpd does not have: its time-out starts
 * anew with every byte, so that one byte a second holds a connection for ever.
 *
 * Each connection has a slot from its first moment to its last, with the time
 * by which what is being read must be whole: the header section soon after the
 * connection or the last answer, then the body. While an answer is made or
 * sent there is none. A thread shuts down what is late; closing stays with
 * whoever owns the connection.
 */
#ifndef AMPARO_HOST_DEADLINES_H
#define AMPARO_HOST_DEADLINES_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

#define DEADLINE_HEADER_US (10 * SECOND_US)
#define DEADLINE_BODY_US (60 * SECOND_US)
#define DEADLINE_NONE INT64_MAX

struct deadlines;
struct deadline; /* of one connection */

struct deadlines *deadlines_open(struct arena *arena, size_t connections_max);
void deadlines_close(struct deadlines *deadlines); /* NULL is fine */

/* A new connection; NULL when there are too many. It has DEADLINE_HEADER_US. */
struct deadline *deadline_start(struct deadlines *deadlines, int fd);
/* The connection must have made a step within `after_us`, or DEADLINE_NONE. */
void deadline_set(struct deadlines *deadlines, struct deadline *deadline, int64_t after_us);
/* Before the descriptor is closed. */
void deadline_end(struct deadlines *deadlines, struct deadline *deadline);

#endif
