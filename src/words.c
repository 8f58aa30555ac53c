#include "words.h"

#include <string.h>

#include "definition.h"

const char *words_text(enum text text, const struct scope *scope) {
    return template_text(text, words_fill, scope);
}

/* Puts one more entry of an enumeration, behind the separator where it is not the first. */
static void put_entry(const char *text) {
    if (*text_so_far())
        text_put(language_text(TEXT_join));
    text_put(text);
}

static const char *name_of(int item) {
    return config->items[item].purpose < 0 ? words_purpose(item, "name", "_name")
                                           : words_of(config->items[item].definition, "name");
}

/* True for what was added since the visitor's last answer. Of a purpose that is new the processors are new too, and are
 * not named beside it. */
static bool is_added(int item) {
    int purpose = config->items[item].purpose;
    return decision->added.of[item] && (purpose < 0 || !decision->added.of[purpose]);
}

static const char *added(void) {
    text_begin();
    for (int i = 0; i != config->count; i++) {
        bool named = is_added(i);
        /* A processor is named once, whichever of its switches are new. */
        for (int k = 0; named && k < i; k++)
            named = config->items[i].purpose < 0 || config_own(k) != config_own(i) || !is_added(k);
        if (named)
            put_entry(name_of(i));
    }
    return text_end();
}

const char *words_asked_again(void) {
    if (left_out())
        return "";
    return words_text(*added() ? TEXT_ask_new : TEXT_ask_again, &SCOPE_NONE);
}

/* The names of the cookies that are there now and may be the processor's. */
static const char *present(const json *definition) {
    text_begin();
    for (const char *at = store->cookies; *at;) {
        text_begin();
        text_put_slice(at, text_until(at, "=;"));
        const char *name = text_end();
        if (*name && definition_keeps(definition, "cookies", name))
            put_entry(name);
        at += text_until(at, ";");
        while (*at == ';' || *at == ' ')
            at++;
    }
    const char *list = text_end();
    return *list ? list : "–";
}

/* The cookies that no script of this site reaches, by their domains: "x.example: a, b; y.example: c". */
static const char *unreachable(const json *definition) {
    text_begin();
    for (const json *domain = json_first(json_get(definition, "unreachable")); domain; domain = json_next(domain)) {
        if (*text_so_far())
            text_put("; ");
        text_put(*json_name(domain) ? json_name(domain) : config->host);
        text_put(": ");
        text_begin();
        for (const json *name = json_first(domain); name; name = json_next(name))
            put_entry(json_text(name) ? json_text(name) : "");
        text_put(text_end());
    }
    return text_end();
}

/* A text that says a number. */
static const char *count(enum text text, const char *number) {
    struct scope scope = SCOPE_NONE;
    scope.n = number;
    return words_text(text, &scope);
}

const char *words_now(const json *definition, uint32_t requests) {
    struct scope scope = SCOPE_NONE;
    scope.definition = definition;
    scope.n = text_digits(requests);
    return text_join(". ", words_text(TEXT_now, &scope));
}

const char *words_some(uint32_t n, uint32_t m) {
    struct scope scope = SCOPE_NONE;
    scope.n = text_digits(n);
    scope.m = text_digits(m);
    return words_text(TEXT_some, &scope);
}

/* What is asked for, as one part of a sentence: "count visits, record actions on pages and show ads". */
static const char *asked_for(void) {
    int left = 0;
    for (int i = 0; i != config->count; i++)
        left += config->items[i].purpose < 0 && !config_withheld(i);
    text_begin();
    for (int i = 0; i != config->count; i++)
        if (config->items[i].purpose < 0 && !config_withheld(i)) {
            const char *does = words_purpose(i, "does", "_does");
            left--;
            if (*text_so_far())
                text_put(language_text(left ? TEXT_join : TEXT_join_last));
            text_put(*does ? does : words_purpose(i, "name", "_name"));
        }
    return text_end();
}

/* A part of a processor is the same company's as its whole. */
static bool is_partner(int item) {
    return config_is_processor(item) && config->items[item].part_of < 0;
}

