#include "pattern.h"

/* One element of a pattern: whether `c` is of it; `*at` is moved behind it. */
static bool element(const char **at, char c) {
    if (**at != '[')
        return *(*at)++ == c;
    bool found = false;
    for (++*at; **at && **at != ']'; ++*at) {
        char from = **at;
        if ((*at)[1] == '-' && (*at)[2] && (*at)[2] != ']')
            *at += 2;
        found |= c >= from && c <= **at;
    }
    *at += **at == ']';
    return found;
}

static int count(const char **at, int fallback) {
    if (**at < '0' || **at > '9')
        return fallback;
    int number = 0;
    while (**at >= '0' && **at <= '9' && number < 10000)
        number = number * 10 + (*(*at)++ - '0');
    return number;
}

bool pattern_match(const char *pattern, const char *text) {
    const char *at = text;
    bool matches = true;
    for (;;) {
        if (!*pattern || *pattern == '|') {
            if (matches && !*at)
                return true;
            if (!*pattern)
                return false;
            pattern++;
            at = text;
            matches = true;
            continue;
        }
        const char *what = pattern;
        element(&pattern, 0);
        int min = 1, max = 1;
        if (*pattern == '{') {
            pattern++;
            min = max = count(&pattern, 0);
            if (*pattern == ',') {
                pattern++;
                max = count(&pattern, 10000);
            }
            pattern += *pattern == '}';
        }
        int times = 0;
        for (const char *again = what; *at && times < max && element(&again, *at); again = what, times++)
            at++;
        matches &= times >= min;
    }
}
