#include "loader.h"

#include <string.h>

#define AFTERMATH 5 /* seconds in which what was stopped may still send what it had begun */

static uint32_t stopped_at;    /* when anything was stopped last, in seconds */
static struct grants resumed;  /* of what runs, what was started again after a stop */
static struct grants reported; /* of which processors a leak was told since they were started */

static bool allowed(int item) {
    return decision_allows(&decision.granted, item);
}

static const struct grants *asked; /* the grants that steps are filled by */

static bool is_granted(const char *id) {
    int item = config_find(id);
    return item >= 0 && decision_allows(asked, item);
}

static void steps(const char *kind, const char *list, int processor, uint32_t now) {
    asked = &decision.granted;
    json_shape("[%,%", kind, config.items[processor].id);
    processor_steps(&config.items[processor], list, now, is_granted);
    if (config.options[CONSENT_nonce].word && *kind == 'l')
        json_string(config.options[CONSENT_nonce].word);
    json_close(']');
}

void loader_stand_in(void) {
    bool any = false;
    for (int i = 0; i != config.count; i++) {
        const cJSON *step = json_first(json_get(config.items[i].definition, "start"));
        for (; step; step = step->next) {
            const cJSON *verb = json_first(step);
            const char *name = verb ? json_text(verb->next) : NULL;
            if (!name || !json_text(verb) || strcmp(verb->valuestring, "stub") != 0)
                continue;
            json_shape(any ? "%" : "['stand-in',[%", name, NULL);
            any = true;
        }
    }
    if (any)
        put("]]");
}

void loader_load(int processor, uint32_t now) {
    if (decision.choice != CHOICE_GRANTED || !allowed(processor))
        return;
    resumed.of[processor] = decision.stopped.of[processor];
    steps("load", resumed.of[processor] ? "restart" : "start", processor, now);
    decision.stopped.of[processor] = reported.of[processor] = false;
}

static bool lists(const cJSON *ids, const char *id) {
    for (ids = json_first(ids); ids; ids = ids->next)
        if (cJSON_IsString(ids) && !strcmp(ids->valuestring, id))
            return true;
    return false;
}

/* What was to start does not: its script is not there, or it is told to stop what it may have begun. */
static void take_back(int processor, uint32_t now) {
    decision.loaded.of[processor] = decision.stopped.of[processor] = resumed.of[processor];
    if (resumed.of[processor])
        steps("stop", "stop", processor, now);
}

bool loader_holds(int processor, uint32_t now) {
    bool holds = decision.phase != PHASE_LEAVING && allowed(processor);
    if (!holds)
        take_back(processor, now);
    return holds;
}

bool loader_failed(int processor, const char *step, uint32_t now) {
    /* A change of grants that was not heard is to be ended as a stop that was not. */
    if (*step && strcmp(step, "start") != 0) {
        config.items[processor].reload = true;
        return *config.options[CONSENT_onWithdraw].word != 'n';
    }
    if (!*step)
        resumed.of[processor] = false;
    take_back(processor, now);
    decision.failed.of[processor] = allowed(processor);
    for (int i = 0; i != config.count; i++)
        if (config.items[i].whole == processor)
            decision.loaded.of[i] = false;
    return false;
}

bool loader_stop(const cJSON *event, uint32_t now) {
    const cJSON *pending = json_get(event, "pending"), *woken = json_get(event, "woken");
    const char mode = *config.options[CONSENT_onWithdraw].word;
    bool any = false, leave = false;
    /* What started last ends first: it may listen to what was there before it. Clarity hears Google's consent mode, and
     * begins a new recording 250 ms after that says "denied" (clarity-js 0.8.70), unless it has ended by then. */
    for (int i = config.count; i--;) {
        decision.failed.of[i] &= allowed(i);
        if (!decision.loaded.of[i] || allowed(i))
            continue;
        /* Asked for again by each choice, until it is done. */
        leave |= config.items[i].reload || lists(pending, config.items[i].id);
        bool part = config.items[i].whole >= 0;
        if (decision.stopped.of[i] && !part)
            continue;
        any = decision.stopped.of[i] = true;
        /* A part is ended by what its whole is told. */
        if (part)
            decision.loaded.of[i] = false;
        else
            steps("stop", "stop", i, now);
    }
    stopped_at = any ? now : stopped_at;
    for (int i = 0; i != config.count; i++)
        leave |= !allowed(i) && lists(woken, config.items[i].id);
    return mode == 'r' ? any || leave : mode == 'a' && leave;
}

/* The steps "update" under these grants. */
static const char *change(int processor, const struct grants *granted, uint32_t now) {
    asked = granted;
    text_begin();
    processor_steps(&config.items[processor], "update", now, is_granted);
    return text_end();
}

