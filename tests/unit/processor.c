/* The forms of counter ids, and what each processor is told to do, in the order that its vendor asks for. */
#include "support/host.h"

#include "processor.h"

struct form {
    const char *pattern, *good[6], *bad[10];
};

/* The id forms of the five, as their definitions give them. */
static const struct form forms[] = {
    {"G-[A-Z0-9]{6,12}",
     {"G-ABC123", "G-ABCDEF123456", "G-000000"},
     {"", "G-", "G-ABC12", "G-ABCDEF1234567", "g-ABC123", "G-abc123", "UA-123456-1", "G-ABC123 ", " G-ABC123",
      "G-ABC12\""}},
    {"[0-9]{1,12}",
     {"1", "12345678", "123456789012"},
     {"", "1234567890123", "12a", "-1", "1.5", " 1", "1\n", "+1", "0x10", "1;"}},
    {"[a-z0-9]{8,12}",
     {"abcdefghij", "abcdefgh", "123456789012"},
     {"", "abcdefg", "abcdefghijklm", "ABCDEFGHIJ", "abcdefghi-", "abcdefgh/", "abcdefgh?", "../abcdefg"}},
    {"[1-9][0-9]{3,9}",
     {"1234", "1234567", "1234567890"},
     {"", "123", "0123", "12345678901", "123a", "a1234", "'1234'"}},
    {"[0-9]{6,20}",
     {"123456", "123456789012345", "12345678901234567890"},
     {"", "12345", "123456789012345678901", "12345678901234567x", "1234 56", "<script>"}},
};

static void counter_forms_take_good_ids_and_no_others(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        for (int k = 0; k < 6 && forms[i].good[k]; k++)
            if (!pattern_match(forms[i].pattern, forms[i].good[k]))
                fail_msg("%s refuses %s", forms[i].pattern, forms[i].good[k]);
        for (int k = 0; k < 10 && forms[i].bad[k]; k++)
            if (pattern_match(forms[i].pattern, forms[i].bad[k]))
                fail_msg("%s takes %s", forms[i].pattern, forms[i].bad[k]);
    }
}

static void patterns_are_anchored_and_may_have_alternatives(void **state) {
    (void)state;
    assert_true(pattern_match("a|bc|d{2}", "a"));
    assert_true(pattern_match("a|bc|d{2}", "bc"));
    assert_true(pattern_match("a|bc|d{2}", "dd"));
    assert_false(pattern_match("a|bc|d{2}", "abc"));
    assert_false(pattern_match("a|bc|d{2}", "d"));
    assert_false(pattern_match("a|bc|d{2}", ""));
    assert_false(pattern_match("a|bc|d{2}", "ac"));
    assert_true(pattern_match("", ""));
    assert_false(pattern_match("", "x"));
    assert_true(pattern_match("[0-9]{2,}", "1234567"));
    assert_false(pattern_match("[0-9]{2,}", "1"));
    assert_true(pattern_match("x{0,2}y", "y"));
    assert_false(pattern_match("x{0,2}y", "xxxy"));
    assert_true(pattern_match("[a-]{2}", "a-"));
}

static void a_broken_pattern_is_read_to_its_end(void **state) {
    (void)state;
    const char *const broken[] = {"[", "[a", "a{", "a{2", "a{2,", "[]", "{", "{3}", "|", "a{99999999999}", "[a-", "]"};
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++)
        assert_false(pattern_match(broken[i], "javascript:alert(1)"));
}

static const char *granting;

static void save(struct host *host) {
    host_save(host, granting);
    host_settle(host);
}

/* The effect `word` after these switches were saved on a page with the five. */
static const char *effect_of(const char *on, const char *word) {
    struct host *host = host_new();
    granting = on;
    host_page(host, FIVE, save);
    const char *effect = host_find(host, word);
    assert_non_null(effect);
    return effect;
}

static const char *stop_of(const char *on, const char *word) {
    struct host *host = host_new();
    granting = on;
    host_start(host, FIVE);
    save(host);
    host_press(host, "withdraw");
    host_settle(host);
    assert_non_null(host_find(host, word));
    return host_find(host, word);
}

#define DENIED                                                                                                         \
    "[\"call\",\"gtag\",\"consent\",\"default\",{\"ad_storage\":\"denied\",\"ad_user_data\":\"denied\","               \
    "\"ad_personalization\":\"denied\",\"analytics_storage\":\"denied\",\"functionality_storage\":\"denied\","         \
    "\"personalization_storage\":\"denied\",\"security_storage\":\"granted\"}],"
