#include "request.h"

#include <string.h>

#include "store.h"
#include "view.h"

/* The list makes the enum and the texts. */
/* clang-format off */
#define REQUESTS(X) \
    X(accept) X(acceptAll) X(reject) X(rejectAll) X(withdraw) X(settings) X(showPreferences) X(close) X(hide) X(show) \
    X(save) X(toggle) X(receipt) X(reset) X(setLanguage) X(getConsent) X(getReceipt) \
    X(acceptPurpose) X(acceptProcessor) X(acceptedPurpose) X(acceptedProcessor) X(state)
/* clang-format on */
#define ENUM_REQUEST(name) REQUEST_##name,

enum request { REQUESTS(ENUM_REQUEST) };
static const char requests[] = REQUESTS(TEXT);

static void answer(bool value) {
    effect(value ? "['return',true]" : "['return',false]", NULL, NULL);
}

/* How a grant is given: "b", "s", "p" or "a", "u" behind it for a press that a script made; and upon which text. */
static void set_way(const struct event *event, bool saved) {
    const char *shown = member(event, "shown");
    bool action = event->type == TYPE_action, inside = json_true(event->json, "inside");
    current.way[0] = !action ? 'a' : !inside ? 'p' : saved ? 's' : 'b';
    current.way[1] = action && !json_true(event->json, "trusted") ? 'u' : 0;
    if ((old.banner || old.settings) && pattern_match("[A-Za-z0-9_-]{43}", shown))
        memcpy(current.notice, shown, RECORD_NOTICE_LENGTH);
}

/* What the status line says of the choice. */
static enum text outcome(void) {
    if (decision.choice == CHOICE_REFUSED)
        return old.choice == CHOICE_GRANTED ? TEXT_status_withdrawn : TEXT_status_rejected;
    for (int i = 0; i != config.count; i++)
        if (!decision.granted.of[i])
            return TEXT_status_saved;
    return TEXT_status_accepted;
}

/* What the records say now is what is to be replaced. */
static void begin(const struct event *event) {
    remember();
    last_choice = (struct choosing){.replaced = event->stored.choice, .at = event->now};
    memcpy(last_choice.id, event->stored.record.id, sizeof last_choice.id);
}

/*
 * The one path of every choice, which stands in the draft: store, then take the layers away, then wait until that has
 * been painted.
 */
static void choose(const struct event *event, bool saved) {
    const char *random = member(event, "random");
    /* Where nothing is asked for there is nothing to choose, and nothing to store. */
    if (!config.count)
        return;
    /* A page that was to go may have been kept, by its own question or the visitor's answer. */
    bool leaving = decision.phase == PHASE_LEAVING;
    begin(event);
    decision_choose(&decision);
    current = (struct record){.revision = config.options[CONSENT_revision].number, .time = event->now};
    if (decision.choice == CHOICE_GRANTED) {
        /* A grant must have its number: without one the record is none, nothing loads, and the visitor is told. */
        if (strlen(random) == RECORD_ID_LENGTH)
            memcpy(current.id, random, RECORD_ID_LENGTH);
        memcpy(current.language, language.tag, sizeof language.tag);
        set_way(event, saved);
    }
    ask_again = false;
    fresh = (struct grants){0};
    store_write(&decision, &current, &event->stored);
    /* First, so that the live region is there still: with the last layer all goes. */
    view_status(outcome(), false);
    render();
    if (leaving)
        decision.phase = PHASE_LEAVING;
    effect(leaving ? "['reload']" : "['next','paint']", NULL, NULL);
}

static void set_layers(bool banner, bool settings) {
    if (settings > old.settings)
        decision.draft = decision.granted;
    /* Where there is no question for the first layer, its place is taken by the second. */
    decision.banner = banner && decision_has_question();
    decision.settings = (settings || banner > decision.banner) && config.count;
    /* What had gone wrong has been read by then. */
    view_calm();
    render();
}

/* The switches as the dialog has them: what is seen is what is saved. A switch just turned takes its purpose along. */
static void read_switches(const struct event *event) {
    int target = config_find(member(event, "target"));
    const cJSON *item = json_first(json_get(event->json, "on"));
    decision.draft = (struct grants){0};
    for (; item; item = item->next) {
        int on = cJSON_IsString(item) ? config_find(item->valuestring) : -1;
        if (on >= 0)
            decision.draft.of[on] = true;
    }
    if (target >= 0)
        grants_set(&decision.draft, target, decision.draft.of[target]);
    grants_settle(&decision.draft);
}

static void reset(const struct event *event) {
    if (decision.phase == PHASE_LEAVING)
        return;
    begin(event);
    decision_reset(&decision);
    store_clear();
    view_calm();
    render();
    effect("['next','paint']", NULL, NULL);
}

