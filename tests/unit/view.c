/* Every node of every view: known tags and attributes only, equal buttons, switches that show what holds. */
#include "support/host.h"

#include "json.h"

#define ALL                                                                                                            \
    "{\"analytics\":{\"ga4\":\"G-ABC1234567\",\"metrica\":12345678,\"clarity\":\"abcdefghij\",\"hotjar\":1234567,"     \
    "\"metaPixel\":\"123456789012345\"},\"consent\":{\"company\":\"SMG\",\"bin\":\"123456789012\",\"email\":"          \
    "\"info@smgcorp.kz\",\"policyUrl\":\"/privacy\",\"purposes\":{\"maps\":{\"name\":\"Maps\"}},\"processors\":["      \
    "{\"id\":\"own\",\"name\":\"<b>Own</"                                                                              \
    "b>\",\"company\":\"<s>\",\"description\":\"<p>\",\"purpose\":\"maps\",\"countries\":"                             \
    "[\"KZ\"],\"data\":[\"<i>\"],\"cookies\":{\"<u>\":\"2y\",\"\\\"\":\"5d\"}}]}}"

struct allowed {
    const char *tag, *attributes[12];
};

static const struct allowed allowed[] = {
    {"a", {"href", "target", "rel"}},
    {"button",
     {"type", "dir", "class", "data-smg", "data-one", "data-other", "aria-label", "lang", "data-theme", "data-position",
      "data-region"}},
    {"caption", {NULL}},
    {"details", {NULL}},
    {"dialog",
     {"class", "aria-labelledby", "lang", "dir", "data-theme", "data-layout", "data-position", "data-region"}},
    {"div", {"class", "aria-labelledby", "lang", "dir", "data-theme", "data-layout", "data-position", "data-region"}},
    {"dd", {NULL}},
    {"dl", {NULL}},
    {"dt", {NULL}},
    {"h2", {"id", "tabindex", "autofocus"}},
    {"h3", {"tabindex", "autofocus"}},
    {"input", {"type", "role", "class", "id", "name", "aria-describedby", "checked"}},
    {"label", {"for"}},
    {"li", {"class"}},
    {"p", {"class", "id"}},
    {"section", {"class"}},
    {"small", {NULL}},
    {"span", {"class", "id", "aria-hidden", "data-state"}},
    {"strong", {NULL}},
    {"summary", {NULL}},
    {"table", {NULL}},
    {"tbody", {NULL}},
    {"td", {"data-label"}},
    {"th", {"scope"}},
    {"thead", {NULL}},
    {"time", {NULL}},
    {"tr", {"data-smg-row", "data-smg-state"}},
    {"ul", {"class"}},
};

static int seen;

static void check_attribute(const struct allowed *of, const cJSON *attribute) {
    const char *value = cJSON_IsString(attribute) ? attribute->valuestring : NULL;
    int i = 0;
    while (i < 12 && of->attributes[i] && strcmp(of->attributes[i], attribute->string) != 0)
        i++;
    if (i == 12 || !of->attributes[i])
        fail_msg("<%s %s> is not known", of->tag, attribute->string);
    assert_true(value || cJSON_IsBool(attribute) || cJSON_IsNull(attribute));
    if (value && !strcmp(attribute->string, "href"))
        assert_true(!strncmp(value, "https://", 8) || !strncmp(value, "/", 1) || !strncmp(value, "mailto:", 7));
}

static void check_node(const cJSON *node) {
    /* A number is a time, an object a country. */
    if (cJSON_IsString(node) || cJSON_IsNumber(node) || cJSON_HasObjectItem(node, "country"))
        return;
    assert_true(cJSON_IsArray(node));
    const char *tag = host_item(node, 0);
    size_t i = 0, count = sizeof allowed / sizeof *allowed;
    while (i < count && strcmp(allowed[i].tag, tag) != 0)
        i++;
    if (i == count)
        fail_msg("<%s> is not known", tag);
    const cJSON *attributes = cJSON_GetArrayItem(node, 1), *item;
    assert_true(cJSON_IsObject(attributes));
    cJSON_ArrayForEach(item, attributes) {
        check_attribute(&allowed[i], item);
    }
    for (item = attributes->next; item; item = item->next)
        check_node(item);
    seen++;
}

static void check_views(const struct host *host) {
    for (int i = 0; i < host->count; i++) {
        const cJSON *effect = host_parse(host->effects[i]);
        if (!strcmp(host_item(effect, 0), "render") && cJSON_IsArray(cJSON_GetArrayItem(effect, 2)))
            check_node(cJSON_GetArrayItem(effect, 2));
    }
}

static void show_everything(struct host *host) {
    host_press(host, "settings");
    host_dialog(host, "toggle", "ga4", "'ga4'");
    host_press(host, "save");
    host_settle(host);
    host_press(host, "reject");
}

