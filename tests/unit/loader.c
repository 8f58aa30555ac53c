/* Loads only what the records of the very event grant, each once; and what goes when a grant ends. */
#include "support/host.h"

static void save_clarity(struct host *host) {
    host_save(host, "'clarity'");
    host_settle(host);
}

static void a_cookie_lost_before_the_first_load_loads_nothing(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, FIVE);
    host_press(host, "accept");
    *host->cookies = 0;
    host_settle(host);
    assert_string_equal(host_loaded(host), "");
    assert_non_null(host_find(host, "emit error"));
}

static void a_cookie_lost_between_two_loads_ends_it(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, FIVE);
    host_press(host, "accept");
    host_next(host);
    assert_string_equal(host_loaded(host), "ga4");
    *host->cookies = 0;
    host_forget(host);
    host_settle(host);
    assert_effects(host, "render banner, emit show, stop ga4, erase, later");
}

/* A page that hears that the banner goes may refuse there and then. */
static void nothing_loads_in_the_answer_that_takes_the_banner_away(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, FIVE);
    host_call(host, "reset", "[]");
    host_page(host, FIVE, accept);
    host_forget(host);
    host_next(host);
    assert_effects(host, "remove banner, emit hide, mask, next task");
    host_next(host);
    assert_string_equal(host_loaded(host), "ga4");
}

static void a_cookie_lost_while_a_known_visitor_s_page_loads_ends_it(void **state) {
    (void)state;
    struct host *host = host_new();
    host_page(host, FIVE, accept);
    host_start(host, FIVE);
    host_next(host);
    assert_string_equal(host_loaded(host), "ga4 metrica clarity hotjar metaPixel ga4");
    *host->cookies = 0;
    host_forget(host);
    host_settle(host);
    assert_int_equal(host_times(host, "render banner"), 1);
    assert_int_equal(host_times(host, "stop ga4"), 1);
    assert_int_equal(host_times(host, "erase"), 1);
    assert_string_equal(host_loaded(host), "");
}

static void a_cookie_narrowed_between_two_loads_is_obeyed(void **state) {
    (void)state;
    struct host *host = host_new(), *other = host_new();
    host_page(other, FIVE, save_clarity);
    host_start(host, FIVE);
    host_press(host, "accept");
    strcpy(host->cookies, other->cookies);
    host_settle(host);
    assert_string_equal(host_loaded(host), "clarity");
    assert_json(host_find(host, "unlock"), "['unlock',[],['clarity']]");
}

static void a_refusal_between_two_loads_is_obeyed(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, FIVE);
    host_press(host, "accept");
    host_next(host);
    host_forget(host);
    host_press(host, "reject");
    host_settle(host);
    assert_string_equal(host_loaded(host), "");
    assert_int_equal(host_times(host, "stop ga4"), 1);
}

static void no_processor_loads_twice(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, FIVE);
    accept(host);
    accept(host);
    for (int i = 0; i < 5; i++) {
        host_send(host, "'type':'sync'");
        host_send(host, "'type':'next'");
        host_call(host, "acceptAll", "[]");
        host_send(host, "'type':'next'");
    }
    host_settle(host);
    assert_string_equal(host_loaded(host), "ga4 metrica clarity hotjar metaPixel");
}

static void a_next_that_nobody_asked_for_loads_nothing(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, FIVE);
    host_forget(host);
    host_send(host, "'type':'next'");
    host_press(host, "settings");
    host_send(host, "'type':'next'");
    assert_effects(host, "render settings, emit show");
}

/* A grant in the records alone is not taken up by any event but start, sync and the awaited next. */
static void a_grant_appears_only_by_start_or_sync(void **state) {
    (void)state;
    struct host *host = host_new(), *other = host_new();
    host_page(other, FIVE, accept);
    host_start(host, FIVE);
    strcpy(host->cookies, other->cookies);
    host_press(host, "settings");
    host_press(host, "close");
    host_call(host, "getConsent", "[]");
    host_send(host, "'type':'next'");
    host_send(host, "'type':'failed','id':'ga4'");
    host_send(host, "'type':'language','languages':['ru']");
    assert_string_equal(host_loaded(host), "");
}

