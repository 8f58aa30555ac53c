/* Definitions of the page's own: each member is checked by the schema, and one message for each fault names its place.
 */
#include "support/host.h"

#define PATH "SMG_CONFIG.consent.processors[0]"
#define OWN                                                                                                            \
    "\"id\":\"own\",\"name\":\"Own\",\"company\":\"Own Ltd\",\"countries\":[\"DE\"],\"purpose\":\"analytics\","        \
    "\"description\":\"Counts.\",\"data\":[\"ip\"]"

/* A page with ga4 and one processor of its own, whose definition has these members besides. */
static struct host *page_with(const char *members) {
    static char config[1 << 16];
    struct host *host = host_new();
    host->table = true;
    snprintf(config, sizeof config,
             "{\"analytics\":{\"ga4\":\"G-ABC1234567\"},\"consent\":{\"processors\":[{" OWN "%s%s}]}}",
             *members ? "," : "", members);
    host_page(host, config, accept);
    return host;
}

/* The definition is left out, with this one message below its path. */
static void expect(const char *members, const char *message) {
    struct host *host = page_with(members);
    char expected[400];
    snprintf(expected, sizeof expected, PATH "%s", message);
    if (strncmp(host_logs(host), expected, strlen(expected)) != 0)
        fail_msg("%s\nexpected %s", host_logs(host), expected);
    assert_int_equal(host_times(host, "log warn"), 1);
    assert_string_equal(host_loaded(host), "ga4");
}

static void expect_good(const char *members) {
    struct host *host = page_with(members);
    assert_string_equal(host_logs(host), "");
    assert_string_equal(host_loaded(host), "ga4 own");
}

static void an_unknown_member_is_named_with_the_nearest_known_one(void **state) {
    (void)state;
    expect("\"recognizedBy\":[\"own.example\"]",
           ".recognizedBy: expected a known member (nearest: recognisedBy), got [\"own.example\"]");
    expect("\"masc\":[\"class\",\"x\"]", ".masc: expected a known member (nearest: mask), got [");
    expect("\"idPatern\":\"[0-9]{3}\"", ".idPatern: expected a known member (nearest: idPattern), got \"[0-9]{3}\"");
    expect("\"Reload\":true", ".Reload: expected a known member (nearest: reload), got true");
    expect("\"nothingOfTheKind\":1", ".nothingOfTheKind: expected a known member, got 1");
    expect("\"\":1", ".: expected a known member, got 1");
    expect("\"!id\":1", ".!id: expected a known member (nearest: id), got 1");
    expect("\"eraseToo\":{\"cookie\":[]}", ".eraseToo.cookie: expected a known member (nearest: cookies), got []");
    expect("\"storesFor\":{\"marketing\":{\"localstorage\":{}}}",
           ".storesFor.marketing.localstorage: expected a known member (nearest: localStorage), got {}");
}

static void a_fault_is_named_at_its_place(void **state) {
    (void)state;
    expect("\"recognisedBy\":[\"own.example\",5]", ".recognisedBy[1]: expected a host, got 5");
    expect("\"recognisedBy\":[\"own*\"]", ".recognisedBy[0]: expected a host, got \"own*\"");
    expect("\"recognisedBy\":[\"https://own.example/\"]", ".recognisedBy[0]: expected a host, got ");
    expect("\"cookies\":{\"_own\":\"2 years\"}", ".cookies._own: expected how long: 2y, 30min, session, none, got ");
    expect("\"storesFor\":{\"marketing\":{\"cookies\":{\"a\":5}}}",
           ".storesFor.marketing.cookies.a: expected how long");
    expect("\"unreachable\":{\"own.example\":[\"a\",\" \"]}",
           ".unreachable.own.example[1]: expected a text, got \" \"");
    expect("\"policy\":\"javascript:alert(1)\"", ".policy: expected an https address, or a path, got ");
    expect("\"reload\":1", ".reload: expected true or false, got 1");
    expect("\"idPattern\":\"\"", ".idPattern: expected the form of an id, got \"\"");
    expect("\"mask\":[\"class\"]", ".mask[1]: expected the attribute's value, got null");
    expect("\"mask\":[\"class\",\"a\",\"b\"]", ".mask[2]: expected no more, got \"b\"");
    expect("\"mask\":\"class\"", ".mask: expected the name of an attribute, and its value, got \"class\"");
    expect("\"policy\":null", ".policy: expected an https address, or a path, got null");
    expect("\"policy\":{}", ".policy: expected an https address, or a path, got {}");
    expect("\"policy\":{\"en\":\"/a\",\"ru\":\"javascript:alert(1)\"}",
           ".policy: expected an https address, or a path, got {\"en\":");
    expect("\"policy\":{\"en\":5}", ".policy: expected an https address, or a path, got {\"en\":5}");
}