static void save_maps(struct host *host) {
    host_save(host, "'own'");
    host_settle(host);
}

static const char *const languages[] = {"[\"en\"]", "[\"ru\"]", "[\"kk\"]"};

static void every_node_is_of_a_known_kind(void **state) {
    (void)state;
    for (int i = 0; i < 3; i++) {
        struct host *host = host_new();
        host->table = true;
        host->languages = languages[i];
        host_page(host, ALL, show_everything);
        const char *const views[] = {"render banner", "render settings", "render status", "render table"};
        for (size_t k = 0; k < 4; k++)
            assert_non_null(host_find(host, views[k]));
        seen = 0;
        check_views(host);
        assert_true(seen > 200);
        /* A choice that is lost is told in a view of its own. */
        host = host_new();
        host->cookies_fail = true;
        host->languages = languages[i];
        host_page(host, ALL, save_maps);
        check_views(host);
        assert_int_equal(host_times(host, "render status"), 2);
        /* And so is what is asked again. */
        host = host_new();
        host->languages = languages[i];
        host_page(host, FIVE, save_maps);
        host_page(host, ALL, NULL);
        check_views(host);
    }
}

static void no_text_of_a_definition_becomes_a_node(void **state) {
    (void)state;
    struct host *host = host_new();
    host->table = true;
    host_page(host, ALL, show_everything);
    assert_contains(host_text(host, "render settings"), "<b>Own</b>");
    assert_contains(host_text(host, "render settings"), "<u>");
    assert_contains(host_text(host, "render table"), "<b>Own</b>");
    for (int i = 0; i < host->count; i++)
        assert_lacks(host->effects[i], "javascript:");
}

static const char *attribute(const cJSON *node, const char *name) {
    const cJSON *value = cJSON_GetObjectItemCaseSensitive(cJSON_GetArrayItem(node, 1), name);
    return cJSON_IsString(value) ? value->valuestring : "";
}

/* Same tag, same attributes but the action's name and the words of the other, in the same place, first by no more than
 * their order: accepting in the banner, rejecting in the settings. */
static void check_equality(const cJSON *view, int accepting, int rejecting) {
    const cJSON *actions = host_node(view, "class", "pair");
    const cJSON *accept = cJSON_GetArrayItem(actions, accepting), *reject = cJSON_GetArrayItem(actions, rejecting);
    assert_string_equal(attribute(accept, "data-smg"), "accept");
    assert_string_equal(attribute(reject, "data-smg"), "reject");
    assert_string_equal(host_item(accept, 0), host_item(reject, 0));
    assert_int_equal(cJSON_GetArraySize(cJSON_GetArrayItem(accept, 1)),
                     cJSON_GetArraySize(cJSON_GetArrayItem(reject, 1)));
    const cJSON *item;
    cJSON_ArrayForEach(item, cJSON_GetArrayItem(accept, 1)) {
        if (strcmp(item->string, "data-smg") != 0 && strcmp(item->string, "data-one") != 0)
            assert_string_equal(item->valuestring, attribute(reject, item->string));
    }
    assert_int_equal(cJSON_GetArraySize(accept), 3);
    assert_int_equal(cJSON_GetArraySize(reject), 3);
    const char *yes = host_item(cJSON_GetArrayItem(accept, 2), 2), *no = host_item(cJSON_GetArrayItem(reject, 2), 2);
    assert_true(*yes && *no);
    assert_string_equal(attribute(accept, "data-one"), no);
    assert_string_equal(attribute(reject, "data-one"), yes);
}

static void accept_and_reject_are_equal_on_every_layer(void **state) {
    (void)state;
    for (int i = 0; i < 3; i++) {
        struct host *host = host_new();
        host->languages = languages[i];
        host_page(host, ALL, show_everything);
        check_equality(host_view(host, "render banner"), 2, 3);
        check_equality(host_view(host, "render settings"), 3, 2);
    }
}

/* All equal in form: three on the first layer. No bare cross on it. */
static void the_first_layer_has_three_buttons_and_no_cross(void **state) {
    (void)state;
    struct host *host = host_new();
    host_page(host, ALL, NULL);
    const cJSON *actions = host_node(host_view(host, "render banner"), "class", "actions");
    const char *const names[] = {"accept", "reject", "settings"};
    const cJSON *pair = host_node(actions, "class", "pair");
    assert_int_equal(cJSON_GetArraySize(actions), 2 + 2);
    assert_int_equal(cJSON_GetArraySize(pair), 2 + 2);
    for (int i = 0; i < 3; i++) {
        const cJSON *button = i < 2 ? cJSON_GetArrayItem(pair, 2 + i) : cJSON_GetArrayItem(actions, 3);
        assert_string_equal(attribute(button, "data-smg"), names[i]);
        assert_string_equal(attribute(button, "class"), "button");
    }
    assert_null(host_node(host_view(host, "render banner"), "data-smg", "close"));
}

