/* SMG_CONFIG of every kind: a bad entry disables itself, says so once, and nothing else changes. */
#include "support/host.h"

#define GA4 "\"analytics\":{\"ga4\":\"G-ABC1234567\"}"
#define CONSENT(options) "{" GA4 ",\"consent\":{" options "}}"
#define COOKIE(options) CONSENT("\"cookie\":{" options "}")
#define PATH "SMG_CONFIG.consent."

static struct host *page_of(const char *config, host_script *script) {
    struct host *host = host_new();
    host->table = true;
    host_page(host, config, script);
    return host;
}

static void settings_then_accept(struct host *host) {
    host_press(host, "settings");
    accept(host);
}

/* What the console says of a configuration, which leaves ga4 in use. */
static void expect(const char *config, const char *logs) {
    struct host *host = page_of(config, accept);
    assert_string_equal(host_logs(host), logs);
    assert_string_equal(host_loaded(host), "ga4");
}

static void a_page_without_configuration_says_so(void **state) {
    (void)state;
    struct host *host = page_of(NULL, accept);
    assert_string_equal(host_logs(host), "SMG_CONFIG: expected an object, got null");
    assert_int_equal(host_times(host, "render banner"), 0);
    assert_string_equal(host_loaded(host), "");
}

static void a_configuration_of_any_type_is_survived(void **state) {
    (void)state;
    const char *const odd[][2] = {
        {"null", "null"},           {"7", "7"},       {"true", "true"},
        {"false", "false"},         {"\"\"", "\"\""}, {"[]", "[]"},
        {"\"<img>\"", "\"<img>\""}, {"[{}]", "[{}]"}, {"-1.5", "-1.5"},
    };
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        char expected[200];
        struct host *host = page_of(odd[i][0], accept);
        snprintf(expected, sizeof expected, "SMG_CONFIG: expected an object, got %s", odd[i][1]);
        assert_string_equal(host_logs(host), expected);
        assert_string_equal(host_loaded(host), "");
        assert_int_equal(host_times(host, "render banner"), 0);
        assert_int_equal(host_times(host, "emit ready"), 1);
    }
}

static void the_two_parts_must_be_objects(void **state) {
    (void)state;
    expect("{" GA4 ",\"consent\":5}", "SMG_CONFIG.consent: expected an object, got 5");
    expect("{" GA4 ",\"consent\":[]}", "SMG_CONFIG.consent: expected an object, got []");
    expect("{" GA4 ",\"consent\":null}", "");
    expect("{" GA4 ",\"consent\":{}}", "");
    const char *const odd[] = {"5", "[]", "\"G-ABC1234567\"", "true"};
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        char config[100], expected[200];
        snprintf(config, sizeof config, "{\"analytics\":%s}", odd[i]);
        snprintf(expected, sizeof expected, "SMG_CONFIG.analytics: expected an object of counter ids, got %s", odd[i]);
        struct host *host = page_of(config, accept);
        assert_string_equal(host_logs(host), expected);
        assert_string_equal(host_loaded(host), "");
    }
}

static void the_shortest_wrong_option_is_named(void **state) {
    (void)state;
    expect(CONSENT("\"company\":5"), PATH "company: expected a text, got 5");
    expect(CONSENT("\"company\":{}"), PATH "company: expected a text, got {}");
    expect(CONSENT("\"company\":{\"en\":5}"), PATH "company: expected a text, got {\"en\":5}");
    expect(CONSENT("\"policyUrl\":5"), PATH "policyUrl: expected a web address, got 5");
    expect(CONSENT("\"texts\":5"), PATH "texts: expected an object, got 5");
    expect(CONSENT("\"revision\":\"1\""), PATH "revision: expected 0..999999999, got \"1\"");
    expect(CONSENT("\"cookie\":5"), PATH "cookie: expected an object, got 5");
    expect(CONSENT("\"refusalExpiresAfterDays\":0"), PATH "refusalExpiresAfterDays: expected 1..400, got 0");
    expect(CONSENT("\"theme\":\"red\""), PATH "theme: expected auto|light|dark, or an object, got \"red\"");
    expect(CONSENT("\"layout\":1"), PATH "layout: expected box|bar|dialog, got 1");
    expect(CONSENT("\"position\":\"\""),
           PATH "position: expected start|center|end|top-start|top-center|top-end, got \"\"");
    expect(CONSENT("\"purposes\":[]"), PATH "purposes: expected an object, got []");
    expect(CONSENT("\"processors\":{}"), PATH "processors: expected an array, got {}");
    expect(CONSENT("\"debug\":1"), PATH "debug: expected true or false, got 1");
    expect(CONSENT("\"x\":0"), PATH "x: expected a known option, got 0");
    expect(COOKIE("\"x\":0"), PATH "cookie.x: expected a known option, got 0");
    expect(COOKIE("\"secure\":\"\""), PATH "cookie.secure: expected true or false, got \"\"");
    expect(COOKIE("\"sameSite\":\"lax\""), PATH "cookie.sameSite: expected Lax|Strict|None, got \"lax\"");
    expect(COOKIE("\"expiresAfterDays\":\"abc\""), PATH "cookie.expiresAfterDays: expected 1..400, got \"abc\"");
}

