/* What each decision lets load, how long it holds, and what makes the page ask again. */
#include "support/host.h"

#define GA4 "'ga4':'G-ABC1234567'"
#define LOADED_BY_ALL "ga4 metrica clarity hotjar metaPixel"

/* Bits: analytics, replay, marketing; and per purpose the switches that it turns on, and what these load. */
static const char *const switches[] = {"'ga4','metrica'", "'clarity','hotjar','webvisor'", "'metaPixel'"};
static const char *const purposes[] = {"analytics", "replay", "marketing"};
static const char *const loads[] = {"ga4 metrica", "clarity hotjar", "metaPixel"};
static int subset;

static void join(char *to, const char *const *parts, int of, const char *between) {
    *to = 0;
    for (int i = 0; i < 3; i++)
        if (of >> i & 1)
            strcat(strcat(to, *to ? between : ""), parts[i]);
}

static void save_subset(struct host *host) {
    char on[300];
    join(on, switches, subset, ",");
    host_save(host, on);
    host_settle(host);
}

static void call_subset(struct host *host) {
    for (int i = 0; i < 3; i++)
        if (subset >> i & 1) {
            char args[40];
            snprintf(args, sizeof args, "['%s']", purposes[i]);
            host_call(host, "acceptPurpose", args);
        }
    host_settle(host);
}

static void every_subset_of_purposes_loads_its_processors(void **state) {
    (void)state;
    for (subset = 0; subset < 8; subset++) {
        char expected[200];
        join(expected, loads, subset, " ");
        struct host *host = host_new();
        host_page(host, FIVE, save_subset);
        assert_string_equal(host_loaded(host), expected);
        host_forget(host);
        host_page(host, FIVE, host_settle);
        assert_string_equal(host_loaded(host), expected);
        assert_int_equal(host_times(host, "render banner"), 0);
        assert_int_equal(!*host->cookies, !subset);
        host = host_new();
        host_page(host, FIVE, call_subset);
        assert_string_equal(host_loaded(host), expected);
    }
}

static const char *const ids[] = {"ga4", "metrica", "clarity", "hotjar", "webvisor", "metaPixel"};

static void save_processors(struct host *host) {
    char on[300] = "";
    for (int i = 0; i < 6; i++)
        if (subset >> i & 1)
            sprintf(on + strlen(on), "%s'%s'", *on ? "," : "", ids[i]);
    host_save(host, on);
    host_settle(host);
}

/* Webvisor is a part of Metrica: it is never loaded by itself, and alone it is nothing. */
static void every_subset_of_processors_loads_just_these(void **state) {
    (void)state;
    for (subset = 0; subset < 64; subset++) {
        char expected[200] = "";
        for (int i = 0; i < 6; i++)
            if (subset >> i & 1 && i != 4)
                strcat(strcat(expected, *expected ? " " : ""), ids[i]);
        struct host *host = host_new();
        host_page(host, FIVE, save_processors);
        assert_string_equal(host_loaded(host), expected);
        const char *metrica = host_find(host, "load metrica");
        if (metrica)
            assert_contains(metrica, subset & 16 ? "'webvisor':true" : "'webvisor':false");
    }
}

static void a_choice_that_is_not_kept_loads_nothing(void **state) {
    (void)state;
    struct host *host = host_new();
    host->cookies_fail = host->refusal_fails = true;
    host_start(host, FIVE);
    host_press(host, "accept");
    host_forget(host);
    host_settle(host);
    assert_string_equal(host_loaded(host), "");
    assert_int_equal(host_times(host, "unlock"), 0);
    assert_json(host_find(host, "emit error"), "['emit','error',{'error':'store'}]");
    assert_contains(host_text(host, "render status"), "could not save");
    assert_contains(host_logs(host), "could not be stored");
    /* Nobody is asked twice on one page. */
    host_forget(host);
    host_send(host, SYNC);
    assert_effects(host, "");
}