static void each_fault_has_a_message_of_its_own(void **state) {
    (void)state;
    struct host *host =
        page_with("\"recognizedBy\":[],\"reload\":\"yes\",\"start\":[[\"script\",\"//own.example/\"],[\"call\"]]");
    assert_string_equal(host_logs(host),
                        PATH ".recognizedBy: expected a known member (nearest: recognisedBy), got []\n" PATH
                             ".reload: expected true or false, got \"yes\"\n" PATH
                             ".start[0][1]: expected an https address, or a path, got \"//own.example/\"\n" PATH
                             ".start[1][1]: expected a path from window, got null");
    assert_string_equal(host_loaded(host), "ga4");
}

static void what_the_table_and_the_receipt_tell_must_be_there(void **state) {
    (void)state;
    const char *const members[] = {"\"id\":\"own\"",         "\"name\":\"Own\"",          "\"company\":\"Own Ltd\"",
                                   "\"countries\":[\"DE\"]", "\"purpose\":\"analytics\"", "\"description\":\"Counts.\"",
                                   "\"data\":[\"ip\"]"};
    const char *const names[] = {"id", "name", "company", "countries", "purpose", "description", "data"};
    for (int left_out = 0; left_out < 7; left_out++) {
        char config[600] = "{\"analytics\":{\"ga4\":\"G-ABC1234567\"},\"consent\":{\"processors\":[{", expected[100];
        for (int i = 0; i < 7; i++)
            if (i != left_out)
                strcat(strcat(config, members[i]), i == 6 || (left_out == 6 && i == 5) ? "" : ",");
        strcat(config, "}]}}");
        struct host *host = host_new();
        host_page(host, config, accept);
        snprintf(expected, sizeof expected, PATH ": expected the members %s, got {", names[left_out]);
        assert_contains(host_logs(host), expected);
        assert_int_equal(host_times(host, "log warn"), 1);
        assert_string_equal(host_loaded(host), "ga4");
    }
}

static void empty_lists_and_blank_texts_tell_nothing(void **state) {
    (void)state;
    const char *const odd[][2] = {
        {"\"countries\":[]", ".countries: expected an array that is not empty, got []"},
        {"\"countries\":[\"Germany\"]", ".countries[0]: expected two letters such as DE, got \"Germany\""},
        {"\"data\":[]", ".data: expected an array that is not empty, got []"},
        {"\"data\":\"ip\"", ".data: expected an array that is not empty, got \"ip\""},
        {"\"description\":\" \\t\\n\"", ".description: expected a text, got \" \\u0009\\u000a\""},
        {"\"description\":{\"en\":\"\"}", ".description: expected a text, got {\"en\":\"\"}"},
        {"\"company\":\"\\u00a0\\u200b\"", ".company: expected a text, got "},
        {"\"name\":{}", ".name: expected a text, got {}"},
    };
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        char config[600], expected[200];
        const char *all = OWN;
        size_t name = strcspn(odd[i][0] + 1, "\"") + 3;
        char start[40];
        snprintf(start, sizeof start, "%.*s", (int)name, odd[i][0]);
        const char *at = strstr(all, start), *end = strstr(at, ",\"");
        snprintf(config, sizeof config,
                 "{\"analytics\":{\"ga4\":\"G-ABC1234567\"},\"consent\":{\"processors\":[{%.*s%s%s}]}}",
                 (int)(at - all), all, odd[i][0], end ? end : "");
        struct host *host = host_new();
        host_page(host, config, accept);
        snprintf(expected, sizeof expected, PATH "%s", odd[i][1]);
        assert_contains(host_logs(host), expected);
        assert_int_equal(host_times(host, "log warn"), 1);
        assert_string_equal(host_loaded(host), "ga4");
    }
}

