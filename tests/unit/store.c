/* What is kept of a decision, to the byte, and which of several records counts. */
#include "support/host.h"

#define GA4 "{\"analytics\":{\"ga4\":\"G-ABC1234567\"}"

/* What "store" assigns to document.cookie. */
static const char *assigned(const struct host *host) {
    return host_item(host_parse(host_find(host, "store")), 1);
}

static const char *attributes(const struct host *host) {
    return strchr(assigned(host), ';');
}

static void a_grant_is_one_cookie(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, FIVE);
    accept(host);
    assert_string_equal(attributes(host), "; Path=/; Max-Age=15724800; SameSite=Lax; Secure");
    assert_int_equal(strncmp(assigned(host),
                             "smg_consent=1.0.top5c0.00000000000000000000000000000002.b.en.."
                             "+analytics+replay+marketing.+",
                             91),
                     0);
    assert_true(cJSON_IsNull(cJSON_GetArrayItem(host_parse(host_find(host, "store")), 2)));
    assert_string_equal(host->refusal, "");
    assert_int_equal(host_times(host, "store"), 1);
}

static void the_cookie_is_short_and_of_cookie_octets(void **state) {
    (void)state;
    struct host *host = host_new();
    const char *revision = ",\"consent\":{\"revision\":999999999}}";
    char config[400];
    strcpy(config, FIVE);
    strcpy(config + strlen(config) - 1, revision);
    host->languages = "[\"kk\"]";
    host_start(host, config);
    host_send(host, "'type':'action','name':'accept','inside':true,'trusted':false");
    host_settle(host);
    assert_string_equal(host_loaded(host), "ga4 metrica clarity hotjar metaPixel");
    assert_true(strlen(host->cookies) < 200);
    for (const char *at = strchr(host->cookies, '=') + 1; *at; at++)
        assert_true(*at > ' ' && *at < 127 && !strchr("\",;\\", *at));
}

static void on_http_the_cookie_is_not_secure(void **state) {
    (void)state;
    struct host *host = host_new();
    host->insecure = true;
    host_start(host, FIVE);
    accept(host);
    assert_string_equal(attributes(host), "; Path=/; Max-Age=15724800; SameSite=Lax");
}

static void the_options_of_the_cookie_are_its_attributes(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, GA4 ",\"consent\":{\"cookie\":{\"name\":\"choice\",\"domain\":\".smgcorp.kz\",\"path\":\"/shop\","
                         "\"sameSite\":\"Strict\",\"secure\":false,\"expiresAfterDays\":7}}}");
    accept(host);
    assert_string_equal(attributes(host), "; Path=/shop; Max-Age=604800; SameSite=Strict; Domain=.smgcorp.kz");
    assert_int_equal(strncmp(assigned(host), "choice=1.", 9), 0);
    assert_string_equal(host_loaded(host), "ga4");
    /* It is deleted where it was set. */
    host_press(host, "withdraw");
    assert_string_equal(assigned(host), "choice=; Path=/shop; Max-Age=0; SameSite=Strict; Domain=.smgcorp.kz");
}

static void same_site_none_is_secure_whatever_is_asked(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, GA4 ",\"consent\":{\"cookie\":{\"sameSite\":\"None\",\"secure\":false}}}");
    accept(host);
    assert_string_equal(attributes(host), "; Path=/; Max-Age=15724800; SameSite=None; Secure");
}

static void a_refusal_sets_no_cookie(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, FIVE);
    reject(host);
    assert_string_equal(assigned(host), "smg_consent=; Path=/; Max-Age=0; SameSite=Lax; Secure");
    assert_string_equal(host->cookies, "");
    /* The day's start, no number, no way, no language. */
    assert_int_equal(strncmp(host->refusal,
                             "1.0.to"
                             "o",
                             6),
                     0);
    assert_contains(host->refusal, "....-analytics-replay-marketing.-");
    assert_lacks(host->refusal, "+");
}

