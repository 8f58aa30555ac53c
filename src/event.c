#include "event.h"

#include <string.h>

#define EVENT_NAME(name) #name "\0"

static const char types[] = EVENT_TYPES(EVENT_NAME);

bool event_read(struct event *event, char *text, size_t length) {
    text[length] = 0;
    json_flatten(text);
    event->members = json_parse(text, length);
    event->type = (enum event_type)list_find(types, event_text(event, "type"));
    return json_uint(json_get(event->members, "now"), 0, UINT32_MAX, &event->now);
}

const char *event_text(const struct event *event, const char *name) {
    return json_member(event->members, name);
}

bool event_lists(const struct event *event, const char *name, const char *id) {
    const json *each = json_first(json_get(event->members, name));
    for (; each; each = json_next(each))
        if (json_text(each) && !strcmp(json_text(each), id))
            return true;
    return false;
}
