#include "view.h"

#include <string.h>

/* Texts by key, in the language of the view. */
static const char *text(const struct view *view, enum text_key key) {
    return view->language->texts[key];
}

static const char *fill(const struct view *view, enum text_key key, const char *name, const char *value) {
    const char *const pairs[] = {name, value, NULL};
    return language_fill(text(view, key), pairs);
}

static const char *digits(int64_t number) {
    struct writer out = writer_new();
    put_whole(&out, number);
    return out.text ? out.text : "";
}

static const char *or_empty(const char *value) {
    return value ? value : "";
}

static void end(struct writer *out, int levels) {
    while (levels--)
        json_close(out, ']');
}

static void open_render(struct writer *out, const char *place) {
    json_shape(out, "['render',%", place, NULL);
}

/* A whole element of `tag` with nothing in it but a text. */
static void element(struct writer *out, const char *tag, const char *content) {
    json_shape(out, "[%,{},%]", tag, content);
}

/* A row of a description list; nothing where there is nothing to describe. */
static void describe(struct writer *out, const char *term, const char *content) {
    if (!*content)
        return;
    element(out, "dt", term);
    element(out, "dd", content);
}

static void button(struct writer *out, const char *action, const char *label) {
    json_shape(out, "['button',{'type':'button','class':'button','part':'button','data-smg':%},%]", action, label);
}

static void link_out(struct writer *out, const struct view *view, const char *url, const char *label) {
    json_shape(out, "['a',{'href':%,'target':'_blank','rel':'noopener noreferrer'},%", url, label);
    json_shape(out, "['span',{'class':'hidden'},%]]", fill(view, TEXT_IN_BRACKETS, "text", text(view, TEXT_NEW_TAB)),
               NULL);
}

static const char *purpose_text(const struct view *view, int index, const char *own, const char *suffix) {
    const struct purpose *purpose = &view->config->purposes[index];
    const char *found = language_of(view->language, json_get(purpose->own, own));
    return or_empty(found ? found : language_find(view->language, purpose->id, suffix));
}

static const char *purpose_name(const struct view *view, int index) {
    return purpose_text(view, index, "name", "_name");
}

static const char *definition_text(const struct view *view, const cJSON *definition, const char *name) {
    return or_empty(language_of(view->language, json_get(definition, name)));
}

static const char *country_name(const struct view *view, const char *code) {
    const char *name = language_find(view->language, "country_", code);
    return name ? name : code;
}

/* Adds `item` to a list of texts in which it does not stand yet. */
static void add_once(struct writer *list, const char *item, const char *separator) {
    if (!list->text)
        return;
    size_t length = strlen(item), gap = strlen(separator);
    for (const char *at = list->text; (at = strstr(at, item)); at += length)
        if ((at == list->text || ((size_t)(at - list->text) >= gap && !strncmp(at - gap, separator, gap))) &&
            (!at[length] || !strncmp(at + length, separator, gap)))
            return;
    if (list->length)
        put(list, separator);
    put(list, item);
}

static void add_countries(struct writer *list, const struct view *view, const cJSON *definition) {
    const cJSON *country;
    cJSON_ArrayForEach(country, json_get(definition, "countries")) {
        if (cJSON_IsString(country))
            add_once(list, country_name(view, country->valuestring), text(view, TEXT_JOIN));
    }
}

static const char *countries(const struct view *view, const cJSON *definition) {
    struct writer list = writer_new();
    add_countries(&list, view, definition);
    return or_empty(list.text);
}

/* "2y" in words: the unit behind the digits names the text. */
static const char *lifetime(const struct view *view, const char *life) {
    size_t length = strspn(life, "0123456789");
    const char *unit = language_find(view->language, "life_", life + length);
    struct writer number = writer_new();
    put_slice(&number, life, length);
    const char *const pairs[] = {"n", or_empty(number.text), NULL};
    return unit ? language_fill(unit, pairs) : life;
}

/* Each name that the definition stores, with its lifetime. */
static const char *stores(const struct view *view, const cJSON *definition) {
    static const char *const places[] = {"cookies", "local", "session"};
    struct writer list = writer_new();
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        const cJSON *item;
        cJSON_ArrayForEach(item, json_get(definition, places[i])) {
            if (list.length)
                put(&list, text(view, TEXT_JOIN));
            put(&list, item->string);
            put(&list, fill(view, TEXT_IN_BRACKETS, "text", lifetime(view, or_empty(json_text(item)))));
        }
    }
    return or_empty(list.text);
}

static bool goes_abroad(const struct config *config) {
    const cJSON *country;
    for (int i = 0; i < config->processor_count; i++)
        cJSON_ArrayForEach(country, json_get(config->processors[i].definition, "countries")) {
            if (cJSON_IsString(country) && strcmp(country->valuestring, "KZ") != 0)
                return true;
        }
    return false;
}

