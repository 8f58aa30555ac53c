/* What runs is stopped, told of a change, started again or left to a reload, each as its definition can. */
#include "support/host.h"

#define WITH(option) FIVE_AND("{" option "}")
#define FIVE_AND(consent)                                                                                              \
    "{'analytics':{'ga4':'G-ABC1234567','metrica':12345678,'clarity':'abcdefghij','hotjar':1234567,"                   \
    "'metaPixel':'123456789012345'},'consent':" consent "}"

static void save(struct host *host, const char *on) {
    host_forget(host);
    host_save(host, on);
    host_settle(host);
}

static struct host *page_with(const char *config, const char *on) {
    struct host *host = host_new();
    host->table = true;
    host_start(host, config);
    save(host, on);
    return host;
}

/* The state that the table tells of a processor. */
static const char *state(const struct host *host, const char *id) {
    static char text[40];
    const cJSON *row = host_node(host_view(host, "render table"), "data-smg-row", id);
    assert_non_null(row);
    strcpy(text, cJSON_GetObjectItemCaseSensitive(cJSON_GetArrayItem(row, 1), "data-smg-state")->valuestring);
    return text;
}

static void what_can_be_stopped_needs_no_reload(void **test) {
    (void)test;
    struct host *host = page_with(FIVE, "'ga4','metrica','clarity','metaPixel'");
    save(host, "");
    assert_false(host->reloading);
    const char *const stopped[] = {"stop ga4", "stop metrica", "stop clarity", "stop metaPixel"};
    for (int i = 0; i < 4; i++)
        assert_int_equal(host_times(host, stopped[i]), 1);
    assert_string_equal(state(host, "ga4"), "stopped");
    assert_string_equal(state(host, "hotjar"), "blocked");
    /* Told once; and what is left behind is looked for again. */
    host_forget(host);
    host_send(host, "'type':'sync'");
    host_send(host, "'type':'eraseAgain'");
    assert_effects(host, "erase");
}

static void what_cannot_be_stopped_is_reloaded(void **test) {
    (void)test;
    struct host *host = page_with(FIVE, "'ga4','hotjar'");
    save(host, "'ga4'");
    assert_true(host->reloading);
    assert_int_equal(host_times(host, "stop ga4"), 0);
    assert_int_equal(host_times(host, "later"), 0);
}

static void the_others_go_on(void **test) {
    (void)test;
    struct host *host = page_with(FIVE, "'ga4','metrica','metaPixel'");
    save(host, "'ga4','metrica'");
    assert_int_equal(host_times(host, "stop metaPixel"), 1);
    assert_string_equal(host_loaded(host), "");
    assert_int_equal(host_times(host, "stop ga4") + host_times(host, "stop metrica"), 0);
    assert_string_equal(state(host, "ga4"), "active");
    /* Told that advertising is off, without a second page view. */
    assert_json(host_find(host, "update ga4"),
                "['update','ga4',[['call','gtag','consent','update',{'ad_storage':'denied','ad_user_data':"
                "'denied','ad_personalization':'denied','analytics_storage':'granted'}],['call','gtag','set',"
                "{'allow_google_signals':false,'allow_ad_personalization_signals':false}]]]");
}

static void clarity_is_told_in_step(void **test) {
    (void)test;
    struct host *host = page_with(FIVE, "'clarity'");
    save(host, "'clarity','metaPixel'");
    assert_json(host_find(host, "update clarity"),
                "['update','clarity',[['set','clarity.heard',false],['call','clarity','consentv2',"
                "{'ad_Storage':'granted','analytics_Storage':'granted'}]]]");
    /* Never denied alone, which would start it again without cookies. */
    save(host, "'metaPixel'");
    assert_null(host_find(host, "update clarity"));
    assert_json(host_find(host, "stop clarity"),
                "['stop','clarity',[['call','clarity','stop'],['set','clarity.q',[['stop']]]]]");
}

/* It hears Google's consent mode too, by which Google Analytics ends: what holds is said once more after that. */
static void clarity_is_told_again_when_google_analytics_ends(void **test) {
    (void)test;
    struct host *host = page_with(FIVE, "'clarity','ga4','metaPixel'");
    save(host, "'clarity','metaPixel'");
    assert_contains(host_find(host, "update clarity"), "{'ad_Storage':'granted','analytics_Storage':'granted'}");
    assert_contains(host_words(host), "stop ga4, erase, later, update clarity");
    /* Advertising is granted still: other tags of Google's hear that too. */
    assert_contains(host_find(host, "stop ga4"), "{'ad_storage':'granted','ad_user_data':'granted',"
                                                 "'ad_personalization':'granted','analytics_storage':'denied'}");
    save(host, "");
    assert_null(host_find(host, "update clarity"));
}

