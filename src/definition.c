#include "definition.h"

#include <string.h>

#include "effect.h"
#include "language.h"
#include "pattern.h"

#define LEVELS_MAX 16 /* of arrays and objects within each other, in what a step hands over */

static const json *forms_of_all; /* the table of forms that src/schema.mjs makes; the first is that of a definition */

/* Where in a definition: a member, or an item, of what stands above. */
struct spot {
    const struct spot *above; /* NULL: this is the definition itself, and `name` its path */
    const char *name;         /* NULL: an item */
    uint32_t number;          /* of the item */
};

static void put_spot(const struct spot *spot) {
    if (spot->above) {
        put_spot(spot->above);
        text_put(spot->name ? "." : "[");
    }
    if (spot->name)
        text_put(spot->name);
    else {
        text_put_uint(spot->number);
        text_put_char(']');
    }
}

/* False, and a message. `form`: what was expected, up to the end of its line. */
static bool refuse(const struct spot *spot, const char *form, const json *got) {
    text_begin();
    put_spot(spot);
    const char *path = text_end();
    text_begin();
    text_put_slice(form, text_until(form, "\n"));
    effect_report(path, text_end(), got);
    return false;
}

/* The pattern is the second line of the form, or the only one. */
static bool has_form(const char *form, const char *text) {
    size_t words = text_until(form, "\n");
    return pattern_match(form + (form[words] ? words + 1 : 0), text);
}

/* True for a text of the form, or an object, not empty, of such texts. */
static bool have_form(const char *form, const json *value) {
    const json *each = json_is_object(value) ? json_first(value) : NULL;
    bool any = each;
    if (json_text(value))
        return has_form(form, json_text(value));
    for (; each; each = json_next(each))
        any &= json_text(each) && has_form(form, json_text(each));
    return any;
}

static bool is_flat(const json *value, int levels) {
    for (value = json_first(value); value; value = json_next(value))
        if (!levels || !is_flat(value, levels - 1))
            return false;
    return true;
}

/* True if the value has one of the forms that src/schema.mjs writes as one letter, the first of `form`. */
static bool fits(const char *form, const json *value) {
    switch (*form) {
    case 'T':
        return language_is_texts(value);
    case 'W':
        return language_is_text(value);
    case 'B':
        return json_is_bool(value);
    case 'S':
        return json_text(value) && has_form(form + 1, json_text(value));
    case 'P':
        return have_form(form + 1, value);
    default:
        return is_flat(value, LEVELS_MAX);
    }
}

/* A member's name in a form, in which "!" stands before those that must be there. */
static const char *named(const json *form) {
    return json_name(form) + (*json_name(form) == '!');
}

static bool refuse_member(const struct spot *spot, const json *member, const json *forms) {
    const char *expected = "a known member";
    for (int edits = 1; edits < TEXT_EDITS; edits++)
        for (const json *form = forms; form; form = json_next(form))
            if (text_is_near(json_name(member), named(form), edits))
                return refuse(spot, text_or_nearest(expected, named(form)), member);
    return refuse(spot, expected, member);
}

/* An array that begins in the way of one of the lists of forms, and goes on in that way. */
static bool check_row(const struct spot *spot, const json *value, const json *forms) {
    const json *item = json_is_array(value) ? json_first(value) : NULL, *row = json_first(forms);
    while (item && row && !fits(json_text(json_first(row)), item))
        row = json_next(row);
    if (!item || !row)
        return refuse(spot, json_name(forms) + 1, value);
    struct spot at = {spot, NULL, 1};
    const json *form = json_next(json_first(row));
    for (item = json_next(item); form; at.number++) {
        const char *leaf = json_text(form);
        bool optional = *leaf == '?' || *leaf == '+';
        if (!item && optional)
            break;
        leaf += *leaf == '?';
        if (!item || !fits(leaf, item))
            return refuse(&at, leaf + 1, item);
        item = json_next(item);
        if (*leaf != '+')
            form = json_next(form);
    }
    return !item || refuse(&at, "no more", item);
}

/* True if the value has the form, see src/schema.mjs; false, and a message for each place where it has not. */
static bool check(const struct spot *spot, const json *value, const json *form) {
    if (json_text(form) && *json_text(form) == '@')
        form = json_at(forms_of_all, json_text(form)[1] - '`');
    const json *forms = json_first(form), *each;
    bool sound = true;
    if (json_text(form))
        return fits(json_text(form), value) || refuse(spot, json_text(form) + 1, value);
    if (json_is_array(form)) {
        struct spot at = {spot, NULL, 0};
        if (!json_is_array(value) || (json_next(forms) && !json_first(value)))
            return refuse(spot, json_next(forms) ? "an array that is not empty" : "an array", value);
        for (each = json_first(value); each; each = json_next(each), at.number++)
            sound &= check(&at, each, forms);
        return sound;
    }
    if (*json_name(forms) == '=')
        return check_row(spot, value, forms);
    if (!json_is_object(value))
        return refuse(spot, "an object", value);
    for (each = json_first(value); each; each = json_next(each)) {
        const struct spot at = {spot, json_name(each), 0};
        const json *of = forms;
        /* "~" alone stands for an object whose members may have any name, and all have one form. */
        if (*json_name(of) == '~')
            sound &= !json_name(of)[1] || has_form(json_name(of) + 1, json_name(each)) ||
                     refuse(&at, json_name(of) + 1, each);
        else
            while (of && strcmp(named(of), json_name(each)) != 0)
                of = json_next(of);
        sound &= of ? check(&at, each, of) : refuse_member(&at, each, forms);
    }
    text_begin();
    for (; forms; forms = json_next(forms))
        if (*json_name(forms) == '!' && !json_find(value, named(forms))) {
            text_put(text_length() ? ", " : "the members ");
            text_put(named(forms));
        }
    const char *missing = text_end();
    return *missing ? refuse(spot, missing, value) : sound;
}

const json *definition_form(void) {
    return json_parse(embedded_definition, strlen(embedded_definition));
}

bool definition_check(const json *form, const char *path, const json *definition) {
    forms_of_all = form;
    return check(&(struct spot){NULL, path, 0}, definition, json_first(form));
}

/* True if one of the names that `of` lists for this storage, or for any (NULL), may mean this one. */
static bool lists(const json *of, const char *storage, const char *name) {
    for (const char *kind = "cookies\0localStorage\0sessionStorage\0"; *kind; kind += strlen(kind) + 1) {
        const json *each = storage && strcmp(storage, kind) != 0 ? NULL : json_first(json_get(of, kind));
        for (; each; each = json_next(each)) {
            const char *listed = json_name(each) ? json_name(each) : json_text(each);
            size_t fixed = text_until(listed, "*");
            if (!strncmp(listed, name, fixed) && (listed[fixed] || !name[fixed]))
                return true;
        }
    }
    return false;
}

bool definition_keeps(const json *definition, const char *storage, const char *name) {
    bool any = lists(definition, storage, name) || lists(json_get(definition, "eraseToo"), storage, name);
    const json *each = json_first(json_get(definition, "storesFor"));
    for (; each; each = json_next(each))
        any |= lists(each, storage, name);
    return any;
}
