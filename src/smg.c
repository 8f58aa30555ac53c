/*
 * The two exports, and the order of effects. Holds all of the module's state; everything else is handed what it needs.
 */
#include "smg.h"

#include <string.h>

#include "arena.h"
#include "loader.h"
#include "store.h"
#include "view.h"

#ifdef __wasm__
#define EXPORT(name) __attribute__((export_name(name)))
#else
#define EXPORT(name)
#endif

static struct config config;
static struct decision decision;
static struct language language;
static struct record current;         /* of the decision that holds: what getConsent() tells of it */
static struct decision before;        /* as it was before the change that is being carried out, ... */
static struct record before_record;   /* ... with its record */
static bool started, changed, ask_again;

/* The event at hand, and what it says on every occasion. */
struct event {
    const cJSON *json;
    uint32_t now;
    struct stored stored;
    struct writer *out;
};

static struct view view(struct event *event) {
    return (struct view){event->out, &config, &language, &decision, ask_again};
}

static void emit_text(struct event *event, const char *type, const char *detail) {
    json_shape(event->out, "['emit',%,%]", type, detail);
}

static const char *choice_name(enum choice choice) {
    return choice == CHOICE_GRANTED ? "granted" : choice == CHOICE_REFUSED ? "refused" : "undecided";
}

/* The state as pages see it; the same object in events, getConsent() and getReceipt(). */
static void put_state(struct writer *out, const struct decision *of, const struct record *record) {
    json_shape(out, "{'choice':%,'purposes':{'necessary':true", choice_name(of->choice), NULL);
    for (int i = 0; i < config.purpose_count; i++) {
        json_key(out, config.purposes[i].id);
        json_bool(out, grants_purpose(&of->granted, i));
    }
    put(out, "},\"processors\":{");
    for (int i = 0; i < config.processor_count; i++) {
        json_key(out, config.processors[i].id);
        json_bool(out, decision_allows(&of->granted, &config, i));
    }
    put(out, "}");
    if (of->choice) {
        json_key(out, "time");
        put_whole(out, record->time);
        put(out, "000"); /* milliseconds */
        json_key(out, "revision");
        put_whole(out, record->revision);
    }
    if (of->choice == CHOICE_GRANTED) {
        json_shape(out, "'id':%,'way':%", record->id, record->way);
        json_shape(out, "'language':%", record->language, NULL);
    }
    json_close(out, '}');
}

static void emit_state(struct event *event, const char *type) {
    json_shape(event->out, "['emit',%", type, NULL);
    put_state(event->out, &decision, &current);
    json_close(event->out, ']');
}

static void wait(struct event *event, const char *when) {
    json_shape(event->out, "['next',%]", when, NULL);
}

static void answer(struct event *event, bool value) {
    json_shape(event->out, value ? "['return',true]" : "['return',false]", NULL, NULL);
}

/* Shows and removes layers so that the page agrees with the decision. */
static void render(struct event *event, bool banner, bool settings) {
    struct view now = view(event);
    if (decision.banner && !banner)
        view_banner(&now);
    if (decision.settings && !settings)
        view_settings(&now);
    if (!decision.settings && settings)
        view_remove(&now, "settings");
    if (!decision.banner && banner)
        view_remove(&now, "banner");
    if (decision.banner > banner || decision.settings > settings)
        emit_text(event, "show", decision.settings > settings ? "settings" : "banner");
    if (decision.banner < banner || decision.settings < settings)
        emit_text(event, "hide", decision.settings < settings ? "settings" : "banner");
}

static void status(struct event *event, const char *text, bool error) {
    struct view now = view(event);
    view_status(&now, text, error);
}

static void table(struct event *event) {
    struct view now = view(event);
    if (json_true(event->json, "table"))
        view_table(&now);
}

/* "b", "s", "p" or "a", and "u" behind it for a press that a script made. */
static void set_way(struct record *record, const struct event *event, bool settings) {
    const cJSON *json = event->json;
    bool action = !strcmp(json_member(json, "type"), "action");
    bool inside = json_true(json, "inside");
    record->way[0] = !action ? 'a' : !inside ? 'p' : settings ? 's' : 'b';
    record->way[1] = action && !json_true(json, "trusted") ? 'u' : 0;
    record->way[2] = 0;
}

