/* What stands under "Legal information": by the operator's country, and only as far as the site has told it. */
#include "support/host.h"

#include "json.h"

static void open_settings(struct host *host) {
    host_press(host, "settings");
}

/* The text of a node as the visitor reads it, countries by their codes. */
static void put(const cJSON *node, char *to) {
    if (cJSON_HasObjectItem(node, "country"))
        node = cJSON_GetObjectItem(node, "country");
    if (cJSON_IsString(node))
        strcat(to, node->valuestring);
    else
        for (const cJSON *child = cJSON_GetArrayItem(node, 2); child; child = child->next)
            put(child, to);
}

/* One line for each fact, of a site with these processors, "analytics": ..., and this "consent": .... */
static const char *facts(struct host *host, const char *members) {
    static char text[1 << 14], config[1 << 12];
    snprintf(config, sizeof config, "{%s}", members);
    host_page(host, config, open_settings);
    const cJSON *list = host_node(host_view(host, "render settings"), "class", "facts");
    assert_non_null(list);
    *text = 0;
    for (const cJSON *fact = cJSON_GetArrayItem(list, 2); fact; fact = fact->next) {
        put(fact, text);
        strcat(text, "\n");
    }
    return text;
}

#define METRICA_AND_META "'analytics':{'metrica':1,'metaPixel':'123456'}"
#define METRICA "'analytics':{'metrica':1}"
#define TOLD "'company':'SMG','email':'info@smgcorp.kz'"

/* No country's sentence: neither its name, nor that data leaves it, nor its number, nor its law. */
static const char *const of_laws[] = {"Kazakhstan", "outside", "abroad",       "Operator", "Controller", "BIN",
                                      "GDPR",       "Russia",  "Roskomnadzor", "Economic", "public"};

static void a_site_without_a_country_has_no_sentence_of_any_law(void **state) {
    (void)state;
    const char *const sites[] = {METRICA_AND_META ",'consent':{" TOLD "}",
                                 METRICA_AND_META ",'consent':{" TOLD ",'country':'US'}"};
    for (int i = 0; i < 2; i++) {
        struct host *host = host_new();
        const char *text = facts(host, sites[i]);
        assert_string_equal(host_logs(host), "");
        assert_contains(text, "SMG");
        assert_contains(text, "182 days");
        assert_contains(text, "data is sent to these countries: RU, IE, US.");
        assert_contains(text, "To delete your data, write to info@smgcorp.kz.");
        for (size_t k = 0; k < sizeof of_laws / sizeof *of_laws; k++)
            assert_lacks(text, of_laws[k]);
    }
}

