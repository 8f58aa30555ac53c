#include "processor.h"

#include <string.h>

#include "language.h"

const json *processor_builtin(void) {
    return json_parse(embedded_processors, strlen(embedded_processors));
}

/* FNV-1a */
static uint32_t hash(uint32_t seed, const char *text) {
    do
        seed = (seed ^ (unsigned char)*text) * 16777619u;
    while (*text++);
    return seed;
}

const char *processor_token(const json *definition, const char *purpose) {
    uint32_t value = hash(hash(2166136261u, json_member(definition, "id")), purpose);
    const json *country;
    for (country = json_first(json_get(definition, "countries")); country; country = json_next(country)) {
        if (json_text(country))
            value = hash(value, json_text(country));
    }
    text_begin();
    for (int i = 0; i < TOKEN_LENGTH; i++, value /= 36)
        text_put_char("0123456789abcdefghijklmnopqrstuvwxyz"[value % 36]);
    return text_end();
}

const char processor_step_lists[] = "start\0stop\0restart\0update\0loaded\0join\0";

/* What the steps at hand are filled with. */
static struct {
    const char *tag_id;
    const json *parameters;
    uint32_t now;
    processor_granted *is_granted;
} filling;

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
    text_put_slice(text, length);
    return text_end();
}

/* A text that is one placeholder becomes a value of the placeholder's type; {id} may also stand within a text. */
static bool fill(const json *value) {
    const char *text = json_text(value);
    if (!text)
        return false;
    const char *id = argument(text, "{on:");
    if (id) {
        json_bool(filling.is_granted(id));
    } else if ((id = argument(text, "{granted:"))) {
        json_string(filling.is_granted(id) ? "granted" : "denied");
    } else if (!strcmp(text, "{now}")) {
        json_milliseconds(filling.now);
    } else if (!strcmp(text, "{number}")) {
        json_raw(pattern_match("0|[1-9][0-9]{0,15}", filling.tag_id) ? filling.tag_id : "null");
    } else {
        text = language_fill(text, "id", filling.tag_id);
        const json *each = IS_FIRST ? NULL : json_first(filling.parameters);
        for (; each; each = json_next(each))
            text = language_fill(text, json_name(each), json_scalar(each));
        json_string(text);
    }
    return true;
}

void processor_steps(const struct item *processor, const char *name, uint32_t now, processor_granted *is_granted) {
    const json *steps = json_get(processor->definition, name);
    filling.tag_id = processor->tag_id ? processor->tag_id : "";
    filling.parameters = processor->parameters;
    filling.now = now;
    filling.is_granted = is_granted;
    if (json_is_array(steps))
        json_copy(steps, fill);
    else
        json_raw("[]");
}