/* Options whose form is a pattern: whatever the pattern, the path and what came are named. */
static void a_word_of_another_form_is_refused(void **state) {
    (void)state;
    const char *const odd[][2] = {
        {"email", "\"a\""},       {"email", "\"a@b>\""},  {"email", "\"a b@c.kz\""},
        {"email", "5"},           {"bin", "\"1\""},       {"bin", "\"12345678901x\""},
        {"bin", "1.5"},           {"bin", "[]"},          {"language", "\"\""},
        {"language", "\"k\""},    {"language", "7"},      {"language", "\"../en\""},
        {"nonce", "\"\\\"\""},    {"nonce", "\"a b\""},   {"nonce", "true"},
        {"theme", "[]"},          {"layout", "\"bar \""}, {"position", "\"Start\""},
        {"theme", "\"dark\\n\""},
    };
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        char config[300], start[100], end[100];
        snprintf(config, sizeof config, CONSENT("\"%s\":%s"), odd[i][0], odd[i][1]);
        snprintf(start, sizeof start, PATH "%s: expected ", odd[i][0]);
        struct host *host = page_of(config, accept);
        const char *logs = host_logs(host);
        assert_int_equal(strncmp(logs, start, strlen(start)), 0);
        assert_null(strchr(logs, '\n'));
        snprintf(end, sizeof end, ", got %s", odd[i][1]);
        if (!strstr(odd[i][1], "\\n"))
            assert_string_equal(logs + strlen(logs) - strlen(end), end);
        assert_string_equal(host_loaded(host), "ga4");
    }
}

static void a_cookie_option_of_another_form_is_refused_and_its_default_holds(void **state) {
    (void)state;
    const char *const odd[][2] = {
        {"name", "\"\""},
        {"name", "\"a b\""},
        {"name", "\"a=b\""},
        {"name", "\"a;b\""},
        {"domain", "\"\""},
        {"domain", "\"a;b\""},
        {"domain", "\"a.kz; Path=/x\""},
        {"domain", "5.5"},
        {"path", "\"\""},
        {"path", "\"x\""},
        {"path", "\"/;Secure\""},
        {"path", "\"/a b\""},
        {"sameSite", "\"\""},
        {"sameSite", "true"},
        {"secure", "null"},
        {"secure", "0"},
        {"expiresAfterDays", "0"},
        {"expiresAfterDays", "401"},
        {"expiresAfterDays", "1.5"},
        {"expiresAfterDays", "-1"},
        {"expiresAfterDays", "1e300"},
        {"expiresAfterDays", "true"},
        {"name", "\"a\\r\\nb\""},
    };
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        char config[300];
        snprintf(config, sizeof config, COOKIE("\"%s\":%s"), odd[i][0], odd[i][1]);
        struct host *host = page_of(config, accept);
        assert_int_equal(host_times(host, "log warn"), strcmp(odd[i][1], "null") != 0);
        assert_contains(host_find(host, "store"), "; Path=/; Max-Age=15724800; SameSite=Lax; Secure'");
        assert_int_equal(strncmp(host->cookies, "smg_consent=1.", 14), 0);
        assert_string_equal(host_loaded(host), "ga4");
    }
}

static void the_ends_of_a_range_are_in_it(void **state) {
    (void)state;
    expect(COOKIE("\"expiresAfterDays\":1"), "");
    expect(COOKIE("\"expiresAfterDays\":400"), "");
    expect(CONSENT("\"refusalExpiresAfterDays\":1"), "");
    expect(CONSENT("\"refusalExpiresAfterDays\":400"), "");
    expect(CONSENT("\"refusalExpiresAfterDays\":401"), PATH "refusalExpiresAfterDays: expected 1..400, got 401");
    expect(CONSENT("\"revision\":0"), "");
    expect(CONSENT("\"revision\":999999999"), "");
    expect(CONSENT("\"revision\":1000000000"), PATH "revision: expected 0..999999999, got 1000000000");
    expect(CONSENT("\"revision\":-1"), PATH "revision: expected 0..999999999, got -1");
    expect(CONSENT("\"revision\":0.5"), PATH "revision: expected 0..999999999, got 0.5");
}

static void null_is_as_good_as_absent(void **state) {
    (void)state;
    expect(CONSENT("\"company\":null,\"email\":null,\"bin\":null,\"policyUrl\":null,\"language\":null,\"texts\":null,"
                   "\"revision\":null,\"cookie\":null,\"refusalExpiresAfterDays\":null,\"theme\":null,\"layout\":null,"
                   "\"position\":null,\"purposes\":null,\"processors\":null,\"nonce\":null,\"debug\":null"),
           "");
}

