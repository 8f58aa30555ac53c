/*
 * What the views say, put together from the language, the configuration and the definitions. Texts that are made here
 * stand in the arena.
 */
#ifndef WORDS_H
#define WORDS_H

#include "view.h"

/* The text of this key in the language of the view. */
const char *text(const char *key);

/* The same with its hole {name} filled. */
const char *fill(const char *key, const char *name, const char *value);

/*
 * Writes a shape as json_shape does, in which also $key stands for the text of that key.
 */
void shape(const char *shape, const char *a, const char *b);

/* Closes `levels` arrays. */
void end(int levels);

const char *purpose_name(int purpose);
/* The member `own` of the page's definition of the purpose, else the text whose key is its id and `suffix`; or "". */
const char *purpose_text(int purpose, const char *own, const char *suffix);

/* A member of a processor's definition, in the language; or "". */
const char *definition_text(const cJSON *definition, const char *member);

/*
 * The list `member` of a definition in words, each by the text of the key `prefix` and the item, else as it is. With
 * no definition that of all processors that the site uses, each word once.
 */
const char *list_of(const cJSON *definition, const char *member, const char *prefix);

/*
 * Writes what there is to say of a processor, each with the shape `row`, whose holes are the name of the column and
 * what stands in it: who gets the data, where, what for, which data, what is stored and how long.
 */
void columns(const char *row, const cJSON *definition);

/* True if a processor that the site uses is outside Kazakhstan. */
bool goes_abroad(void);

/* A link that opens a tab of its own, and says so; nothing unless `url` is a link. */
void link_out(const char *url, const char *label);

#endif
