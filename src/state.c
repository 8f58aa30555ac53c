#include "state.h"

#include "effect.h"

static struct state self;
const struct state *const state = &self;

void state_begin(void) {
    self.at_event = decision->now;
}

void state_note_change(void) {
    loader_expect_erase();
    if (!self.due)
        self.told = self.at_event;
    self.due = true;
}

bool state_is_decided(void) {
    return decision->now.choice || self.at_event.choice || (self.due && self.told.choice);
}

/* The purposes, or the processors, each with whether it is granted. */
static void put_granted(const struct grants *granted, bool processors) {
    for (int i = 0; i != config->count; i++)
        if (processors ? config_is_processor(i) : config->items[i].purpose < 0) {
            json_key(config->items[i].id);
            json_bool(grants_allow(granted, i));
        }
}

void state_put_member(const char *name, const char *text) {
    json_key(name);
    json_string(text);
}

void state_put_grants(const struct grants *granted) {
    json_key("purposes");
    json_open('{');
    json_key("necessary");
    json_bool(true);
    put_granted(granted, false);
    json_close('}');
    json_key("processors");
    json_open('{');
    put_granted(granted, true);
    json_close('}');
}

const char *state_value(const struct decided *decided) {
    static const char choices[] = "undecided\0refused\0granted\0";
    const struct record *record = &decided->record;
    text_begin();
    json_open('{');
    state_put_member("choice", list_at(choices, (int)decided->choice));
    state_put_grants(&decided->granted);
    if (decided->choice) {
        json_key("time");
        json_milliseconds(record->time);
        json_key("revision");
        text_put_uint(record->revision);
    }
    if (decided->choice == CHOICE_GRANTED) {
        state_put_member("id", record->id);
        state_put_member("method", record->method);
        state_put_member("language", record->language);
        state_put_member("notice", record->notice);
    }
    json_close('}');
    return text_end();
}

void state_emit(const char *type) {
    effect_emit(type, state_value(&decision->now));
}

void state_emit_change(void) {
    /* The same choice once more has another consent id, and is no change. */
    bool changed = self.due && (decision->now.choice != self.told.choice ||
                                !grants_equal(&decision->now.granted, &self.told.granted));
    self.due = false;
    if (!changed)
        return;
    text_begin();
    json_open('{');
    json_key("old");
    json_raw(state_value(&self.told));
    json_key("new");
    json_raw(state_value(&decision->now));
    json_close('}');
    effect_emit("change", text_end());
}
