#include "request.h"

#include <string.h>

#include "effect.h"
#include "face.h"
#include "proof.h"
#include "receipt.h"
#include "view.h"

/* The list makes the enum and the names. */
/* clang-format off */
#define REQUESTS(X) \
    X(accept) X(acceptAll) X(reject) X(rejectAll) X(withdraw) X(settings) X(showPreferences) X(partners) X(close) X(hide) \
    X(show) X(save) X(toggle) X(once) X(always) X(receipt) X(reset) X(setLanguage) X(getConsent) X(getReceipt) \
    X(acceptPurpose) X(acceptProcessor) X(acceptedPurpose) X(acceptedProcessor) X(state)
/* clang-format on */
#define REQUEST_ENUM(name) REQUEST_##name,
#define REQUEST_NAME(name) #name "\0"

enum request { REQUESTS(REQUEST_ENUM) };
static const char requests[] = REQUESTS(REQUEST_NAME);

static struct {
    bool early;         /* the last press came before the visitor can have meant it, and has done nothing */
    bool leave_is_told; /* the console has been told that a page's own element may not press "accept" */
} self;

/* By what of the module's own a grant is given, as the record says it. */
enum by { BY_BUTTON = 'b', BY_SWITCHES = 's', BY_FACE = 'f' };

/* Who gives a grant, and upon which text: not upon that of an open layer where the face of waiting content was pressed.
 */
static void set_method(struct record *record, const struct event *event, enum by by) {
    const char *shown = event_text(event, "shown");
    bool action = event->type == EVENT_action, inside = json_true(event->members, "inside");
    record->method[0] = !action ? 'a' : !inside ? 'p' : (char)by;
    record->method[1] = action && !json_true(event->members, "trusted") ? 'u' : 0;
    if (by != BY_FACE && (view->banner || view->settings) && pattern_match("[A-Za-z0-9_-]{43}", shown))
        memcpy(record->notice, shown, RECORD_NOTICE_LENGTH);
}

/* What the status line says of the choice; `ends_later`: of a withdrawal that only a reload carries out. */
static enum text status_text(bool ends_later) {
    if (decision->now.choice == CHOICE_REFUSED)
        return state->at_event.choice != CHOICE_GRANTED ? TEXT_status_rejected
               : ends_later                             ? TEXT_status_ending
                                                        : TEXT_status_withdrawn;
    for (int i = 0; i != config->count; i++)
        if (!decision->now.granted.of[i])
            return TEXT_status_saved;
    return TEXT_status_accepted;
}

/*
 * The one path of every choice: store, then take the layers away, then wait until that has been painted.
 */
static void choose(const struct event *event, const struct grants *grants, enum by by) {
    const char *random = event_text(event, "random");
    struct record record = {.revision = config->options[CONSENT_revision].number, .time = event->now};
    /* Where nothing is asked for there is nothing to choose, and nothing to store. */
    if (!config->count)
        return;
    /* A grant must have its id: without one the record is none, nothing loads, and the visitor is told. */
    if (strlen(random) == RECORD_ID_LENGTH)
        memcpy(record.id, random, RECORD_ID_LENGTH);
    memcpy(record.language, language->tag, sizeof language->tag);
    set_method(&record, event, by);
    state_note_change();
    proof_note(&record);
    decision_choose(grants, &record, event);
    bool withdrawn = state->at_event.choice == CHOICE_GRANTED && decision->now.choice == CHOICE_REFUSED,
         ends_later = withdrawn && loader_runs_on(event);
    store_write(&decision->now, ends_later);
    /* Before the layers go: with the last of them the shell takes the live region away, and nothing is read aloud. */
    view_say(status_text(ends_later), false);
    view_set_layers(false, false);
    if (decision->phase == PHASE_LEAVING)
        effect_reload();
    else
        effect_next_paint();
}

static void set_layers(bool banner, bool settings) {
    /* Whoever opens or closes a layer has read the error in the status line. */
    view_calm();
    view_set_layers(banner, settings);
}

/* The switches as the dialog has them: what is seen is what is saved. A switch just turned takes its purpose along. */
static struct grants read_switches(const struct event *event) {
    int target = config_find(event_text(event, "target"));
    struct grants switches = {0};
    for (const json *each = json_first(json_get(event->members, "on")); each; each = json_next(each)) {
        int on = json_text(each) ? config_find(json_text(each)) : -1;
        if (on >= 0)
            switches.of[on] = true;
    }
    if (target >= 0)
        grants_set(&switches, target, switches.of[target]);
    grants_settle(&switches);
    return switches;
}

