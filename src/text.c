#include "text.h"

#include <string.h>

#include "arena.h"

#define ROOM 20480 /* bytes for texts at first: enough for the settings and the table of five processors */

/* The texts being written, one behind the other in `space`: each begins where the one around it was left. */
static char *space;
static size_t capacity, length, starts[16], depth;

void text_reset(void) {
    static char *room;
    /* Nothing in use: the page has just begun. The room is kept for its whole life. */
    if (!arena_used()) {
        room = arena_alloc(ROOM);
        arena_keep();
    }
    space = room;
    capacity = room ? ROOM : 0;
    length = depth = 0;
}

void text_begin(void) {
    starts[++depth] = length;
}

const char *text_so_far(void) {
    if (!capacity)
        return "";
    space[length] = 0;
    return space + starts[depth];
}

size_t text_length(void) {
    return length - starts[depth];
}

char text_last(void) {
    return text_length() ? space[length - 1] : (char)0;
}

const char *text_end(void) {
    size_t size = text_length() + 1;
    char *text = arena_alloc(size);
    if (text)
        memcpy(text, text_so_far(), size);
    length = starts[depth--];
    return text ? text : "";
}

void text_put_slice(const char *text, size_t size) {
    if (length + size >= capacity) {
        char *larger = arena_alloc((length + size) * 2);
        if (!larger)
            return;
        if (length)
            memcpy(larger, space, length);
        space = larger;
        capacity = (length + size) * 2;
    }
    memcpy(space + length, text, size);
    length += size;
}

void text_put_char(char c) {
    text_put_slice(&c, 1);
}

void text_put(const char *text) {
    text_put_slice(text, strlen(text));
}

void text_put_uint(uint64_t number) {
    if (number > 9)
        text_put_uint(number / 10);
    text_put_char((char)('0' + number % 10));
}

const char *text_join(const char *a, const char *b) {
    text_begin();
    text_put(a);
    text_put(b);
    return text_end();
}

const char *text_digits(uint32_t number) {
    text_begin();
    text_put_uint(number);
    return text_end();
}

size_t text_until(const char *text, const char *stops) {
    size_t count = 0;
    for (; text[count]; count++)
        for (const char *stop = stops; *stop; stop++)
            if (text[count] == *stop)
                return count;
    return count;
}

bool text_has(const char *text, const char *part) {
    while (*text && strncmp(text, part, strlen(part)) != 0)
        text++;
    return *text;
}

static bool becomes(const char *a, const char *b, int edits) {
    while (*a && *a == *b)
        a++, b++;
    return *a == *b || (edits && ((*a && *b && becomes(a + 1, b + 1, edits - 1)) ||
                                  (*a && becomes(a + 1, b, edits - 1)) || (*b && becomes(a, b + 1, edits - 1))));
}

bool text_is_near(const char *a, const char *b, int edits) {
    return (size_t)edits < strlen(a) && becomes(a, b, edits);
}

const char *text_or_nearest(const char *expected, const char *nearest) {
    return nearest ? text_join(text_join(text_join(expected, " (nearest: "), nearest), ")") : expected;
}

int list_find(const char *list, const char *name) {
    int index = 0;
    for (; *list && strcmp(list, name) != 0; index++)
        list += strlen(list) + 1;
    return index;
}

const char *list_at(const char *list, int index) {
    while (*list && index--)
        list += strlen(list) + 1;
    return list;
}
