#include "explain.h"

#include <string.h>

#include "effect.h"
#include "face.h"
#include "view.h"

#define REASON_NAME(name) #name "\0"

static const char reasons[] = EXPLAIN_REASONS(REASON_NAME);

static void put_text(const char *name, const char *text) {
    json_key(name);
    json_string(text);
}

static void put_bool(const char *name, bool value) {
    json_key(name);
    json_bool(value);
}

static void put_number(const char *name, uint32_t number) {
    json_key(name);
    text_put_uint(number);
}

static void put_reason(enum reason reason) {
    put_text("reason", list_at(reasons, (int)reason));
}

/* Why there is no choice that holds, as the records say it. */
static enum reason why_undecided(void) {
    const struct record *record = &store->says.record;
    return store->says.choice                                             ? REASON_unread
           : !record->time                                                ? REASON_first
           : store->ended                                                 ? REASON_ended
           : record->revision != config->options[CONSENT_revision].number ? REASON_revision
           : store->outdated                                              ? REASON_added
                                                                          : REASON_ahead;
}

/* Why nobody is asked here by itself; REASON_COUNT where everybody is. */
static enum reason why_quiet(void) {
    return config->framed       ? REASON_framed
           : config->quiet_path ? REASON_path
           : config->quiet      ? REASON_region
                                : REASON_COUNT;
}

static enum reason of_banner(void) {
    enum reason quiet = why_quiet();
    if (view->banner)
        return !decision_asks() ? REASON_opened : decision_has_question() ? why_undecided() : REASON_told;
    if (!config->count)
        return REASON_nothing;
    if (decision->refusal_unstored)
        return REASON_unstored;
    if (decision->now.choice)
        return REASON_answered;
    return quiet != REASON_COUNT ? quiet : REASON_hidden;
}

/* True if the browser's signal withholds all purposes that a processor is for, or this purpose. */
static bool is_withheld(int item) {
    bool all = config_withheld(item);
    for (int i = 0; i != config->count; i++)
        all &= config->items[i].also != &config->items[item] || config_withheld(i);
    return all;
}

static enum reason why_not_granted(int item) {
    int whole = config->items[item].part_of;
    enum reason quiet = why_quiet();
    if (decision->refusal_unstored)
        return REASON_unstored;
    if (decision->now.choice == CHOICE_REFUSED)
        return REASON_refused;
    if (is_withheld(item))
        return REASON_gpc;
    if (decision->now.choice == CHOICE_GRANTED)
        return whole >= 0 && decision->now.granted.of[item] ? REASON_whole : REASON_off;
    return quiet != REASON_COUNT ? quiet : why_undecided();
}

/* What holds up what is granted; REASON_COUNT where nothing does. */
static enum reason why_not_yet(void) {
    return decision->phase == PHASE_CONFIRM   ? REASON_confirming
           : decision->phase == PHASE_LEAVING ? REASON_leaving
                                              : REASON_COUNT;
}

static enum reason of_purpose(int purpose) {
    if (decision_allows(purpose))
        return why_not_yet() != REASON_COUNT ? why_not_yet() : REASON_granted;
    for (int i = 0; i != config->count; i++)
        if (config->items[i].purpose == purpose && decision_switched(i))
            return REASON_some;
    return why_not_granted(purpose);
}

static enum reason of_processor(int processor, const struct event *event) {
    const struct item *item = &config->items[processor];
    int whole = item->part_of < 0 ? processor : item->part_of;
    switch (loader_state(processor)) {
    case LOADER_FAILED:
        return loader->scriptless.of[whole] ? REASON_script : REASON_start;
    case LOADER_STOPPED:
        return REASON_stopped;
    case LOADER_STOPPING:
        return loader->unstoppable.of[processor] ? REASON_deaf : REASON_running;
    case LOADER_SILENT:
        return REASON_silent;
    case LOADER_WAITING:
        return REASON_reload;
    case LOADER_ACTIVE:
        return item->part_of >= 0                        ? REASON_part
               : event_lists(event, "pending", item->id) ? REASON_pending
               : json_get(item->definition, "embed")     ? REASON_embed
                                                         : REASON_active;
    case LOADER_BLOCKED:
        break;
    }
    if (!decision_allows(processor))
        return loader->loaded.of[processor] ? REASON_ending : why_not_granted(processor);
    return why_not_yet() != REASON_COUNT ? why_not_yet() : REASON_next;
}

