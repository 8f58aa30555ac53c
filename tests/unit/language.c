/* Which language a visitor reads, and a lint over all texts of all languages. */
#include "support/host.h"

#include "embedded.h"

#include <glob.h>

static const char *language_for(const char *wanted, const char *options) {
    static char config[2000];
    struct host *host = host_new();
    host->languages = wanted;
    snprintf(config, sizeof config, "{\"analytics\":{\"ga4\":\"G-ABC1234567\"},\"consent\":{%s}}", options);
    host_page(host, config, NULL);
    const cJSON *banner = host_view(host, "render banner");
    return cJSON_GetObjectItemCaseSensitive(cJSON_GetArrayItem(banner, 1), "lang")->valuestring;
}

static void the_first_language_that_there_is_is_taken(void **state) {
    (void)state;
    const char *const cases[][2] = {
        {"[\"kk\"]", "kk"},
        {"[\"ru\"]", "ru"},
        {"[\"en\"]", "en"},
        {"[\"ru\",\"kk\",\"en\"]", "ru"},
        {"[\"kk-KZ\",\"ru\"]", "kk"},
        {"[\"kk-Cyrl-KZ\",\"ru\"]", "kk"},
        {"[\"ru_RU\",\"kk\"]", "ru"},
        {"[\"RU\",\"kk\"]", "ru"},
        {"[\"Ru-kz\",\"kk\"]", "ru"},
        {"[\"kz\",\"ru\"]", "kk"},
        {"[\"KZ\",\"ru\"]", "kk"},
        {"[\"en-GB\",\"ru\"]", "en"},
        /* html[lang] that there is not: the browser's, then English. */
        {"[\"xx\",\"ru-RU\",\"en\"]", "ru"},
        {"[\"\",\"kk\"]", "kk"},
        {"[\"xx\",\"fr\"]", "en"},
        {"[\"x-klingon-very-long-tag\",\"kk\"]", "kk"},
        {"[\"rus\",\"kk\"]", "kk"},
        {"[]", "en"},
        {"null", "en"},
        {"\"ru\"", "en"},
        {"[null,5,{},[\"kk\"],\"ru\"]", "ru"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(language_for(cases[i][0], ""), cases[i][1]);
}

static void the_option_comes_before_the_page(void **state) {
    (void)state;
    assert_string_equal(language_for("[\"ru\"]", "\"language\":\"kk\""), "kk");
    assert_string_equal(language_for("[\"ru\"]", "\"language\":\"auto\""), "ru");
    assert_string_equal(language_for("[\"ru\"]", "\"language\":null"), "ru");
    assert_string_equal(language_for("[\"ru\"]", "\"language\":\"xx\""), "ru");
}

static void a_page_may_bring_a_language(void **state) {
    (void)state;
    const char *own = "\"texts\":{\"xx\":{\"title\":\"Titel\",\"accept_all\":\"Alle annehmen\"}}";
    assert_string_equal(language_for("[\"xx-AT\",\"ru\"]", own), "xx");
    assert_string_equal(language_for("[\"ru\",\"xx\"]", own), "ru");
    struct host *host = host_new();
    host->languages = "[\"xx\"]";
    host_page(host, "{'analytics':{'ga4':'G-ABC1234567'},'consent':{'texts':{'xx':{'title':'Titel'}}}}", NULL);
    assert_contains(host_text(host, "render banner"), "Titel");
    /* What it does not bring is English. */
    assert_contains(host_text(host, "render banner"), "Accept all");
}

static void overrides_are_of_one_language(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, "{'analytics':{'ga4':'G-ABC1234567'},'consent':{'texts':{'ru':{'title':'Свой'}}}}");
    assert_lacks(host_text(host, "render banner"), "Свой");
    host_call(host, "setLanguage", "['ru']");
    assert_contains(host_text(host, "render banner"), "Свой");
    assert_contains(host_text(host, "render banner"), "Отклонить все");
}

static void the_page_s_language_may_change_while_running(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, "{'analytics':{'ga4':'G-ABC1234567'}}");
    host_forget(host);
    host_send(host, "'type':'language','languages':['kk-KZ','en']");
    assert_effects(host, "render banner");
    assert_contains(host_text(host, "render banner"), "Бәрінен бас тарту");
}

