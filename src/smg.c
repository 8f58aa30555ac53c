/*
 * The two exports: what starts, what carries a decision out, and the order of effects.
 */
#include "smg.h"

#include "arena.h"
#include "effect.h"
#include "explain.h"
#include "first.h"
#include "proof.h"
#include "request.h"
#include "view.h"

#ifdef __wasm__
#define EXPORT(name) __attribute__((export_name(name)))
#else
#define EXPORT(name)
#endif

static struct {
    bool started;
    bool untold; /* the page before could not tell the visitor that his withdrawal is carried out */
    bool due;    /* a decision is to be posted to the site when it has been carried out */
    bool over;   /* memory has run out, and nothing is begun any more */
    char *event; /* where the host writes the next one */
} self;

/* What is decided has been found stored: the site is to be sent it, where it wants that, once it is carried out. But a
 * withdrawal that a reload carries out is sent by the page after that, which knows it by its mark: this one may have no
 * time for it. */
static void expect_proof(const struct event *event, bool next_page) {
    bool waits = *decision->now.record.method == 'w' && *config->options[CONSENT_onWithdraw].word != 'n';
    if (waits != next_page)
        return;
    self.due = true;
    if (!IS_FIRST)
        proof_take(event);
}

static void start(const struct event *event) {
    config_read(event->members);
    if (!config->options[CONSENT_language].word)
        language_choose(json_get(event->members, "languages"), config->options[CONSENT_texts].value);
    /* The configuration lives in this event. */
    arena_keep();
    store_read(event);
    decision_start();
    self.untold = decision->now.choice && *decision->now.record.method == 'w' && !store->overruled;
    if (self.untold) {
        store_write(&decision->now, false);
        expect_proof(event, true);
    }
    if (store->overruled && !left_out())
        store_tidy();
    self.started = true;
    loader_expect_erase();
    /* Before the first event that the page listens to: its listeners may call gtag() and the like. */
    loader_stand_in();
    view_set_theme();
    view_set_layers(decision_asks(), false);
    if (store->ended)
        loader_erase();
    if (decision->phase == PHASE_IDLE)
        view_show_table(event);
    state_emit("ready");
    /* Not in this answer: what the page does when it hears of "ready" comes before what the records of now allow. */
    if (decision->phase == PHASE_LOADING)
        effect_next_task();
}

static void store_once_more(void) {
    store_write(&decision->now, false);
    effect_next_task();
}

/* Makes the records agree with what has come of the wait, and notes the change that the page is to be told. */
static void take_note(enum outcome outcome) {
    /* A choice that failed may hold where this page cannot see it, on other paths: nothing may load there by what the
     * visitor is told was not stored. */
    if (outcome == OUTCOME_FAILED && state->at_event.choice != CHOICE_REFUSED)
        store_take_back();
    if (decision->now.choice == state->at_event.choice &&
        grants_equal(&decision->now.granted, &state->at_event.granted))
        return;
    state_note_change();
    /* Not beneath a refusal of this page's own: that may yet have to yield to the grant. */
    if (store->overruled && !left_out())
        store_tidy();
}

/* All that the decision asks for has been done: visitor and page are told. */
static void finish(const struct event *event, enum outcome outcome, bool leaves) {
    if (outcome == OUTCOME_FAILED) {
        view_say(TEXT_error_save, true);
        effect_log(EFFECT_ERROR, "the choice could not be stored: nothing is loaded");
        effect_emit_error("store", NULL);
    }
    if (self.untold && decision->now.choice == CHOICE_REFUSED)
        view_say(TEXT_status_withdrawn, false);
    self.untold = false;
    if (!leaves) {
        loader_unlock();
        loader_show_refused(event);
        view_show_table(event);
        view_renew_faces();
        if (decision->now.choice)
            state_emit("consent");
    }
    state_emit_change();
    if (self.due && config->options[CONSENT_receiptUrl].word)
        effect_due();
    self.due = false;
    if (leaves)
        effect_reload();
    view_set_button();
}

/*
 * What "next" asks for, in the order that include/smg.h promises. It ends with the first load: each load is decided by
 * the records of an event of its own.
 */
static void carry_on(const struct event *event) {
    bool asked = view->banner, made = decision->phase == PHASE_CONFIRM;
    enum outcome outcome = decision_confirm();
    if (outcome == OUTCOME_WAIT)
        return;
    if (outcome == OUTCOME_RESTORE) {
        store_once_more();
        return;
    }
    take_note(outcome);
    if (made && outcome == OUTCOME_STORED && decision->now.choice)
        expect_proof(event, false);
    view_set_layers(outcome == OUTCOME_OTHER ? decision_asks() : view->banner, view->settings);
    bool leaves = loader_stop(event);
    /* Where the old grant is still stored a reload would start by it all that has just been stopped. */
    if (outcome == OUTCOME_FAILED && store->says.choice)
        leaves = false;
    loader_erase_and_tell(state_is_decided() || store->ended, leaves, event->now);
    if (leaves)
        decision_leave();
    else if (asked && !view->banner) {
        /* A page that hears of the banner's going may choose at once: what the records say then is what loads. */
        effect_next_task();
        return;
    } else if (outcome != OUTCOME_FAILED && loader_next(event->now)) {
        effect_next_task();
        return;
    } else
        decision_settle();
    finish(event, outcome, leaves);
}

