/*
 * What stands in the holes of the receipt: what a visitor has granted, to whom, when and upon which text.
 */
#ifndef RECEIPT_H
#define RECEIPT_H

#include "words.h"

/* The receipt of the grant that holds, a JSON object as text, in the arena. */
const char *receipt_value(void);

#endif
