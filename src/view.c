#include "view.h"

#include "banner.h"
#include "effect.h"
#include "face.h"
#include "table.h"

static struct view self;
const struct view *const view = &self;

static void emit(const char *type, bool settings) {
    effect_emit(type, settings ? "\"settings\"" : "\"banner\"");
}

void view_set_theme(void) {
    const union option_value *options = config->options;
    if (json_is_object(options[CONSENT_theme].value))
        effect_theme(options[THEME_accent].word, options[THEME_background].word, options[THEME_text].word,
                     options[THEME_radius].word, options[THEME_font].word);
}

void view_set_button(void) {
    /* Shown first in PHASE_IDLE; a button that is there already stays while a later choice is being carried out. */
    bool settled = self.button || decision->phase == PHASE_IDLE;
    bool wanted = config->options[CONSENT_floatingButton].number && !config->framed && decision->now.choice &&
                  settled && !self.banner && !self.settings;
    if (wanted == self.button)
        return;
    self.button = wanted;
    if (wanted)
        banner_show_button();
    else
        effect_render_nothing("float");
}

void view_set_layers(bool banner, bool settings) {
    const struct view before = self;
    self.banner = banner && config->count;
    self.settings = settings && config->count;
    self.partners &= self.settings;
    bool banner_opens = self.banner && !before.banner, settings_open = self.settings && !before.settings;
    bool banner_closes = !self.banner && before.banner, settings_close = !self.settings && before.settings;
    if (settings_open)
        self.draft = decision->now.granted;
    if (banner_opens)
        banner_show();
    if (settings_open && !left_out())
        settings_show(&self.draft, self.partners);
    if (settings_close)
        effect_render_nothing("settings");
    if (banner_closes)
        effect_render_nothing("banner");
    if (banner_opens || settings_open)
        emit("show", settings_open);
    if (banner_closes || settings_close)
        emit("hide", settings_close);
    view_set_button();
}

void view_show_partners(void) {
    self.partners = !self.settings && words_has_partners();
    view_set_layers(self.banner, true);
}

void view_set_switches(const struct grants *draft) {
    if (left_out())
        return;
    self.draft = *draft;
    settings_show_switches(&self.draft);
}

void view_say(enum text status, bool error) {
    self.alarm = error;
    banner_show_status(status, error);
}

void view_calm(void) {
    if (self.alarm)
        effect_render_nothing("status");
    self.alarm = false;
}

void view_show_table(const struct event *event) {
    const json *asked = json_get(event->members, "table");
    bool all = json_text(asked) != NULL; /* "all", its only text */
    if ((all || json_true(event->members, "table")) && !left_out())
        table_show(all);
}

void view_show_faces(const struct event *event) {
    if (face_has_news(event) && !left_out())
        self.waits |= face_show_all(event);
}

void view_renew_faces(void) {
    if (self.waits)
        effect_look();
}

void view_show_language(const struct event *event) {
    if (self.banner)
        banner_show();
    if (self.settings && !left_out()) {
        /* What holds first, and then what the visitor has turned: so the shell knows that it is a change. */
        settings_show(&decision->now.granted, self.partners);
        settings_show_switches(&self.draft);
    }
    if (self.button)
        banner_show_button();
    view_show_table(event);
    view_renew_faces();
}