static void every_option_is_taken(void **state) {
    (void)state;
    struct host *host = page_of(
        CONSENT("\"company\":\"TOO Example\",\"email\":\"info@smgcorp.kz\",\"bin\":\"123456789012\","
                "\"policyUrl\":\"/privacy\",\"language\":\"ru\",\"texts\":{\"ru\":{\"title\":\"Заголовок\"}},"
                "\"revision\":3,\"cookie\":{\"name\":\"n\",\"domain\":\"smgcorp.kz\",\"path\":\"/p\",\"sameSite\":"
                "\"Strict\",\"secure\":true,\"expiresAfterDays\":90},\"refusalExpiresAfterDays\":30,\"theme\":\"dark\","
                "\"layout\":\"bar\",\"position\":\"end\",\"nonce\":\"abc+/=\",\"debug\":true,"
                "\"purposes\":{\"maps\":{\"name\":\"Карты\",\"description\":\"Показываем карты.\"}}"),
        settings_then_accept);
    assert_string_equal(host_logs(host), "");
    const cJSON *banner = host_view(host, "render banner");
    assert_non_null(host_node(banner, "data-theme", "dark"));
    assert_non_null(host_node(banner, "data-layout", "bar"));
    assert_non_null(host_node(banner, "data-position", "end"));
    assert_non_null(host_node(banner, "lang", "ru"));
    assert_non_null(host_node(banner, "href", "/privacy"));
    const char *text = host_text(host, "render banner");
    assert_contains(text, "Заголовок");
    assert_contains(text, "TOO Example");
    text = host_text(host, "render settings");
    assert_contains(text, "TOO Example");
    assert_contains(text, "123456789012");
    assert_contains(text, "info@smgcorp.kz");
    assert_contains(text, "Карты");
    assert_contains(text, "Показываем карты.");
    assert_contains(text, "90 ");
    assert_contains(host_find(host, "store"), "n=1.3.");
    assert_contains(host_find(host, "store"),
                    "; Path=/p; Max-Age=7776000; SameSite=Strict; Secure; Domain=smgcorp.kz'");
}

static void a_text_may_be_given_per_language(void **state) {
    (void)state;
    struct host *host = page_of(CONSENT("\"language\":\"kk\",\"company\":{\"en\":\"In English\",\"kk\":\"Қазақша\"},"
                                        "\"policyUrl\":{\"en\":\"/en/privacy\",\"ru\":\"/ru/privacy\"}"),
                                NULL);
    assert_string_equal(host_logs(host), "");
    assert_contains(host_text(host, "render banner"), "Қазақша");
    assert_non_null(host_node(host_view(host, "render banner"), "href", "/en/privacy"));
}

static void a_whole_number_may_stand_for_its_digits(void **state) {
    (void)state;
    struct host *host = page_of(CONSENT("\"company\":\"C\",\"bin\":123456789012"), settings_then_accept);
    assert_string_equal(host_logs(host), "");
    assert_contains(host_text(host, "render settings"), "123456789012");
}

static void only_the_wrong_entry_is_dropped(void **state) {
    (void)state;
    struct host *host = page_of("{\"analytics\":{\"ga4\":\"UA-1\",\"metrica\":5,\"clarity\":\"X\",\"hotjar\":true,"
                                "\"metaPixel\":\"123456\"},\"consent\":{\"revision\":\"x\",\"theme\":\"dark\","
                                "\"cookie\":{\"path\":\"x\",\"name\":\"good\"},\"layout\":[],\"company\":\"SMG\"}}",
                                accept);
    assert_int_equal(host_times(host, "log warn"), 6);
    assert_string_equal(host_loaded(host), "metrica metaPixel");
    assert_int_equal(strncmp(host->cookies, "good=1.0.", 9), 0);
    assert_non_null(host_node(host_view(host, "render banner"), "data-theme", "dark"));
    assert_non_null(host_node(host_view(host, "render banner"), "data-layout", "box"));
    assert_contains(host_text(host, "render banner"), "SMG");
}

static void each_message_comes_once(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, CONSENT("\"x\":1,\"theme\":\"y\""));
    accept(host);
    host_call(host, "setLanguage", "['ru']");
    host_call(host, "showPreferences", "[]");
    assert_int_equal(host_times(host, "log warn"), 2);
}

static void a_long_value_is_cut_between_characters(void **state) {
    (void)state;
    char config[1000] = "{" GA4 ",\"consent\":{\"theme\":\"a";
    for (int i = 0; i < 100; i++)
        strcat(config, "қ");
    strcat(config, "\"}}");
    struct host *host = page_of(config, NULL);
    const char *logs = host_logs(host);
    const char *got = strstr(logs, "got ");
    assert_non_null(got);
    assert_true(strlen(got) < 80);
    assert_string_equal(logs + strlen(logs) - 3, "...");
    /* A character of two bytes is not cut in half. */
    assert_true((unsigned char)logs[strlen(logs) - 4] == 0x9B || logs[strlen(logs) - 4] == 'a');
}

static void counter_ids_of_each_kind(void **state) {
    (void)state;
    const char *const in_use[] = {"5", "\"5\"", "123456789012"};
    for (size_t i = 0; i < sizeof in_use / sizeof *in_use; i++) {
        char config[100];
        snprintf(config, sizeof config, "{\"analytics\":{\"metrica\":%s}}", in_use[i]);
        struct host *host = page_of(config, accept);
        assert_string_equal(host_logs(host), "");
        assert_string_equal(host_loaded(host), "metrica");
    }
    const char *const not_in_use[] = {"\"\"", "null", "false"};
    for (size_t i = 0; i < sizeof not_in_use / sizeof *not_in_use; i++) {
        char config[100];
        snprintf(config, sizeof config, "{\"analytics\":{\"metrica\":%s}}", not_in_use[i]);
        struct host *host = page_of(config, accept);
        assert_string_equal(host_logs(host), "");
        assert_json(host_find(host, "emit ready"), "['emit','ready',{'choice':'undecided','purposes':"
                                                   "{'necessary':true},'processors':{}}]");
    }
    const char *const wrong[] = {"true", "[]", "{}", "1.5", "-5", "\"x\"", "1234567890123", "\"5 \""};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        char config[100], expected[200];
        snprintf(config, sizeof config, "{\"analytics\":{\"metrica\":%s}}", wrong[i]);
        snprintf(expected, sizeof expected, "SMG_CONFIG.analytics.metrica: expected [0-9]{1,12}, got %s", wrong[i]);
        struct host *host = page_of(config, accept);
        assert_string_equal(host_logs(host), expected);
        assert_string_equal(host_loaded(host), "");
    }
}

