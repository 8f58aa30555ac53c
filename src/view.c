#include "words.h"

#include <string.h>

/* What is asked for, as one part of a sentence: "count visits, record actions on pages and show ads". */
static const char *asked_for(void) {
    int count = config.purpose_count;
    text_begin();
    for (int i = 0; i < count; i++) {
        const char *does = purpose_text(i, "does", "_does");
        if (i)
            put(text(i == count - 1 ? "join_last" : "join"));
        put(*does ? does : purpose_name(i));
    }
    return text_end();
}

/* Parts of a processor go to the same partner as the whole. */
static const char *partners(void) {
    uint32_t count = 0;
    for (int i = 0; i < config.processor_count; i++)
        count += config.processors[i].whole < 0;
    return fill(count == 1 ? "partner" : "partners", "n", digits(count));
}

static const char *request(void) {
    const char *company = language_of(&language, config.company);
    const char *body = fill("body", "partners", partners());
    body = language_fill(body, "purposes", asked_for());
    body = language_fill(body, "abroad", goes_abroad() ? text("body_abroad") : "");
    /* Last: what the page gives is text, and no hole in it is filled. */
    return language_fill(body, "company", company ? company : config.host);
}

/* What both layers begin with; left open for the children. */
static void open_layer(const char *place, const char *tag) {
    shape("['render',%,[%,{", place, tag);
    shape("'class':%,'part':%,'aria-labelledby':'smg-title'", place, place);
    shape("'lang':%,'data-theme':%", language.tag, config.theme ? config.theme : "auto");
    shape("'data-layout':%,'data-position':%}", config.layout ? config.layout : "box",
          config.position ? config.position : "start");
}

static void button(const char *action, const char *label) {
    shape("['button',{'type':'button','class':'button','part':'button','data-smg':%},%]", action, label);
}

/* The three buttons of a layer, equal in every way but their words. Closes the layer and the effect too. */
static void actions(const char *third, const char *label) {
    shape("['div',{'class':'actions'}", NULL, NULL);
    button("accept", text("accept_all"));
    button("reject", text("reject_all"));
    button(third, label);
    end(3);
}

void view_remove(const char *place) {
    shape("['render',%,null]", place, NULL);
}

void view_status(const char *key, bool error) {
    shape("['render','status',['p',{'class':%,'lang':%}", error ? "status" : "hidden", language.tag);
    json_string(text(key));
    end(2);
}

void view_banner(void) {
    const char *policy = language_of(&language, config.policy_url);
    open_layer("banner", "section");
    shape("['h2',{'id':'smg-title'},$title],['p',{},%,%],['p',{'class':'links'}", ask_again ? text("ask_again") : "",
          request());
    if (policy)
        shape("['a',{'href':%},$policy_link]", policy, NULL);
    shape("['button',{'type':'button','class':'link','data-smg':'settings'},$partners_link]]", NULL, NULL);
    actions("settings", text("settings"));
}

static bool in_draft(int processor) {
    return decision.draft.processors[processor];
}

static const char *state(bool on) {
    return text(on ? "on" : "off");
}

/* A purpose of which a part is on says how many: its switch alone would read as off. */
static const char *purpose_state(int purpose) {
    uint32_t on = 0, of = 0;
    for (int i = 0; i < config.processor_count; i++)
        if (config.processors[i].purpose == purpose) {
            of++;
            on += in_draft(i);
        }
    if (on && on < of)
        return language_fill(fill("some", "n", digits(on)), "m", digits(of));
    return state(decision.draft.purposes[purpose]);
}

/*
 * One switch, and what it is for (NULL: that is said elsewhere). The state stands beside the label, not in it: the
 * switch itself already tells it.
 */
static void switch_row(const char *id, const char *label, bool on, const char *state_text, const char *about) {
    const char *name = join("smg-", id), *about_id = join(name, "-text");
    shape("['div',{'class':'row'},['label',{'for':%},%]", name, label);
    shape("['span',{'class':'state','aria-hidden':'true','data-state':%},%]", id, state_text);
    shape("['input',{'type':'checkbox','role':'switch','part':'switch','id':%,'name':%", name, id);
    if (on)
        put(",\"checked\":\"\"");
    if (about)
        shape("'aria-describedby':%}]],['p',{'id':%},", about_id, about_id);
    else
        put("}]");
    if (about)
        json_string(about);
    end(1);
}

