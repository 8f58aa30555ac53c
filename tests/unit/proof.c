/* What the site is sent of a decision: once, after it is stored and carried out, and of a refusal nothing that says
 * whose it is. */
#include "support/host.h"

#define SHOWN "-abcdefghijklmnopqrstuvwxyz0123456789_ABCDE"
#define WITH(analytics, more) "{'analytics':{" analytics "},'consent':{'receiptUrl':'/receipts','revision':4" more "}}"
#define SITE WITH("'ga4':'G-ABC1234567','metaPixel':'123456789012345'", "")
#define POST "post /receipts"
#define RELOADS "'ga4':'G-ABC1234567','hotjar':1234567"

static const cJSON *member(const cJSON *json, const char *name) {
    return cJSON_GetObjectItemCaseSensitive(json, name);
}

static const char *text(const cJSON *json, const char *name) {
    const cJSON *value = member(json, name);
    return cJSON_IsString(value) ? value->valuestring : "";
}

/* Does what `script` says, and all that follows, and asks for what is due as the shell does. The records posted then
 * are the only "post" effects that the host remembers. */
static int posted(struct host *host, host_script *script) {
    host_forget(host);
    script(host);
    host_settle(host);
    int due = host_times(host, "due");
    assert_int_equal(host_times(host, POST), 0);
    host_forget(host);
    if (due)
        host_send(host, ADDED);
    return host_times(host, POST);
}

static const cJSON *proof(struct host *host) {
    return cJSON_GetArrayItem(host_parse(host_find(host, POST)), 2);
}

static void withdraw(struct host *host) {
    host_press(host, "withdraw");
}

static void save_one(struct host *host) {
    host_press(host, "settings");
    host_save(host, "'ga4'");
}

static void nothing(struct host *host) {
    host_send(host, SYNC);
    host_send(host, ADDED);
    host_press(host, "settings");
    host_press(host, "close");
    host_call(host, "show", "[]");
    host_call(host, "reset", "[]");
}

static void a_grant_is_posted_with_all_that_proves_it(void **state) {
    (void)state;
    struct host *host = host_new();
    host->shown = SHOWN;
    host_start(host, SITE);
    assert_int_equal(posted(host, save_one), 1);
    const cJSON *json = proof(host);
    assert_string_equal(text(json, "choice"), "granted");
    assert_int_equal(strlen(text(json, "id")), 32);
    assert_contains(host->cookies, text(json, "id"));
    assert_int_equal(strlen(text(json, "key")), 32);
    assert_string_not_equal(text(json, "key"), text(json, "id"));
    assert_true(member(json, "time")->valuedouble == 1795003200000.0);
    assert_string_equal(text(json, "method"), "s");
    assert_string_equal(text(json, "language"), "en");
    assert_string_equal(text(json, "notice"), SHOWN);
    assert_int_equal(member(json, "revision")->valueint, 4);
    assert_true(cJSON_IsTrue(member(member(json, "purposes"), "analytics")));
    assert_true(cJSON_IsFalse(member(member(json, "purposes"), "marketing")));
    assert_true(cJSON_IsTrue(member(member(json, "processors"), "ga4")));
    assert_true(cJSON_IsFalse(member(member(json, "processors"), "metaPixel")));
    assert_string_equal(text(json, "host"), "www.smgcorp.kz");
    assert_true(*text(json, "module"));
}

static void a_refusal_is_posted_without_what_says_whose_it_is(void **state) {
    (void)state;
    struct host *host = host_new();
    host->shown = SHOWN;
    host_start(host, SITE);
    assert_int_equal(posted(host, reject), 1);
    const cJSON *json = proof(host);
    assert_string_equal(text(json, "choice"), "refused");
    assert_null(member(json, "id"));
    /* The beginning of the day, as its own record has it. */
    assert_true(member(json, "time")->valuedouble == 1794960000000.0);
    assert_string_equal(text(json, "method"), "b");
    assert_string_equal(text(json, "language"), "en");
    assert_string_equal(text(json, "notice"), SHOWN);
    assert_true(cJSON_IsFalse(member(member(json, "processors"), "ga4")));
    assert_lacks(host->refusal, text(json, "key"));
}

