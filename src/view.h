/*
 * What the visitor sees, as trees of nodes: the banner, the settings dialog, the status line and the table of
 * processors. Texts go in as JSON strings and come out as text nodes, whatever is in them.
 * They read the state of the module, and change none of it.
 */
#ifndef VIEW_H
#define VIEW_H

#include "state.h"

/* Each writes one "render" effect. */
void view_banner(void);
void view_settings(void);
void view_table(void);

/* `text` is a key of the language. */
void view_status(const char *text, bool error);

/* Writes ["render", place, null]. */
void view_remove(const char *place);

/* Writes the "switches" effect: the draft, as the open dialog is to show it. */
void view_switches(void);

#endif
