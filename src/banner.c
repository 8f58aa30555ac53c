#include "banner.h"

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

static const char *fill_banner(enum hole hole, const struct scope *scope) {
    switch (hole) {
    case HOLE_asked_again:
        return decision->answer_void ? words_asked_again() : NULL;
    case HOLE_privacy: /* in few words: the first layer must leave the page to be seen */
        return decision_withholds(false) ? language->texts[TEXT_gpc_short] : NULL;
    case HOLE_policy:
        if (config->options[CONSENT_policyUrl].value)
            template_view(VIEW_policy, fill_banner, scope);
        return NULL;
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