static void a_choice_that_was_not_kept_is_asked_for_again(void **state) {
    (void)state;
    struct host *host = host_new();
    host->cookies_fail = host->refusal_fails = true;
    host_page(host, FIVE, accept);
    host_forget(host);
    host_start(host, FIVE);
    assert_effects(host, "render banner, emit show, emit ready");
}

static void a_refusal_that_is_not_kept_holds_on_this_page(void **state) {
    (void)state;
    struct host *host = host_new();
    host->refusal_fails = true;
    host_start(host, FIVE);
    reject(host);
    host_forget(host);
    host_send(host, SYNC);
    host_send(host, SYNC);
    assert_effects(host, "");
    host_call(host, "getConsent", "[]");
    assert_contains(host->effects[0], "'choice':'refused'");
}

static void a_withdrawal_that_is_not_kept_still_ends_what_runs(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, FIVE);
    accept(host);
    host->cookies_fail = host->refusal_fails = true;
    host_press(host, "withdraw");
    host_forget(host);
    host_settle(host);
    assert_int_equal(host_times(host, "stop ga4"), 1);
    assert_string_equal(host_loaded(host), "");
    host_forget(host);
    host_call(host, "getConsent", "[]");
    assert_contains(host->effects[0], "'choice':'refused'");
}

static void a_withdrawal_that_is_not_kept_loads_nothing_more(void **state) {
    (void)state;
    struct host *host = host_new();
    host_page(host, FIVE, accept);
    host->cookies_fail = host->refusal_fails = true;
    host_start(host, FIVE);
    host_forget(host);
    host_press(host, "withdraw");
    host_settle(host);
    assert_string_equal(host_loaded(host), "");
}

/* Two tabs of one visitor: what the other one does is in the records. */
static void another_tab_accepts(void **state) {
    (void)state;
    struct host *host = host_new(), *other = host_new();
    host_page(other, FIVE, accept);
    host_start(host, FIVE);
    host_forget(host);
    strcpy(host->cookies, other->cookies);
    host_send(host, SYNC);
    assert_effects(host, "remove banner, emit hide, next task");
    host_settle(host);
    assert_string_equal(host_loaded(host), LOADED_BY_ALL);
    assert_int_equal(host_times(host, "store"), 0);
    assert_int_equal(host_times(host, "emit change"), 1);
}

static void another_tab_rejects(void **state) {
    (void)state;
    struct host *host = host_new(), *other = host_new();
    host_page(other, FIVE, reject);
    host_start(host, FIVE);
    host_forget(host);
    strcpy(host->refusal, other->refusal);
    host_send(host, SYNC);
    host_settle(host);
    assert_int_equal(host_times(host, "remove banner"), 1);
    assert_string_equal(host_loaded(host), "");
    assert_contains(host_find(host, "emit change"), "'new':{'choice':'refused'");
}

static void another_tab_withdraws(void **state) {
    (void)state;
    struct host *host = host_new(), *other = host_new();
    host_page(other, FIVE, reject);
    host_start(host, FIVE);
    host_save(host, "'ga4'");
    host_settle(host);
    host_forget(host);
    *host->cookies = 0;
    strcpy(host->refusal, other->refusal);
    host_send(host, SYNC);
    host_settle(host);
    assert_effects(host, "next task, stop ga4, erase, later, emit consent, emit change");
}

static void another_tab_narrows_the_grant(void **state) {
    (void)state;
    struct host *host = host_new(), *other = host_new();
    subset = 2;
    other->now++;
    host_page(other, FIVE, save_subset);
    host_start(host, FIVE);
    accept(host);
    strcpy(host->cookies, other->cookies);
    host_forget(host);
    host_send(host, SYNC);
    host_settle(host);
    assert_string_equal(host_loaded(host), "");
    assert_effects(
        host,
        "next task, stop metaPixel, stop metrica, stop ga4, erase, later, update clarity, mask, unlock, emit consent, "
        "emit change");
}

