/*
 * Starts and stops processors. The only place that writes a "load" effect.
 */
#ifndef LOADER_H
#define LOADER_H

#include "state.h"

/* Writes "stand-in" with the functions that the processors of the site bring; nothing where there are none. */
void loader_stand_in(void);

/* Writes "load" for one processor that the decision allows; nothing for any other. `now` in seconds. */
void loader_load(int processor, uint32_t now);

/*
 * Writes "stop" for each processor that runs and is not allowed any more. Returns true if the page is to be reloaded:
 * because one of them cannot be stopped otherwise, or its script is still on its way, or content that was woken for it
 * cannot be put to sleep, or the site wants it so. `event` tells `pending` and `woken`, see include/smg.h.
 */
bool loader_stop(const cJSON *event, uint32_t now);

/* True if the processor may still be loaded. Else it counts as not loaded, or, where it was to start again, as stopped.
 */
bool loader_holds(int processor, uint32_t now);

/*
 * Takes note that what was ordered of the processor has failed, `step` as in the event "failed". One that was to start
 * does not run, and is not tried again before its next grant; true if one that was to end goes on, so that the page is
 * to be reloaded.
 */
bool loader_failed(int processor, const char *step, uint32_t now);

/* Writes "update" for each processor that runs on and has something to be told of grants that it has not heard of. */
void loader_change(uint32_t now);

/* Writes "mask" if an allowed processor records what is on the page. */
void loader_mask(void);

/* Writes "erase" for what the processors that are not allowed keep on the site; false, and nothing, if all are. */
bool loader_erase(void);

/* Writes "unlock" for all that is granted; nothing if nothing is. */
void loader_unlock(void);

/*
 * Takes note of the requests that the page made ([host, address] each), and reports the first to a refused processor.
 * Returns true if any was to a processor of the site.
 */
bool loader_watch(const cJSON *requests, uint32_t now);

#endif
