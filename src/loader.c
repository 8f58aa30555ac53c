#include "loader.h"

#include <string.h>

#include "effect.h"

#define STOP_GRACE_SECONDS 5 /* a vendor's script may still send what it had begun before its stop */

static struct loader self;
const struct loader *const loader = &self;

/* True if the processor cannot be stopped but by a reload of the page. */
static bool needs_reload(int processor) {
    return config->items[processor].needs_reload || self.unstoppable.of[processor];
}

static bool has_failed(int processor) {
    int whole = config->items[processor].part_of;
    return self.failed.of[whole < 0 ? processor : whole] && decision_allows(processor);
}

enum loader_state loader_state(int processor) {
    processor = config_own(processor);
    bool allowed = decision_allows(processor);
    if (has_failed(processor))
        return LOADER_FAILED;
    if (!self.loaded.of[processor])
        return LOADER_BLOCKED;
    if (needs_reload(processor))
        return allowed ? LOADER_ACTIVE : LOADER_STOPPING;
    if (self.stopped.of[processor])
        return allowed ? LOADER_WAITING : LOADER_STOPPED;
    if (allowed && config->signal && json_true(config->items[processor].definition, "obeysGpc"))
        return LOADER_SILENT;
    return allowed ? LOADER_ACTIVE : LOADER_BLOCKED;
}

static const struct grants *told_grants; /* what the steps at hand are to say is granted */
static int told;                         /* the processor whose steps they are */

static bool is_granted(const char *id) {
    int under = IS_FIRST ? -1 : config_under(told, id), item = config_find(id);
    return under >= 0 ? told_grants->of[under] : item >= 0 && grants_allow(told_grants, item);
}

/* The steps of this list, filled in for these grants: an array, as text. */
static const char *steps(const char *list, int processor, const struct grants *grants, uint32_t now) {
    told_grants = grants;
    told = processor;
    text_begin();
    processor_steps(&config->items[processor], list, now, is_granted);
    return text_end();
}

static void stop(int processor, uint32_t now) {
    effect_stop(config->items[processor].id, steps("stop", processor, &decision->now.granted, now));
}

/* True if the two have one script between them. */
static bool share_script(int one, int other) {
    const char *script = json_text(json_get(config->items[one].definition, "loader"));
    return script && one != other && config_is_processor(other) &&
           !strcmp(json_member(config->items[other].definition, "loader"), script);
}

/* True if another processor has brought the script that this one shares with it, and this one says how it joins. */
static bool joins(int processor) {
    bool any = false;
    for (int i = 0; !IS_FIRST && i != config->count; i++)
        any |= self.loaded.of[i] && share_script(processor, i);
    return any && json_get(config->items[processor].definition, "join");
}

static void load(int processor, uint32_t now) {
    /* The last gate, whatever has led here: without a grant nothing loads. */
    if (decision->now.choice != CHOICE_GRANTED || !decision_allows(processor))
        return;
    bool restarts = self.restarting.of[processor] = self.stopped.of[processor];
    const char *list = restarts ? "restart" : joins(processor) ? "join" : "start";
    /* One that goes on has its script in the page, or on its way. */
    if (!IS_FIRST)
        self.greeted.of[processor] &= restarts;
    effect_load(config->items[processor].id, steps(list, processor, &decision->now.granted, now),
                config->options[CONSENT_nonce].word);
    self.stopped.of[processor] = self.leak_told.of[processor] = false;
}

/* Of all steps of this verb with which processors start the function's name, or, of "methods", all behind the verb. */
static const char *stand_ins(const char *sought) {
    text_begin();
    for (int i = 0; i != config->count; i++) {
        const json *step = json_first(json_get(config->items[i].definition, "start"));
        for (; step && config_is_processor(i); step = json_next(step)) {
            const json *verb = json_first(step), *name = verb ? json_next(verb) : NULL;
            if (!json_text(name) || !json_text(verb) || strcmp(json_text(verb), sought) != 0)
                continue;
            if (IS_FIRST || *sought == 's')
                json_string(json_text(name));
            else {
                json_open('[');
                for (; name; name = json_next(name))
                    json_string(json_text(name));
                json_close(']');
            }
        }
    }
    return text_end();
}

