#include "effect.h"

#include <string.h>

#define GOT_MAX 60 /* bytes shown of what came */

static void begin(const char *kind) {
    json_open('[');
    json_string(kind);
}

static void end(void) {
    json_close(']');
}

/* [values] */
static void list(const char *values) {
    json_open('[');
    text_put(values);
    json_close(']');
}

void effect_log(const char *level, const char *line) {
    begin("log");
    json_string(level);
    json_string(line);
    end();
}

void effect_report_text(const char *path, const char *expected, const char *got) {
    text_begin();
    text_put(path);
    text_put(": expected ");
    text_put(expected);
    text_put(", got ");
    text_put(got);
    effect_log(EFFECT_WARN, text_end());
}

void effect_report(const char *path, const char *expected, const json *got) {
    text_begin();
    json_copy(got, NULL);
    const char *what = text_end();
    size_t length = strlen(what);
    if (length > GOT_MAX)
        for (length = GOT_MAX; (what[length] & 0xC0) == 0x80; length--) /* not within a character */
            ;
    text_begin();
    text_put_slice(what, length);
    if (what[length])
        text_put("...");
    effect_report_text(path, expected, text_end());
}

void effect_store(const char *cookie, const char *refusal, const char *name, const char *domain) {
    begin("store");
    json_string(cookie);
    json_string(refusal);
    json_string(name);
    json_string(domain);
    end();
}

void effect_theme(const char *accent, const char *background, const char *text, const char *radius, const char *font) {
    begin("theme");
    json_string(accent);
    json_string(background);
    json_string(text);
    json_string(radius);
    json_string(font);
    end();
}

void effect_render_nothing(const char *place) {
    begin("render");
    json_string(place);
    json_null();
    end();
}

void effect_switches(const char *switches) {
    begin("switches");
    list(switches);
    end();
}

void effect_switch(const char *name, bool on, const char *text, const char *about) {
    json_open('[');
    json_string(name);
    json_bool(on);
    json_string(text);
    if (about)
        json_string(about);
    json_close(']');
}

void effect_save(const char *name, const char *value) {
    begin("save");
    json_string(name);
    json_raw(value);
    end();
}

void effect_stand_in(const char *functions, const char *objects) {
    begin("stand-in");
    list(functions);
    if (*objects)
        list(objects);
    end();
}

/* [kind, id, steps, nonce]: what all that is told to a processor has in common. */
static void tell(const char *kind, const char *id, const char *steps, const char *nonce) {
    begin(kind);
    json_string(id);
    json_raw(steps);
    if (nonce)
        json_string(nonce);
    end();
}

void effect_stop(const char *id, const char *steps) {
    tell("stop", id, steps, NULL);
}

void effect_update(const char *id, const char *steps) {
    tell("update", id, steps, NULL);
}

void effect_load(const char *id, const char *steps, const char *nonce) {
    tell("load", id, steps, nonce);
}

void effect_mask(const char *except, const char *marks) {
    begin("mask");
    json_string(except);
    list(marks);
    end();
}

void effect_erase(const char *cookies, const char *local, const char *session) {
    begin("erase");
    list(cookies);
    list(local);
    list(session);
    end();
}

void effect_unlock(const char *purposes, const char *processors) {
    begin("unlock");
    list(purposes);
    list(processors);
    end();
}

void effect_once(const char *key) {
    begin("once");
    json_string(key);
    end();
}

void effect_look(void) {
    begin("look");
    end();
}

void effect_due(void) {
    begin("due");
    end();
}

void effect_emit(const char *type, const char *value) {
    begin("emit");
    json_string(type);
    json_raw(value);
    end();
}

void effect_emit_error(const char *kind, const char *processor) {
    text_begin();
    json_open('{');
    json_key("error");
    json_string(kind);
    if (processor) {
        json_key("processor");
        json_string(processor);
    }
    json_close('}');
    effect_emit("error", text_end());
}

void effect_post(const char *url, const char *value) {
    begin("post");
    json_string(url);
    json_raw(value);
    end();
}

void effect_fetch(const char *path, const char *integrity) {
    begin("fetch");
    json_string(path);
    json_string(integrity);
    end();
}

void effect_embed(const char *key, const char *processor, const char *address, const json *embed, const char *name) {
    begin("embed");
    json_string(key);
    json_string(processor);
    json_string(address);
    json_string(name);
    json_string(json_text(json_get(embed, "allow")));
    json_string(json_text(json_get(embed, "width")));
    json_string(json_text(json_get(embed, "height")));
    end();
}

void effect_refused(const char *purposes) {
    begin("refused");
    list(purposes);
    end();
}

static void next(const char *when) {
    begin("next");
    json_string(when);
    end();
}

void effect_next_paint(void) {
    next("paint");
}

void effect_next_task(void) {
    next("task");
}

void effect_later(void) {
    /* Milliseconds. What a vendor's script has under way is most often written within the first; the last one is for
     * scripts that write by timers of their own. */
    begin("later");
    json_raw("500,2000,5000");
    end();
}

void effect_reload(void) {
    begin("reload");
    end();
}

void effect_return(const char *value) {
    begin("return");
    json_raw(value);
    end();
}

void effect_return_bool(bool value) {
    effect_return(value ? "true" : "false");
}
