#include "config.h"

#include <string.h>

#include "arena.h"

struct config config;

#define GOT_MAX 60 /* bytes shown of what came */

/* The names of the options and their forms, in turn, each with its NUL. */
#define TEXT_OPTION(name, form) #name "\0" form "\0"
static const char consent_options[] = CONSENT_OPTIONS(TEXT_OPTION), cookie_options[] = COOKIE_OPTIONS(TEXT_OPTION);

void config_report(const char *path, const char *expected, const cJSON *got) {
    text_begin();
    json_copy(got, NULL);
    const char *what = text_end();
    size_t length = strlen(what);
    if (length > GOT_MAX)
        for (length = GOT_MAX; (what[length] & 0xC0) == 0x80; length--) /* not within a character */
            ;
    text_begin();
    put(path);
    put(": expected ");
    put(expected);
    put(", got ");
    put_slice(what, length);
    if (what[length])
        put("...");
    json_shape("['log','warn',%]", text_end(), NULL);
}

/* "path.name" */
static const char *below(const char *path, const char *name) {
    return join(join(path, "."), name);
}

static void report_member(const char *path, const cJSON *member, const char *expected) {
    config_report(below(path, member->string), expected, member);
}

bool config_is_link(const char *url) {
    size_t scheme = text_until(url, ":/?#");
    for (const char *at = url; *at; at++)
        if ((unsigned char)*at <= ' ' || *at == '\\' || *at == '<' || *at == '"')
            return false;
    return *url && (url[scheme] != ':' || !strncmp(url, "https:", 6) || !strncmp(url, "http:", 5) ||
                    !strncmp(url, "mailto:", 7));
}

/* True for a string, or an object of strings, of which each passes. */
static bool is_text(const cJSON *value, bool link) {
    const char *text = json_text(value);
    if (text)
        return strlen(text) <= LANGUAGE_TEXT_MAX && (!link || config_is_link(text));
    const cJSON *each = cJSON_IsObject(value) ? value->child : NULL;
    bool any = each;
    for (; each; each = each->next)
        any &= cJSON_IsString(each) && is_text(each, link);
    return any;
}

/* Sets `to` to what `value` says, and returns true, if it has the form. */
static bool read_value(union option_value *to, const char *form, const cJSON *value) {
    const char *word;
    switch (*form++) {
    case 'W':
        word = json_word(value);
        if (!word || !pattern_match(form, word))
            return false;
        to->word = word;
        return true;
    case 'N':
        return json_whole(value, 0, 999999999, &to->number);
    case 'D':
        return json_whole(value, 1, 400, &to->number);
    case 'F':
        to->number = cJSON_IsTrue(value) != 0;
        return cJSON_IsBool(value);
    case 'A':
        to->json = value;
        return cJSON_IsArray(value);
    case 'O':
        to->json = value;
        return cJSON_IsObject(value);
    default:
        to->json = value;
        return is_text(value, form[-1] == 'L');
    }
}

/* The options of an object, the names and forms of which are listed in `options`. */
static void read_options(const cJSON *json, const char *options, union option_value *values, const char *path) {
    for (const cJSON *member = json_first(json); member; member = member->next) {
        int index = place(options, member->string);
        const char *form = text_at(options, index + 1);
        union option_value value;
        /* A form, which stands behind each name, is no option's name. */
        if (!*form || index % 2)
            report_member(path, member, "a known option");
        else if (cJSON_IsNull(member))
            ;
        else if (read_value(&value, form, member))
            values[index / 2] = value;
        else
            report_member(path, member, form + 1);
    }
}

/* A language of the page's own speaks English where it lacks a text: one message names the first of these. */
static void report_gaps(const char *path, const cJSON *language) {
    int key = 0;
    while (key < TEXT_COUNT && json_get(language, text_at(embedded_text_keys, key)))
        key++;
    if (key < TEXT_COUNT && !language_is_builtin(language->string))
        config_report(below(path, text_at(embedded_text_keys, key)), "a text, as in every language", NULL);
}

