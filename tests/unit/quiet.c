/* Pages, and countries, in which nothing is asked by itself: nothing loads there either, and the settings are open. */
#include "support/host.h"

#define SITE(options) "{'analytics':{'ga4':'G-ABC1234567'},'consent':{" options "}}"
#define PATHS SITE("'quietOn':['/privacy','/legal/*']")
#define COUNTRIES(region) SITE("'quietIn':['US','CA']" region)

static struct host *visit(const char *path, const char *config) {
    struct host *host = host_new();
    host->path = path;
    host_start(host, config);
    return host;
}

static bool asks(const char *path, const char *config) {
    struct host *host = host_new();
    host->path = path;
    host_page(host, config, NULL);
    assert_non_null(host_find(host, "emit ready"));
    return host_find(host, "render banner") != NULL;
}

static void the_banner_does_not_open_on_these_pages(void **state) {
    (void)state;
    assert_false(asks("/privacy", PATHS));
    assert_false(asks("/legal/", PATHS));
    assert_false(asks("/legal/terms", PATHS));
    assert_true(asks("/", PATHS));
    assert_true(asks("/privacy/", PATHS));
    assert_true(asks("/privacy2", PATHS));
    assert_true(asks("/legal", PATHS));
    assert_true(asks("/en/legal/", PATHS));
    assert_false(asks("/anything", SITE("'quietOn':['/*']")));
}

static void a_path_of_another_form_is_told(void **state) {
    (void)state;
    struct host *host =
        visit("/privacy", SITE("'quietOn':['privacy','*','/a*b',5,'/privacy',''],'quietIn':['us','US*']"));
    assert_string_equal(host_logs(host),
                        "SMG_CONFIG.consent.quietOn[0]: expected a path such as /privacy or /legal/*, got \"privacy\"\n"
                        "SMG_CONFIG.consent.quietOn[1]: expected a path such as /privacy or /legal/*, got \"*\"\n"
                        "SMG_CONFIG.consent.quietOn[2]: expected a path such as /privacy or /legal/*, got \"/a*b\"\n"
                        "SMG_CONFIG.consent.quietOn[3]: expected a path such as /privacy or /legal/*, got 5\n"
                        "SMG_CONFIG.consent.quietOn[5]: expected a path such as /privacy or /legal/*, got \"\"\n"
                        "SMG_CONFIG.consent.quietIn[0]: expected two letters such as DE, got \"us\"\n"
                        "SMG_CONFIG.consent.quietIn[1]: expected two letters such as DE, got \"US*\"");
    /* The others hold. */
    assert_null(host_find(host, "render banner"));
}

static void a_star_within_a_path_stands_for_nothing(void **state) {
    (void)state;
    assert_true(asks("/a", SITE("'quietOn':['/a*b']")));
    assert_true(asks("/axb", SITE("'quietOn':['/a*b']")));
}

static void the_banner_does_not_open_in_these_countries(void **state) {
    (void)state;
    assert_false(asks("/", COUNTRIES(",'region':'US'")));
    assert_false(asks("/", COUNTRIES(",'region':'CA'")));
    assert_true(asks("/", COUNTRIES(",'region':'KZ'")));
    /* Where the visitor is, is not known. */
    assert_true(asks("/", COUNTRIES("")));
    assert_true(asks("/", COUNTRIES(",'region':null")));
    /* The operator's country is another thing. */
    assert_true(asks("/", COUNTRIES(",'country':'US'")));
    assert_true(asks("/", SITE("'region':'US'")));
}

static void a_region_of_another_form_is_none(void **state) {
    (void)state;
    struct host *host = visit("/", COUNTRIES(",'region':'us'"));
    assert_string_equal(host_logs(host), "SMG_CONFIG.consent.region: expected [A-Z]{2}, got \"us\"");
    assert_non_null(host_find(host, "render banner"));
}

static void what_is_no_list_is_told(void **state) {
    (void)state;
    struct host *host = visit("/privacy", SITE("'quietOn':'/privacy','quietIn':'US','region':'US'"));
    assert_string_equal(host_logs(host), "SMG_CONFIG.consent.quietOn: expected an array, got \"/privacy\"\n"
                                         "SMG_CONFIG.consent.quietIn: expected an array, got \"US\"");
    assert_non_null(host_find(host, "render banner"));
}

static void nothing_loads_without_a_grant_all_the_same(void **state) {
    (void)state;
    struct host *host = visit("/privacy", PATHS);
    host_settle(host);
    host_send(host, SYNC);
    host_send(host, "'type':'next'");
    host_send(host, ADDED);
    assert_string_equal(host_loaded(host), "");
    assert_null(host_find(host, "unlock"));
    assert_null(host_find(host, "render float"));
    host_call(host, "getConsent", "[]");
    assert_contains(host_find(host, "return"), "'choice':'undecided'");
}

static void the_settings_are_open_to_everybody(void **state) {
    (void)state;
    struct host *host = visit("/", COUNTRIES(",'region':'US'"));
    host_forget(host);
    host_press(host, "settings");
    assert_effects(host, "render settings, emit show");
    host_dialog(host, "save", "", "'ga4'");
    host_settle(host);
    assert_string_equal(host_loaded(host), "ga4");
}

static void a_page_may_open_the_banner(void **state) {
    (void)state;
    struct host *host = visit("/privacy", PATHS);
    host_call(host, "show", "[]");
    assert_non_null(host_find(host, "render banner"));
    accept(host);
    assert_string_equal(host_loaded(host), "ga4");
}

/* The choice of another page holds there, and what ends there is not asked for anew. */
static void a_grant_holds_there(void **state) {
    (void)state;
    struct host *host = host_new();
    host_page(host, PATHS, accept);
    host_forget(host);
    host->path = "/privacy";
    host_start(host, PATHS);
    host_settle(host);
    assert_string_equal(host_loaded(host), "ga4");
    *host->cookies = 0;
    host_forget(host);
    host_send(host, SYNC);
    host_settle(host);
    assert_null(host_find(host, "render banner"));
    assert_int_equal(host_times(host, "stop ga4"), 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_banner_does_not_open_on_these_pages),
        cmocka_unit_test(a_path_of_another_form_is_told),
        cmocka_unit_test(a_star_within_a_path_stands_for_nothing),
        cmocka_unit_test(the_banner_does_not_open_in_these_countries),
        cmocka_unit_test(a_region_of_another_form_is_none),
        cmocka_unit_test(what_is_no_list_is_told),
        cmocka_unit_test(nothing_loads_without_a_grant_all_the_same),
        cmocka_unit_test(the_settings_are_open_to_everybody),
        cmocka_unit_test(a_page_may_open_the_banner),
        cmocka_unit_test(a_grant_holds_there),
    };
    return RUN(tests);
}
