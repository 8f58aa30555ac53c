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

/* What an event may be, and what a visitor or a page may ask for. Each list makes its enum and its texts. */
#define TYPES(X) X(action) X(call) X(failed) X(language) X(next) X(start) X(sync)
/* clang-format off */
#define REQUESTS(X) \
    X(accept) X(acceptAll) X(reject) X(rejectAll) X(withdraw) X(settings) X(showPreferences) X(close) X(hide) X(show) \
    X(save) X(turn) X(reset) X(setLanguage) X(getConsent) X(getReceipt) \
    X(acceptPurpose) X(acceptProcessor) X(acceptedPurpose) X(acceptedProcessor)
/* clang-format on */
#define ENUM_TYPE(name) TYPE_##name,
#define ENUM_REQUEST(name) REQUEST_##name,
#define TEXT(name) #name "\0"

enum type { TYPES(ENUM_TYPE) };
enum request { REQUESTS(ENUM_REQUEST) };
static const char types[] = TYPES(TEXT), requests[] = REQUESTS(TEXT);

/* The event at hand, and what it says on every occasion. */
struct event {
    const cJSON *json;
    enum type type;
    uint32_t now;
    struct stored stored;
};

struct config config;
struct decision decision;
struct language language;
bool ask_again;

static struct record current;       /* of the decision that holds: what getConsent() tells of it */
static struct decision before;      /* as it was before the change that is being carried out, ... */
static struct record before_record; /* ... with its record */
static bool started, over;          /* over: memory has run out, and nothing is begun any more */
static bool changed, sweep;         /* sweep: what the refused processors keep is still to be erased */
static char *event_text;

/* The place of `name` in a list of texts, each with its NUL; that behind the last where it is not in it. */
static int place(const char *list, const char *name) {
    int index = 0;
    for (; *list && strcmp(list, name) != 0; index++)
        list += strlen(list) + 1;
    return index;
}

static const char *member(const struct event *event, const char *name) {
    return json_member(event->json, name);
}

/* A whole effect. */
static void effect(const char *shape, const char *a, const char *b) {
    json_shape(shape, a, b);
}

static void answer(bool value) {
    effect(value ? "['return',true]" : "['return',false]", NULL, NULL);
}

/* The state as pages see it: the same object in events, getConsent() and getReceipt(). */
static void put_state(const struct decision *of, const struct record *record) {
    static const char *const choices[] = {"undecided", "refused", "granted"};
    effect("{'choice':%,'purposes':{'necessary':true", choices[of->choice], NULL);
    for (int i = 0; i < config.purpose_count; i++) {
        json_key(config.purposes[i].id);
        json_bool(of->granted.purposes[i]);
    }
    put("},\"processors\":{");
    for (int i = 0; i < config.processor_count; i++) {
        json_key(config.processors[i].id);
        json_bool(decision_allows(&of->granted, &config, i));
    }
    put_char('}');
    if (of->choice) {
        effect("'time':", NULL, NULL);
        put_whole(record->time);
        put("000,\"revision\":"); /* milliseconds */
        put_whole(record->revision);
    }
    if (of->choice == CHOICE_GRANTED) {
        effect("'id':%,'way':%", record->id, record->way);
        effect("'language':%", record->language, NULL);
    }
    put_char('}');
}

/* An effect that begins with `shape` and ends with the state. */
static void effect_state(const char *shape) {
    effect(shape, NULL, NULL);
    put_state(&decision, &current);
    put_char(']');
}

/* Shows and removes layers so that the page agrees with the decision. */
static void render(const struct decision *old) {
    bool banner = old->banner, settings = old->settings;
    if (decision.banner > banner)
        view_banner();
    if (decision.settings > settings)
        view_settings();
    if (decision.settings < settings)
        view_remove("settings");
    if (decision.banner < banner)
        view_remove("banner");
    if (decision.banner > banner || decision.settings > settings)
        effect("['emit','show',%]", decision.settings > settings ? "settings" : "banner", NULL);
    if (decision.banner < banner || decision.settings < settings)
        effect("['emit','hide',%]", decision.settings < settings ? "settings" : "banner", NULL);
}