static const char *company(const struct view *view) {
    const char *name = language_of(view->language, view->config->company);
    return name ? name : view->config->host;
}

/* What is asked for, as one sentence part: "count visits, record actions on pages and show ads". */
static const char *asked_for(const struct view *view) {
    struct writer list = writer_new();
    int count = view->config->purpose_count;
    for (int i = 0; i < count; i++) {
        const char *does = purpose_text(view, i, "does", "_does");
        if (i)
            put(&list, text(view, i == count - 1 ? TEXT_JOIN_LAST : TEXT_JOIN));
        put(&list, *does ? does : purpose_name(view, i));
    }
    return or_empty(list.text);
}

static const char *request(const struct view *view) {
    int partners = 0;
    for (int i = 0; i < view->config->processor_count; i++)
        partners += view->config->processors[i].whole < 0;
    const char *const pairs[] = {
        "company",  company(view),
        "partners", fill(view, partners == 1 ? TEXT_PARTNER : TEXT_PARTNERS, "n", digits(partners)),
        "purposes", asked_for(view),
        "abroad",   goes_abroad(view->config) ? text(view, TEXT_BODY_ABROAD) : "",
        NULL,
    };
    return language_fill(text(view, TEXT_BODY), pairs);
}

/* The attributes that both layers share; left open for the children. */
static void open_layer(struct writer *out, const struct view *view, const char *tag, const char *name) {
    const struct config *config = view->config;
    json_shape(out, "[%,{'class':%", tag, name);
    json_shape(out, "'part':%,'aria-labelledby':'smg-title','lang':%", name, view->language->tag);
    json_shape(out, "'data-theme':%,'data-layout':%", config->theme ? config->theme : "auto",
               config->layout ? config->layout : "box");
    json_shape(out, "'data-position':%}", config->position ? config->position : "start", NULL);
}

void view_remove(struct writer *out, const char *place) {
    open_render(out, place);
    json_null(out);
    end(out, 1);
}

void view_banner(struct writer *out, const struct view *view) {
    open_render(out, "banner");
    open_layer(out, view, "section", "banner");
    json_shape(out, "['h2',{'id':'smg-title'},%]", text(view, TEXT_TITLE), NULL);
    json_shape(out, "['p',{}", NULL, NULL);
    if (view->ask_again)
        json_string(out, text(view, TEXT_ASK_AGAIN));
    json_string(out, request(view));
    end(out, 1);
    json_shape(out, "['p',{'class':'links'}", NULL, NULL);
    const char *policy = language_of(view->language, view->config->policy_url);
    if (policy)
        json_shape(out, "['a',{'href':%},%]", policy, text(view, TEXT_POLICY_LINK));
    json_shape(out, "['button',{'type':'button','class':'link','data-smg':'settings'},%]",
               text(view, TEXT_PARTNERS_LINK), NULL);
    end(out, 1);
    json_shape(out, "['div',{'class':'actions'}", NULL, NULL);
    button(out, "accept", text(view, TEXT_ACCEPT_ALL));
    button(out, "reject", text(view, TEXT_REJECT_ALL));
    button(out, "settings", text(view, TEXT_SETTINGS));
    end(out, 3);
}

/* How many processors of a purpose are on in the draft; `of` is set to how many there are. */
static int count_on(const struct view *view, int purpose, int *of) {
    int on = 0;
    *of = 0;
    for (int i = 0; i < view->config->processor_count; i++)
        if (view->config->processors[i].purpose == purpose) {
            ++*of;
            on += grants_processor(&view->decision->draft, i);
        }
    return on;
}

static const char *state(const struct view *view, bool on) {
    return text(view, on ? TEXT_ON : TEXT_OFF);
}

/* A purpose of which a part is on says how many: its switch alone would read as off. */
static const char *purpose_state(const struct view *view, int purpose) {
    int of, on = count_on(view, purpose, &of);
    if (!on || on == of)
        return state(view, grants_purpose(&view->decision->draft, purpose));
    const char *const pairs[] = {"n", digits(on), "m", digits(of), NULL};
    return language_fill(text(view, TEXT_SOME), pairs);
}

/* The row of one switch. The state stands beside the label, not in it: the switch itself already tells it. */
static void switch_row(struct writer *out, const char *id, const char *label, bool on, const char *state_text) {
    struct writer name = writer_new();
    put(&name, "smg-");
    put(&name, id);
    json_shape(out, "['div',{'class':'row'},['label',{'for':%},%]", name.text, label);
    json_shape(out, "['span',{'class':'state','aria-hidden':'true','data-state':%},%]", id, state_text);
    json_shape(out, "['input',{'type':'checkbox','role':'switch','part':'switch','id':%,'name':%", name.text, id);
    put(&name, "-text");
    json_shape(out, on ? "'aria-describedby':%,'checked':''}]]" : "'aria-describedby':%}]]", name.text, NULL);
}