/* A change begins; one that follows before it is carried out belongs to it. */
static void remember(void) {
    if (changed)
        return;
    before = decision;
    before_record = current;
    changed = true;
}

/* The one path of every choice: store, then take the layers away, then wait until that has been painted. */
static void choose(struct event *event, struct grants granted, const char *text) {
    bool banner = decision.banner, settings = decision.settings;
    const char *random = json_member(event->json, "random");
    if (decision.phase == PHASE_LEAVING)
        return;
    remember();
    grants_settle(&granted, &config);
    decision_choose(&decision, &granted);
    current = (struct record){.revision = config.revision, .time = event->now};
    if (decision.choice == CHOICE_GRANTED) {
        /* A grant must have its number: without one the record is none, nothing loads, and the visitor is told. */
        if (strlen(random) == RECORD_ID_LENGTH)
            memcpy(current.id, random, RECORD_ID_LENGTH + 1);
        memcpy(current.language, language.tag, sizeof language.tag);
        set_way(&current, event, settings);
    }
    store_write(event->out, &config, &decision, &current);
    render(event, banner, settings);
    status(event, decision.choice == CHOICE_REFUSED ? "status_rejected" : text, false);
    wait(event, "paint");
}

static void accept_all(struct event *event) {
    choose(event, grants_all(&config), "status_accepted");
}

static void reject_all(struct event *event) {
    choose(event, (struct grants){0}, "status_rejected");
}

static void set_layers(struct event *event, bool banner, bool settings) {
    bool old_banner = decision.banner, old_settings = decision.settings;
    if (settings && !old_settings)
        decision.draft = decision.granted;
    decision.banner = banner && config.purpose_count;
    decision.settings = settings && config.purpose_count;
    render(event, old_banner, old_settings);
}

static const char *word(const cJSON *value) {
    const char *text = json_text(value);
    return text ? text : "";
}

/* The switches as the dialog has them: what is seen is what is saved. */
static void read_switches(const struct event *event) {
    const cJSON *on = json_get(event->json, "on"), *item;
    struct grants draft = {0};
    if (!cJSON_IsArray(on))
        return;
    cJSON_ArrayForEach(item, on) {
        int purpose = config_purpose(&config, word(item)), processor = config_processor(&config, word(item));
        if (processor >= 0)
            grants_set_processor(&draft, &config, processor, true);
        else if (purpose >= 0)
            draft.purposes |= (uint32_t)1 << purpose;
    }
    grants_settle(&draft, &config);
    decision.draft = draft;
}

static void turn(struct event *event) {
    int purpose = config_purpose(&config, json_member(event->json, "target"));
    const cJSON *item;
    read_switches(event);
    if (purpose >= 0) {
        bool on = false;
        cJSON_ArrayForEach(item, json_get(event->json, "on")) {
            on |= !strcmp(word(item), config.purposes[purpose].id);
        }
        grants_set_purpose(&decision.draft, &config, purpose, on);
    }
    struct view now = view(event);
    view_switches(&now);
}

/* What "next" asks for, up to the first load: each load is decided by the records of an event of its own. */
static void carry_on(struct event *event) {
    int processor = 0;
    enum next next;
    while ((next = decision_next(&decision, &config, &event->stored, &processor)) == NEXT_LOAD) {
        /* A part has nothing to load: its whole asks for it by {on:...}. */
        if (config.processors[processor].whole >= 0)
            continue;
        loader_load(event->out, &config, &decision, processor, event->now);
        wait(event, "task");
        return;
    }
    if (next == NEXT_NOTHING)
        return;
    if (event->stored.choice) {
        current = event->stored.record;
        current.purposes = current.processors = NULL;
    }
    loader_stop(event->out, &config, &decision, event->now);
    if (decision.choice || before.choice || event->stored.ended)
        loader_erase(event->out, &config, &decision);
    if (next == NEXT_FAILED) {
        status(event, "error_save", true);
        json_shape(event->out, "['log','error','the choice could not be stored: nothing is loaded']", NULL, NULL);
        json_shape(event->out, "['emit','error',{'error':'store'}]", NULL, NULL);
    }
    if (next != NEXT_LEAVE) {
        loader_unlock(event->out, &config, &decision);
        table(event);
        if (decision.choice)
            emit_state(event, "consent");
    }
    if (changed) {
        json_shape(event->out, "['emit','change',{'old':", NULL, NULL);
        put_state(event->out, &before, &before_record);
        json_key(event->out, "new");
        put_state(event->out, &decision, &current);
        put(event->out, "}]");
        changed = false;
    }
    before = (struct decision){0};
    if (next == NEXT_LEAVE)
        json_shape(event->out, "['reload']", NULL, NULL);
}

