#include "processor.h"

#include <string.h>

#include "language.h"

const cJSON *processor_builtin(void) {
    return json_parse(embedded_processors, strlen(embedded_processors));
}

/* FNV-1a */
static uint32_t hash(uint32_t seed, const char *text) {
    do
        seed = (seed ^ (unsigned char)*text) * 16777619u;
    while (*text++);
    return seed;
}

const char *processor_token(const cJSON *definition) {
    uint32_t value = hash(hash(2166136261u, json_member(definition, "id")), json_member(definition, "purpose"));
    const cJSON *country;
    for (country = json_first(json_get(definition, "countries")); country; country = country->next) {
        if (cJSON_IsString(country))
            value = hash(value, country->valuestring);
    }
    text_begin();
    for (int i = 0; i < TOKEN_LENGTH; i++, value /= 36)
        put_char("0123456789abcdefghijklmnopqrstuvwxyz"[value % 36]);
    return text_end();
}

const char processor_step_lists[] = "start\0stop\0restart\0update\0";

/* What the steps at hand are filled with. */
static const char *counter;
static uint32_t time;
static processor_granted *granted;

/* "{kind:id}": the id, in the arena; NULL for any other text. */
static const char *argument(const char *text, const char *kind) {
    size_t length = strlen(kind);
    if (strncmp(text, kind, length) != 0)
        return NULL;
    text += length;
    length = text_until(text, "}");
    if (!text[length] || text[length + 1])
        return NULL;
    text_begin();
    put_slice(text, length);
    return text_end();
}

/* A text that is one placeholder becomes a value of the placeholder's type; {id} may also stand within a text. */
static bool fill(const cJSON *value) {
    const char *text = json_text(value);
    if (!text)
        return false;
    const char *id = argument(text, "{on:");
    if (id) {
        json_bool(granted(id));
    } else if ((id = argument(text, "{granted:"))) {
        json_string(granted(id) ? "granted" : "denied");
    } else if (!strcmp(text, "{now}")) {
        put_comma();
        put_milliseconds(time);
    } else if (!strcmp(text, "{number}")) {
        put_comma();
        put(pattern_match("0|[1-9][0-9]{0,15}", counter) ? counter : "null");
    } else
        json_string(language_fill(text, "id", counter));
    return true;
}

void processor_steps(const struct item *processor, const char *name, uint32_t now, processor_granted *of) {
    const cJSON *steps = json_get(processor->definition, name);
    counter = processor->counter ? processor->counter : "";
    time = now;
    granted = of;
    if (cJSON_IsArray(steps))
        json_copy(steps, fill);
    else
        put(",[]");
}
