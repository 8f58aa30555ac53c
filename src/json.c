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

const char *json_text(const cJSON *value) {
    return cJSON_IsString(value) ? value->valuestring : NULL;
}

const char *json_member(const cJSON *object, const char *name) {
    const char *text = json_text(json_get(object, name));
    return text ? text : "";
}

/* Not a number, and everything beyond 2^53, fail the two comparisons that every caller makes. */
static bool is_whole(const cJSON *value) {
    return cJSON_IsNumber(value) && value->valuedouble > -WHOLE_MAX && value->valuedouble < WHOLE_MAX &&
           (double)(int64_t)value->valuedouble == value->valuedouble;
}

const char *json_word(const cJSON *value) {
    if (is_whole(value)) {
        struct writer digits = writer_new();
        put_whole(&digits, (int64_t)value->valuedouble);
        return digits.text;
    }
    return json_text(value);
}

int64_t json_whole(const cJSON *value, int64_t min, int64_t max, int64_t fallback) {
    if (!is_whole(value))
        return fallback;
    int64_t number = (int64_t)value->valuedouble;
    return number >= min && number <= max ? number : fallback;
}

bool json_true(const cJSON *value) {
    return cJSON_IsTrue(value);
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
    struct writer out = {0};
    put_slice(&out, "", 0);
    return out;
}

void put_slice(struct writer *out, const char *text, size_t length) {
    if (out->length + length >= out->capacity) {
        if (out->capacity && !out->text)
            return;
        size_t capacity = (out->length + length) * 2 + 64;
        char *larger = arena_alloc(capacity);
        if (larger && out->length)
            memcpy(larger, out->text, out->length);
        out->text = larger;
        out->capacity = capacity;
        if (!larger) {
            out->length = 0;
            return;
        }
    }
    if (!out->text)
        return;
    memcpy(out->text + out->length, text, length);
    out->length += length;
    out->text[out->length] = 0;
}

void put_char(struct writer *out, char c) {
    put_slice(out, &c, 1);
}

void put(struct writer *out, const char *text) {
    put_slice(out, text, strlen(text));
}

void put_whole(struct writer *out, int64_t number) {
    char text[24];
    char *at = text + sizeof text;
    uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    do
        *--at = (char)('0' + rest % 10);
    while (rest /= 10);
    if (number < 0)
        *--at = '-';
    put_slice(out, at, (size_t)(text + sizeof text - at));
}

void put_comma(struct writer *out) {
    if (out->length && !strchr("[{:,", out->text[out->length - 1]))
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

void json_number(struct writer *out, int64_t number) {
    put_comma(out);
    put_whole(out, number);
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
            quoted(out, a ? a : "");
            a = b;
        } else
            put_char(out, *shape == '\'' ? '"' : *shape);
    }
}

/* Vendors' settings hold few fractions; six places carry all of them. */
static void number(struct writer *out, double value) {
    if (!(value > -WHOLE_MAX && value < WHOLE_MAX)) {
        put(out, "null");
        return;
    }
    int64_t whole = (int64_t)value;
    int64_t millionths = (int64_t)((value - (double)whole) * 1e6 + (value < 0 ? -0.5 : 0.5));
    if (millionths == 1000000 || millionths == -1000000) {
        whole += value < 0 ? -1 : 1;
        millionths = 0;
    }
    if (value < 0 && !whole && millionths)
        put_char(out, '-');
    put_whole(out, whole);
    if (!millionths)
        return;
    uint32_t rest = (uint32_t)(millionths < 0 ? -millionths : millionths);
    put_char(out, '.');
    for (uint32_t unit = 100000; unit && rest; unit /= 10) {
        put_char(out, (char)('0' + rest / unit % 10));
        rest %= unit;
    }
}

void json_copy(struct writer *out, const cJSON *value, json_string_writer *string, const void *context) {
    bool object = cJSON_IsObject(value);
    if (object || cJSON_IsArray(value)) {
        json_open(out, object ? '{' : '[');
        const cJSON *child;
        cJSON_ArrayForEach(child, value) {
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
        number(out, value->valuedouble);
    } else if (cJSON_IsBool(value))
        json_bool(out, cJSON_IsTrue(value));
    else
        json_null(out);
}
