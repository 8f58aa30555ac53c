/* A processor that is for several purposes: one item for each, of which the first is its own. It runs while any is on.
 */
#include "support/host.h"

#define SITE "{'analytics':{'gtm':'GTM-ABC1234'}}"

/* A file of the catalogue, of a processor for these purposes. */
#define TAGS(purposes)                                                                                                 \
    "{'id':'gtm','name':'Tags','company':'Tags Ltd','countries':['US']," purposes ",'description':'Loads.',"           \
    "'data':['ip'],'idPattern':'GTM-[A-Z0-9]{4,9}','cookies':{'_tags':'1y'},"                                          \
    "'start':[['call','tags','{granted:analytics}','{granted:marketing}','{on:marketing}'],"                           \
    "['script','https://tags.example/t.js']],'stop':[['call','tags','denied']],"                                       \
    "'update':[['call','tags','{granted:analytics}','{granted:marketing}']]}"
#define PATH "processors/gtm.json"

static const char *const files[] = {PATH, TAGS("'purpose':'analytics','otherPurposes':['marketing']"), NULL};

static struct host *visitor(void) {
    struct host *host = host_new();
    host->files = files;
    return host;
}

static struct host *start(void) {
    struct host *host = visitor();
    host_start(host, SITE);
    host_forget(host);
    return host;
}

static void save(struct host *host, const char *on) {
    host_forget(host);
    host_save(host, on);
    host_settle(host);
}

/* What the record marks: the purposes and the processors, with the tokens of these as "?". */
static const char *marks(const char *record) {
    static char text[200];
    const char *at = record;
    for (int dots = 0; dots < 7; dots++)
        at += strcspn(at, ".") + 1;
    snprintf(text, sizeof text, "%.*s", (int)strcspn(at, "; "), at);
    char *from = text + strcspn(text, "."), *to = from;
    for (; *from; from++)
        if (strchr(".+*-", *from)) {
            *to++ = *from;
            if (*from != '.')
                *to++ = '?';
        }
    *to = 0;
    return text;
}

static void it_has_a_switch_under_each_purpose(void **state) {
    (void)state;
    struct host *host = start();
    host_press(host, "settings");
    const cJSON *settings = host_view(host, "render settings");
    const char *const names[] = {"analytics", "gtm", "marketing", "gtm-marketing"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        assert_non_null(host_node(settings, "name", names[i]));
        assert_non_null(host_node(settings, "data-state", names[i]));
    }
    assert_non_null(host_node(settings, "id", "smg-gtm-marketing"));
    const char *text = host_text(host, "render settings"),
               *first = strstr(text, "It is listed under “Advertising” too.");
    assert_non_null(first);
    assert_non_null(strstr(first, "It is listed under “Visit statistics” too."));
    host_forget(host);
    host_dialog(host, "toggle", "marketing", "'marketing'");
    assert_contains(host_find(host, "switches"), "['gtm',false,'Off'],['marketing',true,'On'");
    assert_contains(host_find(host, "switches"), "['gtm-marketing',true,'On']");
}

static void the_first_of_the_purposes_has_its_own_item(void **state) {
    (void)state;
    /* By src/purposes.json, whichever the definition names first. */
    static const char *const swapped[] = {PATH, TAGS("'purpose':'marketing','otherPurposes':['analytics']"), NULL};
    struct host *host = host_new();
    host->files = swapped;
    host_start(host, SITE);
    assert_string_equal(host_logs(host), "");
    save(host, "'gtm'");
    assert_contains(host_find(host, "load gtm"), "['call','tags','granted','denied',false]");
    assert_contains(host_find(host, "emit consent"),
                    "'purposes':{'necessary':true,'analytics':true,'marketing':false},'processors':{'gtm':true}");
}

