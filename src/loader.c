#include "loader.h"

#include <string.h>

struct context {
    const struct config *config;
    const struct grants *granted;
};

static bool is_granted(const void *opaque, const char *id) {
    const struct context *context = opaque;
    int purpose = config_purpose(context->config, id);
    int processor = config_processor(context->config, id);
    if (purpose >= 0)
        return context->granted->purposes[purpose];
    return processor >= 0 && decision_allows(context->granted, context->config, processor);
}

static void steps(const char *kind, const char *list, const struct config *config, const struct decision *decision,
                  int index, uint32_t now) {
    const struct processor *processor = &config->processors[index];
    struct context context = {config, &decision->granted};
    struct processor_values values = {processor->counter, now, is_granted, &context};
    json_shape("[%,%", kind, processor->id);
    processor_steps(processor, list, &values);
    json_close(']');
}

void loader_load(const struct config *config, const struct decision *decision, int processor, uint32_t now) {
    if (decision->choice == CHOICE_GRANTED && decision_allows(&decision->granted, config, processor))
        steps("load", "start", config, decision, processor, now);
}

void loader_stop(const struct config *config, const struct decision *decision, uint32_t now) {
    for (int i = 0; i < config->processor_count; i++)
        if (decision->loaded.processors[i] && !decision_allows(&decision->granted, config, i))
            steps("stop", "stop", config, decision, i, now);
}

/* The names that a definition says it stores in `place`, and those that it says to erase there. */
static void names(const struct processor *processor, const char *place) {
    const cJSON *item;
    for (item = json_first(json_get(processor->definition, place)); item; item = item->next) {
        json_string(item->string);
    }
    for (item = json_first(json_get(json_get(processor->definition, "erase"), place)); item; item = item->next) {
        if (cJSON_IsString(item))
            json_string(item->valuestring);
    }
}

void loader_erase(const struct config *config, const struct decision *decision) {
    static const char *const places[] = {"cookies", "local", "session"};
    bool any = false;
    for (int i = 0; i < config->processor_count; i++)
        any |= !decision_allows(&decision->granted, config, i);
    if (!any)
        return;
    json_shape("['erase'", NULL, NULL);
    for (size_t place = 0; place < sizeof places / sizeof *places; place++) {
        json_open('[');
        for (int i = 0; i < config->processor_count; i++)
            if (!decision_allows(&decision->granted, config, i))
                names(&config->processors[i], places[place]);
        json_close(']');
    }
    json_close(']');
}

void loader_unlock(const struct config *config, const struct decision *decision) {
    if (decision->choice != CHOICE_GRANTED)
        return;
    json_shape("['unlock',[", NULL, NULL);
    for (int i = 0; i < config->purpose_count; i++)
        if (decision->granted.purposes[i])
            json_string(config->purposes[i].id);
    put("],[");
    for (int i = 0; i < config->processor_count; i++)
        if (decision_allows(&decision->granted, config, i))
            json_string(config->processors[i].id);
    put("]]");
}
