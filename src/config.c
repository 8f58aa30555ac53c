#include "config.h"

#include <string.h>

#include "arena.h"
#include "definition.h"
#include "effect.h"

static struct config self;
const struct config *const config = &self;

#define DEFINITIONS "processors/"  /* where the files of the catalogue are */
#define REFUSAL_NAME "smg_consent" /* of the item in localStorage, and of the cookie unless the page gives another */

/* The names of the options and their forms, in turn, each with its NUL. */
#define TEXT_OPTION(name, form) #name "\0" form "\0"
static const char consent_options[] = CONSENT_OPTIONS(TEXT_OPTION), cookie_options[] = COOKIE_OPTIONS(TEXT_OPTION),
                  theme_options[] = THEME_OPTIONS(TEXT_OPTION);

/* "path.name" */
static const char *path_join(const char *path, const char *name) {
    return text_join(text_join(path, "."), name);
}

static void report_member(const char *path, const json *member, const char *expected) {
    if (left_out())
        return;
    effect_report(path_join(path, json_name(member)), expected, member);
}

bool config_is_link(const char *url) {
    size_t scheme = text_until(url, ":/?#");
    for (const char *at = url; *at; at++)
        if ((unsigned char)*at <= ' ' || *at == '\\' || *at == '<' || *at == '"')
            return false;
    return *url && (url[scheme] != ':' || !strncmp(url, "https:", 6) || !strncmp(url, "http:", 5) ||
                    !strncmp(url, "mailto:", 7));
}

/* True for texts of which each is the address of a link. */
static bool is_links(const json *value) {
    const json *each = json_first(value);
    if (json_text(value))
        return config_is_link(json_text(value));
    while (each && config_is_link(json_text(each)))
        each = json_next(each);
    return !each;
}

/* Sets `to` to what `value` says, and returns true, if it has the form. */
static bool read_value(union option_value *to, const char *form, const json *value) {
    const char *word;
    switch (*form++) {
    case 'W':
        word = json_scalar(value);
        if (!word || !pattern_match(form, word))
            return false;
        to->word = word;
        return true;
    case 'N':
        return json_uint(value, 0, 999999999, &to->number);
    case 'D':
        return json_uint(value, 1, 400, &to->number);
    case 'F':
        to->number = json_is_true(value) != 0;
        return json_is_bool(value);
    case 'A':
        to->value = value;
        return json_is_array(value);
    case 'O':
        to->value = value;
        return json_is_object(value);
    case 'B':
        to->value = value;
        return json_is_object(value) || read_value(&self.options[THEME_mode], list_at(theme_options, 1), value);
    default:
        to->value = value;
        return language_is_texts(value) && (form[-1] != 'L' || is_links(value));
    }
}

/* The name of the option that is near to `name` by few letters, or NULL. */
static const char *nearest_option(const char *name, const char *options) {
    for (int edits = 1; edits < TEXT_EDITS; edits++)
        for (int i = 0; *list_at(options, i); i += 2)
            if (text_is_near(name, list_at(options, i), edits))
                return list_at(options, i);
    return NULL;
}

/* The options of an object, the names and forms of which are listed in `options`. */
static void read_options(const json *given, const char *options, union option_value *values, const char *path) {
    for (const json *member = json_first(given); member; member = json_next(member)) {
        int index = list_find(options, json_name(member));
        const char *form = list_at(options, index + 1);
        union option_value value;
        /* The names stand at even places of the list, each form behind its name: an odd place is the text of a form,
         * which a page has used as the name of an option. */
        if (!*form || index % 2) {
            if (left_out())
                return;
            report_member(path, member, text_or_nearest("a known option", nearest_option(json_name(member), options)));
        } else if (json_is_null(member))
            ;
        else if (read_value(&value, form, member))
            values[index / 2] = value;
        else
            report_member(path, member, form + 1);
    }
}

/* True for a text that this site shows: not for the sentences of another country's law. */
static bool is_shown(int key) {
    const enum text *fact = self.law->facts;
    while (*fact != TEXT_COUNT && *fact != (enum text)key)
        fact++;
    return key < TEXT_OF_LAWS || *fact != TEXT_COUNT;
}

