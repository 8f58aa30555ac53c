/*
 * Definitions of processors: who each one is, what it stores, how it starts and stops. The form is that of
 * the files in src/processors; a page may bring its own in the option `processors`.
 */
#ifndef PROCESSOR_H
#define PROCESSOR_H

#include "json.h"
#include "record.h"

#define PROCESSOR_ID_MAX 40

struct processor {
    const char *id;
    const cJSON *definition;
    const char *counter; /* the site's counter id, of the form that the definition asks for; NULL where it needs none */
    int purpose;         /* index into the configuration's purposes */
    int whole;           /* index of the processor that this one is a part of, or -1 */
    char token[TOKEN_LENGTH + 1];
};

/* The definition that comes with the module, parsed into the arena; NULL where there is none of this id. */
const cJSON *processor_builtin(const char *id);

/* The ids of all of them, one by one: pass NULL for the first; returns NULL behind the last. */
const char *processor_builtin_next(const char *id);

/* True if the one of this id, from processor_builtin_next, is a part of another. Its second member tells. */
bool processor_is_part(const char *id);

/*
 * True if the whole of `text` has the form `pattern`: literal characters, sets such as [a-z0-9], each with {count} or
 * {min,max} behind it where it repeats, and "|" between alternatives. What repeats takes all that it can.
 */
bool pattern_match(const char *pattern, const char *text);

/*
 * What a record calls this processor: five characters that change with its id, its purpose and its countries, so that
 * a change of these asks again. 60 million values: that a new one is taken for one already asked for is the chance of
 * six numbers in that many.
 */
void processor_token(struct processor *processor);

/*
 * Writes the steps `name` ("start" or "stop") of the definition as a JSON array, placeholders filled in. `granted`
 * tells whether a purpose or processor of that id is granted.
 */
struct processor_values {
    const char *counter;
    uint32_t now; /* seconds */
    bool (*granted)(const void *context, const char *id);
    const void *context;
};
void processor_steps(const struct processor *processor, const char *name, const struct processor_values *values);

#endif
