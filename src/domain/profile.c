#include "domain/profile.h"

#include "base/arena.h"
#include "base/err.h"
#include "domain/words.h"

const struct profile profile_list[] = {
    {"girls", N_("Girls"), "Niñas;Niñas y adolescentes"},
    {"boys", N_("Boys"), "Niños;Niños y adolescentes"},
    {"women", N_("Women"), "Mujeres"},
    {"men", N_("Men"), "Hombres"},
    {"lgbti", N_("LGBTI people"), "LGBTI;LGBTI+;LGBTIQ+;LGBTIQ;Personas LGBTI;Personas LGBTIQ+"},
    {"disability", N_("People with disabilities"),
     "Personas con discapacidades;Personas con discapacidad;Disability"},
    {"other", N_("Another specific profile"),
     "Otro perfil específico;Otro perfil;Otro;Otros;Other;Other specific profile"},
    {NULL, NULL, NULL},
};

static bool named(const struct profile *profile, struct str label);

struct str profile_code(struct arena *arena, struct str label)
{
    for (const struct profile *profile = profile_list; profile->code; profile++) {
        if (named(profile, label)) {
            return str_of(profile->code);
        }
    }
    return words_slug(arena, label);
}

const char *profile_label(struct str code)
{
    for (const struct profile *profile = profile_list; profile->code; profile++) {
        if (str_eq(str_of(profile->code), code)) {
            return profile->label;
        }
    }
    return NULL;
}

static bool named(const struct profile *profile, struct str label)
{
    struct str names = str_of(profile->names);

    if (words_same(str_of(profile->code), label) || words_same(str_of(profile->label), label)) {
        return true;
    }
    while (names.len > 0) {
        if (words_same(str_cut(names, ';', &names), label)) {
            return true;
        }
    }
    return false;
}