static void read_texts(const cJSON *texts) {
    for (const cJSON *language = json_first(texts); language; language = language->next) {
        const char *path = below("SMG_CONFIG.consent.texts", language->string);
        if (!pattern_match(LANGUAGE_TAG, language->string))
            config_report(path, "a language tag of " LANGUAGE_TAG, language);
        else if (!cJSON_IsObject(language))
            config_report(path, "an object of texts", language);
        else {
            for (const cJSON *text = language->child; text; text = text->next) {
                if (language_key("", text->string) == TEXT_COUNT)
                    report_member(path, text, "the key of a text");
                else if (!cJSON_IsString(text) || !is_text(text, false))
                    report_member(path, text, "a text of at most 2000 bytes");
            }
            report_gaps(path, language);
        }
    }
}

int config_find(const char *id) {
    for (int i = 0; i < config.count; i++)
        if (!strcmp(config.items[i].id, id))
            return i;
    return -1;
}

bool config_withheld(int item) {
    const struct item *of = &config.items[item];
    return config.gpc && !strcmp(of->purpose < 0 ? of->id : config.items[of->purpose].id, "marketing");
}

static int room; /* for so many items */

static void make_room(void) {
    const union option_value *options = config.options;
    /* A processor may bring a purpose of its own. */
    int most = cJSON_GetArraySize(options[CONSENT_purposes].json) +
               2 * (cJSON_GetArraySize(options[CONSENT_processors].json) + cJSON_GetArraySize(config.builtin));
    room = most < ITEMS_MAX ? most : ITEMS_MAX;
    config.items = arena_alloc((size_t)room * sizeof *config.items);
    if (!config.items)
        room = 0;
}

/* The index of a new item; -1, and a message, where there is no room. */
static int add(const struct item *item) {
    if (config.count == room) {
        config_report("SMG_CONFIG", "at most 512 purposes and processors", NULL);
        return -1;
    }
    config.items[config.count] = *item;
    return config.count++;
}

static int add_purpose(const char *id, const cJSON *own) {
    int found = config_find(id);
    return found < 0 ? add(&(struct item){.id = id, .token = id, .definition = own, .purpose = -1, .whole = -1})
                     : found;
}

/* Gives each definition its id for a name, so that it is found by it. There may be hundreds. */
static void name_definitions(const cJSON *list) {
    for (cJSON *definition = list ? list->child : NULL; definition; definition = definition->next)
        definition->string = (char *)(uintptr_t)json_member(definition, "id");
}

/* The first definition of this id in the list, or NULL. */
static const cJSON *find_definition(const cJSON *list, const char *id) {
    return cJSON_GetObjectItemCaseSensitive(list, id);
}

static bool is_builtin_purpose(const char *id) {
    return language_key(id, "_does") < TEXT_COUNT;
}

static void read_purposes(void) {
    const char *path = "SMG_CONFIG.consent.purposes", *form = "[a-z]{1}[A-Za-z0-9]{0,19}";
    for (const cJSON *own = json_first(config.options[CONSENT_purposes].json); own; own = own->next) {
        if (!pattern_match(form, own->string) || !strcmp(own->string, "necessary") ||
            find_definition(config.builtin, own->string))
            report_member(path, own, "an id of [a-z][A-Za-z0-9]{0,19} that is free");
        else if (!cJSON_IsObject(own) || (!is_builtin_purpose(own->string) && !is_text(json_get(own, "name"), false)))
            report_member(path, own, "{name, description}");
        else
            add_purpose(own->string, own);
    }
}

/* A script must come from a web address: javascript: and data: are code in the configuration. */
static bool are_steps(const cJSON *steps) {
    const cJSON *step = json_first(steps);
    for (; step; step = step->next) {
        const cJSON *verb = json_first(step);
        const char *name = json_text(verb), *first = name ? json_text(verb->next) : NULL;
        if (!cJSON_IsArray(step) || !first || !pattern_match("stub|set|alias|call|script", name) ||
            (*name == 's' && name[1] == 'c' && strncmp(first, "https://", 8) &&
             (*first != '/' || !config_is_link(first))))
            return false;
    }
    return !steps || cJSON_IsArray(steps);
}