static void an_unknown_processor_is_named(void **state) {
    (void)state;
    expect("{\"analytics\":{\"ga4\":\"G-ABC1234567\",\"ga5\":1}}",
           "SMG_CONFIG.analytics.ga5: expected a known processor (nearest: ga4), got 1");
    expect("{\"analytics\":{\"ga4\":\"G-ABC1234567\",\"GA4\":\"G-ABC1234567\"}}",
           "SMG_CONFIG.analytics.GA4: expected a known processor (nearest: ga4), got \"G-ABC1234567\"");
}

/* By few letters: of those that come with the module, of the catalogue, and of the page's own. */
static void the_nearest_processor_is_named(void **state) {
    (void)state;
    const char *const cases[][2] = {
        {"metrika", "metrica"},
        {"gtn", "gtm"},
        {"metapixel", "metaPixel"},
        {"tiktoc", "tiktok"},
        {"TikTok", "tiktok"},
        {"hubspott", "hubspot"},
        {"owm", "own"},
        {"yandexMap", "yandexMaps"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char config[600], expected[200];
        snprintf(config, sizeof config,
                 "{\"analytics\":{\"ga4\":\"G-ABC1234567\",\"%s\":1},\"consent\":{\"processors\":[{\"id\":\"own\","
                 "\"name\":\"Own\",\"company\":\"Own\",\"countries\":[\"DE\"],\"purpose\":\"marketing\","
                 "\"description\":\"Own.\",\"data\":[\"ip\"],\"idPattern\":\"[0-9]{1,3}\"}]}}",
                 cases[i][0]);
        snprintf(expected, sizeof expected, "SMG_CONFIG.analytics.%s: expected a known processor (nearest: %s), got 1",
                 cases[i][0], cases[i][1]);
        expect(config, expected);
    }
    expect("{\"analytics\":{\"ga4\":\"G-ABC1234567\",\"nothingOfTheKind\":1}}",
           "SMG_CONFIG.analytics.nothingOfTheKind: expected a known processor, got 1");
}

/* What is not used needs no file. */
static void an_entry_that_is_off_says_nothing(void **state) {
    (void)state;
    const char *const off[] = {"null", "false", "\"\""};
    for (size_t i = 0; i < sizeof off / sizeof *off; i++) {
        char config[100];
        snprintf(config, sizeof config, "{\"analytics\":{\"ga4\":\"G-ABC1234567\",\"tiktok\":%s}}", off[i]);
        assert_string_equal(host_logs(page_of(config, accept)), "");
    }
}

static void the_nearest_option_is_named(void **state) {
    (void)state;
    expect(CONSENT("\"quietOm\":[]"), PATH "quietOm: expected a known option (nearest: quietOn), got []");
    expect(CONSENT("\"Position\":\"start\""),
           PATH "Position: expected a known option (nearest: position), got \"start\"");
    expect(CONSENT("\"purposse\":{}"), PATH "purposse: expected a known option (nearest: purposes), got {}");
    expect(COOKIE("\"samesite\":\"Lax\""),
           PATH "cookie.samesite: expected a known option (nearest: sameSite), got \"Lax\"");
    expect(CONSENT("\"nothingOfTheKind\":5"), PATH "nothingOfTheKind: expected a known option, got 5");
    expect(CONSENT("\"\":5"), PATH ": expected a known option, got 5");
    /* The text of a form is none. */
    expect(CONSENT("\"Ftrue or false\":5"), PATH "Ftrue or false: expected a known option, got 5");
}

/* Nothing but an id of the right form gets into a script's address. */
static void quotes_and_line_breaks_in_ids_are_refused(void **state) {
    (void)state;
    const char *const odd[] = {"G-ABC123\\\"",     "G-ABC123\\n", "G-ABC123'",           "G-ABC123&l=x",  "<script>",
                               "G-ABC123\\u0000x", "G-ABC123/..", "javascript:alert(1)", "G-ABC12\\u0451"};
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        char config[200];
        snprintf(config, sizeof config, "{\"analytics\":{\"ga4\":\"%s\",\"metaPixel\":\"123456\"}}", odd[i]);
        struct host *host = page_of(config, accept);
        if (!strstr(odd[i], "u0000")) {
            assert_int_equal(host_times(host, "log warn"), 1);
            assert_string_equal(host_loaded(host), "metaPixel");
        }
        for (int k = 0; k < host->count; k++)
            if (!strncmp(host->effects[k], "[\"load\"", 7))
                assert_lacks(host->effects[k], "alert");
    }
}

