/*
 * The first module: these same sources, built with SMG_FIRST, without what few visits ask for. It carries what a first
 * visit until its answer needs, and a return visit; first.json lists its views, texts and members of definitions. Who
 * comes to something that was left out says so here, and the whole answer becomes [["more"]]: the host then puts all
 * events of the page to the whole module, and goes on from its answers. So nothing is answered by halves.
 */
#ifndef FIRST_H
#define FIRST_H

#include <stdbool.h>

/* For functions that say what is left out: only where they stand in the caller itself is the rest not compiled. */
#define IN_PLACE static inline __attribute__((always_inline))

#ifdef SMG_FIRST
#define IS_FIRST true

extern bool first_lacks; /* something was asked for in this event, or before, that this module has not */

/* Always true: what stands behind it is not compiled. */
IN_PLACE bool left_out(void) {
    return first_lacks = true;
}
#else
#define IS_FIRST false

enum { first_lacks = false };

/* Nothing is left out of the whole module. */
IN_PLACE bool left_out(void) {
    return false;
}
#endif

#endif
