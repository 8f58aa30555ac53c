/* The order of effects, the API, and events that are out of place. */
#include "support/host.h"

#include "json.h"

#define CLOSED "store, render status, remove banner, emit hide, next paint"

static void a_fresh_page_only_shows_the_banner(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, FIVE);
    assert_effects(host, "render banner, emit show, emit ready");
    assert_json(host_find(host, "emit show"), "['emit','show','banner']");
    assert_json(host_find(host, "emit ready"),
                "['emit','ready',{'choice':'undecided','purposes':{'necessary':true,'analytics':"
                "false,'replay':false,'marketing':false},'processors':{'ga4':false,'metrica':false,"
                "'clarity':false,'hotjar':false,'webvisor':false,'metaPixel':false}}]");
}

static void accepting_stores_then_closes_then_loads_one_by_one(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, FIVE);
    host_forget(host);
    host_press(host, "accept");
    assert_effects(host, CLOSED);
    const char *const answers[] = {"mask, load ga4, next task", "load metrica, next task",
                                   "load clarity, next task",   "load hotjar, next task",
                                   "load metaPixel, next task", "unlock, emit consent, emit change, render float"};
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        host_forget(host);
        host_next(host);
        assert_effects(host, answers[i]);
    }
    assert_int_equal(host->waiting, 0);
    assert_string_equal(host->refusal, "");
}

static void rejecting_stores_then_closes_then_erases(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, FIVE);
    host_forget(host);
    host_press(host, "reject");
    assert_effects(host, CLOSED);
    host_forget(host);
    host_settle(host);
    assert_effects(host, "erase, later, emit consent, emit change, render float");
    assert_string_equal(host->cookies, "");
    assert_true(*host->refusal);
}

static void saving_a_part_loads_it_and_erases_the_rest(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, FIVE);
    host_forget(host);
    host_press(host, "settings");
    assert_effects(host, "render settings, emit show");
    host_forget(host);
    host_dialog(host, "save", "", "'clarity'");
    assert_effects(host, "store, render status, remove settings, remove banner, emit hide, next paint");
    host_forget(host);
    host_settle(host);
    assert_effects(host,
                   "erase, later, mask, load clarity, next task, unlock, emit consent, emit change, render float");
}

static void withdrawing_stops_what_runs_and_reloads(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, FIVE);
    host_press(host, "accept");
    host_settle(host);
    host_press(host, "settings");
    host_forget(host);
    host_press(host, "withdraw");
    assert_effects(host, "store, render status, remove settings, emit hide, next paint");
    host_forget(host);
    host_settle(host);
    assert_effects(host, "stop metaPixel, stop hotjar, stop clarity, stop metrica, stop ga4, erase, "
                         "emit change, reload");
    assert_string_equal(host->cookies, "");
}

static void nothing_loads_after_reload(void **state) {
    (void)state;
    struct host *host = host_new(), *other_tab = host_new();
    host_page(other_tab, FIVE, accept);
    host_start(host, FIVE);
    host_save(host, "'hotjar'");
    host_settle(host);
    host_press(host, "withdraw");
    host_settle(host);
    assert_true(host->reloading);
    host_forget(host);
    const char *const calls[] = {"acceptAll", "reset", "show", "acceptAll"};
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        host_call(host, calls[i], "[]");
        /* Another tab accepts in the meantime. */
        strcpy(host->cookies, other_tab->cookies);
        *host->refusal = 0;
        host_next(host);
        host_send(host, "'type':'sync'");
        host_next(host);
    }
    assert_string_equal(host_loaded(host), "");
}

static void reject_in_the_dialog(struct host *host) {
    host_press(host, "settings");
    host_forget(host);
    host_press(host, "reject");
    host_settle(host);
}

static void save_nothing_in_the_dialog(struct host *host) {
    host_press(host, "settings");
    host_forget(host);
    host_dialog(host, "save", "", "");
    host_settle(host);
}

static void saving_nothing_is_rejecting(void **state) {
    (void)state;
    struct host *saving = host_new(), *rejecting = host_new();
    host_page(saving, FIVE, save_nothing_in_the_dialog);
    host_page(rejecting, FIVE, reject_in_the_dialog);
    assert_string_equal(saving->cookies, rejecting->cookies);
    assert_string_equal(saving->refusal, rejecting->refusal);
    assert_true(*saving->refusal);
    assert_int_equal(saving->count, rejecting->count);
    for (int i = 0; i < saving->count; i++)
        assert_string_equal(saving->effects[i], rejecting->effects[i]);
}

