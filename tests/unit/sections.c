/* A site whose pages ask for different things, with one record for all: what was answered on one stays answered. */
#include "support/host.h"

#define EN "{'analytics':{'ga4':'G-ABC1234567'}}"
#define RU "{'analytics':{'metrica':12345678,'webvisor':false}}"
#define SHOP "{'analytics':{'metaPixel':'123456789012345'}}"

static void save_metrica(struct host *host) {
    host_save(host, "'metrica'");
    host_settle(host);
}

static void save_pixel(struct host *host) {
    host_save(host, "'metaPixel'");
    host_settle(host);
}

static void save_nothing(struct host *host) {
    host_save(host, "");
    host_settle(host);
}

static void call_metrica(struct host *host) {
    host_call(host, "acceptProcessor", "['metrica']");
    host_settle(host);
}

/* A page view in which nobody does anything: what it loads, and "asks" where it asks. */
static const char *visit(struct host *host, const char *config) {
    static char seen[4200];
    host_forget(host);
    host_page(host, config, host_settle);
    snprintf(seen, sizeof seen, "%s%s", host_loaded(host), host_times(host, "render banner") ? "asks" : "");
    return seen;
}

static void a_visitor_who_accepts_on_each_is_asked_once_on_each(void **state) {
    (void)state;
    host_script *const ways[] = {accept, save_metrica, call_metrica};
    for (int i = 0; i < 3; i++) {
        struct host *host = host_new();
        host_page(host, EN, accept);
        assert_string_equal(visit(host, EN), "ga4");
        assert_string_equal(visit(host, RU), "asks");
        host_page(host, RU, ways[i]);
        for (int round = 0; round < 3; round++) {
            assert_string_equal(visit(host, EN), "ga4");
            assert_string_equal(visit(host, RU), "metrica");
        }
    }
}

static void a_visitor_who_refuses_on_each_is_asked_once_on_each(void **state) {
    (void)state;
    struct host *host = host_new();
    host_page(host, EN, reject);
    assert_string_equal(visit(host, EN), "");
    assert_string_equal(visit(host, RU), "asks");
    host_page(host, RU, reject);
    for (int round = 0; round < 3; round++) {
        assert_string_equal(visit(host, EN), "");
        assert_string_equal(visit(host, RU), "");
    }
    assert_string_equal(host->cookies, "");
}

/* The visitor was not shown what the other section has: his yes here is none there, and his no there stands. */
static void accepting_here_grants_nothing_there(void **state) {
    (void)state;
    struct host *host = host_new();
    host_page(host, EN, reject);
    host_page(host, RU, accept);
    assert_string_equal(visit(host, RU), "metrica");
    assert_string_equal(visit(host, EN), "");
    assert_string_equal(visit(host, SHOP), "asks");
    /* And it can be given there too, and then holds on both. */
    host_page(host, EN, accept);
    assert_string_equal(visit(host, RU), "metrica");
    assert_string_equal(visit(host, EN), "ga4");
}

static void whoever_grants_nothing_here_has_refused_all(void **state) {
    (void)state;
    host_script *const ways[] = {reject, save_nothing};
    for (int i = 0; i < 2; i++) {
        struct host *host = host_new();
        host_page(host, EN, accept);
        host_page(host, RU, accept);
        host_page(host, RU, ways[i]);
        assert_string_equal(visit(host, RU), "");
        assert_string_equal(visit(host, EN), "");
        assert_string_equal(host->cookies, "");
        assert_lacks(host->refusal, "+");
    }
}

static void a_partial_answer_elsewhere_flips_no_purpose(void **state) {
    (void)state;
    const char *both = "{'analytics':{'metrica':12345678,'webvisor':false,'metaPixel':'123456789012345'}}";
    struct host *host = host_new();
    host_page(host, EN, accept);
    /* Analytics is refused there, and metaPixel granted. */
    host_page(host, both, save_pixel);
    assert_string_equal(visit(host, EN), "ga4");
    assert_contains(host_find(host, "emit consent"), "'analytics':true");
    assert_string_equal(visit(host, both), "metaPixel");
    assert_contains(host_find(host, "emit consent"), "'analytics':false");
}

static void in_which_order_sections_were_refused_does_not_show(void **state) {
    (void)state;
    struct host *one = host_new(), *other = host_new();
    host_page(one, EN, reject);
    host_page(one, RU, reject);
    host_page(one, SHOP, reject);
    other->now += 3600;
    host_page(other, SHOP, accept);
    host_page(other, RU, accept);
    host_page(other, EN, accept);
    host_page(other, RU, reject);
    assert_string_equal(one->refusal, other->refusal);
    assert_contains(one->refusal, "....-analytics-marketing.-");
}

/* What is kept was given when it was given: an answer elsewhere does not make it last longer. */
static void an_answer_elsewhere_prolongs_nothing(void **state) {
    (void)state;
    struct host *host = host_new();
    host_page(host, EN, accept);
    host->now += 100 * DAY;
    host_page(host, RU, accept);
    host->now += 50 * DAY;
    host_page(host, SHOP, accept);
    assert_string_equal(visit(host, EN), "ga4");
    host->now += 31 * DAY;
    assert_string_equal(visit(host, EN), "ga4");
    host->now += DAY;
    assert_string_equal(visit(host, EN), "asks");
    /* Nor does what is over come back. */
    host_page(host, RU, accept);
    assert_string_equal(visit(host, EN), "asks");
    assert_string_equal(visit(host, RU), "metrica");
}

