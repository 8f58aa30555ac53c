#include "config.h"

#include <string.h>

#define OFFSET(member) (uint16_t) offsetof(struct config, member)
#define NOWHERE UINT16_MAX
#define COUNTER "[A-Za-z0-9_-]{1,64}"
#define GOT_MAX 60 /* bytes shown of what came */

/* How an option is read, and what its `form` then is. */
enum kind {
    WORD,   /* a string of the pattern `form`, or a whole number that written out is */
    TEXT,   /* a string, or strings by language; `form` says so */
    LINK,   /* the same, each a web address */
    OBJECT, /* read elsewhere, only its type is checked here */
    LIST,
    WHOLE, /* a whole number, from 1 where `form` says so */
    FLAG,  /* true or false */
};

struct option {
    const char *name, *form;
    uint16_t offset, kind;
};

static const struct option consent_options[] = {
    {"company", "a text", OFFSET(company), TEXT},
    {"email", "[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9.-]{1,190}", OFFSET(email), WORD},
    {"bin", "[0-9]{12}", OFFSET(bin), WORD},
    {"policyUrl", "a web address", OFFSET(policy_url), LINK},
    {"language", "[A-Za-z]{2,4}|[A-Za-z]{2,3}-[A-Za-z0-9-]{1,8}", OFFSET(language), WORD},
    {"texts", "an object", OFFSET(texts), OBJECT},
    {"revision", "0..999999999", OFFSET(revision), WHOLE},
    {"cookie", "an object", NOWHERE, OBJECT},
    {"refusalExpiresAfterDays", "1..400", OFFSET(refusal_expires_after_days), WHOLE},
    {"theme", "auto|light|dark", OFFSET(theme), WORD},
    {"layout", "box|bar|dialog", OFFSET(layout), WORD},
    {"position", "start|center|end", OFFSET(position), WORD},
    {"purposes", "an object", NOWHERE, OBJECT},
    {"processors", "an array", NOWHERE, LIST},
    {"nonce", "[A-Za-z0-9+/_=-]{1,200}", OFFSET(nonce), WORD},
    {"debug", "true or false", OFFSET(debug), FLAG},
    {0},
};

static const struct option cookie_options[] = {
    {"name", "[A-Za-z0-9_-]{1,40}", OFFSET(cookie.name), WORD},
    {"domain", "[A-Za-z0-9.-]{1,253}", OFFSET(cookie.domain), WORD},
    {"path", "/[!-:<-~]{0,200}", OFFSET(cookie.path), WORD},
    {"sameSite", "Lax|Strict|None", OFFSET(cookie.same_site), WORD},
    {"secure", "true or false", OFFSET(cookie.secure), FLAG},
    {"expiresAfterDays", "1..400", OFFSET(cookie.expires_after_days), WHOLE},
    {0},
};

/* The message alone, for what has no value to show. */
static void report_text(const char *path, const char *expected, const char *got) {
    text_begin();
    put(path);
    put(": expected ");
    put(expected);
    put(", got ");
    size_t length = strlen(got);
    if (length > GOT_MAX)
        for (length = GOT_MAX; (got[length] & 0xC0) == 0x80; length--) /* not within a character */
            ;
    put_slice(got, length);
    if (got[length])
        put("...");
    json_shape("['log','warn',%]", text_end(), NULL);
}

void config_report(const char *path, const char *expected, const cJSON *got) {
    text_begin();
    json_copy(got, NULL, NULL);
    report_text(path, expected, text_end());
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
    if (!*url)
        return false;
    if (url[scheme] != ':')
        return true;
    return (!strncmp(url, "https:", 6) || !strncmp(url, "http:", 5) || !strncmp(url, "mailto:", 7));
}

/* True for a string, or an object of strings, of which each passes. */
static bool is_text(const cJSON *value, bool link) {
    if (cJSON_IsString(value))
        return strlen(value->valuestring) <= LANGUAGE_TEXT_MAX && (!link || config_is_link(value->valuestring));
    const cJSON *text;
    for (text = json_first(value); text; text = text->next) {
        if (!cJSON_IsString(text) || !is_text(text, link))
            return false;
    }
    return cJSON_IsObject(value) && value->child;
}

static bool read_value(struct config *config, const struct option *option, const cJSON *value) {
    void *to = (char *)config + (option->offset == NOWHERE ? 0 : option->offset);
    const char *word;
    switch (option->kind) {
    case WORD:
        word = json_word(value);
        if (!word || !pattern_match(option->form, word))
            return false;
        *(const char **)to = word;
        return true;
    case WHOLE:
        return *option->form == '1' ? json_whole(value, 1, 400, to) : json_whole(value, 0, 999999999, to);
    case FLAG:
        if (!cJSON_IsBool(value))
            return false;
        *(bool *)to = cJSON_IsTrue(value);
        return true;
    case LIST:
        return cJSON_IsArray(value);
    case OBJECT:
        if (!cJSON_IsObject(value))
            return false;
        break;
    default:
        if (!is_text(value, option->kind == LINK))
            return false;
    }
    if (option->offset != NOWHERE)
        *(const cJSON **)to = value;
    return true;
}