static void a_change_tells_what_was_and_what_is(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, "{'analytics':{'ga4':'G-ABC1234567'},'consent':{'revision':7}}");
    host_press(host, "accept");
    host_settle(host);
    assert_json(host_find(host, "emit change"),
                "['emit','change',{'old':{'choice':'undecided','purposes':{'necessary':true,"
                "'analytics':false},'processors':{'ga4':false}},'new':{'choice':'granted',"
                "'purposes':{'necessary':true,'analytics':true},'processors':{'ga4':true},"
                "'time':1795003200000,'revision':7,'id':'00000000000000000000000000000002',"
                "'method':'b','language':'en','notice':''}}]");
    host->now += 60;
    host_press(host, "withdraw");
    host_settle(host);
    const char *change = host_find(host, "emit change");
    assert_contains(change, "'old':{'choice':'granted',");
    assert_contains(change, "'time':1795003200000,");
    assert_contains(change, "'new':{'choice':'refused',");
    /* Of a refusal only the day is kept. */
    assert_contains(change, "'time':1794960000000,");
}

/* "ready" and "consent" tell of the decision; nothing has changed by loading a page. */
static void a_page_of_a_known_visitor_changes_nothing(void **state) {
    (void)state;
    struct host *host = host_new();
    host_page(host, FIVE, save_nothing_in_the_dialog);
    host_forget(host);
    host_start(host, FIVE);
    host_settle(host);
    assert_int_equal(host_times(host, "emit change"), 0);
    assert_int_equal(host_times(host, "render banner"), 0);
    assert_int_equal(host_times(host, "emit consent"), 1);
    assert_contains(host_find(host, "emit ready"), "'choice':'refused'");
}

static void a_granted_page_loads_without_the_banner(void **state) {
    (void)state;
    struct host *host = host_new();
    host_page(host, FIVE, accept);
    host_forget(host);
    host_start(host, FIVE);
    assert_effects(host, "emit ready, next task");
    host_settle(host);
    assert_string_equal(host_loaded(host), "ga4 metrica clarity hotjar metaPixel");
    assert_int_equal(host_times(host, "render banner"), 0);
    assert_int_equal(host_times(host, "store"), 0);
    assert_int_equal(host_times(host, "emit change"), 0);
    assert_string_equal(host_word(host->effects[host->count - 2]), "emit consent");
}

static void a_double_press_loads_once(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, FIVE);
    host_press(host, "accept");
    host_press(host, "accept");
    host_press(host, "accept");
    host_settle(host);
    assert_string_equal(host_loaded(host), "ga4 metrica clarity hotjar metaPixel");
    assert_int_equal(host_times(host, "emit change"), 1);
}

static void accept_then_reject_before_anything_loaded_loads_nothing(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, FIVE);
    host_press(host, "accept");
    host_press(host, "reject");
    host_settle(host);
    assert_string_equal(host_loaded(host), "");
    assert_int_equal(host_times(host, "emit consent"), 1);
    assert_contains(host_find(host, "emit consent"), "'choice':'refused'");
    assert_string_equal(host->cookies, "");
}

static const char *const unreadable[] = {
    "",
    "x",
    "null",
    "12",
    "\"start\"",
    "[]",
    "{",
    "{}",
    "{\"type\":\"start\"}",
    "{\"type\":\"start\",\"now\":\"1795003200\"}",
    "{\"type\":\"start\",\"now\":null}",
    "{\"type\":\"start\",\"now\":-1}",
    "{\"type\":\"start\",\"now\":1.5}",
    "{\"type\":\"start\",\"now\":1e30}",
    "{\"type\":\"start\",\"now\":1795003200",
    "[{\"type\":\"start\",\"now\":1795003200}]",
};