static void nothing_is_told_where_nothing_changes_for_it(void **test) {
    (void)test;
    struct host *host = page_with(FIVE, "'ga4','metrica'");
    save(host, "'ga4','metrica','hotjar'");
    assert_null(host_find(host, "update ga4"));
    assert_null(host_find(host, "update metrica"));
    assert_string_equal(host_loaded(host), "hotjar");
}

static void what_was_stopped_starts_again_without_its_script(void **test) {
    (void)test;
    struct host *host = page_with(FIVE, "'ga4','metrica','metaPixel'");
    save(host, "");
    save(host, "'ga4','metrica','metaPixel'");
    assert_string_equal(host_loaded(host), "ga4 metrica metaPixel");
    const char *const loads[] = {"load ga4", "load metrica", "load metaPixel"};
    for (int i = 0; i < 3; i++) {
        assert_lacks(host_find(host, loads[i]), "'script'");
        assert_lacks(host_find(host, loads[i]), "PageView");
        assert_lacks(host_find(host, loads[i]), "'config'");
    }
    assert_contains(host_find(host, "load ga4"), "['set','ga-disable-G-ABC1234567',false]");
    assert_contains(host_find(host, "load metrica"), "'defer':true");
    assert_contains(host_find(host, "load metaPixel"), "['set','fbq.queue',[]],['call','fbq','consent','grant']");
    assert_string_equal(state(host, "ga4"), "active");
    /* And can be stopped again. */
    save(host, "");
    assert_int_equal(host_times(host, "stop ga4"), 1);
}

static void what_cannot_start_again_waits_for_a_reload_and_says_so(void **test) {
    (void)test;
    struct host *host = page_with(FIVE, "'clarity'");
    save(host, "");
    save(host, "'clarity'");
    assert_string_equal(host_loaded(host), "");
    assert_string_equal(state(host, "clarity"), "waiting");
    host_forget(host);
    host_press(host, "settings");
    assert_contains(host_text(host, "render settings"), "Starts after a reload");
}

static void a_site_may_reload_always(void **test) {
    (void)test;
    struct host *host = page_with(WITH("'onWithdraw':'reload'"), "'ga4'");
    save(host, "");
    assert_true(host->reloading);
}

static void a_site_can_ask_for_nothing_else(void **test) {
    (void)test;
    struct host *host = host_new();
    host_page(host, WITH("'onWithdraw':'x'"), NULL);
    assert_json(host_logs(host), "SMG_CONFIG.consent.onWithdraw: expected auto|reload|none, got 'x'");
}

static void without_a_reload_the_truth_is_told(void **test) {
    (void)test;
    struct host *host = page_with(WITH("'onWithdraw':'none'"), "'hotjar'");
    save(host, "");
    assert_false(host->reloading);
    assert_string_equal(state(host, "hotjar"), "stopping");
    host_forget(host);
    host_press(host, "settings");
    assert_contains(host_text(host, "render settings"), "Stops after a reload");
    /* It runs still: a new grant loads nothing twice. */
    host_press(host, "close");
    save(host, "'hotjar'");
    assert_string_equal(host_loaded(host), "");
    assert_string_equal(state(host, "hotjar"), "active");
}

static void content_that_was_woken_needs_a_reload(void **test) {
    (void)test;
    struct host *host = page_with(FIVE, "'ga4'");
    host_forget(host);
    host_press(host, "withdraw");
    host_send(host, "'type':'next','woken':['marketing','ga4',5]");
    assert_int_equal(host_times(host, "reload"), 1);
}

static void a_script_on_its_way_needs_a_reload(void **test) {
    (void)test;
    struct host *host = page_with(FIVE, "'ga4','metrica'");
    host_forget(host);
    host_save(host, "'ga4'");
    host_send(host, "'type':'next','pending':['ga4','metrica',5]");
    assert_int_equal(host_times(host, "stop metrica"), 1);
    assert_int_equal(host_times(host, "reload"), 1);
}

