/* The module as a native program: reads one JSON event per line, prints the effects of each on a line. */
#include <stdio.h>
#include <string.h>

#include "smg.h"

int main(void) {
    static char line[1 << 20];
    while (fgets(line, sizeof line, stdin)) {
        size_t length = strcspn(line, "\n");
        char *buffer = smg_buffer(length);
        if (!buffer)
            return 1;
        memcpy(buffer, line, length);
        puts(smg_dispatch(length));
    }
    return 0;
}
