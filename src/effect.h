/*
 * What an answer is made of: one function for each effect of include/smg.h, in its order there, and the only place that
 * writes the brackets of one. They go to the present text, which is the answer unless text_begin has set it aside.
 *
 * A `list` is JSON values with commas between them, as json_* functions write them between text_begin and text_end; ""
 * is an empty one. A `value` is one JSON value as text.
 */
#ifndef EFFECT_H
#define EFFECT_H

#include "json.h"

#define EFFECT_ERROR "error"
#define EFFECT_WARN "warn"

/* One line for the console. `level`: EFFECT_ERROR or EFFECT_WARN. */
void effect_log(const char *level, const char *line);

/* The "log" of an entry that is wrong and is dropped: "path: expected ..., got ...". `got` NULL: null came, or nothing;
 * the second takes what came as it is to be read, of any length. */
void effect_report(const char *path, const char *expected, const json *got);
void effect_report_text(const char *path, const char *expected, const char *got);

/* `cookie`: the whole assignment to document.cookie; `refusal`: the item `name` of localStorage, NULL removes it;
 * `domain`: see include/smg.h, NULL keeps what is left of that name elsewhere. Only the store calls it. */
void effect_store(const char *cookie, const char *refusal, const char *name, const char *domain);

/* What the site has said of the look, as CSS has it; NULL: nothing. */
void effect_theme(const char *accent, const char *background, const char *text, const char *radius, const char *font);

/* Takes away what stands at the place; what is shown there is a view, which holds its own "render". */
void effect_render_nothing(const char *place);

/* `switches`: a list of what effect_switch writes. `about`: the ids of what describes the switch, with spaces between
 * them; NULL leaves that as it is. */
void effect_switches(const char *switches);
void effect_switch(const char *name, bool on, const char *text, const char *about);

/* Offers the value to the visitor as a JSON file of this name. */
void effect_save(const char *name, const char *value);

/* `functions`: a list of names; `objects`: of [path, queue, method ...], "" for none. */
void effect_stand_in(const char *functions, const char *objects);

/* `steps`: an array of steps, as text. `nonce`: NULL where the module's own tag has the right one. Only the loader
 * calls these. */
void effect_stop(const char *id, const char *steps);
void effect_update(const char *id, const char *steps);
void effect_load(const char *id, const char *steps, const char *nonce);

/* `except`: a selector, "" for none; `marks`: a list of [attribute, value]. */
void effect_mask(const char *except, const char *marks);

/* Lists of names, in which "*" stands for any run of characters. */
void effect_erase(const char *cookies, const char *local, const char *session);

/* Lists of the ids of what is granted. */
void effect_unlock(const char *purposes, const char *processors);

/* The key of one element that waits. Only the loader calls it. */
void effect_once(const char *key);

/* Asks for an "added" event that tells of all that waits, also of what was told before. */
void effect_look(void);

/* The event "smg:" + type, with this value as its detail. */
void effect_emit(const char *type, const char *value);

/* The same of "error": `kind` as in web/smg.d.ts; `processor`: its id, NULL where it is about none. */
void effect_emit_error(const char *kind, const char *processor);

/* Something is to be posted: asks for an "added" event as soon as the whole module is there. */
void effect_due(void);

/* Posts the value, JSON, to an address of the site's. */
void effect_post(const char *url, const char *value);

/* Asks for a file beside the script, of this hash. */
void effect_fetch(const char *path, const char *integrity);

/* The frame that the element of this key stands for: whose it is, its address and its name, and what `embed`, of the
 * definition, says of it. */
void effect_embed(const char *key, const char *processor, const char *address, const json *embed, const char *name);

/* A list of the ids of the purposes that are not granted. */
void effect_refused(const char *purposes);

/* Asks for a "next" event: after the next frame was shown, or in a task of its own. */
void effect_next_paint(void);
void effect_next_task(void);

/* Asks for an "eraseAgain" event when what was stopped a moment ago may have written its last. */
void effect_later(void);

void effect_reload(void);

/* The result of the page's call. */
void effect_return(const char *value);
void effect_return_bool(bool value);

#endif