/* A language of the page's own speaks English where it lacks a text: one message tells how many, and the first few. */
static void report_gaps(const char *path, const json *own) {
    enum { SHOWN = 5 };
    uint32_t lacking = 0, all = 0;
    text_begin();
    for (int key = 0; key < TEXT_COUNT; key++) {
        if (!is_shown(key))
            continue;
        all++;
        if (!language_is_text(json_get(own, list_at(embedded_text_keys, key)))) {
            if (lacking < SHOWN) {
                text_put(lacking ? ", " : "; missing: ");
                text_put(list_at(embedded_text_keys, key));
            }
            lacking++;
        }
    }
    if (lacking > SHOWN)
        text_put(", ...");
    const char *missing = text_end();
    if (lacking && !language_is_known(json_name(own)))
        effect_report_text(path, text_join(text_join("all ", text_digits(all)), " texts"),
                           text_join(text_digits(all - lacking), missing));
}

/* True for the key of a text on a processor, or of one more plural form. */
static bool is_of_processor(const char *key) {
    size_t end = strlen(key);
    if (!strncmp(key, "partners_", 9) && list_find("zero\0one\0two\0few\0many\0", key + 9) < 5)
        return true;
    while (end && key[end - 1] != '_')
        end--;
    text_begin();
    text_put_slice(key, end ? end - 1 : 0);
    const char *id = text_end();
    return list_find(LANGUAGE_OF_PROCESSOR, key + end) < 3 &&
           (json_find(self.builtin, id) || json_find(self.options[CONSENT_processors].value, id) ||
            files_list(DEFINITIONS, id));
}

static void read_texts(const json *texts) {
    if (!texts || left_out())
        return;
    for (const json *own = json_first(texts); own; own = json_next(own)) {
        const char *path = path_join("SMG_CONFIG.consent.texts", json_name(own));
        if (!pattern_match(LANGUAGE_TAG, json_name(own)))
            effect_report(path, "a language tag of " LANGUAGE_TAG, own);
        else if (!json_is_object(own))
            effect_report(path, "an object of texts", own);
        else {
            for (const json *text = json_first(own); text; text = json_next(text)) {
                if (language_key("", json_name(text)) == TEXT_COUNT && !is_of_processor(json_name(text)))
                    report_member(path, text, "the key of a text");
                else if (!language_is_text(text))
                    report_member(path, text, "a text of at most 2000 bytes");
            }
            report_gaps(path, own);
        }
    }
}

int config_find(const char *id) {
    for (int i = 0; i < self.count; i++)
        if (!strcmp(self.items[i].id, id))
            return i;
    return -1;
}

int config_under(int processor, const char *purpose) {
    for (int i = 0; i < self.count; i++)
        if ((i == processor || self.items[i].also == &self.items[processor]) && self.items[i].purpose >= 0 &&
            !strcmp(self.items[self.items[i].purpose].id, purpose))
            return i;
    return -1;
}

int config_own(int item) {
    const struct item *own = IS_FIRST ? NULL : self.items[item].also;
    return own ? (int)(own - self.items) : item;
}

bool config_is_processor(int item) {
    return self.items[item].purpose >= 0 && (IS_FIRST || !self.items[item].also);
}

bool config_withheld(int item) {
    const struct item *of = &self.items[item];
    return self.gpc && !strcmp(of->purpose < 0 ? of->id : self.items[of->purpose].id, "marketing");
}

static int room;         /* how many items there is memory for */
static int without_room; /* how many items found no room, there or in the record */

/* Each processor may add the purposes that it belongs to, and has an item for each. */
static int most_items(const json *definitions) {
    int most = 2 * json_count(definitions);
    for (const json *each = IS_FIRST ? NULL : json_first(definitions); each; each = json_next(each))
        most += 2 * json_count(json_get(each, "otherPurposes"));
    return most;
}

