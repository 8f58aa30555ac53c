#include "grants.h"

#include <string.h>

bool grants_equal(const struct grants *a, const struct grants *b) {
    return !memcmp(a, b, sizeof *a);
}

bool grants_empty(const struct grants *grants) {
    static const struct grants none;
    return grants_equal(grants, &none);
}

void grants_settle(struct grants *grants) {
    for (int i = 0; i != config->count; i++)
        if (config->items[i].purpose >= 0)
            grants->of[config->items[i].purpose] = true;
    for (int i = 0; i != config->count; i++)
        if (config->items[i].purpose >= 0)
            grants->of[config->items[i].purpose] &= grants->of[i];
}

void grants_set(struct grants *grants, int item, bool on) {
    for (int i = 0; i != config->count; i++)
        if (i == item || config->items[i].purpose == item)
            grants->of[i] = on;
    grants_settle(grants);
}

void grants_set_all(struct grants *grants) {
    for (int i = 0; i != config->count; i++)
        grants->of[i] = !config_withheld(i);
}

bool grants_allow(const struct grants *grants, int item) {
    int whole = config->items[item].part_of;
    bool any = grants->of[item];
    /* A processor with a switch under several purposes runs while one of them is on. */
    for (int i = 0; !IS_FIRST && config->items[item].several && i != config->count; i++)
        any |= config->items[i].also == &config->items[item] && grants->of[i];
    return any && (whole < 0 || grants->of[whole]);
}
