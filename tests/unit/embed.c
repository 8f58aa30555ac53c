/* Frames that elements of the page stand for, and content that stands in for what is refused. */
#include "support/host.h"

#define FILM                                                                                                           \
    "{'id':'youtube','name':'YouTube','company':'Google','countries':['IE','US'],'purpose':'functional',"              \
    "'description':'Shows films.','data':['ip'],'start':[],'stop':[],'embed':{'pattern':'[A-Za-z0-9_-]{11}',"          \
    "'frame':'https://film.example/embed/{embed}?of={embed}','allow':'fullscreen; autoplay','width':'560',"            \
    "'height':'315'}}"
#define MAP                                                                                                            \
    "{'id':'map','name':{'en':'Map','ru':'Карта'},'company':'Map Ltd','countries':['DE'],'purpose':'functional'," \
    "'description':'Shows places.','data':['ip'],'embed':{'pattern':'[0-9]{1,9}',"                                     \
    "'frame':'https://map.example/{embed}'}}"
#define SITE "{'analytics':{'youtube':true,'ga4':'G-ABC1234567'},'consent':{'processors':[" MAP "]}}"

static const char *const files[] = {"processors/youtube.json", FILM, NULL};

static struct host *start(void) {
    struct host *host = host_new();
    host->files = files;
    host_start(host, SITE);
    assert_string_equal(host_logs(host), "");
    host_forget(host);
    return host;
}

static void tell(struct host *host, const char *embeds) {
    char members[600];
    snprintf(members, sizeof members, ADDED ",\"embeds\":[%s]", host_json(embeds));
    host_forget(host);
    host_send(host, members);
}

static void an_element_gets_the_frame_that_it_stands_for(void **state) {
    (void)state;
    struct host *host = start();
    tell(host, "['0','youtube:dQw4w9WgXcQ','How we work'],['7','map:42',null]");
    assert_effects(host, "embed 0, embed 7");
    assert_json(host_find(host, "embed 0"),
                "['embed','0','youtube','https://film.example/embed/dQw4w9WgXcQ?of=dQw4w9WgXcQ','How we work',"
                "'fullscreen; autoplay','560','315']");
    /* Without a title it has the processor's name. */
    assert_json(host_find(host, "embed 7"), "['embed','7','map','https://map.example/42','Map',null,null,null]");
}

static void its_name_is_in_the_language_of_the_page(void **state) {
    (void)state;
    struct host *host = start();
    host_call(host, "setLanguage", "['ru']");
    tell(host, "['0','map:42',null]");
    assert_contains(host_find(host, "embed 0"), "'Карта'");
}

static void what_has_another_form_gets_none(void **state) {
    (void)state;
    const char *const odd[] = {"youtube:",      "youtube",         "youtube:short",       "youtube:dQw4w9WgXcQ/",
                               "youtube:../..", "youtube:a:b:c:d", "youtube: dQw4w9WgXcQ"};
    struct host *host = start();
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        char embeds[200], expected[200];
        snprintf(embeds, sizeof embeds, "['0','%s',null]", odd[i]);
        tell(host, embeds);
        snprintf(expected, sizeof expected, "data-smg-embed: expected youtube:[A-Za-z0-9_-]{11}, got \"%s\"", odd[i]);
        assert_string_equal(host_logs(host), expected);
        assert_null(host_find(host, "embed 0"));
    }
}

static void who_is_not_of_this_site_is_told_with_the_nearest(void **state) {
    (void)state;
    const char *const odd[][2] = {
        {"youtub:dQw4w9WgXcQ", " (nearest: youtube)"},
        {"vimeo:1", ""},
        {"ga4:1", ""},
        {"functional:1", ""},
        {"Map:1", " (nearest: map)"},
        {":dQw4w9WgXcQ", ""},
        {"", ""},
    };
    struct host *host = start();
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        char embeds[200], expected[200];
        snprintf(embeds, sizeof embeds, "['0','%s',null]", odd[i][0]);
        tell(host, embeds);
        snprintf(expected, sizeof expected,
                 "data-smg-embed: expected a processor of this site that can be embedded%s, got \"%s\"", odd[i][1],
                 odd[i][0]);
        assert_string_equal(host_logs(host), expected);
    }
}