static void another_tab_widens_the_grant(void **state) {
    (void)state;
    struct host *host = host_new(), *other = host_new();
    host_page(other, FIVE, accept);
    host_start(host, FIVE);
    host_save(host, "'metaPixel'");
    host_settle(host);
    strcpy(host->cookies, other->cookies);
    host_forget(host);
    host_send(host, SYNC);
    host_settle(host);
    assert_string_equal(host_loaded(host), "ga4 metrica clarity hotjar");
    assert_int_equal(host_times(host, "reload"), 0);
}

/* Both choose at once: the refusal holds, in what is stored too. */
static void a_refusal_that_another_tab_replaced_is_stored_again(void **state) {
    (void)state;
    struct host *host = host_new(), *other = host_new();
    host_page(other, FIVE, accept);
    host_start(host, FIVE);
    host_press(host, "reject");
    host_forget(host);
    strcpy(host->cookies, other->cookies);
    *host->refusal = 0;
    host_settle(host);
    assert_string_equal(host_loaded(host), "");
    assert_string_equal(host->cookies, "");
    assert_string_not_equal(host->refusal, "");
    assert_int_equal(host_times(host, "store"), 1);
    assert_int_equal(host_times(host, "emit error"), 0);
    assert_contains(host_find(host, "emit change"), "'new':{'choice':'refused'");
}

/* That may be seen only after it was carried out. */
static void replace_after(int seconds) {
    struct host *host = host_new(), *other = host_new();
    bool at_once = seconds < 2;
    other->now += seconds;
    host_page(other, FIVE, accept);
    host_start(host, FIVE);
    reject(host);
    host_forget(host);
    host->now = other->now;
    strcpy(host->cookies, other->cookies);
    *host->refusal = 0;
    host_send(host, SYNC);
    host_settle(host);
    assert_int_equal(host_times(host, "store"), at_once);
    assert_int_equal(*host->cookies == 0, at_once);
    assert_int_equal(*host->refusal != 0, at_once);
    assert_string_equal(host_loaded(host), at_once ? "" : LOADED_BY_ALL);
}

static void a_refusal_that_another_tab_replaced_at_once_is_stored_again(void **state) {
    (void)state;
    replace_after(1);
}

static void a_later_grant_of_another_tab_holds(void **state) {
    (void)state;
    replace_after(2);
}

static void a_grant_that_lingers_beneath_a_refusal_goes(void **state) {
    (void)state;
    struct host *host = host_new(), *other = host_new();
    host_page(other, FIVE, accept);
    host_start(host, FIVE);
    reject(host);
    host_forget(host);
    strcpy(host->cookies, other->cookies);
    host_send(host, SYNC);
    assert_effects(host, "");
    host->now += 2;
    host_send(host, SYNC);
    assert_effects(host, "store");
    assert_string_equal(host->cookies, "");
    /* One that will not go is left: two tabs would tell each other of it for ever. */
    strcpy(host->cookies, other->cookies);
    host_forget(host);
    host_send(host, SYNC);
    assert_effects(host, "");
}

/* What holds where nothing can be stored holds only against what is older. */
static void a_later_grant_of_another_tab_ends_a_refusal_that_was_not_kept(void **state) {
    (void)state;
    struct host *host = host_new(), *other = host_new();
    host_page(other, FIVE, accept);
    host_start(host, FIVE);
    host->refusal_fails = true;
    reject(host);
    assert_int_equal(host_times(host, "emit error"), 1);
    host_forget(host);
    strcpy(host->cookies, other->cookies);
    host_send(host, SYNC);
    host_settle(host);
    assert_string_equal(host_loaded(host), LOADED_BY_ALL);
}

static void an_earlier_grant_undoes_no_refusal(void **state) {
    (void)state;
    struct host *host = host_new(), *other = host_new();
    host_page(other, FIVE, accept);
    host->now++;
    host->refusal_fails = true;
    host_start(host, FIVE);
    host_press(host, "reject");
    host_forget(host);
    strcpy(host->cookies, other->cookies);
    host_settle(host);
    host_send(host, SYNC);
    host_settle(host);
    assert_string_equal(host_loaded(host), "");
    host_call(host, "getConsent", "[]");
    assert_contains(host->effects[host->count - 1], "'choice':'refused'");
}