static void make_room(const json *analytics) {
    const union option_value *options = self.options;
    int most = json_count(options[CONSENT_purposes].value) + most_items(options[CONSENT_processors].value) +
               most_items(self.builtin);
    for (const json *each = IS_FIRST ? NULL : json_first(analytics); each; each = json_next(each))
        most += 2 + 2 * json_count(json_get(files_content(DEFINITIONS, json_name(each)), "otherPurposes"));
    room = most < ITEMS_MAX ? most : ITEMS_MAX;
    self.items = arena_alloc((size_t)room * sizeof *self.items);
    if (!self.items)
        room = 0;
}

/*
 * The index of a new item, or -1. What the record has no room for could never be granted, since no choice could be
 * kept; so it is left out, and all that comes after it.
 */
static int add(const struct item *item) {
    static size_t record = RECORD_HEAD_MAX;
    record += strlen(item->token) + 1;
    if (without_room || self.count == room || record > RECORD_TEXT_MAX) {
        without_room++;
        return -1;
    }
    self.items[self.count] = *item;
    return self.count++;
}

/* One message for all that found no room, with the number of those that did. */
static void report_without_room(void) {
    if (without_room && !left_out())
        effect_report_text("SMG_CONFIG",
                           text_join(text_join("at most ", text_digits((uint32_t)self.count)),
                                     " purposes and processors, which fill the record"),
                           text_digits((uint32_t)(self.count + without_room)));
}

static int add_purpose(const char *id, const json *own) {
    int found = config_find(id);
    return found < 0 ? add(&(struct item){.id = id, .token = id, .definition = own, .purpose = -1, .part_of = -1})
                     : found;
}

static bool is_builtin_purpose(const char *id) {
    return language_key(id, "_does") < TEXT_COUNT;
}

static void read_purposes(void) {
    const char *path = "SMG_CONFIG.consent.purposes", *form = "[a-z]{1}[A-Za-z0-9]{0,19}";
    if (!self.options[CONSENT_purposes].value || left_out())
        return;
    for (const json *own = json_first(self.options[CONSENT_purposes].value); own; own = json_next(own)) {
        if (!pattern_match(form, json_name(own)) || !strcmp(json_name(own), "necessary") ||
            json_find(self.builtin, json_name(own)) || files_content(DEFINITIONS, json_name(own)))
            report_member(path, own, "an id of [a-z][A-Za-z0-9]{0,19} that is free");
        else if (!json_is_object(own) ||
                 (!is_builtin_purpose(json_name(own)) && !language_is_texts(json_get(own, "name"))))
            report_member(path, own, "{name, description}");
        else {
            const json *member, *behind;
            for (member = json_first(own); member; member = behind) {
                behind = json_next(member);
                bool known = list_find("name\0description\0does\0", json_name(member)) < 3;
                if (known && (json_is_null(member) || language_is_texts(member)))
                    continue;
                report_member(path_join(path, json_name(own)), member, known ? "a text" : "name, description or does");
                json_drop(own, member);
            }
            add_purpose(json_name(own), own);
        }
    }
}

static bool refuse(const char *path, const char *expected, const json *got) {
    effect_report(path, expected, got);
    return false;
}

/* True where a processor may be for it. One of the page's own that found no room is told by report_without_room, and is
 * no fault of the processor. */
static bool is_purpose(const char *id) {
    int found = config_find(id);
    return found < 0 ? without_room || is_builtin_purpose(id) : self.items[found].purpose < 0;
}

/* True if a definition of the page's own can be used; false, and messages. */
static bool is_sound(const json *form, const char *path, const json *definition) {
    if (!definition_check(form, path, definition))
        return false;
    const char *purpose = json_member(definition, "purpose"), *id = json_name(definition);
    const json *whole = json_get(definition, "partOf"), *own = self.options[CONSENT_processors].value;
    if (config_find(id) >= 0 || is_builtin_purpose(id) || json_find(own, id) != definition)
        return refuse(path, "an id that is free", definition);
    if (!is_purpose(purpose))
        return refuse(path_join(path, "purpose"), "a purpose that there is", json_get(definition, "purpose"));
    for (const json *other = json_first(json_get(definition, "otherPurposes")); other; other = json_next(other))
        if (!is_purpose(json_text(other)))
            return refuse(path_join(path, "otherPurposes"), "purposes that there are", other);
    if (whole && !json_find(own, json_text(whole)) && !json_find(self.builtin, json_text(whole)) &&
        !files_content(DEFINITIONS, json_text(whole)))
        return refuse(path_join(path, "partOf"), "a processor that there is", whole);
    return !(definition_keeps(definition, NULL, REFUSAL_NAME) ||
             definition_keeps(definition, NULL, self.options[COOKIE_name].word)) ||
           refuse(path, "names that are not those of the record", definition);
}

