/*
 * What the visitor sees: the banner, the settings, the status line and the table of processors. Their form is in
 * src/views, one file each; this module fills it from the state, the language and the definitions. It reads the state
 * of the module, and changes none of it. Texts go in as JSON strings and come out as text nodes, whatever is in them.
 *
 * A view is a node as include/smg.h describes it, in which
 *
 *     "$key"    stands for the text of that key in the language of the visitor,
 *     "@hole"   for what this module puts there: a text, a value, any number of nodes, or nothing.
 *
 * src/embed.mjs turns both into numbers and finds misspelt ones. A text may have holes of its own, {company}.
 */
#ifndef VIEW_H
#define VIEW_H

#include "state.h"

/* To be called for each event: what an answer may take for the holes of texts is counted anew. */
void view_begin(void);

/* Writes the "render" effect of a whole view: VIEW_banner, VIEW_settings or VIEW_table. */
void view_show(enum view view);

/* The status line: `text` is a text of the language. An error is seen, and can be closed. */
void view_status(enum text text, bool error);

/* Takes an error away; writes nothing where there is none. */
void view_calm(void);

/* Writes ["render", place, null]. */
void view_remove(const char *place);

/* Writes the "switches" effect: the draft, as the open dialog is to show it. */
void view_switches(void);

#endif
