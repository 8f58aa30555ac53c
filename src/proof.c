#include "proof.h"

#include <string.h>

#include "effect.h"

/* Those that wait for the whole module: of more decisions than any visitor makes meanwhile the first ones go. */
enum { DUE_MAX = 4 };

static struct due {
    struct decided decided; /* with the method, language and text of a refusal too */
    bool withdrawn;
    char key[RECORD_ID_LENGTH + 1];
} due[DUE_MAX];

static int count;
static struct record made; /* how the last choice was made: a refusal's own record does not keep that */
static bool taken; /* and whether that choice was taken: one that another tab has undone is found stored twice */

void proof_note(const struct record *record) {
    if (IS_FIRST)
        return;
    made = *record;
    taken = false;
}

void proof_take(const struct event *event) {
    if (!config->options[CONSENT_receiptUrl].word || taken)
        return;
    taken = true;
    const char *random = event_text(event, "random");
    if (count == DUE_MAX)
        memmove(due, due + 1, (size_t)--count * sizeof *due);
    struct due *next = &due[count++];
    *next = (struct due){.decided = decision->now};
    struct record *record = &next->decided.record;
    if (next->decided.choice == CHOICE_REFUSED) {
        /* On the page after a reload it is known only that a grant was withdrawn. */
        next->withdrawn = *record->method == 'w' || decision->attempt.replaced == CHOICE_GRANTED;
        memcpy(record->method, made.method, sizeof made.method);
        memcpy(record->language, made.language, sizeof made.language);
        memcpy(record->notice, made.notice, sizeof made.notice);
    }
    if (strlen(random) == RECORD_ID_LENGTH)
        memcpy(next->key, random, RECORD_ID_LENGTH);
}

/* A member, unless the text is "". */
static void put(const char *name, const char *text) {
    if (*text)
        state_put_member(name, text);
}

static const char *value(const struct due *each) {
    const struct record *record = &each->decided.record;
    text_begin();
    json_open('{');
    json_key("version");
    text_put_uint(1);
    state_put_member("key", each->key);
    state_put_member("choice", each->withdrawn                          ? "withdrawn"
                               : each->decided.choice == CHOICE_REFUSED ? "refused"
                                                                        : "granted");
    put("id", record->id);
    json_key("time");
    json_milliseconds(record->time);
    put("method", record->method);
    state_put_member("language", *record->language ? record->language : language->tag);
    put("notice", record->notice);
    json_key("revision");
    text_put_uint(record->revision);
    state_put_grants(&each->decided.granted);
    state_put_member("host", config->host);
    state_put_member("module", SMG_VERSION);
    json_close('}');
    return text_end();
}

void proof_post(void) {
    for (int i = 0; i < count; i++)
        effect_post(config->options[CONSENT_receiptUrl].word, value(&due[i]));
    count = 0;
}
