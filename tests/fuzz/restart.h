/*
 * A core as before its first event. Included once in each program or library that has a core in it.
 */
#ifndef RESTART_H
#define RESTART_H

#include <stddef.h>
#include <stdlib.h>

#include "arena.h"

/* The variables of the core, which sections.h has put together; NULL where there are none of a kind. */
#define WEAK __attribute__((weak))
extern WEAK char __start_smg_bss[], __stop_smg_bss[], __start_smg_data[], __stop_smg_data[];

/* Between the variables there is what the sanitizer does not want touched. */
__attribute__((no_sanitize("address"))) static void copy(char *to, const char *from, size_t size) {
    for (volatile size_t i = 0; i < size; i++)
        to[i] = from ? from[i] : (char)0;
}

static void restart(void) {
    static char *initial;
    size_t size = (size_t)(__stop_smg_data - __start_smg_data);
    if (!initial) {
        initial = malloc(size + 1);
        copy(initial, __start_smg_data, size);
    }
    copy(__start_smg_data, initial, size);
    copy(__start_smg_bss, NULL, (size_t)(__stop_smg_bss - __start_smg_bss));
    arena_restart(8u << 20);
}

#endif
