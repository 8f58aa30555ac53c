#include "table.h"

static const char *fill(enum hole hole, const struct scope *scope);

static void row(int item, const json *definition) {
    struct scope scope = SCOPE_NONE;
    scope.item = item;
    scope.definition = definition;
    template_view(VIEW_row, fill, &scope);
}

/* The processors of the site, and behind them those that it does not use. */
static void rows(void) {
    for (int i = 0; i != config->count; i++)
        if (config->items[i].purpose >= 0)
            row(i, config->items[i].definition);
    for (const json *each = json_first(config->builtin); each; each = json_next(each))
        if (config_find(json_name(each)) < 0)
            row(-1, each);
}

static const char *fill(enum hole hole, const struct scope *scope) {
    switch (hole) {
    case HOLE_heads:
        words_columns(VIEW_head, VIEW_head, fill, scope);
        return NULL;
    case HOLE_rows:
        rows();
        return NULL;
    case HOLE_cells:
        words_columns(VIEW_cell, VIEW_cell, fill, scope);
        return NULL;
    case HOLE_state_id:
        return words_state_id(scope->item);
    case HOLE_now:
        return scope->item < 0 ? NULL : words_now(scope->definition, loader->requests[scope->item]);
    default:
        return words_fill(hole, scope);
    }
}

void table_show(void) {
    template_view(VIEW_table, fill, &SCOPE_NONE);
}
