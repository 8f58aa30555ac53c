/*
 * What the visitor sees, as trees of nodes: the banner, the settings dialog, the status line and the table of
 * processors. Texts go in as JSON strings and come out as text nodes, whatever is in them.
 */
#ifndef VIEW_H
#define VIEW_H

#include "decision.h"

struct view {
    struct writer *out;
    const struct config *config;
    const struct language *language;
    const struct decision *decision;
    bool ask_again; /* an earlier answer is void because something was added */
};

/* Each writes one "render" effect. */
void view_banner(const struct view *view);
void view_settings(const struct view *view);
void view_table(const struct view *view);

/* `text` is a key of the language. */
void view_status(const struct view *view, const char *text, bool error);

/* Writes ["render", place, null]. */
void view_remove(const struct view *view, const char *place);

/* Writes the "switches" effect: the draft, as the open dialog is to show it. */
void view_switches(const struct view *view);

#endif
