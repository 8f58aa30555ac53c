/*
 * What the site asks for: window.SMG_CONFIG, read once. Bad input disables only itself: the entry is dropped, its
 * default holds, and one message names the path, what was expected and what came.
 */
#ifndef CONFIG_H
#define CONFIG_H

#include "files.h"
#include "language.h"
#include "processor.h"

#define ITEMS_MAX 512

/* The options, as they stand in consent.*, consent.cookie.* and consent.theme.*: config.schema.json lists them, with
 * their forms. */
#define ENUM_CONSENT(name, form) CONSENT_##name,
#define ENUM_COOKIE(name, form) COOKIE_##name,
#define ENUM_THEME(name, form) THEME_##name,

enum option { CONSENT_OPTIONS(ENUM_CONSENT) COOKIE_OPTIONS(ENUM_COOKIE) THEME_OPTIONS(ENUM_THEME) OPTION_COUNT };

/* The value of an option: by its form a `word` (W), a `value` (T L O A B) or a `number` (F N D). */
union option_value {
    const char *word;
    const json *value;
    uint32_t number;
};

struct config {
    union option_value options[OPTION_COUNT]; /* NULL or 0 where not given and without default */
    const char *host;                         /* of the page; stands in for the company where none is given */
    const json *builtin;                      /* the definitions that come with the module, each named by its id */
    const struct law *law;                    /* what is said under "Legal information"; never NULL once it is read */
    bool gpc;    /* the browser's Global Privacy Control is on, and respected: advertising waits for its own switch */
    bool signal; /* the same, respected by the site or not: some processors go by it themselves */
    bool framed; /* the page is inside another one, where nothing is asked by itself */
    bool quiet;  /* the site wants nothing asked by itself on this page, or where the visitor is */
    bool quiet_path;       /* it is the page */
    const json *analytics; /* of SMG_CONFIG; NULL where there is none, and in the first module */
    int count;             /* of items; 0 where there is nothing to ask for */
    struct item *items;    /* in the arena */
};

/* Only config_read writes it. */
extern const struct config *const config;

/*
 * Reads the "start" event, whose strings the configuration points into: it must live as long. Writes a "log" effect for
 * each entry of window.SMG_CONFIG that is dropped. Sets the language, if the site has chosen one that there is.
 */
void config_read(const json *start);

/*
 * Asks for the files that the configuration of a "wants" event needs, and that the module has not: definitions of the
 * catalogue, and the language. Reads nothing else of it.
 */
void config_want(const struct event *event);

/* False for an entry of `analytics` by which a processor is not used; one that is not there may be by itself. */
bool config_uses(const json *entry);

/* True for a processor of the catalogue whose file has not come. */
bool config_lacks_file(const char *id);

/* The index of the item of this id, or -1. No purpose has the id of a processor. */
int config_find(const char *id);

/* The index of the switch that the processor has under the purpose of this id; -1 where it has none. */
int config_under(int processor, const char *purpose);

/* The index of the processor's own item, where this is the switch of one more purpose of it; else the same. */
int config_own(int item);

/* True for an item that is a processor, and not the switch of one more purpose of it. */
bool config_is_processor(int item);

/* True for advertising where Global Privacy Control is on. */
bool config_withheld(int item);

/* True for an address that a link may lead to: http, https, mailto, or relative. */
bool config_is_link(const char *url);

#endif
