#include "view.h"

#include <string.h>

#include "words.h"

#define EXPANDED_MAX 8000  /* bytes, beyond which no further hole of a page's own text is filled */
#define DEPTH_MAX 3        /* how deep a text stands within others: a number in the partners in the request */
#define FILLED_MAX 2000000 /* bytes in all holes of an answer, with these costs: beyond, holes stay as they are. */
#define HOLE_COST 64       /* Of a hundred processors each has some, and what is in one may be nothing; */
#define INNER_COST 4096    /* of those within others there are few, which would multiply. */

/* Where the writing is in the lists within a view. */
static int item; /* a purpose or processor of the settings, a processor of the table; -1 if not used here */
static const cJSON *definition; /* of that processor; of a purpose NULL */
static int column;
static enum text said; /* the fact or status that is being told */
static bool alarming;

static size_t filled; /* of FILLED_MAX, in this answer */

static void write(enum view view);

static const char *on_off(bool on) {
    return language.texts[on ? TEXT_on : TEXT_off];
}

/* A purpose of which a part is on says how many: its switch alone would read as off. */
static const char *state(int of) {
    uint32_t on = 0, all = 0;
    for (int i = 0; i != config.count; i++)
        if (config.items[i].purpose == of) {
            all++;
            on += decision.draft.of[i];
        }
    return on && on < all ? words_some(on, all) : on_off(decision.draft.of[of]);
}

/* A definition goes into five columns, or so many rows: who gets the data, where, what for, which, how long. */
static const char *value(void) {
    switch (column) {
    case 0:
        return words_of(definition, "company");
    case 1:
        return words_list(definition, "countries", "country_");
    case 2:
        return words_of(definition, "description");
    case 3:
        return words_list(definition, "data", "data_");
    default:
        return words_stores(definition);
    }
}

static void columns(enum view first, enum view second) {
    for (column = 0; column < 5; column++) {
        write(first);
        if (second != first)
            write(second);
    }
}

/* The items of the settings: all purposes, or the processors of one. */
static void each(int purpose, enum view view) {
    int outer = item;
    for (item = 0; item != config.count; item++)
        if (config.items[item].purpose == purpose) {
            definition = purpose < 0 ? NULL : config.items[item].definition;
            write(view);
        }
    item = outer;
    definition = NULL;
}

static bool has_processors(int purpose) {
    int i = config.count;
    while (--i >= 0 && config.items[i].purpose != purpose)
        ;
    return i >= 0;
}

/* What Kazakhstan's law wants said beside the list (Law 94-V, Art. 8(4)), as far as the site has told it. */
static void facts(void) {
    const struct {
        enum text text;
        bool told;
    } list[] = {
        {TEXT_kz_operator, config.options[CONSENT_company].json},
        {TEXT_kz_term, true},
        {TEXT_kz_data, true},
        {TEXT_kz_crossborder, words_goes_abroad()},
        {TEXT_kz_third, config.options[CONSENT_bin].word},
        {TEXT_kz_public, config.options[CONSENT_bin].word},
        {TEXT_kz_delete, config.options[CONSENT_email].word},
    };
    for (size_t i = 0; i < sizeof list / sizeof *list; i++)
        if (list[i].told) {
            said = list[i].text;
            write(VIEW_fact);
        }
}

/* The state of the processor at hand, as the table says it. */
static enum text state_now(void) {
    if (item < 0)
        return TEXT_state_unused;
    bool allowed = decision_allows(&decision.granted, item), stopped = decision.stopped.of[item];
    const struct item *of = &config.items[item];
    if (decision.failed.of[of->whole < 0 ? item : of->whole] && allowed)
        return TEXT_state_failed;
    if (!decision.loaded.of[item])
        return TEXT_state_blocked;
    /* Nothing but a reload ends such a one, so it runs on. */
    if (of->reload)
        return allowed ? TEXT_state_active : TEXT_state_stopping;
    if (stopped)
        return allowed ? TEXT_state_waiting : TEXT_state_stopped;
    return allowed ? TEXT_state_active : TEXT_state_blocked;
}

