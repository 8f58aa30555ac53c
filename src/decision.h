/*
 * What the visitor has decided, and how far that has been carried out. Knows no page and no vendor, only what the
 * records say, how many purposes and processors there are, and which belong together.
 *
 * After a choice it waits (PHASE_CONFIRM) for the event that brings the records as they were read back. Only a record
 * that says what was chosen lets anything load: a choice that could not be stored loads nothing.
 */
#ifndef DECISION_H
#define DECISION_H

#include "store.h"

enum phase {
    PHASE_IDLE,
    PHASE_CONFIRM, /* a choice was sent to be stored and is not yet read back */
    PHASE_LOADING, /* granted processors are being loaded, one per "next" */
    PHASE_LEAVING, /* the page reloads: nothing may load any more */
};

struct decision {
    struct decided now;
    enum phase phase;
    bool answer_void;             /* an earlier answer does not hold any more, because something was added since */
    struct grants added;          /* that is what */
    bool refusal_may_be_restored; /* a refusal of this page that another tab's grant has taken away is stored once more
                                   */
    bool refusal_unstored;        /* a refusal that could not be stored holds until another tab stores a later choice */
    struct attempt {              /* the last choice of this page, or the last time that it was forgotten: */
        enum choice replaced;     /* what the records said then, */
        char id[RECORD_ID_LENGTH + 1]; /* the consent id in them, */
        uint32_t at;                   /* and when that was, in seconds */
    } attempt;
};

/* Only the functions below write it. */
extern const struct decision *const decision;

/* True if the purpose or processor may be used now. */
bool decision_allows(int item);

/* True if the item may be used, and its own switch is on: a processor with several may be used by another one. */
bool decision_switched(int item);

/* True if there is anything that the first layer may ask for: what is withheld waits for its own switch. Where all is,
 * the first layer only tells so. */
bool decision_has_question(void);

/* True if the browser's privacy signal withholds anything; without `granted_too` what the visitor's own switch has
 * granted all the same does not count. */
bool decision_withholds(bool granted_too);

/* True if the visitor is to be asked, or told: nothing is decided, there is something to decide, and here is the
 * place. */
bool decision_asks(void);

/* The first event: adopts what is stored. */
void decision_start(void);

/* The visitor's choice is `grants`; of a grant `record` says how it was given. The records of the event are what it
 * replaces. */
void decision_choose(const struct grants *grants, const struct record *record, const struct event *event);

/* Forgets the decision. */
void decision_reset(const struct event *event);

/* Something may have been stored elsewhere: adopts it. True if the decision is another one now. */
bool decision_sync(void);

/* True if this page made a refusal only a moment ago that another tab's grant has taken away: it is then to be stored
 * once more and confirmed. */
bool decision_restores(const struct event *event);

/* What has come of the wait for "next". */
enum outcome {
    OUTCOME_WAIT,    /* nothing was waited for */
    OUTCOME_RESTORE, /* the refusal is not there: it is to be stored once more, and read back again */
    OUTCOME_STORED,  /* the decision is what the records say: stop what is not granted, load what is */
    OUTCOME_OTHER,   /* the same of another tab's decision, which has been adopted */
    OUTCOME_FAILED,  /* the choice was not stored: nothing is granted, what runs is to be stopped */
};

/* Takes note of what the records say now. */
enum outcome decision_confirm(void);

/* All that is granted runs. */
void decision_settle(void);

/* The page reloads. */
void decision_leave(void);

#endif