static void read_options(struct config *config, const cJSON *json, const struct option *options, const char *path) {
    const cJSON *member;
    for (member = json_first(json); member; member = member->next) {
        const struct option *option = options;
        while (option->name && strcmp(option->name, member->string))
            option++;
        if (!option->name)
            report_member(path, member, "a known option");
        else if (!cJSON_IsNull(member) && !read_value(config, option, member))
            report_member(path, member, option->form);
    }
}

static void read_texts(const cJSON *texts) {
    const cJSON *language, *text;
    for (language = json_first(texts); language; language = language->next) {
        const char *path = below("SMG_CONFIG.consent.texts", language->string);
        if (!cJSON_IsObject(language))
            config_report(path, "an object of texts", language);
        else
            for (text = json_first(language); text; text = text->next) {
                if (language_key("", text->string) == TEXT_COUNT)
                    report_member(path, text, "the key of a text");
                else if (!cJSON_IsString(text) || strlen(text->valuestring) > LANGUAGE_TEXT_MAX)
                    report_member(path, text, "a text of at most 2000 bytes");
            }
    }
}

int config_purpose(const struct config *config, const char *id) {
    int i = config->purpose_count;
    while (--i >= 0 && strcmp(config->purposes[i].id, id))
        ;
    return i;
}

int config_processor(const struct config *config, const char *id) {
    int i = config->processor_count;
    while (--i >= 0 && strcmp(config->processors[i].id, id))
        ;
    return i;
}

static int add_purpose(struct config *config, const char *id, const cJSON *own) {
    int i = config_purpose(config, id);
    if (i < 0 && config->purpose_count < PURPOSES_MAX) {
        i = config->purpose_count++;
        config->purposes[i] = (struct purpose){id, NULL};
    }
    if (i >= 0 && own)
        config->purposes[i].own = own;
    return i;
}

static bool is_builtin(const char *id) {
    const char *at = NULL;
    while ((at = processor_builtin_next(at)) && strcmp(at, id) != 0)
        ;
    return at;
}

static void read_purposes(struct config *config, const cJSON *purposes) {
    const char *path = "SMG_CONFIG.consent.purposes";
    const cJSON *own;
    for (own = json_first(purposes); own; own = own->next) {
        bool builtin = language_key(own->string, "_does") < TEXT_COUNT;
        if (!pattern_match("[a-z]{1}[A-Za-z0-9]{0,19}", own->string) || !strcmp(own->string, "necessary") ||
            is_builtin(own->string))
            report_member(path, own, "an id of [a-z][A-Za-z0-9]{0,19} that is free");
        else if (!cJSON_IsObject(own) || (!builtin && !is_text(json_get(own, "name"), false)))
            report_member(path, own, "{name, description}");
        else if (add_purpose(config, own->string, own) < 0)
            report_member(path, own, "at most 32 purposes");
    }
}

static bool is_step(const cJSON *step) {
    const char *verb = json_text(cJSON_GetArrayItem(step, 0));
    const char *first = json_text(cJSON_GetArrayItem(step, 1));
    if (!verb || !first || !pattern_match("stub|set|alias|call|script", verb))
        return false;
    /* A script must come from a web address: javascript: and data: are code in the configuration. */
    return strcmp(verb, "script") || !strncmp(first, "https://", 8) || (*first == '/' && config_is_link(first));
}

static bool are_steps(const cJSON *steps) {
    const cJSON *step;
    for (step = json_first(steps); step; step = step->next) {
        if (!cJSON_IsArray(step) || !is_step(step))
            return false;
    }
    return !steps || cJSON_IsArray(steps);
}

/* What a definition from the page lacks, or NULL. */
static const char *fault(const struct config *config, const cJSON *definition) {
    const char *purpose = json_member(definition, "purpose"), *id = json_member(definition, "id");
    if (!pattern_match("[A-Za-z]{1}[A-Za-z0-9_]{0,39}", id) || config_purpose(config, id) >= 0 ||
        language_key(id, "_does") < TEXT_COUNT)
        return "an id of [A-Za-z][A-Za-z0-9_]{0,39} that is free";
    if (!is_text(json_get(definition, "name"), false))
        return "a name";
    if (config_purpose(config, purpose) < 0 && language_key(purpose, "_does") == TEXT_COUNT)
        return "a purpose that there is";
    if (!are_steps(json_get(definition, "start")) || !are_steps(json_get(definition, "stop")))
        return "start and stop of known steps, scripts from https";
    return NULL;
}

