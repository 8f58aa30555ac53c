/* What must hold whatever a visitor, a page, another tab or a broken storage does. */
#include "support/host.h"

/* The configurations of the walk; the same site at different times. */
static const char *const configs[] = {
    FIVE,
    "{'analytics':{'ga4':'G-ABC1234567','metrica':12345678}}",
    "{'analytics':{'ga4':'G-ABC1234567','metrica':12345678},'consent':{'revision':1}}",
};
#define CONFIGS (sizeof configs / sizeof *configs)

/* How a full grant under each configuration is written, from its first mark on, and what each token stands for. */
struct known {
    char purposes[200], tokens[200];
    const char *ids[8];
    int revision;
};

static struct known known[CONFIGS] = {
    {.ids = {"ga4", "metrica", "clarity", "hotjar", "webvisor", "metaPixel"}},
    {.ids = {"ga4", "metrica", "webvisor"}},
    {.ids = {"ga4", "metrica", "webvisor"}, .revision = 1},
};

/* The field `index` of a record; "" where it has no such field. */
static const char *field(const char *record, int index) {
    static char text[8][1024];
    static int turn;
    char *to = text[turn++ % 8];
    *to = 0;
    for (; index && record; index--)
        record = strchr(record, '.') ? strchr(record, '.') + 1 : NULL;
    if (record)
        snprintf(to, sizeof *text, "%.*s", (int)strcspn(record, "."), record);
    return to;
}

static void learn(void) {
    for (size_t i = 0; i < CONFIGS; i++) {
        struct host *host = host_new();
        host_page(host, configs[i], accept);
        const char *record = strchr(host->cookies, '=') + 1;
        strcpy(known[i].purposes, field(record, 7));
        strcpy(known[i].tokens, field(record, 8));
    }
}

/* Whether `list` marks each name that `full` grants; none may be missing. */
static bool names_all(const char *list, const char *full) {
    char names[200];
    strcpy(names, full);
    for (char *name = strtok(names, "+"); name; name = strtok(NULL, "+")) {
        const char *at = strstr(list, name);
        if (!at || at == list || !strchr("+*-", at[-1]) || (at[strlen(name)] && !strchr("+*-", at[strlen(name)])))
            return false;
    }
    return true;
}

/* A reading of the record that shares nothing with the core's: is `id` granted by it, now, under this configuration? */
static bool record_holds(const char *record, const struct known *site, const char *id, int64_t now) {
    char *kept;
    int64_t time = strtoll(field(record, 2), &kept, 36), since = *kept ? strtoll(kept + 1, NULL, 36) : time;
    int index = 0;
    if (strcmp(field(record, 0), "1") != 0 || atoi(field(record, 1)) != site->revision ||
        strlen(field(record, 3)) != 32 || time > now + DAY || since + 182 * DAY <= now)
        return false;
    if (!names_all(field(record, 7), site->purposes) || !names_all(field(record, 8), site->tokens))
        return false;
    while (site->ids[index] && strcmp(site->ids[index], id) != 0)
        index++;
    char granted[8];
    snprintf(granted, sizeof granted, "+%.5s", site->tokens + index * 6 + 1);
    if (!site->ids[index] || strstr(field(record, 8), granted))
        return site->ids[index];
    *granted = '*';
    return strstr(field(record, 8), granted);
}

static bool cookie_holds(const struct host *host, const struct known *site, const char *id) {
    bool holds = false;
    char cookies[sizeof host->cookies];
    strcpy(cookies, host->cookies);
    char *rest = cookies;
    for (char *cookie; (cookie = strtok_r(rest, ";", &rest));) {
        cookie += strspn(cookie, " ");
        holds |= !strncmp(cookie, "smg_consent=", 12) && record_holds(cookie + 12, site, id, host->now);
    }
    return holds;
}

