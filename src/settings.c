#include "settings.h"

#include "effect.h"

static const struct grants *draft; /* what the switches at hand show */
static bool with_partners;         /* the list of partners stands before them */

/* Of a purpose of which a part is on: how many; else NULL. */
static const char *part_text(int item) {
    uint32_t on = 0, all = 0;
    for (int i = 0; i != config->count; i++)
        if (config->items[i].purpose == item) {
            all++;
            on += draft->of[i];
        }
    return on && on < all ? words_some(on, all) : NULL;
}

static const char *switch_text(int item) {
    const char *part = part_text(item);
    return part ? part : language_text(draft->of[item] ? TEXT_on : TEXT_off);
}

/* The ids of what a screen reader says of the switch. A purpose that is on in part would be heard as off: a switch has
 * no third state (https://www.w3.org/TR/wai-aria-1.2/#switch). So the words beside it are said too. */
static const char *about(int item) {
    if (config->items[item].purpose >= 0)
        return NULL;
    const char *id = text_join("smg-", config->items[item].id), *text = text_join(id, "-text");
    return part_text(item) ? text_join(text_join(id, "-state "), text) : text;
}

static const char *fill(enum hole hole, const struct scope *scope);

/* Bytes that stand in a fact for what is no text until put_fact() writes it. */
enum { MARK_EMAIL = 1, MARK_COUNTRIES, MARK_OUTSIDE };

static const char *fact; /* the one at hand, with marks */
static bool untold;      /* a hole of it has nothing to say */

static const char *fill_fact(enum hole hole, const struct scope *scope) {
    const char *said = NULL;
    switch (hole) {
    case HOLE_company:
        if (config->options[CONSENT_company].value)
            said = words_fill(hole, scope);
        break;
    case HOLE_email:
        if (config->options[CONSENT_email].word)
            said = "\1";
        break;
    case HOLE_countries:
        if (*words_countries(NULL, false))
            said = "\2";
        break;
    case HOLE_outside:
        if (*words_countries(NULL, true))
            said = "\3";
        break;
    default:
        said = words_fill(hole, scope);
    }
    untold |= !said || !*said;
    return said;
}

/* Writes the nodes of a fact: its text, a link to the address, names of countries. */
static void put_fact(void) {
    for (const char *at = fact; *at;) {
        size_t plain = text_until(at, "\1\2\3");
        text_begin();
        text_put_slice(at, plain);
        const char *text = text_end();
        if (*text)
            json_string(text);
        at += plain;
        if (*at == MARK_EMAIL)
            template_view(VIEW_mail, words_fill, &SCOPE_NONE);
        else if (*at)
            words_put_countries(words_countries(NULL, *at == MARK_OUTSIDE));
        at += *at != 0;
    }
}

/* What the law of the operator's country wants said, as far as the site has told it. */
static void facts(void) {
    for (const enum text *said = config->law->facts; *said != TEXT_COUNT; said++) {
        untold = false;
        fact = template_text(*said, fill_fact, &SCOPE_NONE);
        if (!untold)
            template_view(VIEW_fact, fill, &SCOPE_NONE);
    }
}

/* Of a processor with a switch under several purposes: what the others are. */
static void other_switches(int item) {
    int own = config_own(item);
    for (int i = 0; i != config->count; i++)
        if (i != item && config->items[item].purpose >= 0 && config_own(i) == own) {
            struct scope scope = SCOPE_NONE;
            scope.item = config->items[i].purpose;
            template_view(VIEW_shared, words_fill, &scope);
        }
}

