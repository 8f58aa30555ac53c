#include "decision.h"

#include <string.h>

static const struct grants none;

bool grants_equal(const struct grants *a, const struct grants *b) {
    return !memcmp(a, b, sizeof *a);
}

void grants_settle(struct grants *grants) {
    for (int i = 0; i != config.count; i++)
        if (config.items[i].purpose >= 0)
            grants->of[config.items[i].purpose] = true;
    for (int i = 0; i != config.count; i++)
        if (config.items[i].purpose >= 0)
            grants->of[config.items[i].purpose] &= grants->of[i];
}

void grants_set(struct grants *grants, int item, bool on) {
    for (int i = 0; i != config.count; i++)
        if (i == item || config.items[i].purpose == item)
            grants->of[i] = on;
    grants_settle(grants);
}

void grants_set_all(struct grants *grants) {
    for (int i = 0; i != config.count; i++)
        grants->of[i] = !config_withheld(i);
}

bool decision_allows(const struct grants *granted, int item) {
    int whole = config.items[item].whole;
    return granted->of[item] && (whole < 0 || granted->of[whole]);
}

/*
 * The entries stand in the order of the items, unless the site has changed: each is looked for behind the one before.
 * Returns those that this page does not know.
 */
static const char *read_marks(struct stored *stored, const char *marks, bool processors) {
    const char *name;
    char mark;
    text_begin();
    for (int i = 0; (name = record_next(&marks, &mark));) {
        int left = config.count;
        for (; left; left--, i++) {
            i = i == config.count ? 0 : i;
            if ((config.items[i].purpose >= 0) == processors && !strcmp(config.items[i].token, name)) {
                /* Marked twice, the refusal counts. */
                stored->granted.of[i] = (mark == '*' || (mark == '+' && !config_withheld(i))) &&
                                        (stored->fresh.of[i] || stored->granted.of[i]);
                stored->fresh.of[i] = false;
                break;
            }
        }
        if (!left)
            record_put_mark(name, mark);
    }
    return text_end();
}

/* What one record says. A purpose or processor that it does not name was never asked for. */
static void judge(struct stored *stored, const struct record *record, uint32_t now, uint32_t days) {
    uint32_t since = record->since ? record->since : record->time;
    *stored = (struct stored){.record = *record, .others = {"", ""}};
    if (record->time > now && record->time - now > DAY)
        return;
    stored->ended = now > since && now - since >= days * DAY;
    stored->outdated = record->revision != config.options[CONSENT_revision].number;
    memset(&stored->fresh, true, sizeof stored->fresh);
    const char *purposes = read_marks(stored, record->purposes, false);
    const char *processors = read_marks(stored, record->processors, true);
    if (!stored->ended && !stored->outdated) {
        stored->others[0] = purposes;
        stored->others[1] = processors;
    }
    for (int i = 0; i != config.count; i++)
        stored->outdated |= stored->fresh.of[i];
    grants_settle(&stored->granted);
    if (stored->ended || stored->outdated)
        stored->granted = none;
    else
        stored->choice = grants_equal(&stored->granted, &none) ? CHOICE_REFUSED : CHOICE_GRANTED;
}

void decision_read(struct stored *stored, const struct record *grant, const struct record *refusal, uint32_t now) {
    *stored = (struct stored){.others = {"", ""}};
    bool ahead = grant && grant->time > now;
    /* A refusal knows only its day. On the day of a grant it may be the older or the newer one: in doubt, refused.
     * And an older grant that would not go does not revive when the refusal ends. Nor is one that nobody can have made
     * yet the later one. */
    if (refusal && !(grant && !ahead && grant->time > refusal->time && grant->time - refusal->time >= DAY)) {
        /* Its own day is not counted: it may have been over within the minute. */
        judge(stored, refusal, now, config.options[CONSENT_refusalExpiresAfterDays].number + 1);
        stored->overruled = grant && stored->choice;
        stored->ahead = ahead;
        stored->grant_time = grant ? grant->time : 0;
    } else if (grant)
        judge(stored, grant, now, config.options[COOKIE_expiresAfterDays].number);
}

bool decision_has_question(void) {
    int i = config.count;
    while (--i >= 0 && config_withheld(i))
        ;
    return i >= 0;
}

