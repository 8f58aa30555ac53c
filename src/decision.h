/*
 * The state machine: what the visitor has decided, what runs, which layer is open. It knows no JSON, no page and no
 * vendor, only how many purposes and processors there are and which belong together.
 *
 * After a choice it waits (PHASE_CONFIRM) for the event that brings the records as they were read back. Only a record
 * that says what was chosen lets anything load: a choice that could not be stored loads nothing.
 */
#ifndef DECISION_H
#define DECISION_H

#include <stdbool.h>
#include <stdint.h>

#include "config.h"

enum choice { CHOICE_NONE, CHOICE_REFUSED, CHOICE_GRANTED };

enum phase {
    PHASE_IDLE,
    PHASE_CONFIRM, /* a choice was sent to be stored and is not yet read back */
    PHASE_LOADING, /* granted processors are being loaded, one per "next" */
    PHASE_LEAVING, /* the page reloads: nothing may load any more */
};

/* A set of purposes and processors, by index in the configuration. */
struct grants {
    bool of[ITEMS_MAX];
};

/* What the stored records say at this moment. */
struct stored {
    enum choice choice;
    bool ended;            /* there is a record, and its term is over */
    bool overruled;        /* there is a grant too, which a refusal overrules */
    bool ahead;            /* that is dated ahead of now */
    uint32_t grant_time;   /* when that was made */
    bool outdated;         /* there is a record, of another revision or from before a purpose or processor was added */
    struct grants granted; /* empty unless CHOICE_GRANTED */
    struct grants fresh;   /* what it does not name: added since */
    struct record record;  /* the one that decides, if choice is not CHOICE_NONE */
    const char *others[2]; /* its marks of purposes, and of processors, that this page does not know; in the arena */
};

struct decision {
    enum choice choice;
    enum phase phase;
    bool banner, settings;
    bool firm;             /* a refusal of this page, which may be stored once more if it is gone */
    bool stands;           /* a refusal that could not be stored: it holds until another tab stores a later choice */
    struct grants granted; /* empty unless CHOICE_GRANTED */
    struct grants loaded;  /* processors whose load was ordered in this page view */
    struct grants stopped; /* of these, what was told to stop since */
    struct grants failed;  /* what could not be started, and is not tried again as long as it stays granted */
    struct grants draft;   /* the switches of the open dialog, and what decision_choose takes */
};

/* What has come of waiting for "next". */
enum next {
    NEXT_NOTHING,
    NEXT_AGAIN,    /* the refusal is not there: store it once more, and send "next" again */
    NEXT_CARRY_ON, /* stop what is not granted, load what is */
    NEXT_FAILED,   /* the choice was not stored: nothing is granted, what runs is stopped */
};

/* A purpose with processors is granted if each of them is; one without any, by itself. Mends `grants` accordingly. */
void grants_settle(struct grants *grants);
/* All but what the browser's privacy signal withholds, which only the visitor's own switch grants. */
void grants_set_all(struct grants *grants);
bool grants_equal(const struct grants *a, const struct grants *b);

/* A purpose takes its processors along. */
void grants_set(struct grants *grants, int item, bool on);

/* True if the item is granted, and so is the one that it is a part of: then a processor may run. */
bool decision_allows(const struct grants *granted, int item);

/*
 * Judges the records (NULL: there is none) at the time `now` (seconds): one dated more than a day ahead is none, since
 * a clock may have been set right by less. Of two, a refusal decides unless the grant was made on a later day, and not
 * ahead of now. `others` is empty where the record does not hold any more.
 */
void decision_read(struct stored *stored, const struct record *grant, const struct record *refusal, uint32_t now);

/* True if there is anything that the first layer may ask for: what is withheld waits for its own switch. */
bool decision_has_question(void);

/* The first event: adopts what is stored; opens the banner if there is something to ask for. */
void decision_start(struct decision *decision, const struct stored *stored);

/* The visitor's choice is what the draft says. Closes both layers. */
void decision_choose(struct decision *decision);

/* Forgets the decision, and opens the banner. */
void decision_reset(struct decision *decision);

/*
 * Something may have been stored elsewhere: adopts it. `unchanged`: the record is from before the last choice. Returns
 * true if the decision is another one now.
 */
bool decision_sync(struct decision *decision, const struct stored *stored, bool unchanged);

/*
 * To be asked where the choice was made only a moment ago: true if it is a refusal that another tab's grant has taken
 * away, which is then to be stored once more and confirmed.
 */
bool decision_insist(struct decision *decision, const struct stored *stored);

/* Takes note of what the records say now. `unchanged`: the record is from before the choice that is to be confirmed. */
enum next decision_next(struct decision *decision, const struct stored *stored, bool unchanged);

/*
 * The next processor to start, or to start again where it was stopped and can be; it counts as loaded from now on, and
 * is `stopped` until it was started again. What has failed is passed over. -1, and the phase is idle, where all that is
 * granted runs. A part has nothing to start: its whole asks for it.
 */
int decision_pick(struct decision *decision);

#endif