/* "//host" is another site's, and so is "/\host" to a browser. */
static void scripts_come_from_https_or_from_the_site_itself(void **state) {
    (void)state;
    const char *const bad[] = {"//own.example/a.js",
                               "/\\\\own.example/a.js",
                               "/",
                               "https://",
                               "https:///own",
                               "http://own.example/",
                               "a.js",
                               "javascript:x",
                               "data:,x",
                               "https://own example/",
                               "HTTPS://x/",
                               " https://x/"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        char members[200];
        snprintf(members, sizeof members, "\"start\":[[\"script\",\"%s\"]]", bad[i]);
        expect(members, ".start[0][1]: expected an https address, or a path, got ");
    }
    expect_good("\"start\":[[\"script\",\"https://own.example/a.js?b={id}\"],[\"script\",\"/a/b.js\"]]");
}

static void steps_have_what_their_verb_needs(void **state) {
    (void)state;
    expect("\"start\":[[\"stub\",\"own\"]]", ".start[0][2]: expected a path from window, got null");
    expect("\"start\":[[\"stub\",\"own\",5]]", ".start[0][2]: expected a path from window, got 5");
    expect("\"start\":[[\"stub\",\"own\",\"own.q\",\"m\",1]]", ".start[0][4]: expected no more, got 1");
    expect("\"stop\":[[\"set\",\"own\"]]", ".stop[0][2]: expected a value of at most 16 levels, got null");
    expect("\"stop\":[[\"set\",\"own\",1,2]]", ".stop[0][3]: expected no more, got 2");
    expect("\"restart\":[[\"alias\",\"own\"]]", ".restart[0][2]: expected a path from window, got null");
    expect("\"update\":[[\"call\",\"a b\"]]", ".update[0][1]: expected a path from window, got \"a b\"");
    expect("\"start\":{}", ".start: expected an array, got {}");
    expect("\"start\":[\"script\"]", ".start[0]: expected a step of stub, list, methods, set, alias, call, new, reply, "
                                     "none, script, got \"script\"");
    expect_good(
        "\"start\":[[\"stub\",\"own\",\"own.q\"],[\"stub\",\"own\",\"own.q\",\"m\"],[\"set\",\"own.a-{id}\",null],"
        "[\"alias\",\"own.b\",\"own\"],[\"call\",\"own\"],[\"call\",\"own\",1,{\"a\":[]},null]]");
}

/* What would take a site's own is refused: fewer than four characters before the star, and whatever is ours. */
static void patterns_take_only_what_is_the_vendors(void **state) {
    (void)state;
    const char *const bad[] = {"*", "hj*", "_ym*", "*_own", "a*b*", ""};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        char members[200], message[200];
        snprintf(members, sizeof members, "\"eraseToo\":{\"localStorage\":[\"_own_*\",\"%s\"]}", bad[i]);
        snprintf(message, sizeof message,
                 ".eraseToo.localStorage[1]: expected a name, or four characters before a \"*\", got \"%s\"", bad[i]);
        expect(members, message);
        snprintf(members, sizeof members, "\"cookies\":{\"%s\":\"1y\"}", bad[i]);
        snprintf(message, sizeof message, ".cookies.%s: expected a name, or four characters before a \"*\", got \"1y\"",
                 bad[i]);
        expect(members, message);
    }
    const char *const ours[] = {"\"cookies\":{\"smg_consent\":\"1y\"}", "\"localStorage\":{\"smg_*\":\"none\"}",
                                "\"eraseToo\":{\"sessionStorage\":[\"smg_c*t\"]}",
                                "\"storesFor\":{\"marketing\":{\"cookies\":{\"smg_consent*\":\"1y\"}}}"};
    for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
        expect(ours[i], ": expected names that are not those of the record, got {");
    expect_good("\"cookies\":{\"a\":\"1y\",\"_own*\":\"30min\",\"smg_con\":\"session\",\"smg_consents\":\"none\"}");
}