static void a_grant_that_another_tab_refused_is_no_failure(void **state) {
    (void)state;
    struct host *host = host_new(), *other = host_new(), *third = host_new();
    host_page(other, FIVE, reject);
    host_page(third, FIVE, accept);
    host_start(host, FIVE);
    host_press(host, "accept");
    host_forget(host);
    *host->cookies = 0;
    strcpy(host->refusal, other->refusal);
    host_settle(host);
    assert_string_equal(host_loaded(host), "");
    assert_int_equal(host_times(host, "emit error"), 0);
    assert_contains(host_find(host, "emit change"), "'new':{'choice':'refused'");
    /* Nor does it keep a later choice out. */
    strcpy(host->cookies, third->cookies);
    *host->refusal = 0;
    host_send(host, SYNC);
    host_settle(host);
    assert_string_equal(host_loaded(host), LOADED_BY_ALL);
}

static void a_grant_that_was_refused_at_the_same_time_goes(void **state) {
    (void)state;
    struct host *host = host_new(), *other = host_new();
    host_page(other, FIVE, reject);
    host_start(host, FIVE);
    host_press(host, "accept");
    strcpy(host->refusal, other->refusal);
    host_forget(host);
    host_settle(host);
    assert_string_equal(host->cookies, "");
    assert_string_equal(host->refusal, other->refusal);
    assert_string_equal(host_loaded(host), "");
    assert_int_equal(host_times(host, "store"), 1);
}

static void cleared_cookies_withdraw(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, FIVE);
    accept(host);
    host_forget(host);
    *host->cookies = 0;
    host_send(host, SYNC);
    host_settle(host);
    assert_int_equal(host_times(host, "stop ga4"), 1);
    assert_int_equal(host_times(host, "erase"), 1);
    assert_int_equal(host_times(host, "reload"), 1);
    assert_string_equal(host_loaded(host), "");
}

static void cleared_cookies_ask_on_the_next_page(void **state) {
    (void)state;
    struct host *host = host_new();
    host_page(host, FIVE, accept);
    *host->cookies = 0;
    host_forget(host);
    host_start(host, FIVE);
    assert_effects(host, "render banner, emit show, emit ready");
}

static void a_sync_without_news_is_nothing(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, FIVE);
    host_forget(host);
    host_send(host, SYNC);
    assert_effects(host, "");
    accept(host);
    host_forget(host);
    host_send(host, SYNC);
    assert_effects(host, "");
}

/* Starts a page so many seconds later. */
static void return_after(struct host *host, const char *config, int64_t seconds) {
    host->now += seconds;
    host_forget(host);
    host_page(host, config, host_settle);
    host->now -= seconds;
}

static void assert_asked(struct host *host, bool asked) {
    assert_int_equal(host_times(host, "render banner"), asked);
    if (asked) {
        assert_string_equal(host_loaded(host), "");
        assert_contains(host_find(host, "emit ready"), "'choice':'undecided'");
    }
}

static void a_grant_lasts_182_days(void **state) {
    (void)state;
    struct host *host = host_new();
    host_page(host, FIVE, accept);
    return_after(host, FIVE, 181 * DAY);
    assert_asked(host, false);
    assert_string_equal(host_loaded(host), LOADED_BY_ALL);
    return_after(host, FIVE, 182 * DAY - 1);
    assert_asked(host, false);
    return_after(host, FIVE, 182 * DAY);
    assert_asked(host, true);
    return_after(host, FIVE, 183 * DAY);
    assert_asked(host, true);
    /* What was granted is over, and what it left goes. */
    assert_int_equal(host_times(host, "erase"), 1);
}