static void table(const struct event *event) {
    if (json_true(event->json, "table"))
        view_table();
}

/* Keeps what the decision was, for the change event. A change that follows before that is told belongs to the first. */
static void remember(const struct decision *old) {
    if (changed)
        return;
    before = *old;
    before_record = current;
    changed = sweep = true;
}

/* "b", "s", "p" or "a", and "u" behind it for a press that a script made. */
static void set_way(const struct event *event, bool settings) {
    bool action = event->type == TYPE_action, inside = json_true(event->json, "inside");
    current.way[0] = !action ? 'a' : !inside ? 'p' : settings ? 's' : 'b';
    current.way[1] = action && !json_true(event->json, "trusted") ? 'u' : 0;
}

/*
 * The one path of every choice, which stands in the draft: store, then take the layers away, then wait until that has
 * been painted.
 */
static void choose(const struct event *event) {
    static struct decision old;
    const char *random = member(event, "random");
    /* Where nothing is asked for there is nothing to choose, and nothing to store. */
    if (decision.phase == PHASE_LEAVING || !config.purpose_count)
        return;
    old = decision;
    remember(&old);
    decision_choose(&decision, &config);
    current = (struct record){.revision = config.revision, .time = event->now};
    if (decision.choice == CHOICE_GRANTED) {
        /* A grant must have its number: without one the record is none, nothing loads, and the visitor is told. */
        if (strlen(random) == RECORD_ID_LENGTH)
            memcpy(current.id, random, RECORD_ID_LENGTH);
        memcpy(current.language, language.tag, sizeof language.tag);
        set_way(event, old.settings);
    }
    store_write(&config, &decision, &current);
    render(&old);
    view_status("status_saved", false);
    effect("['next','paint']", NULL, NULL);
}

static void set_layers(bool banner, bool settings) {
    static struct decision old;
    old = decision;
    if (settings > old.settings)
        decision.draft = decision.granted;
    decision.banner = banner && config.purpose_count;
    decision.settings = settings && config.purpose_count;
    render(&old);
}

/* The switches as the dialog has them: what is seen is what is saved. A switch just turned takes its purpose along. */
static void read_switches(const struct event *event) {
    int target = config_purpose(&config, member(event, "target"));
    bool turned_on = false;
    const cJSON *item = json_first(json_get(event->json, "on"));
    decision.draft = (struct grants){0};
    for (; item; item = item->next) {
        const char *name = json_text(item);
        int purpose = config_purpose(&config, name ? name : ""),
            processor = config_processor(&config, name ? name : "");
        if (purpose >= 0)
            decision.draft.purposes[purpose] = true;
        if (processor >= 0)
            decision.draft.processors[processor] = true;
        turned_on |= purpose >= 0 && purpose == target;
    }
    if (target >= 0)
        grants_set_purpose(&decision.draft, &config, target, turned_on);
    grants_settle(&decision.draft, &config);
}