void loader_change(uint32_t now) {
    static struct grants told; /* the grants that all that runs has heard of */
    for (int i = 0; i != config.count; i++) {
        if (!decision.loaded.of[i] || decision.stopped.of[i] || config.items[i].purpose < 0)
            continue;
        const char *news = change(i, &decision.granted, now);
        if (!strcmp(news, change(i, &told, now)))
            continue;
        json_shape("['update',%", config.items[i].id, NULL);
        put_comma();
        put(news);
        json_close(']');
    }
    told = decision.granted;
}

void loader_mask(void) {
    bool any = false;
    for (int i = 0; i != config.count; i++) {
        const cJSON *mask =
            config.items[i].purpose >= 0 && allowed(i) ? json_get(config.items[i].definition, "mask") : NULL;
        if (!mask)
            continue;
        json_shape(any ? "" : "['mask',%,[", config.options[CONSENT_recordable].word, NULL);
        any = true;
        json_copy(mask, NULL);
    }
    if (any)
        put("]]");
}

/* True if nothing of the purpose is granted. */
static bool is_refused(int purpose) {
    int i = config.count;
    while (--i >= 0 && !((i == purpose || config.items[i].purpose == purpose) && allowed(i)))
        ;
    return i < 0;
}

/* Writes the names of what is kept in `place`. */
static void kept(const cJSON *by, const char *place) {
    for (const cJSON *item = json_first(json_get(by, place)); item; item = item->next)
        json_string(item->string);
}

/*
 * Writes an array of the names that refused processors say they store in `place`, and of those they say to erase; and
 * of what any of them stores under a purpose of which nothing is granted.
 */
static bool names(const char *place) {
    const cJSON *item;
    bool any = false;
    json_open('[');
    for (int i = 0; i != config.count; i++) {
        const cJSON *definition = config.items[i].definition;
        if (config.items[i].purpose < 0)
            continue;
        for (item = json_first(json_get(definition, "storesFor")); item; item = item->next) {
            int purpose = config_find(item->string);
            if (purpose < 0 ? allowed(i) : !is_refused(purpose))
                continue;
            any = true;
            kept(item, place);
        }
        if (!allowed(i)) {
            any = true;
            kept(definition, place);
            for (item = json_first(json_get(json_get(definition, "eraseToo"), place)); item; item = item->next)
                if (cJSON_IsString(item))
                    json_string(item->valuestring);
        }
    }
    json_close(']');
    return any;
}

bool loader_erase(void) {
    text_begin();
    json_shape("['erase'", NULL, NULL);
    bool any = names("cookies");
    names("localStorage");
    names("sessionStorage");
    json_close(']');
    const char *effect = text_end();
    if (any) {
        put_comma();
        put(effect);
    }
    return any;
}

static void ids(bool processors) {
    json_open('[');
    for (int i = 0; i != config.count; i++)
        if ((config.items[i].purpose >= 0) == processors && allowed(i))
            json_string(config.items[i].id);
    json_close(']');
}

void loader_unlock(void) {
    int any = config.count;
    while (--any >= 0 && !allowed(any))
        ;
    if (any < 0)
        return;
    json_shape("['unlock'", NULL, NULL);
    ids(false);
    ids(true);
    json_close(']');
}

/* True if the host is the one of the pattern, or within it: "*.clarity.ms". */
static bool is_host(const char *host, const char *pattern) {
    size_t length = strlen(host), end = strlen(pattern + 1);
    return !strcmp(host, pattern) || (*pattern == '*' && length > end && !strcmp(host + length - end, pattern + 1));
}

bool loader_watch(const cJSON *requests, uint32_t now) {
    bool any = false;
    for (requests = json_first(requests); requests; requests = requests->next)
        for (int i = 0; i != config.count; i++) {
            const char *host = cJSON_IsArray(requests) ? json_text(json_first(requests)) : NULL;
            const cJSON *pattern = json_first(json_get(config.items[i].definition, "recognisedBy"));
            while (pattern && host && !is_host(host, pattern->valuestring))
                pattern = pattern->next;
            if (!pattern || !host || config.items[i].purpose < 0)
                continue;
            const char *given = json_text(json_first(requests)->next), *address = given ? given : host;
            bool ends = decision.loaded.of[i] && (!decision.stopped.of[i] || now <= stopped_at + AFTERMATH);
            if (!allowed(i) && !ends && !reported.of[i]) {
                reported.of[i] = true;
                json_shape("['emit','leak',{'processor':%,'url':%}]", config.items[i].id, address);
                json_shape("['log','error',%]",
                           join(join(config.items[i].id, " is contacted without a grant: "), address), NULL);
            }
            contacts[i]++;
            any = true;
        }
    return any;
}