/* True if the visitor is to be asked: nothing is decided, there is something to ask for, and here is the place. */
static bool asks(const struct stored *stored) {
    return !stored->choice && !config.framed && decision_has_question();
}

static void adopt(struct decision *decision, const struct stored *stored) {
    decision->choice = stored->choice;
    decision->granted = stored->granted;
    decision->phase = stored->choice ? PHASE_LOADING : PHASE_IDLE;
}

void decision_start(struct decision *decision, const struct stored *stored) {
    *decision = (struct decision){0};
    adopt(decision, stored);
    decision->banner = asks(stored);
}

void decision_choose(struct decision *decision) {
    grants_settle(&decision->draft);
    decision->granted = decision->draft;
    decision->choice = grants_equal(&decision->granted, &none) ? CHOICE_REFUSED : CHOICE_GRANTED;
    decision->phase = PHASE_CONFIRM;
    decision->stands = false;
    decision->firm = decision->choice == CHOICE_REFUSED;
    decision->banner = decision->settings = false;
}

void decision_reset(struct decision *decision) {
    decision->stands = decision->firm = false;
    decision->choice = CHOICE_NONE;
    decision->granted = none;
    decision->phase = PHASE_CONFIRM;
    decision->banner = decision_has_question();
    decision->settings = false;
}

bool decision_sync(struct decision *decision, const struct stored *stored, bool unchanged) {
    bool busy = decision->phase == PHASE_CONFIRM || decision->phase == PHASE_LEAVING;
    if (busy || (decision->stands && unchanged) ||
        (decision->choice == stored->choice && grants_equal(&decision->granted, &stored->granted)))
        return false;
    /* A refusal that could not be stored holds for this page view: nobody is asked twice on one page. */
    if (decision->choice == CHOICE_REFUSED && !stored->choice)
        return false;
    adopt(decision, stored);
    decision->stands = decision->firm = false;
    decision->phase = PHASE_LOADING;
    decision->banner = asks(stored);
    decision->settings &= decision->banner;
    return true;
}

bool decision_insist(struct decision *decision, const struct stored *stored) {
    if (!decision->firm || decision->phase == PHASE_CONFIRM || stored->choice == CHOICE_REFUSED)
        return false;
    decision->firm = false;
    if (decision->phase != PHASE_LEAVING)
        decision->phase = PHASE_CONFIRM;
    return true;
}

enum next decision_next(struct decision *decision, const struct stored *stored, bool unchanged) {
    if (decision->phase != PHASE_CONFIRM && decision->phase != PHASE_LOADING)
        return NEXT_NOTHING;
    bool kept = stored->choice == decision->choice && grants_equal(&stored->granted, &decision->granted);
    /* Another tab that stored a grant at the same time may have taken it away. */
    if (decision->phase == PHASE_CONFIRM && !kept && decision->firm) {
        decision->firm = false;
        return NEXT_AGAIN;
    }
    bool failed = decision->phase == PHASE_CONFIRM && !kept &&
                  (!stored->choice || decision->choice == CHOICE_REFUSED || unchanged);
    if (failed) {
        /* What was not kept grants nothing; and a refusal holds even against a grant that would not go. */
        decision->choice = CHOICE_REFUSED;
        decision->granted = none;
        decision->stands = true;
    } else if (!kept) {
        /* Another tab's choice, which holds. */
        decision->choice = stored->choice;
        decision->granted = stored->granted;
        decision->banner = asks(stored);
    }
    decision->phase = failed ? PHASE_IDLE : PHASE_LOADING;
    return failed ? NEXT_FAILED : NEXT_CARRY_ON;
}

int decision_pick(struct decision *decision) {
    for (int i = 0; i != config.count; i++) {
        const struct item *item = &config.items[i];
        bool again = decision->stopped.of[i] && item->again;
        if (item->purpose < 0 || !decision_allows(&decision->granted, i) || (decision->loaded.of[i] && !again) ||
            decision->failed.of[item->whole < 0 ? i : item->whole])
            continue;
        decision->loaded.of[i] = true;
        if (item->whole < 0)
            return i;
    }
    decision->phase = PHASE_IDLE;
    return -1;
}
