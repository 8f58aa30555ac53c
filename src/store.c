#include "store.h"

#include <string.h>

/* A value that is a record with (or without) a grant; NULL for any other. */
static const struct record *decode(struct record *record, const char *text, bool grants) {
    return text && record_decode(record, text, strlen(text)) && record_grants(record) == grants ? record : NULL;
}

/*
 * The newest of the cookies of our name that are records: one may stand on a parent domain beside ours. One that is
 * dated ahead is the newest only where there is no other.
 */
static const struct record *read_cookies(struct record *newest, const char *cookies, const char *name, uint32_t now) {
    const char *wanted = join(name, "=");
    size_t length = strlen(wanted);
    struct record record;
    newest->time = 0;
    while (*cookies) {
        size_t size = text_until(cookies, ";");
        if (!strncmp(cookies, wanted, length)) {
            text_begin();
            put_slice(cookies + length, size - length);
            if (decode(&record, text_end(), true) &&
                (newest->time > now ? record.time < newest->time
                                    : record.time > newest->time && (record.time <= now || !newest->time)))
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
    decision_read(stored, read_cookies(&grant, json_member(event, "cookies"), config.options[COOKIE_name].word, now),
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

/*
 * The marks of this page. Under Global Privacy Control what the visitor's own switch has granted stays so granted when
 * a page adds to it.
 */
static const char *marks(const struct grants *granted, bool saved, const struct stored *over, bool processors) {
    text_begin();
    for (int i = 0; i != config.count; i++)
        if ((config.items[i].purpose >= 0) == processors) {
            bool own = saved || (config_withheld(i) && over->granted.of[i]);
            record_put_mark(config.items[i].token, (char)(!granted->of[i] ? '-' : own ? '*' : '+'));
        }
    return text_end();
}

/* Puts marks that are all refused, in the order of their names. */
static void put_sorted(const char *list) {
    const char *last = "", *least;
    do {
        least = NULL;
        for (const char *at = list; *at; at += 1 + text_until(at + 1, "-"))
            if (strcmp(at, last) > 0 && (!least || strcmp(at, least) < 0))
                least = at;
        if (least)
            put_slice(least, 1 + text_until(least + 1, "-"));
        last = least;
    } while (last);
}

static const char *encode(const struct decision *decision, const struct record *record, const struct stored *over) {
    bool refused = decision->choice != CHOICE_GRANTED;
    const char *lists[2], *name;
    for (int k = 0; k < 2; k++)
        lists[k] = marks(&decision->granted, *record->way == 's', over, k);
    text_begin();
    record_begin(record);
    size_t length = text_length() + strlen(lists[0]) + 1 + strlen(lists[1]);
    for (int k = 0; k < 2; k++) {
        const char *others = over->others[k];
        char mark;
        bool any = *others;
        if (k)
            put_char('.');
        text_begin();
        put(lists[k]);
        /* The last ones are the oldest. */
        while ((name = record_next(&others, &mark))) {
            size_t more = 1 + strlen(name);
            if (length + more > RECORD_TEXT_MAX)
                continue;
            length += more;
            record_put_mark(name, (char)(refused ? '-' : mark));
        }
        const char *list = text_end();
        if (refused && any)
            put_sorted(list);
        else
            put(list);
    }
    return text_end();
}

/*
 * `value` of the cookie; "" deletes it, on all paths that the page can have, and on the domains: where the site has
 * named none, one of a parent's is read as its own, and goes too; where it has, a parent's may be another site's.
 */
static void write(const char *value, const char *refusal) {
    const char *domain = config.options[COOKIE_domain].word;
    json_shape("['store',%", cookie(value), NULL);
    json_string(refusal);
    json_string(config.options[COOKIE_name].word);
    json_string(*value ? NULL : domain ? domain : "");
    json_close(']');
}

void store_write(const struct decision *decision, const struct record *made, const struct stored *over) {
    struct record record = {.revision = made->revision, .time = made->time - made->time % DAY};
    if (decision->choice == CHOICE_GRANTED) {
        record = *made;
        /* What is kept ends when it would have ended. */
        uint32_t since = over->record.since ? over->record.since : over->record.time;
        const char *others = join(over->others[0], over->others[1]);
        if (others[text_until(others, "+*")] && since < record.time)
            record.since = since;
        write(encode(decision, &record, over), NULL);
    } else
        write("", encode(decision, &record, over));
}

void store_take_back(const cJSON *event) {
    write("", json_text(json_get(event, "refusal")));
}

void store_tidy(const cJSON *event, const struct stored *stored) {
    /* With a domain it may be the grant that was given on another host, which knows nothing of the refusal here. But
     * one that is dated ahead nobody has given, and it would be the later one when its day has come. */
    if (!config.options[COOKIE_domain].word || stored->ahead)
        store_take_back(event);
}

void store_clear(void) {
    write("", NULL);
}