static void nor_what_the_page_calls_its_record(void **state) {
    (void)state;
    struct host *host = host_new();
    host_page(host,
              "{\"analytics\":{\"ga4\":\"G-ABC1234567\"},\"consent\":{\"cookie\":{\"name\":\"own_choice\"},"
              "\"processors\":[{" OWN ",\"cookies\":{\"own_*\":\"1y\"}}]}}",
              accept);
    assert_contains(host_logs(host), PATH ": expected names that are not those of the record, got {");
    assert_string_equal(host_loaded(host), "ga4");
    /* The other way round, the name is what gives way: a refusal of ga4 would erase the record. */
    host = host_new();
    host_page(host, "{'analytics':{'ga4':'G-ABC1234567'},'consent':{'cookie':{'name':'_ga_choice'}}}", accept);
    assert_string_equal(host_logs(host), "SMG_CONFIG.consent.cookie.name: expected a name that no processor's cookies "
                                         "have, got \"_ga_choice\"");
    assert_int_equal(strncmp(host->cookies, "smg_consent=1.", 14), 0);
}

/* `levels` arrays within each other. */
static const char *nested(const char *before, int levels, const char *after) {
    static char text[1 << 15];
    strcpy(text, before);
    for (int i = 0; i < levels; i++)
        strcat(text, "[");
    for (int i = 0; i < levels; i++)
        strcat(text, "]");
    return strcat(text, after);
}

static void what_a_step_hands_over_is_not_cut_in_silence(void **state) {
    (void)state;
    expect_good(nested("\"start\":[[\"set\",\"own\",", 17, "]]"));
    for (int levels = 18; levels < 80; levels += 3)
        expect(nested("\"start\":[[\"set\",\"own\",", levels, "]]"),
               ".start[0][2]: expected a value of at most 16 levels, got [[[");
    expect(nested("\"stop\":[[\"call\",\"own\",1,{\"a\":", 5000, "}]]"),
           ".stop[0][3]: expected a value of at most 16 levels, got {");
}

static void a_policy_may_be_one_for_each_language(void **state) {
    (void)state;
    const char *const wanted[][2] = {{"[\"en\"]", "https://own.example/en"},
                                     {"[\"ru\"]", "https://own.example/ru?a=1&b=2"},
                                     {"[\"kk\"]", "https://own.example/en"}};
    for (int i = 0; i < 3; i++) {
        struct host *host = host_new();
        host->table = true;
        host->languages = wanted[i][0];
        host_page(host,
                  "{\"consent\":{\"processors\":[{" OWN
                  ",\"policy\":{\"ru\":\"https://own.example/ru?a=1&b=2\",\"en\":\"https://own.example/en\"}}]}}",
                  NULL);
        assert_string_equal(host_logs(host), "");
        assert_non_null(host_node(host_view(host, "render table"), "href", wanted[i][1]));
    }
}

static void all_members_that_there_are_are_taken(void **state) {
    (void)state;
    expect_good(
        "\"policy\":\"/"
        "policy\",\"cookies\":{\"_own\":\"1y\"},\"localStorage\":{},\"sessionStorage\":{\"o\":\"session\"},"
        "\"storesFor\":{\"marketing\":{\"cookies\":{},\"localStorage\":{\"_owns*\":\"none\"},\"sessionStorage\":{}}},"
        "\"eraseToo\":{\"cookies\":[\"_own2\"],\"localStorage\":[],\"sessionStorage\":[]},\"unreachable\":{\"\":[\"x\"]"
        "},"
        "\"hosts\":{\"script\":[\"own.example\"]},\"start\":[],\"stop\":[],\"restart\":[],\"update\":[],"
        "\"reload\":false,\"mask\":[\"data-own\",\"\"],\"recognisedBy\":[\"own.example\",\"*.own.example\"]");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_unknown_member_is_named_with_the_nearest_known_one),
        cmocka_unit_test(a_fault_is_named_at_its_place),
        cmocka_unit_test(each_fault_has_a_message_of_its_own),
        cmocka_unit_test(what_the_table_and_the_receipt_tell_must_be_there),
        cmocka_unit_test(empty_lists_and_blank_texts_tell_nothing),
        cmocka_unit_test(scripts_come_from_https_or_from_the_site_itself),
        cmocka_unit_test(steps_have_what_their_verb_needs),
        cmocka_unit_test(patterns_take_only_what_is_the_vendors),
        cmocka_unit_test(nor_what_the_page_calls_its_record),
        cmocka_unit_test(what_a_step_hands_over_is_not_cut_in_silence),
        cmocka_unit_test(a_policy_may_be_one_for_each_language),
        cmocka_unit_test(all_members_that_there_are_are_taken),
    };
    return RUN(tests);
}
