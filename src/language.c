#include "language.h"

#include <string.h>

#include "files.h"
#include "pattern.h"

#define FOLDER "languages/" /* where the files of languages are, beside the script */

static struct language self;
const struct language *const language = &self;

static const char *behind(const char *text) {
    return text + strlen(text) + 1;
}

bool language_is_text(const json *value) {
    const char *at = json_text(value);
    if (!at || strlen(at) > LANGUAGE_TEXT_MAX)
        return false;
    /* What browsers show as nothing: up to the blank, U+00A0, U+2000 to U+200F, U+3000, U+FEFF. */
    while (*at)
        if ((unsigned char)*at <= ' ')
            at++;
        else if (!strncmp(at, "\xC2\xA0", 2))
            at += 2;
        else if ((!strncmp(at, "\xE2\x80", 2) && (at[2] & 0xF0) == 0x80) || !strncmp(at, "\xE3\x80\x80", 3) ||
                 !strncmp(at, "\xEF\xBB\xBF", 3))
            at += 3;
        else
            return true;
    return false;
}

bool language_is_texts(const json *value) {
    const json *each = json_is_object(value) ? json_first(value) : NULL;
    bool any = each;
    if (json_text(value))
        return language_is_text(value);
    for (; each; each = json_next(each))
        any &= language_is_text(each);
    return any;
}

bool language_is_tag(const char *a, const char *b) {
    while (*a && *b && (*a | 32) == (*b | 32))
        a++, b++;
    return !*a && !*b;
}

/* The embedded language of this tag: its texts, one behind the other; or NULL. */
static const char *embedded(const char *tag) {
    for (const char *at = embedded_languages; *at;) {
        bool found = language_is_tag(at, tag);
        at = behind(at);
        if (found)
            return at;
        for (int i = 0; i < TEXT_COUNT; i++)
            at = behind(at);
    }
    return NULL;
}

bool language_is_known(const char *tag) {
    return embedded(tag) || files_list(FOLDER, tag);
}

int language_key(const char *prefix, const char *name) {
    const char *at = embedded_text_keys;
    size_t length = strlen(prefix);
    int key = 0;
    for (; key < TEXT_COUNT; key++, at = behind(at))
        if (!strncmp(at, prefix, length) && !strcmp(at + length, name))
            break;
    return key;
}

static void read_texts(const json *texts) {
    for (const json *text = json_first(texts); text; text = json_next(text)) {
        int key = language_key("", json_name(text));
        if (key < TEXT_COUNT && language_is_text(text))
            self.texts[key] = json_text(text);
    }
}

static bool asks;       /* what follows only asks for files */
static char sought[12]; /* the tag of the file that the page waits for; "" where it waits for none */

/* The language of exactly this tag, in whatever case. */
static bool set(const char *tag, const json *texts) {
    const json *own = json_first(texts);
    while (own && !(json_is_object(own) && language_is_tag(json_name(own), tag)))
        own = json_next(own);
    const char *found = embedded(tag);
    const json *brought = IS_FIRST ? NULL : files_content(FOLDER, own ? json_name(own) : tag);
    if (!IS_FIRST && asks) {
        /* What a page has as a whole needs no file; some texts of its own do. */
        bool here = found || brought || json_count(own) >= TEXT_COUNT;
        if (here || !files_ask(FOLDER, own ? json_name(own) : tag))
            return here || own;
        memmove(sought, tag, strlen(tag) + 1);
        return true;
    }
    if ((!found && !own && !brought) || !pattern_match(LANGUAGE_TAG, tag))
        return false;
    /* The tag as the language itself is filed, whatever case the page has asked for it in. */
    if (found || !brought)
        tag = found ? found - strlen(tag) - 1 : json_name(own);
    self.own = own;
    self.brought = brought;
    memmove(self.tag, tag, strlen(tag) + 1);
    const char *at = found ? found : embedded("en");
    for (int i = 0; i < TEXT_COUNT; i++, at = behind(at))
        self.texts[i] = at;
    if (!IS_FIRST)
        read_texts(brought);
    read_texts(own);
    return true;
}

bool language_ask(const char *tag, const json *texts) {
    asks = true;
    *sought = 0;
    bool there = language_set(tag, texts);
    asks = false;
    return there;
}

void language_ask_first(const json *wanted, const json *texts) {
    *sought = 0;
    for (wanted = json_first(wanted); wanted; wanted = json_next(wanted))
        if (json_text(wanted) && *json_text(wanted) && language_ask(json_text(wanted), texts))
            return;
}

bool language_is_awaited(void) {
    return *sought;
}

bool language_comes(const json *texts) {
    bool comes = files_content(FOLDER, sought) && language_set(sought, texts);
    if (comes)
        *sought = 0;
    return comes;
}

bool language_set(const char *tag, const json *texts) {
    if (set(tag, texts))
        return true;
    text_begin();
    for (; (*tag | 32) >= 'a' && (*tag | 32) <= 'z'; tag++)
        text_put_char((char)(*tag | 32));
    tag = text_end();
    for (const char *at = embedded_aliases; *at; at = behind(behind(at)))
        if (!strcmp(at, tag))
            return set(behind(at), texts);
    return set(tag, texts);
}

void language_choose(const json *wanted, const json *texts) {
    for (const json *item = json_first(wanted); item; item = json_next(item)) {
        const char *tag = json_text(item);
        if (tag && language_set(tag, texts))
            return;
        /* The whole may have it in a file. At the start the page has asked for that by itself. */
        if (IS_FIRST && *self.tag && tag && *tag)
            left_out();
    }
    language_set("en", texts);
}

const char *language_find(const char *prefix, const char *name) {
    int key = language_key(prefix, name);
    if (key < TEXT_COUNT)
        return self.texts[key];
    left_out();
    return NULL;
}

const char *language_of_processor(const char *id, const char *member) {
    const char *key = text_join(text_join(id, "_"), member);
    const json *text = json_get(self.own, key);
    if (!IS_FIRST && !language_is_text(text))
        text = json_get(self.brought, key);
    return language_is_text(text) ? json_text(text) : NULL;
}

const char *language_of(const json *value) {
    if (!json_is_object(value))
        return json_text(value);
    const char *text = json_text(json_get(value, language->tag));
    if (!text)
        text = json_text(json_get(value, "en"));
    return text ? text : json_text(json_first(value));
}

const char *language_fill(const char *text, const char *name, const char *value) {
    size_t length = strlen(name);
    text_begin();
    for (;;) {
        size_t plain = text_until(text, "{");
        text_put_slice(text, plain);
        text += plain;
        if (!*text)
            return text_end();
        if (!strncmp(text + 1, name, length) && text[length + 1] == '}') {
            text_put(value);
            text += length + 2;
        } else
            text_put_char(*text++);
    }
}
