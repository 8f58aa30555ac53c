#include "words.h"

#include <string.h>

/* What {n} and {m} of the text at hand are. */
static const char *n, *m;

void words_forget(void) {
    n = m = NULL;
}

/* Begins a text with one more part, after the separator where it is not the first. */
static void part(const char *text) {
    if (*text_so_far())
        put(language.texts[TEXT_join]);
    put(text);
}

static const char *name_of(int item) {
    return config.items[item].purpose < 0 ? words_purpose(item, "name", "_name")
                                          : words_of(config.items[item].definition, "name");
}

/* What was added since the visitor's last answer. */
static const char *added(void) {
    text_begin();
    for (int i = 0; i != config.count; i++)
        /* A new purpose stands for all that is within it. */
        if (fresh.of[i] && (config.items[i].purpose < 0 || !fresh.of[config.items[i].purpose]))
            part(name_of(i));
    return text_end();
}

const char *words_again(void) {
    return expand(*added() ? TEXT_ask_new : TEXT_ask_again);
}

/* True if `name`, of `length` bytes, is meant by one of the names; "*" at the end of one stands for any more. */
static bool is_meant(const cJSON *names, const char *name, size_t length) {
    for (names = json_first(names); names; names = names->next) {
        const char *of = names->string ? names->string : json_text(names);
        size_t fixed = of ? text_until(of, "*") : 0;
        if (fixed && length >= fixed && !strncmp(name, of, fixed) && (of[fixed] || length == fixed))
            return true;
    }
    return false;
}

static const cJSON *at_hand; /* the definition that a text is about */

static const char *present(void) {
    text_begin();
    for (const char *at = cookies; *at;) {
        size_t length = text_until(at, "=;");
        bool kept = is_meant(json_get(at_hand, "cookies"), at, length) ||
                    is_meant(json_get(json_get(at_hand, "eraseToo"), "cookies"), at, length);
        for (const cJSON *also = json_first(json_get(at_hand, "storesFor")); also; also = also->next)
            kept |= is_meant(json_get(also, "cookies"), at, length);
        if (kept) {
            part("");
            put_slice(at, length);
        }
        at += text_until(at, ";");
        while (*at == ';' || *at == ' ')
            at++;
    }
    const char *list = text_end();
    return *list ? list : "–";
}

/* The cookies of other sites, and those that no script can reach. */
static const char *beyond(void) {
    text_begin();
    for (const cJSON *domain = json_first(json_get(at_hand, "unreachable")); domain; domain = domain->next) {
        for (const cJSON *name = json_first(domain); name; name = name->next)
            part(cJSON_IsString(name) ? name->valuestring : "");
        if (*domain->string) {
            put(" (");
            put(domain->string);
            put_char(')');
        }
    }
    return text_end();
}

static const char *count(enum text text, const char *number) {
    n = number;
    return expand(text);
}

const char *words_now(const cJSON *definition, uint32_t requests) {
    at_hand = definition;
    return join(". ", count(TEXT_now, digits(requests)));
}

const char *words_some(uint32_t some, uint32_t of) {
    m = digits(of);
    return count(TEXT_some, digits(some));
}

/* What is asked for, as one part of a sentence: "count visits, record actions on pages and show ads". */
static const char *asked_for(void) {
    int left = 0;
    for (int i = 0; i != config.count; i++)
        left += config.items[i].purpose < 0 && !config_withheld(i);
    text_begin();
    for (int i = 0; i != config.count; i++)
        if (config.items[i].purpose < 0 && !config_withheld(i)) {
            const char *does = words_purpose(i, "does", "_does");
            left--;
            if (*text_so_far())
                put(language.texts[left ? TEXT_join : TEXT_join_last]);
            put(*does ? does : words_purpose(i, "name", "_name"));
        }
    return text_end();
}

/* Parts of a processor go to the same partner as the whole. */
static const char *partners(void) {
    uint32_t number = 0;
    for (int i = 0; i != config.count; i++)
        number += config.items[i].purpose >= 0 && config.items[i].whole < 0;
    /* Content of others that is no processor has somebody behind it too; how many, only the page knows. */
    return number ? count(number == 1 ? TEXT_partner : TEXT_partners, digits(number))
                  : language.texts[TEXT_partners_any];
}

/* What the present decision allows: the names of the purposes, of one that is granted in part with how many. */
static const char *chosen(void) {
    text_begin();
    for (int i = 0; i != config.count; i++)
        if (config.items[i].purpose < 0) {
            uint32_t on = 0, of = 0;
            for (int k = 0; k != config.count; k++)
                if (config.items[k].purpose == i) {
                    of++;
                    on += decision_allows(&decision.granted, k);
                }
            if (!on && !decision.granted.of[i])
                continue;
            part(words_purpose(i, "name", "_name"));
            if (on < of) {
                put(" (");
                put(words_some(on, of));
                put_char(')');
            }
        }
    const char *list = text_end();
    return *list ? list : language.texts[TEXT_choice_none];
}

