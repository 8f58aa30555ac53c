#include "processor.h"

#include <string.h>

#include "language.h"

const char *processor_builtin_next(const char *id) {
    const char *at = embedded_processors;
    if (id) {
        at = id + strlen(id) + 1;
        at += strlen(at) + 1;
    }
    return *at ? at : NULL;
}

bool processor_is_part(const char *id) {
    /* {"id":"...","partOf": */
    size_t length = strlen(id);
    return !strncmp(id + length + 1 + length + 9, "\"partOf", 7);
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
    for (country = json_first(json_get(processor->definition, "countries")); country; country = country->next) {
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
static void fill(const char *text, const void *context) {
    const struct filling *filling = context;
    const struct processor_values *values = filling->values;
    const char *counter = filling->processor->counter ? filling->processor->counter : "";
    const char *id = argument(text, "{on:");
    if (id) {
        json_bool(values->granted(values->context, id));
    } else if ((id = argument(text, "{granted:"))) {
        json_string(values->granted(values->context, id) ? "granted" : "denied");
    } else if (!strcmp(text, "{now}")) {
        put_whole(values->now);
        put("000"); /* milliseconds */
    } else if (!strcmp(text, "{number}"))
        put(pattern_match("0|[1-9][0-9]{0,15}", counter) ? counter : "null");
    else
        json_string(language_fill(text, "id", counter));
}

void processor_steps(const struct processor *processor, const char *name, const struct processor_values *values) {
    struct filling filling = {processor, values};
    const cJSON *steps = json_get(processor->definition, name);
    if (cJSON_IsArray(steps))
        json_copy(steps, fill, &filling);
    else {
        json_open('[');
        json_close(']');
    }
}
