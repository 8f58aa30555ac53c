/* Memory: what stays, what goes, and that running out of it is one error after which nothing loads. */
#include "support/host.h"

#define GIVEN_UP                                                                                                       \
    "[[\"render\",\"banner\",null],[\"render\",\"settings\",null],[\"render\",\"float\",null],[\"log\",\"error\","     \
    "\"out of memory\"],[\"emit\",\"error\",{\"error\":\"stopped\"}]]"

static void blocks_are_aligned_and_apart(void **state) {
    (void)state;
    arena_restart(4096);
    unsigned char *last = NULL;
    for (size_t size = 0; size < 40; size++) {
        unsigned char *block = arena_alloc(size);
        assert_non_null(block);
        assert_int_equal((uintptr_t)block % 8, 0);
        /* Under the sanitizer each byte of it must be ours. */
        memset(block, (int)size, size);
        if (last)
            assert_true(block >= last + size - 1 && (size < 2 || last[0] == size - 1));
        last = block;
    }
    assert_false(arena_exhausted());
}

static void reset_keeps_what_was_kept(void **state) {
    (void)state;
    arena_restart(4096);
    char *kept = arena_alloc(10);
    strcpy(kept, "kept");
    arena_keep();
    size_t used = arena_used();
    char *dropped = arena_alloc(100);
    assert_true(arena_used() >= used + 100);
    arena_reset();
    assert_int_equal(arena_used(), used);
    assert_string_equal(kept, "kept");
    assert_ptr_equal(arena_alloc(100), dropped);
}

static void restart_drops_all(void **state) {
    (void)state;
    arena_restart(4096);
    arena_alloc(100);
    arena_keep();
    arena_alloc(100);
    arena_restart(4096);
    assert_int_equal(arena_used(), 0);
    assert_false(arena_exhausted());
}

static void exhaustion_is_remembered_until_reset(void **state) {
    (void)state;
    arena_restart(100);
    assert_non_null(arena_alloc(96));
    assert_false(arena_exhausted());
    assert_null(arena_alloc(8));
    assert_true(arena_exhausted());
    /* A block that would still fit does not undo it. */
    assert_non_null(arena_alloc(4));
    assert_true(arena_exhausted());
    arena_reset();
    assert_false(arena_exhausted());
    assert_non_null(arena_alloc(96));
}

static void a_size_that_wraps_around_gets_nothing(void **state) {
    (void)state;
    const size_t sizes[] = {SIZE_MAX, SIZE_MAX - 7, SIZE_MAX / 2, (size_t)1 << 31};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        arena_restart(SIZE_MAX);
        arena_alloc(16);
        assert_null(arena_alloc(sizes[i]));
        assert_true(arena_exhausted());
    }
}

static const char *dispatch(const char *event) {
    size_t length = strlen(event);
    char *buffer = smg_buffer(length);
    if (buffer)
        memcpy(buffer, event, length);
    return smg_dispatch(length);
}

#define COMMON "\"now\":1795003200,\"random\":\"0123456789abcdef0123456789abcdef\",\"cookies\":\"\",\"refusal\":null}"
#define START "{\"type\":\"start\",\"languages\":[\"en\"],\"host\":\"a\",\"secure\":true,\"config\":" FIVE "," COMMON

static void a_start_that_runs_out_gives_up(void **state) {
    (void)state;
    arena_restart(2000);
    assert_string_equal(dispatch(START), GIVEN_UP);
}

/* A record that grants everything changes nothing once memory has run out. */
static void after_running_out_nothing_loads_any_more(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, FIVE);
    host_press(host, "accept");
    host_settle(host);
    assert_string_equal(host_loaded(host), "ga4 metrica clarity hotjar metaPixel");
    static char large[1 << 20];
    memset(large, ' ', sizeof large - 1);
    arena_restart(1 << 16);
    assert_null(smg_buffer(sizeof large - 1));
    assert_string_equal(smg_dispatch(sizeof large - 1), GIVEN_UP);
    const char *const names[] = {"next", "sync", "action\",\"name\":\"accept", "call\",\"name\":\"acceptAll", "next"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char event[1000];
        snprintf(event, sizeof event,
                 "{\"type\":\"%s\",\"now\":%d,\"random\":\"%032d\",\"cookies\":\"%s\",\"refusal\":null}", names[i],
                 NOON, 1, host->cookies);
        assert_null(strstr(dispatch(event), "\"load\""));
    }
}