static void it_runs_while_any_switch_is_on(void **state) {
    (void)state;
    struct host *host = start();
    save(host, "'gtm-marketing'");
    assert_string_equal(host_loaded(host), "gtm");
    assert_contains(host_find(host, "load gtm"), "['call','tags','denied','granted',true]");
    assert_json(host_find(host, "unlock"), "['unlock',['marketing'],['gtm']]");
    assert_null(host_find(host, "erase"));
    host_forget(host);
    host_call(host, "getConsent", "[]");
    assert_contains(host_find(host, "return"),
                    "'purposes':{'necessary':true,'analytics':false,'marketing':true},'processors':{'gtm':true},");
}

static void it_is_loaded_once_and_told_of_each_change(void **state) {
    (void)state;
    struct host *host = start();
    save(host, "'gtm'");
    assert_contains(host_find(host, "load gtm"), "['call','tags','granted','denied',false]");
    save(host, "'gtm','gtm-marketing'");
    assert_string_equal(host_loaded(host), "");
    assert_json(host_find(host, "update gtm"), "['update','gtm',[['call','tags','granted','granted']]]");
    save(host, "'gtm-marketing'");
    assert_json(host_find(host, "update gtm"), "['update','gtm',[['call','tags','denied','granted']]]");
    assert_null(host_find(host, "stop gtm"));
    assert_null(host_find(host, "erase"));
    save(host, "'gtm-marketing'");
    assert_null(host_find(host, "update gtm"));
}

static void the_last_switch_ends_it(void **state) {
    (void)state;
    struct host *host = start();
    save(host, "'gtm','gtm-marketing'");
    save(host, "'gtm'");
    assert_null(host_find(host, "stop gtm"));
    save(host, "");
    assert_int_equal(host_times(host, "stop gtm"), 1);
    assert_contains(host_find(host, "erase"), "['_tags']");
    assert_string_equal(host->cookies, "");
}

static void accepting_and_withdrawing_are_of_all_switches(void **state) {
    (void)state;
    struct host *host = start();
    accept(host);
    assert_contains(host_find(host, "load gtm"), "['call','tags','granted','granted',true]");
    assert_string_equal(marks(host->cookies), "+analytics+marketing.+?+?");
    host_forget(host);
    host_press(host, "withdraw");
    host_settle(host);
    assert_int_equal(host_times(host, "stop gtm"), 1);
    assert_string_equal(marks(host->refusal), "-analytics-marketing.-?-?");
}

static void rejecting_is_of_all_switches(void **state) {
    (void)state;
    struct host *host = start();
    reject(host);
    assert_string_equal(marks(host->refusal), "-analytics-marketing.-?-?");
    assert_string_equal(host_loaded(host), "");
}

static void save_marketing(struct host *host) {
    host_save(host, "'gtm-marketing'");
    host_settle(host);
}

static void the_record_tells_the_switches_apart(void **state) {
    (void)state;
    struct host *host = visitor();
    host_page(host, SITE, save_marketing);
    assert_string_equal(marks(host->cookies), "-analytics*marketing.-?*?");
    host_forget(host);
    host_start(host, SITE);
    host_settle(host);
    assert_null(host_find(host, "render banner"));
    assert_contains(host_find(host, "load gtm"), "['call','tags','denied','granted',true]");
    host_press(host, "settings");
    const cJSON *settings = host_view(host, "render settings");
    assert_true(
        cJSON_IsFalse(cJSON_GetObjectItem(cJSON_GetArrayItem(host_node(settings, "name", "gtm"), 1), "checked")));
    assert_true(cJSON_IsTrue(
        cJSON_GetObjectItem(cJSON_GetArrayItem(host_node(settings, "name", "gtm-marketing"), 1), "checked")));
}

static void a_purpose_that_comes_to_it_is_asked_for(void **state) {
    (void)state;
    static const char *const before[] = {PATH, TAGS("'purpose':'analytics'"), NULL};
    struct host *host = host_new();
    host->files = before;
    host_page(host, "{'analytics':{'gtm':'GTM-ABC1234','metaPixel':'123456789012345'}}", accept);
    host_forget(host);
    host->files = files;
    host_start(host, "{'analytics':{'gtm':'GTM-ABC1234','metaPixel':'123456789012345'}}");
    assert_contains(host_text(host, "render banner"), "New since your last choice: Tags. ");
}

