/*
 * libFuzzer on whole page views: the input is what tests/events holds, one event per line, and those files are what it
 * begins with. Whatever the events are, the answer is a list of effects, a load needs a record that grants something,
 * and a grant is stored only by a press or a call; and the first module answers the same, or that it lacks something.
 * What it finds becomes a file in tests/events, where every test run puts it to the native build and to the module.
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "cJSON.h"
#include "first.h"
#include "restart.h"
#include "smg.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void hold(bool condition, const char *what, const char *event, const char *answer) {
    if (condition)
        return;
    fprintf(stderr, "%s\nevent:  %s\nanswer: %s\n", what, event, answer);
    abort();
}

static const char *text_of(const cJSON *json) {
    return cJSON_IsString(json) ? json->valuestring : "";
}

static void check(const char *event, size_t length, const char *answer) {
    const cJSON *json = cJSON_ParseWithLength(event, length);
    const char *type = text_of(cJSON_GetObjectItemCaseSensitive(json, "type"));
    const char *cookies = text_of(cJSON_GetObjectItemCaseSensitive(json, "cookies"));
    bool choice = !strcmp(type, "action") || !strcmp(type, "call");
    const cJSON *effects = cJSON_ParseWithOpts(answer, NULL, true), *effect;
    hold(cJSON_IsArray(effects), "the answer is no list", event, answer);
    cJSON_ArrayForEach(effect, effects) {
        const char *kind = text_of(cJSON_GetArrayItem(effect, 0));
        hold(*kind, "an effect has no kind", event, answer);
        if (!strcmp(kind, "load"))
            hold(strstr(cookies, "=1.") && strpbrk(cookies, "+*"), "a load without a grant", event, answer);
        if (!strcmp(kind, "store")) {
            const char *value = strchr(text_of(cJSON_GetArrayItem(effect, 1)), '=');
            hold(value && (value[1] == ';' || choice), "a grant is stored without a choice", event, answer);
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const uint8_t *end = data + size;
    bool lacks = false;
    restart();
    first_restart();
    while (data < end) {
        const uint8_t *line = memchr(data, '\n', (size_t)(end - data));
        size_t length = (size_t)((line ? line : end) - data);
        char *buffer = smg_buffer(length);
        if (!buffer)
            break;
        memcpy(buffer, data, length);
        char *event = malloc(length + 1);
        memcpy(event, data, length);
        event[length] = 0;
        const char *answer = smg_dispatch(length);
        check(event, length, answer);
        /* Whoever lacks something is asked no more. */
        const char *first = lacks ? NULL : first_answer(event, length);
        lacks = !first || !strcmp(first, "[[\"more\"]]");
        hold(lacks || !strcmp(first, answer), "the first module answers another thing", event, answer);
        free(event);
        data += length + !!line;
    }
    return 0;
}
