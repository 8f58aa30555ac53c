/* Why all is as it is: each reason, in the states that it is for; and to ask changes nothing. */
#include "support/host.h"

#include "explain.h"

#define GA4 "'analytics':{'ga4':'G-ABC1234567'}"
#define SITE(options) "{" GA4 ",'consent':{" options "}}"
#define FAILED(id, step) "'type':'failed','id':'" id "','step':'" step "','reason':'Error: why'"
#define NO_SCRIPT(id) "'type':'failed','id':'" id "'"
#define YEAR (365 * DAY)

/* What the core explains, the value of its "return"; until the next event. `members`: more of the event. */
static const cJSON *explained(struct host *host, const char *members) {
    char event[400];
    snprintf(event, sizeof event, "'type':'explain'%s%s%s", strstr(members, "content") ? "" : ",'content':[]",
             *members ? "," : "", members);
    host_send(host, event);
    return cJSON_GetArrayItem(host_parse(host_find(host, "return")), 1);
}

static const char *reason(const cJSON *of) {
    const char *text = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(of, "reason"));
    return text ? text : "";
}

static const cJSON *find(const cJSON *list, const char *id) {
    const cJSON *each;
    cJSON_ArrayForEach(each,
                       list) if (!strcmp(cJSON_GetObjectItemCaseSensitive(each, "id")->valuestring, id)) return each;
    return NULL;
}

/* The reason of a purpose or processor, or, of what the site does not use, why it does not; "" where it has none. */
static const char *why_with(struct host *host, const char *id, const char *members) {
    static char text[40];
    const cJSON *all = explained(host, members);
    const cJSON *item = find(cJSON_GetObjectItemCaseSensitive(all, "items"), id);
    if (!item)
        item = find(cJSON_GetObjectItemCaseSensitive(all, "unused"), id);
    snprintf(text, sizeof text, "%s", reason(item));
    return text;
}

static const char *why(struct host *host, const char *id) {
    return why_with(host, id, "");
}

/* Why the banner is "open" or "closed". */
static const char *banner(struct host *host) {
    static char text[60];
    const cJSON *of = cJSON_GetObjectItemCaseSensitive(explained(host, ""), "banner");
    bool open = cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(of, "open"));
    snprintf(text, sizeof text, "%s: %s", open ? "open" : "closed", reason(of));
    return text;
}

/* What is said of the record, as it is written. */
static const char *record(struct host *host) {
    static char text[600];
    explained(host, "");
    const char *from = strstr(host_find(host, "return"), "\"record\":") + strlen("\"record\":");
    snprintf(text, sizeof text, "%.*s", (int)(strstr(from, ",\"items\":") - from), from);
    return text;
}

static struct host *page(const char *config) {
    struct host *host = host_new();
    host_start(host, config);
    return host;
}

/* Answers "next" until this processor is to load. */
static void until_loaded(struct host *host, const char *id) {
    char word[50];
    snprintf(word, sizeof word, "load %s", id);
    while (!host_find(host, word))
        host_next(host);
}

static void a_first_visit(void **state) {
    (void)state;
    struct host *host = page(FIVE);
    assert_string_equal(banner(host), "open: first");
    assert_string_equal(why(host, "ga4"), "first");
    assert_string_equal(why(host, "analytics"), "first");
    assert_json(record(host), "{'kind':'none','reason':'first'}");
    host_call(host, "hide", "[]");
    assert_string_equal(banner(host), "closed: hidden");
}

static void a_grant_from_the_press_to_the_script(void **state) {
    (void)state;
    struct host *host = page(FIVE);
    host_press(host, "accept");
    assert_string_equal(why(host, "ga4"), "confirming");
    assert_string_equal(why(host, "analytics"), "confirming");
    assert_string_equal(banner(host), "closed: answered");
    until_loaded(host, "ga4");
    assert_string_equal(why_with(host, "ga4", "'pending':['ga4']"), "pending");
    assert_string_equal(why(host, "hotjar"), "next");
    host_settle(host);
    assert_string_equal(why(host, "ga4"), "active");
    assert_string_equal(why(host, "webvisor"), "part");
    assert_string_equal(why(host, "analytics"), "granted");
    host_send(host, "'type':'requests','requests':[['www.google-analytics.com','https://www.google-analytics.com/x']]");
    const cJSON *items = cJSON_GetObjectItemCaseSensitive(explained(host, ""), "items");
    assert_int_equal(cJSON_GetObjectItemCaseSensitive(find(items, "ga4"), "requests")->valueint, 1);
}

