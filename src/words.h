/*
 * What the views say, put together from the language, the configuration, the definitions and what is decided. Texts
 * that are made here stand in the arena.
 */
#ifndef WORDS_H
#define WORDS_H

#include "loader.h"
#include "template.h"

/*
 * What stands in the holes of texts, and in those that several layers have. The layers' own functions leave to it
 * whatever they do not know.
 */
const char *words_fill(enum hole hole, const struct scope *scope);

/* A text of the visitor's language with its holes filled. */
const char *words_text(enum text text, const struct scope *scope);

/* "2 of 3" */
const char *words_some(uint32_t n, uint32_t m);

/* The member `own` of the page's definition of the purpose, else the text whose key is its id and `suffix`; or "". */
const char *words_purpose(int purpose, const char *own, const char *suffix);

/* A member of a processor's definition, in the language; or "". */
const char *words_of(const json *definition, const char *member);

/* The name of something that is stored, and how long: "2y" in words. */
const char *words_stored(const char *name, const char *life);

/* Why an earlier answer does not hold any more. */
const char *words_asked_again(void);

/* Which of its cookies are there now, and how many requests to its hosts were seen. */
const char *words_now(const json *definition, uint32_t requests);

/* True if anybody of whom the module knows would get data. */
bool words_has_partners(void);

/* Writes the view for each of them. */
void words_each_partner(enum view_id view, template_fill *fill);

/* The names of the processors of other purposes that are told of a grant of this one; or "". */
const char *words_signalled(int purpose);

/* True if a processor of the site is for the purpose. */
bool words_has_processors(int purpose);

/* Writes the view for all purposes (-1), or for the processors of one. */
void words_each_item(int purpose, enum view_id view, template_fill *fill);

/* The state of a processor as data-smg-state has it; -1: of one that the site does not use. */
const char *words_state_id(int processor);

/* The countries where a processor has the data, or, without a definition, all that the site uses, each once: their
 * codes, with blanks between. `outside`: without those that the law at hand counts as its own. */
const char *words_countries(const json *definition, bool outside);

/* Writes such codes as nodes, which the shell shows by the countries' names. */
void words_put_countries(const char *codes);

/* What the table and the settings say of a processor, in WORDS_COLUMNS columns: who gets the data, where, what for,
 * which, how long it is kept. */
#define WORDS_COLUMNS 5

/* Writes for each column the view `first`, and behind it `second`, unless that is the same. */
void words_columns(enum view_id first, enum view_id second, template_fill *fill, const struct scope *scope);

#endif