#define GA4_LOAD(granted, on)                                                                                          \
    "[\"load\",\"ga4\",[[\"set\",\"ga-disable-G-ABC1234567\",false],[\"stub\",\"gtag\",\"dataLayer\"]," DENIED         \
    "[\"call\",\"gtag\",\"consent\",\"update\",{\"ad_storage\":\"" granted "\",\"ad_user_data\":\"" granted            \
    "\",\"ad_personalization\":\"" granted "\",\"analytics_storage\":\"granted\"}],"                                   \
    "[\"call\",\"gtag\",\"set\",\"ads_data_redaction\",true],[\"call\",\"gtag\",\"js\",\"{date}\"],[\"call\","         \
    "\"gtag\",\"config\",\"G-ABC1234567\","                                                                            \
    "{\"allow_google_signals\":" on ",\"allow_ad_personalization_signals\":" on "}],"                                  \
    "[\"script\",\"https://www.googletagmanager.com/gtag/js?id=G-ABC1234567\"]]]"

/* default, update, set, js, config, script, and nothing before the default. */
static void ga4_is_told_of_consent_before_anything_else(void **state) {
    (void)state;
    assert_string_equal(effect_of("\"ga4\"", "load ga4"), GA4_LOAD("denied", "false"));
    assert_string_equal(effect_of("\"ga4\",\"metaPixel\"", "load ga4"), GA4_LOAD("granted", "true"));
    assert_string_equal(effect_of("\"ga4\",\"metrica\",\"clarity\",\"hotjar\",\"webvisor\"", "load ga4"),
                        GA4_LOAD("denied", "false"));
}

static void ga4_stops_by_its_flag_then_by_consent(void **state) {
    (void)state;
    assert_json(stop_of("\"ga4\"", "stop ga4"),
                "['stop','ga4',[['set','ga-disable-G-ABC1234567',true],['reply','_gaUserPrefs.ioo',"
                "true],['call','gtag','consent',"
                "'update',{'ad_storage':'denied','ad_user_data':'denied','ad_personalization':"
                "'denied','analytics_storage':'denied'}],['none','google_tag_manager','AW-','DC-'],"
                "['none','google_tag_data.tidr.destination','AW-','DC-']]]");
}

#define CLARITY_LOAD(granted)                                                                                          \
    "[\"load\",\"clarity\",[[\"stub\",\"clarity\",\"clarity.q\",\"v\"],[\"call\",\"clarity\",\"consentv2\","           \
    "{\"ad_Storage\":\"" granted "\",\"analytics_Storage\":\"granted\"}],"                                             \
    "[\"script\",\"https://www.clarity.ms/tag/abcdefghij\"]]]"

/* With a small s Clarity does not read the keys. */
static void clarity_has_its_consent_queued_with_a_capital_s(void **state) {
    (void)state;
    assert_string_equal(effect_of("\"clarity\"", "load clarity"), CLARITY_LOAD("denied"));
    assert_string_equal(effect_of("\"clarity\",\"metaPixel\"", "load clarity"), CLARITY_LOAD("granted"));
}

static void clarity_is_stopped(void **state) {
    (void)state;
    assert_json(stop_of("\"clarity\"", "stop clarity"),
                "['stop','clarity',[['call','clarity','stop'],['set','clarity.q',[['stop']]]]]");
}

#define METRICA_LOAD(replay)                                                                                           \
    "[\"load\",\"metrica\",[[\"set\",\"disableYaCounter12345678\",false],[\"stub\",\"ym\",\"ym.a\"],"                  \
    "[\"set\",\"ym.l\",1795003200000],[\"call\",\"ym\",12345678,\"init\",{\"accurateTrackBounce\":true,"               \
    "\"trackLinks\":true,\"webvisor\":" replay ",\"clickmap\":" replay ",\"disableFormAnalytics\":true,"               \
    "\"disableYtm\":true,\"disableWebsocket\":true}],[\"script\",\"https://mc.yandex.ru/metrika/tag.js\"]]]"

