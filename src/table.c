#include "table.h"

static const char *fill(enum hole hole, const struct scope *scope);

static void row_unused(const json *definition) {
    struct scope scope = SCOPE_NONE;
    scope.definition = definition;
    template_view(VIEW_row, fill, &scope);
}

static bool of_all; /* true where the page asks for those too that it does not use */

/* The processors of the site by their purposes, and behind them, where that is asked for, those that it does not use.
 */
static void groups(void) {
    for (int i = 0; i != config->count; i++)
        if (config->items[i].purpose < 0 && words_has_processors(i)) {
            struct scope scope = SCOPE_NONE;
            scope.item = i;
            template_view(VIEW_group, fill, &scope);
        }
    if (of_all)
        template_view(VIEW_group, fill, &SCOPE_NONE);
}

/* The rows of one purpose; -1: of what the site does not use. */
static void rows(int purpose) {
    if (purpose >= 0)
        words_each_item(purpose, VIEW_row, fill);
    else
        for (const json *each = json_first(config->builtin); each; each = json_next(each))
            if (config_find(json_name(each)) < 0)
                row_unused(each);
}

static const char *fill(enum hole hole, const struct scope *scope) {
    switch (hole) {
    case HOLE_heads:
        words_columns(VIEW_head, VIEW_head, fill, scope);
        return NULL;
    case HOLE_groups:
        groups();
        return NULL;
    case HOLE_group:
        return scope->item < 0 ? language_text(TEXT_state_unused) : words_purpose(scope->item, "name", "_name");
    case HOLE_rows:
        rows(scope->item);
        return NULL;
    case HOLE_cells:
        words_columns(VIEW_cell, VIEW_cell, fill, scope);
        return NULL;
    case HOLE_state_id:
        return words_state_id(scope->item);
    case HOLE_now:
        return scope->item < 0 ? NULL : words_now(scope->definition, loader->requests[config_own(scope->item)]);
    default:
        return words_fill(hole, scope);
    }
}

void table_show(bool all) {
    of_all = all;
    template_view(VIEW_table, fill, &SCOPE_NONE);
}