static void reset(const struct event *event) {
    if (decision->phase == PHASE_LEAVING)
        return;
    state_note_change();
    decision_reset(event);
    store_clear();
    view_calm();
    view_set_layers(true, false);
    effect_next_paint();
}

/* What a page, or a single press, adds to: what the records say now, not what they said at the last event, since the
 * visitor may have cleared them meanwhile. A choice that is not read back yet is not in them. */
static const struct grants *grants_now(void) {
    bool known = decision->phase == PHASE_CONFIRM || decision->refusal_unstored;
    return known ? &decision->now.granted : &store->says.granted;
}

/* A press on the face of an element that waits: shows that one, or grants all that it waits for, as its switches would,
 * under Global Privacy Control too. */
static void press_face(const struct event *event, bool always) {
    const json *members = event->members;
    struct grants grants = *grants_now();
    int purpose, processor;
    if (!face_waits_for(json_get(members, "purpose"), json_get(members, "processor"), &purpose, &processor))
        return;
    if (always) {
        if (purpose >= 0)
            grants_set(&grants, purpose, true);
        if (processor >= 0)
            grants_set(&grants, processor, true);
        choose(event, &grants, BY_FACE);
    } else if (decision->phase != PHASE_LEAVING) {
        loader_show_once(event_text(event, "target"), purpose, processor);
        view_say(TEXT_face_shown, false);
    }
}

/* acceptPurpose and acceptProcessor, acceptedPurpose and acceptedProcessor. */
static void request_one(const struct event *event, enum request asked, const json *args) {
    bool of_purpose = asked == REQUEST_acceptPurpose || asked == REQUEST_acceptedPurpose;
    const char *text = json_text(args), *id = text ? text : "";
    int item = config_find(id);
    if (item >= 0 && !(of_purpose ? config->items[item].purpose < 0 : config_is_processor(item)))
        item = -1;
    if (asked >= REQUEST_acceptedPurpose) {
        effect_return_bool(item < 0 ? of_purpose && !strcmp(id, "necessary") : decision_allows(item));
        return;
    }
    /* null, 0 or "" in the place of true or false is neither: acceptPurpose(id, null) must not grant. */
    const json *on = item < 0 ? NULL : json_next(args);
    if (item < 0 || (on && !json_is_bool(on))) {
        if (left_out())
            return;
        effect_report(of_purpose ? "SMGConsent.acceptPurpose" : "SMGConsent.acceptProcessor",
                      item < 0 ? "a known id" : "true or false", item < 0 ? args : on);
        return;
    }
    const struct grants base = *grants_now();
    struct grants grants = base;
    grants_set(&grants, item, !json_is_false(on));
    for (int i = 0; i != config->count && !IS_FIRST; i++)
        if (config->items[i].also == &config->items[item])
            grants_set(&grants, i, !json_is_false(on));
    /* No page turns on what the browser's signal withholds. */
    for (int i = 0; i != config->count; i++)
        grants.of[i] &= base.of[i] || !config_withheld(i);
    /* A call that changes nothing is no choice. Else acceptPurpose(id, false) before any answer would refuse
     * everything. */
    if (!grants_equal(&grants, &decision->now.granted))
        choose(event, &grants, BY_BUTTON);
}

/* Milliseconds for which "Accept" must have been seen before a pointer can have meant it. */
enum { SEEN_LEAST = 500 };

