/* What has an end: how deep a value is nested, how long a text grows, how much a record holds. Whatever is beyond, one
 * message says so, and nothing but that is harmed. */
#include "support/host.h"

#include "embedded.h"
#include "record.h"

#define GA4 "\"analytics\":{\"ga4\":\"G-ABC1234567\"}"
#define CONSENT(options) "{" GA4 ",\"consent\":{" options "}}"
#define PATH "SMG_CONFIG.consent."

static void accept_in_settings(struct host *host) {
    host_press(host, "settings");
    host_press(host, "accept");
    host_settle(host);
}

static struct host *page_of(const char *config) {
    /* What the last one's effects were read into. */
    arena_reset();
    struct host *host = host_new();
    host->table = true;
    host_page(host, config, accept_in_settings);
    return host;
}

/* Puts `levels` arrays within each other, with `core` in the innermost, in the place of "@" in `config`. */
static const char *nest(const char *config, int levels, const char *core) {
    static char text[1 << 16];
    const char *at = strchr(config, '@');
    sprintf(text, "%.*s", (int)(at - config), config);
    for (int i = 0; i < levels; i++)
        strcat(text, "[");
    strcat(text, core);
    for (int i = 0; i < levels; i++)
        strcat(text, "]");
    return strcat(text, at + 1);
}

static void a_value_nested_however_deep_disables_only_itself(void **state) {
    (void)state;
    const char *const places[][2] = {
        {CONSENT("\"theme\":@,\"layout\":\"bar\""), PATH "theme: expected auto|light|dark, or an object, got [[["},
        {CONSENT("\"nosuch\":@,\"layout\":\"bar\""), PATH "nosuch: expected a known option (nearest: nonce), got [[["},
        {CONSENT("\"company\":{\"en\":@},\"layout\":\"bar\""), PATH "company: expected a text, got {\"en\":[[["},
        {CONSENT("\"texts\":{\"en\":{\"title\":@}},\"layout\":\"bar\""), PATH "texts.en.title: expected a text"},
        {CONSENT("\"purposes\":{\"maps\":@},\"layout\":\"bar\""), PATH "purposes.maps: expected {name, description}"},
        {CONSENT("\"processors\":[@],\"layout\":\"bar\""), PATH "processors[0]: expected an object, got [[["},
        {"{\"analytics\":{\"ga4\":\"G-ABC1234567\",\"metrica\":@},\"consent\":{\"layout\":\"bar\"}}",
         "SMG_CONFIG.analytics.metrica: expected [0-9]{1,12}, got [[["},
    };
    const int levels[] = {20, 27, 28, 29, 30, 31, 32, 33, 58, 59, 60, 61, 62, 63, 64, 65, 1000, 20000};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        for (size_t k = 0; k < sizeof levels / sizeof *levels; k++) {
            struct host *host = page_of(nest(places[i][0], levels[k], ""));
            assert_int_equal(host_times(host, "log warn"), 1);
            assert_int_equal(strncmp(host_logs(host), places[i][1], strlen(places[i][1])), 0);
            assert_string_equal(host_loaded(host), "ga4");
            assert_non_null(host_node(host_view(host, "render banner"), "data-layout", "bar"));
        }
}

/* Brackets within texts are no levels, and quotes within texts end none. */
static void what_stands_in_texts_is_no_level(void **state) {
    (void)state;
    const char *const cores[] = {"\"]]]]\"", "\"\\\"]]]}}}\\\\\"", "\"\\\\\",\"[[[[[[\\\"\"", "{\"}\":\"{\"}"};
    for (size_t i = 0; i < sizeof cores / sizeof *cores; i++)
        for (int levels = 1; levels < 70; levels++) {
            struct host *host = page_of(nest(CONSENT("\"theme\":@,\"layout\":\"bar\""), levels, cores[i]));
            assert_int_equal(host_times(host, "log warn"), 1);
            assert_contains(host_logs(host), PATH "theme: expected auto|light|dark, or an object, got [");
            assert_string_equal(host_loaded(host), "ga4");
            assert_non_null(host_node(host_view(host, "render banner"), "data-layout", "bar"));
        }
    char text[200] = "";
    for (int i = 0; i < 90; i++)
        strcat(text, i % 2 ? "[" : "{");
    char config[400];
    snprintf(config, sizeof config, CONSENT("\"company\":\"%s\""), text);
    struct host *host = page_of(config);
    assert_string_equal(host_logs(host), "");
    assert_contains(host_text(host, "render banner"), text);
}

