#include "loader.h"

static bool allowed(int item) {
    return decision_allows(&decision.granted, item);
}

static bool is_granted(const char *id) {
    int item = config_find(id);
    return item >= 0 && allowed(item);
}

static void steps(const char *kind, const char *list, int processor, uint32_t now) {
    json_shape("[%,%", kind, config.items[processor].id);
    processor_steps(&config.items[processor], list, now, is_granted);
    json_close(']');
}

void loader_load(int processor, uint32_t now) {
    if (decision.choice == CHOICE_GRANTED && allowed(processor))
        steps("load", "start", processor, now);
}

void loader_stop(uint32_t now) {
    for (int i = 0; i < config.count; i++)
        if (decision.loaded.of[i] && !allowed(i))
            steps("stop", "stop", i, now);
}

/* Writes an array of the names that refused processors say they store in `place`, and of those they say to erase. */
static bool names(const char *place) {
    const cJSON *item;
    bool any = false;
    json_open('[');
    for (int i = 0; i < config.count; i++)
        if (config.items[i].purpose >= 0 && !allowed(i)) {
            const cJSON *definition = config.items[i].definition;
            any = true;
            for (item = json_first(json_get(definition, place)); item; item = item->next)
                json_string(item->string);
            for (item = json_first(json_get(json_get(definition, "erase"), place)); item; item = item->next)
                if (cJSON_IsString(item))
                    json_string(item->valuestring);
        }
    json_close(']');
    return any;
}

void loader_erase(void) {
    text_begin();
    json_shape("['erase'", NULL, NULL);
    bool any = names("cookies");
    names("local");
    names("session");
    json_close(']');
    const char *effect = text_end();
    if (!any)
        return;
    put_comma();
    put(effect);
}

static void ids(bool processors) {
    json_open('[');
    for (int i = 0; i < config.count; i++)
        if ((config.items[i].purpose >= 0) == processors && allowed(i))
            json_string(config.items[i].id);
    json_close(']');
}

void loader_unlock(void) {
    if (decision.choice != CHOICE_GRANTED)
        return;
    json_shape("['unlock'", NULL, NULL);
    ids(false);
    ids(true);
    json_close(']');
}
