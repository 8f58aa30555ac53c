/* What the visitor reads is what the module does. */
#include "support/host.h"

#include "json.h"

static const char *settings_of(struct host *host, const char *config) {
    host_start(host, config);
    host_press(host, "settings");
    return host_text(host, "render settings");
}

static void the_partners_are_those_who_would_get_data(void **state) {
    (void)state;
    struct host *host = host_new();
    host_page(host, FIVE, NULL);
    assert_contains(host_text(host, "render banner"), "and 5 partners will use them");
    host->gpc = true;
    host_page(host, FIVE, NULL);
    assert_contains(host_text(host, "render banner"), "and 4 partners will use them");
    host_page(host, "{'analytics':{'ga4':'G-ABC1234567','metaPixel':'123456789012345'}}", NULL);
    assert_contains(host_text(host, "render banner"), "and 1 partner will use them");
}

static void press_partners(struct host *host) {
    host_press(host, "partners");
}

static void press_settings(struct host *host) {
    host_press(host, "settings");
}

/* By name, before all else in the settings, and what is read first. */
static void the_list_of_partners_opens_the_settings_with_them(void **state) {
    (void)state;
    struct host *host = host_new();
    host_page(host, FIVE, press_partners);
    assert_non_null(host_node(host_view(host, "render banner"), "data-smg", "partners"));
    const char *text = host_text(host, "render settings");
    const char *const each[] = {"Google Analytics 4: Google Ireland Limited, Google LLC", "Yandex Metrica: YANDEX LLC",
                                "Microsoft Clarity: Microsoft Corporation", "Hotjar: ", "Meta Pixel: Meta Platforms"};
    for (int i = 0; i < 5; i++)
        assert_true(strstr(text, each[i]) && strstr(text, each[i]) < strstr(text, "Choose what you allow"));
    assert_lacks(text, "Webvisor: ");
    const cJSON *view = host_view(host, "render settings");
    assert_true(json_true(cJSON_GetArrayItem(host_node(view, NULL, "h3"), 1), "autofocus"));
    assert_false(json_true(cJSON_GetArrayItem(host_node(view, NULL, "h2"), 1), "autofocus"));
    /* By "Settings" they open as ever. */
    host_page(host, FIVE, press_settings);
    assert_lacks(host_text(host, "render settings"), "List of partners");
    assert_true(
        json_true(cJSON_GetArrayItem(host_node(host_view(host, "render settings"), NULL, "h2"), 1), "autofocus"));
}

static void close_and_open_again(struct host *host) {
    host_press(host, "partners");
    host_send(host, "'type':'language','languages':['ru']");
    assert_contains(host_text(host, "render settings"), "Список партнёров");
    host_press(host, "close");
    host_forget(host);
    host_press(host, "settings");
    assert_lacks(host_text(host, "render settings"), "Список партнёров");
}

static void the_list_lasts_as_long_as_the_settings_are_open(void **state) {
    (void)state;
    struct host *host = host_new();
    host_page(host, FIVE, close_and_open_again);
}

static void a_partner_that_stays_off_is_listed_as_such(void **state) {
    (void)state;
    struct host *host = host_new();
    host->gpc = true;
    host_page(host, FIVE, press_partners);
    assert_contains(host_text(host, "render settings"), "Meta Platforms, Inc. (Off)");
    assert_contains(host_text(host, "render settings"), "YANDEX LLC ");
    assert_lacks(host_text(host, "render settings"), "YANDEX LLC (Off)");
}

static void without_partners_there_is_no_list_of_them(void **state) {
    (void)state;
    struct host *host = host_new();
    host_page(host, "{'consent':{'purposes':{'video':{'name':'Video','does':'show videos'}}}}", press_partners);
    assert_lacks(host_text(host, "render banner"), "List of partners");
    assert_lacks(host_text(host, "render settings"), "List of partners");
}

static void what_is_necessary_tells_of_both_records(void **state) {
    (void)state;
    struct host *host = host_new();
    const char *text = settings_of(host, "{'analytics':{'ga4':'G-ABC1234567'},'consent':{'cookie':{'name':'mine',"
                                         "'expiresAfterDays':90},'refusalExpiresAfterDays':30}}");
    assert_contains(text, "mine (90 d)");
    assert_contains(text, "mine (30 d)");
    assert_contains(text, "local storage");
    assert_lacks(text, "language");
}