/* True if the page is no longer what the records say: "next" has been asked for. */
static bool sync(const struct event *event) {
    if (decision_restores(event)) {
        store_once_more();
        return true;
    }
    bool news = decision_sync();
    if (store->overruled && !left_out() && (news || store_has_overruled_grant(event)))
        store_tidy();
    if (!news)
        return false;
    state_note_change();
    view_calm();
    view_set_layers(decision_asks(), view->settings && decision_asks());
    effect_next_task();
    return true;
}

static void failed(const struct event *event) {
    const char *id = event_text(event, "id"), *step = event_text(event, "step"), *reason = event_text(event, "reason");
    int item = config_find(id);
    bool leaves = item >= 0 && loader_note_failure(item, step, event->now) && decision->phase != PHASE_LEAVING;
    effect_emit_error(*step ? step : "script", id);
    if (*step)
        effect_log(EFFECT_ERROR,
                   text_join(text_join(text_join(id, ": its "), step), text_join(" has failed: ", reason)));
    else
        effect_log(EFFECT_WARN, text_join(id, ": its script did not load"));
    view_show_table(event);
    if (leaves) {
        decision_leave();
        effect_reload();
    }
}

/* What a file holds is kept, and where it is the language that the page waits for, shown. */
static void fetched(const struct event *event) {
    if (!files_take(event))
        return;
    arena_keep();
    if (self.started && language_comes(config->options[CONSENT_texts].value))
        view_show_language(event);
}

static void handle(const struct event *event) {
    int item;
    bool wants = !IS_FIRST && event->type == EVENT_wants, early = wants || (!IS_FIRST && event->type == EVENT_fetched);
    bool begins = event->type == EVENT_start || (self.started ? wants : early);
    if (self.over || begins == self.started) {
        if (left_out())
            return;
        effect_log(EFFECT_ERROR, self.over ? "stopped" : self.started ? "started twice" : "not started");
        return;
    }
    /* What the page's configuration asks for is fetched before the start. */
    if (!self.started && early) {
        if (wants)
            config_want(event);
        else
            fetched(event);
        return;
    }
    if (!self.started) {
        start(event);
        return;
    }
    state_begin();
    store_read(event);
    switch (event->type) {
    case EVENT_action:
    case EVENT_call:
        request_carry_out(event);
        break;
    case EVENT_next:
        carry_on(event);
        break;
    case EVENT_sync:
        sync(event);
        break;
    case EVENT_added:
        /* The first module is never told of it. */
        if (left_out())
            break;
        /* New content wakes by the records of now, as everything does. While a decision is being carried out there is
         * nothing to do: finish() fills tables and wakes content at its end. */
        if (!sync(event) && decision->phase == PHASE_IDLE) {
            view_show_table(event);
            loader_unlock();
            loader_show_refused(event);
        }
        if (decision->phase != PHASE_LEAVING)
            view_show_faces(event);
        proof_post();
        break;
    case EVENT_language:
        if (config->options[CONSENT_language].word)
            break;
        language_choose(json_get(event->members, "languages"), config->options[CONSENT_texts].value);
        view_show_language(event);
        if (!IS_FIRST)
            language_ask_first(json_get(event->members, "languages"), config->options[CONSENT_texts].value);
        break;
    case EVENT_fetched:
        if (!left_out())
            fetched(event);
        break;
    case EVENT_requests:
        if (loader_watch(json_get(event->members, "requests"), event->now))
            view_show_table(event);
        break;
    case EVENT_eraseAgain:
        if (decision->phase == PHASE_LEAVING)
            break;
        loader_erase();
        if (!IS_FIRST)
            loader_note_script(event_text(event, "id"), event->now);
        break;
    case EVENT_still:
        item = config_find(event_text(event, "id"));
        effect_return_bool(item >= 0 && loader_may_go_on(item, event->now));
        break;
    case EVENT_failed:
        failed(event);
        break;
    case EVENT_explain:
        if (!left_out())
            explain(event);
        break;
    case EVENT_alone:
        view_say(TEXT_error_more, true);
        break;
    case EVENT_start: /* the first one has been handled above, and what comes before it */
    case EVENT_wants:
    case EVENT_UNKNOWN:
        if (!left_out())
            effect_log(EFFECT_ERROR, "no such event");
    }
}

EXPORT("smg_buffer") char *smg_buffer(size_t length) {
    arena_reset();
    text_reset();
    template_begin();
    return self.event = length < SIZE_MAX ? arena_alloc(length + 1) : NULL;
}

EXPORT("smg_dispatch") const char *smg_dispatch(size_t length) {
    struct event event = {0};
    bool readable = self.event && event_read(&event, self.event, length);
    json_open('[');
    if (IS_FIRST && first_lacks)
        ; /* half of an event may have been handled: what would follow from that is not to be relied on */
    else if (readable)
        handle(&event);
    else if (!left_out()) {
        /* Nothing was done: whoever has asked for something, a withdrawal above all, must hear of it. */
        effect_log(EFFECT_ERROR, "the event is not readable: nothing was done");
        effect_emit_error("event", NULL);
    }
    json_close(']');
    /* The whole has more memory to begin with, and it alone says that this has run out. */
    if (IS_FIRST && (first_lacks || (arena_exhausted() && left_out())))
        return "[[\"more\"]]";
    if (arena_exhausted()) {
        /* Half an answer could be worse than none: everything ends here, and nothing loads any more. */
        self.over = true;
        return "[[\"render\",\"banner\",null],[\"render\",\"settings\",null],[\"render\",\"float\",null],"
               "[\"log\",\"error\",\"out of memory\"],[\"emit\",\"error\",{\"error\":\"stopped\"}]]";
    }
    return text_so_far();
}
