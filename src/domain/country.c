#include "domain/country.h"

#include "base/err.h"

/* Latin America, the Caribbean, and where people go on to. */
static const struct {
    const char *code, *name;
} countries[] = {
    {"AR", N_("Argentina")},     {"AW", N_("Aruba")},
    {"BO", N_("Bolivia")},       {"BR", N_("Brazil")},
    {"BZ", N_("Belize")},        {"CA", N_("Canada")},
    {"CL", N_("Chile")},         {"CO", N_("Colombia")},
    {"CR", N_("Costa Rica")},    {"CU", N_("Cuba")},
    {"CW", N_("Curaçao")},       {"DO", N_("Dominican Republic")},
    {"EC", N_("Ecuador")},       {"ES", N_("Spain")},
    {"GT", N_("Guatemala")},     {"GY", N_("Guyana")},
    {"HN", N_("Honduras")},      {"HT", N_("Haiti")},
    {"JM", N_("Jamaica")},       {"MX", N_("Mexico")},
    {"NI", N_("Nicaragua")},     {"PA", N_("Panama")},
    {"PE", N_("Peru")},          {"PR", N_("Puerto Rico")},
    {"PY", N_("Paraguay")},      {"SR", N_("Suriname")},
    {"SV", N_("El Salvador")},   {"TT", N_("Trinidad and Tobago")},
    {"US", N_("United States")}, {"UY", N_("Uruguay")},
    {"VE", N_("Venezuela")},
};

const char *country_name(struct str code)
{
    for (size_t i = 0; i < sizeof(countries) / sizeof(countries[0]); i++) {
        if (str_eq(code, str_of(countries[i].code))) {
            return countries[i].name;
        }
    }
    return NULL;
}