void loader_stand_in(void) {
    const char *functions = stand_ins("stub"), *objects = IS_FIRST ? "" : stand_ins("methods");
    if (*functions || *objects)
        effect_stand_in(functions, objects);
}

void loader_note_script(const char *id, uint32_t now) {
    int item = config_find(id);
    /* Decided as a load is: by the records of this very event. */
    if (item < 0 || !self.loaded.of[item] || self.stopped.of[item] || self.greeted.of[item] || !decision_allows(item) ||
        !grants_allow(&store->says.granted, item))
        return;
    self.greeted.of[item] = true;
    if (json_get(config->items[item].definition, "loaded"))
        effect_update(id, steps("loaded", item, &decision->now.granted, now));
}

void loader_expect_erase(void) {
    self.erase_due = true;
}

/* A start that was ordered has not happened: the processor counts as not loaded. One that was to start again has its
 * script in the page, and may have begun: it counts as stopped, and is told to stop. */
static void take_back(int processor, uint32_t now) {
    self.loaded.of[processor] = self.stopped.of[processor] = self.restarting.of[processor];
    if (self.restarting.of[processor])
        stop(processor, now);
}

bool loader_may_go_on(int processor, uint32_t now) {
    bool may = decision->phase != PHASE_LEAVING && decision_allows(processor);
    if (!may)
        take_back(processor, now);
    return may;
}

bool loader_note_failure(int processor, const char *step, uint32_t now) {
    /* A processor that has not heard "update" goes on by the old grants, one that has not heard "stop" goes on at all:
     * only a reload ends both. */
    if (*step && strcmp(step, "start") != 0) {
        self.unstoppable.of[processor] = true;
        return *config->options[CONSENT_onWithdraw].word != 'n';
    }
    if (!*step)
        self.restarting.of[processor] = false;
    take_back(processor, now);
    self.failed.of[processor] = decision_allows(processor);
    if (!IS_FIRST)
        self.scriptless.of[processor] = !*step;
    for (int i = 0; i != config->count; i++)
        if (config->items[i].part_of == processor)
            self.loaded.of[i] = false;
    /* Who has joined it waits for a script that does not come. */
    for (int i = 0; i != config->count && !*step && !IS_FIRST; i++)
        if (self.loaded.of[i] && share_script(processor, i)) {
            take_back(i, now);
            self.failed.of[i] = decision_allows(i);
            self.scriptless.of[i] = true;
        }
    return false;
}

/* Also where one was told to stop by an earlier choice: until the page has left, each choice asks for the reload. */
bool loader_runs_on(const struct event *event) {
    bool any = false, wanted = *config->options[CONSENT_onWithdraw].word == 'r';
    for (int i = 0; i != config->count; i++) {
        const char *id = config->items[i].id;
        bool stays = needs_reload(i) || event_lists(event, "pending", id) || (wanted && !self.stopped.of[i]);
        bool lives = self.loaded.of[i] && stays;
        bool woken = event_lists(event, "woken", id) && (!self.once.of[i] || decision->now.choice == CHOICE_REFUSED);
        any |= !decision_allows(i) && (lives || woken);
    }
    return any;
}

