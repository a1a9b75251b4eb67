/* Every page of the program, table by table. */
#include "web/route.h"

ROUTE_TABLE(page_entrance);
ROUTE_TABLE(page_help);
ROUTE_TABLE(page_services);
ROUTE_TABLE(page_today);
ROUTE_TABLE(page_silence);
ROUTE_TABLE(page_office);
ROUTE_TABLE(page_answer);

const struct route_table route_tables[] = {
    {page_entrance_routes, &page_entrance_route_count},
    {page_help_routes, &page_help_route_count},
    {page_services_routes, &page_services_route_count},
    {page_today_routes, &page_today_route_count},
    {page_silence_routes, &page_silence_route_count},
    {page_office_routes, &page_office_route_count},
    {page_answer_routes, &page_answer_route_count},
};
const size_t route_table_count = sizeof(route_tables) / sizeof(route_tables[0]);
