/* The stored text: what was written reads back, and nothing else reads as a grant. */
#include "support/host.h"

#include "record.h"

#define ID "0123456789abcdef0123456789abcdef"
/* Of a grant of one processor of three: what must never come out of it is more than that one. */
#define NOTICE "-abcdefghijklmnopqrstuvwxyz0123456789_ABCDE"
#define GRANT "1.12.top5c0." ID ".bu.kk." NOTICE ".+analytics-replay-marketing.+aaaaa-bbbbb-ccccc"
#define REFUSAL "1.12.too800.....-analytics-replay-marketing.-aaaaa-bbbbb-ccccc"

enum mark { MARK_UNKNOWN, MARK_GRANTED, MARK_REFUSED };

/* How a list has marked `name`; of two marks the refusal counts. */
static enum mark record_mark(const char *list, const char *name) {
    enum mark found = MARK_UNKNOWN;
    char mark;
    for (const char *entry; (entry = record_next(&list, &mark));)
        if (!strcmp(entry, name) && found != MARK_REFUSED)
            found = mark == '-' ? MARK_REFUSED : MARK_GRANTED;
    return found;
}

static bool decode(struct record *record, const char *text) {
    return record_decode(record, text, strlen(text));
}

/* Writes the record anew, with the marks that `from` has for these names. */
static const char *encode(const struct record *from) {
    static const char *const purposes[] = {"analytics", "replay", "marketing"};
    static const char *const processors[] = {"aaaaa", "bbbbb", "ccccc"};
    text_begin();
    record_begin(from);
    for (int i = 0; i < 3; i++)
        if (record_mark(from->purposes, purposes[i]) != MARK_UNKNOWN)
            record_put_mark(purposes[i], record_mark(from->purposes, purposes[i]) == MARK_GRANTED ? '+' : '-');
    text_put_char('.');
    for (int i = 0; i < 3; i++)
        if (record_mark(from->processors, processors[i]) != MARK_UNKNOWN)
            record_put_mark(processors[i], record_mark(from->processors, processors[i]) == MARK_GRANTED ? '+' : '-');
    return text_end();
}

static void a_grant_reads_as_it_was_written(void **state) {
    (void)state;
    struct record record;
    assert_true(decode(&record, GRANT));
    assert_true(record_grants(&record));
    assert_int_equal(record.revision, 12);
    assert_int_equal(record.time, NOON);
    assert_string_equal(record.id, ID);
    assert_string_equal(record.method, "bu");
    assert_string_equal(record.language, "kk");
    assert_int_equal(record_mark(record.purposes, "analytics"), MARK_GRANTED);
    assert_int_equal(record_mark(record.purposes, "replay"), MARK_REFUSED);
    assert_int_equal(record_mark(record.purposes, "maps"), MARK_UNKNOWN);
    assert_int_equal(record_mark(record.purposes, "analytic"), MARK_UNKNOWN);
    assert_int_equal(record_mark(record.purposes, "analytics2"), MARK_UNKNOWN);
    assert_int_equal(record_mark(record.purposes, ""), MARK_UNKNOWN);
    assert_int_equal(record_mark(record.processors, "aaaaa"), MARK_GRANTED);
    assert_int_equal(record_mark(record.processors, "ccccc"), MARK_REFUSED);
    /* The lists do not run into each other. */
    assert_int_equal(record_mark(record.purposes, "aaaaa"), MARK_UNKNOWN);
    assert_int_equal(record_mark(record.processors, "analytics"), MARK_UNKNOWN);
}

static void a_refusal_reads_as_it_was_written(void **state) {
    (void)state;
    struct record record;
    assert_true(decode(&record, REFUSAL));
    assert_false(record_grants(&record));
    assert_int_equal(record.time, NOON - NOON % DAY);
    assert_string_equal(record.id, "");
    assert_string_equal(record.method, "");
    assert_int_equal(record_mark(record.processors, "aaaaa"), MARK_REFUSED);
}

static void what_is_read_writes_the_same_text(void **state) {
    (void)state;
    const char *const texts[] = {
        GRANT,
        REFUSAL,
        "1.0.0......",
        "1.999999999.zik0zj." ID ".a.en..+analytics.+aaaaa",
        "1.0.1." ID ".p.de-AT...-aaaaa+bbbbb",
        "1.0.top5c0-z." ID ".s.en..+analytics.+aaaaa-bbbbb+ccccc",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct record record;
        if (!decode(&record, texts[i]))
            fail_msg("not read: %s", texts[i]);
        assert_string_equal(encode(&record), texts[i]);
    }
}

