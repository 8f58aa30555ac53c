/*
 * Texts that are put together piece by piece, in the arena, and lists of names. Knows no JSON.
 *
 * Writing goes to one text at a time, the one begun last. text_begin sets aside what was being written, text_end
 * returns to it. They nest 15 deep, of which the views need 12.
 */
#ifndef TEXT_H
#define TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Drops all that is being written. It lies in the arena: to be called after each arena_reset. */
void text_reset(void);

void text_begin(void);

/* The text, in the arena, never NULL; "" when memory has run out, which arena_exhausted() tells. */
const char *text_end(void);

/* What has been written to the present text so far, until the next is written; how many bytes that is; and the last of
 * them, 0 where there is none. */
const char *text_so_far(void);
size_t text_length(void);
char text_last(void);

/* One character, a text, a slice of one, a number in decimal digits: each as it is, without quotes or comma. */
void text_put_char(char c);
void text_put(const char *text);
void text_put_slice(const char *text, size_t length);
void text_put_uint(uint64_t number);

/* Texts of their own, in the arena: `a` with `b` behind it; a number in decimal digits. */
const char *text_join(const char *a, const char *b);
const char *text_digits(uint32_t number);

/* How many characters of `text` stand before the first of `stops`, or before its end. */
size_t text_until(const char *text, const char *stops);

/* True if `part` stands somewhere in `text`. strstr() would bring three more ways to search. */
bool text_has(const char *text, const char *part);

/* True if `a` becomes `b` by so many letters put in, left out or exchanged: fewer than TEXT_EDITS, and than `a` has,
 * since by that many it becomes any other. */
#define TEXT_EDITS 4
bool text_is_near(const char *a, const char *b, int edits);

/* "expected (nearest: name)", or `expected` alone where there is no such name. */
const char *text_or_nearest(const char *expected, const char *nearest);

/* The index of `name` in a list of names, each with its NUL; the number of names where it is not in it. */
int list_find(const char *list, const char *name);

/* The name at this index of such a list; "" at and behind its end. */
const char *list_at(const char *list, int index);

#endif
