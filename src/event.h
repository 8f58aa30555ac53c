/*
 * The event at hand, and what every answer to one is made of.
 */
#ifndef EVENT_H
#define EVENT_H

#include "state.h"

/* What an event may be. The list makes the enum and the texts. */
/* clang-format off */
#define TYPES(X) \
    X(action) X(added) X(call) X(eraseAgain) X(failed) X(language) X(next) X(requests) X(start) X(still) X(sync)
/* clang-format on */
#define ENUM_TYPE(name) TYPE_##name,
#define TEXT(name) #name "\0"

enum type { TYPES(ENUM_TYPE) };

struct event {
    const cJSON *json;
    enum type type;
    uint32_t now;
    struct stored stored;
};

/* A text of the event, or "". */
const char *member(const struct event *event, const char *name);

/* Writes a whole effect, in the way of json_shape. */
void effect(const char *shape, const char *a, const char *b);

/* Writes the state as pages see it: the same object in events, getConsent() and getReceipt(). */
void put_state(const struct decision *of, const struct record *record);

/* Writes an effect that begins with `shape` and ends with the present state. */
void effect_state(const char *shape);

/* The decision as it was when the event came. */
extern struct decision old;

/* Shows or removes the button that opens the settings again. */
void render_float(void);

/* Shows and removes what is seen so that the page agrees with the decision. */
void render(void);

/* Writes the table of processors where the page has a place for it. */
void table(const struct event *event);

/* Shows everything that is open in the language that was chosen. */
void show_language(const struct event *event);

/* Keeps the old decision for the change event. A change that follows before that is told belongs to the first. */
void remember(void);

#endif
