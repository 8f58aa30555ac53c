#include "banner.h"

#include <string.h>

static bool is_error; /* the status line at hand is one */

static const char *fill_status(enum hole hole, const struct scope *scope) {
    switch (hole) {
    case HOLE_status:
        return words_text(scope->said, scope);
    case HOLE_status_class:
        return is_error ? "status" : "hidden";
    case HOLE_status_close:
        if (is_error)
            template_view(VIEW_status_close, fill_status, scope);
        return NULL;
    default:
        return words_fill(hole, scope);
    }
}

/* The middle of the screen is for a modal banner. Any other would hide there what has the focus in the page. */
static bool is_off_the_middle(void) {
    return !config->options[CONSENT_modal].number && !strcmp(config->options[CONSENT_layout].word, "dialog");
}

/* Where all is withheld it is a notice: that it is so, with a button that keeps it so, and the way to the switch. */
static const char *fill_banner(enum hole hole, const struct scope *scope) {
    if (template_lacks(hole))
        return NULL;
    bool asks = decision_has_question();
    bool modal = config->options[CONSENT_modal].number;
    switch (hole) {
    case HOLE_banner_tag:
        return modal ? "dialog" : "div";
    case HOLE_banner_label: /* a dialog has a name; else <smg-consent>'s own landmark has it */
        return modal ? "smg_title" : NULL;
    case HOLE_focus: /* a heading that begins with the focus, by both attributes that this needs */
        return modal ? "-1" : NULL;
    case HOLE_layout:
        return is_off_the_middle() ? "box" : words_fill(hole, scope);
    case HOLE_position:
        if (is_off_the_middle())
            return *config->options[CONSENT_position].word == 't' ? "top-center" : "center";
        return words_fill(hole, scope);
    case HOLE_asked_again:
        return decision->answer_void ? words_asked_again() : NULL;
    case HOLE_request:
        return asks ? words_text(TEXT_body, scope) : NULL;
    case HOLE_privacy: /* in few words: the first layer must leave the page to be seen */
        return !decision_withholds(!asks) ? NULL : language_text(asks ? TEXT_gpc_short : TEXT_gpc_note);
    case HOLE_links:
        if (config->options[CONSENT_policyUrl].value || words_has_partners())
            template_view(VIEW_links, fill_banner, scope);
        return NULL;
    case HOLE_partners_link:
        if (words_has_partners())
            template_view(VIEW_partners_link, fill_banner, scope);
        return NULL;
    case HOLE_pair:
        template_view(asks ? VIEW_pair : VIEW_refusal, fill_banner, scope);
        return NULL;
    case HOLE_first:
        template_view(VIEW_acceptance, fill_banner, scope);
        return NULL;
    case HOLE_second:
        template_view(VIEW_refusal, fill_banner, scope);
        return NULL;
    case HOLE_refuse:
        return language_text(asks ? TEXT_reject_all : TEXT_keep_off);
    case HOLE_third:
        return language_text(TEXT_settings);
    default:
        return words_fill(hole, scope);
    }
}

void banner_show(void) {
    template_view(VIEW_banner, fill_banner, &SCOPE_NONE);
}

void banner_show_button(void) {
    template_view(VIEW_float, words_fill, &SCOPE_NONE);
}

void banner_show_status(enum text status, bool error) {
    struct scope scope = SCOPE_NONE;
    scope.said = status;
    is_error = error;
    template_view(VIEW_status, fill_status, &scope);
}
