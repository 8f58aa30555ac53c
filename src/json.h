/*
 * JSON in and out. Reading is total: a member that is absent or of another type reads as the fallback. Writing
 * puts commas where they belong by itself.
 */
#ifndef JSON_H
#define JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cJSON.h"

/* How deep arrays and objects stand within each other in what is read; less than what the stack has room for. */
#define JSON_LEVELS 32

/* Empties what is nested deeper: one value of a page that is must not make the whole event unreadable. What is left of
 * it has JSON_LEVELS levels still, by which it is told from one that may be so deep. */
void json_flatten(char *text);

/* The document, or NULL where `text`, with a NUL behind it, is not JSON alone, is nested deeper than 64 levels, or
 * memory has run out. */
cJSON *json_parse(const char *text, size_t length);

/* The member `name` of an object; NULL where it is absent or null, or `object` is none (NULL too). */
const cJSON *json_get(const cJSON *object, const char *name);

/* The first member of an array or object, NULL where there is none; the others follow by `next`. */
const cJSON *json_first(const cJSON *list);

/* The text of a string; NULL for anything else. */
const char *json_text(const cJSON *value);

/* json_text of a member, or "" */
const char *json_member(const cJSON *object, const char *name);

/* A string as it is, a whole number below 2^53 as its decimal digits (in the arena); NULL for anything else. */
const char *json_word(const cJSON *value);

/* Sets `to` to a whole number within min..max and returns true; false, and `to` as it was, for anything else. */
bool json_whole(const cJSON *value, uint32_t min, uint32_t max, uint32_t *to);

/* True only if the member `name` is the JSON value true. */
bool json_true(const cJSON *object, const char *name);

/* The place of `name` in a list of texts, each with its NUL; that behind the last where it is not in it. */
int place(const char *list, const char *name);

/* The text at this place of such a list; "" at and behind its end. */
const char *text_at(const char *list, int place);

/* How many characters of `text` stand before the first of `stops`, or before its end. */
size_t text_until(const char *text, const char *stops);

/* What cJSON calls instead of strtod, which alone would add 15 KB. Exact for whole numbers below 2^53. */
double json_strtod(const char *text, char **end);

/*
 * Writing goes to one text at a time, the one begun last. text_begin sets aside what was being written, text_end
 * returns to it. They nest 15 deep, of which the views need 12. All that is being written lies in the arena: text_reset
 * must follow each arena_reset, and drops it.
 */
void text_reset(void);
void text_begin(void);
/* The text, in the arena, never NULL; "" when memory has run out, which arena_exhausted() tells. */
const char *text_end(void);
/* What has been written to the present text so far, until the next is written; how many bytes that is; and the last of
 * them, 0 where there is none. */
const char *text_so_far(void);
size_t text_length(void);
char text_last(void);

/* Texts of their own, in the arena: `a` with `b` behind it; a number in digits. */
const char *join(const char *a, const char *b);
const char *digits(uint32_t number);

/* One character, a text, a slice of one: as they are, without quotes or comma. */
void put_char(char c);
void put(const char *text);
void put_slice(const char *text, size_t length);
void put_whole(uint64_t number);

/* A time in seconds as a JSON number of milliseconds, without comma. */
void put_milliseconds(uint32_t seconds);

/* A comma, unless nothing stands before that needs one. */
void put_comma(void);

/* JSON values, each with the comma before it that it needs. */
void json_open(char bracket);
void json_close(char bracket);
void json_key(const char *name);
void json_string(const char *text); /* NULL is written as null */
void json_bool(bool value);
void json_null(void);

/*
 * A shape with holes: ' stands for a double quote, % for the next of the texts `a` and `b` as a JSON string. The shape
 * need not be closed.
 */
void json_shape(const char *shape, const char *a, const char *b);

/* Any JSON value again as text. What is neither object nor array is put to `leaf` (NULL: none), which returns true if
 * it has written it, or nothing, in its place. */
typedef bool json_leaf(const cJSON *value);
void json_copy(const cJSON *value, json_leaf *leaf);

#endif
