#include "json.h"

#include <string.h>

#include "arena.h"

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

cJSON *json_parse(const char *text, size_t length) {
    return cJSON_ParseWithLengthOpts(text, length + 1, NULL, 1);
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

/* Not a number fails both comparisons. */
static bool is_whole(const cJSON *value) {
    return cJSON_IsNumber(value) && value->valuedouble >= 0 && value->valuedouble < WHOLE_MAX &&
           (double)(uint64_t)value->valuedouble == value->valuedouble;
}

const char *json_word(const cJSON *value) {
    if (!is_whole(value))
        return json_text(value);
    text_begin();
    put_whole((uint64_t)value->valuedouble);
    return text_end();
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

int place(const char *list, const char *name) {
    int index = 0;
    for (; *list && strcmp(list, name) != 0; index++)
        list += strlen(list) + 1;
    return index;
}

const char *text_at(const char *list, int place) {
    while (*list && place--)
        list += strlen(list) + 1;
    return list;
}

size_t text_until(const char *text, const char *stops) {
    size_t length = 0;
    for (; text[length]; length++)
        for (const char *stop = stops; *stop; stop++)
            if (text[length] == *stop)
                return length;
    return length;
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

#define ROOM 20480 /* bytes for texts at first: enough for the settings and the table of five processors */

/* The texts being written, one behind the other: each begins where the one around it was left. */
static char *space;
static size_t capacity, length, starts[16], depth;

void text_reset(void) {
    static char *room;
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

void put_slice(const char *text, size_t size) {
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

void put_char(char c) {
    put_slice(&c, 1);
}

void put(const char *text) {
    put_slice(text, strlen(text));
}

const char *join(const char *a, const char *b) {
    text_begin();
    put(a);
    put(b);
    return text_end();
}

const char *digits(uint32_t number) {
    text_begin();
    put_whole(number);
    return text_end();
}

void put_whole(uint64_t number) {
    if (number > 9)
        put_whole(number / 10);
    put_char((char)('0' + number % 10));
}

void put_milliseconds(uint32_t seconds) {
    put_whole(seconds);
    if (seconds)
        put("000");
}

void put_comma(void) {
    char last = text_last();
    if (last && last != '[' && last != '{' && last != ':' && last != ',')
        put_char(',');
}

void json_open(char bracket) {
    put_comma();
    put_char(bracket);
}

void json_close(char bracket) {
    put_char(bracket);
}

void json_key(const char *name) {
    json_string(name);
    put_char(':');
}

static void quoted(const char *text) {
    put_char('"');
    for (const char *at = text;; at++) {
        unsigned char c = (unsigned char)*at;
        if (c >= ' ' && c != '"' && c != '\\')
            continue;
        put_slice(text, (size_t)(at - text));
        if (!c)
            break;
        put(c < ' ' ? "\\u00" : "\\");
        if (c < ' ') {
            put_char("01"[c >> 4]);
            put_char("0123456789abcdef"[c & 15]);
        } else
            put_char(*at);
        text = at + 1;
    }
    put_char('"');
}

void json_string(const char *text) {
    if (!text) {
        json_null();
        return;
    }
    put_comma();
    quoted(text);
}

void json_bool(bool value) {
    put_comma();
    put(value ? "true" : "false");
}

void json_null(void) {
    put_comma();
    put("null");
}

void json_shape(const char *shape, const char *a, const char *b) {
    if (*shape != ']')
        put_comma();
    for (; *shape; shape++) {
        if (*shape == '%') {
            quoted(a);
            a = b;
        } else
            put_char(*shape == '\'' ? '"' : *shape);
    }
}

/* Six places: vendors' settings hold few fractions, and none finer. */
static void put_number(double value) {
    double rest = 1e-6;
    if (value < 0) {
        put_char('-');
        value = -value;
    }
    value += rest / 2;
    if (!(value < WHOLE_MAX))
        value = 0;
    uint64_t whole = (uint64_t)value;
    put_whole(whole);
    value -= (double)whole;
    if (value < rest)
        return;
    put_char('.');
    while (value > rest) {
        value *= 10;
        put_char((char)('0' + (int)value));
        value -= (int)value;
        rest *= 10;
    }
}

void json_copy(const cJSON *value, json_leaf *leaf) {
    bool object = cJSON_IsObject(value);
    if (object || cJSON_IsArray(value)) {
        json_open(object ? '{' : '[');
        for (const cJSON *child = value->child; child; child = child->next) {
            if (object)
                json_key(child->string);
            json_copy(child, leaf);
        }
        json_close(object ? '}' : ']');
    } else if (leaf && leaf(value))
        return;
    else if (cJSON_IsNumber(value)) {
        put_comma();
        put_number(value->valuedouble);
    } else if (cJSON_IsBool(value))
        json_bool(cJSON_IsTrue(value));
    else
        json_string(json_text(value));
}