/* In the first layer, so that who agrees has read it. */
static void in_kazakhstan_the_banner_says_that_data_goes_abroad(void **state) {
    (void)state;
    const char *own =
        "'processors':[{'id':'shop','name':'Shop','company':'Shop','countries':['KZ'],'purpose':'analytics',"
        "'description':'Counts.','data':['ip'],'start':[['script','https://shop.example/a.js']]}]";
    static char config[1 << 12];
    const struct {
        const char *analytics, *more, *said;
    } cases[] = {
        {"'metrica':1,'metaPixel':'123456','shop':false", "'country':'KZ'", "2 partners abroad will"},
        {"'metrica':1,'shop':false", "'bin':'123456789012'", "1 partner abroad will"},
        {"'metrica':1,'shop':true", "'country':'KZ'", "2 partners, some of them abroad, will"},
        {"'shop':true", "'country':'KZ'", "1 partner will"},
        {"'metrica':1,'shop':false", "'country':'DE'", "1 partner will"},
        {"'metrica':1,'shop':false", "'country':'RU'", "1 partner will"},
        {"'metrica':1,'shop':false", "'company':'SMG'", "1 partner will"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct host *host = host_new();
        snprintf(config, sizeof config, "{'analytics':{%s},'consent':{%s,%s}}", cases[i].analytics, cases[i].more, own);
        host_page(host, config, NULL);
        static char text[1 << 12];
        host_node_text(host_view(host, "render banner"), text, sizeof text);
        assert_contains(text, cases[i].said);
    }
}

static void kazakhstan_has_what_law_94_v_asks_for(void **state) {
    (void)state;
    struct host *host = host_new();
    const char *text = facts(host, METRICA_AND_META ",'consent':{" TOLD ",'country':'KZ','bin':'123456789012'}");
    assert_string_equal(text, "Operator: SMG.\n"
                              "BIN: 123456789012.\n"
                              "Your consent lasts 182 days or until you withdraw it.\n"
                              "If you agree, this data is collected: IP address, cookie identifiers, device and "
                              "browser details, features that tell a device from others, pages opened, clicks, a hash "
                              "of contact details from forms, scrolling and mouse movement, page content.\n"
                              "If you agree, data is passed on to the partners listed above.\n"
                              "If you agree, data is sent outside Kazakhstan: RU, IE, US.\n"
                              "We do not publish this data in public sources.\n"
                              "To delete your data, write to info@smgcorp.kz.\n");
}

/* As it was before there was a country: who has the number is there. */
static void a_number_of_kazakhstan_implies_its_law(void **state) {
    (void)state;
    struct host *host = host_new();
    const char *text = facts(host, METRICA ",'consent':{" TOLD ",'bin':123456789012}");
    assert_string_equal(host_logs(host), "");
    assert_contains(text, "BIN: 123456789012.");
    assert_contains(text, "outside Kazakhstan: RU.");
    assert_contains(text, "public sources");
}

static void a_number_of_kazakhstan_beside_another_country_is_reported(void **state) {
    (void)state;
    struct host *host = host_new();
    const char *text = facts(host, METRICA ",'consent':{" TOLD ",'bin':'123456789012','country':'DE'}");
    assert_contains(host_logs(host), "SMG_CONFIG.consent.bin: expected the country KZ beside it, got \"DE\"");
    assert_lacks(text, "BIN");
    assert_contains(text, "Controller: SMG.");
}

static void the_economic_area_and_the_united_kingdom_have_what_article_13_asks_for(void **state) {
    (void)state;
    const char *const countries[] = {"DE", "NO", "GR", "GB"};
    for (int i = 0; i < 4; i++) {
        struct host *host = host_new();
        char config[400];
        snprintf(config, sizeof config, METRICA_AND_META ",'consent':{" TOLD ",'country':'%s'}", countries[i]);
        const char *text = facts(host, config);
        assert_string_equal(host_logs(host), "");
        const char *const asked[] = {"Controller: SMG.",
                                     "Contact: info@smgcorp.kz.",
                                     "Article 6(1)(a)",
                                     "the partners listed above",
                                     "182 days",
                                     "before you withdraw your consent",
                                     "correction, deletion or restriction",
                                     "object",
                                     "You may complain to"};
        for (size_t k = 0; k < sizeof asked / sizeof *asked; k++)
            assert_contains(text, asked[k]);
        bool britain = !strcmp(countries[i], "GB");
        assert_contains(text, britain ? "outside the United Kingdom: RU, IE, US."
                                      : "outside the European Economic Area: RU, US.");
        const char *const others[] = {"Kazakhstan", "BIN", "Roskomnadzor", "public sources"};
        for (size_t k = 0; k < sizeof others / sizeof *others; k++)
            assert_lacks(text, others[k]);
    }
}

static void russia_has_what_152_fz_asks_for_and_no_sentence_of_another_law(void **state) {
    (void)state;
    struct host *host = host_new();
    const char *text = facts(host, METRICA_AND_META ",'consent':{" TOLD ",'country':'RU'}");
    const char *const asked[] = {"Operator: SMG.", "Contact: info@smgcorp.kz.",    "IP address",
                                 "stored, used",   "outside Russia: IE, US.",      "182 days",
                                 "Roskomnadzor",   "corrected, blocked or deleted"};
    for (size_t k = 0; k < sizeof asked / sizeof *asked; k++)
        assert_contains(text, asked[k]);
    const char *const others[] = {"Kazakhstan", "BIN", "Controller", "GDPR", "public sources"};
    for (size_t k = 0; k < sizeof others / sizeof *others; k++)
        assert_lacks(text, others[k]);
}

static void data_that_stays_at_home_is_not_said_to_leave(void **state) {
    (void)state;
    struct host *host = host_new();
    assert_lacks(facts(host, METRICA ",'consent':{'country':'RU'}"), "outside");
    host = host_new();
    assert_lacks(facts(host, "'analytics':{'hotjar':1234567},'consent':{'country':'FR'}"), "outside");
    host = host_new();
    assert_lacks(facts(host, "'consent':{'country':'KZ','processors':[{'id':'own','name':'Own','purpose':'analytics',"
                             "'company':'Own Ltd','countries':['KZ'],'description':'Counts.','data':['ip']}]}"),
                 "outside");
}

static void what_the_site_has_not_told_is_not_said(void **state) {
    (void)state;
    const char *const countries[] = {"KZ", "DE", "GB", "RU", "US"};
    for (int i = 0; i < 5; i++) {
        struct host *host = host_new();
        char config[400];
        snprintf(config, sizeof config, METRICA ",'consent':{'country':'%s'}", countries[i]);
        const char *text = facts(host, config);
        const char *const missing[] = {"Operator", "Controller", "Responsible", "BIN",
                                       "Contact",  "write to",   "{",           "\1"};
        for (size_t k = 0; k < sizeof missing / sizeof *missing; k++)
            assert_lacks(text, missing[k]);
        assert_contains(text, "182 days");
    }
}

static void the_address_for_deletion_is_a_link(void **state) {
    (void)state;
    const char *const countries[] = {"KZ", "DE", "GB", "RU", "US"};
    for (int i = 0; i < 5; i++) {
        struct host *host = host_new();
        char config[400];
        snprintf(config, sizeof config, METRICA ",'consent':{" TOLD ",'country':'%s'}", countries[i]);
        facts(host, config);
        const cJSON *link = host_node(host_view(host, "render settings"), "href", "mailto:info@smgcorp.kz");
        assert_non_null(link);
        assert_string_equal(host_item(link, 0), "a");
        assert_string_equal(host_item(link, 2), "info@smgcorp.kz");
    }
}

/* By the codes that the shell has names for: no language has a list of countries, nor need it have. */
static void any_country_may_be_named(void **state) {
    (void)state;
    struct host *host = host_new();
    const char *text =
        facts(host, "'consent':{'country':'IS','processors':[{'id':'own','name':'Own','purpose':'analytics','company':"
                    "'Own','countries':['JP','DE','ZW'],'description':'Counts.','data':['ip']}]}");
    assert_contains(text, "outside the European Economic Area: JP, ZW.");
    assert_contains(host_find(host, "render settings"), "{\"country\":\"ZW\"}");
}

static void a_country_is_two_capital_letters(void **state) {
    (void)state;
    const char *const wrong[] = {"'kz'", "'KAZ'", "5", "''", "['KZ']"};
    for (int i = 0; i < 5; i++) {
        struct host *host = host_new();
        char config[400];
        snprintf(config, sizeof config, METRICA ",'consent':{'country':%s}", wrong[i]);
        assert_lacks(facts(host, config), "Kazakhstan");
        assert_contains(host_logs(host), "SMG_CONFIG.consent.country: expected [A-Z]{2}, got ");
    }
}

/* A page's own words may stand for the law's, and a language of its own lacks only what this site shows. */
static void the_sentences_of_a_law_are_texts_like_any_other(void **state) {
    (void)state;
    struct host *host = host_new();
    assert_contains(facts(host, METRICA ",'consent':{'company':'SMG','country':'KZ','texts':{'en':{'kz_operator':"
                                        "'The operator is {company}.'}}}"),
                    "The operator is SMG.\n");
    assert_string_equal(host_logs(host), "");
    host = host_new();
    facts(host, METRICA ",'consent':{'texts':{'xx':{'title':'T'}}}");
    char neutral[200], kazakh[200];
    snprintf(neutral, sizeof neutral, "%s", strstr(host_logs(host), "expected all "));
    host = host_new();
    facts(host, METRICA ",'consent':{'country':'KZ','texts':{'xx':{'title':'T'}}}");
    snprintf(kazakh, sizeof kazakh, "%s", strstr(host_logs(host), "expected all "));
    int texts, more;
    assert_int_equal(sscanf(neutral, "expected all %d texts", &texts), 1);
    assert_int_equal(sscanf(kazakh, "expected all %d texts", &more), 1);
    assert_int_equal(more - texts, 5);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_site_without_a_country_has_no_sentence_of_any_law),
        cmocka_unit_test(in_kazakhstan_the_banner_says_that_data_goes_abroad),
        cmocka_unit_test(kazakhstan_has_what_law_94_v_asks_for),
        cmocka_unit_test(a_number_of_kazakhstan_implies_its_law),
        cmocka_unit_test(a_number_of_kazakhstan_beside_another_country_is_reported),
        cmocka_unit_test(the_economic_area_and_the_united_kingdom_have_what_article_13_asks_for),
        cmocka_unit_test(russia_has_what_152_fz_asks_for_and_no_sentence_of_another_law),
        cmocka_unit_test(data_that_stays_at_home_is_not_said_to_leave),
        cmocka_unit_test(what_the_site_has_not_told_is_not_said),
        cmocka_unit_test(the_address_for_deletion_is_a_link),
        cmocka_unit_test(any_country_may_be_named),
        cmocka_unit_test(a_country_is_two_capital_letters),
        cmocka_unit_test(the_sentences_of_a_law_are_texts_like_any_other),
    };
    return RUN(tests);
}
