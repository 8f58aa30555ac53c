#include "record.h"

#include <string.h>

static int digit36(char c) {
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'z' ? c - 'a' + 10 : 99;
}

/* Reads the number that ends at a dot, and moves `*at` behind the dot. Nine digits hold no number beyond 32 bits here.
 */
static bool whole(const char **at, int base, uint32_t *to) {
    const char *start = *at;
    uint64_t number = 0;
    while (digit36(**at) < base && *at - start < 9)
        number = number * (uint64_t)base + (uint64_t)digit36(*(*at)++);
    *to = (uint32_t)number;
    return *at > start && number == *to && *(*at)++ == '.';
}

static bool is_mark(char c) {
    return c == '+' || c == '-';
}

static bool is_name(char c) {
    return c >= '0' && digit36((char)(c | 32)) < 36;
}

/* A field of letters and digits (and hyphens) that ends at a dot and fits; `*at` is moved behind the dot. */
static bool field(const char **at, char *to, size_t size) {
    size_t length = 0;
    while (is_name((*at)[length]) || (*at)[length] == '-')
        length++;
    if (length >= size || (*at)[length] != '.')
        return false;
    memcpy(to, *at, length);
    to[length] = 0;
    *at += length + 1;
    return true;
}

/* A list of marked names of 1..max characters; NULL unless `end` follows it. */
static const char *marks(const char *at, size_t max, char end) {
    while (is_mark(*at)) {
        size_t length = 0;
        at++;
        while (is_name(at[length]))
            length++;
        if (!length || length > max)
            return NULL;
        at += length;
    }
    return *at == end ? at + 1 : NULL;
}

static bool is_hexadecimal(const char *id) {
    size_t length = 0;
    while (digit36(id[length]) < 16)
        length++;
    return length == RECORD_ID_LENGTH && !id[length];
}

bool record_decode(struct record *record, const char *text, size_t length) {
    const char *at = text;
    if (length > RECORD_TEXT_MAX || strlen(text) != length || *at++ != '1' || *at++ != '.')
        return false;
    if (!whole(&at, 10, &record->revision) || !whole(&at, 36, &record->time) ||
        !field(&at, record->id, sizeof record->id) || !field(&at, record->way, sizeof record->way) ||
        !field(&at, record->language, sizeof record->language))
        return false;
    record->purposes = at;
    record->processors = marks(at, PURPOSE_ID_MAX, '.');
    if (!record->processors || !marks(record->processors, TOKEN_LENGTH, 0))
        return false;
    /* Numbers are written in one way only. */
    text_begin();
    record_begin(record);
    const char *again = text_end();
    if (strncmp(again, text, strlen(again)) != 0)
        return false;
    /* A grant has its number, a refusal has nothing of the kind: a record in between was not written here. */
    if (!record_grants(record))
        return !*record->id && !*record->way && !*record->language;
    return is_hexadecimal(record->id) && *record->way && !text_until(record->way, "bspa") &&
           (!record->way[1] || record->way[1] == 'u') && *record->language;
}

bool record_grants(const struct record *record) {
    return record->purposes[text_until(record->purposes, "+")];
}

enum mark record_mark(const char *list, const char *name) {
    size_t length = strlen(name);
    enum mark found = MARK_UNKNOWN;
    for (; is_mark(*list); list++) {
        const char *entry = list + 1;
        size_t size = 0;
        while (is_name(entry[size]))
            size++;
        /* Marked twice, the refusal counts. */
        if (size == length && !memcmp(entry, name, length) && found != MARK_REFUSED)
            found = *list == '+' ? MARK_GRANTED : MARK_REFUSED;
        list += size;
    }
    return found;
}

static void put_base36(uint32_t number) {
    if (number > 35)
        put_base36(number / 36);
    put_char("0123456789abcdefghijklmnopqrstuvwxyz"[number % 36]);
}

static void put_field(const char *text) {
    put(text);
    put_char('.');
}

void record_begin(const struct record *record) {
    put("1.");
    put_whole(record->revision);
    put_char('.');
    put_base36(record->time);
    put_char('.');
    put_field(record->id);
    put_field(record->way);
    put_field(record->language);
}

void record_put_mark(const char *name, bool granted) {
    put_char(granted ? '+' : '-');
    put(name);
}