/* True if there is none, or it is an object (or an array) of texts that are not empty. */
static bool are_texts(const cJSON *value, bool object) {
    for (const cJSON *each = json_first(value); each; each = each->next)
        if (!cJSON_IsString(each) || !*each->valuestring)
            return false;
    return !value || (object ? cJSON_IsObject(value) : cJSON_IsArray(value));
}

/* True if there is none, or it is an object of arrays of texts. */
static bool are_lists(const cJSON *value) {
    for (const cJSON *each = json_first(value); each; each = each->next)
        if (!are_texts(each, false))
            return false;
    return !value || cJSON_IsObject(value);
}

/* True if what it stores is named, each with how long. */
static bool is_storage(const cJSON *of) {
    return are_texts(json_get(of, "cookies"), true) && are_texts(json_get(of, "local"), true) &&
           are_texts(json_get(of, "session"), true);
}

/* True if there is none, or it is an object of such by purpose. */
static bool is_also(const cJSON *value) {
    for (const cJSON *each = json_first(value); each; each = each->next)
        if (!cJSON_IsObject(each) || !is_storage(each))
            return false;
    return !value || cJSON_IsObject(value);
}

static bool is_mask(const cJSON *value) {
    const cJSON *name = json_first(value);
    return !value || (cJSON_IsArray(value) && cJSON_GetArraySize(value) == 2 && cJSON_IsString(name) &&
                      cJSON_IsString(name->next) && pattern_match("[a-z-]{1,40}", name->valuestring));
}

/* What a definition from the page lacks, or NULL. */
static const char *fault(const cJSON *definition) {
    const char *purpose = json_member(definition, "purpose"), *id = definition->string;
    const char *whole = json_text(json_get(definition, "partOf"));
    const cJSON *own = config.options[CONSENT_processors].json;
    int found = config_find(purpose);
    if (!pattern_match("[A-Za-z]{1}[A-Za-z0-9_]{0,39}", id) || config_find(id) >= 0 || is_builtin_purpose(id) ||
        find_definition(own, id) != definition)
        return "an id of [A-Za-z][A-Za-z0-9_]{0,39} that is free";
    if (!is_text(json_get(definition, "name"), false))
        return "a name";
    if (found < 0 ? !is_builtin_purpose(purpose) : config.items[found].purpose >= 0)
        return "a purpose that there is";
    if (whole && !find_definition(own, whole) && !find_definition(config.builtin, whole))
        return "partOf a processor that there is";
    for (int i = 0; *text_at(processor_step_lists, i); i++)
        if (!are_steps(json_get(definition, text_at(processor_step_lists, i))))
            return "start and stop of known steps, scripts from https";
    if (!is_storage(definition) || !is_also(json_get(definition, "also")) ||
        !are_lists(json_get(definition, "erase")) || !are_lists(json_get(definition, "beyond")) ||
        !are_texts(json_get(definition, "contacts"), false) || !is_mask(json_get(definition, "mask")))
        return "cookies, local, session, also, erase, beyond, contacts and mask in the form of src/processors";
    return NULL;
}

/* One processor, from its definition and the site's entry for it in `analytics`. */
static void read_processor(const cJSON *definition, const cJSON *analytics) {
    const char *id = definition->string, *form = json_text(json_get(definition, "counter"));
    const cJSON *whole = json_get(definition, "partOf");
    const cJSON *entry = cJSON_GetObjectItemCaseSensitive(analytics, id);
    const char *word = json_word(entry);
    int of = -1;
    if (whole) {
        form = entry ? "true or false" : NULL;
        of = config_find(json_member(definition, "partOf"));
    }
    if (cJSON_IsFalse(entry) || cJSON_IsNull(entry) || (word && !*word) || (form && !entry) || (whole && of < 0))
        return;
    if (whole ? entry && !cJSON_IsTrue(entry) : form && (!word || !pattern_match(form, word))) {
        report_member("SMG_CONFIG.analytics", entry, form);
        return;
    }
    int purpose = add_purpose(json_member(definition, "purpose"), NULL);
    if (purpose >= 0)
        add(&(struct item){.id = id,
                           .token = processor_token(definition),
                           .definition = definition,
                           .counter = form ? word : NULL,
                           .purpose = purpose,
                           .whole = of,
                           .again = json_get(definition, "again"),
                           .reload = json_true(definition, "reload")});
}

