#include "event.h"

#include <string.h>

#include "view.h"

int place(const char *list, const char *name) {
    int index = 0;
    for (; *list && strcmp(list, name) != 0; index++)
        list += strlen(list) + 1;
    return index;
}

const char *member(const struct event *event, const char *name) {
    return json_member(event->json, name);
}

void effect(const char *shape, const char *a, const char *b) {
    json_shape(shape, a, b);
}

void put_state(const struct decision *of, const struct record *record) {
    static const char *const choices[] = {"undecided", "refused", "granted"};
    effect("{'choice':%,'purposes':{'necessary':true", choices[of->choice], NULL);
    for (int i = 0; i < config.purpose_count; i++) {
        json_key(config.purposes[i].id);
        json_bool(of->granted.purposes[i]);
    }
    put("},\"processors\":{");
    for (int i = 0; i < config.processor_count; i++) {
        json_key(config.processors[i].id);
        json_bool(decision_allows(&of->granted, &config, i));
    }
    put_char('}');
    if (of->choice) {
        effect("'time':", NULL, NULL);
        put_whole(record->time);
        put("000,\"revision\":"); /* milliseconds */
        put_whole(record->revision);
    }
    if (of->choice == CHOICE_GRANTED) {
        effect("'id':%,'way':%", record->id, record->way);
        effect("'language':%", record->language, NULL);
    }
    put_char('}');
}

/* An effect that begins with `shape` and ends with the state. */
void effect_state(const char *shape) {
    effect(shape, NULL, NULL);
    put_state(&decision, &current);
    put_char(']');
}

void render(const struct decision *old) {
    bool banner = old->banner, settings = old->settings;
    if (decision.banner > banner)
        view_banner();
    if (decision.settings > settings)
        view_settings();
    if (decision.settings < settings)
        view_remove("settings");
    if (decision.banner < banner)
        view_remove("banner");
    if (decision.banner > banner || decision.settings > settings)
        effect("['emit','show',%]", decision.settings > settings ? "settings" : "banner", NULL);
    if (decision.banner < banner || decision.settings < settings)
        effect("['emit','hide',%]", decision.settings < settings ? "settings" : "banner", NULL);
}

void table(const struct event *event) {
    if (json_true(event->json, "table"))
        view_table();
}

void show_language(const struct event *event) {
    if (decision.banner)
        view_banner();
    if (decision.settings)
        view_settings();
    table(event);
}

void remember(const struct decision *old) {
    if (changed)
        return;
    before = *old;
    before_record = current;
    changed = sweep = true;
}
