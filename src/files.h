/*
 * The files beside the script that a page may need: definitions of src/catalogue and languages of src/translations. The
 * build lists them with their hashes; a page that names one of them gets it before the start, or when it changes to its
 * language. The first module has none, and knows of none.
 */
#ifndef FILES_H
#define FILES_H

#include "event.h"

/* True where there is such a file, whether it has come or not. */
bool files_list(const char *folder, const char *name);

/* Writes a "fetch" for the file `folder` `name` ".json" ("processors/", "tiktok"), unless it was asked for already.
 * False, and nothing, where no such file is listed, or it cannot be had. */
bool files_ask(const char *folder, const char *name);

/* What the file holds; NULL where it is not there, or has not come. */
const json *files_content(const char *folder, const char *name);

/* Forgets what the file holds, as if it could not be had. */
void files_drop(const char *folder, const char *name);

/* The name of a listed file of the folder that is near to `name` by so many letters, or NULL. */
const char *files_nearest(const char *folder, const char *name, int edits);

/* Takes the content that a "fetched" event brings, which must live as long as the page. False where no such file was
 * asked for, or it has come already. */
bool files_take(const struct event *event);

/* The category of `n` in the plural forms of the language whose file has come, as CLDR calls it ("few"); "" where it is
 * not known. */
const char *files_plural(const char *language, uint32_t n);

#endif
