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

void store_read(struct stored *stored, const cJSON *event, uint32_t now) {
    struct record grant, refusal;
    decision_read(stored, read_cookies(&grant, json_member(event, "cookies"), config.options[COOKIE_name].word),
                  decode(&refusal, json_text(json_get(event, "refusal")), false), now);
}

/* The whole assignment to document.cookie; value "" deletes. */
static const char *cookie(const char *value) {
    text_begin();
    put(config.options[COOKIE_name].word);
    put_char('=');
    put(value);
    put("; Path=");
    put(config.options[COOKIE_path].word);
    put("; Max-Age=");
    put_whole(*value ? config.options[COOKIE_expiresAfterDays].number * DAY : 0);
    put("; SameSite=");
    put(config.options[COOKIE_sameSite].word);
    if (config.options[COOKIE_secure].number)
        put("; Secure");
    if (config.options[COOKIE_domain].word) {
        put("; Domain=");
        put(config.options[COOKIE_domain].word);
    }
    return text_end();
}

static void put_marks(const struct grants *granted, bool processors) {
    for (int i = 0; i != config.count; i++)
        if ((config.items[i].purpose >= 0) == processors)
            record_put_mark(config.items[i].token, granted->of[i]);
}

static const char *encode(const struct grants *granted, const struct record *record) {
    text_begin();
    record_begin(record);
    put_marks(granted, false);
    put_char('.');
    put_marks(granted, true);
    return text_end();
}

static void write(const char *cookie_text, const char *refusal) {
    json_shape("['store',%", cookie_text, NULL);
    json_string(refusal);
    json_close(']');
}

void store_write(const struct decision *decision, const struct record *made) {
    if (decision->choice == CHOICE_GRANTED) {
        write(cookie(encode(&decision->granted, made)), NULL);
        return;
    }
    struct record refusal = {.revision = made->revision, .time = made->time - made->time % DAY};
    write(cookie(""), encode(&decision->granted, &refusal));
}

void store_tidy(const cJSON *event) {
    /* With a domain it may be the grant that was given on another host, which knows nothing of the refusal here. */
    if (config.options[COOKIE_domain].word)
        return;
    write(cookie(""), json_text(json_get(event, "refusal")));
}

void store_clear(void) {
    write(cookie(""), NULL);
}
