/* Global Privacy Control: advertising stays off until the visitor's own switch turns it on, and the visitor is told. */
#include "support/host.h"

#include "json.h"

static struct host *visitor(void) {
    struct host *host = host_new();
    host->gpc = true;
    return host;
}

static void save_pixel(struct host *host) {
    host_save(host, "'metaPixel','ga4'");
    host_settle(host);
}

static void accepting_all_leaves_advertising_off(void **state) {
    (void)state;
    struct host *host = visitor();
    host_start(host, FIVE);
    const cJSON *button = host_node(host_view(host, "render banner"), "data-smg", "accept");
    /* ["button", attributes, ["span", attributes, text]] */
    assert_string_equal(host_item(cJSON_GetArrayItem(button, 2), 2), "Accept all except advertising");
    assert_contains(host_text(host, "render banner"), "Your browser asks for no advertising, so it stays off.");
    assert_lacks(host_text(host, "render banner"), "show ads");
    accept(host);
    assert_string_equal(host_loaded(host), "ga4 metrica clarity hotjar");
    assert_contains(host->cookies, "-marketing.");
    host_forget(host);
    host_press(host, "settings");
    assert_contains(host_text(host, "render settings"), "Your browser asks us not to sell or share your data.");
    button = host_node(host_view(host, "render settings"), "data-smg", "accept");
    assert_string_equal(host_item(cJSON_GetArrayItem(button, 2), 2), "Accept all except advertising");
}

static void a_call_leaves_advertising_off_too(void **state) {
    (void)state;
    struct host *host = visitor();
    host_start(host, FIVE);
    host_call(host, "acceptAll", "[]");
    host_settle(host);
    assert_string_equal(host_loaded(host), "ga4 metrica clarity hotjar");
    host_call(host, "acceptPurpose", "['marketing']");
    host_settle(host);
    assert_lacks(host_loaded(host), "metaPixel");
}

static void the_visitor_s_own_switch_wins(void **state) {
    (void)state;
    struct host *host = visitor();
    host_page(host, FIVE, save_pixel);
    assert_string_equal(host_loaded(host), "ga4 metaPixel");
    /* On the next page too; and then nothing says that advertising is off. */
    host_forget(host);
    host_start(host, FIVE);
    host_settle(host);
    assert_string_equal(host_loaded(host), "ga4 metaPixel");
    host_press(host, "settings");
    assert_lacks(host_text(host, "render settings"), "Your browser asks us");
}

static void a_signal_that_comes_later_withholds_what_no_switch_granted(void **state) {
    (void)state;
    struct host *host = host_new();
    host_page(host, FIVE, accept);
    assert_string_equal(host_loaded(host), "ga4 metrica clarity hotjar metaPixel");
    host_forget(host);
    host->gpc = true;
    host_start(host, FIVE);
    host_settle(host);
    assert_int_equal(host_times(host, "render banner"), 0);
    assert_string_equal(host_loaded(host), "ga4 metrica clarity hotjar");
    /* Nothing stored is lost: without the signal the old answer holds again. */
    assert_contains(host->cookies, "+marketing.");
}

static void accept_in_settings(struct host *host) {
    host_press(host, "settings");
    accept(host);
}

/* "Accept all" is no switch of advertising's own, wherever it is pressed. */
static void accepting_all_in_the_settings_is_no_switch(void **state) {
    (void)state;
    struct host *host = host_new();
    host_page(host, FIVE, accept_in_settings);
    host_forget(host);
    host->gpc = true;
    host_start(host, FIVE);
    host_settle(host);
    assert_string_equal(host_loaded(host), "ga4 metrica clarity hotjar");
}

static void a_page_that_adds_to_it_takes_nothing_from_the_switch(void **state) {
    (void)state;
    struct host *host = visitor();
    host_start(host, FIVE);
    save_pixel(host);
    host_call(host, "acceptProcessor", "['clarity']");
    host_settle(host);
    assert_string_equal(host_loaded(host), "ga4 metaPixel clarity");
    assert_contains(host->cookies, "*marketing.");
    assert_int_equal(host_times(host, "stop metaPixel"), 0);
}

static void the_signal_can_be_ignored_by_option(void **state) {
    (void)state;
    struct host *host = visitor();
    host_start(host, "{'analytics':{'metaPixel':'123456789012345'},'consent':{'respectGpc':false}}");
    assert_contains(host_text(host, "render banner"), "Accept all");
    assert_lacks(host_text(host, "render banner"), "except advertising");
    accept(host);
    assert_string_equal(host_loaded(host), "metaPixel");
}

static void without_advertising_nothing_is_said(void **state) {
    (void)state;
    struct host *host = visitor();
    host_start(host, "{'analytics':{'ga4':'G-ABC1234567'}}");
    assert_lacks(host_text(host, "render banner"), "except advertising");
    assert_lacks(host_text(host, "render banner"), "Your browser asks");
    accept(host);
    assert_string_equal(host_loaded(host), "ga4");
}

static void vendors_are_told_that_advertising_is_off(void **state) {
    (void)state;
    struct host *host = visitor();
    host_start(host, FIVE);
    accept(host);
    assert_contains(host_find(host, "load ga4"), "'ad_storage':'denied','ad_user_data':'denied'");
    assert_contains(host_find(host, "load clarity"), "'ad_Storage':'denied'");
    assert_lacks(host_find(host, "load ga4"), "'ad_storage':'granted'");
}

#define PIXEL "{'analytics':{'metaPixel':'123456789012345'}}"

/* Where all is withheld the first layer would ask for nothing, and its "accept" would be a refusal. */
static void nothing_is_asked_for_that_is_withheld(void **state) {
    (void)state;
    struct host *host = visitor();
    host_start(host, PIXEL);
    assert_int_equal(host_times(host, "render banner"), 0);
    /* The way to the switch. */
    assert_int_equal(host_times(host, "render float"), 1);
    host_call(host, "show", "[]");
    assert_int_equal(host_times(host, "render banner"), 0);
    assert_int_equal(host_times(host, "render settings"), 1);
    host_dialog(host, "save", "", "'metaPixel'");
    host_settle(host);
    assert_string_equal(host_loaded(host), "metaPixel");
    host_call(host, "reset", "[]");
    host_settle(host);
    assert_int_equal(host_times(host, "render banner"), 0);
    assert_string_equal(host->cookies, "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(accepting_all_leaves_advertising_off),
        cmocka_unit_test(a_call_leaves_advertising_off_too),
        cmocka_unit_test(the_visitor_s_own_switch_wins),
        cmocka_unit_test(a_signal_that_comes_later_withholds_what_no_switch_granted),
        cmocka_unit_test(accepting_all_in_the_settings_is_no_switch),
        cmocka_unit_test(a_page_that_adds_to_it_takes_nothing_from_the_switch),
        cmocka_unit_test(the_signal_can_be_ignored_by_option),
        cmocka_unit_test(without_advertising_nothing_is_said),
        cmocka_unit_test(vendors_are_told_that_advertising_is_off),
        cmocka_unit_test(nothing_is_asked_for_that_is_withheld),
    };
    return RUN(tests);
}
