#include "decision.h"

#include <string.h>

static const struct grants none;

bool grants_equal(const struct grants *a, const struct grants *b) {
    return !memcmp(a, b, sizeof *a);
}

void grants_settle(struct grants *grants, const struct config *config) {
    for (int i = 0; i < config->processor_count; i++)
        grants->purposes[config->processors[i].purpose] = true;
    for (int i = 0; i < config->processor_count; i++)
        grants->purposes[config->processors[i].purpose] &= grants->processors[i];
}

void grants_set_purpose(struct grants *grants, const struct config *config, int index, bool on) {
    grants->purposes[index] = on;
    for (int i = 0; i < config->processor_count; i++)
        if (config->processors[i].purpose == index)
            grants->processors[i] = on;
}

void grants_set_all(struct grants *grants, const struct config *config) {
    for (int i = 0; i < config->purpose_count; i++)
        grants_set_purpose(grants, config, i, true);
}

void grants_set_processor(struct grants *grants, const struct config *config, int index, bool on) {
    grants->processors[index] = on;
    grants_settle(grants, config);
}

bool decision_allows(const struct grants *granted, const struct config *config, int processor) {
    int whole = config->processors[processor].whole;
    return granted->processors[processor] && (whole < 0 || granted->processors[whole]);
}

/* What one record says. A purpose or processor that it does not name was never asked for. */
static void judge(struct stored *stored, const struct config *config, const struct record *record, uint32_t now,
                  uint32_t days) {
    *stored = (struct stored){.record = *record};
    if (record->time > now && record->time - now > DAY)
        return;
    stored->ended = now > record->time && now - record->time >= days * DAY;
    stored->outdated = record->revision != config->revision;
    for (int i = 0; i < config->purpose_count; i++) {
        enum mark mark = record_mark(record->purposes, config->purposes[i].id);
        stored->granted.purposes[i] = mark == MARK_GRANTED;
        stored->outdated |= mark == MARK_UNKNOWN;
    }
    for (int i = 0; i < config->processor_count; i++) {
        enum mark mark = record_mark(record->processors, config->processors[i].token);
        stored->granted.processors[i] = mark == MARK_GRANTED;
        stored->outdated |= mark == MARK_UNKNOWN;
    }
    grants_settle(&stored->granted, config);
    if (stored->ended || stored->outdated)
        stored->granted = none;
    else
        stored->choice = grants_equal(&stored->granted, &none) ? CHOICE_REFUSED : CHOICE_GRANTED;
}

void decision_read(struct stored *stored, const struct config *config, const struct record *grant,
                   const struct record *refusal, uint32_t now) {
    *stored = (struct stored){0};
    /* A refusal knows only its day. On the day of a grant it may be the older or the newer one: in doubt, refused. */
    if (refusal && !(grant && grant->time > refusal->time && grant->time - refusal->time >= DAY))
        judge(stored, config, refusal, now, config->refusal_expires_after_days);
    if (grant && !stored->choice)
        judge(stored, config, grant, now, config->cookie.expires_after_days);
}

static void adopt(struct decision *decision, const struct stored *stored) {
    decision->choice = stored->choice;
    decision->granted = stored->granted;
    decision->phase = stored->choice ? PHASE_LOADING : PHASE_IDLE;
}

void decision_start(struct decision *decision, const struct config *config, const struct stored *stored) {
    *decision = (struct decision){0};
    adopt(decision, stored);
    decision->banner = !stored->choice && config->purpose_count;
}

void decision_choose(struct decision *decision, const struct config *config) {
    grants_settle(&decision->draft, config);
    decision->granted = decision->draft;
    decision->choice = grants_equal(&decision->granted, &none) ? CHOICE_REFUSED : CHOICE_GRANTED;
    decision->phase = PHASE_CONFIRM;
    decision->stands = false;
    decision->banner = decision->settings = false;
}

void decision_reset(struct decision *decision, const struct config *config) {
    decision->stands = false;
    decision->choice = CHOICE_NONE;
    decision->granted = none;
    decision->phase = PHASE_LOADING;
    decision->banner = config->purpose_count;
    decision->settings = false;
}

bool decision_sync(struct decision *decision, const struct config *config, const struct stored *stored) {
    bool busy = decision->phase == PHASE_CONFIRM || decision->phase == PHASE_LEAVING;
    if (busy || decision->stands ||
        (decision->choice == stored->choice && grants_equal(&decision->granted, &stored->granted)))
        return false;
    /* A refusal that could not be stored holds for this page view: nobody is asked twice on one page. */
    if (decision->choice == CHOICE_REFUSED && !stored->choice)
        return false;
    adopt(decision, stored);
    decision->phase = PHASE_LOADING;
    decision->banner = !stored->choice && config->purpose_count;
    decision->settings &= decision->banner;
    return true;
}

enum next decision_next(struct decision *decision, const struct config *config, const struct stored *stored,
                        int *processor) {
    if (decision->phase != PHASE_CONFIRM && decision->phase != PHASE_LOADING)
        return NEXT_NOTHING;
    bool kept = stored->choice == decision->choice && grants_equal(&stored->granted, &decision->granted);
    bool failed = decision->phase == PHASE_CONFIRM && !kept && (!stored->choice || decision->choice == CHOICE_REFUSED);
    if (failed) {
        /* What was not kept grants nothing; and a refusal holds even against a grant that would not go. */
        decision->choice = CHOICE_REFUSED;
        decision->granted = none;
        decision->stands = true;
    } else if (!kept) {
        /* Another tab's choice, which holds. */
        decision->choice = stored->choice;
        decision->granted = stored->granted;
    }
    decision->phase = failed ? PHASE_IDLE : PHASE_LOADING;
    for (int i = 0; i < config->processor_count; i++)
        /* A reload would start it all again where the old grant would not go. */
        if (decision->loaded.processors[i] && !decision_allows(&decision->granted, config, i) &&
            !(failed && stored->choice)) {
            decision->phase = PHASE_LEAVING;
            return NEXT_LEAVE;
        }
    if (failed)
        return NEXT_FAILED;
    for (int i = 0; i < config->processor_count; i++)
        if (decision_allows(&decision->granted, config, i) && !decision->loaded.processors[i]) {
            decision->loaded.processors[i] = true;
            *processor = i;
            return NEXT_LOAD;
        }
    decision->phase = PHASE_IDLE;
    return NEXT_DONE;
}
