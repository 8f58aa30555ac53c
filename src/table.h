/*
 * What stands in the holes of the table of processors, which a page shows in its policy.
 */
#ifndef TABLE_H
#define TABLE_H

#include "words.h"

void table_show(bool all);

#endif