static void reject_by_script_in_russian(struct host *host) {
    host_press(host, "settings");
    host_send(host, "'type':'action','name':'reject','inside':false,'trusted':false");
    host_settle(host);
}

static void two_refusals_of_one_day_are_the_same_bytes(void **state) {
    (void)state;
    struct host *morning = host_new(), *evening = host_new(), *tomorrow = host_new(), *withdrawn = host_new();
    morning->now = NOON - 12 * 3600;
    evening->now = NOON + 12 * 3600 - 1;
    evening->random = 77;
    evening->languages = "[\"ru\"]";
    evening->name = "smgcorp.kz";
    tomorrow->now = NOON + 12 * 3600;
    host_page(morning, FIVE, reject);
    host_page(evening, FIVE, reject_by_script_in_russian);
    host_page(tomorrow, FIVE, reject);
    host_page(withdrawn, FIVE, accept);
    host_page(withdrawn, FIVE, reject);
    assert_string_equal(morning->refusal, evening->refusal);
    assert_string_equal(morning->refusal, withdrawn->refusal);
    assert_string_not_equal(morning->refusal, tomorrow->refusal);
}

static void accepting_removes_the_refusal(void **state) {
    (void)state;
    struct host *host = host_new();
    host_page(host, FIVE, reject);
    assert_true(*host->refusal);
    host_page(host, FIVE, accept);
    assert_string_equal(host->refusal, "");
    host_forget(host);
    host_page(host, FIVE, host_settle);
    assert_string_equal(host_loaded(host), "ga4 metrica clarity hotjar metaPixel");
}

static void each_grant_has_a_number_of_its_own(void **state) {
    (void)state;
    struct host *host = host_new();
    char first[sizeof host->cookies];
    host_page(host, FIVE, accept);
    strcpy(first, host->cookies);
    host_page(host, FIVE, accept);
    assert_string_not_equal(first, host->cookies);
    assert_contains(host->cookies, ".00000000000000000000000000000");
}

static void reset_removes_both_records(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, FIVE);
    host_call(host, "reset", "[]");
    assert_json(host_find(host, "store"), "['store','smg_consent=; Path=/; Max-Age=0; SameSite=Lax; Secure',null,"
                                          "'smg_consent','']");
}

/* Starts a page with these cookies, of which %s is the value of a grant. */
static const char *loaded_with(const char *cookies) {
    static char value[8192];
    struct host *host = host_new();
    host_page(host, GA4 "}", accept);
    strcpy(value, strchr(host->cookies, '=') + 1);
    const char *hole = strstr(cookies, "%s");
    snprintf(host->cookies, sizeof host->cookies, "%.*s%s%s", hole ? (int)(hole - cookies) : (int)strlen(cookies),
             cookies, hole ? value : "", hole ? hole + 2 : "");
    host_forget(host);
    host_page(host, GA4 "}", host_settle);
    return host_loaded(host);
}