static void a_refusal_lasts_as_long(void **state) {
    (void)state;
    struct host *host = host_new();
    host_page(host, FIVE, reject);
    return_after(host, FIVE, 181 * DAY);
    assert_asked(host, false);
    assert_string_equal(host_loaded(host), "");
    return_after(host, FIVE, 183 * DAY);
    assert_asked(host, true);
}

static void no_nagging_after_a_refusal(void **state) {
    (void)state;
    struct host *host = host_new();
    host_page(host, FIVE, reject);
    for (int i = 0; i < 20; i++) {
        return_after(host, FIVE, i * DAY);
        assert_asked(host, false);
    }
}

static void both_terms_can_be_set(void **state) {
    (void)state;
    const char *config = "{'analytics':{" GA4 "},'consent':{'cookie':{'expiresAfterDays':10},"
                         "'refusalExpiresAfterDays':20}}";
    struct host *host = host_new();
    host_page(host, config, accept);
    return_after(host, config, 9 * DAY);
    assert_asked(host, false);
    return_after(host, config, 10 * DAY);
    assert_asked(host, true);
    host_page(host, config, reject);
    return_after(host, config, 19 * DAY);
    assert_asked(host, false);
    return_after(host, config, 21 * DAY);
    assert_asked(host, true);
}

static void consent_ends_on_an_open_page_too(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, FIVE);
    accept(host);
    host_forget(host);
    host->now += 183 * DAY;
    host_send(host, SYNC);
    host_settle(host);
    assert_int_equal(host_times(host, "stop ga4"), 1);
    assert_int_equal(host_times(host, "reload"), 1);
}

static void a_clock_a_year_off_neither_extends_nor_backdates(void **state) {
    (void)state;
    struct host *host = host_new();
    host_page(host, FIVE, accept);
    return_after(host, FIVE, 365 * DAY);
    assert_asked(host, true);
    return_after(host, FIVE, -365 * DAY);
    assert_asked(host, true);
    return_after(host, FIVE, 0);
    assert_asked(host, false);
    /* Made by a clock that was a year ahead: it would hold for a year and a half. */
    struct host *ahead = host_new();
    ahead->now += 365 * DAY;
    host_page(ahead, FIVE, accept);
    return_after(ahead, FIVE, -365 * DAY);
    assert_asked(ahead, true);
    /* An hour or two of difference is no reason to ask. */
    return_after(ahead, FIVE, -7200);
    assert_asked(ahead, false);
    return_after(ahead, FIVE, -2 * DAY);
    assert_asked(ahead, true);
}

static void a_future_refusal_is_none_and_grants_nothing(void **state) {
    (void)state;
    struct host *host = host_new();
    host_page(host, FIVE, reject);
    return_after(host, FIVE, -365 * DAY);
    assert_asked(host, true);
}

/* Both records at once, as a page with a broken storage may have them. */
static void of_one_day_a_refusal_holds(void **state) {
    (void)state;
    struct host *granting = host_new(), *host = host_new();
    host_page(granting, FIVE, accept);
    host_page(host, FIVE, reject);
    strcpy(host->cookies, granting->cookies);
    return_after(host, FIVE, 3600);
    assert_asked(host, false);
    assert_string_equal(host_loaded(host), "");
    assert_contains(host_find(host, "emit ready"), "'choice':'refused'");
}

static void a_grant_of_a_later_day_holds(void **state) {
    (void)state;
    struct host *granting = host_new(), *host = host_new();
    granting->now += DAY;
    host_page(granting, FIVE, accept);
    host_page(host, FIVE, reject);
    strcpy(host->cookies, granting->cookies);
    return_after(host, FIVE, DAY + 3600);
    assert_string_equal(host_loaded(host), LOADED_BY_ALL);
}

static void a_refusal_of_a_later_day_holds(void **state) {
    (void)state;
    struct host *granting = host_new(), *host = host_new();
    host_page(granting, FIVE, accept);
    host->now += DAY;
    host_page(host, FIVE, reject);
    strcpy(host->cookies, granting->cookies);
    return_after(host, FIVE, 3600);
    assert_asked(host, false);
    assert_string_equal(host_loaded(host), "");
}

