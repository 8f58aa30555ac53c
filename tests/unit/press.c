/* Which presses grant: not those that nobody has meant, nor those that visitors could have made of each other. */
#include "support/host.h"

#define PAGE_ACCEPT "{'analytics':{'ga4':'G-ABC1234567'},'consent':{'pageAccept':true}}"
#define ALL "ga4 metrica clarity hotjar metaPixel"
#define LEAVE "data-smg-action grants nothing: SMG_CONFIG.consent.pageAccept is not true"

/* A trusted press on one of the element's own controls, with `more` members of the event. */
static void press(struct host *host, const char *name, const char *more) {
    char members[300];
    snprintf(members, sizeof members, "'type':'action','name':'%s','inside':true,'trusted':true,%s", name, more);
    host_send(host, members);
}

/* One on an element of the page. */
static void press_on_page(struct host *host, const char *name) {
    char members[300];
    snprintf(members, sizeof members, "'type':'action','name':'%s','inside':false,'trusted':true", name);
    host_send(host, members);
    host_settle(host);
}

static void a_pointer_on_accept_in_the_first_half_second_grants_nothing(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, FIVE);
    host_forget(host);
    const char *const early[] = {"0", "145", "499", "-1", "0.5", "null", "'900'"};
    for (size_t i = 0; i < sizeof early / sizeof *early; i++) {
        char members[100];
        snprintf(members, sizeof members, "'pointer':true,'age':%s", early[i]);
        press(host, "accept", members);
    }
    press(host, "accept", "'pointer':true");
    assert_effects(host, "");
    press(host, "accept", "'pointer':true,'age':500");
    host_settle(host);
    assert_string_equal(host_loaded(host), ALL);
}

static void in_the_settings_neither(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, FIVE);
    host_press(host, "settings");
    host_forget(host);
    press(host, "accept", "'pointer':true,'age':145");
    assert_effects(host, "");
}

static void keys_and_scripts_are_not_held_up(void **state) {
    (void)state;
    const char *const presses[] = {
        "'type':'action','name':'accept','inside':true,'trusted':true,'pointer':false,'age':0",
        "'type':'action','name':'accept','inside':true,'trusted':false,'pointer':true,'age':0",
        "'type':'call','name':'acceptAll','args':[],'pointer':true,'age':0",
    };
    for (size_t i = 0; i < sizeof presses / sizeof *presses; i++) {
        struct host *host = host_new();
        pid_t child = fork();
        if (!child) {
            host_start(host, FIVE);
            host_send(host, presses[i]);
            host_settle(host);
            _exit(strcmp(host_loaded(host), ALL) != 0);
        }
        int status = 1;
        assert_int_equal(waitpid(child, &status, 0), child);
        if (status)
            fail_msg("%s grants nothing", presses[i]);
    }
}

static void nothing_else_is_held_up(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, FIVE);
    host_forget(host);
    press(host, "settings", "'pointer':true,'age':0");
    press(host, "close", "'pointer':true,'age':0");
    press(host, "settings", "'pointer':true,'age':0");
    assert_effects(host, "render settings, emit show, remove settings, emit hide, render settings, emit show");
    host_forget(host);
    press(host, "save", "'pointer':true,'age':0,'on':['ga4']");
    host_settle(host);
    assert_string_equal(host_loaded(host), "ga4");
    host_forget(host);
    press(host, "reject", "'pointer':true,'age':0");
    assert_int_equal(host_times(host, "store"), 1);
    assert_true(*host->refusal);
}

/* To the browser it is the second of a double click; but the first has opened nothing that could lie beneath it. */
static void the_press_after_an_early_one_grants(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, FIVE);
    host_forget(host);
    press(host, "accept", "'pointer':true,'age':145,'repeated':false");
    press(host, "accept", "'pointer':true,'age':300,'repeated':true");
    /* What the page asks for meanwhile changes nothing. */
    host_call(host, "acceptedPurpose", "['analytics']");
    assert_effects(host, "return");
    press(host, "accept", "'pointer':true,'age':600,'repeated':true");
    host_settle(host);
    assert_string_equal(host_loaded(host), ALL);
}

static void a_double_click_that_began_elsewhere_grants_nothing(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, FIVE);
    press(host, "accept", "'pointer':true,'age':145,'repeated':false");
    press(host, "settings", "'pointer':true,'age':2000,'repeated':false");
    host_forget(host);
    press(host, "accept", "'pointer':true,'age':900,'repeated':true");
    assert_effects(host, "");
}

static void accept_on_the_page_needs_leave_and_says_so_once(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, FIVE);
    host_forget(host);
    press_on_page(host, "accept");
    press_on_page(host, "acceptAll");
    press_on_page(host, "accept");
    assert_effects(host, "log warn");
    assert_string_equal(host_logs(host), LEAVE);
    assert_string_equal(host->cookies, "");
    host_press(host, "settings");
    host_forget(host);
    host_send(host, "'type':'action','name':'save','inside':false,'trusted':true,'on':['ga4']");
    assert_effects(host, "");
    /* Its own button, and its own code, grant as they did. */
    host_call(host, "acceptAll", "[]");
    host_settle(host);
    assert_string_equal(host_loaded(host), ALL);
}

static void with_leave_it_grants(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, PAGE_ACCEPT);
    host_forget(host);
    press_on_page(host, "accept");
    assert_string_equal(host_loaded(host), "ga4");
    assert_string_equal(host_logs(host), "");
}

static void nothing_else_on_the_page_needs_it(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, FIVE);
    host_press(host, "accept");
    host_settle(host);
    host_forget(host);
    press_on_page(host, "receipt");
    press_on_page(host, "settings");
    press_on_page(host, "close");
    press_on_page(host, "settings");
    assert_effects(host, "save consent.json, render settings, emit show, remove float, remove settings, emit hide, "
                         "render float, render settings, emit show, remove float");
    press_on_page(host, "withdraw");
    assert_true(*host->refusal);
    assert_string_equal(host_logs(host), "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pointer_on_accept_in_the_first_half_second_grants_nothing),
        cmocka_unit_test(in_the_settings_neither),
        cmocka_unit_test(keys_and_scripts_are_not_held_up),
        cmocka_unit_test(nothing_else_is_held_up),
        cmocka_unit_test(the_press_after_an_early_one_grants),
        cmocka_unit_test(a_double_click_that_began_elsewhere_grants_nothing),
        cmocka_unit_test(accept_on_the_page_needs_leave_and_says_so_once),
        cmocka_unit_test(with_leave_it_grants),
        cmocka_unit_test(nothing_else_on_the_page_needs_it),
    };
    return RUN(tests);
}
