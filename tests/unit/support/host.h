/*
 * What the tests share: a page that hosts the core. It holds the visitor's storage and clock, sends events, performs
 * what is answered (of which only "store" and "next" change anything here) and remembers every effect as text.
 *
 * The core starts once per process. RUN gives each test a process; `host_page` is a further page view, in one more
 * process, of the same visitor: the host lies in memory that both share.
 */
#ifndef HOST_H
#define HOST_H

#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "arena.h"
#include "cJSON.h"
#include "smg.h"

#define DAY 86400
#define NOON                                                                                                           \
    1795003200 /* 2026-11-18 12:00 UTC, in the middle of a day so that an hour more or less is the same day            \
                */
#define EFFECTS_MAX 4096
#define SYNC "\"type\":\"sync\""
#define ADDED "\"type\":\"added\""
#define STAND_IN "[\"stand-in\","
#define NOTHING_TO_ERASE "[\"erase\",[],[],[]]"
#define FIVE                                                                                                           \
    "{\"analytics\":{\"ga4\":\"G-ABC1234567\",\"metrica\":12345678,\"clarity\":\"abcdefghij\",\"hotjar\":1234567,"     \
    "\"metaPixel\":\"123456789012345\"}}"

struct host {
    int64_t now;
    char cookies[8192], refusal[8192]; /* as the page reads them; refusal "" where there is none */
    bool cookies_fail, refusal_fails;  /* what is stored is lost without a word */
    bool insecure, table, gpc, framed;
    const char *shown; /* the hash of the text that is seen, or NULL */
    const char *languages, *name, *path;
    const char *const *files; /* beside the script, by turns a path and what it holds, NULL where that does not come; a
                                 NULL ends the list. With it the page asks for what it needs before its start */
    bool instead;             /* the page has content that stands in for what is refused */
    int waiting;              /* "next" effects that are not answered yet */
    bool reloading;
    unsigned random;
    int count;
    size_t used;
    const char *effects[EFFECTS_MAX];
    char text[4 << 20];
};

typedef void host_script(struct host *host);

/* A visitor who was never here, with a page that nothing was sent to. */
struct host *host_new(void);

void host_forget(struct host *host);

/* document.cookie = assignment, of which only the name, the value and Max-Age matter here. */
void host_set_cookie(struct host *host, const char *assignment);

/*
 * JSON in C without backslashes: the text with each ' read as ". One that has a " already stays as it is: so are those
 * written that have an apostrophe in them. The text lives until 16 more have been made. The functions below do so with
 * what they take as JSON.
 */
const char *host_json(const char *text);

/* The effect again as JSON: in the arena, so until the next event only. */
const cJSON *host_parse(const char *effect);

const char *host_item(const cJSON *array, int index);

/* Sends `event` as it is, byte for byte, and performs the answer. */
void host_send_text(struct host *host, const char *event);

void host_quote(char *to, const char *text);

/* Sends an event with `members` besides what every event carries. */
void host_send(struct host *host, const char *members);

/* `config` is the JSON of SMG_CONFIG, or NULL where the page has none. */
void host_start(struct host *host, const char *config);

/* A file has come: its text as JSON, NULL where it has not; `plural`: the forms of numbers in a language, or NULL. */
void host_fetched(struct host *host, const char *path, const char *content, const char *plural);

void host_next(struct host *host);

/* Answers "next" until nothing waits any more. A page that reloads is gone. */
void host_settle(struct host *host);

/* A press on one of the element's own controls. */
void host_press(struct host *host, const char *name);

/* A press in the open dialog, with these switches on: a list such as "'ga4','metrica'". */
void host_dialog(struct host *host, const char *name, const char *target, const char *on);

void host_save(struct host *host, const char *on);

/* A call of the API; `args` is a JSON array. */
void host_call(struct host *host, const char *name, const char *args);

/* One page view in a process of its own: start, then `script` (NULL: nothing more). */
void host_page(struct host *host, const char *config, host_script *script);

/* An effect in two words: what it is, and what it is about. */
const char *host_word(const char *effect);

/* All effects since the last host_forget, in words, in their order; not an "erase" of nothing, nor "stand-in". */
const char *host_words(const struct host *host);

/* The last effect that starts with these two words, or NULL. */
const char *host_find(const struct host *host, const char *word);

int host_times(const struct host *host, const char *word);

/* The processors that were loaded, in their order: "ga4 metrica". */
const char *host_loaded(const struct host *host);

/* What went to the console, one line each. */
const char *host_logs(const struct host *host);

/* The text of a node and of all within it; a blank between two of them. */
void host_node_text(const cJSON *node, char *to, size_t size);

/* The first node in the tree that has `value` in `attribute`, or, with `attribute` NULL, is of that tag. */
const cJSON *host_node(const cJSON *node, const char *attribute, const char *value);

/* The node of the last effect of these words, such as "render banner". */
const cJSON *host_view(const struct host *host, const char *word);

/* The text of a whole view. */
const char *host_text(const struct host *host, const char *word);

/* The text is this JSON, see host_json. */
#define assert_json(text, wanted) assert_string_equal(text, host_json(wanted))
#define assert_effects(host, words) assert_string_equal(host_words(host), words)
#define assert_contains(text, part) host_assert_contains(text, host_json(part), true, __FILE__, __LINE__)
#define assert_lacks(text, part) host_assert_contains(text, host_json(part), false, __FILE__, __LINE__)

void host_assert_contains(const char *text, const char *part, bool wanted, const char *file, int line);

/* Each test in a process of its own. */
int host_run(const struct CMUnitTest *tests, size_t count);

#define RUN(tests) host_run(tests, sizeof(tests) / sizeof *(tests))

/* Scripts that many tests have: everything is accepted or rejected, and all that follows is carried out. */
void accept(struct host *host);

void reject(struct host *host);

#endif
