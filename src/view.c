#include "words.h"

#include <string.h>

/* What is asked for, as one part of a sentence: "count visits, record actions on pages and show ads". */
static const char *asked_for(const struct view *view) {
    struct writer list = writer_new();
    int count = view->config->purpose_count;
    for (int i = 0; i < count; i++) {
        const char *does = purpose_text(view, i, "does", "_does");
        if (i)
            put(&list, text(view, i == count - 1 ? "join_last" : "join"));
        put(&list, *does ? does : purpose_name(view, i));
    }
    return list.text;
}

/* Parts of a processor go to the same partner as the whole. */
static const char *partners(const struct view *view) {
    uint32_t count = 0;
    for (int i = 0; i < view->config->processor_count; i++)
        count += view->config->processors[i].whole < 0;
    return fill(view, count == 1 ? "partner" : "partners", "n", digits(count));
}

static const char *request(const struct view *view) {
    const char *company = language_of(view->language, view->config->company);
    const char *body = fill(view, "body", "partners", partners(view));
    body = language_fill(body, "purposes", asked_for(view));
    body = language_fill(body, "abroad", goes_abroad(view) ? text(view, "body_abroad") : "");
    /* Last: what the page gives is text, and no hole in it is filled. */
    return language_fill(body, "company", company ? company : view->config->host);
}

/* What both layers begin with; left open for the children. */
static void open_layer(const struct view *view, const char *place, const char *tag) {
    const struct config *config = view->config;
    shape(view, "['render',%,[%,{", place, tag);
    shape(view, "'class':%,'part':%,'aria-labelledby':'smg-title'", place, place);
    shape(view, "'lang':%,'data-theme':%", view->language->tag, config->theme ? config->theme : "auto");
    shape(view, "'data-layout':%,'data-position':%}", config->layout ? config->layout : "box",
          config->position ? config->position : "start");
}

static void button(const struct view *view, const char *action, const char *label) {
    shape(view, "['button',{'type':'button','class':'button','part':'button','data-smg':%},%]", action, label);
}

/* The three buttons of a layer: equal in every way but their words. */
static void actions(const struct view *view, const char *third, const char *label) {
    shape(view, "['div',{'class':'actions'}", NULL, NULL);
    button(view, "accept", text(view, "accept_all"));
    button(view, "reject", text(view, "reject_all"));
    button(view, third, label);
    end(view, 3);
}

void view_remove(const struct view *view, const char *place) {
    shape(view, "['render',%,null]", place, NULL);
}

void view_status(const struct view *view, const char *key, bool error) {
    shape(view, "['render','status',['p',{'class':%,'lang':%}", error ? "status" : "hidden", view->language->tag);
    json_string(view->out, text(view, key));
    end(view, 2);
}

void view_banner(const struct view *view) {
    const char *policy = language_of(view->language, view->config->policy_url);
    open_layer(view, "banner", "section");
    shape(view, "['h2',{'id':'smg-title'},$title],['p',{},%,%],['p',{'class':'links'}",
          view->ask_again ? text(view, "ask_again") : "", request(view));
    if (policy)
        shape(view, "['a',{'href':%},$policy_link]", policy, NULL);
    shape(view, "['button',{'type':'button','class':'link','data-smg':'settings'},$partners_link]]", NULL, NULL);
    actions(view, "settings", text(view, "settings"));
    end(view, 1);
}

static bool in_draft(const struct view *view, int processor) {
    return view->decision->draft.processors[processor];
}

static const char *state(const struct view *view, bool on) {
    return text(view, on ? "on" : "off");
}

/* A purpose of which a part is on says how many: its switch alone would read as off. */
static const char *purpose_state(const struct view *view, int purpose) {
    uint32_t on = 0, of = 0;
    for (int i = 0; i < view->config->processor_count; i++)
        if (view->config->processors[i].purpose == purpose) {
            of++;
            on += in_draft(view, i);
        }
    if (on && on < of)
        return language_fill(fill(view, "some", "n", digits(on)), "m", digits(of));
    return state(view, view->decision->draft.purposes[purpose]);
}

/* One switch and what it is for. The state stands beside the label, not in it: the switch itself already tells it. */
static void switch_row(const struct view *view, const char *id, const char *label, bool on, const char *state_text,
                       const char *about) {
    const char *name = join("smg-", id), *about_id = join(name, "-text");
    shape(view, "['div',{'class':'row'},['label',{'for':%},%]", name, label);
    shape(view, "['span',{'class':'state','aria-hidden':'true','data-state':%},%]", id, state_text);
    shape(view, "['input',{'type':'checkbox','role':'switch','part':'switch','id':%,'name':%", name, id);
    shape(view, on ? "'aria-describedby':%,'checked':''}]]" : "'aria-describedby':%}]]", about_id, NULL);
    shape(view, "['p',{'id':%},%]", about_id, about);
}

