/*
 * The event at hand: what the host has written, as include/smg.h describes it.
 */
#ifndef EVENT_H
#define EVENT_H

#include "json.h"

/* What an event may be. The list makes the enum and the names. */
/* clang-format off */
#define EVENT_TYPES(X) \
    X(action) X(added) X(alone) X(call) X(eraseAgain) X(explain) X(failed) X(fetched) X(language) X(next) X(requests) \
    X(start) X(still) X(sync) X(wants)
/* clang-format on */
#define EVENT_ENUM(name) EVENT_##name,

enum event_type { EVENT_TYPES(EVENT_ENUM) EVENT_UNKNOWN };

struct event {
    const json *members;
    enum event_type type;
    uint32_t now; /* seconds since 1970 UTC */
};

/* Reads the event of `length` bytes, with a NUL behind them, in place. Returns false where it cannot be read. */
bool event_read(struct event *event, char *text, size_t length);

/* A text of the event, or "". */
const char *event_text(const struct event *event, const char *name);

/* True if the array `name` of the event lists this id. */
bool event_lists(const struct event *event, const char *name, const char *id);

#endif