/* The member whose name is near to `name` by so many letters, or NULL: of an object, or of an array with names. */
static const char *nearest_member(const json *of, const char *name, int edits) {
    for (of = json_first(of); of; of = json_next(of))
        if (text_is_near(name, json_name(of), edits))
            return json_name(of);
    return NULL;
}

static const char *nearest_parameter(const json *forms, const char *name) {
    const char *near = NULL;
    for (int edits = 1; edits < TEXT_EDITS && !near; edits++)
        near = nearest_member(forms, name, edits);
    return near;
}

/* True if the site has given each parameter in its form, and no others; false, and, where it is wanted, messages. */
static bool has_parameters(const json *forms, const json *entry, bool tells) {
    const char *path = path_join("SMG_CONFIG.analytics", json_name(entry));
    bool sound = json_is_object(entry);
    if (!sound && tells)
        report_member("SMG_CONFIG.analytics", entry, "an object of its values");
    for (const json *form = sound ? json_first(forms) : NULL; form; form = json_next(form)) {
        const json *given = json_get(entry, json_name(form));
        if (json_scalar(given) && pattern_match(json_text(form), json_scalar(given)))
            continue;
        if (tells)
            effect_report(path_join(path, json_name(form)), json_text(form), given);
        sound = false;
    }
    for (const json *given = json_is_object(entry) ? json_first(entry) : NULL; given; given = json_next(given))
        if (!json_find(forms, json_name(given))) {
            if (tells)
                report_member(path, given,
                              text_or_nearest("one of its values", nearest_parameter(forms, json_name(given))));
            sound = false;
        }
    return sound;
}

bool config_uses(const json *entry) {
    const char *word = json_scalar(entry);
    return !json_is_false(entry) && !json_is_null(entry) && !(word && !*word);
}

/*
 * One processor under one of its purposes, from its definition and the site's entry for it in `analytics`. Messages
 * only under its first: it may be read once for each.
 */
static void read_processor(const json *definition, const char *under, const json *analytics) {
    const char *id = json_name(definition), *form = json_text(json_get(definition, "idPattern"));
    const json *whole = json_get(definition, "partOf"),
               *parameters = IS_FIRST ? NULL : json_get(definition, "parameters");
    const json *entry = json_find(analytics, id);
    const char *word = json_scalar(entry);
    bool first = IS_FIRST || !strcmp(under, json_member(definition, "purpose"));
    int of = -1, also = IS_FIRST ? -1 : config_find(id);
    /* Named twice for one purpose it has one switch there. */
    if (also >= 0 && config_under(also, under) >= 0)
        return;
    if (whole) {
        form = entry ? "true or false" : NULL;
        of = config_find(json_member(definition, "partOf"));
    }
    if (!config_uses(entry) || ((form || parameters) && !entry) || (whole && of < 0))
        return;
    if (parameters) {
        if (!has_parameters(parameters, entry, first))
            return;
    } else if (whole ? entry && !json_is_true(entry) : form && (!word || !pattern_match(form, word))) {
        if (first)
            report_member("SMG_CONFIG.analytics", entry, form);
        return;
    }
    int purpose = add_purpose(under, NULL);
    if (also >= 0)
        self.items[also].several = true;
    if (purpose >= 0)
        add(&(struct item){.id = also < 0 ? id : text_join(text_join(id, "-"), under),
                           .token = processor_token(definition, under),
                           .definition = definition,
                           .tag_id = form ? word : NULL,
                           .parameters = parameters ? entry : NULL,
                           .purpose = purpose,
                           .part_of = of,
                           .also = also < 0 ? NULL : &self.items[also],
                           .can_restart = json_get(definition, "restart"),
                           .needs_reload = json_true(definition, "reload") || json_get(definition, "certainty")});
}