static void a_kept_refusal_ends_nothing_early(void **state) {
    (void)state;
    struct host *host = host_new();
    host_page(host, EN, reject);
    host->now += 181 * DAY;
    host_page(host, RU, accept);
    host->now += 10 * DAY;
    assert_string_equal(visit(host, RU), "metrica");
    assert_string_equal(visit(host, EN), "");
}

static void what_was_granted_under_another_revision_is_not_kept(void **state) {
    (void)state;
    struct host *host = host_new();
    host_page(host, EN, accept);
    host_page(host, "{'analytics':{'metrica':12345678,'webvisor':false},'consent':{'revision':1}}", accept);
    assert_string_equal(visit(host, "{'analytics':{'ga4':'G-ABC1234567'},'consent':{'revision':1}}"), "asks");
}

/* "Accept all" there and a switch here are two things to Global Privacy Control. */
static void a_switch_here_is_none_there(void **state) {
    (void)state;
    struct host *host = host_new();
    host_page(host, SHOP, accept);
    host_page(host, RU, save_metrica);
    assert_string_equal(visit(host, SHOP), "metaPixel");
    host->gpc = true;
    assert_string_equal(visit(host, SHOP), "");
    host->gpc = false;
    host_page(host, SHOP, save_pixel);
    host_page(host, RU, accept);
    host->gpc = true;
    assert_string_equal(visit(host, SHOP), "metaPixel");
}

/* `count` processors of the page's own, with ids that begin with `letter`. */
static const char *many(char letter, int count) {
    static char config[1 << 18];
    char *to = config + sprintf(config, "{'analytics':{},'consent':{'processors':[");
    for (int i = 0; i < count; i++)
        to += sprintf(to,
                      "%s{'id':'%c%d','name':'P','company':'P','countries':['KZ'],'purpose':"
                      "'analytics','description':'P','data':['ip'],'start':[]}",
                      i ? "," : "", letter, i);
    sprintf(to, "]}}");
    return config;
}

/* A record that is too long for a cookie would be none: what this page asks for comes first. */
static void there_is_always_room_for_the_page_s_own(void **state) {
    (void)state;
    host_script *const ways[] = {accept, reject};
    for (int i = 0; i < 2; i++) {
        struct host *host = host_new();
        host_page(host, EN, ways[i]);
        host_page(host, many('a', 300), ways[i]);
        assert_string_equal(visit(host, EN), i ? "" : "ga4");
        host_page(host, many('b', 500), ways[i]);
        const char *record = i ? host->refusal : strchr(host->cookies, '=') + 1;
        assert_true(strlen(record) <= 4000 && strlen(record) > 3990);
        host_forget(host);
        host_page(host, many('b', 500), host_settle);
        assert_int_equal(host_times(host, "render banner"), 0);
        assert_int_equal(host_times(host, "load"), 0);
        assert_contains(host_find(host, "emit consent"), i ? "'b499':false" : "'b499':true");
        /* The answer that is dropped is asked for again. */
        assert_string_equal(visit(host, many('a', 300)), "asks");
    }
}

/* Marks that nobody has written: of a name that is marked twice the refusal stays. */
static void odd_marks_of_others_are_no_more_than_they_were(void **state) {
    (void)state;
    struct host *host = host_new();
    host_page(host, EN, accept);
    char ga4[6];
    memcpy(ga4, host->cookies + strlen(host->cookies) - 5, 6);
    sprintf(host->cookies + strlen(host->cookies), "-%s", ga4);
    host_page(host, RU, accept);
    assert_string_equal(visit(host, RU), "metrica");
    assert_string_equal(visit(host, EN), "");
}

static const char *stored_elsewhere;

static void accepted_elsewhere(struct host *host) {
    host_press(host, "accept");
    host_settle(host);
    strcpy(host->cookies, stored_elsewhere);
    host_forget(host);
    host->now += 2;
    host_send(host, SYNC);
    host_settle(host);
    assert_effects(host, "");
}

static void accepting_in_one_tab_takes_nothing_from_the_other(void **state) {
    (void)state;
    struct host *there = host_new(), *host = host_new();
    host_page(there, EN, accept);
    host_page(there, RU, accept);
    stored_elsewhere = there->cookies;
    host_page(host, EN, accepted_elsewhere);
    assert_string_equal(visit(host, EN), "ga4");
    assert_string_equal(visit(host, RU), "metrica");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_visitor_who_accepts_on_each_is_asked_once_on_each),
        cmocka_unit_test(a_visitor_who_refuses_on_each_is_asked_once_on_each),
        cmocka_unit_test(accepting_here_grants_nothing_there),
        cmocka_unit_test(whoever_grants_nothing_here_has_refused_all),
        cmocka_unit_test(a_partial_answer_elsewhere_flips_no_purpose),
        cmocka_unit_test(in_which_order_sections_were_refused_does_not_show),
        cmocka_unit_test(an_answer_elsewhere_prolongs_nothing),
        cmocka_unit_test(a_kept_refusal_ends_nothing_early),
        cmocka_unit_test(what_was_granted_under_another_revision_is_not_kept),
        cmocka_unit_test(a_switch_here_is_none_there),
        cmocka_unit_test(there_is_always_room_for_the_page_s_own),
        cmocka_unit_test(odd_marks_of_others_are_no_more_than_they_were),
        cmocka_unit_test(accepting_in_one_tab_takes_nothing_from_the_other),
    };
    return RUN(tests);
}