/* A button without a word, a purpose without a name: nothing that is read may be left blank. */
static void a_text_of_nothing_or_of_blanks_is_none(void **state) {
    (void)state;
    const char *const blank[] = {"", " ", "\\n\\t ", "\\u00a0", "\\u200b\\ufeff", "\\u3000 \\u2003"};
    for (size_t i = 0; i < sizeof blank / sizeof *blank; i++) {
        char config[700];
        snprintf(config, sizeof config,
                 CONSENT("\"company\":\"%s\",\"texts\":{\"en\":{\"accept_all\":\"%s\"}},\"purposes\":{\"analytics\":{"
                         "\"name\":\"%s\",\"description\":\"%s\"},\"maps\":{\"name\":{\"en\":\"%s\"}}}"),
                 blank[i], blank[i], blank[i], blank[i], blank[i]);
        struct host *host = page_of(config);
        const char *logs = host_logs(host);
        assert_int_equal(host_times(host, "log warn"), 5);
        assert_contains(logs, PATH "company: expected a text, got \"");
        assert_contains(logs, PATH "texts.en.accept_all: expected a text of at most 2000 bytes, got \"");
        assert_contains(logs, PATH "purposes.analytics.name: expected a text, got \"");
        assert_contains(logs, PATH "purposes.analytics.description: expected a text, got \"");
        assert_contains(logs, PATH "purposes.maps: expected {name, description}, got {");
        assert_contains(host_text(host, "render banner"), "Accept all");
        assert_contains(host_text(host, "render banner"), "www.smgcorp.kz");
        assert_contains(host_text(host, "render settings"), "Analytics");
        assert_string_equal(host_loaded(host), "ga4");
    }
    /* What begins as a blank of three bytes, and is none. */
    struct host *host = page_of(CONSENT("\"company\":\"\\u2013\",\"texts\":{\"en\":{\"accept_all\":\"…\"}}"));
    assert_string_equal(host_logs(host), "");
    assert_contains(host_text(host, "render banner"), "…");
}

static void a_purpose_has_no_other_members(void **state) {
    (void)state;
    struct host *host =
        page_of(CONSENT("\"purposes\":{\"maps\":{\"name\":\"Maps\",\"descr\":\"x\",\"does\":5,\"description\":null}}"));
    assert_string_equal(host_logs(host),
                        PATH "purposes.maps.descr: expected name, description or does, got \"x\"\n" PATH
                             "purposes.maps.does: expected a text, got 5");
    assert_contains(host_text(host, "render settings"), "Maps");
}

/* A site without a country shows no sentence of a law, and its language need have none. */
static void a_language_with_gaps_is_told_once_with_how_many(void **state) {
    (void)state;
    char expected[200], all[20];
    snprintf(all, sizeof all, "%d", TEXT_OF_LAWS);
    snprintf(expected, sizeof expected, PATH "texts.xx: expected all %s texts, got 2; missing: region_label, ", all);
    struct host *host = page_of(CONSENT("\"texts\":{\"xx\":{\"title\":\"T\",\"accept_all\":\"A\"}}"));
    assert_int_equal(host_times(host, "log warn"), 1);
    assert_int_equal(strncmp(host_logs(host), expected, strlen(expected)), 0);
    assert_string_equal(host_logs(host) + strlen(host_logs(host)) - 5, ", ...");
    /* A wrong text is missing too; all but two, and all. */
    static char config[1 << 14];
    for (int gaps = 0; gaps < 3; gaps++) {
        strcpy(config, "{" GA4 ",\"consent\":{\"texts\":{\"xx\":{");
        const char *key = embedded_text_keys;
        for (int i = 0; i < TEXT_OF_LAWS; i++, key += strlen(key) + 1)
            if (i >= gaps)
                sprintf(config + strlen(config), "%s\"%s\":\"x\"", i > gaps ? "," : "", key);
        strcat(config, "}}}}");
        host = page_of(config);
        const char *const names[] = {"", "; missing: region_label", "; missing: region_label, title"};
        snprintf(expected, sizeof expected, PATH "texts.xx: expected all %s texts, got %d%s", all, TEXT_OF_LAWS - gaps,
                 names[gaps]);
        const char *second = embedded_text_keys + strlen(embedded_text_keys) + 1;
        if (gaps == 2)
            snprintf(expected, sizeof expected, PATH "texts.xx: expected all %s texts, got %d; missing: %s, %s", all,
                     TEXT_OF_LAWS - gaps, embedded_text_keys, second);
        assert_string_equal(host_logs(host), gaps ? expected : "");
    }
}