static void put_items(const struct event *event) {
    for (int i = 0; i != config->count; i++) {
        const struct item *item = &config->items[i];
        bool is_purpose = item->purpose < 0;
        if (!is_purpose && !config_is_processor(i))
            continue;
        json_open('{');
        put_text("id", item->id);
        put_text("purpose", is_purpose ? NULL : config->items[item->purpose].id);
        put_bool("granted", decision_allows(i));
        put_reason(is_purpose ? of_purpose(i) : of_processor(i, event));
        put_number("requests", loader->requests[i]);
        json_close('}');
    }
}

static void put_unused(const char *id, enum reason reason) {
    json_open('{');
    put_text("id", id);
    put_reason(reason);
    json_close('}');
}

/* What the site might use and does not: definitions that it does not name, and what it names in vain. */
static void put_all_unused(void) {
    const json *own = config->options[CONSENT_processors].value, *named = config->analytics, *each;
    for (each = json_first(config->builtin); each; each = json_next(each))
        if (config_find(json_name(each)) < 0 && !json_find(named, json_name(each)) && !json_find(own, json_name(each)))
            put_unused(json_name(each), REASON_unconfigured);
    for (each = json_first(own); each; each = json_next(each))
        if (config_find(json_name(each)) < 0 && !json_find(named, json_name(each)))
            put_unused(json_name(each), REASON_unconfigured);
    for (each = json_first(named); each; each = json_next(each))
        if (config_find(json_name(each)) < 0)
            put_unused(json_name(each), !config_uses(each)                   ? REASON_disabled
                                        : config_lacks_file(json_name(each)) ? REASON_missing
                                                                             : REASON_wrong);
}

static void put_record(void) {
    const struct record *record = &store->says.record;
    bool grants = record->time && record_grants(record);
    uint32_t since = record->since ? record->since : record->time;
    uint32_t days = grants ? config->options[COOKIE_expiresAfterDays].number
                           : config->options[CONSENT_refusalExpiresAfterDays].number + 1;
    json_key("record");
    json_open('{');
    put_text("kind", !record->time ? "none" : grants ? "grant" : "refusal");
    put_reason(store->says.choice ? REASON_answered : why_undecided());
    if (record->time) {
        json_key("time");
        json_milliseconds(record->time);
        json_key("until");
        json_milliseconds(since + days * DAY);
        put_number("revision", record->revision);
        put_bool("overrules", store->overruled);
        json_key("lacks");
        json_open('[');
        for (int i = 0; i != config->count; i++)
            if (store->unnamed.of[i])
                json_string(config->items[i].id);
        json_close(']');
    }
    json_close('}');
}

/* What keeps each pair of a purpose and a processor that content of the page waits for. */
static void put_content(const json *content) {
    for (const json *each = json_first(content); each; each = json_next(each)) {
        int purpose, processor;
        bool known = face_waits_for(json_at(each, 0), json_at(each, 1), &purpose, &processor);
        int lacks = purpose >= 0 && !decision_allows(purpose)       ? purpose
                    : processor >= 0 && !decision_allows(processor) ? processor
                                                                    : -1;
        json_open('{');
        put_reason(!known ? REASON_unknown : lacks >= 0 ? why_not_granted(lacks) : REASON_granted);
        put_text("waits", known && lacks >= 0 ? config->items[lacks].id : NULL);
        json_close('}');
    }
}

void explain(const struct event *event) {
    static const char choices[] = "undecided\0refused\0granted\0", phases[] = "idle\0confirm\0loading\0leaving\0";
    text_begin();
    json_open('{');
    put_text("choice", list_at(choices, (int)decision->now.choice));
    put_text("phase", list_at(phases, (int)decision->phase));
    put_text("cookie", config->options[COOKIE_name].word);
    put_number("revision", config->options[CONSENT_revision].number);
    put_bool("gpc", config->gpc);
    json_key("banner");
    json_open('{');
    put_bool("open", view->banner);
    put_reason(of_banner());
    json_close('}');
    put_record();
    json_key("items");
    json_open('[');
    put_items(event);
    json_close(']');
    json_key("unused");
    json_open('[');
    put_all_unused();
    json_close(']');
    json_key("content");
    json_open('[');
    put_content(json_get(event->members, "content"));
    json_close(']');
    json_close('}');
    effect_return(text_end());
}