static void an_unreadable_event_is_one_line(void **state) {
    (void)state;
    struct host *host = host_new();
    for (int started = 0; started < 2; started++) {
        for (size_t i = 0; i < sizeof unreadable / sizeof *unreadable; i++) {
            host_forget(host);
            host_send_text(host, unreadable[i]);
            assert_effects(host, "log error, emit error");
            assert_string_equal(host_logs(host), "the event is not readable: nothing was done");
        }
        host_forget(host);
        host_start(host, FIVE);
    }
    /* None of them was taken for the start, and none has harmed it. */
    assert_contains(host_logs(host), "started twice");
}

static void a_configuration_nested_too_deep_is_one_line(void **state) {
    (void)state;
    struct host *host = host_new();
    char config[300] = "";
    for (int i = 0; i < 100; i++)
        strcat(config, "[");
    for (int i = 0; i < 100; i++)
        strcat(config, "]");
    host_start(host, config);
    assert_effects(host, "log warn, emit ready");
    assert_contains(host_logs(host), "SMG_CONFIG: expected an object, got [[[[[[");
}

static void an_unknown_type_is_one_line(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, FIVE);
    const char *const odd[] = {"\"type\":\"nonsense\"", "\"type\":\"\"", "\"type\":7", "\"kind\":\"sync\""};
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        host_forget(host);
        host_send(host, odd[i]);
        assert_int_equal(host->count, 1);
        assert_int_equal(strncmp(host->effects[0], "[\"log\",", 7), 0);
    }
}

static void before_the_start_nothing_is_done(void **state) {
    (void)state;
    struct host *host = host_new();
    const char *const events[] = {
        "\"type\":\"action\",\"name\":\"accept\",\"inside\":true,\"trusted\":true",
        "\"type\":\"call\",\"name\":\"acceptAll\",\"args\":[]",
        "\"type\":\"next\"",
        "\"type\":\"sync\"",
        "\"type\":\"language\",\"languages\":[\"ru\"]",
        "\"type\":\"failed\",\"id\":\"ga4\"",
        "\"type\":\"nonsense\"",
    };
    for (size_t i = 0; i < sizeof events / sizeof *events; i++) {
        host_forget(host);
        host_send(host, events[i]);
        assert_effects(host, "log error");
        assert_string_equal(host_logs(host), "not started");
    }
    host_forget(host);
    host_start(host, FIVE);
    assert_effects(host, "render banner, emit show, emit ready");
}

static void a_second_start_changes_nothing(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, FIVE);
    host_forget(host);
    host_start(host, "{'analytics':{'metaPixel':'999999'},'consent':{'language':'ru'}}");
    assert_effects(host, "log error");
    assert_string_equal(host_logs(host), "started twice");
    host_press(host, "accept");
    host_settle(host);
    assert_string_equal(host_loaded(host), "ga4 metrica clarity hotjar metaPixel");
    assert_contains(host_find(host, "load metaPixel"), "123456789012345");
}

static void a_script_that_failed_is_told(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, FIVE);
    host_forget(host);
    host_send(host, "'type':'failed','id':'ga4'");
    assert_effects(host, "emit error, log warn");
    assert_json(host->effects[0], "['emit','error',{'error':'script','processor':'ga4'}]");
    assert_contains(host_logs(host), "ga4");
}

/* The record of a grant, as getConsent tells it. */
static const char *receipt(struct host *host) {
    host_call(host, "getConsent", "[]");
    const char *last = host->effects[host->count - 1];
    assert_int_equal(strncmp(last, "[\"return\",{", 11), 0);
    return last;
}

static void the_second_press_of_a_double_click_is_none(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, FIVE);
    host_press(host, "settings");
    host_forget(host);
    host_send(host, "'type':'action','name':'accept','inside':true,'trusted':true,'repeated':true");
    host_send(host, "'type':'action','name':'accept','inside':false,'trusted':true,'repeated':true");
    assert_effects(host, "");
    host_send(host, "'type':'action','name':'accept','inside':true,'trusted':true,'repeated':false");
    host_settle(host);
    assert_string_equal(host_loaded(host), "ga4 metrica clarity hotjar metaPixel");
}

static void press_from_page(struct host *host) {
    host_send(host, "'type':'action','name':'accept','inside':false,'trusted':true");
    host_settle(host);
    assert_contains(receipt(host), "'method':'p'");
}

static void press_by_script(struct host *host) {
    host_send(host, "'type':'action','name':'accept','inside':true,'trusted':false");
    host_settle(host);
    assert_contains(receipt(host), "'method':'bu'");
}

