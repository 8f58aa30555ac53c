/* Reading is total, and what is written is JSON whatever goes in. */
#include "support/host.h"

#include "json.h"

static const cJSON *parse(const char *text) {
    return json_parse(text, strlen(text));
}

static void a_value_of_another_type_reads_as_nothing(void **state) {
    (void)state;
    const cJSON *json =
        parse("{\"s\":\"text\",\"e\":\"\",\"n\":5,\"t\":true,\"f\":false,\"z\":null,\"a\":[1],\"o\":{\"x\":1}}");
    assert_non_null(json);
    assert_string_equal(json_text(json_get(json, "s")), "text");
    assert_string_equal(json_text(json_get(json, "e")), "");
    const char *const others[] = {"n", "t", "f", "z", "a", "o", "absent"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        assert_null(json_text(json_get(json, others[i])));
        assert_string_equal(json_member(json, others[i]), "");
    }
    assert_string_equal(json_member(json, "s"), "text");
    assert_null(json_get(json, "z"));
    assert_null(json_get(json, "S"));
    assert_non_null(json_get(json, "f"));
    assert_null(json_get(NULL, "s"));
    assert_null(json_get(json_get(json, "a"), "x"));
    assert_null(json_get(json_get(json, "s"), "s"));
    assert_string_equal(json_member(NULL, "s"), "");
    assert_null(json_text(NULL));
    assert_null(json_scalar(NULL));
}