/* A row of a description list. */
static void describe(const struct view *view, const char *term, const char *content) {
    shape(view, "['dt',{},%],['dd',{},%]", text(view, term), content);
}

static void processor(const struct view *view, int index) {
    const struct processor *processor = &view->config->processors[index];
    const cJSON *definition = processor->definition;
    bool on = in_draft(view, index);
    shape(view, "['li',{'class':'processor'}", NULL, NULL);
    switch_row(view, processor->id, definition_text(view, definition, "name"), on, state(view, on),
               definition_text(view, definition, "text"));
    if (processor->whole >= 0)
        shape(view, "['p',{},%]",
              fill(view, "part_of", "name",
                   definition_text(view, view->config->processors[processor->whole].definition, "name")),
              NULL);
    shape(view, "['dl',{}", NULL, NULL);
    describe(view, "col_company", definition_text(view, definition, "company"));
    describe(view, "col_country", list_of(view, definition, "countries", "country_"));
    describe(view, "col_data", list_of(view, definition, "data", "data_"));
    describe(view, "col_cookies", stores(view, definition));
    shape(view, "],['p',{}", NULL, NULL);
    link_out(view, json_member(definition, "policy"), text(view, "col_policy"));
    end(view, 2);
}

static void purpose(const struct view *view, int index) {
    const char *id = view->config->purposes[index].id, *name = purpose_name(view, index);
    shape(view, "['section',{'class':'purpose'}", NULL, NULL);
    switch_row(view, id, name, view->decision->draft.purposes[index], purpose_state(view, index),
               purpose_text(view, index, "description", "_desc"));
    shape(view, "['details',{},['summary',{},%],['ul',{}", fill(view, "details", "name", name), NULL);
    for (int i = 0; i < view->config->processor_count; i++)
        if (view->config->processors[i].purpose == index)
            processor(view, i);
    end(view, 3);
}

static void fact(const struct view *view, const char *sentence) {
    shape(view, "['li',{},%]", sentence, NULL);
}

/* What Kazakhstan's law wants said beside the list (Law 94-V, Art. 8(4)), as far as the site has told it. */
static void facts(const struct view *view) {
    const struct config *config = view->config;
    const char *company = language_of(view->language, config->company);
    shape(view, "['ul',{'class':'facts'}", NULL, NULL);
    if (company)
        fact(view, join(fill(view, "kz_operator", "company", company),
                        config->bin ? fill(view, "kz_bin", "bin", config->bin) : ""));
    fact(view, fill(view, "kz_term", "n", digits(config->cookie.expires_after_days)));
    if (goes_abroad(view))
        fact(view, fill(view, "kz_crossborder", "countries", list_of(view, NULL, "countries", "country_")));
    if (config->bin) {
        fact(view, fill(view, "kz_data", "data", list_of(view, NULL, "data", "data_")));
        fact(view, text(view, "kz_third"));
        fact(view, text(view, "kz_public"));
    }
    if (config->email)
        fact(view, fill(view, "kz_delete", "email", config->email));
    end(view, 1);
}

/* The site's own record is the one thing that is kept without being asked for. */
static void necessary(const struct view *view) {
    const struct config *config = view->config;
    shape(view, "['section',{'class':'purpose'},['div',{'class':'row'},['h3',{},$necessary_name],['span',{'class':'state'},"
                "$always_on]],['p',{},$necessary_desc],['dl',{}",
          NULL, NULL);
    describe(view, "col_cookies",
             join(config->cookie.name, fill(view, "in_brackets", "text",
                                            fill(view, "life_d", "n", digits(config->cookie.expires_after_days)))));
    end(view, 2);
}

void view_settings(const struct view *view) {
    open_layer(view, "settings", "dialog");
    shape(view, "['div',{'class':'head'},['h2',{'id':'smg-title','tabindex':'-1','autofocus':''},$dialog_title],"
                "['button',{'type':'button','class':'close','part':'close','data-smg':'close','aria-label':$close},'\xC3\x97']],"
                "['div',{'class':'content'},['p',{},$dialog_intro]",
          NULL, NULL);
    necessary(view);
    for (int i = 0; i < view->config->purpose_count; i++)
        purpose(view, i);
    facts(view);
    end(view, 1);
    actions(view, "save", text(view, "save"));
    end(view, 1);
}

void view_switches(const struct view *view) {
    const struct config *config = view->config;
    shape(view, "['switches',[", NULL, NULL);
    for (int i = 0; i < config->purpose_count; i++)
        shape(view, view->decision->draft.purposes[i] ? "[%,true,%]" : "[%,false,%]", config->purposes[i].id,
              purpose_state(view, i));
    for (int i = 0; i < config->processor_count; i++)
        shape(view, in_draft(view, i) ? "[%,true,%]" : "[%,false,%]", config->processors[i].id,
              state(view, in_draft(view, i)));
    end(view, 2);
}