static void a_refusal_and_what_was_left_out_of_a_grant(void **state) {
    (void)state;
    struct host *host = page(FIVE);
    reject(host);
    assert_string_equal(why(host, "ga4"), "refused");
    assert_string_equal(why(host, "marketing"), "refused");
    assert_string_equal(banner(host), "closed: answered");
    assert_contains(record(host), "{'kind':'refusal','reason':'answered','time':");
    host->now += DAY;
    host_save(host, "'metrica'");
    host_settle(host);
    assert_string_equal(why(host, "ga4"), "off");
    assert_string_equal(why(host, "webvisor"), "off");
    assert_string_equal(why(host, "analytics"), "some");
    assert_string_equal(why(host, "marketing"), "off");
}

/* A part can be granted where its whole is not. */
static void a_part_whose_whole_is_not_granted(void **state) {
    (void)state;
    struct host *host = page(FIVE);
    host_save(host, "'ga4','webvisor'");
    host_settle(host);
    assert_string_equal(why(host, "webvisor"), "whole");
}

static void a_withdrawal(void **state) {
    (void)state;
    struct host *host = page("{'analytics':{'ga4':'G-ABC1234567','clarity':'abcdefghij'}}");
    accept(host);
    host_press(host, "withdraw");
    assert_string_equal(why(host, "ga4"), "ending");
    host_settle(host);
    assert_string_equal(why(host, "ga4"), "stopped");
    /* It cannot start again without a reload. */
    host->now += 2;
    host_call(host, "acceptAll", "[]");
    host_settle(host);
    assert_string_equal(why(host, "clarity"), "reload");
    assert_string_equal(why(host, "ga4"), "active");
}

static void what_only_a_reload_ends(void **state) {
    (void)state;
    struct host *host = page("{'analytics':{'ga4':'G-ABC1234567','hotjar':1234567}}");
    accept(host);
    host_press(host, "withdraw");
    host_settle(host);
    assert_true(host->reloading);
    assert_string_equal(why(host, "hotjar"), "running");
    /* The page stayed, and the visitor grants once more: nothing may start any more. */
    host->now += 2;
    host_call(host, "acceptAll", "[]");
    assert_string_equal(why(host, "analytics"), "leaving");
}

static void what_has_failed(void **state) {
    (void)state;
    struct host *host = page("{'analytics':{'ga4':'G-ABC1234567','metrica':12345678,'clarity':'abcdefghij'},"
                             "'consent':{'onWithdraw':'none'}}");
    host_press(host, "accept");
    until_loaded(host, "clarity");
    host_send(host, NO_SCRIPT("metrica"));
    host_send(host, FAILED("clarity", "start"));
    host_settle(host);
    assert_string_equal(why(host, "metrica"), "script");
    assert_string_equal(why(host, "webvisor"), "script");
    assert_string_equal(why(host, "clarity"), "start");
    host_press(host, "withdraw");
    host_settle(host);
    host_send(host, FAILED("ga4", "stop"));
    assert_string_equal(why(host, "ga4"), "deaf");
}

static void what_could_not_be_stored(void **state) {
    (void)state;
    struct host *host = page(FIVE);
    host->cookies_fail = true;
    accept(host);
    assert_string_equal(why(host, "ga4"), "unstored");
    assert_string_equal(why(host, "analytics"), "unstored");
    assert_string_equal(banner(host), "closed: unstored");
}

static void under_global_privacy_control(void **state) {
    (void)state;
    struct host *host = host_new();
    host->gpc = true;
    host_start(host, FIVE);
    assert_string_equal(why(host, "metaPixel"), "gpc");
    assert_string_equal(why(host, "ga4"), "first");
    accept(host);
    assert_string_equal(why(host, "metaPixel"), "gpc");
    assert_string_equal(why(host, "marketing"), "gpc");
    assert_true(cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(explained(host, ""), "gpc")));
    reject(host);
    assert_string_equal(why(host, "metaPixel"), "refused");
}

static void where_all_is_withheld_the_banner_only_tells(void **state) {
    (void)state;
    struct host *host = host_new();
    host->gpc = true;
    host_start(host, "{'analytics':{'metaPixel':'123456789012345'}}");
    assert_string_equal(banner(host), "open: told");
}

static void one_that_goes_by_the_signal_itself(void **state) {
    (void)state;
    static const char *const files[] = {
        "processors/plausible.json",
        "{'id':'plausible','name':'P','company':'P "
        "Ltd','countries':['EE'],'purpose':'analytics','description':'Counts.',"
        "'data':['ip'],'start':[['script','https://p.example/p.js']],'stop':[],'obeysGpc':true}",
        NULL,
    };
    struct host *host = host_new();
    host->gpc = true;
    host->files = files;
    host_start(host, "{'analytics':{'plausible':true}}");
    assert_string_equal(host_logs(host), "");
    accept(host);
    assert_string_equal(why(host, "plausible"), "silent");
}

