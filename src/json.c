#include "json.h"

#include <string.h>

#include "arena.h"

#define WHOLE_MAX 9007199254740992.0 /* 2^53: whole numbers up to here are exact in a double */

cJSON *json_parse(const char *text, size_t length) {
    return cJSON_ParseWithLengthOpts(text, length, NULL, 0);
}

const cJSON *json_get(const cJSON *object, const char *name) {
    const cJSON *member = cJSON_IsObject(object) ? cJSON_GetObjectItemCaseSensitive(object, name) : NULL;
    return cJSON_IsNull(member) ? NULL : member;
}

const cJSON *json_first(const cJSON *list) {
    return list ? list->child : NULL;
}

const char *json_text(const cJSON *value) {
    return cJSON_IsString(value) ? value->valuestring : NULL;
}

const char *json_member(const cJSON *object, const char *name) {
    const char *text = json_text(json_get(object, name));
    return text ? text : "";
}

/* Nine digits at a time: the module has no need of 64-bit numbers but for this. */
static void put_double(struct writer *out, double number) {
    const uint32_t billion = 1000000000;
    uint32_t high = (uint32_t)(number / billion), low = (uint32_t)(number - (double)high * billion);
    if (high)
        put_whole(out, high);
    for (uint32_t unit = billion / 10; high && unit > low && unit > 1; unit /= 10)
        put_char(out, '0');
    put_whole(out, low);
}

/* Not a number fails both comparisons. */
static bool is_whole(const cJSON *value) {
    return cJSON_IsNumber(value) && value->valuedouble >= 0 && value->valuedouble < WHOLE_MAX &&
           (double)(uint64_t)value->valuedouble == value->valuedouble;
}

const char *json_word(const cJSON *value) {
    if (!is_whole(value))
        return json_text(value);
    struct writer word = writer_new();
    put_double(&word, value->valuedouble);
    return word.text;
}

bool json_whole(const cJSON *value, uint32_t min, uint32_t max, uint32_t *to) {
    if (!is_whole(value) || value->valuedouble < min || value->valuedouble > max)
        return false;
    *to = (uint32_t)value->valuedouble;
    return true;
}

bool json_true(const cJSON *object, const char *name) {
    return cJSON_IsTrue(json_get(object, name));
}

size_t text_until(const char *text, const char *stops) {
    size_t length = 0;
    for (; text[length]; length++)
        for (const char *stop = stops; *stop; stop++)
            if (text[length] == *stop)
                return length;
    return length;
}

static int digits(const char **at, double *number, int places) {
    for (; **at >= '0' && **at <= '9'; (*at)++, places++)
        *number = *number * 10 + (**at - '0');
    return places;
}

double json_strtod(const char *text, char **end) {
    const char *at = text;
    bool negative = *at == '-';
    double number = 0;
    at += negative || *at == '+';
    if (!digits(&at, &number, 0)) {
        *end = (char *)text;
        return 0;
    }
    int places = 0;
    if (*at == '.') {
        at++;
        places = digits(&at, &number, 0);
    }
    if ((*at | 32) == 'e') {
        const char *mark = at++;
        bool down = *at == '-';
        double exponent = 0;
        at += down || *at == '+';
        if (!digits(&at, &exponent, 0))
            at = mark;
        /* Beyond 400 a double is 0 or infinite anyway; the loop below must end. */
        places += (int)(exponent > 400 ? 400 : exponent) * (down ? 1 : -1);
    }
    for (; places > 0; places--)
        number /= 10;
    for (; places < 0; places++)
        number *= 10;
    *end = (char *)at;
    return negative ? -number : number;
}

struct writer writer_new(void) {
    return (struct writer){.text = ""};
}

void put_slice(struct writer *out, const char *text, size_t length) {
    char *to = (char *)(uintptr_t)out->text;
    if (out->length + length >= out->capacity) {
        size_t capacity = (out->length + length) * 2 + 64;
        to = arena_alloc(capacity);
        if (!to) {
            *out = writer_new();
            return;
        }
        memcpy(to, out->text, out->length);
        out->text = to;
        out->capacity = capacity;
    }
    memcpy(to + out->length, text, length);
    out->length += length;
    to[out->length] = 0;
}