static void what_is_still_granted_may_stay_awake(void **test) {
    (void)test;
    struct host *host = page_with(FIVE, "'ga4','metrica'");
    host_forget(host);
    host_save(host, "'ga4'");
    host_send(host, "'type':'next','woken':['ga4','nothing']");
    assert_int_equal(host_times(host, "stop metrica"), 1);
    assert_int_equal(host_times(host, "reload"), 0);
}

static void fields_are_masked_before_a_recorder_starts(void **test) {
    (void)test;
    struct host *host = page_with(FIVE, "'ga4','metrica'");
    assert_null(host_find(host, "mask"));
    save(host, "'metrica','webvisor','clarity','hotjar'");
    assert_json(host_find(host, "mask"), "['mask','',[['data-clarity-mask','true'],['data-hj-suppress',''],['class',"
                                         "'ym-hide-content ym-disable-keys']]]");
    int mask = 0, load = 0;
    for (int i = host->count - 1; i >= 0; i--) {
        mask = !strncmp(host->effects[i], host_json("['mask'"), 7) ? i : mask;
        load = !strncmp(host->effects[i], host_json("['load'"), 7) ||
                       !strncmp(host->effects[i], host_json("['update','m"), 12)
                   ? i
                   : load;
    }
    assert_true(host->count && mask < load + 2);
}

static void the_site_may_say_what_can_be_recorded(void **test) {
    (void)test;
    struct host *host = page_with(WITH("'recordable':'.search input'"), "'clarity'");
    assert_json(host_find(host, "mask"), "['mask','.search input',[['data-clarity-mask','true']]]");
}

#define SEEN(host, url) "'type':'requests','requests':[['" host "','" url "']]"

static void a_request_without_a_grant_is_a_leak(void **test) {
    (void)test;
    struct host *host = host_new();
    host->table = true;
    host_start(host, FIVE);
    host_forget(host);
    host_send(host, SEEN("x.clarity.ms", "https://x.clarity.ms/collect"));
    assert_json(host->effects[0], "['emit','leak',{'processor':'clarity','url':'https://x.clarity.ms/collect'}]");
    assert_string_equal(host_logs(host), "clarity is contacted without a grant: https://x.clarity.ms/collect");
    /* Once, and only what is a processor's. */
    host_forget(host);
    host_send(host, SEEN("x.clarity.ms", "https://x.clarity.ms/collect"));
    host_send(host, SEEN("clarity.ms.example", "https://clarity.ms.example/"));
    host_send(host, SEEN("notclarity.ms", "https://notclarity.ms/"));
    host_send(host, "'type':'requests','requests':[5,[],[5],['a'],{'b':'mc.yandex.ru'}]");
    host_send(host, "'type':'requests','requests':5");
    host_send(host, "'type':'requests'");
    assert_int_equal(host_times(host, "emit leak"), 0);
}

static void a_request_with_a_grant_is_counted(void **test) {
    (void)test;
    struct host *host = page_with(FIVE, "'metrica'");
    host_forget(host);
    host_send(host, SEEN("mc.yandex.ru", "https://mc.yandex.ru/watch/1"));
    strcat(host->cookies, "; _ym_uid=1; _ym_d=2; _ga=3; unrelated=4");
    host_send(host, SEEN("mc.yandex.ru", "https://mc.yandex.ru/watch/2"));
    assert_int_equal(host_times(host, "emit leak"), 0);
    /* A request to nobody's host writes no table anew. */
    int tables = host_times(host, "render table");
    host_send(host, SEEN("cdn.example", "https://cdn.example/"));
    assert_int_equal(host_times(host, "render table"), tables);
    const cJSON *row = host_node(host_view(host, "render table"), "data-smg-row", "metrica");
    char text[2000] = "";
    host_node_text(row, text, sizeof text);
    assert_contains(text, "Active . Cookies now: _ym_uid, _ym_d. Requests: 2.");
}

static void what_was_on_its_way_is_no_leak(void **test) {
    (void)test;
    struct host *host = page_with(FIVE, "'metrica'");
    save(host, "");
    host_forget(host);
    host->now += 5;
    host_send(host, SEEN("mc.yandex.ru", "https://mc.yandex.ru/watch/1"));
    assert_int_equal(host_times(host, "emit leak"), 0);
}

