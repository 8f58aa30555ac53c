/*
 * What stands in the holes of the first layer, of the status line and of the button that opens the settings again.
 */
#ifndef BANNER_H
#define BANNER_H

#include "words.h"

void banner_show(void);
void banner_show_button(void);

/* The status line says this text, aloud only, or as an error for all to see. */
void banner_show_status(enum text status, bool error);

#endif
