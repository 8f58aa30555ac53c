/*
 * Why all is as it is, for who looks for a fault: the answer to the event "explain". Reads, and changes nothing.
 */
#ifndef EXPLAIN_H
#define EXPLAIN_H

#include "event.h"

/* The keys by which it says so. The list makes the enum and the names; web/debug/reasons.js has the words of each. */
/* clang-format off */
#define EXPLAIN_REASONS(X) \
    /* why no choice holds, and so why the banner is open */ \
    X(first) X(ended) X(revision) X(added) X(ahead) X(unread) \
    /* why it is open besides, or is not */ \
    X(told) X(opened) X(answered) X(nothing) X(framed) X(path) X(region) X(hidden) \
    /* why something is not granted */ \
    X(refused) X(off) X(gpc) X(whole) X(unstored) \
    /* what has become of a grant, or of its end */ \
    X(granted) X(some) X(confirming) X(next) X(leaving) X(pending) X(active) X(part) X(embed) X(silent) X(script) \
    X(start) X(ending) X(stopped) X(running) X(deaf) X(reload) \
    /* why the site does not use a processor */ \
    X(unconfigured) X(disabled) X(missing) X(wrong) \
    /* of content: nothing can grant it */ \
    X(unknown)
/* clang-format on */
#define EXPLAIN_ENUM(name) REASON_##name,

enum reason { EXPLAIN_REASONS(EXPLAIN_ENUM) REASON_COUNT };

/* Writes "return" with the "explanation" of include/events.schema.json, by the records of this event. */
void explain(const struct event *event);

#endif