static void the_cookie_is_found_among_others(void **state) {
    (void)state;
    const char *const good[] = {
        "smg_consent=%s",
        "a=1; smg_consent=%s",
        "a; smg_consent=%s; b=2",
        "smg_consent=%s;b=2",
        "a=1;smg_consent=%s; =; ;",
        "smg_consent=x; smg_consent=%s",
        "smg_consent=%s; smg_consent=x",
    };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_string_equal(loaded_with(good[i]), "ga4");
    const char *const bad[] = {
        "smg_consent",      "smg_consent=",     "xsmg_consent=%s", "smg_consent2=%s",    "smg_consent =%s",
        "a=smg_consent=%s", "SMG_CONSENT=%s",   "smg_consent=%s1", "smg_consent=\"%s\"", "smg_consent=%s=",
        "smg_consent= %s",  "smg_consent=1.%s", "smg_consent=%s.", "smg_consent=%s%20",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_string_equal(loaded_with(bad[i]), "");
}

static void save_ga4(struct host *host) {
    host_save(host, "'ga4'");
    host_settle(host);
}

static void save_pixel(struct host *host) {
    host_save(host, "'metaPixel'");
    host_settle(host);
}

/* A cookie of a parent domain may stand beside ours. */
static void the_newest_of_two_cookies_counts(void **state) {
    (void)state;
    struct host *older = host_new(), *newer = host_new();
    newer->now++;
    host_page(older, FIVE, save_ga4);
    host_page(newer, FIVE, save_pixel);
    for (int swapped = 0; swapped < 2; swapped++) {
        struct host *host = host_new();
        host->now += 60;
        snprintf(host->cookies, sizeof host->cookies, "%s; %s", swapped ? newer->cookies : older->cookies,
                 swapped ? older->cookies : newer->cookies);
        host_page(host, FIVE, host_settle);
        assert_string_equal(host_loaded(host), "metaPixel");
    }
}

static void a_record_in_the_wrong_place_is_none(void **state) {
    (void)state;
    struct host *granted = host_new(), *refused = host_new(), *host = host_new();
    host_page(granted, FIVE, accept);
    host_page(refused, FIVE, reject);
    strcpy(host->refusal, strchr(granted->cookies, '=') + 1);
    snprintf(host->cookies, sizeof host->cookies, "smg_consent=%s", refused->refusal);
    host_page(host, FIVE, host_settle);
    assert_string_equal(host_loaded(host), "");
    assert_int_equal(host_times(host, "render banner"), 1);
}

static void odd_records_beside_a_good_one_change_nothing(void **state) {
    (void)state;
    struct host *host = host_new();
    host_page(host, FIVE, accept);
    strcpy(host->refusal, "1.0.x");
    host_forget(host);
    host_page(host, FIVE, host_settle);
    assert_string_equal(host_loaded(host), "ga4 metrica clarity hotjar metaPixel");
}

/* A cookie with a domain is that of other hosts too, of which none knows of the refusal that was given here. */
static void a_grant_of_another_host_is_left_there(void **state) {
    (void)state;
    const char *const config[] = {"{\"analytics\":{\"ga4\":\"G-ABC1234567\"}}",
                                  "{\"analytics\":{\"ga4\":\"G-ABC1234567\"},"
                                  "\"consent\":{\"cookie\":{\"domain\":\"smgcorp.kz\"}}}"};
    for (int i = 0; i < 2; i++) {
        struct host *other = host_new(), *host = host_new();
        host_page(other, config[i], accept);
        host_page(host, config[i], reject);
        strcpy(host->cookies, other->cookies);
        host_forget(host);
        host_page(host, config[i], host_settle);
        assert_contains(host_find(host, "emit ready"), "'choice':'refused'");
        assert_string_equal(host_loaded(host), "");
        assert_int_equal(!*host->cookies, !i);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_grant_is_one_cookie),
        cmocka_unit_test(the_cookie_is_short_and_of_cookie_octets),
        cmocka_unit_test(on_http_the_cookie_is_not_secure),
        cmocka_unit_test(the_options_of_the_cookie_are_its_attributes),
        cmocka_unit_test(same_site_none_is_secure_whatever_is_asked),
        cmocka_unit_test(a_refusal_sets_no_cookie),
        cmocka_unit_test(two_refusals_of_one_day_are_the_same_bytes),
        cmocka_unit_test(accepting_removes_the_refusal),
        cmocka_unit_test(each_grant_has_a_number_of_its_own),
        cmocka_unit_test(reset_removes_both_records),
        cmocka_unit_test(the_cookie_is_found_among_others),
        cmocka_unit_test(the_newest_of_two_cookies_counts),
        cmocka_unit_test(a_record_in_the_wrong_place_is_none),
        cmocka_unit_test(odd_records_beside_a_good_one_change_nothing),
        cmocka_unit_test(a_grant_of_another_host_is_left_there),
    };
    return RUN(tests);
}
