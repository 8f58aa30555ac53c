/* What follows the coming of a processor's script, and processors that share one. */
#include "support/host.h"

#define OWN(id, members)                                                                                               \
    "{'id':'" id "','name':'" id "','company':'Own Ltd','countries':['DE'],'purpose':'analytics',"                     \
    "'description':'Counts.','data':['ip']," members "}"
#define SITE "{'consent':{'onWithdraw':'none','processors':[" LATE "," PLAIN "]}}"
#define LATE                                                                                                           \
    OWN("late", "'start':[['script','https://late.example/t.js']],'loaded':[['call','late.init','{on:analytics}']],"   \
                "'stop':[['call','late.stop']],'restart':[['call','late.go']]")
#define PLAIN OWN("plain", "'start':[['script','https://plain.example/t.js']],'stop':[]")
#define CAME "'type':'eraseAgain','id':'late'"
#define INIT "['update','late',[['call','late.init',true]]]"

static struct host *granted(void) {
    struct host *host = host_new();
    host_start(host, SITE);
    assert_string_equal(host_logs(host), "");
    accept(host);
    assert_string_equal(host_loaded(host), "late plain");
    host_forget(host);
    return host;
}

static void its_steps_are_done_when_it_has_come(void **state) {
    (void)state;
    struct host *host = granted();
    host_send(host, CAME);
    assert_effects(host, "update late");
    assert_json(host_find(host, "update late"), INIT);
}

static void they_are_done_once(void **state) {
    (void)state;
    struct host *host = granted();
    host_send(host, CAME);
    host_forget(host);
    host_send(host, CAME);
    host_save(host, "'late'");
    host_settle(host);
    host_send(host, CAME);
    assert_null(host_find(host, "update late"));
}

static void nothing_is_done_for_another_script(void **state) {
    (void)state;
    struct host *host = granted();
    host_send(host, "'type':'eraseAgain'");
    host_send(host, "'type':'eraseAgain','id':'plain'");
    host_send(host, "'type':'eraseAgain','id':'nosuch'");
    host_send(host, "'type':'eraseAgain','id':'analytics'");
    host_send(host, "'type':'eraseAgain','id':7");
    assert_effects(host, "");
}

static void nothing_is_done_after_a_withdrawal(void **state) {
    (void)state;
    struct host *host = granted();
    host_press(host, "withdraw");
    host_send(host, CAME);
    host_settle(host);
    host_send(host, CAME);
    assert_null(host_find(host, "update late"));
}

static void nothing_is_done_by_a_grant_that_is_not_stored_yet(void **state) {
    (void)state;
    struct host *host = granted();
    host_press(host, "withdraw");
    host_settle(host);
    host_press(host, "accept");
    host_send(host, CAME);
    assert_null(host_find(host, "update late"));
    /* The script has come while it was not wanted: what was to be done then was not, and it goes on without. */
    host_settle(host);
    assert_json(host_find(host, "load late"), "['load','late',[['call','late.go']]]");
}

static void nothing_is_done_where_the_record_is_gone(void **state) {
    (void)state;
    struct host *host = granted();
    *host->cookies = 0;
    host_send(host, CAME);
    assert_null(host_find(host, "update late"));
}

static void nothing_is_done_in_a_page_that_is_being_left(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, "{'consent':{'onWithdraw':'reload','processors':[" LATE "," PLAIN "]}}");
    accept(host);
    host_forget(host);
    host_save(host, "'late'");
    host_settle(host);
    assert_non_null(host_find(host, "reload"));
    host_send(host, CAME);
    assert_null(host_find(host, "update late"));
}

static void a_restart_does_not_do_them_again(void **state) {
    (void)state;
    struct host *host = granted();
    host_send(host, CAME);
    host_press(host, "withdraw");
    host_settle(host);
    host_forget(host);
    accept(host);
    assert_json(host_find(host, "load late"), "['load','late',[['call','late.go']]]");
    host_send(host, CAME);
    assert_null(host_find(host, "update late"));
}

static void a_script_that_comes_after_a_restart_is_told_then(void **state) {
    (void)state;
    struct host *host = granted();
    host_press(host, "withdraw");
    host_settle(host);
    accept(host);
    host_forget(host);
    host_send(host, CAME);
    assert_json(host_find(host, "update late"), INIT);
    host_forget(host);
    host_send(host, CAME);
    assert_null(host_find(host, "update late"));
}

static void a_start_that_failed_and_is_tried_again_is_told_again(void **state) {
    (void)state;
    struct host *host = granted();
    host_send(host, "'type':'failed','id':'late'");
    host_forget(host);
    host_send(host, CAME);
    assert_null(host_find(host, "update late"));
    host_save(host, "'plain'");
    host_settle(host);
    accept(host);
    assert_contains(host_find(host, "load late"), "['script',");
    host_send(host, CAME);
    assert_json(host_find(host, "update late"), INIT);
}

static void what_is_refused_is_erased_when_it_has_come(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, FIVE);
    host_save(host, "'ga4'");
    host_settle(host);
    host_forget(host);
    host_send(host, "'type':'eraseAgain','id':'ga4'");
    assert_effects(host, "erase");
}

#define SHARED(join)                                                                                                   \
    "{'consent':{'onWithdraw':'none','processors':[" OWN(                                                              \
        "one", "'loader':'tag','start':[['call','one.start'],['script','https://tag.example/t.js']],"                  \
               "'stop':[]" join) "," OWN("two", "'loader':'tag','start':[['call','two.start'],['script','https://"     \
                                                "tag.example/t.js']],"                                                 \
                                                "'stop':[],'join':[['call','two.join']]") "]}}"
