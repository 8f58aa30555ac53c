/*
 * What the visitor sees: which layers are open, and the effects that show them and take them away. The form of each is
 * in src/views; what stands in its holes is the business of the layer's own module: banner, settings, table, receipt.
 */
#ifndef VIEW_H
#define VIEW_H

#include "settings.h"

struct view {
    bool banner, settings, button; /* what is shown now; the button opens the settings again */
    bool partners;                 /* the open settings begin with the list of partners */
    bool waits;                    /* the page has told of content that waits, and may have a face */
    bool alarm;                    /* the status line tells of an error, which is seen until it is closed */
    struct grants draft;           /* the switches of the open settings */
};

/* Only the functions below write it. */
extern const struct view *const view;

/* Writes what the option `theme` says of colours, corners and font, if it does. */
void view_set_theme(void);

/* Opens and closes the two layers, and shows or takes away the button where that follows. */
void view_set_layers(bool banner, bool settings);

/* Opens the settings where they are not, with the list of partners. */
void view_show_partners(void);

/* Shows or takes away the button, as the decision now asks. */
void view_set_button(void);

/* The switches of the open settings, and their effect. */
void view_set_switches(const struct grants *draft);

/* Writes the status line. An error is seen, and can be closed. */
void view_say(enum text status, bool error);

/* Takes an error away; writes nothing where there is none. */
void view_calm(void);

/* Writes the table of processors, if the page of this event has a place for it. */
void view_show_table(const struct event *event);

/* Writes the faces of what this event says that waits, and asks for them anew: they are no longer what they should be.
 */
void view_show_faces(const struct event *event);
void view_renew_faces(void);

/* Shows everything that is open in the language that was chosen. */
void view_show_language(const struct event *event);

#endif