static void the_dialog_can_be_left_without_saving(void **state) {
    (void)state;
    struct host *host = host_new();
    host_page(host, ALL, show_everything);
    const cJSON *close = host_node(host_view(host, "render settings"), "data-smg", "close");
    assert_string_equal(attribute(close, "aria-label"), "Close without saving");
}

static int switches, checked;

static void count_switches(const cJSON *node) {
    if (!cJSON_IsArray(node))
        return;
    if (!strcmp(host_item(node, 0), "input")) {
        switches++;
        checked += cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(cJSON_GetArrayItem(node, 1), "checked"));
        assert_string_equal(attribute(node, "type"), "checkbox");
        assert_string_equal(attribute(node, "role"), "switch");
    }
    for (const cJSON *child = cJSON_GetArrayItem(node, 2); child; child = child->next)
        count_switches(child);
}

static void expect_switches(const struct host *host, int all, int on) {
    switches = checked = 0;
    count_switches(host_view(host, "render settings"));
    assert_int_equal(switches, all);
    assert_int_equal(checked, on);
}

static void open_settings(struct host *host) {
    host_forget(host);
    host_press(host, "settings");
}

static void switches_are_off_until_something_is_granted(void **state) {
    (void)state;
    struct host *host = host_new();
    host_page(host, FIVE, open_settings);
    expect_switches(host, 9, 0);
    host_page(host, FIVE, reject);
    host_page(host, FIVE, open_settings);
    expect_switches(host, 9, 0);
    host_page(host, FIVE, accept);
    host_page(host, FIVE, open_settings);
    expect_switches(host, 9, 9);
}

static void after_withdrawal_or_expiry_switches_are_off(void **state) {
    (void)state;
    struct host *host = host_new();
    host_page(host, FIVE, accept);
    host->now += 183 * DAY;
    host_page(host, FIVE, open_settings);
    expect_switches(host, 9, 0);
    host = host_new();
    host_page(host, FIVE, accept);
    host_page(host, FIVE, reject);
    host_page(host, FIVE, open_settings);
    expect_switches(host, 9, 0);
}

static void a_partial_grant_is_shown_as_it_is(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, FIVE);
    host_save(host, "'ga4','metaPixel'");
    host_settle(host);
    open_settings(host);
    expect_switches(host, 9, 3); /* ga4, metaPixel, and marketing, which is all of metaPixel */
    const cJSON *view = host_view(host, "render settings");
    assert_true(json_true(cJSON_GetArrayItem(host_node(view, "name", "marketing"), 1), "checked"));
    assert_false(json_true(cJSON_GetArrayItem(host_node(view, "name", "analytics"), 1), "checked"));
    const cJSON *state_text = host_node(view, "data-state", "analytics");
    assert_string_equal(host_item(state_text, 2), "1 of 2");
}

static void necessary_has_no_switch_and_names_our_cookie(void **state) {
    (void)state;
    struct host *host = host_new();
    host_page(host, FIVE, open_settings);
    const cJSON *view = host_view(host, "render settings");
    assert_null(host_node(view, "name", "necessary"));
    const char *text = host_text(host, "render settings");
    assert_contains(text, "Always on");
    assert_contains(text, "smg_consent");
    assert_contains(text, "(182 d)");
}

static void every_switch_has_a_label_and_a_purpose_says_what_it_is_for(void **state) {
    (void)state;
    const char *const names[] = {"analytics", "replay", "marketing", "ga4",      "metrica",
                                 "clarity",   "hotjar", "webvisor",  "metaPixel"};
    struct host *host = host_new();
    host_page(host, FIVE, open_settings);
    const cJSON *view = host_view(host, "render settings");
    for (int i = 0; i < 9; i++) {
        const cJSON *input = host_node(view, "name", names[i]);
        assert_non_null(input);
        assert_true(strlen(host_item(host_node(view, "for", attribute(input, "id")), 2)) > 2);
        const char *described = attribute(input, "aria-describedby");
        assert_true(*described || i >= 3);
        if (*described)
            assert_true(strlen(host_item(host_node(view, "id", described), 2)) > 20);
    }
}

static void a_purpose_without_processors_has_no_details(void **state) {
    (void)state;
    struct host *host = host_new();
    host_page(host, "{'consent':{'purposes':{'maps':{'name':'Maps','description':'Shows maps of places.'}}}}",
              open_settings);
    assert_contains(host_text(host, "render settings"), "Shows maps of places.");
    const cJSON *purpose = host_node(host_view(host, "render settings"), "id", "smg-maps-text");
    assert_non_null(purpose);
    assert_null(purpose->next);
}

