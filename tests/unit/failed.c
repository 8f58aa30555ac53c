/*
 * What has failed does not run, and is said not to: a start that broke off, a script that did not come, a stop that did
 * not end; and what an answer has ordered that a newer event has overtaken.
 */
#include "support/host.h"

#define FAILED(id, step) "'type':'failed','id':'" id "','step':'" step "','reason':'Error: why'"
#define NO_SCRIPT(id) "'type':'failed','id':'" id "'"
#define STILL(id) "'type':'still','id':'" id "'"
#define WITHOUT_RELOAD "{'analytics':{'ga4':'G-ABC1234567','hotjar':1234567},'consent':{'onWithdraw':'none'}}"

static struct host *accepted(const char *config) {
    struct host *host = host_new();
    host->table = true;
    host_start(host, config);
    host_press(host, "accept");
    host_settle(host);
    return host;
}

/* The state of a processor, as the last table has it. */
static const char *state_of(const struct host *host, const char *id) {
    const cJSON *row = host_node(host_view(host, "render table"), "data-smg-row", id);
    assert_non_null(row);
    return cJSON_GetObjectItemCaseSensitive(cJSON_GetArrayItem(row, 1), "data-smg-state")->valuestring;
}

static void withdraw(struct host *host) {
    host_press(host, "withdraw");
    host_settle(host);
}

static void grant_again(struct host *host) {
    host->now += 2;
    host_call(host, "acceptAll", "[]");
    host_settle(host);
}

static void a_start_that_failed_is_told_once_and_not_tried_again(void **state) {
    (void)state;
    struct host *host = host_new();
    host->table = true;
    host_start(host, FIVE);
    host_press(host, "accept");
    while (!host_find(host, "load ga4"))
        host_next(host);
    host_forget(host);
    host_send(host, FAILED("ga4", "start"));
    assert_effects(host, "emit error, log error, render table");
    assert_json(host->effects[0], "['emit','error',{'error':'start','processor':'ga4'}]");
    assert_string_equal(host_logs(host), "ga4: its start has failed: Error: why");
    host_settle(host);
    grant_again(host);
    assert_string_equal(host_loaded(host), "metrica clarity hotjar metaPixel");
    assert_string_equal(state_of(host, "ga4"), "failed");
    assert_string_equal(state_of(host, "metrica"), "active");
}

static void what_did_not_load_is_no_reason_for_a_reload_and_has_nothing_to_stop(void **state) {
    (void)state;
    struct host *host = accepted("{'analytics':{'hotjar':1234567}}");
    host_send(host, NO_SCRIPT("hotjar"));
    assert_string_equal(state_of(host, "hotjar"), "failed");
    host_forget(host);
    withdraw(host);
    assert_int_equal(host_times(host, "reload"), 0);
    assert_int_equal(host_times(host, "stop hotjar"), 0);
    assert_string_equal(state_of(host, "hotjar"), "blocked");
}

static void a_new_grant_tries_again_what_has_failed(void **state) {
    (void)state;
    struct host *host = accepted("{'analytics':{'ga4':'G-ABC1234567'}}");
    host_send(host, NO_SCRIPT("ga4"));
    withdraw(host);
    host_forget(host);
    grant_again(host);
    assert_string_equal(host_loaded(host), "ga4");
    assert_contains(host_find(host, "load ga4"), "'script'");
    assert_string_equal(state_of(host, "ga4"), "active");
}

static void a_part_of_what_has_failed_has_failed(void **state) {
    (void)state;
    struct host *host = accepted("{'analytics':{'metrica':12345678}}");
    host_send(host, NO_SCRIPT("metrica"));
    assert_string_equal(state_of(host, "webvisor"), "failed");
    host_save(host, "'metrica'");
    host_settle(host);
    host_save(host, "'metrica','webvisor'");
    host_settle(host);
    assert_string_equal(state_of(host, "webvisor"), "failed");
    assert_int_equal(host_times(host, "update metrica"), 0);
}