static void metrica_records_only_with_the_replay_purpose(void **state) {
    (void)state;
    assert_string_equal(effect_of("\"metrica\"", "load metrica"), METRICA_LOAD("false"));
    assert_string_equal(effect_of("\"ga4\",\"metrica\",\"metaPixel\"", "load metrica"), METRICA_LOAD("false"));
    assert_string_equal(effect_of("\"metrica\",\"clarity\",\"hotjar\"", "load metrica"), METRICA_LOAD("false"));
    assert_string_equal(effect_of("\"metrica\",\"clarity\",\"hotjar\",\"webvisor\"", "load metrica"),
                        METRICA_LOAD("true"));
}

static void metrica_is_disabled_then_destroyed(void **state) {
    (void)state;
    assert_json(stop_of("\"metrica\"", "stop metrica"), "['stop','metrica',[['set','disableYaCounter12345678',true],"
                                                        "['call','ym',12345678,'destruct']]]");
}

static void hotjar_has_its_settings_before_its_script(void **state) {
    (void)state;
    assert_json(effect_of("\"hotjar\"", "load hotjar"),
                "['load','hotjar',[['stub','hj','hj.q','scriptLoaded'],['set','_hjSettings',{'hjid':1234567,"
                "'hjsv':6}],['script','https://static.hotjar.com/c/hotjar-1234567.js?sv=6']]]");
    assert_json(stop_of("\"hotjar\"", "stop hotjar"), "['stop','hotjar',[]]");
}

static void meta_pixel_sets_itself_up_before_the_first_call(void **state) {
    (void)state;
    assert_json(effect_of("\"metaPixel\"", "load metaPixel"),
                "['load','metaPixel',[['stub','fbq','fbq.queue','callMethod'],"
                "['set','fbq.loaded',true],['set','fbq.version','2.0'],['alias','fbq.push','fbq'],"
                "['alias','_fbq','fbq'],['call','fbq','set','autoConfig',false,'123456789012345'],"
                "['call','fbq','init','123456789012345'],['call','fbq','track','PageView'],"
                "['script','https://connect.facebook.net/en_US/fbevents.js']]]");
    assert_json(stop_of("\"metaPixel\"", "stop metaPixel"),
                "['stop','metaPixel',[['call','fbq','consent','revoke'],['set','fbq.queue',[]]]]");
}

/* What the table and the receipt tell of each. */
#define TOLD "\"company\":\"Own Ltd\",\"countries\":[\"DE\"],\"description\":\"Counts.\",\"data\":[\"ip\"],"

/* The steps of a definition of the page's own, when it is loaded. */
static const char *own_steps(const char *counter_form, const char *entry, const char *steps) {
    static char config[4000];
    struct host *host = host_new();
    snprintf(
        config, sizeof config,
        "{\"analytics\":{\"own\":%s,\"metaPixel\":\"123456\"},\"consent\":{\"processors\":[{\"id\":\"own\",\"name\":"
        "\"Own\"," TOLD "\"purpose\":\"analytics\"%s%s%s,\"start\":%s}]}}",
        entry, counter_form ? ",\"idPattern\":\"" : "", counter_form ? counter_form : "", counter_form ? "\"" : "",
        steps);
    granting = "\"own\"";
    host_page(host, config, save);
    assert_string_equal(host_logs(host), "");
    const char *load = host_find(host, "load own");
    assert_non_null(load);
    return load + strlen("[\"load\",\"own\",");
}

static void a_placeholder_becomes_a_value_of_its_type(void **state) {
    (void)state;
    assert_json(own_steps("[0-9]{1,20}", "\"42\"",
                          "[[\"set\",\"a\",\"{now}\"],[\"set\",\"b\",\"{number}\"],[\"set\",\"c\",\"{id}\"],"
                          "[\"set\",\"d-{id}-{id}\",\"x{id}y\"],[\"set\",\"e\",\"{on:own}\"],"
                          "[\"set\",\"f\",\"{on:marketing}\"],[\"set\",\"g\",\"{granted:analytics}\"],"
                          "[\"set\",\"h\",\"{granted:metaPixel}\"],[\"set\",\"i\",\"{date}\"]]"),
                "[['set','a',1795003200000],['set','b',42],['set','c','42'],"
                "['set','d-42-42','x42y'],['set','e',true],['set','f',false],"
                "['set','g','granted'],['set','h','denied'],['set','i','{date}']]]");
}

