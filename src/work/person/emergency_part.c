#include "work/person/emergency_part.h"

#include "work/person/see_person.h"
#include "work/see.h"

struct id emergency_id(struct act *act, struct str code)
{
    struct hash name = mac_of(&act->server->index, "emergency", &code, 1);
    return id_from_bytes(str_bytes(name.b, ID_BYTES));
}

json_t *emergency_extract(const struct case_state *c)
{
    static const struct {
        const char *key, *answer;
    } answers[] = {{"name", ANSWER_NAME},         {"phone", ANSWER_PHONE},
                   {"rule", ANSWER_CONTACT_RULE}, {CONTACT_FROM, CONTACT_FROM},
                   {CONTACT_TO, CONTACT_TO},      {"language", ANSWER_LANGUAGE},
                   {"access", ANSWER_ACCESS}};
    json_t *body = value_object();
    value_set_text(body, "code", c->code);
    for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
        value_set_text(body, answers[i].key, case_answer_text(c, answers[i].answer));
    }
    const struct answer *days = case_answer(c, S(CONTACT_DAYS));
    value_set(body, CONTACT_DAYS, days ? days->value : NULL);
    value_set_text(body, "risk", c->risk.level);
    value_set_text(body, "risk_reason", c->risk.reason);
    value_set_id(body, "safety", c->safety);
    json_t *excluded = value_get(c->exclusion, "members");
    value_set(body, "excluded", json_is_array(excluded) ? excluded : value_array());
    return body;
}

struct str emergency_rule(struct act *act, const json_t *extract)
{
    struct str rule = value_get_text(extract, "rule");
    return rule.len > 0 ? see_joined(act, rule, see_contact_time(act, contact_time_in(extract)))
                        : STR_NONE;
}

enum err emergency_keep(struct act *act, const struct case_state *before,
                        const struct case_state *now)
{
    struct dossier dossier;
    json_t *body = emergency_extract(now);
    if (id_is_none(now->emergency) || json_equal(body, emergency_extract(before))) {
        return OK;
    }
    TRY(act_open(act, now->emergency, DOSSIER_EMERGENCY, &dossier));
    return act_append(act, &dossier, ENTRY_EMERGENCY_SET, 0, body);
}
