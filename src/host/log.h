/* What the operator reads on standard error: one line per event.
 *
 * A line says that something failed, never about whom: reference, method and
 * status of a request, names of errors, numbers. No path (it holds ids), no
 * query, no address, nothing that somebody typed.
 */
#ifndef AMPARO_HOST_LOG_H
#define AMPARO_HOST_LOG_H

/* "2026-11-21T15:04:05Z amparo: …", written at once and whole. */
void log_line(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
