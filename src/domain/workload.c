#include "domain/workload.h"

enum { WEIGHT_ONE = 1, WEIGHT_HIGH = 2 };

void workload_add(struct workload *load, struct str risk)
{
    bool high = str_eq(risk, S("high"));

    load->people++;
    load->high += high;
    load->weight += high ? WEIGHT_HIGH : WEIGHT_ONE;
}

bool workload_is_over(const struct workload *load, int64_t ceiling)
{
    return load->weight > ceiling;
}