static void before_a_choice_only_views_events_and_messages(void **state) {
    (void)state;
    const char *const languages[] = {"[\"en\"]", "[\"ru\"]", "[\"kk\"]"};
    static const char *const files[] = {
        "processors/gtm.json",
        "{'id':'gtm','name':'Tags','company':'Tags Ltd','countries':['US'],'purpose':'analytics',"
        "'otherPurposes':['marketing'],'description':'Loads.','data':['ip'],'idPattern':'GTM-[A-Z0-9]{4,9}',"
        "'embed':{'pattern':'[a-z]{3}','frame':'https://tags.example/{embed}'},"
        "'start':[['script','https://tags.example/t.js']],'loaded':[['call','tags.begin']],'stop':[]}",
        NULL,
    };
    for (int i = 0; i < 3; i++) {
        struct host *host = host_new();
        host->table = host->instead = true;
        host->languages = languages[i];
        host->files = files;
        fflush(NULL);
        pid_t child = fork();
        if (!child) {
            host_start(host, "{'analytics':{'ga4':'G-ABC1234567','gtm':'GTM-ABC1234','metrica':12345678}}");
            host_press(host, "settings");
            host_dialog(host, "toggle", "analytics", "'analytics'");
            host_press(host, "close");
            host_call(host, "showPreferences", "[]");
            host_call(host, "hide", "[]");
            host_call(host, "show", "[]");
            host_call(host, "setLanguage", "['ru']");
            host_call(host, "acceptPurpose", "['analytics',false]");
            host_call(host, "acceptProcessor", "['nothing']");
            host_press(host, "save");
            host_press(host, "scroll");
            host_send(host, SYNC);
            host_send(host, ADDED);
            host_send(host, "'type':'next'");
            host_send(host, "'type':'language','languages':['kk']");
            host_send(host, "'type':'failed','id':'ga4'");
            host_send(host, ADDED ",\"embeds\":[[\"0\",\"gtm:abc\",null]]");
            host_call(host, "setLanguage", "['de']");
            host_fetched(host, "languages/de.json", "{'title':'Titel'}", "-");
            host_send_text(host, "nonsense");
            _exit(0);
        }
        int status;
        waitpid(child, &status, 0);
        assert_int_equal(status, 0);
        assert_true(host->count > 10);
        assert_non_null(host_find(host, "embed 0"));
        assert_non_null(host_find(host, "refused"));
        for (int k = 0; k < host->count; k++) {
            const char *kind = host_item(host_parse(host->effects[k]), 0);
            if (strcmp(kind, "render") && strcmp(kind, "emit") && strcmp(kind, "log") && strcmp(kind, "switches") &&
                strcmp(kind, "return") && strcmp(kind, "stand-in") && strcmp(kind, "theme") && strcmp(kind, "fetch") &&
                strcmp(kind, "refused") && strcmp(kind, "embed"))
                fail_msg("before a choice: %s", host->effects[k]);
        }
        assert_string_equal(host->cookies, "");
        assert_string_equal(host->refusal, "");
    }
}

/* A choice is a press of one of five names, or a call of one of six; nothing else has ever stored anything. */
static void only_documented_presses_store(void **state) {
    (void)state;
    const char *const presses[] = {"settings", "close", "receipt", "toggle", "escape", "scroll", "", "ok", "all"};
    const char *const calls[] = {"show", "hide", "showPreferences", "getConsent", "getReceipt", "ready", "on"};
    struct host *host = host_new();
    host_start(host, FIVE);
    for (size_t i = 0; i < sizeof presses / sizeof *presses; i++)
        host_dialog(host, presses[i], "analytics", "'analytics','ga4'");
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
        host_call(host, calls[i], "['analytics',true]");
    assert_int_equal(host_times(host, "store"), 0);
    assert_string_equal(host_loaded(host), "");
}

/* The order after a choice: each kind comes after the kinds before it. */
static int rank(const char *word) {
    static const char *const order[] = {"store",        "remove",      "next paint", "stop",   "erase",   "later",
                                        "update",       "mask",        "load",       "unlock", "refused", "look",
                                        "emit consent", "emit change", "due",        "reload"};
    for (size_t i = 0; i < sizeof order / sizeof *order; i++)
        if (!strncmp(word, order[i], strlen(order[i])))
            return (int)i;
    return -1;
}

static void check_order(const struct host *host) {
    int last = -1;
    for (int i = 0; i < host->count; i++) {
        int now = rank(host_word(host->effects[i]));
        if (now < 0 || !strcmp(host->effects[i], NOTHING_TO_ERASE))
            continue;
        if (now < last)
            fail_msg("%s comes too late in: %s", host->effects[i], host_words(host));
        last = now;
    }
}

