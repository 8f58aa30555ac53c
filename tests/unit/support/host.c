#include "host.h"

const char *host_json(const char *text) {
    static char *ring[16];
    static size_t at;
    if (strchr(text, '"'))
        return text;
    char **copy = &ring[at++ % 16];
    *copy = realloc(*copy, strlen(text) + 1);
    assert_non_null(*copy);
    strcpy(*copy, text);
    for (char *c = *copy; *c; c++)
        if (*c == '\'')
            *c = '"';
    return *copy;
}

struct host *host_new(void) {
    struct host *host = mmap(NULL, sizeof *host, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_true(host != MAP_FAILED);
    host->now = NOON;
    host->languages = "[\"en\"]";
    host->name = "www.smgcorp.kz";
    host->path = "/";
    return host;
}

void host_forget(struct host *host) {
    host->count = 0;
    host->used = 0;
}

/* Cuts an answer into its effects, as the very bytes that were answered. */
static void host_collect(struct host *host, const char *answer) {
    int depth = 0;
    bool quoted = false;
    if (!cJSON_ParseWithOpts(answer, NULL, true))
        fail_msg("the answer is no JSON: %s", answer);
    const char *from = NULL;
    for (const char *at = answer; *at; at++) {
        if (*at == '\\' && quoted) {
            at++;
            continue;
        }
        quoted ^= *at == '"';
        if (quoted)
            continue;
        if (strchr("[{", *at) && ++depth == 2)
            from = at;
        if (strchr("]}", *at) && --depth == 1 && from) {
            size_t length = (size_t)(at + 1 - from);
            assert_true(host->count < EFFECTS_MAX && host->used + length < sizeof host->text);
            char *copy = host->text + host->used;
            memcpy(copy, from, length);
            copy[length] = 0;
            host->used += length + 1;
            host->effects[host->count++] = copy;
        }
    }
}

void host_set_cookie(struct host *host, const char *assignment) {
    size_t name = strcspn(assignment, "="), pair = strcspn(assignment, ";");
    char left[sizeof host->cookies] = "";
    bool deleted = strstr(assignment, "; Max-Age=0");
    for (const char *at = host->cookies; *at; at += strspn(at, "; ")) {
        size_t length = strcspn(at, ";");
        if (strncmp(at, assignment, name + 1) != 0)
            sprintf(left + strlen(left), "%s%.*s", *left ? "; " : "", (int)length, at);
        at += length;
    }
    if (!deleted)
        sprintf(left + strlen(left), "%s%.*s", *left ? "; " : "", (int)pair, assignment);
    strcpy(host->cookies, left);
}

const cJSON *host_parse(const char *effect) {
    const cJSON *json = cJSON_Parse(effect);
    assert_non_null(json);
    return json;
}

const char *host_item(const cJSON *array, int index) {
    const cJSON *item = cJSON_GetArrayItem(array, index);
    return cJSON_IsString(item) ? item->valuestring : "";
}

static void host_perform(struct host *host, const cJSON *effect) {
    const char *kind = host_item(effect, 0);
    if (!strcmp(kind, "store")) {
        const cJSON *refusal = cJSON_GetArrayItem(effect, 2);
        if (!host->cookies_fail)
            host_set_cookie(host, host_item(effect, 1));
        if (!host->refusal_fails)
            strcpy(host->refusal, cJSON_IsString(refusal) ? refusal->valuestring : "");
    }
    host->waiting += !strcmp(kind, "next");
    host->reloading |= !strcmp(kind, "reload");
}

void host_send_text(struct host *host, const char *event) {
    size_t length = strlen(event);
    char *buffer = smg_buffer(length);
    if (buffer)
        memcpy(buffer, event, length);
    const char *answer = smg_dispatch(length);
    int first = host->count;
    host_collect(host, answer);
    for (int i = first; i < host->count; i++)
        host_perform(host, host_parse(host->effects[i]));
}

void host_quote(char *to, const char *text) {
    *to++ = '"';
    for (; text && *text; text++) {
        if (strchr("\"\\", *text))
            *to++ = '\\';
        if ((unsigned char)*text < ' ')
            to += sprintf(to, "\\u%04x", *text);
        else
            *to++ = *text;
    }
    strcpy(to, "\"");
}

void host_send(struct host *host, const char *members) {
    static char event[1 << 20], cookies[4 * sizeof host->cookies], refusal[4 * sizeof host->refusal];
    host_quote(cookies, host->cookies);
    host_quote(refusal, host->refusal);
    int length =
        snprintf(event, sizeof event,
                 "{%s,\"now\":%lld,\"random\":\"%032x\",\"cookies\":%s,\"refusal\":%s,\"table\":%s,\"shown\":\"%s\","
                 "\"instead\":%s}",
                 host_json(members), (long long)host->now, ++host->random, cookies, *host->refusal ? refusal : "null",
                 host->table ? "true" : "false", host->shown ? host->shown : "", host->instead ? "true" : "false");
    assert_true(length > 0 && (size_t)length < sizeof event);
    host_send_text(host, event);
}

void host_fetched(struct host *host, const char *path, const char *content, const char *plural) {
    static char members[1 << 19];
    int length =
        snprintf(members, sizeof members, "\"type\":\"fetched\",\"path\":\"%s\",\"content\":%s,\"plural\":\"%s\"", path,
                 content ? host_json(content) : "null", plural ? plural : "");
    assert_true(length > 0 && (size_t)length < sizeof members);
    host_send(host, members);
}

/* What comes before the start: the files that the page asks for, of those that there are. */
static void host_prepare(struct host *host, const char *config) {
    static char members[1 << 19];
    int first = host->count;
    snprintf(members, sizeof members, "\"type\":\"wants\",\"languages\":%s%s%s", host->languages,
             config ? ",\"config\":" : "", config ? host_json(config) : "");
    host_send(host, members);
    for (int i = first, last = host->count; i < last; i++) {
        const cJSON *effect = host_parse(host->effects[i]);
        char path[100];
        assert_string_equal(host_item(effect, 0), "fetch");
        snprintf(path, sizeof path, "%s", host_item(effect, 1));
        const char *const *file = host->files;
        while (*file && strcmp(*file, path) != 0)
            file += 2;
        host_fetched(host, path, *file ? file[1] : NULL, NULL);
    }
}

void host_start(struct host *host, const char *config) {
    static char members[1 << 19];
    host->waiting = 0;
    host->reloading = false;
    if (host->files)
        host_prepare(host, config);
    snprintf(members, sizeof members,
             "\"type\":\"start\",\"languages\":%s,\"host\":\"%s\",\"path\":\"%s\",\"secure\":%s,\"gpc\":%s,"
             "\"framed\":%s%s%s",
             host->languages, host->name, host->path, host->insecure ? "false" : "true", host->gpc ? "true" : "false",
             host->framed ? "true" : "false", config ? ",\"config\":" : "", config ? host_json(config) : "");
    host_send(host, members);
}

void host_next(struct host *host) {
    host->waiting--;
    host_send(host, "\"type\":\"next\"");
}

void host_settle(struct host *host) {
    for (int i = 0; host->waiting > 0 && !host->reloading; i++) {
        assert_true(i < 1000);
        host_next(host);
    }
}

void host_press(struct host *host, const char *name) {
    char members[200];
    snprintf(members, sizeof members, "\"type\":\"action\",\"name\":\"%s\",\"inside\":true,\"trusted\":true", name);
    host_send(host, members);
}

void host_dialog(struct host *host, const char *name, const char *target, const char *on) {
    char members[2000];
    snprintf(members, sizeof members,
             "\"type\":\"action\",\"name\":\"%s\",\"inside\":true,\"trusted\":true,\"target\":\"%s\",\"on\":[%s]", name,
             target, host_json(on));
    host_send(host, members);
}

void host_save(struct host *host, const char *on) {
    host_press(host, "settings");
    host_dialog(host, "save", "", on);
}

void host_call(struct host *host, const char *name, const char *args) {
    char members[2000];
    snprintf(members, sizeof members, "\"type\":\"call\",\"name\":\"%s\",\"args\":%s", name, host_json(args));
    host_send(host, members);
}

void host_page(struct host *host, const char *config, host_script *script) {
    fflush(NULL);
    pid_t child = fork();
    assert_true(child >= 0);
    if (!child) {
        host_start(host, config);
        if (script)
            script(host);
        fflush(NULL);
        _exit(0);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    if (status)
        fail_msg("a page view failed, see above");
}

const char *host_word(const char *effect) {
    static char word[300];
    const cJSON *json = host_parse(effect), *second = cJSON_GetArrayItem(json, 1);
    const char *kind = host_item(json, 0), *about = host_item(json, 1);
    bool named =
        strcmp(kind, "store") != 0 && strcmp(kind, "erase") != 0 && strcmp(kind, "mask") != 0 && cJSON_IsString(second);
    if (!strcmp(kind, "render") && cJSON_IsNull(cJSON_GetArrayItem(json, 2)))
        kind = "remove";
    snprintf(word, sizeof word, named ? "%s %s" : "%s", kind, about);
    return word;
}

const char *host_words(const struct host *host) {
    static char words[1 << 16];
    *words = 0;
    for (int i = 0; i < host->count; i++)
        if (strcmp(host->effects[i], NOTHING_TO_ERASE) != 0 &&
            strncmp(host->effects[i], STAND_IN, strlen(STAND_IN)) != 0)
            snprintf(words + strlen(words), sizeof words - strlen(words), "%s%s", *words ? ", " : "",
                     host_word(host->effects[i]));
    return words;
}

const char *host_find(const struct host *host, const char *word) {
    for (int i = host->count - 1; i >= 0; i--)
        if (!strcmp(host_word(host->effects[i]), word))
            return host->effects[i];
    return NULL;
}

int host_times(const struct host *host, const char *word) {
    int times = 0;
    for (int i = 0; i < host->count; i++)
        times += !strcmp(host_word(host->effects[i]), word);
    return times;
}

const char *host_loaded(const struct host *host) {
    static char list[4096];
    *list = 0;
    for (int i = 0; i < host->count; i++) {
        const char *word = host_word(host->effects[i]);
        if (!strncmp(word, "load ", 5))
            strcat(strcat(list, *list ? " " : ""), word + 5);
    }
    return list;
}

const char *host_logs(const struct host *host) {
    static char lines[1 << 16];
    *lines = 0;
    for (int i = 0; i < host->count; i++) {
        const cJSON *json = host_parse(host->effects[i]);
        if (!strcmp(host_item(json, 0), "log"))
            snprintf(lines + strlen(lines), sizeof lines - strlen(lines), "%s%s", *lines ? "\n" : "",
                     host_item(json, 2));
    }
    return lines;
}

void host_node_text(const cJSON *node, char *to, size_t size) {
    if (cJSON_HasObjectItem(node, "country")) /* by its code: the names are the browser's */
        node = cJSON_GetObjectItem(node, "country");
    if (cJSON_IsString(node)) {
        snprintf(to + strlen(to), size - strlen(to), "%s%s", *to ? " " : "", node->valuestring);
        return;
    }
    for (const cJSON *child = cJSON_GetArrayItem(node, 2); child; child = child->next)
        host_node_text(child, to, size);
}

const cJSON *host_node(const cJSON *node, const char *attribute, const char *value) {
    if (!cJSON_IsArray(node))
        return NULL;
    const cJSON *found = attribute ? cJSON_GetObjectItemCaseSensitive(cJSON_GetArrayItem(node, 1), attribute)
                                   : cJSON_GetArrayItem(node, 0);
    if (cJSON_IsString(found) && !strcmp(found->valuestring, value))
        return node;
    for (const cJSON *child = cJSON_GetArrayItem(node, 2); child; child = child->next) {
        const cJSON *within = host_node(child, attribute, value);
        if (within)
            return within;
    }
    return NULL;
}

const cJSON *host_view(const struct host *host, const char *word) {
    const char *effect = host_find(host, word);
    assert_non_null(effect);
    return cJSON_GetArrayItem(host_parse(effect), 2);
}

const char *host_text(const struct host *host, const char *word) {
    static char text[1 << 16];
    *text = 0;
    host_node_text(host_view(host, word), text, sizeof text);
    return text;
}

void host_assert_contains(const char *text, const char *part, bool wanted, const char *file, int line) {
    if (!strstr(text, part) != !wanted) {
        print_error("%s\n%s: %s\n", text, wanted ? "lacks" : "has", part);
        _fail(file, line);
    }
}

int host_run(const struct CMUnitTest *tests, size_t count) {
    /* "tests/run unit --name 'a second press'": blanks stand for the underscores of the names. */
    const char *wanted = getenv("SMG_TEST_NAME");
    char part[200] = "";
    int ran = 0, failed = 0;
    snprintf(part, sizeof part, "%s", wanted ? wanted : "");
    for (char *c = part; *c; c++)
        *c = *c == ' ' ? '_' : *c;
    for (size_t i = 0; i < count; i++) {
        if (!strstr(tests[i].name, part))
            continue;
        ran++;
        const struct CMUnitTest one[] = {tests[i]};
        int status = 1;
        fflush(NULL);
        pid_t child = fork();
        if (!child) {
            int result = cmocka_run_group_tests_name(one[0].name, one, NULL, NULL);
            fflush(NULL);
            _exit(result != 0);
        }
        if (child < 0 || waitpid(child, &status, 0) != child || status) {
            fprintf(stderr, "FAILED %s\n", tests[i].name);
            failed++;
        }
    }
    printf("%d tests, %d failed\n", ran, failed);
    return failed != 0;
}

void accept(struct host *host) {
    host_press(host, "accept");
    host_settle(host);
}

void reject(struct host *host) {
    host_press(host, "reject");
    host_settle(host);
}
