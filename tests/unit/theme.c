/* The option `theme`: a word, or an object of which the core takes the mode, and hands the rest to the page. */
#include "support/host.h"

#define CONSENT(options) "{\"analytics\":{\"ga4\":\"G-ABC1234567\"},\"consent\":{" options "}}"
#define PATH "SMG_CONFIG.consent.theme"

static struct host *page_of(const char *theme) {
    char config[2000];
    struct host *host = host_new();
    snprintf(config, sizeof config, CONSENT("\"theme\":%s"), theme);
    host_page(host, config, NULL);
    return host;
}

/* Where the effect stands whose word begins so; -1: nowhere. */
static int place_of(const struct host *host, const char *word) {
    for (int i = 0; i < host->count; i++)
        if (!strncmp(host_word(host->effects[i]), word, strlen(word)))
            return i;
    return -1;
}

/* The mode that layers have, and what the console says. */
static void expect(const char *theme, const char *mode, const char *logs) {
    struct host *host = page_of(theme);
    assert_string_equal(host_logs(host), logs);
    assert_non_null(host_node(host_view(host, "render banner"), "data-theme", mode));
}

static void the_mode_is_said_by_the_word_or_in_the_object(void **state) {
    (void)state;
    const char *const modes[] = {"auto", "light", "dark"};
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
        char word[50], object[50];
        snprintf(word, sizeof word, "\"%s\"", modes[i]);
        snprintf(object, sizeof object, "{\"mode\":\"%s\"}", modes[i]);
        expect(word, modes[i], "");
        expect(object, modes[i], "");
    }
    expect("null", "auto", "");
    expect("{}", "auto", "");
    expect("{\"mode\":null,\"accent\":null}", "auto", "");
}

static void a_word_alone_has_no_effect_of_its_own(void **state) {
    (void)state;
    const char *const themes[] = {"\"dark\"", "null", "\"pink\"", "7", "[]"};
    for (size_t i = 0; i < sizeof themes / sizeof *themes; i++)
        assert_int_equal(place_of(page_of(themes[i]), "theme"), -1);
}

static void what_is_said_of_the_look_comes_before_the_first_layer(void **state) {
    (void)state;
    struct host *host = page_of("{\"font\":\"Georgia, serif\",\"accent\":\"#0b5f5b\",\"mode\":\"dark\"}");
    int theme = place_of(host, "theme");
    assert_true(theme >= 0 && theme < place_of(host, "render banner"));
    assert_json(host->effects[theme], "['theme','#0b5f5b',null,null,null,'Georgia, serif']");
    host = page_of("{\"accent\":\"a\",\"background\":\"b\",\"text\":\"c\",\"radius\":0,\"font\":\"e\"}");
    assert_json(host->effects[place_of(host, "theme")], "['theme','a','b','c','0','e']");
}

static void only_the_wrong_entry_is_dropped(void **state) {
    (void)state;
    expect("\"red\"", "auto", PATH ": expected auto|light|dark, or an object, got \"red\"");
    expect("7", "auto", PATH ": expected auto|light|dark, or an object, got 7");
    expect("[]", "auto", PATH ": expected auto|light|dark, or an object, got []");
    expect("{\"mode\":\"pink\"}", "auto", PATH ".mode: expected auto|light|dark, got \"pink\"");
    expect("{\"mode\":\"dark\",\"acent\":\"#fff\"}", "dark",
           PATH ".acent: expected a known option (nearest: accent), got \"#fff\"");
    struct host *host = page_of("{\"accent\":{},\"background\":\"#fff\",\"text\":\"\\u0436\",\"radius\":\"3px\"}");
    assert_json(host->effects[place_of(host, "theme")], "['theme',null,'#fff',null,'3px',null]");
    assert_int_equal(host_times(host, "log warn"), 2);
    assert_contains(host_logs(host), PATH ".accent: expected [ -~]{1,200}, got {}");
    assert_contains(host_logs(host), PATH ".text: expected [ -~]{1,200}, got ");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_mode_is_said_by_the_word_or_in_the_object),
        cmocka_unit_test(a_word_alone_has_no_effect_of_its_own),
        cmocka_unit_test(what_is_said_of_the_look_comes_before_the_first_layer),
        cmocka_unit_test(only_the_wrong_entry_is_dropped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