static void who_is_new_in_all_purposes_is_named_once(void **state) {
    (void)state;
    struct host *host = visitor();
    host_page(host, "{'analytics':{'ga4':'G-ABC1234567','metaPixel':'123456789012345'}}", accept);
    host_forget(host);
    host_start(host, "{'analytics':{'ga4':'G-ABC1234567','metaPixel':'123456789012345','gtm':'GTM-ABC1234'}}");
    assert_contains(host_text(host, "render banner"), "New since your last choice: Tags. ");
}

static void it_is_one_partner(void **state) {
    (void)state;
    struct host *host = visitor();
    host->table = true;
    host_start(host, SITE);
    assert_contains(host_text(host, "render banner"), "and 1 partner will");
    host_press(host, "partners");
    const char *text = host_text(host, "render settings"), *named = strstr(text, "Tags: Tags Ltd");
    assert_non_null(named);
    assert_null(strstr(named + 1, "Tags: Tags Ltd"));
    host_forget(host);
    host_call(host, "getConsent", "[]");
    assert_contains(host_find(host, "return"), "'processors':{'gtm':false}");
}

static void a_page_s_call_is_of_the_processor(void **state) {
    (void)state;
    struct host *host = start();
    host_call(host, "acceptProcessor", "['gtm']");
    host_settle(host);
    assert_contains(host_find(host, "load gtm"), "['call','tags','granted','granted',true]");
    host_call(host, "acceptedProcessor", "['gtm']");
    assert_json(host_find(host, "return"), "['return',true]");
    save(host, "'gtm-marketing'");
    host_call(host, "acceptedProcessor", "['gtm']");
    assert_json(host_find(host, "return"), "['return',true]");
    host_call(host, "acceptProcessor", "['gtm',false]");
    host_settle(host);
    assert_int_equal(host_times(host, "stop gtm"), 1);
    host_call(host, "acceptedProcessor", "['gtm']");
    assert_json(host_find(host, "return"), "['return',false]");
}

/* Of the second switch the page knows by its purpose. */
static void a_switch_is_no_processor(void **state) {
    (void)state;
    struct host *host = start();
    host_call(host, "acceptProcessor", "['gtm-marketing']");
    assert_string_equal(host_logs(host), "SMGConsent.acceptProcessor: expected a known id, got \"gtm-marketing\"");
    assert_int_equal(host_times(host, "store"), 0);
    host_call(host, "acceptedProcessor", "['gtm-marketing']");
    assert_json(host_find(host, "return"), "['return',false]");
    host_forget(host);
    host_send(
        host,
        "'type':'added','processors':['gtm-marketing'],'waiting':[['0',null,'gtm-marketing',null,'tags.example']]");
    assert_contains(host_logs(host), "data-smg-processor: expected a processor of this site, got");
    assert_null(host_find(host, "face 0"));
    host_call(host, "acceptPurpose", "['marketing']");
    host_settle(host);
    assert_contains(host_find(host, "load gtm"), "['call','tags','denied','granted',true]");
}

static void the_browser_s_signal_withholds_marketing_alone(void **state) {
    (void)state;
    struct host *host = visitor();
    host->gpc = true;
    host_start(host, SITE);
    /* It gets data by "Accept all", for the other purpose. */
    assert_contains(host_text(host, "render banner"), "and 1 partner will");
    accept(host);
    assert_string_equal(marks(host->cookies), "+analytics-marketing.+?-?");
    assert_contains(host_find(host, "load gtm"), "['call','tags','granted','denied',false]");
    host_call(host, "acceptProcessor", "['gtm']");
    host_settle(host);
    assert_string_equal(marks(host->cookies), "+analytics-marketing.+?-?");
    save(host, "'gtm','gtm-marketing'");
    assert_string_equal(marks(host->cookies), "*analytics*marketing.*?*?");
    assert_json(host_find(host, "update gtm"), "['update','gtm',[['call','tags','granted','granted']]]");
}

