/*
 * What the stored records say, and how a decision is stored: a grant in one first-party cookie, so that clearing the
 * site's cookies withdraws it; a refusal in localStorage under the cookie's name, because no cookie may be set before
 * "Accept". The only module that writes a "store" effect.
 */
#ifndef STORE_H
#define STORE_H

#include "event.h"
#include "grants.h"

enum choice { CHOICE_NONE, CHOICE_REFUSED, CHOICE_GRANTED };

/* What is decided, by the visitor or by a record: all that a page can be told of it. */
struct decided {
    enum choice choice;
    struct grants granted; /* empty unless CHOICE_GRANTED */
    struct record record;  /* when, how and upon which text; in no defined state if choice is CHOICE_NONE */
};

/* What the records of the event at hand say. */
struct store {
    struct decided says;
    bool ended;            /* there is a record, and its term is over */
    bool outdated;         /* there is a record, of another revision or from before a purpose or processor was added */
    struct grants unnamed; /* the purposes and processors that the record does not name: added since */
    bool overruled;        /* there is a grant too, which a refusal overrules */
    bool ahead;            /* that grant is dated ahead of now */
    uint32_t grant_time;   /* and when it was made */
    const char *cookies;   /* of the page, all of them */
    const char *others[2]; /* the record's marks of purposes, and of processors, that this page does not know; in the
                              arena; empty where the record does not hold any more */
};

/* Only store_read writes it. */
extern const struct store *const store;

/* Reads the records of the event, which must live as long as `store` is used. */
void store_read(const struct event *event);

/*
 * Writes the "store" of a decision. What is read now is replaced, but for the marks that this page does not know, which
 * the new record keeps. A refusal keeps only the day of its record, and, with `untold`, that the next page is to tell
 * of it.
 */
void store_write(const struct decided *decided, bool untold);

/* Deletes a grant that the refusal of this event overrules: after a refusal there is no cookie. */
void store_tidy(void);

/*
 * True the first time that an event shows a grant's cookie beside the refusal that overrules it. The caller then
 * tidies: else it would count as a grant again once the refusal has expired or localStorage was cleared. One of the
 * last SAME_MOMENT_SECONDS is left alone: another tab may have written it just now, and the "next" event of that tab
 * decides which of the two holds.
 */
bool store_has_overruled_grant(const struct event *event);

/* Deletes a grant. A refusal stays as it is. */
void store_take_back(void);

/* Deletes both records: the visitor counts as never asked. */
void store_clear(void);

/* Seconds within which two tabs may have decided without knowing of each other. */
enum { SAME_MOMENT_SECONDS = 1 };

#endif
