#include "domain/meeting.h"

static void fold_called(struct meeting *meeting, const struct entry *entry);
static void fold_agreed(struct meeting *meeting, const json_t *body);

struct meeting meeting_fold(struct arena *arena, const struct entry *entries, size_t count)
{
    struct meeting meeting = {.cases = vec_of(arena, struct meeting_case),
                              .agreements = vec_of(arena, struct agreement)};

    for (size_t i = 0; i < count; i++) {
        const json_t *body = entries[i].body;
        struct agreement *agreement;
        switch (entries[i].type) {
        case ENTRY_MEETING_CALLED:
            fold_called(&meeting, &entries[i]);
            break;
        case ENTRY_MEETING_CASE:
            if (!meeting_has_case(&meeting, value_get_text(body, "code"))) {
                *(struct meeting_case *)vec_add(&meeting.cases) =
                    (struct meeting_case){.id = value_get_id(body, "case"),
                                          .code = value_get_text(body, "code"),
                                          .question = value_get_text(body, "question")};
            }
            break;
        case ENTRY_MEETING_AGREED:
            fold_agreed(&meeting, body);
            break;
        case ENTRY_MEETING_DONE:
            agreement = meeting_agreement(&meeting, value_get_id(body, "agreement"));
            if (agreement) {
                agreement->state = value_get_text(body, "state");
                agreement->note = value_get_text(body, "note");
                agreement->noted = entries[i].author;
                agreement->noted_by = entries[i].author_name;
            }
            break;
        case ENTRY_MEETING_CLOSED:
            meeting.closed_us = entry_when_us(&entries[i]);
            meeting.closed_by = entries[i].author_name;
            break;
        default:
            break;
        }
    }
    return meeting;
}

struct agreement *meeting_agreement(const struct meeting *meeting, struct id agreement)
{
    for (size_t i = 0; i < meeting->agreements.count; i++) {
        struct agreement *one = vec_at(&meeting->agreements, struct agreement, i);
        if (id_eq(one->id, agreement)) {
            return one;
        }
    }
    return NULL;
}

bool meeting_has_case(const struct meeting *meeting, struct str code)
{
    for (size_t i = 0; i < meeting->cases.count; i++) {
        if (str_eq(vec_at(&meeting->cases, struct meeting_case, i)->code, code)) {
            return true;
        }
    }
    return false;
}

static void fold_called(struct meeting *meeting, const struct entry *entry)
{
    meeting->convener = entry->author;
    meeting->convener_name = entry->author_name;
    meeting->about = value_get_text(entry->body, "about");
    meeting->place = value_get_text(entry->body, "place");
    meeting->when_us = value_get_int(entry->body, "when_us", 0);
    meeting->units = value_get(entry->body, "units");
}

static void fold_agreed(struct meeting *meeting, const json_t *body)
{
    struct id id = value_get_id(body, "agreement");

    if (id_is_none(id) || meeting_agreement(meeting, id)) {
        return;
    }
    *(struct agreement *)vec_add(&meeting->agreements) = (struct agreement){
        .id = id,
        .code = value_get_text(body, "code"),
        .text = value_get_text(body, "text"),
        .owner = value_get_id(body, "owner"),
        .owner_name = value_get_text(body, "owner_name"),
        .due = value_get_text(body, "due"),
    };
}