static void the_policy_address_is_a_safe_link(void **state) {
    (void)state;
    const char *const good[] = {"/privacy", "https://smgcorp.kz/p?a=b#c", "http://x",       "privacy.html", "#cookies",
                                "?p=1",     "mailto:info@smgcorp.kz",     "//smgcorp.kz/p", "/a:b"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        char config[200];
        snprintf(config, sizeof config, CONSENT("\"policyUrl\":\"%s\""), good[i]);
        struct host *host = page_of(config, NULL);
        assert_string_equal(host_logs(host), "");
        assert_non_null(host_node(host_view(host, "render banner"), "href", good[i]));
    }
    const char *const bad[] = {
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        " javascript:alert(1)",
        "java\\nscript:alert(1)",
        "\\u0001javascript:x",
        "data:text/html,x",
        "vbscript:x",
        "<img src=x onerror=alert(1)>",
        "\\\"onclick=\\\"x",
        "",
        "x y",
        "blob:x",
        "file:///etc/passwd",
        "javascript\\t:alert(1)",
        "view-source:x",
        "\\\\\\\\evil",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        char config[200];
        snprintf(config, sizeof config, CONSENT("\"policyUrl\":\"%s\""), bad[i]);
        struct host *host = page_of(config, NULL);
        const char *logs = host_logs(host);
        assert_int_equal(strncmp(logs, PATH "policyUrl: expected a web address, got ", 57), 0);
        assert_null(host_node(host_view(host, "render banner"), NULL, "a"));
        snprintf(config, sizeof config, CONSENT("\"policyUrl\":{\"ru\":\"/p\",\"en\":\"%s\"}"), bad[i]);
        host = page_of(config, NULL);
        assert_int_equal(host_times(host, "log warn"), 1);
        assert_null(host_node(host_view(host, "render banner"), NULL, "a"));
    }
}

static void markup_is_only_text(void **state) {
    (void)state;
    const char *markup = "<img src=x onerror=alert(1)> \\\"&amp;\\u2028\\n";
    char config[600];
    snprintf(config, sizeof config, CONSENT("\"company\":\"%s\",\"texts\":{\"en\":{\"title\":\"%s\"}}"), markup,
             markup);
    struct host *host = page_of(config, settings_then_accept);
    assert_string_equal(host_logs(host), "");
    const cJSON *banner = host_view(host, "render banner");
    const cJSON *title = cJSON_GetArrayItem(host_node(banner, NULL, "h2"), 2);
    assert_json(title->valuestring, "<img src=x onerror=alert(1)> '&amp;\xE2\x80\xA8\n");
    assert_null(host_node(banner, NULL, "img"));
}

static void texts_of_the_page_take_the_place_of_ours(void **state) {
    (void)state;
    expect(CONSENT("\"texts\":{\"en\":5}"), PATH "texts.en: expected an object of texts, got 5");
    expect(CONSENT("\"texts\":{\"en\":{\"x\":\"\"}}"), PATH "texts.en.x: expected the key of a text, got \"\"");
    expect(CONSENT("\"texts\":{\"en\":{\"title\":5}}"),
           PATH "texts.en.title: expected a text of at most 2000 bytes, got 5");
    struct host *host = page_of(CONSENT("\"texts\":{\"en\":{\"title\":5,\"accept_all\":\"Agree\"}}"), NULL);
    assert_contains(host_text(host, "render banner"), "Agree");
    assert_contains(host_text(host, "render banner"), "Cookies: your choice");
}

static void a_text_that_is_too_long_is_refused(void **state) {
    (void)state;
    static char config[4096], text[2002];
    memset(text, 'x', 2001);
    snprintf(config, sizeof config, CONSENT("\"texts\":{\"en\":{\"title\":\"%s\"}}"), text);
    struct host *host = page_of(config, NULL);
    assert_contains(host_logs(host), "texts.en.title: expected a text of at most 2000 bytes, got 'xxx");
    assert_contains(host_text(host, "render banner"), "Cookies: your choice");
    text[2000] = 0;
    snprintf(config, sizeof config, CONSENT("\"texts\":{\"en\":{\"title\":\"%s\"}}"), text);
    host = page_of(config, NULL);
    assert_string_equal(host_logs(host), "");
    assert_contains(host_text(host, "render banner"), text);
}

static void own_purposes(void **state) {
    (void)state;
    expect(CONSENT("\"purposes\":{\"maps\":5}"), PATH "purposes.maps: expected {name, description}, got 5");
    expect(CONSENT("\"purposes\":{\"maps\":{}}"), PATH "purposes.maps: expected {name, description}, got {}");
    expect(CONSENT("\"purposes\":{\"maps\":{\"name\":5}}"),
           PATH "purposes.maps: expected {name, description}, got {\"name\":5}");
    const char *const odd[] = {"", "Maps", "necessary", "a-b", "a.b", "a+", "1a", "aaaaaaaaaaaaaaaaaaaaa", "қ"};
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        char config[200];
        snprintf(config, sizeof config, CONSENT("\"purposes\":{\"%s\":{\"name\":\"x\"}}"), odd[i]);
        struct host *host = page_of(config, accept);
        assert_int_equal(host_times(host, "log warn"), 1);
        assert_contains(host_logs(host), "expected an id of ");
        assert_json(host_find(host, "unlock"), "['unlock',['analytics'],['ga4']]");
    }
    struct host *host = page_of(CONSENT("\"purposes\":{\"aaaaaaaaaaaaaaaaaaaa\":{\"name\":\"x\"}}"), accept);
    assert_string_equal(host_logs(host), "");
    assert_json(host_find(host, "unlock"), "['unlock',['aaaaaaaaaaaaaaaaaaaa','analytics'],['ga4']]");
}