/* Accepts under one configuration, comes back under another. */
static struct host *under(const char *before, const char *after, host_script *choice) {
    struct host *host = host_new();
    host_page(host, before, choice);
    assert_true(*host->cookies || *host->refusal);
    return_after(host, after, 60);
    return host;
}

#define OWN(id, purpose, countries)                                                                                    \
    "{'id':'" id "','name':'" id "','purpose':'" purpose                                                               \
    "','company':'C','description':'T','data':['ip'],'countries':[" countries "],'start':[['script','https://" id      \
    ".example/']]}"
#define WITH(list) "{'analytics':{" GA4 "},'consent':{'processors':[" list "]}}"

static void what_was_added_asks_again(void **state) {
    (void)state;
    const char *one = "{'analytics':{" GA4 "}}";
    const char *const more[] = {
        "{'analytics':{" GA4 ",'metrica':1}}",
        "{'analytics':{" GA4 ",'metaPixel':'123456'}}",
        WITH(OWN("chat", "analytics", "'KZ'")),
        "{'analytics':{" GA4 "},'consent':{'purposes':{'chat':{'name':'Chat'}}}}",
        "{'analytics':{" GA4 "},'consent':{'revision':1}}",
    };
    host_script *const choices[] = {accept, reject};
    for (size_t i = 0; i < sizeof more / sizeof *more; i++)
        for (int choice = 0; choice < 2; choice++) {
            struct host *host = under(one, more[i], choices[choice]);
            assert_asked(host, true);
            assert_contains(host_text(host, "render banner"),
                            i < 4 ? "New since your last choice: " : "Something has changed");
        }
}

static void another_country_or_purpose_asks_again(void **state) {
    (void)state;
    const char *before = WITH(OWN("chat", "analytics", "'KZ'"));
    assert_asked(under(before, WITH(OWN("chat", "analytics", "'US'")), accept), true);
    assert_asked(under(before, WITH(OWN("chat", "analytics", "'KZ','US'")), accept), true);
    assert_asked(under(before, WITH(OWN("chat", "marketing", "'KZ'")), accept), true);
    assert_asked(under(before, before, accept), false);
}

static void another_revision_asks_again_either_way(void **state) {
    (void)state;
    const char *second = "{'analytics':{" GA4 "},'consent':{'revision':2}}";
    const char *third = "{'analytics':{" GA4 "},'consent':{'revision':3}}";
    assert_asked(under(second, third, accept), true);
    assert_asked(under(third, second, accept), true);
    assert_asked(under(third, third, accept), false);
}

static void what_was_removed_does_not_ask_again(void **state) {
    (void)state;
    struct host *host = under(FIVE, "{'analytics':{" GA4 "}}", accept);
    assert_asked(host, false);
    assert_string_equal(host_loaded(host), "ga4");
    assert_asked(under(FIVE, "{'analytics':{" GA4 "}}", reject), false);
    host = under(WITH(OWN("chat", "analytics", "'KZ'")), "{'analytics':{" GA4 "}}", accept);
    assert_asked(host, false);
    assert_string_equal(host_loaded(host), "ga4");
}

static void another_wording_or_look_does_not_ask_again(void **state) {
    (void)state;
    const char *before = "{'analytics':{" GA4 "}}";
    const char *const after[] = {
        "{'analytics':{'ga4':'G-OTHER12345'}}",
        "{'analytics':{" GA4 "},'consent':{'company':'SMG','theme':'dark','language':'kk'}}",
        "{'analytics':{" GA4 "},'consent':{'texts':{'en':{'title':'Another title'}}}}",
        "{'analytics':{" GA4 "},'consent':{'purposes':{'analytics':{'name':'Counting'}}}}",
    };
    for (size_t i = 0; i < sizeof after / sizeof *after; i++) {
        struct host *host = under(before, after[i], accept);
        assert_asked(host, false);
        assert_string_equal(host_loaded(host), "ga4");
    }
    /* The order of the entries does not matter either. */
    struct host *host = under("{'analytics':{" GA4 ",'metrica':1}}", "{'analytics':{'metrica':1," GA4 "}}", accept);
    assert_asked(host, false);
}

