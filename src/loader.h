/*
 * What runs: starts and stops processors, and erases what refused ones keep. The only module that writes a "load".
 */
#ifndef LOADER_H
#define LOADER_H

#include "decision.h"

struct loader {
    struct grants loaded;         /* processors whose load was ordered in this page view */
    struct grants stopped;        /* of these, what was told to stop since */
    struct grants restarting;     /* of these, what was told to start again, and is not known to have failed */
    struct grants failed;         /* what could not be started, and is not tried again as long as it stays granted */
    struct grants scriptless;     /* of these, whose script has not come */
    struct grants unstoppable;    /* what was told to stop, or to change, and did not */
    struct grants greeted;        /* whose script has come, and was told what is to be done then */
    struct grants once;           /* of which something was shown once, without a grant that has come since */
    struct grants leak_told;      /* of which a request without a grant was reported since they were started */
    struct grants heard;          /* the grants that all that runs has been told of */
    uint32_t requests[ITEMS_MAX]; /* how many to its hosts the page was seen to make */
    uint32_t stopped_at;          /* when anything was stopped last, in seconds */
    bool erase_due;               /* the decision has changed: what refused processors keep is still to be erased */
};

/* Only the functions below write it. */
extern const struct loader *const loader;

enum loader_state {
    LOADER_BLOCKED,
    LOADER_ACTIVE,
    LOADER_STOPPED,
    LOADER_STOPPING, /* runs on without a grant: only a reload ends it */
    LOADER_SILENT,   /* its script is there, and does nothing: it goes by the browser's privacy signal itself */
    LOADER_WAITING,  /* granted again after it was stopped: starts after a reload */
    LOADER_FAILED,   /* was to start, and could not */
};

enum loader_state loader_state(int processor);

/* Writes "stand-in" with the functions that the processors of the site bring; nothing where there are none. */
void loader_stand_in(void);

/* The decision has changed, or the page has just begun: what refused processors keep is to be looked at again. */
void loader_expect_erase(void);

/* True if something that is not allowed any more ends only by a reload of the page, by its nature or as the site wants
 * it. */
bool loader_runs_on(const struct event *event);

/*
 * Writes "stop" for each processor that runs and is not allowed any more. Returns true if the page is to be reloaded:
 * because one of them cannot be stopped otherwise, or its script is still on its way, or content that was woken for it
 * cannot be put to sleep, or the site wants it so. What was shown once, without a grant, ends with a refusal only.
 */
bool loader_stop(const struct event *event);

/*
 * Where an erase is due, or the page is about to leave: erases, unless nothing was ever decided (`decided`), tells what
 * runs on of other grants, and marks form fields for what records the page.
 */
void loader_erase_and_tell(bool decided, bool leaves, uint32_t now);

/* Writes "erase" for what the processors that are not allowed keep on the site; false, and nothing, if all are. */
bool loader_erase(void);

/*
 * Starts the next processor that is granted and does not run, or starts it again where it was stopped and can be. What
 * has failed is passed over, and a part has nothing to start: its whole asks for it. False where all that is granted
 * runs.
 */
bool loader_next(uint32_t now);

/* True if a load that was ordered earlier may still go on. Else the processor counts as not loaded, or, where it was to
 * start again, as stopped. */
bool loader_may_go_on(int processor, uint32_t now);

/*
 * Takes note that what was ordered of the processor has failed, `step` as in the event "failed". One that was to start
 * does not run, and is not tried again before its next grant; true if one that was to end goes on, so that the page is
 * to be reloaded.
 */
bool loader_note_failure(int processor, const char *step, uint32_t now);

/* The script of this processor has come: writes what is to be done then, once, if it is granted still. */
void loader_note_script(const char *id, uint32_t now);

/* Writes "refused" with the purposes that are not granted, where the page has content that stands in for what is
 * refused. */
void loader_show_refused(const struct event *event);

/* Writes "unlock" for all that is granted; nothing if nothing is. */
void loader_unlock(void);

/* Writes "once" for the element of this key, which waits for these items (-1: for none of that kind). The visitor has
 * asked for this one: it is no grant. */
void loader_show_once(const char *key, int purpose, int processor);

/*
 * Takes note of the requests that the page made, [host, address] each, and reports the first to a refused processor.
 * Returns true if any was to a processor of the site.
 */
bool loader_watch(const json *requests, uint32_t now);

#endif