static void more_purposes_than_there_is_room_for(void **state) {
    (void)state;
    static char config[1 << 16];
    strcpy(config, "{" GA4 ",\"consent\":{\"purposes\":{");
    for (int i = 0; i < 513; i++)
        sprintf(config + strlen(config), "%s\"p%d\":{\"name\":\"P\"}", i ? "," : "", i);
    strcat(config, "}}}");
    struct host *host = page_of(config, accept);
    assert_contains(host_logs(host), "SMG_CONFIG: expected at most 512 purposes and processors");
    /* There is no purpose left for it, so it may not run. */
    assert_string_equal(host_loaded(host), "");
}

#define OWN(members) CONSENT("\"processors\":[{" members "}]")
/* What the table and the receipt tell of each. */
#define TOLD "\"company\":\"Own Ltd\",\"countries\":[\"DE\"],\"description\":\"Counts.\",\"data\":[\"ip\"]"
#define GOOD "\"id\":\"own\",\"name\":\"Own\",\"purpose\":\"analytics\"," TOLD

static void own_processors_that_lack_something(void **state) {
    (void)state;
    const char *const odd[][2] = {
        {CONSENT("\"processors\":[5]"), ": expected an object, got 5"},
        {CONSENT("\"processors\":[null]"), ": expected an object, got null"},
        {OWN(""), ": expected the members id, name, company, countries, purpose, description, data, got {}"},
        {OWN("\"id\":\"a-b\",\"name\":\"A\",\"purpose\":\"analytics\"," TOLD),
         ".id: expected an id of [A-Za-z][A-Za-z0-9_]{0,39}, got \"a-b\""},
        {OWN("\"id\":\"a\",\"purpose\":\"analytics\"," TOLD), ": expected the members name, got {\"id\":\"a\","},
        {OWN("\"id\":\"a\",\"name\":\"A\"," TOLD), ": expected the members purpose, got {"},
        {OWN("\"id\":\"a\",\"name\":\"A\",\"purpose\":\"x\"," TOLD),
         ".purpose: expected a purpose that there is, got \"x\""},
        {OWN("\"id\":\"a\",\"name\":\"A\",\"purpose\":\"necessary\"," TOLD),
         ".purpose: expected a purpose that there is, got \"necessary\""},
        {OWN(GOOD ",\"start\":5"), ".start: expected an array, got 5"},
        {OWN(GOOD ",\"start\":[5]"),
         ".start[0]: expected a step of stub, list, methods, set, alias, call, new, reply, none, script, got 5"},
        {OWN(GOOD ",\"start\":[[]]"),
         ".start[0]: expected a step of stub, list, methods, set, alias, call, new, reply, none, script, got []"},
        {OWN(GOOD ",\"start\":[[\"eval\",\"x\"]]"),
         ".start[0]: expected a step of stub, list, methods, set, alias, call, new, reply, none, script, got ["},
        {OWN(GOOD ",\"start\":[[\"script\",5]]"), ".start[0][1]: expected an https address, or a path, got 5"},
        {OWN(GOOD ",\"start\":[[\"script\"]]"), ".start[0][1]: expected an https address, or a path, got null"},
        {OWN(GOOD ",\"start\":[[\"script\",\"javascript:x\"]]"),
         ".start[0][1]: expected an https address, or a path, got \"javascript:x\""},
        {OWN(GOOD ",\"start\":[[\"script\",\"data:text/javascript,x\"]]"),
         ".start[0][1]: expected an https address, or a path, got \"data:"},
        {OWN(GOOD ",\"start\":[[\"script\",\"http://x/\"]]"),
         ".start[0][1]: expected an https address, or a path, got \"http://x/\""},
        {OWN(GOOD ",\"stop\":[[\"load\",\"x\"]]"),
         ".stop[0]: expected a step of stub, list, methods, set, alias, call, new, reply, none, script, got ["},
    };
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        struct host *host = page_of(odd[i][0], accept);
        char expected[300];
        snprintf(expected, sizeof expected, PATH "processors[0]%s", odd[i][1]);
        assert_int_equal(host_times(host, "log warn"), 1);
        if (strncmp(host_logs(host), expected, strlen(expected)) != 0)
            fail_msg("%s\nexpected %s", host_logs(host), expected);
        assert_string_equal(host_loaded(host), "ga4");
    }
}

static void own_processors_that_are_right(void **state) {
    (void)state;
    struct host *host = page_of(OWN(GOOD ",\"cookies\":{\"own_id\":\"2y\"},"
                                         "\"start\":[[\"script\",\"https://own.example/a.js\"]],"
                                         "\"stop\":[[\"call\",\"own\",\"stop\"]]"),
                                settings_then_accept);
    assert_string_equal(host_logs(host), "");
    assert_string_equal(host_loaded(host), "ga4 own");
    assert_contains(host_text(host, "render settings"), "Own Ltd");
    assert_contains(host_text(host, "render settings"), "own_id");
    assert_contains(host_text(host, "render table"), "Own Ltd");
    assert_contains(host_text(host, "render banner"), "2 partners");
}