static void press_in_settings(struct host *host) {
    host_save(host, "'ga4'");
    host_settle(host);
    assert_contains(receipt(host), "'method':'s'");
}

static void press_page_by_script(struct host *host) {
    host_send(host, "'type':'action','name':'accept'");
    host_settle(host);
    assert_contains(receipt(host), "'method':'pu'");
}

static void call_accept(struct host *host) {
    host_call(host, "acceptAll", "[]");
    host_settle(host);
    assert_contains(receipt(host), "'method':'a'");
}

static void the_record_says_which_way_it_was_given(void **state) {
    (void)state;
    host_script *const ways[] = {press_from_page, press_by_script, press_in_settings, press_page_by_script,
                                 call_accept};
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
        host_page(host_new(), "{'analytics':{'ga4':'G-ABC1234567'},'consent':{'pageAccept':true}}", ways[i]);
}

/* Calls and compares all that is answered. */
static void expect_call(struct host *host, const char *name, const char *args, const char *words) {
    host_forget(host);
    host_call(host, name, args);
    assert_effects(host, words);
}

static void the_layers_open_and_close_by_calls(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, FIVE);
    expect_call(host, "show", "[]", "");
    expect_call(host, "showPreferences", "[]", "render settings, emit show");
    expect_call(host, "showPreferences", "[]", "");
    expect_call(host, "hide", "[]", "remove settings, remove banner, emit hide");
    expect_call(host, "hide", "[]", "");
    expect_call(host, "show", "[]", "render banner, emit show");
    assert_string_equal(host->cookies, "");
    assert_string_equal(host->refusal, "");
    assert_int_equal(host->waiting, 0);
}

static void closing_is_no_choice(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, FIVE);
    host_press(host, "settings");
    host_dialog(host, "toggle", "analytics", "'analytics'");
    host_forget(host);
    host_press(host, "close");
    assert_effects(host, "remove settings, emit hide");
    assert_json(host->effects[1], "['emit','hide','settings']");
    expect_call(host, "getConsent", "[]", "return");
    assert_contains(host->effects[0], "'choice':'undecided'");
    /* What was switched on and not saved is forgotten. */
    host_press(host, "settings");
    assert_null(host_node(host_view(host, "render settings"), "checked", ""));
}

static void accept_and_reject_by_call(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, FIVE);
    expect_call(host, "acceptAll", "[]", CLOSED);
    host_settle(host);
    expect_call(host, "rejectAll", "[]", "store, render status, next paint");
    host_settle(host);
    assert_true(host->reloading);
    assert_string_equal(host->cookies, "");
}

static void withdraw_by_call(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, FIVE);
    host_press(host, "accept");
    host_settle(host);
    expect_call(host, "withdraw", "[]", "store, render status, next paint");
    host_settle(host);
    assert_string_equal(host->cookies, "");
    assert_true(*host->refusal && host->reloading);
}

static void reset_asks_anew(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, FIVE);
    host_press(host, "reject");
    host_settle(host);
    expect_call(host, "reset", "[]", "store, render banner, emit show, remove float, next paint");
    assert_string_equal(host->refusal, "");
    host_forget(host);
    host_settle(host);
    assert_int_equal(host_times(host, "emit consent"), 0);
    assert_contains(host_find(host, "emit change"), "'new':{'choice':'undecided'");
    expect_call(host, "getConsent", "[]", "return");
    assert_contains(host->effects[0], "'choice':'undecided'");
}

static void reset_ends_what_runs(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, FIVE);
    host_save(host, "'ga4'");
    host_settle(host);
    host_call(host, "reset", "[]");
    host_forget(host);
    host_settle(host);
    assert_effects(host, "stop ga4, erase, later, emit change");
    assert_string_equal(host->cookies, "");
    assert_string_equal(host->refusal, "");
}