static void described_by(struct writer *out, const char *id, const char *content) {
    struct writer name = writer_new();
    put(&name, "smg-");
    put(&name, id);
    put(&name, "-text");
    json_shape(out, "['p',{'id':%},%]", name.text, content);
}

static void processor(struct writer *out, const struct view *view, int index) {
    const struct processor *processor = &view->config->processors[index];
    const cJSON *definition = processor->definition;
    bool on = grants_processor(&view->decision->draft, index);
    json_shape(out, "['li',{'class':'processor'}", NULL, NULL);
    switch_row(out, processor->id, definition_text(view, definition, "name"), on, state(view, on));
    described_by(out, processor->id, definition_text(view, definition, "text"));
    if (processor->whole >= 0)
        element(out, "p",
                fill(view, TEXT_PART_OF, "name",
                     definition_text(view, view->config->processors[processor->whole].definition, "name")));
    json_shape(out, "['dl',{}", NULL, NULL);
    describe(out, text(view, TEXT_COL_COMPANY), definition_text(view, definition, "company"));
    describe(out, text(view, TEXT_COL_COUNTRY), countries(view, definition));
    describe(out, text(view, TEXT_COL_DATA), definition_text(view, definition, "data"));
    describe(out, text(view, TEXT_COL_COOKIES), stores(view, definition));
    end(out, 1);
    const char *policy = json_member(definition, "policy");
    if (config_is_link(policy)) {
        json_shape(out, "['p',{}", NULL, NULL);
        link_out(out, view, policy, text(view, TEXT_COL_POLICY));
        end(out, 1);
    }
    end(out, 1);
}

static void purpose(struct writer *out, const struct view *view, int index) {
    const char *id = view->config->purposes[index].id;
    const char *name = purpose_name(view, index);
    json_shape(out, "['section',{'class':'purpose'}", NULL, NULL);
    switch_row(out, id, name, grants_purpose(&view->decision->draft, index), purpose_state(view, index));
    described_by(out, id, purpose_text(view, index, "description", "_desc"));
    int of;
    count_on(view, index, &of);
    if (of) {
        json_shape(out, "['details',{},['summary',{},%],['ul',{}", fill(view, TEXT_DETAILS, "name", name), NULL);
        for (int i = 0; i < view->config->processor_count; i++)
            if (view->config->processors[i].purpose == index)
                processor(out, view, i);
        end(out, 2);
    }
    end(out, 1);
}

/* The site's own record is the one thing that is kept without being asked for. */
static void necessary(struct writer *out, const struct view *view) {
    const struct config *config = view->config;
    struct writer list = writer_new();
    put(&list, config->cookie.name);
    put(&list,
        fill(view, TEXT_IN_BRACKETS, "text", fill(view, TEXT_LIFE_D, "n", digits(config->cookie.expires_after_days))));
    json_shape(out, "['section',{'class':'purpose'},['div',{'class':'row'},['h3',{},%],['span',{'class':'state'},%]]",
               text(view, TEXT_NECESSARY_NAME), text(view, TEXT_ALWAYS_ON));
    element(out, "p", text(view, TEXT_NECESSARY_DESC));
    json_shape(out, "['dl',{}", NULL, NULL);
    describe(out, text(view, TEXT_COL_COOKIES), or_empty(list.text));
    end(out, 2);
}

/* What Kazakhstan's law wants said beside the list (Law 94-V, Art. 8(4)), as far as the site has told it. */
static void facts(struct writer *out, const struct view *view) {
    const struct config *config = view->config;
    const char *operator_name = language_of(view->language, config->company);
    struct writer line = writer_new(), list = writer_new();
    json_shape(out, "['ul',{'class':'facts'}", NULL, NULL);
    if (operator_name) {
        put(&line, fill(view, TEXT_KZ_OPERATOR, "company", operator_name));
        if (config->bin)
            put(&line, fill(view, TEXT_KZ_BIN, "bin", config->bin));
        element(out, "li", or_empty(line.text));
    }
    element(out, "li", fill(view, TEXT_KZ_TERM, "n", digits(config->cookie.expires_after_days)));
    for (int i = 0; i < config->processor_count; i++)
        add_countries(&list, view, config->processors[i].definition);
    if (list.length)
        element(out, "li", fill(view, TEXT_KZ_CROSSBORDER, "countries", list.text));
    if (config->bin) {
        element(out, "li", text(view, TEXT_KZ_DATA));
        element(out, "li", text(view, TEXT_KZ_THIRD));
        element(out, "li", text(view, TEXT_KZ_PUBLIC));
    }
    if (config->email)
        element(out, "li", fill(view, TEXT_KZ_DELETE, "email", config->email));
    end(out, 1);
}

