/*
 * What the site asks for: window.SMG_CONFIG, read once. Bad input disables only itself: the entry is dropped, its
 * default holds, and one message names the path, what was expected and what came.
 */
#ifndef CONFIG_H
#define CONFIG_H

#include "language.h"
#include "processor.h"

#define ITEMS_MAX 512

/*
 * The options, as they stand in consent.* and consent.cookie.*. Each with the form of its value: how it is read, which
 * is one letter, and what is expected, in the words of the message.
 *
 *     W  a string of this pattern, or a whole number that written out is one
 *     T  a text: a string, or an object of strings by language        L  the same, of web addresses
 *     O  an object        A  an array        F  true or false
 *     N  a whole number 0..999999999        D  a whole number 1..400, of days
 */
#define CONSENT_OPTIONS(X)                                                                                             \
    X(company, "Ta text")                                                                                              \
    X(email, "W[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9.-]{1,190}")                                                            \
    X(bin, "W[0-9]{12}")                                                                                               \
    X(policyUrl, "La web address")                                                                                     \
    X(language, "W[A-Za-z]{2,4}|[A-Za-z]{2,3}-[A-Za-z0-9-]{1,8}")                                                      \
    X(texts, "Oan object")                                                                                             \
    X(revision, "N0..999999999")                                                                                       \
    X(cookie, "Oan object")                                                                                            \
    X(refusalExpiresAfterDays, "D1..400")                                                                              \
    X(theme, "Wauto|light|dark")                                                                                       \
    X(layout, "Wbox|bar|dialog")                                                                                       \
    X(position, "Wstart|center|end|top-start|top-center|top-end")                                                      \
    X(purposes, "Oan object")                                                                                          \
    X(processors, "Aan array")                                                                                         \
    X(floatingButton, "Ftrue or false")                                                                                \
    X(respectGpc, "Ftrue or false")                                                                                    \
    X(inFrames, "Ftrue or false")                                                                                      \
    X(pageAccept, "Ftrue or false")                                                                                    \
    X(onWithdraw, "Wauto|reload|none")                                                                                 \
    X(recordable, "W[ -~]{1,200}")                                                                                     \
    X(nonce, "W[A-Za-z0-9+/_=-]{1,200}")                                                                               \
    X(debug, "Ftrue or false")
#define COOKIE_OPTIONS(X)                                                                                              \
    X(name, "W[A-Za-z0-9_-]{1,40}")                                                                                    \
    X(domain, "W[A-Za-z0-9.-]{1,253}")                                                                                 \
    X(path, "W/[!-:<-~]{0,200}")                                                                                       \
    X(sameSite, "WLax|Strict|None")                                                                                    \
    X(secure, "Ftrue or false")                                                                                        \
    X(expiresAfterDays, "D1..400")

#define ENUM_CONSENT(name, form) CONSENT_##name,
#define ENUM_COOKIE(name, form) COOKIE_##name,

enum option { CONSENT_OPTIONS(ENUM_CONSENT) COOKIE_OPTIONS(ENUM_COOKIE) OPTION_COUNT };

/* The value of an option: by its form a `word` (W), a `value` (T L O A) or a `number` (F N D). */
union option_value {
    const char *word;
    const json *value;
    uint32_t number;
};

struct config {
    union option_value options[OPTION_COUNT]; /* NULL or 0 where not given and without default */
    const char *host;                         /* of the page; stands in for the company where none is given */
    const json *builtin;                      /* the definitions that come with the module, each named by its id */
    bool gpc;    /* the browser's Global Privacy Control is on, and respected: advertising waits for its own switch */
    bool framed; /* the page is inside another one, where nothing is asked by itself */
    int count;   /* of items; 0 where there is nothing to ask for */
    struct item *items; /* in the arena */
};

/* Only config_read writes it. */
extern const struct config *const config;

/*
 * Reads the "start" event, whose strings the configuration points into: it must live as long. Writes a "log" effect for
 * each entry of window.SMG_CONFIG that is dropped. Sets the language, if the site has chosen one that there is.
 */
void config_read(const json *start);

/* The index of the item of this id, or -1. No purpose has the id of a processor. */
int config_find(const char *id);

/* True for advertising where Global Privacy Control is on. */
bool config_withheld(int item);

/* True for an address that a link may lead to: http, https, mailto, or relative. */
bool config_is_link(const char *url);

#endif