static void a_placeholder_that_nothing_fits_is_harmless(void **state) {
    (void)state;
    assert_json(own_steps("[a-z]{1,9}", "\"abc\"",
                          "[[\"set\",\"a\",\"{number}\"],[\"set\",\"b\",\"{on:nothing}\"],"
                          "[\"set\",\"c\",\"{granted:}\"],[\"set\",\"d\",\"{other}\"]]"),
                "[['set','a',null],['set','b',false],['set','c','denied'],['set','d','{other}']]]");
    /* Without a counter there is no id to put in. */
    assert_json(own_steps(NULL, "true", "[[\"set\",\"a\",\"{id}\"],[\"set\",\"b\",\"{number}\"]]"),
                "[['set','a',''],['set','b',null]]]");
    /* A number that begins with 0 is no JSON number. */
    assert_json(own_steps("[0-9]{1,20}", "\"007\"", "[[\"set\",\"a\",\"{number}\"]]"), "[['set','a',null]]]");
}

static void other_values_stay_what_they_are(void **state) {
    (void)state;
    assert_string_equal(
        own_steps(NULL, "true", "[[\"set\",\"a\",[1,-2,0.5,1.25,true,false,null,\"\",{\"k\":{\"\\\"\":[]}}]]]"),
        "[[\"set\",\"a\",[1,-2,0.5,1.25,true,false,null,\"\",{\"k\":{\"\\\"\":[]}}]]]]");
}

/* Item 11: nothing of a vendor is "necessary"; and nobody's interest stands in for consent. */
static void every_processor_has_a_purpose_that_is_asked_for(void **state) {
    (void)state;
    int count = 0;
    for (const cJSON *definition = json_first(processor_builtin()); definition;
         definition = definition->next, count++) {
        const char *purpose = json_member(definition, "purpose"), *id = json_member(definition, "id");
        bool replay = !strcmp(id, "clarity") || !strcmp(id, "hotjar") || !strcmp(id, "webvisor");
        bool known = !strcmp(purpose, "analytics") || !strcmp(purpose, "replay") || !strcmp(purpose, "marketing");
        assert_true(known);
        /* What records the page is no mere count of visits. */
        if (replay || !strcmp(id, "metaPixel"))
            assert_string_equal(purpose, replay ? "replay" : "marketing");
        assert_non_null(json_get(definition, "name"));
        assert_non_null(json_get(definition, "company"));
        assert_non_null(json_get(definition, "countries"));
        const cJSON *policy = json_get(definition, "policy"),
                    *address = json_text(policy) ? policy : json_first(policy);
        assert_non_null(address);
        for (; address && address != policy->next; address = address->next)
            assert_int_equal(strncmp(json_text(address), "https://", 8), 0);
    }
    assert_true(count >= 6);
}

/* A definition that the page gives under a built-in id takes its place. */
static void an_own_definition_replaces_a_built_in_one(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host,
               "{\"analytics\":{\"ga4\":\"mine\"},\"consent\":{\"processors\":[{\"id\":\"ga4\",\"name\":\"Mine\"," TOLD
               "\"purpose\":\"analytics\",\"idPattern\":\"mine\",\"start\":[[\"script\",\"/{id}.js\"]]}]}}");
    host_press(host, "accept");
    host_settle(host);
    assert_string_equal(host_logs(host), "");
    assert_json(host_find(host, "load ga4"), "['load','ga4',[['script','/mine.js']]]");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counter_forms_take_good_ids_and_no_others),
        cmocka_unit_test(patterns_are_anchored_and_may_have_alternatives),
        cmocka_unit_test(a_broken_pattern_is_read_to_its_end),
        cmocka_unit_test(ga4_is_told_of_consent_before_anything_else),
        cmocka_unit_test(ga4_stops_by_its_flag_then_by_consent),
        cmocka_unit_test(clarity_has_its_consent_queued_with_a_capital_s),
        cmocka_unit_test(clarity_is_stopped),
        cmocka_unit_test(metrica_records_only_with_the_replay_purpose),
        cmocka_unit_test(metrica_is_disabled_then_destroyed),
        cmocka_unit_test(hotjar_has_its_settings_before_its_script),
        cmocka_unit_test(meta_pixel_sets_itself_up_before_the_first_call),
        cmocka_unit_test(a_placeholder_becomes_a_value_of_its_type),
        cmocka_unit_test(a_placeholder_that_nothing_fits_is_harmless),
        cmocka_unit_test(other_values_stay_what_they_are),
        cmocka_unit_test(every_processor_has_a_purpose_that_is_asked_for),
        cmocka_unit_test(an_own_definition_replaces_a_built_in_one),
    };
    return RUN(tests);
}