static void rows(void) {
    for (item = 0; item != config.count; item++)
        if (config.items[item].purpose >= 0) {
            definition = config.items[item].definition;
            write(VIEW_row);
        }
    for (item = -1, definition = json_first(config.builtin); definition; definition = definition->next)
        if (config_find(definition->string) < 0)
            write(VIEW_row);
    item = 0;
}

/* A member of the definition as it is. */
static const char *copy(const char *member) {
    json_copy(json_get(definition, member), NULL);
    return NULL;
}

static void put_cookies(const cJSON *of) {
    for (const cJSON *cookie = json_first(json_get(of, "cookies")); cookie; cookie = cookie->next) {
        json_key(cookie->string);
        json_string(json_text(cookie));
    }
}

/* What the processor at hand keeps here, under its own purpose and under others that the site asks for. */
static const char *cookies_of(void) {
    json_open('{');
    put_cookies(definition);
    for (const cJSON *also = json_first(json_get(definition, "storesFor")); also; also = also->next)
        if (config_find(also->string) >= 0)
            put_cookies(also);
    json_close('}');
    return NULL;
}

/* True if the browser's signal withholds anything; `granted`: even what the visitor's own switch has granted. */
static bool withheld(bool granted) {
    int i = config.count;
    while (--i >= 0 && !(config_withheld(i) && (granted || !decision.granted.of[i])))
        ;
    return i >= 0;
}

static const char *id(void) {
    return definition ? definition->string : config.items[item].id;
}

/* What stands in the hole of a view; NULL where that has been written already, or is nothing. */
static const char *fill(enum hole hole) {
    static const char *const states[] = {"blocked", "active", "stopped", "stopping", "waiting", "unused", "failed"};
    switch (hole) {
    case HOLE_lang:
        return language.tag;
    case HOLE_theme:
        return config.options[CONSENT_theme].word;
    case HOLE_layout:
        return config.options[CONSENT_layout].word;
    case HOLE_position:
        return config.options[CONSENT_position].word;
    case HOLE_again:
        return ask_again ? words_again() : NULL;
    case HOLE_policy:
        if (config.options[CONSENT_policyUrl].json)
            write(VIEW_policy);
        return NULL;
    case HOLE_policy_url:
        return language_of(&language, config.options[CONSENT_policyUrl].json);
    case HOLE_own_cookie:
        return words_stored(config.options[COOKIE_name].word,
                            join(digits(config.options[COOKIE_expiresAfterDays].number), "d"));
    case HOLE_privacy: /* on the first layer in few words, which must leave the page to be seen */
        return withheld(false) ? language.texts[TEXT_gpc_short] : NULL;
    case HOLE_note:
        if (withheld(false))
            write(VIEW_note);
        return NULL;
    case HOLE_accept:
        return language.texts[withheld(true) ? TEXT_accept_gpc : TEXT_accept_all];
    case HOLE_choice_made:
        if (decision.choice)
            write(VIEW_choice);
        if (decision.choice == CHOICE_GRANTED)
            write(VIEW_number);
        return NULL;
    case HOLE_each_receipt_purpose:
        each(-1, VIEW_receipt_purpose);
        return NULL;
    case HOLE_each_recipient:
        each(item, VIEW_recipient);
        return NULL;
    case HOLE_recipient:
        return words_of(definition, "company");
    case HOLE_countries_of:
        return copy("countries");
    case HOLE_data_of:
        return copy("data");
    case HOLE_cookies_of:
        return cookies_of();
    case HOLE_granted:
        json_bool(decision_allows(&decision.granted, item));
        return NULL;
    case HOLE_each_purpose:
        each(-1, VIEW_purpose);
        return NULL;
    case HOLE_each_processor:
        each(item, VIEW_processor);
        return NULL;
    case HOLE_details:
        if (has_processors(item))
            write(VIEW_details);
        return NULL;
    case HOLE_facts:
        facts();
        return NULL;
    case HOLE_rows:
        rows();
        return NULL;
    case HOLE_heads:
        columns(VIEW_head, VIEW_head);
        return NULL;
    case HOLE_cells:
        columns(VIEW_cell, VIEW_cell);
        return NULL;
    case HOLE_columns:
        columns(VIEW_term, VIEW_definition);
        return NULL;
    case HOLE_label: {
        static const char labels[] = {TEXT_col_company, TEXT_col_country, TEXT_col_purpose, TEXT_col_data,
                                      TEXT_col_cookies};
        return language.texts[(int)labels[column]];
    }
    case HOLE_value:
        return value();
    case HOLE_switch:
        write(VIEW_switch);
        return NULL;
    case HOLE_part:
        if (config.items[item].whole >= 0)
            write(VIEW_part);
        return NULL;
    case HOLE_link:
        if (config_is_link(json_member(definition, "policy")))
            write(VIEW_link);
        return NULL;
    case HOLE_link_url:
        return json_member(definition, "policy");
    case HOLE_id:
        return id();
    case HOLE_switch_id:
        return join("smg-", id());
    case HOLE_about:
        return definition ? NULL : join(join("smg-", id()), "-text");
    case HOLE_name:
        return definition ? words_of(definition, "name") : words_purpose(item, "name", "_name");
    case HOLE_description:
        return words_purpose(item, "description", "_desc");
    case HOLE_on:
        json_bool(decision.draft.of[item]);
        return NULL;
    case HOLE_state:
        return state(item);
    case HOLE_whole: /* a page's own text may ask for it where there is none */
        if (item < 0 || config.items[item].whole < 0)
            return NULL;
        return words_of(config.items[config.items[item].whole].definition, "name");
    case HOLE_state_id:
        return states[state_now() - TEXT_state_blocked];
    case HOLE_state_note:
        if (state_now() > TEXT_state_active)
            write(VIEW_state);
        return NULL;
    case HOLE_now:
        return item < 0 ? NULL : words_now(definition, contacts[item]);
    case HOLE_state_now:
        return language.texts[state_now()];
    case HOLE_status_class:
        return alarming ? "status" : "hidden";
    case HOLE_status_close:
        if (alarming)
            write(VIEW_status_close);
        return NULL;
    case HOLE_fact:
    case HOLE_status:
        return expand(said);
    default:
        return words_fill(hole);
    }
}

