/*
 * The forms of ids, options and records.
 */
#ifndef PATTERN_H
#define PATTERN_H

#include <stdbool.h>

/*
 * True if the whole of `text` has the form `pattern`: literal characters, sets such as [a-z0-9], each with {count} or
 * {min,max} behind it where it repeats, and "|" between alternatives. What repeats takes all that it can.
 */
bool pattern_match(const char *pattern, const char *text);

#endif
