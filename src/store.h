/*
 * Where decisions are kept: a grant in one first-party cookie, so that clearing the site's cookies withdraws it; a
 * refusal in localStorage under the cookie's name, because no cookie may be set before "Accept". The only place that
 * writes a "store" effect.
 */
#ifndef STORE_H
#define STORE_H

#include "decision.h"

/* What an event's `cookies` and `refusal` say at its `now`. `stored` points into the event or the arena then. */
void store_read(struct stored *stored, const cJSON *event, uint32_t now);

/*
 * Stores the decision. `made` holds revision, time, id, way and language of a grant; a refusal keeps only the day.
 * `over` is what the records say now: of this the new record keeps the marks that this page does not know.
 */
void store_write(const struct decision *decision, const struct record *made, const struct stored *over);

/* Removes a grant that the refusal of this event overrules: after a refusal there is no cookie. */
void store_tidy(const cJSON *event, const struct stored *stored);

/* Removes a grant. A refusal stays as it is. */
void store_take_back(const cJSON *event);

/* Removes both records: the visitor counts as never asked. */
void store_clear(void);

#endif