static void start(struct event *event) {
    const cJSON *json = event->json;
    config_read(&config, json_get(json, "config"), json_true(json, "secure"), event->out);
    config.host = json_member(json, "host");
    if (config.language && !language_set(&language, config.language, config.texts)) {
        config_report(event->out, "SMG_CONFIG.consent.language", "a language that there is",
                      json_get(json_get(json_get(json, "config"), "consent"), "language"));
        config.language = NULL;
    }
    if (!config.language)
        language_choose(&language, json_get(json, "languages"), config.texts);
    event->stored = store_read(&config, json, event->now);
    ask_again = event->stored.outdated;
    current = event->stored.record;
    current.purposes = current.processors = NULL;
    decision_start(&decision, &config, &event->stored);
    started = true;
    render(event, false, false);
    if (event->stored.ended)
        loader_erase(event->out, &config, &decision);
    if (decision.phase == PHASE_IDLE)
        table(event);
    emit_state(event, "ready");
    carry_on(event);
}

static void sync(struct event *event) {
    bool banner = decision.banner, settings = decision.settings;
    struct decision old = decision;
    if (!decision_sync(&decision, &config, &event->stored))
        return;
    if (!changed) {
        before = old;
        before_record = current;
        changed = true;
    }
    render(event, banner, settings);
    carry_on(event);
}

static void show_language(struct event *event) {
    struct view now = view(event);
    if (decision.banner)
        view_banner(&now);
    if (decision.settings)
        view_settings(&now);
    table(event);
}

static void reset(struct event *event) {
    bool banner = decision.banner, settings = decision.settings;
    remember();
    decision.choice = CHOICE_NONE;
    decision.granted = (struct grants){0};
    decision.phase = PHASE_LOADING;
    decision.banner = config.purpose_count;
    decision.settings = false;
    store_clear(event->out, &config);
    render(event, banner, settings);
    wait(event, "paint");
}

static void action(struct event *event) {
    const char *name = json_member(event->json, "name");
    if (!strcmp(name, "accept"))
        accept_all(event);
    else if (!strcmp(name, "reject") || !strcmp(name, "withdraw"))
        reject_all(event);
    else if (!strcmp(name, "settings"))
        set_layers(event, decision.banner, true);
    else if (!strcmp(name, "close"))
        set_layers(event, decision.banner, false);
    else if (decision.settings && !strcmp(name, "save")) {
        read_switches(event);
        choose(event, decision.draft, "status_saved");
    } else if (decision.settings && !strcmp(name, "switch"))
        turn(event);
}

/* acceptPurpose and acceptProcessor, acceptedPurpose and acceptedProcessor. */
static void call_about(struct event *event, const char *name, const cJSON *args) {
    const cJSON *id = cJSON_GetArrayItem(args, 0), *on = cJSON_GetArrayItem(args, 1);
    bool asks = !strncmp(name, "accepted", 8);
    bool of_purpose = !strcmp(name + (asks ? 8 : 6), "Purpose");
    int index = of_purpose ? config_purpose(&config, word(id)) : config_processor(&config, word(id));
    if (asks) {
        answer(event, (of_purpose && !strcmp(word(id), "necessary")) ||
                          (index >= 0 && (of_purpose ? grants_purpose(&decision.granted, index)
                                                     : decision_allows(&decision.granted, &config, index))));
        return;
    }
    if (index < 0) {
        struct writer path = writer_new();
        put(&path, "SMGConsent.");
        put(&path, name);
        config_report(event->out, path.text, of_purpose ? "the id of a purpose" : "the id of a processor",
                      id);
        return;
    }
    struct grants granted = decision.granted;
    (of_purpose ? grants_set_purpose : grants_set_processor)(&granted, &config, index, !cJSON_IsFalse(on));
    grants_settle(&granted, &config);
    /* Nothing new to say, above all no refusal of everything by taking back what was never given. */
    if (memcmp(&granted, &decision.granted, sizeof granted) != 0)
        choose(event, granted, "status_saved");
}