void view_settings(struct writer *out, const struct view *view) {
    open_render(out, "settings");
    open_layer(out, view, "dialog", "dialog");
    json_shape(out, "['div',{'class':'head'},['h2',{'id':'smg-title','tabindex':'-1','autofocus':''},%]",
               text(view, TEXT_DIALOG_TITLE), NULL);
    json_shape(out, "['button',{'type':'button','class':'close','part':'close','data-smg':'close','aria-label':%},'×']]",
               text(view, TEXT_CLOSE), NULL);
    json_shape(out, "['div',{'class':'content'},['p',{},%]", text(view, TEXT_DIALOG_INTRO), NULL);
    necessary(out, view);
    for (int i = 0; i < view->config->purpose_count; i++)
        purpose(out, view, i);
    facts(out, view);
    end(out, 1);
    json_shape(out, "['div',{'class':'actions'}", NULL, NULL);
    button(out, "accept", text(view, TEXT_ACCEPT_ALL));
    button(out, "reject", text(view, TEXT_REJECT_ALL));
    button(out, "save", text(view, TEXT_SAVE));
    end(out, 3);
}

void view_switches(struct writer *out, const struct view *view) {
    const struct grants *draft = &view->decision->draft;
    json_shape(out, "['switches',[", NULL, NULL);
    for (int i = 0; i < view->config->purpose_count; i++) {
        json_shape(out, grants_purpose(draft, i) ? "[%,true,%]" : "[%,false,%]", view->config->purposes[i].id,
                   purpose_state(view, i));
    }
    for (int i = 0; i < view->config->processor_count; i++) {
        bool on = grants_processor(draft, i);
        json_shape(out, on ? "[%,true,%]" : "[%,false,%]", view->config->processors[i].id, state(view, on));
    }
    end(out, 2);
}

/* A cell names its column, for pages that turn rows into cards on narrow screens. */
static void cell(struct writer *out, const struct view *view, enum text_key column, const char *content) {
    json_shape(out, "['td',{'data-label':%},%]", text(view, column), content);
}

static void table_row(struct writer *out, const struct view *view, const cJSON *definition, int index) {
    bool active = index >= 0 && grants_processor(&view->decision->loaded, index) &&
                  decision_allows(&view->decision->granted, view->config, index);
    const char *id = json_member(definition, "id");
    json_shape(out, "['tr',{'data-smg-row':%,'data-smg-state':%}", id,
               active       ? "active"
               : index >= 0 ? "blocked"
                            : "unused");
    json_shape(out, "['th',{'scope':'row'},%,['small',{},%]]", definition_text(view, definition, "name"),
               definition_text(view, definition, "company"));
    cell(out, view, TEXT_COL_COUNTRY, countries(view, definition));
    cell(out, view, TEXT_COL_PURPOSE, definition_text(view, definition, "text"));
    cell(out, view, TEXT_COL_COOKIES, stores(view, definition));
    json_shape(out, "['td',{'data-label':%}", text(view, TEXT_COL_POLICY), NULL);
    const char *policy = json_member(definition, "policy");
    if (config_is_link(policy))
        link_out(out, view, policy, text(view, TEXT_COL_POLICY));
    end(out, 1);
    cell(out, view, TEXT_COL_STATE,
         text(view, active       ? TEXT_STATE_ACTIVE
                    : index >= 0 ? TEXT_STATE_BLOCKED
                                 : TEXT_STATE_UNUSED));
    end(out, 1);
}

void view_table(struct writer *out, const struct view *view) {
    static const unsigned char columns[] = {TEXT_COL_SERVICE, TEXT_COL_COUNTRY, TEXT_COL_PURPOSE,
                                            TEXT_COL_COOKIES, TEXT_COL_POLICY,  TEXT_COL_STATE};
    open_render(out, "table");
    json_shape(out, "['table',{'class':'smg-table','lang':%},['thead',{},['tr',{}", view->language->tag, NULL);
    for (size_t i = 0; i < sizeof columns; i++)
        json_shape(out, "['th',{'scope':'col'},%]", text(view, columns[i]), NULL);
    end(out, 2);
    json_shape(out, "['tbody',{}", NULL, NULL);
    for (int i = 0; i < view->config->processor_count; i++)
        table_row(out, view, view->config->processors[i].definition, i);
    for (const char *id = NULL; (id = processor_builtin_next(id));)
        if (config_processor(view->config, id) < 0)
            table_row(out, view, processor_builtin(id), -1);
    end(out, 3);
}

void view_status(struct writer *out, const struct view *view, enum text_key key, bool error) {
    open_render(out, "status");
    json_shape(out, "['p',{'class':%,'lang':%}", error ? "status" : "hidden", view->language->tag);
    json_string(out, text(view, key));
    end(out, 2);
}
