/*
 * The two exports, what starts and what carries on, and the order of effects. Holds the module's state.
 */
#include "smg.h"

#include <string.h>

#include "arena.h"
#include "loader.h"
#include "request.h"
#include "store.h"
#include "words.h"

#ifdef __wasm__
#define EXPORT(name) __attribute__((export_name(name)))
#else
#define EXPORT(name)
#endif

/* Seconds in which a grant of another tab counts as one of the same time. */
enum { AT_ONCE = 1 };

static const char types[] = TYPES(TEXT);

struct language language;
struct decision decision, before;
struct record current, before_record;
struct choosing last_choice;
bool ask_again, changed, sweep;
struct grants fresh;
const char *cookies;
uint32_t contacts[ITEMS_MAX];

static bool started, over; /* over: memory has run out, and nothing is begun any more */
static char *event_text;

/*
 * True if the record is from before the last choice, which was then not stored; else it is another tab's. No refusal is
 * undone by a grant that is older.
 */
static bool unchanged(const struct stored *stored) {
    bool older = decision.choice == CHOICE_REFUSED && stored->record.time < last_choice.at;
    return older || (stored->choice == last_choice.replaced && !strcmp(stored->record.id, last_choice.id));
}

/* What the records say now is what is known of earlier answers. */
static void take(const struct stored *stored) {
    ask_again = stored->outdated;
    fresh = stored->fresh;
}

static void store_again(const struct event *event) {
    store_write(&decision, &current, &event->stored);
    effect("['next','task']", NULL, NULL);
}

/* What "next" asks for, up to the first load: each load is decided by the records of an event of its own. */
static void carry_on(const struct event *event) {
    enum next next = decision_next(&decision, &event->stored, unchanged(&event->stored));
    if (next == NEXT_NOTHING)
        return;
    if (next == NEXT_AGAIN) {
        store_again(event);
        return;
    }
    /* It may hold where this page cannot see it, on other paths: nothing may load there by what the visitor is told was
     * not kept. */
    if (next == NEXT_FAILED && old.choice != CHOICE_REFUSED)
        store_take_back(event->json);
    if (decision.choice != old.choice || !grants_equal(&decision.granted, &old.granted)) {
        remember();
        /* Not beneath a refusal of this page's own: it may yet have to yield to that grant. */
        if (event->stored.overruled)
            store_tidy(event->json, &event->stored);
    }
    if (event->stored.choice == decision.choice)
        current = event->stored.record;
    if (next == NEXT_CARRY_ON)
        take(&event->stored);
    render();
    bool leave = loader_stop(event->json, event->now);
    /* A reload would start it all again where the old grant would not go. */
    if (next == NEXT_FAILED && event->stored.choice)
        leave = false;
    if (sweep || leave) {
        if ((decision.choice || old.choice || before.choice || event->stored.ended) && loader_erase() && !leave)
            effect("['later',500,2000,5000]", NULL, NULL);
        loader_change(event->now);
        loader_mask();
    }
    sweep = false;
    if (leave)
        decision.phase = PHASE_LEAVING;
    /* A page that hears of the banner's going may choose at once: what the records say then is what loads. */
    else if (decision.banner < old.banner) {
        effect("['next','task']", NULL, NULL);
        return;
    }
    int processor = leave || next == NEXT_FAILED ? -1 : decision_pick(&decision);
    if (processor >= 0) {
        loader_load(processor, event->now);
        effect("['next','task']", NULL, NULL);
        return;
    }
    if (next == NEXT_FAILED) {
        view_status(TEXT_error_save, true);
        effect("['log','error','the choice could not be stored: nothing is loaded'],['emit','error',{'error':'store'}]",
               NULL, NULL);
    }
    if (!leave) {
        loader_unlock();
        table(event);
        if (decision.choice)
            effect_state("['emit','consent'");
    }
    /* The same once more, if with another number, is no change. */
    if (changed && (decision.choice != before.choice || !grants_equal(&decision.granted, &before.granted))) {
        effect("['emit','change',{'old':", NULL, NULL);
        put_state(&before, &before_record);
        effect("'new':", NULL, NULL);
        put_state(&decision, &current);
        put("}]");
    }
    changed = false;
    before.choice = CHOICE_NONE;
    if (leave)
        effect("['reload']", NULL, NULL);
    render_float();
}

static void start(struct event *event) {
    const cJSON *json = event->json;
    config.host = member(event, "host");
    config_read(json_get(json, "config"), json_true(json, "secure"));
    config.framed = json_true(json, "framed") && !config.options[CONSENT_inFrames].number;
    config.gpc = json_true(json, "gpc") && config.options[CONSENT_respectGpc].number;
    const cJSON *texts = config.options[CONSENT_texts].json;
    const char **wanted = &config.options[CONSENT_language].word;
    if (*wanted && !language_set(&language, *wanted, texts)) {
        config_report("SMG_CONFIG.consent.language", "a language that there is",
                      json_get(json_get(json_get(json, "config"), "consent"), "language"));
        *wanted = NULL;
    }
    if (!*wanted)
        language_choose(&language, json_get(json, "languages"), texts);
    arena_keep();
    store_read(&event->stored, json, event->now);
    take(&event->stored);
    current = event->stored.record;
    decision_start(&decision, &event->stored);
    if (event->stored.overruled)
        store_tidy(json, &event->stored);
    started = sweep = true;
    /* Before anything that the page listens to: it may call its vendors then. */
    loader_stand_in();
    render();
    /* What was found is no change. */
    old = decision;
    if (event->stored.ended)
        loader_erase();
    if (decision.phase == PHASE_IDLE)
        table(event);
    effect_state("['emit','ready'");
    /* Not in this answer: what the page does when it hears of "ready" comes before what the records of now allow. */
    if (decision.phase == PHASE_LOADING)
        effect("['next','task']", NULL, NULL);
}