static void one_bad_definition_does_not_harm_the_others(void **state) {
    (void)state;
    struct host *host =
        page_of(CONSENT("\"processors\":[5,{\"id\":\"one\",\"name\":\"1\",\"purpose\":\"analytics\"," TOLD "},{},"
                        "{\"id\":\"two\",\"name\":\"2\",\"purpose\":\"marketing\"," TOLD "},[]]"),
                accept);
    assert_int_equal(host_times(host, "log warn"), 3);
    assert_string_equal(host_loaded(host), "ga4 one two");
}

static void an_own_processor_with_a_counter_needs_its_entry(void **state) {
    (void)state;
    struct host *host = page_of(OWN(GOOD ",\"idPattern\":\"[0-9]{3}\""), accept);
    assert_string_equal(host_loaded(host), "ga4");
    host = page_of("{\"analytics\":{\"own\":123},\"consent\":{\"processors\":[{" GOOD ",\"idPattern\":\"[0-9]{3}\"}]}}",
                   accept);
    assert_string_equal(host_logs(host), "");
    assert_string_equal(host_loaded(host), "own");
    host = page_of("{\"analytics\":{\"own\":12},\"consent\":{\"processors\":[{" GOOD ",\"idPattern\":\"[0-9]{3}\"}]}}",
                   accept);
    assert_string_equal(host_logs(host), "SMG_CONFIG.analytics.own: expected [0-9]{3}, got 12");
    assert_string_equal(host_loaded(host), "");
}

static void an_own_processor_can_be_switched_off(void **state) {
    (void)state;
    struct host *host = page_of("{\"analytics\":{\"own\":false},\"consent\":{\"processors\":[{" GOOD "}]}}", accept);
    assert_string_equal(host_logs(host), "");
    assert_string_equal(host_loaded(host), "");
}

static void of_two_with_one_id_one_counts(void **state) {
    (void)state;
    struct host *host = page_of(CONSENT("\"processors\":[{" GOOD "},{" GOOD "}]"), accept);
    assert_string_equal(host_loaded(host), "ga4 own");
    assert_int_equal(host_times(host, "log warn"), 1);
}

static void a_part_of_nothing_is_named(void **state) {
    (void)state;
    struct host *host = page_of(OWN(GOOD ",\"partOf\":\"nothing\""), accept);
    assert_contains(host_logs(host), "processors[0].partOf: expected a processor that there is, got 'nothing'");
    assert_string_equal(host_loaded(host), "ga4");
}

/* Each member that the core reads, in each form that it cannot use. */
static void own_processors_with_odd_members(void **state) {
    (void)state;
    const char *const odd[] = {
        "\"cookies\":[\"_x\"]",
        "\"cookies\":{\"a\":5}",
        "\"localStorage\":[\"x\"]",
        "\"sessionStorage\":5",
        "\"eraseToo\":[\"x\"]",
        "\"eraseToo\":{\"localStorage\":{}}",
        "\"eraseToo\":{\"localStorage\":[5]}",
        "\"unreachable\":[\"a\"]",
        "\"unreachable\":{\"a\":\"b\"}",
        "\"recognisedBy\":\"x\"",
        "\"recognisedBy\":[\"\"]",
        "\"recognisedBy\":[5]",
        "\"mask\":5",
        "\"mask\":[\"\",\"x\"]",
        "\"mask\":[\"class\"]",
        "\"mask\":[\"a b\",\"c\"]",
        "\"restart\":5",
        "\"update\":[[\"eval\",\"x\"]]",
    };
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        char config[500];
        snprintf(config, sizeof config, OWN(GOOD ",%s"), odd[i]);
        struct host *host = page_of(config, settings_then_accept);
        assert_int_equal(host_times(host, "log warn"), 1);
        assert_string_equal(host_loaded(host), "ga4");
    }
}

/* Switches go by name: one name for a purpose and a processor would grant what was not switched on. */
static void a_processor_with_the_id_of_a_purpose_is_refused(void **state) {
    (void)state;
    struct host *host =
        page_of("{\"analytics\":{\"metaPixel\":\"123456\"},\"consent\":{\"processors\":[{\"id\":\"marketing\","
                "\"name\":\"M\",\"purpose\":\"analytics\",\"start\":[[\"script\",\"/m.js\"]]," TOLD "}]}}",
                accept);
    assert_int_equal(host_times(host, "log warn"), 1);
    assert_string_equal(host_loaded(host), "metaPixel");
}

static void a_purpose_with_the_id_of_a_processor_is_refused(void **state) {
    (void)state;
    struct host *host = page_of(CONSENT("\"purposes\":{\"ga4\":{\"name\":\"Counting\"}}"), accept);
    assert_int_equal(host_times(host, "log warn"), 1);
    assert_string_equal(host_loaded(host), "ga4");
}

static void a_language_that_there_is_not_falls_back(void **state) {
    (void)state;
    struct host *host = host_new();
    host->languages = "[\"ru\"]";
    host_page(host, CONSENT("\"language\":\"xx\""), NULL);
    assert_string_equal(host_logs(host), PATH "language: expected a language that there is, got \"xx\"");
    assert_contains(host_text(host, "render banner"), "Принять все");
}