static void webvisor_is_loaded_as_a_part_of_metrica(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, FIVE);
    host_save(host, "'metrica','webvisor'");
    host_settle(host);
    assert_string_equal(host_loaded(host), "metrica");
    assert_contains(host_find(host, "load metrica"), "'webvisor':true,'clickmap':true");
    assert_json(host_find(host, "unlock"), "['unlock',[],['metrica','webvisor']]");
}

static void webvisor_without_metrica_is_nothing(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, FIVE);
    host_save(host, "'webvisor'");
    host_settle(host);
    assert_string_equal(host_loaded(host), "");
    const char *unlock = host_find(host, "unlock");
    assert_true(!unlock || !strcmp(unlock, host_json("['unlock',[],[]]")));
    host_forget(host);
    host_call(host, "acceptedProcessor", "['webvisor']");
    assert_json(host->effects[0], "['return',false]");
}

static void a_part_that_is_withdrawn_changes_its_whole(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, FIVE);
    host_save(host, "'metrica','webvisor'");
    host_settle(host);
    host_save(host, "'metrica'");
    host_forget(host);
    host_settle(host);
    assert_effects(host, "erase, later, update metrica, unlock, emit consent, emit change, render float");
    assert_contains(host_find(host, "update metrica"),
                    "['update','metrica',[['call','ym',12345678,'destruct'],['call','ym',12345678,"
                    "'init',{'accurateTrackBounce':true,'trackLinks':true,'webvisor':false,'clickmap':false,");
    /* A page view was counted when it began. */
    assert_contains(host_find(host, "update metrica"), "'defer':true}]]]");
    assert_contains(host_find(host, "erase"), "_ym_visorc");
    /* And back again. */
    host_save(host, "'metrica','webvisor'");
    host_forget(host);
    host_settle(host);
    assert_contains(host_find(host, "update metrica"), "'webvisor':true,'clickmap':true");
}

static void a_grant_unlocks_its_purposes_and_processors(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, FIVE);
    host_save(host, "'ga4','metrica','clarity'");
    host_settle(host);
    assert_json(host_find(host, "unlock"), "['unlock',['analytics'],['ga4','metrica','clarity']]");
}

static void what_is_added_to_the_page_wakes_upon_the_records_of_now(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, FIVE);
    host_send(host, ADDED);
    assert_int_equal(host_times(host, "unlock"), 0);
    host_press(host, "accept");
    host_forget(host);
    host_send(host, ADDED);
    assert_effects(host, "");
    host_settle(host);
    assert_int_equal(host_times(host, "unlock"), 1);
    host_forget(host);
    host->table = true;
    host_send(host, ADDED);
    assert_effects(host, "render table, unlock");
    host_forget(host);
    *host->cookies = 0;
    host_send(host, ADDED);
    host_settle(host);
    assert_int_equal(host_times(host, "unlock"), 0);
    assert_int_equal(host_times(host, "render banner"), 1);
}

static void what_is_added_sleeps_after_a_refusal(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, FIVE);
    host_press(host, "reject");
    host_settle(host);
    host_send(host, ADDED);
    assert_int_equal(host_times(host, "unlock"), 0);
}

/* The names in the erase effect: place 1 cookies, 2 localStorage, 3 sessionStorage. */
static bool erases(const struct host *host, int place, const char *name) {
    const cJSON *names = cJSON_GetArrayItem(host_parse(host_find(host, "erase")), place), *item;
    cJSON_ArrayForEach(item, names) {
        if (!strcmp(item->valuestring, name))
            return true;
    }
    return false;
}