#define ONE_JOINS ",'join':[['call','one.join']]"

static void save(struct host *host, const char *on) {
    host_save(host, on);
    host_settle(host);
}

static void the_second_of_two_that_share_a_script_joins(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, SHARED(ONE_JOINS));
    accept(host);
    assert_contains(host_find(host, "load one"), "[['call','one.start'],['script',");
    assert_json(host_find(host, "load two"), "['load','two',[['call','two.join']]]");
}

static void so_does_the_first_where_the_second_runs(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, SHARED(ONE_JOINS));
    save(host, "'two'");
    assert_contains(host_find(host, "load two"), "[['call','two.start'],['script',");
    save(host, "'one','two'");
    assert_json(host_find(host, "load one"), "['load','one',[['call','one.join']]]");
}

/* Its script is in the page all the same. */
static void also_where_the_other_has_ended(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, SHARED(ONE_JOINS));
    save(host, "'two'");
    save(host, "'one'");
    assert_json(host_find(host, "load one"), "['load','one',[['call','one.join']]]");
}

static void a_script_that_did_not_come_is_not_joined(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, SHARED(ONE_JOINS));
    save(host, "'one'");
    host_send(host, "'type':'failed','id':'one'");
    save(host, "'two'");
    assert_contains(host_find(host, "load two"), "[['call','two.start'],['script',");
}

static void who_has_joined_a_script_that_does_not_come_fails_with_it(void **state) {
    (void)state;
    struct host *host = host_new();
    host->table = true;
    host_start(host, SHARED(ONE_JOINS));
    accept(host);
    host_forget(host);
    host_send(host, "'type':'failed','id':'one'");
    assert_contains(host_find(host, "render table"), "'data-smg-row':'two','data-smg-state':'failed'");
    host_send(host, "'type':'next'");
    host_settle(host);
    assert_string_equal(host_loaded(host), "");
    /* Another choice tries both anew. */
    save(host, "");
    accept(host);
    assert_contains(host_find(host, "load one"), "[['call','one.start'],['script',");
    assert_json(host_find(host, "load two"), "['load','two',[['call','two.join']]]");
}

/* A step that failed is its own: the script may be there. */
static void a_step_that_fails_is_of_one_alone(void **state) {
    (void)state;
    struct host *host = host_new();
    host->table = true;
    host_start(host, SHARED(ONE_JOINS));
    accept(host);
    host_forget(host);
    host_send(host, "'type':'failed','id':'two','step':'start','reason':'x'");
    assert_contains(host_find(host, "render table"), "'data-smg-row':'one','data-smg-state':'active'");
    assert_contains(host_find(host, "render table"), "'data-smg-row':'two','data-smg-state':'failed'");
}

#define TAG(file) "'recognisedBy':['tag.example'],'start':[['script','https://tag.example/" file "']],'stop':[]"
#define HOSTS "{'consent':{'processors':[" OWN("one", TAG("one.js")) "," OWN("two", TAG("two.js")) "]}}"
#define REQUEST "'type':'requests','requests':[['tag.example','https://tag.example/one.js']]"

static void a_request_to_the_host_of_a_granted_script_is_no_leak_of_another(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, HOSTS);
    save(host, "'one'");
    host_forget(host);
    host_send(host, REQUEST);
    assert_effects(host, "");
}

static void without_it_it_is_a_leak_of_both(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, HOSTS);
    host_forget(host);
    host_send(host, REQUEST);
    assert_effects(host, "emit leak, log error, emit leak, log error");
}

static void who_does_not_say_how_it_joins_starts(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, SHARED(""));
    save(host, "'two'");
    save(host, "'one','two'");
    assert_contains(host_find(host, "load one"), "[['call','one.start'],['script',");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(its_steps_are_done_when_it_has_come),
        cmocka_unit_test(they_are_done_once),
        cmocka_unit_test(nothing_is_done_for_another_script),
        cmocka_unit_test(nothing_is_done_after_a_withdrawal),
        cmocka_unit_test(nothing_is_done_by_a_grant_that_is_not_stored_yet),
        cmocka_unit_test(nothing_is_done_where_the_record_is_gone),
        cmocka_unit_test(nothing_is_done_in_a_page_that_is_being_left),
        cmocka_unit_test(a_restart_does_not_do_them_again),
        cmocka_unit_test(a_script_that_comes_after_a_restart_is_told_then),
        cmocka_unit_test(a_start_that_failed_and_is_tried_again_is_told_again),
        cmocka_unit_test(what_is_refused_is_erased_when_it_has_come),
        cmocka_unit_test(the_second_of_two_that_share_a_script_joins),
        cmocka_unit_test(so_does_the_first_where_the_second_runs),
        cmocka_unit_test(also_where_the_other_has_ended),
        cmocka_unit_test(a_script_that_did_not_come_is_not_joined),
        cmocka_unit_test(who_has_joined_a_script_that_does_not_come_fails_with_it),
        cmocka_unit_test(a_step_that_fails_is_of_one_alone),
        cmocka_unit_test(a_request_to_the_host_of_a_granted_script_is_no_leak_of_another),
        cmocka_unit_test(without_it_it_is_a_leak_of_both),
        cmocka_unit_test(who_does_not_say_how_it_joins_starts),
    };
    return RUN(tests);
}