static void how_to_withdraw_and_the_policy_stand_in_the_settings(void **state) {
    (void)state;
    struct host *host = host_new();
    const char *text =
        settings_of(host, "{'analytics':{'ga4':'G-ABC1234567'},'consent':{'policyUrl':'/privacy','texts':{'en':"
                          "{'reject_all':'Refuse all'}}}}");
    assert_contains(text, "withdraw your consent at any time: open these settings again and press “Refuse all”");
    assert_contains(text, "Privacy policy");
    assert_non_null(host_node(host_view(host, "render settings"), "href", "/privacy"));
    assert_contains(text, "get data only if you agree");
}

#define HOTJAR "{'analytics':{'hotjar':1234567},'consent':{'onWithdraw':'%s'}}"

static void accept_and_withdraw(struct host *host) {
    accept(host);
    host_forget(host);
    reject(host);
}

/* Hotjar ends by a reload only. */
static void what_runs_on_is_not_said_to_be_stopped(void **state) {
    (void)state;
    const char *modes[] = {"none", "auto", "reload"};
    char config[200];
    for (int i = 0; i < 3; i++) {
        struct host *host = host_new();
        snprintf(config, sizeof config, HOTJAR, modes[i]);
        host_page(host, config, accept_and_withdraw);
        assert_contains(host_text(host, "render status"), "ends when the page is loaded again");
        assert_lacks(host_text(host, "render status"), "stopped");
    }
}

#define TELLS "Optional services are stopped"

static void settle_only(struct host *host) {
    host_settle(host);
}

/* The next page, which can: once. What is stored then is what any refusal of that day is. */
static void what_a_reload_carries_out_is_told_on_the_next_page(void **state) {
    (void)state;
    const char *modes[] = {"none", "auto", "reload"};
    char config[200];
    for (int i = 0; i < 3; i++) {
        struct host *host = host_new(), *other = host_new();
        snprintf(config, sizeof config, HOTJAR, modes[i]);
        host_page(host, config, accept_and_withdraw);
        host_page(other, config, reject);
        assert_string_not_equal(host->refusal, other->refusal);
        host_forget(host);
        host_page(host, config, settle_only);
        assert_contains(host_text(host, "render status"), TELLS);
        assert_int_equal(host_times(host, "render status"), 1);
        assert_string_equal(host->refusal, other->refusal);
        assert_string_equal(host->cookies, "");
        host_forget(host);
        host_page(host, config, settle_only);
        assert_int_equal(host_times(host, "render status"), 0);
        assert_null(host_find(host, "store"));
    }
}

/* By the site's wish, also of what could be stopped without. */
static void a_reload_that_the_site_wants_is_told_of_too(void **state) {
    (void)state;
    struct host *host = host_new();
    const char *config = "{'analytics':{'ga4':'G-ABC1234567'},'consent':{'onWithdraw':'reload'}}";
    host_page(host, config, accept_and_withdraw);
    host_forget(host);
    host_page(host, config, settle_only);
    assert_contains(host_text(host, "render status"), TELLS);
}

/* Nor of a refusal, nor of a withdrawal that was told of, nor where the visitor has consented in the meantime. */
static void nothing_else_is_told_on_the_next_page(void **state) {
    (void)state;
    const char *config = "{'analytics':{'ga4':'G-ABC1234567'}}";
    host_script *const before[] = {NULL, reject, accept, accept_and_withdraw};
    for (int i = 0; i < 4; i++) {
        struct host *host = host_new();
        host_page(host, config, before[i]);
        host_forget(host);
        host_page(host, config, settle_only);
        assert_int_equal(host_times(host, "render status"), 0);
        assert_null(host_find(host, "store"));
    }
}

static void what_has_stopped_is_said_to_be(void **state) {
    (void)state;
    struct host *host = host_new();
    host_page(host, "{'analytics':{'ga4':'G-ABC1234567'},'consent':{'onWithdraw':'none'}}", accept_and_withdraw);
    assert_contains(host_text(host, "render status"), "Optional services are stopped");
}

static void a_script_on_its_way_is_not_said_to_be_stopped(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, "{'analytics':{'ga4':'G-ABC1234567'},'consent':{'onWithdraw':'none'}}");
    accept(host);
    host_send(host, "'type':'action','name':'withdraw','inside':true,'trusted':true,'pending':['ga4']");
    assert_contains(host_text(host, "render status"), "ends when the page is loaded again");
}

static void accept_and_look(struct host *host) {
    accept(host);
    host_press(host, "settings");
}

