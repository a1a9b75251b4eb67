/* What cannot happen, said aloud.
 *
 * check(x) stays on in release builds: a program that guards people's names
 * stops rather than goes on in a state nobody thought of. The journal and the
 * write-ahead log make stopping safe. Inputs are never checked this way: what
 * a person or a network can send is an `enum err`, not an assertion.
 */
#ifndef AMPARO_BASE_CHECK_H
#define AMPARO_BASE_CHECK_H

#define check(x) ((x) ? (void)0 : check_failed(#x, __FILE__, __LINE__))

/* Stops the process (SIGTRAP). The place, never a value, goes to stderr: a line of source says
 * nothing about a person, and whoever starts the service again must know what to report. */
_Noreturn void check_failed(const char *what, const char *file, int line);

/* Runs `fn(&variable)` when the variable goes out of scope: for what an arena
 * cannot free (descriptor, statement, transaction, lock, child, secret). */
#define CLEANUP(fn) __attribute__((cleanup(fn)))

/* The result must be looked at. */
#define MUST __attribute__((warn_unused_result))

#endif
