#include "work/people/deploy.h"

#include "base/date.h"
#include "store/services.h"
#include "work/people/enrol.h"

struct made_organisation {
    struct id id;
    struct str name;
    struct enrolled escrow;
    struct enrolled emergency; /* function: whoever works with people may ask */
    struct public_key escrow_key;
};

struct made_unit {
    struct id id;
    struct enrolled functions[PLAN_FUNCTIONS];
    struct focal_point_row points[PLAN_FUNCTIONS];
};

struct making {
    struct act *act;
    const struct plan *plan;
    json_t *ret;
    struct id *areas;
    struct made_organisation *organisations;
    struct made_unit *units;
    struct invited *members;
};

static void make_areas(struct making *m);
static void make_organisations(struct making *m);
static bool has_units(const struct plan *plan, int organisation);
static json_t *make_escrow(struct making *m, struct made_organisation *made);
static void make_units(struct making *m);
static void make_functions(struct making *m, const struct plan_unit *unit, struct made_unit *made);
static void make_members(struct making *m);
static void make_focal_points(struct making *m);
static void make_services(struct making *m);
static struct str name_for(struct act *act, struct str name);

void deploy_make(struct act *act, const struct plan *plan, json_t *ret)
{
    struct making m = {
        .act = act,
        .plan = plan,
        .ret = ret,
        .areas = arena_array(act->arena, struct id, plan->areas.count + 1),
        .organisations =
            arena_array(act->arena, struct made_organisation, plan->organisations.count + 1),
        .units = arena_array(act->arena, struct made_unit, plan->units.count + 1),
        .members = arena_array(act->arena, struct invited, plan->members.count + 1),
    };

    batch_widen(act->batch);
    make_areas(&m);
    make_organisations(&m);
    make_units(&m);
    make_members(&m);
    make_focal_points(&m);
    make_services(&m);
    act_note(act, ID_NONE, S("made"), (int64_t)plan->members.count);
}

json_t *deploy_invited_view(struct act *act, const struct invited *member, struct str unit,
                            struct str organisation)
{
    json_t *view = value_object();

    value_set_text(view, "login", member->row.login);
    value_set_text(view, "name", member->row.name);
    value_set_text(view, "unit", unit);
    value_set_text(view, "organisation", organisation);
    value_set(view, "roles", deploy_role_names(member->row.roles));
    value_set_text(view, "code", member->code);
    value_set_text(view, "until", date_text_iso(act->arena, member->row.activation_until_us, 0));
    return view;
}

json_t *deploy_role_names(unsigned roles)
{
    json_t *names = value_array();

    for (unsigned role = 1; role <= roles; role <<= 1) {
        if (roles & role) {
            value_push_text(names, str_of(role_name((enum role)role)));
        }
    }
    return names;
}

static void make_areas(struct making *m)
{
    for (size_t i = 0; i < m->plan->areas.count; i++) {
        const struct plan_area *area = vec_at(&m->plan->areas, struct plan_area, i);
        struct area_row row = area->row;
        row.id = m->areas[i] = act_new_id(m->act);
        directory_put_area(m->act->batch, &row);
        for (size_t day = 0; day < area->holidays.count; day++) {
            directory_put_calendar_day(m->act->batch, row.id,
                                       vec_at(&area->holidays, struct calendar_row, day));
        }
    }
}

static void make_organisations(struct making *m)
{
    json_t *views = value_array();

    for (size_t i = 0; i < m->plan->organisations.count; i++) {
        const struct plan_organisation *organisation =
            vec_at(&m->plan->organisations, struct plan_organisation, i);
        struct made_organisation *made = &m->organisations[i];
        made->id = act_new_id(m->act);
        made->name = name_for(m->act, organisation->name);
        directory_put_organisation(m->act->batch, &(struct organisation_row){
                                                      .id = made->id,
                                                      .name = made->name,
                                                      .kind = organisation->kind,
                                                      .country = organisation->country,
                                                      .demo = m->act->server->demo,
                                                      .at_us = m->act->now_us,
                                                  });
        if (has_units(m->plan, (int)i)) {
            value_push(views, make_escrow(m, made));
        }
    }
    value_set(m->ret, "organisations", views);
}

/* An organisation that is only on the map holds no keys, and so has none to recover. */
static bool has_units(const struct plan *plan, int organisation)
{
    for (size_t i = 0; i < plan->units.count; i++) {
        if (vec_at(&plan->units, struct plan_unit, i)->organisation == organisation) {
            return true;
        }
    }
    return false;
}

static json_t *make_escrow(struct making *m, struct made_organisation *made)
{
    json_t *view = value_object();
    struct id wrap;

    made->escrow =
        enrol_holder(m->act, (struct holder_row){.kind = S("escrow"), .organisation = made->id});
    made->escrow_key = holder_public(&made->escrow.secret);
    made->emergency = enrol_holder(m->act, (struct holder_row){.kind = S("function"),
                                                               .organisation = made->id,
                                                               .function = S(FUNCTION_EMERGENCY)});
    enrol_seal(m->act, &made->emergency, made->escrow.holder, &made->escrow_key);
    value_set_text(view, "name", made->name);
    value_set_text(view, "recovery_code", enrol_recovery(m->act, &made->escrow, &wrap));
    return view;
}