static void what_is_written_reads_the_same(void **state) {
    (void)state;
    srand(1);
    for (int i = 0; i < 5000; i++) {
        struct record record = {.revision = (uint32_t)rand() % 1000000000, .time = (uint32_t)rand()};
        snprintf(record.id, sizeof record.id, "%08x%08x%08x%08x", rand(), rand(), rand(), rand());
        snprintf(record.method, sizeof record.method, "%c%s", "bspa"[rand() % 4], rand() % 2 ? "u" : "");
        snprintf(record.language, sizeof record.language, "%s", rand() % 2 ? "kk" : "zh-Hant-TW");
        int marks = rand() % 63 + 1;
        text_begin();
        record_begin(&record);
        for (int k = 0; k < 3; k++)
            record_put_mark((const char *const[]){"one", "two", "three"}[k], "-+*+"[(marks >> k & 1) * (1 + i % 2)]);
        text_put_char('.');
        for (int k = 0; k < 3; k++)
            record_put_mark((const char *const[]){"11111", "22222", "33333"}[k], "-+"[marks >> (k + 3) & 1]);
        struct record again;
        assert_true(decode(&again, text_end()));
        assert_int_equal(again.revision, record.revision);
        assert_int_equal(again.time, record.time);
        assert_string_equal(again.id, record.id);
        assert_string_equal(again.method, record.method);
        assert_string_equal(again.language, record.language);
        assert_int_equal(record_mark(again.purposes, "two") == MARK_GRANTED, marks >> 1 & 1);
        assert_int_equal(record_mark(again.processors, "33333") == MARK_GRANTED, marks >> 5 & 1);
        arena_reset();
        text_reset();
    }
}

/* A text that ends before its end is no record, but where what is left is one: a list may end after any entry. */
static void a_truncated_record_grants_nothing_new(void **state) {
    (void)state;
    const char *const texts[] = {GRANT, REFUSAL};
    for (size_t i = 0; i < 2; i++)
        for (size_t length = 0; length < strlen(texts[i]); length++) {
            char text[300];
            struct record record;
            snprintf(text, sizeof text, "%.*s", (int)length, texts[i]);
            bool read = decode(&record, text);
            if (strrchr(texts[i], '.') - texts[i] >= (ptrdiff_t)length)
                assert_false(read);
            else if (read) {
                assert_int_not_equal(record_mark(record.processors, "bbbbb"), MARK_GRANTED);
                assert_int_not_equal(record_mark(record.processors, "ccccc"), MARK_GRANTED);
                assert_true(i == 0 || !record_grants(&record));
            }
            /* Nor with a length that is not that of the text. */
            assert_false(record_decode(&record, texts[i], length));
        }
}

static bool grants_more(const struct record *record) {
    return record_mark(record->purposes, "replay") == MARK_GRANTED ||
           record_mark(record->purposes, "marketing") == MARK_GRANTED ||
           record_mark(record->processors, "bbbbb") == MARK_GRANTED ||
           record_mark(record->processors, "ccccc") == MARK_GRANTED;
}

/* Of all texts that differ in one character only those that turn a "-" into a "+" or "*" say that something is granted.
 */
static void no_changed_character_makes_a_grant(void **state) {
    (void)state;
    const char *const texts[] = {GRANT, REFUSAL};
    for (size_t i = 0; i < 2; i++)
        for (size_t at = 0; at < strlen(texts[i]); at++)
            for (int c = 1; c < 256; c++) {
                char text[300];
                struct record record;
                strcpy(text, texts[i]);
                if (text[at] == (char)c || (text[at] == '-' && (c == '+' || c == '*')))
                    continue;
                text[at] = (char)c;
                if (!decode(&record, text))
                    continue;
                if (grants_more(&record) || (i == 1 && record_grants(&record)))
                    fail_msg("grants more: %s", text);
            }
}

static void no_inserted_or_missing_character_makes_a_grant(void **state) {
    (void)state;
    for (size_t at = 0; at <= strlen(GRANT); at++)
        for (int c = 0; c < 256; c++) {
            char text[300];
            struct record record;
            if (c)
                snprintf(text, sizeof text, "%.*s%c%s", (int)at, GRANT, c, &GRANT[at]);
            else if (at < strlen(GRANT))
                snprintf(text, sizeof text, "%.*s%s", (int)at, GRANT, &GRANT[at + 1]);
            /* A "+" before a "-" is an entry without a name, and so is none. */
            if (decode(&record, text) && grants_more(&record))
                fail_msg("grants more: %s", text);
        }
}