static void what_cannot_start_again_is_stopped_again(void **state) {
    (void)state;
    struct host *host = accepted("{'analytics':{'ga4':'G-ABC1234567'}}");
    withdraw(host);
    grant_again(host);
    host_forget(host);
    host_send(host, FAILED("ga4", "start"));
    assert_effects(host, "stop ga4, emit error, log error, render table");
    assert_string_equal(state_of(host, "ga4"), "failed");
    host_forget(host);
    host_settle(host);
    host_send(host, SYNC);
    host_settle(host);
    assert_string_equal(host_loaded(host), "");
    withdraw(host);
    grant_again(host);
    assert_string_equal(host_loaded(host), "ga4");
    assert_lacks(host_find(host, "load ga4"), "'script'");
}

static void a_stop_that_failed_ends_in_a_reload(void **state) {
    (void)state;
    struct host *host = accepted(FIVE);
    host_save(host, "'metrica','hotjar'");
    host_settle(host);
    host_forget(host);
    host->reloading = false;
    host_send(host, FAILED("ga4", "stop"));
    assert_effects(host, "emit error, log error, render table, reload");
    assert_json(host->effects[0], "['emit','error',{'error':'stop','processor':'ga4'}]");
    host_forget(host);
    host_send(host, FAILED("clarity", "stop"));
    assert_int_equal(host_times(host, "reload"), 0);
}

static void a_stop_that_failed_is_only_said_where_no_page_is_to_be_reloaded(void **state) {
    (void)state;
    struct host *host = accepted(WITHOUT_RELOAD);
    withdraw(host);
    host_forget(host);
    host_send(host, FAILED("ga4", "stop"));
    assert_effects(host, "emit error, log error, render table");
    assert_string_equal(state_of(host, "ga4"), "stopping");
}

/* During a "stop" before it in the same answer the page has refused. */
static void a_load_that_a_refusal_has_overtaken_is_none(void **state) {
    (void)state;
    struct host *host = host_new();
    host->table = true;
    host_start(host, FIVE);
    host_press(host, "accept");
    while (!host_find(host, "load clarity"))
        host_next(host);
    host_call(host, "rejectAll", "[]");
    host_forget(host);
    host_send(host, STILL("clarity"));
    assert_json(host->effects[0], "['return',false]");
    host_settle(host);
    assert_int_equal(host_times(host, "stop clarity"), 0);
    assert_int_equal(host_times(host, "stop ga4"), 1);
    host->reloading = false;
    grant_again(host);
    assert_string_equal(host_loaded(host), "ga4 metrica clarity hotjar metaPixel");
    assert_contains(host_find(host, "load clarity"), "'script'");
}

static void a_load_that_an_event_without_a_choice_has_overtaken_goes_on(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, FIVE);
    host_press(host, "accept");
    while (!host_find(host, "load ga4"))
        host_next(host);
    host_call(host, "getConsent", "[]");
    host_forget(host);
    host_send(host, STILL("ga4"));
    host_send(host, STILL("nothing"));
    assert_json(host->effects[0], "['return',true]");
    assert_json(host->effects[1], "['return',false]");
    host_settle(host);
    assert_string_equal(host_loaded(host), "metrica clarity hotjar metaPixel");
}

static void a_start_again_that_a_refusal_has_overtaken_is_stopped_again(void **state) {
    (void)state;
    struct host *host = accepted("{'analytics':{'ga4':'G-ABC1234567'}}");
    withdraw(host);
    grant_again(host);
    host_call(host, "rejectAll", "[]");
    host_forget(host);
    host_send(host, STILL("ga4"));
    assert_effects(host, "stop ga4, return");
    host_settle(host);
    host_forget(host);
    grant_again(host);
    assert_string_equal(host_loaded(host), "ga4");
    assert_lacks(host_find(host, "load ga4"), "'script'");
}

static void nothing_goes_on_in_a_page_that_is_left(void **state) {
    (void)state;
    struct host *host = accepted(FIVE);
    host_save(host, "'ga4'");
    host_settle(host);
    assert_true(host->reloading);
    host_forget(host);
    host_send(host, STILL("ga4"));
    assert_json(host->effects[host->count - 1], "['return',false]");
}

static void what_is_started_last_ends_first(void **state) {
    (void)state;
    struct host *host = accepted(FIVE);
    host_forget(host);
    withdraw(host);
    assert_contains(host_words(host), "stop metaPixel, stop hotjar, stop clarity, stop metrica, stop ga4, erase");
}