static void a_refusal_erases_what_all_of_them_keep(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, FIVE);
    host_press(host, "reject");
    host_settle(host);
    const char *const cookies[] = {"_ga",        "_ga_*",       "_gid",   "_ym_uid",         "_ym_d", "_ym_isad",
                                   "_ym_visorc", "_clck",       "_clsk",  "_hjSession_*",    "_fbp",  "_fbc",
                                   "_ym_*",      "_hjSession*", "_cs_id", "metrika_enabled", "_hp5_*"};
    for (size_t i = 0; i < sizeof cookies / sizeof *cookies; i++)
        assert_true(erases(host, 1, cookies[i]));
    const char *const local[] = {"_ym_*", "_ym1*", "_hjUserAttributes", "lastExternalReferrer", "_gcl_ls"};
    for (size_t i = 0; i < sizeof local / sizeof *local; i++)
        assert_true(erases(host, 2, local[i]));
    const char *const session[] = {"_cltk", "__ym_tab_guid", "hjViewportId"};
    for (size_t i = 0; i < sizeof session / sizeof *session; i++)
        assert_true(erases(host, 3, session[i]));
    /* Not our own record, and not a refusal that a vendor itself keeps. */
    assert_false(erases(host, 1, "smg_consent") || erases(host, 1, "*") || erases(host, 1, "_cs_optout"));
}

static void a_partial_grant_erases_only_the_rest(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, FIVE);
    host_save(host, "'ga4','hotjar'");
    host_settle(host);
    assert_true(erases(host, 1, "_fbp") && erases(host, 1, "_clck") && erases(host, 1, "_ym_uid"));
    assert_false(erases(host, 1, "_ga") || erases(host, 1, "_ga_*") || erases(host, 1, "_gid"));
    assert_false(erases(host, 1, "_hjSession*") || erases(host, 2, "_hjRecording*") || erases(host, 1, "_cs_id"));
}

static void metrica_without_webvisor_erases_only_the_recording(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, FIVE);
    host_save(host, "'metrica'");
    host_settle(host);
    assert_true(erases(host, 1, "_ym_visorc"));
    assert_false(erases(host, 1, "_ym_uid") || erases(host, 1, "_ym_*") || erases(host, 2, "_ym_*"));
}

static void what_the_site_does_not_use_is_not_erased(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, "{'analytics':{'ga4':'G-ABC1234567'}}");
    host_press(host, "reject");
    host_settle(host);
    assert_true(erases(host, 1, "_ga"));
    assert_false(erases(host, 1, "_fbp") || erases(host, 1, "_ym_uid"));
}

static void accepting_all_erases_nothing(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, FIVE);
    accept(host);
    const char *erase = host_find(host, "erase");
    assert_true(!erase || !strcmp(erase, NOTHING_TO_ERASE));
}

static void before_a_choice_nothing_is_erased(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, FIVE);
    host_press(host, "settings");
    host_press(host, "close");
    host_send(host, "'type':'sync'");
    assert_null(host_find(host, "erase"));
}

static void each_load_waits_for_a_task_of_its_own(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, FIVE);
    host_press(host, "accept");
    assert_json(host_find(host, "next paint"), "['next','paint']");
    for (int i = 0; i < 5; i++) {
        host_forget(host);
        host_next(host);
        assert_int_equal(host->count, i ? 2 : 3); /* before the first one fields are masked */
        assert_json(host->effects[host->count - 1], "['next','task']");
    }
}

static void accept_all_but_advertising(struct host *host) {
    accept(host);
    host_forget(host);
    host_call(host, "acceptPurpose", "['marketing',false]");
    host_settle(host);
}

/* What Google Analytics keeps for advertising goes with the grant of advertising, and it runs on. */
static void what_is_kept_for_a_refused_purpose_goes(void **state) {
    (void)state;
    const char *config = "{'analytics':{'metaPixel':'123456789012345','ga4':'G-ABC1234567'}}";
    struct host *host = host_new();
    host->table = true;
    host_page(host, config, accept_all_but_advertising);
    assert_contains(host_text(host, "render table"),
                    "_gcl_* (90 d), _gac_* (90 d). Local storage: _gcl_ls (until deleted).");
    assert_contains(host_find(host, "erase"), "'_gcl_*','_gac_*'");
    assert_contains(host_find(host, "erase"), "'_gcl_ls'");
    assert_lacks(host_find(host, "erase"), "'_ga'");
    assert_int_equal(host_times(host, "stop ga4"), 0);
    /* On the next page too, which could not have been told otherwise. */
    host_forget(host);
    host_start(host, config);
    host_settle(host);
    assert_contains(host_find(host, "erase"), "'_gcl_*'");
}