static void the_layers_have_a_language_and_the_dialog_a_name(void **state) {
    (void)state;
    struct host *host = host_new();
    host->languages = "[\"kk\"]";
    host_page(host, ALL, show_everything);
    const char *const views[] = {"render banner", "render settings"};
    for (int i = 0; i < 2; i++) {
        const cJSON *view = host_view(host, views[i]);
        assert_string_equal(attribute(view, "lang"), "kk");
    }
    /* The banner is a part of the landmark around all layers, and its heading says what it is. */
    const cJSON *settings = host_view(host, "render settings");
    assert_non_null(host_node(settings, "id", attribute(settings, "aria-labelledby")));
    assert_string_equal(attribute(host_view(host, "render status"), "lang"), "kk");
}

static void only_what_is_asked_for_is_named(void **state) {
    (void)state;
    struct host *host = host_new();
    host_page(host, "{'analytics':{'ga4':'G-ABC1234567'}}", NULL);
    const char *text = host_text(host, "render banner");
    assert_contains(text, "www.smgcorp.kz and 1 partner will use them. They will count visits.");
    assert_lacks(text, "show you ads");
    assert_lacks(text, "record actions");
}

/* A part is no partner of its own. */
static void five_processors_are_five_partners(void **state) {
    (void)state;
    struct host *host = host_new();
    host_page(host, FIVE, NULL);
    assert_contains(host_text(host, "render banner"), "5 partners");
}

static void facts_that_the_site_did_not_give_are_not_shown(void **state) {
    (void)state;
    struct host *host = host_new();
    host_page(host, FIVE, open_settings);
    const char *text = host_text(host, "render settings");
    assert_lacks(text, "Operator");
    assert_lacks(text, "BIN");
    assert_lacks(text, "{");
    host_page(host, ALL, open_settings);
    text = host_text(host, "render settings");
    assert_contains(text, "Operator: SMG.");
    assert_contains(text, "BIN: 123456789012.");
    assert_lacks(text, "{");
}

static void no_placeholder_is_left_in_any_view(void **state) {
    (void)state;
    for (int i = 0; i < 3; i++) {
        struct host *host = host_new();
        host->table = true;
        host->languages = languages[i];
        host_page(host, ALL, show_everything);
        const char *const views[] = {"render banner", "render settings", "render status", "render table"};
        for (size_t k = 0; k < 4; k++)
            assert_lacks(host_text(host, views[k]), "{");
    }
}

/* Item 8 of the invariants: the dialog and the table say what the loader erases and knows. */
static void the_table_has_a_row_for_every_processor(void **state) {
    (void)state;
    struct host *host = host_new();
    host->table = true;
    host_page(host, FIVE, NULL);
    const char *const ids[] = {"ga4", "metrica", "clarity", "hotjar", "webvisor", "metaPixel"};
    const cJSON *table = host_view(host, "render table");
    for (int i = 0; i < 6; i++)
        assert_non_null(host_node(table, "data-smg-row", ids[i]));
    const char *text = host_text(host, "render table");
    const char *const parts[] = {"Google Ireland Limited, Google LLC",
                                 "_ga",
                                 "(2 yr)",
                                 "IE ,  US",
                                 "Blocked",
                                 "_clsk",
                                 "YANDEX LLC",
                                 "FR ,  IE"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        assert_contains(text, parts[i]);
    assert_lacks(text, "Not used on this site");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_node_is_of_a_known_kind),
        cmocka_unit_test(no_text_of_a_definition_becomes_a_node),
        cmocka_unit_test(accept_and_reject_are_equal_on_every_layer),
        cmocka_unit_test(the_first_layer_has_three_buttons_and_no_cross),
        cmocka_unit_test(the_dialog_can_be_left_without_saving),
        cmocka_unit_test(switches_are_off_until_something_is_granted),
        cmocka_unit_test(after_withdrawal_or_expiry_switches_are_off),
        cmocka_unit_test(a_partial_grant_is_shown_as_it_is),
        cmocka_unit_test(necessary_has_no_switch_and_names_our_cookie),
        cmocka_unit_test(every_switch_has_a_label_and_a_purpose_says_what_it_is_for),
        cmocka_unit_test(a_purpose_without_processors_has_no_details),
        cmocka_unit_test(the_layers_have_a_language_and_the_dialog_a_name),
        cmocka_unit_test(only_what_is_asked_for_is_named),
        cmocka_unit_test(five_processors_are_five_partners),
        cmocka_unit_test(facts_that_the_site_did_not_give_are_not_shown),
        cmocka_unit_test(no_placeholder_is_left_in_any_view),
        cmocka_unit_test(the_table_has_a_row_for_every_processor),
    };
    return RUN(tests);
}
