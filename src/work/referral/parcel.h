/* The parcel: what a referral tells, built from the release and from nothing else.
 *
 * Every answer in the case has a field with a category (forms/). What the
 * release names, and she did not leave out, goes now, in the slip; identity,
 * contact and address go in the contact dossier, opened by acceptance. The
 * rest is listed by its label alone, so that a preview can say "not sent". A
 * category that the release does not name cannot get in: there is no other way
 * to make a parcel. What she told of what happened is never part of it. Of the
 * safety plan what helps can go, after acceptance, from the version she agreed
 * with last. What lies in a dossier of its own is opened only where the release
 * names it; the reserved part is listed by the labels of its form, whatever
 * stands in it, so that a list says nothing about her.
 */
#ifndef AMPARO_WORK_REFERRAL_PARCEL_H
#define AMPARO_WORK_REFERRAL_PARCEL_H

#include "work/act.h"

struct parcel_item {
    enum category category;
    struct str name;  /* of the field */
    struct str label; /* msgid */
    struct str value; /* as the receiver reads it */
};

struct parcel {
    struct vec now;          /* struct parcel_item: in the slip */
    struct vec later;        /* struct parcel_item: in the contact, after acceptance */
    struct vec not_sent;     /* struct parcel_item without value */
    uint32_t categories;     /* of now and later */
    struct str contact_rule; /* goes wherever a contact or address goes: it protects her */
};

struct parcel_from {
    const struct case_state *c;
    const struct need *need;       /* that it is for; may be NULL */
    const struct release *release; /* NULL: nothing is sent, all is listed by label */
};

/* Items in the order of the categories. ERR_IO, and act_open()'s for a part that the release
 * names. */
enum err parcel_build(struct act *act, const struct parcel_from *from, struct parcel *ret) MUST;
/* What no release of hers can let out now, and is not offered: what happened; the safety plan as
 * long as no version was agreed. */
bool parcel_never_sent(struct act *act, const struct case_state *c, enum category category);

/* [{category, name, label, value}] with labels in the reader's language, or as msgids. */
json_t *parcel_items_view(struct act *act, const struct vec *items, bool with_values);
json_t *parcel_items_body(const struct vec *items);

#endif