static const char *wanted; /* the reason that the scripts below look for */

static void nobody_is_asked(struct host *host) {
    char closed[40];
    snprintf(closed, sizeof closed, "closed: %s", wanted);
    assert_string_equal(banner(host), closed);
    assert_string_equal(why(host, "ga4"), wanted);
    host_call(host, "show", "[]");
    assert_string_equal(banner(host), "open: opened");
}

static void where_nobody_is_asked(void **state) {
    (void)state;
    static const struct {
        const char *config, *path, *reason;
        bool framed;
    } cases[] = {
        {SITE("'quietOn':['/privacy']"), "/privacy", "path", false},
        {SITE("'quietIn':['US'],'region':'US'"), "/", "region", false},
        {SITE(""), "/", "framed", true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct host *host = host_new();
        host->path = cases[i].path;
        host->framed = cases[i].framed;
        wanted = cases[i].reason;
        host_page(host, cases[i].config, nobody_is_asked);
    }
}

static void where_there_is_nothing_to_ask_for(void **state) {
    (void)state;
    assert_string_equal(banner(page("{}")), "closed: nothing");
}

/* A visitor who has accepted GA4, some seconds later. */
static struct host *returning(int64_t later) {
    struct host *host = host_new();
    host_page(host, SITE(""), accept);
    host->now += later;
    return host;
}

static void a_record_that_holds(void **state) {
    (void)state;
    struct host *host = returning(5);
    host_start(host, SITE(""));
    host_settle(host);
    char holds[200];
    snprintf(holds, sizeof holds,
             "{'kind':'grant','reason':'answered','time':%lld000,'until':%lld000,'revision':0,'overrules':false,"
             "'lacks':[]}",
             (long long)NOON, (long long)NOON + 182 * DAY);
    assert_json(record(host), holds);
}

static void asks_again(struct host *host) {
    char text[40];
    snprintf(text, sizeof text, "open: %s", wanted);
    assert_string_equal(banner(host), text);
    assert_string_equal(why(host, "ga4"), wanted);
    snprintf(text, sizeof text, "{'kind':'grant','reason':'%s',", wanted);
    assert_contains(record(host), text);
    if (!strcmp(wanted, "added"))
        assert_contains(record(host), "'lacks':['metrica','replay','clarity','hotjar','webvisor','marketing',"
                                      "'metaPixel']");
}

static void a_record_that_does_not_hold_any_more(void **state) {
    (void)state;
    static const struct {
        int64_t later;
        const char *config, *reason;
    } cases[] = {
        {YEAR, SITE(""), "ended"},
        {5, SITE("'revision':1"), "revision"},
        {5, FIVE, "added"},
        {-2 * DAY, SITE(""), "ahead"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        wanted = cases[i].reason;
        host_page(returning(cases[i].later), cases[i].config, asks_again);
    }
}

/* Another tab has granted: this page has not looked yet. */
static void a_record_that_this_page_has_not_taken_over_yet(void **state) {
    (void)state;
    struct host *host = host_new();
    host_page(host, SITE(""), accept);
    char cookies[sizeof host->cookies];
    strcpy(cookies, host->cookies);
    *host->cookies = 0;
    host_start(host, SITE(""));
    strcpy(host->cookies, cookies);
    assert_string_equal(banner(host), "open: unread");
    assert_string_equal(why(host, "ga4"), "unread");
}

static void what_the_site_does_not_use(void **state) {
    (void)state;
    static const char *const files[] = {"processors/tiktok.json", NULL, NULL};
    struct host *host = host_new();
    host->files = files;
    host_start(host, "{'analytics':{'ga4':'G-ABC1234567','metrica':'x','hotjar':false,'tiktok':'AAAAAAAAAAAAAAAAAAAA'},"
                     "'consent':{'processors':[{'id':'own','name':'Own','company':'O','countries':['KZ'],"
                     "'purpose':'analytics','description':'D','data':['ip'],'idPattern':'[a-z]{3}',"
                     "'start':[['script','https://own.example/{id}.js']],'stop':[]}]}}");
    assert_string_equal(why(host, "metrica"), "wrong");
    assert_string_equal(why(host, "hotjar"), "disabled");
    assert_string_equal(why(host, "tiktok"), "missing");
    assert_string_equal(why(host, "clarity"), "unconfigured");
    assert_string_equal(why(host, "own"), "unconfigured");
}

/* An embedded frame comes with the content that waits, and has no script of its own. */
static void a_processor_of_frames(void **state) {
    (void)state;
    static const char *const files[] = {
        "processors/youtube.json",
        "{'id':'youtube','name':'Y','company':'Y Ltd','countries':['US'],'purpose':'functional','description':'Shows.',"
        "'data':['ip'],'embed':{'pattern':'[a-z]{3}','frame':'https://y.example/{embed}'},'start':[],'stop':[]}",
        NULL,
    };
    struct host *host = host_new();
    host->files = files;
    host_start(host, "{'analytics':{'youtube':true}}");
    assert_string_equal(host_logs(host), "");
    accept(host);
    assert_string_equal(why(host, "youtube"), "embed");
}

/* What is said of one pair of a purpose and a processor that content waits for. */
static const char *content(struct host *host, const char *pair) {
    static char text[100];
    char members[100];
    snprintf(members, sizeof members, "'content':[%s]", pair);
    const cJSON *of = cJSON_GetArrayItem(cJSON_GetObjectItemCaseSensitive(explained(host, members), "content"), 0);
    const cJSON *waits = cJSON_GetObjectItemCaseSensitive(of, "waits");
    snprintf(text, sizeof text, "%s %s", reason(of), cJSON_IsString(waits) ? waits->valuestring : "-");
    return text;
}

static void content_that_waits(void **state) {
    (void)state;
    struct host *host = page(FIVE);
    assert_string_equal(content(host, "['analytics',null]"), "first analytics");
    assert_string_equal(content(host, "[null,'ga4']"), "first ga4");
    assert_string_equal(content(host, "['anaiytics',null]"), "unknown -");
    assert_string_equal(content(host, "[null,null]"), "unknown -");
    assert_string_equal(content(host, "[5,{}]"), "unknown -");
    host_save(host, "'ga4'");
    host_settle(host);
    assert_string_equal(content(host, "['analytics','ga4']"), "off analytics");
    assert_string_equal(content(host, "[null,'ga4']"), "granted -");
}

static bool is_watched;

static void much_happens(struct host *host) {
    static const char *const events[] = {
        "'type':'action','name':'accept','inside':true,'trusted':true",
        "'type':'next'",
        "'type':'next'",
        "'type':'failed','id':'ga4'",
        "'type':'next'",
        "'type':'sync'",
        "'type':'call','name':'reset','args':[]",
        "'type':'next'",
        "'type':'action','name':'settings','inside':true,'trusted':true",
        "'type':'action','name':'save','inside':true,'trusted':true,'on':['metrica']",
        "'type':'next'",
        "'type':'next'",
        "'type':'added','purposes':['x'],'processors':[]",
        "'type':'action','name':'withdraw','inside':true,'trusted':true",
        "'type':'next'",
        "'type':'eraseAgain'",
    };
    for (size_t i = 0; i < sizeof events / sizeof *events; i++) {
        host_send(host, events[i]);
        if (!is_watched)
            continue;
        int count = host->count;
        unsigned random = host->random;
        explained(host, "'content':[['analytics',null]]");
        assert_int_equal(host->count, count + 1);
        host->count = count;
        host->random = random;
    }
}

/* Two visitors who do the same, of whom one is looked at after each event, are answered alike. */
static void to_ask_changes_nothing(void **state) {
    (void)state;
    struct host *hosts[] = {host_new(), host_new()};
    for (int i = 0; i < 2; i++) {
        hosts[i]->table = true;
        is_watched = i;
        host_page(hosts[i], FIVE, much_happens);
    }
    assert_true(hosts[0]->count > 30);
    assert_int_equal(hosts[0]->count, hosts[1]->count);
    for (int i = 0; i < hosts[0]->count; i++)
        assert_string_equal(hosts[0]->effects[i], hosts[1]->effects[i]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_first_visit),
        cmocka_unit_test(a_grant_from_the_press_to_the_script),
        cmocka_unit_test(a_refusal_and_what_was_left_out_of_a_grant),
        cmocka_unit_test(a_part_whose_whole_is_not_granted),
        cmocka_unit_test(a_withdrawal),
        cmocka_unit_test(what_only_a_reload_ends),
        cmocka_unit_test(what_has_failed),
        cmocka_unit_test(what_could_not_be_stored),
        cmocka_unit_test(under_global_privacy_control),
        cmocka_unit_test(where_all_is_withheld_the_banner_only_tells),
        cmocka_unit_test(one_that_goes_by_the_signal_itself),
        cmocka_unit_test(where_nobody_is_asked),
        cmocka_unit_test(where_there_is_nothing_to_ask_for),
        cmocka_unit_test(a_record_that_holds),
        cmocka_unit_test(a_record_that_does_not_hold_any_more),
        cmocka_unit_test(a_record_that_this_page_has_not_taken_over_yet),
        cmocka_unit_test(what_the_site_does_not_use),
        cmocka_unit_test(a_processor_of_frames),
        cmocka_unit_test(content_that_waits),
        cmocka_unit_test(to_ask_changes_nothing),
    };
    return RUN(tests);
}