static void make_units(struct making *m)
{
    for (size_t i = 0; i < m->plan->units.count; i++) {
        const struct plan_unit *unit = vec_at(&m->plan->units, struct plan_unit, i);
        struct unit_row row = unit->row;
        row.id = m->units[i].id = act_new_id(m->act);
        row.organisation = m->organisations[unit->organisation].id;
        row.area = m->areas[unit->area];
        directory_add_unit(m->act->batch, &row);
        make_functions(m, unit, &m->units[i]);
    }
}

/* The coordination is the area's, whoever does it; the others are the unit's. */
static void make_functions(struct making *m, const struct plan_unit *unit, struct made_unit *made)
{
    const struct made_organisation *organisation = &m->organisations[unit->organisation];

    for (unsigned f = 0; f < PLAN_FUNCTIONS; f++) {
        if (!(unit->functions & 1U << f)) {
            continue;
        }
        struct holder_row row = {.kind = S("function"),
                                 .organisation = organisation->id,
                                 .function = str_of(plan_functions[f])};
        if (str_eq(row.function, S(FUNCTION_COORDINATOR))) {
            row.area = m->areas[unit->area];
        } else {
            row.unit = made->id;
        }
        made->functions[f] = enrol_holder(m->act, row);
        enrol_seal(m->act, &made->functions[f], organisation->escrow.holder,
                   &organisation->escrow_key);
        made->points[f] = (struct focal_point_row){.unit = made->id, .function = row.function};
    }
}

static void join_functions(struct making *m, const struct plan_member *member,
                           const struct invited *invited)
{
    struct made_unit *unit = &m->units[member->unit];

    for (unsigned f = 0; f < PLAN_FUNCTIONS; f++) {
        bool deputy = member->stands_in & 1U << f;
        if (!(member->functions & 1U << f)) {
            continue;
        }
        enrol_join(m->act, &unit->functions[f], invited, deputy);
        struct id *place = deputy ? &unit->points[f].deputy : &unit->points[f].member;
        if (id_is_none(*place)) {
            *place = invited->row.id;
        }
    }
}

static void make_members(struct making *m)
{
    json_t *views = value_array();

    for (size_t i = 0; i < m->plan->members.count; i++) {
        const struct plan_member *member = vec_at(&m->plan->members, struct plan_member, i);
        const struct plan_unit *unit = vec_at(&m->plan->units, struct plan_unit, member->unit);
        const struct made_organisation *organisation = &m->organisations[unit->organisation];
        m->members[i] = enrol_member(
            m->act, organisation->id,
            (struct member_row){.unit = m->units[member->unit].id,
                                .login = member->login,
                                .name = member->name,
                                .roles = member->roles,
                                .language = member->language.len > 0 ? member->language
                                                                     : m->act->server->language});
        join_functions(m, member, &m->members[i]);
        if (permit(member->roles, MAY_OPEN_CASES)) {
            enrol_join(m->act, &organisation->emergency, &m->members[i], false);
        }
        json_t *view =
            deploy_invited_view(m->act, &m->members[i], unit->row.name, organisation->name);
        value_set_flag(view, "waits", member->waits);
        value_push(views, view);
    }
    value_set(m->ret, "members", views);
    for (size_t i = 0; i < m->plan->members.count; i++) {
        const struct plan_member *member = vec_at(&m->plan->members, struct plan_member, i);
        if (member->deputy != PLAN_NONE) {
            enrol_deputy(m->act, &m->members[i], m->members[member->deputy].row.id);
        }
    }
}

/* Who answers for a function; when all only stand in, the first of them. */
static void make_focal_points(struct making *m)
{
    for (size_t i = 0; i < m->plan->units.count; i++) {
        for (unsigned f = 0; f < PLAN_FUNCTIONS; f++) {
            struct focal_point_row *point = &m->units[i].points[f];
            if (id_is_none(point->member)) {
                point->member = point->deputy;
                point->deputy = ID_NONE;
            }
            if (!id_is_none(point->member)) {
                directory_put_focal_point(m->act->batch, point);
            }
        }
    }
}

static void make_services(struct making *m)
{
    for (size_t i = 0; i < m->plan->services.count; i++) {
        const struct plan_service *service = vec_at(&m->plan->services, struct plan_service, i);
        struct service_row row = {
            .id = act_new_id(m->act),
            .organisation = m->organisations[service->organisation].id,
            .unit = service->unit == PLAN_NONE ? ID_NONE : m->units[service->unit].id,
            .area = m->areas[service->area],
            .type = service->type,
            .name = service->name,
            .phone = service->phone,
            .hours = service->hours,
            .reports = service->reports,
            .languages = service->languages,
            .verified_us = m->act->now_us,
            .state = S("open"),
        };
        services_add(m->act->batch, &row);
        for (size_t p = 0; p < service->profiles.count; p++) {
            services_put_coverage(m->act->batch,
                                  &(struct coverage_row){
                                      .service = row.id,
                                      .profile = *vec_at(&service->profiles, struct str, p),
                                      .wording = service->wording,
                                  });
        }
    }
    for (size_t i = 0; i < m->plan->marks.count; i++) {
        const struct plan_mark *mark = vec_at(&m->plan->marks, struct plan_mark, i);
        services_put_mark(
            m->act->batch, m->areas[mark->area],
            &(struct mark_row){m->organisations[mark->organisation].id, mark->profile, mark->mark});
    }
}

/* Nobody shall take an invented organisation for one that answers the phone. */
static struct str name_for(struct act *act, struct str name)
{
    bool said = str_ends(name, S("(demo)"));

    return act->server->demo && !said ? str_join_in(act->arena, name, S(" (demo)"), STR_NONE)
                                      : name;
}
