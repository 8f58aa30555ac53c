#include "store.h"

#include <string.h>

/* A value that is a record with (or without) a grant; NULL for any other. */
static const struct record *decode(struct record *record, const char *text, bool grants) {
    return text && record_decode(record, text, strlen(text)) && record_grants(record) == grants ? record : NULL;
}

/* The newest of the cookies of our name that are records: one may stand on a parent domain beside ours. */
static const struct record *read_cookies(struct record *newest, const char *cookies, const char *name) {
    const char *wanted = join(name, "=");
    size_t length = strlen(wanted);
    struct record record;
    newest->time = 0;
    while (*cookies) {
        size_t size = text_until(cookies, ";");
        if (!strncmp(cookies, wanted, length)) {
            text_begin();
            put_slice(cookies + length, size - length);
            if (decode(&record, text_end(), true) && record.time > newest->time)
                *newest = record;
        }
        cookies += size;
        while (*cookies == ';' || *cookies == ' ')
            cookies++;
    }
    return newest->time ? newest : NULL;
}

void store_read(struct stored *stored, const struct config *config, const cJSON *event, uint32_t now) {
    struct record grant, refusal;
    decision_read(stored, config, read_cookies(&grant, json_member(event, "cookies"), config->cookie.name),
                  decode(&refusal, json_text(json_get(event, "refusal")), false), now);
}

/* The whole assignment to document.cookie; value "" deletes. */
static const char *cookie(const struct config *config, const char *value) {
    text_begin();
    put(config->cookie.name);
    put_char('=');
    put(value);
    put("; Path=");
    put(config->cookie.path);
    put("; Max-Age=");
    put_whole(*value ? config->cookie.expires_after_days * DAY : 0);
    put("; SameSite=");
    put(config->cookie.same_site);
    if (config->cookie.secure)
        put("; Secure");
    if (config->cookie.domain) {
        put("; Domain=");
        put(config->cookie.domain);
    }
    return text_end();
}

static const char *encode(const struct config *config, const struct grants *granted, const struct record *record) {
    text_begin();
    record_begin(record);
    for (int i = 0; i < config->purpose_count; i++)
        record_put_mark(config->purposes[i].id, granted->purposes[i]);
    put_char('.');
    for (int i = 0; i < config->processor_count; i++)
        record_put_mark(config->processors[i].token, granted->processors[i]);
    return text_end();
}

static void write(const char *cookie_text, const char *refusal) {
    json_shape("['store',%", cookie_text, NULL);
    json_string(refusal);
    json_close(']');
}

void store_write(const struct config *config, const struct decision *decision, const struct record *made) {
    if (decision->choice == CHOICE_GRANTED) {
        write(cookie(config, encode(config, &decision->granted, made)), NULL);
        return;
    }
    struct record refusal = {.revision = made->revision, .time = made->time - made->time % DAY};
    write(cookie(config, ""), encode(config, &decision->granted, &refusal));
}

void store_clear(const struct config *config) {
    write(cookie(config, ""), NULL);
}