/* True if the processor is for this purpose, its first or another one. */
static bool is_for(const json *definition, const char *purpose) {
    const json *other = json_first(json_get(definition, "otherPurposes"));
    while (other && strcmp(json_text(other), purpose) != 0)
        other = json_next(other);
    return other || !strcmp(json_member(definition, "purpose"), purpose);
}

/* Puts what holds for operators in this site's country in the place of what holds for all. */
static void set_region(const json *definition) {
    const char *country = self.options[CONSENT_country].word;
    for (const json *region = json_first(json_get(definition, "regions")); region && country;
         region = json_next(region))
        for (const json *of = json_first(json_get(region, "of")); of; of = json_next(of))
            if (!strcmp(json_text(of), country))
                json_overlay(definition, region, "company\0countries\0policy\0");
}

/* Drops those files of the catalogue that cannot be used. Their hash says that they are those of the build; who hands
 * over another content is told. */
static void check_files(const json *analytics) {
    const json *form = NULL;
    for (const json *each = json_first(analytics); each; each = json_next(each)) {
        const json *definition = files_content(DEFINITIONS, json_name(each));
        const char *path = text_join(DEFINITIONS, json_name(each));
        if (!definition)
            continue;
        form = form ? form : definition_form();
        if (form && definition_check(form, path, definition) &&
            (!strcmp(json_name(definition), json_name(each)) ||
             refuse(path_join(path, "id"), json_name(each), json_get(definition, "id"))))
            set_region(definition);
        else
            files_drop(DEFINITIONS, json_name(each));
    }
}

/* Those that come with the module, and those of the catalogue that have come, by their purposes in their order. */
static void read_known(const json *own, const json *analytics) {
    const json *each;
    if (IS_FIRST) {
        for (each = json_first(self.builtin); each; each = json_next(each))
            read_processor(each, json_member(each, "purpose"), analytics);
        return;
    }
    for (const char *purpose = embedded_purposes; *purpose; purpose += strlen(purpose) + 1) {
        for (each = json_first(self.builtin); each; each = json_next(each))
            if (!json_find(own, json_name(each)) && is_for(each, purpose))
                read_processor(each, purpose, analytics);
        for (each = json_first(analytics); each; each = json_next(each)) {
            const json *definition = files_content(DEFINITIONS, json_name(each));
            if (definition && !json_find(own, json_name(each)) && is_for(definition, purpose))
                read_processor(definition, purpose, analytics);
        }
    }
}

/* Drops those definitions of the page's own that cannot be used. */
static void check_own(const json *own) {
    const json *definition = json_first(own), *behind;
    if (!definition || left_out())
        return;
    const json *form = definition_form();
    for (uint32_t number = 0; definition; definition = behind, number++) {
        const char *path = text_join(text_join("SMG_CONFIG.consent.processors[", text_digits(number)), "]");
        behind = json_next(definition);
        if (!form || !is_sound(form, path, definition))
            json_drop(own, definition);
    }
}

/* The processor of a name that is near by few letters: of the page's own, of those that come with the module, and of
 * the catalogue; or NULL. */
static const char *nearest_processor(const char *id) {
    const char *near = NULL;
    for (int edits = 1; edits < TEXT_EDITS && !near; edits++) {
        near = nearest_member(self.options[CONSENT_processors].value, id, edits);
        if (!near)
            near = nearest_member(self.builtin, id, edits);
        if (!near)
            near = files_nearest(DEFINITIONS, id, edits);
    }
    return near;
}

