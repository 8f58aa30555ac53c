/* Where and when records hold: other domains and paths, dates ahead of now, and choices that could not be kept. */
#include "support/host.h"

#define GA4 "'analytics':{'ga4':'G-ABC1234567'}"
#define PLAIN "{" GA4 "}"
#define DOMAIN "{" GA4 ",'consent':{'cookie':{'domain':'smgcorp.kz'}}}"
#define NAMED "{" GA4 ",'consent':{'cookie':{'name':'choice'}}}"

/* The cookie of a visitor who has accepted so many seconds from the middle of the day. */
static const char *grant_at(const char *config, int64_t seconds) {
    struct host *host = host_new();
    host->now += seconds;
    host_page(host, config, accept);
    return host->cookies;
}

static const char *ahead;

/* What a sister host has set stands there again after whatever is stored. */
static void refuse_against_the_grant(struct host *host) {
    for (int i = 0; i < 2; i++) {
        host_press(host, "reject");
        strcpy(host->cookies, ahead);
        host_settle(host);
        assert_string_equal(host_loaded(host), "");
        assert_int_equal(host_times(host, "emit error"), 0);
        strcpy(host->cookies, ahead);
        host_send(host, SYNC);
        host_settle(host);
        assert_string_equal(host_loaded(host), "");
        assert_contains(host_find(host, "emit consent"), "'choice':'refused'");
    }
}

static void a_grant_that_is_dated_ahead_never_beats_a_refusal(void **state) {
    (void)state;
    const int64_t hours[] = {13, 20, 23};
    for (int i = 0; i < 6; i++) {
        const char *config = i % 2 ? DOMAIN : PLAIN;
        struct host *host = host_new();
        ahead = grant_at(config, hours[i / 2] * 3600);
        host_page(host, config, refuse_against_the_grant);
        /* The next page, and the day after, when its time has come. */
        strcpy(host->cookies, ahead);
        for (int day = 0; day < 2; day++) {
            host_forget(host);
            host_page(host, config, host_settle);
            assert_string_equal(host_loaded(host), "");
            assert_int_equal(host_times(host, "render banner"), 0);
            assert_string_equal(host->cookies, "");
            host->now += DAY;
        }
    }
}

static void a_grant_of_a_later_day_is_the_later_answer(void **state) {
    (void)state;
    struct host *host = host_new();
    host_page(host, DOMAIN, reject);
    host->now += DAY;
    strcpy(host->cookies, grant_at(DOMAIN, DAY - 60));
    host_forget(host);
    host_page(host, DOMAIN, host_settle);
    assert_string_equal(host_loaded(host), "ga4");
}

/* A clock that was set right by some minutes takes nothing away. */
static void without_a_refusal_a_grant_may_be_ahead_by_less_than_a_day(void **state) {
    (void)state;
    struct host *host = host_new();
    strcpy(host->cookies, grant_at(PLAIN, 600));
    host_page(host, PLAIN, host_settle);
    assert_string_equal(host_loaded(host), "ga4");
}

static void save_pixel(struct host *host) {
    host_save(host, "'metaPixel'");
    host_settle(host);
}

/* Nor is it the newest of two. */
static void of_two_grants_the_one_that_is_dated_ahead_does_not_count(void **state) {
    (void)state;
    for (int swapped = 0; swapped < 2; swapped++) {
        struct host *mine = host_new(), *host = host_new();
        const char *other = grant_at(FIVE, 20 * 3600);
        host_page(mine, FIVE, save_pixel);
        host->now += 60;
        snprintf(host->cookies, sizeof host->cookies, "%s; %s", swapped ? mine->cookies : other,
                 swapped ? other : mine->cookies);
        host_page(host, FIVE, host_settle);
        assert_string_equal(host_loaded(host), "metaPixel");
    }
}

/* On another path, say, where this page does not see it, the cookie of the choice may stand after all. */
static void a_grant_that_is_not_read_back_is_taken_back(void **state) {
    (void)state;
    const char *config = "{" GA4 ",'consent':{'cookie':{'path':'/shop','domain':'smgcorp.kz'}}}";
    struct host *host = host_new();
    host->cookies_fail = true;
    host_start(host, config);
    host_press(host, "accept");
    host_forget(host);
    host_settle(host);
    assert_json(host->effects[0], "['store','smg_consent=; Path=/shop; Max-Age=0; SameSite=Lax; Secure; "
                                  "Domain=smgcorp.kz',null,'smg_consent','smgcorp.kz']");
    assert_int_equal(host_times(host, "store"), 1);
    assert_int_equal(host_times(host, "emit error"), 1);
    assert_string_equal(host_loaded(host), "");
    assert_string_equal(host->refusal, "");
}

