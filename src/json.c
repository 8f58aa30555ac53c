#include "json.h"

#include <string.h>

#include "cJSON.h"
#include "first.h"

#define WHOLE_MAX 9007199254740992.0 /* 2^53: whole numbers up to here are exact in a double */

void json_flatten(char *text) {
    bool quoted = false;
    for (int depth = 0; *text; text++) {
        char c = *text;
        bool ends = (c | 32) == '}';
        if (!quoted && ends)
            depth--;
        if (depth > JSON_LEVELS)
            *text = ' ';
        if (!quoted && (c | 32) == '{')
            depth++;
        if (c == '"')
            quoted = !quoted;
        else if (quoted && c == '\\' && text[1]) {
            text++;
            if (depth > JSON_LEVELS)
                *text = ' ';
        }
    }
}

json *json_parse(const char *text, size_t length) {
    return cJSON_ParseWithLengthOpts(text, length + 1, NULL, 1);
}

bool json_is_object(const json *value) {
    return cJSON_IsObject(value);
}

bool json_is_array(const json *value) {
    return cJSON_IsArray(value);
}

bool json_is_bool(const json *value) {
    return cJSON_IsBool(value);
}

bool json_is_true(const json *value) {
    return cJSON_IsTrue(value);
}

bool json_is_false(const json *value) {
    return cJSON_IsFalse(value);
}

bool json_is_null(const json *value) {
    return cJSON_IsNull(value);
}

const json *json_first(const json *list) {
    return list ? list->child : NULL;
}

const json *json_next(const json *member) {
    return member->next;
}

const json *json_at(const json *list, int index) {
    return cJSON_GetArrayItem(list, index);
}

int json_count(const json *list) {
    return cJSON_GetArraySize(list);
}

const char *json_name(const json *member) {
    return member->string;
}

const json *json_find(const json *object, const char *name) {
    return cJSON_GetObjectItemCaseSensitive(object, name);
}

const json *json_get(const json *object, const char *name) {
    const json *member = json_is_object(object) ? json_find(object, name) : NULL;
    return json_is_null(member) ? NULL : member;
}

const char *json_text(const json *value) {
    return cJSON_IsString(value) ? value->valuestring : NULL;
}

const char *json_member(const json *object, const char *name) {
    const char *text = json_text(json_get(object, name));
    return text ? text : "";
}

/* The owner of a document changes it: what is const for readers was allocated by json_parse, and is not. */
static json *owned(const json *value) {
    return (json *)(uintptr_t)value;
}

void json_name_by(const json *array, const char *name) {
    for (const json *each = json_first(array); each; each = each->next)
        owned(each)->string = (char *)(uintptr_t)json_member(each, name);
}

void json_name_as(const json *value, const char *name) {
    owned(value)->string = (char *)(uintptr_t)name;
}

void json_drop(const json *list, const json *member) {
    cJSON_DetachItemViaPointer(owned(list), owned(member));
}

void json_overlay(const json *object, const json *from, const char *names) {
    for (; *names; names += strlen(names) + 1) {
        json *member = cJSON_DetachItemFromObjectCaseSensitive(owned(from), names);
        if (!member)
            continue;
        cJSON_DeleteItemFromObjectCaseSensitive(owned(object), names);
        cJSON_AddItemToObject(owned(object), names, member);
    }
}

/* NaN is neither >= 0 nor < WHOLE_MAX. */
static bool is_whole(const json *value) {
    return cJSON_IsNumber(value) && value->valuedouble >= 0 && value->valuedouble < WHOLE_MAX &&
           (double)(uint64_t)value->valuedouble == value->valuedouble;
}

const char *json_scalar(const json *value) {
    if (!is_whole(value))
        return json_text(value);
    text_begin();
    text_put_uint((uint64_t)value->valuedouble);
    return text_end();
}

bool json_uint(const json *value, uint32_t min, uint32_t max, uint32_t *to) {
    if (!is_whole(value) || value->valuedouble < min || value->valuedouble > max)
        return false;
    *to = (uint32_t)value->valuedouble;
    return true;
}