/* What "next" asks for, up to the first load: each load is decided by the records of an event of its own. */
static void carry_on(const struct event *event) {
    static struct decision old;
    int processor = 0;
    enum next next;
    old = decision;
    /* A part has nothing to load: its whole asks for it by {on:...}. */
    do
        next = decision_next(&decision, &config, &event->stored, &processor);
    while (next == NEXT_LOAD && config.processors[processor].whole >= 0);
    if (next == NEXT_NOTHING)
        return;
    if (decision.choice != old.choice || !grants_equal(&decision.granted, &old.granted))
        remember(&old);
    sweep |= next == NEXT_LEAVE;
    loader_stop(&config, &decision, event->now);
    if (sweep && (decision.choice || before.choice || next == NEXT_LEAVE || event->stored.ended))
        loader_erase(&config, &decision);
    sweep = false;
    if (next == NEXT_LOAD) {
        loader_load(&config, &decision, processor, event->now);
        effect("['next','task']", NULL, NULL);
        return;
    }
    if (event->stored.choice == decision.choice)
        current = event->stored.record;
    if (next == NEXT_FAILED) {
        view_status("error_save", true);
        effect("['log','error','the choice could not be stored: nothing is loaded'],['emit','error',{'error':'store'}]",
               NULL, NULL);
    }
    if (next != NEXT_LEAVE) {
        loader_unlock(&config, &decision);
        table(event);
        if (decision.choice)
            effect_state("['emit','consent'");
    }
    if (changed) {
        effect("['emit','change',{'old':", NULL, NULL);
        put_state(&before, &before_record);
        effect("'new':", NULL, NULL);
        put_state(&decision, &current);
        put("}]");
        changed = false;
    }
    before.choice = CHOICE_NONE;
    if (next == NEXT_LEAVE)
        effect("['reload']", NULL, NULL);
}

static void start(struct event *event) {
    static const struct decision nothing;
    const cJSON *json = event->json;
    config_read(&config, json_get(json, "config"), json_true(json, "secure"));
    config.host = member(event, "host");
    if (config.language && !language_set(&language, config.language, config.texts)) {
        config_report("SMG_CONFIG.consent.language", "a language that there is",
                      json_get(json_get(json_get(json, "config"), "consent"), "language"));
        config.language = NULL;
    }
    if (!config.language)
        language_choose(&language, json_get(json, "languages"), config.texts);
    store_read(&event->stored, &config, json, event->now);
    ask_again = event->stored.outdated;
    current = event->stored.record;
    decision_start(&decision, &config, &event->stored);
    started = sweep = true;
    render(&nothing);
    if (event->stored.ended)
        loader_erase(&config, &decision);
    if (decision.phase == PHASE_IDLE)
        table(event);
    effect_state("['emit','ready'");
    carry_on(event);
}

static void sync(const struct event *event) {
    static struct decision old;
    old = decision;
    if (!decision_sync(&decision, &config, &event->stored))
        return;
    remember(&old);
    render(&old);
    carry_on(event);
}

static void show_language(const struct event *event) {
    if (decision.banner)
        view_banner();
    if (decision.settings)
        view_settings();
    table(event);
}

static void reset(void) {
    static struct decision old;
    if (decision.phase == PHASE_LEAVING)
        return;
    old = decision;
    remember(&old);
    decision_reset(&decision, &config);
    store_clear(&config);
    render(&old);
    effect("['next','paint']", NULL, NULL);
}

/* acceptPurpose and acceptProcessor, acceptedPurpose and acceptedProcessor. */
static void about(const struct event *event, enum request request, const cJSON *args) {
    bool of_purpose = request == REQUEST_acceptPurpose || request == REQUEST_acceptedPurpose;
    const char *text = json_text(args), *id = text ? text : "";
    int index = of_purpose ? config_purpose(&config, id) : config_processor(&config, id);
    if (request >= REQUEST_acceptedPurpose) {
        bool accepted = index < 0    ? of_purpose && !strcmp(id, "necessary")
                        : of_purpose ? decision.granted.purposes[index]
                                     : decision_allows(&decision.granted, &config, index);
        answer(accepted);
        return;
    }
    if (index < 0) {
        config_report(of_purpose ? "SMGConsent.acceptPurpose" : "SMGConsent.acceptProcessor", "a known id", args);
        return;
    }
    bool on = !args->next || !cJSON_IsFalse(args->next);
    decision.draft = decision.granted;
    if (of_purpose)
        grants_set_purpose(&decision.draft, &config, index, on);
    else
        grants_set_processor(&decision.draft, &config, index, on);
    /* Nothing new to say, above all no refusal of everything by taking back what was never given. */
    if (!grants_equal(&decision.draft, &decision.granted))
        choose(event);
}