/* Where nobody asks for advertising, what the site itself may have of it is not this module's. */
static void what_nobody_asks_for_is_not_erased(void **state) {
    (void)state;
    struct host *host = host_new();
    host->table = true;
    host_start(host, "{'analytics':{'ga4':'G-ABC1234567'}}");
    assert_lacks(host_text(host, "render table"), "_gcl");
    accept(host);
    const char *erase = host_find(host, "erase");
    assert_true(!erase || !strcmp(erase, NOTHING_TO_ERASE));
}

#define TOLD "'company':'Own Ltd','countries':['DE'],'description':'Counts.','data':['ip'],"
#define OWN_ALSO                                                                                                       \
    "{'analytics':{'metaPixel':'123456789012345'%s},'consent':{'processors':[{'id':'own'," TOLD                        \
    "'name':'Own','purpose':'analytics','cookies':{'own_id':'1y'},"                                                    \
    "'storesFor':{'marketing':{'cookies':{'own_ad':'90d'}}}},{'id':'ads','name':'Ads'," TOLD                           \
    "'purpose':'marketing','cookies':{'own_ad':'90d'}}]}}"

/* With the processor itself; and not while another one of that purpose runs, which may keep the same. */
static void what_is_kept_for_a_purpose_goes_with_its_processor_too(void **state) {
    (void)state;
    static char config[1000];
    snprintf(config, sizeof config, OWN_ALSO, "");
    struct host *host = host_new();
    host->table = true;
    strcpy(host->cookies, "own_ad=1");
    host_start(host, config);
    assert_contains(host_text(host, "render table"), "Cookies now: own_ad.");
    host_save(host, "'own','ads'");
    host_settle(host);
    assert_lacks(host_find(host, "erase"), "own_ad");
    assert_contains(host_find(host, "erase"), "_fbp");
    host_call(host, "getReceipt", "[]");
    assert_contains(host_find(host, "return"), "{'own_id':'1y','own_ad':'90d'}");
    host_save(host, "'own'");
    host_settle(host);
    assert_contains(host_find(host, "erase"), "own_ad");
    host_press(host, "reject");
    host_forget(host);
    host_settle(host);
    assert_contains(host_find(host, "erase"), "'own_id'");
    assert_contains(host_find(host, "erase"), "'own_ad'");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cookie_lost_before_the_first_load_loads_nothing),
        cmocka_unit_test(a_cookie_lost_between_two_loads_ends_it),
        cmocka_unit_test(nothing_loads_in_the_answer_that_takes_the_banner_away),
        cmocka_unit_test(a_cookie_lost_while_a_known_visitor_s_page_loads_ends_it),
        cmocka_unit_test(a_cookie_narrowed_between_two_loads_is_obeyed),
        cmocka_unit_test(a_refusal_between_two_loads_is_obeyed),
        cmocka_unit_test(no_processor_loads_twice),
        cmocka_unit_test(a_next_that_nobody_asked_for_loads_nothing),
        cmocka_unit_test(a_grant_appears_only_by_start_or_sync),
        cmocka_unit_test(webvisor_is_loaded_as_a_part_of_metrica),
        cmocka_unit_test(webvisor_without_metrica_is_nothing),
        cmocka_unit_test(a_part_that_is_withdrawn_changes_its_whole),
        cmocka_unit_test(a_grant_unlocks_its_purposes_and_processors),
        cmocka_unit_test(what_is_added_to_the_page_wakes_upon_the_records_of_now),
        cmocka_unit_test(what_is_added_sleeps_after_a_refusal),
        cmocka_unit_test(a_refusal_erases_what_all_of_them_keep),
        cmocka_unit_test(a_partial_grant_erases_only_the_rest),
        cmocka_unit_test(metrica_without_webvisor_erases_only_the_recording),
        cmocka_unit_test(what_the_site_does_not_use_is_not_erased),
        cmocka_unit_test(accepting_all_erases_nothing),
        cmocka_unit_test(before_a_choice_nothing_is_erased),
        cmocka_unit_test(each_load_waits_for_a_task_of_its_own),
        cmocka_unit_test(what_is_kept_for_a_refused_purpose_goes),
        cmocka_unit_test(what_nobody_asks_for_is_not_erased),
        cmocka_unit_test(what_is_kept_for_a_purpose_goes_with_its_processor_too),
    };
    return RUN(tests);
}
