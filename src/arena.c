#include "arena.h"

#include <stdint.h>

static size_t used, kept;
static bool exhausted;

#ifdef __wasm__

extern unsigned char __heap_base;

#define BASE (&__heap_base)

/* The module asks the engine for pages itself: the C library's allocator would import a call to tell the host. */
static bool available(size_t end) {
    const size_t page = 65536;
    size_t wanted = ((size_t)BASE + end + page - 1) / page;
    size_t present = __builtin_wasm_memory_size(0);
    return wanted <= present || __builtin_wasm_memory_grow(0, wanted - present) != SIZE_MAX;
}

#define POISON(address, size) ((void)0)
#define UNPOISON(address, size) ((void)0)

#else

#ifdef SMG_SANITIZED
#include <sanitizer/asan_interface.h>
#define POISON(address, size) ASAN_POISON_MEMORY_REGION(address, size)
#define UNPOISON(address, size) ASAN_UNPOISON_MEMORY_REGION(address, size)
#else
#define POISON(address, size) ((void)0)
#define UNPOISON(address, size) ((void)0)
#endif

static _Alignas(16) unsigned char region[32u << 20];
static size_t capacity = sizeof region;

#define BASE region

static bool available(size_t end) {
    return end <= capacity;
}

void arena_restart(size_t limit) {
    capacity = limit < sizeof region ? limit : sizeof region;
    kept = 0;
    used = sizeof region;
    arena_reset();
}

#endif

void *arena_alloc(size_t size) {
    size_t start = (used + 7) & ~(size_t)7;
    if (size > (size_t)1 << 30 || !available(start + size)) {
        exhausted = true;
        return NULL;
    }
    used = start + size;
    UNPOISON(BASE + start, size);
    return BASE + start;
}

void *arena_realloc(void *old, size_t size) {
    /* cJSON reallocates only in its printer, which is not linked: no memory is ever grown. */
    (void)old;
    (void)size;
    return NULL;
}

void arena_free(void *memory) {
    (void)memory;
}

void arena_keep(void) {
    kept = used;
}

void arena_reset(void) {
    POISON(BASE + kept, used - kept);
    used = kept;
    exhausted = false;
}

bool arena_exhausted(void) {
    return exhausted;
}

size_t arena_used(void) {
    return used;
}