static void call(struct event *event) {
    const char *name = json_member(event->json, "name");
    const cJSON *args = json_get(event->json, "args");
    if (!strcmp(name, "show"))
        set_layers(event, true, decision.settings);
    else if (!strcmp(name, "showPreferences"))
        set_layers(event, decision.banner, true);
    else if (!strcmp(name, "hide"))
        set_layers(event, false, false);
    else if (!strcmp(name, "acceptAll"))
        accept_all(event);
    else if (!strcmp(name, "rejectAll") || !strcmp(name, "withdraw"))
        reject_all(event);
    else if (!strcmp(name, "reset"))
        reset(event);
    else if (!strcmp(name, "setLanguage")) {
        bool known = language_set(&language, word(cJSON_GetArrayItem(args, 0)), config.texts);
        if (known)
            show_language(event);
        else
            config_report(event->out, "SMGConsent.setLanguage", "a language that there is", cJSON_GetArrayItem(args, 0));
        answer(event, known);
    } else if (!strcmp(name, "getConsent") || (!strcmp(name, "getReceipt") && decision.choice == CHOICE_GRANTED)) {
        json_shape(event->out, "['return'", NULL, NULL);
        put_state(event->out, &decision, &current);
        json_close(event->out, ']');
    } else if (!strncmp(name, "accept", 6))
        call_about(event, name, args);
}

static void handle(struct event *event) {
    const char *type = json_member(event->json, "type");
    if (!strcmp(type, "start") != !started) {
        json_shape(event->out, "['log','error',%]", started ? "started twice" : "not started", NULL);
        return;
    }
    if (!started) {
        start(event);
        return;
    }
    event->stored = store_read(&config, event->json, event->now);
    if (!strcmp(type, "action"))
        action(event);
    else if (!strcmp(type, "call"))
        call(event);
    else if (!strcmp(type, "next"))
        carry_on(event);
    else if (!strcmp(type, "sync"))
        sync(event);
    else if (!strcmp(type, "language") && !config.language) {
        language_choose(&language, json_get(event->json, "languages"), config.texts);
        show_language(event);
    } else if (!strcmp(type, "failed")) {
        const char *id = json_member(event->json, "id");
        json_shape(event->out, "['log','warn',%],['emit','error',{'error':'script','processor':%}]", id, id);
    }
}

static char *event_text;

EXPORT("smg_buffer") char *smg_buffer(size_t length) {
    arena_reset();
    return event_text = length < SIZE_MAX ? arena_alloc(length + 1) : NULL;
}

EXPORT("smg_dispatch") const char *smg_dispatch(size_t length) {
    struct writer out = writer_new();
    struct event event = {.json = event_text ? json_parse(event_text, length) : NULL, .out = &out};
    bool was_started = started;
    json_open(&out, '[');
    if (!json_whole(json_get(event.json, "now"), 0, UINT32_MAX, &event.now))
        json_shape(&out, "['log','error','the event is not readable']", NULL, NULL);
    else
        handle(&event);
    json_close(&out, ']');
    if (arena_exhausted()) {
        /* Half an answer could be worse than none: everything ends here, and nothing loads any more. */
        started = false;
        config = (struct config){0};
        return "[[\"render\",\"banner\",null],[\"render\",\"settings\",null],[\"log\",\"error\",\"out of memory\"]]";
    }
    if (started && !was_started)
        arena_keep();
    return out.text;
}
