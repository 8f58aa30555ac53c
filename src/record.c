#include "record.h"

#include <string.h>

static int digit36(char c) {
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'z' ? c - 'a' + 10 : 99;
}

/* The number that ends at a dot; `*at` is moved behind the dot. -1 where there is none, or more than 9 digits. */
static int64_t whole(const char **at, int base) {
    const char *start = *at;
    int64_t number = 0;
    while (digit36(**at) < base && *at - start < 9)
        number = number * base + digit36(*(*at)++);
    return *at > start && *(*at)++ == '.' ? number : -1;
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

bool record_decode(struct record *record, const char *text, size_t length) {
    const char *at = text;
    if (length > RECORD_TEXT_MAX || strlen(text) != length || *at++ != '1' || *at++ != '.')
        return false;
    record->revision = whole(&at, 10);
    if (record->revision < 0)
        return false;
    record->time = whole(&at, 36);
    if (record->time < 0 || !field(&at, record->id, sizeof record->id) || !field(&at, record->way, sizeof record->way) ||
        !field(&at, record->language, sizeof record->language))
        return false;
    record->purposes = at;
    record->processors = marks(at, PURPOSE_ID_MAX, '.');
    if (!record->processors || !marks(record->processors, TOKEN_LENGTH, 0))
        return false;
    /* A grant has its number, a refusal has nothing of the kind: a record in between was not written here. */
    size_t id = strlen(record->id);
    return strspn(record->id, "0123456789abcdef") == id &&
           (record_grants(record) ? id == RECORD_ID_LENGTH : !id && !*record->way && !*record->language);
}

bool record_grants(const struct record *record) {
    return strchr(record->purposes, '+');
}

enum mark record_mark(const char *list, const char *name) {
    size_t length = strlen(name);
    for (; is_mark(*list); list++) {
        const char *entry = list + 1;
        size_t size = 0;
        while (is_name(entry[size]))
            size++;
        if (size == length && !memcmp(entry, name, length))
            return *list == '+' ? MARK_GRANTED : MARK_REFUSED;
        list += size;
    }
    return MARK_UNKNOWN;
}

void record_begin(struct writer *out, const struct record *record) {
    char digits[16];
    char *at = digits + sizeof digits - 1;
    int64_t rest = record->time > 0 ? record->time : 0;
    *at = 0;
    do
        *--at = "0123456789abcdefghijklmnopqrstuvwxyz"[rest % 36];
    while (rest /= 36);
    put(out, "1.");
    put_whole(out, record->revision);
    const char *const fields[] = {at, record->id, record->way, record->language, ""};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        put_char(out, '.');
        put(out, fields[i]);
    }
}

void record_put_mark(struct writer *out, const char *name, bool granted) {
    put_char(out, granted ? '+' : '-');
    put(out, name);
}
