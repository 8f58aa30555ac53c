/*
 * What the page is told of the decision: the state object of events and getConsent(), and which change it has yet to be
 * told.
 */
#ifndef STATE_H
#define STATE_H

#include "loader.h"

struct state {
    struct decided at_event; /* as it was when the event at hand came */
    struct decided told;     /* as the page knows it, where a change is due */
    bool due;                /* a change is being carried out that the page was not told */
};

/* Only the functions below write it. */
extern const struct state *const state;

/* To be called before an event is handled. */
void state_begin(void);

/* What was decided when the event came is another thing now: the page is to be told when that has been carried out, and
 * what refused processors keep is to be erased. A change that follows before the page is told belongs to the first. */
void state_note_change(void);

/* True if anything was decided, now or before the change that is due. */
bool state_is_decided(void);

/* The state object of include/smg.h, as text. */
const char *state_value(const struct decided *decided);

/* Writes the two members of it that say what is granted. */
void state_put_grants(const struct grants *granted);

/* Writes a member that is a text; null where it is NULL. */
void state_put_member(const char *name, const char *text);

/* Writes "emit" of this type with the state as it is. */
void state_emit(const char *type);

/* Writes "emit" of "change", if one is due and something has changed. It is not due any more then. */
void state_emit_change(void);

#endif