static void act(const struct event *event) {
    const cJSON *args = json_first(json_get(event->json, "args"));
    enum request request = (enum request)place(requests, member(event, "name"));
    bool known;
    switch (request) {
    case REQUEST_accept:
    case REQUEST_acceptAll:
        grants_set_all(&decision.draft, &config);
        choose(event);
        break;
    case REQUEST_reject:
    case REQUEST_rejectAll:
    case REQUEST_withdraw:
        decision.draft = (struct grants){0};
        choose(event);
        break;
    case REQUEST_settings:
    case REQUEST_showPreferences:
        set_layers(decision.banner, true);
        break;
    case REQUEST_close:
        set_layers(decision.banner, false);
        break;
    case REQUEST_hide:
        set_layers(false, false);
        break;
    case REQUEST_show:
        set_layers(true, decision.settings);
        break;
    case REQUEST_save:
    case REQUEST_turn:
        /* Only what stands before the visitor's eyes can be saved. */
        if (!decision.settings)
            break;
        read_switches(event);
        if (request == REQUEST_save)
            choose(event);
        else
            view_switches();
        break;
    case REQUEST_reset:
        reset();
        break;
    case REQUEST_setLanguage:
        known = cJSON_IsString(args) && language_set(&language, args->valuestring, config.texts);
        if (known)
            show_language(event);
        else
            config_report("SMGConsent.setLanguage", "a language that there is", args);
        answer(known);
        break;
    case REQUEST_getReceipt:
        if (decision.choice != CHOICE_GRANTED)
            break;
        /* fall through */
    case REQUEST_getConsent:
        effect_state("['return'");
        break;
    case REQUEST_acceptPurpose:
    case REQUEST_acceptProcessor:
    case REQUEST_acceptedPurpose:
    case REQUEST_acceptedProcessor:
        about(event, request, args);
        break;
    }
}

static void handle(struct event *event) {
    event->type = (enum type)place(types, member(event, "type"));
    if (over || (event->type == TYPE_start) == started) {
        effect("['log','error',%]", over ? "stopped" : started ? "started twice" : "not started", NULL);
        return;
    }
    if (!started) {
        start(event);
        return;
    }
    store_read(&event->stored, &config, event->json, event->now);
    switch (event->type) {
    case TYPE_action:
    case TYPE_call:
        act(event);
        break;
    case TYPE_next:
        carry_on(event);
        break;
    case TYPE_sync:
        sync(event);
        break;
    case TYPE_language:
        if (config.language)
            break;
        language_choose(&language, json_get(event->json, "languages"), config.texts);
        show_language(event);
        break;
    case TYPE_failed:
        effect("['emit','error',{'error':'script','processor':%}]", member(event, "id"), NULL);
        effect("['log','warn',%]", join(member(event, "id"), ": its script did not load"), NULL);
        break;
    default:
        effect("['log','error','no such event']", NULL, NULL);
    }
}

EXPORT("smg_buffer") char *smg_buffer(size_t length) {
    arena_reset();
    return event_text = length < SIZE_MAX ? arena_alloc(length + 1) : NULL;
}

EXPORT("smg_dispatch") const char *smg_dispatch(size_t length) {
    struct event event = {0};
    if (event_text) {
        event_text[length] = 0;
        event.json = json_parse(event_text, length);
    }
    bool was_started = started;
    text_begin();
    json_open('[');
    if (!json_whole(json_get(event.json, "now"), 0, UINT32_MAX, &event.now))
        effect("['log','error','the event is not readable']", NULL, NULL);
    else
        handle(&event);
    put_char(']');
    const char *effects = text_end();
    if (arena_exhausted()) {
        /* Half an answer could be worse than none: everything ends here, and nothing loads any more. */
        over = true;
        return "[[\"render\",\"banner\",null],[\"render\",\"settings\",null],[\"log\",\"error\",\"out of memory\"]]";
    }
    if (started && !was_started)
        arena_keep();
    return effects;
}
