/* The first module (src/first.h), beside the whole in one program. */
#ifndef FUZZ_FIRST_H
#define FUZZ_FIRST_H

#include <stddef.h>

#define SHOWN __attribute__((visibility("default")))

/* As before the first event. */
SHOWN void first_restart(void);

/* Its answer to an event, which holds until the next one; NULL where that has no room. */
SHOWN const char *first_answer(const void *event, size_t length);

#endif