static const char *saving;

static void choose(struct host *host) {
    host_press(host, "settings");
    host_forget(host);
    host_dialog(host, "save", "", saving);
    host_settle(host);
    check_order(host);
    host_forget(host);
    host_press(host, "withdraw");
    host_settle(host);
    check_order(host);
}

static void effects_come_in_their_order(void **state) {
    (void)state;
    const char *const choices[] = {"", "'ga4'", "'ga4','metrica','webvisor'", "'metaPixel','hotjar'"};
    for (size_t i = 0; i < sizeof choices / sizeof *choices; i++) {
        saving = choices[i];
        host_page(host_new(), FIVE, choose);
    }
}

/* The walk: one visitor, many page views, each in a process of its own; storage, clock and log are shared. */
static unsigned seed;
static size_t site;
static char loaded[16][32];
static int loaded_count;
static bool was_reloaded;

static int pick(int of) {
    seed = seed * 1103515245u + 12345u;
    return (int)(seed >> 16 & 0x7FFF) % of;
}

static void check_load(const struct host *host, const char *id, const char *effect) {
    if (!cookie_holds(host, &known[site], id))
        fail_msg("%s was loaded without a grant: cookies %s, now %lld, config %zu", id, host->cookies,
                 (long long)host->now, site);
    if (was_reloaded)
        fail_msg("%s was loaded after reload", id);
    /* Once per page view; what was stopped may be told to go on, without its script. */
    bool stopped = false;
    for (int i = 0; i < loaded_count; i++)
        if (!strcmp(loaded[i] + 1, id)) {
            stopped = *loaded[i] == '-';
            if (!stopped || strstr(effect, host_json("'script'")))
                fail_msg("%s was loaded twice in one page view", id);
            *loaded[i] = '+';
        }
    if (!stopped)
        snprintf(loaded[loaded_count++], sizeof *loaded, "+%s", id);
}

static void check_unlock(const struct host *host, const char *effect) {
    const cJSON *id, *ids = cJSON_GetArrayItem(host_parse(effect), 2);
    cJSON_ArrayForEach(id, ids) {
        if (!cookie_holds(host, &known[site], id->valuestring))
            fail_msg("content for %s was woken without a grant: cookies %s", id->valuestring, host->cookies);
    }
}

static void check_stop(const char *id) {
    for (int i = 0; i < loaded_count; i++)
        if (!strcmp(loaded[i] + 1, id))
            *loaded[i] = '-';
}

/* The records as they were when the event was made: nothing of the answer may be seen through what it stores itself. */
static void check_answer(const struct host *before, const struct host *host) {
    bool stores = false;
    for (int i = 0; i < host->count; i++) {
        char word[300];
        strcpy(word, host_word(host->effects[i]));
        stores |= !strcmp(word, "store");
        if (!strncmp(word, "load ", 5)) {
            assert_false(stores);
            check_load(before, word + 5, host->effects[i]);
        }
        if (!strncmp(word, "stop ", 5))
            check_stop(word + 5);
        if (!strcmp(word, "unlock"))
            check_unlock(before, host->effects[i]);
        was_reloaded |= !strcmp(word, "reload");
    }
}

static void random_switches(char *to) {
    static const char *const names[] = {"ga4",       "metrica",   "clarity", "hotjar",    "webvisor",
                                        "metaPixel", "analytics", "replay",  "marketing", "nothing"};
    *to = 0;
    for (int i = 0; i < 10; i++)
        if (!pick(2))
            sprintf(to + strlen(to), "%s'%s'", *to ? "," : "", names[i]);
}

static void break_cookie(struct host *host) {
    size_t length = strlen(host->cookies);
    if (length > 13)
        host->cookies[12 + pick((int)length - 12)] = "0123456789abcdefz.+*"[pick(20)];
}