/* So that one file, copied and translated, is a whole language. */
static void a_text_may_be_one_on_a_processor(void **state) {
    (void)state;
    struct host *host = host_new();
    host->table = true;
    host_start(host,
               "{'analytics':{'ga4':'G-ABC1234567','shop':true},'consent':{'processors':[{'id':'shop','name':'Shop',"
               "'company':'Shop Ltd','countries':['US'],'purpose':'analytics','description':'Counts.',"
               "'data':['ip'],'start':[['script','https://shop.example/a.js']]}],'texts':{'en':{"
               "'ga4_description':'Counts visits only.','ga4_company':'Google in Dublin','shop_name':'Our shop',"
               "'shop_colour':'red','ga4_':'x','other_name':'x'}}}}");
    const char *table = host_text(host, "render table"), *path = "SMG_CONFIG.consent.texts.en.";
    assert_contains(table, "Counts visits only.");
    assert_contains(table, "Google in Dublin");
    assert_contains(table, "Our shop");
    const char *const unknown[] = {"shop_colour", "ga4_:", "other_name"};
    for (int i = 0; i < 3; i++) {
        assert_contains(host_logs(host), path);
        assert_contains(host_logs(host), unknown[i]);
    }
    assert_lacks(host_logs(host), "ga4_company");
    assert_lacks(host_logs(host), "shop_name");
    host_forget(host);
    host_call(host, "setLanguage", "['ru']");
    assert_lacks(host_text(host, "render table"), "Google in Dublin");
}

static void the_option_holds_whatever_the_page_changes_to(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, "{'analytics':{'ga4':'G-ABC1234567'},'consent':{'language':'ru'}}");
    host_forget(host);
    host_send(host, "'type':'language','languages':['kk']");
    assert_effects(host, "");
}

/* A page may put any hole into any text, where there is nothing to fill it, or within the text that fills it. */
static void any_hole_in_any_text_is_survived(void **state) {
    (void)state;
    static char config[1 << 17];
    strcpy(config, "{\"analytics\":{\"metrica\":5},\"consent\":{\"bin\":\"123456789012\",\"texts\":{\"en\":{");
    const char *key = embedded_text_keys;
    for (int i = 0; i < TEXT_COUNT; i++, key += strlen(key) + 1) {
        sprintf(config + strlen(config), "%s\"%s\":\"", i ? "," : "", key);
        for (const char *hole = embedded_holes; *hole; hole += strlen(hole) + 1)
            if (!strstr("email purposes countries", hole))
                sprintf(config + strlen(config), "{%s}", hole);
        strcat(config, "{unknown}{\"");
    }
    strcat(config, "}}}}");
    for (int i = 0; i < 2; i++) {
        struct host *host = host_new();
        host->table = true;
        /* And once where there is nothing to ask for. */
        if (i)
            memcpy(strstr(config, "metrica"), "nothing", 7);
        host_start(host, config);
        host_call(host, "showPreferences", "[]");
        host_press(host, "accept");
        host_settle(host);
        assert_contains(host_text(host, "render table"), "{unknown}{");
    }
}

static void a_placeholder_is_filled_wherever_it_stands(void **state) {
    (void)state;
    struct host *host = host_new();
    host_page(host,
              "{'analytics':{'ga4':'G-ABC1234567'},'consent':{'company':'{n} {partners}','texts':{'en':"
              "{'body':'{company}{company} {partners} {x} {company {} }'}}}}",
              NULL);
    /* A value is not filled again, and what is no placeholder stays. */
    assert_contains(host_text(host, "render banner"), "{n} {partners}{n} {partners} 1 partner {x} {company {} }");
}

