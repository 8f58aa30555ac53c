/* The files beside the script: which are asked for and when, and what comes of their content, or of its absence. */
#include "support/host.h"

#include <glob.h>

#define GTM "processors/gtm.json"
#define DE "languages/de.json"
#define TAGS                                                                                                           \
    "{'id':'gtm','name':'Tags','company':'Tags Ltd','countries':['US'],'purpose':'analytics','description':'Loads.',"  \
    "'data':['ip'],'idPattern':'GTM-[A-Z0-9]{4,9}','start':[['set','tags.id','{id}']],'stop':[]}"
#define SITE "{'analytics':{'gtm':'GTM-ABC1234'}}"
#define GERMAN "{'title':'Titel','accept_all':'Alle annehmen'}"

static void want(struct host *host, const char *languages, const char *config) {
    char members[2000];
    snprintf(members, sizeof members, "\"type\":\"wants\",\"languages\":%s%s%s", host_json(languages),
             config ? ",\"config\":" : "", config ? host_json(config) : "");
    host_forget(host);
    host_send(host, members);
}

/* What a page asks for. */
static const char *wanted(const char *languages, const char *config) {
    struct host *host = host_new();
    fflush(NULL);
    pid_t child = fork();
    if (!child) {
        want(host, languages, config);
        fflush(NULL);
        _exit(0);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    return host_words(host);
}

static void a_page_asks_for_the_definitions_that_it_names(void **state) {
    (void)state;
    assert_string_equal(wanted("['en']", SITE), "fetch " GTM);
    assert_string_equal(wanted("['en']", "{'analytics':{'gtm':true,'ga4':'G-ABC1234567','tiktok':{'a':1},'nosuch':5}}"),
                        "fetch " GTM ", fetch processors/tiktok.json");
    assert_string_equal(wanted("['en']", "{'analytics':{'gtm':null,'tiktok':false,'matomo':''}}"), "");
    assert_string_equal(wanted("['en']", "{'analytics':['gtm']}"), "");
    assert_string_equal(wanted("['en']", "{'analytics':'gtm'}"), "");
    assert_string_equal(wanted("['en']", "'gtm'"), "");
    assert_string_equal(wanted("['en']", NULL), "");
    /* Its own definition is the one that counts. */
    assert_string_equal(wanted("['en']", "{'analytics':{'gtm':'x'},'consent':{'processors':[{'id':'gtm'}]}}"), "");
    assert_string_equal(wanted("['en']", "{'analytics':{'gtm':'x'},'consent':{'processors':{'id':'gtm'}}}"),
                        "fetch " GTM);
    assert_string_equal(wanted("['en']", "{'analytics':{'../languages/de':'x','GTM':'x','gtm.json':'x'}}"), "");
}

static void and_for_its_language(void **state) {
    (void)state;
    const char *const cases[][2] = {
        {"['de','en']", "fetch languages/de.json"},
        {"['de-AT','en']", "fetch languages/de.json"},
        {"['DE','en']", "fetch languages/de.json"},
        {"['ua','en']", "fetch languages/uk.json"},
        {"['en','de']", ""},
        {"['ru','de']", ""},
        {"['xx','','de','fr']", "fetch languages/de.json"},
        {"[null,5,{},'fr']", "fetch languages/fr.json"},
        {"['xx']", ""},
        {"[]", ""},
        {"null", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(wanted(cases[i][0], "{'analytics':{'ga4':'G-ABC1234567'}}"), cases[i][1]);
    assert_string_equal(wanted("['fr']", "{'consent':{'language':'de'}}"), "fetch languages/de.json");
    assert_string_equal(wanted("['fr']", "{'consent':{'language':'auto'}}"), "fetch languages/fr.json");
    assert_string_equal(wanted("['fr']", "{'consent':{'language':'ru'}}"), "");
    assert_string_equal(wanted("['fr']", "{'consent':{'language':5}}"), "fetch languages/fr.json");
}

static void each_is_asked_for_once_with_its_hash(void **state) {
    (void)state;
    struct host *host = host_new();
    want(host, "['de']", SITE);
    assert_contains(host_find(host, "fetch " GTM), "['fetch','processors/gtm.json','sha256-");
    want(host, "['de']", SITE);
    assert_effects(host, "");
    want(host, "['fr','de']", SITE);
    assert_effects(host, "fetch languages/fr.json");
    assert_string_equal(host_logs(host), "");
}

/* As the shell sends them, which knows no more yet. */
static void what_comes_before_the_start_needs_no_more_than_the_time(void **state) {
    (void)state;
    struct host *host = host_new();
    char fetched[600];
    host_send_text(host, host_json("{'type':'wants','now':0,'config':{'analytics':{'gtm':'GTM-ABC1234'}},"
                                   "'languages':['en']}"));
    assert_effects(host, "fetch " GTM);
    snprintf(fetched, sizeof fetched, "{'type':'fetched','now':0,'path':'" GTM "','content':%s}", TAGS);
    host_send_text(host, host_json(fetched));
    host_start(host, SITE);
    assert_string_equal(host_logs(host), "");
    accept(host);
    assert_json(host_find(host, "load gtm"), "['load','gtm',[['set','tags.id','GTM-ABC1234']]]");
}

static void a_page_that_has_started_asks_no_more(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, "{'analytics':{'ga4':'G-ABC1234567'}}");
    want(host, "['de']", SITE);
    assert_effects(host, "log error");
    assert_string_equal(host_logs(host), "started twice");
}

static struct host *page(const char *config, const char *content) {
    static const char *files[] = {GTM, NULL, NULL};
    struct host *host = host_new();
    files[1] = content;
    host->files = files;
    host_start(host, config);
    return host;
}

static void a_definition_that_has_come_is_used(void **state) {
    (void)state;
    struct host *host = page("{'analytics':{'metaPixel':'123456789012345','gtm':'GTM-ABC1234'}}", TAGS);
    assert_string_equal(host_logs(host), "");
    assert_contains(host_text(host, "render banner"), "2 partners");
    accept(host);
    /* By the purposes, and not as the site names them. */
    assert_string_equal(host_loaded(host), "gtm metaPixel");
}

static void the_site_s_value_is_held_against_its_form(void **state) {
    (void)state;
    struct host *host = page("{'analytics':{'gtm':'GA-1'}}", TAGS);
    assert_string_equal(host_logs(host), "SMG_CONFIG.analytics.gtm: expected GTM-[A-Z0-9]{4,9}, got \"GA-1\"");
    assert_null(host_find(host, "render banner"));
}

/* Nothing is said: the shell has told that the file is missing. */
static void one_that_does_not_come_is_left_out(void **state) {
    (void)state;
    struct host *host = page("{'analytics':{'ga4':'G-ABC1234567','gtm':'GTM-ABC1234'}}", NULL);
    assert_string_equal(host_logs(host), "");
    accept(host);
    assert_string_equal(host_loaded(host), "ga4");
}

static void one_that_comes_after_the_start_changes_nothing(void **state) {
    (void)state;
    struct host *host = host_new();
    want(host, "['en']", "{'analytics':{'ga4':'G-ABC1234567','gtm':'GTM-ABC1234'}}");
    host_start(host, "{'analytics':{'ga4':'G-ABC1234567','gtm':'GTM-ABC1234'}}");
    host_forget(host);
    host_fetched(host, GTM, TAGS, NULL);
    assert_effects(host, "");
    accept(host);
    assert_string_equal(host_loaded(host), "ga4");
}

static void what_is_no_definition_is_left_out(void **state) {
    (void)state;
    const char *const odd[][2] = {
        {"5", ""},
        {"'gtm'", ""},
        {"[]", ""},
        {"['gtm']", ""},
        {"true", ""},
        {"{}", "processors/gtm: expected the members id, name, company, countries, purpose, description, data"},
        {"{'id':5,'otherPurposes':5}", "processors/gtm.id: expected"},
        {"{'id':'tiktok','name':'Tags','company':'Tags Ltd','countries':['US'],'purpose':'analytics',"
         "'description':'Loads.','data':['ip']}",
         "processors/gtm.id: expected gtm, got \"tiktok\""},
        {"{'id':'gtm','name':'Tags','company':'Tags Ltd','countries':['US'],'purpose':'analytics',"
         "'description':'Loads.','data':['ip'],'otherPurposes':[5],'regions':[{'of':[5]}]}",
         "processors/gtm.otherPurposes[0]: expected"},
        {"{'id':'gtm','name':'Tags','company':'Tags Ltd','countries':['US'],'purpose':'analytics',"
         "'description':'Loads.','data':['ip'],'parameters':{'a':5}}",
         "processors/gtm.parameters.a: expected"},
    };
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        struct host *host = host_new();
        const char *files[] = {GTM, odd[i][0], NULL};
        host->files = files;
        host_page(host, "{'analytics':{'ga4':'G-ABC1234567','gtm':'GTM-ABC1234'},'consent':{'country':'RU'}}", accept);
        if (strncmp(host_logs(host), odd[i][1], strlen(odd[i][1])) != 0 || (!*odd[i][1] && *host_logs(host)))
            fail_msg("%s\nexpected %s", host_logs(host), odd[i][1]);
        assert_string_equal(host_loaded(host), "ga4");
    }
}

static void only_what_was_asked_for_is_taken_and_once(void **state) {
    (void)state;
    struct host *host = host_new();
    host_fetched(host, GTM, TAGS, NULL);
    want(host, "['en']", SITE);
    host_fetched(host, "processors/nosuch.json", TAGS, NULL);
    host_fetched(host, "processors/tiktok.json", TAGS, NULL);
    host_fetched(host, "", TAGS, NULL);
    host_send(host, "'type':'fetched'");
    host_send(host, "'type':'fetched','path':5,'content':{}");
    host_fetched(host, GTM, TAGS, NULL);
    host_fetched(host, GTM, "{'id':'gtm','name':'Another'}", NULL);
    host_forget(host);
    host_start(host, SITE);
    assert_string_equal(host_logs(host), "");
    accept(host);
    assert_string_equal(host_loaded(host), "gtm");
}

static void the_site_s_own_definition_counts(void **state) {
    (void)state;
    const char *config =
        "{'analytics':{'gtm':'x'},'consent':{'processors':[{'id':'gtm','name':'Own','company':'Own Ltd',"
        "'countries':['DE'],'purpose':'analytics','description':'Counts.','data':['ip']}]}}";
    struct host *host = page(config, TAGS);
    assert_null(host_find(host, "fetch " GTM));
    host_press(host, "settings");
    assert_contains(host_text(host, "render settings"), "Own Ltd");
    assert_lacks(host_text(host, "render settings"), "Tags Ltd");
}

static void its_id_is_no_purpose_of_the_page_s(void **state) {
    (void)state;
    struct host *host = page("{'analytics':{'gtm':'GTM-ABC1234'},'consent':{'purposes':{'gtm':{'name':'X'}}}}", TAGS);
    assert_contains(host_logs(host),
                    "SMG_CONFIG.consent.purposes.gtm: expected an id of [a-z][A-Za-z0-9]{0,19} that is "
                    "free, got {");
    accept(host);
    assert_string_equal(host_loaded(host), "gtm");
}

static void a_definition_of_the_page_s_may_be_a_part_of_it(void **state) {
    (void)state;
    struct host *host = page(
        "{'analytics':{'gtm':'GTM-ABC1234'},'consent':{'processors':[{'id':'part','name':'Part','company':'Part Ltd',"
        "'countries':['DE'],'purpose':'replay','partOf':'gtm','description':'Counts.','data':['ip']}]}}",
        TAGS);
    assert_string_equal(host_logs(host), "");
    host_save(host, "'part'");
    host_settle(host);
    assert_string_equal(host_loaded(host), "");
    host_save(host, "'part','gtm'");
    host_settle(host);
    assert_contains(host_find(host, "unlock"), "['gtm','part']");
}

/* What is erased with it is not the record. */
static void its_cookies_are_not_the_record_s(void **state) {
    (void)state;
    struct host *host = page("{'analytics':{'gtm':'GTM-ABC1234'},'consent':{'cookie':{'name':'_tags_1'}}}",
                             "{'id':'gtm','name':'Tags','company':'Tags Ltd','countries':['US'],'purpose':'analytics',"
                             "'description':'Loads.','data':['ip'],'eraseToo':{'cookies':['_tags_*']}}");
    assert_string_equal(host_logs(host), "SMG_CONFIG.consent.cookie.name: expected a name that no processor's cookies "
                                         "have, got \"_tags_1\"");
    accept(host);
    assert_contains(host->cookies, "smg_consent=");
}

/* What is kept of a file is kept once: any number of events leaves memory where it was. */
static void events_leave_memory_where_it_was(void **state) {
    (void)state;
    struct host *host = page(SITE, TAGS);
    host_call(host, "setLanguage", "['de']");
    host_fetched(host, DE, GERMAN, "-o-");
    host_fetched(host, DE, GERMAN, "-o-");
    size_t used = arena_used();
    for (int i = 0; i < 10000; i++) {
        host_forget(host);
        switch (i % 5) {
        case 0:
            host_fetched(host, GTM, TAGS, NULL);
            break;
        case 1:
            host_fetched(host, DE, GERMAN, "-o-");
            break;
        case 2:
            host_call(host, "setLanguage", i % 2 ? "['de']" : "['fr']");
            break;
        case 3:
            host_send(host, i % 2 ? "'type':'language','languages':['de']" : "'type':'language','languages':['ru']");
            break;
        default:
            host_fetched(host, DE, GERMAN, "-o-");
        }
    }
    host_forget(host);
    host_fetched(host, DE, GERMAN, "-o-");
    assert_int_equal(arena_used(), used);
}

static const char *language_of(const struct host *host) {
    const cJSON *banner = host_view(host, "render banner");
    return cJSON_GetObjectItemCaseSensitive(cJSON_GetArrayItem(banner, 1), "lang")->valuestring;
}

static struct host *start(const char *options) {
    static char config[1000];
    struct host *host = host_new();
    snprintf(config, sizeof config, "{'analytics':{'ga4':'G-ABC1234567'},'consent':{%s}}", options);
    host_start(host, config);
    host_forget(host);
    return host;
}

static void the_page_s_language_comes_before_its_start(void **state) {
    (void)state;
    static const char *const files[] = {DE, GERMAN, "languages/fr.json", NULL, NULL};
    const char *const cases[][2] = {{"[\"de-AT\",\"en\"]", ""},
                                    {"[\"ru\"]", "'language':'de'"},
                                    {"[\"ru\"]", "'language':'DE-at'"},
                                    {"[\"xx\",\"de\"]", "'language':'auto'"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char config[200];
        struct host *host = host_new();
        host->files = files;
        host->languages = cases[i][0];
        snprintf(config, sizeof config, "{'analytics':{'ga4':'G-ABC1234567'},'consent':{%s}}", cases[i][1]);
        host_page(host, config, NULL);
        assert_string_equal(host_logs(host), "");
        assert_string_equal(language_of(host), "de");
        assert_contains(host_text(host, "render banner"), "Titel");
        assert_contains(host_text(host, "render banner"), "Alle annehmen");
        /* What it lacks is English. */
        assert_contains(host_text(host, "render banner"), "Reject all");
    }
}

static void where_it_does_not_come_the_next_one_is_taken(void **state) {
    (void)state;
    struct host *host = host_new();
    static const char *const files[] = {NULL};
    host->files = files;
    host->languages = "[\"fr\",\"ru\"]";
    host_start(host, "{'analytics':{'ga4':'G-ABC1234567'}}");
    assert_string_equal(language_of(host), "ru");
}

static void a_call_brings_a_language(void **state) {
    (void)state;
    struct host *host = start("");
    host_call(host, "setLanguage", "['de']");
    assert_effects(host, "fetch " DE ", return");
    assert_json(host_find(host, "return"), "['return',true]");
    host_forget(host);
    host_fetched(host, DE, GERMAN, NULL);
    assert_effects(host, "render banner");
    assert_string_equal(language_of(host), "de");
    /* And from then on it is there. */
    host_call(host, "setLanguage", "['ru']");
    host_forget(host);
    host_call(host, "setLanguage", "['de-CH']");
    assert_effects(host, "render banner, return");
    assert_string_equal(language_of(host), "de");
}

static void html_lang_brings_a_language(void **state) {
    (void)state;
    struct host *host = start("");
    host_send(host, "'type':'language','languages':['ua','ru']");
    /* Until it has come, what there is. */
    assert_effects(host, "render banner, fetch languages/uk.json");
    assert_string_equal(language_of(host), "ru");
    host_forget(host);
    host_fetched(host, "languages/uk.json", GERMAN, NULL);
    assert_effects(host, "render banner");
    assert_string_equal(language_of(host), "uk");
    host_forget(host);
    host_send(host, "'type':'language','languages':['ua']");
    assert_effects(host, "render banner");
}

static void the_site_s_option_keeps_html_lang_away(void **state) {
    (void)state;
    struct host *host = start("'language':'kk'");
    host_send(host, "'type':'language','languages':['de']");
    assert_effects(host, "");
}

static void a_page_that_has_turned_away_meanwhile_keeps_its_language(void **state) {
    (void)state;
    struct host *host = start("");
    host_call(host, "setLanguage", "['de']");
    host_call(host, "setLanguage", "['ru']");
    host_forget(host);
    host_fetched(host, DE, GERMAN, NULL);
    assert_effects(host, "");
    host_call(host, "setLanguage", "['fr']");
    host_send(host, "'type':'language','languages':['kk']");
    host_forget(host);
    host_fetched(host, "languages/fr.json", GERMAN, NULL);
    assert_effects(host, "");
    /* From one to another: only that is shown. */
    host_call(host, "setLanguage", "['es']");
    host_call(host, "setLanguage", "['it']");
    host_forget(host);
    host_fetched(host, "languages/es.json", GERMAN, NULL);
    assert_effects(host, "");
    host_fetched(host, "languages/it.json", GERMAN, NULL);
    assert_string_equal(language_of(host), "it");
    /* What has come is shown once. */
    host_call(host, "setLanguage", "['ru']");
    host_call(host, "setLanguage", "['pl']");
    host_forget(host);
    host_fetched(host, "languages/it.json", GERMAN, NULL);
    assert_effects(host, "");
}

static void a_call_of_an_unknown_language_changes_nothing(void **state) {
    (void)state;
    struct host *host = start("");
    host_call(host, "setLanguage", "['xx']");
    assert_effects(host, "log warn, return");
    host_forget(host);
    host_call(host, "setLanguage", "[5]");
    host_call(host, "setLanguage", "[]");
    assert_effects(host, "log warn, return, log warn, return");
    assert_json(host_find(host, "return"), "['return',false]");
}

static void a_language_that_did_not_come_is_none(void **state) {
    (void)state;
    struct host *host = start("");
    host_call(host, "setLanguage", "['de']");
    host_fetched(host, DE, NULL, NULL);
    host_forget(host);
    host_call(host, "setLanguage", "['de']");
    assert_json(host_find(host, "return"), "['return',false]");
    assert_null(host_find(host, "fetch " DE));
    host_send(host, "'type':'language','languages':['de','fr']");
    assert_non_null(host_find(host, "fetch languages/fr.json"));
}

static void the_site_s_own_texts_stand_over_the_file_s(void **state) {
    (void)state;
    static const char *const files[] = {DE, GERMAN, NULL};
    struct host *host = host_new();
    host->files = files;
    host->languages = "[\"de\"]";
    host_start(host, "{'analytics':{'ga4':'G-ABC1234567'},'consent':{'texts':{'de':{'title':'Unser Titel'}}}}");
    assert_string_equal(host_logs(host), "");
    assert_contains(host_text(host, "render banner"), "Unser Titel");
    assert_contains(host_text(host, "render banner"), "Alle annehmen");
}

static void they_are_shown_until_it_has_come(void **state) {
    (void)state;
    struct host *host = start("'texts':{'de':{'title':'Unser Titel'}}");
    host_call(host, "setLanguage", "['de']");
    assert_effects(host, "render banner, fetch " DE ", return");
    assert_contains(host_text(host, "render banner"), "Unser Titel");
    assert_contains(host_text(host, "render banner"), "Accept all");
    host_forget(host);
    host_fetched(host, DE, GERMAN, NULL);
    assert_contains(host_text(host, "render banner"), "Unser Titel");
    assert_contains(host_text(host, "render banner"), "Alle annehmen");
}

static void texts_on_processors_may_stand_in_it(void **state) {
    (void)state;
    static const char *const files[] = {GTM, TAGS, DE, "{'gtm_company':'Etiketten','gtm_description':'Lädt.'}", NULL};
    struct host *host = host_new();
    host->files = files;
    host->languages = "[\"de\"]";
    host->table = true;
    host_start(host, "{'analytics':{'gtm':'GTM-ABC1234'},'consent':{'texts':{'de':{'gtm_description':'Zählt.'}}}}");
    assert_string_equal(host_logs(host), "");
    assert_contains(host_find(host, "render table"), "Etiketten");
    assert_contains(host_find(host, "render table"), "Zählt.");
}

/* A site of so many processors, in a language whose forms of numbers are Polish. */
static const char *partners(int count, const char *texts, const char *plural) {
    static char config[60000];
    struct host *host = host_new();
    host->languages = "[\"pl\"]";
    strcpy(config, "{'consent':{'processors':[");
    for (int i = 0; i < count; i++)
        sprintf(config + strlen(config),
                "%s{'id':'p%d','name':'P','company':'P','countries':['DE'],'purpose':'analytics','description':'P.',"
                "'data':['ip']}",
                i ? "," : "", i);
    strcat(config, "]}}");
    fflush(NULL);
    pid_t child = fork();
    if (!child) {
        want(host, "['pl']", NULL);
        host_fetched(host, "languages/pl.json", texts, plural);
        host_start(host, config);
        fflush(NULL);
        _exit(0);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    return host_text(host, "render banner");
}

#define POLISH                                                                                                         \
    "{'body':'[{partners}]','partner':'1 partner','partners':'{n} partnera','partners_few':'{n} partnerzy',"           \
    "'partners_many':'{n} partnerów'}"

static void numbers_have_the_forms_of_the_language(void **state) {
    (void)state;
    char plural[201];
    for (int n = 0; n < 200; n++)
        plural[n] = (char)(n == 1 ? 'o' : n % 10 >= 2 && n % 10 <= 4 && (n % 100 < 12 || n % 100 > 14) ? 'f' : 'm');
    plural[200] = 0;
    assert_contains(partners(1, POLISH, plural), "[1 partner]");
    assert_contains(partners(2, POLISH, plural), "[2 partnerzy]");
    assert_contains(partners(4, POLISH, plural), "[4 partnerzy]");
    assert_contains(partners(5, POLISH, plural), "[5 partnerów]");
    assert_contains(partners(12, POLISH, plural), "[12 partnerów]");
    assert_contains(partners(22, POLISH, plural), "[22 partnerzy]");
    assert_contains(partners(112, POLISH, plural), "[112 partnerów]");
    /* Beyond the list it is the form of the last two digits. */
    plural[105] = 0;
    assert_contains(partners(122, POLISH, plural), "[122 partner");
    plural[101] = 0;
    assert_contains(partners(2, POLISH, plural), "[2 partnerzy]");
}

static void where_the_forms_are_not_known_there_is_one(void **state) {
    (void)state;
    assert_contains(partners(2, POLISH, ""), "[2 partnera]");
    assert_contains(partners(2, POLISH, NULL), "[2 partnera]");
    assert_contains(partners(2, POLISH, "---"), "[2 partnera]");
    assert_contains(partners(2, POLISH, "???"), "[2 partnera]");
    assert_contains(partners(2, "{'body':'[{partners}]','partners':'{n} partnera','partners_few':' '}", "oof"),
                    "[2 partnera]");
}

/* What the build has checked by the schema the core takes too. */
static void each_of_the_catalogue_is_taken(void **state) {
    (void)state;
    glob_t found;
    assert_int_equal(glob("../../src/catalogue/*.json", 0, NULL, &found), 0);
    assert_true(found.gl_pathc > 40);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        static char text[1 << 17];
        char id[60], path[100], config[100];
        FILE *file = fopen(found.gl_pathv[i], "r");
        assert_non_null(file);
        text[fread(text, 1, sizeof text - 1, file)] = 0;
        fclose(file);
        const char *name = strrchr(found.gl_pathv[i], '/') + 1;
        snprintf(id, sizeof id, "%.*s", (int)strcspn(name, "."), name);
        snprintf(path, sizeof path, "processors/%s", name);
        snprintf(config, sizeof config, "{'analytics':{'%s':true}}", id);
        const char *files[] = {path, text, NULL};
        struct host *host = host_new();
        host->files = files;
        host_page(host, config, NULL);
        assert_lacks(host_logs(host), "processors/");
        assert_lacks(host_logs(host), "known");
    }
    globfree(&found);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_page_asks_for_the_definitions_that_it_names),
        cmocka_unit_test(and_for_its_language),
        cmocka_unit_test(each_is_asked_for_once_with_its_hash),
        cmocka_unit_test(what_comes_before_the_start_needs_no_more_than_the_time),
        cmocka_unit_test(a_page_that_has_started_asks_no_more),
        cmocka_unit_test(a_definition_that_has_come_is_used),
        cmocka_unit_test(the_site_s_value_is_held_against_its_form),
        cmocka_unit_test(one_that_does_not_come_is_left_out),
        cmocka_unit_test(one_that_comes_after_the_start_changes_nothing),
        cmocka_unit_test(what_is_no_definition_is_left_out),
        cmocka_unit_test(only_what_was_asked_for_is_taken_and_once),
        cmocka_unit_test(the_site_s_own_definition_counts),
        cmocka_unit_test(its_id_is_no_purpose_of_the_page_s),
        cmocka_unit_test(a_definition_of_the_page_s_may_be_a_part_of_it),
        cmocka_unit_test(its_cookies_are_not_the_record_s),
        cmocka_unit_test(events_leave_memory_where_it_was),
        cmocka_unit_test(the_page_s_language_comes_before_its_start),
        cmocka_unit_test(where_it_does_not_come_the_next_one_is_taken),
        cmocka_unit_test(a_call_brings_a_language),
        cmocka_unit_test(html_lang_brings_a_language),
        cmocka_unit_test(the_site_s_option_keeps_html_lang_away),
        cmocka_unit_test(a_page_that_has_turned_away_meanwhile_keeps_its_language),
        cmocka_unit_test(a_call_of_an_unknown_language_changes_nothing),
        cmocka_unit_test(a_language_that_did_not_come_is_none),
        cmocka_unit_test(the_site_s_own_texts_stand_over_the_file_s),
        cmocka_unit_test(they_are_shown_until_it_has_come),
        cmocka_unit_test(texts_on_processors_may_stand_in_it),
        cmocka_unit_test(numbers_have_the_forms_of_the_language),
        cmocka_unit_test(where_the_forms_are_not_known_there_is_one),
        cmocka_unit_test(each_of_the_catalogue_is_taken),
    };
    return RUN(tests);
}