/* What happens to the visitor's storage and clock between two events. */
static void disturb(struct host *host) {
    static char kept[sizeof host->cookies];
    switch (pick(24)) {
    case 0:
        *host->cookies = 0;
        break;
    case 1:
        *host->refusal = 0;
        break;
    case 2:
        break_cookie(host);
        break;
    case 3:
        host->now += pick(2) ? 183 * DAY : 20 * DAY;
        break;
    case 4:
        host->now -= pick(2) ? 365 * DAY : 3600;
        break;
    case 5:
        host->cookies_fail = !pick(3);
        host->refusal_fails = !pick(3);
        break;
    case 6:
        /* A record from another page view comes back: a restored profile, another tab. */
        strcpy(host->cookies, kept);
        break;
    case 7:
        strcpy(kept, host->cookies);
        break;
    default:
        host->now += pick(100);
    }
}

static void act(struct host *host) {
    static const char *const presses[] = {"accept", "reject", "settings", "close", "withdraw", "save"};
    static const char *const calls[] = {"acceptAll",       "rejectAll", "show", "hide",
                                        "showPreferences", "withdraw",  "reset"};
    static const char *const ids[] = {"ga4", "metrica", "webvisor", "metaPixel", "analytics", "replay", "marketing"};
    char text[300];
    switch (pick(8)) {
    case 0:
    case 1:
        host_press(host, presses[pick(6)]);
        break;
    case 2:
        host_call(host, calls[pick(7)], "[]");
        break;
    case 3:
        random_switches(text);
        host_press(host, "settings");
        host_dialog(host, "toggle", ids[pick(7)], text);
        random_switches(text);
        host_dialog(host, "save", "", text);
        break;
    case 4:
        snprintf(text, sizeof text, "['%s',%s]", ids[pick(7)], pick(3) ? "true" : "false");
        host_call(host, pick(2) ? "acceptPurpose" : "acceptProcessor", text);
        break;
    case 5:
        host_send(host, pick(2) ? SYNC : ADDED);
        break;
    default:
        host_next(host);
    }
}

static void walk(struct host *host) {
    struct host *before = malloc(sizeof *before);
    memcpy(before, host, offsetof(struct host, text));
    check_answer(before, host);
    /* Some events still come in while the page is about to leave. */
    for (int i = pick(40), left = 4; i > 0 && left > 0; i--) {
        left -= was_reloaded;
        disturb(host);
        host_forget(host);
        /* One event after the other: each is checked against the records that it was sent with. */
        strcpy(before->cookies, host->cookies);
        before->now = host->now;
        act(host);
        check_answer(before, host);
    }
    fflush(NULL);
    free(before);
}

static void walk_pages(unsigned from, int pages, int *loads) {
    struct host *host = host_new();
    struct shared {
        unsigned seed;
        int loads;
    } *shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    shared->seed = from;
    for (int i = 0; i < pages; i++) {
        int status;
        fflush(NULL);
        pid_t child = fork();
        if (!child) {
            seed = shared->seed;
            site = (size_t)pick(10) < 7 ? 0 : (size_t)pick(CONFIGS);
            host_forget(host);
            host_start(host, configs[site]);
            walk(host);
            shared->seed = seed;
            shared->loads += loaded_count;
            fflush(NULL);
            _exit(0);
        }
        waitpid(child, &status, 0);
        if (status)
            fail_msg("page view %d of seed %u", i, from);
    }
    *loads += shared->loads;
}

/* About 6000 events. The seed can be given, to see again what was seen once: SMG_SEED=5 unit-invariants */
static void nothing_loads_without_a_record_that_grants_it(void **state) {
    (void)state;
    const char *given = getenv("SMG_SEED");
    unsigned first = given ? (unsigned)atoi(given) : 1;
    int loads = 0;
    learn();
    for (unsigned i = 0; i < (given ? 1 : 6); i++) {
        print_message("seed %u\n", first + i);
        walk_pages(first + i, 50, &loads);
    }
    print_message("%d loads\n", loads);
    /* A walk on which nothing ever loads would prove nothing. */
    assert_true(given || loads > 100);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(before_a_choice_only_views_events_and_messages),
        cmocka_unit_test(only_documented_presses_store),
        cmocka_unit_test(effects_come_in_their_order),
        cmocka_unit_test(nothing_loads_without_a_record_that_grants_it),
    };
    return RUN(tests);
}
