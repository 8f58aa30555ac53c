/*
 * What stands in the holes of the settings: the purposes, their processors, their switches.
 */
#ifndef SETTINGS_H
#define SETTINGS_H

#include "words.h"

/* Writes the settings, whose switches show `draft`; with `partners` the list of them comes first, and is what is read
 * first. */
void settings_show(const struct grants *draft, bool partners);

/* Writes the "switches" effect: the open settings are to show `draft`. */
void settings_show_switches(const struct grants *draft);

#endif
