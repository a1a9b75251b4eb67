#include "domain/file_review.h"

#include "base/limits.h"

void file_review_fold(struct file_review *review, const struct entry *entry)
{
    if (entry->type == ENTRY_FILE_REVIEWED) {
        *review = (struct file_review){
            .at_us = entry->at_us,
            .by_name = entry->author_name,
            .body = entry->body,
            .change = value_get_text(entry->body, "change"),
            .due_us = value_get_int(entry->body, "due_us", 0),
        };
    } else if (entry->type == ENTRY_FILE_REVIEW_DONE && file_review_waits(review)) {
        review->done_us = entry->at_us;
        review->done_note = value_get_text(entry->body, "note");
    }
}

bool file_review_waits(const struct file_review *review)
{
    return review->change.len > 0 && review->done_us == 0;
}

bool file_review_is_due(int64_t opened_us, int64_t reviewed_us, int64_t now_us)
{
    int64_t last_us = reviewed_us > opened_us ? reviewed_us : opened_us;

    return now_us - last_us >= FILE_REVIEW_DAYS * DAY_US;
}
