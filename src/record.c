#include "record.h"

#include <string.h>

#include "pattern.h"

/* The fields before the marks, with their dots: of a grant, or of a refusal. The lengths are those of struct record. */
static const char form[] = "1.[0-9]{1,9}.[0-9a-z]{1,7}-{0,1}[0-9a-z]{0,7}.[0-9a-f]{32}.[bspaf]{1}u{0,1}."
                           "[A-Za-z0-9-]{1,11}.[A-Za-z0-9_-]{0,43}.|1.[0-9]{1,9}.[0-9a-z]{1,7}..w{0,1}...";

static bool is_mark(char c) {
    return c && strchr(RECORD_MARKS, c);
}

static size_t name_length(const char *name) {
    return text_until(name, RECORD_MARKS ".");
}

/* A list of marked names of 1..max letters and digits; NULL unless `end` follows it. */
static const char *marks(const char *at, size_t max, char end) {
    while (is_mark(*at)) {
        size_t length = name_length(++at);
        if (!length || length > max)
            return NULL;
        for (; length; length--, at++)
            if (!pattern_match("[0-9A-Za-z]", (const char[]){*at, 0}))
                return NULL;
    }
    return *at == end ? at + 1 : NULL;
}

/* The number that ends at a dot or "-", modulo 2^32; `*at` is moved behind that. */
static uint32_t number(const char **at, uint32_t base) {
    uint32_t value = 0;
    for (; **at >= '0'; ++*at)
        value = value * base + (uint32_t)(**at <= '9' ? **at - '0' : **at - 'a' + 10);
    ++*at;
    return value;
}

static void field(const char **at, char *to) {
    while (**at != '.')
        *to++ = *(*at)++;
    *to = 0;
    ++*at;
}

bool record_decode(struct record *record, const char *text, size_t length) {
    const char *at = text;
    for (int dots = 7; dots && *at; at++)
        dots -= *at == '.';
    text_begin();
    text_put_slice(text, (size_t)(at - text));
    const char *head = text_end();
    record->purposes = at;
    record->processors = marks(at, PURPOSE_ID_MAX, '.');
    if (length > RECORD_TEXT_MAX || !pattern_match(form, head) || !record->processors ||
        marks(record->processors, TOKEN_LENGTH, 0) != text + length + 1)
        return false;
    at = head + 2;
    record->revision = number(&at, 10);
    record->time = number(&at, 36);
    record->since = at[-1] == '-' ? number(&at, 36) : 0;
    field(&at, record->id);
    field(&at, record->method);
    field(&at, record->language);
    field(&at, record->notice);
    text_begin();
    record_begin(record);
    /* Written anew it must be the same: else a number has leading zeros, by which two refusals could be told apart. And
     * a grant has a consent id, a refusal none. */
    return !strcmp(text_end(), head) && record->since <= record->time && record_grants(record) == (*record->id != 0);
}

bool record_grants(const struct record *record) {
    return record->purposes[text_until(record->purposes, "+*")];
}

const char *record_next(const char **marks, char *mark) {
    const char *name = *marks + 1;
    if (!is_mark(**marks))
        return NULL;
    *mark = **marks;
    *marks = name + name_length(name);
    text_begin();
    text_put_slice(name, (size_t)(*marks - name));
    return text_end();
}

static void put_base36(uint32_t number) {
    if (number > 35)
        put_base36(number / 36);
    text_put_char("0123456789abcdefghijklmnopqrstuvwxyz"[number % 36]);
}

static void put_field(const char *text) {
    text_put(text);
    text_put_char('.');
}

void record_begin(const struct record *record) {
    text_put("1.");
    text_put_uint(record->revision);
    text_put_char('.');
    put_base36(record->time);
    if (record->since) {
        text_put_char('-');
        put_base36(record->since);
    }
    text_put_char('.');
    put_field(record->id);
    put_field(record->method);
    put_field(record->language);
    put_field(record->notice);
}

void record_put_mark(const char *name, char mark) {
    text_put_char(mark);
    text_put(name);
}

const char *record_uuid(const struct record *record) {
    text_begin();
    for (int i = 0; i < RECORD_ID_LENGTH; i++) {
        if (i == 8 || i == 12 || i == 16 || i == 20)
            text_put_char('-');
        text_put_char(record->id[i]);
    }
    return text_end();
}