bool loader_stop(const struct event *event) {
    bool any = false, leave = loader_runs_on(event);
    /* What started last ends first: it may listen to what was there before it. Clarity hears Google's consent mode, and
     * begins a new recording 250 ms after that says "denied" (clarity-js 0.8.70), unless it has ended by then. */
    for (int i = config->count; i--;) {
        self.failed.of[i] &= decision_allows(i);
        if (!self.loaded.of[i] || decision_allows(i))
            continue;
        bool part = config->items[i].part_of >= 0;
        if (self.stopped.of[i] && !part)
            continue;
        any = self.stopped.of[i] = true;
        /* A part (Webvisor) has no steps of its own: the "stop" or "update" of its whole (Metrica) ends it. */
        if (part)
            self.loaded.of[i] = false;
        else
            stop(i, event->now);
    }
    self.stopped_at = any ? event->now : self.stopped_at;
    return leave && *config->options[CONSENT_onWithdraw].word != 'n';
}

/* Writes "update" for each processor that runs on and has something to be told of grants that it has not heard of. */
static void update(uint32_t now) {
    for (int i = 0; i != config->count; i++) {
        if (!self.loaded.of[i] || self.stopped.of[i] || !config_is_processor(i))
            continue;
        const char *news = steps("update", i, &decision->now.granted, now);
        if (strcmp(news, steps("update", i, &self.heard, now)) != 0)
            effect_update(config->items[i].id, news);
    }
    self.heard = decision->now.granted;
}

/* Writes "mask" if an allowed processor records what is on the page. */
static void mask(void) {
    text_begin();
    for (int i = 0; i != config->count; i++)
        if (config_is_processor(i) && decision_allows(i)) {
            const json *mark = json_get(config->items[i].definition, "mask");
            if (mark)
                json_copy(mark, NULL);
        }
    const char *marks = text_end();
    if (*marks)
        effect_mask(config->options[CONSENT_recordable].word, marks);
}

void loader_erase_and_tell(bool decided, bool leaves, uint32_t now) {
    if (self.erase_due || leaves) {
        if (decided && loader_erase() && !leaves)
            effect_later();
        update(now);
        mask();
    }
    self.erase_due = false;
}

/* True if nothing of the purpose is granted. */
static bool is_refused(int purpose) {
    int i = config->count;
    while (--i >= 0 && !((i == purpose || config->items[i].purpose == purpose) && decision_switched(i)))
        ;
    return i < 0;
}

/* Writes the names that are the members of an object, or the strings of an array. */
static void put_names(const json *names) {
    for (const json *each = json_first(names); each; each = json_next(each))
        json_string(json_name(each) ? json_name(each) : json_text(each));
}

/*
 * A list of the names that refused processors say they store in one kind of storage ("cookies", "localStorage",
 * "sessionStorage"), and of those they say to erase too; and of what any of them stores for another purpose of which
 * nothing is granted. `any` becomes true if there is such a processor, whether it stores anything there or not.
 */
static const char *stored_names(const char *storage, bool *any) {
    text_begin();
    for (int i = 0; i != config->count; i++) {
        const json *definition = config->items[i].definition, *each;
        if (!config_is_processor(i))
            continue;
        for (each = json_first(json_get(definition, "storesFor")); each; each = json_next(each)) {
            int purpose = config_find(json_name(each));
            if (purpose < 0 ? decision_allows(i) : !is_refused(purpose))
                continue;
            *any = true;
            put_names(json_get(each, storage));
        }
        if (!decision_allows(i)) {
            *any = true;
            put_names(json_get(definition, storage));
            put_names(json_get(json_get(definition, "eraseToo"), storage));
        }
    }
    return text_end();
}

bool loader_erase(void) {
    bool any = false;
    const char *cookies = stored_names("cookies", &any), *local = stored_names("localStorage", &any),
               *session = stored_names("sessionStorage", &any);
    if (any)
        effect_erase(cookies, local, session);
    return any;
}

bool loader_next(uint32_t now) {
    for (int i = 0; i != config->count; i++) {
        const struct item *item = &config->items[i];
        bool restarts = self.stopped.of[i] && item->can_restart;
        if (!config_is_processor(i) || !decision_allows(i) || (self.loaded.of[i] && !restarts) || has_failed(i))
            continue;
        self.loaded.of[i] = true;
        if (item->part_of < 0) {
            load(i, now);
            return true;
        }
    }
    return false;
}