static void before_a_decision_and_without_one_nothing_is_posted(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, SITE);
    assert_int_equal(posted(host, nothing), 0);
    assert_int_equal(host_times(host, "due"), 0);
}

static void without_the_option_nothing_is_posted(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, FIVE);
    assert_int_equal(posted(host, accept), 0);
    host_send(host, ADDED);
    assert_int_equal(host_times(host, POST), 0);
}

static void each_decision_is_posted_once(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, SITE);
    assert_int_equal(posted(host, accept), 1);
    char id[40];
    strcpy(id, text(proof(host), "id"));
    /* Not again by whatever else happens on the page. */
    host_forget(host);
    host_send(host, ADDED);
    host_send(host, SYNC);
    assert_int_equal(host_times(host, POST), 0);
    assert_int_equal(posted(host, withdraw), 1);
    assert_string_equal(text(proof(host), "choice"), "withdrawn");
    assert_null(member(proof(host), "id"));
    assert_int_equal(posted(host, reject), 1);
    assert_string_equal(text(proof(host), "choice"), "refused");
    assert_int_equal(posted(host, accept), 1);
    assert_string_not_equal(text(proof(host), "id"), id);
}

static void view(struct host *host) {
    host_settle(host);
    host_send(host, ADDED);
}

static void a_return_visit_posts_nothing(void **state) {
    (void)state;
    host_script *const choices[] = {accept, reject};
    for (int i = 0; i < 2; i++) {
        struct host *host = host_new();
        host_page(host, SITE, choices[i]);
        host_forget(host);
        host_page(host, SITE, view);
        assert_int_equal(host_times(host, "due"), 0);
        assert_int_equal(host_times(host, POST), 0);
    }
}

static void what_another_tab_has_decided_is_not_posted_here(void **state) {
    (void)state;
    struct host *host = host_new(), *other = host_new();
    host_page(other, SITE, accept);
    host_start(host, SITE);
    strcpy(host->cookies, other->cookies);
    host_forget(host);
    host_send(host, SYNC);
    view(host);
    assert_string_equal(host_loaded(host), "ga4 metaPixel");
    assert_int_equal(host_times(host, "due") + host_times(host, POST), 0);
}

static void a_choice_that_is_not_stored_is_not_posted(void **state) {
    (void)state;
    struct host *host = host_new();
    host->cookies_fail = host->refusal_fails = true;
    host_start(host, SITE);
    assert_int_equal(posted(host, accept), 0);
    assert_int_equal(posted(host, reject), 0);
}

/* Two that are made before the whole module is there are both posted then, in their order. */
static void decisions_wait_for_the_whole_module(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, SITE);
    accept(host);
    reject(host);
    assert_int_equal(host_times(host, "due"), 2);
    host_forget(host);
    host_send(host, ADDED);
    assert_int_equal(host_times(host, POST), 2);
    assert_contains(host->effects[0], "'choice':'granted'");
    assert_contains(host->effects[1], "'choice':'withdrawn'");
    for (int i = 0; i < 6; i++)
        accept(host);
    host_forget(host);
    host_send(host, ADDED);
    assert_int_equal(host_times(host, POST), 4);
}

static void leave(struct host *host) {
    accept(host);
    host_forget(host);
    withdraw(host);
    host_settle(host);
}

static void a_withdrawal_that_a_reload_carries_out_is_posted_by_the_next_page(void **state) {
    (void)state;
    const char *site = WITH(RELOADS, "");
    struct host *host = host_new();
    host_page(host, site, leave);
    assert_non_null(host_find(host, "reload"));
    assert_null(host_find(host, "due"));
    host_forget(host);
    host->reloading = false;
    host_page(host, site, view);
    assert_int_equal(host_times(host, "due"), 1);
    assert_int_equal(host_times(host, POST), 1);
    assert_string_equal(text(proof(host), "choice"), "withdrawn");
    assert_string_equal(text(proof(host), "language"), "en");
    assert_null(member(proof(host), "method"));
    host_forget(host);
    host_page(host, site, view);
    assert_int_equal(host_times(host, "due") + host_times(host, POST), 0);
}

