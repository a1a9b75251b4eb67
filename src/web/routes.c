/* Every page of the program, table by table. */
#include "web/route.h"

ROUTE_TABLE(page_entrance);
ROUTE_TABLE(page_help);

const struct route_table route_tables[] = {
    {page_entrance_routes, &page_entrance_route_count},
    {page_help_routes, &page_help_route_count},
};
const size_t route_table_count = sizeof(route_tables) / sizeof(route_tables[0]);
