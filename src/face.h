/*
 * The faces of content that waits: what stands in the place of a frame or a picture until it is granted, and the
 * messages of what waits for something that the site does not have.
 */
#ifndef FACE_H
#define FACE_H

#include "event.h"
#include "words.h"

/*
 * What an element waits for by its marks, ids of a purpose and of a processor: sets each to the item, or to -1 where
 * there is no such mark (null, or absent). False where there is neither, or one is not an id of this site: nothing can
 * grant it.
 */
bool face_waits_for(const json *purpose_id, const json *processor_id, int *purpose, int *processor);

/* True if the event tells of anything that waits. */
bool face_has_news(const struct event *event);

/* Writes a "face" for each element that the event says waits, and which is not granted; and a "log" for each id that
 * nothing of the site has. False where no element waits. */
bool face_show_all(const struct event *event);

#endif
