/* The faces of content that waits: what is in them, and what a press on one does. */
#include "support/host.h"

#define SITE                                                                                                           \
    "{'analytics':{'ga4':'G-ABC1234567','hotjar':1234567,'metaPixel':'123456789012345'},'consent':{'company':'SMG'}}"
#define VIDEO "['0','marketing',null,'A film','video.example']"
#define MAP "['1',null,'hotjar',null,'map.example']"
#define PRESS "'type':'action','inside':true,'trusted':true,'pointer':false,'target':'0',"
#define MARKETING "'purpose':'marketing','processor':null"

static void tell(struct host *host, const char *waiting) {
    char members[600];
    snprintf(members, sizeof members, "%s,'waiting':[%s]", "'type':'added'", waiting);
    host_send(host, members);
}

static struct host *start(const char *config) {
    struct host *host = host_new();
    host_start(host, config);
    host_forget(host);
    return host;
}

/* A press on the face of the video, with `members` in the place of what is usual. */
static void press(struct host *host, const char *name, const char *members) {
    char text[400];
    snprintf(text, sizeof text, PRESS "'name':'%s',%s", name, members);
    host_send(host, text);
}

static void a_face_says_what_waits_and_who_would_get_data(void **state) {
    (void)state;
    struct host *host = start(SITE);
    tell(host, VIDEO "," MAP);
    assert_effects(host, "face 0, face 1");
    assert_string_equal(host_text(host, "face 0"), "A film Showing it sends data about your visit to video.example. "
                                                   "Show this once Always allow: Advertising");
    const char *map = host_text(host, "face 1");
    assert_contains(map, "map.example Showing it sends data about your visit to Hotjar (");
    assert_contains(map, "Always allow: Hotjar");
}

static void it_speaks_the_language_of_the_page(void **state) {
    (void)state;
    struct host *host = host_new();
    host->languages = "[\"kk\"]";
    host_start(host, SITE);
    host_forget(host);
    tell(host, VIDEO);
    assert_contains(host_text(host, "face 0"), "Бір рет көрсету Әрқашан рұқсат ету: Жарнама");
    host_forget(host);
    host_call(host, "setLanguage", "['ru']");
    assert_int_equal(host_times(host, "look"), 1);
    tell(host, VIDEO);
    assert_contains(host_text(host, "face 0"), "Показать один раз Всегда разрешать: Реклама");
}

static void what_is_granted_or_nobody_can_grant_has_none(void **state) {
    (void)state;
    struct host *host = start(SITE);
    host_call(host, "acceptPurpose", "['marketing']");
    host_settle(host);
    host_forget(host);
    tell(host, VIDEO ",['2','nosuch',null,null,'a.example'],['3',null,'marketing',null,'a.example'],"
                     "['4','hotjar',null,null,'a.example'],['5',null,null,null,'a.example'],[],7,['6','marketing']");
    assert_effects(host, "unlock");
    /* Both are asked for, and one is missing. */
    tell(host, "['7','marketing','hotjar',null,'a.example']");
    assert_int_equal(host_times(host, "face 7"), 1);
}

static void an_id_that_the_site_lacks_is_told_with_the_nearest(void **state) {
    (void)state;
    struct host *host = start(SITE);
    host_send(host,
              "'type':'added','purposes':['marketng','analytics','ga4'],'processors':['hotjr','clarity'],'waiting':[]");
    assert_string_equal(host_logs(host),
                        "data-smg-purpose: expected a purpose of this site (nearest: marketing), got \"marketng\"\n"
                        "data-smg-purpose: expected a purpose of this site, got \"ga4\"\n"
                        "data-smg-processor: expected a processor of this site (nearest: hotjar), got \"hotjr\"\n"
                        "data-smg-processor: expected a processor of this site, got \"clarity\"");
}

/* What the visitor sees once is no choice: nothing is stored, granted or told. */
static void once_wakes_one_element_and_nothing_else(void **state) {
    (void)state;
    struct host *host = start(SITE);
    tell(host, VIDEO);
    host_forget(host);
    press(host, "once", MARKETING);
    assert_effects(host, "once 0, render status");
    host_settle(host);
    assert_effects(host, "once 0, render status");
    assert_string_equal(host->cookies, "");
    assert_string_equal(host->refusal, "");
    host_forget(host);
    host_call(host, "acceptedPurpose", "['marketing']");
    assert_json(host->effects[0], "['return',false]");
}

static void always_grants_what_it_waits_for_and_nothing_else(void **state) {
    (void)state;
    struct host *host = start(SITE);
    tell(host, VIDEO);
    host_forget(host);
    press(host, "always", MARKETING);
    host_settle(host);
    assert_string_equal(host_loaded(host), "metaPixel");
    assert_json(host_find(host, "unlock"), "['unlock',['marketing'],['metaPixel']]");
    assert_int_equal(host_times(host, "look"), 1);
    assert_contains(host->cookies, ".f.en..");
    host_forget(host);
    press(host, "always", "'purpose':null,'processor':'hotjar'");
    host_settle(host);
    assert_string_equal(host_loaded(host), "hotjar");
    assert_contains(host_find(host, "unlock"), "'replay','marketing'");
}