struct texts {
    const char *name; /* "en" */
    const cJSON *json;
};

static struct texts all[16];
static int count;

static char *read_whole(const char *path) {
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    char *text = calloc(1, 1 << 18);
    assert_true(fread(text, 1, (1 << 18) - 1, file) > 0);
    fclose(file);
    return text;
}

/* The sentences of the countries' laws, under the keys that the build gives them. */
static void add_laws(void) {
    glob_t found;
    assert_int_equal(glob("../../src/countries/*.json", 0, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        const char *name = strrchr(found.gl_pathv[i], '/') + 1;
        const cJSON *law = host_parse(read_whole(found.gl_pathv[i])), *text;
        for (int k = 0; k < count; k++)
            cJSON_ArrayForEach(text, cJSON_GetObjectItem(cJSON_GetObjectItem(law, "texts"), all[k].name)) {
                char key[100];
                snprintf(key, sizeof key, "%.*s_%s", (int)strcspn(name, "."), name, text->string);
                cJSON_AddStringToObject((cJSON *)(uintptr_t)all[k].json, key, text->valuestring);
            }
    }
}

/* The files themselves, as the build takes them: the working directory is that of the tests. */
static const struct texts *find(const char *name) {
    glob_t found;
    if (!count) {
        assert_int_equal(glob("../../src/languages/*.json", 0, NULL, &found), 0);
        for (size_t i = 0; i < found.gl_pathc && count < 16; i++) {
            char *tag = strdup(strrchr(found.gl_pathv[i], '/') + 1);
            *strchr(tag, '.') = 0;
            cJSON *json = (cJSON *)(uintptr_t)host_parse(read_whole(found.gl_pathv[i]));
            while (json->child && *json->child->string == '$') /* what is no text stands first */
                cJSON_DetachItemFromArray(json, 0);
            all[count++] = (struct texts){tag, json};
        }
        add_laws();
    }
    for (int i = 0; i < count; i++)
        if (!strcmp(all[i].name, name))
            return &all[i];
    return NULL;
}

/* Where a language has a gap, the English text stands. */
static const char *text_of(const struct texts *texts, const char *key) {
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(texts->json, key);
    if (!item)
        item = cJSON_GetObjectItemCaseSensitive(find("en")->json, key);
    assert_true(cJSON_IsString(item));
    return item->valuestring;
}

static int characters(const char *text) {
    int number = 0;
    for (; *text; text++)
        number += (*text & 0xC0) != 0x80;
    return number;
}

static void the_three_languages_are_there_and_have_no_gaps(void **state) {
    (void)state;
    assert_true(find("kk") && find("ru") && find("en"));
    assert_int_equal(cJSON_GetArraySize(find("kk")->json), TEXT_COUNT);
    assert_int_equal(cJSON_GetArraySize(find("ru")->json), TEXT_COUNT);
    assert_int_equal(cJSON_GetArraySize(find("en")->json), TEXT_COUNT);
}

static int times(const char *text, const char *part, size_t length) {
    int number = 0;
    for (; *text; text++)
        number += !strncmp(text, part, length);
    return number;
}

static void all_languages_have_keys_and_placeholders_of_english(void **state) {
    (void)state;
    const struct texts *english = find("en");
    for (int i = 0; i < count; i++) {
        const cJSON *item;
        cJSON_ArrayForEach(item, all[i].json) assert_true(cJSON_HasObjectItem(english->json, item->string));
        cJSON_ArrayForEach(item, english->json) {
            const char *text = text_of(&all[i], item->string);
            if (times(text, "{", 1) != times(item->valuestring, "{", 1))
                fail_msg("%s.%s: other placeholders than in English", all[i].name, item->string);
            for (const char *at = item->valuestring; (at = strchr(at, '{')); at++) {
                size_t length = strcspn(at, "}") + 1;
                if (times(text, at, length) != times(item->valuestring, at, length))
                    fail_msg("%s.%s lacks %.*s", all[i].name, item->string, (int)length, at);
            }
            assert_true(*text);
        }
    }
}

static void main_labels_are_short(void **state) {
    (void)state;
    static const char *const keys[] = {"accept_all", "reject_all", "settings", "save", "partners_link"};
    find("en");
    for (int i = 0; i < count; i++)
        for (size_t k = 0; k < sizeof keys / sizeof *keys; k++)
            if (characters(text_of(&all[i], keys[k])) > 18)
                fail_msg("%s.%s is longer than 18 characters", all[i].name, keys[k]);
}

/* Every text fits where it is shown, and none is empty: a sentence of the settings at most, but for the request. */
static void every_text_has_a_length_that_fits(void **state) {
    (void)state;
    find("en");
    for (int i = 0; i < count; i++)
        for (const char *key = embedded_text_keys; *key; key += strlen(key) + 1) {
            int length = (int)characters(text_of(&all[i], key)), most = !strcmp(key, "body") ? 400 : 170;
            /* Labels beside a value, states and units have a line of their own at most. */
            if (!strncmp(key, "col_", 4) || !strncmp(key, "state_", 6))
                most = 40;
            if (length < 1 || length > most)
                fail_msg("%s.%s has %d characters, expected 1..%d", all[i].name, key, length, most);
        }
}

static bool ends_with(const char *text, const char *end) {
    return strlen(text) >= strlen(end) && !strcmp(text + strlen(text) - strlen(end), end);
}

/* A neutral refusal, of the same form as the acceptance. */
static void accept_and_reject_share_their_form(void **state) {
    (void)state;
    assert_true(ends_with(text_of(find("en"), "accept_all"), " all") &&
                ends_with(text_of(find("en"), "reject_all"), " all"));
    assert_true(ends_with(text_of(find("ru"), "accept_all"), " все") &&
                ends_with(text_of(find("ru"), "reject_all"), " все"));
    assert_int_equal(strncmp(text_of(find("kk"), "accept_all"), "Бәрін", 10), 0);
    assert_int_equal(strncmp(text_of(find("kk"), "reject_all"), "Бәрін", 10), 0);
    /* What the heuristics of opt-out tools look for. */
    assert_string_equal(text_of(find("ru"), "settings"), "Настройки");
}

static void texts_neither_praise_nor_press(void **state) {
    (void)state;
    static const char *const words[] = {
        "best",        "optimal", "enhance",  "improve your", "better experience", "experience",
        "we value",    "we care", "please",   "personali",    "legitimate",        "лучш",
        "оптимальн",   "опыт",    "мы ценим", "заботимся",    "пожалуйста",        "законн",
        "персонализ",  "үздік",   "оңтайлы",  "тәжірибе",     "құрметтейміз",      "өтінеміз",
        "заңды мүдде", "!",       "\xF0\x9F", "\xE2\x9C",     "\xE2\x98",          "\xE2\x9D",
        "…",           "<",       "&",
    };
    find("en");
    for (int i = 0; i < count; i++) {
        const cJSON *item;
        cJSON_ArrayForEach(item, all[i].json) {
            for (size_t k = 0; k < sizeof words / sizeof *words; k++)
                if (strcasestr(item->valuestring, words[k]))
                    fail_msg("%s.%s says \"%s\"", all[i].name, item->string, words[k]);
        }
    }
}

/* The company's name is one word, as in the count that the wording was made with. */
static void the_first_layer_is_short_and_plain(void **state) {
    (void)state;
    static const char *const tags[] = {"[\"en\"]", "[\"ru\"]", "[\"kk\"]"};
    for (int i = 0; i < 3; i++) {
        struct host *host = host_new();
        host->languages = tags[i];
        char config[600];
        strcpy(config, FIVE);
        strcpy(config + strlen(config) - 1, ",\"consent\":{\"company\":\"SMG\"}}");
        host_page(host, config, NULL);
        static char text[4000];
        *text = 0;
        host_node_text(host_node(host_view(host, "render banner"), NULL, "h2"), text, sizeof text);
        host_node_text(host_node(host_view(host, "render banner"), NULL, "p"), text, sizeof text);
        int words = 0, sentences = 0, of_sentence = 0;
        for (char *word = strtok(text, " \n"); word; word = strtok(NULL, " \n")) {
            words++;
            if (++of_sentence > 20)
                fail_msg("%s: sentence %d is longer than 20 words", tags[i], sentences + 1);
            if (ends_with(word, ".")) {
                sentences++;
                of_sentence = 0;
            }
        }
        if (words > 60 || sentences > 6)
            fail_msg("%s: %d words in %d sentences", tags[i], words, sentences);
        assert_true(words > 30 && sentences >= 4);
    }
}

static bool has_cyrillic(const char *text) {
    for (; *text; text++)
        if ((unsigned char)*text >= 0xD0 && (unsigned char)*text <= 0xD3)
            return true;
    return false;
}

/* A text that was forgotten in translation is the Russian one. */
static void kazakh_texts_are_not_the_russian_ones(void **state) {
    (void)state;
    static const char *const same[] = {"life_min", "life_s", "kz_operator", "ru_operator"};
    const cJSON *item;
    cJSON_ArrayForEach(item, find("kk")->json) {
        bool expected = false;
        for (size_t k = 0; k < sizeof same / sizeof *same; k++)
            expected |= !strcmp(item->string, same[k]);
        if (!expected && has_cyrillic(item->valuestring) &&
            !strcmp(item->valuestring, text_of(find("ru"), item->string)))
            fail_msg("kk.%s is the Russian text", item->string);
    }
}

static bool has_word(const char *text, const char *word) {
    size_t length = strlen(word);
    for (const char *at = text; (at = strstr(at, word)); at += length) {
        bool starts = at == text || strchr(" (,.:", at[-1]);
        if (starts && (!at[length] || strchr(" ),.:", at[length])))
            return true;
    }
    return false;
}

static void no_language_has_words_of_another(void **state) {
    (void)state;
    static const char *const russian[] = {"и",   "или", "для",  "что",   "вы",  "мы",
                                          "это", "как", "пока", "сайта", "ваш", "их"};
    static const char *const english[] = {"the", "and", "you", "your", "of", "to", "on", "is"};
    static const char *const kazakh[] = {"ә", "ғ", "қ", "ң", "ө", "ұ", "ү", "һ", "і"};
    const cJSON *item;
    cJSON_ArrayForEach(item, find("kk")->json) {
        for (size_t k = 0; k < sizeof russian / sizeof *russian; k++)
            if (has_word(item->valuestring, russian[k]))
                fail_msg("kk.%s has the Russian %s", item->string, russian[k]);
    }
    cJSON_ArrayForEach(item, find("ru")->json) {
        for (size_t k = 0; k < sizeof kazakh / sizeof *kazakh; k++)
            assert_null(strstr(item->valuestring, kazakh[k]));
    }
    for (int i = 0; i < count; i++) {
        if (!strcmp(all[i].name, "en"))
            continue;
        cJSON_ArrayForEach(item, all[i].json) {
            for (size_t k = 0; k < sizeof english / sizeof *english; k++)
                if (has_word(item->valuestring, english[k]))
                    fail_msg("%s.%s has the English %s", all[i].name, item->string, english[k]);
        }
    }
    cJSON_ArrayForEach(item, find("en")->json) {
        if (has_cyrillic(item->valuestring))
            fail_msg("en.%s has Cyrillic letters", item->string);
    }
}

static void names_of_purposes_are_not_repeated(void **state) {
    (void)state;
    static const char *const keys[] = {"necessary_name", "analytics_name", "replay_name", "marketing_name"};
    find("en");
    for (int i = 0; i < count; i++)
        for (int a = 0; a < 4; a++)
            for (int b = 0; b < a; b++)
                assert_string_not_equal(text_of(&all[i], keys[a]), text_of(&all[i], keys[b]));
}

/* A tag is one in whatever case it is written. */
static void a_tag_has_no_case(void **state) {
    (void)state;
    const char *own = "\"texts\":{\"pt-BR\":{\"title\":\"Cookies\"}}";
    assert_string_equal(language_for("[\"pt-br\",\"ru\"]", own), "pt-BR");
    assert_string_equal(language_for("[\"PT-BR\",\"ru\"]", own), "pt-BR");
    assert_string_equal(language_for("[\"pt\",\"ru\"]", own), "ru");
}

/* The option and the call take a tag as the page's own may be. */
static void a_region_is_no_other_language(void **state) {
    (void)state;
    assert_string_equal(language_for("[\"en\"]", "\"language\":\"ru-RU\""), "ru");
    assert_string_equal(language_for("[\"en\"]", "\"language\":\"kk-KZ\""), "kk");
    struct host *host = host_new();
    host_start(host, "{'analytics':{'ga4':'G-ABC1234567'}}");
    host_forget(host);
    host_call(host, "setLanguage", "['kk-KZ']");
    assert_json(host->effects[host->count - 1], "['return',true]");
    assert_contains(host_text(host, "render banner"), "Бәрінен бас тарту");
}

/* A page's own spelling of a language that comes with the module, and tags that are none. */
static void what_a_page_says_in_a_language_is_of_that_language(void **state) {
    (void)state;
    const char *const odd[] = {"\"texts\":{\"ru \":{\"title\":\"x\"}}", "\"texts\":{\"ru\":[\"x\"]}",
                               "\"texts\":{\"en \":{},\" \":{},\"r\":{}}", "\"texts\":{\"\":{}}"};
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        assert_string_equal(language_for("[\"ru\"]", odd[i]), "ru");
        assert_string_equal(language_for("[\"xx\"]", odd[i]), "en");
    }
    struct host *host = host_new();
    host->languages = "[\"ru\"]";
    host_start(host, "{'analytics':{'ga4':'G-ABC1234567'},'consent':{'texts':{'RU':{'title':'Свой'}},"
                     "'company':{'en':'Company','ru':'Компания'}}}");
    assert_string_equal(host_logs(host), "");
    assert_contains(host_text(host, "render banner"), "Свой");
    assert_contains(host_text(host, "render banner"), "Отклонить все");
    assert_contains(host_text(host, "render banner"), "Компания");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_language_that_there_is_is_taken),
        cmocka_unit_test(the_option_comes_before_the_page),
        cmocka_unit_test(a_page_may_bring_a_language),
        cmocka_unit_test(overrides_are_of_one_language),
        cmocka_unit_test(the_page_s_language_may_change_while_running),
        cmocka_unit_test(a_text_may_be_one_on_a_processor),
        cmocka_unit_test(the_option_holds_whatever_the_page_changes_to),
        cmocka_unit_test(any_hole_in_any_text_is_survived),
        cmocka_unit_test(a_placeholder_is_filled_wherever_it_stands),
        cmocka_unit_test(the_three_languages_are_there_and_have_no_gaps),
        cmocka_unit_test(all_languages_have_keys_and_placeholders_of_english),
        cmocka_unit_test(main_labels_are_short),
        cmocka_unit_test(every_text_has_a_length_that_fits),
        cmocka_unit_test(accept_and_reject_share_their_form),
        cmocka_unit_test(texts_neither_praise_nor_press),
        cmocka_unit_test(the_first_layer_is_short_and_plain),
        cmocka_unit_test(kazakh_texts_are_not_the_russian_ones),
        cmocka_unit_test(no_language_has_words_of_another),
        cmocka_unit_test(names_of_purposes_are_not_repeated),
        cmocka_unit_test(a_tag_has_no_case),
        cmocka_unit_test(a_region_is_no_other_language),
        cmocka_unit_test(what_a_page_says_in_a_language_is_of_that_language),
    };
    return RUN(tests);
}