static void the_receipt_has_it_under_each_purpose(void **state) {
    (void)state;
    struct host *host = start();
    save(host, "'gtm-marketing'");
    host_call(host, "getReceipt", "[]");
    const char *receipt = host_find(host, "return"), *analytics = strstr(receipt, "\"purpose\":\"analytics\""),
               *marketing = strstr(receipt, "\"purpose\":\"marketing\"");
    assert_true(analytics && marketing && analytics < marketing);
    const char *first = strstr(analytics, "\"processor\":\"gtm\""),
               *second = strstr(marketing, "\"processor\":\"gtm\"");
    assert_true(first && second && first < marketing);
    assert_int_equal(strncmp(strstr(first, "\"granted\":"), "\"granted\":false", 15), 0);
    assert_int_equal(strncmp(strstr(second, "\"granted\":"), "\"granted\":true", 14), 0);
}

#define OWN(members)                                                                                                   \
    "{'consent':{'purposes':{'chat':{'name':'Chat'}},'processors':[{'id':'own','name':'Own','company':'Own Ltd',"      \
    "'countries':['DE'],'purpose':'analytics','description':'Counts.','data':['ip'],'start':[],'stop':[]," members     \
    "}]}}"

static void a_page_s_own_definition_may_have_several(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, OWN("'otherPurposes':['chat','marketing']"));
    assert_string_equal(host_logs(host), "");
    save(host, "'own-chat'");
    assert_contains(host_find(host, "emit consent"),
                    "{'necessary':true,'chat':true,'analytics':false,'marketing':false},'processors':{'own':true}");
}

static void a_purpose_named_twice_is_one(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, OWN("'otherPurposes':['analytics','marketing','marketing']"));
    accept(host);
    assert_string_equal(marks(host->cookies), "+chat+analytics+marketing.+?+?");
}

static void a_purpose_that_there_is_not_leaves_it_out(void **state) {
    (void)state;
    const char *const odd[][2] = {{OWN("'otherPurposes':['marketing','nosuch']"), "nosuch"},
                                  {OWN("'otherPurposes':['ga4']"), "ga4"},
                                  {OWN("'otherPurposes':['own']"), "own"},
                                  {OWN("'otherPurposes':['necessary']"), "necessary"}};
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        char expected[200];
        struct host *host = host_new();
        host_page(host, odd[i][0], NULL);
        snprintf(expected, sizeof expected,
                 "SMG_CONFIG.consent.processors[0].otherPurposes: expected purposes that there are, got \"%s\"",
                 odd[i][1]);
        assert_string_equal(host_logs(host), expected);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_has_a_switch_under_each_purpose),
        cmocka_unit_test(the_first_of_the_purposes_has_its_own_item),
        cmocka_unit_test(it_runs_while_any_switch_is_on),
        cmocka_unit_test(it_is_loaded_once_and_told_of_each_change),
        cmocka_unit_test(the_last_switch_ends_it),
        cmocka_unit_test(accepting_and_withdrawing_are_of_all_switches),
        cmocka_unit_test(rejecting_is_of_all_switches),
        cmocka_unit_test(the_record_tells_the_switches_apart),
        cmocka_unit_test(a_purpose_that_comes_to_it_is_asked_for),
        cmocka_unit_test(who_is_new_in_all_purposes_is_named_once),
        cmocka_unit_test(it_is_one_partner),
        cmocka_unit_test(a_page_s_call_is_of_the_processor),
        cmocka_unit_test(a_switch_is_no_processor),
        cmocka_unit_test(the_browser_s_signal_withholds_marketing_alone),
        cmocka_unit_test(the_receipt_has_it_under_each_purpose),
        cmocka_unit_test(a_page_s_own_definition_may_have_several),
        cmocka_unit_test(a_purpose_named_twice_is_one),
        cmocka_unit_test(a_purpose_that_there_is_not_leaves_it_out),
    };
    return RUN(tests);
}