/* The switch and the text of one purpose or processor. */
static const char *fill_item(enum hole hole, const struct scope *scope) {
    int item = scope->item;
    const char *id = item < 0 ? "" : config->items[item].id;
    switch (hole) {
    case HOLE_id: /* the switch's own: a processor may have several */
        return id;
    case HOLE_switch:
        template_view(VIEW_switch, fill, scope);
        return NULL;
    case HOLE_switch_id:
        return text_join("smg-", id);
    case HOLE_about:
        return about(item);
    case HOLE_text_id:
        return text_join(text_join("smg-", id), "-text");
    case HOLE_state_text_id:
        return text_join(text_join("smg-", id), "-state");
    case HOLE_on:
        json_bool(draft->of[item]);
        return NULL;
    case HOLE_switch_text:
        return switch_text(item);
    case HOLE_details:
        if (words_has_processors(item) || *words_signalled(item))
            template_view(VIEW_details, fill, scope);
        return NULL;
    case HOLE_signal:
        if (*words_signalled(item))
            template_view(VIEW_signal, fill, scope);
        return NULL;
    case HOLE_part:
        if (config->items[item].part_of >= 0)
            template_view(VIEW_part, fill, scope);
        other_switches(item);
        return NULL;
    case HOLE_state_note: /* active and blocked are plain from the switch */
        if (loader_state(item) != LOADER_ACTIVE && loader_state(item) != LOADER_BLOCKED)
            template_view(VIEW_state, fill, scope);
        return NULL;
    case HOLE_columns:
        words_columns(VIEW_term, VIEW_definition, fill, scope);
        return NULL;
    default:
        return words_fill(hole, scope);
    }
}

/* What the module itself keeps, in a text for its kind, for as many days as the option says. */
static const char *own(enum text kind, enum option days) {
    struct scope scope = SCOPE_NONE;
    scope.n =
        words_stored(config->options[COOKIE_name].word, text_join(text_digits(config->options[days].number), "d"));
    return words_text(kind, &scope);
}

static const char *fill(enum hole hole, const struct scope *scope) {
    switch (hole) {
    case HOLE_partners_list:
        if (with_partners)
            template_view(VIEW_partners, fill, scope);
        return NULL;
    case HOLE_begins: /* else the list of partners has the focus */
        json_bool(!with_partners);
        return NULL;
    case HOLE_each_partner:
        words_each_partner(VIEW_partner, fill);
        return NULL;
    case HOLE_pair:
        template_view(decision_has_question() ? VIEW_pair : VIEW_refusal, fill, scope);
        return NULL;
    case HOLE_first:
        template_view(VIEW_refusal, fill, scope);
        return NULL;
    case HOLE_second:
        template_view(VIEW_acceptance, fill, scope);
        return NULL;
    case HOLE_refuse:
        return language_text(TEXT_reject_all);
    case HOLE_third:
        return language_text(TEXT_save);
    case HOLE_note:
        if (decision_withholds(false))
            template_view(VIEW_note, fill, scope);
        return NULL;
    case HOLE_choice_made:
        if (decision->now.choice)
            template_view(VIEW_choice, fill, scope);
        if (decision->now.choice == CHOICE_GRANTED)
            template_view(VIEW_number, fill, scope);
        return NULL;
    case HOLE_own_cookie:
        return own(TEXT_kept_cookies, COOKIE_expiresAfterDays);
    case HOLE_own_refusal:
        return own(TEXT_kept_local, CONSENT_refusalExpiresAfterDays);
    case HOLE_each_purpose:
        words_each_item(-1, VIEW_purpose, fill);
        return NULL;
    case HOLE_each_processor:
        words_each_item(scope->item, VIEW_processor, fill);
        return NULL;
    case HOLE_facts:
        facts();
        return NULL;
    case HOLE_fact:
        put_fact();
        return NULL;
    default:
        return fill_item(hole, scope);
    }
}

void settings_show(const struct grants *shown, bool partners) {
    draft = shown;
    with_partners = partners;
    template_view(VIEW_settings, fill, &SCOPE_NONE);
}

void settings_show_switches(const struct grants *shown) {
    draft = shown;
    text_begin();
    for (int i = 0; i != config->count; i++)
        effect_switch(config->items[i].id, shown->of[i], switch_text(i), about(i));
    effect_switches(text_end());
}