static void only_true_is_true(void **state) {
    (void)state;
    const cJSON *json = parse("{\"t\":true,\"f\":false,\"n\":1,\"s\":\"true\",\"z\":null,\"a\":[true]}");
    assert_true(json_true(json, "t"));
    const char *const others[] = {"f", "n", "s", "z", "a", "absent"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_false(json_true(json, others[i]));
    assert_false(json_true(NULL, "t"));
}

static void whole_numbers_are_read_within_their_range(void **state) {
    (void)state;
    uint32_t number = 77;
    assert_true(json_uint(parse("5"), 1, 10, &number));
    assert_int_equal(number, 5);
    assert_true(json_uint(parse("1"), 1, 10, &number) && json_uint(parse("10"), 1, 10, &number));
    assert_true(json_uint(parse("1e1"), 1, 10, &number));
    assert_int_equal(number, 10);
    assert_true(json_uint(parse("4294967295"), 0, UINT32_MAX, &number));
    assert_int_equal(number, UINT32_MAX);
    number = 77;
    const char *const others[] = {"0",     "11",    "1.5",  "-1",  "-5", "1e300", "-1e300", "4294967297",
                                  "\"5\"", "true",  "null", "[5]", "{}", "5e-1",  "1e-5",   "18446744073709551621",
                                  "1e999", "-1e999"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (json_uint(parse(others[i]), 1, 10, &number))
            fail_msg("read as a number from 1 to 10: %s", others[i]);
    assert_false(json_uint(NULL, 0, 10, &number));
    assert_int_equal(number, 77);
}

static void a_word_is_a_text_or_a_whole_number(void **state) {
    (void)state;
    assert_string_equal(json_scalar(parse("\"x y\"")), "x y");
    assert_string_equal(json_scalar(parse("12345678")), "12345678");
    assert_string_equal(json_scalar(parse("0")), "0");
    assert_string_equal(json_scalar(parse("123456789012")), "123456789012");
    assert_string_equal(json_scalar(parse("123456789012345")), "123456789012345");
    assert_string_equal(json_scalar(parse("9007199254740991")), "9007199254740991");
    const char *const others[] = {"1.5", "9007199254740992", "1e300", "true", "null", "[]", "{}"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_null(json_scalar(parse(others[i])));
    const char *negative = json_scalar(parse("-5"));
    assert_true(!negative || !strcmp(negative, "-5"));
}

static void numbers_are_read_exactly(void **state) {
    (void)state;
    const char *const texts[] = {"0",   "1",     "-1",   "12345678",         "0.5",   "-0.25",  "1.5e3",        "1e2",
                                 "2E2", "25e-1", "1e+3", "9007199254740991", "0.125", "100000", "1795003200000"};
    const double values[] = {0,   1,   -1,   12345678,           0.5,   -0.25,  1500,           100,
                             200, 2.5, 1000, 9007199254740991.0, 0.125, 100000, 1795003200000.0};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        char *end;
        double value = json_strtod(texts[i], &end);
        assert_true(value >= values[i] - 1e-9 && value <= values[i] + 1e-9);
        assert_string_equal(end, "");
    }
}

static void a_number_ends_where_its_characters_end(void **state) {
    (void)state;
    const char *const texts[][2] = {{"1x", "x"}, {"1.5.5", ".5"}, {"1e", "e"}, {"1e+", "e+"}, {"x", "x"},
                                    {"-", "-"},  {"", ""},        {"+", "+"},  {"-x", "-x"},  {"1 2", " 2"}};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        char *end;
        json_strtod(texts[i][0], &end);
        assert_string_equal(end, texts[i][1]);
    }
}

/* Neither a long exponent nor a long row of digits may take long, or leave the range of the program. */
static void a_huge_number_ends_soon(void **state) {
    (void)state;
    static char text[100002];
    char *end;
    memset(text, '9', 100000);
    json_strtod(text, &end);
    assert_string_equal(end, "");
    memcpy(text, "0.", 2);
    json_strtod(text, &end);
    assert_string_equal(end, "");
    assert_true(json_strtod("1e99999999999999999999", &end) > 1e300);
    assert_true(json_strtod("1e-99999999999999999999", &end) < 1e-300);
    assert_string_equal(end, "");
}

static const char *nested(int levels) {
    static char text[500];
    *text = 0;
    for (int i = 0; i < levels; i++)
        strcat(text, "[");
    for (int i = 0; i < levels; i++)
        strcat(text, "]");
    return text;
}

static void nesting_ends_at_64_levels(void **state) {
    (void)state;
    assert_non_null(parse(nested(63)));
    assert_null(parse(nested(66)));
    assert_null(parse(nested(200)));
}

static void what_is_no_json_is_nothing(void **state) {
    (void)state;
    const char *const texts[] = {"",          " ",        "x",          "{",   "}",   "[1",  "[1,]",
                                 "{\"a\"}",   "{\"a\":}", "{a:1}",      "'a'", "\"a", "nul", "\"\\x\"",
                                 "\"\\u12\"", "[1 2]",    "{\"a\":1,}", "-",   "[-]", "[.]", "[1e]"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (parse(texts[i]))
            fail_msg("read: %s", texts[i]);
}

static void no_memory_is_no_document(void **state) {
    (void)state;
    arena_restart(200);
    text_reset();
    assert_null(parse("[1,2,3,4,5,6,7,8,9,10]"));
    assert_true(arena_exhausted());
}

static void the_reader_stays_within_its_length(void **state) {
    (void)state;
    /* Without a NUL behind it, which the sanitizer would see. */
    char *text = calloc(3, 1);
    memcpy(text, "[1", 2);
    assert_null(json_parse(text, 2));
    memcpy(text, "{}", 2);
    assert_non_null(json_parse(text, 2));
    memcpy(text, "\"x", 2);
    assert_null(json_parse(text, 2));
    memcpy(text, "\"\\", 2);
    assert_null(json_parse(text, 2));
    free(text);
}

static void strings_are_escaped(void **state) {
    (void)state;
    text_begin();
    json_string("a\"b\\c\n\r\t\x01\x1F\x7F/ қ \xE2\x80\xA8");
    const char *text = text_end();
    assert_string_equal(text, "\"a\\\"b\\\\c\\u000a\\u000d\\u0009\\u0001\\u001f\x7F/ қ \xE2\x80\xA8\"");
    assert_string_equal(json_text(parse(text)), "a\"b\\c\n\r\t\x01\x1F\x7F/ қ \xE2\x80\xA8");
    for (int c = 1; c < 128; c++) {
        char one[2] = {(char)c, 0};
        text_begin();
        json_string(one);
        assert_string_equal(json_text(parse(text_end())), one);
    }
}

static void commas_stand_where_they_belong(void **state) {
    (void)state;
    text_begin();
    json_open('[');
    json_string("");
    json_string(NULL);
    json_bool(true);
    json_bool(false);
    json_open('{');
    json_key("a");
    json_null();
    json_key("b");
    json_open('[');
    json_close(']');
    json_key("c");
    json_open('{');
    json_close('}');
    json_close('}');
    json_open('[');
    json_open('[');
    json_close(']');
    json_string(",");
    json_string("[");
    json_close(']');
    json_close(']');
    assert_string_equal(text_end(), "[\"\",null,true,false,{\"a\":null,\"b\":[],\"c\":{}},[[],\",\",\"[\"]]");
}

static void digits_of_whole_numbers(void **state) {
    (void)state;
    const uint32_t numbers[] = {0, 7, 10, 4294967295u, 1000000000};
    const char *const texts[] = {"0", "7", "10", "4294967295", "1000000000"};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        text_begin();
        text_put_uint(numbers[i]);
        assert_string_equal(text_end(), texts[i]);
    }
}

static void a_copy_is_the_same_json(void **state) {
    (void)state;
    const char *const texts[] = {
        "null",
        "[]",
        "{}",
        "[{\"a\":[1,-2,{}],\"\":\"\"},\"x\",true,false,null]",
        "0.5",
        "-0.5",
        "-1.25",
        "1234567.125",
        "[0,-1,123456789012]",
        "{\"\\\"\":\"\\\\\"}",
        "0.000001",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        text_begin();
        json_copy(parse(texts[i]), NULL);
        assert_string_equal(text_end(), texts[i]);
    }
    /* A number that JSON cannot say is still JSON. */
    text_begin();
    json_copy(parse("[1e999,-1e999,1e300]"), NULL);
    assert_int_equal(cJSON_GetArraySize(parse(text_end())), 3);
    text_begin();
    json_copy(NULL, NULL);
    assert_string_equal(text_end(), "null");
}

/* Writes a placeholder's value, nothing in place of null, and leaves the rest. */
static bool put_leaf(const cJSON *value) {
    const char *text = json_text(value);
    if (text && *text == '{')
        json_string("X");
    return (text && *text == '{') || cJSON_IsNull(value);
}

static void a_copy_may_change_its_leaves(void **state) {
    (void)state;
    text_begin();
    json_copy(parse("[null,\"{x}\",{\"{x}\":\"{x}\",\"b\":[null,\"c\",null]},5]"), put_leaf);
    /* Keys are no leaves of it. */
    assert_string_equal(text_end(), "[\"X\",{\"{x}\":\"X\",\"b\":[\"c\"]},5]");
}

static void a_text_grows_as_long_as_there_is_memory(void **state) {
    (void)state;
    text_begin();
    for (int i = 0; i < 100000; i++)
        text_put("0123456789");
    const char *text = text_end();
    assert_int_equal(strlen(text), 1000000);
    assert_int_equal(strncmp(text + 999990, "0123456789", 11), 0);
}

static void a_text_without_memory_is_never_half(void **state) {
    (void)state;
    arena_restart(2000);
    text_reset();
    text_begin();
    for (int i = 0; i < 1000; i++)
        text_put("0123456789");
    const char *text = text_end();
    assert_non_null(text);
    assert_true(arena_exhausted());
    assert_true(strlen(text) <= 2000);
}

static void texts_nest(void **state) {
    (void)state;
    text_begin();
    text_put("outer ");
    text_begin();
    text_put("inner");
    assert_string_equal(text_end(), "inner");
    text_put(text_join("a", "b"));
    text_put(text_digits(12));
    assert_string_equal(text_end(), "outer ab12");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_value_of_another_type_reads_as_nothing),
        cmocka_unit_test(only_true_is_true),
        cmocka_unit_test(whole_numbers_are_read_within_their_range),
        cmocka_unit_test(a_word_is_a_text_or_a_whole_number),
        cmocka_unit_test(numbers_are_read_exactly),
        cmocka_unit_test(a_number_ends_where_its_characters_end),
        cmocka_unit_test(a_huge_number_ends_soon),
        cmocka_unit_test(nesting_ends_at_64_levels),
        cmocka_unit_test(what_is_no_json_is_nothing),
        cmocka_unit_test(no_memory_is_no_document),
        cmocka_unit_test(the_reader_stays_within_its_length),
        cmocka_unit_test(strings_are_escaped),
        cmocka_unit_test(commas_stand_where_they_belong),
        cmocka_unit_test(digits_of_whole_numbers),
        cmocka_unit_test(a_copy_is_the_same_json),
        cmocka_unit_test(a_copy_may_change_its_leaves),
        cmocka_unit_test(a_text_grows_as_long_as_there_is_memory),
        cmocka_unit_test(a_text_without_memory_is_never_half),
        cmocka_unit_test(texts_nest),
    };
    return RUN(tests);
}