/* `times` times the text. */
static const char *repeat(const char *text, int times) {
    static char all[4][2001];
    static int which;
    char *to = all[which = (which + 1) % 4];
    *to = 0;
    while (times--)
        strcat(to, text);
    return to;
}

/* Texts that stand in each other hundreds of times would take half a minute, or all memory: what is beyond stays. */
static void holes_within_holes_come_to_an_end(void **state) {
    (void)state;
    static char config[20000];
    struct host *host = host_new();
    host->table = true;
    snprintf(
        config, sizeof config,
        "{\"analytics\":{\"ga4\":\"G-ABC1234567\",\"metrica\":1,\"hotjar\":1234567,\"metaPixel\":\"123456\"},"
        "\"consent\":{\"bin\":\"123456789012\",\"texts\":{\"en\":{\"body\":\"%s\",\"partners\":\"%s\",\"kz_number\":"
        "\"%s\"}}}}",
        repeat("{partners}", 200), repeat("{m}", 400), repeat("{m}", 600));
    host_page(host, config, accept_in_settings);
    assert_int_equal(host_times(host, "log error"), 0);
    assert_contains(host_text(host, "render banner"), "Accept all");
    assert_contains(host_text(host, "render settings"), "Google Analytics 4");
    assert_string_equal(host_loaded(host), "ga4 metrica hotjar metaPixel");
}

/* With as many of them as there may be, no text of a site is cut short. */
static void what_a_large_site_says_is_whole(void **state) {
    (void)state;
    static char config[1 << 18];
    strcpy(config, "{" GA4 ",\"consent\":{\"processors\":[");
    for (int i = 0; i < 400; i++)
        sprintf(config + strlen(config),
                "%s{\"id\":\"p%d\",\"name\":\"P\",\"company\":\"C\",\"countries\":[\"DE\"],\"purpose\":\"analytics\","
                "\"description\":\"T\",\"data\":[\"ip\"],\"cookies\":{\"_a\":\"2y\",\"_b\":\"1d\",\"_c\":\"5min\"}}",
                i ? "," : "", i);
    strcat(config, "]}}");
    struct host *host = page_of(config);
    assert_string_equal(host_logs(host), "");
    for (int i = 0; i < host->count; i++)
        if (!strncmp(host->effects[i], "[\"render\"", 9))
            assert_lacks(host->effects[i], "{n}");
}

static void add_items(char *config, int purposes, int processors) {
    strcpy(config, "{" GA4 ",\"consent\":{\"purposes\":{");
    for (int i = 0; i < purposes; i++)
        sprintf(config + strlen(config), "%s\"purpose%012d\":{\"name\":\"P\"}", i ? "," : "", i);
    strcat(config, "},\"processors\":[");
    for (int i = 0; i < processors; i++)
        sprintf(config + strlen(config),
                "%s{\"id\":\"p%d\",\"name\":\"P\",\"company\":\"C\",\"countries\":[\"DE\"],\"purpose\":"
                "\"purpose%012d\",\"description\":\"T\",\"data\":[\"ip\"],\"start\":[[\"set\",\"p%d\",1]]}",
                i ? "," : "", i, purposes ? i % purposes : 0, i);
    strcat(config, "]}}");
}

/* A record that is too long for a cookie would keep no choice at all. */
static void what_no_record_has_room_for_is_left_out_and_told_once(void **state) {
    (void)state;
    static char config[1 << 18];
    const int sizes[][2] = {{170, 300}, {200, 10}, {150, 200}};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        add_items(config, sizes[i][0], sizes[i][1]);
        struct host *host = page_of(config);
        assert_int_equal(host_times(host, "log warn"), 1);
        int fit = 0, all = 0;
        assert_int_equal(sscanf(host_logs(host),
                                "SMG_CONFIG: expected at most %d purposes and processors, which fill the "
                                "record, got %d",
                                &fit, &all),
                         2);
        assert_true(fit > 150 && fit < all && all <= sizes[i][0] + sizes[i][1] + 2);
        /* The choice of those that there are is kept, and holds on the next page. */
        assert_int_equal(host_times(host, "log error"), 0);
        const char *value = strstr(host->cookies, "smg_consent=1.");
        assert_non_null(value);
        assert_true(strlen(value) - strlen("smg_consent=") <= RECORD_TEXT_MAX);
        int marks = 0;
        for (const char *at = value; *at; at++)
            marks += *at == '+';
        assert_int_equal(marks, fit);
        host_forget(host);
        host_page(host, config, host_settle);
        assert_int_equal(host_times(host, "render banner"), 0);
        assert_contains(host_find(host, "emit ready"), "'choice':'granted'");
    }
}