/*
 * True, once for each, if a grant that the refusal overrules is still there: it must not be what is seen when the
 * refusal is gone. A new one may yet be what holds.
 */
static bool lingers(const struct event *event) {
    static uint32_t last;
    bool lingering = event->stored.grant_time != last && event->now - event->stored.grant_time > AT_ONCE;
    if (lingering)
        last = event->stored.grant_time;
    return lingering;
}

/* True if the page is no longer what the records say: "next" has been asked for. */
static bool sync(const struct event *event) {
    if (event->now - last_choice.at <= AT_ONCE && decision_insist(&decision, &event->stored)) {
        store_again(event);
        return true;
    }
    bool news = decision_sync(&decision, &event->stored, unchanged(&event->stored));
    if (event->stored.overruled && (news || lingers(event)))
        store_tidy(event->json, &event->stored);
    if (!news)
        return false;
    remember();
    take(&event->stored);
    current = event->stored.record;
    view_calm();
    render();
    effect("['next','task']", NULL, NULL);
    return true;
}

static void failed(const struct event *event) {
    const char *id = member(event, "id"), *step = member(event, "step"), *reason = member(event, "reason");
    int item = config_find(id);
    bool leave = item >= 0 && loader_failed(item, step, event->now) && decision.phase != PHASE_LEAVING;
    effect("['emit','error',{'error':%,'processor':%}]", *step ? step : "script", id);
    if (*step)
        effect("['log','error',%]", join(join(join(id, ": its "), step), join(" has failed: ", reason)), NULL);
    else
        effect("['log','warn',%]", join(id, ": its script did not load"), NULL);
    table(event);
    if (leave) {
        decision.phase = PHASE_LEAVING;
        effect("['reload']", NULL, NULL);
    }
}

static void handle(struct event *event) {
    cookies = member(event, "cookies");
    event->type = (enum type)place(types, member(event, "type"));
    if (over || (event->type == TYPE_start) == started) {
        effect("['log','error',%]", over ? "stopped" : started ? "started twice" : "not started", NULL);
        return;
    }
    if (!started) {
        start(event);
        return;
    }
    old = decision;
    store_read(&event->stored, event->json, event->now);
    switch (event->type) {
    case TYPE_action:
    case TYPE_call:
        request(event);
        break;
    case TYPE_next:
        carry_on(event);
        break;
    case TYPE_sync:
        sync(event);
        break;
    case TYPE_added:
        /* Upon the records of now, as every load. Whatever is under way ends with the same. */
        if (!sync(event) && decision.phase == PHASE_IDLE) {
            table(event);
            loader_unlock();
        }
        break;
    case TYPE_language:
        if (config.options[CONSENT_language].word)
            break;
        language_choose(&language, json_get(event->json, "languages"), config.options[CONSENT_texts].json);
        show_language(event);
        break;
    case TYPE_requests:
        if (loader_watch(json_get(event->json, "requests"), event->now))
            table(event);
        break;
    case TYPE_eraseAgain:
        if (decision.phase != PHASE_LEAVING)
            loader_erase();
        break;
    case TYPE_still: {
        int item = config_find(member(event, "id"));
        effect(item >= 0 && loader_holds(item, event->now) ? "['return',true]" : "['return',false]", NULL, NULL);
        break;
    }
    case TYPE_failed:
        failed(event);
        break;
    default:
        effect("['log','error','no such event']", NULL, NULL);
    }
}

EXPORT("smg_buffer") char *smg_buffer(size_t length) {
    arena_reset();
    text_reset();
    words_forget();
    view_begin();
    return event_text = length < SIZE_MAX ? arena_alloc(length + 1) : NULL;
}

EXPORT("smg_dispatch") const char *smg_dispatch(size_t length) {
    struct event event = {0};
    if (event_text) {
        event_text[length] = 0;
        json_flatten(event_text);
        event.json = json_parse(event_text, length);
    }
    json_open('[');
    if (!json_whole(json_get(event.json, "now"), 0, UINT32_MAX, &event.now))
        /* Nothing was done: whoever has asked for something, a withdrawal above all, must hear of it. */
        effect("['log','error','the event is not readable: nothing was done'],['emit','error',{'error':'event'}]", NULL,
               NULL);
    else
        handle(&event);
    put_char(']');
    if (arena_exhausted()) {
        /* Half an answer could be worse than none: everything ends here, and nothing loads any more. */
        over = true;
        return "[[\"render\",\"banner\",null],[\"render\",\"settings\",null],[\"render\",\"float\",null],"
               "[\"log\",\"error\",\"out of memory\"],[\"emit\",\"error\",{\"error\":\"stopped\"}]]";
    }
    return text_so_far();
}