static void what_goes_on_after_it_was_stopped_is_a_leak(void **test) {
    (void)test;
    struct host *host = page_with(FIVE, "'metrica'");
    save(host, "");
    host_forget(host);
    host->now += 6;
    host_send(host, SEEN("mc.yandex.ru", "https://mc.yandex.ru/watch/1"));
    assert_int_equal(host_times(host, "emit leak"), 1);
}

static void what_cannot_be_erased_is_listed(void **test) {
    (void)test;
    struct host *host = host_new();
    host->table = true;
    host_start(host, FIVE);
    host_press(host, "settings");
    assert_contains(host_text(host, "render settings"),
                    "www.smgcorp.kz: FPID; doubleclick.net: IDE, test_cookie, DSID; google.com: NID.");
    assert_contains(host_text(host, "render table"),
                    "in your browser: clarity.ms: CLID, MUID, SM, MR, ANONCHK; bing.com:");
}

static void a_new_question_says_what_is_new(void **test) {
    (void)test;
    struct host *host = host_new();
    host_page(host, "{'analytics':{'ga4':'G-ABC1234567'}}", accept);
    struct host *again = host_new();
    strcpy(again->cookies, host->cookies);
    host_page(again, "{'analytics':{'ga4':'G-ABC1234567','metaPixel':'123456'}}", NULL);
    assert_contains(host_text(again, "render banner"), "New since your last choice: Advertising.");
    again = host_new();
    strcpy(again->cookies, host->cookies);
    host_page(again, "{'analytics':{'ga4':'G-ABC1234567'},'consent':{'revision':2}}", NULL);
    assert_contains(host_text(again, "render banner"), "Something has changed, so we ask again.");
}

/* A second choice while the first is being carried out is carried out as well. */
static void a_refusal_while_loading_erases(void **test) {
    (void)test;
    struct host *host = host_new();
    host_start(host, FIVE);
    host_press(host, "accept");
    host_next(host);
    host_next(host);
    host_forget(host);
    host_press(host, "reject");
    host_settle(host);
    assert_int_equal(host_times(host, "stop ga4"), 1);
    assert_int_equal(host_times(host, "erase"), 1);
    assert_int_equal(host_times(host, "later"), 1);
}

static void a_wider_grant_while_loading_masks_first(void **test) {
    (void)test;
    struct host *host = host_new();
    host_start(host, FIVE);
    host_save(host, "'ga4','metaPixel'");
    host_next(host);
    host_forget(host);
    host_call(host, "acceptAll", "[]");
    host_settle(host);
    int mask = -1, clarity = -1;
    for (int i = 0; i < host->count; i++) {
        mask = !strcmp(host_word(host->effects[i]), "mask") && mask < 0 ? i : mask;
        clarity = !strcmp(host_word(host->effects[i]), "load clarity") ? i : clarity;
    }
    assert_true(mask >= 0 && mask < clarity);
}

static void webvisor_taken_back_while_loading_is_told(void **test) {
    (void)test;
    struct host *host = page_with(FIVE, "'metrica'");
    host_forget(host);
    host_save(host, "'metrica','ga4','webvisor','metaPixel'");
    host_next(host);
    assert_contains(host_find(host, "update metrica"), "'webvisor':true");
    host_call(host, "acceptProcessor", "['webvisor',false]");
    host_settle(host);
    assert_contains(host_find(host, "update metrica"), "'webvisor':false");
}

/* What the page may listen to stands in no answer before a load: a refusal by a listener comes first. */
static void nothing_loads_in_an_answer_that_the_page_hears_of_first(void **test) {
    (void)test;
    struct host *host = host_new();
    host_page(host, FIVE, accept);
    host_forget(host);
    host_start(host, FIVE);
    assert_effects(host, "emit ready, next task");
    host_call(host, "rejectAll", "[]");
    host_settle(host);
    assert_string_equal(host_loaded(host), "");
}

static void a_narrower_choice_that_is_not_kept_ends_everything(void **test) {
    (void)test;
    struct host *host = page_with(FIVE, "'ga4','metrica','metaPixel'");
    host->cookies_fail = true;
    save(host, "'ga4'");
    assert_int_equal(host_times(host, "stop metrica"), 1);
    assert_int_equal(host_times(host, "emit error"), 1);
    assert_string_equal(state(host, "metaPixel"), "stopped");
}

