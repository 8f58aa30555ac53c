#include "words.h"

#include <string.h>

const char *text(const char *key) {
    const char *found = language_find(&language, key, "");
    return found ? found : "";
}

const char *fill(const char *key, const char *name, const char *value) {
    return language_fill(text(key), name, value);
}

void shape(const char *shape, const char *a, const char *b) {
    if (*shape != ']')
        put_comma();
    for (; *shape; shape++) {
        if (*shape == '$') {
            text_begin();
            for (; (shape[1] >= 'a' && shape[1] <= 'z') || shape[1] == '_'; shape++)
                put_char(shape[1]);
            json_string(text(text_end()));
        } else if (*shape == '%') {
            json_string(a);
            a = b;
        } else
            put_char(*shape == '\'' ? '"' : *shape);
    }
}

void end(int levels) {
    while (levels--)
        json_close(']');
}

const char *purpose_text(int purpose, const char *own, const char *suffix) {
    const struct purpose *of = &config.purposes[purpose];
    const char *found = language_of(&language, json_get(of->own, own));
    if (!found)
        found = language_find(&language, of->id, suffix);
    return found ? found : "";
}

const char *purpose_name(int purpose) {
    return purpose_text(purpose, "name", "_name");
}

const char *definition_text(const cJSON *definition, const char *member) {
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
    const char *separator = text("join");
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

const char *list_of(const cJSON *definition, const char *member, const char *prefix) {
    text_begin();
    if (definition)
        add_names(json_get(definition, member), prefix);
    for (int i = 0; !definition && i < config.processor_count; i++)
        add_names(json_get(config.processors[i].definition, member), prefix);
    return text_end();
}

/* "2y" in words: the unit behind the digits names the text. */
static const char *lifetime(const char *life) {
    const char *unit = life;
    text_begin();
    while (*unit >= '0' && *unit <= '9')
        put_char(*unit++);
    const char *number = text_end(), *found = language_find(&language, "life_", unit);
    return found ? language_fill(found, "n", number) : life;
}

/* Each name that the definition stores, with its lifetime. */
static const char *stores(const cJSON *definition) {
    static const char *const places[] = {"cookies", "local", "session"};
    text_begin();
    for (int i = 0; i < 3; i++)
        for (const cJSON *item = json_first(json_get(definition, places[i])); item; item = item->next) {
            const char *life = json_text(item);
            if (*text_so_far())
                put(text("join"));
            put(item->string);
            put(fill("in_brackets", "text", lifetime(life ? life : "")));
        }
    return text_end();
}

void columns(const char *row, const cJSON *definition) {
    json_shape(row, text("col_company"), definition_text(definition, "company"));
    json_shape(row, text("col_country"), list_of(definition, "countries", "country_"));
    json_shape(row, text("col_purpose"), definition_text(definition, "text"));
    json_shape(row, text("col_data"), list_of(definition, "data", "data_"));
    json_shape(row, text("col_cookies"), stores(definition));
}

bool goes_abroad(void) {
    const cJSON *country;
    for (int i = 0; i < config.processor_count; i++)
        for (country = json_first(json_get(config.processors[i].definition, "countries")); country;
             country = country->next) {
            if (cJSON_IsString(country) && strcmp(country->valuestring, "KZ") != 0)
                return true;
        }
    return false;
}

void link_out(const char *url, const char *label) {
    if (!config_is_link(url))
        return;
    shape("['a',{'href':%,'target':'_blank','rel':'noopener noreferrer'},%,['span',{'class':'hidden'}", url, label);
    json_string(fill("in_brackets", "text", text("new_tab")));
    end(2);
}