/* A record that somebody has tampered with: what it refuses anywhere is refused. */
static void marked_twice_the_refusal_counts(void **state) {
    (void)state;
    for (int order = 0; order < 2; order++) {
        struct host *host = host_new();
        host_page(host, FIVE, accept);
        char *last = strrchr(host->cookies, '+'), token[16], both[64];
        snprintf(token, sizeof token, "%s", last + 1);
        snprintf(both, sizeof both, order ? "-%s+%s" : "+%s-%s", token, token);
        memcpy(last, both, strlen(both) + 1);
        host_forget(host);
        host_page(host, FIVE, host_settle);
        assert_string_equal(host_loaded(host), "ga4 metrica clarity hotjar");
        assert_json(host_find(host, "unlock"), "['unlock',['analytics','replay'],"
                                               "['ga4','metrica','clarity','hotjar','webvisor']]");
    }
}

static void a_new_processor_of_a_granted_purpose_is_not_granted(void **state) {
    (void)state;
    struct host *host = under("{'analytics':{" GA4 "}}", "{'analytics':{" GA4 ",'metrica':1}}", accept);
    assert_string_equal(host_loaded(host), "");
}

static void a_site_without_processors_asks_nothing(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, "{}");
    assert_effects(host, "emit ready");
    host_call(host, "show", "[]");
    host_call(host, "showPreferences", "[]");
    assert_effects(host, "emit ready");
}

static void a_purpose_without_processors_is_granted_by_itself(void **state) {
    (void)state;
    const char *config = "{'analytics':{" GA4 "},'consent':{'purposes':{'maps':{'name':'Maps'}}}}";
    struct host *host = host_new();
    host_start(host, config);
    host_save(host, "'maps'");
    host_settle(host);
    assert_string_equal(host_loaded(host), "");
    assert_json(host_find(host, "unlock"), "['unlock',['maps'],[]]");
    assert_true(*host->cookies);
    host_forget(host);
    host_call(host, "acceptedPurpose", "['maps']");
    assert_json(host->effects[0], "['return',true]");
}

/* Of a refusal only the day is known: the term begins when that is over, not before the visitor was there. */
static void a_refusal_late_in_the_day_holds_its_whole_term(void **state) {
    (void)state;
    const char *config = "{'analytics':{" GA4 "},'consent':{'refusalExpiresAfterDays':1}}";
    struct host *host = host_new();
    host->now += DAY / 2 - 60;
    host_page(host, config, reject);
    return_after(host, config, 90);
    assert_asked(host, false);
    return_after(host, config, DAY);
    assert_asked(host, false);
    return_after(host, config, DAY + 90);
    assert_asked(host, true);
}

static void reset_only(struct host *host) {
    host_press(host, "accept");
    host_settle(host);
    host_call(host, "reset", "[]");
}

/* What was new has been answered by then. */
static void what_was_answered_is_not_new_when_it_is_asked_once_more(void **state) {
    (void)state;
    const char *more = "{'analytics':{" GA4 ",'metaPixel':'123456'}}";
    struct host *host = host_new();
    host_page(host, "{'analytics':{" GA4 "}}", accept);
    host_forget(host);
    host_page(host, more, reset_only);
    assert_int_equal(host_times(host, "render banner"), 2);
    assert_lacks(host_text(host, "render banner"), "New since your last choice");
}