/* acceptPurpose and acceptProcessor, acceptedPurpose and acceptedProcessor. */
static void about(const struct event *event, enum request asked, const cJSON *args) {
    bool of_purpose = asked == REQUEST_acceptPurpose || asked == REQUEST_acceptedPurpose;
    const char *text = json_text(args), *id = text ? text : "";
    int item = config_find(id);
    if (item >= 0 && (config.items[item].purpose < 0) != of_purpose)
        item = -1;
    if (asked >= REQUEST_acceptedPurpose) {
        answer(item < 0 ? of_purpose && !strcmp(id, "necessary") : decision_allows(&decision.granted, item));
        return;
    }
    /* Whatever else a page says in the place of yes or no is neither. */
    const cJSON *on = item < 0 ? NULL : args->next;
    if (item < 0 || (on && !cJSON_IsBool(on))) {
        config_report(of_purpose ? "SMGConsent.acceptPurpose" : "SMGConsent.acceptProcessor",
                      item < 0 ? "a known id" : "true or false", item < 0 ? args : on);
        return;
    }
    /* What the records say now is what a page adds to: they may have been cleared since the last look. */
    bool known = decision.phase == PHASE_CONFIRM || decision.stands;
    decision.draft = known ? decision.granted : event->stored.granted;
    const struct grants base = decision.draft;
    grants_set(&decision.draft, item, !cJSON_IsFalse(on));
    /* No page turns on what the browser's signal withholds. */
    for (int i = 0; i != config.count; i++)
        decision.draft.of[i] &= base.of[i] || !config_withheld(i);
    /* Nothing new to say, above all no refusal of everything by taking back what was never given. */
    if (!grants_equal(&decision.draft, &decision.granted))
        choose(event, false);
}

/* Milliseconds for which "Accept" must have been seen before a pointer can have meant it. */
enum { SEEN_LEAST = 500 };

/* False for a press that does nothing, since the visitor may not have meant what it asks for. */
static bool meant(const struct event *event, enum request asked) {
    static bool early, reported; /* early: the last press was too early, and has done nothing */
    const cJSON *json = event->json;
    uint32_t seen;
    bool accepts = asked == REQUEST_accept || asked == REQUEST_acceptAll,
         leave = config.options[CONSENT_pageAccept].number;
    if (event->type != TYPE_action)
        return true;
    /* What a double click's first press has opened, or uncovered, lies under the pointer by the second: no choice. */
    if (json_true(json, "repeated") && !early)
        return false;
    early = false;
    if (!accepts && asked != REQUEST_save)
        return true;
    /* On a page that shows what its visitors write, one may have written such an element for the others. */
    if (!json_true(json, "inside")) {
        if (!leave && !reported)
            effect("['log','warn','data-smg-action grants nothing: SMG_CONFIG.consent.pageAccept is not true']", NULL,
                   NULL);
        reported = true;
        return leave;
    }
    /* The pointer was on its way to something else before the layer came up beneath it. */
    early = accepts && json_true(json, "trusted") && json_true(json, "pointer") &&
            !json_whole(json_get(json, "age"), SEEN_LEAST, UINT32_MAX, &seen);
    return !early;
}

void request(const struct event *event) {
    const cJSON *args = json_first(json_get(event->json, "args"));
    enum request asked = (enum request)place(requests, member(event, "name"));
    bool known;
    int late;
    if (!meant(event, asked))
        return;
    switch (asked) {
    case REQUEST_accept:
    case REQUEST_acceptAll:
        grants_set_all(&decision.draft);
        choose(event, false);
        break;
    case REQUEST_reject:
    case REQUEST_rejectAll:
    case REQUEST_withdraw:
        decision.draft = (struct grants){0};
        choose(event, false);
        break;
    case REQUEST_settings:
    case REQUEST_showPreferences:
        set_layers(decision.banner, true);
        break;
    case REQUEST_close:
        set_layers(decision.banner, false);
        break;
    case REQUEST_hide:
        set_layers(false, false);
        break;
    case REQUEST_show:
        set_layers(true, decision.settings);
        break;
    case REQUEST_save:
    case REQUEST_toggle:
        /* Only what stands before the visitor's eyes can be saved. */
        if (!decision.settings)
            break;
        read_switches(event);
        if (asked == REQUEST_save)
            choose(event, true);
        else
            view_switches();
        break;
    case REQUEST_reset:
        reset(event);
        break;
    case REQUEST_setLanguage:
        known = cJSON_IsString(args) && language_set(&language, args->valuestring, config.options[CONSENT_texts].json);
        if (known)
            show_language(event);
        else
            config_report("SMGConsent.setLanguage", "a language that there is", args);
        answer(known);
        break;
    case REQUEST_getReceipt:
    case REQUEST_receipt:
        if (decision.choice != CHOICE_GRANTED)
            break;
        effect(asked == REQUEST_receipt ? "['save','consent.json'" : "['return'", NULL, NULL);
        view_show(VIEW_receipt);
        put_char(']');
        break;
    case REQUEST_getConsent:
        effect_state("['return'");
        break;
    /* What a listener that comes late has missed. */
    case REQUEST_state:
        late = json_text(args) ? place("ready\0consent\0", args->valuestring) : 2;
        if (!late || (late == 1 && decision.choice && decision.phase == PHASE_IDLE))
            effect_state("['return'");
        break;
    case REQUEST_acceptPurpose:
    case REQUEST_acceptProcessor:
    case REQUEST_acceptedPurpose:
    case REQUEST_acceptedProcessor:
        about(event, asked, args);
        break;
    }
}
