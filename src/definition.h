/*
 * The definitions of processors that a page brings of its own: whether each has the form of src/processor.schema.json.
 * Those that come with the module were checked when it was built.
 */
#ifndef DEFINITION_H
#define DEFINITION_H

#include "json.h"

/* The form that definition_check asks for, in the arena: to be kept as long as it is used. NULL only when memory has
 * run out. */
const json *definition_form(void);

/*
 * True if the definition has the form. Else writes a "log" for each place where it has not, whose path begins with
 * `path`.
 */
bool definition_check(const json *form, const char *path, const json *definition);

/* True if one of the names that the processor keeps, or that are erased with it, may mean what is stored by this name.
 * `storage`: "cookies", "localStorage" or "sessionStorage"; NULL: in any of them. */
bool definition_keeps(const json *definition, const char *storage, const char *name);

#endif
