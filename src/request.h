/*
 * What the visitor presses and what a page's script calls: one list of requests for both.
 */
#ifndef REQUEST_H
#define REQUEST_H

#include "state.h"

/* Carries out the request that an "action" or a "call" names; does nothing where it names none. */
void request_carry_out(const struct event *event);

#endif