/* Its own code looks at the browser's signal, whether the site respects that or not. */
static void what_goes_by_the_browser_s_signal_itself_is_not_active(void **state) {
    (void)state;
    const char *const sites[] = {"{'analytics':{'clarity':'abcdefghij','ga4':'G-ABC1234567'}}",
                                 "{'analytics':{'clarity':'abcdefghij','ga4':'G-ABC1234567'},"
                                 "'consent':{'respectGpc':false}}"};
    for (int i = 0; i < 2; i++)
        for (int gpc = 0; gpc < 2; gpc++) {
            struct host *host = host_new();
            host->table = true;
            host->gpc = gpc;
            host_page(host, sites[i], accept_and_look);
            const cJSON *table = host_view(host, "render table");
            char clarity[4000] = "", ga4[4000] = "";
            host_node_text(host_node(table, "data-smg-row", "clarity"), clarity, sizeof clarity);
            host_node_text(host_node(table, "data-smg-row", "ga4"), ga4, sizeof ga4);
            assert_int_equal(strstr(clarity, "Active") != NULL, !gpc);
            assert_int_equal(strstr(clarity, "Off by your browser's signal") != NULL, gpc);
            assert_non_null(strstr(ga4, "Active"));
            assert_int_equal(strstr(host_text(host, "render settings"), "Off by your browser's signal") != NULL, gpc);
        }
}

/* "ad_storage" and its like: told by the processors, and by the purpose that it is about. */
static void who_is_told_of_a_grant_of_advertising_is_said(void **state) {
    (void)state;
    struct host *host = host_new();
    const char *text = settings_of(host, FIVE);
    assert_contains(text, "these are told and may use their data for it too: Google Analytics 4, Microsoft Clarity.");
    const char *told = "If you also allow “Advertising”, it is told and may use this data for that.";
    int times = 0;
    for (const char *at = text; (at = strstr(at, told)); at++)
        times++;
    assert_int_equal(times, 2);
}

static void where_nobody_is_asked_for_advertising_nobody_is_told_of_it(void **state) {
    (void)state;
    struct host *host = host_new();
    const char *text = settings_of(host, "{'analytics':{'ga4':'G-ABC1234567','clarity':'abcdefghij'}}");
    assert_lacks(text, "dvertising");
    assert_lacks(text, "told");
}

/* Content that waits for it is enough: the signal goes by the purpose. */
static void a_purpose_without_processors_says_who_is_told(void **state) {
    (void)state;
    struct host *host = host_new();
    const char *text =
        settings_of(host, "{'analytics':{'ga4':'G-ABC1234567'},'consent':{'purposes':{'marketing':{}}}}");
    assert_contains(text, "these are told and may use their data for it too: Google Analytics 4.");
}

static void form_fields_are_said_to_be_hidden_as_they_are(void **state) {
    (void)state;
    struct host *host = host_new();
    assert_contains(settings_of(host, "{'analytics':{'clarity':'abcdefghij'}}"), "Form fields are hidden from it.");
}

static void fields_that_the_site_leaves_open_are_not_said_to_be_hidden(void **state) {
    (void)state;
    struct host *host = host_new();
    const char *text = settings_of(host, "{'analytics':{'clarity':'abcdefghij'},'consent':{'recordable':'#search'}}");
    assert_lacks(text, "hidden from it.");
    assert_contains(text, "hidden from it, except some that this site chose.");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_partners_are_those_who_would_get_data),
        cmocka_unit_test(the_list_of_partners_opens_the_settings_with_them),
        cmocka_unit_test(the_list_lasts_as_long_as_the_settings_are_open),
        cmocka_unit_test(a_partner_that_stays_off_is_listed_as_such),
        cmocka_unit_test(without_partners_there_is_no_list_of_them),
        cmocka_unit_test(what_is_necessary_tells_of_both_records),
        cmocka_unit_test(how_to_withdraw_and_the_policy_stand_in_the_settings),
        cmocka_unit_test(what_runs_on_is_not_said_to_be_stopped),
        cmocka_unit_test(what_a_reload_carries_out_is_told_on_the_next_page),
        cmocka_unit_test(a_reload_that_the_site_wants_is_told_of_too),
        cmocka_unit_test(nothing_else_is_told_on_the_next_page),
        cmocka_unit_test(what_has_stopped_is_said_to_be),
        cmocka_unit_test(a_script_on_its_way_is_not_said_to_be_stopped),
        cmocka_unit_test(what_goes_by_the_browser_s_signal_itself_is_not_active),
        cmocka_unit_test(who_is_told_of_a_grant_of_advertising_is_said),
        cmocka_unit_test(where_nobody_is_asked_for_advertising_nobody_is_told_of_it),
        cmocka_unit_test(a_purpose_without_processors_says_who_is_told),
        cmocka_unit_test(form_fields_are_said_to_be_hidden_as_they_are),
        cmocka_unit_test(fields_that_the_site_leaves_open_are_not_said_to_be_hidden),
    };
    return RUN(tests);
}