static void one_purpose_by_call(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, FIVE);
    expect_call(host, "acceptedPurpose", "[\"marketing\"]", "return");
    assert_json(host->effects[0], "['return',false]");
    expect_call(host, "acceptPurpose", "[\"marketing\"]", CLOSED);
    host_settle(host);
    assert_string_equal(host_loaded(host), "metaPixel");
    expect_call(host, "acceptedPurpose", "[\"marketing\"]", "return");
    assert_json(host->effects[0], "['return',true]");
    expect_call(host, "acceptedPurpose", "[\"analytics\"]", "return");
    assert_json(host->effects[0], "['return',false]");
    expect_call(host, "acceptedPurpose", "[\"necessary\"]", "return");
    assert_json(host->effects[0], "['return',true]");
    /* The rest stays: a second purpose does not take back the first. */
    host_call(host, "acceptPurpose", "['analytics',true]");
    host_settle(host);
    assert_string_equal(host_loaded(host), "ga4 metrica");
    expect_call(host, "acceptedProcessor", "[\"metaPixel\"]", "return");
    assert_json(host->effects[0], "['return',true]");
    host_call(host, "acceptPurpose", "['marketing',false]");
    host_forget(host);
    host_settle(host);
    assert_effects(host, "stop metaPixel, erase, later, update ga4, unlock, emit consent, emit change");
}

static void one_processor_by_call(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, FIVE);
    expect_call(host, "acceptProcessor", "[\"hotjar\"]", CLOSED);
    host_settle(host);
    assert_string_equal(host_loaded(host), "hotjar");
    expect_call(host, "acceptedProcessor", "[\"hotjar\"]", "return");
    assert_json(host->effects[0], "['return',true]");
    expect_call(host, "acceptedProcessor", "[\"clarity\"]", "return");
    assert_json(host->effects[0], "['return',false]");
    /* A purpose is granted when all its processors are. */
    expect_call(host, "acceptedPurpose", "[\"replay\"]", "return");
    assert_json(host->effects[0], "['return',false]");
    /* What already holds is no new choice. */
    expect_call(host, "acceptProcessor", "[\"hotjar\"]", "");
    host_call(host, "acceptProcessor", "['hotjar',false]");
    host_settle(host);
    assert_string_equal(host->cookies, "");
    assert_true(*host->refusal && host->reloading);
}

static void taking_back_what_was_never_given_is_no_refusal(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, FIVE);
    expect_call(host, "acceptPurpose", "[\"analytics\",false]", "");
    expect_call(host, "acceptProcessor", "[\"ga4\",false]", "");
    assert_string_equal(host->refusal, "");
}

static void calls_about_the_unknown_are_one_line(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, FIVE);
    expect_call(host, "acceptPurpose", "[\"nothing\"]", "log warn");
    assert_json(host_logs(host), "SMGConsent.acceptPurpose: expected a known id, got 'nothing'");
    expect_call(host, "acceptProcessor", "[5]", "log warn");
    assert_string_equal(host_logs(host), "SMGConsent.acceptProcessor: expected a known id, got 5");
    expect_call(host, "acceptProcessor", "[\"analytics\"]", "log warn");
    expect_call(host, "acceptPurpose", "[\"necessary\",false]", "log warn");
    expect_call(host, "acceptPurpose", "[]", "log warn");
    expect_call(host, "acceptPurpose", "7", "log warn");
    const char *const asking[] = {"[]", "[null]", "[\"nothing\"]", "{}"};
    for (size_t i = 0; i < sizeof asking / sizeof *asking; i++) {
        expect_call(host, "acceptedProcessor", asking[i], "return");
        assert_json(host->effects[0], "['return',false]");
        expect_call(host, "acceptedPurpose", asking[i], "return");
        assert_json(host->effects[0], "['return',false]");
    }
    assert_string_equal(host->refusal, "");
    assert_string_equal(host->cookies, "");
}

static void consent_and_receipt(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, "{'analytics':{'ga4':'G-ABC1234567'}}");
    expect_call(host, "getReceipt", "[]", "");
    expect_call(host, "getConsent", "[]", "return");
    assert_json(host->effects[0], "['return',{'choice':'undecided','purposes':{'necessary':true,"
                                  "'analytics':false},'processors':{'ga4':false}}]");
    host_press(host, "accept");
    host_settle(host);
    expect_call(host, "getReceipt", "[]", "return");
    assert_contains(host->effects[0], "'event_time':1795003200000");
    expect_call(host, "getConsent", "[]", "return");
    assert_contains(host->effects[0], "'choice':'granted'");
    assert_contains(host->effects[0], "'time':1795003200000,'revision':0,'id':'0000000000000000000000000000000");
    host_press(host, "withdraw");
    host_settle(host);
    expect_call(host, "getReceipt", "[]", "");
}

