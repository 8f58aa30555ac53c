/*
 * What the site asks for: window.SMG_CONFIG, read once. Bad input disables only itself: the entry is dropped, its
 * default holds, and one message names the path, what was expected and what came.
 */
#ifndef CONFIG_H
#define CONFIG_H

#include "language.h"
#include "processor.h"

#define PURPOSES_MAX 32
#define PROCESSORS_MAX 512

struct purpose {
    const char *id;
    const cJSON *own; /* {name, description} from the option `purposes`, or NULL */
};

struct config {
    /* consent.*, each a text or an object of texts by language; NULL where not given */
    const cJSON *company, *policy_url;
    /* consent.*, NULL where not given */
    const char *email, *bin, *language, *theme, *layout, *position, *nonce;
    const cJSON *texts;
    uint32_t revision;                   /* 0..999999999 */
    uint32_t refusal_expires_after_days; /* 1..400 */
    bool debug;
    struct {
        const char *name, *domain, *path, *same_site;
        uint32_t expires_after_days; /* 1..400, the most that browsers keep a cookie */
        bool secure;
    } cookie;

    const char *host; /* stands in for the company where none is given */
    int purpose_count, processor_count;
    struct purpose purposes[PURPOSES_MAX];
    struct processor processors[PROCESSORS_MAX];
};

/*
 * Reads `json` (of any type, or NULL) into `config`, whose strings point into `json` or the arena: both must live as
 * long as it does. Writes a "log" effect to `out` for each entry that is dropped. `secure`: the page is on https.
 */
void config_read(struct config *config, const cJSON *json, bool secure);

/* The index of a purpose or processor by its id, or -1. */
int config_purpose(const struct config *config, const char *id);
int config_processor(const struct config *config, const char *id);

/* True for an address that a link may lead to: http, https, mailto, or relative. */
bool config_is_link(const char *url);

/* A "log" effect: "path: expected ..., got ...". `got` NULL: nothing is said of what came. */
void config_report(const char *path, const char *expected, const cJSON *got);

#endif
