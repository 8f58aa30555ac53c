#include "files.h"

#include <string.h>

#include "effect.h"
#include "embedded.h"

static struct {
    bool asked, came;
    const json *content; /* NULL: it could not be had */
    const char *plural; /* of a language: for each number from 0 on the first letter of its category, "-" for "other" */
} self[FILES + 1];

/* The number of the file, or FILES. */
static int find(const char *folder, const char *name) {
    const char *path = text_join(text_join(folder, name), ".json");
    int i = 0;
    while (i < FILES && strcmp(embedded_files[i].path, path) != 0)
        i++;
    return i;
}

bool files_list(const char *folder, const char *name) {
    return find(folder, name) < FILES;
}

bool files_ask(const char *folder, const char *name) {
    int file = find(folder, name);
    if (file == FILES || (self[file].came && !self[file].content))
        return false;
    if (!self[file].asked)
        effect_fetch(embedded_files[file].path, embedded_files[file].integrity);
    return self[file].asked = true;
}

const json *files_content(const char *folder, const char *name) {
    return self[find(folder, name)].content;
}

void files_drop(const char *folder, const char *name) {
    self[find(folder, name)].content = NULL;
}

const char *files_nearest(const char *folder, const char *name, int edits) {
    size_t length = strlen(folder);
    for (int i = 0; i < FILES; i++) {
        const char *path = embedded_files[i].path;
        if (strncmp(path, folder, length) != 0)
            continue;
        text_begin();
        text_put_slice(path + length, text_until(path + length, "."));
        const char *near = text_end();
        if (text_is_near(name, near, edits))
            return near;
    }
    return NULL;
}

bool files_take(const struct event *event) {
    const char *path = event_text(event, "path");
    for (int i = 0; i < FILES; i++)
        if (!strcmp(embedded_files[i].path, path) && self[i].asked && !self[i].came) {
            const json *content = json_get(event->members, "content");
            self[i].came = true;
            self[i].content = json_is_object(content) ? content : NULL;
            /* A definition is known by its id, as those of the module are. */
            if (self[i].content && json_find(content, "id"))
                json_name_as(content, json_member(content, "id"));
            self[i].plural = event_text(event, "plural");
            return true;
        }
    return false;
}

const char *files_plural(const char *language, uint32_t n) {
    static const char *const categories[] = {"zero", "one", "two", "few", "many"};
    const char *plural = self[find("languages/", language)].plural;
    size_t length = plural ? strlen(plural) : 0;
    if (!length)
        return "";
    /* What is beyond the list has the form of its last two digits there, as all languages have it. */
    char letter = plural[n < length ? n : 100 + n % 100 < length ? 100 + n % 100 : n % length];
    for (size_t i = 0; i < sizeof categories / sizeof *categories; i++)
        if (*categories[i] == letter)
            return categories[i];
    return "";
}