/* The consent id in the usual five groups. */
static const char *uuid(const char *id) {
    text_begin();
    for (int i = 0; i < RECORD_ID_LENGTH; i++) {
        if (i == 8 || i == 12 || i == 16 || i == 20)
            put_char('-');
        put_char(id[i]);
    }
    return text_end();
}

const char *words_fill(enum hole hole) {
    const char *company;
    switch (hole) {
    case HOLE_company:
        company = language_of(&language, config.options[CONSENT_company].json);
        return company ? company : config.host;
    case HOLE_partners:
        return partners();
    case HOLE_purposes:
        return asked_for();
    case HOLE_abroad:
        return words_goes_abroad() ? language.texts[TEXT_body_abroad] : "";
    case HOLE_n:
        return n;
    case HOLE_m:
        return m;
    case HOLE_days:
        return digits(config.options[COOKIE_expiresAfterDays].number);
    case HOLE_bin:
        return config.options[CONSENT_bin].word ? expand(TEXT_kz_bin) : "";
    case HOLE_number:
        return config.options[CONSENT_bin].word;
    case HOLE_new:
        return added();
    case HOLE_present:
        return present();
    case HOLE_beyond:
        return beyond();
    case HOLE_data:
        return words_list(NULL, "data", "data_");
    case HOLE_choice:
        return chosen();
    case HOLE_record:
        return uuid(current.id);
    case HOLE_language:
        return current.language;
    case HOLE_notice:
        return *current.notice ? current.notice : NULL;
    case HOLE_way:
        return current.way;
    case HOLE_time:
        put_comma();
        put_milliseconds(current.time);
        return NULL;
    case HOLE_revision:
        put_whole(current.revision);
        return NULL;
    case HOLE_duration:
        return join(join("P", digits(config.options[COOKIE_expiresAfterDays].number)), "D");
    case HOLE_host:
        return config.host;
    case HOLE_countries:
        return words_list(NULL, "countries", "country_");
    case HOLE_email:
        return config.options[CONSENT_email].word;
    default:
        return NULL;
    }
}

const char *words_purpose(int purpose, const char *own, const char *suffix) {
    const struct item *of = &config.items[purpose];
    if (purpose >= config.count)
        return "";
    const char *found = language_of(&language, json_get(of->definition, own));
    if (!found)
        found = language_find(&language, of->id, suffix);
    return found ? found : "";
}

const char *words_of(const cJSON *definition, const char *member) {
    const char *found = language_of(&language, json_get(definition, member));
    return found ? found : "";
}

/* True if `item` stands in the list of texts already. */
static bool stands_in(const char *list, const char *separator, const char *item) {
    size_t length = strlen(item), gap = strlen(separator);
    for (const char *at = list; *at; at++)
        if (!strncmp(at, item, length) && (!at[length] || !strncmp(at + length, separator, gap)) &&
            (at == list || ((size_t)(at - list) >= gap && !strncmp(at - gap, separator, gap))))
            return true;
    return false;
}

static void add_names(const cJSON *items, const char *prefix) {
    const char *separator = language.texts[TEXT_join];
    for (const cJSON *item = json_first(items); item; item = item->next) {
        const char *code = json_text(item), *name = code ? language_find(&language, prefix, code) : NULL;
        if (!name)
            name = code;
        if (!name || stands_in(text_so_far(), separator, name))
            continue;
        if (*text_so_far())
            put(separator);
        put(name);
    }
}

const char *words_list(const cJSON *definition, const char *member, const char *prefix) {
    text_begin();
    if (definition)
        add_names(json_get(definition, member), prefix);
    for (int i = 0; !definition && i != config.count; i++)
        add_names(json_get(config.items[i].definition, member), prefix);
    return text_end();
}

const char *words_stored(const char *name, const char *life) {
    /* The unit behind the digits names the text. */
    size_t length = 0;
    while (life[length] >= '0' && life[length] <= '9')
        length++;
    text_begin();
    put_slice(life, length);
    const char *number = text_end();
    int unit = language_key("life_", life + length);
    text_begin();
    put(name);
    put(" (");
    put(unit < TEXT_COUNT ? count((enum text)unit, number) : life);
    put_char(')');
    return text_end();
}

static void stores(const cJSON *definition) {
    static const char *const places[] = {"cookies", "localStorage", "sessionStorage"};
    for (int i = 0; i < 3; i++)
        for (const cJSON *item = json_first(json_get(definition, places[i])); item; item = item->next) {
            const char *life = json_text(item);
            part(words_stored(item->string, life ? life : ""));
        }
}

const char *words_stores(const cJSON *definition) {
    text_begin();
    stores(definition);
    for (const cJSON *more = json_first(json_get(definition, "storesFor")); more; more = more->next)
        if (config_find(more->string) >= 0)
            stores(more);
    at_hand = definition;
    if (*beyond()) {
        put(". ");
        put(expand(TEXT_beyond));
    }
    return text_end();
}

bool words_goes_abroad(void) {
    const cJSON *country;
    for (int i = 0; i != config.count; i++)
        for (country = json_first(json_get(config.items[i].definition, "countries")); country;
             country = country->next) {
            if (cJSON_IsString(country) && strcmp(country->valuestring, "KZ") != 0)
                return true;
        }
    return false;
}