/* Nor by starting anew: a page starts once. */
static void after_running_out_there_is_no_second_start(void **state) {
    (void)state;
    struct host *host = host_new();
    host_page(host, FIVE, host_settle);
    arena_restart(2000);
    assert_string_equal(dispatch(START), GIVEN_UP);
    arena_restart(SIZE_MAX);
    const char *answer = dispatch(START);
    assert_null(strstr(answer, "[\"render\",\"banner\",["));
    assert_non_null(strstr(answer, "[\"log\",\"error\","));
}

/* At whatever point memory ends, the answer is a whole one or the fixed one. */
static void memory_may_end_anywhere(void **state) {
    (void)state;
    int gave_up = 0, whole = 0;
    for (size_t capacity = 0; capacity < 120000; capacity += 1009) {
        fflush(NULL);
        pid_t child = fork();
        if (!child) {
            arena_restart(capacity);
            const char *answer = dispatch(START);
            size_t length = strlen(answer);
            bool ended = !strcmp(answer, GIVEN_UP);
            bool complete = length > 1000 && !strcmp(&answer[length - 4], "}}]]");
            _exit(ended ? 1 : complete ? 2 : 3);
        }
        int status = 0;
        waitpid(child, &status, 0);
        assert_true(WIFEXITED(status));
        gave_up += WEXITSTATUS(status) == 1;
        whole += WEXITSTATUS(status) == 2;
        if (WEXITSTATUS(status) != 1 && WEXITSTATUS(status) != 2)
            fail_msg("half an answer with %zu bytes", capacity);
    }
    assert_true(gave_up > 5 && whole > 5);
}

static void an_event_that_is_too_large_ends_it(void **state) {
    (void)state;
    struct host *host = host_new();
    host_start(host, FIVE);
    assert_null(smg_buffer((size_t)64 << 20));
    assert_string_equal(smg_dispatch((size_t)64 << 20), GIVEN_UP);
    assert_null(smg_buffer(SIZE_MAX));
    assert_null(strstr(smg_dispatch(SIZE_MAX), "\"load\""));
}

static void ten_thousand_events_leave_memory_where_it_was(void **state) {
    (void)state;
    static const char *const events[] = {
        "{\"type\":\"call\",\"name\":\"showPreferences\",\"args\":[]," COMMON,
        "{\"type\":\"action\",\"name\":\"switch\",\"target\":\"ga4\",\"on\":[\"ga4\"]," COMMON,
        "{\"type\":\"call\",\"name\":\"setLanguage\",\"args\":[\"ru\"]," COMMON,
        "{\"type\":\"call\",\"name\":\"hide\",\"args\":[]," COMMON,
        "{\"type\":\"action\",\"name\":\"reject\"," COMMON,
        "{\"type\":\"next\"," COMMON,
        "{\"type\":\"sync\"," COMMON,
        "nonsense",
        "{\"type\":\"call\",\"name\":\"reset\",\"args\":[]," COMMON,
        "{\"type\":\"next\"," COMMON,
    };
    /* The buffer of a large configuration is not part of what an event leaves. */
    dispatch(START);
    size_t before = 0;
    for (int i = 0; i < 10000; i++) {
        dispatch(events[i % 10]);
        if (i == 9)
            before = arena_used();
    }
    assert_int_equal(arena_used(), before);
    smg_buffer(0);
    /* Pointers here are twice as long as in the module. */
    assert_true(arena_used() < 96 << 10);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_are_aligned_and_apart),
        cmocka_unit_test(reset_keeps_what_was_kept),
        cmocka_unit_test(restart_drops_all),
        cmocka_unit_test(exhaustion_is_remembered_until_reset),
        cmocka_unit_test(a_size_that_wraps_around_gets_nothing),
        cmocka_unit_test(a_start_that_runs_out_gives_up),
        cmocka_unit_test(after_running_out_nothing_loads_any_more),
        cmocka_unit_test(after_running_out_there_is_no_second_start),
        cmocka_unit_test(memory_may_end_anywhere),
        cmocka_unit_test(an_event_that_is_too_large_ends_it),
        cmocka_unit_test(ten_thousand_events_leave_memory_where_it_was),
    };
    return RUN(tests);
}
