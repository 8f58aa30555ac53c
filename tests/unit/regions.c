/* Who gets the data, and where, by the country of the operator. */
#include "support/host.h"

#define TAGS                                                                                                           \
    "'name':'Tags','company':'Tags Ltd','countries':['IE','US'],'purpose':'analytics','description':'Loads.',"         \
    "'data':['ip'],'policy':'https://tags.example/privacy','start':[],'stop':[],"                                      \
    "'regions':[{'of':['RU','BY'],'company':'OOO Tags','countries':['RU'],'policy':'https://tags.example/ru'},"        \
    "{'of':['KZ'],'company':{'en':'TOO Tags','ru':'ТОО Тэги'},'countries':['KZ','RU']}]"
#define FILE_OF "{'id':'gtm','idPattern':'GTM-[A-Z0-9]{4,9}'," TAGS "}"
#define SITE(country) "{'analytics':{'gtm':'GTM-ABC1234'},'consent':{" country "}}"
#define OWN(country) "{'consent':{" country ",'processors':[{'id':'own'," TAGS "}]}}"

static const char *const files[] = {"processors/gtm.json", FILE_OF, NULL};

static const char *table(const char *config) {
    struct host *host = host_new();
    host->files = files;
    host->table = true;
    host_page(host, config, NULL);
    assert_string_equal(host_logs(host), "");
    return host_find(host, "render table");
}

static void what_holds_for_the_country_stands_in_the_place_of_what_holds_for_all(void **state) {
    (void)state;
    const char *const configs[] = {SITE("'country':'BY'"), OWN("'country':'BY'"), SITE("'country':'RU'")};
    for (size_t i = 0; i < sizeof configs / sizeof *configs; i++) {
        const char *text = table(configs[i]);
        assert_contains(text, "OOO Tags");
        assert_lacks(text, "Tags Ltd");
        assert_contains(text, "{'country':'RU'}");
        assert_lacks(text, "{'country':'US'}");
        assert_contains(text, "'https://tags.example/ru'");
        assert_lacks(text, "TOO Tags");
    }
}

static void what_a_region_does_not_say_stays(void **state) {
    (void)state;
    const char *text = table(SITE("'bin':'123456789012'"));
    assert_contains(text, "TOO Tags");
    assert_contains(text, "'https://tags.example/privacy'");
    assert_contains(text, "{'country':'KZ'},', ',{'country':'RU'}");
}

static void in_all_other_countries_nothing_changes(void **state) {
    (void)state;
    const char *const configs[] = {SITE(""), SITE("'country':'DE'"), OWN("'country':'DE'")};
    for (size_t i = 0; i < sizeof configs / sizeof *configs; i++) {
        const char *text = table(configs[i]);
        assert_contains(text, "Tags Ltd");
        assert_contains(text, "{'country':'IE'},', ',{'country':'US'}");
        assert_lacks(text, "OOO Tags");
    }
}

static void other_countries_of_the_data_ask_again(void **state) {
    (void)state;
    struct host *host = host_new();
    host->files = files;
    host_page(host, SITE("'country':'RU'"), accept);
    host_forget(host);
    host_page(host, SITE("'country':'BY'"), NULL);
    assert_null(host_find(host, "render banner"));
    host_forget(host);
    host_page(host, SITE("'country':'KZ'"), NULL);
    assert_contains(host_text(host, "render banner"), "New since your last choice: Tags.");
}

static void the_receipt_names_who_it_is_there(void **state) {
    (void)state;
    struct host *host = host_new();
    host->files = files;
    host_start(host, SITE("'country':'RU'"));
    accept(host);
    host_call(host, "getReceipt", "[]");
    assert_contains(host_find(host, "return"), "'party_name':'OOO Tags','jurisdiction':['RU']");
}

static void a_region_without_its_countries_is_a_fault(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, "{'consent':{'country':'RU','processors':[{'id':'own','name':'Own','company':'Own Ltd',"
                     "'countries':['DE'],'purpose':'analytics','description':'Counts.','data':['ip'],"
                     "'regions':[{'of':['RU'],'company':'OOO'}]}]}}");
    assert_contains(host_logs(host),
                    "SMG_CONFIG.consent.processors[0].regions[0]: expected the members countries, got {");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_holds_for_the_country_stands_in_the_place_of_what_holds_for_all),
        cmocka_unit_test(what_a_region_does_not_say_stays),
        cmocka_unit_test(in_all_other_countries_nothing_changes),
        cmocka_unit_test(other_countries_of_the_data_ask_again),
        cmocka_unit_test(the_receipt_names_who_it_is_there),
        cmocka_unit_test(a_region_without_its_countries_is_a_fault),
    };
    return RUN(tests);
}
