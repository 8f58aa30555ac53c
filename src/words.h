/*
 * What the views say, put together from the language, the configuration and the definitions. Texts that are made here
 * stand in the arena.
 */
#ifndef WORDS_H
#define WORDS_H

#include "view.h"

/* What was written for one event is void with the arena. */
void words_forget(void);

/* A text of the language with its holes filled, see view.h. */
const char *expand(enum text text);

/* What stands in a hole of a text: {company}, {purposes}; or NULL. */
const char *words_fill(enum hole hole);

/* "2 of 3" */
const char *words_some(uint32_t n, uint32_t m);

/* "" where there is no such item. The member `own` of the page's definition of the purpose, else the text whose key is
 * its id and `suffix`; or "". */
const char *words_purpose(int purpose, const char *own, const char *suffix);

/* A member of a processor's definition, in the language; or "". */
const char *words_of(const cJSON *definition, const char *member);

/*
 * The list `member` of a definition in words, each by the text of the key `prefix` and the item, else as it is. With
 * no definition that of all processors that the site uses, each word once.
 */
const char *words_list(const cJSON *definition, const char *member, const char *prefix);

/* The name of something that is stored, and how long: "2y" in words. */
const char *words_stored(const char *name, const char *life);

/* Each name that the definition stores, with its lifetime. */
const char *words_stores(const cJSON *definition);

/* Why an earlier answer does not hold any more. */
const char *words_again(void);

/* Which of its cookies are there now, and how many requests to its hosts were seen. */
const char *words_now(const cJSON *definition, uint32_t requests);

/* True if a processor that the site uses is outside Kazakhstan. */
bool words_goes_abroad(void);

#endif