static void leave_by_switches(struct host *host) {
    accept(host);
    host_press(host, "settings");
    host_forget(host);
    host_save(host, "'ga4'");
    host_settle(host);
    host_send(host, ADDED);
}

/* A grant has no mark for the next page: it is posted while this one leaves. */
static void a_grant_that_a_reload_carries_out_is_posted_at_once(void **state) {
    (void)state;
    struct host *host = host_new();
    host_page(host, WITH(RELOADS, ""), leave_by_switches);
    assert_contains(host_words(host), "due, reload");
    assert_string_equal(text(proof(host), "choice"), "granted");
}

static void stay(struct host *host) {
    leave(host);
    host_send(host, ADDED);
}

static void where_no_reload_comes_the_withdrawal_is_posted_at_once(void **state) {
    (void)state;
    const char *site = WITH(RELOADS, ",'onWithdraw':'none'");
    struct host *host = host_new();
    host_page(host, site, stay);
    assert_null(host_find(host, "reload"));
    assert_int_equal(host_times(host, POST), 2);
    assert_string_equal(text(proof(host), "choice"), "withdrawn");
    host_forget(host);
    host_page(host, site, view);
    assert_int_equal(host_times(host, "due") + host_times(host, POST), 0);
}

/* Another tab's grant of the same moment takes a refusal away: it is stored once more, and posted once. */
static void a_refusal_that_is_stored_once_more_is_posted_once(void **state) {
    (void)state;
    struct host *host = host_new(), *other = host_new();
    host_page(other, SITE, accept);
    host_start(host, SITE);
    assert_int_equal(posted(host, reject), 1);
    *host->refusal = 0;
    strcpy(host->cookies, other->cookies);
    host_forget(host);
    host_send(host, SYNC);
    assert_non_null(host_find(host, "store"));
    view(host);
    assert_int_equal(host_times(host, POST), 0);
    assert_contains(host->refusal, "1.4.");
}

static void only_an_address_of_the_site_or_https_is_posted_to(void **state) {
    (void)state;
    const char *const odd[] = {"http://log.example/x", "javascript:alert(1)", "mailto:a@b.kz", "receipts", "/a b", ""};
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        char config[300];
        struct host *host = host_new();
        snprintf(config, sizeof config, "{'analytics':{'ga4':'G-ABC1234567'},'consent':{'receiptUrl':'%s'}}", odd[i]);
        host_page(host, config, accept);
        assert_contains(host_logs(host), "SMG_CONFIG.consent.receiptUrl: expected ");
        assert_null(host_find(host, "due"));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_grant_is_posted_with_all_that_proves_it),
        cmocka_unit_test(a_refusal_is_posted_without_what_says_whose_it_is),
        cmocka_unit_test(before_a_decision_and_without_one_nothing_is_posted),
        cmocka_unit_test(without_the_option_nothing_is_posted),
        cmocka_unit_test(each_decision_is_posted_once),
        cmocka_unit_test(a_return_visit_posts_nothing),
        cmocka_unit_test(what_another_tab_has_decided_is_not_posted_here),
        cmocka_unit_test(a_choice_that_is_not_stored_is_not_posted),
        cmocka_unit_test(decisions_wait_for_the_whole_module),
        cmocka_unit_test(a_withdrawal_that_a_reload_carries_out_is_posted_by_the_next_page),
        cmocka_unit_test(a_grant_that_a_reload_carries_out_is_posted_at_once),
        cmocka_unit_test(where_no_reload_comes_the_withdrawal_is_posted_at_once),
        cmocka_unit_test(a_refusal_that_is_stored_once_more_is_posted_once),
        cmocka_unit_test(only_an_address_of_the_site_or_https_is_posted_to),
    };
    return RUN(tests);
}