static void another_language_keeps_the_switches(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, FIVE);
    host_press(host, "settings");
    host_dialog(host, "toggle", "ga4", "'ga4'");
    host_forget(host);
    host_call(host, "setLanguage", "['ru']");
    assert_effects(host, "render banner, render settings, switches, return");
    assert_json(host->effects[3], "['return',true]");
    assert_contains(host_text(host, "render banner"), "Принять все");
    assert_contains(host_text(host, "render settings"), "Сохранить выбор");
    /* What holds is in the view, what was turned in the switches: the shell knows by that what is a change. */
    const cJSON *ga4 = host_node(host_view(host, "render settings"), "name", "ga4");
    assert_false(json_true(cJSON_GetArrayItem(ga4, 1), "checked"));
    assert_contains(host->effects[2], "['ga4',true,'Вкл.'],['metrica',false,'Выкл.']");
    host_dialog(host, "save", "", "'ga4'");
    host_settle(host);
    assert_string_equal(host_loaded(host), "ga4");
    assert_contains(receipt(host), "'language':'ru'");
}

static void an_unknown_language_changes_nothing(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, FIVE);
    host_forget(host);
    host_call(host, "setLanguage", "['xx']");
    assert_effects(host, "log warn, return");
    assert_json(host->effects[1], "['return',false]");
    assert_json(host_logs(host), "SMGConsent.setLanguage: expected a language that there is, got 'xx'");
}

static void an_unknown_call_or_action_does_nothing(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, FIVE);
    const char *const names[] = {"", "accept ", "ACCEPT", "scroll", "escape", "acceptAllNot", "grant", "__proto__"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        host_press(host, names[i]);
        host_call(host, names[i], "[]");
        host_send(host, "'type':'next'");
    }
    assert_int_equal(host_times(host, "store"), 0);
    assert_string_equal(host_loaded(host), "");
}

/* Only the dialog saves: there is nothing to save while it is closed. */
static void saving_needs_the_dialog(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, FIVE);
    host_forget(host);
    host_dialog(host, "save", "", "'ga4','metaPixel'");
    host_dialog(host, "toggle", "ga4", "'ga4'");
    assert_effects(host, "");
}

static void a_purpose_turns_its_processors(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, FIVE);
    host_press(host, "settings");
    host_forget(host);
    host_dialog(host, "toggle", "analytics", "'analytics'");
    assert_effects(host, "switches");
    assert_json(host->effects[0],
                "['switches',[['analytics',true,'On','smg-analytics-text'],['ga4',true,'On'],['metrica',true,'On'],"
                "['replay',false,'Off','smg-replay-text'],['clarity',false,'Off'],['hotjar',false,'Off'],"
                "['webvisor',false,'Off'],['marketing',false,'Off','smg-marketing-text'],"
                "['metaPixel',false,'Off']]]");
    host_forget(host);
    host_dialog(host, "toggle", "ga4", "'analytics','metrica'");
    assert_contains(host->effects[0], "['analytics',false,'1 of 2','smg-analytics-state smg-analytics-text']");
    assert_contains(host->effects[0], "['ga4',false,");
    host_forget(host);
    host_dialog(host, "toggle", "ga4", "'ga4','metrica'");
    assert_contains(host->effects[0], "['analytics',true,'On','smg-analytics-text']");
    host_forget(host);
    host_dialog(host, "toggle", "analytics", "'ga4','metrica'");
    assert_contains(host->effects[0], "['analytics',false,'Off','smg-analytics-text']");
    assert_contains(host->effects[0], "['metrica',false,");
    assert_int_equal(host_times(host, "store"), 0);
}

static void a_grant_without_its_number_loads_nothing(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, FIVE);
    host_forget(host);
    char event[300];
    snprintf(event, sizeof event,
             "{\"type\":\"action\",\"name\":\"accept\",\"inside\":true,\"now\":%d,\"cookies\":\"\",\"refusal\":null}",
             NOON);
    host_send_text(host, event);
    host_settle(host);
    assert_string_equal(host_loaded(host), "");
    assert_non_null(host_find(host, "emit error"));
}

