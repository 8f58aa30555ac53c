/*
 * The core's only memory: one bump region with a mark. What lies below the mark lives as long as the page (the
 * configuration, the definitions); what lies above is dropped before each event. Nothing is ever freed by itself,
 * so nothing can leak, and 10,000 events leave memory where it was.
 */
#ifndef ARENA_H
#define ARENA_H

#include <stdbool.h>
#include <stddef.h>

/* `size` bytes, aligned to 8, not cleared. NULL when memory has run out, which arena_exhausted() then remembers. */
void *arena_alloc(size_t size);

/* For cJSON, which wants the names of the C library; free does nothing. */
void *arena_realloc(void *old, size_t size);
void arena_free(void *memory);

/* Everything allocated so far stays for the life of the page. */
void arena_keep(void);

/* Drops all that was allocated since the last arena_keep, and forgets an exhaustion. */
void arena_reset(void);

/* True if any allocation since the last arena_reset got nothing. */
bool arena_exhausted(void);

/* Bytes in use; 0 before anything was kept. */
size_t arena_used(void);

#ifndef __wasm__
/* For the tests: drops everything, kept or not, and limits the region to `capacity` bytes. */
void arena_restart(size_t capacity);
#endif

#endif
