#include "processor.h"

#include <string.h>

#include "embedded.h"

const char *processor_builtin_next(const char *id) {
    const char *at = embedded_processors;
    if (id) {
        at = id + strlen(id) + 1;
        at += strlen(at) + 1;
    }
    return *at ? at : NULL;
}

const cJSON *processor_builtin(const char *id) {
    for (const char *at = NULL; (at = processor_builtin_next(at));)
        if (!strcmp(at, id)) {
            const char *json = at + strlen(at) + 1;
            return json_parse(json, strlen(json));
        }
    return NULL;
}

/* One element of a pattern: whether `c` is of it; `*at` is moved behind it. */
static bool element(const char **at, char c) {
    if (**at != '[')
        return *(*at)++ == c;
    bool found = false;
    for (++*at; **at && **at != ']'; ++*at) {
        char from = **at;
        if ((*at)[1] == '-' && (*at)[2] && (*at)[2] != ']')
            *at += 2;
        found |= c >= from && c <= **at;
    }
    *at += **at == ']';
    return found;
}

static int count(const char **at, int fallback) {
    if (**at < '0' || **at > '9')
        return fallback;
    int number = 0;
    while (**at >= '0' && **at <= '9' && number < 10000)
        number = number * 10 + (*(*at)++ - '0');
    return number;
}

bool pattern_match(const char *pattern, const char *text) {
    const char *at = text;
    bool matches = true;
    for (;;) {
        if (!*pattern || *pattern == '|') {
            if (matches && !*at)
                return true;
            if (!*pattern)
                return false;
            pattern++;
            at = text;
            matches = true;
            continue;
        }
        const char *what = pattern;
        element(&pattern, 0);
        int min = 1, max = 1;
        if (*pattern == '{') {
            pattern++;
            min = max = count(&pattern, 0);
            if (*pattern == ',') {
                pattern++;
                max = count(&pattern, 10000);
            }
            pattern += *pattern == '}';
        }
        int times = 0;
        for (const char *again = what; *at && times < max && element(&again, *at); again = what, times++)
            at++;
        matches &= times >= min;
    }
}

/* FNV-1a */
static uint32_t hash(uint32_t seed, const char *text) {
    do
        seed = (seed ^ (unsigned char)*text) * 16777619u;
    while (*text++);
    return seed;
}

void processor_token(struct processor *processor) {
    uint32_t value = hash(hash(2166136261u, processor->id), json_member(processor->definition, "purpose"));
    const cJSON *country;
    cJSON_ArrayForEach(country, json_get(processor->definition, "countries")) {
        if (cJSON_IsString(country))
            value = hash(value, country->valuestring);
    }
    for (int i = 0; i < TOKEN_LENGTH; i++, value /= 36)
        processor->token[i] = "0123456789abcdefghijklmnopqrstuvwxyz"[value % 36];
    processor->token[TOKEN_LENGTH] = 0;
}

struct filling {
    const struct processor *processor;
    const struct processor_values *values;
};

/* A text that is one placeholder becomes a value of the placeholder's type; {id} may also stand within a text. */
static void fill(struct writer *out, const char *text, const void *context) {
    const struct filling *filling = context;
    const char *counter = filling->processor->counter;
    const char *colon = strchr(text, ':');
    size_t length = strlen(text);
    if (!strcmp(text, "{now}"))
        json_number(out, filling->values->now * 1000);
    else if (!strcmp(text, "{number}"))
        put(out, counter && pattern_match("0|[1-9][0-9]{0,15}", counter) ? counter : "null");
    else if (colon && text[length - 1] == '}' && length < 64 &&
             (!strncmp(text, "{on:", 4) || !strncmp(text, "{granted:", 9))) {
        char id[64];
        size_t size = (size_t)(text + length - 1 - colon) - 1;
        memcpy(id, colon + 1, size);
        id[size] = 0;
        bool granted = filling->values->granted(filling->values->context, id);
        if (text[1] == 'o')
            json_bool(out, granted);
        else
            json_string(out, granted ? "granted" : "denied");
    } else {
        const char *hole = counter ? strstr(text, "{id}") : NULL;
        if (!hole) {
            json_string(out, text);
            return;
        }
        struct writer filled = writer_new();
        for (; hole; text = hole + 4, hole = strstr(text, "{id}")) {
            put_slice(&filled, text, (size_t)(hole - text));
            put(&filled, counter);
        }
        put(&filled, text);
        json_string(out, filled.text);
    }
}

void processor_steps(struct writer *out, const struct processor *processor, const char *name,
                     const struct processor_values *values) {
    struct filling filling = {processor, values};
    const cJSON *steps = json_get(processor->definition, name);
    if (cJSON_IsArray(steps))
        json_copy(out, steps, fill, &filling);
    else {
        json_open(out, '[');
        json_close(out, ']');
    }
}