static void add_processor(struct config *config, const cJSON *definition, const char *counter) {
    struct processor *processor = &config->processors[config->processor_count];
    *processor = (struct processor){.id = json_member(definition, "id"), .definition = definition, .counter = counter};
    processor->purpose = add_purpose(config, json_member(definition, "purpose"), NULL);
    processor->whole = config_processor(config, json_member(definition, "partOf"));
    processor_token(processor);
    if (processor->purpose >= 0)
        config->processor_count++;
}

/* One processor, from its definition and the site's entry for it in `analytics`. */
static void read_processor(struct config *config, const cJSON *definition, const cJSON *entry) {
    const char *form = json_text(json_get(definition, "counter"));
    const char *whole = json_text(json_get(definition, "partOf"));
    const char *word = json_word(entry);
    bool off = cJSON_IsFalse(entry) || (word && !*word);
    bool counted = form && !whole;
    if (off || (counted && !entry) || (whole && config_processor(config, whole) < 0))
        return;
    if (counted && (!word || !pattern_match(form, word)))
        report_member("SMG_CONFIG.analytics", entry, form);
    else if (config->processor_count < PROCESSORS_MAX)
        add_processor(config, definition, counted ? word : NULL);
    else
        config_report("SMG_CONFIG.analytics", "at most 512 processors", NULL);
}

static const cJSON *own_definition(const cJSON *own, const char *id) {
    const cJSON *definition;
    for (definition = json_first(own); definition; definition = definition->next) {
        if (!strcmp(json_member(definition, "id"), id))
            return definition;
    }
    return NULL;
}

static void read_processors(struct config *config, const cJSON *analytics, cJSON *own) {
    cJSON *definition, *next;
    for (definition = own ? own->child : NULL; definition; definition = next) {
        const char *lacks = fault(config, definition);
        next = definition->next;
        if (lacks) {
            config_report("SMG_CONFIG.consent.processors", lacks, definition);
            cJSON_DetachItemViaPointer(own, definition);
        }
    }
    const cJSON *entry;
    for (const char *id = NULL; (id = processor_builtin_next(id));) {
        entry = json_get(analytics, id);
        if (own_definition(own, id))
            continue;
        /* What the site does not use is not even parsed, but a part comes with its whole. */
        if (entry || processor_is_part(id))
            read_processor(config, processor_builtin(id), entry);
    }
    for (definition = own ? own->child : NULL; definition; definition = definition->next) {
        const char *id = json_member(definition, "id");
        if (config_processor(config, id) < 0)
            read_processor(config, definition, json_get(analytics, id));
    }
    for (entry = json_first(analytics); entry; entry = entry->next) {
        if (!own_definition(own, entry->string) && !is_builtin(entry->string))
            report_member("SMG_CONFIG.analytics", entry, "a known processor");
    }
}

void config_read(struct config *config, const cJSON *json, bool secure) {
    *config = (struct config){.refusal_expires_after_days = 182};
    config->cookie.name = "smg_consent";
    config->cookie.path = "/";
    config->cookie.same_site = "Lax";
    config->cookie.secure = secure;
    config->cookie.expires_after_days = 182;
    const cJSON *consent = json_get(json, "consent"), *analytics = json_get(json, "analytics");
    if (!cJSON_IsObject(json))
        config_report("SMG_CONFIG", "an object", json);
    if (consent && !cJSON_IsObject(consent))
        config_report("SMG_CONFIG.consent", "an object", consent);
    if (analytics && !cJSON_IsObject(analytics)) {
        config_report("SMG_CONFIG.analytics", "an object of counter ids", analytics);
        analytics = NULL;
    }
    const cJSON *cookie = json_get(consent, "cookie"), *purposes = json_get(consent, "purposes");
    cJSON *own = (cJSON *)(uintptr_t)json_get(consent, "processors");
    if (cJSON_IsObject(consent))
        read_options(config, consent, consent_options, "SMG_CONFIG.consent");
    if (cJSON_IsObject(cookie))
        read_options(config, cookie, cookie_options, "SMG_CONFIG.consent.cookie");
    if (config->language && !strcmp(config->language, "auto"))
        config->language = NULL;
    /* Browsers refuse SameSite=None without Secure. */
    if (!strcmp(config->cookie.same_site, "None"))
        config->cookie.secure = true;
    read_texts(config->texts);
    if (cJSON_IsObject(purposes))
        read_purposes(config, purposes);
    read_processors(config, analytics, cJSON_IsArray(own) ? own : NULL);
}
