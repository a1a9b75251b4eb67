/* What a colleague carries, in one number that can be held against a setting.
 *
 * Each person who is accompanied counts one, at high risk two; who was closed
 * counts nothing. The ceiling is a setting of the deployment. The number says
 * when work has to be shared, not how well somebody works: pages show it in
 * words, colleague by colleague in the order of their names.
 *
 * Rules W3, W7.
 *
 *     workload_add(&load, seen->risk);
 *     if (workload_is_over(&load, ceiling)) { … }
 */
#ifndef AMPARO_DOMAIN_WORKLOAD_H
#define AMPARO_DOMAIN_WORKLOAD_H

#include <stdint.h>

#include "base/str.h"

enum { WORKLOAD_CEILING_MIN = 1, WORKLOAD_CEILING_MAX = 100 };

struct workload {
    int64_t people;
    int64_t high; /* of these, at high risk */
    int64_t weight;
};

void workload_add(struct workload *load, struct str risk);
bool workload_is_over(const struct workload *load, int64_t ceiling);

#endif