/* The ids of the purposes, or of the processors, that are granted, or that are not. */
static const char *ids(bool processors, bool granted) {
    text_begin();
    for (int i = 0; i != config->count; i++)
        if ((processors ? config_is_processor(i) : config->items[i].purpose < 0) && decision_allows(i) == granted)
            json_string(config->items[i].id);
    return text_end();
}

void loader_show_refused(const struct event *event) {
    if (json_true(event->members, "instead") && !left_out())
        effect_refused(ids(false, false));
}

void loader_unlock(void) {
    const char *purposes = ids(false, true), *processors = ids(true, true);
    for (int i = 0; i != config->count; i++)
        self.once.of[i] &= !decision_allows(i);
    if (*purposes || *processors)
        effect_unlock(purposes, processors);
}

void loader_show_once(const char *key, int purpose, int processor) {
    if (purpose >= 0)
        self.once.of[purpose] = true;
    if (processor >= 0)
        self.once.of[processor] = true;
    effect_once(key);
}

/* True if the host is the one of the pattern, or within it: "*.clarity.ms". */
static bool is_host(const char *host, const char *pattern) {
    size_t length = strlen(host), end = strlen(pattern + 1);
    return !strcmp(host, pattern) || (*pattern == '*' && length > end && !strcmp(host + length - end, pattern + 1));
}

static bool is_its_host(int item, const char *host) {
    const json *pattern = json_first(json_get(config->items[item].definition, "recognisedBy"));
    while (pattern && !is_host(host, json_text(pattern)))
        pattern = json_next(pattern);
    return pattern;
}

/* True if another processor that runs has its script from this host: Google's tags all come from one. */
static bool is_anothers(int item, const char *host) {
    static const char scheme[] = "https://";
    const size_t before = sizeof scheme - 1;
    for (int i = 0; i != config->count && !IS_FIRST; i++) {
        if (i == item || !self.loaded.of[i] || !decision_allows(i) || !config_is_processor(i))
            continue;
        const json *step = json_first(json_get(config->items[i].definition, "start"));
        for (; step; step = json_next(step)) {
            const char *verb = json_text(json_at(step, 0)), *address = json_text(json_at(step, 1));
            if (verb && address && !strcmp(verb, "script") && !strncmp(address, scheme, before) &&
                !strncmp(address + before, host, strlen(host)) && address[before + strlen(host)] == '/')
                return true;
        }
    }
    return false;
}

static void report_leak(int processor, const char *address) {
    const char *id = config->items[processor].id;
    text_begin();
    json_open('{');
    json_key("processor");
    json_string(id);
    json_key("url");
    json_string(address);
    json_close('}');
    effect_emit("leak", text_end());
    effect_log(EFFECT_ERROR, text_join(text_join(id, " is contacted without a grant: "), address));
}

bool loader_watch(const json *requests, uint32_t now) {
    bool any = false;
    for (requests = json_first(requests); requests; requests = json_next(requests)) {
        const json *first = json_is_array(requests) ? json_first(requests) : NULL;
        const char *host = json_text(first), *address = host ? json_text(json_next(first)) : NULL;
        for (int i = 0; host && i != config->count; i++) {
            if (!config_is_processor(i) || !is_its_host(i, host) || (!decision_allows(i) && is_anothers(i, host)))
                continue;
            bool ends = self.loaded.of[i] && (!self.stopped.of[i] || now <= self.stopped_at + STOP_GRACE_SECONDS);
            if (!decision_allows(i) && !ends && !self.leak_told.of[i]) {
                if (left_out())
                    return false;
                self.leak_told.of[i] = true;
                report_leak(i, address ? address : host);
            }
            self.requests[i]++;
            any = true;
        }
    }
    return any;
}
