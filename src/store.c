#include "store.h"

#include <string.h>

#include "effect.h"

static struct store self;
const struct store *const store = &self;

static const char *refusal;   /* the item of localStorage, as the event has it; NULL where there is none */
static uint32_t tidied_grant; /* the time of the overruled grant that was told of last */

/* A value that is a record with (or without) a grant; NULL for any other. */
static const struct record *decode(struct record *record, const char *text, bool grants) {
    return text && record_decode(record, text, strlen(text)) && record_grants(record) == grants ? record : NULL;
}

/*
 * The newest of the cookies of our name that are records: one may stand on a parent domain beside ours. One that is
 * dated ahead is the newest only where there is no other.
 */
static const struct record *read_cookies(struct record *newest, const char *cookies, const char *name, uint32_t now) {
    const char *wanted = text_join(name, "=");
    size_t length = strlen(wanted);
    struct record record;
    newest->time = 0;
    while (*cookies) {
        size_t size = text_until(cookies, ";");
        if (!strncmp(cookies, wanted, length)) {
            text_begin();
            text_put_slice(cookies + length, size - length);
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

/*
 * Reads the marks that this page knows into what the record says. They stand in the order of the items, unless the site
 * has changed: each is looked for behind the one before. Returns those that this page does not know.
 */
static const char *read_marks(const char *marks, bool processors) {
    const char *name;
    char mark;
    text_begin();
    for (int i = 0; (name = record_next(&marks, &mark));) {
        int left = config->count;
        for (; left; left--, i++) {
            i = i == config->count ? 0 : i;
            if ((config->items[i].purpose >= 0) == processors && !strcmp(config->items[i].token, name)) {
                /* Of an item that is marked twice, by somebody's own hand, the refusal counts. */
                self.says.granted.of[i] = (mark == '*' || (mark == '+' && !config_withheld(i))) &&
                                          (self.unnamed.of[i] || self.says.granted.of[i]);
                self.unnamed.of[i] = false;
                break;
            }
        }
        if (!left)
            record_put_mark(name, mark);
    }
    return text_end();
}

/* What one record says, at the time `now`, if it holds for so many days. A purpose or processor that it does not name
 * was never asked for, and makes it outdated. */
static void judge(const struct record *record, uint32_t now, uint32_t days) {
    uint32_t since = record->since ? record->since : record->time;
    self.says.record = *record;
    /* Dated more than a day ahead it is none: a clock may have been set right by less. */
    if (record->time > now && record->time - now > DAY)
        return;
    self.ended = now > since && now - since >= days * DAY;
    self.outdated = record->revision != config->options[CONSENT_revision].number;
    memset(&self.unnamed, true, sizeof self.unnamed);
    const char *purposes = read_marks(record->purposes, false);
    const char *processors = read_marks(record->processors, true);
    if (!self.ended && !self.outdated) {
        self.others[0] = purposes;
        self.others[1] = processors;
    }
    for (int i = 0; i != config->count; i++)
        self.outdated |= self.unnamed.of[i];
    grants_settle(&self.says.granted);
    if (self.ended || self.outdated)
        self.says.granted = (struct grants){0};
    else
        self.says.choice = grants_empty(&self.says.granted) ? CHOICE_REFUSED : CHOICE_GRANTED;
}

void store_read(const struct event *event) {
    struct record found_grant, found_refusal;
    const char *cookies = event_text(event, "cookies");
    const struct record *grant = read_cookies(&found_grant, cookies, config->options[COOKIE_name].word, event->now);
    refusal = json_text(json_get(event->members, "refusal"));
    const struct record *refused = decode(&found_refusal, refusal, false);
    self = (struct store){.cookies = cookies, .others = {"", ""}};
    bool ahead = grant && grant->time > event->now;
    /* A refusal knows only its day. On the day of a grant it may be the older or the newer one: in doubt, refused. An
     * older grant that would not go does not revive when the refusal ends. Nor is one that nobody can have made yet the
     * later one. */
    if (refused && !(grant && !ahead && grant->time > refused->time && grant->time - refused->time >= DAY)) {
        /* The day on which a refusal was made is not counted: a term of one day may else be over within the minute. */
        judge(refused, event->now, config->options[CONSENT_refusalExpiresAfterDays].number + 1);
        self.overruled = grant && self.says.choice;
        self.ahead = ahead;
        self.grant_time = grant ? grant->time : 0;
    } else if (grant)
        judge(grant, event->now, config->options[COOKIE_expiresAfterDays].number);
}

/* The whole assignment to document.cookie; value "" deletes. */
static const char *cookie(const char *value) {
    text_begin();
    text_put(config->options[COOKIE_name].word);
    text_put_char('=');
    text_put(value);
    text_put("; Path=");
    text_put(config->options[COOKIE_path].word);
    text_put("; Max-Age=");
    text_put_uint(*value ? config->options[COOKIE_expiresAfterDays].number * DAY : 0);
    text_put("; SameSite=");
    text_put(config->options[COOKIE_sameSite].word);
    if (config->options[COOKIE_secure].number)
        text_put("; Secure");
    if (config->options[COOKIE_domain].word) {
        text_put("; Domain=");
        text_put(config->options[COOKIE_domain].word);
    }
    return text_end();
}

/*
 * The marks of this page's purposes, or processors. By its own switch is granted what was saved in the settings (method
 * "s"), and of a grant by the face of content that waits ("f") what is new in it. What such a switch has granted under
 * Global Privacy Control stays so granted when the page adds to it.
 */
static const char *marks(const struct grants *granted, char method, bool processors) {
    text_begin();
    for (int i = 0; i != config->count; i++)
        if ((config->items[i].purpose >= 0) == processors) {
            bool old = store->says.granted.of[i], own = method == 's' || (old ? config_withheld(i) : method == 'f');
            record_put_mark(config->items[i].token, (char)(!granted->of[i] ? '-' : own ? '*' : '+'));
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
            text_put_slice(least, 1 + text_until(least + 1, "-"));
        last = least;
    } while (last);
}

/* The record as it is stored: the marks of this page, and behind them those that it does not know, as far as there is
 * room. */
static const char *encode(const struct decided *decided, const struct record *record) {
    bool refused = decided->choice != CHOICE_GRANTED;
    const char *lists[2], *name;
    for (int k = 0; k < 2; k++)
        lists[k] = marks(&decided->granted, *record->method, k);
    text_begin();
    record_begin(record);
    size_t length = text_length() + strlen(lists[0]) + 1 + strlen(lists[1]);
    for (int k = 0; k < 2; k++) {
        const char *others = store->others[k];
        char mark;
        bool any = *others;
        if (k)
            text_put_char('.');
        text_begin();
        text_put(lists[k]);
        /* Marks of other pages go behind this page's own, so the last ones are the oldest: they are left out first. */
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
            text_put(list);
    }
    return text_end();
}

/*
 * `value` of the cookie; "" deletes it, on all paths that the page can have, and on the domains: where the site has
 * named none, one of a parent's is read as its own, and goes too; where it has, a parent's may be another site's.
 */
static void write(const char *value, const char *item) {
    const char *domain = config->options[COOKIE_domain].word;
    effect_store(cookie(value), item, config->options[COOKIE_name].word, *value ? NULL : domain ? domain : "");
}

void store_write(const struct decided *decided, bool untold) {
    const struct record *made = &decided->record, *replaced = &store->says.record;
    struct record record = {.revision = made->revision, .time = made->time - made->time % DAY};
    if (decided->choice == CHOICE_GRANTED) {
        record = *made;
        /* The marks that it keeps of the old record must not last longer by that: the term counts from the older time.
         */
        uint32_t since = replaced->since ? replaced->since : replaced->time;
        const char *others = text_join(store->others[0], store->others[1]);
        if (others[text_until(others, "+*")] && since < record.time)
            record.since = since;
        write(encode(decided, &record), NULL);
    } else {
        *record.method = untold ? 'w' : 0;
        write("", encode(decided, &record));
    }
}

void store_take_back(void) {
    write("", refusal);
}

void store_tidy(void) {
    /* With a domain it may be the grant that was given on another host, which knows nothing of the refusal here. But
     * one that is dated ahead nobody has given, and it would be the later one when its day has come. */
    if (!config->options[COOKIE_domain].word || store->ahead)
        store_take_back();
}

bool store_has_overruled_grant(const struct event *event) {
    bool is_new =
        store->overruled && store->grant_time != tidied_grant && event->now - store->grant_time > SAME_MOMENT_SECONDS;
    if (is_new)
        tidied_grant = store->grant_time;
    return is_new;
}

void store_clear(void) {
    write("", NULL);
}
