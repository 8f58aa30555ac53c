/*
 * The state of the module. smg.c holds it and alone writes it; the views read it.
 */
#ifndef STATE_H
#define STATE_H

#include "decision.h"

extern struct config config;
extern struct language language;
extern struct decision decision;
extern bool ask_again; /* an earlier answer is void because something was added */

#endif