/* True for a processor that gets nothing by "Accept all": the browser's signal withholds all that it is for. */
static bool is_left_out(int processor) {
    bool left = config_withheld(processor);
    for (int i = 0; i != config->count && !IS_FIRST; i++)
        left &= config->items[i].also != &config->items[processor] || config_withheld(i);
    return left;
}

bool words_has_partners(void) {
    int i = config->count;
    while (--i >= 0 && !is_partner(i))
        ;
    return i >= 0;
}

void words_each_partner(enum view_id view, template_fill *fill) {
    for (int i = 0; i != config->count; i++)
        if (is_partner(i)) {
            struct scope scope = SCOPE_NONE;
            scope.item = i;
            scope.definition = config->items[i].definition;
            template_view(view, fill, &scope);
        }
}

/* "Hotjar: Hotjar Limited", with "Off" behind it where it gets nothing by "Accept all". */
static const char *partner_named(const struct scope *scope) {
    text_begin();
    text_put(words_of(scope->definition, "name"));
    text_put(": ");
    text_put(words_of(scope->definition, "company"));
    if (is_left_out(scope->item)) {
        text_put(" (");
        text_put(language_text(TEXT_off));
        text_put_char(')');
    }
    return text_end();
}

/* How many get data by "Accept all". */
static const char *partners(void) {
    uint32_t number = 0, abroad = 0;
    for (int i = 0; i != config->count; i++)
        if (is_partner(i) && !is_left_out(i)) {
            number++;
            abroad += *words_countries(config->items[i].definition, true) != 0;
        }
    /* A site without processors asks for content that waits in its pages, such as frames. There is somebody behind
     * each, but only the page knows how many. */
    if (!number)
        return language_text(TEXT_partners_any);
    const char *told = count(number == 1 ? TEXT_partner : TEXT_partners, text_digits(number));
    /* A language may have a form of its own for such a number. */
    const char *form = IS_FIRST ? "" : files_plural(language->tag, number);
    if (*form && number != 1 && (form = language_of_processor("partners", form)))
        told = language_fill(form, "n", text_digits(number));
    if (!config->law->abroad || !abroad)
        return told;
    return language_fill(language_text(abroad == number ? TEXT_partners_abroad : TEXT_partners_some_abroad), "partners",
                         told);
}

/* What the present decision allows: the names of the purposes, of one that is granted in part with how many. */
static const char *chosen(void) {
    text_begin();
    for (int i = 0; i != config->count; i++)
        if (config->items[i].purpose < 0) {
            uint32_t on = 0, of = 0;
            for (int k = 0; k != config->count; k++)
                if (config->items[k].purpose == i) {
                    of++;
                    on += decision_switched(k);
                }
            if (!on && !decision->now.granted.of[i])
                continue;
            put_entry(words_purpose(i, "name", "_name"));
            if (on < of) {
                text_put(" (");
                text_put(words_some(on, of));
                text_put_char(')');
            }
        }
    const char *list = text_end();
    return *list ? list : language_text(TEXT_choice_none);
}

const char *words_purpose(int purpose, const char *own, const char *suffix) {
    const struct item *of = &config->items[purpose];
    const char *found = language_of(json_get(of->definition, own));
    if (!found)
        found = language_find(of->id, suffix);
    return found ? found : "";
}

