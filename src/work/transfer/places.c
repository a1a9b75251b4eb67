#include "work/transfer/places.h"

#include "store/directory.h"
#include "store/holders.h"
#include "store/members.h"
#include "work/macs.h"

#define SERVICE_ACCOMPANIES "CM"

static enum err place_of(struct act *act, const struct case_state *c,
                         const struct proposal *proposal, const struct unit_row *home,
                         struct vec *into);
static enum err name_focal_points(struct act *act, const struct case_state *c,
                                  struct transfer_place *place, bool *ret_hidden);
static struct str listed(struct act *act, struct str before, struct str name);

enum err places_for(struct act *act, const struct case_state *c, struct vec *ret)
{
    struct vec proposals;
    struct unit_row home;
    *ret = vec_of(act->arena, struct transfer_place);
    TRY(directory_unit(act->db, act->arena, c->unit, &home));
    TRY(propose_services(act, c, S(SERVICE_ACCOMPANIES), &proposals));
    for (size_t i = 0; i < proposals.count; i++) {
        TRY(place_of(act, c, vec_at(&proposals, struct proposal, i), &home, ret));
    }
    return OK;
}

enum err places_find(struct act *act, const struct case_state *c, struct id service_row,
                     struct transfer_place *ret)
{
    struct vec places;
    TRY(places_for(act, c, &places));
    for (size_t i = 0; i < places.count; i++) {
        const struct transfer_place *place = vec_at(&places, struct transfer_place, i);
        if (id_eq(place->proposal.service.row.id, service_row)) {
            *ret = *place;
            return OK;
        }
    }
    return fault_add_field(act->fault, S("place"), N_("Choose one of the units in the list."),
                           STR_NONE);
}

static enum err place_of(struct act *act, const struct case_state *c,
                         const struct proposal *proposal, const struct unit_row *home,
                         struct vec *into)
{
    const struct service_row *row = &proposal->service.row;
    struct transfer_place place = {.proposal = *proposal,
                                   .own = id_eq(row->organisation, home->organisation)};
    struct holder_row holder;
    struct area_row there, here;
    struct unit_row unit;
    bool hidden = false;
    if (proposal->declined || id_is_none(row->unit) || id_eq(row->unit, home->id)) {
        return OK;
    }
    enum err err =
        holders_find_in_unit(act->db, act->arena, row->unit, S(FUNCTION_FOCAL_POINT), &holder);
    if (err == ERR_NOT_FOUND) {
        return OK;
    }
    TRY(err);
    TRY(macs_holder_check(act->server, &holder));
    TRY(directory_unit(act->db, act->arena, row->unit, &unit));
    TRY(directory_area(act->db, act->arena, unit.area, &there));
    TRY(directory_area(act->db, act->arena, home->area, &here));
    place.holder = holder.id;
    place.country = there.country;
    place.abroad = !str_eq(there.country, here.country);
    TRY(name_focal_points(act, c, &place, &hidden));
    if (!hidden) {
        *(struct transfer_place *)vec_add(into) = place;
    }
    return OK;
}

static enum err name_focal_points(struct act *act, const struct case_state *c,
                                  struct transfer_place *place, bool *ret_hidden)
{
    struct membership_rows members;
    TRY(members_of_function(act->db, act->arena, place->holder, &members));
    for (size_t i = 0; i < members.count; i++) {
        struct member_row member;
        TRY(members_get(act->db, act->arena, members.at[i].member, &member));
        *ret_hidden = *ret_hidden || case_excludes_member(c, member.id);
        struct str *into = members.at[i].is_deputy ? &place->deputies : &place->focal;
        *into = listed(act, *into, member.name);
    }
    return OK;
}

static struct str listed(struct act *act, struct str before, struct str name)
{
    return before.len == 0 ? name : str_join_in(act->arena, before, S(", "), name);
}
