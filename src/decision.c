#include "decision.h"

#include <string.h>

static struct decision self;
const struct decision *const decision = &self;

bool decision_allows(int item) {
    return grants_allow(&self.now.granted, item);
}

bool decision_switched(int item) {
    return decision_allows(item) && self.now.granted.of[item];
}

bool decision_has_question(void) {
    int i = config->count;
    while (--i >= 0 && config_withheld(i))
        ;
    return i >= 0;
}

bool decision_withholds(bool granted_too) {
    int i = config->count;
    while (--i >= 0 && !(config_withheld(i) && (granted_too || !self.now.granted.of[i])))
        ;
    return i >= 0;
}

bool decision_asks(void) {
    return !self.now.choice && !config->framed && !config->quiet && config->count;
}

/* The notice of the first layer ("New since your last choice") speaks of what the records say now. */
static void note_stored(void) {
    self.answer_void = store->outdated;
    self.added = store->unnamed;
}

static bool is_stored(void) {
    return store->says.choice == self.now.choice && grants_equal(&store->says.granted, &self.now.granted);
}

/*
 * True if the records are from before the last choice of this page, which was then not stored; else they are another
 * tab's. No refusal is undone by a grant that is older.
 */
static bool predates_attempt(void) {
    bool older = self.now.choice == CHOICE_REFUSED && store->says.record.time < self.attempt.at;
    return older || (store->says.choice == self.attempt.replaced && !strcmp(store->says.record.id, self.attempt.id));
}

static void attempt_begin(const struct event *event) {
    self.attempt = (struct attempt){.replaced = store->says.choice, .at = event->now};
    memcpy(self.attempt.id, store->says.record.id, sizeof self.attempt.id);
}

void decision_start(void) {
    note_stored();
    self.now = store->says;
    self.phase = self.now.choice ? PHASE_LOADING : PHASE_IDLE;
}

void decision_choose(const struct grants *grants, const struct record *record, const struct event *event) {
    attempt_begin(event);
    self.now.granted = *grants;
    grants_settle(&self.now.granted);
    self.now.choice = grants_empty(&self.now.granted) ? CHOICE_REFUSED : CHOICE_GRANTED;
    self.now.record = (struct record){.revision = record->revision, .time = record->time};
    if (self.now.choice == CHOICE_GRANTED)
        self.now.record = *record;
    self.answer_void = false;
    self.added = (struct grants){0};
    /* A reload that was ordered may not have come: a page's beforeunload can ask the visitor, who may stay. The phase
     * stays LEAVING then, in which nothing loads. */
    if (self.phase != PHASE_LEAVING)
        self.phase = PHASE_CONFIRM;
    self.refusal_unstored = false;
    self.refusal_may_be_restored = self.now.choice == CHOICE_REFUSED;
}

void decision_reset(const struct event *event) {
    attempt_begin(event);
    self.refusal_unstored = self.refusal_may_be_restored = false;
    self.now.choice = CHOICE_NONE;
    self.now.granted = (struct grants){0};
    self.phase = PHASE_CONFIRM;
}

bool decision_sync(void) {
    bool busy = self.phase == PHASE_CONFIRM || self.phase == PHASE_LEAVING;
    if (busy || (self.refusal_unstored && predates_attempt()) || is_stored())
        return false;
    /* A refusal that is stored nowhere (any more) holds for this page view: nobody is asked twice on one page. */
    if (self.now.choice == CHOICE_REFUSED && !store->says.choice)
        return false;
    note_stored();
    self.now = store->says;
    self.refusal_unstored = self.refusal_may_be_restored = false;
    self.phase = PHASE_LOADING;
    return true;
}

bool decision_restores(const struct event *event) {
    if (event->now - self.attempt.at > SAME_MOMENT_SECONDS || !self.refusal_may_be_restored ||
        self.phase == PHASE_CONFIRM || store->says.choice == CHOICE_REFUSED)
        return false;
    self.refusal_may_be_restored = false;
    if (self.phase != PHASE_LEAVING)
        self.phase = PHASE_CONFIRM;
    return true;
}

enum outcome decision_confirm(void) {
    bool confirms = self.phase == PHASE_CONFIRM, stored = is_stored();
    if (!confirms && self.phase != PHASE_LOADING)
        return OUTCOME_WAIT;
    /* Another tab that stored a grant at the same time has removed this page's refusal from localStorage: the refusal
     * counts, and is stored once more. */
    if (confirms && !stored && self.refusal_may_be_restored) {
        self.refusal_may_be_restored = false;
        return OUTCOME_RESTORE;
    }
    bool failed =
        confirms && !stored && (!store->says.choice || self.now.choice == CHOICE_REFUSED || predates_attempt());
    if (failed) {
        /* A choice that was not stored grants nothing. Where a grant's cookie could not be deleted, the refusal holds
         * for this page view all the same. */
        self.now.choice = CHOICE_REFUSED;
        self.now.granted = (struct grants){0};
        self.refusal_unstored = true;
    } else if (!stored) {
        self.now.choice = store->says.choice;
        self.now.granted = store->says.granted;
    }
    if (store->says.choice == self.now.choice)
        self.now.record = store->says.record;
    if (!failed)
        note_stored();
    self.phase = failed ? PHASE_IDLE : PHASE_LOADING;
    return failed ? OUTCOME_FAILED : stored ? OUTCOME_STORED : OUTCOME_OTHER;
}

void decision_settle(void) {
    self.phase = PHASE_IDLE;
}

void decision_leave(void) {
    self.phase = PHASE_LEAVING;
}
