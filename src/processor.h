/*
 * Definitions of processors: who each one is, what it stores, how it starts and stops. The form is that of
 * the files in src/processors; a page may bring its own in the option `processors`.
 */
#ifndef PROCESSOR_H
#define PROCESSOR_H

#include "json.h"
#include "pattern.h"
#include "record.h"

/* What a visitor can grant: a purpose, or a processor. A purpose stands before the processors that belong to it. */
struct item {
    const char *id;
    const char *token;       /* what a record calls it: a purpose by its id */
    const json *definition;  /* of a purpose {name, description, does} from the option `purposes`, or NULL */
    const char *tag_id;      /* the site's id, of the form that the definition asks for; NULL where it needs none */
    const json *parameters;  /* the site's values, each of its form, where there are several; else NULL */
    int purpose;             /* index of the purpose that a processor belongs to; -1: this is a purpose */
    int part_of;             /* index of the processor that this one is a part of, or -1 */
    const struct item *also; /* the item that is the processor's own, of which this is the switch of one more purpose;
                                NULL for all others */
    bool several;            /* there are such switches of it */
    bool can_restart;        /* after it was stopped, by the steps "restart" */
    bool needs_reload;       /* to be stopped */
};

/* The definitions that come with the module, as an array in the arena. NULL only when memory has run out. */
const json *processor_builtin(void);

/*
 * What a record calls this processor under this purpose: five characters that change with its id, its purpose and its
 * countries, so that a change of these asks again. 60 million values: that a new one is taken for one already asked for
 * is the chance of six numbers in that many.
 */
const char *processor_token(const json *definition, const char *purpose);

/* The lists of steps that a definition may have, each with its NUL. */
extern const char processor_step_lists[];

/*
 * Writes the steps `name`, one of these lists, of the definition as a JSON array, placeholders filled in. `now` in
 * seconds; `is_granted` tells whether the purpose or processor of that id is granted.
 */
typedef bool processor_granted(const char *id);
void processor_steps(const struct item *processor, const char *name, uint32_t now, processor_granted *is_granted);

#endif
