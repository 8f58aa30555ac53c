/*
 * The texts that the visitor reads. One JSON file per language in src/languages; the keys of en.json are the list of
 * texts. A page may override texts, or add a whole language, by the option `texts`.
 */
#ifndef LANGUAGE_H
#define LANGUAGE_H

#include "embedded.h"
#include "first.h"
#include "json.h"

#define LANGUAGE_TAG "[A-Za-z0-9-]{1,11}" /* what a record can hold */
#define LANGUAGE_TEXT_MAX 2000            /* bytes of one text that a page gives */
#define LANGUAGE_OF_PROCESSOR "name\0company\0description\0"

struct language {
    char tag[12];
    const char *texts[TEXT_COUNT]; /* UTF-8, never NULL once a language was chosen */
    const json *own;               /* what the option `texts` has for it, or NULL */
    const json *brought;           /* what its file has, where it is one beside the script, or NULL */
};

/* The one that the visitor reads. Only the two functions below write it. */
extern const struct language *const language;

/* A text of it. */
IN_PLACE const char *language_text(enum text text) {
    return text < TEXT_COUNT || !left_out() ? language->texts[text] : "";
}

/*
 * Chooses the first of `wanted` (an array of tags, best first) that there is; English where there is none. `texts` is
 * the option of that name, or NULL.
 */
void language_choose(const json *wanted, const json *texts);

/*
 * The same for one tag, in whatever case: as it is, else its first part. Returns false, and changes nothing, where
 * there is no such language.
 */
bool language_set(const char *tag, const json *texts);

/*
 * Asks for the file of the language of this tag, which language_set takes once it has come; true where there is such a
 * language, here already or in a file. The second does so for the first of `wanted` that there is.
 */
bool language_ask(const char *tag, const json *texts);
void language_ask_first(const json *wanted, const json *texts);

/* Sets the language whose file was asked for last, unless the page has asked for another one since. False, and nothing,
 * where there is none, or it has not come. */
bool language_comes(const json *texts);

/* True where a file was asked for and has not come, or cannot be had. */
bool language_is_awaited(void);

/* True for a string that says something, more than blanks, within LANGUAGE_TEXT_MAX. */
bool language_is_text(const json *value);

/* True for such a string, or an object, not empty, of such strings by language. */
bool language_is_texts(const json *value);

/* True if both are the same in whatever case: tags, names of hosts. */
bool language_is_tag(const char *a, const char *b);

/* True if the language comes with the module, or is a file beside the script. */
bool language_is_known(const char *tag);

/* The text whose key is `prefix` with `name` behind it, or NULL. */
const char *language_find(const char *prefix, const char *name);

/*
 * What the option `texts` says of a processor in the visitor's language: the text whose key is the processor's id, "_"
 * and one of LANGUAGE_OF_PROCESSOR, as in "ga4_description"; or NULL.
 */
const char *language_of_processor(const char *id, const char *member);

/* The number of the text whose key is `prefix` with `name` behind it, or TEXT_COUNT. */
int language_key(const char *prefix, const char *name);

/* A value that is one text, or an object of texts by language tag (English next, then any); or NULL. */
const char *language_of(const json *value);

/* A text with each {name} in it replaced by `value`. In the arena. */
const char *language_fill(const char *text, const char *name, const char *value);

#endif