static void odd_fields_are_no_record(void **state) {
    (void)state;
    const char *const texts[] = {
        "",
        ".",
        ".......",
        "x",
        "null",
        "undefined",
        "[object Object]",
        "%2B",
        "true",
        /* versions */
        "0.12.top5c0." ID ".b.kk..+analytics.+aaaaa",
        "2.12.top5c0." ID ".b.kk..+analytics.+aaaaa",
        "11.12.top5c0." ID ".b.kk..+analytics.+aaaaa",
        ".12.top5c0." ID ".b.kk..+analytics.+aaaaa",
        " 1.12.top5c0." ID ".b.kk..+analytics.+aaaaa",
        /* revisions */
        "1..top5c0." ID ".b.kk..+analytics.+aaaaa",
        "1.-1.top5c0." ID ".b.kk..+analytics.+aaaaa",
        "1.+1.top5c0." ID ".b.kk..+analytics.+aaaaa",
        "1.1a.top5c0." ID ".b.kk..+analytics.+aaaaa",
        "1.1000000000.top5c0." ID ".b.kk..+analytics.+aaaaa",
        "1.99999999999999999999.top5c0." ID ".b.kk..+analytics.+aaaaa",
        /* times */
        "1.12.." ID ".b.kk..+analytics.+aaaaa",
        "1.12.TOP5C0." ID ".b.kk..+analytics.+aaaaa",
        "1.12.top5c0top5c0." ID ".b.kk..+analytics.+aaaaa",
        "1.12.-1." ID ".b.kk..+analytics.+aaaaa",
        /* of what is kept: none, later, of a refusal, too long */
        "1.12.top5c0-." ID ".b.kk..+analytics.+aaaaa",
        "1.12.top5c0-0." ID ".b.kk..+analytics.+aaaaa",
        "1.12.top5c0-top5c1." ID ".b.kk..+analytics.+aaaaa",
        "1.12.top5c0-0top5b0." ID ".b.kk..+analytics.+aaaaa",
        "1.12.top5c0-top5b0-top5a0." ID ".b.kk..+analytics.+aaaaa",
        "1.12.top5c0top5b0." ID ".b.kk..+analytics.+aaaaa",
        "1.12.too800-too7zz.....-analytics.-aaaaa",
        "1.12.t op." ID ".b.kk..+analytics.+aaaaa",
        /* numbers */
        "1.12.top5c0..b.kk.+analytics.+aaaaa",
        "1.12.top5c0.0123.b.kk.+analytics.+aaaaa",
        "1.12.top5c0." ID "0.b.kk..+analytics.+aaaaa",
        "1.12.top5c0.0123456789ABCDEF0123456789ABCDEF.b.kk.+analytics.+aaaaa",
        "1.12.top5c0.0123456789abcdeg0123456789abcdef.b.kk.+analytics.+aaaaa",
        /* ways and languages */
        "1.12.top5c0." ID ".buu.kk..+analytics.+aaaaa",
        "1.12.top5c0." ID ".b u.kk..+analytics.+aaaaa",
        "1.12.top5c0." ID ".b.kk-kk-kk-kk-kk..+analytics.+aaaaa",
        "1.12.top5c0." ID ".b.қ..+analytics.+aaaaa",
        /* lists */
        "1.12.top5c0." ID ".b.kk..analytics.+aaaaa",
        "1.12.top5c0." ID ".b.kk..+.+aaaaa",
        "1.12.top5c0." ID ".b.kk..+analytics+.+aaaaa",
        "1.12.top5c0." ID ".b.kk..++analytics.+aaaaa",
        "1.12.top5c0." ID ".b.kk..+analytics,-replay.+aaaaa",
        "1.12.top5c0." ID ".b.kk..+analytics. +aaaaa",
        "1.12.top5c0." ID ".b.kk..+analytics.+aaaaaa",
        "1.12.top5c0." ID ".b.kk..+aaaaaaaaaaaaaaaaaaaaa.+aaaaa",
        "1.12.top5c0." ID ".b.kk..+analytics.+aaaaa.",
        "1.12.top5c0." ID ".b.kk..+analytics.+aaaaa;",
        "1.12.top5c0." ID ".b.kk..+analytics",
        /* half a refusal, half a grant */
        "1.12.top5c0." ID "....-analytics.-aaaaa",
        "1.12.top5c0..b..-analytics.-aaaaa",
        "1.12.top5c0...kk.-analytics.-aaaaa",
        "1.12.top5c0....+analytics.+aaaaa",
        "1.12.top5c0." ID ".b.kk..-analytics.-aaaaa",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct record record;
        if (decode(&record, texts[i]))
            fail_msg("read as a record: %s", texts[i]);
    }
}