/* At a place where nothing looks for it: all of it would be silent. */
static void what_stands_beside_the_two_parts_is_named(void **state) {
    (void)state;
    expect("{" GA4 ",\"metrica\":1}", "SMG_CONFIG.metrica: expected analytics or consent, got 1");
    expect("{" GA4 ",\"analytic\":{}}", "SMG_CONFIG.analytic: expected analytics or consent, got {}");
    struct host *host = page_of("{\"analytic\":{\"ga4\":\"G-ABC1234567\"}}", accept);
    assert_string_equal(host_loaded(host), "");
    assert_contains(host_logs(host), "SMG_CONFIG.analytic: expected analytics or consent");
}

/* Whether Webvisor is a part of what is asked for. */
static bool offers_webvisor(const char *value, const char *logs) {
    char config[200];
    snprintf(config, sizeof config, "{\"analytics\":{\"metrica\":1%s}}", value);
    struct host *host = page_of(config, settings_then_accept);
    assert_string_equal(host_logs(host), logs);
    return host_node(host_view(host, "render settings"), "name", "webvisor");
}

static void a_part_is_left_out_as_its_whole_is(void **state) {
    (void)state;
    assert_true(offers_webvisor("", ""));
    assert_true(offers_webvisor(",\"webvisor\":true", ""));
    assert_false(offers_webvisor(",\"webvisor\":false", ""));
    assert_false(offers_webvisor(",\"webvisor\":null", ""));
    assert_false(offers_webvisor(",\"webvisor\":\"\"", ""));
    assert_false(offers_webvisor(",\"webvisor\":0", "SMG_CONFIG.analytics.webvisor: expected true or false, got 0"));
    assert_false(
        offers_webvisor(",\"webvisor\":\"no\"", "SMG_CONFIG.analytics.webvisor: expected true or false, got \"no\""));
}

static void a_part_may_stand_before_its_whole(void **state) {
    (void)state;
    const char *part = "{\"id\":\"part\",\"name\":\"Part\",\"purpose\":\"replay\",\"partOf\":\"chat\"," TOLD "}";
    const char *chat = "{\"id\":\"chat\",\"name\":\"Chat\",\"purpose\":\"analytics\"," TOLD "}";
    for (int i = 0; i < 2; i++) {
        char config[500];
        snprintf(config, sizeof config, "{\"consent\":{\"processors\":[%s,%s]}}", i ? part : chat, i ? chat : part);
        struct host *host = page_of(config, settings_then_accept);
        assert_string_equal(host_logs(host), "");
        assert_non_null(host_node(host_view(host, "render settings"), "name", "part"));
        assert_string_equal(host_loaded(host), "chat");
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_page_without_configuration_says_so),
        cmocka_unit_test(a_configuration_of_any_type_is_survived),
        cmocka_unit_test(the_two_parts_must_be_objects),
        cmocka_unit_test(the_shortest_wrong_option_is_named),
        cmocka_unit_test(a_word_of_another_form_is_refused),
        cmocka_unit_test(a_cookie_option_of_another_form_is_refused_and_its_default_holds),
        cmocka_unit_test(the_ends_of_a_range_are_in_it),
        cmocka_unit_test(null_is_as_good_as_absent),
        cmocka_unit_test(every_option_is_taken),
        cmocka_unit_test(a_text_may_be_given_per_language),
        cmocka_unit_test(a_whole_number_may_stand_for_its_digits),
        cmocka_unit_test(only_the_wrong_entry_is_dropped),
        cmocka_unit_test(each_message_comes_once),
        cmocka_unit_test(a_long_value_is_cut_between_characters),
        cmocka_unit_test(counter_ids_of_each_kind),
        cmocka_unit_test(an_unknown_processor_is_named),
        cmocka_unit_test(the_nearest_processor_is_named),
        cmocka_unit_test(an_entry_that_is_off_says_nothing),
        cmocka_unit_test(the_nearest_option_is_named),
        cmocka_unit_test(quotes_and_line_breaks_in_ids_are_refused),
        cmocka_unit_test(the_policy_address_is_a_safe_link),
        cmocka_unit_test(markup_is_only_text),
        cmocka_unit_test(texts_of_the_page_take_the_place_of_ours),
        cmocka_unit_test(a_text_that_is_too_long_is_refused),
        cmocka_unit_test(own_purposes),
        cmocka_unit_test(more_purposes_than_there_is_room_for),
        cmocka_unit_test(own_processors_that_lack_something),
        cmocka_unit_test(own_processors_that_are_right),
        cmocka_unit_test(one_bad_definition_does_not_harm_the_others),
        cmocka_unit_test(an_own_processor_with_a_counter_needs_its_entry),
        cmocka_unit_test(an_own_processor_can_be_switched_off),
        cmocka_unit_test(of_two_with_one_id_one_counts),
        cmocka_unit_test(a_part_of_nothing_is_named),
        cmocka_unit_test(own_processors_with_odd_members),
        cmocka_unit_test(a_processor_with_the_id_of_a_purpose_is_refused),
        cmocka_unit_test(a_purpose_with_the_id_of_a_processor_is_refused),
        cmocka_unit_test(a_language_that_there_is_not_falls_back),
        cmocka_unit_test(what_stands_beside_the_two_parts_is_named),
        cmocka_unit_test(a_part_is_left_out_as_its_whole_is),
        cmocka_unit_test(a_part_may_stand_before_its_whole),
    };
    return RUN(tests);
}
