#include "first.h"

#include <string.h>

#include "restart.h"
#include "smg.h"

void first_restart(void) {
    restart();
}

const char *first_answer(const void *event, size_t length) {
    char *buffer = smg_buffer(length);
    if (!buffer)
        return NULL;
    memcpy(buffer, event, length);
    return smg_dispatch(length);
}