/* What was there before goes too: the visitor is told that all is off. */
static void a_grant_that_replaces_another_in_vain_takes_it_along(void **state) {
    (void)state;
    struct host *host = host_new();
    host_page(host, FIVE, save_pixel);
    host_start(host, FIVE);
    host_settle(host);
    host->cookies_fail = true;
    host->now += 60;
    host_press(host, "accept");
    host->cookies_fail = false;
    host_settle(host);
    assert_string_equal(host->cookies, "");
    assert_int_equal(host_times(host, "stop metaPixel"), 1);
}

static void a_refusal_that_cannot_be_kept_is_not_taken_back(void **state) {
    (void)state;
    struct host *host = host_new();
    host->refusal_fails = true;
    host_start(host, PLAIN);
    reject(host);
    assert_int_equal(host_times(host, "emit error"), 1);
    for (int i = 0; i < host->count; i++)
        if (!strcmp(host_word(host->effects[i]), "store"))
            assert_contains(host->effects[i], "....-analytics.-");
}

/* Of the last "store": the name, and on which domains what is left of it is deleted. */
static const char *reach(const struct host *host) {
    static char text[600];
    const cJSON *effect = host_parse(host_find(host, "store")), *domain = cJSON_GetArrayItem(effect, 4);
    snprintf(text, sizeof text, "%s %s", host_item(effect, 3),
             cJSON_IsNull(domain)     ? "null"
             : cJSON_IsString(domain) ? domain->valuestring
                                      : "?");
    return text;
}

static void a_refusal_deletes_the_grant_wherever_it_may_stand(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, PLAIN);
    accept(host);
    assert_string_equal(reach(host), "smg_consent null");
    host_press(host, "withdraw");
    assert_string_equal(reach(host), "smg_consent ");
    host_settle(host);
    host_call(host, "reset", "[]");
    assert_string_equal(reach(host), "smg_consent ");
}

/* A parent's may be another site's, and another host's grant. */
static void with_a_domain_of_its_own_the_site_leaves_others_alone(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, DOMAIN);
    accept(host);
    assert_string_equal(reach(host), "smg_consent null");
    host_press(host, "withdraw");
    assert_string_equal(reach(host), "smg_consent smgcorp.kz");
}

static void a_grant_that_lingers_beside_a_refusal_is_deleted_everywhere(void **state) {
    (void)state;
    struct host *host = host_new();
    host_page(host, PLAIN, reject);
    strcpy(host->cookies, grant_at(PLAIN, -60));
    host_forget(host);
    host_start(host, PLAIN);
    assert_string_equal(reach(host), "smg_consent ");
    assert_contains(host_find(host, "store"), host->refusal);
}

static void the_refusal_has_the_name_of_the_cookie(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, NAMED);
    reject(host);
    assert_string_equal(reach(host), "choice ");
    accept(host);
    assert_string_equal(reach(host), "choice null");
}

/* What the browser's signal withholds a page cannot grant; what it tries takes nothing from the visitor. */
static void a_call_that_grants_nothing_loses_nothing(void **state) {
    (void)state;
    struct host *host = host_new();
    host->gpc = true;
    host_start(host, FIVE);
    accept(host);
    host_forget(host);
    host_call(host, "acceptPurpose", "['marketing']");
    host_settle(host);
    assert_effects(host, "");
    assert_contains(host->cookies, "+analytics");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_grant_that_is_dated_ahead_never_beats_a_refusal),
        cmocka_unit_test(a_grant_of_a_later_day_is_the_later_answer),
        cmocka_unit_test(without_a_refusal_a_grant_may_be_ahead_by_less_than_a_day),
        cmocka_unit_test(of_two_grants_the_one_that_is_dated_ahead_does_not_count),
        cmocka_unit_test(a_grant_that_is_not_read_back_is_taken_back),
        cmocka_unit_test(a_grant_that_replaces_another_in_vain_takes_it_along),
        cmocka_unit_test(a_refusal_that_cannot_be_kept_is_not_taken_back),
        cmocka_unit_test(a_refusal_deletes_the_grant_wherever_it_may_stand),
        cmocka_unit_test(with_a_domain_of_its_own_the_site_leaves_others_alone),
        cmocka_unit_test(a_grant_that_lingers_beside_a_refusal_is_deleted_everywhere),
        cmocka_unit_test(the_refusal_has_the_name_of_the_cookie),
        cmocka_unit_test(a_call_that_grants_nothing_loses_nothing),
    };
    return RUN(tests);
}
