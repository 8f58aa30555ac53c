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
    assert_contains(host_text(host, "render banner"), "Advertising is off: your browser asks not to share your data.");
    assert_lacks(host_text(host, "render banner"), "show you ads");
    accept(host);
    assert_string_equal(host_loaded(host), "ga4 metrica clarity hotjar");
    assert_contains(host->cookies, "-marketing.");
    host_forget(host);
    host_press(host, "settings");
    assert_contains(host_text(host, "render settings"),
                    "Advertising is off: your browser asks not to share your data. Only its own switch");
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
    assert_lacks(host_text(host, "render settings"), "your browser asks");
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
    assert_lacks(host_text(host, "render banner"), "your browser asks");
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

static const char *label(const cJSON *view, const char *name) {
    return host_item(cJSON_GetArrayItem(host_node(view, "data-smg", name), 2), 2);
}

static void press_reject(struct host *host) {
    host_press(host, "reject");
    host_settle(host);
}

/* Where all is withheld there is nothing to accept: no button says so, and none is as wide as such a one. */
static void where_all_is_withheld_the_banner_is_a_notice(void **state) {
    (void)state;
    struct host *host = visitor();
    host_start(host, PIXEL);
    const char *text = host_text(host, "render banner");
    assert_contains(text, "Advertising is off: your browser asks not to share your data.");
    assert_lacks(text, "{");
    assert_lacks(text, "www.smgcorp.kz");
    const cJSON *banner = host_view(host, "render banner");
    assert_null(host_node(banner, "data-smg", "accept"));
    assert_string_equal(label(banner, "reject"), "Keep it off");
    assert_string_equal(label(banner, "settings"), "Settings");
    assert_lacks(host_find(host, "render banner"), "Accept");
    host_press(host, "settings");
    assert_lacks(host_find(host, "render settings"), "Accept");
    assert_null(host_node(host_view(host, "render settings"), "data-smg", "accept"));
    /* Not a dead end: the visitor's own switch turns it on. */
    host_dialog(host, "save", "", "'metaPixel'");
    host_settle(host);
    assert_string_equal(host_loaded(host), "metaPixel");
    host_forget(host);
    host_call(host, "reset", "[]");
    host_settle(host);
    assert_int_equal(host_times(host, "render banner"), 1);
    assert_string_equal(host->cookies, "");
}

static void a_notice_that_was_answered_does_not_come_again(void **state) {
    (void)state;
    struct host *host = visitor();
    host_page(host, PIXEL, press_reject);
    assert_string_equal(host->cookies, "");
    assert_true(*host->refusal);
    host_forget(host);
    host_start(host, PIXEL);
    host_settle(host);
    assert_int_equal(host_times(host, "render banner"), 0);
    assert_int_equal(host_times(host, "render float"), 1);
    assert_string_equal(host_loaded(host), "");
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
        cmocka_unit_test(where_all_is_withheld_the_banner_is_a_notice),
        cmocka_unit_test(a_notice_that_was_answered_does_not_come_again),
    };
    return RUN(tests);
}
