#include "host/configuration.h"

#include "base/utf8.h"
#include "domain/childhood.h"
#include "domain/term.h"
#include "domain/workload.h"
#include "store/settings.h"

static bool read_node(struct server *server, struct str value);
static bool read_product(struct server *server, struct str value);
static bool read_term(struct server *server, struct str value);
static bool read_language(struct server *server, struct str value);
static bool read_demo(struct server *server, struct str value);
static bool read_bands(struct server *server, struct str value);
static bool read_idle(struct server *server, struct str value);
static bool read_session(struct server *server, struct str value);
static bool read_second_factor(struct server *server, struct str value);
static bool read_care_windows(struct server *server, struct str value);
static bool read_ceiling(struct server *server, struct str value);
static bool read_privacy_officers(struct server *server, struct str value);
static bool read_months(struct str value, int64_t *ret_days);
#define READ_TERM(NAME, name, kind, label, help)                          \
    static bool read_keep_##name(struct server *server, struct str value) \
    {                                                                     \
        return read_months(value, &server->keep_days[KEEPING_##NAME]);    \
    }
KEEPING_TERMS(READ_TERM)
#define SETTING_OF_TERM(NAME, name, kind, label, help) \
    {KEEPING_SETTING(name), KEEPING_MONTHS_DEMO, help, read_keep_##name, true},
static bool read_unmet_emergency(struct server *server, struct str value);
static bool read_unmet_urgent(struct server *server, struct str value);
static bool read_unmet_normal(struct server *server, struct str value);
static bool read_opinions(struct server *server, struct str value);
static bool read_memory(struct server *server, struct str value);
static bool read_passes(struct server *server, struct str value);
static bool number_within(struct str value, int64_t least, int64_t most, int64_t *ret);
static struct hash mac(const struct server *server, struct str name, struct str value);

const struct configuration_setting configuration_settings[] = {
    {"node", "", "The deployment's own id", read_node, true},
    {"product", "Inicio", "The name on the screen; neutral, it may be seen over a shoulder",
     read_product, false},
    {"term", "derivación",
     "The word for a referral: derivación, referencia, remisión or canalización", read_term, false},
    {"language", "es", "The language of who has not chosen one: es or en", read_language, false},
    {"demo", "0", "1 for a demonstration with people that do not exist, practice to practise in",
     read_demo, true},
    {"child_bands", "6,12,15",
     "Ages at which a child is asked, counts, and decides alone; other countries after it: "
     "6,12,15;MX=6,12,16",
     read_bands, false},
    {"idle_minutes", "15", "Minutes without a request after which a session locks", read_idle,
     false},
    {"session_hours", "8", "Hours after which a session ends", read_session, false},
    {"second_factor", "required",
     "required: everybody signs in with a code of an app too; off: for demonstrations and practice",
     read_second_factor, true},
    {"care_windows", "",
     "Until when care helps after sexual violence, as reviewed here: "
     "Dra. Ana Solís; 2026-11-02; pep=72, contraception=120",
     read_care_windows, false},
    {"caseload_ceiling", "20",
     "From how many people on supervision is told that a colleague carries too much", read_ceiling,
     false},
    {"privacy_officers", "",
     "Logins, with commas between: they read breaches of confidentiality of their organisation",
     read_privacy_officers, false},
    KEEPING_TERMS(SETTING_OF_TERM){
        "unmet_emergency_days", "3",
        "Days after which a need that is not met is a reason for a conference, in an emergency",
        read_unmet_emergency, false},
    {"unmet_urgent_days", "14", "The same where it is urgent", read_unmet_urgent, false},
    {"unmet_normal_days", "60", "The same where it is neither", read_unmet_normal, false},
    {"opinions_least", "5", "So many opinions of people are shown, or none", read_opinions, false},
    {"password_memory_kib", "131072", "Memory that one guess of a password costs", read_memory,
     true},
    {"password_passes", "3", "Passes over that memory", read_passes, true},
};
const size_t configuration_count =
    sizeof(configuration_settings) / sizeof(configuration_settings[0]);

const struct configuration_setting *configuration_setting_named(struct str name)
{
    for (size_t i = 0; i < configuration_count; i++) {
        if (str_eq(name, str_of(configuration_settings[i].name))) {
            return &configuration_settings[i];
        }
    }
    return NULL;
}

enum err configuration_load(struct arena *arena, struct db *db, struct server *server,
                            struct fault *fault)
{
    struct setting_rows rows;

    for (size_t i = 0; i < configuration_count; i++) {
        const struct configuration_setting *setting = &configuration_settings[i];
        check(setting->read(server, str_of(setting->otherwise)));
    }
    TRY(settings_list(db, arena, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        const struct setting_row *row = &rows.at[i];
        const struct configuration_setting *setting = configuration_setting_named(row->name);
        if (!setting) {
            continue; /* other rooms keep theirs in the same table */
        }
        if (!hash_eq(mac(server, row->name, row->value), hash_from_bytes(row->mac))) {
            return fault_set(fault, ERR_CORRUPT, "The setting {{arg}} was changed by force",
                             row->name);
        }
        if (!setting->read(server, row->value)) {
            return fault_set(fault, ERR_INVALID, "The setting {{arg}} is out of bounds", row->name);
        }
    }
    return OK;
}

enum err configuration_put(struct batch *batch, const struct server *server, const char *name,
                           struct str value, struct fault *fault)
{
    const struct configuration_setting *setting = configuration_setting_named(str_of(name));
    struct server tried = *server;

    if (!setting) {
        return fault_set(fault, ERR_NOT_FOUND, "There is no setting {{arg}}", str_of(name));
    }
    bool fits = setting->read(&tried, value);
    bytes_wipe(&tried, sizeof(tried));
    if (!fits) {
        return fault_set(fault, ERR_INVALID, "The setting {{arg}} is out of bounds", str_of(name));
    }

    struct hash *made = arena_new(batch->arena, struct hash);
    *made = mac(server, str_of(name), value);
    settings_put(batch, &(struct setting_row){
                            .name = str_of(name),
                            .value = value,
                            .mac = hash_bytes(made),
                        });
    return OK;
}

static bool read_node(struct server *server, struct str value)
{
    if (value.len == 0) {
        server->node = ID_NONE;
        return true;
    }
    return id_parse(value, &server->node);
}

static bool read_product(struct server *server, struct str value)
{
    server->product = value;
    return value.len > 0 && utf8_valid(value) && utf8_length(value) <= LIMIT_TEXT &&
           !utf8_has_hidden(value);
}

static bool read_term(struct server *server, struct str value)
{
    server->term = value;
    return term_is_known(value);
}

static bool read_language(struct server *server, struct str value)
{
    server->language = value;
    return str_eq(value, S("es")) || str_eq(value, S("en"));
}

static bool read_demo(struct server *server, struct str value)
{
    server->practice = str_eq(value, S("practice"));
    server->demo = server->practice || str_eq(value, S("1"));
    return server->demo || str_eq(value, S("0"));
}

static bool read_bands(struct server *server, struct str value)
{
    struct childhood_bands bands;

    server->child_bands = value;
    return childhood_bands_parse(value, STR_NONE, &bands);
}

static bool read_idle(struct server *server, struct str value)
{
    int64_t minutes = 0;
    bool fits = number_within(value, 1, 60, &minutes);

    server->idle_us_max = minutes * MINUTE_US;
    return fits;
}

static bool read_session(struct server *server, struct str value)
{
    int64_t hours = 0;
    bool fits = number_within(value, 1, 24, &hours);

    server->session_us_max = hours * HOUR_US;
    return fits;
}

static bool read_second_factor(struct server *server, struct str value)
{
    server->second_factor = str_eq(value, S("required"));
    return server->second_factor || str_eq(value, S("off"));
}

/* Empty: what is shipped stays. */
static bool read_care_windows(struct server *server, struct str value)
{
    return care_windows_read(value, &server->care_windows);
}

static bool read_ceiling(struct server *server, struct str value)
{
    return number_within(value, WORKLOAD_CEILING_MIN, WORKLOAD_CEILING_MAX,
                         &server->caseload_ceiling);
}

static bool read_privacy_officers(struct server *server, struct str value)
{
    server->privacy_officers = value;
    return utf8_valid(value) && utf8_length(value) <= LIMIT_TEXT && !utf8_has_hidden(value);
}

static bool read_months(struct str value, int64_t *ret_days)
{
    int64_t months = 0;
    bool fits = number_within(value, KEEPING_MONTHS_MIN, KEEPING_MONTHS_MAX, &months);

    *ret_days = keeping_days(months);
    return fits;
}

static bool read_unmet_emergency(struct server *server, struct str value)
{
    return number_within(value, 1, 365, &server->need_days.emergency);
}

static bool read_unmet_urgent(struct server *server, struct str value)
{
    return number_within(value, 1, 365, &server->need_days.urgent);
}

static bool read_unmet_normal(struct server *server, struct str value)
{
    return number_within(value, 1, 365, &server->need_days.normal);
}

/* Of two, each would know what the other said. */
static bool read_opinions(struct server *server, struct str value)
{
    return number_within(value, 3, 100, &server->opinions_least);
}

static bool read_memory(struct server *server, struct str value)
{
    int64_t kib = 0;
    bool fits = number_within(value, 8, 1024 * 1024, &kib);

    server->profile.memory_kib = (uint32_t)kib;
    return fits;
}

static bool read_passes(struct server *server, struct str value)
{
    int64_t passes = 0;
    bool fits = number_within(value, 1, 20, &passes);

    server->profile.passes = (uint32_t)passes;
    return fits;
}

static bool number_within(struct str value, int64_t least, int64_t most, int64_t *ret)
{
    return str_to_i64(value, ret) && *ret >= least && *ret <= most;
}

static struct hash mac(const struct server *server, struct str name, struct str value)
{
    struct str parts[] = {name, value};

    return mac_of(&server->row_mac, "setting", parts, 2);
}
