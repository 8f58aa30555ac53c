/* What a visitor can see and take along of a decision: choice, date, number, receipt, and the text that was shown. */
#include "support/host.h"

#define SHOWN "-abcdefghijklmnopqrstuvwxyz0123456789_ABCDE"
#define SITE                                                                                                           \
    "{'analytics':{'ga4':'G-ABC1234567','metrica':12345678,'metaPixel':'123456789012345'},'consent':{"                 \
    "'company':'SMG','bin':'123456789012','email':'info@smgcorp.kz','policyUrl':'/privacy',"                           \
    "'revision':4}}"

static const cJSON *member(const cJSON *json, const char *name) {
    return cJSON_GetObjectItemCaseSensitive(json, name);
}

static const char *text(const cJSON *json, const char *name) {
    const cJSON *value = member(json, name);
    return cJSON_IsString(value) ? value->valuestring : "";
}

/* The object that the effect of this name carries. */
static const cJSON *receipt(struct host *host, const char *effect, int place) {
    assert_non_null(host_find(host, effect));
    return cJSON_GetArrayItem(host_parse(host_find(host, effect)), place);
}

static void a_receipt_has_the_fields_of_the_standard(void **state) {
    (void)state;
    struct host *host = host_new();
    host->shown = SHOWN;
    host_start(host, SITE);
    host_save(host, "'ga4','webvisor','metrica'");
    host_settle(host);
    host_forget(host);
    host_press(host, "receipt");
    const cJSON *json = receipt(host, "save consent.json", 2);
    assert_string_equal(text(json, "schema_version"), "ISO/IEC TS 27560:2023");
    assert_string_equal(text(json, "record_id"), "00000000-0000-0000-0000-000000000003");
    assert_string_equal(text(json, "pii_principal_id"), text(json, "record_id"));
    const cJSON *controller = cJSON_GetArrayItem(member(json, "pii_controllers"), 0);
    assert_string_equal(text(controller, "party_name"), "SMG");
    assert_string_equal(text(controller, "party_id"), "123456789012");
    assert_string_equal(text(controller, "party_contact"), "info@smgcorp.kz");
    assert_string_equal(text(controller, "party_url"), "www.smgcorp.kz");
    assert_string_equal(text(json, "privacy_notice"), "/privacy");
    assert_string_equal(text(member(json, "notice"), "sha256"), SHOWN);
    assert_string_equal(text(member(json, "notice"), "language"), "en");
    assert_int_equal(member(json, "revision")->valueint, 4);
    const cJSON *event = member(json, "event");
    assert_true(member(event, "event_time")->valuedouble == 1795003200000.0);
    assert_string_equal(text(event, "validity_duration"), "P182D");
    assert_string_equal(text(event, "collection_method"), "s");
    assert_string_equal(text(event, "event_state"), "given");
    /* Each purpose that was asked for, given or refused, with each that gets data for it. */
    const cJSON *purposes = member(json, "purposes");
    assert_int_equal(cJSON_GetArraySize(purposes), 3);
    const cJSON *analytics = cJSON_GetArrayItem(purposes, 0), *marketing = cJSON_GetArrayItem(purposes, 2);
    assert_string_equal(text(analytics, "purpose"), "analytics");
    assert_string_equal(text(analytics, "lawful_basis"), "consent");
    assert_true(cJSON_IsTrue(member(analytics, "granted")));
    assert_true(cJSON_IsFalse(member(marketing, "granted")));
    const cJSON *ga4 = cJSON_GetArrayItem(member(analytics, "recipient_third_parties"), 0);
    assert_string_equal(text(ga4, "processor"), "ga4");
    assert_string_equal(text(ga4, "party_name"), "Google Ireland Limited, Google LLC");
    assert_string_equal(host_item(member(ga4, "jurisdiction"), 0), "IE");
    assert_string_equal(host_item(member(ga4, "pii_type"), 0), "ip");
    assert_string_equal(text(member(ga4, "cookies"), "_ga"), "2y");
    assert_contains(text(ga4, "privacy_policy"), "https://");
    assert_int_equal(cJSON_GetArraySize(member(marketing, "recipient_third_parties")), 1);
}

static void what_the_site_did_not_say_is_null(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, "{'analytics':{'ga4':'G-ABC1234567'}}");
    accept(host);
    host_call(host, "getReceipt", "[]");
    const cJSON *json = cJSON_GetArrayItem(host_parse(host->effects[host->count - 1]), 1);
    const cJSON *controller = cJSON_GetArrayItem(member(json, "pii_controllers"), 0);
    assert_string_equal(text(controller, "party_name"), "www.smgcorp.kz");
    assert_true(cJSON_IsNull(member(controller, "party_id")));
    assert_true(cJSON_IsNull(member(controller, "party_contact")));
    assert_true(cJSON_IsNull(member(json, "privacy_notice")));
    assert_true(cJSON_IsNull(member(member(json, "notice"), "sha256")));
}

static void without_a_grant_there_is_no_receipt(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, SITE);
    host_press(host, "receipt");
    host_call(host, "getReceipt", "[]");
    host_press(host, "reject");
    host_settle(host);
    host_press(host, "receipt");
    host_call(host, "getReceipt", "[]");
    assert_int_equal(host_times(host, "save consent.json"), 0);
    assert_int_equal(host_times(host, "return"), 0);
}

/* The text counts only if it was before the visitor's eyes, and only what is a hash. */
static void a_record_names_the_text_that_was_shown(void **state) {
    (void)state;
    struct host *host = host_new();
    host->shown = SHOWN;
    host_page(host, SITE, accept);
    assert_contains(host->cookies, ".b.en." SHOWN ".+");
    const char *const odd[] = {"", "x", SHOWN "x", "-abcdefghijklmnopqrstuvwxyz0123456789_ABCD.",
                               "-abcdefghijklmnopqrstuvwxyz0123456789_ABCD;"};
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        host = host_new();
        host->shown = odd[i];
        host_page(host, SITE, accept);
        assert_lacks(host->cookies, "abcdef");
        assert_lacks(host->cookies, SHOWN);
    }
}

