#include "config.h"

#include <string.h>

#include "arena.h"

struct config config;

#define GOT_MAX 60                 /* bytes shown of what came */
#define LEVELS_MAX 16              /* of arrays and objects within each other, in what a step hands over */
#define REFUSAL_NAME "smg_consent" /* of the item in localStorage, and of the cookie unless the page gives another */

/* The names of the options and their forms, in turn, each with its NUL. */
#define TEXT_OPTION(name, form) #name "\0" form "\0"
static const char consent_options[] = CONSENT_OPTIONS(TEXT_OPTION), cookie_options[] = COOKIE_OPTIONS(TEXT_OPTION);

static void say(const char *path, const char *expected, const char *got) {
    text_begin();
    put(path);
    put(": expected ");
    put(expected);
    put(", got ");
    put(got);
    json_shape("['log','warn',%]", text_end(), NULL);
}

void config_report(const char *path, const char *expected, const cJSON *got) {
    text_begin();
    json_copy(got, NULL);
    const char *what = text_end();
    size_t length = strlen(what);
    if (length > GOT_MAX)
        for (length = GOT_MAX; (what[length] & 0xC0) == 0x80; length--) /* not within a character */
            ;
    text_begin();
    put_slice(what, length);
    if (what[length])
        put("...");
    say(path, expected, text_end());
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
        return language_is_text(value) && (!link || config_is_link(text));
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

/* A language of the page's own speaks English where it lacks a text: one message tells how many, and the first few. */
static void report_gaps(const char *path, const cJSON *language) {
    enum { SHOWN = 5 };
    uint32_t lacking = 0;
    text_begin();
    for (int key = 0; key < TEXT_COUNT; key++)
        if (!language_is_text(json_get(language, text_at(embedded_text_keys, key)))) {
            if (lacking < SHOWN) {
                put(lacking ? ", " : "; missing: ");
                put(text_at(embedded_text_keys, key));
            }
            lacking++;
        }
    if (lacking > SHOWN)
        put(", ...");
    const char *missing = text_end();
    if (lacking && !language_is_builtin(language->string))
        say(path, join(join("all ", digits(TEXT_COUNT)), " texts"), join(digits(TEXT_COUNT - lacking), missing));
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
                else if (!language_is_text(text))
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

static int room;     /* for so many items */
static int left_out; /* so many found none */

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

/*
 * The index of a new item, or -1. What the record has no room for could never be granted, since no choice could be
 * kept; so it is left out, and all that comes after it.
 */
static int add(const struct item *item) {
    static size_t record = RECORD_HEAD_MAX;
    record += strlen(item->token) + 1;
    if (left_out || config.count == room || record > RECORD_TEXT_MAX) {
        left_out++;
        return -1;
    }
    config.items[config.count] = *item;
    return config.count++;
}

/* One message for all that found no room, with the number of those that did. */
static void report_left_out(void) {
    if (left_out)
        say("SMG_CONFIG",
            join(join("at most ", digits((uint32_t)config.count)), " purposes and processors, which fill the record"),
            digits((uint32_t)(config.count + left_out)));
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

/* Takes an entry out of the configuration, so that nothing reads it any more. */
static void drop(const cJSON *list, const cJSON *entry) {
    cJSON_DetachItemViaPointer((cJSON *)(uintptr_t)list, (cJSON *)(uintptr_t)entry);
}

static void read_purposes(void) {
    const char *path = "SMG_CONFIG.consent.purposes", *form = "[a-z]{1}[A-Za-z0-9]{0,19}";
    for (const cJSON *own = json_first(config.options[CONSENT_purposes].json); own; own = own->next) {
        if (!pattern_match(form, own->string) || !strcmp(own->string, "necessary") ||
            find_definition(config.builtin, own->string))
            report_member(path, own, "an id of [a-z][A-Za-z0-9]{0,19} that is free");
        else if (!cJSON_IsObject(own) || (!is_builtin_purpose(own->string) && !is_text(json_get(own, "name"), false)))
            report_member(path, own, "{name, description}");
        else {
            const cJSON *member, *next;
            for (member = own->child; member; member = next) {
                next = member->next;
                bool known = place("name\0description\0does\0", member->string) < 3;
                if (known && (cJSON_IsNull(member) || is_text(member, false)))
                    continue;
                report_member(below(path, own->string), member, known ? "a text" : "name, description or does");
                drop(own, member);
            }
            add_purpose(own->string, own);
        }
    }
}

static const cJSON *table; /* of the forms of definitions, see src/schema.mjs; NULL where there is none to be checked */

/* Where in a definition: a member, or an item, of what stands above; the first is the definition itself. */
struct spot {
    const struct spot *above;
    const char *name; /* NULL: an item */
    uint32_t number;
};

static void put_spot(const struct spot *spot) {
    if (spot->above)
        put_spot(spot->above);
    put(spot->name ? "." : "[");
    if (spot->name)
        put(spot->name);
    else {
        put_whole(spot->number);
        put_char(']');
    }
}

/* False, and a message. `form`: what was expected, up to the end of its line. */
static bool refuse(const struct spot *spot, const char *form, const cJSON *got) {
    text_begin();
    put("SMG_CONFIG.consent.processors");
    put_spot(spot);
    const char *path = text_end();
    text_begin();
    put_slice(form, text_until(form, "\n"));
    config_report(path, text_end(), got);
    return false;
}

/* The pattern is the second line of the form, or the only one. */
static bool has_form(const char *form, const char *text) {
    size_t words = text_until(form, "\n");
    return pattern_match(form + (form[words] ? words + 1 : 0), text);
}

static bool is_flat(const cJSON *value, int levels) {
    for (value = value->child; value; value = value->next)
        if (!levels || !is_flat(value, levels - 1))
            return false;
    return true;
}

/* True if a value that holds no others in any form that matters has the form, see src/schema.mjs. */
static bool fits(const char *form, const cJSON *value) {
    switch (*form) {
    case 'T':
        return is_text(value, false);
    case 'W':
        return language_is_text(value);
    case 'B':
        return cJSON_IsBool(value);
    case 'S':
        return cJSON_IsString(value) && has_form(form + 1, value->valuestring);
    default:
        return is_flat(value, LEVELS_MAX);
    }
}

/* True if `a` becomes `b` by so many letters put in, left out or exchanged. */
static bool is_near(const char *a, const char *b, int edits) {
    while (*a && *a == *b)
        a++, b++;
    return *a == *b || (edits && ((*a && *b && is_near(a + 1, b + 1, edits - 1)) ||
                                  (*a && is_near(a + 1, b, edits - 1)) || (*b && is_near(a, b + 1, edits - 1))));
}

/* A member's name in a form, in which "!" stands before those that must be there. */
static const char *named(const cJSON *form) {
    return form->string + (*form->string == '!');
}

static bool refuse_member(const struct spot *spot, const cJSON *member, const cJSON *forms) {
    const char *expected = "a known member";
    /* Of a short word anything is near. */
    for (int edits = 1; edits < 4 && (size_t)edits < strlen(member->string); edits++)
        for (const cJSON *form = forms; form; form = form->next)
            if (is_near(member->string, named(form), edits))
                return refuse(spot, join(join(join(expected, " (nearest: "), named(form)), ")"), member);
    return refuse(spot, expected, member);
}

/* An array that begins in the way of one of the lists of forms, and goes on in that way. */
static bool check_row(const struct spot *spot, const cJSON *value, const cJSON *forms) {
    const cJSON *item = cJSON_IsArray(value) ? value->child : NULL, *row = forms->child;
    while (item && row && !fits(row->child->valuestring, item))
        row = row->next;
    if (!item || !row)
        return refuse(spot, forms->string + 1, value);
    struct spot at = {spot, NULL, 1};
    const cJSON *form = row->child->next;
    for (item = item->next; form; at.number++) {
        const char *leaf = form->valuestring;
        bool optional = *leaf == '?' || *leaf == '+';
        if (!item && optional)
            break;
        leaf += *leaf == '?';
        if (!item || !fits(leaf, item))
            return refuse(&at, leaf + 1, item);
        item = item->next;
        if (*leaf != '+')
            form = form->next;
    }
    return !item || refuse(&at, "no more", item);
}

/* True if the value has the form, see src/schema.mjs; false, and a message for each place where it has not. */
static bool check(const struct spot *spot, const cJSON *value, const cJSON *form) {
    if (cJSON_IsString(form) && *form->valuestring == '@')
        form = cJSON_GetArrayItem(table, form->valuestring[1] - '`');
    const cJSON *forms = form->child, *each;
    bool sound = true;
    if (cJSON_IsString(form))
        return fits(form->valuestring, value) || refuse(spot, form->valuestring + 1, value);
    if (cJSON_IsArray(form)) {
        struct spot at = {spot, NULL, 0};
        if (!cJSON_IsArray(value) || (forms->next && !value->child))
            return refuse(spot, forms->next ? "an array that is not empty" : "an array", value);
        for (each = value->child; each; each = each->next, at.number++)
            sound &= check(&at, each, forms);
        return sound;
    }
    if (*forms->string == '=')
        return check_row(spot, value, forms);
    if (!cJSON_IsObject(value))
        return refuse(spot, "an object", value);
    for (each = value->child; each; each = each->next) {
        const struct spot at = {spot, each->string, 0};
        const cJSON *of = forms;
        /* Members of any name have one form. */
        if (*of->string == '~')
            sound &= !of->string[1] || has_form(of->string + 1, each->string) || refuse(&at, of->string + 1, each);
        else
            while (of && strcmp(named(of), each->string) != 0)
                of = of->next;
        sound &= of ? check(&at, each, of) : refuse_member(&at, each, forms);
    }
    text_begin();
    for (; forms; forms = forms->next)
        if (*forms->string == '!' && !cJSON_GetObjectItemCaseSensitive(value, named(forms))) {
            put(text_length() ? ", " : "the members ");
            put(named(forms));
        }
    const char *missing = text_end();
    return *missing ? refuse(spot, missing, value) : sound;
}

/* True if one of the names that are kept in `of` may mean this one. */
static bool keeps(const cJSON *of, const char *name) {
    for (const char *place = "cookies\0localStorage\0sessionStorage\0"; *place; place += strlen(place) + 1)
        for (const cJSON *item = json_first(json_get(of, place)); item; item = item->next) {
            const char *kept = item->string ? item->string : item->valuestring;
            size_t fixed = text_until(kept, "*");
            if (!strncmp(kept, name, fixed) && (kept[fixed] || !name[fixed]))
                return true;
        }
    return false;
}

/* True if what the processor keeps, and is erased with it, may be what is stored by this name. */
static bool takes(const cJSON *definition, const char *name) {
    bool any = keeps(definition, name) || keeps(json_get(definition, "eraseToo"), name);
    for (const cJSON *also = json_first(json_get(definition, "storesFor")); also; also = also->next)
        any |= keeps(also, name);
    return any;
}

/* True if a definition of the page's own can be used; false, and messages. */
static bool is_sound(const struct spot *spot, const cJSON *definition) {
    if (!check(spot, definition, table->child))
        return false;
    const char *purpose = json_member(definition, "purpose"), *id = definition->string;
    const cJSON *whole = json_get(definition, "partOf"), *own = config.options[CONSENT_processors].json;
    int found = config_find(purpose);
    if (config_find(id) >= 0 || is_builtin_purpose(id) || find_definition(own, id) != definition)
        return refuse(spot, "an id that is free", definition);
    /* That which found no room is told of by itself. */
    if (found < 0 ? !left_out && !is_builtin_purpose(purpose) : config.items[found].purpose >= 0)
        return refuse(&(struct spot){spot, "purpose", 0}, "a purpose that there is", json_get(definition, "purpose"));
    if (whole && !find_definition(own, whole->valuestring) && !find_definition(config.builtin, whole->valuestring))
        return refuse(&(struct spot){spot, "partOf", 0}, "a processor that there is", whole);
    return !(takes(definition, REFUSAL_NAME) || takes(definition, config.options[COOKIE_name].word)) ||
           refuse(spot, "names that are not those of the record", definition);
}

/* One processor, from its definition and the site's entry for it in `analytics`. */
static void read_processor(const cJSON *definition, const cJSON *analytics) {
    const char *id = definition->string, *form = json_text(json_get(definition, "idPattern"));
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
                           .again = json_get(definition, "restart"),
                           .reload = json_true(definition, "reload")});
}

static void read_processors(const cJSON *analytics) {
    const cJSON *own = config.options[CONSENT_processors].json, *definition = json_first(own), *next, *each;
    table = definition ? json_parse(embedded_definition, strlen(embedded_definition)) : NULL;
    for (struct spot spot = {NULL, NULL, 0}; definition; definition = next, spot.number++) {
        next = definition->next;
        if (!table || !is_sound(&spot, definition))
            drop(own, definition);
    }
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

/* True if browsers let this host set cookies of the domain. One without a dot is a top-level domain, which none does.
 */
static bool is_domain(const char *domain) {
    domain += *domain == '.';
    size_t length = strlen(domain), all = strlen(config.host);
    const char *end = config.host + all - (length < all ? length : all);
    return language_is_tag(domain, end) && (end == config.host || (end[-1] == '.' && domain[text_until(domain, ".")]));
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
    options[COOKIE_name].word = REFUSAL_NAME;
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
    if (options[COOKIE_domain].word && !is_domain(options[COOKIE_domain].word)) {
        config_report("SMG_CONFIG.consent.cookie.domain", "this host, or a domain above it",
                      json_get(options[CONSENT_cookie].json, "domain"));
        options[COOKIE_domain].word = NULL;
    }
    if (options[CONSENT_language].word && !strcmp(options[CONSENT_language].word, "auto"))
        options[CONSENT_language].word = NULL;
    /* Browsers refuse SameSite=None without Secure. */
    if (*options[COOKIE_sameSite].word == 'N')
        options[COOKIE_secure].number = true;
    read_texts(options[CONSENT_texts].json);
    make_room();
    name_definitions(config.builtin);
    name_definitions(options[CONSENT_processors].json);
    for (const cJSON *each = json_first(config.builtin); each; each = each->next)
        if (takes(each, options[COOKIE_name].word)) {
            config_report("SMG_CONFIG.consent.cookie.name", "a name that no processor's cookies have",
                          json_get(options[CONSENT_cookie].json, "name"));
            options[COOKIE_name].word = REFUSAL_NAME;
        }
    read_purposes();
    read_processors(analytics);
    report_left_out();
}
