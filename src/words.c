#include "words.h"

#include <string.h>

const char *text(const struct view *view, const char *key) {
    const char *found = language_find(view->language, key, "");
    return found ? found : "";
}

const char *fill(const struct view *view, const char *key, const char *name, const char *value) {
    return language_fill(text(view, key), name, value);
}

void shape(const struct view *view, const char *shape, const char *a, const char *b) {
    put_comma(view->out);
    for (; *shape; shape++) {
        if (*shape == '$') {
            struct writer key = writer_new();
            for (; (shape[1] >= 'a' && shape[1] <= 'z') || shape[1] == '_'; shape++)
                put_char(&key, shape[1]);
            json_string(view->out, text(view, key.text));
        } else if (*shape == '%') {
            json_string(view->out, a);
            a = b;
        } else
            put_char(view->out, *shape == '\'' ? '"' : *shape);
    }
}

void end(const struct view *view, int levels) {
    while (levels--)
        json_close(view->out, ']');
}

const char *digits(uint32_t number) {
    struct writer out = writer_new();
    put_whole(&out, number);
    return out.text;
}

const char *purpose_text(const struct view *view, int purpose, const char *own, const char *suffix) {
    const struct purpose *of = &view->config->purposes[purpose];
    const char *found = language_of(view->language, json_get(of->own, own));
    if (!found)
        found = language_find(view->language, of->id, suffix);
    return found ? found : "";
}

const char *purpose_name(const struct view *view, int purpose) {
    return purpose_text(view, purpose, "name", "_name");
}

const char *definition_text(const struct view *view, const cJSON *definition, const char *member) {
    const char *found = language_of(view->language, json_get(definition, member));
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

static void add_names(struct writer *list, const struct view *view, const cJSON *items, const char *prefix) {
    const char *separator = text(view, "join");
    const cJSON *item;
    for (item = json_first(items); item; item = item->next) {
        const char *code = json_text(item), *name = code ? language_find(view->language, prefix, code) : NULL;
        if (!name)
            name = code;
        if (!name || stands_in(list->text, separator, name))
            continue;
        if (list->length)
            put(list, separator);
        put(list, name);
    }
}

const char *list_of(const struct view *view, const cJSON *definition, const char *member, const char *prefix) {
    struct writer list = writer_new();
    if (definition)
        add_names(&list, view, json_get(definition, member), prefix);
    for (int i = 0; !definition && i < view->config->processor_count; i++)
        add_names(&list, view, json_get(view->config->processors[i].definition, member), prefix);
    return list.text;
}

/* "2y" in words: the unit behind the digits names the text. */
static const char *lifetime(const struct view *view, const char *life) {
    struct writer number = writer_new();
    const char *unit = life;
    while (*unit >= '0' && *unit <= '9')
        put_char(&number, *unit++);
    const char *found = language_find(view->language, "life_", unit);
    return found ? language_fill(found, "n", number.text) : life;
}

const char *stores(const struct view *view, const cJSON *definition) {
    static const char *const places[] = {"cookies", "local", "session"};
    struct writer list = writer_new();
    for (int i = 0; i < 3; i++) {
        const cJSON *item;
        for (item = json_first(json_get(definition, places[i])); item; item = item->next) {
            const char *life = json_text(item);
            if (list.length)
                put(&list, text(view, "join"));
            put(&list, item->string);
            put(&list, fill(view, "in_brackets", "text", lifetime(view, life ? life : "")));
        }
    }
    return list.text;
}

bool goes_abroad(const struct view *view) {
    const cJSON *country;
    for (int i = 0; i < view->config->processor_count; i++)
        for (country = json_first(json_get(view->config->processors[i].definition, "countries")); country; country = country->next) {
            if (cJSON_IsString(country) && strcmp(country->valuestring, "KZ") != 0)
                return true;
        }
    return false;
}

void link_out(const struct view *view, const char *url, const char *label) {
    if (!config_is_link(url))
        return;
    shape(view, "['a',{'href':%,'target':'_blank','rel':'noopener noreferrer'},%,['span',{'class':'hidden'}", url, label);
    json_string(view->out, fill(view, "in_brackets", "text", text(view, "new_tab")));
    end(view, 2);
}
