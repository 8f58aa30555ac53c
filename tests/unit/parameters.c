/* A processor for which the site gives several values: what they fill, and what is said of those that are not there. */
#include "support/host.h"

#define SITE(entry)                                                                                                    \
    "{\"analytics\":{\"count\":" entry                                                                                 \
    "},\"consent\":{\"processors\":[{\"id\":\"count\",\"name\":\"Count\",\"company\":\"Count Ltd\","                   \
    "\"countries\":[\"DE\"],\"purpose\":\"analytics\",\"description\":\"Counts.\",\"data\":[\"ip\"],"                  \
    "\"parameters\":{\"host\":\"[a-z.]{3,40}\",\"site\":\"[0-9]{1,9}\"},"                                              \
    "\"start\":[[\"set\",\"count.at\",{\"to\":\"https://{host}/{site}\",\"id\":\"{id}\",\"all\":\"{nosuch}\"}],"       \
    "[\"call\",\"count.push\",[\"{site}\"],\"{host}{host}\"],[\"script\",\"https://{host}/count.js\"]],"               \
    "\"stop\":[[\"call\",\"count.stop\",\"{site}\"]],\"update\":[[\"call\",\"count.tell\",\"{site}\","                 \
    "\"{on:marketing}\"]]}]}}"
#define PATH "SMG_CONFIG.analytics.count"

static void each_stands_in_the_texts_of_the_steps(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, SITE("{\"host\":\"stats.example\",\"site\":7}"));
    assert_string_equal(host_logs(host), "");
    accept(host);
    assert_json(host_find(host, "load count"),
                "['load','count',[['set','count.at',{'to':'https://stats.example/7','id':'','all':'{nosuch}'}],"
                "['call','count.push',['7'],'stats.examplestats.example'],"
                "['script','https://stats.example/count.js']]]");
    host_press(host, "withdraw");
    host_settle(host);
    assert_json(host_find(host, "stop count"), "['stop','count',[['call','count.stop','7']]]");
}

/* The messages of a page with this entry, on which the processor is not used. */
static void expect(const char *config, const char *messages) {
    struct host *host = host_new();
    host_page(host, config, NULL);
    if (strcmp(host_logs(host), messages) != 0)
        fail_msg("%s\nexpected %s", host_logs(host), messages);
    assert_null(host_find(host, "render banner"));
}

static void one_message_for_each_that_is_missing_or_has_another_form(void **state) {
    (void)state;
    expect(SITE("{}"), PATH ".host: expected [a-z.]{3,40}, got null\n" PATH ".site: expected [0-9]{1,9}, got null");
    expect(SITE("{\"host\":\"stats.example\"}"), PATH ".site: expected [0-9]{1,9}, got null");
    expect(SITE("{\"host\":\"stats.example\",\"site\":null}"), PATH ".site: expected [0-9]{1,9}, got null");
    expect(SITE("{\"host\":\"STATS\",\"site\":\"7\"}"), PATH ".host: expected [a-z.]{3,40}, got \"STATS\"");
    expect(SITE("{\"host\":\"stats.example\",\"site\":-7}"), PATH ".site: expected [0-9]{1,9}, got -7");
    expect(SITE("{\"host\":[\"stats.example\"],\"site\":7}"),
           PATH ".host: expected [a-z.]{3,40}, got [\"stats.example\"]");
}

static void an_unknown_one_is_named_with_the_nearest(void **state) {
    (void)state;
    expect(SITE("{\"host\":\"stats.example\",\"site\":7,\"url\":5}"), PATH ".url: expected one of its values, got 5");
    expect(SITE("{\"host\":\"stats.example\",\"sites\":7}"), PATH
           ".site: expected [0-9]{1,9}, got null\n" PATH ".sites: expected one of its values (nearest: site), got 7");
}

static void the_entry_is_an_object(void **state) {
    (void)state;
    expect(SITE("\"stats.example\""), PATH ": expected an object of its values, got \"stats.example\"");
    expect(SITE("7"), PATH ": expected an object of its values, got 7");
    expect(SITE("true"), PATH ": expected an object of its values, got true");
    expect(SITE("[\"stats.example\",7]"), PATH ": expected an object of its values, got [\"stats.example\",7]");
}

static void an_entry_that_is_off_is_not_used(void **state) {
    (void)state;
    expect(SITE("null"), "");
    expect(SITE("false"), "");
    expect(SITE("\"\""), "");
}

/* Where it is for several purposes: read under each, and told once. */
#define TAGS                                                                                                           \
    "{'id':'matomo','name':'Tags','company':'Tags Ltd','countries':['US'],'purpose':'marketing',"                      \
    "'otherPurposes':['analytics','functional'],'description':'Loads.','data':['ip'],"                                 \
    "'parameters':{'site':'[0-9]{1,9}'},'start':[['call','tags','{site}']],'stop':[]}"

static void a_processor_of_several_purposes_has_them_under_each(void **state) {
    (void)state;
    static const char *const files[] = {"processors/matomo.json", TAGS, NULL};
    struct host *host = host_new();
    host->files = files;
    host_start(host, "{'analytics':{'matomo':{'site':7}}}");
    assert_string_equal(host_logs(host), "");
    host_save(host, "'matomo-functional'");
    host_settle(host);
    assert_contains(host_find(host, "load matomo"), "['call','tags','7']");
    assert_contains(host_find(host, "emit consent"),
                    "{'necessary':true,'analytics':false,'marketing':false,'functional':true}");
}

static void what_is_wrong_with_them_is_told_once(void **state) {
    (void)state;
    static const char *const files[] = {"processors/matomo.json", TAGS, NULL};
    struct host *host = host_new();
    host->files = files;
    host_start(host, "{'analytics':{'matomo':{'site':'x'}}}");
    assert_string_equal(host_logs(host), "SMG_CONFIG.analytics.matomo.site: expected [0-9]{1,9}, got \"x\"");
    assert_null(host_find(host, "render banner"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_stands_in_the_texts_of_the_steps),
        cmocka_unit_test(one_message_for_each_that_is_missing_or_has_another_form),
        cmocka_unit_test(an_unknown_one_is_named_with_the_nearest),
        cmocka_unit_test(the_entry_is_an_object),
        cmocka_unit_test(an_entry_that_is_off_is_not_used),
        cmocka_unit_test(a_processor_of_several_purposes_has_them_under_each),
        cmocka_unit_test(what_is_wrong_with_them_is_told_once),
    };
    return RUN(tests);
}
