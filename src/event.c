#include "event.h"

#include <string.h>

#include "view.h"

struct decision old;
static bool floating;

const char *member(const struct event *event, const char *name) {
    return json_member(event->json, name);
}

void effect(const char *shape, const char *a, const char *b) {
    json_shape(shape, a, b);
}

/* The purposes, or the processors, each with whether it is granted. */
static void put_granted(const struct grants *granted, bool processors) {
    for (int i = 0; i != config.count; i++)
        if ((config.items[i].purpose >= 0) == processors) {
            json_key(config.items[i].id);
            json_bool(decision_allows(granted, i));
        }
}

void put_state(const struct decision *of, const struct record *record) {
    static const char *const choices[] = {"undecided", "refused", "granted"};
    effect("{'choice':%,'purposes':{'necessary':true", choices[of->choice], NULL);
    put_granted(&of->granted, false);
    put("},\"processors\":{");
    put_granted(&of->granted, true);
    put_char('}');
    if (of->choice) {
        effect("'time':", NULL, NULL);
        put_milliseconds(record->time);
        put(",\"revision\":");
        put_whole(record->revision);
    }
    if (of->choice == CHOICE_GRANTED) {
        effect("'id':%,'method':%", record->id, record->way);
        effect("'language':%,'notice':%", record->language, record->notice);
    }
    put_char('}');
}

/* An effect that begins with `shape` and ends with the state. */
void effect_state(const char *shape) {
    effect(shape, NULL, NULL);
    put_state(&decision, &current);
    put_char(']');
}

/* The button that opens the settings again stands where a choice was made and no layer is open. */
void render_float(void) {
    /* It comes when all is done, but need not go while something is. */
    bool settled = floating || decision.phase == PHASE_IDLE;
    /* Where nothing is asked for it is the way to the switches. */
    bool due = decision.choice || (config.count && !decision_has_question());
    bool wanted = config.options[CONSENT_floatingButton].number && !config.framed && due && settled &&
                  !decision.banner && !decision.settings;
    if (wanted == floating)
        return;
    floating = wanted;
    if (wanted)
        view_show(VIEW_float);
    else
        view_remove("float");
}

void render(void) {
    bool banner = old.banner, settings = old.settings;
    if (decision.banner > banner)
        view_show(VIEW_banner);
    if (decision.settings > settings)
        view_show(VIEW_settings);
    if (decision.settings < settings)
        view_remove("settings");
    if (decision.banner < banner)
        view_remove("banner");
    if (decision.banner > banner || decision.settings > settings)
        effect("['emit','show',%]", decision.settings > settings ? "settings" : "banner", NULL);
    if (decision.banner < banner || decision.settings < settings)
        effect("['emit','hide',%]", decision.settings < settings ? "settings" : "banner", NULL);
    render_float();
}

void table(const struct event *event) {
    if (json_true(event->json, "table"))
        view_show(VIEW_table);
}

void show_language(const struct event *event) {
    if (decision.banner)
        view_show(VIEW_banner);
    if (decision.settings)
        view_show(VIEW_settings);
    if (floating)
        view_show(VIEW_float);
    table(event);
}

void remember(void) {
    /* Whatever was swept for the first of two changes is to be looked at again for the second. */
    sweep = true;
    if (changed)
        return;
    before = old;
    before_record = current;
    changed = true;
}
