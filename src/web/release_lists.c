#include "web/release_lists.h"

#include "work/childhood/childhood.h"
#include "work/referral/see_refer.h"

enum err release_items(struct request *r)
{
    see_refer_items(&r->act, &r->lists);
    return OK;
}

enum err release_lists(struct request *r)
{
    struct id person;
    TRY(release_items(r));
    TRY(request_id(r, "person", &person));
    TRY(child_says_ask_of(&r->act, person, r->view));
    request_ask_child(r, NULL);
    return OK;
}
