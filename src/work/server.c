#include "work/server.h"

const struct form *server_form(const struct server *server, struct str name)
{
    for (size_t i = 0; i < server->form_count; i++) {
        if (str_eq(server->forms[i].name, name)) {
            return &server->forms[i];
        }
    }
    return NULL;
}

void server_derive(struct server *server, const struct key *root, const struct key *turning)
{
    server->row_mac = key_derive(turning, "AmRowMac", 1);
    server->outer = key_derive(turning, "AmOuter_", 1);
    server->pepper = key_derive(root, "AmPepper", 1);
    server->index = key_derive(root, "AmIndex_", 1);
    server->checkpoint_seed = key_derive(root, "AmChkPnt", 1);
    server->totp = key_derive(turning, "AmTotp__", 1);
}
