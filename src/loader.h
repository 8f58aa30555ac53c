/*
 * Starts and stops processors. The only place that writes a "load" effect.
 */
#ifndef LOADER_H
#define LOADER_H

#include "state.h"

/* Writes "load" for one processor that the decision allows; nothing for any other. `now` in seconds. */
void loader_load(int processor, uint32_t now);

/* Writes "stop" for each processor that was loaded and is not allowed now. */
void loader_stop(uint32_t now);

/* Writes "erase" for what the processors that are not allowed keep on the site; nothing if all are. */
void loader_erase(void);

/* Writes "unlock" for all that is granted; nothing if nothing is. */
void loader_unlock(void);

#endif
