/*
 * Sets of purposes and processors. A purpose that has processors is granted if each of them is; one without any, by
 * itself.
 */
#ifndef GRANTS_H
#define GRANTS_H

#include "config.h"

/* By index in config->items. */
struct grants {
    bool of[ITEMS_MAX];
};

bool grants_equal(const struct grants *a, const struct grants *b);

/* True if nothing is in the set. */
bool grants_empty(const struct grants *grants);

/* Makes each purpose agree with its processors. */
void grants_settle(struct grants *grants);

/* Turns one item on or off: a purpose takes its processors along, a processor settles its purpose. */
void grants_set(struct grants *grants, int item, bool on);

/* All but what the browser's privacy signal withholds, which only the visitor's own switch grants. */
void grants_set_all(struct grants *grants);

/* True if the item is granted, and so is the one that it is a part of: then a processor may run. */
bool grants_allow(const struct grants *grants, int item);

#endif