/* "+x-x" cannot have been written: what it says of x is in doubt, and so nothing is granted. */
static void a_name_that_is_marked_twice_is_not_granted(void **state) {
    (void)state;
    const char *const texts[] = {
        "1.12.top5c0." ID ".b.kk..+analytics.+aaaaa-aaaaa",
        "1.12.top5c0." ID ".b.kk..+analytics.-aaaaa+aaaaa",
    };
    for (size_t i = 0; i < 2; i++) {
        struct record record;
        if (decode(&record, texts[i]) && record_mark(record.processors, "aaaaa") == MARK_GRANTED)
            fail_msg("granted: %s", texts[i]);
    }
}

static void what_cannot_have_been_written_is_no_record(void **state) {
    (void)state;
    const char *const texts[] = {
        "1.012.top5c0." ID ".b.kk..+analytics.+aaaaa", "1.12.0top5c0." ID ".b.kk..+analytics.+aaaaa",
        "1.12.top5c0." ID "..kk..+analytics.+aaaaa",   "1.12.top5c0." ID ".x.kk..+analytics.+aaaaa",
        "1.12.top5c0." ID ".b...+analytics.+aaaaa",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct record record;
        if (decode(&record, texts[i]))
            fail_msg("read as a record: %s", texts[i]);
    }
}

static void a_text_beyond_what_a_cookie_holds_is_no_record(void **state) {
    (void)state;
    char text[5000] = "1.12.top5c0." ID ".b.kk..+analytics.";
    struct record record;
    while (strlen(text) + 6 <= 4000)
        strcat(text, "+aaaaa");
    assert_true(decode(&record, text));
    while (strlen(text) <= 4000)
        strcat(text, "+aaaaa");
    assert_false(decode(&record, text));
}

static void random_bytes_are_no_record(void **state) {
    (void)state;
    srand(2);
    const char letters[] = "01.+-abckz";
    for (int i = 0; i < 200000; i++) {
        char text[60];
        struct record record;
        int length = rand() % 50;
        for (int k = 0; k < length; k++)
            text[k] = rand() % 8 ? letters[rand() % 10] : (char)(rand() % 255 + 1);
        text[length] = 0;
        if (decode(&record, text) && record_grants(&record))
            fail_msg("a grant: %s", text);
    }
}

static void save_ga4(struct host *host) {
    host_save(host, "'ga4'");
    host_settle(host);
}

/* The same of a real page: each cookie is tried by a page view of its own. */
static void a_page_with_a_changed_cookie_loads_no_more_than_was_granted(void **state) {
    (void)state;
    const char *config = "{\"analytics\":{\"ga4\":\"G-ABC1234567\",\"metaPixel\":\"123456\"}}";
    struct host *host = host_new();
    host_page(host, config, save_ga4);
    char good[8192];
    strcpy(good, host->cookies);
    srand(3);
    for (int i = 0; i < 300; i++) {
        size_t at = strlen("smg_consent=") + (size_t)rand() % (strlen(good) - strlen("smg_consent="));
        strcpy(host->cookies, good);
        host->cookies[at] = "0+.az-~ ;%\"*"[rand() % 12];
        if (good[at] == '-' && strchr("+*", host->cookies[at]))
            continue;
        host_forget(host);
        host_page(host, config, host_settle);
        const char *loaded = host_loaded(host);
        if (*loaded && strcmp(loaded, "ga4") != 0)
            fail_msg("%s loads %s", host->cookies, loaded);
    }
    for (size_t length = 0; length < strlen(good); length++) {
        snprintf(host->cookies, sizeof host->cookies, "%.*s", (int)length, good);
        host_forget(host);
        host_page(host, config, host_settle);
        assert_string_equal(host_loaded(host), "");
        assert_int_equal(host_times(host, "render banner"), 1);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_grant_reads_as_it_was_written),
        cmocka_unit_test(a_refusal_reads_as_it_was_written),
        cmocka_unit_test(what_is_read_writes_the_same_text),
        cmocka_unit_test(what_is_written_reads_the_same),
        cmocka_unit_test(a_truncated_record_grants_nothing_new),
        cmocka_unit_test(no_changed_character_makes_a_grant),
        cmocka_unit_test(no_inserted_or_missing_character_makes_a_grant),
        cmocka_unit_test(odd_fields_are_no_record),
        cmocka_unit_test(a_name_that_is_marked_twice_is_not_granted),
        cmocka_unit_test(what_cannot_have_been_written_is_no_record),
        cmocka_unit_test(a_text_beyond_what_a_cookie_holds_is_no_record),
        cmocka_unit_test(random_bytes_are_no_record),
        cmocka_unit_test(a_page_with_a_changed_cookie_loads_no_more_than_was_granted),
    };
    return RUN(tests);
}