static void the_table_follows_the_state(void **state) {
    (void)state;
    struct host *host = host_new();
    host->table = true;
    host_start(host, "{'analytics':{'ga4':'G-ABC1234567','metaPixel':'123456'}}");
    assert_effects(host, "render banner, emit show, render table, emit ready");
    const cJSON *table = host_view(host, "render table");
    const cJSON *row = host_node(table, "data-smg-row", "ga4");
    assert_non_null(host_node(row, "data-smg-state", "blocked"));
    assert_null(host_node(table, "data-smg-row", "hotjar"));
    host_save(host, "'ga4'");
    host_settle(host);
    table = host_view(host, "render table");
    assert_non_null(host_node(host_node(table, "data-smg-row", "ga4"), "data-smg-state", "active"));
    assert_non_null(host_node(host_node(table, "data-smg-row", "metaPixel"), "data-smg-state", "blocked"));
    host_forget(host);
    host_call(host, "setLanguage", "['kk']");
    assert_effects(host, "render float, render table, return");
    assert_contains(host_text(host, "render table"), "Бұғатталған");
}

/* An empty field of a form, a box that is not ticked: none of it is a yes. */
static void what_is_neither_true_nor_false_changes_nothing(void **state) {
    (void)state;
    const char *const odd[] = {"null", "0", "1", "\"\"", "\"false\"", "\"true\"", "[]"};
    struct host *host = host_new();
    host_start(host, FIVE);
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        char args[100], expected[200];
        snprintf(args, sizeof args, "[\"marketing\",%s]", odd[i]);
        expect_call(host, "acceptPurpose", args, "log warn");
        snprintf(expected, sizeof expected, "SMGConsent.acceptPurpose: expected true or false, got %s", odd[i]);
        assert_string_equal(host_logs(host), expected);
        snprintf(args, sizeof args, "[\"ga4\",%s]", odd[i]);
        expect_call(host, "acceptProcessor", args, "log warn");
    }
}

static const char *late(struct host *host, const char *type) {
    char args[50];
    snprintf(args, sizeof args, "[\"%s\"]", type);
    host_forget(host);
    host_call(host, "state", args);
    return host->count ? host->effects[0] : "";
}

/* A listener that comes late hears what is, not what was; of a decision only when all that it grants runs. */
static void a_late_listener_hears_the_state_of_now(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, FIVE);
    assert_contains(late(host, "ready"), "'choice':'undecided'");
    assert_string_equal(late(host, "consent"), "");
    host_press(host, "accept");
    assert_string_equal(late(host, "consent"), "");
    host_settle(host);
    assert_contains(late(host, "ready"), "'choice':'granted'");
    assert_contains(late(host, "consent"), "'choice':'granted'");
    assert_string_equal(late(host, "change"), "");
    host_call(host, "reset", "[]");
    assert_contains(late(host, "ready"), "'choice':'undecided'");
    assert_string_equal(late(host, "consent"), "");
}

/* A new number, but nothing that a page would have to do. */
static void the_same_choice_again_is_no_change(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, FIVE);
    host_press(host, "accept");
    host_settle(host);
    char first[sizeof host->cookies];
    strcpy(first, host->cookies);
    host_forget(host);
    host_call(host, "acceptAll", "[]");
    host_settle(host);
    assert_string_not_equal(host->cookies, first);
    assert_int_equal(host_times(host, "emit change"), 0);
    assert_int_equal(host_times(host, "emit consent"), 1);
    host_press(host, "reject");
    host_settle(host);
    assert_contains(host_find(host, "emit change"), "'old':{'choice':'granted'");
}

/* It lies over the page: it can be closed, and goes when a layer opens. */
static void an_error_can_be_closed(void **state) {
    (void)state;
    struct host *host = host_new();
    host->cookies_fail = host->refusal_fails = true;
    host_start(host, FIVE);
    host_press(host, "accept");
    assert_null(host_node(host_view(host, "render status"), "data-smg", "close"));
    host_settle(host);
    assert_non_null(host_node(host_view(host, "render status"), "data-smg", "close"));
    host_forget(host);
    host_press(host, "close");
    assert_effects(host, "remove status");
    host_press(host, "accept");
    host_settle(host);
    host_forget(host);
    host_press(host, "settings");
    assert_effects(host, "remove status, render settings, emit show, remove float");
    host_press(host, "close");
    assert_int_equal(host_times(host, "remove status"), 1);
    host_press(host, "accept");
    host_settle(host);
    expect_call(host, "reset", "[]", "store, remove status, render banner, emit show, remove float, next paint");
}