static void processor(int index) {
    const struct processor *processor = &config.processors[index];
    const cJSON *definition = processor->definition;
    bool on = in_draft(index);
    shape("['li',{'class':'processor'}", NULL, NULL);
    switch_row(processor->id, definition_text(definition, "name"), on, state(on), NULL);
    if (processor->whole >= 0)
        shape("['p',{},%]",
              fill("part_of", "name", definition_text(config.processors[processor->whole].definition, "name")), NULL);
    shape("['dl',{}", NULL, NULL);
    columns("['dt',{},%],['dd',{},%]", definition);
    shape("],['p',{}", NULL, NULL);
    link_out(json_member(definition, "policy"), text("col_policy"));
    end(2);
}

static void purpose(int index) {
    const char *id = config.purposes[index].id, *name = purpose_name(index);
    shape("['section',{'class':'purpose'}", NULL, NULL);
    switch_row(id, name, decision.draft.purposes[index], purpose_state(index),
               purpose_text(index, "description", "_desc"));
    bool any = false;
    for (int i = 0; i < config.processor_count; i++)
        if (config.processors[i].purpose == index) {
            if (!any)
                shape("['details',{},['summary',{},%],['ul',{}", fill("details", "name", name), NULL);
            any = true;
            processor(i);
        }
    end(any ? 3 : 1);
}

static void fact(const char *sentence) {
    shape("['li',{},%]", sentence, NULL);
}

/* What Kazakhstan's law wants said beside the list (Law 94-V, Art. 8(4)), as far as the site has told it. */
static void facts(void) {
    const char *company = language_of(&language, config.company);
    shape("['ul',{'class':'facts'}", NULL, NULL);
    if (company)
        fact(join(fill("kz_operator", "company", company), config.bin ? fill("kz_bin", "bin", config.bin) : ""));
    fact(fill("kz_term", "n", digits(config.cookie.expires_after_days)));
    if (goes_abroad())
        fact(fill("kz_crossborder", "countries", list_of(NULL, "countries", "country_")));
    if (config.bin) {
        fact(text("kz_third"));
        fact(text("kz_public"));
    }
    if (config.email)
        fact(fill("kz_delete", "email", config.email));
    end(1);
}

/* The site's own record is the one thing that is kept without being asked for. */
static void necessary(void) {
    const char *days = fill("life_d", "n", digits(config.cookie.expires_after_days));
    shape("['section',{'class':'purpose'},['div',{'class':'row'},['h3',{},$necessary_name],['span',{'class':'state'},"
          "$always_on]],['p',{},$necessary_desc],['dl',{},['dt',{},$col_cookies],['dd',{},%,%]]]",
          config.cookie.name, fill("in_brackets", "text", days));
}

void view_settings(void) {
    open_layer("settings", "dialog");
    shape("['div',{'class':'head'},['h2',{'id':'smg-title','tabindex':'-1','autofocus':''},$dialog_title],"
          "['button',{'type':'button','class':'close','part':'close','data-smg':'close','aria-label':$close},'\xC3\x97'"
          "]],"
          "['div',{'class':'content'},['p',{},$dialog_intro]",
          NULL, NULL);
    necessary();
    for (int i = 0; i < config.purpose_count; i++)
        purpose(i);
    facts();
    end(1);
    actions("save", text("save"));
}

void view_switches(void) {
    shape("['switches',[", NULL, NULL);
    for (int i = 0; i < config.purpose_count; i++)
        shape(decision.draft.purposes[i] ? "[%,true,%]" : "[%,false,%]", config.purposes[i].id, purpose_state(i));
    for (int i = 0; i < config.processor_count; i++)
        shape(in_draft(i) ? "[%,true,%]" : "[%,false,%]", config.processors[i].id, state(in_draft(i)));
    end(2);
}