const char *words_of(const json *definition, const char *member) {
    const char *found = language_of_processor(json_name(definition), member);
    if (!found)
        found = language_of(json_get(definition, member));
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

/* Adds what a processor learns, each kind in words where the languages have some for it. */
static void add_data(const json *definition) {
    const char *separator = language_text(TEXT_join);
    for (const json *item = json_first(json_get(definition, "data")); item; item = json_next(item)) {
        const char *word = json_text(item), *name = word ? language_find("data_", word) : NULL;
        if (!name)
            name = word;
        if (!name || stands_in(text_so_far(), separator, name))
            continue;
        if (*text_so_far())
            text_put(separator);
        text_put(name);
    }
}

/* What a processor learns, or, with no definition, all that the site uses, each word once. */
static const char *data(const json *definition) {
    text_begin();
    if (definition)
        add_data(definition);
    for (int i = 0; !definition && i != config->count; i++)
        add_data(config->items[i].definition);
    return text_end();
}

static void add_countries(const json *definition, bool outside) {
    const json *item;
    for (item = json_first(json_get(definition, "countries")); item; item = json_next(item)) {
        const char *code = json_text(item);
        if (text_has(text_so_far(), code) || (outside && text_has(config->law->countries, code)))
            continue;
        if (*text_so_far())
            text_put_char(' ');
        text_put(code);
    }
}

const char *words_countries(const json *definition, bool outside) {
    text_begin();
    if (definition)
        add_countries(definition, outside);
    for (int i = 0; !definition && i != config->count; i++)
        add_countries(config->items[i].definition, outside);
    return text_end();
}

void words_put_countries(const char *codes) {
    for (const char *at = codes; *at; at += text_until(at, " "), at += *at == ' ') {
        if (at != codes)
            json_string(language_text(TEXT_join));
        text_begin();
        text_put_slice(at, text_until(at, " "));
        const char *code = text_end();
        json_open('{');
        json_key("country");
        json_string(code);
        json_close('}');
    }
}

/* A name as it is stored. Between words that are written from right to left its own signs would go to its other end,
 * "_ga" to "ga_": there it is set apart (U+2068, U+2069). */
static void put_name(const char *name) {
    bool apart = !IS_FIRST && json_true(language->brought, "$rtl");
    text_put(apart ? "\xE2\x81\xA8" : "");
    text_put(name);
    text_put(apart ? "\xE2\x81\xA9" : "");
}

const char *words_stored(const char *name, const char *life) {
    /* "400d" is 400 of what the text life_d says. */
    size_t length = 0;
    while (life[length] >= '0' && life[length] <= '9')
        length++;
    text_begin();
    text_put_slice(life, length);
    const char *number = text_end();
    int unit = language_key("life_", life + length);
    text_begin();
    put_name(name);
    text_put(" (");
    text_put(unit < TEXT_COUNT ? count((enum text)unit, number) : life);
    text_put_char(')');
    return text_end();
}

/* The kinds of what is kept, as definitions call them, each with what is said of it. */
static const struct {
    const char *member;
    enum text text;
} kinds[] = {{"cookies", TEXT_kept_cookies}, {"localStorage", TEXT_kept_local}, {"sessionStorage", TEXT_kept_session}};
enum { KINDS = sizeof kinds / sizeof *kinds };

/* The names of one kind, which is the last where a tab's end is theirs, each with its lifetime. */
static void put_kind(const json *of, int kind) {
    for (const json *item = json_first(json_get(of, kinds[kind].member)); item; item = json_next(item)) {
        const char *life = json_text(item);
        put_entry(words_stored(json_name(item), kind == KINDS - 1 ? "tab" : life ? life : ""));
    }
}

/* Each name that the definition stores, for its own purpose and for others that the site asks for; of one kind. */
static const char *kept(const json *definition, int kind) {
    text_begin();
    put_kind(definition, kind);
    for (const json *each = json_first(json_get(definition, "storesFor")); each; each = json_next(each))
        if (config_find(json_name(each)) >= 0)
            put_kind(each, kind);
    return text_end();
}

/* What the definition stores, in a sentence for each kind, and what of it this site cannot delete. */
static const char *stored(const json *definition) {
    struct scope scope = SCOPE_NONE;
    scope.definition = definition;
    text_begin();
    for (int kind = 0; kind <= KINDS; kind++) {
        scope.n = kind < KINDS ? kept(definition, kind) : unreachable(definition);
        if (!*scope.n)
            continue;
        if (*text_so_far())
            text_put_char(' ');
        text_put(words_text(kind < KINDS ? kinds[kind].text : TEXT_beyond, &scope));
    }
    return text_end();
}

static const char *sought; /* the id of the purpose that the steps at hand may ask for */
static bool is_sought;     /* they do */

static bool seek(const char *id) {
    is_sought |= !strcmp(id, sought);
    return false;
}

/* True if the processor is told whether this purpose, another one than its own, is granted. By its steps, so that what
 * is said is what is done. */
static bool hears_of(int processor, int purpose) {
    const struct item *of = &config->items[processor];
    sought = config->items[purpose].id;
    is_sought = false;
    text_begin();
    if (config_is_processor(processor) && config_under(processor, sought) < 0)
        processor_steps(of, "start", 0, seek);
    text_end();
    return is_sought;
}

const char *words_signalled(int purpose) {
    text_begin();
    for (int i = 0; i != config->count; i++)
        if (hears_of(i, purpose))
            put_entry(name_of(i));
    return text_end();
}

/* What it is for, and what the site's own purposes and options make of that. */
static const char *aim(const struct scope *scope) {
    text_begin();
    text_put(words_of(scope->definition, "description"));
    for (int i = 0; scope->item >= 0 && i != config->count; i++)
        if (config->items[i].purpose < 0 && hears_of(scope->item, i)) {
            struct scope other = SCOPE_NONE;
            other.item = i;
            text_put_char(' ');
            text_put(words_text(TEXT_signal, &other));
        }
    if (json_get(scope->definition, "mask")) {
        text_put_char(' ');
        text_put(language_text(*config->options[CONSENT_recordable].word ? TEXT_masked_some : TEXT_masked));
    }
    return text_end();
}

/* A definition in columns: who gets the data, where, what for, which, how long it is kept. NULL where it is written. */
static const char *column_value(const struct scope *scope) {
    const json *definition = scope->definition;
    switch (scope->column) {
    case 0:
        return words_of(definition, "company");
    case 1:
        words_put_countries(words_countries(definition, false));
        return NULL;
    case 2:
        return aim(scope);
    case 3:
        return data(definition);
    default:
        return stored(definition);
    }
}

static const char *column_label(int column) {
    static const enum text labels[WORDS_COLUMNS] = {TEXT_col_company, TEXT_col_country, TEXT_col_purpose, TEXT_col_data,
                                                    TEXT_col_cookies};
    return language_text(labels[column]);
}

void words_columns(enum view_id first, enum view_id second, template_fill *fill, const struct scope *scope) {
    struct scope inner = *scope;
    for (inner.column = 0; inner.column < WORDS_COLUMNS; inner.column++) {
        template_view(first, fill, &inner);
        if (second != first)
            template_view(second, fill, &inner);
    }
}

bool words_has_processors(int purpose) {
    int i = config->count;
    while (--i >= 0 && config->items[i].purpose != purpose)
        ;
    return i >= 0;
}

void words_each_item(int purpose, enum view_id view, template_fill *fill) {
    for (int i = 0; i != config->count; i++)
        if (config->items[i].purpose == purpose) {
            struct scope scope = SCOPE_NONE;
            scope.item = i;
            scope.definition = purpose < 0 ? NULL : config->items[i].definition;
            template_view(view, fill, &scope);
        }
}

/* The states of a processor, by enum loader_state; behind them that of one which the site does not use. */
static const struct {
    const char *id;
    enum text text;
} states[] = {
    [LOADER_BLOCKED] = {"blocked", TEXT_state_blocked}, [LOADER_ACTIVE] = {"active", TEXT_state_active},
    [LOADER_STOPPED] = {"stopped", TEXT_state_stopped}, [LOADER_STOPPING] = {"stopping", TEXT_state_stopping},
    [LOADER_WAITING] = {"waiting", TEXT_state_waiting}, [LOADER_FAILED] = {"failed", TEXT_state_failed},
    [LOADER_SILENT] = {"silent", TEXT_state_silent},    [LOADER_FAILED + 1] = {"unused", TEXT_state_unused},
};

static int state_of(int processor) {
    return processor < 0 ? LOADER_FAILED + 1 : (int)loader_state(processor);
}

const char *words_state_id(int processor) {
    return states[state_of(processor)].id;
}

/* What frames every layer. */
static const char *fill_frame(enum hole hole) {
    switch (hole) {
    case HOLE_lang:
        return language->tag;
    case HOLE_theme:
        return config->options[THEME_mode].word;
    case HOLE_layout:
        return config->options[CONSENT_layout].word;
    case HOLE_position:
        return config->options[CONSENT_position].word;
    case HOLE_accept: /* where there is nothing to accept no button says so, nor is one as wide as that */
        if (!decision_has_question())
            return NULL;
        return language_text(decision_withholds(true) ? TEXT_accept_gpc : TEXT_accept_all);
    case HOLE_policy_url:
        return language_of(config->options[CONSENT_policyUrl].value);
    default:
        return NULL;
    }
}

/* What is said of the purpose or processor at hand. */
static const char *fill_item(enum hole hole, const struct scope *scope) {
    if (template_lacks(hole))
        return NULL;
    int item = scope->item;
    const json *definition = scope->definition;
    bool purpose = !definition && item >= 0;
    const char *policy;
    switch (hole) {
    case HOLE_id:
        return purpose ? config->items[item].id : definition ? json_name(definition) : NULL;
    case HOLE_name:
        return purpose ? words_purpose(item, "name", "_name") : words_of(definition, "name");
    case HOLE_description:
        return purpose ? words_purpose(item, "description", "_desc") : NULL;
    case HOLE_whole: /* a page's own text may ask for it where there is none */
        if (item < 0 || config->items[item].part_of < 0)
            return NULL;
        return words_of(config->items[config->items[item].part_of].definition, "name");
    case HOLE_policy:
        if (config->options[CONSENT_policyUrl].value)
            template_view(VIEW_policy, words_fill, scope);
        return NULL;
    case HOLE_link:
        policy = language_of(json_get(definition, "policy"));
        if (policy && config_is_link(policy))
            template_view(VIEW_link, words_fill, scope);
        return NULL;
    case HOLE_link_url:
        return language_of(json_get(definition, "policy"));
    case HOLE_label:
        return column_label(scope->column);
    case HOLE_value:
        return column_value(scope);
    case HOLE_purpose: /* a page's own text may ask for it, and for the next, where there is none */
        return item < 0 ? NULL : name_of(item);
    case HOLE_names:
        return item < 0 ? NULL : words_signalled(item);
    case HOLE_partner_named:
        return partner_named(scope);
    case HOLE_state_now:
        return language_text(states[state_of(item)].text);
    case HOLE_present:
        return present(definition);
    case HOLE_kept:
    case HOLE_beyond:
        return scope->n;
    default:
        return fill_frame(hole);
    }
}

const char *words_fill(enum hole hole, const struct scope *scope) {
    const char *company;
    if (template_lacks(hole))
        return NULL;
    switch (hole) {
    case HOLE_company:
        company = language_of(config->options[CONSENT_company].value);
        return company ? company : config->host;
    case HOLE_partners:
        return partners();
    case HOLE_purposes:
        return asked_for();
    case HOLE_n:
        return scope->n;
    case HOLE_m:
        return scope->m;
    case HOLE_days:
        return text_digits(config->options[COOKIE_expiresAfterDays].number);
    case HOLE_number:
        return config->options[CONSENT_bin].word;
    case HOLE_new:
        return added();
    case HOLE_data:
        return data(NULL);
    case HOLE_countries:
        return words_countries(NULL, false);
    case HOLE_outside:
        return words_countries(NULL, true);
    case HOLE_choice:
        return chosen();
    case HOLE_record:
        return record_uuid(&decision->now.record);
    case HOLE_time:
        json_milliseconds(decision->now.record.time);
        return NULL;
    case HOLE_email:
        return config->options[CONSENT_email].word;
    case HOLE_mail_url:
        return text_join("mailto:", config->options[CONSENT_email].word);
    default:
        return fill_item(hole, scope);
    }
}