/* ... nor where it was answered in another tab. */
static void what_was_answered_elsewhere_is_not_new_either(void **state) {
    (void)state;
    const char *more = "{'analytics':{" GA4 ",'metaPixel':'123456'}}";
    struct host *other = host_new(), *host = host_new();
    host_page(host, "{'analytics':{" GA4 "}}", accept);
    host_page(other, more, accept);
    host_start(host, more);
    assert_contains(host_text(host, "render banner"), "New since your last choice");
    strcpy(host->cookies, other->cookies);
    host_send(host, SYNC);
    host_settle(host);
    host_forget(host);
    host_call(host, "show", "[]");
    assert_lacks(host_text(host, "render banner"), "New since your last choice");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_subset_of_purposes_loads_its_processors),
        cmocka_unit_test(every_subset_of_processors_loads_just_these),
        cmocka_unit_test(a_choice_that_is_not_kept_loads_nothing),
        cmocka_unit_test(a_choice_that_was_not_kept_is_asked_for_again),
        cmocka_unit_test(a_refusal_that_is_not_kept_holds_on_this_page),
        cmocka_unit_test(a_withdrawal_that_is_not_kept_still_ends_what_runs),
        cmocka_unit_test(a_withdrawal_that_is_not_kept_loads_nothing_more),
        cmocka_unit_test(another_tab_accepts),
        cmocka_unit_test(another_tab_rejects),
        cmocka_unit_test(another_tab_withdraws),
        cmocka_unit_test(another_tab_narrows_the_grant),
        cmocka_unit_test(another_tab_widens_the_grant),
        cmocka_unit_test(a_refusal_that_another_tab_replaced_is_stored_again),
        cmocka_unit_test(a_refusal_that_another_tab_replaced_at_once_is_stored_again),
        cmocka_unit_test(a_later_grant_of_another_tab_holds),
        cmocka_unit_test(a_grant_that_lingers_beneath_a_refusal_goes),
        cmocka_unit_test(a_later_grant_of_another_tab_ends_a_refusal_that_was_not_kept),
        cmocka_unit_test(an_earlier_grant_undoes_no_refusal),
        cmocka_unit_test(a_grant_that_another_tab_refused_is_no_failure),
        cmocka_unit_test(a_grant_that_was_refused_at_the_same_time_goes),
        cmocka_unit_test(cleared_cookies_withdraw),
        cmocka_unit_test(cleared_cookies_ask_on_the_next_page),
        cmocka_unit_test(a_sync_without_news_is_nothing),
        cmocka_unit_test(a_grant_lasts_182_days),
        cmocka_unit_test(a_refusal_lasts_as_long),
        cmocka_unit_test(no_nagging_after_a_refusal),
        cmocka_unit_test(both_terms_can_be_set),
        cmocka_unit_test(consent_ends_on_an_open_page_too),
        cmocka_unit_test(a_clock_a_year_off_neither_extends_nor_backdates),
        cmocka_unit_test(a_future_refusal_is_none_and_grants_nothing),
        cmocka_unit_test(of_one_day_a_refusal_holds),
        cmocka_unit_test(a_grant_of_a_later_day_holds),
        cmocka_unit_test(a_refusal_of_a_later_day_holds),
        cmocka_unit_test(what_was_added_asks_again),
        cmocka_unit_test(another_country_or_purpose_asks_again),
        cmocka_unit_test(another_revision_asks_again_either_way),
        cmocka_unit_test(what_was_removed_does_not_ask_again),
        cmocka_unit_test(another_wording_or_look_does_not_ask_again),
        cmocka_unit_test(marked_twice_the_refusal_counts),
        cmocka_unit_test(a_new_processor_of_a_granted_purpose_is_not_granted),
        cmocka_unit_test(a_site_without_processors_asks_nothing),
        cmocka_unit_test(a_purpose_without_processors_is_granted_by_itself),
        cmocka_unit_test(a_refusal_late_in_the_day_holds_its_whole_term),
        cmocka_unit_test(what_was_answered_is_not_new_when_it_is_asked_once_more),
        cmocka_unit_test(what_was_answered_elsewhere_is_not_new_either),
    };
    return RUN(tests);
}