static void only_the_visitors_own_press_does_anything(void **state) {
    (void)state;
    static const char *const forged[] = {
        MARKETING ",'trusted':false",
        MARKETING ",'inside':false",
        MARKETING ",'repeated':true",
        MARKETING ",'pointer':true,'age':0",
        MARKETING ",'pointer':true,'age':499",
        "'purpose':'nosuch','processor':null",
        "'purpose':'marketing','processor':'nosuch'",
        "'purpose':null,'processor':null",
        "'purpose':1",
    };
    static const char *const names[] = {"once", "always"};
    struct host *host = start("{'analytics':{'metaPixel':'123456789012345'},'consent':{'pageAccept':true}}");
    tell(host, VIDEO);
    host_forget(host);
    for (int name = 0; name < 2; name++) {
        for (size_t i = 0; i < sizeof forged / sizeof *forged; i++) {
            /* Of two members of a name the first counts: what is forged goes before what is usual. */
            char text[400];
            snprintf(text, sizeof text, "%s,'name':'%s'," PRESS "'x':0", forged[i], names[name]);
            host_send(host, text);
        }
        host_call(host, names[name], "['0','marketing']");
    }
    assert_effects(host, "");
    press(host, "once", MARKETING ",'age':500");
    assert_effects(host, "once 0, render status");
}

static void a_page_within_another_one_offers_no_grant(void **state) {
    (void)state;
    struct host *host = host_new();
    host->framed = true;
    host_start(host, SITE);
    host_forget(host);
    tell(host, VIDEO);
    assert_lacks(host_text(host, "face 0"), "Always");
    host_forget(host);
    press(host, "always", MARKETING);
    assert_effects(host, "");
    press(host, "once", MARKETING);
    assert_effects(host, "once 0, render status");
}

/* The signal is no word on this very press. */
static void under_global_privacy_control_both_do_as_they_say(void **state) {
    (void)state;
    struct host *host = host_new();
    host->gpc = true;
    host_start(host, SITE);
    tell(host, VIDEO);
    host_forget(host);
    press(host, "once", MARKETING);
    assert_effects(host, "once 0, render status");
    press(host, "always", MARKETING);
    host_settle(host);
    assert_string_equal(host_loaded(host), "metaPixel");
    assert_contains(host->cookies, "*marketing");
}

/* Only what the press itself has granted is marked as granted by its own switch. */
static void what_was_granted_with_all_the_rest_stays_so_marked(void **state) {
    (void)state;
    struct host *host = start(SITE);
    host_call(host, "acceptPurpose", "['marketing']");
    host_settle(host);
    press(host, "always", "'purpose':null,'processor':'hotjar'");
    host_settle(host);
    assert_contains(host->cookies, "*replay+marketing");
}

static void see_once(struct host *host) {
    tell(host, VIDEO);
    press(host, "once", MARKETING);
    host_forget(host);
}

#define WOKEN ",'woken':['marketing']"

/* `withdraw` and the like, and all that follows, in a page where the video was woken. */
static void choose(struct host *host, const char *members) {
    char text[300];
    snprintf(text, sizeof text, "'type':'action','inside':true,'trusted':true,%s" WOKEN, members);
    host_send(host, text);
    for (int i = 0; i < 9 && host->waiting && !host->reloading; i++) {
        host->waiting--;
        host_send(host, "'type':'next'" WOKEN);
    }
}

static void a_refusal_ends_what_is_shown_once(void **state) {
    (void)state;
    struct host *host = start(SITE);
    see_once(host);
    choose(host, "'name':'reject'");
    assert_true(host->reloading);
}

static void a_grant_of_something_else_does_not(void **state) {
    (void)state;
    struct host *host = start(SITE);
    see_once(host);
    host_press(host, "settings");
    choose(host, "'name':'save','on':['ga4']");
    assert_false(host->reloading);
    assert_string_equal(host_loaded(host), "ga4");
}

static void once_its_purpose_was_granted_it_ends_with_that(void **state) {
    (void)state;
    struct host *host = start(SITE);
    see_once(host);
    choose(host, "'name':'accept'");
    assert_false(host->reloading);
    host_press(host, "settings");
    choose(host, "'name':'save','on':['ga4']");
    assert_true(host->reloading);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_face_says_what_waits_and_who_would_get_data),
        cmocka_unit_test(it_speaks_the_language_of_the_page),
        cmocka_unit_test(what_is_granted_or_nobody_can_grant_has_none),
        cmocka_unit_test(an_id_that_the_site_lacks_is_told_with_the_nearest),
        cmocka_unit_test(once_wakes_one_element_and_nothing_else),
        cmocka_unit_test(always_grants_what_it_waits_for_and_nothing_else),
        cmocka_unit_test(only_the_visitors_own_press_does_anything),
        cmocka_unit_test(a_page_within_another_one_offers_no_grant),
        cmocka_unit_test(under_global_privacy_control_both_do_as_they_say),
        cmocka_unit_test(what_was_granted_with_all_the_rest_stays_so_marked),
        cmocka_unit_test(a_refusal_ends_what_is_shown_once),
        cmocka_unit_test(a_grant_of_something_else_does_not),
        cmocka_unit_test(once_its_purpose_was_granted_it_ends_with_that),
    };
    return RUN(tests);
}
