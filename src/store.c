#include "store.h"

#include <string.h>

#define DAY 86400

/* Reads the newest of the cookies of our name that are records: one may stand on a parent domain beside ours. */
static bool read_cookies(struct record *newest, const char *cookies, const char *name) {
    bool found = false;
    size_t length = strlen(name);
    for (;;) {
        while (*cookies == ';' || *cookies == ' ')
            cookies++;
        if (!*cookies)
            return found;
        size_t size = text_until(cookies, ";");
        if (size > length && !strncmp(cookies, name, length) && cookies[length] == '=') {
            struct writer value = writer_new();
            put_slice(&value, cookies + length + 1, size - length - 1);
            struct record record;
            /* A record without a grant never goes into a cookie. */
            if (record_decode(&record, value.text, value.length) && record_grants(&record) &&
                (!found || record.time > newest->time)) {
                *newest = record;
                found = true;
            }
        }
        cookies += size;
    }
}

struct stored store_read(const struct config *config, const cJSON *event, uint32_t now) {
    struct record grant, refusal;
    const char *text = json_text(json_get(event, "refusal"));
    bool granted = read_cookies(&grant, json_member(event, "cookies"), config->cookie.name);
    bool refused = text && record_decode(&refusal, text, strlen(text)) && !record_grants(&refusal);
    return decision_read(config, granted ? &grant : NULL, refused ? &refusal : NULL, now);
}

/* The whole assignment to document.cookie; value "" deletes. */
static const char *cookie(const struct config *config, const char *value) {
    struct writer text = writer_new();
    put(&text, config->cookie.name);
    put_char(&text, '=');
    put(&text, value);
    put(&text, "; Path=");
    put(&text, config->cookie.path);
    put(&text, "; Max-Age=");
    put_whole(&text, *value ? config->cookie.expires_after_days * DAY : 0);
    put(&text, "; SameSite=");
    put(&text, config->cookie.same_site);
    if (config->cookie.secure)
        put(&text, "; Secure");
    if (config->cookie.domain) {
        put(&text, "; Domain=");
        put(&text, config->cookie.domain);
    }
    return text.text;
}

static const char *encode(const struct config *config, const struct grants *granted, const struct record *record) {
    struct writer text = writer_new();
    record_begin(&text, record);
    for (int i = 0; i < config->purpose_count; i++)
        record_put_mark(&text, config->purposes[i].id, granted->purposes[i]);
    put_char(&text, '.');
    for (int i = 0; i < config->processor_count; i++)
        record_put_mark(&text, config->processors[i].token, granted->processors[i]);
    return text.text;
}

static void write(struct writer *out, const char *cookie_text, const char *refusal) {
    json_shape(out, "['store',%", cookie_text, NULL);
    json_string(out, refusal);
    json_close(out, ']');
}

void store_write(struct writer *out, const struct config *config, const struct decision *decision,
                 const struct record *made) {
    if (decision->choice == CHOICE_GRANTED) {
        write(out, cookie(config, encode(config, &decision->granted, made)), NULL);
        return;
    }
    struct record refusal = {.revision = made->revision, .time = made->time - made->time % DAY};
    write(out, cookie(config, ""), encode(config, &decision->granted, &refusal));
}

void store_clear(struct writer *out, const struct config *config) {
    write(out, cookie(config, ""), NULL);
}
