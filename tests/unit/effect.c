/* Each effect is one whole JSON array of the form that include/smg.h gives it, whatever is in its texts. */
#include "support/host.h"

#include "effect.h"

#define ODD "\"],[\"'%\\\n"
#define ODD_JSON "\"\\\"],[\\\"'%\\\\\\u000a\""

/* What was written since the last call, which must be one effect. */
static const char *written(void) {
    const char *text = text_end();
    cJSON *parsed = cJSON_Parse(text);
    assert_true(cJSON_IsArray(parsed));
    assert_true(cJSON_IsString(parsed->child));
    text_begin();
    return text;
}

static void each_is_one_array_whatever_is_in_its_texts(void **state) {
    (void)state;
    arena_reset();
    text_reset();
    text_begin();
    effect_log(EFFECT_WARN, ODD);
    assert_string_equal(written(), "[\"log\",\"warn\"," ODD_JSON "]");
    effect_store(ODD, NULL, ODD, ODD);
    assert_string_equal(written(), "[\"store\"," ODD_JSON ",null," ODD_JSON "," ODD_JSON "]");
    effect_render_nothing("float");
    assert_json(written(), "['render','float',null]");
    effect_save(ODD, "{\"a\":1}");
    assert_string_equal(written(), "[\"save\"," ODD_JSON ",{\"a\":1}]");
    effect_emit("show", "\"banner\"");
    assert_json(written(), "['emit','show','banner']");
    effect_emit_error("store", NULL);
    assert_json(written(), "['emit','error',{'error':'store'}]");
    effect_emit_error("start", ODD);
    assert_string_equal(written(), "[\"emit\",\"error\",{\"error\":\"start\",\"processor\":" ODD_JSON "}]");
    effect_next_paint();
    assert_json(written(), "['next','paint']");
    effect_next_task();
    assert_json(written(), "['next','task']");
    effect_later();
    assert_json(written(), "['later',500,2000,5000]");
    effect_reload();
    assert_json(written(), "['reload']");
    effect_fetch(ODD, ODD);
    assert_string_equal(written(), "[\"fetch\"," ODD_JSON "," ODD_JSON "]");
    effect_embed("0", "map", ODD, NULL, ODD);
    assert_string_equal(written(), "[\"embed\",\"0\",\"map\"," ODD_JSON "," ODD_JSON ",null,null,null]");
    effect_return_bool(true);
    assert_json(written(), "['return',true]");
    effect_return("{}");
    assert_json(written(), "['return',{}]");
}

static void what_is_told_to_a_processor_has_a_nonce_only_where_one_is_given(void **state) {
    (void)state;
    arena_reset();
    text_reset();
    text_begin();
    effect_stop(ODD, "[[\"none\"]]");
    assert_string_equal(written(), "[\"stop\"," ODD_JSON ",[[\"none\"]]]");
    effect_update("ga4", "[]");
    assert_json(written(), "['update','ga4',[]]");
    effect_load("ga4", "[]", NULL);
    assert_json(written(), "['load','ga4',[]]");
    effect_load("ga4", "[]", ODD);
    assert_string_equal(written(), "[\"load\",\"ga4\",[]," ODD_JSON "]");
}

static void a_list_stands_in_brackets_of_its_own_be_it_empty(void **state) {
    (void)state;
    arena_reset();
    text_reset();
    text_begin();
    effect_erase("\"_ga\",\"_gid\"", "", "");
    assert_json(written(), "['erase',['_ga','_gid'],[],[]]");
    effect_unlock("", "\"ga4\"");
    assert_json(written(), "['unlock',[],['ga4']]");
    effect_mask("", "[\"class\",\"x\"]");
    assert_json(written(), "['mask','',[['class','x']]]");
    effect_stand_in("\"gtag\"", "");
    assert_json(written(), "['stand-in',['gtag']]");
    effect_stand_in("", "[\"ttq\",\"ttq\",\"page\"]");
    assert_json(written(), "['stand-in',[],[['ttq','ttq','page']]]");
    effect_refused("");
    assert_json(written(), "['refused',[]]");
    effect_switches("");
    assert_json(written(), "['switches',[]]");
    text_begin();
    effect_switch("ga4", true, ODD, NULL);
    effect_switch("replay", false, "Off", "smg-replay-text");
    effect_switches(text_end());
    assert_string_equal(written(),
                        "[\"switches\",[[\"ga4\",true," ODD_JSON "],[\"replay\",false,\"Off\",\"smg-replay-text\"]]]");
}

static void several_stand_in_one_answer_with_commas_between_them(void **state) {
    (void)state;
    arena_reset();
    text_reset();
    text_begin();
    json_open('[');
    effect_reload();
    effect_next_task();
    effect_reload();
    json_close(']');
    assert_json(text_end(), "[['reload'],['next','task'],['reload']]");
}

static void a_wrong_entry_is_told_with_its_path_and_what_came_cut_within_no_character(void **state) {
    (void)state;
    arena_reset();
    text_reset();
    text_begin();
    effect_report("a.b", "a text", NULL);
    assert_json(written(), "['log','warn','a.b: expected a text, got null']");
    effect_report_text("a", "b", "c");
    assert_json(written(), "['log','warn','a: expected b, got c']");
    /* 59 bytes with the quote, and a letter of two bytes over the border. */
    char text[] = "\"0123456789012345678901234567890123456789012345678901234567\xD1\x8F\xD1\x8F\"";
    effect_report("a", "b", json_parse(text, strlen(text)));
    assert_string_equal(written(), "[\"log\",\"warn\",\"a: expected b, got "
                                   "\\\"0123456789012345678901234567890123456789012345678901234567...\"]");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_is_one_array_whatever_is_in_its_texts),
        cmocka_unit_test(what_is_told_to_a_processor_has_a_nonce_only_where_one_is_given),
        cmocka_unit_test(a_list_stands_in_brackets_of_its_own_be_it_empty),
        cmocka_unit_test(several_stand_in_one_answer_with_commas_between_them),
        cmocka_unit_test(a_wrong_entry_is_told_with_its_path_and_what_came_cut_within_no_character),
    };
    return RUN(tests);
}