static void call_after_hide(struct host *host) {
    host_call(host, "hide", "[]");
    host_call(host, "acceptAll", "[]");
    host_settle(host);
}

static void a_call_without_a_layer_names_no_text(void **state) {
    (void)state;
    struct host *host = host_new();
    host->shown = SHOWN;
    host_page(host, SITE, call_after_hide);
    assert_contains(host->cookies, ".a.en..+");
}

static void settings(struct host *host) {
    host_forget(host);
    host_press(host, "settings");
}

static void the_settings_tell_the_choice_its_date_and_its_number(void **state) {
    (void)state;
    struct host *host = host_new();
    host_page(host, SITE, settings);
    assert_lacks(host_text(host, "render settings"), "Your choice now");
    host_start(host, SITE);
    host_save(host, "'ga4','metaPixel'");
    host_settle(host);
    settings(host);
    const char *shown = host_text(host, "render settings");
    assert_contains(shown, "Your choice now: Visit statistics (1 of 2), Advertising. Date:");
    assert_contains(shown, "Consent number: 00000000-0000-0000-0000-000000000005");
    assert_contains(host_find(host, "render settings"), "['time',{},1795003200000]");
    assert_non_null(host_node(host_view(host, "render settings"), "data-smg", "receipt"));
}

static void after_a_refusal_there_is_no_number(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, SITE);
    host_press(host, "reject");
    host_settle(host);
    settings(host);
    assert_contains(host_text(host, "render settings"), "Your choice now: optional cookies are off. Date:");
    assert_lacks(host_text(host, "render settings"), "Consent number");
    assert_null(host_node(host_view(host, "render settings"), "data-smg", "receipt"));
}

static const char *status(struct host *host) {
    return host_text(host, "render status");
}

static void the_status_says_what_was_chosen(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, SITE);
    host_press(host, "reject");
    host_settle(host);
    assert_string_equal(status(host), "Your choice is saved. Optional cookies are off.");
    host_save(host, "'ga4'");
    host_settle(host);
    assert_string_equal(status(host), "Your choice is saved.");
    host_press(host, "accept");
    host_settle(host);
    assert_string_equal(status(host), "Your choice is saved. All cookies are allowed.");
    host_press(host, "withdraw");
    host_settle(host);
    assert_contains(status(host), "You withdrew your consent.");
}

static const char *words_after(const char *config, const char *press) {
    struct host *host = host_new();
    host_start(host, config);
    assert_null(host_find(host, "render float"));
    host_press(host, press);
    host_settle(host);
    return host_words(host);
}

static void a_small_button_opens_the_settings_again(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, SITE);
    assert_null(host_find(host, "render float"));
    accept(host);
    const cJSON *button = host_view(host, "render float");
    assert_string_equal(host_item(button, 2), "Cookie settings");
    assert_string_equal(text(cJSON_GetArrayItem(button, 1), "data-smg"), "settings");
    host_forget(host);
    host_press(host, "settings");
    assert_effects(host, "render settings, emit show, remove float");
    host_forget(host);
    host_press(host, "close");
    assert_effects(host, "remove settings, emit hide, render float");
    /* A further page shows it when all is done, and takes it away when nothing is decided any more. */
    host_forget(host);
    host_call(host, "reset", "[]");
    assert_contains(host_words(host), "remove float");
}

static void the_small_button_can_be_left_out(void **state) {
    (void)state;
    assert_lacks(words_after("{'analytics':{'ga4':'G-ABC1234567'},'consent':{'floatingButton':false}}", "accept"),
                 "float");
}

static void the_small_button_comes_after_a_refusal_too(void **state) {
    (void)state;
    assert_contains(words_after("{'analytics':{'ga4':'G-ABC1234567'}}", "reject"), "render float");
}

static void a_page_within_another_is_not_asked(void **state) {
    (void)state;
    struct host *host = host_new();
    host->framed = true;
    host_page(host, SITE, NULL);
    assert_effects(host, "emit ready");
    /* Unless it asks for that itself, by option or by call; and a grant holds there too. */
    host_forget(host);
    host_page(host, "{'analytics':{'ga4':'G-ABC1234567'},'consent':{'inFrames':true}}", NULL);
    assert_non_null(host_find(host, "render banner"));
    host_start(host, SITE);
    host_forget(host);
    host_call(host, "show", "[]");
    assert_non_null(host_find(host, "render banner"));
    accept(host);
    assert_string_equal(host_loaded(host), "ga4 metrica metaPixel");
    assert_null(host_find(host, "render float"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_receipt_has_the_fields_of_the_standard),
        cmocka_unit_test(what_the_site_did_not_say_is_null),
        cmocka_unit_test(without_a_grant_there_is_no_receipt),
        cmocka_unit_test(a_record_names_the_text_that_was_shown),
        cmocka_unit_test(a_call_without_a_layer_names_no_text),
        cmocka_unit_test(the_settings_tell_the_choice_its_date_and_its_number),
        cmocka_unit_test(after_a_refusal_there_is_no_number),
        cmocka_unit_test(the_status_says_what_was_chosen),
        cmocka_unit_test(a_small_button_opens_the_settings_again),
        cmocka_unit_test(the_small_button_can_be_left_out),
        cmocka_unit_test(the_small_button_comes_after_a_refusal_too),
        cmocka_unit_test(a_page_within_another_is_not_asked),
    };
    return RUN(tests);
}