/* False for a press that does nothing, since the visitor may not have meant what it asks for. */
static bool is_meant(const struct event *event, enum request asked) {
    const json *members = event->members;
    uint32_t seen;
    bool face = asked == REQUEST_once || asked == REQUEST_always,
         accepts = asked == REQUEST_accept || asked == REQUEST_acceptAll || face,
         leave = config->options[CONSENT_pageAccept].number;
    if (event->type != EVENT_action)
        return !face;
    /* Before a grant only the visitor himself has anything shown, whoever else can reach the button. In a page within
     * another one nothing is granted for good: that may have been laid over what he thinks he presses. */
    if (face && !(json_true(members, "inside") && json_true(members, "trusted")))
        return false;
    if (asked == REQUEST_always && config->framed)
        return false;
    /* What a double click's first press has opened, or uncovered, lies under the pointer by the second: no choice. */
    if (json_true(members, "repeated") && !self.early)
        return false;
    self.early = false;
    if (!accepts && asked != REQUEST_save)
        return true;
    /* On a page that shows what its visitors write, one may have written such an element for the others. */
    if (!json_true(members, "inside")) {
        if (!leave && !self.leave_is_told)
            effect_log(EFFECT_WARN, "data-smg-action grants nothing: SMG_CONFIG.consent.pageAccept is not true");
        self.leave_is_told = true;
        return leave;
    }
    /* The pointer was on its way to something else before the layer came up beneath it. */
    self.early = accepts && json_true(members, "trusted") && json_true(members, "pointer") &&
                 !json_uint(json_get(members, "age"), SEEN_LEAST, UINT32_MAX, &seen);
    return !self.early;
}

/* What a listener that comes late to this type of event has missed; nothing where it has missed none. */
static void return_missed(const char *type) {
    bool ready = !strcmp(type, "ready"), consent = !strcmp(type, "consent");
    if (ready || (consent && decision->now.choice && decision->phase == PHASE_IDLE))
        effect_return(state_value(&decision->now));
}

static void set_language(const struct event *event, const json *tag) {
    const char *wanted = json_text(tag);
    const json *texts = config->options[CONSENT_texts].value;
    bool known = wanted && language_set(wanted, texts);
    if (known)
        view_show_language(event);
    else if (left_out())
        return;
    /* In any case: the page waits for no other language any more. */
    if (wanted && !IS_FIRST)
        known |= language_ask(wanted, texts);
    if (!known)
        effect_report("SMGConsent.setLanguage", "a language that there is", tag);
    effect_return_bool(known);
}

void request_carry_out(const struct event *event) {
    const json *args = json_first(json_get(event->members, "args"));
    enum request asked = (enum request)list_find(requests, event_text(event, "name"));
    struct grants grants = {0};
    if (!is_meant(event, asked))
        return;
    switch (asked) {
    case REQUEST_accept:
    case REQUEST_acceptAll:
        grants_set_all(&grants);
        choose(event, &grants, BY_BUTTON);
        break;
    case REQUEST_reject:
    case REQUEST_rejectAll:
    case REQUEST_withdraw:
        choose(event, &grants, BY_BUTTON);
        break;
    case REQUEST_settings:
    case REQUEST_showPreferences:
        set_layers(view->banner, true);
        break;
    case REQUEST_partners:
        view_calm();
        view_show_partners();
        break;
    case REQUEST_close:
        set_layers(view->banner, false);
        break;
    case REQUEST_hide:
        set_layers(false, false);
        break;
    case REQUEST_show:
        set_layers(true, view->settings);
        break;
    case REQUEST_save:
    case REQUEST_toggle:
        /* Switches count only while the visitor sees them: a late press on settings that have closed saves nothing. */
        if (!view->settings || left_out())
            break;
        grants = read_switches(event);
        if (asked == REQUEST_save)
            choose(event, &grants, BY_SWITCHES);
        else
            view_set_switches(&grants);
        break;
    case REQUEST_once:
    case REQUEST_always:
        if (left_out())
            break;
        press_face(event, asked == REQUEST_always);
        break;
    case REQUEST_reset:
        reset(event);
        break;
    case REQUEST_setLanguage:
        set_language(event, args);
        break;
    case REQUEST_receipt:
        if (decision->now.choice == CHOICE_GRANTED && !left_out())
            effect_save("consent.json", receipt_value());
        break;
    case REQUEST_getReceipt:
        if (decision->now.choice == CHOICE_GRANTED && !left_out())
            effect_return(receipt_value());
        break;
    case REQUEST_getConsent:
        effect_return(state_value(&decision->now));
        break;
    case REQUEST_state:
        return_missed(json_text(args) ? json_text(args) : "");
        break;
    case REQUEST_acceptPurpose:
    case REQUEST_acceptProcessor:
    case REQUEST_acceptedPurpose:
    case REQUEST_acceptedProcessor:
        request_one(event, asked, args);
        break;
    }
}