static void read_processors(const json *analytics) {
    const json *own = self.options[CONSENT_processors].value, *each;
    check_own(own);
    read_known(own, analytics);
    /* Those that are parts of others last, wherever the page has them: a part refers to the item of its whole. */
    for (int parts = 0; parts < 2 && !IS_FIRST; parts++)
        for (each = json_first(own); each; each = json_next(each))
            if ((json_get(each, "partOf") != NULL) == parts) {
                set_region(each);
                read_processor(each, json_member(each, "purpose"), analytics);
                const json *other = json_first(json_get(each, "otherPurposes"));
                for (; other; other = json_next(other))
                    read_processor(each, json_text(other), analytics);
            }
    for (each = json_first(analytics); each; each = json_next(each))
        /* Of a file that has not come the shell has told. */
        if ((IS_FIRST || !json_find(own, json_name(each))) && !json_find(self.builtin, json_name(each)) &&
            !left_out() && !files_list(DEFINITIONS, json_name(each)))
            report_member("SMG_CONFIG.analytics", each,
                          text_or_nearest("a known processor", nearest_processor(json_name(each))));
}

bool config_lacks_file(const char *id) {
    return files_list(DEFINITIONS, id) && !files_content(DEFINITIONS, id);
}

void config_want(const struct event *event) {
    const json *given = json_get(event->members, "config"), *consent = json_get(given, "consent");
    const json *own = json_get(consent, "processors"), *builtin = processor_builtin(), *each;
    const char *chosen = json_text(json_get(consent, "language"));
    json_name_by(builtin, "id");
    if (json_is_array(own))
        json_name_by(own, "id");
    for (each = json_first(json_get(given, "analytics")); each; each = json_next(each))
        if (config_uses(each) && json_name(each) && !json_find(builtin, json_name(each)) &&
            !json_find(own, json_name(each)))
            files_ask(DEFINITIONS, json_name(each));
    if (chosen && strcmp(chosen, "auto") != 0)
        language_ask(chosen, json_get(consent, "texts"));
    else
        language_ask_first(json_get(event->members, "languages"), json_get(consent, "texts"));
}

/* The member `name`, if it is an object; else NULL, and a message if it is anything but absent. */
static const json *object(const json *of, const char *name, const char *expected) {
    const json *member = json_get(of, name);
    if (!member || json_is_object(member))
        return member;
    report_member("SMG_CONFIG", member, expected);
    return NULL;
}

/* True if browsers let this host set cookies of the domain. One without a dot is a top-level domain, which none does.
 */
static bool is_domain(const char *domain) {
    domain += *domain == '.';
    size_t length = strlen(domain), all = strlen(self.host);
    const char *end = self.host + all - (length < all ? length : all);
    return language_is_tag(domain, end) && (end == self.host || (end[-1] == '.' && domain[text_until(domain, ".")]));
}

/* By the operator's country; who has a number in Kazakhstan is there. */
static void read_country(const json *consent) {
    union option_value *options = self.options;
    if (options[CONSENT_bin].word && !options[CONSENT_country].word)
        options[CONSENT_country].word = "KZ";
    const char *country = options[CONSENT_country].word;
    if (options[CONSENT_bin].word && strcmp(country, "KZ") != 0 && !left_out()) {
        effect_report("SMG_CONFIG.consent.bin", "the country KZ beside it", json_get(consent, "country"));
        options[CONSENT_bin].word = NULL;
    }
    self.law = embedded_laws;
    for (int i = 1; country && i < LAWS; i++)
        if (text_has(embedded_laws[i].countries, country))
            self.law = &embedded_laws[i];
}

/* True if one of the texts is this one, or ends in "*" and is how it begins. A message for each that has not the form.
 */
static bool is_listed(const json *list, const char *text, const char *path, const char *form, const char *expected) {
    bool found = false;
    uint32_t number = 0;
    for (list = json_first(list); list; list = json_next(list), number++) {
        const char *each = json_text(list) ? json_text(list) : "";
        size_t length = text_until(each, "*");
        if (!pattern_match(form, each))
            effect_report(text_join(text_join(text_join(path, "["), text_digits(number)), "]"), expected, list);
        else
            found |= text && !strncmp(each, text, length) && (each[length] || !text[length]);
    }
    return found;
}