static void read_processors(const cJSON *analytics) {
    cJSON *own = (cJSON *)(uintptr_t)config.options[CONSENT_processors].json, *definition, *next;
    for (definition = own ? own->child : NULL; definition; definition = next) {
        const char *lacks = fault(definition);
        next = definition->next;
        if (lacks) {
            config_report("SMG_CONFIG.consent.processors", lacks, definition);
            cJSON_DetachItemViaPointer(own, definition);
        }
    }
    const cJSON *each;
    for (each = json_first(config.builtin); each; each = each->next)
        if (!find_definition(own, each->string))
            read_processor(each, analytics);
    /* The parts last, wherever they stand: each needs its whole. */
    for (int parts = 0; parts < 2; parts++)
        for (each = json_first(own); each; each = each->next)
            if ((json_get(each, "partOf") != NULL) == parts)
                read_processor(each, analytics);
    for (each = json_first(analytics); each; each = each->next)
        if (!find_definition(own, each->string) && !find_definition(config.builtin, each->string))
            report_member("SMG_CONFIG.analytics", each, "a known processor");
}

/* The member `name`, if it is an object; else NULL, and a message if it is anything but absent. */
static const cJSON *object(const cJSON *json, const char *name, const char *expected) {
    const cJSON *member = json_get(json, name);
    if (!member || cJSON_IsObject(member))
        return member;
    report_member("SMG_CONFIG", member, expected);
    return NULL;
}

void config_read(const cJSON *json, bool secure) {
    union option_value *options = config.options;
    config.builtin = processor_builtin();
    options[CONSENT_refusalExpiresAfterDays].number = options[COOKIE_expiresAfterDays].number = 182;
    options[CONSENT_theme].word = "auto";
    options[CONSENT_layout].word = "box";
    options[CONSENT_position].word = "start";
    options[CONSENT_floatingButton].number = options[CONSENT_respectGpc].number = true;
    options[CONSENT_onWithdraw].word = "auto";
    options[CONSENT_recordable].word = "";
    options[COOKIE_name].word = "smg_consent";
    options[COOKIE_path].word = "/";
    options[COOKIE_sameSite].word = "Lax";
    options[COOKIE_secure].number = secure;
    if (!cJSON_IsObject(json))
        config_report("SMG_CONFIG", "an object", json);
    for (const cJSON *member = cJSON_IsObject(json) ? json->child : NULL; member; member = member->next)
        if (place("analytics\0consent\0", member->string) > 1)
            report_member("SMG_CONFIG", member, "analytics or consent");
    const cJSON *analytics = object(json, "analytics", "an object of counter ids");
    read_options(object(json, "consent", "an object"), consent_options, options, "SMG_CONFIG.consent");
    read_options(options[CONSENT_cookie].json, cookie_options, options + COOKIE_name, "SMG_CONFIG.consent.cookie");
    if (options[CONSENT_language].word && !strcmp(options[CONSENT_language].word, "auto"))
        options[CONSENT_language].word = NULL;
    /* Browsers refuse SameSite=None without Secure. */
    if (*options[COOKIE_sameSite].word == 'N')
        options[COOKIE_secure].number = true;
    read_texts(options[CONSENT_texts].json);
    make_room();
    name_definitions(config.builtin);
    name_definitions(options[CONSENT_processors].json);
    read_purposes();
    read_processors(analytics);
}