void put_char(struct writer *out, char c) {
    put_slice(out, &c, 1);
}

void put(struct writer *out, const char *text) {
    put_slice(out, text, strlen(text));
}

const char *join(const char *a, const char *b) {
    struct writer out = writer_new();
    put(&out, a);
    put(&out, b);
    return out.text;
}

void put_whole(struct writer *out, uint32_t number) {
    if (number > 9)
        put_whole(out, number / 10);
    put_char(out, (char)('0' + number % 10));
}

void put_comma(struct writer *out) {
    if (out->length && text_until(out->text + out->length - 1, "[{:,"))
        put_char(out, ',');
}

void json_open(struct writer *out, char bracket) {
    put_comma(out);
    put_char(out, bracket);
}

void json_close(struct writer *out, char bracket) {
    put_char(out, bracket);
}

void json_key(struct writer *out, const char *name) {
    json_string(out, name);
    put_char(out, ':');
}

static void quoted(struct writer *out, const char *text) {
    put_char(out, '"');
    for (const char *at = text;; at++) {
        unsigned char c = (unsigned char)*at;
        if (c >= ' ' && c != '"' && c != '\\')
            continue;
        put_slice(out, text, (size_t)(at - text));
        if (!c)
            break;
        put(out, c < ' ' ? "\\u00" : "\\");
        if (c < ' ') {
            put_char(out, "01"[c >> 4]);
            put_char(out, "0123456789abcdef"[c & 15]);
        } else
            put_char(out, *at);
        text = at + 1;
    }
    put_char(out, '"');
}

void json_string(struct writer *out, const char *text) {
    if (!text) {
        json_null(out);
        return;
    }
    put_comma(out);
    quoted(out, text);
}

void json_bool(struct writer *out, bool value) {
    put_comma(out);
    put(out, value ? "true" : "false");
}

void json_null(struct writer *out) {
    put_comma(out);
    put(out, "null");
}

void json_shape(struct writer *out, const char *shape, const char *a, const char *b) {
    put_comma(out);
    for (; *shape; shape++) {
        if (*shape == '%') {
            quoted(out, a);
            a = b;
        } else
            put_char(out, *shape == '\'' ? '"' : *shape);
    }
}

/* Six places: vendors' settings hold few fractions, and none finer. */
static void put_number(struct writer *out, double value) {
    if (value < 0) {
        put_char(out, '-');
        value = -value;
    }
    if (!(value < WHOLE_MAX)) {
        put_char(out, '0');
        return;
    }
    double rest = 1e-6;
    value += rest / 2;
    put_double(out, (double)(uint64_t)value);
    value -= (double)(uint64_t)value;
    if (value < rest)
        return;
    put_char(out, '.');
    for (; value > rest; rest *= 10) {
        value *= 10;
        put_char(out, (char)('0' + (int)value));
        value -= (int)value;
    }
}

void json_copy(struct writer *out, const cJSON *value, json_string_writer *string, const void *context) {
    bool object = cJSON_IsObject(value);
    if (object || cJSON_IsArray(value)) {
        json_open(out, object ? '{' : '[');
        for (const cJSON *child = value->child; child; child = child->next) {
            if (object)
                json_key(out, child->string);
            json_copy(out, child, string, context);
        }
        json_close(out, object ? '}' : ']');
    } else if (cJSON_IsString(value)) {
        put_comma(out);
        if (string)
            string(out, value->valuestring, context);
        else
            quoted(out, value->valuestring);
    } else if (cJSON_IsNumber(value)) {
        put_comma(out);
        put_number(out, value->valuedouble);
    } else if (cJSON_IsBool(value))
        json_bool(out, cJSON_IsTrue(value));
    else
        json_null(out);
}
