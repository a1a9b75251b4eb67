/* What was built into the program: templates, forms, catalogues, assets, migrations.
 *
 * The table is made by script/embed at build time, sorted by name, and never
 * changes. Names are paths without their machine: "templates/case.mustache",
 * "forms/core.json", "locale/es.mo".
 *
 *     const struct embedded *form = embedded_file(S("forms/core.json"));
 */
#ifndef AMPARO_BASE_EMBEDDED_H
#define AMPARO_BASE_EMBEDDED_H

#include "base/str.h"

struct embedded {
    const char *name;
    const unsigned char *at;
    size_t len;
};

extern const struct embedded embedded_files[];
extern const size_t embedded_count;

/* NULL when nothing of that name was built in. */
const struct embedded *embedded_file(struct str name);

static inline struct str embedded_str(const struct embedded *file)
{
    return str_bytes(file->at, file->len);
}

#endif