static void what_could_not_be_reloaded_is_at_the_next_withdrawal(void **test) {
    (void)test;
    struct host *host = page_with(FIVE, "'hotjar'");
    host->cookies_fail = host->refusal_fails = true;
    save(host, "");
    assert_false(host->reloading);
    host->cookies_fail = host->refusal_fails = false;
    save(host, "");
    assert_true(host->reloading);
}

static void a_page_that_stayed_still_takes_choices(void **test) {
    (void)test;
    struct host *host = page_with(FIVE, "'hotjar'");
    save(host, "");
    assert_true(host->reloading);
    /* The visitor chose to stay. */
    host->reloading = false;
    host_forget(host);
    host_press(host, "accept");
    assert_int_equal(host_times(host, "store"), 1);
    assert_int_equal(host_times(host, "reload"), 1);
    assert_contains(host->cookies, "+replay");
}

static void a_grant_that_was_overruled_does_not_revive(void **test) {
    (void)test;
    const char *config = "{'analytics':{'ga4':'G-ABC1234567'},'consent':{'refusalExpiresAfterDays':30}}";
    struct host *host = host_new();
    host_page(host, config, accept);
    char grant[1024];
    strcpy(grant, host->cookies);
    struct host *later = host_new();
    later->now = host->now + 2 * DAY;
    host_start(later, config);
    host_press(later, "reject");
    host_settle(later);
    /* The cookie would not go: another path, say. */
    strcpy(later->cookies, grant);
    later->now += 31 * DAY;
    host_forget(later);
    host_send(later, "'type':'sync'");
    host_settle(later);
    assert_string_equal(host_loaded(later), "");
}

/* From the store, not from what the page remembers. */
static void one_thing_more_revives_no_cleared_grant(void **test) {
    (void)test;
    struct host *host = page_with(FIVE, "'ga4','metrica','metaPixel'");
    *host->cookies = 0;
    host_forget(host);
    host_call(host, "acceptProcessor", "['hotjar']");
    host_settle(host);
    assert_string_equal(host_loaded(host), "hotjar");
    assert_contains(host->cookies, "-analytics");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_can_be_stopped_needs_no_reload),
        cmocka_unit_test(what_cannot_be_stopped_is_reloaded),
        cmocka_unit_test(the_others_go_on),
        cmocka_unit_test(clarity_is_told_in_step),
        cmocka_unit_test(clarity_is_told_again_when_google_analytics_ends),
        cmocka_unit_test(nothing_is_told_where_nothing_changes_for_it),
        cmocka_unit_test(what_was_stopped_starts_again_without_its_script),
        cmocka_unit_test(what_cannot_start_again_waits_for_a_reload_and_says_so),
        cmocka_unit_test(a_site_may_reload_always),
        cmocka_unit_test(a_site_can_ask_for_nothing_else),
        cmocka_unit_test(without_a_reload_the_truth_is_told),
        cmocka_unit_test(content_that_was_woken_needs_a_reload),
        cmocka_unit_test(a_script_on_its_way_needs_a_reload),
        cmocka_unit_test(what_is_still_granted_may_stay_awake),
        cmocka_unit_test(fields_are_masked_before_a_recorder_starts),
        cmocka_unit_test(the_site_may_say_what_can_be_recorded),
        cmocka_unit_test(a_request_without_a_grant_is_a_leak),
        cmocka_unit_test(a_request_with_a_grant_is_counted),
        cmocka_unit_test(what_was_on_its_way_is_no_leak),
        cmocka_unit_test(what_goes_on_after_it_was_stopped_is_a_leak),
        cmocka_unit_test(what_cannot_be_erased_is_listed),
        cmocka_unit_test(a_new_question_says_what_is_new),
        cmocka_unit_test(a_refusal_while_loading_erases),
        cmocka_unit_test(a_wider_grant_while_loading_masks_first),
        cmocka_unit_test(webvisor_taken_back_while_loading_is_told),
        cmocka_unit_test(nothing_loads_in_an_answer_that_the_page_hears_of_first),
        cmocka_unit_test(a_narrower_choice_that_is_not_kept_ends_everything),
        cmocka_unit_test(what_could_not_be_reloaded_is_at_the_next_withdrawal),
        cmocka_unit_test(a_page_that_stayed_still_takes_choices),
        cmocka_unit_test(a_grant_that_was_overruled_does_not_revive),
        cmocka_unit_test(one_thing_more_revives_no_cleared_grant),
    };
    return RUN(tests);
}
