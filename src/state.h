/*
 * The state of the module. Only smg, event and request write it; the views read it.
 */
#ifndef STATE_H
#define STATE_H

#include "decision.h"

extern struct language language;
extern struct decision decision;
extern struct record current;       /* of the decision that holds: what getConsent() tells of it */
extern struct decision before;      /* as it was before the change that is being carried out, ... */
extern struct record before_record; /* ... with its record */
extern struct choosing {            /* the last choice, or the last time that it was forgotten: */
    enum choice replaced;           /* what the records said then, */
    char id[RECORD_ID_LENGTH + 1];  /* the consent id in them, */
    uint32_t at;                    /* and when that was, in seconds */
} last_choice;
extern bool changed;        /* a change is being carried out that is not yet told */
extern bool sweep;          /* what the refused processors keep is still to be erased */
extern bool ask_again;      /* an earlier answer is void because something was added */
extern struct grants fresh; /* what was added */
extern const char *cookies; /* of the page, as the event at hand has them */
extern uint32_t contacts[]; /* per item, how many requests to its hosts the page was seen to make */

#endif