/* A text as a JSON string; without one what the hole has written stands, or null where a member would have no value. */
static void put_filling(const char *text) {
    if (text)
        json_string(text);
    else if (text_last() == ':')
        json_null();
}

static void write(enum view view) {
    const char *at = text_at(embedded_views, (int)view);
    while (*at) {
        size_t plain = text_until(at, MARKS);
        if (plain && *at != ']' && *at != '}')
            put_comma();
        put_slice(at, plain);
        at += plain;
        if (!*at)
            break;
        int number = at[1] - MARK_FIRST;
        put_filling(*at == MARK_HOLE ? fill((enum hole)number) : expand((enum text)number));
        at += 2;
    }
}

const char *expand(enum text text) {
    static int depth;
    const char *at = language.texts[text];
    /* Most have no hole, and need no copy. */
    if (!at[text_until(at, "{")])
        return at;
    text_begin();
    while (*at && text_length() < EXPANDED_MAX) {
        size_t plain = text_until(at, "{");
        put_slice(at, plain);
        at += plain;
        if (!*at)
            break;
        plain = text_until(at, "}");
        text_begin();
        put_slice(at + 1, plain - 1);
        /* What a page's own texts have in braces is no hole, and stays; so does one within itself. */
        int hole = place(embedded_holes, text_end());
        if (hole < HOLE_TEXTS && depth < DEPTH_MAX && filled < FILLED_MAX) {
            depth++;
            const char *filling = fill((enum hole)hole);
            depth--;
            put(filling ? filling : "");
            filled += (depth ? INNER_COST : HOLE_COST) + (filling ? strlen(filling) : 0);
            at += plain + 1;
        } else
            put_char(*at++);
    }
    return text_end();
}

void view_begin(void) {
    filled = 0;
}

void view_show(enum view view) {
    write(view);
}

void view_remove(const char *place) {
    json_shape("['render',%,null]", place, NULL);
}

void view_status(enum text text, bool error) {
    said = text;
    alarming = error;
    write(VIEW_status);
}

void view_calm(void) {
    if (alarming)
        view_remove("status");
    alarming = false;
}

void view_switches(void) {
    json_shape("['switches',[", NULL, NULL);
    for (int i = 0; i != config.count; i++)
        json_shape(decision.draft.of[i] ? "[%,true,%]" : "[%,false,%]", config.items[i].id, state(i));
    put("]]");
}