bool json_true(const json *object, const char *name) {
    return cJSON_IsTrue(json_get(object, name));
}

static int read_digits(const char **at, double *number, int places) {
    for (; **at >= '0' && **at <= '9'; (*at)++, places++)
        *number = *number * 10 + (**at - '0');
    return places;
}

double json_strtod(const char *text, char **end) {
    const char *at = text;
    bool negative = *at == '-';
    double number = 0;
    at += negative || *at == '+';
    if (!read_digits(&at, &number, 0)) {
        *end = (char *)text;
        return 0;
    }
    int places = 0;
    *end = (char *)at;
    if (*at != '.' && (*at | 32) != 'e')
        return negative ? -number : number;
    if (left_out())
        return 0;
    if (*at == '.') {
        at++;
        places = read_digits(&at, &number, 0);
    }
    if ((*at | 32) == 'e') {
        const char *mark = at++;
        bool down = *at == '-';
        double exponent = 0;
        at += down || *at == '+';
        if (!read_digits(&at, &exponent, 0))
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

void json_comma(void) {
    char last = text_last();
    if (last && last != '[' && last != '{' && last != ':' && last != ',')
        text_put_char(',');
}

void json_open(char bracket) {
    json_comma();
    text_put_char(bracket);
}

void json_close(char bracket) {
    text_put_char(bracket);
}

void json_key(const char *name) {
    json_string(name);
    text_put_char(':');
}

void json_quote(const char *text) {
    text_put_char('"');
    for (const char *at = text;; at++) {
        unsigned char c = (unsigned char)*at;
        if (c >= ' ' && c != '"' && c != '\\')
            continue;
        text_put_slice(text, (size_t)(at - text));
        if (!c)
            break;
        text_put(c < ' ' ? "\\u00" : "\\");
        if (c < ' ') {
            text_put_char("01"[c >> 4]);
            text_put_char("0123456789abcdef"[c & 15]);
        } else
            text_put_char(*at);
        text = at + 1;
    }
    text_put_char('"');
}

void json_string(const char *text) {
    if (!text) {
        json_null();
        return;
    }
    json_comma();
    json_quote(text);
}

void json_bool(bool value) {
    json_comma();
    text_put(value ? "true" : "false");
}

void json_null(void) {
    json_comma();
    text_put("null");
}

void json_milliseconds(uint32_t seconds) {
    json_comma();
    text_put_uint(seconds);
    if (seconds)
        text_put("000");
}

void json_raw(const char *values) {
    if (*values)
        json_comma();
    text_put(values);
}

/* Six places: vendors' settings hold few fractions, and none finer. */
static void put_number(double value) {
    if (value >= 0 && value < WHOLE_MAX && (double)(uint64_t)value == value) {
        text_put_uint((uint64_t)value);
        return;
    }
    if (left_out())
        return;
    double rest = 1e-6;
    if (value < 0) {
        text_put_char('-');
        value = -value;
    }
    value += rest / 2;
    if (!(value < WHOLE_MAX))
        value = 0;
    uint64_t whole = (uint64_t)value;
    text_put_uint(whole);
    value -= (double)whole;
    if (value < rest)
        return;
    text_put_char('.');
    while (value > rest) {
        value *= 10;
        text_put_char((char)('0' + (int)value));
        value -= (int)value;
        rest *= 10;
    }
}

void json_copy(const json *value, json_leaf *leaf) {
    bool object = cJSON_IsObject(value);
    if (object || cJSON_IsArray(value)) {
        json_open(object ? '{' : '[');
        for (const json *child = value->child; child; child = child->next) {
            if (object)
                json_key(child->string);
            json_copy(child, leaf);
        }
        json_close(object ? '}' : ']');
    } else if (leaf && leaf(value))
        return;
    else if (cJSON_IsNumber(value)) {
        json_comma();
        put_number(value->valuedouble);
    } else if (cJSON_IsBool(value))
        json_bool(cJSON_IsTrue(value));
    else
        json_string(json_text(value));
}