/* Metrica's tag records nothing more in a page in which it has once been destroyed (builds 1530 and 2351). */
static void webvisor_granted_again_starts_after_a_reload(void **state) {
    (void)state;
    struct host *host = accepted("{'analytics':{'metrica':12345678}}");
    assert_string_equal(state_of(host, "webvisor"), "active");
    host_save(host, "'metrica'");
    host_settle(host);
    assert_string_equal(state_of(host, "webvisor"), "blocked");
    host_save(host, "'metrica','webvisor'");
    host_settle(host);
    assert_string_equal(state_of(host, "webvisor"), "waiting");
    assert_string_equal(state_of(host, "metrica"), "active");
    withdraw(host);
    assert_string_equal(state_of(host, "webvisor"), "blocked");
    grant_again(host);
    assert_string_equal(state_of(host, "webvisor"), "waiting");
}

static void webvisor_granted_later_than_metrica_is_active(void **state) {
    (void)state;
    struct host *host = host_new();
    host->table = true;
    host_start(host, "{'analytics':{'metrica':12345678}}");
    host_save(host, "'metrica'");
    host_settle(host);
    host_save(host, "'metrica','webvisor'");
    host_settle(host);
    assert_string_equal(state_of(host, "webvisor"), "active");
}

static void only_a_nonce_that_was_accepted_is_told(void **state) {
    (void)state;
    struct host *host = accepted("{'analytics':{'hotjar':1234567},'consent':{'nonce':'n0'}}");
    assert_contains(host_find(host, "load hotjar"), "hotjar-1234567.js?sv=6']],'n0']");
}

static void a_nonce_that_was_reported_is_not_used(void **state) {
    (void)state;
    struct host *host = accepted("{'analytics':{'hotjar':1234567},'consent':{'nonce':'n 0'}}");
    assert_contains(host_find(host, "load hotjar"), "hotjar-1234567.js?sv=6']]]");
}

static void the_functions_of_processors_are_stood_in_for_before_the_page_hears_of_anything(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, FIVE);
    assert_json(host->effects[0], "['stand-in',['gtag','ym','clarity','hj','fbq']]");
}

static void what_the_site_does_not_use_is_not_stood_in_for(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, "{'analytics':{'hotjar':1234567}}");
    assert_json(host->effects[0], "['stand-in',['hj']]");
}

static void where_there_is_no_function_there_is_no_stand_in(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, "{'consent':{'purposes':{'marketing':{}}}}");
    assert_lacks(host->effects[0], "stand-in");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_start_that_failed_is_told_once_and_not_tried_again),
        cmocka_unit_test(what_did_not_load_is_no_reason_for_a_reload_and_has_nothing_to_stop),
        cmocka_unit_test(a_new_grant_tries_again_what_has_failed),
        cmocka_unit_test(a_part_of_what_has_failed_has_failed),
        cmocka_unit_test(what_cannot_start_again_is_stopped_again),
        cmocka_unit_test(a_stop_that_failed_ends_in_a_reload),
        cmocka_unit_test(a_stop_that_failed_is_only_said_where_no_page_is_to_be_reloaded),
        cmocka_unit_test(a_load_that_a_refusal_has_overtaken_is_none),
        cmocka_unit_test(a_load_that_an_event_without_a_choice_has_overtaken_goes_on),
        cmocka_unit_test(a_start_again_that_a_refusal_has_overtaken_is_stopped_again),
        cmocka_unit_test(nothing_goes_on_in_a_page_that_is_left),
        cmocka_unit_test(what_is_started_last_ends_first),
        cmocka_unit_test(webvisor_granted_again_starts_after_a_reload),
        cmocka_unit_test(webvisor_granted_later_than_metrica_is_active),
        cmocka_unit_test(only_a_nonce_that_was_accepted_is_told),
        cmocka_unit_test(a_nonce_that_was_reported_is_not_used),
        cmocka_unit_test(the_functions_of_processors_are_stood_in_for_before_the_page_hears_of_anything),
        cmocka_unit_test(what_the_site_does_not_use_is_not_stood_in_for),
        cmocka_unit_test(where_there_is_no_function_there_is_no_stand_in),
    };
    return RUN(tests);
}
