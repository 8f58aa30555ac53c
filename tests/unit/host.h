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

#define UNUSED __attribute__((unused))
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
    const char *languages, *name;
    int waiting; /* "next" effects that are not answered yet */
    bool reloading;
    unsigned random;
    int count;
    size_t used;
    const char *effects[EFFECTS_MAX];
    char text[4 << 20];
};

typedef void host_script(struct host *host);

/* A visitor who was never here, with a page that nothing was sent to. */
static UNUSED struct host *host_new(void) {
    struct host *host = mmap(NULL, sizeof *host, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_true(host != MAP_FAILED);
    host->now = NOON;
    host->languages = "[\"en\"]";
    host->name = "www.smgcorp.kz";
    return host;
}

static UNUSED void host_forget(struct host *host) {
    host->count = 0;
    host->used = 0;
}

/* Cuts an answer into its effects, as the very bytes that were answered. */
static void host_collect(struct host *host, const char *answer) {
    int depth = 0;
    bool quoted = false;
    if (!cJSON_ParseWithOpts(answer, NULL, true))
        fail_msg("the answer is no JSON: %s", answer);
    const char *from = NULL;
    for (const char *at = answer; *at; at++) {
        if (*at == '\\' && quoted) {
            at++;
            continue;
        }
        quoted ^= *at == '"';
        if (quoted)
            continue;
        if (strchr("[{", *at) && ++depth == 2)
            from = at;
        if (strchr("]}", *at) && --depth == 1 && from) {
            size_t length = (size_t)(at + 1 - from);
            assert_true(host->count < EFFECTS_MAX && host->used + length < sizeof host->text);
            char *copy = host->text + host->used;
            memcpy(copy, from, length);
            copy[length] = 0;
            host->used += length + 1;
            host->effects[host->count++] = copy;
        }
    }
}

/* document.cookie = assignment, of which only the name, the value and Max-Age matter here. */
static UNUSED void host_set_cookie(struct host *host, const char *assignment) {
    size_t name = strcspn(assignment, "="), pair = strcspn(assignment, ";");
    char left[sizeof host->cookies] = "";
    bool deleted = strstr(assignment, "; Max-Age=0");
    for (const char *at = host->cookies; *at; at += strspn(at, "; ")) {
        size_t length = strcspn(at, ";");
        if (strncmp(at, assignment, name + 1) != 0)
            sprintf(left + strlen(left), "%s%.*s", *left ? "; " : "", (int)length, at);
        at += length;
    }
    if (!deleted)
        sprintf(left + strlen(left), "%s%.*s", *left ? "; " : "", (int)pair, assignment);
    strcpy(host->cookies, left);
}

/* The effect again as JSON: in the arena, so until the next event only. */
static UNUSED const cJSON *host_parse(const char *effect) {
    const cJSON *json = cJSON_Parse(effect);
    assert_non_null(json);
    return json;
}

static UNUSED const char *host_item(const cJSON *array, int index) {
    const cJSON *item = cJSON_GetArrayItem(array, index);
    return cJSON_IsString(item) ? item->valuestring : "";
}

static void host_perform(struct host *host, const cJSON *effect) {
    const char *kind = host_item(effect, 0);
    if (!strcmp(kind, "store")) {
        const cJSON *refusal = cJSON_GetArrayItem(effect, 2);
        if (!host->cookies_fail)
            host_set_cookie(host, host_item(effect, 1));
        if (!host->refusal_fails)
            strcpy(host->refusal, cJSON_IsString(refusal) ? refusal->valuestring : "");
    }
    host->waiting += !strcmp(kind, "next");
    host->reloading |= !strcmp(kind, "reload");
}

/* Sends `event` as it is, and performs the answer. */
static UNUSED void host_send_text(struct host *host, const char *event) {
    size_t length = strlen(event);
    char *buffer = smg_buffer(length);
    if (buffer)
        memcpy(buffer, event, length);
    const char *answer = smg_dispatch(length);
    int first = host->count;
    host_collect(host, answer);
    for (int i = first; i < host->count; i++)
        host_perform(host, host_parse(host->effects[i]));
}

static UNUSED void host_quote(char *to, const char *text) {
    *to++ = '"';
    for (; text && *text; text++) {
        if (strchr("\"\\", *text))
            *to++ = '\\';
        if ((unsigned char)*text < ' ')
            to += sprintf(to, "\\u%04x", *text);
        else
            *to++ = *text;
    }
    strcpy(to, "\"");
}

/* Sends an event with `members` besides what every event carries. */
static UNUSED void host_send(struct host *host, const char *members) {
    static char event[1 << 20], cookies[4 * sizeof host->cookies], refusal[4 * sizeof host->refusal];
    host_quote(cookies, host->cookies);
    host_quote(refusal, host->refusal);
    int length =
        snprintf(event, sizeof event,
                 "{%s,\"now\":%lld,\"random\":\"%032x\",\"cookies\":%s,\"refusal\":%s,\"table\":%s,\"shown\":\"%s\"}",
                 members, (long long)host->now, ++host->random, cookies, *host->refusal ? refusal : "null",
                 host->table ? "true" : "false", host->shown ? host->shown : "");
    assert_true(length > 0 && (size_t)length < sizeof event);
    host_send_text(host, event);
}

/* `config` is the JSON of SMG_CONFIG, or NULL where the page has none. */
static UNUSED void host_start(struct host *host, const char *config) {
    static char members[1 << 19];
    host->waiting = 0;
    host->reloading = false;
    snprintf(members, sizeof members,
             "\"type\":\"start\",\"languages\":%s,\"host\":\"%s\",\"secure\":%s,\"gpc\":%s,\"framed\":%s%s%s",
             host->languages, host->name, host->insecure ? "false" : "true", host->gpc ? "true" : "false",
             host->framed ? "true" : "false", config ? ",\"config\":" : "", config ? config : "");
    host_send(host, members);
}

static UNUSED void host_next(struct host *host) {
    host->waiting--;
    host_send(host, "\"type\":\"next\"");
}

/* Answers "next" until nothing waits any more. A page that reloads is gone. */
static UNUSED void host_settle(struct host *host) {
    for (int i = 0; host->waiting > 0 && !host->reloading; i++) {
        assert_true(i < 1000);
        host_next(host);
    }
}

/* A press on one of the element's own controls. */
static UNUSED void host_press(struct host *host, const char *name) {
    char members[200];
    snprintf(members, sizeof members, "\"type\":\"action\",\"name\":\"%s\",\"inside\":true,\"trusted\":true", name);
    host_send(host, members);
}

/* A press in the open dialog, with these switches on: a list such as "\"ga4\",\"metrica\"". */
static UNUSED void host_dialog(struct host *host, const char *name, const char *target, const char *on) {
    char members[2000];
    snprintf(members, sizeof members,
             "\"type\":\"action\",\"name\":\"%s\",\"inside\":true,\"trusted\":true,\"target\":\"%s\",\"on\":[%s]", name,
             target, on);
    host_send(host, members);
}

static UNUSED void host_save(struct host *host, const char *on) {
    host_press(host, "settings");
    host_dialog(host, "save", "", on);
}

/* A call of the API; `args` is a JSON array. */
static UNUSED void host_call(struct host *host, const char *name, const char *args) {
    char members[2000];
    snprintf(members, sizeof members, "\"type\":\"call\",\"name\":\"%s\",\"args\":%s", name, args);
    host_send(host, members);
}

/* One page view in a process of its own: start, then `script` (NULL: nothing more). */
static UNUSED void host_page(struct host *host, const char *config, host_script *script) {
    fflush(NULL);
    pid_t child = fork();
    assert_true(child >= 0);
    if (!child) {
        host_start(host, config);
        if (script)
            script(host);
        fflush(NULL);
        _exit(0);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    if (status)
        fail_msg("a page view failed, see above");
}

/* An effect in two words: what it is, and what it is about. */
static UNUSED const char *host_word(const char *effect) {
    static char word[300];
    const cJSON *json = host_parse(effect), *second = cJSON_GetArrayItem(json, 1);
    const char *kind = host_item(json, 0), *about = host_item(json, 1);
    bool named =
        strcmp(kind, "store") != 0 && strcmp(kind, "erase") != 0 && strcmp(kind, "mask") != 0 && cJSON_IsString(second);
    if (!strcmp(kind, "render") && cJSON_IsNull(cJSON_GetArrayItem(json, 2)))
        kind = "remove";
    snprintf(word, sizeof word, named ? "%s %s" : "%s", kind, about);
    return word;
}

/* All effects since the last host_forget, in words, in their order; not an "erase" of nothing, nor "stand-in". */
static UNUSED const char *host_words(const struct host *host) {
    static char words[1 << 16];
    *words = 0;
    for (int i = 0; i < host->count; i++)
        if (strcmp(host->effects[i], NOTHING_TO_ERASE) != 0 &&
            strncmp(host->effects[i], STAND_IN, strlen(STAND_IN)) != 0)
            snprintf(words + strlen(words), sizeof words - strlen(words), "%s%s", *words ? ", " : "",
                     host_word(host->effects[i]));
    return words;
}

/* The last effect that starts with these two words, or NULL. */
static UNUSED const char *host_find(const struct host *host, const char *word) {
    for (int i = host->count - 1; i >= 0; i--)
        if (!strcmp(host_word(host->effects[i]), word))
            return host->effects[i];
    return NULL;
}

static UNUSED int host_times(const struct host *host, const char *word) {
    int times = 0;
    for (int i = 0; i < host->count; i++)
        times += !strcmp(host_word(host->effects[i]), word);
    return times;
}

/* The processors that were loaded, in their order: "ga4 metrica". */
static UNUSED const char *host_loaded(const struct host *host) {
    static char list[4096];
    *list = 0;
    for (int i = 0; i < host->count; i++) {
        const char *word = host_word(host->effects[i]);
        if (!strncmp(word, "load ", 5))
            strcat(strcat(list, *list ? " " : ""), word + 5);
    }
    return list;
}

/* What went to the console, one line each. */
static UNUSED const char *host_logs(const struct host *host) {
    static char lines[1 << 16];
    *lines = 0;
    for (int i = 0; i < host->count; i++) {
        const cJSON *json = host_parse(host->effects[i]);
        if (!strcmp(host_item(json, 0), "log"))
            snprintf(lines + strlen(lines), sizeof lines - strlen(lines), "%s%s", *lines ? "\n" : "",
                     host_item(json, 2));
    }
    return lines;
}

/* The text of a node and of all within it; a blank between two of them. */
static UNUSED void host_node_text(const cJSON *node, char *to, size_t size) {
    if (cJSON_IsString(node)) {
        snprintf(to + strlen(to), size - strlen(to), "%s%s", *to ? " " : "", node->valuestring);
        return;
    }
    for (const cJSON *child = cJSON_GetArrayItem(node, 2); child; child = child->next)
        host_node_text(child, to, size);
}

/* The first node in the tree that has `value` in `attribute`, or, with `attribute` NULL, is of that tag. */
static UNUSED const cJSON *host_node(const cJSON *node, const char *attribute, const char *value) {
    if (!cJSON_IsArray(node))
        return NULL;
    const cJSON *found = attribute ? cJSON_GetObjectItemCaseSensitive(cJSON_GetArrayItem(node, 1), attribute)
                                   : cJSON_GetArrayItem(node, 0);
    if (cJSON_IsString(found) && !strcmp(found->valuestring, value))
        return node;
    for (const cJSON *child = cJSON_GetArrayItem(node, 2); child; child = child->next) {
        const cJSON *within = host_node(child, attribute, value);
        if (within)
            return within;
    }
    return NULL;
}

/* The node of the last effect of these words, such as "render banner". */
static UNUSED const cJSON *host_view(const struct host *host, const char *word) {
    const char *effect = host_find(host, word);
    assert_non_null(effect);
    return cJSON_GetArrayItem(host_parse(effect), 2);
}

/* The text of a whole view. */
static UNUSED const char *host_text(const struct host *host, const char *word) {
    static char text[1 << 16];
    *text = 0;
    host_node_text(host_view(host, word), text, sizeof text);
    return text;
}

#define assert_effects(host, words) assert_string_equal(host_words(host), words)
#define assert_contains(text, part) host_assert_contains(text, part, true, __FILE__, __LINE__)
#define assert_lacks(text, part) host_assert_contains(text, part, false, __FILE__, __LINE__)

static UNUSED void host_assert_contains(const char *text, const char *part, bool wanted, const char *file, int line) {
    if (!strstr(text, part) != !wanted) {
        print_error("%s\n%s: %s\n", text, wanted ? "lacks" : "has", part);
        _fail(file, line);
    }
}

/* Each test in a process of its own. */
static int host_run(const struct CMUnitTest *tests, size_t count) {
    int failed = 0;
    for (size_t i = 0; i < count; i++) {
        const struct CMUnitTest one[] = {tests[i]};
        int status = 1;
        fflush(NULL);
        pid_t child = fork();
        if (!child) {
            int result = cmocka_run_group_tests_name(one[0].name, one, NULL, NULL);
            fflush(NULL);
            _exit(result != 0);
        }
        if (child < 0 || waitpid(child, &status, 0) != child || status) {
            fprintf(stderr, "FAILED %s\n", tests[i].name);
            failed++;
        }
    }
    printf("%zu tests, %d failed\n", count, failed);
    return failed != 0;
}

#define RUN(tests) host_run(tests, sizeof(tests) / sizeof *(tests))

/* Scripts that many tests have: everything is accepted or rejected, and all that follows is carried out. */
static UNUSED void accept(struct host *host) {
    host_press(host, "accept");
    host_settle(host);
}

static UNUSED void reject(struct host *host) {
    host_press(host, "reject");
    host_settle(host);
}

#endif