/* The cookie that the record is in must be none of those that go with a processor. */
static void check_name(const json *given, const json *definition) {
    const char **name = &self.options[COOKIE_name].word;
    if (!strcmp(*name, REFUSAL_NAME) || !definition_keeps(definition, NULL, *name))
        return;
    effect_report("SMG_CONFIG.consent.cookie.name", "a name that no processor's cookies have",
                  json_get(json_get(json_get(given, "consent"), "cookie"), "name"));
    *name = REFUSAL_NAME;
}

void config_read(const json *start) {
    const json *given = json_get(start, "config");
    union option_value *options = self.options;
    self.host = json_member(start, "host");
    self.builtin = processor_builtin();
#define WORD(option, value) options[option].word = value;
#define NUMBER(option, value) options[option].number = value;
    OPTION_DEFAULTS(WORD, NUMBER)
    options[COOKIE_secure].number = json_true(start, "secure");
    if (!json_is_object(given) && !left_out())
        effect_report("SMG_CONFIG", "an object", given);
    for (const json *member = json_is_object(given) ? json_first(given) : NULL; member; member = json_next(member))
        if (list_find("analytics\0consent\0", json_name(member)) > 1)
            report_member("SMG_CONFIG", member, "analytics or consent");
    const json *analytics = object(given, "analytics", "an object of counter ids");
    read_options(object(given, "consent", "an object"), consent_options, options, "SMG_CONFIG.consent");
    read_options(options[CONSENT_cookie].value, cookie_options, options + COOKIE_name, "SMG_CONFIG.consent.cookie");
    read_country(json_get(given, "consent"));
    read_options(options[CONSENT_theme].value, theme_options, options + THEME_mode, "SMG_CONFIG.consent.theme");
    if (options[COOKIE_domain].word && !is_domain(options[COOKIE_domain].word) && !left_out()) {
        effect_report("SMG_CONFIG.consent.cookie.domain", "this host, or a domain above it",
                      json_get(options[CONSENT_cookie].value, "domain"));
        options[COOKIE_domain].word = NULL;
    }
    if (options[CONSENT_language].word && !strcmp(options[CONSENT_language].word, "auto"))
        options[CONSENT_language].word = NULL;
    /* Browsers refuse SameSite=None without Secure. */
    if (*options[COOKIE_sameSite].word == 'N')
        options[COOKIE_secure].number = true;
    if (!IS_FIRST) {
        self.analytics = analytics;
        self.quiet_path =
            is_listed(options[CONSENT_quietOn].value, json_member(start, "path"), "SMG_CONFIG.consent.quietOn",
                      "/[!-)+-~]{0,200}|/[!-)+-~]{0,200}[*]{1}", "a path such as /privacy or /legal/*");
        self.quiet = is_listed(options[CONSENT_quietIn].value, options[CONSENT_region].word,
                               "SMG_CONFIG.consent.quietIn", "[A-Z]{2}", "two letters such as DE");
        self.quiet |= self.quiet_path;
    }
    self.framed = json_true(start, "framed") && !options[CONSENT_inFrames].number;
    self.signal = json_true(start, "gpc");
    self.gpc = self.signal && options[CONSENT_respectGpc].number;
    json_name_by(self.builtin, "id");
    json_name_by(options[CONSENT_processors].value, "id");
    read_texts(options[CONSENT_texts].value);
    if (!IS_FIRST)
        check_files(analytics);
    make_room(analytics);
    bool is_usual = !strcmp(options[COOKIE_name].word, REFUSAL_NAME);
    for (const json *each = json_first(self.builtin); each && !is_usual && !left_out(); each = json_next(each))
        check_name(given, each);
    for (const json *each = json_first(analytics); each && !IS_FIRST; each = json_next(each))
        check_name(given, files_content(DEFINITIONS, json_name(each)));
    read_purposes();
    read_processors(analytics);
    report_without_room();
    if (options[CONSENT_language].word && !language_set(options[CONSENT_language].word, options[CONSENT_texts].value) &&
        !left_out()) {
        /* Of a file that has not come the shell has told. */
        if (!language_is_awaited())
            effect_report("SMG_CONFIG.consent.language", "a language that there is",
                          json_get(json_get(given, "consent"), "language"));
        options[CONSENT_language].word = NULL;
    }
}
