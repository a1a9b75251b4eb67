/* Every page of the program, table by table. */
#include "web/route.h"

ROUTE_TABLE(page_entrance);
ROUTE_TABLE(page_second_step);
ROUTE_TABLE(page_me);
ROUTE_TABLE(page_access);
ROUTE_TABLE(page_help);
ROUTE_TABLE(page_practice);
ROUTE_TABLE(page_services);
ROUTE_TABLE(page_today);
ROUTE_TABLE(page_silence);
ROUTE_TABLE(page_office);
ROUTE_TABLE(page_answer);
ROUTE_TABLE(page_team);
ROUTE_TABLE(page_emergency);
ROUTE_TABLE(page_supervision);
ROUTE_TABLE(page_breach);
ROUTE_TABLE(page_meet);
ROUTE_TABLE(page_people);
ROUTE_TABLE(page_case);
ROUTE_TABLE(page_casework);
ROUTE_TABLE(page_account);
ROUTE_TABLE(page_childhood);
ROUTE_TABLE(page_override);
ROUTE_TABLE(page_conference);
ROUTE_TABLE(page_meeting);
ROUTE_TABLE(page_plan);
ROUTE_TABLE(page_safety);
ROUTE_TABLE(page_closing);
ROUTE_TABLE(page_refer);
ROUTE_TABLE(page_referral);
ROUTE_TABLE(page_releases);
ROUTE_TABLE(page_transfer);
ROUTE_TABLE(page_transfers);
ROUTE_TABLE(page_keeping);

const struct route_table route_tables[] = {
    {page_entrance_routes, &page_entrance_route_count},
    {page_second_step_routes, &page_second_step_route_count},
    {page_me_routes, &page_me_route_count},
    {page_access_routes, &page_access_route_count},
    {page_help_routes, &page_help_route_count},
    {page_practice_routes, &page_practice_route_count},
    {page_services_routes, &page_services_route_count},
    {page_today_routes, &page_today_route_count},
    {page_silence_routes, &page_silence_route_count},
    {page_office_routes, &page_office_route_count},
    {page_answer_routes, &page_answer_route_count},
    {page_team_routes, &page_team_route_count},
    {page_emergency_routes, &page_emergency_route_count},
    {page_supervision_routes, &page_supervision_route_count},
    {page_breach_routes, &page_breach_route_count},
    {page_meet_routes, &page_meet_route_count},
    {page_people_routes, &page_people_route_count},
    {page_case_routes, &page_case_route_count},
    {page_casework_routes, &page_casework_route_count},
    {page_account_routes, &page_account_route_count},
    {page_childhood_routes, &page_childhood_route_count},
    {page_override_routes, &page_override_route_count},
    {page_conference_routes, &page_conference_route_count},
    {page_meeting_routes, &page_meeting_route_count},
    {page_plan_routes, &page_plan_route_count},
    {page_safety_routes, &page_safety_route_count},
    {page_closing_routes, &page_closing_route_count},
    {page_refer_routes, &page_refer_route_count},
    {page_referral_routes, &page_referral_route_count},
    {page_releases_routes, &page_releases_route_count},
    {page_transfer_routes, &page_transfer_route_count},
    {page_transfers_routes, &page_transfers_route_count},
    {page_keeping_routes, &page_keeping_route_count},
};
const size_t route_table_count = sizeof(route_tables) / sizeof(route_tables[0]);