static void what_is_none_is_passed_over(void **state) {
    (void)state;
    struct host *host = start();
    tell(host, "5,null,{},[],['0'],['0',5,null],[0,'map:42',null],[null,'map:42',null],'map:42'");
    assert_effects(host, "");
    host_send(host, ADDED ",\"embeds\":5");
    host_send(host, ADDED ",\"embeds\":{\"a\":\"map:42\"}");
    assert_effects(host, "");
}

/* It waits like all content: the frame wakes by the processor's grant. */
static void it_is_told_before_a_grant_and_after_one(void **state) {
    (void)state;
    struct host *host = start();
    accept(host);
    assert_contains(host_find(host, "unlock"), "'youtube'");
    tell(host, "['0','youtube:dQw4w9WgXcQ',null]");
    assert_effects(host, "unlock, embed 0");
}

static void nothing_is_told_in_a_page_that_is_being_left(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, "{'analytics':{'ga4':'G-ABC1234567'},'consent':{'onWithdraw':'reload','processors':[" MAP "]}}");
    accept(host);
    host_press(host, "withdraw");
    host_settle(host);
    assert_true(host->reloading);
    tell(host, "['0','map:42',null]");
    assert_effects(host, "");
}

static void what_stands_in_is_told_what_is_refused(void **state) {
    (void)state;
    struct host *host = start();
    host_send(host, ADDED);
    assert_effects(host, "");
    host->instead = true;
    host_send(host, ADDED);
    assert_json(host_find(host, "refused"), "['refused',['analytics','functional']]");
    host_forget(host);
    host_save(host, "'youtube','map'");
    host_settle(host);
    assert_json(host_find(host, "refused"), "['refused',['analytics']]");
    host_forget(host);
    host_send(host, ADDED);
    assert_effects(host, "unlock, refused");
    host_forget(host);
    accept(host);
    assert_json(host_find(host, "refused"), "['refused',[]]");
    host_forget(host);
    host_press(host, "withdraw");
    host_settle(host);
    assert_json(host_find(host, "refused"), "['refused',['analytics','functional']]");
}

/* A purpose of which a part is granted is not granted as a whole, so that what waits for it sleeps on. */
static void a_purpose_that_is_granted_in_part_is_not_granted(void **state) {
    (void)state;
    struct host *host = start();
    host->instead = true;
    host_save(host, "'youtube','ga4'");
    host_settle(host);
    assert_json(host_find(host, "unlock"), "['unlock',['analytics'],['ga4','youtube']]");
    assert_json(host_find(host, "refused"), "['refused',['functional']]");
}

static void it_is_told_between_what_wakes_and_what_the_page_hears(void **state) {
    (void)state;
    struct host *host = start();
    host->instead = true;
    host_press(host, "accept");
    while (host->waiting) {
        host_forget(host);
        host_next(host);
    }
    assert_effects(host, "unlock, refused, emit consent, emit change, render float");
}

static void nothing_is_told_while_a_choice_is_being_carried_out(void **state) {
    (void)state;
    struct host *host = start();
    host->instead = true;
    host_press(host, "accept");
    host_send(host, ADDED);
    assert_null(host_find(host, "refused"));
    host_settle(host);
    assert_int_equal(host_times(host, "refused"), 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_element_gets_the_frame_that_it_stands_for),
        cmocka_unit_test(its_name_is_in_the_language_of_the_page),
        cmocka_unit_test(what_has_another_form_gets_none),
        cmocka_unit_test(who_is_not_of_this_site_is_told_with_the_nearest),
        cmocka_unit_test(what_is_none_is_passed_over),
        cmocka_unit_test(it_is_told_before_a_grant_and_after_one),
        cmocka_unit_test(nothing_is_told_in_a_page_that_is_being_left),
        cmocka_unit_test(what_stands_in_is_told_what_is_refused),
        cmocka_unit_test(a_purpose_that_is_granted_in_part_is_not_granted),
        cmocka_unit_test(it_is_told_between_what_wakes_and_what_the_page_hears),
        cmocka_unit_test(nothing_is_told_while_a_choice_is_being_carried_out),
    };
    return RUN(tests);
}
