/* What is said of what a processor keeps: each kind by its name, what ends when, and what no page can delete. */
#include "support/host.h"

static void open_settings(struct host *host) {
    host_press(host, "settings");
}

#define OWN(members)                                                                                                   \
    "{'consent':{'processors':[{'id':'own','name':'Own','purpose':'analytics','company':'Own Ltd','countries':['US']," \
    "'description':'Counts.','data':['ip']" members "}]}}"

static const char *shown(const char *config, const char *language, const char *view) {
    struct host *host = host_new();
    host->table = true;
    host->languages = language;
    host_page(host, config, open_settings);
    assert_string_equal(host_logs(host), "");
    return host_text(host, view);
}

static const char *const views[] = {"render settings", "render table"};

static void what_is_kept_stands_under_the_name_of_its_kind(void **state) {
    (void)state;
    const char *config = OWN(",'cookies':{'_a':'2y','_b':'session'},'localStorage':{'_c':'none'},"
                             "'sessionStorage':{'_d':'session','_e':'none'},"
                             "'storesFor':{'own':{'cookies':{'_f':'90d'},'localStorage':{'_g':'1d'}}}");
    for (int i = 0; i < 2; i++) {
        const char *text = shown(config, "[\"en\"]", views[i]);
        assert_contains(text, "Cookies: _a (2 yr), _b (until the browser is closed), _f (90 d). "
                              "Local storage: _c (until deleted), _g (1 d). "
                              "Session storage: _d (until the tab is closed), _e (until the tab is closed).");
        text = shown(config, "[\"ru\"]", views[i]);
        assert_contains(text, "_b (до закрытия браузера)");
        assert_contains(text, "_d (до закрытия вкладки)");
        text = shown(config, "[\"kk\"]", views[i]);
        assert_contains(text, "_d (қойынды жабылғанша)");
    }
}

/* A label that says "cookies" over what is none would be untrue. */
static void the_label_of_what_is_kept_does_not_call_it_all_cookies(void **state) {
    (void)state;
    const char *text = shown(OWN(",'localStorage':{'_c':'none'}"), "[\"en\"]", "render table");
    assert_contains(text, "Kept in your browser");
    assert_contains(text, "Local storage: _c (until deleted).");
    assert_lacks(text, "Cookies:");
    assert_lacks(text, "Cookies and how long");
}

static void what_cannot_be_deleted_is_grouped_by_its_domain_and_can_be_deleted_by_the_visitor(void **state) {
    (void)state;
    const char *config = OWN(",'unreachable':{'':['own_a'],'x.test':['b','c'],'y.test':['d']}");
    for (int i = 0; i < 2; i++)
        assert_contains(shown(config, "[\"en\"]", views[i]),
                        "This site cannot delete these cookies, but you can in your browser: "
                        "www.smgcorp.kz: own_a; x.test: b, c; y.test: d.");
}

/* In a list of links all that are named "Privacy policy" alone would be one. */
static void each_link_to_a_policy_has_the_name_of_its_processor(void **state) {
    (void)state;
    static const char *const names[] = {"Google Analytics 4", "Yandex Metrica", "Microsoft Clarity", "Hotjar",
                                        "Webvisor",           "Meta Pixel"};
    for (int i = 0; i < 2; i++) {
        const char *text = shown(FIVE, "[\"en\"]", views[i]);
        for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
            char link[100];
            snprintf(link, sizeof link, "Privacy policy :  %s  ( opens in a new tab )", names[k]);
            assert_contains(text, link);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_kept_stands_under_the_name_of_its_kind),
        cmocka_unit_test(the_label_of_what_is_kept_does_not_call_it_all_cookies),
        cmocka_unit_test(what_cannot_be_deleted_is_grouped_by_its_domain_and_can_be_deleted_by_the_visitor),
        cmocka_unit_test(each_link_to_a_policy_has_the_name_of_its_processor),
    };
    return RUN(tests);
}
