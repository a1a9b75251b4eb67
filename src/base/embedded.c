#include "base/embedded.h"

const struct embedded *embedded_file(struct str name)
{
    size_t low = 0;
    size_t high = embedded_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = str_compare(name, str_of(embedded_files[middle].name));
        if (order == 0) {
            return &embedded_files[middle];
        }
        if (order < 0) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return NULL;
}
