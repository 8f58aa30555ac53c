/*
 * JSON in and out, and the only module that knows cJSON. Reading is total: what is absent or of another type reads as
 * the fallback. Writing goes to the present text (see text.h) and puts commas where they belong by itself.
 */
#ifndef JSON_H
#define JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "text.h"

/* A JSON value; NULL stands for one that is not there, and may be given to every function but json_next and json_name.
 */
typedef struct cJSON json;

/* How deep arrays and objects stand within each other in what is read; less than what the stack has room for. */
#define JSON_LEVELS 32

/* Empties what is nested deeper: one value of a page that is must not make the whole event unreadable. What is left of
 * it has JSON_LEVELS levels still, by which it is told from one that may be so deep. */
void json_flatten(char *text);

/* The document, or NULL where `text`, with a NUL behind it, is not JSON alone, is nested deeper than 64 levels, or
 * memory has run out. */
json *json_parse(const char *text, size_t length);

bool json_is_object(const json *value);
bool json_is_array(const json *value);
bool json_is_bool(const json *value);
bool json_is_true(const json *value);
bool json_is_false(const json *value);
bool json_is_null(const json *value); /* false for one that is not there */

/* The first member of an array or object, and the one behind a member; NULL where there is none. */
const json *json_first(const json *list);
const json *json_next(const json *member);

/* The member at this index, NULL where there is none. */
const json *json_at(const json *list, int index);

/* How many members an array or object has. */
int json_count(const json *list);

/* The name of an object's member; of an array's NULL, unless json_name_by has given it one. */
const char *json_name(const json *member);

/* The member `name` of an object; NULL where it is absent or null, or `object` is none. */
const json *json_get(const json *object, const char *name);

/* The first member of this name, whatever its value; NULL where there is none. */
const json *json_find(const json *object, const char *name);

/* The text of a string; NULL for anything else. */
const char *json_text(const json *value);

/* json_text of the member `name`, or "" */
const char *json_member(const json *object, const char *name);

/* A string as it is, a whole number below 2^53 as its decimal digits (in the arena); NULL for anything else. */
const char *json_scalar(const json *value);

/* Sets `to` to a whole number within min..max and returns true; false, and `to` as it was, for anything else. */
bool json_uint(const json *value, uint32_t min, uint32_t max, uint32_t *to);

/* True only if the member `name` is the JSON value true. */
bool json_true(const json *object, const char *name);

/* Names each object of an array by its own member `name`, so that json_find finds it; "" for one without. `array` is
 * const for its readers; this and json_drop are for the owner of the document, before anybody else reads it. */
void json_name_by(const json *array, const char *name);

/* Names a value anew, by a text that lives as long. */
void json_name_as(const json *value, const char *name);

/* Takes a member out of its array or object, so that nothing reads it any more. Its own json_next goes with it. */
void json_drop(const json *list, const json *member);

/* Moves the members of these names, a list of names, from one object to another, in the place of what that has. */
void json_overlay(const json *object, const json *from, const char *names);

/* What cJSON calls instead of strtod, which alone would add 15 KB. Exact for whole numbers below 2^53. */
double json_strtod(const char *text, char **end);

/* A comma, unless nothing stands before that needs one: the text is empty, or a bracket, colon or comma is its last. */
void json_comma(void);

/* JSON values, each with the comma before it that it needs. */
void json_open(char bracket);
void json_close(char bracket);
void json_key(const char *name);
void json_string(const char *text); /* NULL is written as null */
void json_bool(bool value);
void json_null(void);
void json_milliseconds(uint32_t seconds); /* a time in seconds as a number of milliseconds */
void json_raw(const char *values);        /* JSON that is written already; nothing for "" */

/* A string without the comma. */
void json_quote(const char *text);

/* Any JSON value again as text. What is neither object nor array is put to `leaf` (NULL: none), which returns true if
 * it has written it, or nothing, in its place. */
typedef bool json_leaf(const json *value);
void json_copy(const json *value, json_leaf *leaf);

#endif
