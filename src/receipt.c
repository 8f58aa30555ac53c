#include "receipt.h"

static const char *fill(enum hole hole, const struct scope *scope);

/* A member of the definition as it is. */
static void copy(const struct scope *scope, const char *member) {
    json_copy(json_get(scope->definition, member), NULL);
}

static void put_cookies(const json *of) {
    for (const json *cookie = json_first(json_get(of, "cookies")); cookie; cookie = json_next(cookie)) {
        json_key(json_name(cookie));
        json_string(json_text(cookie));
    }
}

/* What the processor keeps here, for its own purpose and for others that the site asks for. */
static void cookies_of(const json *definition) {
    json_open('{');
    put_cookies(definition);
    for (const json *each = json_first(json_get(definition, "storesFor")); each; each = json_next(each))
        if (config_find(json_name(each)) >= 0)
            put_cookies(each);
    json_close('}');
}

static const char *fill_item(enum hole hole, const struct scope *scope) {
    switch (hole) {
    case HOLE_each_receipt_purpose:
        words_each_item(-1, VIEW_receipt_purpose, fill);
        return NULL;
    case HOLE_each_recipient:
        words_each_item(scope->item, VIEW_recipient, fill);
        return NULL;
    case HOLE_recipient:
        return words_of(scope->definition, "company");
    case HOLE_countries_of:
        copy(scope, "countries");
        return NULL;
    case HOLE_data_of:
        copy(scope, "data");
        return NULL;
    case HOLE_cookies_of:
        cookies_of(scope->definition);
        return NULL;
    case HOLE_granted:
        json_bool(decision_switched(scope->item));
        return NULL;
    default:
        return words_fill(hole, scope);
    }
}

static const char *fill(enum hole hole, const struct scope *scope) {
    const struct record *record = &decision->now.record;
    switch (hole) {
    case HOLE_language:
        return record->language;
    case HOLE_notice:
        return *record->notice ? record->notice : NULL;
    case HOLE_method:
        return record->method;
    case HOLE_revision:
        text_put_uint(record->revision);
        return NULL;
    case HOLE_duration:
        return text_join(text_join("P", text_digits(config->options[COOKIE_expiresAfterDays].number)), "D");
    case HOLE_host:
        return config->host;
    default:
        return fill_item(hole, scope);
    }
}

const char *receipt_value(void) {
    text_begin();
    template_view(VIEW_receipt, fill, &SCOPE_NONE);
    return text_end();
}
