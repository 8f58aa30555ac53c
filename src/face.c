#include "face.h"

#include <string.h>

#include "effect.h"

static struct {
    const char *key, *name, *host; /* of the element at hand: its number, its own name or NULL, who has it */
    int purpose, processor;        /* the items that it waits for, or -1 */
} self;

/* True for an item that is a purpose, or a processor: not for one more switch of that. */
static bool is_of_kind(int item, bool purpose) {
    return purpose ? config->items[item].purpose < 0 : config_is_processor(item);
}

/* The item of this id that is a purpose, or a processor; -1 where there is none. */
static int find(const char *id, bool purpose) {
    int item = id ? config_find(id) : -1;
    return item >= 0 && is_of_kind(item, purpose) ? item : -1;
}

bool face_waits_for(const json *purpose_id, const json *processor_id, int *purpose, int *processor) {
    *purpose = find(json_text(purpose_id), true);
    *processor = find(json_text(processor_id), false);
    return (*purpose >= 0 || *processor >= 0) && (*purpose >= 0) == (json_text(purpose_id) != NULL) &&
           (*processor >= 0) == (json_text(processor_id) != NULL);
}

static const char *fill(enum hole hole, const struct scope *scope) {
    const json *processor = self.processor < 0 ? NULL : config->items[self.processor].definition;
    switch (hole) {
    case HOLE_key:
        return self.key;
    case HOLE_what:
        return self.name ? self.name : self.host;
    case HOLE_who:
        return template_text(TEXT_face_who, fill, scope);
    case HOLE_always: /* a page within another one has no face for grants */
        if (!config->framed)
            template_view(VIEW_face_always, fill, scope);
        return NULL;
    case HOLE_allow:
        return template_text(TEXT_face_always, fill, scope);
    case HOLE_getter: /* only the page knows who is behind a frame that names no processor */
        return processor
                   ? text_join(text_join(text_join(words_of(processor, "name"), " ("), words_of(processor, "company")),
                               ")")
                   : self.host;
    case HOLE_allowed: /* all that is granted: of a frame that waits for both the purpose is the larger */
        return self.purpose < 0 ? words_of(processor, "name") : words_purpose(self.purpose, "name", "_name");
    default:
        return words_fill(hole, scope);
    }
}

/* The name of the site's that is nearest to the id, by few letters; or NULL. */
static const char *nearest(const char *id, bool purposes) {
    for (int edits = 1; edits < TEXT_EDITS; edits++)
        for (int i = 0; i != config->count; i++)
            if (is_of_kind(i, purposes) && text_is_near(id, config->items[i].id, edits))
                return config->items[i].id;
    return NULL;
}

/* The ids that something waits for: what nothing can grant sleeps on, and the owner must hear of it. */
static void report_unknown(const json *ids, bool purposes) {
    for (const json *id = json_first(ids); id; id = json_next(id))
        if (json_text(id) && find(json_text(id), purposes) < 0)
            effect_report(purposes ? "data-smg-purpose" : "data-smg-processor",
                          text_or_nearest(purposes ? "a purpose of this site" : "a processor of this site",
                                          nearest(json_text(id), purposes)),
                          id);
}

/* The frames that elements of the page stand for, "youtube:ID" each: by the definition of whom they name. */
static void show_embeds(const json *embeds) {
    for (const json *each = json_first(embeds); each; each = json_next(each)) {
        const char *key = json_text(json_at(each, 0)), *what = json_text(json_at(each, 1));
        const char *name = json_text(json_at(each, 2));
        if (!key || !what)
            continue;
        size_t length = text_until(what, ":");
        text_begin();
        text_put_slice(what, length);
        const char *id = text_end(), *of = what[length] ? what + length + 1 : "";
        int processor = find(id, false);
        const json *definition = processor < 0 ? NULL : config->items[processor].definition;
        const json *embed = json_get(definition, "embed");
        const char *form = json_text(json_get(embed, "pattern"));
        if (form && pattern_match(form, of))
            effect_embed(key, id, language_fill(json_member(embed, "frame"), "embed", of), embed,
                         name ? name : words_of(definition, "name"));
        else
            effect_report("data-smg-embed",
                          form ? text_join(text_join(id, ":"), form)
                               : text_or_nearest("a processor of this site that can be embedded",
                                                 processor < 0 ? nearest(id, false) : NULL),
                          json_at(each, 1));
    }
}

bool face_has_news(const struct event *event) {
    const json *members = event->members;
    return json_first(json_get(members, "embeds")) || json_first(json_get(members, "waiting")) ||
           json_first(json_get(members, "purposes")) || json_first(json_get(members, "processors"));
}

bool face_show_all(const struct event *event) {
    const json *waiting = json_get(event->members, "waiting"), *each;
    report_unknown(json_get(event->members, "purposes"), true);
    report_unknown(json_get(event->members, "processors"), false);
    show_embeds(json_get(event->members, "embeds"));
    for (each = json_first(waiting); each; each = json_next(each)) {
        self.key = json_text(json_at(each, 0));
        self.name = json_text(json_at(each, 3));
        self.host = json_text(json_at(each, 4));
        if (self.key && self.host &&
            face_waits_for(json_at(each, 1), json_at(each, 2), &self.purpose, &self.processor) &&
            !((self.purpose < 0 || decision_allows(self.purpose)) &&
              (self.processor < 0 || decision_allows(self.processor))))
            template_view(VIEW_face, fill, &SCOPE_NONE);
    }
    return json_first(waiting) != NULL;
}