/* The longest that a record can become still fits: the longest tag, and the hash of the text. */
static void a_full_record_has_room_for_its_other_fields(void **state) {
    (void)state;
    static char config[1 << 18];
    add_items(config, 170, 300);
    /* The same with the highest revision and a language of the longest tag. */
    char *at = strstr(config, "\"consent\":{") + strlen("\"consent\":{");
    const char *more =
        "\"revision\":999999999,\"language\":\"zz-abcdefgh\",\"texts\":{\"zz-abcdefgh\":{\"title\":\"T\"}},";
    memmove(at + strlen(more), at, strlen(at) + 1);
    memcpy(at, more, strlen(more));
    struct host *host = host_new();
    host->shown = "0123456789012345678901234567890123456789012";
    host_page(host, config, accept_in_settings);
    assert_int_equal(host_times(host, "log error"), 0);
    const char *value = strstr(host->cookies, "smg_consent=1.999999999.");
    assert_non_null(value);
    assert_non_null(strstr(value, ".zz-abcdefgh.0123456789012345678901234567890123456789012."));
    size_t length = strlen(value) - strlen("smg_consent=");
    assert_true(length <= RECORD_TEXT_MAX && length > RECORD_TEXT_MAX - 30);
    assert_contains(host_find(host, "emit consent"), "'choice':'granted'");
}

static void too_many_are_told_once(void **state) {
    (void)state;
    static char config[1 << 16];
    strcpy(config, "{" GA4 ",\"consent\":{\"purposes\":{");
    for (int i = 0; i < 600; i++)
        sprintf(config + strlen(config), "%s\"p%d\":{\"name\":\"P\"}", i ? "," : "", i);
    strcat(config, "}}}");
    struct host *host = page_of(config);
    assert_string_equal(host_logs(host), "SMG_CONFIG: expected at most 512 purposes and processors, which fill the "
                                         "record, got 601");
}

static void a_cookie_domain_that_no_browser_takes_is_named(void **state) {
    (void)state;
    const char *const bad[] = {
        "example.kz",      "kz",           ".kz", "corp.kz", "gcorp.kz", "a.www.smgcorp.kz", "ww.smgcorp.kz",
        "www.smgcorp.kz.", "..smgcorp.kz", ".",   "smgcorp"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        char config[300], expected[300];
        snprintf(config, sizeof config, CONSENT("\"cookie\":{\"domain\":\"%s\",\"name\":\"n\"}"), bad[i]);
        snprintf(expected, sizeof expected, PATH "cookie.domain: expected this host, or a domain above it, got \"%s\"",
                 bad[i]);
        struct host *host = page_of(config);
        assert_string_equal(host_logs(host), expected);
        assert_lacks(host_find(host, "store"), "Domain");
        assert_contains(host_find(host, "store"), "'n=1.");
        assert_string_equal(host_loaded(host), "ga4");
    }
    const char *const good[] = {"www.smgcorp.kz", "smgcorp.kz", ".smgcorp.kz", "SMGcorp.KZ", ".www.smgcorp.kz"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        char config[300], expected[100];
        snprintf(config, sizeof config, CONSENT("\"cookie\":{\"domain\":\"%s\"}"), good[i]);
        snprintf(expected, sizeof expected, "; Domain=%s\"", good[i]);
        struct host *host = page_of(config);
        assert_string_equal(host_logs(host), "");
        assert_contains(host_find(host, "store"), expected);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_value_nested_however_deep_disables_only_itself),
        cmocka_unit_test(what_stands_in_texts_is_no_level),
        cmocka_unit_test(a_text_of_nothing_or_of_blanks_is_none),
        cmocka_unit_test(a_purpose_has_no_other_members),
        cmocka_unit_test(a_language_with_gaps_is_told_once_with_how_many),
        cmocka_unit_test(holes_within_holes_come_to_an_end),
        cmocka_unit_test(what_a_large_site_says_is_whole),
        cmocka_unit_test(what_no_record_has_room_for_is_left_out_and_told_once),
        cmocka_unit_test(a_full_record_has_room_for_its_other_fields),
        cmocka_unit_test(too_many_are_told_once),
        cmocka_unit_test(a_cookie_domain_that_no_browser_takes_is_named),
    };
    return RUN(tests);
}
