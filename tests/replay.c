/*
 * The module as a native program: reads one JSON event per line, prints the effects of each on a line. A line that
 * begins with "#" is for people. One that begins with "= " is what the event before it was answered elsewhere: the
 * first that is another one is told, and the program then ends with 1.
 */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "smg.h"

enum { AROUND = 60 }; /* bytes that are shown before and behind the first that differs */

/* Tells where two answers part. */
static void tell(int line, const char *event, const char *expected, const char *got) {
    size_t same = 0;
    while (expected[same] && expected[same] == got[same])
        same++;
    size_t from = same < AROUND ? 0 : same - AROUND;
    fprintf(stderr, "line %d: another answer than the file has, from its byte %zu on\n", line, same + 1);
    fprintf(stderr, "  event     %.*s\n", 2 * AROUND, event);
    fprintf(stderr, "  expected  %s%.*s\n", from ? "..." : "", 2 * AROUND, expected + from);
    fprintf(stderr, "  got       %s%.*s\n", from ? "..." : "", 2 * AROUND, got + from);
}

int main(void) {
    static char text[1 << 22], event[sizeof text];
    const char *answer = NULL;
    bool same = true;
    int compared = 0;
    for (int line = 1; fgets(text, sizeof text, stdin); line++) {
        size_t length = strcspn(text, "\n");
        if (length == sizeof text - 1) {
            fprintf(stderr, "line %d: expected at most %zu bytes\n", line, sizeof text - 2);
            return 2;
        }
        text[length] = 0;
        if (*text == '#')
            continue;
        if (!strncmp(text, "= ", 2)) {
            compared++;
            if (same && answer && strcmp(answer, text + 2) != 0) {
                same = false;
                tell(line - 1, event, text + 2, answer);
            }
            continue;
        }
        char *buffer = smg_buffer(length);
        if (!buffer)
            return 2;
        memcpy(buffer, text, length);
        memcpy(event, text, length + 1);
        answer = smg_dispatch(length);
        puts(answer);
    }
    if (compared && same)
        fprintf(stderr, "%d answers, each as in the file\n", compared);
    return same ? 0 : 1;
}