/* What another tab has stored holds, and that nothing was kept is no longer true. */
static void an_error_goes_when_another_tab_has_stored_a_choice(void **state) {
    (void)state;
    struct host *other = host_new(), *host = host_new();
    host_page(other, FIVE, accept);
    host->cookies_fail = host->refusal_fails = true;
    host_start(host, FIVE);
    host_press(host, "accept");
    host_settle(host);
    host->now += 5;
    strcpy(host->cookies, other->cookies);
    host_forget(host);
    host_send(host, SYNC);
    assert_int_equal(host_times(host, "remove status"), 1);
}

/* A frame or a map that waits for a grant has somebody behind it, even if the page names no processor. */
static void content_without_a_processor_has_partners_too(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, "{'consent':{'purposes':{'video':{'name':'Video','does':'show videos'}}}}");
    assert_contains(host_text(host, "render banner"),
                    "www.smgcorp.kz and partners will use them. They will show videos.");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_fresh_page_only_shows_the_banner),
        cmocka_unit_test(accepting_stores_then_closes_then_loads_one_by_one),
        cmocka_unit_test(rejecting_stores_then_closes_then_erases),
        cmocka_unit_test(saving_a_part_loads_it_and_erases_the_rest),
        cmocka_unit_test(withdrawing_stops_what_runs_and_reloads),
        cmocka_unit_test(nothing_loads_after_reload),
        cmocka_unit_test(saving_nothing_is_rejecting),
        cmocka_unit_test(a_change_tells_what_was_and_what_is),
        cmocka_unit_test(a_page_of_a_known_visitor_changes_nothing),
        cmocka_unit_test(a_granted_page_loads_without_the_banner),
        cmocka_unit_test(a_double_press_loads_once),
        cmocka_unit_test(accept_then_reject_before_anything_loaded_loads_nothing),
        cmocka_unit_test(an_unreadable_event_is_one_line),
        cmocka_unit_test(a_configuration_nested_too_deep_is_one_line),
        cmocka_unit_test(an_unknown_type_is_one_line),
        cmocka_unit_test(before_the_start_nothing_is_done),
        cmocka_unit_test(a_second_start_changes_nothing),
        cmocka_unit_test(a_script_that_failed_is_told),
        cmocka_unit_test(the_record_says_which_way_it_was_given),
        cmocka_unit_test(the_layers_open_and_close_by_calls),
        cmocka_unit_test(closing_is_no_choice),
        cmocka_unit_test(accept_and_reject_by_call),
        cmocka_unit_test(withdraw_by_call),
        cmocka_unit_test(reset_asks_anew),
        cmocka_unit_test(reset_ends_what_runs),
        cmocka_unit_test(one_purpose_by_call),
        cmocka_unit_test(one_processor_by_call),
        cmocka_unit_test(taking_back_what_was_never_given_is_no_refusal),
        cmocka_unit_test(calls_about_the_unknown_are_one_line),
        cmocka_unit_test(consent_and_receipt),
        cmocka_unit_test(another_language_keeps_the_switches),
        cmocka_unit_test(an_unknown_language_changes_nothing),
        cmocka_unit_test(the_second_press_of_a_double_click_is_none),
        cmocka_unit_test(an_unknown_call_or_action_does_nothing),
        cmocka_unit_test(saving_needs_the_dialog),
        cmocka_unit_test(a_purpose_turns_its_processors),
        cmocka_unit_test(a_grant_without_its_number_loads_nothing),
        cmocka_unit_test(the_table_follows_the_state),
        cmocka_unit_test(what_is_neither_true_nor_false_changes_nothing),
        cmocka_unit_test(a_late_listener_hears_the_state_of_now),
        cmocka_unit_test(the_same_choice_again_is_no_change),
        cmocka_unit_test(an_error_can_be_closed),
        cmocka_unit_test(an_error_goes_when_another_tab_has_stored_a_choice),
        cmocka_unit_test(content_without_a_processor_has_partners_too),
    };
    return RUN(tests);
}
